//! Keys: each bound to one algorithm, no public key taken for a secret, and no weak one taken at all.

use jwtcore::{Algorithm, Algorithms, Audience, Error, Issuer, Key, KeySet, Signer, Trust, Verifier};

use crate::common::made::{SECRET, encoded, lasting, signed_with};
use crate::common::{NOW, read, read_json, verdict};

fn verifier(keys: KeySet<8>) -> Verifier<Trust<KeySet<8>>> {
    Verifier::new(Trust::new(Issuer::unchecked(), Audience::unchecked(), keys)).unwrap()
}

fn import(text: &[u8], listed: &[Algorithm]) -> Result<KeySet<8>, Error> {
    KeySet::import(text, &Algorithms::listed(listed), |_| ())
}

/// A token that says one algorithm and is signed with HMAC of another.
fn saying(alg: &str, hmac: Algorithm, secret: &[u8]) -> String {
    signed_with(hmac, secret, encoded(format!(r#"{{"alg":"{alg}"}}"#)) + "." + &encoded(lasting("")))
}

/// What a signature is made of is not asked before its algorithm is the key's.
#[test]
fn the_tokens_alg_never_picks_the_key() {
    for bound in [Algorithm::HS256, Algorithm::HS384, Algorithm::HS512] {
        let verifier = verifier(KeySet::new([Key::from_secret(bound, SECRET).unwrap()]).unwrap());
        for said in Algorithm::ALL {
            let token = saying(said.name(), bound, SECRET);
            let expected = if said == bound { Ok(()) } else { Err(Error::AlgorithmNotAllowed) };
            assert_eq!(verdict(&verifier, token, NOW).map(drop), expected, "{said} under a key for {bound}");
        }
    }
}

#[test]
#[cfg(feature = "rsa")]
fn refuses_hs256_signed_with_rsa_public_key() {
    let token = read("tokens/openssl-hs256-rsa-public-key.jwt");
    let pem = read("keys/rsa-2048.pem");
    let alone = verifier(import(&pem, &[Algorithm::RS256]).unwrap());
    assert_eq!(verdict(&alone, &token, NOW), Err(Error::AlgorithmNotAllowed));
    let keys = [Key::from_pem(Algorithm::RS256, &pem).unwrap(), Key::from_secret(Algorithm::HS256, SECRET).unwrap()];
    let beside_a_secret = verifier(KeySet::new(keys).unwrap());
    assert_eq!(verdict(&beside_a_secret, &token, NOW), Err(Error::InvalidSignature));
    // Listing HS256 binds no public key to it.
    let listed = verifier(import(&pem, &[Algorithm::RS256, Algorithm::HS256]).unwrap());
    assert_eq!(verdict(&listed, &token, NOW), Err(Error::AlgorithmNotAllowed));
    assert_eq!(import(&pem, &[Algorithm::HS256]).err(), Some(Error::NoAlgorithmForKey));
    assert_eq!(Key::from_pem(Algorithm::HS256, &pem).err(), Some(Error::KeyAlgorithmMismatch));
}

#[derive(serde::Deserialize)]
struct KeyFile {
    file: String,
    verdict: String,
}

/// PEM, DER, JWK, certificates, private keys and SSH, with white space around or not.
#[test]
fn refuses_an_hmac_secret_that_is_a_key() {
    let files: Vec<KeyFile> = read_json("keys/formats/manifest.json");
    let keys = files.into_iter().filter(|file| file.verdict == "accepted").map(|file| file.file);
    let others = ["ssh-ed25519.pub", "ssh-p256.pub", "test-only-ssh-ed25519.pem", "pgp-public-key.asc"];
    let mut count = 0;
    for file in keys.chain(others.map(String::from)) {
        let key = read(&format!("keys/formats/{file}"));
        let framed = [b" \r\n\t", &*key, b"\n \n"].concat();
        for secret in [&key, &framed] {
            let as_jwk = format!(r#"{{"kty":"oct","k":"{}"}}"#, encoded(secret));
            let errors = [
                Key::from_secret(Algorithm::HS256, secret).err(),
                KeySet::<8>::from_secret(secret, &Algorithms::listed(&[Algorithm::HS256, Algorithm::HS512])).err(),
                Signer::from_secret(Algorithm::HS256, secret).err(),
                // A JWK holds secrets of at most 1,024 bytes, so that a long one is malformed.
                Key::from_jwk(Algorithm::HS256, as_jwk.as_bytes()).err().filter(|_| secret.len() <= 1024),
            ];
            let expected =
                [true, true, true, secret.len() <= 1024].map(|asked| asked.then_some(Error::SecretLooksLikeKey));
            assert_eq!(errors, expected, "{file}");
            count += 1;
        }
    }
    assert!(count > 80, "{count}: the manifest has lost keys");
}

#[test]
fn refuses_empty_and_short_secrets() {
    for (algorithm, least) in [(Algorithm::HS256, 32), (Algorithm::HS384, 48), (Algorithm::HS512, 64)] {
        for len in [0, 1, least - 1] {
            let secret = &SECRET[..len];
            assert_eq!(Key::from_secret(algorithm, secret).err(), Some(Error::SecretTooShort), "{algorithm} {len}");
            assert_eq!(Signer::from_secret(algorithm, secret).err(), Some(Error::SecretTooShort), "{algorithm} {len}");
            let listed = Algorithms::listed(&[algorithm]);
            assert_eq!(KeySet::<1>::from_secret(secret, &listed).err(), Some(Error::SecretTooShort));
            let jwk = format!(r#"{{"kty":"oct","k":"{}"}}"#, encoded(secret));
            assert_eq!(Key::from_jwk(algorithm, jwk.as_bytes()).err(), Some(Error::SecretTooShort));
        }
        assert!(Key::from_secret(algorithm, &SECRET[..least]).is_ok());
    }
}

#[test]
fn a_secret_serves_each_listed_algorithm_that_it_is_long_enough_for() {
    let all = [Algorithm::HS256, Algorithm::HS384, Algorithm::HS512];
    let verifier = verifier(KeySet::from_secret(&SECRET[..48], &Algorithms::listed(&all)).unwrap());
    for algorithm in [Algorithm::HS256, Algorithm::HS384] {
        let token = saying(algorithm.name(), algorithm, &SECRET[..48]);
        assert_eq!(verdict(&verifier, token, NOW).map(drop), Ok(()), "{algorithm}");
    }
    let token = saying("HS512", Algorithm::HS512, SECRET);
    assert_eq!(verdict(&verifier, token, NOW), Err(Error::AlgorithmNotAllowed));
}

/// PEM and JWK name no algorithm here: the list binds them, as separate entries.
#[test]
#[cfg(feature = "rsa")]
fn a_key_without_algorithm_is_bound_to_each_listed_one_that_fits() {
    let token = |alg: &str| read(&format!("tokens/openssl-{alg}.jwt"));
    for file in ["keys/rsa-2048.pem", "keys/formats/rsa-2048.jwk", "keys/formats/rsa-2048-certificate.pem"] {
        let listed = [Algorithm::RS256, Algorithm::RS512, Algorithm::HS256];
        let verifier = verifier(import(&read(file), &listed).unwrap());
        assert_eq!(verdict(&verifier, token("rs256"), NOW).map(drop), Ok(()), "{file}");
        assert_eq!(verdict(&verifier, token("rs512"), NOW).map(drop), Ok(()), "{file}");
        for alg in ["rs384", "ps256", "ps512"] {
            assert_eq!(verdict(&verifier, token(alg), NOW), Err(Error::AlgorithmNotAllowed), "{file} {alg}");
        }
    }
}

#[test]
#[cfg(feature = "rsa")]
fn rs_and_ps_on_one_key_refuse_unless_said() {
    let pem = read("keys/rsa-2048.pem");
    let both = Algorithms::listed(&[Algorithm::RS256, Algorithm::PS256]);
    let import = |algorithms: &Algorithms| KeySet::<8>::import(&pem, algorithms, |_| ());
    assert_eq!(import(&both).err(), Some(Error::RsAndPsOnOneKey));
    let verifier = verifier(import(&both.allow_rs_and_ps()).unwrap());
    for token in ["tokens/openssl-rs256.jwt", "tokens/openssl-ps256.jwt"] {
        assert_eq!(verdict(&verifier, read(token), NOW).map(drop), Ok(()), "{token}");
    }
    assert_eq!(verdict(&verifier, read("tokens/openssl-rs256-as-ps256.jwt"), NOW), Err(Error::InvalidSignature));
}

#[test]
#[cfg(feature = "eddsa")]
fn eddsa_and_ed25519_are_one_algorithm() {
    assert_eq!(Algorithm::from_name("Ed25519"), Ok(Algorithm::EdDSA));
    let jwk = crate::common::read_text("keys/formats/ed25519.jwk");
    for alg in ["EdDSA", "Ed25519"] {
        let named = format!(r#"{},"alg":"{alg}"}}"#, jwk.trim_end().strip_suffix('}').unwrap());
        for key in [jwk.as_bytes(), named.as_bytes()] {
            let verifier = verifier(import(key, &[Algorithm::EdDSA]).unwrap());
            for token in ["tokens/openssl-eddsa.jwt", "tokens/openssl-ed25519.jwt", "tokens/jose-ed25519.jwt"] {
                assert_eq!(verdict(&verifier, read(token), NOW).map(drop), Ok(()), "{alg} {token}");
            }
        }
    }
}

/// One named refusal for each weakness; the whole manifest is read in `key_formats.rs`.
#[test]
#[cfg(all(feature = "rsa", feature = "es256"))]
fn refuses_weak_rsa_keys_and_points_that_are_not_on_the_curve() {
    for (file, error) in [
        ("rsa-1024-spki.pem", Error::UnsupportedKeySize),
        ("rsa-2040-spki.pem", Error::UnsupportedKeySize),
        ("rsa-2050-spki.pem", Error::UnsupportedKeySize),
        ("rsa-8192-spki.pem", Error::UnsupportedKeySize),
        ("rsa-2048-e0-spki.der", Error::WeakRsaExponent),
        ("rsa-2048-e1-spki.der", Error::WeakRsaExponent),
        ("rsa-2048-e2-spki.der", Error::WeakRsaExponent),
        ("rsa-2048-e8589934593-spki.der", Error::WeakRsaExponent),
        ("rsa-2048-roca-spki.pem", Error::RocaWeakKey),
        ("p256-off-curve.jwk", Error::InvalidPublicKey),
        ("p256-spki-off-curve.der", Error::InvalidPublicKey),
        ("p256-spki-infinity.der", Error::InvalidPublicKey),
        ("p256-short-coordinate.jwk", Error::InvalidPublicKey),
        ("p256-long-coordinate.jwk", Error::InvalidPublicKey),
        ("p256-spki-short-point.der", Error::InvalidPublicKey),
        ("p256-spki-compressed.der", Error::UnsupportedPointFormat),
    ] {
        let verdict = import(&read(&format!("keys/formats/{file}")), &[Algorithm::RS256, Algorithm::ES256]);
        assert_eq!(verdict.err(), Some(error), "{file}");
    }
    for file in ["rsa-2048-e3-spki.pem", "rsa-2048-e8589934591-spki.der", "rsa-4096-spki.pem"] {
        assert!(import(&read(&format!("keys/formats/{file}")), &[Algorithm::RS256]).is_ok(), "{file}");
    }
}

#[test]
#[cfg(feature = "eddsa")]
fn refuses_small_order_mixed_order_and_non_canonical_ed25519_keys() {
    use curve25519_dalek::{constants, edwards::EdwardsPoint};
    let jwk = |point: &[u8; 32]| format!(r#"{{"kty":"OKP","crv":"Ed25519","x":"{}"}}"#, encoded(point));
    let verdict = |point: EdwardsPoint| import(jwk(&point.compress().0).as_bytes(), &[Algorithm::EdDSA]).err();
    let good = constants::ED25519_BASEPOINT_POINT;
    assert_eq!(verdict(good), None);
    for (at, torsion) in constants::EIGHT_TORSION.into_iter().enumerate() {
        assert_eq!(verdict(torsion), Some(Error::InvalidPublicKey), "small order {at}");
        if at > 0 {
            assert_eq!(verdict(good + torsion), Some(Error::InvalidPublicKey), "mixed order {at}");
        }
    }
    // p + 1 encodes 1 again; 2^255 - 1 with any sign is above p.
    let mut above = [0xFF; 32];
    above[0] = 0xEE;
    for last in [0x7F, 0xFF] {
        above[31] = last;
        assert_eq!(import(jwk(&above).as_bytes(), &[Algorithm::EdDSA]).err(), Some(Error::InvalidPublicKey));
    }
}

#[test]
#[cfg(feature = "es256")]
fn refuses_private_keys_where_public_ones_belong() {
    let jwk = crate::common::read_text("keys/formats/test-only-p256.jwk");
    let jwks = format!(r#"{{"keys":[{jwk}]}}"#);
    let pem = read("keys/private/test-only-p256.pem");
    let der = read("keys/formats/test-only-p256-pkcs8.der");
    for text in [&pem[..], &der, jwk.as_bytes(), jwks.as_bytes()] {
        assert_eq!(import(text, &[Algorithm::ES256]).err(), Some(Error::PrivateKeyGiven));
    }
    assert!(Error::PrivateKeyGiven.mend().contains("-pubout"));
}

#[test]
#[cfg(feature = "es256")]
fn refuses_a_jwk_for_another_use_algorithm_or_curve() {
    let jwk = crate::common::read_text("keys/formats/p256.jwk");
    let with = |members: &str| format!("{},{members}}}", jwk.trim_end().strip_suffix('}').unwrap());
    let error = |members: &str| import(with(members).as_bytes(), &[Algorithm::ES256]).err();
    for (members, expected) in [
        (r#""use":"sig","key_ops":["sign","verify"],"alg":"ES256""#, None),
        (r#""use":"enc""#, Some(Error::KeyNotForSignatures)),
        (r#""use":"SIG""#, Some(Error::KeyNotForSignatures)),
        (r#""key_ops":[]"#, Some(Error::KeyNotForSignatures)),
        (r#""key_ops":["sign"]"#, Some(Error::KeyNotForSignatures)),
        (r#""key_ops":["deriveKey"]"#, Some(Error::KeyNotForSignatures)),
        (r#""alg":"ES384""#, Some(Error::KeyAlgorithmMismatch)),
        (r#""alg":"HS256""#, Some(Error::KeyAlgorithmMismatch)),
        (r#""alg":"RSA-OAEP""#, Some(Error::UnsupportedAlgorithm)),
        (r#""alg":"none""#, Some(Error::UnsupportedAlgorithm)),
    ] {
        assert_eq!(error(members), expected, "{members}");
    }
}

#[test]
#[cfg(feature = "es256")]
fn a_jwks_skips_what_it_cannot_use_each_with_its_reason_and_verifies_with_the_rest() {
    let p256 = crate::common::read_text("keys/formats/p256.jwk");
    let named = |members: &str| format!("{},{members}}}", p256.trim_end().strip_suffix('}').unwrap());
    let entries = [
        named(r#""use":"enc","alg":"RSA-OAEP""#),
        named(r#""alg":"ECDH-ES""#),
        named(r#""alg":"ES384""#),
        r#"{"kty":"PQC","pub":"AAAA"}"#.into(),
        r#"{"kty":"OKP","crv":"X25519","x":"AAAA"}"#.into(),
        r#"{"kty":"EC","crv":"P-256"}"#.into(),
        "7".into(),
        p256.clone(),
        p256.clone(),
    ];
    let jwks = format!(r#"{{"keys":[{}]}}"#, entries.join(","));
    let mut skipped = Vec::new();
    let algorithms = Algorithms::listed(&[Algorithm::ES256]);
    let keys =
        KeySet::<8>::from_jwks(jwks.as_bytes(), &algorithms, |entry| skipped.push((entry.index(), entry.reason())));
    let reasons = [
        Error::KeyNotForSignatures,
        Error::UnsupportedAlgorithm,
        Error::KeyAlgorithmMismatch,
        Error::UnsupportedKeyType,
        Error::UnsupportedCurve,
        Error::MalformedJwk,
        Error::MalformedJwk,
    ];
    assert_eq!(skipped, reasons.into_iter().enumerate().collect::<Vec<_>>());
    let token = read("tokens/pyjwt-es256.jwt");
    assert_eq!(verdict(&verifier(keys.unwrap()), token, NOW).map(drop), Ok(()));
}

#[test]
#[cfg(feature = "es256")]
fn a_jwks_refuses_only_for_faults_of_the_whole_set() {
    let p256 = crate::common::read_text("keys/p256.jwk").trim_end().to_owned();
    let mut buf = [0; 512];
    let other = jwtcore::PublicKey::from_pem(&read("keys/other-p256.pem")).unwrap();
    let other = other.to_jwk(None, None, &mut buf).unwrap();
    let named = |jwk: &str, kid: &str| {
        let members: serde_json::Map<_, _> = serde_json::from_str(jwk).unwrap();
        let mut members = serde_json::Value::Object(members);
        members["kid"] = kid.into();
        members.to_string()
    };
    let secret = format!(r#"{{"kty":"oct","k":"{}"}}"#, encoded(SECRET));
    let listed = [Algorithm::ES256, Algorithm::HS256];
    let error = |entries: &[&str]| import(format!(r#"{{"keys":[{}]}}"#, entries.join(",")).as_bytes(), &listed).err();
    assert_eq!(error(&[&named(&p256, "a"), &named(&p256, "a")]), None, "identical entries collapse");
    assert_eq!(error(&[&named(&p256, "a"), &named(other, "b")]), None);
    assert_eq!(error(&[&named(&p256, "a"), &named(other, "a")]), Some(Error::ConflictingKeys));
    assert_eq!(error(&[]), Some(Error::NoUsableKey));
    assert_eq!(error(&["{}", "[]"]), Some(Error::NoUsableKey));
    assert_eq!(error(&[&secret]), None);
    assert_eq!(error(&[&secret, &p256]), Some(Error::SecretsAmongPublicKeys));
    assert_eq!(import(br#"{"keys":[{"kty":}]}"#, &listed).err(), Some(Error::MalformedJwks));
    // Only imported sets: whoever joins a secret and a public key in code means it.
    let joined = [Key::from_secret(Algorithm::HS256, SECRET), Key::from_jwk(Algorithm::ES256, p256.as_bytes())];
    assert!(KeySet::<8>::new(joined.map(Result::unwrap)).is_ok());
}

#[test]
#[cfg(feature = "es256")]
fn a_jwks_has_at_most_1_024_entries_and_1_mib() {
    let p256 = crate::common::read_text("keys/p256.jwk");
    let set = |junk: usize| format!(r#"{{"keys":[{}{p256}]}}"#, "{},".repeat(junk));
    assert!(import(set(1023).as_bytes(), &[Algorithm::ES256]).is_ok());
    assert_eq!(import(set(1024).as_bytes(), &[Algorithm::ES256]).err(), Some(Error::KeySetTooLarge));
    let (fits, blanks) = (set(0), " ".repeat((1 << 20) - set(0).len()));
    assert!(import((fits.clone() + &blanks).as_bytes(), &[Algorithm::ES256]).is_ok());
    assert_eq!(import((fits + &blanks + " ").as_bytes(), &[Algorithm::ES256]).err(), Some(Error::KeySetTooLarge));
}

#[test]
fn an_absent_algorithm_answers_unsupported() {
    for algorithm in Algorithm::ALL.into_iter().filter(|algorithm| !algorithm.is_supported()) {
        let error = import(&read("keys/p256.pem"), &[algorithm, Algorithm::HS256]).err();
        assert_eq!(error, Some(Error::UnsupportedAlgorithm), "{algorithm}");
    }
    // A token for it meets no key.
    let verifier = verifier(KeySet::new([Key::from_secret(Algorithm::HS256, SECRET).unwrap()]).unwrap());
    let token = saying("ES256K", Algorithm::HS256, SECRET);
    assert_eq!(verdict(&verifier, token, NOW), Err(Error::AlgorithmNotAllowed));
}

/// The attacker's own key in the header, and a signature by it.
#[test]
#[cfg(feature = "es256")]
fn refuses_a_token_signed_by_the_key_in_its_own_header() {
    let pem = read("keys/private/test-only-other-p256.pem");
    let attacker = jwtcore::PrivateKey::from_pem(&pem).unwrap();
    let public = attacker.public_key().unwrap();
    let mut buf = [0; 512];
    let jwk = public.to_jwk(Some(Algorithm::ES256), None, &mut buf).unwrap();
    let header = format!(r#"{{"alg":"ES256","jwk":{jwk},"jku":"https://evil.test","x5c":["AAAA"]}}"#);
    let input = encoded(header) + "." + &encoded(lasting(""));
    let token = signed_by(&attacker, &input);
    let trusted = verifier(import(&read("keys/p256.pem"), &[Algorithm::ES256]).unwrap());
    assert_eq!(verdict(&trusted, &token, NOW), Err(Error::InvalidSignature));
    // The same token is good under the attacker's key, once somebody trusts it.
    let trusting = verifier(import(crate::common::leaked(jwk).as_bytes(), &[Algorithm::ES256]).unwrap());
    assert_eq!(verdict(&trusting, &token, NOW).map(drop), Ok(()));
}

#[cfg(feature = "es256")]
fn signed_by(key: &jwtcore::PrivateKey, input: &str) -> String {
    use jwtcore::key::SigningKey as _;
    let key = jwtcore::backend::rustcrypto::SigningKey::from_private_key(Algorithm::ES256, key).unwrap();
    let mut signature = [0; 64];
    key.sign(input.as_bytes(), &mut signature).unwrap();
    format!("{input}.{}", encoded(signature))
}
