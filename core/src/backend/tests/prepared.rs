//! Keys with a table, as a backend of their own.

use std::vec::Vec;

use crate::algorithm::Algorithm;
use crate::backend::prepared::{Memory, Point, Table, VerifyingKey, Window};
use crate::error::Error;
use crate::key::{self, EcPublicKey, PublicKey, Secret};

/// The backend `prepared`, whose ES256 keys have a table for windows of so many bits from the beginning.
pub(super) struct Prepared<const BITS: usize>(VerifyingKey);

impl<const BITS: usize> key::VerifyingKey for Prepared<BITS> {
    fn from_public_key(algorithm: Algorithm, key: &PublicKey) -> Result<Self, Error> {
        let mut prepared = VerifyingKey::from_public_key(algorithm, key)?;
        if algorithm == Algorithm::ES256 {
            prepared.prepare(window(BITS), Memory::Given(leaked(window(BITS))))?;
        }
        Ok(Self(prepared))
    }

    fn from_secret(algorithm: Algorithm, secret: &Secret<'_>) -> Result<Self, Error> {
        VerifyingKey::from_secret(algorithm, secret).map(Self)
    }

    fn verify(&self, message: &[u8], signature: &[u8]) -> Result<(), Error> {
        self.0.verify(message, signature)
    }

    fn is_same_key(&self, other: &Self) -> bool {
        self.0.is_same_key(&other.0)
    }
}

#[cfg(feature = "sign")]
impl<const BITS: usize> super::Backend for Prepared<BITS> {
    type Signing = crate::backend::rustcrypto::SigningKey;

    fn public_of(key: &key::PrivateKey) -> Result<PublicKey, Error> {
        crate::backend::rustcrypto::public_of(key)
    }
}

fn window(bits: usize) -> Window {
    Window::ALL[bits - 4]
}

/// Memory as a device would give it.
fn leaked(window: Window) -> &'static mut [Point] {
    std::vec![Point::EMPTY; window.points()].leak()
}

/// A point, and another that is not on the curve.
fn points() -> (PublicKey, PublicKey) {
    let [x, y] = [
        "60fed4ba255a9d31c961eb74c6356d68c049b8923b61fa6ce669622e60f29fb6",
        "7903fe1008b8bc99a41ae9e95628bc64f2f1b20c2d7e9f5177a3c294d4462299",
    ]
    .map(|text| text.as_bytes().chunks(2).map(|pair| u8::from_str_radix(str::from_utf8(pair).unwrap(), 16).unwrap()));
    let (x, y): (Vec<u8>, Vec<u8>) = (x.collect(), y.collect());
    let point = |x: &[u8], y: &[u8]| PublicKey::Ec(EcPublicKey::new(crate::algorithm::Curve::P256, x, y).unwrap());
    (point(&x, &y), point(&y, &x))
}

#[test]
fn refuses_tables_in_short_memory_and_for_other_keys() {
    let (good, off_curve) = points();
    let window = Window::Bits4;
    for (key, points, expected) in [
        (&good, window.points(), None),
        (&good, window.points() + 1, None),
        (&good, window.points() - 1, Some(Error::BufferTooSmall { needed: window.bytes() })),
        (&good, 0, Some(Error::BufferTooSmall { needed: window.bytes() })),
        (&off_curve, window.points(), Some(Error::InvalidPublicKey)),
        (&PublicKey::Ed25519([9; 32]), window.points(), Some(Error::KeyAlgorithmMismatch)),
    ] {
        assert_eq!(Table::new(key, window, std::vec![Point::EMPTY; points]).err(), expected, "{key:?} {points}");
    }
}

#[test]
fn refuses_signatures_of_another_length() {
    let table = Table::new(&points().0, Window::Bits4, std::vec![Point::EMPTY; 513]).unwrap();
    for len in [0, 1, 63, 65, 72] {
        assert_eq!(table.verify(b"message", &std::vec![1; len]), Err(Error::InvalidSignature), "{len}");
    }
}

#[test]
#[cfg(feature = "hs")]
fn refuses_to_give_a_secret_a_table() {
    let key = || key::Key::<VerifyingKey>::from_secret(Algorithm::HS256, &[7; 32]).unwrap();
    let refused = key().with_table(Window::Bits4, leaked(Window::Bits4)).err();
    assert_eq!(refused, Some(Error::KeyAlgorithmMismatch));
    #[cfg(feature = "alloc")]
    assert_eq!(key().with_boxed_table(Window::Bits4).err(), Some(Error::KeyAlgorithmMismatch));
}
