//! The committed header is the one that the code makes.
//!
//! With `UPDATE_HEADER=1` in the environment the test writes it.

use std::path::{Path, PathBuf};
use std::{env, fs};

use cbindgen::{Builder, Config, DocumentationStyle, Language, RenameRule, SortKey, Style};

/// What stands at the top of the header.
const PREAMBLE: &str = "\
// jwtcore.h: verify and sign JSON Web Tokens. The guide is docs/c.md.
//
// A call answers a status: 0, or a number of enum jwtcore_status, which never change their meaning.
// A handle is a number, never a pointer: below 2^63, never 0. _new makes one that you own and free; _shared lends one.
// A structure begins with its size; zero it and set struct_size before the call.
// Bytes come with their length, and NULs are bytes; NULL is legal where the length is 0, and says 'none' where it may.
// Where a call fails, its outputs are zeroed. A buffer that is too small says how much it needs.
// Built verifiers, signers and keys may be used by any number of threads, and after a fork; a builder by one thread.
//
// Without the lines that begin with a number sign this file is also a definition for PHP's FFI.";

/// The files that the header is made from, in its order.
const SOURCES: [&str; 8] = [
    "status.rs",
    "types.rs",
    "abi/info.rs",
    "abi/builder.rs",
    "abi/verifier.rs",
    "abi/signer.rs",
    "abi/key.rs",
    "abi/store.rs",
];

/// Enumerations, which no function names: C passes them as `uint32_t`.
const ENUMERATIONS: [(&str, &str); 9] = [
    ("JwtcoreStatus", "jwtcore_status"),
    ("JwtcoreAlgorithm", "jwtcore_algorithm"),
    ("JwtcoreClass", "jwtcore_class"),
    ("JwtcoreSource", "jwtcore_source"),
    ("JwtcoreKeyFlag", "jwtcore_key_flag"),
    ("JwtcoreVerifierFlag", "jwtcore_verifier_flag"),
    ("JwtcoreTrustFlag", "jwtcore_trust_flag"),
    ("JwtcoreFact", "jwtcore_fact"),
    ("JwtcoreExport", "jwtcore_export"),
];

const STRUCTURES: [(&str, &str); 5] = [
    ("VerifierOptions", "jwtcore_verifier_options"),
    ("TrustOptions", "jwtcore_trust_options"),
    ("Bytes", "jwtcore_bytes"),
    ("Verified", "jwtcore_verified"),
    ("Skipped", "jwtcore_skipped"),
];

#[test]
fn the_committed_header_is_what_the_code_makes() {
    let path = manifest_dir().join("../include/jwtcore.h");
    let made = header();
    if env::var_os("UPDATE_HEADER").is_some() {
        fs::write(&path, &made).expect("a header that can be written");
    }
    let committed = fs::read_to_string(&path).expect("include/jwtcore.h");
    let differs = made.lines().zip(committed.lines()).find(|(made, committed)| made != committed);
    assert_eq!(differs, None, "made, committed; UPDATE_HEADER=1 writes the header anew");
    assert_eq!(made, committed);
}

#[test]
fn the_header_keeps_to_what_c_and_php_both_read() {
    let header = header();
    assert!(header.ends_with('\n'));
    for word in ["extern", "__attribute__", "_Static_assert", "#define JWTCORE_", "bool", "typedef", "uint8_t"] {
        let found = header.lines().find(|line| !line.starts_with("//") && line.contains(word));
        assert!(found.is_none_or(|line| line == "#define JWTCORE_H"), "{found:?}");
    }
    let numbers = header.lines().filter(|line| line.starts_with('#')).collect::<Vec<_>>();
    assert_eq!(numbers.len(), 5, "{numbers:?}");
}

fn header() -> String {
    let sources = manifest_dir().join("src");
    let builder = SOURCES.iter().fold(Builder::new(), |builder, file| builder.with_src(sources.join(file)));
    let bindings = builder.with_config(config()).generate().expect("sources that cbindgen reads");
    let mut header = Vec::new();
    bindings.write(&mut header);
    String::from_utf8(header).expect("UTF-8")
}

fn config() -> Config {
    let mut config = Config {
        language: Language::C,
        style: Style::Tag,
        header: Some(PREAMBLE.to_owned()),
        include_guard: Some("JWTCORE_H".to_owned()),
        no_includes: true,
        sys_includes: vec!["stddef.h".to_owned(), "stdint.h".to_owned()],
        documentation_style: DocumentationStyle::C99,
        line_length: 120,
        tab_width: 4,
        usize_is_size_t: true,
        sort_by: SortKey::None,
        ..Config::default()
    };
    config.enumeration.rename_variants = RenameRule::QualifiedScreamingSnakeCase;
    for (rust, c) in ENUMERATIONS.into_iter().chain(STRUCTURES) {
        config.export.rename.insert(rust.to_owned(), c.to_owned());
    }
    config.export.include = ENUMERATIONS.iter().map(|(rust, _)| (*rust).to_owned()).collect();
    config
}

fn manifest_dir() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).to_owned()
}
