//! What the test programs share: test keys, tokens made for one test, verdicts that watch the buffer, testdata's files.
#![allow(dead_code, reason = "each test program uses its own part")]

#[cfg(all(feature = "hs", feature = "sign"))]
pub(crate) mod made;

use std::path::{Path, PathBuf};

use jwtcore::{Algorithm, Error, JwsVerifier, KeySet, Trusts, UnixSeconds, Verifier, key};

/// Four keys of any backend in place.
pub(crate) type KeysOf<B> = key::KeySet<key::Inline<B, 4>>;

/// The issuer and the audience of tokens made here, and of most in testdata.
pub(crate) const ISS: &str = "https://issuer.test";
pub(crate) const AUD: &str = "https://api.test";
/// When tokens are judged: a minute after most of testdata's were issued.
pub(crate) const NOW: i64 = 1_767_225_660;

/// A file or folder of testdata.
pub(crate) fn testdata(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../testdata").join(path)
}

pub(crate) fn read(path: &str) -> Vec<u8> {
    std::fs::read(testdata(path)).unwrap_or_else(|error| panic!("testdata/{path}: {error}"))
}

pub(crate) fn read_text(path: &str) -> String {
    String::from_utf8(read(path)).unwrap()
}

pub(crate) fn read_json<T: serde::de::DeserializeOwned>(path: &str) -> T {
    serde_json::from_slice(&read(path)).unwrap_or_else(|error| panic!("testdata/{path}: {error}"))
}

/// A text that lives as long as policies ask for in builds without a heap.
pub(crate) fn leaked(text: &str) -> &'static str {
    Box::leak(text.into())
}

/// As [`leaked`], for several.
pub(crate) fn leaked_all(texts: &[String]) -> &'static [&'static str] {
    texts.iter().map(|text| leaked(text)).collect::<Vec<_>>().leak()
}

pub(crate) fn algorithms_of(names: &[String]) -> Vec<Algorithm> {
    names.iter().map(|name| Algorithm::from_name(name).unwrap()).collect()
}

/// The claims' JSON of a token, or its refusal, after which nothing may be left in the buffer.
pub(crate) fn verdict<T: Trusts>(verifier: &Verifier<T>, token: impl AsRef<[u8]>, now: i64) -> Result<String, Error> {
    let mut buf = vec![0; token.as_ref().len()];
    let verdict = verifier.verify(&token, UnixSeconds(now), &mut buf).map(|claims| claims.json().to_owned());
    assert_cleared(&verdict, &buf);
    verdict
}

/// The payload of a token at the JWS entrance, or its refusal, after which nothing may be left in the buffer.
pub(crate) fn jws_verdict<K: key::Keys>(verifier: &JwsVerifier<K>, token: impl AsRef<[u8]>) -> Result<Vec<u8>, Error> {
    let mut buf = vec![0; token.as_ref().len()];
    let verdict = verifier.verify(&token, &mut buf).map(|payload| payload.bytes().to_owned());
    assert_cleared(&verdict, &buf);
    verdict
}

fn assert_cleared<T>(verdict: &Result<T, Error>, buf: &[u8]) {
    if let Err(error) = verdict {
        assert!(buf.iter().all(|byte| *byte == 0), "{} left something in the buffer", error.name());
    }
}

/// Keys read from testdata: PEM, a JWK or a JWKS.
pub(crate) fn imported<const N: usize>(path: &str, algorithms: &[Algorithm]) -> KeySet<N> {
    KeySet::import(&read(path), &jwtcore::Algorithms::listed(algorithms), |_| ()).unwrap()
}
