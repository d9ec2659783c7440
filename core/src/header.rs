//! The protected header: alg, kid and typ; crit and b64 refuse, everything else is never used.

use crate::algorithm::Algorithm;
use crate::error::Error;
use crate::json::{self, JsonStr, Limits, Members, Value};

/// The greatest length of a `kid` in bytes: room for URLs and thumbprints, none for abuse.
pub(crate) const MAX_KID_LEN: usize = 256;

/// A header whose members are well-formed. Its alg is evidence to compare with a key's, never a dispatcher.
#[derive(Clone, Copy)]
pub(crate) struct Header<'t> {
    pub(crate) algorithm: Algorithm,
    pub(crate) kid: Option<JsonStr<'t>>,
    pub(crate) typ: Option<JsonStr<'t>>,
    /// The whole header, for rules on other members.
    text: &'t str,
}

/// What a header says of its key: the alg, and the kid unescaped.
#[derive(Clone, Copy)]
pub(crate) struct KeyHint<'h> {
    pub(crate) algorithm: Algorithm,
    pub(crate) kid: Option<&'h str>,
}

#[derive(Default)]
struct Collected<'t> {
    alg: Option<Value<'t>>,
    kid: Option<Value<'t>>,
    typ: Option<Value<'t>>,
    crit: bool,
    b64: bool,
}

impl<'t> Members<'t> for Collected<'t> {
    #[cfg_attr(feature = "std", inline(always))]
    #[allow(clippy::inline_always, reason = "see the reader")]
    fn member(&mut self, _: usize, name: JsonStr<'t>, value: Value<'t>) {
        let mut buf = [0; 4]; // no name that is looked for is longer
        match name.text_in(&mut buf) {
            Some("alg") => self.alg = Some(value),
            Some("kid") => self.kid = Some(value),
            Some("typ") => self.typ = Some(value),
            Some("crit") => self.crit = true,
            Some("b64") => self.b64 = true,
            _ => {}
        }
    }
}

impl<'t> Header<'t> {
    /// Reads a decoded header.
    pub(crate) fn parse(bytes: &'t [u8]) -> Result<Self, Error> {
        let text = json::checked_text(bytes)?;
        let mut members = Collected::default();
        json::read_text(text, Limits::HEADER, &mut members)?;
        let alg = members.alg.ok_or(Error::MissingAlgorithm)?.as_string().ok_or(Error::InvalidHeaderMember)?;
        let algorithm = Algorithm::from_json(alg)?;
        if members.crit {
            return Err(Error::CriticalHeader);
        }
        if members.b64 {
            return Err(Error::UnencodedPayload);
        }
        let kid = members.kid.map(|kid| kid.as_string().filter(is_short).ok_or(Error::InvalidKid)).transpose()?;
        let typ = members.typ.map(|typ| typ.as_string().ok_or(Error::InvalidHeaderMember)).transpose()?;
        Ok(Self { algorithm, kid, typ, text })
    }

    /// What the header says of its key; a kid with escapes is written into `room`.
    pub(crate) fn key_hint<'h>(&self, room: &'h mut Option<[u8; MAX_KID_LEN]>) -> KeyHint<'h>
    where
        't: 'h,
    {
        let kid = self.kid.and_then(move |kid| match kid.as_str() {
            Some(kid) => Some(kid),
            None => kid.unescape_into(room.insert([0; MAX_KID_LEN])).ok(),
        });
        KeyHint { algorithm: self.algorithm, kid }
    }

    /// Another member, by its name.
    pub(crate) fn member(&self, name: &str) -> Option<Value<'t>> {
        json::find(self.text, name)
    }
}

fn is_short(kid: &JsonStr<'_>) -> bool {
    kid.chars().map(char::len_utf8).fold(0, usize::saturating_add) <= MAX_KID_LEN
}

#[cfg(test)]
mod tests {
    use std::format;

    use super::*;

    fn verdict(header: &str) -> Result<Algorithm, Error> {
        Header::parse(header.as_bytes()).map(|header| header.algorithm)
    }

    #[test]
    fn refuses_alg_none_in_any_spelling() {
        for name in ["none", "None", "NONE", "nOnE", "", " none", "none\\u0000", "\\u006eone"] {
            assert_eq!(verdict(&format!("{{\"alg\":\"{name}\"}}")), Err(Error::UnknownAlgorithm), "{name}");
        }
    }

    #[test]
    fn compares_alg_exactly() {
        for name in ["hs256", "HS256 ", "HS2566", "HS25", "RS1", "A128KW", "ed25519", "EDDSA", "Ed448", "ES256k"] {
            assert_eq!(verdict(&format!("{{\"alg\":\"{name}\"}}")), Err(Error::UnknownAlgorithm), "{name}");
        }
        assert_eq!(verdict(r#"{"alg":"HS256"}"#), Ok(Algorithm::HS256));
        assert_eq!(verdict(r#"{"alg":"\u0048S256"}"#), Ok(Algorithm::HS256));
        assert_eq!(verdict(r#"{"alg":"Ed25519"}"#), Ok(Algorithm::EdDSA));
        assert_eq!(verdict(r#"{"alg":"EdDSA"}"#), Ok(Algorithm::EdDSA));
    }

    #[test]
    fn refuses_alg_that_is_absent_or_no_string() {
        assert_eq!(verdict("{}"), Err(Error::MissingAlgorithm));
        assert_eq!(verdict(r#"{"typ":"JWT"}"#), Err(Error::MissingAlgorithm));
        for value in ["null", "1", "true", "[\"HS256\"]", "{\"HS256\":1}"] {
            assert_eq!(verdict(&format!("{{\"alg\":{value}}}")), Err(Error::InvalidHeaderMember), "{value}");
        }
    }

    #[test]
    fn refuses_any_crit() {
        for crit in ["[]", "[\"b64\"]", "[\"exp\"]", "[\"alg\"]", "[\"x\",\"x\"]", "null", "\"exp\"", "{}"] {
            let header = format!("{{\"alg\":\"HS256\",\"crit\":{crit}}}");
            assert_eq!(verdict(&header), Err(Error::CriticalHeader), "{crit}");
        }
        assert_eq!(verdict(r#"{"alg":"HS256","\u0063rit":[]}"#), Err(Error::CriticalHeader));
    }

    #[test]
    fn refuses_any_b64() {
        for b64 in ["false", "true", "null"] {
            let header = format!("{{\"alg\":\"HS256\",\"b64\":{b64}}}");
            assert_eq!(verdict(&header), Err(Error::UnencodedPayload), "{b64}");
        }
    }

    #[test]
    fn refuses_kid_that_is_no_short_string() {
        let long = format!("\"{}\"", "k".repeat(257));
        for kid in ["1", "null", "[]", "{}", "true", &long] {
            assert_eq!(verdict(&format!("{{\"alg\":\"HS256\",\"kid\":{kid}}}")), Err(Error::InvalidKid), "{kid}");
        }
        let longest = "k".repeat(256);
        for kid in ["", "../../etc/passwd", "' OR 1=1 --", "\\u0000", &longest] {
            let header = format!("{{\"alg\":\"HS256\",\"kid\":\"{kid}\"}}");
            assert_eq!(verdict(&header), Ok(Algorithm::HS256), "{kid}");
        }
    }

    #[test]
    fn refuses_duplicate_members_also_spelled_with_escapes() {
        assert_eq!(verdict(r#"{"alg":"HS256","alg":"none"}"#), Err(Error::DuplicateMember));
        assert_eq!(verdict(r#"{"alg":"HS256","\u0061lg":"HS256"}"#), Err(Error::DuplicateMember));
        assert_eq!(verdict(r#"{"alg":"HS256","jwk":{"kty":1,"kty":2}}"#), Err(Error::DuplicateMember));
    }

    #[test]
    fn refuses_typ_that_is_no_string() {
        assert_eq!(verdict(r#"{"alg":"HS256","typ":1}"#), Err(Error::InvalidHeaderMember));
    }
}
