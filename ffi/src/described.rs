//! A verifier described in one text: the builder's calls as records, for callers to whom each call is dear.
//!
//! What a record means, and what is refused, is the builder's to say; here it is only read.

use core::str;

use jwtcore::Error;

use crate::description::{Asked, Description, Expected, KeySource, Single, SourceKind};
use crate::fault::Fault;
use crate::types::{TrustOptions, VerifierOptions};

/// In the place of a length: there is no text.
const ABSENT: u32 = u32::MAX;

/// Reads a description. Its form is that of `jwtcore_verifier_described`.
pub(crate) fn read(text: &[u8]) -> Result<Description, Fault> {
    let mut records = Records { rest: text };
    let flags = records.number()?;
    let max_token_len = usize::try_from(records.number()?).unwrap_or(usize::MAX);
    let cache_kib = records.number()?;
    let options = VerifierOptions { flags, cache_kib, max_token_len, ..VerifierOptions::default() };
    let mut description = Description::new(options)?;
    while let Some(record) = records.kind() {
        records.add(record, &mut description)?;
    }
    Ok(description)
}

/// What is still to be read.
struct Records<'t> {
    rest: &'t [u8],
}

impl<'t> Records<'t> {
    /// The next record's letter; none at the end.
    fn kind(&mut self) -> Option<u8> {
        let (kind, rest) = self.rest.split_first()?;
        self.rest = rest;
        Some(*kind)
    }

    /// Reads a record's arguments and gives it to the description.
    fn add(&mut self, record: u8, description: &mut Description) -> Result<(), Fault> {
        match record {
            b'T' => {
                let (flags, leeway_s, max_age_s) = (self.number()?, self.number()?, self.number()?);
                description.begin_trust(TrustOptions { flags, leeway_s, max_age_s, ..TrustOptions::default() })
            }
            b'I' => description.expect(Expected::Issuer, self.text()?),
            b'A' => description.expect(Expected::Audience, self.text()?),
            b'C' => description.set(Single::AudienceClaim, self.text()?),
            b'Y' => description.set(Single::Typ, self.text()?),
            b'R' => description.require(Asked::Claim, self.text()?, self.optional_text()?),
            b'H' => description.require(Asked::Header, self.text()?, Some(self.text()?)),
            b'K' => {
                let (kind, algorithms, flags) = (SourceKind::of(self.number()?)?, self.number()?, self.number()?);
                let key = self.bytes()?.ok_or(malformed())?;
                description.add_key(KeySource::new(kind, algorithms, flags, key, self.optional_text()?)?)
            }
            _ => Err(malformed()),
        }
    }

    fn number(&mut self) -> Result<u32, Fault> {
        let (number, rest) = self.rest.split_first_chunk().ok_or(malformed())?;
        self.rest = rest;
        Ok(u32::from_be_bytes(*number))
    }

    fn bytes(&mut self) -> Result<Option<&'t [u8]>, Fault> {
        let len = self.number()?;
        if len == ABSENT {
            return Ok(None);
        }
        let len = usize::try_from(len).unwrap_or(usize::MAX);
        let (bytes, rest) = self.rest.split_at_checked(len).ok_or(malformed())?;
        self.rest = rest;
        Ok(Some(bytes))
    }

    fn optional_text(&mut self) -> Result<Option<&'t str>, Fault> {
        let text = self.bytes()?.map(str::from_utf8).transpose();
        text.map_err(|_| Fault::of(Error::ArgumentNotUtf8, "description"))
    }

    fn text(&mut self) -> Result<&'t str, Fault> {
        self.optional_text()?.ok_or(malformed())
    }
}

fn malformed() -> Fault {
    Fault::of(Error::InvalidArgument, "description is not one: a record is cut short or of no kind")
}
