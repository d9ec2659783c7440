//! The scenarios of `testdata/session`, against every store.

mod store;
mod world;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use jwtcore_session::{MemoryStore, SqliteStore, Store};
use serde_json::Value;

use crate::common::TempDir;
use world::World;

/// How many there are at least.
const LEAST: usize = 60;

fn scenarios() -> Vec<(String, Value)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../testdata/session");
    let mut files: Vec<PathBuf> =
        std::fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("one").path()).collect();
    files.retain(|path| path.extension().is_some_and(|extension| extension == "json"));
    files.sort();
    let mut all = Vec::new();
    for path in files {
        let file: Value = serde_json::from_str(&std::fs::read_to_string(&path).expect("a file")).expect("JSON");
        let stem = path.file_stem().expect("a name").to_string_lossy().into_owned();
        all.extend(
            file["scenarios"].as_array().expect("scenarios").iter().map(|scenario| (stem.clone(), scenario.clone())),
        );
    }
    all
}

/// Runs all of them, and tells every one that fails.
fn run_all(mut empty: impl FnMut() -> Arc<dyn Store>) {
    let all = scenarios();
    assert!(all.len() >= LEAST, "only {} scenarios", all.len());
    let mut failures = Vec::new();
    for (file, scenario) in &all {
        let name = format!("{file}/{}", scenario["name"].as_str().expect("a name"));
        if let Err(failure) = World::new(empty(), scenario).run(scenario) {
            failures.push(format!("{name}: {failure}"));
        }
    }
    assert!(failures.is_empty(), "{} of {}:\n{}", failures.len(), all.len(), failures.join("\n"));
}

#[test]
fn scenarios_in_memory() {
    run_all(|| Arc::new(MemoryStore::new()));
}

#[test]
fn scenarios_in_sqlite() {
    let dir = TempDir::new();
    let next = AtomicU32::new(0);
    run_all(|| {
        let file = format!("{}.db", next.fetch_add(1, Ordering::Relaxed));
        Arc::new(SqliteStore::open(dir.path().join(file)).expect("a store"))
    });
}

#[cfg(feature = "redis")]
#[test]
fn scenarios_in_redis() {
    let server = crate::common::RedisServer::start();
    let store: Arc<dyn Store> = Arc::new(jwtcore_session::RedisStore::open(&server.url()).expect("a URL"));
    run_all(|| {
        assert_eq!(server.cli(&["FLUSHALL"]), "OK");
        Arc::clone(&store)
    });
}

#[test]
fn every_scenario_says_what_it_shows_and_has_a_name_of_its_own() {
    let mut names = Vec::new();
    for (_, scenario) in scenarios() {
        assert!(!scenario["shows"].as_array().expect("what it shows").is_empty());
        assert!(!scenario["steps"].as_array().expect("steps").is_empty());
        names.push(scenario["name"].as_str().expect("a name").to_owned());
    }
    let count = names.len();
    names.sort();
    names.dedup();
    assert_eq!(names.len(), count);
}

/// A wrong expectation is noticed: the runner is no rubber stamp.
#[test]
fn a_scenario_with_a_wrong_expectation_fails() {
    for steps in [
        r#"[{"at": 0, "do": "login", "as": "t0"}, {"at": 1, "do": "refresh", "token": "t0", "expect": "replayed"}]"#,
        r#"[{"at": 0, "do": "login", "as": "t0"}, {"at": 1, "do": "check", "of": "t0", "expect": "session-revoked"}]"#,
        r#"[{"at": 0, "do": "login", "as": "t0"}, {"at": 1, "do": "sessions", "expect": []}]"#,
        r#"[{"at": 0, "do": "login", "as": "t0"}, {"at": 1, "do": "sessions", "expect": [{"generation": 1}]}]"#,
        r#"[{"at": 0, "do": "login", "as": "t0"}, {"at": 1, "do": "logout", "token": "t0", "expect": false}]"#,
        r#"[{"at": 0, "do": "login", "as": "t0", "expect": "unavailable"}]"#,
        r#"[{"at": 0, "do": "fault", "on": "load", "what": "not-done"}]"#,
        r#"[{"at": 0, "do": "unheard of"}]"#,
    ] {
        let scenario = serde_json::json!({ "steps": serde_json::from_str::<Value>(steps).expect("JSON") });
        let outcome = World::new(Arc::new(MemoryStore::new()), &scenario).run(&scenario);
        assert!(outcome.is_err(), "{steps}");
    }
    let scenario = serde_json::json!({ "steps": [{"at": 0, "do": "login", "as": "t0"}], "events": [] });
    assert!(World::new(Arc::new(MemoryStore::new()), &scenario).run(&scenario).is_err(), "events");
}
