//! The crate `jsonwebtoken` as its users use it, over whichever crypto provider its process has installed.

use jsonwebtoken::errors::{Error, ErrorKind};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use jwtcore_benches::case::Algorithm as Measured;
use jwtcore_benches::claims::{AUDIENCE, ISSUER, OwnedClaims, TokenClaims};
use jwtcore_benches::keys::KeyFiles;
use jwtcore_benches::subject::{Import, Refusal, Sign, Subject, Verify};

/// The subject.
pub(crate) struct Jsonwebtoken;

impl Subject for Jsonwebtoken {
    fn verifier(&self, algorithm: Measured, keys: &KeyFiles) -> Option<Box<dyn Verify>> {
        let algorithm = translated(algorithm)?;
        let key = decoding_key(algorithm, keys).ok()?;
        Some(Box::new(Verifying { key, validation: validation(algorithm) }))
    }

    fn signer(&self, algorithm: Measured, keys: &KeyFiles) -> Option<Box<dyn Sign>> {
        let algorithm = translated(algorithm)?;
        let key = encoding_key(algorithm, keys).ok()?;
        Some(Box::new(Signing { header: Header::new(algorithm), key, token: String::new() }))
    }

    fn importer(&self, algorithm: Measured, keys: &KeyFiles) -> Option<Box<dyn Import>> {
        Some(Box::new(Importing { algorithm: translated(algorithm)?, keys: keys.clone(), latest: None }))
    }
}

struct Verifying {
    key: DecodingKey,
    validation: Validation,
}

impl Verify for Verifying {
    fn verify(&mut self, token: &str) -> Result<u64, Refusal> {
        let token = jsonwebtoken::decode::<OwnedClaims>(token, &self.key, &self.validation);
        Ok(std::hint::black_box(token.map_err(|error| refusal(&error))?.claims).uid)
    }
}

struct Signing {
    header: Header,
    key: EncodingKey,
    token: String,
}

impl Sign for Signing {
    fn sign(&mut self, claims: &TokenClaims) -> Result<(), String> {
        self.token = jsonwebtoken::encode(&self.header, claims, &self.key).map_err(|error| error.to_string())?;
        Ok(())
    }

    fn token(&self) -> &str {
        &self.token
    }
}

struct Importing {
    algorithm: Algorithm,
    keys: KeyFiles,
    latest: Option<DecodingKey>,
}

impl Import for Importing {
    fn import(&mut self) -> Result<(), String> {
        self.latest = Some(decoding_key(self.algorithm, &self.keys).map_err(|error| error.to_string())?);
        Ok(())
    }

    fn verify(&mut self, token: &str) -> Result<u64, Refusal> {
        let key = self.latest.take().ok_or(Refusal::Other)?;
        Verifying { key, validation: validation(self.algorithm) }.verify(token)
    }
}

/// The same demands as every subject's: exp, nbf, issuer and audience there and right, no leeway.
fn validation(algorithm: Algorithm) -> Validation {
    let mut validation = Validation::new(algorithm);
    validation.set_issuer(&[ISSUER]);
    validation.set_audience(&[AUDIENCE]);
    validation.set_required_spec_claims(&["exp", "iss", "aud"]);
    validation.validate_nbf = true;
    validation.leeway = 0;
    validation
}

fn decoding_key(algorithm: Algorithm, keys: &KeyFiles) -> Result<DecodingKey, Error> {
    match algorithm {
        Algorithm::HS256 | Algorithm::HS384 | Algorithm::HS512 => Ok(DecodingKey::from_secret(keys.verifying())),
        Algorithm::ES256 | Algorithm::ES384 => DecodingKey::from_ec_pem(keys.verifying()),
        Algorithm::EdDSA => DecodingKey::from_ed_pem(keys.verifying()),
        _ => DecodingKey::from_rsa_pem(keys.verifying()),
    }
}

fn encoding_key(algorithm: Algorithm, keys: &KeyFiles) -> Result<EncodingKey, Error> {
    match algorithm {
        Algorithm::HS256 | Algorithm::HS384 | Algorithm::HS512 => Ok(EncodingKey::from_secret(keys.signing())),
        Algorithm::ES256 | Algorithm::ES384 => EncodingKey::from_ec_pem(keys.signing()),
        Algorithm::EdDSA => EncodingKey::from_ed_pem(keys.signing()),
        _ => EncodingKey::from_rsa_pem(keys.signing()),
    }
}

fn refusal(error: &Error) -> Refusal {
    match error.kind() {
        ErrorKind::InvalidSignature => Refusal::Signature,
        ErrorKind::ExpiredSignature => Refusal::Expired,
        ErrorKind::ImmatureSignature => Refusal::NotYetValid,
        ErrorKind::InvalidIssuer => Refusal::Issuer,
        ErrorKind::InvalidAudience => Refusal::Audience,
        _ => Refusal::Other,
    }
}

/// None for ES512, which the crate does not offer.
fn translated(algorithm: Measured) -> Option<Algorithm> {
    match algorithm {
        Measured::HS256 => Some(Algorithm::HS256),
        Measured::HS384 => Some(Algorithm::HS384),
        Measured::HS512 => Some(Algorithm::HS512),
        Measured::RS256 => Some(Algorithm::RS256),
        Measured::PS256 => Some(Algorithm::PS256),
        Measured::ES256 => Some(Algorithm::ES256),
        Measured::ES384 => Some(Algorithm::ES384),
        Measured::ES512 => None,
        Measured::EdDSA => Some(Algorithm::EdDSA),
    }
}
