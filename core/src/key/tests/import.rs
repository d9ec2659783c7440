//! Importing single keys and secrets: told apart by content, bound by the list.

use std::{format, string::String, vec::Vec};

use super::*;
use crate::key::der::samples::*;

#[cfg(feature = "hs")]
const HS: &[Algorithm] = &[Algorithm::HS256, Algorithm::HS384, Algorithm::HS512];

/// The algorithms that the keys of a text are bound to.
fn bound_by(algorithms: &Algorithms, text: &[u8]) -> Result<Vec<Algorithm>, Error> {
    let mut set = TestSet::default();
    import(&mut set, text, algorithms, &mut |skipped| panic!("{skipped}"))?;
    Ok(set.0.iter().map(Key::algorithm).collect())
}

fn bound(listed: &[Algorithm], text: impl AsRef<[u8]>) -> Result<Vec<Algorithm>, Error> {
    bound_by(&Algorithms::listed(listed), text.as_ref())
}

fn secret_bound(algorithms: &Algorithms, secret: &[u8]) -> Result<Vec<Algorithm>, Error> {
    let mut set = TestSet::default();
    import_secret(&mut set, secret, algorithms)?;
    Ok(set.0.iter().map(Key::algorithm).collect())
}

fn jwk(members: &str) -> String {
    format!("{{{members}}}")
}

#[test]
#[cfg(feature = "es256")]
fn tells_pem_der_jwk_and_jwks_apart() {
    let texts: [Vec<u8>; 7] = [
        P256_SPKI.into(),
        format!("text before\n{P256_CERTIFICATE}").into(),
        der_of(P256_SPKI),
        der_of(P256_CERTIFICATE),
        jwk(P256_JWK).into(),
        format!(" \n{}", jwk(P256_JWK)).into(),
        format!("{{\"keys\":[{}]}}", jwk(P256_JWK)).into(),
    ];
    for text in texts {
        assert_eq!(bound(&[Algorithm::ES256], &text), Ok([Algorithm::ES256].into()), "{text:?}");
    }
}

#[test]
#[cfg(feature = "es256")]
fn takes_der_that_holds_the_text_of_a_pem_for_der() {
    let (empty, text) = (tlv(0x30, &[]), tlv(0xA3, &[b"-----BEGIN CERTIFICATE-----"]));
    let certified = tlv(0x30, &[&tlv(2, &[&[1]]), &empty, &empty, &empty, &empty, &der_of(P256_SPKI), &text]);
    let certificate = tlv(0x30, &[&certified, &empty, &tlv(3, &[&[0]])]);
    assert_eq!(bound(&[Algorithm::ES256], certificate), Ok([Algorithm::ES256].into()));
}

#[test]
#[cfg(feature = "es256")]
fn names_the_format_of_what_cannot_be_read() {
    for (text, error) in [
        ("", Error::MalformedDer),
        ("no key", Error::MalformedDer),
        ("-----BEGIN", Error::MalformedPem),
        ("\u{feff}-----BEGIN PUBLIC KEY-----", Error::MalformedPem),
        ("{}", Error::MalformedJwks),
        ("{", Error::MalformedJwks),
        ("[]", Error::MalformedJwks),
        ("\u{feff}{\"keys\":[]}", Error::MalformedJwks),
        ("{\"keys\":{}}", Error::MalformedJwks),
        ("{\"keys\":[],\"keys\":[]}", Error::MalformedJwks),
        ("{\"kty\":\"EC\",\"kty\":\"EC\"}", Error::MalformedJwk),
        ("{\"kty\":\"EC\"", Error::MalformedJwk),
        ("{\"kty\":1}", Error::MalformedJwk),
    ] {
        assert_eq!(bound(&[Algorithm::ES256], text), Err(error), "{text}");
    }
}

#[test]
#[cfg(feature = "es256")]
fn refuses_text_above_the_limit() {
    let text = "x".repeat(MAX_IMPORT_LEN + 1);
    assert_eq!(bound(&[Algorithm::ES256], text), Err(Error::KeySetTooLarge));
}

#[test]
#[cfg(all(feature = "es256", feature = "es384"))]
fn refuses_private_keys_in_each_format() {
    let texts: [Vec<u8>; 3] =
        [P256_PKCS8.into(), der_of(P256_PKCS8), jwk(&format!("{P256_JWK},\"d\":\"{P256_D}\"")).into()];
    for text in texts {
        assert_eq!(bound(&[Algorithm::ES256, Algorithm::ES384], text), Err(Error::PrivateKeyGiven));
    }
}

#[test]
#[cfg(all(feature = "rsa", feature = "es256"))]
fn binds_an_unnamed_key_to_each_listed_algorithm_that_fits() {
    let listed = [Algorithm::ES256, Algorithm::RS256, Algorithm::RS512];
    assert_eq!(bound(&listed, RSA_SPKI), Ok([Algorithm::RS256, Algorithm::RS512].into()));
    assert_eq!(bound(&listed, jwk(&rsa_jwk())), Ok([Algorithm::RS256, Algorithm::RS512].into()));
    assert_eq!(bound(&listed, P256_SPKI), Ok([Algorithm::ES256].into()));
}

#[test]
#[cfg(all(feature = "rsa", feature = "es256"))]
fn refuses_a_key_that_no_listed_algorithm_fits() {
    for listed in [&[Algorithm::RS256][..], &[]] {
        for text in [P256_SPKI, &jwk(P256_JWK)] {
            assert_eq!(bound(listed, text), Err(Error::NoAlgorithmForKey), "{text}");
        }
    }
    assert_eq!(bound(&[Algorithm::ES256], P384_SPKI), Err(Error::NoAlgorithmForKey));
}

#[test]
#[cfg(feature = "rsa")]
fn refuses_rs_and_ps_on_one_key_unless_allowed() {
    let listed = [Algorithm::RS256, Algorithm::PS384];
    for text in [RSA_SPKI, &jwk(&rsa_jwk())] {
        assert_eq!(bound(&listed, text), Err(Error::RsAndPsOnOneKey));
        let allowed = Algorithms::listed(&listed).allow_rs_and_ps();
        assert_eq!(bound_by(&allowed, text.as_bytes()), Ok(listed.into()));
        assert_eq!(bound(&[Algorithm::PS256, Algorithm::PS384], text), Ok([Algorithm::PS256, Algorithm::PS384].into()));
    }
    assert_eq!(bound(&listed, jwk(&(rsa_jwk() + ",\"alg\":\"PS384\""))), Ok([Algorithm::PS384].into()));
}

#[test]
#[cfg(feature = "rsa")]
fn refuses_a_key_that_names_an_algorithm_which_is_not_listed() {
    let named = jwk(&(rsa_jwk() + ",\"alg\":\"RS256\""));
    assert_eq!(bound(&[Algorithm::RS384], &named), Err(Error::AlgorithmNotListed));
    assert_eq!(bound(&[], &named), Err(Error::AlgorithmNotListed));
    assert_eq!(bound(&[Algorithm::RS384, Algorithm::RS256], &named), Ok([Algorithm::RS256].into()));
}

#[test]
#[cfg(feature = "es256")]
fn takes_only_keys_that_name_theirs_where_keys_decide() {
    let algorithms = Algorithms::named_by_keys();
    assert!(algorithms.contains(Algorithm::ES256));
    assert_eq!(bound_by(&algorithms, P256_SPKI.as_bytes()), Err(Error::NoAlgorithmForKey));
    assert_eq!(bound_by(&algorithms, jwk(P256_JWK).as_bytes()), Err(Error::NoAlgorithmForKey));
    let named = jwk(&format!("{P256_JWK},\"alg\":\"ES256\""));
    assert_eq!(bound_by(&algorithms, named.as_bytes()), Ok([Algorithm::ES256].into()));
    assert_eq!(secret_bound(&algorithms, &[0xA5; 64]), Err(Error::NoAlgorithmForKey));
}

#[test]
#[cfg(feature = "rsa")]
fn binds_keys_that_name_none_to_what_is_said_of_them_alone() {
    let [unnamed, named] = [rsa_jwk(), rsa_jwk() + ",\"alg\":\"PS512\""].map(|members| jwk(&members));
    let algorithms = Algorithms::named_by_keys().unnamed_as(&[Algorithm::RS256]);
    assert_eq!(bound_by(&algorithms, unnamed.as_bytes()), Ok([Algorithm::RS256].into()));
    assert_eq!(bound_by(&algorithms, named.as_bytes()), Ok([Algorithm::PS512].into()));
    let narrowed = algorithms.narrowed_to(&[Algorithm::RS256]);
    assert_eq!(bound_by(&narrowed, unnamed.as_bytes()), Ok([Algorithm::RS256].into()));
    assert_eq!(bound_by(&narrowed, named.as_bytes()), Err(Error::AlgorithmNotListed));
    let narrowed = narrowed.narrowed_to(&[Algorithm::PS512]);
    assert_eq!(bound_by(&narrowed, unnamed.as_bytes()), Err(Error::NoAlgorithmForKey));
    assert_eq!(bound_by(&narrowed, named.as_bytes()), Err(Error::AlgorithmNotListed));
}

#[test]
fn refuses_a_list_with_an_algorithm_that_this_build_lacks() {
    for algorithm in Algorithm::ALL.into_iter().filter(|algorithm| !algorithm.is_supported()) {
        assert_eq!(bound(&[algorithm], P256_SPKI), Err(Error::UnsupportedAlgorithm), "{algorithm}");
        assert_eq!(secret_bound(&Algorithms::listed(&[algorithm]), &[0xA5; 64]), Err(Error::UnsupportedAlgorithm));
        assert!(!Algorithms::named_by_keys().contains(algorithm));
        let unnamed = Algorithms::named_by_keys().unnamed_as(&[algorithm]);
        assert_eq!(bound_by(&unnamed, P256_SPKI.as_bytes()), Err(Error::UnsupportedAlgorithm));
    }
}

#[test]
fn refuses_a_key_that_names_an_algorithm_which_this_build_lacks() {
    let k256 = P256_JWK.replace("P-256", "secp256k1");
    let keys = [(Algorithm::ES256, P256_JWK), (Algorithm::ES256K, &k256), (Algorithm::EdDSA, ED25519_JWK)];
    for (algorithm, members) in keys.into_iter().filter(|(algorithm, _)| !algorithm.is_supported()) {
        let named = jwk(&format!("{members},\"alg\":\"{algorithm}\""));
        assert_eq!(bound_by(&Algorithms::named_by_keys(), named.as_bytes()), Err(Error::UnsupportedAlgorithm));
    }
}

#[test]
#[cfg(feature = "hs")]
fn binds_a_secret_to_each_listed_algorithm_that_it_is_long_enough_for() {
    let all = Algorithms::listed(HS);
    for (len, count) in [(32, 1), (47, 1), (48, 2), (63, 2), (64, 3), (65, 3)] {
        let secret = std::vec![0xA5; len];
        assert_eq!(secret_bound(&all, &secret), Ok(HS[..count].into()), "{len}");
    }
    assert_eq!(bound(HS, jwk(&secret_jwk())), Ok([Algorithm::HS256].into()));
    assert_eq!(bound(HS, jwk(&(secret_jwk() + ",\"alg\":\"HS384\""))), Err(Error::SecretTooShort));
}

#[test]
#[cfg(feature = "hs")]
fn refuses_secrets_that_are_short_for_all_listed_or_look_like_keys() {
    let all = Algorithms::listed(HS);
    assert_eq!(secret_bound(&all, &[0xA5; 31]), Err(Error::SecretTooShort));
    assert_eq!(secret_bound(&Algorithms::listed(&HS[2..]), &[0xA5; 63]), Err(Error::SecretTooShort));
    assert_eq!(secret_bound(&all, P256_SPKI.as_bytes()), Err(Error::SecretLooksLikeKey));
    assert_eq!(secret_bound(&Algorithms::listed(&[]), &[0xA5; 64]), Err(Error::NoAlgorithmForKey));
}

#[test]
#[cfg(feature = "es256")]
fn keeps_the_name_of_a_jwk() {
    let mut set = TestSet::default();
    let text = jwk(&format!("{P256_JWK},\"kid\":\"a\""));
    import(&mut set, text.as_bytes(), &Algorithms::listed(&[Algorithm::ES256]), &mut |_| ()).unwrap();
    assert_eq!(set.0[0].kid(), Some("a"));
}
