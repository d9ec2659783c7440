//! Keys in DER: each accepted structure, and each rule that refuses one.

use std::vec::Vec;

use proptest::prelude::*;

use super::samples::*;
use super::*;

const SEED: [u8; 32] = [7; 32];

fn public_error(der: &[u8]) -> Error {
    public_key(der).map(|_| ()).unwrap_err()
}

fn private_error(der: &[u8]) -> Error {
    private_key(der).map(|_| ()).unwrap_err()
}

fn identifier(oid: &[u8], parameters: &[u8]) -> Vec<u8> {
    tlv(SEQUENCE, &[&tlv(OBJECT_IDENTIFIER, &[oid]), parameters])
}

fn named(curve: Curve) -> Vec<u8> {
    identifier(EC_PUBLIC_KEY, &tlv(OBJECT_IDENTIFIER, &[curve_oid(curve)]))
}

fn spki_of(identifier: &[u8], key: &[u8]) -> Vec<u8> {
    tlv(SEQUENCE, &[identifier, &tlv(BIT_STRING, &[&[0], key])])
}

fn pkcs8_of(version: u8, identifier: &[u8], key: &[u8], further: &[u8]) -> Vec<u8> {
    tlv(SEQUENCE, &[&tlv(INTEGER, &[&[version]]), identifier, &tlv(OCTET_STRING, &[key]), further])
}

fn sec1_of(scalar: &[u8], further: &[&[u8]]) -> Vec<u8> {
    tlv(SEQUENCE, &[&tlv(INTEGER, &[&[1]]), &tlv(OCTET_STRING, &[scalar]), &further.concat()])
}

fn rsa_of(modulus: &[u8], exponent: &[u8]) -> Vec<u8> {
    tlv(SEQUENCE, &[&tlv(INTEGER, &[modulus]), &tlv(INTEGER, &[exponent])])
}

fn modulus() -> Vec<u8> {
    [&[0, 0xC1][..], &[0x5B; 255]].concat()
}

fn point_of_p256() -> Vec<u8> {
    let der = der_of(P256_SPKI);
    der[der.len() - 65..].to_vec()
}

fn null() -> Vec<u8> {
    tlv(NULL, &[])
}

#[test]
fn reads_spki_of_every_kind() {
    for (pem, kind) in [
        (P256_SPKI, KeyKind::Ec(Curve::P256)),
        (P384_SPKI, KeyKind::Ec(Curve::P384)),
        (P521_SPKI, KeyKind::Ec(Curve::P521)),
        (K256_SPKI, KeyKind::Ec(Curve::Secp256k1)),
        (ED25519_SPKI, KeyKind::Ed25519),
        (RSA_SPKI, KeyKind::Rsa),
    ] {
        assert_eq!(public_key(&der_of(pem)).unwrap().kind(), kind, "{pem}");
    }
}

#[test]
fn reads_the_same_key_from_spki_and_certificate() {
    assert!(public_key(&der_of(P256_SPKI)) == public_key(&der_of(P256_CERTIFICATE)));
}

#[test]
fn reads_the_same_key_from_spki_and_pkcs1() {
    assert!(public_key(&der_of(RSA_SPKI)) == public_key(&der_of(RSA_PKCS1_PUBLIC)));
    let Ok(PublicKey::Rsa(key)) = public_key(&der_of(RSA_PKCS1_PUBLIC)) else { panic!("not RSA") };
    assert_eq!((key.modulus().len(), key.exponent()), (256, 65537));
}

#[test]
fn reads_coordinates_in_full() {
    let Ok(PublicKey::Ec(key)) = public_key(&der_of(P256_SPKI)) else { panic!("not EC") };
    assert_eq!([key.x(), key.y()].concat(), point_of_p256()[1..]);
}

#[test]
fn reads_private_keys_of_every_kind() {
    for (pem, kind) in [
        (P256_PKCS8, KeyKind::Ec(Curve::P256)),
        (P384_PKCS8, KeyKind::Ec(Curve::P384)),
        (P521_PKCS8, KeyKind::Ec(Curve::P521)),
        (K256_PKCS8, KeyKind::Ec(Curve::Secp256k1)),
        (ED25519_PKCS8, KeyKind::Ed25519),
        (RSA_PKCS8, KeyKind::Rsa),
        (RSA_PKCS1, KeyKind::Rsa),
    ] {
        assert_eq!(private_key(&der_of(pem)).unwrap().kind(), kind, "{pem}");
    }
}

#[test]
fn keeps_scalar_and_public_key_of_pkcs8() {
    let Ok(PrivateKey::Ec(key)) = private_key(&der_of(P256_PKCS8)) else { panic!("not EC") };
    assert_eq!(key.scalar(), &der_of(P256_PKCS8)[36..68]);
    assert!(key.public().cloned().map(PublicKey::Ec) == public_key(&der_of(P256_SPKI)).ok());
}

#[test]
fn reads_pkcs8_version_2_with_attributes_and_public_key() {
    let public = tlv(IMPLICIT_1, &[&[0], &[9; 32]]);
    let further = [tlv(CONTEXT_0, &[&tlv(SEQUENCE, &[])]), public].concat();
    let der = pkcs8_of(1, &identifier(ED25519, &[]), &tlv(OCTET_STRING, &[&SEED]), &further);
    let Ok(PrivateKey::Ed25519(key)) = private_key(&der) else { panic!("not Ed25519") };
    assert_eq!((key.seed(), key.public()), (&SEED, Some(&[9; 32])));
}

#[test]
fn reads_sec1_within_pkcs8_without_its_own_parameters_or_with_the_same() {
    let parameters = tlv(CONTEXT_0, &[&tlv(OBJECT_IDENTIFIER, &[curve_oid(Curve::P256)])]);
    for inner in [sec1_of(&SEED, &[]), sec1_of(&SEED, &[&parameters])] {
        assert!(private_key(&pkcs8_of(0, &named(Curve::P256), &inner, &[])).is_ok());
    }
}

#[test]
fn refuses_private_structures_where_public_ones_belong() {
    for pem in [P256_PKCS8, ED25519_PKCS8, RSA_PKCS8, RSA_PKCS1, P256_ENCRYPTED] {
        assert_eq!(public_error(&der_of(pem)), Error::PrivateKeyGiven, "{pem}");
    }
    assert_eq!(public_error(&sec1_of(&SEED, &[])), Error::PrivateKeyGiven);
    let dsa = tlv(SEQUENCE, &[&tlv(INTEGER, &[&[1]]).repeat(6)]);
    assert_eq!((public_error(&dsa), private_error(&dsa)), (Error::PrivateKeyGiven, Error::UnsupportedKeyType));
}

#[test]
fn refuses_public_structures_where_private_ones_belong() {
    for pem in [P256_SPKI, ED25519_SPKI, RSA_SPKI, RSA_PKCS1_PUBLIC, P256_CERTIFICATE] {
        assert_eq!(private_error(&der_of(pem)), Error::PublicKeyGiven, "{pem}");
    }
}

#[test]
fn refuses_encrypted_pkcs8() {
    assert_eq!(private_error(&der_of(P256_ENCRYPTED)), Error::EncryptedKey);
}

#[test]
fn refuses_compressed_points_by_their_own_name() {
    assert_eq!(public_error(&der_of(P256_COMPRESSED)), Error::UnsupportedPointFormat);
}

#[test]
fn refuses_hybrid_points_infinity_and_wrong_lengths() {
    let point = point_of_p256();
    let first = |byte: u8| [&[byte], &point[1..]].concat();
    let long = [&point[..], &[0]].concat();
    let points = [first(6), first(7), first(0), first(5), std::vec![0], std::vec![], point[..64].to_vec(), long];
    for point in points {
        let der = spki_of(&named(Curve::P256), &point);
        assert_eq!(public_error(&der), Error::InvalidPublicKey, "{point:?}");
    }
    assert_eq!(public_error(&spki_of(&named(Curve::P256), &point[..33])), Error::InvalidPublicKey);
    assert_eq!(public_error(&spki_of(&named(Curve::P384), &point)), Error::InvalidPublicKey);
}

#[test]
fn refuses_explicit_inherited_and_unknown_curves() {
    assert_eq!(public_error(&der_of(P256_EXPLICIT)), Error::UnsupportedCurve);
    let secp224r1 = tlv(OBJECT_IDENTIFIER, &[&[0x2B, 0x81, 0x04, 0x00, 0x21]]);
    for parameters in [null(), secp224r1] {
        let der = spki_of(&identifier(EC_PUBLIC_KEY, &parameters), &point_of_p256());
        assert_eq!(public_error(&der), Error::UnsupportedCurve);
    }
}

#[test]
fn refuses_x25519_ed448_dsa_and_rsa_bound_to_pss() {
    assert_eq!(public_error(&der_of(X25519_SPKI)), Error::UnsupportedKeyType);
    assert_eq!(public_error(&der_of(ED448_SPKI)), Error::UnsupportedKeyType);
    let dsa: &[u8] = &[0x2A, 0x86, 0x48, 0xCE, 0x38, 0x04, 0x01];
    let rsassa_pss: &[u8] = &[0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x01, 0x0A];
    for oid in [dsa, rsassa_pss] {
        assert_eq!(public_error(&spki_of(&identifier(oid, &[]), &[1])), Error::UnsupportedKeyType);
        assert_eq!(private_error(&pkcs8_of(0, &identifier(oid, &[]), &[1], &[])), Error::UnsupportedKeyType);
    }
}

#[test]
fn refuses_wrong_algorithm_parameters() {
    let rsa = rsa_of(&modulus(), &[3]);
    for parameters in [std::vec![], tlv(NULL, &[&[0]]), [null(), null()].concat(), tlv(SEQUENCE, &[])] {
        assert_eq!(public_error(&spki_of(&identifier(RSA_ENCRYPTION, &parameters), &rsa)), Error::MalformedDer);
    }
    assert_eq!(public_error(&spki_of(&identifier(ED25519, &null()), &[9; 32])), Error::MalformedDer);
    assert_eq!(public_error(&spki_of(&identifier(EC_PUBLIC_KEY, &[]), &point_of_p256())), Error::MalformedDer);
    assert!(public_key(&spki_of(&identifier(RSA_ENCRYPTION, &null()), &rsa)).is_ok());
}

#[test]
fn refuses_malformed_object_identifiers() {
    for oid in [&[][..], &[0x2B, 0x80], &[0x2B, 0x65, 0xF0]] {
        assert_eq!(public_error(&spki_of(&identifier(oid, &[]), &[9; 32])), Error::MalformedDer);
    }
}

#[test]
fn refuses_trailing_bytes_at_every_level() {
    let rsa = rsa_of(&modulus(), &[3]);
    let rsa_spki = |key: &[u8]| spki_of(&identifier(RSA_ENCRYPTION, &null()), key);
    assert!(public_key(&rsa_spki(&rsa)).is_ok());
    assert_eq!(public_error(&[rsa_spki(&rsa), std::vec![0]].concat()), Error::MalformedDer);
    assert_eq!(public_error(&rsa_spki(&[&rsa[..], &[0]].concat())), Error::MalformedDer);
    let three = tlv(SEQUENCE, &[&tlv(INTEGER, &[&modulus()]), &tlv(INTEGER, &[&[3]]), &null()]);
    assert_eq!(public_error(&three), Error::MalformedDer);
    let curve_twice = tlv(OBJECT_IDENTIFIER, &[curve_oid(Curve::P256)]).repeat(2);
    let der = spki_of(&identifier(EC_PUBLIC_KEY, &curve_twice), &point_of_p256());
    assert_eq!(public_error(&der), Error::MalformedDer);
    let seed = [tlv(OCTET_STRING, &[&SEED]), std::vec![0]].concat();
    assert_eq!(private_error(&pkcs8_of(0, &identifier(ED25519, &[]), &seed, &[])), Error::MalformedDer);
    assert_eq!(private_error(&sec1_of(&SEED, &[&null()])), Error::MalformedDer);
}

#[test]
fn refuses_integers_that_are_negative_or_not_minimal() {
    let negative = [0xC1; 256];
    for der in [rsa_of(&negative, &[3]), rsa_of(&modulus(), &[0, 3]), rsa_of(&modulus(), &[0x83])] {
        assert_eq!(public_error(&der), Error::MalformedDer);
    }
    let zeros = [&[0][..], &modulus()].concat();
    assert_eq!(public_error(&rsa_of(&zeros, &[3])), Error::MalformedDer);
    assert_eq!(public_error(&rsa_of(&[], &[3])), Error::MalformedDer);
}

#[test]
fn refuses_lengths_that_are_indefinite_or_not_minimal() {
    let contents = &rsa_of(&modulus(), &[3])[4..];
    let len = u8::try_from(contents.len() - 256).unwrap();
    for header in [&[0x30, 0x80][..], &[0x30, 0x83, 0, 1, len], &[0x30, 0x84, 0, 0, 1, len], &[0x30, 0xFF]] {
        assert_eq!(public_error(&[header, contents].concat()), Error::MalformedDer);
    }
    let short = &tlv(SEQUENCE, &[&[0; 200]])[3..];
    assert!(begins_like_key(&[&[0x30, 0x81, 200, 2, 1, 1, 4][..], &short[4..]].concat(), 203));
    assert!(!begins_like_key(&[&[0x30, 0x82, 0, 200, 2, 1, 1, 4][..], &short[4..]].concat(), 204));
    let key = tlv(BIT_STRING, &[&[0], &[9; 32]]);
    let spki = [&identifier(ED25519, &[])[..], &[BIT_STRING, 0x81, 33], &key[2..]].concat();
    assert_eq!(public_error(&tlv(SEQUENCE, &[&spki])), Error::MalformedDer);
    assert!(public_key(&[&[0x30, 0x82, 1, len], contents].concat()).is_ok());
}

#[test]
fn refuses_unused_bits_in_a_bit_string() {
    for bits in [&[1][..], &[7], &[]] {
        let key = tlv(BIT_STRING, &[bits, &[8; 32]]);
        assert_eq!(public_error(&tlv(SEQUENCE, &[&identifier(ED25519, &[]), &key])), Error::MalformedDer);
    }
    assert_eq!(public_error(&tlv(SEQUENCE, &[&identifier(ED25519, &[]), &tlv(BIT_STRING, &[])])), Error::MalformedDer);
}

#[test]
fn refuses_ed25519_keys_of_wrong_length_or_that_the_checks_refuse() {
    for key in [&[9; 31][..], &[9; 33], &[], &[0; 32]] {
        assert_eq!(public_error(&spki_of(&identifier(ED25519, &[]), key)), Error::InvalidPublicKey);
    }
}

#[test]
fn refuses_ed25519_seeds_of_wrong_length() {
    for seed in [&[7; 31][..], &[7; 33], &[]] {
        let der = pkcs8_of(0, &identifier(ED25519, &[]), &tlv(OCTET_STRING, &[seed]), &[]);
        assert_eq!(private_error(&der), Error::InvalidPrivateKey);
    }
}

#[test]
fn refuses_scalars_of_wrong_length() {
    for scalar in [&[7; 31][..], &[7; 33], &[]] {
        let der = pkcs8_of(0, &named(Curve::P256), &sec1_of(scalar, &[]), &[]);
        assert_eq!(private_error(&der), Error::InvalidPrivateKey);
    }
}

#[test]
fn refuses_sec1_that_names_no_curve_or_two() {
    assert_eq!(private_error(&sec1_of(&SEED, &[])), Error::MalformedDer);
    let other = tlv(CONTEXT_0, &[&tlv(OBJECT_IDENTIFIER, &[curve_oid(Curve::Secp256k1)])]);
    assert!(private_key(&sec1_of(&SEED, &[&other])).is_ok());
    let der = pkcs8_of(0, &named(Curve::P256), &sec1_of(&SEED, &[&other]), &[]);
    assert_eq!(private_error(&der), Error::MalformedDer);
}

#[test]
fn refuses_two_different_public_keys_beside_one_scalar() {
    let point = point_of_p256();
    let inner = sec1_of(&SEED, &[&tlv(CONTEXT_1, &[&tlv(BIT_STRING, &[&[0], &point])])]);
    let mut other = point.clone();
    other[64] ^= 1;
    let with = |point: &[u8]| pkcs8_of(1, &named(Curve::P256), &inner, &tlv(IMPLICIT_1, &[&[0], point]));
    assert!(private_key(&with(&point)).is_ok());
    assert_eq!(private_error(&with(&other)), Error::InvalidPrivateKey);
}

#[test]
fn refuses_a_public_key_in_pkcs8_version_1_and_unknown_versions() {
    let (seed, identifier) = (tlv(OCTET_STRING, &[&SEED]), identifier(ED25519, &[]));
    let public = tlv(IMPLICIT_1, &[&[0], &[9; 32]]);
    for (version, further) in [(0, &public[..]), (2, &[]), (3, &public)] {
        assert_eq!(private_error(&pkcs8_of(version, &identifier, &seed, further)), Error::MalformedDer);
    }
    assert!(private_key(&pkcs8_of(1, &identifier, &seed, &[])).is_ok());
}

#[test]
fn refuses_rsa_private_keys_of_wrong_structure() {
    let der = der_of(RSA_PKCS1);
    // Behind the header of the structure and the version.
    let numbers = |version, further: &[u8]| tlv(SEQUENCE, &[&tlv(INTEGER, &[&[version]]), &der[7..], further]);
    assert!(numbers(0, &[]) == der && private_key(&der).is_ok());
    let (primes, one) = (tlv(SEQUENCE, &[]), tlv(INTEGER, &[&[1]]));
    assert_eq!(private_error(&numbers(1, &primes)), Error::InvalidPrivateKey);
    for der in [numbers(1, &[]), numbers(0, &primes), numbers(2, &[]), numbers(0, &one)] {
        assert_eq!(private_error(&der), Error::MalformedDer);
    }
    let in_pkcs8 = pkcs8_of(0, &identifier(RSA_ENCRYPTION, &null()), &rsa_of(&modulus(), &[3]), &[]);
    assert_eq!(private_error(&in_pkcs8), Error::MalformedDer);
}

#[test]
fn refuses_rsa_keys_that_the_checks_refuse() {
    assert_eq!(public_error(&rsa_of(&modulus()[..200], &[3])), Error::UnsupportedKeySize);
    assert_eq!(public_error(&rsa_of(&[0], &[3])), Error::UnsupportedKeySize);
    for exponent in [&[1][..], &[4], &[0], &[2, 0, 0, 0, 1], &[1; 9], &[1; 300]] {
        assert_eq!(public_error(&rsa_of(&modulus(), exponent)), Error::WeakRsaExponent, "{exponent:?}");
    }
}

#[test]
fn refuses_what_is_no_structure_of_a_key() {
    let structures = [
        std::vec![],
        std::vec![0x30],
        std::vec![0x30, 0],
        std::vec![0x31, 0],
        tlv(SEQUENCE, &[&null()]),
        tlv(SEQUENCE, &[&null().repeat(11)]),
        tlv(SEQUENCE, &[&[0x1F, 0x20, 0]]),
        b"not DER at all".to_vec(),
    ];
    for der in structures {
        assert_eq!((public_error(&der), private_error(&der)), (Error::MalformedDer, Error::MalformedDer), "{der:?}");
    }
}

#[test]
fn refuses_a_certificate_of_wrong_structure() {
    let der = der_of(P256_CERTIFICATE);
    for cut in 1..der.len() {
        assert_eq!(public_error(&der[..cut]), Error::MalformedDer);
    }
    let empty = tlv(SEQUENCE, &[]);
    let certificate = tlv(SEQUENCE, &[&empty, &empty, &tlv(BIT_STRING, &[&[0]])]);
    assert_eq!(public_error(&certificate), Error::MalformedDer);
}

#[test]
fn sees_the_beginning_of_every_key() {
    for pem in [
        P256_PKCS8,
        P256_ENCRYPTED,
        P256_SPKI,
        P256_CERTIFICATE,
        P521_SPKI,
        ED25519_PKCS8,
        ED25519_SPKI,
        RSA_PKCS8,
        RSA_SPKI,
        RSA_PKCS1_PUBLIC,
        RSA_PKCS1,
    ] {
        let der = der_of(pem);
        assert!(begins_like_key(&der, der.len()), "{pem}");
        assert!(begins_like_key(&der[..der.len().min(42)], der.len()), "{pem}");
        assert!(!begins_like_key(&der, der.len() + 1));
        assert!(!begins_like_key(&der[1..], der.len() - 1));
        assert!(!begins_like_key(&[0x30, 98, 0x30, 98], 100));
    }
}

proptest! {
    #[test]
    fn never_panics(der in proptest::collection::vec(any::<u8>(), 0..200)) {
        let _ = (public_key(&der), private_key(&der), begins_like_key(&der, der.len()));
    }

    #[test]
    fn never_panics_on_mutated_keys(
        which in 0..9_usize,
        at in any::<proptest::sample::Index>(),
        byte in any::<u8>(),
        cut in any::<proptest::sample::Index>(),
    ) {
        let pem = [P256_PKCS8, P256_SPKI, P256_CERTIFICATE, ED25519_PKCS8, ED25519_SPKI, RSA_PKCS8, RSA_SPKI, RSA_PKCS1, P521_PKCS8][which];
        let mut der = der_of(pem);
        let at = at.index(der.len());
        der[at] = byte;
        let _ = (public_key(&der), private_key(&der));
        der.truncate(cut.index(der.len()));
        prop_assert!(public_key(&der).is_err() && private_key(&der).is_err());
    }
}
