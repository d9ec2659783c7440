//! A key's name (`kid`): an opaque bounded string that is only compared.

use heapless::String;

use crate::error::Error;
use crate::header::MAX_KID_LEN;

/// A key's name, at most 256 bytes of UTF-8 (RFC 7515 section 4.1.4).
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct KeyName(String<MAX_KID_LEN>);

impl KeyName {
    /// Takes a name.
    ///
    /// # Errors
    /// [`Error::KidTooLong`] above 256 bytes.
    pub fn new(name: &str) -> Result<Self, Error> {
        String::try_from(name).map(Self).map_err(|_| Error::KidTooLong)
    }

    /// The name's text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }
}

impl core::fmt::Debug for KeyName {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        core::fmt::Debug::fmt(self.as_str(), f)
    }
}
