//! What is shown for logs (`Debug`, `Display`, errors) holds no secret, no token and no claims.

use std::fmt::Debug;

use jwtcore::key::Secret;
use jwtcore::{
    Algorithm, Algorithms, Audience, Error, Issuer, JwsVerifier, Key, KeySet, NewClaims, Signer, Trust, UnixSeconds,
    Verifier,
};

use crate::common::NOW;
use crate::common::made::{HEADER, SECRET, encoded, lasting, token, trust};

const CLAIM: &str = "a-claim-that-nobody-should-read";

fn shown(value: &dyn Debug) -> String {
    format!("{value:?}\n{value:#?}")
}

/// The bytes as text, in hex, in base64url and as numbers, in pieces that no chance makes.
fn spellings(secret: &[u8]) -> Vec<String> {
    let hex = secret[..8].iter().fold(String::new(), |text, byte| text + &format!("{byte:02x}"));
    let lines = secret[..4].iter().map(|byte| format!("{byte},")).collect::<Vec<_>>();
    vec![
        String::from_utf8_lossy(&secret[..8]).into_owned(),
        hex.to_uppercase(),
        hex,
        encoded(&secret[..12]),
        lines.join(" "),
        lines.join("\n    "),
        lines.join("\n        "),
    ]
}

#[track_caller]
fn assert_hides(text: &str, secret: &[u8]) {
    for spelling in spellings(secret) {
        assert!(!text.contains(&spelling), "{spelling:?} shows in {text}");
    }
}

/// The check itself sees a secret in each of the ways in which derived code shows it.
#[test]
fn a_secret_that_shows_is_found() {
    #[derive(Debug)]
    #[allow(dead_code, reason = "only shown")]
    struct Leak<'a>(&'a [u8]);
    for leak in [
        shown(&Leak(SECRET)),
        shown(&String::from_utf8_lossy(SECRET)),
        encoded(SECRET),
        format!("{SECRET:02x?}").replace(", ", ""),
    ] {
        assert!(spellings(SECRET).iter().any(|spelling| leak.contains(spelling)), "{leak}");
    }
    let pretty = format!("{:#?}", Leak(SECRET));
    assert!(spellings(SECRET).iter().any(|spelling| pretty.contains(spelling)), "{pretty}");
}

#[test]
fn keys_secrets_sets_and_verifiers_show_no_secret() {
    let key = Key::from_secret(Algorithm::HS256, SECRET).unwrap().named("key-1").unwrap();
    let set = KeySet::<2>::from_secret(SECRET, &Algorithms::listed(&[Algorithm::HS256, Algorithm::HS512])).unwrap();
    let signer = Signer::from_secret(Algorithm::HS256, SECRET).unwrap();
    let secret = Secret::new(Algorithm::HS256, SECRET).unwrap();
    let verifier = Verifier::new([trust()]).unwrap();
    let jws = JwsVerifier::new(KeySet::<1>::new([Key::from_secret(Algorithm::HS512, SECRET).unwrap()]).unwrap());
    for value in [&key as &dyn Debug, &set, &signer, &secret, &trust(), &verifier, &jws] {
        let text = shown(value);
        assert!(!text.trim().is_empty());
        assert_hides(&text, SECRET);
    }
    assert!(shown(&key).contains("key-1") && shown(&key).contains("HS256"));
}

#[test]
#[cfg(feature = "es256")]
fn private_keys_and_their_signers_show_no_secret() {
    use base64ct::{Base64UrlUnpadded, Encoding as _};
    let jwk: serde_json::Value = crate::common::read_json("keys/formats/test-only-p256.jwk");
    let mut scalar = [0; 32];
    Base64UrlUnpadded::decode(jwk["d"].as_str().unwrap(), &mut scalar).unwrap();
    let key = jwtcore::PrivateKey::from_jwk(jwk.to_string().as_bytes()).unwrap();
    let signer = Signer::new(Algorithm::ES256, &key).unwrap();
    for value in [&key as &dyn Debug, &signer] {
        assert_hides(&shown(value), &scalar);
    }
}

#[test]
fn accepted_claims_and_payloads_show_neither_claims_nor_token() {
    let token = token(HEADER, lasting(&format!(r#""sub":"{CLAIM}""#)));
    let verifier = Verifier::new(trust()).unwrap();
    let mut buf = vec![0; token.len()];
    let claims = shown(&verifier.verify(&token, UnixSeconds(NOW), &mut buf).unwrap());
    let jws = JwsVerifier::new(crate::common::made::hs256_keys());
    let mut buf = vec![0; token.len()];
    let payload = shown(&jws.verify(&token, &mut buf).unwrap());
    for text in [claims, payload] {
        assert!(text.contains("HS256"), "{text}");
        assert_hides(&text, CLAIM.as_bytes());
        assert_hides(&text, token.as_bytes());
    }
}

#[test]
fn claims_to_be_signed_do_not_show() {
    let own = std::collections::BTreeMap::from([("own", CLAIM)]);
    let json = format!(r#"{{"own":"{CLAIM}"}}"#);
    assert_hides(&shown(&NewClaims::new().sub(CLAIM).with(&own)), CLAIM.as_bytes());
    assert_hides(&shown(&NewClaims::new().jti(CLAIM).with_json(&json)), CLAIM.as_bytes());
}

/// Errors are numbers and fixed texts: the same for every token that they refuse.
#[test]
fn errors_hold_no_bytes_of_a_token_or_a_key() {
    let verifier = Verifier::new(trust()).unwrap();
    for members in [format!(r#""sub":["{CLAIM}"]"#), format!(r#""iss2":"{CLAIM}","exp":0"#), format!("\"{CLAIM}")] {
        let token = token(HEADER, lasting(&members));
        let error = verifier.verify(&token, UnixSeconds(NOW), &mut vec![0; token.len()]).unwrap_err();
        assert_says_only_the_table(error);
    }
    let error = Key::from_pem(Algorithm::ES256, CLAIM.as_bytes()).unwrap_err();
    assert_says_only_the_table(error);
    let mut skipped = Vec::new();
    let jwks = format!(r#"{{"keys":[{{"kty":"{CLAIM}","kid":"{CLAIM}"}}]}}"#);
    let _ =
        KeySet::<1>::from_jwks(jwks.as_bytes(), &Algorithms::listed(&[Algorithm::HS256]), |entry| skipped.push(entry));
    assert_eq!(skipped.len(), 1);
    assert_hides(&(skipped[0].to_string() + &shown(&skipped[0])), CLAIM.as_bytes());
}

fn assert_says_only_the_table(error: Error) {
    assert_eq!(error.to_string(), error.sentence());
    assert!(Error::ALL.contains(&error), "{error:?}");
    assert_hides(&shown(&error), CLAIM.as_bytes());
}

#[test]
fn a_policy_shows_what_it_expects() {
    let trust = Trust::new(
        Issuer::exactly("https://expected.test"),
        Audience::contains("aud-1"),
        crate::common::made::hs256_keys(),
    );
    let text = shown(&trust);
    assert!(text.contains("https://expected.test") && text.contains("aud-1"));
}
