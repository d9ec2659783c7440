//! Any bytes as keys of a form that nobody names: told by content, a text is what its own reader says it is.

use jwtcore::key::Keys as _;
use jwtcore::{Algorithm, Algorithms, Error, ErrorClass, Key, LargeKeySet, PrivateKey, PublicKey};

use crate::reference::json;

/// Takes the bytes for keys.
pub fn run(data: &[u8]) {
    let algorithms = Algorithms::listed(&Algorithm::ALL).allow_rs_and_ps();
    let imported = LargeKeySet::import(data, &algorithms, |_| {});
    let public = [PublicKey::from_pem(data), PublicKey::from_der(data), PublicKey::from_jwk(data)];
    let set = LargeKeySet::from_jwks(data, &algorithms, |_| {});
    let accepted: Vec<_> = public.iter().flatten().collect();
    match &imported {
        Ok(imported) => check_imported(data, imported, &accepted, set),
        Err(error) => {
            assert_eq!(error.class(), ErrorClass::Setup);
            check_refused(data, *error, &accepted);
        }
    }
    let is_private_jwk = PrivateKey::from_jwk(data).is_ok() && !has_keys(data);
    if PrivateKey::from_pem(data).is_ok() || PrivateKey::from_der(data).is_ok() || is_private_jwk {
        assert_eq!(imported.err(), Some(Error::PrivateKeyGiven));
    }
}

/// Whether beside the members of an object stands `keys`, so that it is told to be a set.
fn has_keys(object: &[u8]) -> bool {
    json::raw_members(object).contains_key("keys")
}

/// What was imported is what one reader alone accepts, and all of it.
fn check_imported(data: &[u8], imported: &LargeKeySet, accepted: &[&PublicKey], set: Result<LargeKeySet, Error>) {
    assert_eq!(Key::from_secret(Algorithm::HS256, data).err(), Some(Error::SecretLooksLikeKey));
    match (accepted, set) {
        ([key], Err(_)) => {
            let named = imported.keys().len() == 1;
            for bound in imported.keys() {
                let alone = Key::bind(bound.algorithm(), key).expect("it was bound before");
                assert!(alone.is_same_key(bound), "another key than its own reader's");
            }
            let fitting = Algorithm::ALL.into_iter().filter(|algorithm| algorithm.key_kind() == key.kind()).count();
            assert!(named || imported.keys().len() == fitting);
        }
        // Also a JWK with a member `keys` besides: then the set wins.
        ([] | [_], Ok(set)) => assert_eq!(imported.keys().len(), set.keys().len()),
        // A secret as a JWK.
        ([], Err(_)) => {
            let is_same = |bound: &Key| Key::from_jwk(bound.algorithm(), data).is_ok_and(|key| key.is_same_key(bound));
            assert!(imported.keys().iter().all(is_same), "nobody's key");
        }
        (several, _) => panic!("{} readers accept one text", several.len()),
    }
}

/// A key that its own reader accepts is refused only for what binding it finds.
fn check_refused(data: &[u8], error: Error, accepted: &[&PublicKey]) {
    let [key] = accepted else { return assert!(accepted.is_empty()) };
    let jwk = PublicKey::from_jwk(data).is_ok();
    let by_binding = match error {
        Error::InvalidPublicKey => {
            let fits = |algorithm: &Algorithm| algorithm.key_kind() == key.kind();
            Algorithm::ALL.into_iter().filter(fits).all(|algorithm| Key::bind(algorithm, key).is_err())
        }
        Error::KidTooLong => jwk,
        // A JWK beside whose members stands `keys`.
        _ => jwk && has_keys(data),
    };
    assert!(by_binding, "{error:?}");
}
