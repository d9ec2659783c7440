//! The arithmetic against the `rsa` crate, for every size, and the encodings against what they must be, byte by byte.

use std::vec::Vec;

use ::rsa::hazmat::rsa_encrypt;
use ::rsa::{BoxedUint, PublicKey};
use sha2::{Sha256, Sha384, Sha512};

use super::encoding::{Hash, is_pkcs1, is_pss};
use super::modulus::{MAX_LEN, Modulus};

const EXPONENTS: [u64; 7] = [3, 5, 17, 65537, (1 << 32) + 1, (1 << 33) - 1, 0x1_5555_5555];
const MESSAGE: &[u8] = b"message";

/// Splitmix64: no secret depends on it.
struct Random(u64);

impl Random {
    fn number(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    fn bytes(&mut self, len: usize) -> Vec<u8> {
        (0..len).map(|_| self.number().to_le_bytes()[0]).collect()
    }

    /// Any odd number whose first bit is set, at times with long runs of ones or zeros, where carries travel far.
    fn modulus(&mut self, len: usize) -> Vec<u8> {
        let mut modulus = self.bytes(len);
        let run = self.number() % 4;
        if run < 2 {
            modulus[1..len - 20].fill(if run == 0 { 0 } else { 0xFF });
        }
        (modulus[0], modulus[len - 1]) = (modulus[0] | 0x80, modulus[len - 1] | 1);
        if run == 1 {
            modulus[0] = 0xFF;
        }
        modulus
    }
}

/// A number with another added or taken away, in its length.
fn changed(number: &[u8], change: i8) -> Vec<u8> {
    let mut number = number.to_vec();
    let mut carry = i16::from(change);
    for byte in number.iter_mut().rev() {
        let sum = i16::from(*byte) + carry;
        (*byte, carry) = (sum.to_le_bytes()[0], sum >> 8);
    }
    number
}

fn power(modulus: &[u8], number: &[u8], exponent: u64) -> Option<Vec<u8>> {
    let mut result = std::vec![0xA5; modulus.len()];
    Modulus::new(modulus).unwrap().power(number, exponent, &mut result)?;
    Some(result)
}

fn reference(modulus: &[u8], number: &[u8], exponent: u64) -> Vec<u8> {
    let key = PublicKey::new_with_size_limits(
        BoxedUint::from_be_slice_vartime(modulus),
        BoxedUint::from(exponent),
        2048..=4096,
    );
    let bits = u32::try_from(modulus.len() * 8).unwrap();
    let number = BoxedUint::from_be_slice(number, bits).unwrap();
    let power = rsa_encrypt(&key.unwrap(), &number).unwrap().to_be_bytes();
    power[power.len() - modulus.len()..].to_vec()
}

#[test]
fn powers_are_those_of_the_rsa_crate_for_every_size() {
    let mut random = Random(1);
    for len in 256..=MAX_LEN {
        let modulus = random.modulus(len);
        let mut small = std::vec![0; len];
        small[len - 1] = 2;
        let mut any = random.bytes(len);
        any[0] &= 0x7F;
        for (number, exponent) in [
            (changed(&modulus, -1), EXPONENTS[len % 7]),
            (changed(&modulus, -2), EXPONENTS[(len + 1) % 7]),
            (any.clone(), EXPONENTS[(len + 2) % 7]),
            (any, 65537),
            (small, EXPONENTS[(len + 3) % 7]),
        ] {
            let expected = reference(&modulus, &number, exponent);
            assert_eq!(power(&modulus, &number, exponent), Some(expected), "{modulus:x?} {number:x?} {exponent}");
        }
    }
}

#[test]
fn zero_and_one_are_their_own_powers() {
    let modulus = Random(2).modulus(300);
    let zero = std::vec![0; 300];
    let one = changed(&zero, 1);
    for exponent in EXPONENTS {
        assert_eq!(power(&modulus, &zero, exponent).as_ref(), Some(&zero));
        assert_eq!(power(&modulus, &one, exponent).as_ref(), Some(&one));
    }
}

#[test]
fn numbers_of_the_modulus_or_more_have_no_power() {
    let mut random = Random(3);
    for len in [256, 257, 263, 264, 512] {
        let modulus = random.modulus(len);
        for number in [modulus.clone(), changed(&modulus, 1), std::vec![0xFF; len]] {
            assert_eq!(power(&modulus, &number, 65537), None, "{len}");
        }
        assert!(power(&modulus, &changed(&modulus, -1), 65537).is_some(), "{len}");
    }
}

#[test]
fn refuses_a_modulus_that_is_even_short_of_its_length_or_too_long() {
    let good = Random(4).modulus(256);
    assert!(Modulus::new(&good).is_ok());
    let mut even = good.clone();
    even[255] &= 0xFE;
    let mut short = good.clone();
    short[0] &= 0x7F;
    for modulus in [even, short, Random(5).modulus(513), Vec::new()] {
        assert!(Modulus::new(&modulus).is_err(), "{modulus:x?}");
    }
}

/// An encoding by RFC 8017 section 9.2.
fn pkcs1<H: Hash>(len: usize) -> Vec<u8> {
    let info = [&H::DIGEST_INFO[..], &H::digest(MESSAGE)].concat();
    [&[0, 1], std::vec![0xFF; len - 3 - info.len()].as_slice(), &[0], &info].concat()
}

/// An encoding by RFC 8017 section 9.1.1, with a salt of any length.
fn pss<H: Hash>(len: usize, salt: &[u8]) -> Vec<u8> {
    let hash = H::new().chain_update([0; 8]).chain_update(H::digest(MESSAGE)).chain_update(salt).finalize();
    let zeros = len - 2 - salt.len() - hash.len();
    let mut block = [&std::vec![0; zeros], &[1][..], salt].concat();
    let mask =
        (0_u32..).flat_map(|counter| H::new().chain_update(&hash).chain_update(counter.to_be_bytes()).finalize());
    block.iter_mut().zip(mask).for_each(|(byte, mask)| *byte ^= mask);
    block[0] &= 0x7F;
    [&block, &hash[..], &[0xBC]].concat()
}

fn check_every_bit(encoded: &[u8], is_good: impl Fn(&[u8]) -> bool) {
    assert!(is_good(encoded));
    let mut changed = encoded.to_vec();
    for bit in 0..encoded.len() * 8 {
        changed[bit / 8] ^= 1 << (bit % 8);
        assert!(!is_good(&changed), "bit {bit}");
        changed[bit / 8] ^= 1 << (bit % 8);
    }
    for other in
        [&encoded[1..], &encoded[..encoded.len() - 1], &[], &[encoded, &[0]].concat(), &[&[0], encoded].concat()]
    {
        assert!(!is_good(other), "{other:x?}");
    }
}

#[test]
fn pkcs1_encodings_are_compared_bit_by_bit() {
    for len in [256, 257, 512] {
        check_every_bit(&pkcs1::<Sha256>(len), |encoded| is_pkcs1::<Sha256>(encoded, MESSAGE));
        check_every_bit(&pkcs1::<Sha384>(len), |encoded| is_pkcs1::<Sha384>(encoded, MESSAGE));
        check_every_bit(&pkcs1::<Sha512>(len), |encoded| is_pkcs1::<Sha512>(encoded, MESSAGE));
    }
    assert!(!is_pkcs1::<Sha256>(&pkcs1::<Sha256>(256), b"Message"));
    assert!(!is_pkcs1::<Sha512>(&pkcs1::<Sha256>(256), MESSAGE));
}

#[test]
fn pss_encodings_are_compared_bit_by_bit() {
    for len in [256, 257, 512] {
        check_every_bit(&pss::<Sha256>(len, &[7; 32]), |encoded| is_pss::<Sha256>(encoded, MESSAGE));
        check_every_bit(&pss::<Sha384>(len, &[7; 48]), |encoded| is_pss::<Sha384>(encoded, MESSAGE));
        check_every_bit(&pss::<Sha512>(len, &[7; 64]), |encoded| is_pss::<Sha512>(encoded, MESSAGE));
    }
    assert!(!is_pss::<Sha256>(&pss::<Sha256>(256, &[7; 32]), b"Message"));
    assert!(!is_pss::<Sha512>(&pss::<Sha256>(256, &[7; 32]), MESSAGE));
}

/// What comes before the salt may be nothing but zeros and a one, whose place is the salt's length.
#[test]
fn refuses_pss_salts_of_another_length_than_the_hash() {
    for salt_len in [0, 1, 31, 33, 64, 256 - 34] {
        assert!(!is_pss::<Sha256>(&pss::<Sha256>(256, &std::vec![7; salt_len]), MESSAGE), "{salt_len}");
        assert!(!is_pss::<Sha256>(&pss::<Sha256>(256, &std::vec![0; salt_len]), MESSAGE), "{salt_len}");
    }
    assert!(is_pss::<Sha256>(&pss::<Sha256>(256, &[0; 32]), MESSAGE));
}
