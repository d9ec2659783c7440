//! `jwtcore session`: logins, refreshes, revocations and looks at sessions in a store.

pub(crate) mod args;
mod store;
mod watch;

use jwtcore::key::Secret;
use jwtcore::session::{Party, SessionPolicy};
use jwtcore::{Algorithm, ErrorClass, RefreshRing, UnixSeconds};
use jwtcore_session::{
    CheckedClaims, Grant, Revocations, Session, SessionError, SessionManager, SessionSettings, TokenPair,
    WhenUnavailable,
};
use serde_json::{Value, json};

use self::args::{
    IssuingArgs, LoginArgs, RefreshArgs, RevokeArgs, RingKey, SessionArgs, SessionCommand, ShowArgs, StoreArgs,
};
use self::store::AnyStore;
use crate::failure::Failure;
use crate::files;
use crate::keys::Source;
use crate::{policy, token};

/// More than any refresh token has, so that a longer one shows.
const MAX_REFRESH_TOKEN_LEN: usize = 200;

/// What belongs on standard output.
pub(crate) fn run(args: &SessionArgs) -> Result<Vec<u8>, Failure> {
    match &args.command {
        SessionCommand::Login(args) => login(args),
        SessionCommand::Refresh(args) => refresh(args),
        SessionCommand::Revoke(args) => revoke(args),
        SessionCommand::Show(args) => Ok(lines(sessions(args, &revocations(&args.store)?)?.iter().map(shown))),
        SessionCommand::Watch(args) => watch::run(args),
    }
}

fn login(args: &LoginArgs) -> Result<Vec<u8>, Failure> {
    let (manager, party) = issuing(&args.issuing)?;
    let pair = manager.login(party, &args.sub, &args.scope, &Grant::new()).map_err(|error| failure(&error))?;
    Ok(tokens(&pair))
}

fn refresh(args: &RefreshArgs) -> Result<Vec<u8>, Failure> {
    let (manager, party) = issuing(&args.issuing)?;
    let token = token::read(None, args.token_file.as_deref(), MAX_REFRESH_TOKEN_LEN)?;
    // What is no text is no token.
    let token = std::str::from_utf8(&token).unwrap_or_default();
    let scope = args.scope.as_ref();
    let grant = scope.map_or_else(Grant::new, |scope| Grant::new().scope(scope.as_str()));
    Ok(tokens(&manager.refresh(party, token, |_| Ok(grant)).map_err(|error| failure(&error))?))
}

fn revoke(args: &RevokeArgs) -> Result<Vec<u8>, Failure> {
    let (revocations, tenant) = (revocations(&args.store)?, &*args.store.tenant);
    if let Some(jti) = &args.jti {
        let iss = args.iss.clone().unwrap_or_default();
        let claims = CheckedClaims { iss, sub: args.sub.clone(), jti: Some(jti.clone()), ..CheckedClaims::default() };
        revocations.revoke_token(tenant, &claims, args.exp.map(UnixSeconds)).map_err(|error| failure(&error))?;
        return Ok(lines([json!({ "revoked": "token" })]));
    }
    let Some(sub) = &args.sub else {
        return Err(Failure::setup(
            "nothing is named that is to be revoked",
            "give --sub, and --sid or --jti if it is one",
        ));
    };
    if let Some(sid) = &args.sid {
        let lived = revocations.revoke_family(tenant, sub, sid).map_err(|error| failure(&error))?;
        return Ok(lines([json!({ "revoked": "session", "lived": lived })]));
    }
    revocations.revoke_subject(tenant, sub).map_err(|error| failure(&error))?;
    Ok(lines([json!({ "revoked": "subject" })]))
}

fn sessions(args: &ShowArgs, revocations: &Revocations<AnyStore>) -> Result<Vec<Session>, Failure> {
    revocations.sessions(&args.store.tenant, &args.sub).map_err(|error| failure(&error))
}

fn revocations(args: &StoreArgs) -> Result<Revocations<AnyStore>, Failure> {
    let store = store::open(&args.store)?;
    Ok(Revocations::new(judging(SessionPolicy::new(), args), WhenUnavailable::Refuse, store)?)
}

fn issuing(args: &IssuingArgs) -> Result<(SessionManager<AnyStore>, Party<'_>), Failure> {
    let signer = Source::of(&args.key)?.signer(policy::one_algorithm(&args.alg)?)?;
    let lifetimes = SessionPolicy::new()
        .idle_ms(args.idle.saturating_mul(1_000))
        .absolute_ms(args.absolute.saturating_mul(1_000))
        .grace_ms(args.grace_ms);
    let mut audiences = args.aud.iter();
    let first = audiences.next().map_or("", String::as_str);
    let settings = SessionSettings::new(args.iss.as_str(), first)
        .access_ttl_s(args.access_ttl)
        .policy(judging(lifetimes, &args.store));
    let settings = audiences.fold(settings, |settings, audience| settings.audience(audience.as_str()));
    let party = Party::new(&args.store.tenant, &args.client)?;
    let manager = SessionManager::new(signer, ring(&args.ring)?, settings, store::open(&args.store.store)?)?;
    Ok((manager, party))
}

fn judging(policy: SessionPolicy, args: &StoreArgs) -> SessionPolicy {
    args.store_epoch_ms.map_or(policy, |epoch| policy.store_epoch_ms(epoch))
}

/// The first key is active.
fn ring(keys: &[RingKey]) -> Result<RefreshRing, Failure> {
    let mut ring: Option<RefreshRing> = None;
    for RingKey { id, file } in keys {
        let secret = files::read(file)?;
        let checked = Secret::from_file_bytes(Algorithm::HS256, &secret);
        let made = checked.and_then(|_| match ring.take() {
            None => RefreshRing::new(*id, &secret),
            Some(ring) => ring.accept(*id, &secret),
        });
        ring = Some(made.map_err(|error| Failure::of_file(file, error))?);
    }
    ring.ok_or_else(|| Failure::setup("no refresh key is given", "give --ring N=FILE"))
}

/// How a session's error ends the command.
fn failure(error: &SessionError) -> Failure {
    match error.error() {
        Some(verdict) if verdict.class() == ErrorClass::Unavailable => {
            Failure::Unavailable(format!("{error}; {}", verdict.mend()))
        }
        Some(verdict) => verdict.into(),
        None => Failure::setup(error.to_string(), "look at what refused"),
    }
}

fn tokens(pair: &TokenPair) -> Vec<u8> {
    lines([json!({
        "access_token": pair.access_token(),
        "token_type": "Bearer",
        "expires_in": pair.expires_in_s(),
        "refresh_token": pair.refresh_token(),
        "scope": pair.scope(),
        "sid": pair.session().sid,
        "outcome": pair.outcome().map_or("logged-in", jwtcore::session::Outcome::name),
    })])
}

fn shown(session: &Session) -> Value {
    json!({
        "sid": session.sid,
        "client_id": session.client_id,
        "scope": session.scope,
        "generation": session.generation,
        "created_at_ms": session.created_at_ms,
        "rotated_at_ms": session.rotated_at_ms,
        "idle_expiry_ms": session.idle_expiry_ms,
        "absolute_expiry_ms": session.absolute_expiry_ms,
        "late_replays": session.late_replays,
    })
}

fn lines(values: impl IntoIterator<Item = Value>) -> Vec<u8> {
    values.into_iter().flat_map(|value| format!("{value}\n").into_bytes()).collect()
}
