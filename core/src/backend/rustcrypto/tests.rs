//! What this backend promises beside what every backend owes.

use super::{SigningKey, public_of};
use crate::algorithm::Algorithm;
use crate::error::Error;
use crate::key::{PrivateKey, SigningKey as _};

/// A test key.
const RSA: &[u8] = include_bytes!("../../../../testdata/keys/formats/test-only-rsa-2048-pkcs8.der");

#[test]
fn refuses_to_sign_with_rsa() {
    let key = PrivateKey::from_der(RSA).unwrap();
    for name in ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512"] {
        let algorithm = Algorithm::from_name(name).unwrap();
        let refused = SigningKey::from_private_key(algorithm, &key).err();
        assert_eq!(refused, Some(Error::SigningUnsupported), "{name}");
    }
    assert!(public_of(&key) == Err(Error::SigningUnsupported));
}

#[test]
fn secrets_are_zeroized_when_they_go() {
    #[allow(dead_code, reason = "which types are asked depends on the build")]
    const fn zeroized<T: zeroize::ZeroizeOnDrop>() {}
    #[cfg(feature = "hs")]
    {
        use sha2::digest::block_api::CoreProxy;
        zeroized::<<sha2::Sha256 as CoreProxy>::Core>();
        zeroized::<<sha2::Sha384 as CoreProxy>::Core>();
        zeroized::<<sha2::Sha512 as CoreProxy>::Core>();
    }
    #[cfg(feature = "es256")]
    zeroized::<::ecdsa::SigningKey<p256::NistP256>>();
    #[cfg(feature = "eddsa")]
    zeroized::<ed25519_dalek::SigningKey>();
}
