//! An HMAC secret written out as a JWK (`kty` `oct`, RFC 7518 section 6.4).

use super::{filled, write_member, write_number};
use crate::algorithm::{Algorithm, KeyKind};
use crate::error::Error;
use crate::key::name::KeyName;
use crate::key::secret::Secret;

impl Secret<'_> {
    /// Writes the secret as a JWK with `use` `sig`, its algorithm and its name.
    ///
    /// # Errors
    /// [`Error::KeyAlgorithmMismatch`], [`Error::SecretTooShort`] for this algorithm, [`Error::KidTooLong`],
    /// [`Error::BufferTooSmall`] with the text's length.
    pub fn to_jwk<'b>(&self, algorithm: Algorithm, kid: Option<&str>, buf: &'b mut [u8]) -> Result<&'b str, Error> {
        if algorithm.key_kind() != KeyKind::Secret {
            return Err(Error::KeyAlgorithmMismatch);
        }
        if self.as_bytes().len() < algorithm.hash_len() {
            return Err(Error::SecretTooShort);
        }
        kid.map(KeyName::new).transpose()?;
        filled(buf, |out| {
            out.raw(b"{\"kty\":\"oct\"");
            write_number("k", self.as_bytes(), out);
            for (name, value) in [("alg", Some(algorithm.name())), ("use", Some("sig")), ("kid", kid)] {
                if let Some(value) = value {
                    write_member(name, value, out);
                }
            }
            out.raw(b"}");
        })
    }
}
