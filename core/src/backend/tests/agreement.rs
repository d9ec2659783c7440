//! Thousands of signatures and keys, good and edited at random, about which the backends must not differ.
//!
//! The edits are drawn from a fixed seed, so that a difference can be met again.

use std::vec::Vec;

use super::{Backend, difference, sum};
use crate::algorithm::{Algorithm, Curve, KeyKind};
use crate::backend::prepared::{Point, Table, Window};
use crate::backend::{aws_lc, rustcrypto};
use crate::error::Error;
use crate::key::{EcPublicKey, Key, PrivateKey, PublicKey, RsaPublicKey, Secret, SigningKey, checks};

/// How many messages are signed with each key.
const MESSAGES: usize = 60;
/// How many public keys of RSA and of each curve are imported.
const PUBLIC_KEYS: usize = 300;
/// How many messages ES256 keys with tables are asked about; as many as the variable says, where it is set: the whole
/// check has 100,000.
const PREPARED_MESSAGES: usize = 1500;
const PREPARED_MESSAGES_VARIABLE: &str = "JWTCORE_PREPARED_MESSAGES";
/// How many messages are signed with one key, before another is made.
const MESSAGES_A_KEY: usize = 250;
/// The sizes of the RSA keys that sign.
const RSA_BITS: [usize; 3] = [2048, 3072, 4096];

/// Splitmix64: no secret depends on it.
pub(super) struct Random(pub(super) u64);

impl Random {
    fn number(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, bound: usize) -> usize {
        usize::try_from(self.number() % u64::try_from(bound).unwrap()).unwrap()
    }

    fn bytes(&mut self, len: usize) -> Vec<u8> {
        (0..len).map(|_| self.number().to_le_bytes()[0]).collect()
    }

    pub(super) fn private_key(&mut self, algorithm: Algorithm) -> PrivateKey {
        let mut fill = |bytes: &mut [u8]| {
            bytes.copy_from_slice(&self.bytes(bytes.len()));
            Ok(())
        };
        PrivateKey::generate(algorithm, &mut fill).unwrap()
    }

    fn with_flipped_bit(&mut self, bytes: &[u8]) -> Vec<u8> {
        let mut flipped = bytes.to_vec();
        if let Some(byte) = bytes.len().checked_sub(1).and_then(|last| flipped.get_mut(self.below(last + 1))) {
            *byte ^= 1 << self.below(8);
        }
        flipped
    }
}

/// One key under both backends, and how often they agreed on each verdict.
struct Pair {
    rustcrypto: Key<rustcrypto::VerifyingKey>,
    aws_lc: Key<aws_lc::VerifyingKey>,
    accepted: usize,
    refused: usize,
}

impl Pair {
    fn bind(algorithm: Algorithm, key: &PublicKey) -> Self {
        Self::of(Key::bind(algorithm, key).unwrap(), Key::bind(algorithm, key).unwrap())
    }

    fn of(rustcrypto: Key<rustcrypto::VerifyingKey>, aws_lc: Key<aws_lc::VerifyingKey>) -> Self {
        Self { rustcrypto, aws_lc, accepted: 0, refused: 0 }
    }

    fn judge(&mut self, message: &[u8], signature: &[u8]) -> Result<(), Error> {
        let verdicts = [self.rustcrypto.verify(message, signature), self.aws_lc.verify(message, signature)];
        assert_eq!(verdicts[0], verdicts[1], "{:?} {message:x?} {signature:x?}", self.aws_lc);
        *if verdicts[0].is_ok() { &mut self.accepted } else { &mut self.refused } += 1;
        verdicts[0]
    }

    /// Signs random messages, and has them judged as they are and edited in each way.
    fn agree(&mut self, order: &[u8], signing: &impl SigningKey, random: &mut Random) {
        for _ in 0..MESSAGES {
            let len = random.below(200);
            let message = random.bytes(len);
            let mut signature = std::vec![0; signing.signature_len()];
            signing.sign(&message, &mut signature).unwrap();
            assert_eq!(self.judge(&message, &signature), Ok(()));
            let flipped = random.with_flipped_bit(&message);
            assert_eq!(self.judge(&flipped, &signature).is_ok(), message.is_empty());
            for edited in edits(&signature, order, random) {
                let _either = self.judge(&message, &edited);
            }
        }
        assert!(self.accepted >= MESSAGES && self.refused >= MESSAGES * 8, "{} {}", self.accepted, self.refused);
    }
}

/// Signatures that are no longer what was signed, but for n-s under ECDSA. `order` is n, or RSA's modulus.
fn edits(signature: &[u8], order: &[u8], random: &mut Random) -> Vec<Vec<u8>> {
    let (front, back) = signature.split_at(signature.len().saturating_sub(order.len()));
    let zeros = std::vec![0; back.len()];
    let mut edits = Vec::from([
        random.with_flipped_bit(signature),
        random.with_flipped_bit(signature),
        random.bytes(signature.len()),
        [back, front].concat(),
        [front, &zeros].concat(),
        [&zeros, back].concat(),
        std::vec![0xFF; signature.len()],
        signature[1..].to_vec(),
        [signature, &[0]].concat(),
        [&[0], &signature[..signature.len() - 1]].concat(),
    ]);
    let moved = [sum(back, order), difference(order, back)];
    edits.extend(moved.into_iter().flatten().map(|back| [front, &back].concat()));
    edits
}

#[test]
fn backends_agree_on_hmac() {
    let mut random = Random(1);
    for algorithm in [Algorithm::HS256, Algorithm::HS384, Algorithm::HS512] {
        let secret = random.bytes(64);
        let keys = (Key::from_secret(algorithm, &secret).unwrap(), Key::from_secret(algorithm, &secret).unwrap());
        let signing = aws_lc::SigningKey::from_secret(algorithm, &Secret::new(algorithm, &secret).unwrap()).unwrap();
        Pair::of(keys.0, keys.1).agree(&[], &signing, &mut random);
    }
}

#[test]
fn backends_agree_on_ecdsa_and_eddsa() {
    let mut random = Random(2);
    let algorithms = Algorithm::ALL.into_iter().filter(|algorithm| algorithm.is_supported());
    for algorithm in algorithms.filter(|algorithm| matches!(algorithm.key_kind(), KeyKind::Ec(_) | KeyKind::Ed25519)) {
        let key = random.private_key(algorithm);
        let public = rustcrypto::public_of(&key).unwrap();
        assert!(<aws_lc::VerifyingKey as Backend>::public_of(&key).unwrap() == public);
        let order = match algorithm.key_kind() {
            KeyKind::Ec(curve) => checks::curve_order(curve),
            _ => &[0; 32],
        };
        let signing = aws_lc::SigningKey::from_private_key(algorithm, &key).unwrap();
        Pair::bind(algorithm, &public).agree(order, &signing, &mut random);
    }
}

/// Each window, p256 and AWS-LC, about signatures as they are, edited, and made for other messages.
#[test]
fn tables_agree_with_the_other_backends() {
    let said = std::env::var(PREPARED_MESSAGES_VARIABLE).ok();
    let messages = said.map_or(PREPARED_MESSAGES, |said| said.parse().expect(PREPARED_MESSAGES_VARIABLE));
    let mut random = Random(6);
    for _ in 0..messages.div_ceil(MESSAGES_A_KEY) {
        let private = random.private_key(Algorithm::ES256);
        let mut six = SixWays::bind(&rustcrypto::public_of(&private).unwrap());
        let signing = aws_lc::SigningKey::from_private_key(Algorithm::ES256, &private).unwrap();
        for at in 0..MESSAGES_A_KEY {
            let (mut signature, message) = ([0; 64], random.bytes(at));
            signing.sign(&message, &mut signature).unwrap();
            assert_eq!(six.judge(&message, &signature), Ok(()));
            let order = checks::curve_order(Curve::P256);
            let edits = edits(&signature, order, &mut random);
            // Each in its turn: p256 takes long.
            let _either = six.judge(&message, &edits[at % edits.len()]);
        }
        assert!(six.pair.accepted >= MESSAGES_A_KEY && six.pair.refused >= MESSAGES_A_KEY / 2);
    }
}

/// One key under both backends and in a table for each window.
struct SixWays {
    pair: Pair,
    tables: [Table<Vec<Point>>; 5],
}

impl SixWays {
    fn bind(key: &PublicKey) -> Self {
        let tables =
            Window::ALL.map(|window| Table::new(key, window, std::vec![Point::EMPTY; window.points()]).unwrap());
        Self { pair: Pair::bind(Algorithm::ES256, key), tables }
    }

    fn judge(&mut self, message: &[u8], signature: &[u8]) -> Result<(), Error> {
        let verdict = self.pair.judge(message, signature);
        for table in &self.tables {
            assert_eq!(table.verify(message, signature), verdict, "{:?} {message:x?} {signature:x?}", table.window());
        }
        verdict
    }
}

#[test]
fn backends_agree_on_rsa() {
    let mut random = Random(3);
    for bits in RSA_BITS {
        let key = aws_lc::generate_rsa(bits).unwrap();
        let public = aws_lc::public_of(&key).unwrap();
        let PublicKey::Rsa(rsa) = &public else { panic!("{public:?}") };
        assert_eq!((rsa.modulus().len() * 8, rsa.exponent()), (bits, 65537));
        let algorithms = Algorithm::ALL.into_iter().filter(|algorithm| algorithm.key_kind() == KeyKind::Rsa);
        for algorithm in algorithms {
            let signing = aws_lc::SigningKey::from_private_key(algorithm, &key).unwrap();
            assert_eq!(signing.signature_len() * 8, bits);
            Pair::bind(algorithm, &public).agree(rsa.modulus(), &signing, &mut random);
        }
    }
}

/// Any odd number of whole bytes is a modulus to both, with any exponent that the checks pass.
#[test]
fn backends_agree_on_rsa_public_keys() {
    let mut random = Random(4);
    for _ in 0..PUBLIC_KEYS {
        let len = 256 + random.below(257);
        let mut modulus = random.bytes(len);
        (modulus[0], modulus[len - 1]) = (modulus[0] | 0x80, modulus[len - 1] | 1);
        let exponent = (random.number() % (1 << 33)) >> random.below(20);
        let key = PublicKey::Rsa(RsaPublicKey::new(&modulus, (exponent | 1).max(3)).unwrap());
        let mut pair = Pair::bind(Algorithm::RS256, &key);
        assert_eq!(pair.judge(b"", &random.bytes(len)), Err(Error::InvalidSignature));
    }
}

#[test]
fn backends_agree_on_points() {
    let mut random = Random(5);
    let algorithms = Algorithm::ALL.into_iter().filter(|algorithm| algorithm.is_supported());
    for algorithm in algorithms {
        let KeyKind::Ec(curve) = algorithm.key_kind() else { continue };
        let key = random.private_key(algorithm);
        let PublicKey::Ec(point) = rustcrypto::public_of(&key).unwrap() else { panic!("{key:?}") };
        let good = [point.x(), point.y()].concat();
        for at in 0..PUBLIC_KEYS {
            let coordinates = if at == 0 { good.clone() } else { random.with_flipped_bit(&good) };
            let (x, y) = coordinates.split_at(curve.field_len());
            let point = PublicKey::Ec(EcPublicKey::new(curve, x, y).unwrap());
            let verdicts = [
                Key::<rustcrypto::VerifyingKey>::bind(algorithm, &point).err(),
                Key::<aws_lc::VerifyingKey>::bind(algorithm, &point).err(),
            ];
            assert_eq!(verdicts[0], verdicts[1], "{algorithm} {x:x?} {y:x?}");
            assert_eq!(verdicts[0].is_none(), at == 0, "{algorithm} {x:x?} {y:x?}");
        }
    }
}
