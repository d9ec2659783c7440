//! Runs one scenario: makes each step, and compares what is answered with what the step expects.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard};

use jwtcore::session::{Party, SessionPolicy, Sid, Slot, StoreKey};
use jwtcore::{Algorithm, Audience, Error, Issuer, Key, KeySet, RefreshRing, Signer, Trust, UnixSeconds, Verifier};
use jwtcore_session::{
    Access, CheckedClaims, Grant, Refusal, SessionError, SessionManager, SessionSettings, Store, TokenPair,
    WhenUnavailable,
};
use serde_json::{Map, Value, json};

use super::store::StagedStore;

const ISSUER: &str = "https://issuer.test";
const AUDIENCE: &str = "https://api.test";
const SECRET: &str = "a test secret of thirty-two byte";
const RING_SECRETS: [(&str, &str); 2] =
    [("1", "the ring's test secret, 32 bytes"), ("2", "the other ring secret, a test's.")];
const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/// What a step is found to be wrong with.
type Outcome = Result<(), String>;

pub(crate) struct World {
    store: Arc<StagedStore>,
    base_ms: i64,
    state: Mutex<State>,
    events: Arc<Mutex<Vec<&'static str>>>,
}

struct State {
    policy: Map<String, Value>,
    ring: Value,
    pairs: BTreeMap<String, Pair>,
}

#[derive(Clone)]
struct Pair {
    access: String,
    refresh: String,
    sid: String,
    tenant: String,
    subject: String,
    expires_in_s: i64,
    made_at_s: i64,
}

impl World {
    pub(crate) fn new(store: Arc<dyn Store>, scenario: &Value) -> Self {
        let store = Arc::new(StagedStore::over(store));
        // On a whole second, because iat is one.
        let base_ms = store.true_clock() / 1_000 * 1_000;
        let policy = scenario["policy"].as_object().cloned().unwrap_or_default();
        let state = State { policy, ring: json!({ "active": 1 }), pairs: BTreeMap::new() };
        Self { store, base_ms, state: Mutex::new(state), events: Arc::default() }
    }

    pub(crate) fn run(&self, scenario: &Value) -> Outcome {
        for (at, step) in scenario["steps"].as_array().expect("steps").iter().enumerate() {
            self.step(step).map_err(|failure| format!("step {at} {step}: {failure}"))?;
        }
        if self.store.has_faults_left() {
            return Err("a fault did not happen".into());
        }
        let Some(expected) = scenario["events"].as_array() else { return Ok(()) };
        let events = json!(*self.events.lock().expect("a lock"));
        same(&events, &Value::Array(expected.clone()))
    }

    fn step(&self, step: &Value) -> Outcome {
        self.store.set_clock(self.base_ms + step["at"].as_i64().expect("at"));
        match text(step, "do") {
            "login" => self.login(step),
            "refresh" => self.refresh(step),
            "logout" => self.logout(step),
            "revoke-family" => self.revoke_family(step),
            "revoke-subject" => {
                let answer = self.manager()?.revoke_subject(or(step, "tenant", "acme"), or(step, "subject", "7"));
                expect(step, answer.map(|()| Value::Null), &Value::Null)
            }
            "revoke-token" => self.revoke_token(step),
            "check" => self.check(step),
            "sessions" => self.sessions(step),
            "expires-in" => same(&json!(self.pair(text(step, "of"))?.expires_in_s), &step["expect"]),
            "verify-refresh-token" => self.verify_refresh_token(step),
            _ => self.stage(step),
        }
    }

    /// Steps that change what the others meet.
    fn stage(&self, step: &Value) -> Outcome {
        match text(step, "do") {
            "policy" => {
                let settings =
                    step.as_object().expect("a step").iter().filter(|(name, _)| !["at", "do"].contains(&name.as_str()));
                self.state().policy.extend(settings.map(|(name, value)| (name.clone(), value.clone())));
            }
            "ring" => self.state().ring = step.clone(),
            "fault" => self.store.fault(text(step, "on"), text(step, "what")),
            "save" => self.store.save(text(step, "as")),
            "restore" => self.store.restore(text(step, "from")),
            "flush" => self.store.flush(),
            "damage" => {
                let pair = self.pair(text(step, "of"))?;
                let slot = Slot::of_subject(&pair.tenant, &pair.subject).expect("a slot");
                let key = StoreKey::family(&slot, &Sid::parse(&pair.sid).expect("a sid")).expect("a key");
                let (at, to) = (step["at_byte"].as_u64().expect("a place"), step["to"].as_u64().expect("a byte"));
                self.store.damage(
                    key.as_str(),
                    usize::try_from(at).expect("a place"),
                    u8::try_from(to).expect("a byte"),
                );
            }
            "wait" => {}
            other => return Err(format!("no step is called {other}")),
        }
        Ok(())
    }

    fn login(&self, step: &Value) -> Outcome {
        let grant = grant(step);
        let answer = self.manager_or_error().and_then(|manager| {
            manager.login(party(step), or(step, "subject", "7"), or(step, "scope", "read write"), &grant)
        });
        self.keep(step, answer, |_| Value::Null)
    }

    fn refresh(&self, step: &Value) -> Outcome {
        let token = self.presented(step)?;
        let mut inner = Ok(());
        let answer = self.manager()?.refresh(party(step), &token, |_| {
            for between in step["between"].as_array().into_iter().flatten() {
                if inner.is_ok() {
                    inner = self.step(between).map_err(|failure| format!("between: {failure}"));
                }
            }
            if step["refuse"] == true { Err(Refusal::from("the scenario refuses")) } else { Ok(grant(step)) }
        });
        inner?;
        self.keep(step, answer, |pair| pair.outcome().map_or(Value::Null, |outcome| outcome.name().into()))
    }

    /// Compares the answer, and keeps a pair under its name.
    fn keep(
        &self,
        step: &Value,
        answer: Result<TokenPair, SessionError>,
        said: impl Fn(&TokenPair) -> Value,
    ) -> Outcome {
        if let Ok(pair) = &answer {
            let kept = Pair {
                access: pair.access_token().to_owned(),
                refresh: pair.refresh_token().to_owned(),
                sid: pair.session().sid.clone(),
                tenant: pair.session().tenant.clone(),
                subject: pair.session().subject.clone(),
                expires_in_s: pair.expires_in_s(),
                made_at_s: (self.base_ms + step["at"].as_i64().expect("at")) / 1_000,
            };
            if let Some(other) = step["same_as"].as_str()
                && self.pair(other)?.refresh != kept.refresh
            {
                return Err(format!("it is not the same token as {other}"));
            }
            if let Some(name) = step["as"].as_str() {
                self.state().pairs.insert(name.to_owned(), kept);
            }
        }
        expect(step, answer.map(|pair| said(&pair)), &Value::Null)
    }

    fn logout(&self, step: &Value) -> Outcome {
        let answer = self.manager()?.logout(party(step), &self.presented(step)?);
        expect(step, answer.map(Value::from), &Value::Null)
    }

    fn revoke_family(&self, step: &Value) -> Outcome {
        let pair = self.pair(text(step, "of"))?;
        let answer = self.manager()?.revoke_family(or(step, "tenant", "acme"), or(step, "subject", "7"), &pair.sid);
        expect(step, answer.map(Value::from), &Value::Null)
    }

    fn revoke_token(&self, step: &Value) -> Outcome {
        let exp = step["exp_s"].as_i64().map(|exp| UnixSeconds(self.base_ms / 1_000 + exp));
        let answer = self.manager()?.revoke_token(or(step, "tenant", "acme"), &self.claims(step)?, exp);
        expect(step, answer.map(|()| Value::Null), &Value::Null)
    }

    fn check(&self, step: &Value) -> Outcome {
        let access = self.manager()?.check(or(step, "tenant", "acme"), &self.claims(step)?);
        if let Some(allowed) = step["allowed"].as_bool()
            && access.is_allowed() != allowed
        {
            return Err(format!("passes: {}", access.is_allowed()));
        }
        let answer = match access {
            Access::Allowed => Ok("allowed".into()),
            Access::Denied(error) => Err(error.into()),
            Access::Unavailable { error, .. } => Err(error),
        };
        expect(step, answer, &Value::Null)
    }

    fn sessions(&self, step: &Value) -> Outcome {
        let sessions = self.manager()?.sessions(or(step, "tenant", "acme"), or(step, "subject", "7"));
        let sessions = sessions.map_err(|error| error.to_string())?;
        let expected = step["expect"].as_array().expect("sessions");
        let mut left: Vec<_> = sessions
            .iter()
            .map(|session| json!({ "generation": session.generation, "late_replays": session.late_replays }))
            .collect();
        for expected in expected {
            let wanted = expected.as_object().expect("a session");
            let fits = |session: &Value| wanted.iter().all(|(name, value)| session[name] == *value);
            let at = left.iter().position(fits).ok_or_else(|| format!("{expected} is not among {left:?}"))?;
            left.remove(at);
        }
        if left.is_empty() { Ok(()) } else { Err(format!("there are others: {left:?}")) }
    }

    fn verify_refresh_token(&self, step: &Value) -> Outcome {
        let pair = self.pair(text(step, "of"))?;
        let verdict =
            verifier().verify(&pair.refresh, UnixSeconds(pair.made_at_s), &mut [0; 1_024]).map(|_| Value::Null);
        expect(step, verdict.map_err(SessionError::from), &Value::Null)
    }

    /// The claims of a pair's access token, or those that the step gives.
    fn claims(&self, step: &Value) -> Result<CheckedClaims, String> {
        if let Some(claims) = step["claims"].as_object() {
            let text = |name: &str| claims.get(name).and_then(Value::as_str).map(str::to_owned);
            return Ok(CheckedClaims {
                iss: text("iss").unwrap_or_default(),
                sub: text("sub"),
                sid: text("sid"),
                jti: text("jti"),
                iat: claims.get("iat_s").and_then(Value::as_i64).map(|iat| UnixSeconds(self.base_ms / 1_000 + iat)),
            });
        }
        let pair = self.pair(text(step, "of"))?;
        let mut buf = [0; 2_048];
        let verifier = verifier();
        let claims = verifier.verify(&pair.access, UnixSeconds(pair.made_at_s), &mut buf);
        let mut claims =
            CheckedClaims::of(&claims.map_err(|error| error.to_string())?).map_err(|error| error.to_string())?;
        if let Some(sub) = step["replace"]["sub"].as_str() {
            claims.sub = Some(sub.to_owned());
        }
        Ok(claims)
    }

    /// What a step presents as a refresh token.
    fn presented(&self, step: &Value) -> Result<String, String> {
        if let Some(text) = step["text"].as_str() {
            return Ok(text.to_owned());
        }
        let pair = self.pair(text(step, "token"))?;
        let mut token = match step["present"].as_str() {
            Some("access") => pair.access,
            Some("sid") => pair.sid,
            _ => pair.refresh,
        }
        .into_bytes();
        if let Some(at) = step["edit"]["at"].as_u64() {
            let place = &mut token[usize::try_from(at).expect("a place")];
            let value = ALPHABET.iter().position(|character| character == place).expect("base64url");
            let xor = usize::try_from(step["edit"]["xor"].as_u64().expect("xor")).expect("a value");
            *place = ALPHABET[value ^ xor];
        }
        Ok(String::from_utf8(token).expect("text"))
    }

    fn manager(&self) -> Result<SessionManager<Arc<StagedStore>>, String> {
        self.manager_or_error().map_err(|error| error.to_string())
    }

    /// A manager by the settings of now, as a host that was just started.
    fn manager_or_error(&self) -> Result<SessionManager<Arc<StagedStore>>, SessionError> {
        let state = self.state();
        let signer = Signer::from_secret(Algorithm::HS256, SECRET.as_bytes())?;
        let settings = settings(&state.policy, self.base_ms);
        let events = Arc::clone(&self.events);
        let manager = SessionManager::new(signer, ring(&state.ring)?, settings, Arc::clone(&self.store))?;
        Ok(manager.observed_by(move |event| events.lock().expect("a lock").push(event.kind.name())))
    }

    fn pair(&self, name: &str) -> Result<Pair, String> {
        self.state().pairs.get(name).cloned().ok_or_else(|| format!("there is no pair {name}"))
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().expect("a lock")
    }
}

fn settings(policy: &Map<String, Value>, base_ms: i64) -> SessionSettings {
    let number = |name: &str| policy.get(name).and_then(Value::as_i64);
    let mut of_sessions = SessionPolicy::new();
    if let Some(idle) = number("idle_ms") {
        of_sessions = of_sessions.idle_ms(idle);
    }
    if let Some(absolute) = number("absolute_ms") {
        of_sessions = of_sessions.absolute_ms(absolute);
    }
    if let Some(grace) = number("grace_ms") {
        of_sessions = of_sessions.grace_ms(u32::try_from(grace).expect("a grace"));
    }
    if let Some(epoch) = number("store_epoch_ms") {
        of_sessions = of_sessions.store_epoch_ms(base_ms + epoch);
    }
    let allow = policy.get("allow_not_revocable").is_some_and(|allow| *allow == true);
    let of_sessions = of_sessions.until_first_used_ms(number("until_first_used_ms")).allow_not_revocable(allow);
    let when_unavailable = match policy.get("when_unavailable").and_then(Value::as_str) {
        Some("allow") => WhenUnavailable::Allow,
        _ => WhenUnavailable::Refuse,
    };
    let ttl = number("access_ttl_s").map_or(600, |ttl| u32::try_from(ttl).expect("a lifetime"));
    SessionSettings::new(ISSUER, AUDIENCE).access_ttl_s(ttl).policy(of_sessions).when_unavailable(when_unavailable)
}

fn ring(ring: &Value) -> Result<RefreshRing, Error> {
    let secret = |id: u64| {
        let id = id.to_string();
        let other = ring["secrets"][&id].as_str();
        let usual = RING_SECRETS.iter().find(|(number, _)| *number == id).map(|(_, secret)| *secret);
        other.or(usual).expect("a secret").as_bytes()
    };
    let number = |id: u64| u32::try_from(id).expect("a number");
    let active = ring["active"].as_u64().expect("an active key");
    let accepted = ring["accept"].as_array().into_iter().flatten().map(|id| id.as_u64().expect("a number"));
    let made = RefreshRing::new(number(active), secret(active))?;
    accepted.into_iter().try_fold(made, |made, id| made.accept(number(id), secret(id)))
}

fn verifier() -> Verifier<Trust<KeySet<1>>> {
    let keys = KeySet::<1>::new([Key::from_secret(Algorithm::HS256, SECRET.as_bytes()).expect("a key")]).expect("keys");
    Verifier::new(Trust::new(Issuer::exactly(ISSUER), Audience::contains(AUDIENCE), keys)).expect("a verifier")
}

fn grant(step: &Value) -> Grant {
    let claims = step["claims"].as_object().into_iter().flatten();
    let grant = claims.fold(Grant::new(), |grant, (name, value)| grant.claim(name.as_str(), value.clone()));
    match step["scope"].as_str().filter(|_| step["do"] == "refresh") {
        Some(scope) => grant.scope(scope),
        None => grant,
    }
}

fn party(step: &Value) -> Party<'_> {
    Party::new(or(step, "tenant", "acme"), or(step, "client", "web")).expect("a party")
}

/// The answer or the error's name, against what the step expects, or this where it says nothing.
fn expect(step: &Value, answer: Result<Value, SessionError>, otherwise: &Value) -> Outcome {
    let said = answer.unwrap_or_else(|error| error.error().map_or("refused", Error::name).into());
    same(&said, step.get("expect").unwrap_or(otherwise))
}

fn same(said: &Value, expected: &Value) -> Outcome {
    if said == expected { Ok(()) } else { Err(format!("{said} where {expected} is expected")) }
}

fn text<'s>(step: &'s Value, name: &str) -> &'s str {
    step[name].as_str().unwrap_or_else(|| panic!("{name} is missing in {step}"))
}

fn or<'s>(step: &'s Value, name: &str, otherwise: &'s str) -> &'s str {
    step[name].as_str().unwrap_or(otherwise)
}
