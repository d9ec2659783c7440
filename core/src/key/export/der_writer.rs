//! Writes the DER of keys, from its end to its beginning, so that each length is known when it is written.

use zeroize::Zeroizing;

use crate::algorithm::KeyKind;
use crate::key::der::{self, BIT_STRING, CONTEXT_1, INTEGER, OBJECT_IDENTIFIER, OCTET_STRING, SEQUENCE};
use crate::key::private::EcPrivateKey;
use crate::key::public::EcPublicKey;
use crate::key::rsa_private::RsaNumbers;

/// Room for the DER of an RSA public key of 4096 bits, which takes 555 bytes: the longest but for RSA private keys.
const MAX_WRITTEN_DER_LEN: usize = 600;
/// Room for an RSA private key in PKCS#8: seven numbers of at most 517 bytes with their headers, and less than 100 more.
pub(super) const MAX_RSA_PRIVATE_DER_LEN: usize = 3800;
/// rsaEncryption with its NULL: an `AlgorithmIdentifier` (RFC 8017 appendix C).
const RSA_IDENTIFIER: &[u8] = &[SEQUENCE, 13, 6, 9, 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 1, 1, 1, der::NULL, 0];

/// The DER that is written so far, zeroized when it goes.
pub(super) struct DerWriter<const ROOM: usize = MAX_WRITTEN_DER_LEN> {
    buf: Zeroizing<[u8; ROOM]>,
    /// How many bytes are written, all at the end. Nothing that is written here exceeds the buffer.
    len: usize,
}

impl DerWriter {
    /// With room for all but RSA private keys.
    pub(super) fn new() -> Self {
        Self::with_room()
    }
}

impl<const ROOM: usize> DerWriter<ROOM> {
    pub(super) fn with_room() -> Self {
        Self { buf: Zeroizing::new([0; ROOM]), len: 0 }
    }

    pub(super) fn der(&self) -> &[u8] {
        self.buf.get(ROOM.saturating_sub(self.len)..).unwrap_or_default()
    }

    pub(super) fn raw(&mut self, bytes: &[u8]) {
        let free = ROOM.saturating_sub(self.len);
        let slots = self.buf.get_mut(..free).unwrap_or_default();
        for (slot, byte) in slots.iter_mut().rev().zip(bytes.iter().rev()) {
            *slot = *byte;
        }
        self.len = self.len.saturating_add(bytes.len());
    }

    pub(super) fn header(&mut self, tag: u8, len: usize) {
        let [.., high, low] = len.to_be_bytes();
        match (high, low) {
            (0, 0..=0x7F) => self.raw(&[tag, low]),
            (0, _) => self.raw(&[tag, 0x81, low]),
            _ => self.raw(&[tag, 0x82, high, low]),
        }
    }

    pub(super) fn field(&mut self, tag: u8, content: &[u8]) {
        self.raw(content);
        self.header(tag, content.len());
    }

    /// Makes all that is written the content of one field.
    pub(super) fn wrap(&mut self, tag: u8) {
        self.header(tag, self.len);
    }

    pub(super) fn unsigned(&mut self, number: &[u8]) {
        let sign: &[u8] = if number.first() >= Some(&0x80) { &[0] } else { &[] };
        self.raw(number);
        self.raw(sign);
        self.header(INTEGER, number.len().saturating_add(sign.len()));
    }

    pub(super) fn point(&mut self, key: &EcPublicKey) {
        self.raw(key.y());
        self.raw(key.x());
        self.raw(&[4]);
    }

    pub(super) fn algorithm_identifier(&mut self, kind: KeyKind) {
        let before = self.len;
        match kind {
            KeyKind::Ec(curve) => {
                self.field(OBJECT_IDENTIFIER, der::curve_oid(curve));
                self.field(OBJECT_IDENTIFIER, der::EC_PUBLIC_KEY);
            }
            KeyKind::Ed25519 => self.field(OBJECT_IDENTIFIER, der::ED25519),
            KeyKind::Rsa | KeyKind::Secret => return self.raw(RSA_IDENTIFIER),
        }
        self.header(SEQUENCE, self.len.saturating_sub(before));
    }

    /// `ECPrivateKey` (RFC 5915 section 3); the curve stands outside.
    pub(super) fn sec1(&mut self, key: &EcPrivateKey) {
        if let Some(public) = key.public() {
            self.point(public);
            self.raw(&[0]);
            self.wrap(BIT_STRING);
            self.wrap(CONTEXT_1);
        }
        self.field(OCTET_STRING, key.scalar());
        self.field(INTEGER, &[1]);
        self.wrap(SEQUENCE);
    }

    /// `RSAPrivateKey` with two primes (RFC 8017 appendix A.1.2).
    pub(super) fn pkcs1(&mut self, key: &RsaNumbers<&[u8]>) {
        let RsaNumbers { n, e, d, p, q, dp, dq, qi } = key;
        for number in [qi, dq, dp, q, p, d, e, n] {
            self.unsigned(number);
        }
        self.field(INTEGER, &[0]);
        self.wrap(SEQUENCE);
    }
}
