//! A state of the world: the store, the requests that are under way, the tokens that were handed out, and what the
//! properties must remember.

use std::hash::{DefaultHasher, Hash, Hasher};

use jwtcore::session::{Cause, Outcome, Record, Stamp};
use jwtcore::{Error, ErrorClass};

use crate::decide::{Asked, Decided, GENERATIONS, Protocol, TOKENS, attempt};
use crate::rules::Rule;

/// How often a presentation reads again after a swap that was lost or whose answer was.
const RETRIES: u8 = 4;

/// How much may happen in a world. All orders of it are searched.
#[derive(Clone, Debug)]
pub(crate) struct Bounds {
    pub(crate) grace: u8,
    pub(crate) until_first_used: Option<u8>,
    /// Requests at once.
    pub(crate) slots: usize,
    pub(crate) presentations: u8,
    pub(crate) ticks: u8,
    pub(crate) steps_back: u8,
    /// Answers of the store that are lost, with the write made or not.
    pub(crate) unknown: u8,
    /// Writes that arrive later.
    pub(crate) delayed: u8,
    /// Reads that fail.
    pub(crate) failures: u8,
    pub(crate) family_revocations: u8,
    pub(crate) subject_revocations: u8,
    pub(crate) key_changes: u8,
    pub(crate) lost_writes: u8,
    pub(crate) forgeries: u8,
    pub(crate) is_honest: bool,
}

#[derive(Clone, Copy, Debug)]
pub(crate) enum Action {
    Tick,
    StepBack,
    Present(usize),
    Forge(usize),
    Write(usize, Delivery),
    ReadAgain(usize),
    GiveUp(usize),
    DeliverLate,
    Hear,
    RevokeFamily,
    RevokeSubject,
    ChangeKey,
    LoseWrite,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Delivery {
    Answered,
    AnswerLost,
    NeverArrives,
    ArrivesLater,
}

/// A request between its first read and its answer.
#[derive(Clone)]
struct Request {
    /// None: it revokes the family.
    token: Option<usize>,
    first_ms: i64,
    began: u8,
    attempt: u8,
    retries: u8,
    /// Whether the subject's cut-off was set when it last read.
    saw_cut_off: bool,
    is_forged: bool,
    /// What it is about to write; none: it must read again.
    pending: Option<Decided>,
}

#[derive(Clone)]
pub(crate) struct World {
    left: Bounds,
    /// The true time, which the store's clock lags behind once it was set back.
    now: u8,
    lag: u8,
    stored: Record<'static>,
    written_at: u8,
    older: Vec<(Record<'static>, u8)>,
    cut_off: Option<i64>,
    requests: Vec<Request>,
    late: Option<(Record<'static>, Stamp)>,
    active_key: u32,
    /// Tokens that were handed out, as bits.
    issued: u32,
    /// For each generation the first and the last effect of a success that was not late.
    successes: [Option<(u8, u8)>; GENERATIONS],
    /// Generations with a late success, as bits, and how many there were.
    late_generations: u16,
    late_successes: u32,
    has_lost: bool,
    /// Of an honest client: its newest token, since when it asks with it, and an answer that is on its way.
    held: usize,
    asking_since: Option<u8>,
    answer: Option<usize>,
}

type Held = Result<(), &'static str>;

impl World {
    pub(crate) fn new(protocol: &Protocol, bounds: &Bounds) -> Self {
        Self {
            left: bounds.clone(),
            now: 0,
            lag: 0,
            stored: protocol.login(),
            written_at: 0,
            older: Vec::new(),
            cut_off: None,
            requests: Vec::new(),
            late: None,
            active_key: 1,
            issued: 1,
            successes: Default::default(),
            late_generations: 0,
            late_successes: 0,
            has_lost: false,
            held: 0,
            asking_since: None,
            answer: None,
        }
    }

    fn clock(&self) -> i64 {
        i64::from(self.now) - i64::from(self.lag)
    }

    pub(crate) fn actions(&self, protocol: &Protocol) -> Vec<Action> {
        let mut actions = Vec::new();
        let left = &self.left;
        let mut when = |possible: bool, action: Action| actions.extend(possible.then_some(action));
        when(left.ticks > 0 && self.may_wait(protocol), Action::Tick);
        when(left.steps_back > 0 && self.now > 0, Action::StepBack);
        when(left.family_revocations > 0 && self.requests.len() < left.slots, Action::RevokeFamily);
        when(left.subject_revocations > 0, Action::RevokeSubject);
        when(left.key_changes > 0, Action::ChangeKey);
        when(left.lost_writes > 0 && !self.older.is_empty(), Action::LoseWrite);
        when(self.late.is_some(), Action::DeliverLate);
        when(self.answer.is_some(), Action::Hear);
        if left.presentations > 0 && self.requests.len() < left.slots && self.answer.is_none() {
            actions.extend(self.presentable().map(Action::Present));
        }
        if left.forgeries > 0 {
            actions.extend((0..TOKENS).step_by(2).take(3).map(Action::Forge));
        }
        for (at, request) in self.requests.iter().enumerate() {
            actions.extend(self.steps_of(at, request));
        }
        actions
    }

    fn steps_of(&self, at: usize, request: &Request) -> Vec<Action> {
        if request.pending.is_none() {
            let gives_up = (self.left.failures > 0).then_some(Action::GiveUp(at));
            return [Some(Action::ReadAgain(at)), gives_up].into_iter().flatten().collect();
        }
        let mut steps = vec![Action::Write(at, Delivery::Answered)];
        if self.left.unknown > 0 {
            steps.extend([Delivery::AnswerLost, Delivery::NeverArrives].map(|how| Action::Write(at, how)));
        }
        if self.left.delayed > 0 && self.late.is_none() {
            steps.push(Action::Write(at, Delivery::ArrivesLater));
        }
        steps
    }

    /// An honest client asks again before the grace has passed since it first asked with its token.
    fn may_wait(&self, protocol: &Protocol) -> bool {
        let waits = |since: u8| i64::from(self.now + 1 - since) < protocol.grace;
        !self.left.is_honest || self.answer.is_none() && self.asking_since.is_none_or(waits)
    }

    fn presentable(&self) -> impl Iterator<Item = usize> {
        let tokens = if self.left.is_honest { 1 << self.held } else { self.issued };
        (0..TOKENS).filter(move |at| tokens & (1 << at) != 0)
    }

    pub(crate) fn act(&mut self, protocol: &Protocol, action: Action) -> Held {
        match action {
            Action::Tick => {
                self.left.ticks -= 1;
                self.now += 1;
            }
            Action::StepBack => {
                self.left.steps_back -= 1;
                self.lag += 1;
            }
            Action::Present(token) => {
                self.left.presentations -= 1;
                self.asking_since.get_or_insert(self.now);
                let request = self.request(Some(token), false);
                self.read(protocol, request)?;
            }
            Action::Forge(token) => self.forge(protocol, token)?,
            Action::Write(at, delivery) => self.write(protocol, at, delivery)?,
            Action::ReadAgain(at) => self.read_again(protocol, at)?,
            Action::GiveUp(at) => {
                self.left.failures -= 1;
                self.requests.remove(at);
            }
            Action::DeliverLate => {
                if let Some((record, replaces)) = self.late.take() {
                    self.apply(protocol, record, replaces)?;
                }
            }
            Action::Hear => {
                self.held = self.answer.take().unwrap_or(self.held);
                self.asking_since = None;
            }
            Action::RevokeFamily => {
                self.left.family_revocations -= 1;
                let request = self.request(None, false);
                self.read(protocol, request)?;
            }
            Action::RevokeSubject => {
                self.left.subject_revocations -= 1;
                self.cut_off = Some(self.clock());
            }
            Action::ChangeKey => {
                self.left.key_changes -= 1;
                self.active_key = 2;
            }
            Action::LoseWrite => {
                self.left.lost_writes -= 1;
                self.has_lost = true;
                if let Some((record, at)) = self.older.pop() {
                    (self.stored, self.written_at) = (record, at);
                }
            }
        }
        self.one_is_alive(protocol)
    }

    fn request(&self, token: Option<usize>, is_forged: bool) -> Request {
        Request {
            token,
            first_ms: self.clock(),
            began: self.now,
            attempt: self.unused_attempt(),
            retries: 0,
            saw_cut_off: false,
            is_forged,
            pending: None,
        }
    }

    /// Attempts are random: all that matters is that no two that can meet are the same.
    fn unused_attempt(&self) -> u8 {
        let is_used = |number: &u8| {
            let bytes = attempt(*number);
            self.stored.attempt == bytes
                || self.older.iter().any(|(record, _)| record.attempt == bytes)
                || self.late.as_ref().is_some_and(|(record, stamp)| record.attempt == bytes || stamp[8..] == bytes)
                || self.requests.iter().any(|request| {
                    request.attempt == *number
                        || request.pending.and_then(|pending| pending.replaces).is_some_and(|stamp| stamp[8..] == bytes)
                })
        };
        (1..=u8::MAX).find(|number| !is_used(number)).expect("an attempt")
    }

    fn forge(&mut self, protocol: &Protocol, token: usize) -> Held {
        self.left.forgeries -= 1;
        match protocol.open_forged(token) {
            Err(Error::InvalidRefreshToken) => Ok(()),
            Err(_) => Err("forged: refused for another reason"),
            Ok(()) => {
                let request = self.request(Some(token), true);
                self.read(protocol, request)
            }
        }
    }

    /// Reads and decides. What needs no write is answered at once.
    fn read(&mut self, protocol: &Protocol, mut request: Request) -> Held {
        request.saw_cut_off = self.cut_off.is_some();
        let Some(token) = request.token else {
            request.pending = Protocol::revoke(&self.stored, self.clock(), request.attempt);
            self.requests.extend(request.pending.is_some().then_some(request));
            return Ok(());
        };
        let asked = Asked {
            token,
            first_ms: request.first_ms,
            read_ms: self.clock(),
            attempt: request.attempt,
            active_key: self.active_key,
        };
        match protocol.present(&asked, &self.stored, self.cut_off) {
            Ok(decided) if decided.replaces.is_some() => {
                request.pending = Some(decided);
                self.requests.push(request);
                Ok(())
            }
            Ok(decided) => self.answer(protocol, &request, &decided),
            Err(error) => self.refused(protocol, &request, error),
        }
    }

    fn read_again(&mut self, protocol: &Protocol, at: usize) -> Held {
        let mut request = self.requests.remove(at);
        request.retries += 1;
        if request.retries <= RETRIES && !protocol.breaks(Rule::ContentionRevokesNobody) {
            return self.read(protocol, request);
        }
        if protocol.breaks(Rule::ContentionRevokesNobody)
            && let Some(mut tombstone) = Protocol::revoke(&self.stored, self.clock(), request.attempt)
        {
            tombstone.record.revoked = tombstone.record.revoked.map(|mut revoked| {
                revoked.cause = Cause::Reuse;
                revoked
            });
            self.may_revoke(protocol, &request, &tombstone)?;
        }
        Ok(())
    }

    fn write(&mut self, protocol: &Protocol, at: usize, delivery: Delivery) -> Held {
        let mut request = self.requests.remove(at);
        let Some((decided, replaces)) = request.pending.take().and_then(|pending| Some((pending, pending.replaces?)))
        else {
            return Ok(());
        };
        if matches!(delivery, Delivery::Answered | Delivery::AnswerLost) && self.compares(protocol, &replaces) {
            self.may_revoke(protocol, &request, &decided)?;
            if request.is_forged {
                return Err("forged: the store was changed");
            }
        }
        match delivery {
            Delivery::Answered => {
                if self.apply(protocol, decided.record, replaces)? {
                    return self.answer(protocol, &request, &decided);
                }
            }
            Delivery::AnswerLost => {
                self.left.unknown -= 1;
                self.apply(protocol, decided.record, replaces)?;
            }
            Delivery::NeverArrives => self.left.unknown -= 1,
            Delivery::ArrivesLater => {
                self.left.delayed -= 1;
                self.late = Some((decided.record, replaces));
            }
        }
        if delivery != Delivery::Answered && protocol.breaks(Rule::AnswerAfterCommit) {
            return self.answer(protocol, &request, &decided);
        }
        self.requests.push(request);
        Ok(())
    }

    fn compares(&self, protocol: &Protocol, replaces: &Stamp) -> bool {
        let stored = self.stored.stamp();
        let compared = if protocol.breaks(Rule::SwapComparesAttempts) { 8 } else { stored.len() };
        stored[..compared] == replaces[..compared] || protocol.breaks(Rule::SwapCompares)
    }

    fn apply(&mut self, protocol: &Protocol, record: Record<'static>, replaces: Stamp) -> Result<bool, &'static str> {
        if !self.compares(protocol, &replaces) {
            return Ok(false);
        }
        if self.stored.revoked.is_some() && record.revoked.is_none() {
            return Err("dead stays dead: a write brought a revoked family back");
        }
        if self.left.lost_writes > 0 {
            self.older.push((self.stored, self.written_at));
        }
        (self.stored, self.written_at) = (record, self.now);
        Ok(true)
    }

    /// Whether a tombstone for reuse may take the place of what is stored.
    fn may_revoke(&self, protocol: &Protocol, request: &Request, decided: &Decided) -> Held {
        let is_reuse = decided.record.revoked.is_some_and(|revoked| revoked.cause == Cause::Reuse);
        let Some(token) = request.token.filter(|_| is_reuse) else { return Ok(()) };
        let generation = protocol.token(token).generation;
        if generation >= self.stored.generation {
            return Err("only reuse revokes: the generation was not used");
        }
        if self.stored.attempt == attempt(request.attempt) {
            return Err("only reuse revokes: the presentation met its own write");
        }
        let in_grace = request.first_ms < self.stored.rotated_at_ms + protocol.grace && protocol.grace > 0;
        if generation + 1 == self.stored.generation && in_grace {
            return Err("only reuse revokes: the token came inside the grace");
        }
        Ok(())
    }

    fn answer(&mut self, protocol: &Protocol, request: &Request, decided: &Decided) -> Held {
        let Some(token) = request.token else { return Ok(()) };
        match decided.outcome {
            Outcome::Rotated | Outcome::Replayed => self.succeeded(protocol, request, token, decided),
            Outcome::ReplayedLate => {
                self.succeeded_late(protocol, request, token, decided)?;
                self.succeeded(protocol, request, token, decided)
            }
            _ => self.refused(protocol, request, Error::RefreshTokenReused),
        }
    }

    fn succeeded(&mut self, protocol: &Protocol, request: &Request, token: usize, decided: &Decided) -> Held {
        if request.is_forged {
            return Err("forged: it was answered");
        }
        let generation = protocol.token(token).generation;
        if self.stored.revoked.is_some() || request.saw_cut_off {
            return Err("dead stays dead: a token of a revoked family was answered");
        }
        if !self.has_lost && self.stored.generation <= generation {
            return Err("committed: the answer's generation is not in the store");
        }
        if decided.outcome != Outcome::ReplayedLate {
            // A rotation takes effect when it is written; a replay is its own read.
            let is_rotation = decided.outcome == Outcome::Rotated;
            self.once(protocol, generation, if is_rotation { self.written_at } else { self.now })?;
        }
        let successor = usize::try_from(decided.record.generation).map_err(|_| "a generation")? * 2
            + usize::try_from(decided.record.key_id).map_err(|_| "a key")?
            - 1;
        if !self.has_lost && self.issued & (1 << (successor ^ 1)) != 0 {
            return Err("one successor: two were issued");
        }
        if decided.record.generation != generation + 1 {
            return Err("one successor: it is not the next generation");
        }
        self.issued |= 1 << successor;
        self.answer = self.left.is_honest.then_some(successor);
        Ok(())
    }

    fn once(&mut self, protocol: &Protocol, generation: u64, at: u8) -> Held {
        let place = &mut self.successes[usize::try_from(generation).map_err(|_| "a generation")?];
        let (first, last) = place.map_or((at, at), |(first, last)| (first.min(at), last.max(at)));
        *place = Some((first, last));
        let apart = i64::from(last - first);
        let allowed = protocol.grace + i64::from(self.lag);
        if !self.has_lost && apart > 0 && apart >= allowed {
            return Err("once: a generation succeeded twice, the grace apart");
        }
        Ok(())
    }

    fn succeeded_late(&mut self, protocol: &Protocol, request: &Request, token: usize, decided: &Decided) -> Held {
        let generation = protocol.token(token).generation;
        self.late_successes += 1;
        self.late_generations |= 1 << generation;
        let row = |at: u16| self.late_generations & (7 << at) == 7 << at;
        if decided.record.generation != generation + 1 {
            return Err("until first used: the successor was used");
        }
        if request.first_ms >= decided.record.rotated_at_ms + protocol.max_age {
            return Err("until first used: beyond the greatest age");
        }
        if self.stored.late_replays < self.late_successes {
            return Err("until first used: a late replay was not counted");
        }
        if (0..13).any(row) {
            return Err("until first used: three generations in a row");
        }
        Ok(())
    }

    fn refused(&mut self, protocol: &Protocol, request: &Request, error: Error) -> Held {
        let Some(token) = request.token else { return Ok(()) };
        if error.class() == ErrorClass::Unavailable {
            if error == Error::StoreBehind {
                self.asking_since = None;
            }
            return Ok(());
        }
        if self.left.is_honest {
            return Err("honest: the client was logged out");
        }
        let generation = usize::try_from(protocol.token(token).generation).map_err(|_| "a generation")?;
        let was_used = self.successes[generation]
            .is_some_and(|(first, _)| i64::from(request.began) - i64::from(first) >= protocol.grace);
        let is_dead = self.stored.revoked.is_some() || self.cut_off.is_some();
        if was_used && !is_dead && !self.has_lost && self.lag == 0 {
            return Err("once: a generation came again after the grace, and the family lives");
        }
        Ok(())
    }

    /// Of all tokens that were ever handed out, one at most would rotate.
    fn one_is_alive(&self, protocol: &Protocol) -> Held {
        if self.active_key == 1 {
            return Ok(());
        }
        let rotates = |token: &usize| {
            let at = self.clock();
            let asked = Asked { token: *token, first_ms: at, read_ms: at, attempt: 250, active_key: self.active_key };
            let decided = protocol.present(&asked, &self.stored, self.cut_off);
            decided.is_ok_and(|decided| decided.outcome == Outcome::Rotated)
        };
        let alive = (0..TOKENS).filter(|at| self.issued & (1 << at) != 0).filter(rotates).count();
        if alive > 1 { Err("one successor: two are alive") } else { Ok(()) }
    }
}

fn hash_record(record: &Record<'_>, state: &mut impl Hasher) {
    record.stamp().hash(state);
    (record.generation, record.key_id, record.rotated_at_ms, record.idle_expiry_ms).hash(state);
    (record.late_replays, record.late_run, record.late_here).hash(state);
    record.revoked.map(|revoked| (revoked.at_ms, revoked.cause.number())).hash(state);
}

impl Hash for World {
    fn hash<H: Hasher>(&self, state: &mut H) {
        let left = &self.left;
        (left.presentations, left.ticks, left.steps_back, left.unknown, left.delayed, left.failures).hash(state);
        (left.family_revocations, left.subject_revocations, left.key_changes, left.lost_writes, left.forgeries)
            .hash(state);
        (self.now, self.lag, self.cut_off, self.written_at, self.active_key, self.issued).hash(state);
        (self.successes, self.late_generations, self.late_successes, self.has_lost).hash(state);
        (self.held, self.asking_since, self.answer).hash(state);
        hash_record(&self.stored, state);
        for (record, at) in &self.older {
            hash_record(record, state);
            at.hash(state);
        }
        if let Some((record, stamp)) = &self.late {
            hash_record(record, state);
            stamp.hash(state);
        }
        // Requests have no order.
        let mut requests: Vec<u64> = self.requests.iter().map(Request::fingerprint).collect();
        requests.sort_unstable();
        (self.older.len(), self.late.is_some(), requests).hash(state);
    }
}

impl Request {
    fn fingerprint(&self) -> u64 {
        let mut state = DefaultHasher::new();
        (self.token, self.first_ms, self.began, self.attempt, self.retries, self.saw_cut_off, self.is_forged)
            .hash(&mut state);
        if let Some(pending) = &self.pending {
            hash_record(&pending.record, &mut state);
            (pending.replaces, pending.outcome.name()).hash(&mut state);
        }
        state.finish()
    }
}
