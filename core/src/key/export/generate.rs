//! New private keys, from the caller's random source.

use zeroize::{Zeroize, Zeroizing};

use crate::algorithm::{Algorithm, Curve, KeyKind};
use crate::error::Error;
use crate::key::checks;
use crate::key::private::{EcPrivateKey, Ed25519PrivateKey, PrivateKey};
use crate::key::public::MAX_FIELD_LEN;

/// How often a scalar is drawn: the chance that all are out of range is below 2^-128 on every curve.
const MAX_DRAWS: usize = 128;

impl PrivateKey {
    /// Makes a new key for an algorithm: a scalar in 1..n-1 by rejection, or an Ed25519 seed. `random` fills a slice
    /// with unpredictable bytes. The public key is left to the backend: see [`PrivateKey::with_public`].
    ///
    /// # Errors
    /// [`Error::RandomSourceFailed`] where `random` fails or gives nothing usable 128 times,
    /// [`Error::KeyAlgorithmMismatch`] for HMAC, [`Error::SigningUnsupported`] for RSA, [`Error::UnsupportedAlgorithm`].
    pub fn generate(
        algorithm: Algorithm,
        random: &mut dyn FnMut(&mut [u8]) -> Result<(), Error>,
    ) -> Result<Self, Error> {
        match algorithm.key_kind() {
            KeyKind::Secret => Err(Error::KeyAlgorithmMismatch),
            KeyKind::Rsa => Err(Error::SigningUnsupported),
            _ if !algorithm.is_supported() => Err(Error::UnsupportedAlgorithm),
            KeyKind::Ec(curve) => generate_ec(curve, random),
            KeyKind::Ed25519 => generate_ed25519(random),
        }
    }
}

fn generate_ec(curve: Curve, random: &mut dyn FnMut(&mut [u8]) -> Result<(), Error>) -> Result<PrivateKey, Error> {
    let mut scratch = Zeroizing::new([0; MAX_FIELD_LEN]);
    let scalar = scratch.get_mut(..curve.field_len()).ok_or(Error::UnsupportedCurve)?;
    draw(scalar, random, |scalar| {
        if let (Curve::P521, Some(first)) = (curve, scalar.first_mut()) {
            // 521 bits: without this only one draw in 128 would be in range.
            *first &= 1;
        }
        is_below(scalar, checks::curve_order(curve))
    })?;
    EcPrivateKey::new(curve, scalar, None).map(PrivateKey::Ec)
}

fn generate_ed25519(random: &mut dyn FnMut(&mut [u8]) -> Result<(), Error>) -> Result<PrivateKey, Error> {
    let mut seed = Zeroizing::new([0; 32]);
    draw(seed.as_mut_slice(), random, |_| true)?;
    Ok(PrivateKey::Ed25519(Ed25519PrivateKey::new(*seed, None)))
}

/// Draws until the bytes are usable and not all zero, as those of a dead source are.
fn draw(
    bytes: &mut [u8],
    random: &mut dyn FnMut(&mut [u8]) -> Result<(), Error>,
    mut usable: impl FnMut(&mut [u8]) -> bool,
) -> Result<(), Error> {
    for _ in 0..MAX_DRAWS {
        bytes.zeroize();
        random(bytes).map_err(|_| Error::RandomSourceFailed)?;
        if usable(bytes) && bytes.iter().fold(0, |seen, byte| seen | byte) != 0 {
            return Ok(());
        }
    }
    Err(Error::RandomSourceFailed)
}

/// Whether one big-endian number is below another of its length, without branches on the bytes.
fn is_below(number: &[u8], bound: &[u8]) -> bool {
    let borrow = number.iter().zip(bound).rev().fold(0_u16, |borrow, (byte, limit)| {
        u16::from(*byte).wrapping_sub(u16::from(*limit)).wrapping_sub(borrow) >> 15
    });
    borrow == 1
}

#[cfg(test)]
#[path = "../tests/generate.rs"]
mod tests;
