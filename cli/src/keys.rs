//! From files to keys: what a file holds is told by its content, and what does not fit says how to mend it.

use std::path::Path;

use jwtcore::key::Secret;
use jwtcore::{Algorithm, Algorithms, Error, KeyKind, PrivateKey, Skipped};
use serde::Deserialize;
use serde::de::IgnoredAny;

use crate::args::KeyArgs;
use crate::backend::{KeySet, Signer};
use crate::failure::Failure;
use crate::files;
use crate::terminal;

/// How many of a set's entries that were left out are told in one line.
const TOLD_ENTRIES: usize = 3;

/// Where the key comes from: exactly one of two options.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Source<'a> {
    Key(&'a Path),
    Secret(&'a Path),
}

/// What a file of keys holds, as its content tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Content {
    Pem,
    Der,
    Jwk,
    Jwks,
}

impl<'a> Source<'a> {
    /// The one source that is given.
    pub(crate) fn of(args: &'a KeyArgs) -> Result<Self, Failure> {
        match (&args.key, &args.secret_file) {
            (Some(key), None) => Ok(Self::Key(key)),
            (None, Some(secret)) => Ok(Self::Secret(secret)),
            (Some(_), Some(_)) => Err(Failure::setup("--key and --secret-file exclude each other", "leave one away")),
            (None, None) => Err(Failure::setup(
                "no key is given",
                "give --key FILE with a PEM, JWK or JWKS, or --secret-file FILE with the bytes of an HMAC secret",
            )),
        }
    }

    /// The keys to verify with, each bound to those of the algorithms that fit it.
    pub(crate) fn verifying_keys(self, algorithms: &[Algorithm], verbose: bool) -> Result<KeySet, Failure> {
        let listed = Algorithms::listed(algorithms);
        match self {
            Self::Key(path) => {
                let text = files::read(path)?;
                let content = Content::of(path, &text)?;
                check_kind(path, content, algorithms)?;
                import(path, &text, &listed, verbose)
            }
            Self::Secret(path) => {
                check_all_hmac(path, algorithms)?;
                let secret = files::read(path)?;
                check_secret(path, &secret, algorithms)?;
                KeySet::from_secret(&secret, &listed).map_err(|error| Failure::of_file(path, error))
            }
        }
    }

    /// The key or secret to sign with.
    pub(crate) fn signer(self, algorithm: Algorithm) -> Result<Signer, Failure> {
        match self {
            Self::Key(path) => {
                let text = files::read(path)?;
                let signer = match Content::of(path, &text)? {
                    Content::Jwks => {
                        return Err(Failure::in_file(
                            path,
                            "it is a set of keys, and one key signs",
                            "give that key alone as PEM or JWK",
                        ));
                    }
                    Content::Jwk => Signer::from_jwk(algorithm, &text),
                    _ if algorithm.key_kind() == KeyKind::Secret => return Err(wants_secret(path, algorithm)),
                    Content::Pem => PrivateKey::from_pem(&text).and_then(|key| Signer::new(algorithm, &key)),
                    Content::Der => PrivateKey::from_der(&text).and_then(|key| Signer::new(algorithm, &key)),
                };
                signer.map_err(|error| Failure::of_file(path, error))
            }
            Self::Secret(path) => {
                check_all_hmac(path, &[algorithm])?;
                let secret = files::read(path)?;
                check_secret(path, &secret, &[algorithm])?;
                Signer::from_secret(algorithm, &secret).map_err(|error| Failure::of_file(path, error))
            }
        }
    }
}

impl Content {
    /// What a file holds. How well it is formed is the core's to judge.
    pub(crate) fn of(path: &Path, bytes: &[u8]) -> Result<Self, Failure> {
        const BYTE_ORDER_MARK: &[u8] = b"\xEF\xBB\xBF";
        let text = bytes.strip_prefix(BYTE_ORDER_MARK).unwrap_or(bytes).trim_ascii_start();
        match text {
            [b'{' | b'[', ..] => Ok(Self::of_json(text)),
            _ if text.windows(10).any(|part| part == b"-----BEGIN") => Ok(Self::Pem),
            // The tag of a SEQUENCE.
            [0x30, ..] => Ok(Self::Der),
            _ if text.starts_with(b"ssh-") || text.starts_with(b"ecdsa-sha2-") => Err(Failure::in_file(
                path,
                "it is a key of OpenSSH's own format",
                "convert it with `ssh-keygen -e -m PKCS8 -f FILE`",
            )),
            _ => Err(Failure::in_file(
                path,
                "it holds no key: neither PEM nor a JWK nor a JWKS nor DER",
                "give a key in one of these formats, or the bytes of an HMAC secret with --secret-file",
            )),
        }
    }

    /// By the members; of JSON that cannot be read, by what stands in it.
    fn of_json(text: &[u8]) -> Self {
        let contains = |name: &[u8]| text.windows(name.len()).any(|part| part == name);
        let (kty, keys) = match serde_json::from_slice::<Shape>(text) {
            Ok(shape) => (shape.kty.is_some(), shape.keys.is_some()),
            Err(_) => (contains(b"\"kty\""), contains(b"\"keys\"")),
        };
        if kty && !keys { Self::Jwk } else { Self::Jwks }
    }
}

/// The members that tell a JWK from a JWKS.
#[derive(Deserialize)]
struct Shape {
    keys: Option<IgnoredAny>,
    kty: Option<IgnoredAny>,
}

/// Imports keys to verify with; what is left out of a set is told when it is asked for, or when nothing else is left.
fn import(path: &Path, text: &[u8], algorithms: &Algorithms, verbose: bool) -> Result<KeySet, Failure> {
    let mut skipped = Vec::new();
    let imported = KeySet::import(text, algorithms, |entry| skipped.push(entry));
    if verbose {
        for entry in &skipped {
            terminal::note(&terminal::escaped(&format!("note: {}: {entry}", path.display())));
        }
    }
    imported.map_err(|error| match error {
        Error::NoUsableKey => Failure::in_file(
            path,
            format!("{}: {}{}", error.name(), error.sentence(), told(&skipped)),
            "list with --alg the algorithms that the issuer signs with, and give its public signing keys",
        ),
        Error::NoAlgorithmForKey | Error::AlgorithmNotListed => {
            Failure::of_file_with(path, error, "list with --alg the algorithm that the key is made for")
        }
        Error::RsAndPsOnOneKey => Failure::of_file_with(
            path,
            error,
            "list RS or PS algorithms, or give the key as a JWK that names its algorithm",
        ),
        other => Failure::of_file(path, other),
    })
}

/// Why the first entries of a set were left out.
fn told(skipped: &[Skipped]) -> String {
    let mut told: Vec<_> = skipped
        .iter()
        .take(TOLD_ENTRIES)
        .map(|entry| format!("entry {}: {}", entry.index(), entry.reason().name()))
        .collect();
    let more = skipped.len().saturating_sub(TOLD_ENTRIES);
    if more > 0 {
        told.push(format!("and {more} more, which --verbose tells"));
    }
    if told.is_empty() { " (it is empty)".to_owned() } else { format!(" ({})", told.join(", ")) }
}

/// Refuses a public key where the listed algorithm takes a secret: whoever confuses them accepts everybody's tokens.
fn check_kind(path: &Path, content: Content, algorithms: &[Algorithm]) -> Result<(), Failure> {
    let hmac = algorithms.iter().find(|algorithm| algorithm.key_kind() == KeyKind::Secret);
    match (content, hmac) {
        (Content::Pem | Content::Der, Some(algorithm)) => Err(wants_secret(path, *algorithm)),
        _ => Ok(()),
    }
}

fn wants_secret(path: &Path, algorithm: Algorithm) -> Failure {
    Failure::in_file(
        path,
        format!("{}: {algorithm} takes a secret, and this is a key", Error::KeyAlgorithmMismatch.name()),
        "give the secret with --secret-file, or list the algorithm that the key is made for",
    )
}

fn check_all_hmac(path: &Path, algorithms: &[Algorithm]) -> Result<(), Failure> {
    match algorithms.iter().find(|algorithm| algorithm.key_kind() != KeyKind::Secret) {
        Some(algorithm) => Err(Failure::in_file(
            path,
            format!("{}: {algorithm} takes a key, and this is given as a secret", Error::KeyAlgorithmMismatch.name()),
            "give the key with --key, or list HS256, HS384 or HS512",
        )),
        None => Ok(()),
    }
}

/// Refuses a secret that is text with a newline behind it, that is a key, or that is too short for every algorithm.
fn check_secret(path: &Path, secret: &[u8], algorithms: &[Algorithm]) -> Result<(), Failure> {
    let mut verdict = Ok(());
    for algorithm in algorithms {
        match Secret::from_file_bytes(*algorithm, secret) {
            Ok(_) => return Ok(()),
            Err(error) => verdict = Err(error),
        }
    }
    verdict.map_err(|error| Failure::of_file(path, error))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn content(bytes: &[u8]) -> Option<Content> {
        Content::of(Path::new("file"), bytes).ok()
    }

    #[test]
    fn content_is_told_by_what_it_is() {
        assert_eq!(content(b"-----BEGIN PUBLIC KEY-----\n"), Some(Content::Pem));
        assert_eq!(content(b"Subject: CN=test\n-----BEGIN CERTIFICATE-----\n"), Some(Content::Pem));
        assert_eq!(content(br#" {"kty":"EC"}"#), Some(Content::Jwk));
        assert_eq!(content(br#"{"keys":[{"kty":"EC"}]}"#), Some(Content::Jwks));
        assert_eq!(content(br#"{"kty":"EC","keys":[]}"#), Some(Content::Jwks));
        assert_eq!(content(br#"{"kty":"EC","kty":"EC"}"#), Some(Content::Jwk));
        assert_eq!(content(b"\x30\x59\x30\x13"), Some(Content::Der));
        for other in [b"ssh-ed25519 AAAA".as_slice(), b"hello", b"\0\0\0", b"<html>"] {
            assert_eq!(content(other), None);
        }
    }
}
