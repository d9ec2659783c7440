//! `jwtcore keygen`: a new private key or secret in a file of its own, and its public key beside it.

use base64ct::{Base64UrlUnpadded, Encoding as _};
use jwtcore::key::Secret;
use jwtcore::{Algorithm, Error, KeyKind, KeyName};
use zeroize::Zeroizing;

use crate::args::{KeyFormat, KeygenArgs};
use crate::backend;
use crate::failure::Failure;
use crate::files::NewFile;
use crate::policy;

/// Room for a key's text: a private RSA key of 4096 bits takes 3.3 KiB as PEM, and a name may have 256 bytes.
const MAX_KEY_TEXT_LEN: usize = 8 * 1024;
/// How often a secret is drawn: fewer than one in 2^30 looks like a key by chance and is not taken.
const MAX_DRAWS: usize = 8;

/// Both texts of a new key.
struct Texts {
    private: Zeroizing<Vec<u8>>,
    /// None for a secret.
    public: Option<Vec<u8>>,
}

/// The public key, where no file is given for it.
pub(crate) fn run(args: &KeygenArgs) -> Result<Vec<u8>, Failure> {
    let algorithm = policy::one_algorithm(&args.alg)?;
    check_places(args)?;
    let texts = match algorithm.key_kind() {
        KeyKind::Secret => new_secret(args, algorithm)?,
        _ => new_key(args, algorithm)?,
    };
    let mut private = NewFile::private(&args.out, "--out")?;
    let mut public = args.public.as_deref().map(|path| NewFile::public(path, "--public")).transpose()?;
    private.write(&texts.private)?;
    let printed = match (&mut public, texts.public) {
        (Some(file), Some(text)) => file.write(&text).map(|()| Vec::new())?,
        (_, text) => text.unwrap_or_default(),
    };
    private.keep();
    if let Some(public) = public {
        public.keep();
    }
    Ok(printed)
}

/// Refuses places that no key can be kept in.
fn check_places(args: &KeygenArgs) -> Result<(), Failure> {
    if args.out.as_os_str() == "-" {
        return Err(Failure::setup("--out - would print a private key", "name a file"));
    }
    if args.public.as_ref().is_some_and(|path| path.as_os_str() == "-") {
        return Err(Failure::setup("--public - is no file", "leave it away: the public key is then printed"));
    }
    if args.public.as_ref() == Some(&args.out) {
        return Err(Failure::setup("--out and --public name one file", "give each key a file of its own"));
    }
    Ok(())
}

fn new_key(args: &KeygenArgs, algorithm: Algorithm) -> Result<Texts, Failure> {
    let kid = args.kid.as_deref();
    let format = match (args.format, kid) {
        (Some(KeyFormat::Pem), Some(_)) => {
            return Err(Failure::setup(
                "PEM holds no kid",
                "give --format jwk, or leave --kid away and give it to `jwtcore sign`",
            ));
        }
        (Some(format), _) => format,
        (None, Some(_)) => KeyFormat::Jwk,
        (None, None) => KeyFormat::Pem,
    };
    let private = backend::generate(algorithm, &mut fill_randomly)?;
    let public = backend::public_of(&private)?;
    match format {
        KeyFormat::Pem => Ok(Texts {
            private: written(|buf| private.to_pkcs8_pem(buf))?,
            public: Some(written(|buf| public.to_spki_pem(buf))?.to_vec()),
        }),
        KeyFormat::Jwk => Ok(Texts {
            private: line(&written(|buf| private.to_jwk(Some(algorithm), kid, buf))?),
            public: Some(line(&written(|buf| public.to_jwk(Some(algorithm), kid, buf))?).to_vec()),
        }),
    }
}

/// As many random bytes as the algorithm's hash gives: more add nothing (RFC 2104 section 3).
fn new_secret(args: &KeygenArgs, algorithm: Algorithm) -> Result<Texts, Failure> {
    if args.public.is_some() {
        return Err(Failure::setup(format!("{algorithm} has a secret and no public key"), "leave --public away"));
    }
    let secret = draw_secret(algorithm)?;
    let private = match (args.format, &args.kid) {
        (Some(KeyFormat::Pem), _) => {
            return Err(Failure::setup(
                "PEM holds no secret",
                "leave --format away for raw bytes, or give --format jwk",
            ));
        }
        (None, None) => secret,
        (Some(KeyFormat::Jwk) | None, kid) => secret_jwk(algorithm, &secret, kid.as_deref())?,
    };
    Ok(Texts { private, public: None })
}

fn draw_secret(algorithm: Algorithm) -> Result<Zeroizing<Vec<u8>>, Failure> {
    let mut secret = Zeroizing::new(vec![0; algorithm.hash_len()]);
    for _ in 0..MAX_DRAWS {
        fill_randomly(&mut secret)?;
        if Secret::from_file_bytes(algorithm, &secret).is_ok() {
            return Ok(secret);
        }
    }
    Err(Error::RandomSourceFailed.into())
}

fn secret_jwk(algorithm: Algorithm, secret: &[u8], kid: Option<&str>) -> Result<Zeroizing<Vec<u8>>, Failure> {
    let k = Zeroizing::new(Base64UrlUnpadded::encode_string(secret));
    let name = match kid {
        Some(kid) => format!(r#","kid":{}"#, serde_json::Value::from(KeyName::new(kid)?.as_str())),
        None => String::new(),
    };
    let members =
        ["{\"kty\":\"oct\",\"k\":\"", &k, "\",\"alg\":\"", algorithm.name(), "\",\"use\":\"sig\"", &name, "}\n"];
    Ok(Zeroizing::new(members.concat().into_bytes()))
}

/// The text that the core writes.
fn written(write: impl FnOnce(&mut [u8]) -> Result<&str, Error>) -> Result<Zeroizing<Vec<u8>>, Error> {
    let mut buf = Zeroizing::new(vec![0; MAX_KEY_TEXT_LEN]);
    write(&mut buf).map(|text| Zeroizing::new(text.as_bytes().to_vec()))
}

/// A text with a newline behind it.
fn line(text: &[u8]) -> Zeroizing<Vec<u8>> {
    Zeroizing::new([text, b"\n"].concat())
}

fn fill_randomly(bytes: &mut [u8]) -> Result<(), Error> {
    getrandom::fill(bytes).map_err(|_| Error::RandomSourceFailed)
}
