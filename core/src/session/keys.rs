//! The names under which stores keep sessions, subjects and denied tokens, as exact bytes.

use base64ct::{Base64UrlUnpadded, Encoding as _};
use heapless::String;
use sha2::{Digest as _, Sha256};

use super::family::Sid;
use crate::error::Error;

/// The length of a slot in a refresh token.
pub(super) const SLOT_BYTES: usize = 8;
/// The length of a slot: base64url of 8 bytes.
const SLOT_LEN: usize = 11;
/// The length of the longest store key: `jwtcore:1:{`, a slot, `}:`, a letter, `:` and base64url of 16 bytes.
const MAX_STORE_KEY_LEN: usize = 48;

/// Where a store keeps what belongs to one subject: base64url of 8 bytes, 11 characters.
///
/// It stands in braces in every key, so that all keys of a subject lie in one hash slot of a Redis Cluster.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Slot(String<SLOT_LEN>);

/// A key in a store.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoreKey(String<MAX_STORE_KEY_LEN>);

impl Slot {
    /// The slot of a subject. A tenant may be empty.
    ///
    /// # Errors
    /// [`Error::ArgumentTooLong`] for a text above 65,535 bytes.
    pub fn of_subject(tenant: &str, sub: &str) -> Result<Self, Error> {
        let hash = Framed::new(b"jwtcore-slot-v1").text(tenant)?.text(sub)?.finish();
        base64url(&hash, SLOT_BYTES).map(Self)
    }

    /// The slot of a token without `sub`: issuer and jti stand in the place of tenant and subject.
    ///
    /// # Errors
    /// As [`Slot::of_subject`].
    pub fn of_token(iss: &str, jti: &str) -> Result<Self, Error> {
        Self::of_subject(iss, jti)
    }

    /// The slot that a refresh token carries.
    pub(super) fn from_bytes(bytes: [u8; SLOT_BYTES]) -> Self {
        // 8 bytes always take 11 characters.
        Self(encoded(&bytes).unwrap_or_default())
    }

    /// As a refresh token carries it.
    pub(super) fn to_bytes(&self) -> Result<[u8; SLOT_BYTES], Error> {
        let mut bytes = [0; SLOT_BYTES];
        Base64UrlUnpadded::decode(self.as_str(), &mut bytes).map_err(|_| Error::ArgumentTooLong)?;
        Ok(bytes)
    }

    /// The slot's text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }
}

impl StoreKey {
    /// The key under which a token is denied: `jwtcore:1:{slot}:j:` and base64url of 16 bytes, 48 characters.
    ///
    /// By issuer and jti, never by the token's bytes: a signature has more than one spelling. An issuer that the token
    /// does not name is empty.
    ///
    /// # Errors
    /// [`Error::ArgumentTooLong`] for a text above 65,535 bytes.
    pub fn denied(slot: &Slot, iss: &str, jti: &str) -> Result<Self, Error> {
        let hash = Framed::new(b"").text(iss)?.text(jti)?.finish();
        Self::join(slot, "j:", base64url::<22>(&hash, 16)?.as_str())
    }

    /// The key of a family's record: `jwtcore:1:{slot}:f:` and the sid, 48 characters.
    ///
    /// # Errors
    /// None: slot and sid are of fixed lengths.
    pub fn family(slot: &Slot, sid: &Sid) -> Result<Self, Error> {
        Self::join(slot, "f:", sid.as_str())
    }

    /// The key of a subject's record: `jwtcore:1:{slot}:s`, 25 characters.
    ///
    /// # Errors
    /// None: a slot is of fixed length.
    pub fn subject(slot: &Slot) -> Result<Self, Error> {
        Self::join(slot, "s", "")
    }

    /// The key of the index of a subject's families: `jwtcore:1:{slot}:i`, 25 characters.
    ///
    /// # Errors
    /// None: a slot is of fixed length.
    pub fn index(slot: &Slot) -> Result<Self, Error> {
        Self::join(slot, "i", "")
    }

    fn join(slot: &Slot, kind: &str, name: &str) -> Result<Self, Error> {
        let mut key = String::new();
        for part in ["jwtcore:1:{", slot.as_str(), "}:", kind, name] {
            key.push_str(part).map_err(|_| Error::ArgumentTooLong)?;
        }
        Ok(Self(key))
    }

    /// The key's text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }
}

/// SHA-256 over texts, each behind its length, so that no two sequences of texts are the same bytes.
struct Framed(Sha256);

impl Framed {
    fn new(label: &[u8]) -> Self {
        Self(Sha256::new_with_prefix(label))
    }

    fn text(mut self, text: &str) -> Result<Self, Error> {
        let len = u16::try_from(text.len()).map_err(|_| Error::ArgumentTooLong)?;
        self.0.update(len.to_be_bytes());
        self.0.update(text);
        Ok(self)
    }

    fn finish(self) -> [u8; 32] {
        self.0.finalize().into()
    }
}

/// Base64url of a hash's first bytes.
pub(super) fn base64url<const N: usize>(hash: &[u8; 32], len: usize) -> Result<String<N>, Error> {
    encoded(hash.get(..len).unwrap_or_default())
}

fn encoded<const N: usize>(bytes: &[u8]) -> Result<String<N>, Error> {
    let mut buf = [0; 43]; // of a whole hash
    let text = Base64UrlUnpadded::encode(bytes, &mut buf).map_err(|_| Error::ArgumentTooLong)?;
    String::try_from(text).map_err(|_| Error::ArgumentTooLong)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Tenant, iss, sub, jti, slot and key.
    type Row = (&'static str, &'static str, Option<&'static str>, &'static str, &'static str, &'static str);

    /// Computed with Python's hashlib.
    const EXPECTED: [Row; 5] = [
        (
            "",
            "https://issuer.test",
            Some("7"),
            "3f0c",
            "wC0TA3lr4LQ",
            "jwtcore:1:{wC0TA3lr4LQ}:j:nVVRxMnZmIKE4fyHekZz1A",
        ),
        (
            "acme",
            "https://issuer.test",
            Some("7"),
            "3f0c",
            "JnEM5BcIZwQ",
            "jwtcore:1:{JnEM5BcIZwQ}:j:nVVRxMnZmIKE4fyHekZz1A",
        ),
        ("acme", "", Some(""), "", "aSBneNuDTnM", "jwtcore:1:{aSBneNuDTnM}:j:3z9hmASpL9tAVxktxD3XSA"),
        ("", "https://issuer.test", None, "3f0c", "0rD0ywdyzlI", "jwtcore:1:{0rD0ywdyzlI}:j:nVVRxMnZmIKE4fyHekZz1A"),
        (
            "Müller",
            "https://issuer.test/ü",
            Some("user|a\0b"),
            "jti-ü",
            "oPFRLwrimNw",
            "jwtcore:1:{oPFRLwrimNw}:j:fay3gWPZXhHHjX7c-Jx-5Q",
        ),
    ];

    #[test]
    fn store_keys_are_exact_bytes() {
        for (tenant, iss, sub, jti, slot_text, key_text) in EXPECTED {
            let slot = sub.map_or_else(|| Slot::of_token(iss, jti), |sub| Slot::of_subject(tenant, sub)).expect("slot");
            assert_eq!(slot.as_str(), slot_text, "{sub:?}");
            let key = StoreKey::denied(&slot, iss, jti).expect("key");
            assert_eq!(key.as_str(), key_text, "{jti}");
            assert_eq!(key.as_str().len(), MAX_STORE_KEY_LEN);
        }
    }

    #[test]
    fn texts_do_not_run_into_each_other() {
        assert_ne!(Slot::of_subject("ab", "c"), Slot::of_subject("a", "bc"));
        let slot = Slot::of_subject("", "7").expect("slot");
        assert_ne!(StoreKey::denied(&slot, "ab", "c"), StoreKey::denied(&slot, "a", "bc"));
    }

    #[test]
    fn refuses_texts_that_no_length_fits() {
        let (longest, longer) = ("x".repeat(65_535), "x".repeat(65_536));
        let slot = Slot::of_subject(&longest, &longest).expect("slot");
        assert!(StoreKey::denied(&slot, &longest, &longest).is_ok());
        assert_eq!(Slot::of_subject(&longer, ""), Err(Error::ArgumentTooLong));
        assert_eq!(Slot::of_subject("", &longer), Err(Error::ArgumentTooLong));
        assert_eq!(StoreKey::denied(&slot, &longer, ""), Err(Error::ArgumentTooLong));
        assert_eq!(StoreKey::denied(&slot, "", &longer), Err(Error::ArgumentTooLong));
    }
}
