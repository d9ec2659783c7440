//! What happens to sessions, for alerts, audit and metrics: through a callback, `tracing`, and counters.

use std::sync::atomic::{AtomicU64, Ordering};

use jwtcore::session::Cause;

/// What happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum EventKind {
    /// A session began.
    LoggedIn,
    /// A refresh token was used, and a new one issued.
    Rotated,
    /// A refresh token came again inside the grace.
    Replayed,
    /// A refresh token came again after the grace, in the mode *until first used*.
    ReplayedLate,
    /// A used refresh token came again: its session was revoked. Somebody else may hold it.
    ReuseDetected,
    /// A session was ended.
    FamilyRevoked,
    /// All sessions and tokens of a subject were ended.
    SubjectRevoked,
    /// One access token was denied.
    TokenRevoked,
    /// A token ahead of its record: the store has lost writes.
    StoreBehind,
    /// A call gave up after its retries.
    Contended,
    /// The store did not answer a refresh, a login or a revocation, which failed.
    Unavailable,
    /// The store did not answer a check, which the settings then decided.
    CheckUnavailable,
}

impl EventKind {
    /// All kinds.
    pub const ALL: [Self; 12] = [
        Self::LoggedIn,
        Self::Rotated,
        Self::Replayed,
        Self::ReplayedLate,
        Self::ReuseDetected,
        Self::FamilyRevoked,
        Self::SubjectRevoked,
        Self::TokenRevoked,
        Self::StoreBehind,
        Self::Contended,
        Self::Unavailable,
        Self::CheckUnavailable,
    ];

    /// Its stable kebab-case name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::LoggedIn => "logged-in",
            Self::Rotated => "rotated",
            Self::Replayed => "replayed",
            Self::ReplayedLate => "replayed-late",
            Self::ReuseDetected => "reuse-detected",
            Self::FamilyRevoked => "family-revoked",
            Self::SubjectRevoked => "subject-revoked",
            Self::TokenRevoked => "token-revoked",
            Self::StoreBehind => "store-behind",
            Self::Contended => "contended",
            Self::Unavailable => "unavailable",
            Self::CheckUnavailable => "check-unavailable",
        }
    }
}

/// Something that happened, and to whom. Nothing in it is secret.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Event {
    /// What happened.
    pub kind: EventKind,
    /// The tenant.
    pub tenant: String,
    /// The subject, where it is known.
    pub subject: Option<String>,
    /// The session, where it is about one.
    pub sid: Option<String>,
    /// The client, where it is known.
    pub client_id: Option<String>,
    /// Why, for revocations of a family.
    pub cause: Option<Cause>,
}

impl Event {
    pub(crate) fn new(kind: EventKind, tenant: &str) -> Self {
        Self { kind, tenant: tenant.to_owned(), subject: None, sid: None, client_id: None, cause: None }
    }
}

/// What is called for each event, on the thread that caused it.
pub(crate) type Observer = Box<dyn Fn(&Event) + Send + Sync>;

/// Counts events, and tells others of them.
#[derive(Default)]
pub(crate) struct Events {
    observer: Option<Observer>,
    counts: [AtomicU64; EventKind::ALL.len()],
}

impl Events {
    pub(crate) fn observed_by(observer: Observer) -> Self {
        Self { observer: Some(observer), ..Self::default() }
    }

    pub(crate) fn count(&self, kind: EventKind) -> u64 {
        self.counter(kind).map_or(0, |counter| counter.load(Ordering::Relaxed))
    }

    pub(crate) fn emit(&self, event: &Event) {
        if let Some(counter) = self.counter(event.kind) {
            counter.fetch_add(1, Ordering::Relaxed);
        }
        trace(event);
        if let Some(observer) = &self.observer {
            observer(event);
        }
    }

    fn counter(&self, kind: EventKind) -> Option<&AtomicU64> {
        EventKind::ALL.iter().position(|other| *other == kind).and_then(|at| self.counts.get(at))
    }
}

fn trace(event: &Event) {
    let Event { kind, tenant, subject, sid, client_id, cause } = event;
    let (name, cause) = (kind.name(), cause.map(Cause::name));
    match kind {
        EventKind::ReuseDetected
        | EventKind::ReplayedLate
        | EventKind::StoreBehind
        | EventKind::Contended
        | EventKind::Unavailable
        | EventKind::CheckUnavailable => {
            tracing::warn!(target: "jwtcore", tenant, subject, sid, client_id, cause, "session {name}");
        }
        EventKind::Rotated | EventKind::Replayed => {
            tracing::debug!(target: "jwtcore", tenant, subject, sid, client_id, cause, "session {name}");
        }
        _ => tracing::info!(target: "jwtcore", tenant, subject, sid, client_id, cause, "session {name}"),
    }
}
