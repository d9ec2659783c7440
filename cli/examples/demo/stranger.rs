//! A stranger with keys of their own: one for each algorithm that the command makes keys for.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::{env, fs, process};

use crate::command::Jwtcore;

/// The algorithms, and how their keys are given.
const ALGORITHMS: [(&str, &str); 7] = [
    ("HS256", "--secret-file"),
    ("HS384", "--secret-file"),
    ("HS512", "--secret-file"),
    ("ES256", "--key"),
    ("ES384", "--key"),
    ("ES512", "--key"),
    ("EdDSA", "--key"),
];

/// Somebody whom nobody trusts.
pub(crate) struct Stranger<'a> {
    jwtcore: &'a Jwtcore,
    folder: PathBuf,
    keys: HashMap<&'static str, (&'static str, String)>,
}

impl<'a> Stranger<'a> {
    /// Makes the keys, in a folder that goes with the stranger.
    pub(crate) fn new(jwtcore: &'a Jwtcore) -> Self {
        let folder = env::temp_dir().join(format!("jwtcore-demo-{}", process::id()));
        fs::create_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
        let keys =
            ALGORITHMS.into_iter().map(|(alg, option)| (alg, (option, new_key(jwtcore, &folder, alg)))).collect();
        Self { jwtcore, folder, keys }
    }

    /// Signs claims; none where they are no claims, or the command does not sign with the algorithm.
    pub(crate) fn sign(&self, alg: &str, payload: &[u8]) -> Option<String> {
        let (option, key) = self.keys.get(alg)?;
        let output = self.jwtcore.run(["sign", option, key, "--alg", alg, "--claims", "-"], payload);
        let token = String::from_utf8(output.stdout).ok()?.trim_end().to_owned();
        output.status.success().then_some(token)
    }
}

impl Drop for Stranger<'_> {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.folder);
    }
}

fn new_key(jwtcore: &Jwtcore, folder: &Path, alg: &str) -> String {
    let path = folder.join(alg).to_str().expect("UTF-8").to_owned();
    let output = jwtcore.run(["keygen", "--alg", alg, "--out", &path], b"");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    path
}
