//! The command line of `jwtcore session`.

use std::path::PathBuf;

use clap::builder::{NonEmptyStringValueParser, ValueParser};
use clap::{Args, Subcommand};
use jwtcore::Algorithm;

use crate::args::{self, KeyArgs};

/// Log in, refresh, revoke and look at sessions, in the store that the services share
///
/// For operators and for tries. A store is redis://HOST:PORT, rediss:// with TLS, redis-cluster://HOST:PORT,HOST:PORT,
/// redis-sentinel://HOST:PORT,HOST:PORT/MASTER, or sqlite:FILE. Results are JSON, one object a line.
#[derive(Args, Debug)]
#[command(disable_help_subcommand = true)]
pub(crate) struct SessionArgs {
    #[command(subcommand)]
    pub(crate) command: SessionCommand,
}

#[derive(Debug, Subcommand)]
pub(crate) enum SessionCommand {
    Login(Box<LoginArgs>),
    Refresh(Box<RefreshArgs>),
    Revoke(RevokeArgs),
    Show(ShowArgs),
    Watch(WatchArgs),
}

/// Begin a session, and print its tokens
#[derive(Args, Debug)]
#[command(after_help = "\
Example:
  jwtcore session login --store sqlite:sessions.db --secret-file access.bin --alg HS256 --ring 1=ring.bin \\
      --iss https://issuer.test --aud api --sub u1 --scope 'read write'")]
pub(crate) struct LoginArgs {
    #[command(flatten)]
    pub(crate) issuing: IssuingArgs,

    /// Whose session it is
    #[arg(long, value_name = "SUB", value_parser = NonEmptyStringValueParser::new())]
    pub(crate) sub: String,

    /// What it may do, at most: names with a space between
    #[arg(long, value_name = "SCOPE", default_value = "")]
    pub(crate) scope: String,
}

/// Use a refresh token, and print the next tokens
///
/// The token is read from standard input, whose one trailing newline is dropped, or from a file: a command line is seen by
/// others.
#[derive(Args, Debug)]
pub(crate) struct RefreshArgs {
    #[command(flatten)]
    pub(crate) issuing: IssuingArgs,

    /// A part of the session's scope for the access token [default: all of it]
    #[arg(long, value_name = "SCOPE")]
    pub(crate) scope: Option<String>,

    /// A file that holds the refresh token, taken byte for byte
    #[arg(long, value_name = "FILE")]
    pub(crate) token_file: Option<PathBuf>,
}

/// End a session, everything of a subject, or one access token
///
/// With --sid that session; with --jti that token, of the issuer --iss; else all sessions of the subject, and its access
/// tokens that belong to none.
#[derive(Args, Debug)]
#[command(override_usage = "\
jwtcore session revoke --store URL [--tenant TENANT] --sub SUB [--sid SID]
       jwtcore session revoke --store URL [--tenant TENANT] [--sub SUB] --iss ISS --jti JTI [--exp UNIX]")]
pub(crate) struct RevokeArgs {
    #[command(flatten)]
    pub(crate) store: StoreArgs,

    /// The subject
    #[arg(long, value_name = "SUB", value_parser = NonEmptyStringValueParser::new())]
    pub(crate) sub: Option<String>,

    /// The session's sid, as access tokens carry it
    #[arg(long, value_name = "SID", conflicts_with_all = ["jti", "iss", "exp"])]
    pub(crate) sid: Option<String>,

    /// The access token's jti
    #[arg(long, value_name = "JTI", requires = "iss", value_parser = NonEmptyStringValueParser::new())]
    pub(crate) jti: Option<String>,

    /// The access token's issuer
    #[arg(long, value_name = "ISS", requires = "jti")]
    pub(crate) iss: Option<String>,

    /// When the access token expires, in seconds since 1970 [default: it is denied for good]
    #[arg(long, value_name = "UNIX", requires = "jti", allow_negative_numbers = true, value_parser = args::date())]
    pub(crate) exp: Option<i64>,
}

/// Print the living sessions of a subject
#[derive(Args, Debug)]
pub(crate) struct ShowArgs {
    #[command(flatten)]
    pub(crate) store: StoreArgs,

    /// The subject
    #[arg(long, value_name = "SUB", value_parser = NonEmptyStringValueParser::new())]
    pub(crate) sub: String,
}

/// Print what changes among the sessions of a subject, until it is interrupted
///
/// The store is read again and again; what begins and ends between two reads is not seen.
#[derive(Args, Debug)]
pub(crate) struct WatchArgs {
    #[command(flatten)]
    pub(crate) show: ShowArgs,

    /// How long to wait between two reads
    #[arg(long, value_name = "MILLISECONDS", default_value_t = 1_000)]
    pub(crate) interval_ms: u64,

    /// End after so many reads
    #[arg(long, value_name = "N")]
    pub(crate) reads: Option<u64>,
}

/// Where sessions are kept, and by what they are judged.
#[derive(Args, Debug)]
pub(crate) struct StoreArgs {
    /// The store
    #[arg(long, value_name = "URL", value_parser = NonEmptyStringValueParser::new())]
    pub(crate) store: String,

    /// The tenant [default: none]
    #[arg(long, value_name = "TENANT", default_value = "", hide_default_value = true)]
    pub(crate) tenant: String,

    /// Sessions from before this time are dead, in milliseconds since 1970
    #[arg(long, value_name = "MILLISECONDS")]
    pub(crate) store_epoch_ms: Option<i64>,
}

/// What tokens are made with.
#[derive(Args, Debug)]
pub(crate) struct IssuingArgs {
    #[command(flatten)]
    pub(crate) store: StoreArgs,

    #[command(flatten)]
    pub(crate) key: KeyArgs,

    /// The algorithm to sign access tokens with
    #[arg(long, value_name = "ALG", value_parser = args::algorithm())]
    pub(crate) alg: Vec<Algorithm>,

    /// A number and a file with the raw bytes of a refresh key; the first is active, others are accepted
    #[arg(long, value_name = "N=FILE", required = true, value_parser = ring_key())]
    pub(crate) ring: Vec<RingKey>,

    /// Who issues the access tokens
    #[arg(long, value_name = "ISS", value_parser = NonEmptyStringValueParser::new())]
    pub(crate) iss: String,

    /// Whom they are for; repeat it for several
    #[arg(long, value_name = "AUD", required = true, value_parser = NonEmptyStringValueParser::new())]
    pub(crate) aud: Vec<String>,

    /// The client that the refresh token belongs to [default: none]
    #[arg(long, value_name = "CLIENT", default_value = "", hide_default_value = true)]
    pub(crate) client: String,

    /// The lifetime of access tokens
    #[arg(long, value_name = "SECONDS", default_value_t = 600)]
    pub(crate) access_ttl: u32,

    /// How long a session lives without being refreshed
    #[arg(long, value_name = "SECONDS", default_value_t = 14 * 86_400)]
    pub(crate) idle: i64,

    /// How long a session lives
    #[arg(long, value_name = "SECONDS", default_value_t = 90 * 86_400)]
    pub(crate) absolute: i64,

    /// How long a used token is answered with the same successor, at most 60000
    #[arg(long, value_name = "MILLISECONDS", default_value_t = 10_000)]
    pub(crate) grace_ms: u32,
}

/// A refresh key's number and file.
#[derive(Clone, Debug)]
pub(crate) struct RingKey {
    pub(crate) id: u32,
    pub(crate) file: PathBuf,
}

fn ring_key() -> ValueParser {
    ValueParser::from(|text: &str| match text.split_once('=') {
        Some((id, file)) if !file.is_empty() => {
            let id = id.parse().map_err(|_| "a key's number is 0 to 4294967295")?;
            Ok(RingKey { id, file: file.into() })
        }
        _ => Err("give a number and a file, as 1=ring.bin"),
    })
}
