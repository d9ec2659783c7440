//! Keys: made, read, and written out in other forms.

use jwtcore_ffi::*;

use crate::common::*;

/// A key. Freed when it goes.
struct Key(u64);

impl Key {
    fn generate(algorithm: u32, rsa_bits: u32, kid: Option<&str>) -> Answer<Self> {
        let (kid, kid_len) = optional(kid);
        let mut handle = 7;
        let status = ffi!(jwtcore_key_generate(algorithm, rsa_bits, kid, kid_len, &raw mut handle));
        assert_eq!(status == 0, handle != 0);
        answer(status).map(|()| Self(handle))
    }

    fn read(source: u32, algorithm: u32, text: &[u8], kid: Option<&str>) -> Answer<Self> {
        let (kid, kid_len) = optional(kid);
        let mut handle = 7;
        let status = ffi!(jwtcore_key_new(source, algorithm, data(text), text.len(), kid, kid_len, &raw mut handle));
        assert_eq!(status == 0, handle != 0);
        answer(status).map(|()| Self(handle))
    }

    fn export(&self, form: JwtcoreExport) -> Answer<Vec<u8>> {
        written(8192, |out, cap, len| ffi!(jwtcore_key_export(self.0, form as u32, out, cap, len)))
    }
}

impl Drop for Key {
    fn drop(&mut self) {
        assert_eq!(jwtcore_key_free(self.0), 0);
    }
}

/// Signs with the private text of a key, and verifies with the public one.
#[track_caller]
fn assert_pair(algorithm: u32, private: &[u8], public: &[u8], kid: Option<&str>) {
    let signer = Signer::new(KEYS, algorithm, private, kid).expect("a signer");
    let builder = Builder::new()
        .trust(&trust_options())
        .and_then(|builder| builder.issuer(ISS)?.audience(AUD)?.key(KEYS, algorithm, public, kid));
    let verifier = builder.and_then(|builder| builder.build()).expect("a verifier");
    assert_answer(&verifier.verify(signer.sign(&claims(""), None).expect("a token"), NOW), "ok");
}

#[test]
fn makes_keys_for_every_algorithm_in_every_form() {
    for (name, rsa_bits) in [("RS256", 2048), ("PS512", 3072), ("ES256", 0), ("ES384", 0), ("ES512", 0), ("EdDSA", 0)] {
        let algorithm = algorithms([name]);
        let key = Key::generate(algorithm, rsa_bits, Some("ü\"1")).expect(name);
        let (pem, spki) = (key.export(JwtcoreExport::PrivatePem), key.export(JwtcoreExport::PublicPem));
        assert_pair(algorithm, &pem.expect("a PEM"), &spki.expect("a PEM"), None);
        let (jwk, public) = (key.export(JwtcoreExport::PrivateJwk), key.export(JwtcoreExport::PublicJwk));
        let (jwk, public) = (jwk.expect("a JWK"), public.expect("a JWK"));
        assert_pair(algorithm, &jwk, &public, None);
        let public: serde_json::Value = serde_json::from_slice(&public).expect("JSON");
        assert_eq!((&public["kid"], &public["alg"], &public["use"]), (&"ü\"1".into(), &name.into(), &"sig".into()));
        assert_eq!(public.get("d"), None);
        assert_eq!(key.export(JwtcoreExport::Thumbprint).expect("a thumbprint").len(), 43);
        assert_answer(&key.export(JwtcoreExport::Secret), "invalid-argument");
        let again = Key::generate(algorithm, rsa_bits, None).expect(name);
        assert_ne!(again.export(JwtcoreExport::PrivateJwk).expect("a JWK"), jwk);
    }
}

#[test]
fn makes_secrets_of_the_hashs_length() {
    for (name, len) in [("HS256", 32), ("HS384", 48), ("HS512", 64)] {
        let algorithm = algorithms([name]);
        let key = Key::generate(algorithm, 0, Some("1")).expect("a secret");
        let secret = key.export(JwtcoreExport::Secret).expect("bytes");
        assert_eq!(secret.len(), len);
        let jwk = key.export(JwtcoreExport::PrivateJwk).expect("a JWK");
        assert_pair(algorithm, &jwk, &jwk, None);
        for form in [JwtcoreExport::PublicPem, JwtcoreExport::PublicJwk, JwtcoreExport::Thumbprint] {
            assert_answer(&key.export(form), "unsupported-key-type");
        }
        assert_answer(&key.export(JwtcoreExport::PrivatePem), "invalid-argument");
        let read = Key::read(SECRET_SOURCE, algorithm, &secret, Some("1")).expect("a secret");
        assert_eq!(read.export(JwtcoreExport::PrivateJwk), Ok(jwk));
    }
}

#[test]
fn rsa_sizes_are_asked_for_and_bounded() {
    let rs256 = algorithms(["RS256"]);
    assert_answer(&Key::generate(rs256, 0, None).map(drop), "invalid-argument");
    for bits in [1024, 2049, 2056, 4104, u32::MAX] {
        assert_answer(&Key::generate(rs256, bits, None).map(drop), "unsupported-key-size");
    }
    for name in ["ES256", "EdDSA", "HS256"] {
        assert_answer(&Key::generate(algorithms([name]), 2048, None).map(drop), "invalid-argument");
    }
    assert_answer(&Key::generate(0, 0, None).map(drop), "invalid-argument");
    let long = "k".repeat(257);
    assert_answer(&Key::generate(HS256, 0, Some(&long)).map(drop), "kid-too-long");
}

#[test]
fn reads_private_and_public_keys_and_writes_them_out() {
    for (name, file) in [("ES256", "p256"), ("ES512", "p521"), ("EdDSA", "ed25519"), ("RS256", "rsa-2048")] {
        let (algorithm, public) = (algorithms([name]), read(&format!("keys/{file}.pem")));
        let private = read(&format!("keys/private/test-only-{file}.pem"));
        let key = Key::read(KEYS, algorithm, &private, None).expect(name);
        assert_eq!(key.export(JwtcoreExport::PublicPem), Ok(public.clone()), "{name}");
        let published = Key::read(KEYS, 0, &public, None).expect(name);
        assert_eq!(published.export(JwtcoreExport::Thumbprint), key.export(JwtcoreExport::Thumbprint));
        for form in [JwtcoreExport::PrivatePem, JwtcoreExport::PrivateJwk] {
            assert_answer(&published.export(form), "public-key-given");
        }
        let jwk: serde_json::Value =
            serde_json::from_slice(&published.export(JwtcoreExport::PublicJwk).expect("a JWK")).expect("JSON");
        assert_eq!((jwk.get("alg"), jwk.get("kid")), (None, None));
    }
}

#[test]
fn refuses_what_is_no_key_or_another() {
    let es384 = algorithms(["ES384"]);
    assert_answer(&Key::read(KEYS, es384, &read("keys/p256.pem"), None).map(drop), "key-algorithm-mismatch");
    assert_answer(&Key::read(KEYS, 0, b"no key", None).map(drop), "malformed-der");
    assert_answer(&Key::read(KEYS, 0, &read("issuers/keycloak/jwks.json"), None).map(drop), "malformed-jwk");
    assert_answer(&Key::read(SECRET_SOURCE, 0, SECRET, None).map(drop), "invalid-argument");
    assert_answer(&Key::read(SECRET_SOURCE, es384, SECRET, None).map(drop), "key-algorithm-mismatch");
    let key = Key::generate(es384, 0, None).expect("a key");
    for form in [0, 7, u32::MAX] {
        let written = written(64, |out, cap, len| ffi!(jwtcore_key_export(key.0, form, out, cap, len)));
        assert_answer(&written, "invalid-argument");
    }
}

#[test]
fn a_short_buffer_says_what_each_form_needs() {
    let key = Key::generate(algorithms(["ES256"]), 0, None).expect("a key");
    for form in [JwtcoreExport::PrivatePem, JwtcoreExport::PublicJwk, JwtcoreExport::Thumbprint] {
        let needed = key.export(form).expect("a text").len();
        for cap in [0, 1, needed - 1] {
            let written = written(cap, |out, cap, len| ffi!(jwtcore_key_export(key.0, form as u32, out, cap, len)));
            let seen = written.map_err(|failure| (failure.name, failure.needed));
            assert_eq!(seen, Err(("buffer-too-small".to_owned(), needed)), "{cap}");
        }
        let exact = written(needed, |out, cap, len| ffi!(jwtcore_key_export(key.0, form as u32, out, cap, len)));
        assert_eq!(exact.map(|text| text.len()), Ok(needed));
    }
}

#[test]
fn publishes_public_keys_only() {
    let (one, two) =
        (Key::generate(algorithms(["ES256"]), 0, Some("1")), Key::generate(algorithms(["EdDSA"]), 0, Some("2")));
    let (one, two) = (one.expect("a key"), two.expect("a key"));
    let publish =
        |keys: &[u64]| written(4096, |out, cap, len| ffi!(jwtcore_jwks(keys.as_ptr(), keys.len(), out, cap, len)));
    let jwks = publish(&[one.0, two.0]).expect("a JWKS");
    let set: serde_json::Value = serde_json::from_slice(&jwks).expect("JSON");
    let kids: Vec<_> = set["keys"].as_array().expect("keys").iter().map(|key| &key["kid"]).collect();
    assert_eq!(kids, ["1", "2"]);
    assert!(!String::from_utf8_lossy(&jwks).contains("\"d\""));
    assert_pair(algorithms(["EdDSA"]), &two.export(JwtcoreExport::PrivateJwk).expect("a JWK"), &jwks, None);
    let secret = Key::generate(HS256, 0, None).expect("a secret");
    assert_answer(&publish(&[one.0, secret.0]), "unsupported-key-type");
    assert_answer(&publish(&[one.0, test_verifier().0]), "bad-handle");
}
