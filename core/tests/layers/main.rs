//! The layers are checked by a program: which module may use which, which crate, and where `unsafe` and `std` may stand.
//!
//! Paths are found among the compiler's own tokens, so that comments and strings do not count. Code under `cfg(test)` may
//! use what it likes.

mod code;
mod crates;
mod public;

use std::path::Path;

use code::{Module, modules_of};
use proc_macro2::TokenStream;

/// Modules of the core, lowest layer first: a module uses what stands in lower layers, never its neighbours.
const LAYERS: [&[&str]; 9] = [
    // The leaves, which lean on one another in this order.
    &["error", "text"],
    &["base64url", "cache", "json"],
    &["algorithm"],
    // The token's outside. What a header says of its key is the header's; the keys above compare with it.
    &["compact", "header"],
    &["key"],
    // What is signed, and what the claims are, know no policy.
    &["claims", "signed"],
    &["policy"],
    // The two entrances, what is to be signed, and the protocol of sessions: side by side.
    &["jws", "new_claims", "session", "verifier"],
    &["hazmat", "signer"],
];
/// Backends implement the traits of `key` and see no more than these.
const BACKEND_USES: [&str; 3] = ["algorithm", "error", "key"];
/// The aliases that join a backend to the rest: the crate's root, and a module like it for another backend.
const ALIASES: [&str; 2] = ["", "host"];

/// Files beside `ffi/` and `fuzz/` in which the word `unsafe` may stand, with the reason.
const UNSAFE_FILES: [(&str, &str); 3] = [
    ("core/proofs/freestanding/src/lib.rs", "declares a function of C's, to be an artifact without Rust's runtime"),
    ("core/proofs/firmware/src/stack.rs", "paints and reads the bare device's stack, which no Rust value owns"),
    ("core/proofs/firmware/src/device.rs", "defines the device's exception handler"),
];

/// What the core does without, by the names that would bring it. A host's backend has a library that brings its own: the
/// salt of an RSASSA-PSS signature is drawn there.
const ABSENT: [(&str, &[&str]); 4] = [
    ("floating point: dates are exact decimals", &["f32", "f64"]),
    ("a clock: now is an argument", &["SystemTime", "Instant"]),
    ("a random source: it is an argument", &["getrandom", "rand", "OsRng", "SystemRandom"]),
    ("global state", &["thread_local", "OnceLock", "LazyLock", "Mutex", "RwLock"]),
];

/// What the cache has all the same: locks of its own, which each verifier brings and nobody waits for.
const CACHE_LOCK: &str = "RwLock";

#[test]
fn modules_use_lower_layers_only() {
    let modules = modules_of(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/src/lib.rs")));
    assert!(modules.len() >= 30, "only {} modules were found", modules.len());
    let wrong: Vec<_> = modules.iter().flat_map(wrong_edges).collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_listed_module_exists() {
    let modules = modules_of(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/src/lib.rs")));
    for name in LAYERS.concat() {
        assert!(modules.iter().any(|module| module.top() == name), "{name} is listed and gone");
    }
}

#[test]
fn the_core_uses_std_only_where_a_feature_says_so() {
    for module in modules_of(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/src/lib.rs"))) {
        assert!(!module.uses_std, "{}: std outside #[cfg(feature = \"std\")]", module.path.join("::"));
    }
}

#[test]
fn the_core_does_without_floats_clock_randomness_and_globals() {
    let modules = modules_of(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/src/lib.rs")));
    for module in modules.iter().filter(|module| !module.path.starts_with(&["backend".into(), "aws_lc".into()])) {
        for (what, names) in ABSENT {
            let mut names = names.iter().filter(|name| module.top() != "cache" || **name != CACHE_LOCK);
            let found = names.find(|name| code::has_word(&module.tokens, name));
            assert!(found.is_none(), "{}: {found:?} brings {what}", module.path.join("::"));
        }
    }
}

#[test]
fn unsafe_stands_only_where_it_may() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let files = code::rust_files(root);
    assert!(files.len() >= 50, "only {} files were found", files.len());
    for file in files {
        let name = file.strip_prefix(root).unwrap().to_str().unwrap().replace('\\', "/");
        let allowed = name.starts_with("ffi/") || name.starts_with("fuzz/") || is_listed(&name);
        let text = std::fs::read_to_string(&file).unwrap();
        let has_unsafe = code::has_unsafe(&text).unwrap_or_else(|error| panic!("{name}: {error}"));
        assert!(allowed || !has_unsafe, "{name}: unsafe may stand in ffi/ only");
    }
}

fn is_listed(name: &str) -> bool {
    UNSAFE_FILES.iter().any(|(file, _)| *file == name)
}

/// The layer of a module; none for the root and for aliases, which may use everything.
fn layer_of(name: &str) -> Option<usize> {
    LAYERS.iter().position(|layer| layer.contains(&name))
}

/// What a module uses and may not.
fn wrong_edges(module: &Module) -> Vec<String> {
    let from = module.top();
    if ALIASES.contains(&from) {
        return Vec::new();
    }
    let wrong = module.uses.iter().filter(|to| *to != from && !is_allowed(from, to));
    wrong.map(|to| format!("{}: {from} may not use {to}{}", module.path.join("::"), why(from, to))).collect()
}

fn is_allowed(from: &str, to: &str) -> bool {
    if from == "backend" {
        return BACKEND_USES.contains(&to);
    }
    matches!((layer_of(from), layer_of(to)), (Some(from), Some(to)) if to < from)
}

fn why(from: &str, to: &str) -> &'static str {
    let known = |name: &str| name == "backend" || ALIASES.contains(&name) || layer_of(name).is_some();
    if !known(from) || !known(to) { ": give new modules a layer in core/tests/layers/main.rs" } else { "" }
}

/// What the check says of one module's text.
fn said(path: &[&str], text: &str) -> Vec<String> {
    let path: Vec<_> = path.iter().map(|name| (*name).to_owned()).collect();
    wrong_edges(&Module::read(path, text.parse::<TokenStream>().unwrap()))
}

#[test]
fn a_wrong_edge_is_found_however_it_is_written() {
    for text in [
        "use crate::verifier::Verifier;",
        "use crate::{error::Error, verifier::Verifier};",
        "use crate::{error::Error, json::{self, Value}, verifier};",
        "pub(crate) use crate::verifier::Verifier as V;",
        "fn f() { use crate::verifier::X; }",
        "fn f() -> crate::verifier::X { crate::verifier::x() }",
        "fn f() { assert!(crate::verifier::X == 1) }",
        "mod inner { use crate::verifier::X; }",
        "mod inner { use super::super::super::verifier::X; }",
        "use super::super::verifier::X;",
        "use super::super::{error::Error, verifier::X};",
        "#[cfg(feature = \"sign\")] use crate::verifier::X;",
        "#[cfg(not(test))] use crate::verifier::X;",
        "#[cfg(test)] use crate::text::X; use crate::verifier::X;",
        "macro_rules! m { () => { crate::verifier::x() } }",
    ] {
        let expected = ["key::jwk: key may not use verifier"];
        assert_eq!(said(&["key", "jwk"], text), expected, "{text}");
    }
}

#[test]
fn right_edges_and_what_is_no_edge_pass() {
    for text in [
        "use crate::error::Error; use crate::header::{KeyHint, MAX_KID_LEN};",
        "use crate::key::set; use super::set; use self::inner::X;",
        "// use crate::verifier::X;",
        "/// See [`Verifier`](crate::verifier::Verifier).\nfn f() {}",
        "const X: &str = \"use crate::verifier::X;\";",
        "#[cfg(test)] mod tests { use crate::verifier::X; }",
        "#[cfg(test)] use crate::verifier::X;",
        "#[cfg(all(test, feature = \"sign\"))] fn f() { crate::verifier::x() }",
        "use other::verifier::X; use ::verifier::X;",
    ] {
        assert_eq!(said(&["key", "jwk"], text), [""; 0], "{text}");
    }
}

#[test]
fn edges_to_backends_neighbours_aliases_and_unknown_modules_are_found() {
    for (module, text, to) in [
        ("verifier", "use crate::backend::rustcrypto;", "backend"),
        ("key", "use super::backend::rustcrypto;", "backend"),
        ("verifier", "use crate::jws::JwsVerifier;", "jws"),
        ("header", "use crate::compact::Compact;", "compact"),
        ("policy", "use crate::Key;", "Key"),
        ("error", "use crate::json::JsonStr;", "json"),
        ("key", "use crate::*;", "*"),
        ("backend", "use crate::policy::Trust;", "policy"),
        ("backend", "use crate::header::Header;", "header"),
        ("novelty", "use crate::error::Error;", "error"),
        ("signer", "use crate::novelty::X;", "novelty"),
    ] {
        let wrong = said(&[module], text);
        assert!(wrong.len() == 1 && wrong[0].starts_with(&format!("{module}: {module} may not use {to}")), "{wrong:?}");
    }
    assert!(
        said(&["novelty"], "use crate::error::Error;")[0]
            .ends_with("give new modules a layer in core/tests/layers/main.rs")
    );
    assert_eq!(said(&["host"], "use crate::backend::aws_lc; use crate::{Error, key};"), [""; 0]);
}

#[test]
fn std_is_found_where_no_feature_says_so() {
    let uses_std = |text: &str| Module::read(vec!["signer".into()], text.parse().unwrap()).uses_std;
    for text in [
        "use std::vec::Vec;",
        "fn f() { std::process::exit(1) }",
        "#[cfg(feature = \"alloc\")] use std::vec::Vec;",
        "#[cfg(not(feature = \"std\"))] use std::vec::Vec;",
        "#[cfg(feature = \"std\")] fn f() {} fn g() { std::x() }",
        "mod m { fn f(x: ::std::vec::Vec<u8>) {} }",
    ] {
        assert!(uses_std(text), "{text}");
    }
    for text in [
        "#[cfg(feature = \"std\")] impl std::io::Write for Writer {}",
        "#[cfg(test)] use std::vec::Vec;",
        "use core::fmt; use crate::std_like::x; const X: &str = \"std::\";",
    ] {
        assert!(!uses_std(text), "{text}");
    }
}

#[test]
fn a_word_is_found_in_code_only() {
    let has_float = |text: &str| code::has_word(&text.parse().unwrap(), "f64");
    assert!(has_float("fn f(x: &[f64]) {}") && has_float("fn f() { x as f64 }"));
    assert!(!has_float("// f64\nfn f64_free() { \"f64\" }"));
}

#[test]
fn unsafe_is_found_in_code_and_not_in_words_and_attributes() {
    for text in ["unsafe fn f() {}", "fn f() { unsafe { g() } }", "macro_rules! m { () => { unsafe { g() } } }"] {
        assert_eq!(code::has_unsafe(text), Ok(true), "{text}");
    }
    for text in [
        "// unsafe\nfn f() {}",
        "#![forbid(unsafe_code)]",
        "#[unsafe(no_mangle)] fn f() {}",
        "const X: &str = \"unsafe\";",
    ] {
        assert_eq!(code::has_unsafe(text), Ok(false), "{text}");
    }
}

#[test]
fn the_files_that_may_hold_unsafe_exist() {
    for (file, reason) in UNSAFE_FILES {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().join(file);
        assert!(path.exists() && !reason.is_empty(), "{file} is listed and gone");
    }
}
