//! Why a call of a session manager did not do what was asked.

use std::error::Error as StdError;
use std::fmt;

use jwtcore::Error;

use crate::store::{FaultKind, StoreFault};

/// What an application's callback may refuse with.
pub type Refusal = Box<dyn StdError + Send + Sync>;

/// An error of the protocol or the store, or the application's own refusal. It holds nothing of a token.
#[derive(Debug)]
#[non_exhaustive]
pub enum SessionError {
    /// The protocol's error. Its class says who has to act.
    Protocol(Error),
    /// The store's: [`Error::Unavailable`] or [`Error::OpenTransaction`], and what the store said.
    Store(StoreFault),
    /// The application's callback refused; nothing was changed.
    Refused(Refusal),
}

impl SessionError {
    /// The error of the shared table; none for the application's refusal.
    #[must_use]
    pub fn error(&self) -> Option<Error> {
        match self {
            Self::Protocol(error) => Some(*error),
            Self::Store(fault) if fault.kind() == FaultKind::OpenTransaction => Some(Error::OpenTransaction),
            Self::Store(_) => Some(Error::Unavailable),
            Self::Refused(_) => None,
        }
    }

    pub(crate) fn is(&self, error: Error) -> bool {
        self.error() == Some(error)
    }
}

impl From<Error> for SessionError {
    fn from(error: Error) -> Self {
        Self::Protocol(error)
    }
}

impl From<StoreFault> for SessionError {
    fn from(fault: StoreFault) -> Self {
        Self::Store(fault)
    }
}

impl fmt::Display for SessionError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self, self.error()) {
            (Self::Store(fault), Some(error)) => write!(f, "{}: {error} ({fault})", error.name()),
            (_, Some(error)) => write!(f, "{}: {error}", error.name()),
            (Self::Refused(refusal), None) => write!(f, "refused by the application: {refusal}"),
            _ => Ok(()),
        }
    }
}

impl StdError for SessionError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        match self {
            Self::Store(fault) => Some(fault),
            Self::Refused(refusal) => Some(&**refusal),
            Self::Protocol(error) => Some(error),
        }
    }
}
