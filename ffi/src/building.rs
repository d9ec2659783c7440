//! From a description to a verifier, and from a key's bytes to a signer.

use jwtcore::key::{Keys as _, Secret};
use jwtcore::{Algorithm, Audience, Error, Issuer, JwsVerifier, KeyKind, Trust, VerifierBuilder};

use crate::algorithms;
use crate::backend::{LargeKeySet, Signer};
use crate::description::{Description, KeySource, SourceKind, TrustDescription};
use crate::fault::Fault;
use crate::fork_gate;
use crate::key_material::{Form, form_of};
use crate::objects::AnyVerifier;
use crate::types::{JwtcoreTrustFlag, JwtcoreVerifierFlag, TrustOptions};

/// The memory for accepted tokens if nothing is said: some three hundred of them, little beside a worker's own.
const DEFAULT_CACHE_KIB: u32 = 512;
/// How many skipped entries a failure names: the rest are told by `jwtcore_skipped_keys`.
const MAX_NAMED_SKIPS: usize = 8;

/// A verifier, and how many keys it holds.
pub(crate) fn verifier(description: &Description) -> Result<(AnyVerifier, usize), Fault> {
    if description.has(JwtcoreVerifierFlag::Jws) {
        return jws_verifier(description);
    }
    let trusts = description
        .trusts
        .iter()
        .enumerate()
        .map(|(at, described)| trust(described).map_err(|fault| fault.within(&format!("trust {at}"))));
    let (trusts, counts): (Vec<_>, Vec<_>) = trusts.collect::<Result<Vec<_>, Fault>>()?.into_iter().unzip();
    let verifier = settings(description).build(trusts)?;
    Ok((AnyVerifier::Jwt(verifier), counts.iter().sum()))
}

/// A signer of one key.
pub(crate) fn signer(key: &KeySource) -> Result<Signer, Fault> {
    let algorithm = algorithms::one(key.algorithms)?;
    let _within = fork_gate::enter_for(algorithm);
    let signer = match key.kind {
        SourceKind::Keys => match form_of(&key.bytes) {
            Form::Pem => Signer::from_pem(algorithm, &key.bytes),
            Form::Jwk => Signer::from_jwk(algorithm, &key.bytes),
            Form::Der => Signer::from_der(algorithm, &key.bytes),
        },
        SourceKind::Secret => Signer::from_secret(algorithm, &key.bytes),
        SourceKind::SecretFile => {
            Secret::from_file_bytes(algorithm, &key.bytes)?;
            Signer::from_secret(algorithm, &key.bytes)
        }
    }?;
    match &key.kid {
        Some(kid) => Ok(signer.named(kid)?),
        None => Ok(signer),
    }
}

/// A verifier of payloads, which has keys and perhaps a typ, but no other rules.
fn jws_verifier(description: &Description) -> Result<(AnyVerifier, usize), Fault> {
    let [trust] = description.trusts.as_slice() else {
        return Err(Fault::of(Error::NoTrust, "a verifier of payloads has exactly one"));
    };
    let TrustDescription { options, issuers, audiences, audience_claim, typ, claims, header, keys } = trust;
    let TrustOptions { flags, leeway_s, max_age_s, .. } = options;
    let numbers = [*flags, *leeway_s, *max_age_s, u32::from(description.has(JwtcoreVerifierFlag::IssuerDecides))];
    let lists = [issuers.len(), audiences.len(), claims.len(), header.len(), usize::from(audience_claim.is_some())];
    if numbers != [0; 4] || lists != [0; 5] {
        return Err(Fault::of(Error::ContradictoryOptions, "a verifier of payloads has no rules but keys and typ"));
    }
    let keys = key_set(keys)?;
    let count = keys.keys().len();
    let mut verifier = JwsVerifier::new(keys);
    if let Some(typ) = typ {
        verifier = verifier.typ(typ.clone())?;
    }
    if description.options.max_token_len != 0 {
        verifier = verifier.max_token_len(description.options.max_token_len)?;
    }
    Ok((AnyVerifier::Jws(verifier), count))
}

fn settings(description: &Description) -> VerifierBuilder {
    let mut settings = VerifierBuilder::new();
    if description.options.max_token_len != 0 {
        settings = settings.max_token_len(description.options.max_token_len);
    }
    if !description.has(JwtcoreVerifierFlag::NoCache) {
        settings = settings.cache_bytes(cache_bytes(description.options.cache_kib));
    }
    if description.has(JwtcoreVerifierFlag::IssuerDecides) { settings.issuer_decides() } else { settings }
}

fn cache_bytes(cache_kib: u32) -> usize {
    let cache_kib = if cache_kib == 0 { DEFAULT_CACHE_KIB } else { cache_kib };
    usize::try_from(cache_kib).unwrap_or(usize::MAX).saturating_mul(1024)
}

/// A trust, and how many keys it holds. Keys are read last: what is wrong with the rest is cheaper to find.
fn trust(described: &TrustDescription) -> Result<(Trust<LargeKeySet>, usize), Fault> {
    let TrustDescription { options, typ, claims, header, .. } = described;
    let has = |flag: JwtcoreTrustFlag| options.flags & flag as u32 != 0;
    let (issuer, audience) = (issuer(described)?, audience(described)?);
    let keys = key_set(&described.keys)?;
    let count = keys.keys().len();
    let mut trust = Trust::new(issuer, audience, keys).leeway_s(options.leeway_s);
    if options.max_age_s != 0 {
        trust = trust.max_age_s(options.max_age_s);
    }
    for (flag, apply) in [
        (JwtcoreTrustFlag::UncheckedIat, Trust::unchecked_iat as fn(Trust<LargeKeySet>) -> Trust<LargeKeySet>),
        (JwtcoreTrustFlag::UncheckedTime, Trust::unchecked_time),
        (JwtcoreTrustFlag::ExpOptional, Trust::exp_optional),
        (JwtcoreTrustFlag::IntegerSub, Trust::allow_integer_sub),
    ] {
        trust = if has(flag) { apply(trust) } else { trust };
    }
    if let Some(typ) = typ {
        trust = trust.typ(typ.clone());
    }
    for rule in claims {
        trust = match rule.values.as_slice() {
            [] => trust.required(rule.name.clone()),
            values => trust.required_value(rule.name.clone(), values.to_vec()),
        };
    }
    trust = header.iter().fold(trust, |trust, rule| trust.header_value(rule.name.clone(), rule.values.clone()));
    Ok((trust, count))
}

fn issuer(described: &TrustDescription) -> Result<Issuer, Fault> {
    let unchecked = described.options.flags & JwtcoreTrustFlag::UncheckedIssuer as u32 != 0;
    match (described.issuers.as_slice(), unchecked) {
        ([], true) => Ok(Issuer::unchecked()),
        ([], false) => Err(Fault::of(Error::EmptyExpectation, "no issuer, and not unchecked")),
        (_, true) => Err(Fault::of(Error::ContradictoryOptions, "an issuer, and unchecked")),
        (issuers, false) => Ok(Issuer::one_of(issuers.to_vec())),
    }
}

fn audience(described: &TrustDescription) -> Result<Audience, Fault> {
    let unchecked = described.options.flags & JwtcoreTrustFlag::UncheckedAudience as u32 != 0;
    match (described.audiences.as_slice(), &described.audience_claim, unchecked) {
        ([], None, true) => Ok(Audience::unchecked()),
        ([], _, false) => Err(Fault::of(Error::EmptyExpectation, "no audience, and not unchecked")),
        (_, _, true) => Err(Fault::of(Error::ContradictoryOptions, "an audience, and unchecked")),
        (audiences, None, false) => Ok(Audience::any_of(audiences.to_vec())),
        (audiences, Some(claim), false) => Ok(Audience::in_claim(claim.clone(), audiences.to_vec())),
    }
}

/// The keys of all sources in one set.
fn key_set(sources: &[KeySource]) -> Result<LargeKeySet, Fault> {
    let sets = sources.iter().enumerate();
    let sets = sets.map(|(at, source)| keys_of(source).map_err(|fault| fault.within(&format!("key {at}"))));
    Ok(LargeKeySet::joined(sets.collect::<Result<Vec<_>, Fault>>()?)?)
}

fn keys_of(source: &KeySource) -> Result<LargeKeySet, Fault> {
    let algorithms = algorithms::for_keys(source.algorithms, source.flags)?;
    let mut skipped = Vec::new();
    let keys = match source.kind {
        SourceKind::Keys => LargeKeySet::import(&source.bytes, &algorithms, |skip| skipped.push(skip)),
        SourceKind::Secret => LargeKeySet::from_secret(&source.bytes, &algorithms),
        SourceKind::SecretFile => {
            check_file(source).and_then(|()| LargeKeySet::from_secret(&source.bytes, &algorithms))
        }
    };
    let keys = keys.map_err(|error| {
        let reasons: Vec<_> = skipped.iter().take(MAX_NAMED_SKIPS).map(ToString::to_string).collect();
        Fault::with_detail(error, reasons.join("; "))
    })?;
    Ok(match &source.kid {
        Some(kid) => keys.named(kid)?,
        None => keys,
    })
}

/// Refuses a secret's file that ends in a newline. Whether the secret fits an algorithm is judged next.
fn check_file(source: &KeySource) -> Result<(), Error> {
    let ends_in_newline = Algorithm::ALL
        .into_iter()
        .filter(|algorithm| algorithm.key_kind() == KeyKind::Secret)
        .any(|algorithm| Secret::from_file_bytes(algorithm, &source.bytes).err() == Some(Error::SecretEndsInNewline));
    if ends_in_newline { Err(Error::SecretEndsInNewline) } else { Ok(()) }
}
