//! What every backend owes, asked of each of them, and their verdicts held against each other.

/// Makes a test of each function for each backend, which is its parameter.
macro_rules! for_each_backend {
    ($($(#[$attribute:meta])* $test:ident),+ $(,)?) => {
        mod rustcrypto {
            $($(#[$attribute])* #[test] fn $test() { super::$test::<crate::backend::rustcrypto::VerifyingKey>(); })+
        }
        #[cfg(feature = "aws-lc")]
        mod aws_lc {
            $($(#[$attribute])* #[test] fn $test() { super::$test::<crate::backend::aws_lc::VerifyingKey>(); })+
        }
        #[cfg(feature = "prepared")]
        mod prepared {
            $($(#[$attribute])* #[test] fn $test() { super::$test::<crate::backend::tests::prepared::Prepared<6>>(); })+
        }
    };
}

#[cfg(feature = "aws-lc")]
mod agreement;
#[cfg(feature = "aws-lc")]
mod host_tables;
#[cfg(feature = "sign")]
mod keys;
#[cfg(feature = "prepared")]
mod prepared;
#[cfg(feature = "rsa")]
mod rsa;
#[cfg(feature = "aws-lc")]
mod rsa_signing;
#[cfg(feature = "sign")]
mod vectors;
mod wycheproof;

#[cfg(any(feature = "rsa", feature = "sign"))]
use std::vec::Vec;

#[cfg(feature = "sign")]
use crate::error::Error;
#[cfg(feature = "sign")]
use crate::key::{PrivateKey, PublicKey, SigningKey, VerifyingKey};

/// A backend, by its key that verifies.
#[cfg(feature = "sign")]
trait Backend: VerifyingKey {
    type Signing: SigningKey;

    fn public_of(key: &PrivateKey) -> Result<PublicKey, Error>;
}

#[cfg(feature = "sign")]
impl Backend for super::rustcrypto::VerifyingKey {
    type Signing = super::rustcrypto::SigningKey;

    fn public_of(key: &PrivateKey) -> Result<PublicKey, Error> {
        super::rustcrypto::public_of(key)
    }
}

#[cfg(feature = "aws-lc")]
impl Backend for super::aws_lc::VerifyingKey {
    type Signing = super::aws_lc::SigningKey;

    fn public_of(key: &PrivateKey) -> Result<PublicKey, Error> {
        super::aws_lc::public_of(key)
    }
}

#[cfg(any(feature = "rsa", feature = "sign"))]
fn hex(text: &str) -> Vec<u8> {
    text.as_bytes().chunks(2).map(|pair| u8::from_str_radix(str::from_utf8(pair).unwrap(), 16).unwrap()).collect()
}

/// The sum of two big-endian numbers in the length of the first, if it fits.
#[cfg(feature = "rsa")]
fn sum(number: &[u8], other: &[u8]) -> Option<Vec<u8>> {
    let mut sum = number.to_vec();
    let mut carry = 0;
    for (byte, other) in sum.iter_mut().zip(other).rev() {
        let digit = u16::from(*byte) + u16::from(*other) + carry;
        (*byte, carry) = (digit.to_le_bytes()[0], digit >> 8);
    }
    (carry == 0).then_some(sum)
}

/// The difference of two big-endian numbers of one length, if it is not negative.
#[cfg(feature = "sign")]
fn difference(number: &[u8], other: &[u8]) -> Option<Vec<u8>> {
    let mut difference = number.to_vec();
    let mut borrow = 0;
    for (byte, other) in difference.iter_mut().zip(other).rev() {
        let digit = i16::from(*byte) - i16::from(*other) - borrow;
        (*byte, borrow) = (digit.to_le_bytes()[0], i16::from(digit < 0));
    }
    (borrow == 0).then_some(difference)
}
