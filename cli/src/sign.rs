//! `jwtcore sign`: a token from options and a file of claims.

use std::path::Path;

use jwtcore::{Error, NewClaims, UnixSeconds};
use zeroize::Zeroizing;

use crate::args::{MAX_DATE, MAX_TOKEN_LEN, SignArgs};
use crate::backend::Signer;
use crate::failure::Failure;
use crate::files::{self, MAX_FILE_LEN};
use crate::keys::Source;
use crate::policy;

/// The token with a newline behind it.
pub(crate) fn run(args: &SignArgs) -> Result<Vec<u8>, Failure> {
    let algorithm = policy::one_algorithm(&args.alg)?;
    let source = Source::of(&args.key)?;
    let lifetime = lifetime(args)?;
    let mut signer = source.signer(algorithm)?;
    if let Some(kid) = &args.kid {
        signer = signer.named(kid)?;
    }
    let further = args.claims.as_deref().map(further_claims).transpose()?;
    sign(args, &signer, lifetime, further.as_ref().map(|text| text.as_str()))
}

/// iat and exp.
type Lifetime = Option<(UnixSeconds, UnixSeconds)>;

fn lifetime(args: &SignArgs) -> Result<Lifetime, Failure> {
    let Some(ttl) = args.ttl else { return Ok(None) };
    let iat = policy::now(None)?;
    match iat.0.checked_add(ttl).filter(|exp| *exp <= MAX_DATE) {
        Some(exp) => Ok(Some((iat, UnixSeconds(exp)))),
        None => Err(Failure::setup(format!("--ttl {ttl} ends beyond 2^53 seconds after 1970"), "give a shorter one")),
    }
}

fn sign(args: &SignArgs, signer: &Signer, lifetime: Lifetime, further: Option<&str>) -> Result<Vec<u8>, Failure> {
    let audiences: Vec<_> = args.aud.iter().map(String::as_str).collect();
    let mut claims = NewClaims::new().typ(Some(&args.typ)).aud(&audiences);
    if let Some(iss) = &args.iss {
        claims = claims.iss(iss);
    }
    if let Some(sub) = &args.sub {
        claims = claims.sub(sub);
    }
    if let Some(jti) = &args.jti {
        claims = claims.jti(jti);
    }
    if let Some((iat, exp)) = lifetime {
        claims = claims.iat(iat).exp(exp);
    }
    if let Some(nbf) = args.nbf {
        claims = claims.nbf(UnixSeconds(nbf));
    }
    if let Some(further) = further {
        claims = claims.with_json(further);
    }
    let mut buf = vec![0; MAX_TOKEN_LEN];
    match signer.sign(&claims, &mut buf) {
        Ok(token) => Ok([token, "\n"].concat().into_bytes()),
        Err(error) => Err(unsigned(args, error)),
    }
}

/// Why claims were not signed: most often because of the file that holds them.
fn unsigned(args: &SignArgs, error: Error) -> Failure {
    match (error, &args.claims) {
        (Error::BufferTooSmall { .. } | Error::MalformedPayload, _) => Failure::setup(
            "the token would be longer than 1 MiB, or its header than 8 KiB",
            "give fewer or shorter claims, a shorter kid or typ",
        ),
        (Error::MalformedClaims, Some(path)) => Failure::of_file(shown(path), error),
        (Error::ReservedClaimTwice, Some(path)) => {
            Failure::of_file_with(shown(path), error, "give it in the file or as an option; --ttl gives iat and exp")
        }
        _ => error.into(),
    }
}

/// Further claims as the text that they are.
fn further_claims(path: &Path) -> Result<Zeroizing<String>, Failure> {
    let mut bytes = if path == Path::new("-") { files::read_stdin(MAX_FILE_LEN)? } else { files::read(path)? };
    if bytes.len() > MAX_FILE_LEN {
        return Err(Failure::in_file(shown(path), "the claims are longer than 1 MiB", "give fewer or shorter ones"));
    }
    String::from_utf8(std::mem::take(&mut *bytes)).map(Zeroizing::new).map_err(|_| {
        let what = format!("{}: the claims are not valid UTF-8", Error::MalformedClaims.name());
        Failure::in_file(shown(path), what, "encode them as UTF-8, without a byte-order mark")
    })
}

/// How a source of claims is called in messages.
fn shown(path: &Path) -> &Path {
    if path == Path::new("-") { Path::new("standard input") } else { path }
}
