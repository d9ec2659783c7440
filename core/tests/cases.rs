//! Every token of `testdata/cases.json` gets exactly its verdict from each backend, and its payload's exact bytes.
//!
//! Tokens for algorithms that the build does not include must be refused by the import.

mod common;

use common::{KeysOf, algorithms_of, jws_verdict, leaked_all, read, read_json, testdata, verdict};
use jwtcore::backend;
use jwtcore::key::{Key, VerifyingKey};
use jwtcore::{Algorithm, Algorithms, Audience, Error, Issuer, JwsVerifier, Trust, Verifier};

/// One object of the file; see `testdata/SOURCES.md`.
#[derive(serde::Deserialize)]
struct Case {
    name: String,
    level: String,
    alg: Vec<String>,
    key: Option<String>,
    secret_file: Option<String>,
    token: String,
    payload: Option<String>,
    iss: Option<Vec<String>>,
    aud: Option<Vec<String>>,
    typ: Option<String>,
    now: i64,
    verdict: String,
    feature: Option<String>,
}

#[test]
fn every_token_gets_its_verdict_under_an_imported_key() {
    check(Case::import::<backend::rustcrypto::VerifyingKey>);
    #[cfg(feature = "aws-lc")]
    check(Case::import::<backend::aws_lc::VerifyingKey>);
}

#[test]
fn every_token_gets_its_verdict_under_a_key_read_by_itself() {
    check(|case| case.single_key::<backend::rustcrypto::VerifyingKey>().and_then(|key| KeysOf::new([key])));
    #[cfg(feature = "aws-lc")]
    check(|case| case.single_key::<backend::aws_lc::VerifyingKey>().and_then(|key| KeysOf::new([key])));
}

#[test]
fn every_token_in_the_folder_is_judged() {
    let cases: Vec<Case> = read_json("cases.json");
    for entry in std::fs::read_dir(testdata("tokens")).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        let path = format!("tokens/{name}");
        let named = |case: &Case| case.token == path || case.payload.as_ref() == Some(&path);
        assert!(cases.iter().any(named), "no case names {path}");
    }
}

fn check<B: VerifyingKey>(keys: impl Fn(&Case) -> Result<KeysOf<B>, Error>) {
    let cases: Vec<Case> = read_json("cases.json");
    assert!(cases.len() >= 98, "the file has lost cases");
    let differing: Vec<_> = cases.iter().filter_map(|case| case.difference(keys(case))).collect();
    assert!(differing.is_empty(), "{} differ:\n{}", differing.len(), differing.join("\n"));
}

impl Case {
    fn import<B: VerifyingKey>(&self) -> Result<KeysOf<B>, Error> {
        let algorithms = Algorithms::listed(&algorithms_of(&self.alg));
        match (&self.key, &self.secret_file) {
            (Some(key), None) => KeysOf::import(&read(key), &algorithms, |skipped| panic!("{}: {skipped}", self.name)),
            (None, Some(secret)) => KeysOf::from_secret(&read(secret), &algorithms),
            _ => panic!("{}: a key or a secret, not both", self.name),
        }
    }

    /// The key through the reader of its own format, bound to the one algorithm.
    fn single_key<B: VerifyingKey>(&self) -> Result<Key<B>, Error> {
        let [algorithm] = algorithms_of(&self.alg)[..] else { panic!("{}: one algorithm", self.name) };
        let key = self.key.as_deref().map(|key| (key, key.rsplit('.').next()));
        match (key, &self.secret_file) {
            (Some((key, Some("pem"))), None) => Key::from_pem(algorithm, &read(key)),
            (Some((key, Some("jwk"))), None) => Key::from_jwk(algorithm, &read(key)),
            (None, Some(secret)) => Key::from_secret(algorithm, &read(secret)),
            _ => panic!("{}: no format that is known", self.name),
        }
    }

    /// What the build must answer, and the payload beside it.
    fn expected(&self) -> (&str, Option<Vec<u8>>) {
        let algorithms = algorithms_of(&self.alg);
        // A case names the one feature that is off by default.
        assert_eq!(self.feature.is_some(), algorithms.contains(&Algorithm::ES256K), "{}", self.name);
        if !algorithms.into_iter().all(Algorithm::is_supported) {
            return ("unsupported-algorithm", None);
        }
        (&self.verdict, self.payload.as_deref().map(read))
    }

    fn difference<B: VerifyingKey>(&self, keys: Result<KeysOf<B>, Error>) -> Option<String> {
        let verdict = keys.and_then(|keys| self.verdict(keys));
        let name = verdict.as_ref().map_or_else(|error| error.name(), |_| "accepted");
        let (expected, payload) = self.expected();
        if name != expected {
            return Some(format!("{}: {name} in place of {expected}", self.name));
        }
        (verdict.ok() != payload).then(|| format!("{}: another payload", self.name))
    }

    fn verdict<B: VerifyingKey>(&self, keys: KeysOf<B>) -> Result<Vec<u8>, Error> {
        let token = read(&self.token);
        match self.level.as_str() {
            "jwt" => verdict(&Verifier::new(self.trust(keys))?, token, self.now).map(String::into_bytes),
            "jws" => jws_verdict(&JwsVerifier::new(keys), token),
            other => panic!("{}: level {other}", self.name),
        }
    }

    fn trust<B: VerifyingKey>(&self, keys: KeysOf<B>) -> Trust<KeysOf<B>> {
        let issuer = self.iss.as_deref().map_or_else(Issuer::unchecked, |iss| Issuer::one_of(leaked_all(iss)));
        let audience = self.aud.as_deref().map_or_else(Audience::unchecked, |aud| Audience::any_of(leaked_all(aud)));
        let trust = Trust::new(issuer, audience, keys);
        match &self.typ {
            Some(typ) => trust.typ(common::leaked(typ)),
            None => trust,
        }
    }
}
