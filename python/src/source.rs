//! Where a key comes from, and which algorithms it may be bound to. The core reads it anew for each verifier.

use jwtcore::host::LargeKeySet;
use jwtcore::{Algorithm, Algorithms, Error};
use zeroize::Zeroizing;

/// One key's text or secret. Zeroized when it goes.
pub(crate) struct Source {
    pub(crate) content: Content,
    pub(crate) binding: Binding,
    pub(crate) kid: Option<String>,
}

/// What a key is read from.
pub(crate) enum Content {
    /// PEM, DER or a JWK.
    Text(Zeroizing<Vec<u8>>),
    /// The bytes of an HMAC secret.
    Secret(Zeroizing<Vec<u8>>),
}

/// Which algorithms a key may be bound to.
#[derive(Clone)]
pub(crate) enum Binding {
    /// This one.
    To(Algorithm),
    /// The one that the key names; where it names none, those of these that fit.
    Defaults(Vec<Algorithm>),
    /// The one that the key names; where it names none, the verifier's list decides.
    Open,
}

impl Source {
    /// The key, bound to each algorithm that it may be bound to, of those listed if any are.
    pub(crate) fn keys(&self, listed: Option<&[Algorithm]>) -> Result<LargeKeySet, Error> {
        if let (Binding::To(algorithm), Some(listed)) = (&self.binding, listed)
            && !listed.contains(algorithm)
        {
            return Err(Error::AlgorithmNotListed);
        }
        self.bound(&self.binding.algorithms(listed))
    }

    /// Reads a key that nothing binds yet, to learn whether it is sound: bound to all that it fits.
    pub(crate) fn unbound(&self) -> Result<LargeKeySet, Error> {
        self.bound(&all())
    }

    fn bound(&self, algorithms: &Algorithms) -> Result<LargeKeySet, Error> {
        let keys = match &self.content {
            Content::Text(text) => LargeKeySet::import(text, algorithms, |_| {})?,
            Content::Secret(secret) => LargeKeySet::from_secret(secret, algorithms)?,
        };
        match &self.kid {
            Some(kid) => keys.named(kid),
            None => Ok(keys),
        }
    }
}

impl Binding {
    /// The binding of one key for which an algorithm may be given.
    pub(crate) fn of(algorithm: Option<Algorithm>) -> Self {
        algorithm.map_or(Self::Open, Self::To)
    }

    /// As the core takes it.
    pub(crate) fn algorithms(&self, listed: Option<&[Algorithm]>) -> Algorithms {
        let algorithms = match (self, listed) {
            (Self::To(algorithm), _) => Algorithms::listed(&[*algorithm]),
            (Self::Defaults(defaults), _) => Algorithms::named_by_keys().unnamed_as(defaults),
            (Self::Open, None) => Algorithms::named_by_keys(),
            (Self::Open, Some(listed)) => Algorithms::named_by_keys().unnamed_as(listed),
        };
        listed.map_or(algorithms.clone(), |listed| algorithms.narrowed_to(listed))
    }

    /// As the core takes it, to learn which keys of a set are sound.
    pub(crate) fn to_look_at(&self) -> Algorithms {
        if let Self::Open = self { all() } else { self.algorithms(None) }
    }
}

/// Every algorithm of the build, RS and PS on one key among them.
fn all() -> Algorithms {
    let supported: Vec<_> = Algorithm::ALL.into_iter().filter(|algorithm| algorithm.is_supported()).collect();
    Algorithms::listed(&supported).allow_rs_and_ps()
}
