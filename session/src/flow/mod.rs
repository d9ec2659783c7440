//! The order of each call, apart from how the store is reached: read, decide, write, and again where the swap was lost.

mod login;
mod refresh;
mod revoke;

pub(crate) use login::LoggingIn;
pub(crate) use refresh::Refreshing;
pub(crate) use revoke::{Denying, RevokingFamily, RevokingSubject};

use jwtcore::Error;

use crate::error::SessionError;
use crate::store::{FaultKind, Loaded, OwnedWrite, StoreFault};

/// How often a call reads again after a swap that was lost or whose answer was.
const RETRIES: u32 = 4;

/// One call: what it reads, and what it makes of that.
pub(crate) trait Flow {
    type Answer;

    fn keys(&self) -> &[String];

    /// Decides on what was read. It is asked again after a swap that was lost, or whose answer was: then its own write may
    /// be what was read.
    fn loaded(&mut self, loaded: &Loaded) -> Result<Step<Self::Answer>, SessionError>;

    /// The write was made.
    fn committed(&mut self) -> Result<Self::Answer, SessionError>;
}

pub(crate) enum Step<A> {
    Commit(OwnedWrite),
    Answer(A),
}

/// Where a call stands between two questions to the store.
pub(crate) struct Progress {
    reads: u32,
    unknown: Option<StoreFault>,
}

impl Progress {
    pub(crate) const fn new() -> Self {
        Self { reads: 0, unknown: None }
    }

    /// Whether it may read once more.
    pub(crate) fn may_read(&mut self) -> Result<(), SessionError> {
        self.reads += 1;
        if self.reads <= 1 + RETRIES {
            return Ok(());
        }
        Err(self.unknown.take().map_or(SessionError::Protocol(Error::StoreContended), SessionError::Store))
    }

    /// What a commit said: whether the write was made for certain.
    pub(crate) fn was_made(&mut self, committed: Result<bool, StoreFault>) -> Result<bool, SessionError> {
        match committed {
            Ok(made) => {
                self.unknown = None;
                Ok(made)
            }
            Err(fault) if fault.kind() == FaultKind::Unavailable => {
                self.unknown = Some(fault);
                Ok(false)
            }
            Err(fault) => Err(fault.into()),
        }
    }
}

/// Runs a call to its end. The macro is one for the blocking and the asynchronous manager, whose stores are asked alike.
macro_rules! run {
    ($store:expr, $flow:expr $(, $await:ident)?) => {{
        let mut progress = $crate::flow::Progress::new();
        loop {
            progress.may_read()?;
            let loaded = $store.load($flow.keys())$(.$await)??;
            match $flow.loaded(&loaded)? {
                $crate::flow::Step::Answer(answer) => break Ok(answer),
                $crate::flow::Step::Commit(write) => {
                    let committed = $store.commit(std::slice::from_ref(&write))$(.$await)?;
                    if progress.was_made(committed)? {
                        break $flow.committed();
                    }
                }
            }
        }
    }};
}
pub(crate) use run;

/// A value that was read.
pub(crate) fn value(loaded: &Loaded, at: usize) -> Option<&[u8]> {
    loaded.values.get(at)?.as_deref()
}
