//! The product's decision, and around it the rules that a search may break.

use jwtcore::session::{
    Attempt, Cause, FamilyId, Loaded, Login, MAX_RECORD_LEN, Outcome, Party, Presentation, REFRESH_TOKEN_LEN, Record,
    RefreshToken, SessionPolicy, Slot, Stamp, SubjectRecord, present, revoke_family,
};
use jwtcore::{Error, RefreshRing};

use crate::rules::Rule;
use crate::world::Bounds;

/// A family that lives longer than any world.
const LIFETIME: i64 = 1_000;
/// Generations that a world may reach.
pub(crate) const GENERATIONS: usize = 9;
/// Tokens of them, each under two keys.
pub(crate) const TOKENS: usize = 2 * GENERATIONS;

/// What is the same in all states of a search.
pub(crate) struct Protocol {
    pub(crate) policy: SessionPolicy,
    pub(crate) grace: i64,
    pub(crate) max_age: i64,
    broken: Option<Rule>,
    /// Opened by the product from the text that it sealed: (generation, key) at generation * 2 + key - 1.
    tokens: Vec<RefreshToken>,
    /// What opening an edited copy of each said.
    forged: Vec<Result<RefreshToken, Error>>,
}

/// One decision in a presentation.
pub(crate) struct Asked {
    pub(crate) token: usize,
    pub(crate) first_ms: i64,
    pub(crate) read_ms: i64,
    pub(crate) attempt: u8,
    pub(crate) active_key: u32,
}

/// A decision of owned parts.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Decided {
    pub(crate) outcome: Outcome,
    pub(crate) record: Record<'static>,
    pub(crate) replaces: Option<Stamp>,
}

impl Protocol {
    pub(crate) fn new(bounds: &Bounds, broken: Option<Rule>) -> Self {
        let max_age = bounds.until_first_used.map(i64::from);
        let policy = SessionPolicy::new()
            .idle_ms(LIFETIME)
            .absolute_ms(LIFETIME)
            .grace_ms(bounds.grace.into())
            .until_first_used_ms(max_age);
        policy.check().expect("a policy");
        let (tokens, forged) = tokens();
        Self { policy, grace: bounds.grace.into(), max_age: max_age.unwrap_or(0), broken, tokens, forged }
    }

    pub(crate) fn breaks(&self, rule: Rule) -> bool {
        self.broken == Some(rule)
    }

    pub(crate) fn token(&self, at: usize) -> &RefreshToken {
        &self.tokens[at]
    }

    pub(crate) fn login(&self) -> Record<'static> {
        let login = Login { party: party(), subject: "7", scope: "", key_id: 1, attempt: [0; 16] };
        login.record(None, 0, &self.policy).expect("a record")
    }

    /// What opening a forged copy of a token gives.
    pub(crate) fn open_forged(&self, at: usize) -> Result<(), Error> {
        if self.breaks(Rule::TagIsChecked) {
            Ok(())
        } else {
            self.forged[at].as_ref().map(|_| ()).map_err(|error| *error)
        }
    }

    pub(crate) fn present(
        &self,
        asked: &Asked,
        stored: &Record<'static>,
        cut_off: Option<i64>,
    ) -> Result<Decided, Error> {
        let token = self.token_as_judged(asked.token, stored);
        let mut stored = *stored;
        let in_grace = asked.read_ms < stored.rotated_at_ms + self.grace && token.generation + 1 == stored.generation;
        if self.breaks(Rule::RevokedComesFirst) && in_grace {
            stored.revoked = None;
        }
        if self.breaks(Rule::KeyIsTheRecords) && token.generation == stored.generation {
            stored.key_id = token.key_id;
        }
        let presentation = Presentation {
            token: &token,
            now_ms: if self.breaks(Rule::ClockIsKept) { asked.read_ms } else { asked.first_ms },
            read_ms: if self.breaks(Rule::SlowIsContended) { asked.first_ms } else { asked.read_ms },
            attempt: attempt(if self.breaks(Rule::OwnAttemptStands) { 200 } else { asked.attempt }),
            next_key_id: asked.active_key,
        };
        let mut decided = self.judge(&presentation, &stored, cut_off)?;
        decided.record.attempt =
            if decided.replaces.is_some() { attempt(asked.attempt) } else { decided.record.attempt };
        self.adjust(&mut decided, asked);
        Ok(decided)
    }

    pub(crate) fn revoke(stored: &Record<'static>, now_ms: i64, by: u8) -> Option<Decided> {
        let mut buf = [0; MAX_RECORD_LEN];
        let bytes = stored.encode(&mut buf).expect("a record");
        let decision = revoke_family(Some(bytes), now_ms, Cause::Logout, attempt(by)).expect("a decision")?;
        Some(Decided { outcome: decision.outcome, record: owned(&decision.record), replaces: decision.replaces })
    }

    fn judge(&self, presented: &Presentation<'_>, stored: &Record<'_>, cut_off: Option<i64>) -> Result<Decided, Error> {
        let mut buf = [0; MAX_RECORD_LEN];
        let family = stored.encode(&mut buf).expect("a record");
        let subject = cut_off
            .filter(|_| !self.breaks(Rule::CutOffIsRead))
            .map(|revoked_before_ms| SubjectRecord { version: 1, attempt: [0; 16], revoked_before_ms }.encode());
        let loaded = Loaded { family: Some(family), subject: subject.as_ref().map(<[u8; 33]>::as_slice) };
        let decided = match present(presented, &loaded, &self.policy) {
            Err(Error::StoreBehind) if self.breaks(Rule::BehindRevokesNobody) => {
                revoke_family(Some(family), presented.now_ms, Cause::Reuse, presented.attempt)?
                    .ok_or(Error::StoreBehind)?
            }
            other => other?,
        };
        Ok(Decided { outcome: decided.outcome, record: owned(&decided.record), replaces: decided.replaces })
    }

    fn token_as_judged(&self, at: usize, stored: &Record<'_>) -> RefreshToken {
        let token = self.token(at).clone();
        if self.breaks(Rule::OlderIsReuse) && token.generation + 1 < stored.generation {
            return RefreshToken { generation: stored.generation - 1, ..token };
        }
        token
    }

    fn adjust(&self, decided: &mut Decided, asked: &Asked) {
        match decided.outcome {
            Outcome::Replayed if self.breaks(Rule::GraceIsAnchored) => {
                decided.replaces = Some(decided.record.stamp());
                decided.record.rotated_at_ms = asked.read_ms;
                decided.record.version += 1;
                decided.record.attempt = attempt(asked.attempt);
            }
            Outcome::Replayed if self.breaks(Rule::SuccessorUnderRecordsKey) => {
                decided.record.key_id = asked.active_key;
            }
            Outcome::ReplayedLate if self.breaks(Rule::LateIsCounted) => decided.replaces = None,
            Outcome::Reused if self.breaks(Rule::ReuseRevokes) => decided.replaces = None,
            _ => {}
        }
    }
}

pub(crate) const fn attempt(number: u8) -> Attempt {
    [number; 16]
}

fn party() -> Party<'static> {
    Party::new("", "").expect("a party")
}

fn owned(record: &Record<'_>) -> Record<'static> {
    Record { tenant: "", client_id: "", subject: "7", scope: "", ..*record }
}

/// Every token that a world may see, sealed and opened; and what opening it says with a character changed.
fn tokens() -> (Vec<RefreshToken>, Vec<Result<RefreshToken, Error>>) {
    let ring = RefreshRing::new(1, b"a test secret of thirty-two byte")
        .and_then(|ring| ring.accept(2, b"the next test secret, of 32 byte"))
        .expect("a ring");
    let slot = Slot::of_subject("", "7").expect("a slot");
    let all = (0..GENERATIONS as u64).flat_map(|generation| [1, 2].map(|key_id| (generation, key_id)));
    all.map(|(generation, key_id)| {
        let token = RefreshToken { key_id, slot: slot.clone(), family_id: FamilyId::from_bytes([7; 16]), generation };
        let mut out = [0; REFRESH_TOKEN_LEN];
        let text = token.seal(&ring, &party(), &mut out).expect("a token").to_owned();
        let opened = RefreshToken::open(&ring, &party(), text.as_bytes()).expect("a good tag");
        let last = if text.ends_with('A') { "B" } else { "A" };
        let forged = format!("{}{last}", &text[..REFRESH_TOKEN_LEN - 1]);
        (opened, RefreshToken::open(&ring, &party(), forged.as_bytes()))
    })
    .unzip()
}
