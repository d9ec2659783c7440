//! One JWK (RFC 7517, 7518 section 6, 8037): its members, what they allow, and the key that they spell.
//!
//! A JWK is judged in this order: form, `kty`, private members, `use`, `key_ops`, `crv`, `alg`, parameters, `kid`.
//! Members that are not named here, `x5c` among them, are ignored. Parameters are canonical base64url, decoded in
//! constant time.

use base64ct::{Base64UrlUnpadded, Encoding as _};
use zeroize::Zeroizing;

use super::name::KeyName;
use super::private::{EcPrivateKey, Ed25519PrivateKey, PrivateKey};
use super::public::{EcPublicKey, MAX_FIELD_LEN, MAX_RSA_LEN, PublicKey, RsaPublicKey};
use super::rsa_private::{RsaNumbers, RsaPrivateKey};
use super::{Key, VerifyingKey, checks, der};
#[cfg(feature = "sign")]
use super::{Secret, SigningKey};
use crate::algorithm::{Algorithm, Curve, KeyKind};
use crate::base64url::decoded_len;
use crate::error::Error;
use crate::header::MAX_KID_LEN;
use crate::json::{self, JsonStr, Kind, Limits, Members, Value};

/// The longest secret that a JWK may hold: eight times what the largest block of an HMAC takes. It stands on the stack.
pub(crate) const MAX_SECRET_LEN: usize = 1024;
/// Room for the eight numbers of an RSA private key: n, e and six that are at most as long as n.
const MAX_RSA_NUMBERS_LEN: usize = MAX_RSA_LEN * 8;
/// The longest text of a parameter that is written with escapes: that of the longest secret.
const MAX_ESCAPED_LEN: usize = 1366;

/// The members of a JWK that matter, well-typed.
#[derive(Default)]
pub(crate) struct Jwk<'t> {
    kty: Option<Value<'t>>,
    key_use: Option<Value<'t>>,
    key_ops: Option<Value<'t>>,
    alg: Option<Value<'t>>,
    kid: Option<Value<'t>>,
    crv: Option<Value<'t>>,
    n: Option<Value<'t>>,
    e: Option<Value<'t>>,
    x: Option<Value<'t>>,
    y: Option<Value<'t>>,
    d: Option<Value<'t>>,
    p: Option<Value<'t>>,
    q: Option<Value<'t>>,
    dp: Option<Value<'t>>,
    dq: Option<Value<'t>>,
    qi: Option<Value<'t>>,
    oth: Option<Value<'t>>,
    k: Option<Value<'t>>,
    /// Whether there is any private member of an asymmetric key.
    has_private: bool,
}

/// What a key is to be used for, as `key_ops` names it (RFC 7517 section 4.3).
#[derive(Clone, Copy)]
enum Operation {
    Sign,
    Verify,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum KeyType {
    Rsa,
    Ec,
    Okp,
    Oct,
}

impl<'t> Jwk<'t> {
    /// Reads a JSON object with a `kty`; what its members mean is judged later.
    pub(crate) fn parse(text: &'t [u8]) -> Result<Self, Error> {
        let jwk: Self = json::read(text, Limits::CLAIMS).map_err(|_| Error::MalformedJwk)?;
        if jwk.is_well_typed() { Ok(jwk) } else { Err(Error::MalformedJwk) }
    }

    /// The public key, bound to nothing.
    pub(crate) fn public_key(&self) -> Result<PublicKey, Error> {
        self.public_parameters(self.public_kind()?)
    }

    /// The private key, bound to nothing.
    pub(crate) fn private_key(&self) -> Result<PrivateKey, Error> {
        let key_type = self.key_type()?;
        if key_type == KeyType::Oct {
            return Err(Error::UnsupportedKeyType);
        }
        if self.d.is_none() {
            return Err(Error::PublicKeyGiven);
        }
        self.check_operation(Operation::Sign)?;
        self.private_parameters(self.kind(key_type)?)
    }

    /// Binds a public key or a secret to an algorithm, with its name.
    pub(crate) fn bind<B: VerifyingKey>(&self, algorithm: Algorithm) -> Result<Key<B>, Error> {
        let kind = self.public_kind()?;
        if algorithm.key_kind() != kind || self.algorithm()?.is_some_and(|own| own != algorithm) {
            return Err(Error::KeyAlgorithmMismatch);
        }
        let mut key = match kind {
            KeyKind::Secret => self.with_secret(|secret| Key::from_secret(algorithm, secret))?,
            _ => Key::bind(algorithm, &self.public_parameters(kind)?)?,
        };
        key.set_name(self.name()?);
        Ok(key)
    }

    /// Prepares a private key or a secret to sign with an algorithm, and reads its name.
    #[cfg(feature = "sign")]
    pub(crate) fn prepare_to_sign<B: SigningKey>(&self, algorithm: Algorithm) -> Result<(B, Option<KeyName>), Error> {
        let prepared = if self.key_type()? == KeyType::Oct {
            self.check_operation(Operation::Sign)?;
            self.kind(KeyType::Oct)?;
            self.with_secret(|secret| B::from_secret(algorithm, &Secret::new(algorithm, secret)?))?
        } else {
            let key = self.private_key()?;
            key.check_fits(algorithm)?;
            B::from_private_key(algorithm, &key)?
        };
        if self.algorithm()?.is_some_and(|own| own != algorithm) {
            return Err(Error::KeyAlgorithmMismatch);
        }
        Ok((prepared, self.name()?))
    }

    /// The kind of a key that verifies; a private key does not serve as one.
    pub(super) fn public_kind(&self) -> Result<KeyKind, Error> {
        let key_type = self.key_type()?;
        if self.is_private() {
            return Err(Error::PrivateKeyGiven);
        }
        self.check_operation(Operation::Verify)?;
        self.kind(key_type)
    }

    /// Whether it is a private key, whatever else is wrong with it.
    pub(super) fn is_private(&self) -> bool {
        self.has_private && matches!(self.key_type(), Ok(KeyType::Rsa | KeyType::Ec | KeyType::Okp))
    }

    /// Whether it is a secret, whatever else is wrong with it.
    pub(super) fn is_secret(&self) -> bool {
        self.k.is_some() && matches!(self.key_type(), Ok(KeyType::Oct))
    }

    /// Whether it is a public key, whatever else is wrong with it.
    pub(super) fn is_public(&self) -> bool {
        !self.has_private && matches!(self.key_type(), Ok(KeyType::Rsa | KeyType::Ec | KeyType::Okp))
    }

    /// The algorithm that the key names.
    pub(super) fn algorithm(&self) -> Result<Option<Algorithm>, Error> {
        let named = string(self.alg).map(Algorithm::from_json).transpose();
        named.map_err(|_| Error::UnsupportedAlgorithm)
    }

    /// The key's `kid`.
    pub(super) fn name(&self) -> Result<Option<KeyName>, Error> {
        let mut buf = [0; MAX_KID_LEN];
        let Some(kid) = self.kid else { return Ok(None) };
        let kid = kid.as_string().ok_or(Error::KidTooLong)?;
        KeyName::new(kid.text_in(&mut buf).ok_or(Error::KidTooLong)?).map(Some)
    }

    /// The parameters of a key of this kind.
    pub(super) fn public_parameters(&self, kind: KeyKind) -> Result<PublicKey, Error> {
        match kind {
            KeyKind::Rsa => self.rsa().map(PublicKey::Rsa),
            KeyKind::Ec(curve) => self.ec(curve).map(PublicKey::Ec),
            KeyKind::Ed25519 => {
                let point = self.ed25519()?;
                checks::check_ed25519_key(&point)?;
                Ok(PublicKey::Ed25519(point))
            }
            KeyKind::Secret => Err(Error::UnsupportedKeyType),
        }
    }

    /// Hands out the secret, and zeroizes it afterwards.
    pub(super) fn with_secret<R>(&self, take: impl FnOnce(&[u8]) -> Result<R, Error>) -> Result<R, Error> {
        let mut buf = Zeroizing::new([0; MAX_SECRET_LEN]);
        take(decode(self.k, buf.as_mut_slice(), Error::MalformedJwk)?)
    }

    fn is_well_typed(&self) -> bool {
        let strings = [self.key_use, self.alg, self.crv, self.n, self.e, self.x, self.y, self.d, self.k];
        let operations = self.key_ops.is_none_or(|key_ops| {
            key_ops.as_array().is_some_and(|mut elements| elements.all(|element| element.as_string().is_some()))
        });
        string(self.kty).is_some() && operations && strings.into_iter().flatten().all(|value| is_string(&value))
    }

    fn key_type(&self) -> Result<KeyType, Error> {
        match string(self.kty) {
            Some(kty) if kty == "RSA" => Ok(KeyType::Rsa),
            Some(kty) if kty == "EC" => Ok(KeyType::Ec),
            Some(kty) if kty == "OKP" => Ok(KeyType::Okp),
            Some(kty) if kty == "oct" => Ok(KeyType::Oct),
            _ => Err(Error::UnsupportedKeyType),
        }
    }

    fn check_operation(&self, operation: Operation) -> Result<(), Error> {
        let wanted = operation.name();
        let for_signatures = string(self.key_use).is_none_or(|key_use| key_use == "sig");
        let listed = self.key_ops.and_then(|key_ops| key_ops.as_array()).is_none_or(|mut operations| {
            operations.any(|operation| operation.as_string().is_some_and(|name| name == wanted))
        });
        if for_signatures && listed { Ok(()) } else { Err(Error::KeyNotForSignatures) }
    }

    /// The kind of key, with which its own `alg` has to agree.
    fn kind(&self, key_type: KeyType) -> Result<KeyKind, Error> {
        let kind = match key_type {
            KeyType::Rsa => KeyKind::Rsa,
            KeyType::Oct => KeyKind::Secret,
            KeyType::Ec => KeyKind::Ec(self.curve()?),
            KeyType::Okp if string(self.crv).ok_or(Error::MalformedJwk)? == "Ed25519" => KeyKind::Ed25519,
            KeyType::Okp => return Err(Error::UnsupportedCurve),
        };
        match self.algorithm()? {
            Some(own) if own.key_kind() != kind => Err(Error::KeyAlgorithmMismatch),
            _ => Ok(kind),
        }
    }

    fn curve(&self) -> Result<Curve, Error> {
        let mut buf = [0; 16];
        let crv = string(self.crv).ok_or(Error::MalformedJwk)?;
        crv.text_in(&mut buf).and_then(Curve::from_name).ok_or(Error::UnsupportedCurve)
    }

    /// `Base64urlUInt` (RFC 7518 section 2): without leading zeros.
    fn rsa(&self) -> Result<RsaPublicKey, Error> {
        let (mut n, mut e) = ([0; MAX_RSA_LEN], [0; MAX_RSA_LEN]);
        let modulus = decode(self.n, &mut n, Error::UnsupportedKeySize)?;
        let exponent = decode(self.e, &mut e, Error::WeakRsaExponent)?;
        match (modulus, exponent) {
            ([1..=0xFF, ..], [1..=0xFF, ..]) => RsaPublicKey::new(modulus, der::saturating_u64(exponent)),
            _ => Err(Error::MalformedJwk),
        }
    }

    fn ec(&self, curve: Curve) -> Result<EcPublicKey, Error> {
        let (mut x, mut y) = ([0; MAX_FIELD_LEN], [0; MAX_FIELD_LEN]);
        let x = decode(self.x, &mut x, Error::InvalidPublicKey)?;
        let y = decode(self.y, &mut y, Error::InvalidPublicKey)?;
        EcPublicKey::new(curve, x, y)
    }

    fn ed25519(&self) -> Result<[u8; 32], Error> {
        let mut x = [0; 32];
        let len = decode(self.x, &mut x, Error::InvalidPublicKey)?.len();
        if len == x.len() { Ok(x) } else { Err(Error::InvalidPublicKey) }
    }

    fn private_parameters(&self, kind: KeyKind) -> Result<PrivateKey, Error> {
        if kind == KeyKind::Rsa {
            return self.rsa_private().map(PrivateKey::Rsa);
        }
        let mut buf = Zeroizing::new([0; MAX_FIELD_LEN]);
        let d = decode(self.d, buf.as_mut_slice(), Error::InvalidPrivateKey)?;
        match kind {
            KeyKind::Ec(curve) => EcPrivateKey::new(curve, d, Some(self.ec(curve)?)).map(PrivateKey::Ec),
            KeyKind::Ed25519 => {
                let mut seed = Zeroizing::new([0; 32]);
                seed.copy_from_slice(<&[u8; 32]>::try_from(d).map_err(|_| Error::InvalidPrivateKey)?);
                Ok(PrivateKey::Ed25519(Ed25519PrivateKey::new(*seed, Some(self.ed25519()?))))
            }
            KeyKind::Rsa | KeyKind::Secret => Err(Error::UnsupportedKeyType),
        }
    }

    /// All eight numbers (RFC 7518 section 6.3.2). Apart, so that only such keys cost the stack.
    #[inline(never)]
    fn rsa_private(&self) -> Result<RsaPrivateKey, Error> {
        // First, so that a public half is judged as it is alone.
        self.rsa()?;
        let primes = [self.p, self.q, self.dp, self.dq, self.qi];
        if self.oth.is_some() || primes.iter().any(Option::is_none) {
            return Err(Error::InvalidPrivateKey);
        }
        let mut scratch = Zeroizing::new([0; MAX_RSA_NUMBERS_LEN]);
        let mut rest = scratch.as_mut_slice();
        let mut number = |member| {
            let room = core::mem::take(&mut rest);
            let len = decode(member, room, Error::InvalidPrivateKey)?.len();
            let (number, behind) = room.split_at_mut_checked(len).ok_or(Error::InvalidPrivateKey)?;
            rest = behind;
            if number.first() == Some(&0) { Err(Error::MalformedJwk) } else { Ok(&*number) }
        };
        RsaPrivateKey::new(&RsaNumbers {
            n: number(self.n)?,
            e: number(self.e)?,
            d: number(self.d)?,
            p: number(self.p)?,
            q: number(self.q)?,
            dp: number(self.dp)?,
            dq: number(self.dq)?,
            qi: number(self.qi)?,
        })
    }

    /// Where a member of this name is kept.
    fn slot(&mut self, name: &str) -> Option<&mut Option<Value<'t>>> {
        Some(match name {
            "kty" => &mut self.kty,
            "use" => &mut self.key_use,
            "key_ops" => &mut self.key_ops,
            "alg" => &mut self.alg,
            "kid" => &mut self.kid,
            "crv" => &mut self.crv,
            "n" => &mut self.n,
            "e" => &mut self.e,
            "x" => &mut self.x,
            "y" => &mut self.y,
            "d" => &mut self.d,
            "p" => &mut self.p,
            "q" => &mut self.q,
            "dp" => &mut self.dp,
            "dq" => &mut self.dq,
            "qi" => &mut self.qi,
            "oth" => &mut self.oth,
            "k" => &mut self.k,
            _ => return None,
        })
    }
}

impl<'t> Members<'t> for Jwk<'t> {
    fn member(&mut self, _: usize, name: JsonStr<'t>, value: Value<'t>) {
        // As long as the longest name that is kept; others are not looked at.
        let mut buf = [0; 7];
        let Some(name) = name.text_in(&mut buf) else { return };
        self.has_private |= matches!(name, "d" | "p" | "q" | "dp" | "dq" | "qi" | "oth");
        if let Some(slot) = self.slot(name) {
            *slot = Some(value);
        }
    }
}

impl Operation {
    const fn name(self) -> &'static str {
        match self {
            Self::Sign => "sign",
            Self::Verify => "verify",
        }
    }
}

fn is_string(value: &Value<'_>) -> bool {
    matches!(value.kind, Kind::String { .. })
}

fn string(member: Option<Value<'_>>) -> Option<JsonStr<'_>> {
    member.and_then(|value| value.as_string())
}

/// Decodes a parameter, which must be there, into the front of `out`.
fn decode<'b>(member: Option<Value<'_>>, out: &'b mut [u8], too_long: Error) -> Result<&'b [u8], Error> {
    let text = string(member).ok_or(Error::MalformedJwk)?;
    match text.as_str() {
        Some(plain) => decode_plain(plain, out, too_long),
        None => decode_escaped(text, out, too_long),
    }
}

/// Apart, so that only such parameters cost the stack.
#[inline(never)]
fn decode_escaped<'b>(text: JsonStr<'_>, out: &'b mut [u8], too_long: Error) -> Result<&'b [u8], Error> {
    let mut scratch = Zeroizing::new([0; MAX_ESCAPED_LEN]);
    decode_plain(text.unescape_into(scratch.as_mut_slice()).map_err(|_| too_long)?, out, too_long)
}

fn decode_plain<'b>(text: &str, out: &'b mut [u8], too_long: Error) -> Result<&'b [u8], Error> {
    if decoded_len(text.len()) > out.len() {
        return Err(too_long);
    }
    Base64UrlUnpadded::decode(text, out).map_err(|_| Error::MalformedJwk)
}

#[cfg(test)]
#[path = "tests/jwk.rs"]
mod tests;
