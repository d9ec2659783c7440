//! Ten ways to tamper with a token, and the name under which each is refused.

use base64ct::{Base64UrlUnpadded, Encoding as _};
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;

use crate::case::{Case, read};
use crate::stranger::Stranger;

/// The alphabet of base64url, each character at its value's place.
const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/// One way to tamper.
pub(crate) struct Way {
    pub(crate) what: &'static str,
    /// The error's name.
    pub(crate) refused_as: &'static str,
    /// Tampers with a token; none where the way does not apply to it.
    pub(crate) tamper: fn(&Token) -> Option<String>,
}

/// An accepted token in its parts.
pub(crate) struct Token {
    header: String,
    payload: Vec<u8>,
    /// The three segments as they were sent.
    encoded: [String; 3],
    /// The file that everybody may have, unless the key is a secret.
    public_key: Option<Vec<u8>>,
    /// The same claims signed by a stranger.
    signed_again: Option<String>,
}

pub(crate) const WAYS: [Way; 10] = [
    Way { what: "payload edited", refused_as: "invalid-signature", tamper: Token::with_payload_edited },
    Way { what: "one bit of the signature flipped", refused_as: "invalid-signature", tamper: Token::with_bit_flipped },
    Way { what: "signature stripped", refused_as: "invalid-signature", tamper: Token::without_signature },
    Way { what: "signed again with a stranger's key", refused_as: "invalid-signature", tamper: Token::signed_again },
    Way { what: "alg changed to none, unsigned", refused_as: "unknown-algorithm", tamper: Token::unsecured },
    Way {
        what: "alg changed to HS256, the public key as its secret",
        refused_as: "algorithm-not-allowed",
        tamper: Token::under_public_key,
    },
    Way { what: "crit added to the header", refused_as: "critical-header", tamper: Token::with_crit },
    Way { what: "alg named twice in the header", refused_as: "duplicate-member", tamper: Token::with_second_alg },
    Way { what: "base64 padded", refused_as: "padded-base64", tamper: Token::padded },
    Way { what: "signature spelled in another way", refused_as: "malformed-base64", tamper: Token::spelled_otherwise },
];

impl Token {
    pub(crate) fn of(case: &Case, stranger: &Stranger<'_>) -> Self {
        let token = String::from_utf8(read(&case.token)).expect("an accepted token is ASCII");
        let segments: Vec<_> = token.split('.').map(str::to_owned).collect();
        let encoded: [String; 3] = segments.try_into().expect("an accepted token has three segments");
        let [header, payload] = [&encoded[0], &encoded[1]].map(|segment| decoded(segment));
        let header = String::from_utf8(header).expect("an accepted header is UTF-8");
        let alg = case.alg[0].as_str();
        let public_key = case.key.as_ref().filter(|_| !alg.starts_with("HS")).map(read);
        Self { signed_again: stranger.sign(alg, &payload), header, payload, encoded, public_key }
    }
}

/// The ways.
#[allow(clippy::unnecessary_wraps, reason = "some ways apply to every token, and all are of one type")]
impl Token {
    fn with_payload_edited(&self) -> Option<String> {
        let edited = match self.payload.strip_prefix(b"{") {
            Some(members) => [b"{\"admin\":true,", members].concat(),
            None => [b"Not ", self.payload.as_slice()].concat(),
        };
        let [header, _, signature] = &self.encoded;
        Some([header, &encoded(edited), signature].map(String::as_str).join("."))
    }

    fn with_bit_flipped(&self) -> Option<String> {
        let mut signature = decoded(&self.encoded[2]);
        let middle = signature.len() / 2;
        *signature.get_mut(middle)? ^= 1;
        Some(self.with_signature(&encoded(signature)))
    }

    fn without_signature(&self) -> Option<String> {
        Some(self.with_signature(""))
    }

    /// Claims alone, and with the algorithms alone that the command signs with.
    fn signed_again(&self) -> Option<String> {
        self.signed_again.clone()
    }

    fn unsecured(&self) -> Option<String> {
        Some(format!("{}.{}.", encoded(r#"{"alg":"none"}"#), self.encoded[1]))
    }

    /// CVE-2016-5431 and its kin: what everybody knows of the key is taken for a secret.
    fn under_public_key(&self) -> Option<String> {
        let public_key = self.public_key.as_ref()?;
        let signed = format!("{}.{}", encoded(r#"{"alg":"HS256"}"#), self.encoded[1]);
        let mut mac = Hmac::<Sha256>::new_from_slice(public_key).expect("a key of any length");
        mac.update(signed.as_bytes());
        Some(format!("{signed}.{}", encoded(mac.finalize().into_bytes())))
    }

    fn with_crit(&self) -> Option<String> {
        self.with_member(r#""crit":["exp"]"#)
    }

    fn with_second_alg(&self) -> Option<String> {
        self.with_member(r#""\u0061lg":"none""#)
    }

    /// As AWS ALB pads. A payload's padding alone counts as an edited payload: its signature is judged first.
    fn padded(&self) -> Option<String> {
        let padded = self.encoded.each_ref().map(|segment| segment.clone() + &"=".repeat((4 - segment.len() % 4) % 4));
        (padded[0] != self.encoded[0] || padded[2] != self.encoded[2]).then(|| padded.join("."))
    }

    /// The last character's unused bits set: many decoders read the same bytes.
    fn spelled_otherwise(&self) -> Option<String> {
        let signature = &self.encoded[2];
        let unused_bits = [0, 0, 4, 2][signature.len() % 4];
        let (before, last) = signature.split_at_checked(signature.len().checked_sub(1)?)?;
        let value = ALPHABET.iter().position(|c| last.as_bytes() == [*c])?;
        let other = ALPHABET[value | ((1 << unused_bits) - 1)];
        (unused_bits > 0).then(|| self.with_signature(&format!("{before}{}", char::from(other))))
    }
}

impl Token {
    fn with_signature(&self, signature: &str) -> String {
        format!("{}.{}.{signature}", self.encoded[0], self.encoded[1])
    }

    /// With a further header member at the end.
    fn with_member(&self, member: &str) -> Option<String> {
        let members = self.header.trim_end().strip_suffix('}')?;
        let [_, payload, signature] = &self.encoded;
        Some(format!("{}.{payload}.{signature}", encoded(format!("{members},{member}}}"))))
    }
}

fn encoded(bytes: impl AsRef<[u8]>) -> String {
    Base64UrlUnpadded::encode_string(bytes.as_ref())
}

fn decoded(segment: &str) -> Vec<u8> {
    Base64UrlUnpadded::decode_vec(segment).expect("an accepted token is canonical base64url")
}
