//! A strict DER reader (X.690), and the structures that carry keys: SPKI, PKCS#1, X.509, PKCS#8 and SEC1.
//!
//! Lengths are definite and minimal, integers minimal and non-negative, and nothing trails at any level that is read.
//! A certificate is walked to its key; it is not judged.

use zeroize::Zeroizing;

use super::checks;
use super::private::{EcPrivateKey, Ed25519PrivateKey, PrivateKey};
use super::public::{EcPublicKey, PublicKey, RsaPublicKey};
use super::rsa_private::{RsaNumbers, RsaPrivateKey};
use crate::algorithm::{Curve, KeyKind};
use crate::error::Error;

pub(super) const INTEGER: u8 = 0x02;
pub(super) const BIT_STRING: u8 = 0x03;
pub(super) const OCTET_STRING: u8 = 0x04;
pub(super) const NULL: u8 = 0x05;
pub(super) const OBJECT_IDENTIFIER: u8 = 0x06;
pub(super) const SEQUENCE: u8 = 0x30;
/// `[0]` constructed: a certificate's version, PKCS#8's attributes, SEC1's parameters.
const CONTEXT_0: u8 = 0xA0;
/// `[1]` constructed: SEC1's public key.
pub(super) const CONTEXT_1: u8 = 0xA1;
/// `[1]` IMPLICIT BIT STRING: the public key of PKCS#8 version 2 (RFC 5958 section 2), a certificate's issuerUniqueID.
const IMPLICIT_1: u8 = 0x81;

/// rsaEncryption, 1.2.840.113549.1.1.1 (RFC 8017 appendix C).
pub(super) const RSA_ENCRYPTION: &[u8] = &[0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x01, 0x01];
/// id-ecPublicKey, 1.2.840.10045.2.1 (RFC 5480 section 2.1.1).
pub(super) const EC_PUBLIC_KEY: &[u8] = &[0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x02, 0x01];
/// id-Ed25519, 1.3.101.112 (RFC 8410 section 3).
pub(super) const ED25519: &[u8] = &[0x2B, 0x65, 0x70];

/// The object identifier of a named curve (RFC 5480 section 2.1.1.1, SEC 2).
pub(super) const fn curve_oid(curve: Curve) -> &'static [u8] {
    match curve {
        Curve::P256 => &[0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x03, 0x01, 0x07],
        Curve::P384 => &[0x2B, 0x81, 0x04, 0x00, 0x22],
        Curve::P521 => &[0x2B, 0x81, 0x04, 0x00, 0x23],
        Curve::Secp256k1 => &[0x2B, 0x81, 0x04, 0x00, 0x0A],
    }
}

/// What a structure is, told by the tags of its outermost fields.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    Spki,
    Pkcs1Public,
    Certificate,
    Pkcs8,
    EncryptedPkcs8,
    Sec1,
    Pkcs1Private,
    /// OpenSSL's own form of DSA keys.
    DsaPrivate,
}

impl Form {
    pub(crate) const fn is_private(self) -> bool {
        !matches!(self, Self::Spki | Self::Pkcs1Public | Self::Certificate)
    }
}

/// Reads SPKI, PKCS#1 or the key of an X.509 certificate.
pub(crate) fn public_key(der: &[u8]) -> Result<PublicKey, Error> {
    let fields = Reader::in_sequence(der)?;
    match form(der)? {
        Form::Spki => spki(fields),
        Form::Pkcs1Public => rsa_public_key(fields),
        Form::Certificate => spki(spki_of_certificate(fields)?),
        _ => Err(Error::PrivateKeyGiven),
    }
}

/// Reads PKCS#8, SEC1 or PKCS#1.
pub(crate) fn private_key(der: &[u8]) -> Result<PrivateKey, Error> {
    let fields = Reader::in_sequence(der)?;
    match form(der)? {
        Form::Pkcs8 => pkcs8(fields),
        Form::Sec1 => sec1(fields, None, None),
        Form::Pkcs1Private => rsa_private_key(fields),
        Form::EncryptedPkcs8 => Err(Error::EncryptedKey),
        Form::DsaPrivate => Err(Error::UnsupportedKeyType),
        Form::Spki | Form::Pkcs1Public | Form::Certificate => Err(Error::PublicKeyGiven),
    }
}

/// What the one structure in `der` is.
pub(crate) fn form(der: &[u8]) -> Result<Form, Error> {
    const I: u8 = INTEGER;
    let mut fields = Reader::in_sequence(der)?;
    let mut tags = heapless::Vec::<u8, 10>::new();
    while !fields.rest.is_empty() {
        let (tag, _) = fields.any()?;
        tags.push(tag).map_err(|_| Error::MalformedDer)?;
    }
    match tags.as_slice() {
        [SEQUENCE, BIT_STRING] => Ok(Form::Spki),
        [I, I] => Ok(Form::Pkcs1Public),
        [SEQUENCE, SEQUENCE, BIT_STRING] => Ok(Form::Certificate),
        [I, SEQUENCE, OCTET_STRING, ..] => Ok(Form::Pkcs8),
        [SEQUENCE, OCTET_STRING] => Ok(Form::EncryptedPkcs8),
        [I, OCTET_STRING, ..] => Ok(Form::Sec1),
        [I, I, I, I, I, I, I, I, I] | [I, I, I, I, I, I, I, I, I, SEQUENCE] => Ok(Form::Pkcs1Private),
        [I, I, I, I, I, I] => Ok(Form::DsaPrivate),
        _ => Err(Error::MalformedDer),
    }
}

/// Whether bytes, of which perhaps only a `prefix` is at hand, look like a key's DER: a SEQUENCE that is as long as
/// they are, and two fields with which a key's structure begins. Of random bytes less than one in 2^30 does.
pub(crate) fn begins_like_key(prefix: &[u8], total_len: usize) -> bool {
    let Ok((SEQUENCE, len, fields)) = header(prefix) else { return false };
    let header_len = prefix.len().saturating_sub(fields.len());
    let Ok((first, first_len, rest)) = header(fields) else { return false };
    if header_len.saturating_add(len) != total_len || first_len >= len {
        return false;
    }
    match (first, rest.get(first_len)) {
        (SEQUENCE, Some(second)) => matches!(*second, SEQUENCE | OCTET_STRING | BIT_STRING),
        (INTEGER, Some(second)) => matches!(*second, SEQUENCE | OCTET_STRING | INTEGER),
        // Certificates without a message, as `openssl crl2pkcs7` wraps them (RFC 5652 section 3).
        (OBJECT_IDENTIFIER, Some(second)) => *second == CONTEXT_0,
        (SEQUENCE | INTEGER | OBJECT_IDENTIFIER, None) => prefix.len() < total_len,
        _ => false,
    }
}

fn spki(mut fields: Reader<'_>) -> Result<PublicKey, Error> {
    let kind = algorithm_identifier(&mut fields)?;
    let key = bits(fields.field(BIT_STRING)?)?;
    fields.end()?;
    match kind {
        KeyKind::Rsa => rsa_public_key(Reader::in_sequence(key)?),
        KeyKind::Ec(curve) => ec_point(curve, key).map(PublicKey::Ec),
        KeyKind::Ed25519 => ed25519_point(key).map(PublicKey::Ed25519),
        KeyKind::Secret => Err(Error::UnsupportedKeyType),
    }
}

/// The fields of the SPKI in a certificate's fields (RFC 5280 section 4.1).
fn spki_of_certificate(mut certificate: Reader<'_>) -> Result<Reader<'_>, Error> {
    let mut fields = certificate.sequence()?;
    fields.optional(CONTEXT_0)?;
    fields.field(INTEGER)?;
    for _signature_issuer_validity_subject in 0..4 {
        fields.field(SEQUENCE)?;
    }
    let spki = fields.sequence()?;
    // Unique identifiers and extensions: [1], [2] and [3], well-formed, in order, and nothing else.
    for tag in [IMPLICIT_1, 0x82, 0xA3] {
        fields.optional(tag)?;
    }
    fields.end()?;
    Ok(spki)
}

/// `RSAPublicKey` (RFC 8017 appendix A.1.1).
fn rsa_public_key(mut fields: Reader<'_>) -> Result<PublicKey, Error> {
    let modulus = fields.unsigned()?;
    let exponent = fields.unsigned()?;
    fields.end()?;
    RsaPublicKey::new(modulus, saturating_u64(exponent)).map(PublicKey::Rsa)
}

/// A big-endian number; one that is too large for any exponent becomes the largest, which is refused as well.
pub(super) fn saturating_u64(bytes: &[u8]) -> u64 {
    if bytes.len() > 8 {
        return u64::MAX;
    }
    bytes.iter().fold(0, |number, byte| (number << 8) | u64::from(*byte))
}

/// An uncompressed point (SEC 1 section 2.3.3).
fn ec_point(curve: Curve, point: &[u8]) -> Result<EcPublicKey, Error> {
    match point {
        [4, coordinates @ ..] => {
            let (x, y) = coordinates.split_at_checked(curve.field_len()).ok_or(Error::InvalidPublicKey)?;
            EcPublicKey::new(curve, x, y)
        }
        [2 | 3, x @ ..] if x.len() == curve.field_len() => Err(Error::UnsupportedPointFormat),
        _ => Err(Error::InvalidPublicKey),
    }
}

fn ed25519_point(key: &[u8]) -> Result<[u8; 32], Error> {
    let point = key.try_into().map_err(|_| Error::InvalidPublicKey)?;
    checks::check_ed25519_key(&point)?;
    Ok(point)
}

/// `OneAsymmetricKey`, the private half of RFC 5958 section 2.
fn pkcs8(mut fields: Reader<'_>) -> Result<PrivateKey, Error> {
    let version = fields.unsigned()?;
    let kind = algorithm_identifier(&mut fields)?;
    let key = fields.field(OCTET_STRING)?;
    fields.optional(CONTEXT_0)?;
    let public = match (version, fields.optional(IMPLICIT_1)?) {
        ([] | [1], None) => None,
        ([1], Some(public)) => Some(bits(public)?),
        _ => return Err(Error::MalformedDer),
    };
    fields.end()?;
    match kind {
        KeyKind::Rsa => rsa_private_key(Reader::in_sequence(key)?),
        KeyKind::Ec(curve) => sec1(Reader::in_sequence(key)?, Some(curve), public),
        KeyKind::Ed25519 => ed25519_private_key(key, public),
        KeyKind::Secret => Err(Error::UnsupportedKeyType),
    }
}

/// `ECPrivateKey` (RFC 5915 section 3); within PKCS#8 the curve, and perhaps the public key, stand outside.
fn sec1(mut fields: Reader<'_>, outer: Option<Curve>, outer_public: Option<&[u8]>) -> Result<PrivateKey, Error> {
    if fields.unsigned()? != [1] {
        return Err(Error::MalformedDer);
    }
    let scalar = fields.field(OCTET_STRING)?;
    let inner = fields.optional(CONTEXT_0)?.map(named_curve_in).transpose()?;
    let inner_public = fields.optional(CONTEXT_1)?.map(bit_string_in).transpose()?;
    fields.end()?;
    let curve = agreed(outer, inner, Error::MalformedDer)?.ok_or(Error::MalformedDer)?;
    let public = agreed(outer_public, inner_public, Error::InvalidPrivateKey)?;
    let public = public.map(|point| ec_point(curve, point)).transpose()?;
    EcPrivateKey::new(curve, scalar, public).map(PrivateKey::Ec)
}

/// What two places say, if they do not disagree.
fn agreed<T: PartialEq>(one: Option<T>, other: Option<T>, disagreement: Error) -> Result<Option<T>, Error> {
    match (one, other) {
        (Some(one), Some(other)) if one != other => Err(disagreement),
        (one, other) => Ok(one.or(other)),
    }
}

/// `CurvePrivateKey` (RFC 8410 section 7).
fn ed25519_private_key(key: &[u8], public: Option<&[u8]>) -> Result<PrivateKey, Error> {
    let mut inner = Reader { rest: key };
    let mut seed = Zeroizing::new([0; 32]);
    let given: &[u8; 32] = inner.field(OCTET_STRING)?.try_into().map_err(|_| Error::InvalidPrivateKey)?;
    inner.end()?;
    seed.copy_from_slice(given);
    let public = public.map(|point| point.try_into().map_err(|_| Error::InvalidPublicKey)).transpose()?;
    Ok(PrivateKey::Ed25519(Ed25519PrivateKey::new(*seed, public)))
}

/// `RSAPrivateKey` (RFC 8017 appendix A.1.2): eight numbers. Keys with further primes are not served.
fn rsa_private_key(mut fields: Reader<'_>) -> Result<PrivateKey, Error> {
    let version = fields.unsigned()?;
    let numbers = RsaNumbers {
        n: fields.unsigned()?,
        e: fields.unsigned()?,
        d: fields.unsigned()?,
        p: fields.unsigned()?,
        q: fields.unsigned()?,
        dp: fields.unsigned()?,
        dq: fields.unsigned()?,
        qi: fields.unsigned()?,
    };
    let more_primes = fields.optional(SEQUENCE)?.is_some();
    fields.end()?;
    match (version, more_primes) {
        ([], false) => RsaPrivateKey::new(&numbers).map(PrivateKey::Rsa),
        ([1], true) => Err(Error::InvalidPrivateKey),
        _ => Err(Error::MalformedDer),
    }
}

/// `AlgorithmIdentifier` (RFC 5280 section 4.1.1.2) with the parameters that each algorithm prescribes.
fn algorithm_identifier(fields: &mut Reader<'_>) -> Result<KeyKind, Error> {
    let mut identifier = fields.sequence()?;
    let oid = object_identifier(&mut identifier)?;
    if oid == RSA_ENCRYPTION {
        let null = identifier.field(NULL)?;
        identifier.end()?;
        return if null.is_empty() { Ok(KeyKind::Rsa) } else { Err(Error::MalformedDer) };
    }
    if oid == EC_PUBLIC_KEY {
        return named_curve(identifier).map(KeyKind::Ec);
    }
    if oid == ED25519 {
        return identifier.end().map(|()| KeyKind::Ed25519);
    }
    Err(Error::UnsupportedKeyType)
}

fn named_curve_in(parameters: &[u8]) -> Result<Curve, Error> {
    named_curve(Reader { rest: parameters })
}

/// `ECParameters` (RFC 5480 section 2.1.1): a name; explicit or inherited parameters are not served.
fn named_curve(mut parameters: Reader<'_>) -> Result<Curve, Error> {
    if let Some(SEQUENCE | NULL) = parameters.rest.first().copied() {
        return Err(Error::UnsupportedCurve);
    }
    let oid = object_identifier(&mut parameters)?;
    parameters.end()?;
    [Curve::P256, Curve::P384, Curve::P521, Curve::Secp256k1]
        .into_iter()
        .find(|curve| curve_oid(*curve) == oid)
        .ok_or(Error::UnsupportedCurve)
}

fn object_identifier<'d>(fields: &mut Reader<'d>) -> Result<&'d [u8], Error> {
    let oid = fields.field(OBJECT_IDENTIFIER)?;
    // The last byte of an arc has its top bit clear.
    if oid.last().is_some_and(|byte| *byte < 0x80) { Ok(oid) } else { Err(Error::MalformedDer) }
}

fn bit_string_in(field: &[u8]) -> Result<&[u8], Error> {
    let mut reader = Reader { rest: field };
    let content = reader.field(BIT_STRING)?;
    reader.end()?;
    bits(content)
}

/// The bytes of a BIT STRING; keys have no unused bits.
fn bits(content: &[u8]) -> Result<&[u8], Error> {
    match content {
        [0, bytes @ ..] => Ok(bytes),
        _ => Err(Error::MalformedDer),
    }
}

/// The fields of one structure that are still to be read.
#[derive(Clone, Copy)]
struct Reader<'d> {
    rest: &'d [u8],
}

impl<'d> Reader<'d> {
    /// The fields of a SEQUENCE that is all of `der`.
    fn in_sequence(der: &'d [u8]) -> Result<Self, Error> {
        let mut outer = Self { rest: der };
        let fields = outer.sequence()?;
        outer.end()?;
        Ok(fields)
    }

    fn any(&mut self) -> Result<(u8, &'d [u8]), Error> {
        let (tag, len, rest) = header(self.rest)?;
        let (content, rest) = rest.split_at_checked(len).ok_or(Error::MalformedDer)?;
        self.rest = rest;
        Ok((tag, content))
    }

    fn field(&mut self, tag: u8) -> Result<&'d [u8], Error> {
        match self.any()? {
            (found, content) if found == tag => Ok(content),
            _ => Err(Error::MalformedDer),
        }
    }

    fn optional(&mut self, tag: u8) -> Result<Option<&'d [u8]>, Error> {
        if self.rest.first() == Some(&tag) { self.field(tag).map(Some) } else { Ok(None) }
    }

    fn sequence(&mut self) -> Result<Self, Error> {
        Ok(Self { rest: self.field(SEQUENCE)? })
    }

    /// A non-negative INTEGER, minimal, without the zero that only keeps it positive: zero itself is empty.
    fn unsigned(&mut self) -> Result<&'d [u8], Error> {
        match self.field(INTEGER)? {
            [0] => Ok(&[]),
            [0, number @ ..] if number.first() >= Some(&0x80) => Ok(number),
            number @ [1..=0x7F, ..] => Ok(number),
            _ => Err(Error::MalformedDer),
        }
    }

    fn end(self) -> Result<(), Error> {
        if self.rest.is_empty() { Ok(()) } else { Err(Error::MalformedDer) }
    }
}

/// The tag and the length at the beginning of `der`, and what follows them. Tags above 30 occur in no key.
fn header(der: &[u8]) -> Result<(u8, usize, &[u8]), Error> {
    let (tag, len, rest) = match der {
        [tag, len @ 0..=0x7F, rest @ ..] | [tag, 0x81, len @ 0x80..=0xFF, rest @ ..] => (tag, usize::from(*len), rest),
        [tag, 0x82, high @ 1..=0xFF, low, rest @ ..] => (tag, usize::from(u16::from_be_bytes([*high, *low])), rest),
        // Nothing that is read here is longer: 64 KiB would be more than the largest certificates.
        _ => return Err(Error::MalformedDer),
    };
    if tag & 0x1F == 0x1F { Err(Error::MalformedDer) } else { Ok((*tag, len, rest)) }
}

#[cfg(test)]
#[path = "tests/samples.rs"]
pub(super) mod samples;
#[cfg(test)]
#[path = "tests/der.rs"]
mod tests;
