//! `jwtcore jwks`: a JWKS of public keys, for others to verify with.

use std::path::{Path, PathBuf};

use jwtcore::{Algorithm, Curve, Error, KeyKind, PublicKey};
use serde::Deserialize;

use crate::args::JwksArgs;
use crate::backend::Key;
use crate::failure::Failure;
use crate::files;
use crate::keys::Content;

/// Room for a JWK: an RSA key of 4096 bits takes 0.8 KiB, and a name may have 256 bytes, each escaped.
const MAX_JWK_LEN: usize = 4 * 1024;
/// The length of a thumbprint: 32 bytes in base64url.
const THUMBPRINT_LEN: usize = 43;

/// One key of the set.
struct Entry<'a> {
    path: &'a Path,
    kid: String,
    algorithm: Option<Algorithm>,
    jwk: String,
}

/// The members of a JWK that the core reads the key without.
#[derive(Default, Deserialize)]
struct Named {
    kty: Option<String>,
    alg: Option<String>,
}

/// The set, one key a line.
pub(crate) fn run(args: &JwksArgs) -> Result<Vec<u8>, Failure> {
    let entries = args.files.iter().map(PathBuf::as_path).map(entry).collect::<Result<Vec<_>, _>>()?;
    check_names(&entries)?;
    let keys: Vec<_> = entries.iter().map(|entry| format!("  {}", entry.jwk)).collect();
    Ok(format!("{{\"keys\":[\n{}\n]}}\n", keys.join(",\n")).into_bytes())
}

fn entry(path: &Path) -> Result<Entry<'_>, Failure> {
    let text = files::read(path)?;
    let content = Content::of(path, &text)?;
    let named = match content {
        Content::Jwk => serde_json::from_slice(&text).unwrap_or_default(),
        _ => Named::default(),
    };
    if named.kty.as_deref() == Some("oct") {
        return Err(Failure::in_file(path, "it holds a secret, which must not be published", "give public keys only"));
    }
    if content == Content::Jwks {
        return Err(Failure::in_file(path, "it is a set of keys already", "give each key a file of its own"));
    }
    read(path, content, &text, &named).map_err(|error| Failure::of_file(path, error))
}

fn read<'a>(path: &'a Path, content: Content, text: &[u8], named: &Named) -> Result<Entry<'a>, Error> {
    let key = match content {
        Content::Pem => PublicKey::from_pem(text)?,
        Content::Der => PublicKey::from_der(text)?,
        Content::Jwk | Content::Jwks => PublicKey::from_jwk(text)?,
    };
    let own = named.alg.as_deref().map(Algorithm::from_name).transpose();
    let algorithm = own.map_err(|_| Error::UnsupportedAlgorithm)?.or_else(|| algorithm_of(key.kind()));
    // Bound, so that no point off its curve is published; any algorithm serves for that.
    let any = algorithm.unwrap_or(Algorithm::RS256);
    let bound = if content == Content::Jwk { Key::from_jwk(any, text) } else { Key::bind(any, &key) }?;

    let mut thumbprint = [0; THUMBPRINT_LEN];
    let kid = match bound.kid() {
        Some(kid) => kid,
        None => key.thumbprint(&mut thumbprint)?,
    };
    let jwk = key.to_jwk(algorithm, Some(kid), &mut [0; MAX_JWK_LEN])?.to_owned();
    Ok(Entry { path, kid: kid.to_owned(), algorithm, jwk })
}

/// The algorithm that a curve decides; an RSA key serves for six.
const fn algorithm_of(kind: KeyKind) -> Option<Algorithm> {
    match kind {
        KeyKind::Ec(Curve::P256) => Some(Algorithm::ES256),
        KeyKind::Ec(Curve::P384) => Some(Algorithm::ES384),
        KeyKind::Ec(Curve::P521) => Some(Algorithm::ES512),
        KeyKind::Ec(Curve::Secp256k1) => Some(Algorithm::ES256K),
        KeyKind::Ed25519 => Some(Algorithm::EdDSA),
        _ => None,
    }
}

/// Refuses two keys that a token's kid and alg would not tell apart.
fn check_names(entries: &[Entry<'_>]) -> Result<(), Failure> {
    let mut rest = entries;
    while let [first, others @ ..] = rest {
        let meets = |other: &&Entry<'_>| {
            let same_algorithm = first.algorithm.is_none_or(|own| other.algorithm.is_none_or(|theirs| own == theirs));
            first.kid == other.kid && same_algorithm
        };
        if let Some(other) = others.iter().find(meets) {
            let (what, mend) = if first.jwk == other.jwk {
                ("holds the same key", "leave one away")
            } else {
                ("holds another key of the same kid", "give each key a name of its own")
            };
            return Err(Failure::in_file(other.path, format!("{what} as {}", first.path.display()), mend));
        }
        rest = others;
    }
    Ok(())
}
