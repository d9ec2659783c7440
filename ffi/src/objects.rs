//! The kinds of object that a handle stands for.

use std::sync::Mutex;

use jwtcore::{JwsVerifier, Trust, Verifier};

use crate::backend::{LargeKeySet, Signer};
use crate::description::Description;
use crate::key_material::KeyMaterial;

/// What a handle stands for.
pub(crate) enum Object {
    /// One thread at a time: it is only ever tried, never waited for.
    Builder(Mutex<Description>),
    Verifier(AnyVerifier),
    Signer(Signer),
    Key(KeyMaterial),
}

/// A verifier at one of the two levels.
pub(crate) enum AnyVerifier {
    Jwt(JwtVerifier),
    Jws(JwsVerifier<LargeKeySet>),
}

/// A verifier of tokens.
pub(crate) type JwtVerifier = Verifier<Vec<Trust<LargeKeySet>>>;

/// A type that a handle's object may be of.
pub(crate) trait Kind {
    fn of(object: &Object) -> Option<&Self>;
}

/// Defines which variant holds a kind.
macro_rules! kinds {
    ($($kind:ty: $pattern:pat => $value:expr;)*) => {
        $(impl Kind for $kind {
            fn of(object: &Object) -> Option<&Self> {
                if let $pattern = object { Some($value) } else { None }
            }
        })*
    };
}

kinds! {
    Mutex<Description>: Object::Builder(builder) => builder;
    AnyVerifier: Object::Verifier(verifier) => verifier;
    JwtVerifier: Object::Verifier(AnyVerifier::Jwt(verifier)) => verifier;
    JwsVerifier<LargeKeySet>: Object::Verifier(AnyVerifier::Jws(verifier)) => verifier;
    Signer: Object::Signer(signer) => signer;
    KeyMaterial: Object::Key(key) => key;
}
