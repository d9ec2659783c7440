//! jwtcore as its users use it, over the backend that the subject imports.

use jwtcore::{Algorithm, Audience, Error, Issuer, NewClaims, PrivateKey, Trust, UnixSeconds, Verifier};
use jwtcore_benches::case::Algorithm as Measured;
use jwtcore_benches::claims::{AUDIENCE, BorrowedClaims, ISSUER, TokenClaims};
use jwtcore_benches::clock;
use jwtcore_benches::keys::KeyFiles;
use jwtcore_benches::subject::{Import, Refusal, Sign, Subject, Verify};

use crate::backend::{Key, KeySet, Signer};

/// Room for every token of the bench.
const BUFFER_LEN: usize = 4096;

/// The subject.
pub(crate) struct Jwtcore;

impl Subject for Jwtcore {
    fn verifier(&self, algorithm: Measured, keys: &KeyFiles) -> Option<Box<dyn Verify>> {
        let key = read_key(translated(algorithm), keys).ok()?;
        Some(Box::new(Verifying::new(key).ok()?))
    }

    fn signer(&self, algorithm: Measured, keys: &KeyFiles) -> Option<Box<dyn Sign>> {
        let algorithm = translated(algorithm);
        let signer = match keys {
            KeyFiles::Secret(secret) => Signer::from_secret(algorithm, secret),
            KeyFiles::Pair { private, .. } => {
                PrivateKey::from_pem(private).and_then(|key| Signer::new(algorithm, &key))
            }
        };
        Some(Box::new(Signing { signer: signer.ok()?, buf: [0; BUFFER_LEN], len: 0 }))
    }

    fn importer(&self, algorithm: Measured, keys: &KeyFiles) -> Option<Box<dyn Import>> {
        Some(Box::new(Importing { algorithm: translated(algorithm), keys: keys.clone(), latest: None }))
    }
}

struct Verifying {
    verifier: Verifier<Trust<KeySet<1>>>,
    buf: [u8; BUFFER_LEN],
}

impl Verifying {
    fn new(key: Key) -> Result<Self, Error> {
        let trust = Trust::new(Issuer::exactly(ISSUER), Audience::contains(AUDIENCE), KeySet::new([key])?);
        Ok(Self { verifier: Verifier::new(trust)?, buf: [0; BUFFER_LEN] })
    }
}

impl Verify for Verifying {
    fn verify(&mut self, token: &str) -> Result<u64, Refusal> {
        let now = UnixSeconds(i64::try_from(clock::unix_seconds()).map_err(|_| Refusal::Other)?);
        let claims = self.verifier.verify(token, now, &mut self.buf).map_err(refusal)?;
        let claims: BorrowedClaims<'_> = claims.deserialize().map_err(refusal)?;
        Ok(std::hint::black_box(claims).uid)
    }
}

struct Signing {
    signer: Signer,
    buf: [u8; BUFFER_LEN],
    len: usize,
}

impl Sign for Signing {
    fn sign(&mut self, claims: &TokenClaims) -> Result<(), String> {
        let token = self.signer.sign(&NewClaims::new().with(claims), &mut self.buf);
        self.len = token.map_err(|error| error.to_string())?.len();
        Ok(())
    }

    fn token(&self) -> &str {
        std::str::from_utf8(&self.buf[..self.len]).unwrap_or_default()
    }
}

struct Importing {
    algorithm: Algorithm,
    keys: KeyFiles,
    latest: Option<Key>,
}

impl Import for Importing {
    fn import(&mut self) -> Result<(), String> {
        self.latest = Some(read_key(self.algorithm, &self.keys).map_err(|error| error.to_string())?);
        Ok(())
    }

    fn verify(&mut self, token: &str) -> Result<u64, Refusal> {
        let key = self.latest.take().ok_or(Refusal::Other)?;
        Verifying::new(key).map_err(refusal)?.verify(token)
    }
}

fn read_key(algorithm: Algorithm, keys: &KeyFiles) -> Result<Key, Error> {
    match keys {
        KeyFiles::Secret(secret) => Key::from_secret(algorithm, secret),
        KeyFiles::Pair { public, .. } => Key::from_pem(algorithm, public),
    }
}

fn refusal(error: Error) -> Refusal {
    match error {
        Error::InvalidSignature => Refusal::Signature,
        Error::Expired => Refusal::Expired,
        Error::NotYetValid => Refusal::NotYetValid,
        Error::WrongIssuer => Refusal::Issuer,
        Error::WrongAudience => Refusal::Audience,
        _ => Refusal::Other,
    }
}

fn translated(algorithm: Measured) -> Algorithm {
    match algorithm {
        Measured::HS256 => Algorithm::HS256,
        Measured::HS384 => Algorithm::HS384,
        Measured::HS512 => Algorithm::HS512,
        Measured::RS256 => Algorithm::RS256,
        Measured::PS256 => Algorithm::PS256,
        Measured::ES256 => Algorithm::ES256,
        Measured::ES384 => Algorithm::ES384,
        Measured::ES512 => Algorithm::ES512,
        Measured::EdDSA => Algorithm::EdDSA,
    }
}
