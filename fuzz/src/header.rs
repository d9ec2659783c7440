//! Headers of any bytes, well signed: read as `serde_json` reads them, judged by each rule, selecting the right key.

use std::sync::LazyLock;

use jwtcore::{Algorithm, Error, JwsVerifier, Key, KeySet};

use crate::jose::{self, SECRET};
use crate::reference::json::{self, Json, Verdict};

/// Longer ones are refused for their length, which the target `compact` looks at.
const MAX_LEN: usize = 8 * 1024;

/// Two named keys of one algorithm, and an unnamed one of another.
static KEYS: LazyLock<JwsVerifier<KeySet<3>>> = LazyLock::new(|| {
    let key = |algorithm, secret| Key::from_secret(algorithm, secret).expect("a long secret");
    let keys = [
        key(Algorithm::HS256, &SECRET[..32]).named("a").expect("a short name"),
        key(Algorithm::HS256, &SECRET[32..]).named("b\"\u{e9}").expect("a short name"),
        key(Algorithm::HS512, SECRET),
    ];
    JwsVerifier::new(KeySet::new(keys).expect("three keys"))
});

/// Takes the bytes for a header.
pub fn run(data: &[u8]) {
    if data.is_empty() || data.len() > MAX_LEN {
        return;
    }
    let verdict = match json::judge(data, json::HEADER) {
        Verdict::Object(members) => judge(&Json::Object(members)),
        Verdict::Refused => {
            let (algorithm, secret) = (Algorithm::HS512, SECRET);
            return assert!(verify(data, algorithm, secret).is_some_and(json::is_fault));
        }
        Verdict::Unsure => return,
    };
    match verdict {
        Ok(Selected { algorithm, secret, refusal }) => assert_eq!(verify(data, algorithm, secret), refusal),
        Err(error) => assert_eq!(verify(data, Algorithm::HS512, SECRET), Some(error)),
    }
}

fn verify(header: &[u8], algorithm: Algorithm, secret: &[u8]) -> Option<Error> {
    let token = jose::signed(algorithm, secret, header, b"payload");
    jose::verify_jws(&KEYS, &token, |payload| assert_eq!(payload.bytes(), b"payload")).err()
}

/// The key that a header means, and what its typ is refused with once the signature is good.
struct Selected {
    algorithm: Algorithm,
    secret: &'static [u8],
    refusal: Option<Error>,
}

/// What ought to be said of a header's members.
fn judge(header: &Json) -> Result<Selected, Error> {
    let alg = header.member("alg").ok_or(Error::MissingAlgorithm)?.as_str().ok_or(Error::InvalidHeaderMember)?;
    let known = alg == "Ed25519" || Algorithm::ALL.iter().any(|algorithm| algorithm.name() == alg);
    match header {
        _ if !known => return Err(Error::UnknownAlgorithm),
        _ if header.member("crit").is_some() => return Err(Error::CriticalHeader),
        _ if header.member("b64").is_some() => return Err(Error::UnencodedPayload),
        _ => {}
    }
    let kid = match header.member("kid").map(Json::as_str) {
        None => None,
        Some(Some(kid)) if kid.len() <= 256 => Some(kid),
        Some(_) => return Err(Error::InvalidKid),
    };
    let typ = match header.member("typ").map(Json::as_str) {
        None => None,
        Some(Some(typ)) => Some(typ),
        Some(None) => return Err(Error::InvalidHeaderMember),
    };
    let (algorithm, secret) = select(alg, kid)?;
    Ok(Selected { algorithm, secret, refusal: (!typ.is_none_or(is_default_typ)).then_some(Error::WrongTyp) })
}

fn select(alg: &str, kid: Option<&str>) -> Result<(Algorithm, &'static [u8]), Error> {
    match (alg, kid) {
        ("HS256", Some("a")) => Ok((Algorithm::HS256, &SECRET[..32])),
        ("HS256", Some("b\"\u{e9}")) => Ok((Algorithm::HS256, &SECRET[32..])),
        ("HS256", None) => Err(Error::AmbiguousKey),
        ("HS512", None) => Ok((Algorithm::HS512, SECRET)),
        ("HS256" | "HS512", Some(_)) => Err(Error::UnknownKey),
        _ => Err(Error::AlgorithmNotAllowed),
    }
}

fn is_default_typ(typ: &str) -> bool {
    ["jwt", "at+jwt", "application/jwt", "application/at+jwt"].contains(&typ.to_ascii_lowercase().as_str())
}
