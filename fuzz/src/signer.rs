//! Claims of any texts, dates and JSON: what is signed says just that, and nothing else is signed.

use std::sync::LazyLock;

use jwtcore::{Algorithm, Error, NewClaims, Signer, UnixSeconds};
use serde::Serialize;

use crate::claims;
use crate::jose::{self, HS256_JWS, SECRET};
use crate::recipe::Recipe;
use crate::reference::json::{self, Json, Verdict};

/// Room for any token that inputs lead to.
const ROOM: usize = 64 * 1024;
const CANARY: u8 = 0xA5;
/// The greatest magnitude of a date.
const MAX_SECONDS: i64 = 1 << 53;

static SIGNER: LazyLock<Signer> =
    LazyLock::new(|| Signer::from_secret(Algorithm::HS256, SECRET).expect("a long secret"));

/// The claims that are given typed, as JSON besides.
#[derive(Default)]
struct Typed {
    members: Vec<(String, Json)>,
    dates_in_range: bool,
}

/// Takes the bytes for typed claims and the JSON of others.
pub fn run(data: &[u8]) {
    let mut recipe = Recipe::new(data);
    let (given, how) = (recipe.byte(), recipe.byte());
    let audiences: Vec<_> = (0..how % 4).map(|_| recipe.text()).collect();
    let mut typed = Typed { dates_in_range: true, ..Typed::default() };
    let mut new = NewClaims::new().aud(&audiences);
    typed.aud(&audiences);
    if given & 1 != 0 {
        new = new.iss(typed.text("iss", recipe.text()));
    }
    if given & 2 != 0 {
        new = new.sub(typed.text("sub", recipe.text()));
    }
    if given & 4 != 0 {
        new = new.jti(typed.text("jti", recipe.text()));
    }
    if given & 8 != 0 {
        new = new.exp(typed.date("exp", date(&mut recipe)));
    }
    if given & 16 != 0 {
        new = new.nbf(typed.date("nbf", date(&mut recipe)));
    }
    if given & 32 != 0 {
        new = new.iat(typed.date("iat", date(&mut recipe)));
    }
    let typ = [Some("JWT"), None, Some(recipe.text())][usize::from(given >> 6) % 3];
    new = new.typ(typ);
    let rest = recipe.rest();
    check_payload(typ, rest);
    match (how & 64 != 0, str::from_utf8(rest)) {
        (_, Ok("") | Err(_)) => check(&new, typ, &typed, "{}"),
        (false, Ok(other)) => check(&new.with_json(other), typ, &typed, other),
        (true, Ok(other)) => {
            let Ok(value) = serde_json::from_str::<serde_json::Value>(other) else { return };
            check(&new.with(&value), typ, &typed, &value.to_string());
        }
    }
}

fn date(recipe: &mut Recipe<'_>) -> i64 {
    i64::from(recipe.number()).saturating_mul(*recipe.pick(&[1, -1, 1 << 17, 1 << 38, -(1 << 38), i64::MAX, i64::MIN]))
}

impl Typed {
    fn text<'t>(&mut self, name: &str, text: &'t str) -> &'t str {
        self.members.push((name.to_owned(), Json::String(text.to_owned())));
        text
    }

    fn date(&mut self, name: &str, date: i64) -> UnixSeconds {
        self.members.push((name.to_owned(), Json::Number(date.into())));
        self.dates_in_range &= (-MAX_SECONDS..=MAX_SECONDS).contains(&date);
        UnixSeconds(date)
    }

    fn aud(&mut self, audiences: &[&str]) {
        let mut texts: Vec<_> = audiences.iter().map(|text| Json::String((*text).to_owned())).collect();
        match texts.len() {
            0 => {}
            1 => self.members.extend(texts.pop().map(|text| ("aud".to_owned(), text))),
            _ => self.members.push(("aud".to_owned(), Json::Array(texts))),
        }
    }
}

/// Any bytes can be signed as they are.
fn check_payload(typ: Option<&str>, payload: &[u8]) {
    let mut buf = vec![0; ROOM];
    let token = SIGNER.sign_payload(typ, payload, &mut buf).expect("room enough");
    check_token(token, typ, |signed| assert_eq!(signed, payload));
}

fn check<T: Serialize>(new: &NewClaims<'_, T>, typ: Option<&str>, typed: &Typed, other: &str) {
    let mut buf = vec![CANARY; ROOM];
    let verdict = SIGNER.sign(new, &mut buf).map(str::to_owned);
    if verdict.is_err() {
        assert!(buf.iter().all(|byte| *byte == 0), "left in the buffer");
    }
    match expected(typed, other) {
        Expected::Members(members) => {
            let token = verdict.clone().expect("claims that a verifier accepts");
            check_token(&token, typ, |payload| assert!(is_same(payload, &members), "other claims"));
        }
        Expected::Error(error) => assert_eq!(verdict, Err(error)),
        Expected::Either => assert!(verdict.is_err()),
        Expected::Unsure => {}
    }
    check_short_buffers(new, verdict.as_deref());
}

enum Expected {
    Members(Vec<(String, Json)>),
    Error(Error),
    /// Two things are wrong; either may be found first.
    Either,
    Unsure,
}

/// What ought to come of typed claims and others.
fn expected(typed: &Typed, other: &str) -> Expected {
    let members = match json::judge(other.as_bytes(), json::CLAIMS) {
        Verdict::Object(members) => members,
        Verdict::Refused => return Expected::Error(Error::MalformedClaims),
        Verdict::Unsure => return Expected::Unsure,
    };
    let raw = json::raw_members(other.as_bytes());
    let fault = claims::fault(&raw);
    let is_twice = typed.members.iter().any(|(name, _)| raw.contains_key(name));
    let joined = Json::Object([typed.members.clone(), members].concat());
    let fits = joined.fits(json::CLAIMS);
    let integer_sub = raw.get("sub").is_some_and(|sub| !sub.get().starts_with('"'));
    match (is_twice, joined) {
        (true, _) if fault.is_some() => Expected::Error(Error::MalformedClaims),
        (true, _) if !fits => Expected::Either,
        (true, _) => Expected::Error(Error::ReservedClaimTwice),
        _ if fault.is_some() || integer_sub || !fits || !typed.dates_in_range => {
            Expected::Error(Error::MalformedClaims)
        }
        (false, Json::Object(members)) => Expected::Members(members),
        (false, _) => Expected::Unsure,
    }
}

/// Whether a payload holds just these members, in any order.
fn is_same(payload: &[u8], members: &[(String, Json)]) -> bool {
    let Ok(Json::Object(mut read)) = serde_json::from_slice(payload) else { return false };
    let mut members = members.to_vec();
    for either in [&mut read, &mut members] {
        either.sort_by(|(one, _), (other, _)| one.cmp(other));
    }
    read == members
}

/// A token is of our own alg and typ, its MAC is right, and it verifies.
fn check_token(token: &str, typ: Option<&str>, check_payload: impl Fn(&[u8])) {
    let segments: Vec<_> = token.split('.').collect();
    let [header, payload, signature] = segments.as_slice() else { panic!("not three segments: {token}") };
    let header: Json = serde_json::from_slice(&jose::decode(header.as_bytes()).expect("base64url")).expect("JSON");
    assert_eq!(header.member("alg").and_then(Json::as_str), Some("HS256"));
    assert_eq!(header.member("typ").and_then(Json::as_str), typ);
    let signed = token.len() - signature.len() - 1;
    let mac = jose::mac(Algorithm::HS256, SECRET, &token.as_bytes()[..signed]);
    assert_eq!(jose::decode(signature.as_bytes()), Some(mac));
    check_payload(&jose::decode(payload.as_bytes()).expect("base64url"));
    if typ.is_none_or(|typ| typ == "JWT") && token.len() <= 16 * 1024 {
        let verdict = jose::verify_jws(&HS256_JWS, token.as_bytes(), |payload| check_payload(payload.bytes()));
        assert_eq!(verdict, Ok(()));
    }
}

/// A buffer that is too small says what is enough: just the token's length.
fn check_short_buffers<T: Serialize>(new: &NewClaims<'_, T>, verdict: Result<&str, &Error>) {
    let sign = |len: usize| {
        let mut buf = vec![CANARY; len];
        let verdict = SIGNER.sign(new, &mut buf).map(str::to_owned);
        assert!(verdict.is_ok() || buf.iter().all(|byte| *byte == 0), "left in a short buffer");
        verdict
    };
    let Ok(token) = verdict else {
        assert!(sign(8).is_err());
        return;
    };
    for len in [0, token.len() / 2, token.len() - 1] {
        assert_eq!(sign(len), Err(Error::BufferTooSmall { needed: token.len() }), "of {len} bytes");
    }
    assert_eq!(sign(token.len()).as_deref(), Ok(token));
}
