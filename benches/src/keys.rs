//! The keys, from the vectors that every part of the project shares. The private ones are test keys.

use std::fs;
use std::path::Path;

use crate::case::Algorithm;

/// What a key is kept in.
#[derive(Clone)]
pub enum KeyFiles {
    /// An HMAC secret, as raw bytes.
    Secret(Vec<u8>),
    /// A key pair, both halves as PEM: SPKI and PKCS#8.
    Pair {
        /// The public half.
        public: Vec<u8>,
        /// The private half.
        private: Vec<u8>,
    },
}

impl KeyFiles {
    /// Reads the key of an algorithm from the folder `testdata`.
    ///
    /// # Errors
    /// The file and the reason.
    pub fn read(testdata: &Path, algorithm: Algorithm) -> Result<Self, String> {
        let keys = testdata.join("keys");
        let secret = |name: &str| read(&keys.join(name)).map(Self::Secret);
        let pair = |name: &str| {
            let public = read(&keys.join(format!("{name}.pem")))?;
            let private = read(&keys.join(format!("private/test-only-{name}.pem")))?;
            Ok(Self::Pair { public, private })
        };
        match algorithm {
            Algorithm::HS256 => secret("secret-32.bin"),
            Algorithm::HS384 => secret("secret-48.bin"),
            Algorithm::HS512 => secret("secret-64.bin"),
            Algorithm::RS256 | Algorithm::PS256 => pair("rsa-2048"),
            Algorithm::ES256 => pair("p256"),
            Algorithm::ES384 => pair("p384"),
            Algorithm::ES512 => pair("p521"),
            Algorithm::EdDSA => pair("ed25519"),
        }
    }

    /// What verifies: the secret, or the public half.
    #[must_use]
    pub fn verifying(&self) -> &[u8] {
        match self {
            Self::Secret(secret) => secret,
            Self::Pair { public, .. } => public,
        }
    }

    /// What signs: the secret, or the private half.
    #[must_use]
    pub fn signing(&self) -> &[u8] {
        match self {
            Self::Secret(secret) => secret,
            Self::Pair { private, .. } => private,
        }
    }
}

fn read(path: &Path) -> Result<Vec<u8>, String> {
    fs::read(path).map_err(|error| format!("{}: {error}", path.display()))
}
