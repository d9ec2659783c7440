//! Rules of the protocol that the model can break, in its wiring around the product's code.

/// A rule to be broken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Rule {
    /// A write is made whatever stands in the store.
    SwapCompares,
    /// A swap compares the version alone.
    SwapComparesAttempts,
    /// A replay prolongs the grace.
    GraceIsAnchored,
    /// Reuse refuses and revokes nothing.
    ReuseRevokes,
    /// A lost answer is taken for success.
    AnswerAfterCommit,
    /// The tag is not checked.
    TagIsChecked,
    /// An older generation counts as the previous one.
    OlderIsReuse,
    /// A token ahead of its record revokes.
    BehindRevokesNobody,
    /// A retry takes the time anew.
    ClockIsKept,
    /// A replay succeeds however long it took.
    SlowIsContended,
    /// The grace is judged before the revocation.
    RevokedComesFirst,
    /// A replayed successor is tagged under the active key.
    SuccessorUnderRecordsKey,
    /// A token under another key than the record's is taken.
    KeyIsTheRecords,
    /// The subject's record is not read.
    CutOffIsRead,
    /// A presentation does not recognise its own write.
    OwnAttemptStands,
    /// A late replay is not written.
    LateIsCounted,
    /// Contention revokes.
    ContentionRevokesNobody,
}

impl Rule {
    pub(crate) const ALL: [Self; 17] = [
        Self::SwapCompares,
        Self::SwapComparesAttempts,
        Self::GraceIsAnchored,
        Self::ReuseRevokes,
        Self::AnswerAfterCommit,
        Self::TagIsChecked,
        Self::OlderIsReuse,
        Self::BehindRevokesNobody,
        Self::ClockIsKept,
        Self::SlowIsContended,
        Self::RevokedComesFirst,
        Self::SuccessorUnderRecordsKey,
        Self::KeyIsTheRecords,
        Self::CutOffIsRead,
        Self::OwnAttemptStands,
        Self::LateIsCounted,
        Self::ContentionRevokesNobody,
    ];

    /// The world in which it must be noticed, and what the property that notices begins with.
    pub(crate) const fn noticed(self) -> (&'static str, &'static str) {
        match self {
            Self::SwapCompares | Self::GraceIsAnchored | Self::ReuseRevokes | Self::SlowIsContended => {
                ("parallel", "once")
            }
            Self::OlderIsReuse => ("parallel", "one successor"),
            Self::ClockIsKept | Self::ContentionRevokesNobody => ("parallel", "only reuse revokes"),
            Self::AnswerAfterCommit => ("lost answers", "committed"),
            Self::OwnAttemptStands => ("without grace", "only reuse revokes"),
            Self::TagIsChecked => ("revocations", "forged"),
            Self::RevokedComesFirst | Self::CutOffIsRead => ("revocations", "dead stays dead"),
            Self::SuccessorUnderRecordsKey => ("change of keys", "one successor"),
            Self::SwapComparesAttempts => ("lost writes", "dead stays dead"),
            Self::BehindRevokesNobody => ("lost writes", "only reuse revokes"),
            Self::KeyIsTheRecords => ("lost writes", "one successor"),
            Self::LateIsCounted => ("until first used", "until first used"),
        }
    }
}
