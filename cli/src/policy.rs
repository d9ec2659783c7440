//! From the command line to what a token is judged by: everything that was combined wrongly is refused with its mend.

use std::time::{SystemTime, UNIX_EPOCH};

use jwtcore::{Algorithm, Audience, Error, Issuer, KeyKind, Trust, UnixSeconds};

use crate::args::{MAX_DATE, VerifyArgs};
use crate::backend::KeySet;
use crate::failure::Failure;

/// A claim that is asked for, and the values that it may have; none: any.
type Required = (String, Vec<String>);

/// What a token is judged by but the keys.
pub(crate) struct Rules {
    issuer: Issuer,
    audience: Audience,
    required: Vec<Required>,
    leeway_s: u32,
    typ: Option<String>,
}

impl Rules {
    /// Reads what is expected of a token.
    pub(crate) fn of(args: &VerifyArgs) -> Result<Self, Failure> {
        Ok(Self {
            issuer: issuer(args)?,
            audience: audience(args)?,
            required: required(&args.require)?,
            leeway_s: args.leeway.unwrap_or_default(),
            typ: args.typ.clone(),
        })
    }

    /// Joins the rules with the issuer's keys.
    pub(crate) fn with(self, keys: KeySet) -> Trust<KeySet> {
        let trust = Trust::new(self.issuer, self.audience, keys).leeway_s(self.leeway_s);
        let trust = self.typ.into_iter().fold(trust, Trust::typ);
        self.required.into_iter().fold(trust, |trust, (claim, values)| {
            if values.is_empty() { trust.required(claim) } else { trust.required_value(claim, values) }
        })
    }
}

/// Refuses what judges claims where there are none to judge.
pub(crate) fn check_jws(args: &VerifyArgs) -> Result<(), Failure> {
    let given = [
        ("--iss", args.iss.is_some()),
        ("--any-iss", args.any_iss),
        ("--aud", !args.aud.is_empty()),
        ("--any-aud", args.any_aud),
        ("--leeway", args.leeway.is_some()),
        ("--require", !args.require.is_empty()),
        ("--now", args.now.is_some()),
    ];
    match given.into_iter().find(|(_, given)| *given) {
        Some((option, _)) => Err(Failure::setup(
            format!("--jws judges no claims, and {option} judges one"),
            format!("leave {option} away, or --jws if the payload is claims"),
        )),
        None => Ok(()),
    }
}

/// The algorithms to verify with: at least one, none twice, and not secrets beside public keys.
pub(crate) fn check_algorithms(algorithms: &[Algorithm]) -> Result<(), Failure> {
    algorithms.iter().copied().try_for_each(check_supported)?;
    check_none_twice(algorithms)?;
    let Some(first) = algorithms.first() else { return Err(missing_algorithm()) };
    let is_hmac = |algorithm: &Algorithm| algorithm.key_kind() == KeyKind::Secret;
    match algorithms.iter().find(|other| is_hmac(other) != is_hmac(first)) {
        Some(other) => Err(Failure::setup(
            format!("{first} and {other} never share a key: one takes a secret, the other a public key"),
            "list algorithms of one sort (RFC 8725 section 2.1)",
        )),
        None => Ok(()),
    }
}

/// The one algorithm of a key that signs or is made.
pub(crate) fn one_algorithm(algorithms: &[Algorithm]) -> Result<Algorithm, Failure> {
    match algorithms {
        [] => Err(missing_algorithm()),
        [algorithm] => check_supported(*algorithm).map(|()| *algorithm),
        [..] => Err(Failure::setup("--alg is given more than once, and one key has one algorithm", "leave one away")),
    }
}

/// The time to judge at, by default the system's.
pub(crate) fn now(given: Option<i64>) -> Result<UnixSeconds, Failure> {
    let system = || {
        let seconds = SystemTime::now().duration_since(UNIX_EPOCH).ok()?.as_secs();
        i64::try_from(seconds).ok().filter(|seconds| *seconds <= MAX_DATE)
    };
    given.or_else(system).map(UnixSeconds).ok_or_else(|| {
        Failure::setup("the system's clock does not stand between 1970 and the far future", "set it, or give --now")
    })
}

fn check_supported(algorithm: Algorithm) -> Result<(), Failure> {
    if algorithm.is_supported() {
        return Ok(());
    }
    let error = Error::UnsupportedAlgorithm;
    Err(Failure::setup(
        format!("--alg {algorithm}: {}: this build does not include it", error.name()),
        format!("build with the feature {}", algorithm.name().to_ascii_lowercase()),
    ))
}

fn check_none_twice(algorithms: &[Algorithm]) -> Result<(), Failure> {
    let mut rest = algorithms;
    while let [first, others @ ..] = rest {
        if others.contains(first) {
            return Err(Failure::setup(format!("--alg {first} is given twice"), "leave one away"));
        }
        rest = others;
    }
    Ok(())
}

fn missing_algorithm() -> Failure {
    Failure::setup("no algorithm is listed", "give --alg ALG, for example --alg ES256; the token never chooses it")
}

fn issuer(args: &VerifyArgs) -> Result<Issuer, Failure> {
    match (&args.iss, args.any_iss) {
        (Some(issuer), false) => Ok(Issuer::exactly(issuer.clone())),
        (None, true) => Ok(Issuer::unchecked()),
        (Some(_), true) => Err(Failure::setup("--iss and --any-iss exclude each other", "leave one away")),
        (None, false) => {
            Err(Failure::setup("the issuer is not decided", "give --iss ISS to expect one, or --any-iss to accept any"))
        }
    }
}

fn audience(args: &VerifyArgs) -> Result<Audience, Failure> {
    match (args.aud.is_empty(), args.any_aud) {
        (false, false) => Ok(Audience::any_of(args.aud.clone())),
        (true, true) => Ok(Audience::unchecked()),
        (false, true) => Err(Failure::setup("--aud and --any-aud exclude each other", "leave one away")),
        (true, false) => Err(Failure::setup(
            "the audience is not decided",
            "give --aud AUD to expect one, or --any-aud to accept any",
        )),
    }
}

/// The claims that are asked for, in the order in which they are first named, with all their values.
fn required(given: &[String]) -> Result<Vec<Required>, Failure> {
    let mut all: Vec<Required> = Vec::new();
    for text in given {
        let (claim, value) = text.split_once('=').map_or((text.as_str(), None), |(claim, value)| (claim, Some(value)));
        if claim.is_empty() || value == Some("") {
            let what = format!("--require {text} names no claim or no value");
            return Err(Failure::setup(what, "write --require CLAIM or --require CLAIM=VALUE"));
        }
        let value = value.map(str::to_owned);
        let Some((_, values)) = all.iter_mut().find(|(other, _)| other == claim) else {
            all.push((claim.to_owned(), value.into_iter().collect()));
            continue;
        };
        let further = value.filter(|value| !values.is_empty() && !values.contains(value));
        values.push(further.ok_or_else(|| {
            let what = format!("--require {claim} is given twice, with the same value or once without any");
            Failure::setup(what, "leave one away; a claim with a value has to be there")
        })?);
    }
    Ok(all)
}
