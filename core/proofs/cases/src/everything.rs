//! All that the core does without a heap beside verifying with one key: every format of keys, key sets, claims into a
//! type, payloads of any bytes, signing, and writing keys.

use core::hint::black_box;

use jwtcore::key::Algorithms;
use jwtcore::{
    Algorithm, Audience, Error, Issuer, JwsVerifier, Key, KeySet, NewClaims, PrivateKey, PublicKey, Signer, Trust,
    UnixSeconds, Verifier,
};
use serde::{Deserialize, Serialize};

use crate::families::{AUDIENCE, BUFFER_LEN, FAMILIES, Family, ISSUER, OneKey, SUBJECT, accept, verifier_of};
use crate::{Failure, Run, testdata};

/// When the issuers' test tokens are valid.
const NOW: UnixSeconds = UnixSeconds(1_767_225_660);

/// One asymmetric key in every format. The private keys are published, and for tests only.
struct KeyFiles {
    algorithm: Algorithm,
    pem: &'static [u8],
    certificate: &'static [u8],
    jwk: &'static [u8],
    pkcs8_pem: &'static [u8],
    /// SEC1 where it exists, else PKCS#8.
    private_der: &'static [u8],
    private_jwk: &'static [u8],
}

macro_rules! key_files {
    ($algorithm:ident, $name:literal, $private_der:literal) => {
        KeyFiles {
            algorithm: Algorithm::$algorithm,
            pem: testdata!(concat!("keys/formats/", $name, "-spki.pem")),
            certificate: testdata!(concat!("keys/formats/", $name, "-certificate.der")),
            jwk: testdata!(concat!("keys/formats/", $name, ".jwk")),
            pkcs8_pem: testdata!(concat!("keys/formats/test-only-", $name, "-pkcs8.pem")),
            private_der: testdata!(concat!("keys/formats/test-only-", $name, $private_der)),
            private_jwk: testdata!(concat!("keys/formats/test-only-", $name, ".jwk")),
        }
    };
}

const KEY_FILES: &[KeyFiles] = &[
    key_files!(ES256, "p256", "-sec1.der"),
    key_files!(ES384, "p384", "-sec1.der"),
    key_files!(ES512, "p521", "-sec1.der"),
    key_files!(ES256K, "secp256k1", "-sec1.der"),
    key_files!(EdDSA, "ed25519", "-pkcs8.der"),
];

/// The HMAC secrets, as far as they are kept to sign.
const SECRETS: &[(Algorithm, &[u8])] = &[
    (Algorithm::HS256, testdata!("keys/secret-32.bin")),
    (Algorithm::HS384, testdata!("keys/secret-48.bin")),
    (Algorithm::HS512, testdata!("keys/secret-64.bin")),
];

/// Claims beside the registered ones, read with serde.
#[derive(Deserialize, Serialize)]
struct Measurement<'a> {
    sub: &'a str,
    celsius: i32,
    valid: bool,
}

/// The claims that are signed beside the registered ones.
#[derive(Serialize)]
struct Reading {
    celsius: i32,
    valid: bool,
}

pub(crate) fn prove(run: &mut Run<'_>) {
    for files in KEY_FILES {
        prove_formats(run, files);
    }
    prove_signing(run);
    run.step("key set", "JWKS", key_set);
    run.step("key set", "four keys", four_keys);
    run.step("ES512", "JWS", payload_of_any_bytes);
    run.step("EdDSA", "generate", generated_key);
}

fn prove_formats(run: &mut Run<'_>, files: &KeyFiles) {
    let algorithm = files.algorithm;
    let Some(family) = FAMILIES.iter().find(|family| family.algorithm == algorithm) else { return };
    let subject = algorithm.name();
    run.step(subject, "PEM", || same_key(family, Key::from_pem(algorithm, black_box(files.pem))));
    run.step(subject, "X.509", || same_key(family, Key::from_der(algorithm, black_box(files.certificate))));
    run.step(subject, "JWK", || same_key(family, Key::from_jwk(algorithm, black_box(files.jwk))));
    run.step(subject, "write", || written_key(files));
}

/// Whether a key is the family's own.
fn same_key(family: &Family, key: Result<Key, Error>) -> Result<(), Failure> {
    if key?.is_same_key(&(family.key)()?) { Ok(()) } else { Err(Failure::Accepted) }
}

/// A public key written as PEM and as a JWK is the same when it is read again.
fn written_key(files: &KeyFiles) -> Result<(), Failure> {
    let mut buf = [0; 512];
    let key = PublicKey::from_pem(black_box(files.pem))?;
    let from_pem = PublicKey::from_pem(key.to_spki_pem(&mut buf)?.as_bytes())?;
    let from_jwk = PublicKey::from_jwk(key.to_jwk(Some(files.algorithm), Some("name"), &mut buf)?.as_bytes())?;
    if key == from_pem && key == from_jwk { Ok(()) } else { Err(Failure::Accepted) }
}

fn prove_signing(run: &mut Run<'_>) {
    for (algorithm, secret) in SECRETS {
        prove_signer(run, *algorithm, || Signer::from_secret(*algorithm, black_box(secret)));
    }
    for files in KEY_FILES {
        let algorithm = files.algorithm;
        prove_signer(run, algorithm, || Signer::from_pem(algorithm, black_box(files.pkcs8_pem)));
        let from_der = || Ok(Signer::from_der(algorithm, black_box(files.private_der))?);
        run.step(algorithm.name(), "private DER", from_der);
        let from_jwk = || Ok(Signer::new(algorithm, &PrivateKey::from_jwk(black_box(files.private_jwk))?)?);
        run.step(algorithm.name(), "private JWK", from_jwk);
    }
}

/// What a private key signs, its public key accepts; into a type as well.
fn prove_signer(run: &mut Run<'_>, algorithm: Algorithm, signer: impl FnOnce() -> Result<Signer, Error>) {
    let Some(family) = FAMILIES.iter().find(|family| family.algorithm == algorithm) else { return };
    let (mut token_buf, mut buf) = ([0; BUFFER_LEN], [0; BUFFER_LEN]);
    let subject = algorithm.name();
    let Some(signer) = run.step(subject, "private key", || Ok(signer()?)) else { return };
    let Some(token) = run.step(subject, "sign", || sign(&signer, &mut token_buf)) else { return };
    let Ok(verifier) = (family.key)().map_err(Failure::from).and_then(verifier_of) else { return };
    run.step(subject, "verify own", || accept(&verifier, token.as_bytes(), &mut buf));
    run.step(subject, "deserialize", || deserialize(&verifier, token, &mut buf));
}

fn sign<'b>(signer: &Signer, buf: &'b mut [u8]) -> Result<&'b str, Failure> {
    let reading = black_box(Reading { celsius: -40, valid: true });
    let claims = NewClaims::new().with(&reading).iss(ISSUER).sub(SUBJECT).aud(&[AUDIENCE]);
    Ok(signer.sign(&claims.exp(UnixSeconds(4_102_444_800)), buf)?)
}

fn deserialize(verifier: &OneKey, token: &str, buf: &mut [u8]) -> Result<(), Failure> {
    let claims = verifier.verify(token, NOW, buf)?;
    let Measurement { sub, celsius, valid } = claims.deserialize()?;
    let alone: i32 = claims.get("celsius")?;
    if sub == SUBJECT && celsius == -40 && alone == celsius && valid { Ok(()) } else { Err(Failure::Accepted) }
}

/// A published set, with entries that this build cannot use, and a token of its issuer's.
fn key_set() -> Result<(), Failure> {
    let mut skipped = 0;
    let jwks = black_box(testdata!("issuers/keycloak/jwks.json"));
    let keys = KeySet::<2>::import(jwks, &Algorithms::listed(&[Algorithm::ES256]), |_| skipped += 1)?;
    let issuer = Issuer::exactly("https://sso.test/realms/example");
    let verifier = Verifier::new(Trust::new(issuer, Audience::contains("account"), keys))?;
    let mut buf = [0; BUFFER_LEN];
    let claims = verifier.verify(black_box(testdata!("issuers/keycloak/es256.jwt")), NOW, &mut buf)?;
    if skipped == 2 && claims.str("azp")? == "web-client" { Ok(()) } else { Err(Failure::Accepted) }
}

/// Keys of four algorithms in one set; the token's alg selects among them.
fn four_keys() -> Result<(), Failure> {
    let chosen = [Algorithm::HS256, Algorithm::ES256, Algorithm::ES384, Algorithm::EdDSA];
    let families = || FAMILIES.iter().filter(|family| chosen.contains(&family.algorithm));
    let mut keys = [const { None }; 4];
    for (slot, family) in keys.iter_mut().zip(families()) {
        *slot = Some((family.key)()?);
    }
    let keys = KeySet::<4>::new(keys.into_iter().flatten())?;
    let verifier = Verifier::new(Trust::new(Issuer::exactly(ISSUER), Audience::contains(AUDIENCE), keys))?;
    let mut buf = [0; BUFFER_LEN];
    for family in families() {
        verifier.verify(black_box(family.token), NOW, &mut buf)?;
    }
    Ok(())
}

/// The payload of RFC 7515 appendix A.4, which is no claims.
fn payload_of_any_bytes() -> Result<(), Failure> {
    let key = Key::from_jwk(Algorithm::ES512, black_box(testdata!("keys/rfc7515-a4-es512.jwk")))?;
    let verifier = JwsVerifier::new(KeySet::<1>::new([key])?);
    let mut buf = [0; BUFFER_LEN];
    let payload = verifier.verify(black_box(testdata!("tokens/rfc7515-a4-es512.jwt")), &mut buf)?;
    if payload.bytes() == b"Payload" { Ok(()) } else { Err(Failure::Accepted) }
}

/// A private key from the caller's random bytes (here none that are random), written and read again.
fn generated_key() -> Result<(), Failure> {
    let mut buf = [0; 512];
    let key = PrivateKey::generate(Algorithm::EdDSA, &mut |bytes| {
        bytes.fill(black_box(7));
        Ok(())
    })?;
    let pem = key.to_pkcs8_pem(&mut buf)?;
    Signer::from_pem(Algorithm::EdDSA, pem.as_bytes())?;
    Ok(())
}
