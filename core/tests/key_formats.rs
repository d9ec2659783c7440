//! Every file of `testdata/keys/formats`, read as its manifest says, must get the manifest's verdict from each backend.
//!
//! Entries for algorithms that the build does not include are left out.
#![cfg(feature = "sign")]

use std::any::TypeId;
use std::path::Path;

#[cfg(feature = "aws-lc")]
use jwtcore::backend::aws_lc;
use jwtcore::backend::rustcrypto;
use jwtcore::key::{Key, SigningKey, VerifyingKey};
use jwtcore::signer::Signer;
use jwtcore::{Algorithm, Error, KeyKind, PrivateKey, PublicKey};

/// One line of the manifest.
#[derive(serde::Deserialize)]
struct Entry {
    file: String,
    what: String,
    kind: String,
    format: String,
    alg: Option<String>,
    verdict: String,
}

#[test]
fn every_file_gets_the_verdict_of_the_manifest() {
    check(difference::<rustcrypto::VerifyingKey, rustcrypto::SigningKey>);
    #[cfg(feature = "aws-lc")]
    check(difference::<aws_lc::VerifyingKey, aws_lc::SigningKey>);
}

fn check(difference: fn(&Entry, &Path) -> Option<String>) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../testdata/keys/formats");
    let manifest = std::fs::read(folder.join("manifest.json")).unwrap();
    let entries: Vec<Entry> = serde_json::from_slice(&manifest).unwrap();
    assert!(entries.len() >= 200, "the manifest has lost entries");
    let differing: Vec<_> = entries.iter().filter_map(|entry| difference(entry, &folder)).collect();
    assert!(differing.is_empty(), "{} differ:\n{}", differing.len(), differing.join("\n"));
}

fn difference<V: VerifyingKey, S: SigningKey>(entry: &Entry, folder: &Path) -> Option<String> {
    let algorithm = entry.alg.as_deref().map(|name| Algorithm::from_name(name).unwrap());
    if algorithm.is_some_and(|algorithm| !algorithm.is_supported()) {
        return None;
    }
    let bytes = std::fs::read(folder.join(&entry.file)).unwrap();
    let outcome = match entry.kind.as_str() {
        "public" => read_public::<V>(&entry.format, algorithm, &bytes),
        "private" => read_private::<S>(&entry.format, algorithm, &bytes),
        other => panic!("kind {other}"),
    };
    let name = outcome.map_or_else(Error::name, |()| "accepted");
    let Entry { file, what, kind, verdict, .. } = entry;
    (name != verdict).then(|| format!("{file} ({what}) as {kind}: {name} in place of {verdict}"))
}

fn read_public<V: VerifyingKey>(format: &str, algorithm: Option<Algorithm>, bytes: &[u8]) -> Result<(), Error> {
    match (format, algorithm) {
        ("pem", Some(algorithm)) => Key::<V>::from_pem(algorithm, bytes).map(drop),
        ("der", Some(algorithm)) => Key::<V>::from_der(algorithm, bytes).map(drop),
        ("jwk", Some(algorithm)) => Key::<V>::from_jwk(algorithm, bytes).map(drop),
        ("pem", None) => PublicKey::from_pem(bytes).map(drop),
        ("der", None) => PublicKey::from_der(bytes).map(drop),
        ("jwk", None) => PublicKey::from_jwk(bytes).map(drop),
        (other, _) => panic!("format {other}"),
    }
}

/// RSA keys are read, but `rustcrypto` signs with none.
fn read_private<S: SigningKey>(format: &str, algorithm: Option<Algorithm>, bytes: &[u8]) -> Result<(), Error> {
    let key = match format {
        "pem" => PrivateKey::from_pem(bytes),
        "der" => PrivateKey::from_der(bytes),
        "jwk" => PrivateKey::from_jwk(bytes),
        other => panic!("format {other}"),
    }?;
    let signer = algorithm.map(|algorithm| Signer::<S>::new(algorithm, &key));
    if key.kind() == KeyKind::Rsa && TypeId::of::<S>() == TypeId::of::<rustcrypto::SigningKey>() {
        assert_eq!(signer.and_then(Result::err), Some(Error::SigningUnsupported));
        return Ok(());
    }
    signer.transpose().map(drop)
}
