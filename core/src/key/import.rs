//! From text of any accepted kind to keys in a set, each bound to the algorithms that the caller lists.

use super::jwk::Jwk;
use super::name::KeyName;
use super::public::PublicKey;
use super::secret::Secret;
use super::{Key, Skipped, VerifyingKey, der, jwks, pem};
use crate::algorithm::{Algorithm, KeyKind};
use crate::error::Error;
use crate::json::{self, JsonStr, Limits, Members, Value};

/// The longest text that keys are imported from: 1 MiB, some hundred times what large issuers publish.
pub(crate) const MAX_IMPORT_LEN: usize = 1 << 20;

/// The algorithms that imported keys may be bound to.
///
/// A key that names its algorithm must name a listed one. A key that names none (PEM, DER, a secret, a JWK without
/// `alg`) is bound to each listed one that fits its type and curve. What a token says takes no part in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Algorithms {
    listed: Listed,
    /// Those that a key which names none may be bound to.
    unnamed: Listed,
    rs_and_ps: bool,
}

/// A set of algorithms, one bit each.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Listed(u16);

/// What keys are put into.
pub(crate) trait InsertKey<B> {
    /// Puts a key in; an identical one of the same name and algorithm counts once.
    ///
    /// # Errors
    /// [`Error::ConflictingKeys`] for a different one, [`Error::TooManyKeys`] where there is no room.
    fn insert_key(&mut self, key: Key<B>) -> Result<(), Error>;
}

impl Algorithms {
    /// These algorithms.
    #[must_use]
    pub fn listed(algorithms: &[Algorithm]) -> Self {
        let listed = Listed::of(algorithms);
        Self { listed, unnamed: listed, rs_and_ps: false }
    }

    /// Every algorithm that this build includes, but only for keys that name theirs: others are refused.
    #[must_use]
    pub fn named_by_keys() -> Self {
        let supported = Algorithm::ALL.into_iter().filter(|algorithm| algorithm.is_supported());
        let listed = supported.fold(0, |bits, algorithm| bits | bit(algorithm));
        Self { listed: Listed(listed), unnamed: Listed(0), rs_and_ps: false }
    }

    /// Binds keys that name no algorithm to those of these that fit, whatever is listed for keys that name theirs.
    #[must_use]
    pub fn unnamed_as(mut self, algorithms: &[Algorithm]) -> Self {
        self.unnamed = Listed::of(algorithms);
        self
    }

    /// Keeps only these algorithms, for keys of both kinds.
    #[must_use]
    pub fn narrowed_to(mut self, algorithms: &[Algorithm]) -> Self {
        let kept = Listed::of(algorithms);
        self.listed.0 &= kept.0;
        self.unnamed.0 &= kept.0;
        self
    }

    /// Lets an RSA key that names no algorithm serve for both RS and PS.
    #[must_use]
    pub const fn allow_rs_and_ps(mut self) -> Self {
        self.rs_and_ps = true;
        self
    }

    /// Whether a key that names this algorithm may be used.
    #[must_use]
    pub fn contains(&self, algorithm: Algorithm) -> bool {
        self.listed.contains(algorithm)
    }

    /// Refuses a list with an algorithm that this build does not include.
    pub(super) fn check_supported(&self) -> Result<(), Error> {
        let supported = self.listed.iter().chain(self.unnamed.iter()).all(Algorithm::is_supported);
        if supported { Ok(()) } else { Err(Error::UnsupportedAlgorithm) }
    }

    /// What a key of this kind is bound to: the algorithm that it names, or else all listed ones that fit.
    fn for_key(&self, kind: KeyKind, named: Option<Algorithm>) -> Result<Listed, Error> {
        match named {
            Some(own) if self.contains(own) => Ok(Listed(bit(own))),
            Some(own) if !own.is_supported() => Err(Error::UnsupportedAlgorithm),
            Some(_) => Err(Error::AlgorithmNotListed),
            None => self.fitting(kind),
        }
    }

    fn fitting(&self, kind: KeyKind) -> Result<Listed, Error> {
        let fits = |algorithm: &Algorithm| algorithm.key_kind() == kind;
        let fitting = Listed(self.unnamed.iter().filter(fits).fold(0, |bits, algorithm| bits | bit(algorithm)));
        if fitting.0 == 0 {
            return Err(Error::NoAlgorithmForKey);
        }
        if !self.rs_and_ps && fitting.iter().any(Algorithm::is_pss) && !fitting.iter().all(Algorithm::is_pss) {
            return Err(Error::RsAndPsOnOneKey);
        }
        Ok(fitting)
    }
}

impl Listed {
    fn of(algorithms: &[Algorithm]) -> Self {
        Self(algorithms.iter().fold(0, |bits, algorithm| bits | bit(*algorithm)))
    }

    fn iter(self) -> impl Iterator<Item = Algorithm> {
        Algorithm::ALL.into_iter().filter(move |algorithm| self.contains(*algorithm))
    }

    fn contains(self, algorithm: Algorithm) -> bool {
        self.0 & bit(algorithm) != 0
    }
}

/// Reads PEM, a JWK, a JWKS or DER, told apart by content, and puts the keys into `set`.
///
/// # Errors
/// What the readers refuse; [`Error::KeySetTooLarge`] above 1 MiB, [`Error::UnsupportedAlgorithm`] for a list that this
/// build does not include, [`Error::AlgorithmNotListed`], [`Error::NoAlgorithmForKey`], [`Error::RsAndPsOnOneKey`].
pub(crate) fn import<B: VerifyingKey, S: InsertKey<B>>(
    set: &mut S,
    text: &[u8],
    algorithms: &Algorithms,
    on_skip: &mut dyn FnMut(Skipped),
) -> Result<(), Error> {
    algorithms.check_supported()?;
    if text.len() > MAX_IMPORT_LEN {
        return Err(Error::KeySetTooLarge);
    }
    match Format::of(text) {
        Format::Jwks => jwks::import(set, text, algorithms, on_skip),
        Format::Jwk => insert_jwk(set, &Jwk::parse(text)?, algorithms),
        Format::Pem => insert_unnamed(set, &pem::public_key(text)?, algorithms),
        Format::Der => insert_unnamed(set, &der::public_key(text)?, algorithms),
    }
}

/// Binds a secret to each listed HMAC algorithm that it is long enough for.
///
/// # Errors
/// [`Error::NoAlgorithmForKey`] where none is listed, [`Error::SecretTooShort`] where it is too short for all of them,
/// [`Error::SecretLooksLikeKey`], [`Error::UnsupportedAlgorithm`].
pub(crate) fn import_secret<B: VerifyingKey, S: InsertKey<B>>(
    set: &mut S,
    secret: &[u8],
    algorithms: &Algorithms,
) -> Result<(), Error> {
    algorithms.check_supported()?;
    insert_secret(set, secret, None, algorithms.fitting(KeyKind::Secret)?)
}

/// Binds the key of one JWK.
pub(super) fn insert_jwk<B: VerifyingKey, S: InsertKey<B>>(
    set: &mut S,
    jwk: &Jwk<'_>,
    algorithms: &Algorithms,
) -> Result<(), Error> {
    let kind = jwk.public_kind()?;
    let chosen = algorithms.for_key(kind, jwk.algorithm()?)?;
    if kind == KeyKind::Secret {
        return jwk.with_secret(|secret| insert_secret(set, secret, jwk.name()?.as_ref(), chosen));
    }
    let key = jwk.public_parameters(kind)?;
    insert_public(set, &key, jwk.name()?.as_ref(), chosen)
}

fn insert_unnamed<B: VerifyingKey, S: InsertKey<B>>(
    set: &mut S,
    key: &PublicKey,
    algorithms: &Algorithms,
) -> Result<(), Error> {
    insert_public(set, key, None, algorithms.fitting(key.kind())?)
}

fn insert_public<B: VerifyingKey, S: InsertKey<B>>(
    set: &mut S,
    key: &PublicKey,
    name: Option<&KeyName>,
    algorithms: Listed,
) -> Result<(), Error> {
    for algorithm in algorithms.iter() {
        let mut bound = Key::bind(algorithm, key)?;
        bound.set_name(name.cloned());
        set.insert_key(bound)?;
    }
    Ok(())
}

fn insert_secret<B: VerifyingKey, S: InsertKey<B>>(
    set: &mut S,
    secret: &[u8],
    name: Option<&KeyName>,
    algorithms: Listed,
) -> Result<(), Error> {
    let mut verdict = Err(Error::SecretTooShort);
    for algorithm in algorithms.iter() {
        let secret = match Secret::new(algorithm, secret) {
            Err(Error::SecretTooShort) => continue,
            other => other?,
        };
        let mut bound = Key::bind_secret(algorithm, &secret)?;
        bound.set_name(name.cloned());
        set.insert_key(bound)?;
        verdict = Ok(());
    }
    verdict
}

/// The bit of an algorithm: that of its place among all.
fn bit(algorithm: Algorithm) -> u16 {
    let before = Algorithm::ALL.into_iter().take_while(|other| *other != algorithm);
    before.fold(1, |bit: u16, _| bit << 1)
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Format {
    Pem,
    Der,
    Jwk,
    Jwks,
}

impl Format {
    fn of(text: &[u8]) -> Self {
        match text.trim_ascii_start() {
            [b'{' | b'[', ..] => Self::of_json(text),
            // Before PEM, for a certificate may hold such a text.
            _ if der::begins_like_key(text, text.len()) => Self::Der,
            _ if pem::is_pem(text) => Self::Pem,
            // A byte-order mark is left to the JSON reader to refuse.
            [0xEF, ..] => Self::of_json(text),
            _ => Self::Der,
        }
    }

    /// By the members; of JSON that cannot be read, by what stands in it.
    fn of_json(text: &[u8]) -> Self {
        let members = json::read(text, Limits::KEY_SET)
            .unwrap_or_else(|_| Shape { keys: pem::contains(text, b"\"keys\""), kty: pem::contains(text, b"\"kty\"") });
        if members.kty && !members.keys { Self::Jwk } else { Self::Jwks }
    }
}

#[derive(Default)]
struct Shape {
    keys: bool,
    kty: bool,
}

impl<'t> Members<'t> for Shape {
    fn member(&mut self, _: usize, name: JsonStr<'t>, _: Value<'t>) {
        self.keys |= name == "keys";
        self.kty |= name == "kty";
    }
}

#[cfg(test)]
#[path = "tests/import.rs"]
mod tests;
