//! What the crate says of itself: where unsafe code stands, and that each piece says why it may.

use std::fs;
use std::path::{Path, PathBuf};

/// What an exported function's signature has to say.
const SIGNATURES: [&str; 2] = ["#[unsafe(no_mangle)]", "pub unsafe extern \"C\" fn jwtcore_"];
/// What speaks of unsafe code without being any.
const MENTIONS: [&str; 3] = ["#![deny(unsafe_code)]", "#![allow(unsafe_code, reason = ", "//!"];

fn sources(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path());
    let (folders, files): (Vec<_>, Vec<_>) = entries.partition(|path| path.is_dir());
    files.into_iter().chain(folders.iter().flat_map(|folder| sources(folder))).collect()
}

#[test]
fn unsafe_code_stands_in_the_boundary_and_in_signatures() {
    let sources = sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"));
    assert!(sources.len() > 20);
    for path in sources.iter().filter(|path| !path.ends_with("src/boundary.rs")) {
        let text = fs::read_to_string(path).expect("UTF-8");
        let lines = text.lines().map(str::trim_start).filter(|line| line.contains("unsafe"));
        let other =
            lines.into_iter().find(|line| !SIGNATURES.iter().chain(&MENTIONS).any(|start| line.starts_with(start)));
        assert_eq!(other, None, "{}", path.display());
        // Each exported name says why it may be one.
        let (names, reasons) = (text.matches(SIGNATURES[0]).count(), text.matches("\n// SAFETY: ").count());
        assert_eq!(names, reasons, "{}", path.display());
    }
}
