//! New keys: which draws are taken, which sources refused.

use std::vec::Vec;

use super::*;

/// A source that gives these bytes, one array a call.
fn source(draws: &[u8]) -> impl FnMut(&mut [u8]) -> Result<(), Error> {
    let mut draws: Vec<u8> = draws.iter().rev().copied().collect();
    move |bytes| {
        bytes.fill(draws.pop().ok_or(Error::BufferTooSmall { needed: 0 })?);
        Ok(())
    }
}

fn made(algorithm: Algorithm, draws: &[u8]) -> Result<PrivateKey, Error> {
    PrivateKey::generate(algorithm, &mut source(draws))
}

#[test]
#[cfg(feature = "es256")]
fn draws_scalars_again_until_they_are_in_range() {
    let Ok(PrivateKey::Ec(key)) = made(Algorithm::ES256, &[0xFF, 0, 0x5A]) else { panic!("not EC") };
    assert_eq!(key.scalar(), [0x5A; 32]);
}

#[test]
#[cfg(feature = "es512")]
fn draws_scalars_of_521_bits() {
    let Ok(PrivateKey::Ec(key)) = made(Algorithm::ES512, &[0x5B]) else { panic!("not EC") };
    assert_eq!(key.scalar()[..2], [1, 0x5B]);
}

#[test]
#[cfg(feature = "eddsa")]
fn draws_seeds() {
    let Ok(PrivateKey::Ed25519(key)) = made(Algorithm::EdDSA, &[0, 0xFF]) else { panic!("not Ed25519") };
    assert_eq!(key.seed(), &[0xFF; 32]);
}

#[test]
#[cfg(all(feature = "es256", feature = "eddsa"))]
fn refuses_random_sources_that_fail_or_are_dead() {
    for algorithm in [Algorithm::ES256, Algorithm::EdDSA] {
        assert_eq!(made(algorithm, &[]).map(|_| ()), Err(Error::RandomSourceFailed));
        assert_eq!(made(algorithm, &[0; 200]).map(|_| ()), Err(Error::RandomSourceFailed));
    }
    assert_eq!(made(Algorithm::ES256, &[0xFF; 200]).map(|_| ()), Err(Error::RandomSourceFailed));
    let too_late = [&[0xFF; MAX_DRAWS][..], &[0x5A]].concat();
    assert_eq!(made(Algorithm::ES256, &too_late).map(|_| ()), Err(Error::RandomSourceFailed));
    assert!(made(Algorithm::ES256, &too_late[1..]).is_ok());
}

#[test]
fn refuses_to_make_keys_for_hmac_rsa_and_algorithms_that_this_build_lacks() {
    assert_eq!(made(Algorithm::RS256, &[1]).map(|_| ()), Err(Error::SigningUnsupported));
    assert_eq!(made(Algorithm::HS256, &[1]).map(|_| ()), Err(Error::KeyAlgorithmMismatch));
    let asymmetric = [Algorithm::ES256, Algorithm::ES384, Algorithm::ES512, Algorithm::ES256K, Algorithm::EdDSA];
    for algorithm in asymmetric.into_iter().filter(|algorithm| !algorithm.is_supported()) {
        assert_eq!(made(algorithm, &[1]).map(|_| ()), Err(Error::UnsupportedAlgorithm), "{algorithm}");
    }
}

#[test]
fn compares_numbers_with_borrows() {
    for (number, bound, expected) in [
        ([0, 0], [0, 1], true),
        ([0, 1], [0, 1], false),
        ([0, 255], [1, 0], true),
        ([1, 0], [0, 255], false),
        ([254, 255], [255, 0], true),
        ([255, 255], [255, 255], false),
    ] {
        assert_eq!(is_below(&number, &bound), expected, "{number:?} {bound:?}");
    }
}
