//! What an attacker tried on the whole crate from outside and must go on failing at.
#![cfg(all(feature = "hs", feature = "sign"))]

use jwtcore::hazmat::UnverifiedIssuer;
use jwtcore::{
    Algorithm, Audience, Error, Issuer, JwsVerifier, Key, KeySet, NewClaims, Signer, Trust, UnixSeconds, Verifier,
    VerifierBuilder,
};

const SECRET: &[u8] = b"test-only secret of an attacker's tests";

#[cfg(feature = "eddsa")]
mod backend_of_ones_own {
    use jwtcore::key::{Key, PublicKey, Secret, VerifyingKey};
    use jwtcore::{Algorithm, Error};

    /// A backend that takes every key and every signature: what is refused all the same, the core refuses.
    struct Credulous;

    impl VerifyingKey for Credulous {
        fn from_public_key(_: Algorithm, _: &PublicKey) -> Result<Self, Error> {
            Ok(Self)
        }

        fn from_secret(_: Algorithm, _: &Secret<'_>) -> Result<Self, Error> {
            Ok(Self)
        }

        fn verify(&self, _: &[u8], _: &[u8]) -> Result<(), Error> {
            Ok(())
        }

        fn is_same_key(&self, _: &Self) -> bool {
            true
        }
    }

    /// With a backend of one's own, points of Ed25519 that only some libraries take: two of small order, one that is not
    /// canonical, the base point with the point of order two added, and y = 2, which belongs to no point.
    #[test]
    fn refuses_weak_ed25519_keys_before_any_backend() {
        let mut mixed = [0x99; 32];
        mixed[0] = 0x95;
        let (mut no_point, mut not_canonical) = ([0; 32], [0xFF; 32]);
        (no_point[0], not_canonical[0], not_canonical[31]) = (2, 0xF0, 0x7F);
        let mut one = [0; 32];
        one[0] = 1;
        for point in [[0; 32], one, not_canonical, mixed, no_point] {
            let bound = Key::<Credulous>::bind(Algorithm::EdDSA, &PublicKey::Ed25519(point));
            assert_eq!(bound.map(|_| ()), Err(Error::InvalidPublicKey), "{point:02x?}");
        }
        let mut base = [0x66; 32];
        base[0] = 0x58;
        assert!(Key::<Credulous>::bind(Algorithm::EdDSA, &PublicKey::Ed25519(base)).is_ok());
    }
}

/// One issuer's two trusts over one key: its name decides nothing, and the second's rules would never be asked.
#[test]
fn refuses_trusts_that_share_a_key_and_an_issuer() {
    let build = |issuers: [Issuer; 2]| {
        let trusts = issuers.map(|issuer| {
            let key = Key::from_secret(Algorithm::HS256, SECRET).unwrap();
            Trust::new(issuer, Audience::contains("https://api.test"), KeySet::<1>::new([key]).unwrap())
        });
        VerifierBuilder::new().issuer_decides().build(trusts).map(|_| ())
    };
    let [one, other] = ["https://one.test", "https://other.test"].map(Issuer::exactly);
    let both: &[&str] = &["https://other.test", "https://one.test"];
    let both = Issuer::one_of(both);
    assert_eq!(build([one.clone(), other]), Ok(()));
    assert_eq!(build([one.clone(), one.clone()]), Err(Error::SharedKey));
    assert_eq!(build([one.clone(), both.clone()]), Err(Error::SharedKey));
    assert_eq!(build([both, one]), Err(Error::SharedKey));
}

/// Two bytes that begin as an object does are not yet an empty one.
#[test]
fn refuses_to_sign_other_claims_that_are_no_object() {
    let signer = Signer::from_secret(Algorithm::HS256, SECRET).unwrap();
    let mut buf = [0; 512];
    for other in ["{x", "{{", "{[", "{\"", "{,", "{", "}", "[]", "1", "", "\"\"", "{}}", "{},{}", "{\"a\":1}{\"b\":2}"]
    {
        let claims = NewClaims::new().with_json(other);
        for claims in [claims, claims.iss("https://one.test")] {
            assert_eq!(signer.sign(&claims, &mut buf), Err(Error::MalformedClaims), "{other:?}");
            assert_eq!(buf, [0; 512], "{other:?}");
        }
    }
}

/// A token beyond the limit costs no more than one at the limit, however large the buffer that was made for it.
#[test]
fn refuses_a_huge_token_without_work_on_a_huge_buffer() {
    const LIMIT: usize = 16 * 1024;
    let token = vec![b'a'; 1 << 24];
    let keys = || KeySet::<1>::new([Key::from_secret(Algorithm::HS256, SECRET).unwrap()]).unwrap();
    let verifier = Verifier::new(Trust::new(Issuer::unchecked(), Audience::unchecked(), keys())).unwrap();
    let jws = JwsVerifier::new(keys());
    let refuses = |verdict: &dyn Fn(&mut [u8]) -> Option<Error>| {
        let mut buf = vec![1; token.len()];
        assert_eq!(verdict(&mut buf), Some(Error::TokenTooLarge));
        assert!(buf[LIMIT..].iter().all(|byte| *byte == 1), "more was touched than a token may fill");
    };
    refuses(&|buf| verifier.verify(&token, UnixSeconds(0), buf).err());
    refuses(&|buf| jws.verify(&token, buf).err());
    refuses(&|buf| UnverifiedIssuer::read(&token, buf).err());
}

/// Where null is read as a float, one of the two JSON libraries makes a NaN of it, which no comparison refuses.
#[test]
fn refuses_null_where_a_number_is_asked_for() {
    let key = Key::from_secret(Algorithm::HS256, SECRET).unwrap();
    let trust = Trust::new(Issuer::unchecked(), Audience::unchecked(), KeySet::<1>::new([key]).unwrap());
    let verifier = Verifier::new(trust.exp_optional()).unwrap();
    let signer = Signer::from_secret(Algorithm::HS256, SECRET).unwrap();
    let (mut token, mut buf) = ([0; 256], [0; 256]);
    let token = signer.sign_payload(None, br#"{"limit":null}"#, &mut token).unwrap();
    let claims = verifier.verify(token, UnixSeconds(0), &mut buf).unwrap();
    assert_eq!(claims.get::<f64>("limit"), Err(Error::UnexpectedClaimType));
    assert_eq!(claims.find::<f32>("limit"), Err(Error::UnexpectedClaimType));
    assert_eq!(claims.get::<u64>("limit"), Err(Error::UnexpectedClaimType));
    assert_eq!(claims.get::<&str>("limit"), Err(Error::UnexpectedClaimType));
    assert_eq!(claims.get::<Option<f64>>("limit"), Ok(None));
    assert_eq!(claims.get::<()>("limit"), Ok(()));
}
