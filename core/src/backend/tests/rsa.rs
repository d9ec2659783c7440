//! RSA keys of unusual sizes and exponents, and signatures out of range.

use super::{hex, sum};
use crate::algorithm::Algorithm;
use crate::error::Error;
use crate::key::{Key, PublicKey, RsaPublicKey, VerifyingKey};

for_each_backend!(
    modulus_of_2056_bits_with_greatest_exponent_verifies,
    largest_key_binds,
    refuses_rsa_signature_with_modulus_added,
    refuses_rsa_signatures_zero_one_modulus_and_of_another_length,
    refuses_one_rsa_scheme_under_the_other,
    rsa_keys_are_the_same_by_modulus_and_exponent,
);

/// A test's modulus of 2056 bits, no multiple of a machine word; signatures under it by OpenSSL, with the greatest
/// exponent that is taken. Both signatures are so small that they fit into 2056 bits with the modulus added.
const MODULUS: &str = "\
d13bdc167ce0474cf3c12a3d5b39165174c8157d0524209e42b910e71e50e7119a9d65a2ab764af3248a09e113ee7bfa2c1d\
9a691494ddbf806321f30e1d2a5566d8eb55c713750449fe06daacf09cf16e21536054965ea068748f8efee4783dfac801cb\
b411a1c2b076d4e5ee1df47e2b5a0712ad16498b12bc66d8b4a4212edc2c53b284f3c16b49503fce1baa1610b81073558caf\
dea07048f04581cf73c9117a424de84a2ee9a176e77b6f28a1fd5b6db5000f8e668510249d106fafc8e349fd59fadfee723d\
c143ee0a5e2a272ce3b488b3a340684a8c58367daab1fe7edf5b3c27e136542dbc1f94d09d5d60259527c4fc38f436398c62\
9f9858c0073c7b";
const EXPONENT: u64 = (1 << 33) - 1;
const RS256: (&[u8], &str) = (
    b"message 7",
    "\
1efefdba9f97b6944b14275a65c05464508819d7d83100ac76e547ab6057f5b52726ce229a4ecce6f45cb9e46a30c7f157e5\
7ff019eaaf8fc6a1c28128d546597c08fecd567d5cc2daf82cf2244b1fd6e74aef1a0c5c134f95f674f964d6b7ff5e09fb9e\
9264c39217be3ec9cd43c62fdc1ba9edeb52e06c6a67aa86d4b6072630076bf700df7f132e3e906e0e93d5d4324ac57c9f0d\
4aa9028f2ad0236520d485432f61cf5591e374d8013850a7cd73d7edc0fb47b9f6b6c22105be3212328e472b8f3748c6ca2d\
c7636102f1a0cf84abfb8e1a172776a0712540cfa7b261b9fe47066c2e06c0e30ab7bd438e6a8c39871d55cc6df5524fd650\
f56954942479ac",
);
const PS256: (&[u8], &str) = (
    b"message 1",
    "\
0c3a9303994ee52601f0cb1ce552ff1f980173425dc9472db889dd93ecbfbb918d887e2e0c3bf2589db8d9220452ded10e17\
18f7a00f745081983fa243399174230aabd03bab29eef0bea509ce276a479f40f30da5cee27b0fdf4e5d687215d4d2740c7b\
3d03675fc01a0cd04eb3d9ce064aa614507a03e349865fa70b0da96ed3a070d508793975efa42951c1e79f4912d321cf24eb\
d7963de3774f8c215153cc8da99622c47a8ba8528be05a22b6b0b7d9f31c311cd7b1ea47d133f7862662ae0ec6a15365d308\
2f6641b74c8c8e9ddd4e8088c6b5b3f01b4a6a5fa7d87ec5200453cc5d72ec1074d2e6d02aff33e40309399fefe579b34302\
d5f4d5b591ffa9",
);

fn bind<B: VerifyingKey>(algorithm: Algorithm, modulus: &[u8], exponent: u64) -> Result<Key<B>, Error> {
    Key::<B>::bind(algorithm, &PublicKey::Rsa(RsaPublicKey::new(modulus, exponent)?))
}

fn modulus_of_2056_bits_with_greatest_exponent_verifies<B: VerifyingKey>() {
    for (algorithm, (message, signature)) in [(Algorithm::RS256, RS256), (Algorithm::PS256, PS256)] {
        let key = bind::<B>(algorithm, &hex(MODULUS), EXPONENT).unwrap();
        assert_eq!(key.verify(message, &hex(signature)), Ok(()), "{algorithm}");
        assert_eq!(key.verify(b"another", &hex(signature)), Err(Error::InvalidSignature), "{algorithm}");
    }
}

fn largest_key_binds<B: VerifyingKey>() {
    for algorithm in [Algorithm::RS512, Algorithm::PS512] {
        let key = bind::<B>(algorithm, &[0xFF; 512], EXPONENT).unwrap();
        assert_eq!(key.verify(b"", &[1; 512]), Err(Error::InvalidSignature));
    }
}

fn refuses_rsa_signature_with_modulus_added<B: VerifyingKey>() {
    for (algorithm, (message, signature)) in [(Algorithm::RS256, RS256), (Algorithm::PS256, PS256)] {
        let sum = sum(&hex(signature), &hex(MODULUS)).unwrap();
        let key = bind::<B>(algorithm, &hex(MODULUS), EXPONENT).unwrap();
        assert_eq!(key.verify(message, &sum), Err(Error::InvalidSignature), "{algorithm}");
    }
}

fn refuses_rsa_signatures_zero_one_modulus_and_of_another_length<B: VerifyingKey>() {
    let modulus = hex(MODULUS);
    for algorithm in [Algorithm::RS256, Algorithm::PS256] {
        let key = bind::<B>(algorithm, &modulus, EXPONENT).unwrap();
        let (zero, mut one) = (std::vec![0; 257], std::vec![0; 257]);
        one[256] = 1;
        let mut less_one = modulus.clone();
        less_one[256] -= 1;
        let shorter = hex(RS256.1)[1..].to_vec();
        let longer = [&[0], hex(RS256.1).as_slice()].concat();
        for signature in [zero, one, modulus.clone(), less_one, shorter, longer, std::vec![]] {
            assert_eq!(key.verify(RS256.0, &signature), Err(Error::InvalidSignature), "{algorithm} {signature:?}");
        }
    }
}

fn refuses_one_rsa_scheme_under_the_other<B: VerifyingKey>() {
    let [pkcs1, pss] = [Algorithm::RS256, Algorithm::PS256].map(|alg| bind::<B>(alg, &hex(MODULUS), EXPONENT).unwrap());
    assert_eq!(pkcs1.verify(PS256.0, &hex(PS256.1)), Err(Error::InvalidSignature));
    assert_eq!(pss.verify(RS256.0, &hex(RS256.1)), Err(Error::InvalidSignature));
}

fn rsa_keys_are_the_same_by_modulus_and_exponent<B: VerifyingKey>() {
    let key = bind::<B>(Algorithm::RS256, &hex(MODULUS), EXPONENT).unwrap();
    assert!(key.is_same_key(&bind::<B>(Algorithm::RS256, &hex(MODULUS), EXPONENT).unwrap()));
    assert!(!key.is_same_key(&bind::<B>(Algorithm::RS256, &hex(MODULUS), 65537).unwrap()));
    assert!(!key.is_same_key(&bind::<B>(Algorithm::RS256, &[0xFF; 257], EXPONENT).unwrap()));
    assert!(!key.is_same_key(&bind::<B>(Algorithm::RS384, &hex(MODULUS), EXPONENT).unwrap()));
}
