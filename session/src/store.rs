//! What a store does: it loads values with its clock, and makes writes where what they expect holds.

use std::error::Error as StdError;
use std::fmt;
use std::sync::Arc;

use jwtcore::session::{Expected, STAMP_AT, STAMP_LEN, Write};

/// A place that keeps bytes under keys. All keys of a call belong to one subject.
///
/// Implementations move bytes and judge nothing. Values are exact; so are keys.
pub trait Store: Send + Sync {
    /// Reads the values of keys, and the store's clock at that moment, in one round trip. A value whose time has come is
    /// absent.
    ///
    /// # Errors
    /// [`StoreFault`] where the store did not answer in time.
    fn load(&self, keys: &[String]) -> Result<Loaded, StoreFault>;

    /// Makes all writes, or none where one of them expects what does not hold. True: they were made, durably.
    ///
    /// # Errors
    /// [`StoreFault`] where that is not known: the writes may have been made, or may be made later.
    fn commit(&self, writes: &[OwnedWrite]) -> Result<bool, StoreFault>;

    /// The families in an index, from a cursor on (0 at first) as [`Listed::next`] says, at most `limit` at once.
    ///
    /// # Errors
    /// [`StoreFault`] where the store did not answer in time.
    fn list(&self, index: &str, cursor: u64, limit: u32) -> Result<Listed, StoreFault>;

    /// Removes up to `limit` values whose time has come, and says how many; 0 where the store does so by itself.
    ///
    /// # Errors
    /// [`StoreFault`] where the store did not answer in time.
    fn prune(&self, limit: u32) -> Result<u64, StoreFault>;
}

/// A store that is shared, or of a kind that is known when the program runs.
macro_rules! store_behind {
    ($($pointer:ident)*) => {$(
        impl<S: Store + ?Sized> Store for $pointer<S> {
            fn load(&self, keys: &[String]) -> Result<Loaded, StoreFault> {
                (**self).load(keys)
            }

            fn commit(&self, writes: &[OwnedWrite]) -> Result<bool, StoreFault> {
                (**self).commit(writes)
            }

            fn list(&self, index: &str, cursor: u64, limit: u32) -> Result<Listed, StoreFault> {
                (**self).list(index, cursor, limit)
            }

            fn prune(&self, limit: u32) -> Result<u64, StoreFault> {
                (**self).prune(limit)
            }
        }
    )*};
}

store_behind!(Arc Box);

/// What was read.
#[derive(Clone, Debug, Default)]
pub struct Loaded {
    /// A value for each key, in their order.
    pub values: Vec<Option<Vec<u8>>>,
    /// The store's clock: milliseconds since 1970.
    pub now_ms: i64,
}

/// A page of an index.
#[derive(Clone, Debug, Default)]
pub struct Listed {
    /// Families, by their sid.
    pub sids: Vec<String>,
    /// Where the next page begins; none after the last.
    pub next: Option<u64>,
}

/// A [`Write`] that owns its parts, as stores of any kind need them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnedWrite {
    /// The key.
    pub key: String,
    /// What must hold of it.
    pub expected: Expected,
    /// Its new value.
    pub value: Vec<u8>,
    /// When the store may drop it, in milliseconds since 1970.
    pub expires_at_ms: Option<i64>,
    /// For a new family: the index's key and the sid.
    pub index: Option<(String, String)>,
}

impl From<&Write<'_>> for OwnedWrite {
    fn from(write: &Write<'_>) -> Self {
        Self {
            key: write.key.as_str().to_owned(),
            expected: write.expected,
            value: write.value.to_vec(),
            expires_at_ms: write.expires_at_ms,
            index: write.index.as_ref().map(|entry| (entry.key.as_str().to_owned(), entry.sid.as_str().to_owned())),
        }
    }
}

/// Whether what a write expects holds of a value.
pub(crate) fn holds(expected: &Expected, value: Option<&[u8]>) -> bool {
    match expected {
        Expected::Absent => value.is_none(),
        Expected::Stamp(stamp) => value.and_then(stamp_of) == Some(&stamp[..]),
        // Those that are not known here hold nothing.
        other => *other == Expected::Anything,
    }
}

/// The bytes of a value that a swap compares.
pub(crate) fn stamp_of(value: &[u8]) -> Option<&[u8]> {
    value.get(STAMP_AT..STAMP_AT + STAMP_LEN)
}

/// Why a store could not do what it was asked.
#[derive(Debug)]
pub struct StoreFault {
    kind: FaultKind,
    source: Box<dyn StdError + Send + Sync>,
}

/// Who has to act on a fault.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum FaultKind {
    /// The store did not answer, or not what it should: `unavailable`.
    Unavailable,
    /// The connection has a transaction open: `open-transaction`, a fault of the set-up.
    OpenTransaction,
}

impl StoreFault {
    /// A fault of a store that did not answer.
    pub fn unavailable(source: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        Self { kind: FaultKind::Unavailable, source: source.into() }
    }

    /// A fault of a connection with a transaction that is not the store's.
    pub fn open_transaction(source: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        Self { kind: FaultKind::OpenTransaction, source: source.into() }
    }

    /// Who has to act.
    #[must_use]
    pub fn kind(&self) -> FaultKind {
        self.kind
    }
}

impl fmt::Display for StoreFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.source)
    }
}

impl StdError for StoreFault {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        Some(&*self.source)
    }
}
