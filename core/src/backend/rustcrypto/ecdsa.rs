//! ES256, ES384, ES512 and ES256K: generic over the curve, over the hash that belongs to it, with signatures r‖s.

use ::ecdsa::elliptic_curve::sec1::{FromSec1Point, ModulusSize, Sec1Point, ToSec1Point};
use ::ecdsa::elliptic_curve::{self, CurveArithmetic, FieldBytes};
#[cfg(feature = "sign")]
use ::ecdsa::signature::Signer as _;
use ::ecdsa::signature::Verifier as _;
use ::ecdsa::{DigestAlgorithm, EcdsaCurve, Signature};

use super::Verify;
#[cfg(feature = "sign")]
use super::signing::{Sign, put};
use crate::error::Error;
use crate::key::EcPublicKey;
#[cfg(feature = "sign")]
use crate::key::{EcPrivateKey, PublicKey};

/// A curve with its hash, whose points have the encodings of SEC1.
pub(super) trait Curve:
    EcdsaCurve
    + DigestAlgorithm
    + CurveArithmetic<AffinePoint: FromSec1Point<Self> + ToSec1Point<Self>>
    + elliptic_curve::Curve<FieldBytesSize: ModulusSize>
{
}

#[cfg(feature = "es256")]
impl Curve for p256::NistP256 {}
#[cfg(feature = "es384")]
impl Curve for p384::NistP384 {}
#[cfg(feature = "es512")]
impl Curve for p521::NistP521 {}
#[cfg(feature = "es256k")]
impl Curve for k256::Secp256k1 {}

/// A point on the curve, decoded once.
#[derive(PartialEq)]
pub(super) struct VerifyingKey<C: Curve>(::ecdsa::VerifyingKey<C>);

impl<C: Curve> VerifyingKey<C> {
    /// Takes coordinates below the field's prime, of a point on the curve; otherwise [`Error::InvalidPublicKey`].
    pub(super) fn new(key: &EcPublicKey) -> Result<Self, Error> {
        let x = FieldBytes::<C>::try_from(key.x()).map_err(|_| Error::InvalidPublicKey)?;
        let y = FieldBytes::<C>::try_from(key.y()).map_err(|_| Error::InvalidPublicKey)?;
        let point = Sec1Point::<C>::from_affine_coordinates(&x, &y, false);
        ::ecdsa::VerifyingKey::from_sec1_point(&point).map(Self).map_err(|_| Error::InvalidPublicKey)
    }
}

impl<C: Curve> Verify for VerifyingKey<C> {
    fn verify(&self, message: &[u8], signature: &[u8]) -> Result<(), Error> {
        let mut signature = Signature::<C>::from_slice(signature).map_err(|_| Error::InvalidSignature)?;
        if C::NORMALIZE_S {
            // k256 refuses a high s, which JWS does not (RFC 8812 section 3.2): s and n-s are equally valid.
            signature = signature.normalize_s();
        }
        self.0.verify(message, &signature).map_err(|_| Error::InvalidSignature)
    }
}

/// A scalar in 1..n-1, zeroized when it goes, and its public key.
#[cfg(feature = "sign")]
pub(super) struct SigningKey<C: Curve>(::ecdsa::SigningKey<C>);

#[cfg(feature = "sign")]
impl<C: Curve> SigningKey<C> {
    /// Takes a scalar in 1..n-1 to which the public key beside it belongs; otherwise [`Error::InvalidPrivateKey`].
    pub(super) fn new(key: &EcPrivateKey) -> Result<Self, Error> {
        // Of the exact length: `from_slice` would fill a shorter one up. By reference, which makes no copy of it here.
        let scalar = <&FieldBytes<C>>::try_from(key.scalar()).map_err(|_| Error::InvalidPrivateKey)?;
        let key_pair = ::ecdsa::SigningKey::from_bytes(scalar).map_err(|_| Error::InvalidPrivateKey)?;
        let belongs = |public| VerifyingKey::new(public).is_ok_and(|public| public.0 == *key_pair.verifying_key());
        if key.public().is_none_or(belongs) { Ok(Self(key_pair)) } else { Err(Error::InvalidPrivateKey) }
    }

    /// The public key that belongs to the scalar, on the curve of `key`.
    pub(super) fn public_key(&self, curve: crate::algorithm::Curve) -> Result<PublicKey, Error> {
        let point = self.0.verifying_key().to_sec1_point(false);
        let (x, y) = point.x().zip(point.y()).ok_or(Error::InvalidPrivateKey)?;
        EcPublicKey::new(curve, x, y).map(PublicKey::Ec)
    }
}

#[cfg(feature = "sign")]
impl<C: Curve> Sign for SigningKey<C> {
    fn signature_len(&self) -> usize {
        size_of::<FieldBytes<C>>().saturating_mul(2)
    }

    fn sign(&self, message: &[u8], signature: &mut [u8]) -> Result<(), Error> {
        // Deterministic (RFC 6979), and never fails for a valid scalar.
        let signed: Signature<C> = self.0.try_sign(message).map_err(|_| Error::InvalidPrivateKey)?;
        put(&signed.to_bytes(), signature)
    }
}
