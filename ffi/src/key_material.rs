//! One key or secret, to be written out in another form.

use jwtcore::key::{KeyName, Secret};
use jwtcore::{Algorithm, Error, KeyKind, PrivateKey, PublicKey};
use zeroize::Zeroizing;

use crate::backend::{generate, generate_rsa, public_of};
use crate::description::SourceKind;
use crate::fault::Fault;
use crate::fork_gate;
use crate::types::JwtcoreExport;

/// The form of a key's bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    Pem,
    Jwk,
    Der,
}

/// A key, what JWKs of it name, and its own name.
pub(crate) struct KeyMaterial {
    material: Material,
    algorithm: Option<Algorithm>,
    kid: Option<String>,
}

/// What a key consists of.
#[allow(clippy::large_enum_variant, reason = "there are few, and each stands on the heap")]
enum Material {
    /// The public key stands beside it.
    Private(PrivateKey),
    Public(PublicKey),
    Secret(Zeroizing<Vec<u8>>),
}

/// Tells the form of one key by its content: a private key's DER is no UTF-8.
pub(crate) fn form_of(bytes: &[u8]) -> Form {
    match str::from_utf8(bytes).map(|text| text.trim_ascii_start().as_bytes()) {
        Ok([b'{', ..]) => Form::Jwk,
        Ok(text) if text.windows(10).any(|window| window == b"-----BEGIN") => Form::Pem,
        _ => Form::Der,
    }
}

impl KeyMaterial {
    /// Makes a new key. `rsa_bits` is 0 but for RSA.
    pub(crate) fn generate(algorithm: Algorithm, rsa_bits: u32, kid: Option<&str>) -> Result<Self, Fault> {
        let _within = fork_gate::enter_for(algorithm);
        let material = match (algorithm.key_kind(), rsa_bits) {
            (KeyKind::Rsa, 0) => Err(Fault::of(Error::InvalidArgument, "rsa_bits")),
            (KeyKind::Rsa, bits) => {
                let bits = usize::try_from(bits).map_err(|_| Error::UnsupportedKeySize)?;
                Ok(Material::Private(generate_rsa(bits)?))
            }
            (_, 1..) => Err(Fault::of(Error::InvalidArgument, "rsa_bits")),
            (KeyKind::Secret, 0) => {
                let mut secret = Zeroizing::new(vec![0; algorithm.hash_len()]);
                random(&mut secret)?;
                Ok(Material::Secret(secret))
            }
            (_, 0) => Ok(Material::Private(generate(algorithm, &mut random)?)),
        };
        Self::new(material?, Some(algorithm), kid)
    }

    /// Reads a private or public key, or a secret.
    pub(crate) fn read(
        source: SourceKind,
        algorithm: Option<Algorithm>,
        bytes: &[u8],
        kid: Option<&str>,
    ) -> Result<Self, Fault> {
        let material = match (source, algorithm) {
            (SourceKind::Keys, _) => key(bytes)?,
            (_, None) => return Err(Fault::of(Error::InvalidArgument, "algorithm of a secret")),
            (SourceKind::Secret, Some(algorithm)) => secret(Secret::new(algorithm, bytes)?),
            (SourceKind::SecretFile, Some(algorithm)) => secret(Secret::from_file_bytes(algorithm, bytes)?),
        };
        Self::new(material, algorithm, kid)
    }

    fn new(material: Material, algorithm: Option<Algorithm>, kid: Option<&str>) -> Result<Self, Fault> {
        if algorithm.is_some_and(|algorithm| algorithm.key_kind() != material.kind()) {
            return Err(Error::KeyAlgorithmMismatch.into());
        }
        kid.map(KeyName::new).transpose()?;
        Ok(Self { material, algorithm, kid: kid.map(str::to_owned) })
    }

    /// Writes a form of the key into the front of `buf`, and returns its length.
    pub(crate) fn export(&self, form: u32, buf: &mut [u8]) -> Result<usize, Fault> {
        let (algorithm, kid) = (self.algorithm, self.kid.as_deref());
        let is = |wanted: JwtcoreExport| form == wanted as u32;
        let text = match &self.material {
            Material::Private(key) if is(JwtcoreExport::PrivatePem) => key.to_pkcs8_pem(buf)?,
            Material::Private(key) if is(JwtcoreExport::PrivateJwk) => key.to_jwk(algorithm, kid, buf)?,
            Material::Secret(secret) if is(JwtcoreExport::PrivateJwk) => {
                let algorithm = algorithm.ok_or(Error::KeyAlgorithmMismatch)?;
                Secret::new(algorithm, secret)?.to_jwk(algorithm, kid, buf)?
            }
            Material::Secret(secret) if is(JwtcoreExport::Secret) => return Ok(copy(secret, buf)?),
            _ if is(JwtcoreExport::PublicPem) => self.public()?.to_spki_pem(buf)?,
            _ if is(JwtcoreExport::PublicJwk) => self.public()?.to_jwk(algorithm, kid, buf)?,
            _ if is(JwtcoreExport::Thumbprint) => self.public()?.thumbprint(buf)?,
            Material::Public(_) if is(JwtcoreExport::PrivatePem) || is(JwtcoreExport::PrivateJwk) => {
                return Err(Error::PublicKeyGiven.into());
            }
            _ => return Err(Fault::of(Error::InvalidArgument, "form does not suit this key")),
        };
        Ok(text.len())
    }

    /// The public key; a secret has none.
    pub(crate) fn public(&self) -> Result<PublicKey, Fault> {
        match &self.material {
            Material::Private(key) => Ok(key.public_key().ok_or(Error::InvalidPrivateKey)?),
            Material::Public(key) => Ok(key.clone()),
            Material::Secret(_) => Err(Fault::of(Error::UnsupportedKeyType, "a secret has no public key")),
        }
    }

    /// What JWKs of it name, and its own name.
    pub(crate) fn names(&self) -> (Option<Algorithm>, Option<&str>) {
        (self.algorithm, self.kid.as_deref())
    }
}

impl Material {
    fn kind(&self) -> KeyKind {
        match self {
            Self::Private(key) => key.kind(),
            Self::Public(key) => key.kind(),
            Self::Secret(_) => KeyKind::Secret,
        }
    }
}

/// Fills a slice with unpredictable bytes of the operating system's. Nothing of the source is kept in the process, so
/// a fork does not matter.
pub(crate) fn random(bytes: &mut [u8]) -> Result<(), Error> {
    getrandom::fill(bytes).map_err(|_| Error::RandomSourceFailed)
}

/// Reads a private key, with its public key beside it, or a public key.
fn key(bytes: &[u8]) -> Result<Material, Error> {
    let _within = fork_gate::enter();
    let (private, public) = match form_of(bytes) {
        Form::Pem => (PrivateKey::from_pem(bytes), PublicKey::from_pem as fn(&[u8]) -> Result<PublicKey, Error>),
        Form::Jwk => (PrivateKey::from_jwk(bytes), PublicKey::from_jwk as fn(&[u8]) -> Result<PublicKey, Error>),
        Form::Der => (PrivateKey::from_der(bytes), PublicKey::from_der as fn(&[u8]) -> Result<PublicKey, Error>),
    };
    match private {
        Ok(private) => private.with_public(&public_of(&private)?).map(Material::Private),
        Err(Error::PublicKeyGiven) => public(bytes).map(Material::Public),
        Err(error) => Err(error),
    }
}

fn secret(secret: Secret<'_>) -> Material {
    Material::Secret(Zeroizing::new(secret.as_bytes().to_vec()))
}

/// Copies bytes into the front of a buffer.
pub(crate) fn copy(bytes: &[u8], buf: &mut [u8]) -> Result<usize, Error> {
    let needed = bytes.len();
    buf.get_mut(..needed).ok_or(Error::BufferTooSmall { needed })?.copy_from_slice(bytes);
    Ok(needed)
}
