//! Key sets: bounded, sorted by algorithm and name, selected from by a token's alg and kid.

use super::import::{self, Algorithms, InsertKey};
use super::{Key, KeyName, Skipped, VerifyingKey, jwks};
use crate::algorithm::Algorithm;
use crate::error::Error;
use crate::header::KeyHint;

/// The greatest number of keys in a set: issuers publish a handful, the largest federations some hundreds.
pub const MAX_KEYS: usize = 1024;

/// What the keys of a set may spend on tables if nothing is said, in bytes: seven of those that the backend for hosts
/// makes, where issuers publish a handful of keys, and a worker process that has room for a program has room for it.
pub const DEFAULT_TABLE_MEMORY: usize = 1 << 20;

/// A strict allow-list: the keys of one issuer, each bound to one algorithm.
///
/// No two different keys bear the same name and algorithm, and at most one key of an algorithm is unnamed.
pub struct KeySet<S> {
    keys: S,
    /// What the keys may spend together on tables, in bytes.
    table_memory: usize,
    /// Whether any key has a name; where none has, a token's kid is ignored.
    named: bool,
}

/// Room for `N` keys, without heap.
pub struct Inline<B, const N: usize>(heapless::Vec<Key<B>, N>);

/// Room for up to [`MAX_KEYS`] keys, on the heap.
#[cfg(feature = "alloc")]
pub struct Heap<B>(alloc::vec::Vec<Key<B>>);

/// Where a set keeps its keys. Sealed: [`Inline`] and, with `alloc`, `Heap`.
pub trait Storage: sealed::Storage + Send + Sync + 'static {}

impl<S: sealed::Storage + Send + Sync + 'static> Storage for S {}

/// A trust's keys. Sealed: implemented by [`KeySet`], which keeps them sorted and one of each name and algorithm.
///
/// ```compile_fail,E0277
/// struct Unsorted(Vec<jwtcore::Key>);
///
/// impl jwtcore::key::Keys for Unsorted {
///     type Backend = jwtcore::backend::rustcrypto::VerifyingKey;
///
///     fn keys(&self) -> &[jwtcore::Key] {
///         &self.0
///     }
///
///     fn ignores_kid(&self) -> bool {
///         true
///     }
/// }
/// ```
pub trait Keys: sealed::Keys + Send + Sync + 'static {
    /// The backend that verifies with them.
    type Backend: VerifyingKey;

    /// The keys, sorted by algorithm and name.
    fn keys(&self) -> &[Key<Self::Backend>];

    /// Whether no key has a name, so that a token's kid is ignored.
    fn ignores_kid(&self) -> bool;
}

impl<S: Storage> sealed::Keys for KeySet<S> {}

impl<S: Storage> Keys for KeySet<S> {
    type Backend = S::Backend;

    fn keys(&self) -> &[Key<S::Backend>] {
        self.keys.as_slice()
    }

    fn ignores_kid(&self) -> bool {
        !self.named
    }
}

impl<S: Storage> KeySet<S> {
    /// Takes keys. Identical ones of one name and algorithm collapse.
    ///
    /// # Errors
    /// [`Error::NoUsableKey`] for none, [`Error::TooManyKeys`], [`Error::ConflictingKeys`] for two different keys of
    /// one algorithm with the same name, or both without one.
    pub fn new(keys: impl IntoIterator<Item = Key<S::Backend>>) -> Result<Self, Error> {
        Self::filled(|set| keys.into_iter().try_for_each(|key| set.insert_key(key)))
    }

    /// Reads keys from text or bytes, told apart by content: PEM, one JWK, a JWKS, or DER.
    ///
    /// A key that names no algorithm is bound to each listed one that fits its type and curve. `on_skip` hears of
    /// each entry of a JWKS that is left out, with its reason.
    ///
    /// # Errors
    /// What [`PublicKey`](super::PublicKey)'s readers, [`KeySet::from_jwks`] and [`KeySet::new`] refuse;
    /// [`Error::NoAlgorithmForKey`], [`Error::AlgorithmNotListed`], [`Error::RsAndPsOnOneKey`].
    pub fn import(text: &[u8], algorithms: &Algorithms, mut on_skip: impl FnMut(Skipped)) -> Result<Self, Error> {
        Self::filled(|set| import::import(set, text, algorithms, &mut on_skip))
    }

    /// Reads a JWKS (RFC 7517 section 5): at most 1 MiB and 1,024 entries.
    ///
    /// Entries that cannot be used are skipped, and `on_skip` hears of each with its reason.
    ///
    /// # Errors
    /// [`Error::MalformedJwks`], [`Error::KeySetTooLarge`], [`Error::NoUsableKey`], [`Error::TooManyKeys`],
    /// [`Error::SecretsAmongPublicKeys`], [`Error::PrivateKeyGiven`], [`Error::ConflictingKeys`],
    /// [`Error::RsAndPsOnOneKey`].
    pub fn from_jwks(text: &[u8], algorithms: &Algorithms, mut on_skip: impl FnMut(Skipped)) -> Result<Self, Error> {
        Self::filled(|set| jwks::import(set, text, algorithms, &mut on_skip))
    }

    /// Binds an HMAC secret, as raw bytes, to each listed algorithm that it is long enough for.
    ///
    /// # Errors
    /// [`Error::SecretTooShort`], [`Error::SecretLooksLikeKey`], [`Error::NoAlgorithmForKey`].
    pub fn from_secret(secret: &[u8], algorithms: &Algorithms) -> Result<Self, Error> {
        Self::filled(|set| import::import_secret(set, secret, algorithms))
    }

    /// Joins sets into one, such as the keys of one issuer that come from several files.
    ///
    /// # Errors
    /// As [`KeySet::new`].
    pub fn joined(sets: impl IntoIterator<Item = Self>) -> Result<Self, Error> {
        let mut table_memory = None;
        let joined = Self::new(sets.into_iter().flat_map(|set| {
            table_memory = Some(table_memory.map_or(set.table_memory, |least: usize| least.min(set.table_memory)));
            set.keys.into_keys()
        }))?;
        Ok(joined.table_memory(table_memory.unwrap_or(DEFAULT_TABLE_MEMORY)))
    }

    /// How many bytes the keys of this set may spend together on tables with which they verify faster; 0 for none.
    /// [`DEFAULT_TABLE_MEMORY`] if nothing is said; of joined sets the least.
    ///
    /// Only the backend for hosts (`jwtcore::host`) makes any: for ES256, and for a key only when it has verified some
    /// signatures.
    #[must_use]
    pub fn table_memory(mut self, bytes: usize) -> Self {
        self.table_memory = bytes;
        S::Backend::share_memory(self.keys.as_mut_slice().iter_mut().map(Key::backend_mut), bytes);
        self
    }

    /// Gives a name to the keys that have none, such as those of a PEM text.
    ///
    /// # Errors
    /// [`Error::KidTooLong`]; [`Error::ConflictingKeys`] where another key bears the name already.
    pub fn named(self, kid: &str) -> Result<Self, Error> {
        let name = KeyName::new(kid)?;
        let table_memory = self.table_memory;
        let named = Self::new(self.keys.into_keys().map(|mut key| {
            if key.kid().is_none() {
                key.set_name(Some(name.clone()));
            }
            key
        }))?;
        Ok(named.table_memory(table_memory))
    }

    fn filled(fill: impl FnOnce(&mut Self) -> Result<(), Error>) -> Result<Self, Error> {
        let mut set = Self { keys: S::default(), table_memory: DEFAULT_TABLE_MEMORY, named: false };
        fill(&mut set)?;
        if set.keys.as_slice().is_empty() {
            return Err(Error::NoUsableKey);
        }
        Ok(set.table_memory(DEFAULT_TABLE_MEMORY))
    }
}

impl<S: Storage> InsertKey<S::Backend> for KeySet<S> {
    fn insert_key(&mut self, key: Key<S::Backend>) -> Result<(), Error> {
        let position = self.keys.as_slice().binary_search_by(|other| place(other).cmp(&place(&key)));
        match position {
            Ok(at) => {
                let same = self.keys.as_slice().get(at).is_some_and(|other| other.is_same_key(&key));
                if same { Ok(()) } else { Err(Error::ConflictingKeys) }
            }
            Err(at) => {
                self.named |= key.kid().is_some();
                self.keys.insert(at, key)
            }
        }
    }
}

/// Selects the key that a header means.
///
/// # Errors
/// [`Error::AlgorithmNotAllowed`] where no key is bound to the algorithm, [`Error::UnknownKey`] where none of those
/// bears the name, [`Error::AmbiguousKey`] where the token names none and several could be meant.
pub(crate) fn select<'k, K: Keys>(set: &'k K, hint: KeyHint<'_>) -> Result<&'k Key<K::Backend>, Error> {
    let KeyHint { algorithm, kid } = hint;
    let keys = of_algorithm(set.keys(), algorithm);
    // Sorted, so that an unnamed key comes first.
    match (kid.filter(|_| !set.ignores_kid()), keys) {
        (_, []) => Err(Error::AlgorithmNotAllowed),
        (Some(_), _) => find(keys, algorithm, kid).ok_or(Error::UnknownKey),
        (None, [first, rest @ ..]) if first.kid().is_none() || rest.is_empty() => Ok(first),
        (None, _) => Err(Error::AmbiguousKey),
    }
}

/// Whether any pair of keys that one token with a kid could mean in two sets passes `test`.
pub(crate) fn any_shared<K: Keys>(
    one: &K,
    other: &K,
    test: impl Fn(&Key<K::Backend>, &Key<K::Backend>) -> bool,
) -> bool {
    let (one, other) = if other.ignores_kid() { (other, one) } else { (one, other) };
    one.keys().iter().any(|key| {
        let rivals = of_algorithm(other.keys(), key.algorithm);
        if one.ignores_kid() {
            return rivals.iter().any(|rival| test(key, rival));
        }
        key.kid().is_some_and(|kid| find(rivals, key.algorithm, Some(kid)).is_some_and(|rival| test(key, rival)))
    })
}

fn of_algorithm<B>(keys: &[Key<B>], algorithm: Algorithm) -> &[Key<B>] {
    let start = keys.partition_point(|key| key.algorithm < algorithm);
    let end = keys.partition_point(|key| key.algorithm <= algorithm);
    keys.get(start..end).unwrap_or_default()
}

fn find<'k, B: VerifyingKey>(keys: &'k [Key<B>], algorithm: Algorithm, kid: Option<&str>) -> Option<&'k Key<B>> {
    let at = keys.binary_search_by(|key| place(key).cmp(&(algorithm, kid))).ok()?;
    keys.get(at)
}

/// Where a key stands in a set.
fn place<B: VerifyingKey>(key: &Key<B>) -> (Algorithm, Option<&str>) {
    (key.algorithm, key.kid())
}

impl<S: Storage> core::fmt::Debug for KeySet<S> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_list().entries(self.keys.as_slice()).finish()
    }
}

mod sealed {
    use super::{Error, Inline, Key, VerifyingKey};

    pub trait Keys {}

    pub trait Storage: Default {
        type Backend: VerifyingKey;

        fn as_slice(&self) -> &[Key<Self::Backend>];

        fn as_mut_slice(&mut self) -> &mut [Key<Self::Backend>];

        fn into_keys(self) -> impl Iterator<Item = Key<Self::Backend>>;

        /// Inserts at a position that is not behind the end.
        fn insert(&mut self, at: usize, key: Key<Self::Backend>) -> Result<(), Error>;
    }

    impl<B: VerifyingKey, const N: usize> Default for Inline<B, N> {
        fn default() -> Self {
            Self(heapless::Vec::new())
        }
    }

    impl<B: VerifyingKey, const N: usize> Storage for Inline<B, N> {
        type Backend = B;

        fn as_slice(&self) -> &[Key<B>] {
            &self.0
        }

        fn as_mut_slice(&mut self) -> &mut [Key<B>] {
            &mut self.0
        }

        fn into_keys(self) -> impl Iterator<Item = Key<B>> {
            self.0.into_iter()
        }

        fn insert(&mut self, at: usize, key: Key<B>) -> Result<(), Error> {
            self.0.insert(at, key).map_err(|_| Error::TooManyKeys)
        }
    }

    #[cfg(feature = "alloc")]
    impl<B: VerifyingKey> Default for super::Heap<B> {
        fn default() -> Self {
            Self(alloc::vec::Vec::new())
        }
    }

    #[cfg(feature = "alloc")]
    impl<B: VerifyingKey> Storage for super::Heap<B> {
        type Backend = B;

        fn as_slice(&self) -> &[Key<B>] {
            &self.0
        }

        fn as_mut_slice(&mut self) -> &mut [Key<B>] {
            &mut self.0
        }

        fn into_keys(self) -> impl Iterator<Item = Key<B>> {
            self.0.into_iter()
        }

        fn insert(&mut self, at: usize, key: Key<B>) -> Result<(), Error> {
            if self.0.len() >= super::MAX_KEYS {
                return Err(Error::TooManyKeys);
            }
            self.0.insert(at, key);
            Ok(())
        }
    }
}
