//! Subjects with a fault each, named by the second argument: the bench must notice every one.

mod backend {
    pub(crate) use jwtcore::{Key, KeySet, Signer};
}

mod shared {
    pub(crate) mod jwtcore;
}

use std::process::ExitCode;

use jwtcore_benches::case::Algorithm;
use jwtcore_benches::claims::TokenClaims;
use jwtcore_benches::keys::KeyFiles;
use jwtcore_benches::subject::{Import, Refusal, Sign, Subject, Verify};
use shared::jwtcore::Jwtcore;

/// How many tokens a tiring subject verifies honestly: more than it is shown before it is timed.
const HONEST_VERIFICATIONS: u64 = 300;

fn main() -> ExitCode {
    let argument = std::env::args().nth(2).unwrap_or_default();
    let Some(fault) = Fault::ALL.into_iter().find(|fault| fault.name() == argument) else {
        eprintln!("no fault is called '{argument}'");
        return ExitCode::from(2);
    };
    jwtcore_benches::worker::serve(&Control { fault })
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Fault {
    /// None: the positive control's own control.
    None,
    AcceptsWrongSignatures,
    AcceptsExpired,
    AcceptsTooEarly,
    AcceptsAnyIssuer,
    AcceptsAnyAudience,
    ReadsNoClaim,
    RefusesAll,
    /// Stops verifying once it has shown that it can.
    Tires,
    SignsOnce,
    /// Keeps no key that it imports.
    ImportsNothing,
}

impl Fault {
    const ALL: [Self; 11] = [
        Self::None,
        Self::AcceptsWrongSignatures,
        Self::AcceptsExpired,
        Self::AcceptsTooEarly,
        Self::AcceptsAnyIssuer,
        Self::AcceptsAnyAudience,
        Self::ReadsNoClaim,
        Self::RefusesAll,
        Self::Tires,
        Self::SignsOnce,
        Self::ImportsNothing,
    ];

    const fn name(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::AcceptsWrongSignatures => "accepts-wrong-signatures",
            Self::AcceptsExpired => "accepts-expired",
            Self::AcceptsTooEarly => "accepts-too-early",
            Self::AcceptsAnyIssuer => "accepts-any-issuer",
            Self::AcceptsAnyAudience => "accepts-any-audience",
            Self::ReadsNoClaim => "reads-no-claim",
            Self::RefusesAll => "refuses-all",
            Self::Tires => "tires",
            Self::SignsOnce => "signs-once",
            Self::ImportsNothing => "imports-nothing",
        }
    }

    /// The refusal that this fault turns into an acceptance.
    const fn overlooked(self) -> Option<Refusal> {
        match self {
            Self::AcceptsWrongSignatures => Some(Refusal::Signature),
            Self::AcceptsExpired => Some(Refusal::Expired),
            Self::AcceptsTooEarly => Some(Refusal::NotYetValid),
            Self::AcceptsAnyIssuer => Some(Refusal::Issuer),
            Self::AcceptsAnyAudience => Some(Refusal::Audience),
            _ => None,
        }
    }
}

struct Control {
    fault: Fault,
}

impl Subject for Control {
    fn verifier(&self, algorithm: Algorithm, keys: &KeyFiles) -> Option<Box<dyn Verify>> {
        let honest = Jwtcore.verifier(algorithm, keys)?;
        Some(Box::new(Verifying { fault: self.fault, honest, done: 0 }))
    }

    fn signer(&self, algorithm: Algorithm, keys: &KeyFiles) -> Option<Box<dyn Sign>> {
        let honest = Jwtcore.signer(algorithm, keys)?;
        Some(Box::new(Signing { fault: self.fault, honest }))
    }

    fn importer(&self, algorithm: Algorithm, keys: &KeyFiles) -> Option<Box<dyn Import>> {
        let honest = Jwtcore.importer(algorithm, keys)?;
        Some(Box::new(Importing { fault: self.fault, honest }))
    }
}

struct Verifying {
    fault: Fault,
    honest: Box<dyn Verify>,
    done: u64,
}

impl Verify for Verifying {
    fn verify(&mut self, token: &str) -> Result<u64, Refusal> {
        self.done += 1;
        if self.fault == Fault::Tires && self.done > HONEST_VERIFICATIONS {
            return Ok(0);
        }
        match (self.honest.verify(token), self.fault) {
            (Err(refusal), fault) if fault.overlooked() == Some(refusal) => Ok(0),
            (Ok(_), Fault::ReadsNoClaim) => Ok(0),
            (Ok(_), Fault::RefusesAll) => Err(Refusal::Signature),
            (verdict, _) => verdict,
        }
    }
}

struct Signing {
    fault: Fault,
    honest: Box<dyn Sign>,
}

impl Sign for Signing {
    fn sign(&mut self, claims: &TokenClaims) -> Result<(), String> {
        let has_signed = !self.honest.token().is_empty();
        if self.fault == Fault::SignsOnce && has_signed { Ok(()) } else { self.honest.sign(claims) }
    }

    fn token(&self) -> &str {
        self.honest.token()
    }
}

struct Importing {
    fault: Fault,
    honest: Box<dyn Import>,
}

impl Import for Importing {
    fn import(&mut self) -> Result<(), String> {
        if self.fault == Fault::ImportsNothing { Ok(()) } else { self.honest.import() }
    }

    fn verify(&mut self, token: &str) -> Result<u64, Refusal> {
        self.honest.verify(token)
    }
}
