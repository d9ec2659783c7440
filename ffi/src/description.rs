//! What a builder collects: a verifier described, nothing of it read yet.

use jwtcore::Error;
use jwtcore::MAX_TRUSTS;
use jwtcore::policy::{MAX_CLAIM_RULES, MAX_HEADER_RULES, MAX_VALUES};
use zeroize::Zeroizing;

use crate::algorithms;
use crate::fault::Fault;
use crate::types::{JwtcoreSource, JwtcoreTrustFlag, JwtcoreVerifierFlag, TrustOptions, VerifierOptions};

/// The longest text that keys are read from, as the core has it; here so that a longer one is not even copied.
const MAX_KEY_LEN: usize = 1 << 20;
/// The longest issuer, audience, name or value: as long as the longest token that could hold it.
const MAX_TEXT_LEN: usize = 1 << 20;
/// The greatest number of sources of keys in a trust: each gives one key at least, and a set holds 1,024.
const MAX_SOURCES: usize = 1024;
/// The most that a builder holds in bytes: some dozens of the largest key sets.
const MAX_BUILDER_LEN: usize = 64 << 20;

/// A verifier described.
#[derive(Default)]
pub(crate) struct Description {
    pub(crate) options: VerifierOptions,
    pub(crate) trusts: Vec<TrustDescription>,
    /// How many bytes the caller has given.
    len: usize,
}

/// A trust described.
#[derive(Default)]
pub(crate) struct TrustDescription {
    pub(crate) options: TrustOptions,
    pub(crate) issuers: Vec<String>,
    pub(crate) audiences: Vec<String>,
    pub(crate) audience_claim: Option<String>,
    pub(crate) typ: Option<String>,
    pub(crate) claims: Vec<Rule>,
    pub(crate) header: Vec<Rule>,
    pub(crate) keys: Vec<KeySource>,
}

/// A claim or a header member that is asked for, with any value where none is listed.
pub(crate) struct Rule {
    pub(crate) name: String,
    pub(crate) values: Vec<String>,
}

/// Bytes to read keys from.
pub(crate) struct KeySource {
    pub(crate) kind: SourceKind,
    pub(crate) algorithms: u32,
    pub(crate) flags: u32,
    pub(crate) bytes: Zeroizing<Vec<u8>>,
    pub(crate) kid: Option<String>,
}

/// How a key's bytes are to be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum SourceKind {
    Keys,
    Secret,
    SecretFile,
}

/// The texts that a trust takes any number of.
#[derive(Clone, Copy)]
pub(crate) enum Expected {
    Issuer,
    Audience,
}

/// The texts that a trust takes one of.
#[derive(Clone, Copy)]
pub(crate) enum Single {
    AudienceClaim,
    Typ,
}

/// What a rule is about.
#[derive(Clone, Copy)]
pub(crate) enum Asked {
    Claim,
    Header,
}

impl SourceKind {
    /// The kind of a number of the header's.
    pub(crate) fn of(source: u32) -> Result<Self, Fault> {
        [
            (JwtcoreSource::Keys, Self::Keys),
            (JwtcoreSource::Secret, Self::Secret),
            (JwtcoreSource::SecretFile, Self::SecretFile),
        ]
        .into_iter()
        .find(|(number, _)| *number as u32 == source)
        .map(|(_, kind)| kind)
        .ok_or(Fault::of(Error::InvalidArgument, "source is not one of jwtcore_source"))
    }
}

impl Description {
    /// Begins with a verifier's own options.
    pub(crate) fn new(options: VerifierOptions) -> Result<Self, Fault> {
        const KNOWN: u32 = JwtcoreVerifierFlag::IssuerDecides as u32
            | JwtcoreVerifierFlag::Jws as u32
            | JwtcoreVerifierFlag::NoCache as u32;
        const WITHOUT_CACHE: u32 = JwtcoreVerifierFlag::Jws as u32 | JwtcoreVerifierFlag::NoCache as u32;
        if options.flags & !KNOWN != 0 {
            return Err(Fault::of(Error::InvalidArgument, "options.flags has unknown bits"));
        }
        if options.cache_kib != 0 && options.flags & WITHOUT_CACHE != 0 {
            return Err(Fault::of(
                Error::ContradictoryOptions,
                "options.cache_kib, and flags of a verifier without cache",
            ));
        }
        Ok(Self { options, ..Self::default() })
    }

    pub(crate) fn has(&self, flag: JwtcoreVerifierFlag) -> bool {
        self.options.flags & flag as u32 != 0
    }

    /// Begins a trust.
    pub(crate) fn begin_trust(&mut self, options: TrustOptions) -> Result<(), Fault> {
        const KNOWN: u32 = JwtcoreTrustFlag::UncheckedIssuer as u32
            | JwtcoreTrustFlag::UncheckedAudience as u32
            | JwtcoreTrustFlag::UncheckedIat as u32
            | JwtcoreTrustFlag::UncheckedTime as u32
            | JwtcoreTrustFlag::ExpOptional as u32
            | JwtcoreTrustFlag::IntegerSub as u32;
        if options.flags & !KNOWN != 0 || options.reserved != 0 {
            return Err(Fault::of(Error::InvalidArgument, "options.flags or options.reserved has unknown bits"));
        }
        if self.trusts.len() >= MAX_TRUSTS {
            return Err(Error::NoTrust.into());
        }
        self.trusts.push(TrustDescription { options, ..TrustDescription::default() });
        Ok(())
    }

    /// Adds one of the texts that will do.
    pub(crate) fn expect(&mut self, what: Expected, text: &str) -> Result<(), Fault> {
        let text = self.text(text)?;
        let trust = self.last_trust()?;
        let texts = match what {
            Expected::Issuer => &mut trust.issuers,
            Expected::Audience => &mut trust.audiences,
        };
        push(texts, text, MAX_VALUES)
    }

    /// Sets a text that can be set once.
    pub(crate) fn set(&mut self, what: Single, text: &str) -> Result<(), Fault> {
        let text = self.text(text)?;
        let trust = self.last_trust()?;
        let place = match what {
            Single::AudienceClaim => &mut trust.audience_claim,
            Single::Typ => &mut trust.typ,
        };
        if place.is_some() {
            return Err(Fault::of(Error::ContradictoryOptions, "set twice"));
        }
        *place = Some(text);
        Ok(())
    }

    /// Adds a rule, or another value to the rule of that name.
    pub(crate) fn require(&mut self, what: Asked, name: &str, value: Option<&str>) -> Result<(), Fault> {
        let (name, value) = (self.text(name)?, value.map(|value| self.text(value)).transpose()?);
        let trust = self.last_trust()?;
        let (rules, greatest) = match what {
            Asked::Claim => (&mut trust.claims, MAX_CLAIM_RULES),
            Asked::Header => (&mut trust.header, MAX_HEADER_RULES),
        };
        let rule = rules.iter_mut().find(|rule| rule.name == name && !rule.values.is_empty());
        match (rule, value) {
            (Some(rule), Some(value)) => push(&mut rule.values, value, MAX_VALUES),
            (_, value) => push(rules, Rule { name, values: value.into_iter().collect() }, greatest),
        }
    }

    /// Adds a source of keys. What can be said against it without reading it is said here.
    pub(crate) fn add_key(&mut self, key: KeySource) -> Result<(), Fault> {
        algorithms::for_keys(key.algorithms, key.flags)?;
        if key.kind != SourceKind::Keys && key.flags != 0 {
            return Err(Fault::of(Error::ContradictoryOptions, "flags with a secret"));
        }
        self.grow(key.bytes.len().saturating_add(key.kid.as_ref().map_or(0, String::len)))?;
        let trust = self.last_trust()?;
        if trust.keys.len() >= MAX_SOURCES {
            return Err(Error::TooManyKeys.into());
        }
        trust.keys.push(key);
        Ok(())
    }

    /// How many bytes the caller has given.
    pub(crate) const fn len(&self) -> usize {
        self.len
    }

    fn last_trust(&mut self) -> Result<&mut TrustDescription, Fault> {
        self.trusts.last_mut().ok_or(Fault::of(Error::NoTrust, "jwtcore_builder_trust comes first"))
    }

    /// A copy of a text of the caller's.
    fn text(&mut self, text: &str) -> Result<String, Fault> {
        if text.len() > MAX_TEXT_LEN {
            return Err(Error::ArgumentTooLong.into());
        }
        self.grow(text.len())?;
        Ok(text.to_owned())
    }

    fn grow(&mut self, len: usize) -> Result<(), Fault> {
        self.len = self.len.saturating_add(len);
        if self.len > MAX_BUILDER_LEN { Err(Error::ArgumentTooLong.into()) } else { Ok(()) }
    }
}

impl KeySource {
    /// Copies a key of the caller's.
    pub(crate) fn new(
        kind: SourceKind,
        algorithms: u32,
        flags: u32,
        bytes: &[u8],
        kid: Option<&str>,
    ) -> Result<Self, Fault> {
        if bytes.len() > MAX_KEY_LEN {
            return Err(Error::KeySetTooLarge.into());
        }
        let kid = kid.map(str::to_owned);
        Ok(Self { kind, algorithms, flags, bytes: Zeroizing::new(bytes.to_vec()), kid })
    }
}

fn push<T>(list: &mut Vec<T>, item: T, greatest: usize) -> Result<(), Fault> {
    if list.len() >= greatest {
        return Err(Error::TooManyRules.into());
    }
    list.push(item);
    Ok(())
}
