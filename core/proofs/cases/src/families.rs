//! Each family of algorithms alone: a key, a token of OpenSSL's that it signed, and the same token tampered with.

use core::hint::black_box;

use jwtcore::{Algorithm, Audience, Error, Issuer, Key, KeySet, Trust, UnixSeconds, Verifier};

use crate::{Failure, Run, testdata};

/// The issuer of the test tokens.
pub(crate) const ISSUER: &str = "https://issuer.test";
/// The audience of the test tokens.
pub(crate) const AUDIENCE: &str = "https://api.test";
/// The subject of the test tokens.
pub(crate) const SUBJECT: &str = "user-1";

/// The longest token of the test data that is verified here, rounded up.
pub(crate) const BUFFER_LEN: usize = 2048;

/// A verifier with one key, as a device has it.
pub(crate) type OneKey = Verifier<Trust<KeySet<1>>>;

// What docs/embedded.md says of a device's memory.
#[cfg(target_pointer_width = "32")]
const _: () = assert!(size_of::<OneKey>() <= 1280 && size_of::<Verifier<Trust<KeySet<4>>>>() <= 3072);

/// One algorithm with its key and token.
pub(crate) struct Family {
    pub(crate) algorithm: Algorithm,
    pub(crate) key: fn() -> Result<Key, Error>,
    pub(crate) token: &'static [u8],
}

/// Those that the features include.
pub(crate) const FAMILIES: &[Family] = &[
    #[cfg(feature = "hs")]
    Family {
        algorithm: Algorithm::HS256,
        key: || Key::from_secret(Algorithm::HS256, black_box(testdata!("keys/secret-32.bin"))),
        token: testdata!("tokens/openssl-hs256.jwt"),
    },
    #[cfg(feature = "families")]
    Family {
        algorithm: Algorithm::HS384,
        key: || Key::from_secret(Algorithm::HS384, black_box(testdata!("keys/secret-48.bin"))),
        token: testdata!("tokens/openssl-hs384.jwt"),
    },
    #[cfg(feature = "families")]
    Family {
        algorithm: Algorithm::HS512,
        key: || Key::from_secret(Algorithm::HS512, black_box(testdata!("keys/secret-64.bin"))),
        token: testdata!("tokens/openssl-hs512.jwt"),
    },
    #[cfg(feature = "es256")]
    Family {
        algorithm: Algorithm::ES256,
        key: || Key::from_der(Algorithm::ES256, black_box(testdata!("keys/formats/p256-spki.der"))),
        token: testdata!("tokens/openssl-es256.jwt"),
    },
    #[cfg(feature = "families")]
    Family {
        algorithm: Algorithm::ES384,
        key: || Key::from_der(Algorithm::ES384, black_box(testdata!("keys/formats/p384-spki.der"))),
        token: testdata!("tokens/openssl-es384.jwt"),
    },
    #[cfg(feature = "families")]
    Family {
        algorithm: Algorithm::ES512,
        key: || Key::from_der(Algorithm::ES512, black_box(testdata!("keys/formats/p521-spki.der"))),
        token: testdata!("tokens/openssl-es512.jwt"),
    },
    #[cfg(feature = "families")]
    Family {
        algorithm: Algorithm::ES256K,
        key: || Key::from_der(Algorithm::ES256K, black_box(testdata!("keys/formats/secp256k1-spki.der"))),
        token: testdata!("tokens/openssl-es256k.jwt"),
    },
    #[cfg(feature = "eddsa")]
    Family {
        algorithm: Algorithm::EdDSA,
        key: || Key::from_der(Algorithm::EdDSA, black_box(testdata!("keys/formats/ed25519-spki.der"))),
        token: testdata!("tokens/openssl-eddsa.jwt"),
    },
];

/// Imports each family's key, verifies its token, and refuses it tampered with.
pub(crate) fn prove(run: &mut Run<'_>) {
    let mut buf = [0; BUFFER_LEN];
    for family in FAMILIES {
        let subject = family.algorithm.name();
        let Some(verifier) = run.step(subject, "import", || family.verifier()) else { continue };
        run.step(subject, "verify", || accept(&verifier, family.token, &mut buf));
        run.step(subject, "refuse", || refuse(&verifier, family.token, &mut buf));
    }
}

impl Family {
    fn verifier(&self) -> Result<OneKey, Failure> {
        verifier_of((self.key)()?)
    }
}

/// A verifier as a device without a clock builds it.
pub(crate) fn verifier_of(key: Key) -> Result<OneKey, Failure> {
    let trust = Trust::new(Issuer::exactly(ISSUER), Audience::contains(AUDIENCE), KeySet::new([key])?);
    Ok(Verifier::new(trust.unchecked_time())?)
}

/// A good token is accepted, and its subject is the one that was signed.
pub(crate) fn accept(verifier: &OneKey, token: &[u8], buf: &mut [u8]) -> Result<(), Failure> {
    let claims = verifier.verify(black_box(token), UnixSeconds(0), buf)?;
    if claims.sub().is_some_and(|sub| sub == SUBJECT) { Ok(()) } else { Err(Failure::Accepted) }
}

/// The same token with one byte of its payload changed is refused, and leaves nothing in the buffer.
pub(crate) fn refuse(verifier: &OneKey, token: &[u8], buf: &mut [u8]) -> Result<(), Failure> {
    let mut copy = [0; BUFFER_LEN];
    let copy = copy.get_mut(..token.len()).ok_or(Failure::Accepted)?;
    copy.copy_from_slice(black_box(token));
    tamper(copy);
    let verdict = verifier.verify(&*copy, UnixSeconds(0), buf).map(|_| ());
    let is_clear = buf.iter().take(copy.len()).all(|byte| *byte == 0);
    match verdict {
        Err(Error::InvalidSignature) if is_clear => Ok(()),
        Err(error) => Err(Failure::Refused(error)),
        Ok(()) => Err(Failure::Accepted),
    }
}

/// Changes the first character of the payload.
fn tamper(token: &mut [u8]) {
    let dot = token.iter().position(|byte| *byte == b'.');
    let first = dot.and_then(|dot| token.get_mut(dot + 1..)?.first_mut());
    if let Some(byte) = first.filter(|_| !cfg!(feature = "break-verdict")) {
        *byte = if *byte == b'a' { b'b' } else { b'a' };
    }
}
