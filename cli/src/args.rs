//! The command line: what each command takes, as `--help` and the shells' completions tell it.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::builder::{
    NonEmptyStringValueParser, PossibleValue, PossibleValuesParser, RangedI64ValueParser, RangedU64ValueParser, Styles,
    TypedValueParser, ValueParser,
};
use clap::{Args, Parser, Subcommand, ValueEnum};
use jwtcore::Algorithm;
use jwtcore::policy::MAX_LEEWAY_S;

use crate::session::args::SessionArgs;

/// The greatest length of a token unless `--max-token-len` says otherwise, in bytes: that of the core.
const DEFAULT_MAX_TOKEN_LEN: usize = 16 * 1024;
/// The greatest value of `--max-token-len`: that of the core.
pub(crate) const MAX_TOKEN_LEN: usize = 1 << 20;
/// The greatest distance of a date from 1970 in seconds: beyond 2^53 JSON numbers are not exact.
pub(crate) const MAX_DATE: i64 = 1 << 53;

/// Verify, sign and look at JSON Web Tokens, strictly.
#[derive(Debug, Parser)]
#[command(name = "jwtcore", bin_name = "jwtcore", version, styles = Styles::styled(), after_help = EXITS)]
#[command(disable_help_subcommand = true, subcommand_required = true, arg_required_else_help = false)]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub(crate) command: Command,
}

const EXITS: &str = "\
Exit codes:
  0  done; the result stands alone on standard output
  1  the token is refused: `refused: <error-name>: <sentence>` on standard error
  2  a key, a secret, a file or the command line is wrong: one line on standard error says what,
     and how to mend it
  3  a store did not answer, or not in a way that anything can be decided by: try again";

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    Verify(VerifyArgs),
    Sign(SignArgs),
    Keygen(KeygenArgs),
    Jwks(JwksArgs),
    Inspect(InspectArgs),
    Session(SessionArgs),
    /// Print a script that completes this command's options in a shell
    Completions {
        /// The shell
        shell: clap_complete::Shell,
    },
}

/// Verify a token and print its claims
///
/// The key decides, never the token: list the algorithms that are accepted, and decide the issuer and the audience.
/// exp is always required. The accepted claims are printed as the JSON that was signed.
#[derive(Args, Debug)]
#[command(override_usage = "\
jwtcore verify (--key FILE | --secret-file FILE) --alg ALG... (--iss ISS | --any-iss) (--aud AUD... | --any-aud)
                      [--leeway SECONDS] [--typ TYP] [--require CLAIM[=VALUE]]... [--now UNIX] [--max-token-len N]
                      [--token-file FILE | TOKEN | -]
       jwtcore verify --jws (--key FILE | --secret-file FILE) --alg ALG... [--typ TYP] [--max-token-len N]
                      [--token-file FILE | TOKEN | -]")]
#[command(after_help = "\
Examples:
  jwtcore verify --key jwks.json --alg RS256 --iss https://issuer.test --aud api - < token
  jwtcore verify --secret-file secret.bin --alg HS256 --any-iss --any-aud --token-file token
  jwtcore verify --jws --key sender.pem --alg ES256 --token-file webhook > payload")]
#[allow(clippy::struct_excessive_bools, reason = "each is one switch of the command line")]
pub(crate) struct VerifyArgs {
    #[command(flatten)]
    pub(crate) key: KeyArgs,

    /// An algorithm to accept; repeat it for more
    #[arg(long, value_name = "ALG", value_parser = algorithm())]
    pub(crate) alg: Vec<Algorithm>,

    /// The issuer that iss must be, exactly
    #[arg(long, value_name = "ISS", value_parser = NonEmptyStringValueParser::new())]
    pub(crate) iss: Option<String>,

    /// Accept any issuer, or none
    #[arg(long)]
    pub(crate) any_iss: bool,

    /// An audience that aud must be or contain; repeat it to accept one of several
    #[arg(long, value_name = "AUD", value_parser = NonEmptyStringValueParser::new())]
    pub(crate) aud: Vec<String>,

    /// Accept any audience, or none
    #[arg(long)]
    pub(crate) any_aud: bool,

    /// How far the clocks of issuer and verifier may differ, at most 600 [default: 0]
    #[arg(long, value_name = "SECONDS", allow_negative_numbers = true, value_parser = leeway())]
    pub(crate) leeway: Option<u32>,

    /// The typ that the header must have; without it typ is absent, JWT or at+jwt
    #[arg(long, value_name = "TYP", value_parser = NonEmptyStringValueParser::new())]
    pub(crate) typ: Option<String>,

    /// A claim that must be there, or be this string; repeat it for more claims, or for more values of one
    #[arg(long, value_name = "CLAIM[=VALUE]", value_parser = NonEmptyStringValueParser::new())]
    pub(crate) require: Vec<String>,

    /// Judge at this time, in seconds since 1970 [default: the system's clock]
    #[arg(long, value_name = "UNIX", allow_negative_numbers = true, value_parser = date())]
    pub(crate) now: Option<i64>,

    /// The greatest length of a token in bytes, at most 1048576
    #[arg(long, value_name = "N", default_value_t = DEFAULT_MAX_TOKEN_LEN)]
    #[arg(allow_negative_numbers = true, value_parser = token_len())]
    pub(crate) max_token_len: usize,

    /// Verify a signed payload of any kind, and print its bytes; nothing in it is judged
    #[arg(long)]
    pub(crate) jws: bool,

    /// Tell on standard error which entries of a JWKS were left out, and why
    #[arg(short, long)]
    pub(crate) verbose: bool,

    /// A file that holds the token, taken byte for byte
    #[arg(long, value_name = "FILE")]
    pub(crate) token_file: Option<PathBuf>,

    /// The token, or - for standard input, whose one trailing newline is dropped [default: -]
    #[arg(value_name = "TOKEN")]
    pub(crate) token: Option<OsString>,
}

/// Sign a token and print it
///
/// With --ttl the token gets iat and exp from the system's clock; without it exp may come with --claims. A claim that
/// is given twice is refused.
#[derive(Args, Debug)]
#[command(override_usage = "\
jwtcore sign (--key FILE | --secret-file FILE) --alg ALG [--kid KID] [--typ TYP] [--iss ISS] [--aud AUD]...
                    [--sub SUB] [--jti JTI] [--ttl SECONDS] [--nbf UNIX] [--claims FILE | --claims -]")]
#[command(after_help = "\
Example:
  jwtcore sign --key key.pem --alg ES256 --iss https://issuer.test --aud api --sub u1 --ttl 600")]
pub(crate) struct SignArgs {
    #[command(flatten)]
    pub(crate) key: KeyArgs,

    /// The algorithm to sign with
    #[arg(long, value_name = "ALG", value_parser = algorithm())]
    pub(crate) alg: Vec<Algorithm>,

    /// The key's name in the header [default: the kid of a JWK; none for other keys]
    #[arg(long, value_name = "KID", value_parser = NonEmptyStringValueParser::new())]
    pub(crate) kid: Option<String>,

    /// The header's typ
    #[arg(long, value_name = "TYP", default_value = "JWT", value_parser = NonEmptyStringValueParser::new())]
    pub(crate) typ: String,

    /// Who issues the token
    #[arg(long, value_name = "ISS", value_parser = NonEmptyStringValueParser::new())]
    pub(crate) iss: Option<String>,

    /// Whom the token is for; repeat it for several
    #[arg(long, value_name = "AUD", value_parser = NonEmptyStringValueParser::new())]
    pub(crate) aud: Vec<String>,

    /// Whom the token is about
    #[arg(long, value_name = "SUB", value_parser = NonEmptyStringValueParser::new())]
    pub(crate) sub: Option<String>,

    /// The token's own name
    #[arg(long, value_name = "JTI", value_parser = NonEmptyStringValueParser::new())]
    pub(crate) jti: Option<String>,

    /// How long the token is valid from now on; sets iat and exp
    #[arg(long, value_name = "SECONDS", allow_negative_numbers = true, value_parser = ttl())]
    pub(crate) ttl: Option<i64>,

    /// Before when the token is not valid, in seconds since 1970
    #[arg(long, value_name = "UNIX", allow_negative_numbers = true, value_parser = date())]
    pub(crate) nbf: Option<i64>,

    /// A file that holds further claims as one JSON object, or - for standard input
    #[arg(long, value_name = "FILE")]
    pub(crate) claims: Option<PathBuf>,
}

/// Make a new private key or secret
///
/// The private file has mode 0600. No existing file is overwritten. For HS256, HS384 and HS512 the file holds a secret:
/// raw bytes for --secret-file, or with --format jwk a JWK. RS and PS keys have 2048 bits.
#[derive(Args, Debug)]
#[command(override_usage = "\
jwtcore keygen --alg ALG [--kid KID] --out FILE [--public FILE] [--format pem|jwk]")]
#[command(after_help = "\
Examples:
  jwtcore keygen --alg ES256 --out key.pem --public public.pem
  jwtcore keygen --alg EdDSA --kid 2026-11 --out key.jwk --public public.jwk
  jwtcore keygen --alg HS256 --out secret.bin")]
pub(crate) struct KeygenArgs {
    /// The algorithm that the key is for
    #[arg(long, value_name = "ALG", value_parser = algorithm())]
    pub(crate) alg: Vec<Algorithm>,

    /// The key's name; PEM holds none, so that the files are JWKs
    #[arg(long, value_name = "KID", value_parser = NonEmptyStringValueParser::new())]
    pub(crate) kid: Option<String>,

    /// The private key's new file
    #[arg(long, value_name = "FILE")]
    pub(crate) out: PathBuf,

    /// The public key's new file [default: standard output]
    #[arg(long, value_name = "FILE")]
    pub(crate) public: Option<PathBuf>,

    /// How the key is written [default: pem; with --kid: jwk]
    #[arg(long, value_enum, hide_possible_values = true, value_name = "pem|jwk")]
    pub(crate) format: Option<KeyFormat>,
}

/// How a key is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum KeyFormat {
    Pem,
    Jwk,
}

/// Print a JWKS of public keys
///
/// Each file holds one public key: PEM (also a certificate), a JWK or DER. A JWK keeps its kid and alg; other keys are
/// named by their thumbprint (RFC 7638), and their alg is told where their curve decides it. Private keys and secrets
/// are refused.
#[derive(Args, Debug)]
pub(crate) struct JwksArgs {
    /// The files, each with one public key
    #[arg(value_name = "PUBLIC_KEY_FILE", required = true)]
    pub(crate) files: Vec<PathBuf>,
}

/// Show what a token says, UNVERIFIED
///
/// Nothing is checked but the form: anybody can write such a token. Use `jwtcore verify` to accept one. Every line is
/// marked as UNVERIFIED, and characters that steer a terminal are escaped.
#[derive(Args, Debug)]
#[command(override_usage = "jwtcore inspect [TOKEN | -]")]
pub(crate) struct InspectArgs {
    /// The token, or - for standard input, whose one trailing newline is dropped [default: -]
    #[arg(value_name = "TOKEN")]
    pub(crate) token: Option<OsString>,
}

/// The key or the secret: one of both.
#[derive(Args, Debug)]
pub(crate) struct KeyArgs {
    /// A file with the key: PEM, a JWK, to verify also a JWKS, told apart by content
    #[arg(long, value_name = "FILE")]
    pub(crate) key: Option<PathBuf>,

    /// A file with the raw bytes of an HMAC secret
    #[arg(long, value_name = "FILE")]
    pub(crate) secret_file: Option<PathBuf>,
}

/// An algorithm by its exact name, whether or not this build includes it.
pub(crate) fn algorithm() -> ValueParser {
    let names = Algorithm::ALL.into_iter().map(|algorithm| match algorithm {
        Algorithm::EdDSA => PossibleValue::new("EdDSA").alias("Ed25519"),
        other => PossibleValue::new(other.name()),
    });
    PossibleValuesParser::new(names).try_map(|name| Algorithm::from_name(&name)).into()
}

fn leeway() -> RangedU64ValueParser<u32> {
    RangedU64ValueParser::new().range(..=u64::from(MAX_LEEWAY_S))
}

fn token_len() -> RangedU64ValueParser<usize> {
    RangedU64ValueParser::new().range(1..=1 << 20)
}

fn ttl() -> RangedI64ValueParser<i64> {
    RangedI64ValueParser::new().range(1..=MAX_DATE)
}

pub(crate) fn date() -> RangedI64ValueParser<i64> {
    RangedI64ValueParser::new().range(-MAX_DATE..=MAX_DATE)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_is_consistent() {
        <Cli as clap::CommandFactory>::command().debug_assert();
    }

    #[test]
    fn algorithms_are_named_exactly() {
        let parse = |name: &str| {
            let line = ["jwtcore", "keygen", "--out", "x", "--alg", name];
            Cli::try_parse_from(line).ok().map(|cli| match cli.command {
                Command::Keygen(args) => args.alg,
                _ => Vec::new(),
            })
        };
        assert_eq!(parse("Ed25519"), Some(vec![Algorithm::EdDSA]));
        for algorithm in Algorithm::ALL {
            assert_eq!(parse(algorithm.name()), Some(vec![algorithm]));
        }
        for name in ["none", "hs256", "HS256 ", ""] {
            assert_eq!(parse(name), None, "{name}");
        }
    }
}
