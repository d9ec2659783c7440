//! Key sets in JSON (RFC 7517 section 5): entries that cannot be used are skipped, each with its reason.

use super::VerifyingKey;
use super::import::{Algorithms, InsertKey, MAX_IMPORT_LEN, insert_jwk};
use super::jwk::Jwk;
use crate::error::Error;
use crate::json::{self, Elements, JsonStr, Limits, Members, Value};

/// The greatest number of entries: as many as a set can hold keys.
const MAX_ENTRIES: usize = 1024;

/// An entry of a key set that was left out, and why.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Skipped {
    index: usize,
    reason: Error,
}

impl Skipped {
    /// The entry's place in `keys`, from 0.
    #[must_use]
    pub const fn index(&self) -> usize {
        self.index
    }

    /// Why it was left out.
    #[must_use]
    pub const fn reason(&self) -> Error {
        self.reason
    }
}

impl core::fmt::Display for Skipped {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "entry {} skipped: {}: {}", self.index, self.reason.name(), self.reason)
    }
}

/// Reads a key set, and puts its keys into `set`; `on_skip` hears of each entry that is left out.
///
/// # Errors
/// [`Error::KeySetTooLarge`], [`Error::MalformedJwks`]; [`Error::PrivateKeyGiven`] and
/// [`Error::SecretsAmongPublicKeys`], whether or not these entries could be used; [`Error::RsAndPsOnOneKey`],
/// [`Error::ConflictingKeys`], [`Error::TooManyKeys`]; [`Error::NoUsableKey`] where every entry was left out. The set
/// may then hold some of the keys, and must not be used.
pub(crate) fn import<B: VerifyingKey, S: InsertKey<B>>(
    set: &mut S,
    text: &[u8],
    algorithms: &Algorithms,
    on_skip: &mut dyn FnMut(Skipped),
) -> Result<(), Error> {
    algorithms.check_supported()?;
    let entries = entries(text)?;
    check_sorts(entries.clone())?;
    let mut usable = false;
    for (index, entry) in entries.enumerate() {
        match Jwk::parse(entry.text.as_bytes()).and_then(|jwk| insert_jwk(set, &jwk, algorithms)) {
            Ok(()) => usable = true,
            Err(error) if concerns_the_set(error) => return Err(error),
            Err(reason) => on_skip(Skipped { index, reason }),
        }
    }
    if usable { Ok(()) } else { Err(Error::NoUsableKey) }
}

fn entries(text: &[u8]) -> Result<Elements<'_>, Error> {
    if text.len() > MAX_IMPORT_LEN {
        return Err(Error::KeySetTooLarge);
    }
    let set: KeySetObject<'_> = json::read(text, Limits::KEY_SET).map_err(|_| Error::MalformedJwks)?;
    let entries = set.keys.and_then(|keys| keys.as_array()).ok_or(Error::MalformedJwks)?;
    if entries.clone().nth(MAX_ENTRIES).is_some() { Err(Error::KeySetTooLarge) } else { Ok(entries) }
}

/// Refuses private keys, and secrets beside public keys: whoever publishes such a set has given something away.
fn check_sorts(entries: Elements<'_>) -> Result<(), Error> {
    let (mut secrets, mut publics) = (false, false);
    for entry in entries {
        let Ok(jwk) = Jwk::parse(entry.text.as_bytes()) else { continue };
        if jwk.is_private() {
            return Err(Error::PrivateKeyGiven);
        }
        secrets |= jwk.is_secret();
        publics |= jwk.is_public();
    }
    if secrets && publics { Err(Error::SecretsAmongPublicKeys) } else { Ok(()) }
}

/// Faults of the set-up, not of one entry.
const fn concerns_the_set(error: Error) -> bool {
    matches!(error, Error::RsAndPsOnOneKey | Error::ConflictingKeys | Error::TooManyKeys)
}

#[derive(Default)]
struct KeySetObject<'t> {
    keys: Option<Value<'t>>,
}

impl<'t> Members<'t> for KeySetObject<'t> {
    fn member(&mut self, _: usize, name: JsonStr<'t>, value: Value<'t>) {
        if name == "keys" {
            self.keys = Some(value);
        }
    }
}

#[cfg(test)]
#[path = "tests/jwks.rs"]
mod tests;
