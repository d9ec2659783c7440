//! The tokens and keys of `testdata/`, which every language's tests read.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::LazyLock;

use jwtcore::{Algorithm, Algorithms, Audience, Issuer, JwsVerifier, LargeKeySet, Trust, Verifier};
use serde::Deserialize;

/// The tokens that are accepted, each with the verifiers of its own key.
pub static ACCEPTED: LazyLock<Vec<Case>> = LazyLock::new(|| cases().into_iter().map(Case::new).collect());
/// The bytes of these tokens.
pub static KNOWN: LazyLock<BTreeSet<Vec<u8>>> =
    LazyLock::new(|| ACCEPTED.iter().map(|case| case.token.clone()).collect());

/// A token that is accepted.
pub struct Case {
    /// Its bytes.
    pub token: Vec<u8>,
    /// Its payload's bytes.
    pub payload: Vec<u8>,
    /// The bytes of the file with its key or secret.
    pub key: Vec<u8>,
    /// When it is verified.
    pub now: i64,
    /// Verifies it, if its payload is claims.
    pub jwt: Option<Verifier<Trust<LargeKeySet>>>,
    /// Verifies it whatever its payload is.
    pub jws: JwsVerifier<LargeKeySet>,
}

/// An entry of `cases.json`.
#[derive(Deserialize)]
struct Entry {
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
}

/// An entry of `keys/formats/manifest.json`.
#[derive(Deserialize)]
struct KeyEntry {
    file: String,
    verdict: String,
}

/// The bytes of a file.
///
/// # Panics
/// Where there is none.
#[must_use]
pub fn read(path: &str) -> Vec<u8> {
    let path = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../testdata")).join(path);
    std::fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The files with keys in every form that a reader accepts, by their names.
#[must_use]
pub fn key_files() -> Vec<(String, Vec<u8>)> {
    files_judged(|verdict| verdict == "accepted")
}

/// The files that some reader refuses, by their names.
#[must_use]
pub fn refused_key_files() -> Vec<(String, Vec<u8>)> {
    files_judged(|verdict| verdict != "accepted")
}

fn files_judged(is_wanted: impl Fn(&str) -> bool) -> Vec<(String, Vec<u8>)> {
    let entries: Vec<KeyEntry> = serde_json::from_slice(&read("keys/formats/manifest.json")).expect("a manifest");
    let names: BTreeSet<_> =
        entries.into_iter().filter(|entry| is_wanted(&entry.verdict)).map(|entry| entry.file).collect();
    let bytes = |name: String| (name.clone(), read(&format!("keys/formats/{name}")));
    names.into_iter().map(bytes).collect()
}

fn cases() -> Vec<Entry> {
    let entries: Vec<Entry> = serde_json::from_slice(&read("cases.json")).expect("a list of cases");
    entries.into_iter().filter(|entry| entry.verdict == "accepted").collect()
}

impl Case {
    fn new(entry: Entry) -> Self {
        let names = entry.alg.iter().map(|name| name.parse().expect("an algorithm"));
        let listed = Algorithms::listed(&names.collect::<Vec<Algorithm>>());
        let is_secret = entry.secret_file.is_some();
        let key = read(&entry.secret_file.or(entry.key).expect("a key or a secret"));
        let keys = || {
            if is_secret { LargeKeySet::from_secret(&key, &listed) } else { LargeKeySet::import(&key, &listed, |_| {}) }
        };
        let jws = JwsVerifier::new(keys().expect("a usable key"));
        let typ = entry.typ;
        let jws = if let Some(typ) = typ.clone() { jws.typ(typ).expect("a typ") } else { jws };
        let jwt = (entry.level == "jwt").then(|| {
            let issuer = entry.iss.map_or_else(Issuer::unchecked, Issuer::one_of);
            let audience = entry.aud.map_or_else(Audience::unchecked, Audience::any_of);
            let trust = Trust::new(issuer, audience, keys().expect("a usable key"));
            Verifier::new(if let Some(typ) = typ { trust.typ(typ) } else { trust }).expect("a legal trust")
        });
        let payload = read(&entry.payload.expect("an accepted token has a payload"));
        Self { token: read(&entry.token), payload, key, now: entry.now, jwt, jws }
    }
}
