//! What a backend owes at import, signing and verifying, each for the algorithms in the build.

use std::vec::Vec;

use super::{Backend, difference, hex};
use crate::algorithm::{Algorithm, Curve};
use crate::error::Error;
use crate::key::{EcPrivateKey, EcPublicKey, Ed25519PrivateKey, Key, PrivateKey, PublicKey, Secret, SigningKey};

for_each_backend!(
    what_is_signed_verifies,
    high_s_passes_on_every_curve,
    refuses_to_sign_into_a_short_buffer,
    refuses_scalars_out_of_range,
    refuses_private_keys_beside_another_public_key,
    refuses_points_off_the_curve,
    refuses_coordinates_that_are_not_reduced,
    refuses_keys_of_another_curve,
    refuses_algorithms_that_the_build_lacks,
    #[cfg(feature = "eddsa")]
    refuses_ed25519_keys_of_mixed_order,
    #[cfg(feature = "eddsa")]
    refuses_ed25519_keys_that_are_no_points_or_of_small_order,
    #[cfg(feature = "hs")]
    secrets_are_the_same_by_content_and_algorithm,
    public_keys_are_the_same_by_content_and_algorithm,
    keys_go_from_thread_to_thread,
);

const EC_ALGORITHMS: [(Algorithm, Curve); 4] = [
    (Algorithm::ES256, Curve::P256),
    (Algorithm::ES384, Curve::P384),
    (Algorithm::ES512, Curve::P521),
    (Algorithm::ES256K, Curve::Secp256k1),
];
const HMAC_ALGORITHMS: [Algorithm; 3] = [Algorithm::HS256, Algorithm::HS384, Algorithm::HS512];

pub(super) fn curve_of(algorithm: Algorithm) -> Curve {
    EC_ALGORITHMS.into_iter().find(|(other, _)| *other == algorithm).unwrap().1
}

/// The scalar 0x0101…, in range on every curve, and its public key.
fn ec_pair<B: Backend>((_, curve): (Algorithm, Curve)) -> (PrivateKey, PublicKey) {
    let key = PrivateKey::Ec(EcPrivateKey::new(curve, &std::vec![1; curve.field_len()], None).unwrap());
    let public = B::public_of(&key).unwrap();
    (key, public)
}

fn ed25519(seed: [u8; 32]) -> PrivateKey {
    PrivateKey::Ed25519(Ed25519PrivateKey::new(seed, None))
}

pub(super) fn sign<B: Backend>(algorithm: Algorithm, key: &PrivateKey, message: &[u8]) -> Vec<u8> {
    finish(&B::Signing::from_private_key(algorithm, key).unwrap(), message)
}

fn finish(key: &impl SigningKey, message: &[u8]) -> Vec<u8> {
    let mut signature = std::vec![0; key.signature_len()];
    key.sign(message, &mut signature).unwrap();
    signature
}

fn supported_curves() -> impl Iterator<Item = (Algorithm, Curve)> {
    EC_ALGORITHMS.into_iter().filter(|(algorithm, _)| algorithm.is_supported())
}

/// Signs, verifies, and refuses another message and a signature that is changed, cut or lengthened.
fn round_trip<B: Backend>(signing: &B::Signing, verifying: &Key<B>) {
    let signature = finish(signing, b"message");
    assert_eq!(signature, finish(signing, b"message"), "not deterministic");
    assert_eq!(verifying.verify(b"message", &signature), Ok(()));
    let mut changed = signature.clone();
    *changed.last_mut().unwrap() ^= 1;
    let lengthened = [signature.as_slice(), &[0]].concat();
    for (message, signature) in [
        (b"Message", signature.as_slice()),
        (b"message", &changed),
        (b"message", &signature[1..]),
        (b"message", &lengthened),
        (b"message", &[]),
    ] {
        assert_eq!(verifying.verify(message, signature), Err(Error::InvalidSignature));
    }
}

fn what_is_signed_verifies<B: Backend>() {
    for pair in supported_curves() {
        let (private, public) = ec_pair::<B>(pair);
        round_trip(&B::Signing::from_private_key(pair.0, &private).unwrap(), &Key::<B>::bind(pair.0, &public).unwrap());
    }
    for algorithm in HMAC_ALGORITHMS.into_iter().filter(|algorithm| algorithm.is_supported()) {
        let secret = Secret::new(algorithm, &[7; 64]).unwrap();
        let signing = B::Signing::from_secret(algorithm, &secret).unwrap();
        assert_eq!(signing.signature_len(), algorithm.hash_len());
        round_trip(&signing, &Key::<B>::from_secret(algorithm, &[7; 64]).unwrap());
    }
    if Algorithm::EdDSA.is_supported() {
        let key = ed25519([7; 32]);
        let verifying = Key::<B>::bind(Algorithm::EdDSA, &B::public_of(&key).unwrap()).unwrap();
        round_trip(&B::Signing::from_private_key(Algorithm::EdDSA, &key).unwrap(), &verifying);
    }
}

fn high_s_passes_on_every_curve<B: Backend>() {
    for pair in supported_curves() {
        let (private, public) = ec_pair::<B>(pair);
        let mut signature = sign::<B>(pair.0, &private, b"message");
        let (_, s) = signature.split_at_mut(pair.1.field_len());
        let high = difference(crate::key::checks::curve_order(pair.1), s).unwrap();
        s.copy_from_slice(&high);
        assert_eq!(Key::<B>::bind(pair.0, &public).unwrap().verify(b"message", &signature), Ok(()), "{}", pair.0);
    }
}

fn refuses_to_sign_into_a_short_buffer<B: Backend>() {
    for pair in supported_curves() {
        let signing = B::Signing::from_private_key(pair.0, &ec_pair::<B>(pair).0).unwrap();
        let needed = signing.signature_len();
        assert_eq!(needed, pair.1.field_len() * 2);
        assert_eq!(signing.sign(b"", &mut std::vec![0; needed - 1]), Err(Error::BufferTooSmall { needed }));
    }
}

fn refuses_scalars_out_of_range<B: Backend>() {
    for (algorithm, curve) in supported_curves() {
        let order = crate::key::checks::curve_order(curve).to_vec();
        for scalar in [std::vec![0; order.len()], order.clone(), std::vec![0xFF; order.len()]] {
            let key = PrivateKey::Ec(EcPrivateKey::new(curve, &scalar, None).unwrap());
            let refused = B::Signing::from_private_key(algorithm, &key).err();
            assert_eq!(refused, Some(Error::InvalidPrivateKey), "{algorithm}");
        }
        let mut greatest = order;
        *greatest.last_mut().unwrap() -= 1;
        let key = PrivateKey::Ec(EcPrivateKey::new(curve, &greatest, None).unwrap());
        assert!(B::Signing::from_private_key(algorithm, &key).is_ok(), "{algorithm}");
    }
}

fn refuses_private_keys_beside_another_public_key<B: Backend>() {
    for pair in supported_curves() {
        let PublicKey::Ec(public) = ec_pair::<B>(pair).1 else { panic!() };
        let scalar = std::vec![0x01; pair.1.field_len()];
        let mut other = scalar.clone();
        *other.last_mut().unwrap() += 1;
        let off_curve = EcPublicKey::new(pair.1, public.x(), public.x()).unwrap();
        for (scalar, public, expected) in [
            (&scalar, public.clone(), None),
            (&other, public, Some(Error::InvalidPrivateKey)),
            (&scalar, off_curve, Some(Error::InvalidPrivateKey)),
        ] {
            let key = PrivateKey::Ec(EcPrivateKey::new(pair.1, scalar, Some(public)).unwrap());
            assert_eq!(B::Signing::from_private_key(pair.0, &key).err(), expected, "{}", pair.0);
        }
    }
    if Algorithm::EdDSA.is_supported() {
        let PublicKey::Ed25519(other) = B::public_of(&ed25519([8; 32])).unwrap() else { panic!() };
        let key = PrivateKey::Ed25519(Ed25519PrivateKey::new([7; 32], Some(other)));
        assert_eq!(B::Signing::from_private_key(Algorithm::EdDSA, &key).err(), Some(Error::InvalidPrivateKey));
    }
}

fn refuses_points_off_the_curve<B: Backend>() {
    for (algorithm, curve) in supported_curves() {
        let PublicKey::Ec(good) = ec_pair::<B>((algorithm, curve)).1 else { panic!() };
        let zero = std::vec![0; curve.field_len()];
        let greatest = std::vec![0xFF; curve.field_len()];
        for (x, y) in [(good.x(), good.x()), (&zero, &zero), (&greatest, good.y()), (good.x(), &greatest)] {
            let point = PublicKey::Ec(EcPublicKey::new(curve, x, y).unwrap());
            assert_eq!(Key::<B>::bind(algorithm, &point).err(), Some(Error::InvalidPublicKey), "{algorithm}");
        }
    }
}

/// Points on the curve, whose x is not below the field's prime.
fn refuses_coordinates_that_are_not_reduced<B: Backend>() {
    let small = [
        (
            Algorithm::ES256,
            "0000000000000000000000000000000000000000000000000000000000000005",
            "ffffffff00000001000000000000000000000001000000000000000000000004",
            "459243b9aa581806fe913bce99817ade11ca503c64d9a3c533415c083248fbcc",
        ),
        (
            Algorithm::ES384,
            "000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000002",
            "fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffeffffffff000000000000000100000001",
            "8cdeadbbd04911a3c1931e26df3fa6439dca9c7eb286fbd46fc319f0e2bb780232baf57825fc0c1912ada2fefe84024c",
        ),
    ];
    for (algorithm, reduced, not_reduced, y) in small.into_iter().filter(|(algorithm, ..)| algorithm.is_supported()) {
        let bind = |x| {
            EcPublicKey::new(curve_of(algorithm), &hex(x), &hex(y))
                .and_then(|key| Key::<B>::bind(algorithm, &PublicKey::Ec(key)))
        };
        assert!(bind(reduced).is_ok(), "{algorithm}");
        assert_eq!(bind(not_reduced).err(), Some(Error::InvalidPublicKey), "{algorithm}");
    }
}

fn refuses_keys_of_another_curve<B: Backend>() {
    for pair in supported_curves() {
        let (private, public) = ec_pair::<B>(pair);
        for (algorithm, _) in supported_curves().filter(|(algorithm, _)| *algorithm != pair.0) {
            let refused = B::from_public_key(algorithm, &public).err();
            assert_eq!(refused, Some(Error::KeyAlgorithmMismatch), "{} {algorithm}", pair.0);
            let refused = B::Signing::from_private_key(algorithm, &private).err();
            assert_eq!(refused, Some(Error::KeyAlgorithmMismatch), "{} {algorithm}", pair.0);
        }
    }
}

fn refuses_algorithms_that_the_build_lacks<B: Backend>() {
    for (algorithm, curve) in EC_ALGORITHMS.into_iter().filter(|(algorithm, _)| !algorithm.is_supported()) {
        let ones = std::vec![1; curve.field_len()];
        let public = EcPublicKey::new(curve, &ones, &ones).unwrap();
        let private = PrivateKey::Ec(EcPrivateKey::new(curve, &ones, None).unwrap());
        let unsupported = Some(Error::UnsupportedAlgorithm);
        assert_eq!(Key::<B>::bind(algorithm, &PublicKey::Ec(public)).err(), unsupported, "{algorithm}");
        assert_eq!(B::Signing::from_private_key(algorithm, &private).err(), unsupported, "{algorithm}");
        assert_eq!(B::public_of(&private).err(), unsupported, "{algorithm}");
    }
}

/// The first key of RFC 8032 with a point of order 8, and one of order 2, added.
#[cfg(feature = "eddsa")]
fn refuses_ed25519_keys_of_mixed_order<B: Backend>() {
    for point in [
        "9158312a9a8d6e3b34c891d6d61444f8b8211c5117ebad15bdb0bd68b07e0245",
        "16a567fe7d4ef5482ab4012c369bf8c5f11e8d0c2559dcda50fde59708f8aee5",
    ] {
        let key = PublicKey::Ed25519(hex(point).try_into().unwrap());
        assert_eq!(Key::<B>::bind(Algorithm::EdDSA, &key).err(), Some(Error::InvalidPublicKey), "{point}");
    }
}

#[cfg(feature = "eddsa")]
fn refuses_ed25519_keys_that_are_no_points_or_of_small_order<B: Backend>() {
    for low in [0, 1, 2] {
        let mut point = [0; 32];
        point[0] = low;
        assert_eq!(
            Key::<B>::bind(Algorithm::EdDSA, &PublicKey::Ed25519(point)).err(),
            Some(Error::InvalidPublicKey),
            "{low}"
        );
    }
}

#[cfg(feature = "hs")]
fn secrets_are_the_same_by_content_and_algorithm<B: Backend>() {
    let key = Key::<B>::from_secret(Algorithm::HS256, &[7; 64]).unwrap();
    assert!(key.is_same_key(&Key::<B>::from_secret(Algorithm::HS256, &[7; 64]).unwrap()));
    assert!(!key.is_same_key(&Key::<B>::from_secret(Algorithm::HS256, &[8; 64]).unwrap()));
    assert!(!key.is_same_key(&Key::<B>::from_secret(Algorithm::HS256, &[7; 63]).unwrap()));
    assert!(!key.is_same_key(&Key::<B>::from_secret(Algorithm::HS512, &[7; 64]).unwrap()));
    // HMAC fills a short secret up with zeros (RFC 2104 section 2): these two verify the same.
    let zeros = [[7; 32], [0; 32]].concat();
    let [short, long] =
        [&[7; 32], zeros.as_slice()].map(|secret| Key::<B>::from_secret(Algorithm::HS256, secret).unwrap());
    assert!(short.is_same_key(&long));
}

fn public_keys_are_the_same_by_content_and_algorithm<B: Backend>() {
    let mut keys: Vec<Key<B>> =
        supported_curves().map(|pair| Key::<B>::bind(pair.0, &ec_pair::<B>(pair).1).unwrap()).collect();
    if Algorithm::EdDSA.is_supported() {
        for seed in [[7; 32], [8; 32]] {
            keys.push(Key::<B>::bind(Algorithm::EdDSA, &B::public_of(&ed25519(seed)).unwrap()).unwrap());
        }
    }
    for (at, one) in keys.iter().enumerate() {
        for (other_at, other) in keys.iter().enumerate() {
            assert_eq!(one.is_same_key(other), at == other_at, "{at} {other_at}");
        }
    }
}

fn keys_go_from_thread_to_thread<B: Backend>() {
    const fn shared<T: Send + Sync + 'static>() {}
    shared::<B>();
    shared::<B::Signing>();
}
