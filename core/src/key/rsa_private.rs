//! An RSA private key's numbers, kept only where a backend of the build signs with them.

#[cfg(feature = "aws-lc")]
use alloc::vec::Vec;
#[cfg(feature = "aws-lc")]
use zeroize::Zeroizing;

use super::der;
use super::public::RsaPublicKey;
use crate::error::Error;

/// The numbers of a key with two primes (RFC 8017 section 3.2): big-endian, without leading zeros.
#[derive(Clone)]
pub(crate) struct RsaNumbers<T> {
    pub(crate) n: T,
    pub(crate) e: T,
    pub(crate) d: T,
    pub(crate) p: T,
    pub(crate) q: T,
    pub(crate) dp: T,
    pub(crate) dq: T,
    pub(crate) qi: T,
}

/// An RSA private key of 2048 to 4096 bits in whole bytes, with two primes.
///
/// In a build without a backend that signs with RSA nothing of it is kept. Otherwise its numbers are on the heap,
/// zeroized when they go; that they belong together is judged by the backend that binds it.
#[derive(Clone)]
pub struct RsaPrivateKey {
    #[cfg(feature = "aws-lc")]
    numbers: RsaNumbers<Zeroizing<Vec<u8>>>,
}

impl RsaPrivateKey {
    /// Takes the numbers of a key, and makes the checks of its public half and of the lengths of the others.
    pub(crate) fn new(numbers: &RsaNumbers<&[u8]>) -> Result<Self, Error> {
        let public = RsaPublicKey::new(numbers.n, der::saturating_u64(numbers.e))?;
        let RsaNumbers { d, p, q, dp, dq, qi, .. } = numbers;
        let fits = |number: &&&[u8]| (1..=public.modulus().len()).contains(&number.len());
        if ![d, p, q, dp, dq, qi].iter().all(fits) {
            return Err(Error::InvalidPrivateKey);
        }
        Ok(Self {
            #[cfg(feature = "aws-lc")]
            numbers: numbers.map(|number| Zeroizing::new(number.to_vec())),
        })
    }

    /// The key's numbers, if the build keeps them. Secret, but for n and e.
    #[cfg(feature = "sign")]
    #[allow(clippy::unnecessary_wraps, clippy::unused_self, reason = "a build keeps all of them or none")]
    pub(crate) fn numbers(&self) -> Option<RsaNumbers<&[u8]>> {
        #[cfg(feature = "aws-lc")]
        return Some(self.numbers.map(|number| number.as_slice()));
        #[cfg(not(feature = "aws-lc"))]
        None
    }

    /// The public key in it, if the build keeps it.
    #[cfg(feature = "sign")]
    pub(crate) fn public_key(&self) -> Option<RsaPublicKey> {
        let RsaNumbers { n, e, .. } = self.numbers()?;
        RsaPublicKey::new(n, der::saturating_u64(e)).ok()
    }
}

#[cfg(feature = "aws-lc")]
impl<T> RsaNumbers<T> {
    pub(crate) fn map<'n, U>(&'n self, each: impl Fn(&'n T) -> U) -> RsaNumbers<U> {
        RsaNumbers {
            n: each(&self.n),
            e: each(&self.e),
            d: each(&self.d),
            p: each(&self.p),
            q: each(&self.q),
            dp: each(&self.dp),
            dq: each(&self.dq),
            qi: each(&self.qi),
        }
    }
}

#[cfg(test)]
#[path = "tests/rsa_private.rs"]
mod tests;
