//! Why a call fails: an error of the shared table, and perhaps where.

use std::borrow::Cow;

use jwtcore::Error;

/// An error, and more about it where there is more to say. Made on failures only, so it may allocate.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Fault {
    pub(crate) error: Error,
    detail: Cow<'static, str>,
}

impl Fault {
    /// A fault of one argument.
    pub(crate) const fn of(error: Error, argument: &'static str) -> Self {
        Self { error, detail: Cow::Borrowed(argument) }
    }

    /// A fault with more about it.
    pub(crate) const fn with_detail(error: Error, detail: String) -> Self {
        Self { error, detail: Cow::Owned(detail) }
    }

    /// Says where within something larger the fault is.
    pub(crate) fn within(self, place: &str) -> Self {
        let detail = if self.detail.is_empty() { place.to_owned() } else { format!("{place}: {}", self.detail) };
        Self { error: self.error, detail: Cow::Owned(detail) }
    }

    pub(crate) fn detail(&self) -> &str {
        &self.detail
    }

    /// The length of buffer that would have been enough, if that is what was wrong.
    pub(crate) const fn needed(&self) -> usize {
        match self.error {
            Error::BufferTooSmall { needed } => needed,
            _ => 0,
        }
    }
}

impl From<Error> for Fault {
    fn from(error: Error) -> Self {
        Self { error, detail: Cow::Borrowed("") }
    }
}
