//! Which crate may depend on which of ours, by their manifests.

use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

/// What each crate that ships may use of ours, and may nothing else: core ← session ← {cli, ffi, python}.
const SHIPPED: [(&str, &[&str]); 5] = [
    ("jwtcore", &[]),
    ("jwtcore-session", &["jwtcore"]),
    ("jwtcore-cli", &["jwtcore", "jwtcore-session"]),
    ("jwtcore-ffi", &["jwtcore", "jwtcore-session"]),
    ("jwtcore-python", &["jwtcore", "jwtcore-session"]),
];
/// Folders whose crates measure or attack the others, and may use all of them.
const FREE: [&str; 2] = ["benches", "fuzz"];
/// The folder of the proofs: of the core alone, and in parts that use one another.
const PROOFS: &str = "core/proofs";

/// A crate of ours and what it uses of ours.
struct Crate {
    name: String,
    folder: String,
    uses: Vec<String>,
}

#[test]
fn crates_use_those_beneath_them_only() {
    let crates = all_crates();
    assert!(crates.iter().any(|found| found.name == "jwtcore"), "the core was not found");
    let wrong: Vec<_> = crates.iter().flat_map(wrong_uses).collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Every manifest of the repository, read by cargo itself.
fn all_crates() -> Vec<Crate> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let mut crates: Vec<_> = manifests(root).iter().flat_map(|manifest| crates_of(root, &metadata(manifest))).collect();
    crates.sort_by(|one, other| one.folder.cmp(&other.folder));
    crates.dedup_by(|one, other| one.folder == other.folder);
    crates
}

/// The manifests of the workspaces: the root's, and those that stand by themselves.
fn manifests(root: &Path) -> Vec<PathBuf> {
    let folders = ["", "benches", "fuzz", PROOFS, "python"];
    folders.map(|folder| root.join(folder).join("Cargo.toml")).into_iter().filter(|path| path.exists()).collect()
}

fn metadata(manifest: &Path) -> Value {
    let arguments = ["metadata", "--no-deps", "--offline", "--format-version", "1", "--manifest-path"];
    let output = Command::new(env!("CARGO")).args(arguments).arg(manifest).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

fn crates_of(root: &Path, metadata: &Value) -> Vec<Crate> {
    let packages = metadata["packages"].as_array().unwrap().iter();
    let crates = packages.map(|package| {
        let manifest = Path::new(package["manifest_path"].as_str().unwrap());
        let folder = manifest.parent().unwrap().strip_prefix(root).unwrap();
        let names = package["dependencies"].as_array().unwrap().iter().map(|used| used["name"].as_str().unwrap());
        Crate {
            name: package["name"].as_str().unwrap().into(),
            folder: folder.to_str().unwrap().replace('\\', "/"),
            uses: names.filter(|name| name.starts_with("jwtcore")).map(str::to_owned).collect(),
        }
    });
    crates.collect()
}

fn wrong_uses(found: &Crate) -> Vec<String> {
    let Crate { name, folder, uses } = found;
    let allowed = |used: &&String| {
        let is_free = FREE.iter().any(|free| folder.starts_with(free));
        let is_proof = folder.starts_with(PROOFS) && (*used == "jwtcore" || used.starts_with("jwtcore-proof"));
        let shipped = SHIPPED.iter().any(|(of, beneath)| of == name && beneath.contains(&used.as_str()));
        // A crate may test itself with another feature on.
        is_free || is_proof || shipped || *used == name
    };
    let mut wrong: Vec<_> =
        uses.iter().filter(|used| !allowed(used)).map(|used| format!("{name} may not use {used}")).collect();
    let is_known =
        SHIPPED.iter().any(|(of, _)| of == name) || FREE.iter().chain([&PROOFS]).any(|of| folder.starts_with(of));
    if !is_known {
        wrong.push(format!("{name} has no place: give it one in core/tests/layers/crates.rs"));
    }
    wrong
}

#[test]
fn a_wrong_use_is_found() {
    let said = |name: &str, folder: &str, uses: &[&str]| {
        let uses = uses.iter().map(|used| (*used).to_owned()).collect();
        wrong_uses(&Crate { name: name.into(), folder: folder.into(), uses })
    };
    assert_eq!(said("jwtcore", "core", &["jwtcore-session"]), ["jwtcore may not use jwtcore-session"]);
    assert_eq!(said("jwtcore-session", "session", &["jwtcore-cli"]), ["jwtcore-session may not use jwtcore-cli"]);
    assert_eq!(said("jwtcore-cli", "cli", &["jwtcore", "jwtcore-ffi"]), ["jwtcore-cli may not use jwtcore-ffi"]);
    assert_eq!(said("jwtcore-ffi", "ffi", &["jwtcore", "jwtcore-session", "jwtcore-ffi"]), [""; 0]);
    assert_eq!(said("jwtcore-proof-cases", "core/proofs/cases", &["jwtcore"]), [""; 0]);
    assert_eq!(said("jwtcore-proof-cases", "core/proofs/cases", &["jwtcore-ffi"]).len(), 1);
    assert_eq!(said("jwtcore-fuzz", "fuzz", &["jwtcore", "jwtcore-ffi"]), [""; 0]);
    assert_eq!(said("jwtcore-novelty", "novelty", &[]).len(), 1);
}
