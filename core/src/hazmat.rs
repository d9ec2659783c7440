//! What may be read of a token that nobody has verified: its issuer, to choose the verifier that will judge it.

use zeroize::Zeroize;

use crate::base64url::{decode, decoded_len};
use crate::claims::Registered;
use crate::compact::{Compact, DEFAULT_MAX_TOKEN_LEN, check_max_token_len};
use crate::error::Error;
use crate::header::Header;
use crate::json::{JsonStr, Span};
use crate::signed::clear;

/// The issuer that a token names, which **anybody may have written there**.
///
/// For routing only: for a service whose issuers are too many for one [`Verifier`](crate::verifier::Verifier), or whose
/// keys are loaded when they are first asked for. The verifier that the name leads to has to expect exactly that issuer
/// ([`Issuer::exactly`](crate::policy::Issuer::exactly)): then a name that was written there by somebody else ends in
/// `invalid-signature`. Leading it to one with an unchecked issuer would let the token choose its own key.
///
/// Nothing else of the token can be read, and nothing but this name is left in the buffer. No key, no cache and no log
/// should be made for a name that is not among the expected ones: there are as many as somebody cares to send.
///
/// ```
/// # #[cfg(all(feature = "hs", feature = "std"))] {
/// use std::collections::HashMap;
///
/// use jwtcore::hazmat::UnverifiedIssuer;
/// # use jwtcore::{Algorithm, Audience, Error, Issuer, Key, KeySet, Trust, UnixSeconds, Verifier};
/// # let verifier = |iss: &'static str| {
/// #     let key = Key::from_secret(Algorithm::HS256, b"a test secret of thirty-two bytes").unwrap();
/// #     let trust = Trust::new(Issuer::exactly(iss), Audience::unchecked(), KeySet::<1>::new([key]).unwrap());
/// #     Verifier::new(trust).unwrap()
/// # };
/// # let token = "eyJhbGciOiJIUzI1NiJ9.eyJpc3MiOiJodHRwczovL2lzc3Vlci50ZXN0IiwiZXhwIjo0MTAyNDQ0ODAwfQ.x";
///
/// let verifiers = HashMap::from([("https://issuer.test", verifier("https://issuer.test"))]);
/// let mut buf = [0; 4096];
/// let issuer = UnverifiedIssuer::read(token, &mut buf)?;
/// let Some(verifier) = issuer.iss().as_str().and_then(|iss| verifiers.get(iss)) else {
///     return Err(Error::WrongIssuer);
/// };
/// match verifier.verify(token, UnixSeconds(1_767_225_600), &mut buf) {
///     Ok(claims) => println!("user {}", claims.get::<u64>("uid")?),
///     Err(error) => println!("{}: {error}", error.name()),
/// }
/// # }
/// # Ok::<(), jwtcore::Error>(())
/// ```
#[derive(Clone, Copy)]
pub struct UnverifiedIssuer<'b> {
    iss: JsonStr<'b>,
}

impl<'b> UnverifiedIssuer<'b> {
    /// Reads the issuer that a compact token of at most 16 KiB names.
    ///
    /// Header and claims are read whole, and as strictly as a verifier reads them; the signature is not looked at. `buf`
    /// receives both in turn; the token's length is always enough. On failure what was written to it is zeroed, on
    /// success all but the name.
    ///
    /// # Errors
    /// [`Error::MissingIss`] where it names none; those of a verifier for its size and form, for its header, and for
    /// registered claims of another type; [`Error::BufferTooSmall`].
    pub fn read(token: impl AsRef<[u8]>, buf: &'b mut [u8]) -> Result<Self, Error> {
        Self::read_up_to(DEFAULT_MAX_TOKEN_LEN, token, buf)
    }

    /// As [`UnverifiedIssuer::read`], for verifiers of longer or only of shorter tokens: at most 1 MiB.
    ///
    /// # Errors
    /// As there, and [`Error::InvalidLimit`].
    pub fn read_up_to(max_token_len: usize, token: impl AsRef<[u8]>, buf: &'b mut [u8]) -> Result<Self, Error> {
        check_max_token_len(max_token_len)?;
        let token = token.as_ref();
        match leave_issuer(token, max_token_len, buf) {
            Ok(iss) => {
                let text = core::str::from_utf8(buf.get(iss.range()).unwrap_or_default());
                let iss = text.ok().and_then(|text| iss.within(text)?.as_string()).ok_or(Error::InvalidIss)?;
                Ok(Self { iss })
            }
            Err(error) => {
                clear(buf, token.len().min(max_token_len));
                Err(error)
            }
        }
    }

    /// The name, as the token spells it.
    #[must_use]
    pub const fn iss(&self) -> JsonStr<'b> {
        self.iss
    }

    /// Whether the token names this issuer. Compared exactly, after unescaping.
    #[must_use]
    pub fn is(&self, issuer: &str) -> bool {
        self.iss == *issuer
    }
}

impl core::fmt::Debug for UnverifiedIssuer<'_> {
    /// Shows nothing: the name is whatever somebody wrote.
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("UnverifiedIssuer").finish_non_exhaustive()
    }
}

/// Reads a token, moves the value of its `iss` to the front of the buffer, and zeroes what else was written there.
fn leave_issuer(token: &[u8], max_token_len: usize, buf: &mut [u8]) -> Result<Span, Error> {
    let compact = Compact::split(token, max_token_len)?;
    let needed = decoded_len(compact.header.len()).max(decoded_len(compact.payload.len()));
    let buf = buf.get_mut(..needed).ok_or(Error::BufferTooSmall { needed })?;
    Header::parse(decode(compact.header, buf)?)?;
    let payload = decode(compact.payload, buf)?;
    let (registered, _) = Registered::parse(payload)?;
    let iss = registered.iss_span().ok_or(Error::MissingIss)?;
    let front = iss.at_front();
    buf.copy_within(iss.range(), 0);
    buf.get_mut(front.range().end..).unwrap_or_default().zeroize();
    Ok(front)
}

#[cfg(test)]
mod tests {
    use std::{format, string::String, vec, vec::Vec};

    use base64ct::{Base64UrlUnpadded, Encoding as _};
    use proptest::prelude::*;

    use super::*;

    const HEADER: &str = r#"{"alg":"ES256","kid":"2026-11","typ":"JWT"}"#;

    fn encoded(text: &str) -> String {
        let mut buf = vec![0; text.len() * 2 + 4];
        Base64UrlUnpadded::encode(text.as_bytes(), &mut buf).unwrap().into()
    }

    fn token(header: &str, payload: &str) -> String {
        format!("{}.{}.c2lnbmF0dXJl", encoded(header), encoded(payload))
    }

    /// The name that is read; the buffer holds nothing more of the token than that.
    fn read(token: &str) -> Result<String, Error> {
        let mut buf = vec![0; token.len()];
        let read = UnverifiedIssuer::read(token, &mut buf);
        let (name, raw_len) = match read {
            Ok(issuer) => (Ok(format!("{}", issuer.iss())), issuer.iss().raw().len() + 2),
            Err(error) => (Err(error), 0),
        };
        assert!(buf[raw_len..].iter().all(|byte| *byte == 0), "{token}");
        name
    }

    fn read_payload(payload: &str) -> Result<String, Error> {
        read(&token(HEADER, payload))
    }

    #[test]
    fn reads_the_issuer_wherever_it_stands() {
        for payload in [
            r#"{"iss":"https://issuer.test"}"#,
            r#"{"sub":"iss","aud":["a","b"],"exp":1,"iss":"https://issuer.test","x":{"iss":"other"}}"#,
            r#" { "i\u0073s" : "https:\/\/issuer.test" , "z" : [ { "iss" : 1 } ] } "#,
        ] {
            assert_eq!(read_payload(payload).as_deref(), Ok("https://issuer.test"), "{payload}");
        }
        assert_eq!(read_payload(r#"{"iss":""}"#).as_deref(), Ok(""));
    }

    #[test]
    fn compares_exactly_after_unescaping() {
        let token = token(HEADER, r#"{"iss":"https:\/\/issuer.test"}"#);
        let mut buf = [0; 256];
        let issuer = UnverifiedIssuer::read(&token, &mut buf).unwrap();
        assert!(issuer.is("https://issuer.test"));
        for other in ["https://issuer.tes", "https://issuer.test/", "HTTPS://issuer.test", r"https:\/\/issuer.test", ""]
        {
            assert!(!issuer.is(other), "{other}");
        }
    }

    #[test]
    fn refuses_a_token_without_issuer_or_with_one_that_is_no_string() {
        assert_eq!(read_payload("{}"), Err(Error::MissingIss));
        assert_eq!(read_payload(r#"{"x":{"iss":"https://issuer.test"}}"#), Err(Error::MissingIss));
        for value in ["1", "null", "true", r#"["https://issuer.test"]"#, r#"{"iss":"x"}"#] {
            assert_eq!(read_payload(&format!(r#"{{"iss":{value}}}"#)), Err(Error::InvalidIss), "{value}");
        }
    }

    /// What a verifier refuses for its form leads nowhere either.
    #[test]
    fn refuses_what_a_verifier_refuses_unseen() {
        let payload = r#"{"iss":"https://issuer.test"}"#;
        for (header, error) in [
            ("{}", Error::MissingAlgorithm),
            (r#"{"alg":"none"}"#, Error::UnknownAlgorithm),
            (r#"{"alg":"ES256","crit":[]}"#, Error::CriticalHeader),
            (r#"{"alg":"ES256","b64":true}"#, Error::UnencodedPayload),
            (r#"{"alg":"ES256","kid":1}"#, Error::InvalidKid),
            (r#"{"alg":"ES256","alg":"ES256"}"#, Error::DuplicateMember),
            ("[]", Error::MalformedJson),
        ] {
            assert_eq!(read(&token(header, payload)), Err(error), "{header}");
        }
        for (payload, error) in [
            (r#"{"iss":"a","iss":"a"}"#, Error::DuplicateMember),
            (r#"{"iss":"a","\u0069ss":"b"}"#, Error::DuplicateMember),
            (r#"{"iss":"a"}x"#, Error::MalformedJson),
            (r#"{"iss":"\ud800"}"#, Error::MalformedJson),
            (r#"{"iss":"a","exp":"1"}"#, Error::InvalidExp),
            ("", Error::MalformedJson),
        ] {
            assert_eq!(read_payload(payload), Err(error), "{payload}");
        }
        for (token, error) in [
            (token(HEADER, payload).replace('.', "=."), Error::PaddedBase64),
            (token(HEADER, payload) + ".", Error::NotCompact),
            (token(HEADER, payload) + ".x.y", Error::EncryptedToken),
        ] {
            assert_eq!(read(&token), Err(error), "{token}");
        }
    }

    #[test]
    fn bounds_the_token() {
        let long = token(HEADER, &format!(r#"{{"iss":"a","x":"{}"}}"#, "x".repeat(DEFAULT_MAX_TOKEN_LEN)));
        assert_eq!(read(&long), Err(Error::TokenTooLarge));
        let mut buf = vec![0; long.len()];
        assert!(UnverifiedIssuer::read_up_to(1 << 20, &long, &mut buf).unwrap().is("a"));
        assert_eq!(UnverifiedIssuer::read_up_to(10, "a.b.c.d.e.f", &mut buf).unwrap_err(), Error::TokenTooLarge);
        for limit in [0, (1 << 20) + 1] {
            assert_eq!(UnverifiedIssuer::read_up_to(limit, &long, &mut buf).unwrap_err(), Error::InvalidLimit);
        }
    }

    #[test]
    fn says_how_much_a_short_buffer_lacks() {
        for payload in
            [r#"{"iss":"https://issuer.test"}"#, r#"{"iss":"a name that makes the payload the longer of the two"}"#]
        {
            let token = token(HEADER, payload);
            let needed = HEADER.len().max(payload.len());
            let mut buf = vec![0xA5; needed - 1];
            assert_eq!(UnverifiedIssuer::read(&token, &mut buf).unwrap_err(), Error::BufferTooSmall { needed });
            assert!(UnverifiedIssuer::read(&token, &mut vec![0; needed]).is_ok());
        }
    }

    #[test]
    fn shows_nothing_of_the_name() {
        let mut buf = [0; 256];
        let token = token(HEADER, r#"{"iss":"https://issuer.test"}"#);
        assert_eq!(format!("{:?}", UnverifiedIssuer::read(&token, &mut buf).unwrap()), "UnverifiedIssuer { .. }");
    }

    proptest! {
        #[test]
        fn reads_any_name_back(name in ".{0,40}", escape in any::<bool>(), before in ".{0,8}", after in ".{0,8}") {
            let quoted = |text: &str| serde_json::to_string(text).unwrap();
            let escaped: String = name.encode_utf16().map(|unit| format!("\\u{unit:04x}")).collect::<Vec<_>>().concat();
            let iss = if escape { format!("\"{escaped}\"") } else { quoted(&name) };
            let payload = format!(r#"{{"x":{},"iss":{iss},"y":{}}}"#, quoted(&before), quoted(&after));
            prop_assert_eq!(read_payload(&payload), Ok(name));
        }

        #[test]
        fn never_panics(token in "[-A-Za-z0-9_.=]{0,60}", room in 0..80_usize) {
            let _ = UnverifiedIssuer::read(&token, &mut vec![0; room]);
        }
    }
}
