//! Signatures in other forms than the one: out of range, DER, cut, lengthened, and malleable ones.

use jwtcore::{Algorithm, Audience, Error, Issuer, KeySet, Trust, Verifier};

use crate::common::{NOW, imported, made::encoded, read_text, verdict};

/// A token of testdata, its signature taken off, and the verifier that accepts it.
struct Sample {
    input: String,
    signature: Vec<u8>,
    verifier: Verifier<Trust<KeySet<1>>>,
}

impl Sample {
    fn new(algorithm: Algorithm, key: &str, token: &str) -> Self {
        use base64ct::{Base64UrlUnpadded, Encoding as _};
        let token = read_text(token);
        let (input, signature) = token.rsplit_once('.').unwrap();
        let mut buf = [0; 512];
        let signature = Base64UrlUnpadded::decode(signature, &mut buf).unwrap().to_vec();
        let trust = Trust::new(Issuer::unchecked(), Audience::unchecked(), imported(key, &[algorithm]));
        let sample = Self { input: input.into(), signature, verifier: Verifier::new(trust).unwrap() };
        assert!(sample.verdict(&sample.signature).is_ok());
        sample
    }

    fn verdict(&self, signature: &[u8]) -> Result<String, Error> {
        verdict(&self.verifier, format!("{}.{}", self.input, encoded(signature)), NOW)
    }

    #[track_caller]
    fn refuses(&self, signature: &[u8], what: &str) {
        assert_eq!(self.verdict(signature), Err(Error::InvalidSignature), "{what}");
    }

    /// What no algorithm takes.
    fn refuses_other_bytes_and_lengths(&self) {
        let len = self.signature.len();
        self.refuses(&[], "empty");
        self.refuses(&vec![0; len], "zero");
        self.refuses(&vec![0xFF; len], "all ones");
        self.refuses(&self.signature[1..], "without its first byte");
        self.refuses(&self.signature[..len - 1], "without its last byte");
        self.refuses(&[&self.signature[..], &[0]].concat(), "with a byte behind");
        self.refuses(&[&[0], &self.signature[..]].concat(), "with a zero before");
        self.refuses(&[&self.signature[..], &self.signature].concat(), "twice");
        // Some bytes of each number: a verification on P-521 takes long.
        for at in (0..len).step_by(len / 8 + 1) {
            let mut changed = self.signature.clone();
            changed[at] ^= 1 << (at % 8);
            self.refuses(&changed, "with a bit changed");
        }
    }
}

#[cfg(any(feature = "es256", feature = "es384", feature = "es512", feature = "es256k"))]
mod ecdsa {
    use super::*;

    /// The curves' orders (SEC 2, FIPS 186-4).
    const CURVES: [(Algorithm, &str, &str, &str); 4] = [
        (
            Algorithm::ES256,
            "keys/p256.pem",
            "tokens/openssl-es256.jwt",
            "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551",
        ),
        (
            Algorithm::ES384,
            "keys/p384.pem",
            "tokens/openssl-es384.jwt",
            "ffffffffffffffffffffffffffffffffffffffffffffffffc7634d81f4372ddf581a0db248b0a77aecec196accc52973",
        ),
        (
            Algorithm::ES512,
            "keys/p521.pem",
            "tokens/openssl-es512.jwt",
            "01fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffa\
             51868783bf2f966b7fcc0148f709a5d03bb5c9b8899c47aebb6fb71e91386409",
        ),
        (
            Algorithm::ES256K,
            "keys/secp256k1.pem",
            "tokens/openssl-es256k.jwt",
            "fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141",
        ),
    ];

    fn samples() -> impl Iterator<Item = (Algorithm, Sample, Vec<u8>)> {
        CURVES.into_iter().filter(|(algorithm, ..)| algorithm.is_supported()).map(|(algorithm, key, token, order)| {
            let order = order
                .as_bytes()
                .chunks(2)
                .map(|pair| u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16).unwrap());
            (algorithm, Sample::new(algorithm, key, token), order.collect())
        })
    }

    /// order - number, big-endian.
    fn subtracted(order: &[u8], number: &[u8]) -> Vec<u8> {
        let mut borrow = 0;
        let mut digits: Vec<u8> = order
            .iter()
            .zip(number)
            .rev()
            .map(|(order, digit)| {
                let difference = i16::from(*order) - i16::from(*digit) - borrow;
                borrow = i16::from(difference < 0);
                difference.to_le_bytes()[0]
            })
            .collect();
        digits.reverse();
        digits
    }

    #[test]
    fn refuses_r_or_s_that_is_zero_or_not_below_n() {
        for (algorithm, sample, order) in samples() {
            let (r, s) = sample.signature.split_at(order.len());
            let zero = vec![0; order.len()];
            let mut above = order.clone();
            *above.last_mut().unwrap() += 1;
            for out in [&zero, &order, &above] {
                sample.refuses(&[&out[..], s].concat(), &format!("{algorithm}: r"));
                sample.refuses(&[r, out].concat(), &format!("{algorithm}: s"));
                sample.refuses(&[&out[..], out].concat(), &format!("{algorithm}: both"));
            }
        }
    }

    #[test]
    fn refuses_der_leading_zeros_and_other_lengths() {
        for (algorithm, sample, order) in samples() {
            sample.refuses_other_bytes_and_lengths();
            let (r, s) = sample.signature.split_at(order.len());
            let spaced = [&[0], r, &[0], s].concat();
            sample.refuses(&spaced, &format!("{algorithm}: a zero before each"));
            let swapped = [s, r].concat();
            sample.refuses(&swapped, &format!("{algorithm}: swapped"));
            let integer = |number: &[u8]| [&[2, u8::try_from(number.len() + 1).unwrap(), 0], number].concat();
            let both = [integer(r), integer(s)].concat();
            let der = [&[0x30, 0x81, u8::try_from(both.len()).unwrap()], &both[..]].concat();
            sample.refuses(&der, &format!("{algorithm}: DER"));
        }
    }

    /// Both halves of a signature's pair pass, so that a replay in the other form must be known by its `jti`.
    #[test]
    fn high_s_passes_with_the_same_claims() {
        for (algorithm, sample, order) in samples() {
            let (r, s) = sample.signature.split_at(order.len());
            let other = [r, &subtracted(&order, s)].concat();
            assert_ne!(other, sample.signature);
            assert_eq!(sample.verdict(&other), sample.verdict(&sample.signature), "{algorithm}");
        }
    }
}

#[cfg(feature = "eddsa")]
mod ed25519 {
    use super::*;

    /// L = 2^252 + 27742317777372353535851937790883648493 (RFC 8032 section 5.1), little-endian.
    const ORDER: [u8; 32] = [
        0xed, 0xd3, 0xf5, 0x5c, 0x1a, 0x63, 0x12, 0x58, 0xd6, 0x9c, 0xf7, 0xa2, 0xde, 0xf9, 0xde, 0x14, 0, 0, 0, 0, 0,
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x10,
    ];

    fn sample() -> Sample {
        Sample::new(Algorithm::EdDSA, "keys/ed25519.pem", "tokens/openssl-eddsa.jwt")
    }

    #[test]
    fn refuses_s_plus_l() {
        let sample = sample();
        let (r, s) = sample.signature.split_at(32);
        let mut larger = s.to_vec();
        for times in 1..8 {
            let mut carry = 0;
            for (digit, order) in larger.iter_mut().zip(ORDER) {
                let sum = u16::from(*digit) + u16::from(order) + carry;
                *digit = sum.to_le_bytes()[0];
                carry = sum >> 8;
            }
            sample.refuses(&[r, &larger].concat(), &format!("S + {times} L"));
        }
        sample.refuses(&[r, &ORDER].concat(), "S = L");
    }

    #[test]
    fn refuses_r_of_small_order_and_other_bytes() {
        let sample = sample();
        for torsion in curve25519_dalek::constants::EIGHT_TORSION {
            let r = torsion.compress().0;
            sample.refuses(&[&r[..], &sample.signature[32..]].concat(), "R of small order");
            sample.refuses(&[&r[..], &[0; 32]].concat(), "R of small order, S = 0");
        }
        sample.refuses_other_bytes_and_lengths();
    }
}

#[cfg(feature = "rsa")]
mod rsa {
    use super::*;

    /// Padding variants are in Wycheproof's vectors; here are the numbers at the edges.
    #[test]
    fn refuses_zero_one_the_modulus_and_above() {
        use jwtcore::PublicKey;
        let PublicKey::Rsa(key) = PublicKey::from_pem(&crate::common::read("keys/rsa-2048.pem")).unwrap() else {
            panic!()
        };
        let modulus = key.modulus();
        let mut one = vec![0; modulus.len()];
        *one.last_mut().unwrap() = 1;
        let less_one = [&modulus[..modulus.len() - 1], &[modulus[modulus.len() - 1] - 1]].concat();
        for (algorithm, token) in
            [(Algorithm::RS256, "tokens/openssl-rs256.jwt"), (Algorithm::PS256, "tokens/openssl-ps256.jwt")]
        {
            let sample = Sample::new(algorithm, "keys/rsa-2048.pem", token);
            for (signature, what) in [(&one[..], "one"), (modulus, "the modulus"), (&less_one, "the modulus less one")]
            {
                sample.refuses(signature, what);
            }
            sample.refuses(&[&vec![0; 256][..], &sample.signature].concat(), "longer than the key");
            sample.refuses_other_bytes_and_lengths();
        }
    }
}
