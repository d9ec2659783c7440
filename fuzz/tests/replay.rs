//! Replays every corpus on stable Rust, and shows that a replay can fail.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};

use jwtcore_fuzz::{TARGETS, Target, planted};

/// The files of a directory, sorted.
fn files(directory: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(directory).unwrap_or_else(|error| panic!("{}: {error}", directory.display()));
    let mut files: Vec<_> = entries.map(|entry| entry.expect("a directory that can be read").path()).collect();
    files.sort();
    files
}

/// Runs a target over a corpus, and returns how many inputs it has.
///
/// # Errors
/// Names the inputs that fail, or says that there are none.
fn replay(target: &Target, corpus: &Path) -> Result<usize, String> {
    let inputs = files(corpus);
    let fails = |input: &&PathBuf| {
        let data = std::fs::read(input).expect("a file");
        catch_unwind(AssertUnwindSafe(|| (target.run)(&data))).is_err()
    };
    let failed: Vec<_> = inputs.iter().filter(fails).map(|input| input.display().to_string()).collect();
    match (inputs.len(), failed.as_slice()) {
        (0, _) => Err(format!("{} has no inputs", corpus.display())),
        (count, []) => Ok(count),
        (_, failed) => Err(format!("{} fails for {}", target.name, failed.join(", "))),
    }
}

fn fuzz_directory(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(name)
}

#[test]
fn every_corpus_holds() {
    let mut faults = Vec::new();
    for target in TARGETS {
        match replay(target, &fuzz_directory("corpus").join(target.name)) {
            Ok(count) => println!("{}: {count} inputs hold", target.name),
            Err(fault) => faults.push(fault),
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn every_target_has_a_binary_and_a_corpus_and_no_others_are_there() {
    let names = |directory: &str| -> Vec<String> {
        let stem = |file: PathBuf| file.file_stem().map(|stem| stem.to_string_lossy().into_owned());
        files(&fuzz_directory(directory)).into_iter().filter_map(stem).filter(|name| name != "planted").collect()
    };
    let mut targets: Vec<_> = TARGETS.iter().map(|target| target.name.to_owned()).collect();
    targets.sort();
    assert_eq!(names("fuzz_targets"), targets);
    assert_eq!(names("corpus"), targets);
}

#[test]
fn a_planted_input_fails_the_replay() {
    let corpus = tempfile("planted");
    std::fs::write(corpus.join("good"), b"{}").unwrap();
    let target = Target { name: "planted", run: planted::run };
    assert_eq!(replay(&target, &corpus), Ok(1));
    std::fs::write(corpus.join("bad"), planted::FAULT).unwrap();
    let fault = replay(&target, &corpus).unwrap_err();
    assert!(fault.contains("bad") && !fault.contains("good"), "{fault}");
}

#[test]
fn an_empty_corpus_fails_the_replay() {
    let target = Target { name: "planted", run: planted::run };
    assert!(replay(&target, &tempfile("empty")).unwrap_err().contains("no inputs"));
}

/// An empty directory of a test's own.
fn tempfile(name: &str) -> PathBuf {
    let directory = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = std::fs::remove_dir_all(&directory);
    std::fs::create_dir_all(&directory).unwrap();
    directory
}
