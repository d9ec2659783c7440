//! One case of `testdata/cases.json`, and the command line that verifies it.

use std::fs;
use std::path::{Path, PathBuf};

use jwtcore::Algorithm;
use serde::Deserialize;

/// A token, what it is judged by, and its verdict. `testdata/SOURCES.md` says what each member means.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Case {
    pub(crate) name: String,
    pub(crate) source: String,
    pub(crate) made_by: String,
    pub(crate) level: Level,
    pub(crate) alg: Vec<String>,
    pub(crate) key: Option<String>,
    pub(crate) secret_file: Option<String>,
    pub(crate) token: String,
    pub(crate) payload: Option<String>,
    pub(crate) iss: Option<Vec<String>>,
    pub(crate) aud: Option<Vec<String>>,
    pub(crate) typ: Option<String>,
    pub(crate) now: i64,
    pub(crate) verdict: String,
    #[serde(default)]
    pub(crate) feature: Option<String>,
}

/// The entrance that a token is for.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Level {
    Jwt,
    Jws,
}

/// The folder of the test data, in which the command is run.
pub(crate) fn testdata() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../testdata")
}

/// A file of the test data.
pub(crate) fn read(path: impl AsRef<Path>) -> Vec<u8> {
    let path = testdata().join(path);
    fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

impl Case {
    /// All cases.
    pub(crate) fn all() -> Vec<Self> {
        serde_json::from_slice(&read("cases.json")).expect("cases.json is as SOURCES.md says")
    }

    /// The arguments that verify the case's token but for the token itself.
    pub(crate) fn options(&self) -> Vec<String> {
        let mut options = vec!["verify".to_owned()];
        let mut add = |name: &str, values: &[String]| {
            options.extend(values.iter().flat_map(|value| [format!("--{name}"), value.clone()]));
        };
        add("key", self.key.as_slice());
        add("secret-file", self.secret_file.as_slice());
        add("alg", &self.alg);
        add("typ", self.typ.as_slice());
        if self.level == Level::Jws {
            options.push("--jws".to_owned());
            return options;
        }
        add("now", &[self.now.to_string()]);
        add("iss", self.iss.as_deref().unwrap_or_default());
        add("aud", self.aud.as_deref().unwrap_or_default());
        let unchecked = [("--any-iss", self.iss.is_none()), ("--any-aud", self.aud.is_none())];
        options.extend(unchecked.into_iter().filter(|(_, unchecked)| *unchecked).map(|(option, _)| option.to_owned()));
        options
    }

    /// Whether this build includes the case's algorithms.
    pub(crate) fn is_supported(&self) -> bool {
        self.alg.iter().all(|alg| alg.parse().is_ok_and(Algorithm::is_supported))
    }

    /// What the command prints for the token; none where it is refused.
    pub(crate) fn output(&self) -> Option<Vec<u8>> {
        let mut output = read(self.payload.as_ref()?);
        if self.level == Level::Jwt {
            output.push(b'\n');
        }
        Some(output)
    }
}
