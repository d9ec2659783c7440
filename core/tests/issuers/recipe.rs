//! One recipe of `testdata/issuers/*/recipe.json`: the verifier that it describes, and its verdicts.

use jwtcore::key::VerifyingKey;
use jwtcore::{Algorithm, Algorithms, Audience, Error, Issuer, JwsVerifier, Trust, Verifier, VerifierBuilder};

use crate::common::{KeysOf, algorithms_of, jws_verdict, leaked, leaked_all, read, read_json, verdict};

/// See `testdata/SOURCES.md`.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Recipe {
    pub(crate) name: String,
    pub(crate) shape_after: Vec<String>,
    pub(crate) level: String,
    keys: Option<String>,
    secret_file: Option<String>,
    pub(crate) algorithms: Vec<String>,
    pub(crate) issuer: Option<Vec<String>>,
    pub(crate) audience: Option<Expected>,
    pub(crate) typ: Option<String>,
    pub(crate) required: Vec<Rule>,
    pub(crate) header: Vec<Rule>,
    pub(crate) allow_integer_sub: bool,
    pub(crate) max_token_len: Option<usize>,
    now: i64,
    skipped: Vec<SkippedEntry>,
    accepted: Vec<String>,
    pub(crate) refused: Vec<Refused>,
}

#[derive(serde::Deserialize)]
#[serde(untagged)]
pub(crate) enum Expected {
    AnyOf(Vec<String>),
    InClaim { claim: String, any_of: Vec<String> },
}

/// A claim or a header member that is asked for.
#[derive(serde::Deserialize)]
pub(crate) struct Rule {
    #[serde(alias = "member", rename = "claim")]
    pub(crate) name: String,
    pub(crate) values: Option<Vec<String>>,
}

/// What a verifier of either level says of a token: the payload, or the refusal.
type Judge = Box<dyn Fn(&[u8]) -> Result<Vec<u8>, Error>>;

#[derive(serde::Deserialize, PartialEq, Debug)]
struct SkippedEntry {
    index: usize,
    reason: String,
}

#[derive(serde::Deserialize)]
pub(crate) struct Refused {
    token: String,
    pub(crate) error: String,
    why: String,
}

impl Recipe {
    pub(crate) fn all_of(folder: &str) -> Vec<Self> {
        read_json(&format!("issuers/{folder}/recipe.json"))
    }

    pub(crate) fn tokens(&self) -> impl Iterator<Item = &str> {
        self.accepted.iter().chain(self.refused.iter().map(|refused| &refused.token)).map(String::as_str)
    }

    /// Judges every token of the recipe with a backend.
    pub(crate) fn check<B: VerifyingKey>(&self, folder: &str) {
        assert!(!self.accepted.is_empty() && !self.refused.is_empty(), "{}: no tokens", self.name);
        assert!(!self.shape_after.is_empty(), "{}: after nobody's shape", self.name);
        let mut skipped = Vec::new();
        let keys = self.key_set::<B>(folder, &mut skipped);
        if !algorithms_of(&self.algorithms).into_iter().all(Algorithm::is_supported) {
            return assert_eq!(keys.err(), Some(Error::UnsupportedAlgorithm), "{}", self.name);
        }
        let judge = self.judge(keys.unwrap_or_else(|error| panic!("{}: {error}", self.name)));
        assert_eq!(skipped, self.skipped, "{}", self.name);
        for name in &self.accepted {
            let payload = judge(&token(folder, name)).unwrap_or_else(|error| panic!("{}: {name}: {error}", self.name));
            assert!(payload.starts_with(b"{"), "{}: {name}: not the claims", self.name);
        }
        for Refused { token: name, error, why } in &self.refused {
            let verdict = judge(&token(folder, name)).map_or_else(Error::name, |_| "accepted");
            assert_eq!(verdict, error, "{}: {name} ({why})", self.name);
        }
    }

    fn key_set<B: VerifyingKey>(&self, folder: &str, skipped: &mut Vec<SkippedEntry>) -> Result<KeysOf<B>, Error> {
        let algorithms = Algorithms::listed(&algorithms_of(&self.algorithms));
        let read = |name: &str| read(&format!("issuers/{folder}/{name}"));
        match (&self.keys, &self.secret_file) {
            (Some(keys), None) => KeysOf::from_jwks(&read(keys), &algorithms, |entry| {
                skipped.push(SkippedEntry { index: entry.index(), reason: entry.reason().name().into() });
            }),
            (None, Some(secret)) => KeysOf::from_secret(&read(secret), &algorithms),
            _ => panic!("{}: a key set or a secret, not both", self.name),
        }
    }

    /// The verifier of either level.
    fn judge<B: VerifyingKey>(&self, keys: KeysOf<B>) -> Judge {
        let now = self.now;
        match self.level.as_str() {
            "jwt" => {
                let verifier = self.verifier(keys);
                Box::new(move |token| verdict(&verifier, token, now).map(String::into_bytes))
            }
            "jws" => {
                let verifier = JwsVerifier::new(keys);
                let verifier = match self.max_token_len {
                    Some(bytes) => verifier.max_token_len(bytes).unwrap(),
                    None => verifier,
                };
                Box::new(move |token| jws_verdict(&verifier, token))
            }
            other => panic!("{}: level {other}", self.name),
        }
    }

    fn verifier<B: VerifyingKey>(&self, keys: KeysOf<B>) -> Verifier<Trust<KeysOf<B>>> {
        let mut builder = VerifierBuilder::new();
        if let Some(bytes) = self.max_token_len {
            builder = builder.max_token_len(bytes);
        }
        builder.build(self.trust(keys)).unwrap()
    }

    fn trust<B: VerifyingKey>(&self, keys: KeysOf<B>) -> Trust<KeysOf<B>> {
        let issuer = self.issuer.as_deref().map_or_else(Issuer::unchecked, |iss| Issuer::one_of(leaked_all(iss)));
        let audience = match &self.audience {
            None => Audience::unchecked(),
            Some(Expected::AnyOf(any_of)) => Audience::any_of(leaked_all(any_of)),
            Some(Expected::InClaim { claim, any_of }) => Audience::in_claim(leaked(claim), leaked_all(any_of)),
        };
        let mut trust = Trust::new(issuer, audience, keys);
        if let Some(typ) = &self.typ {
            trust = trust.typ(leaked(typ));
        }
        for Rule { name, values } in &self.required {
            trust = match values {
                Some(values) => trust.required_value(leaked(name), leaked_all(values)),
                None => trust.required(leaked(name)),
            };
        }
        for Rule { name, values } in &self.header {
            trust = trust.header_value(leaked(name), leaked_all(values.as_ref().unwrap()));
        }
        if self.allow_integer_sub { trust.allow_integer_sub() } else { trust }
    }
}

fn token(folder: &str, name: &str) -> Vec<u8> {
    read(&format!("issuers/{folder}/{name}"))
}
