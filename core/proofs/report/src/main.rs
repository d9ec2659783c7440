//! Reads what was built and what it reported, and holds docs/embedded.md to it.
//!
//! usage: `jwtcore-report soft-float ELF...`   fails where code for floating-point numbers was linked
//!        `jwtcore-report check DIR DOC RUSTC` fails where the document's figures are off
//!        `jwtcore-report write DIR DOC RUSTC` puts the measured figures into the document
//!
//! DIR holds for each build NAME.elf and NAME.log, and host.log. What is not there is not compared. RUSTC is the
//! version that built them: figures of another one are shown and fail nothing.

mod document;
mod elf;
mod log;
mod tables;

use std::path::Path;
use std::process::ExitCode;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let outcome = match arguments.as_slice() {
        ["soft-float", files @ ..] => check_soft_float(files),
        ["check", dir, doc, rustc] => check(Path::new(dir), Path::new(doc), rustc),
        ["write", dir, doc, rustc] => write(Path::new(dir), Path::new(doc), rustc),
        _ => Err("usage: jwtcore-report soft-float ELF... | check DIR DOC RUSTC | write DIR DOC RUSTC".to_owned()),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn check_soft_float(files: &[&str]) -> Result<(), String> {
    for file in files {
        let found = elf::soft_float_symbols(Path::new(file))?;
        if !found.is_empty() {
            return Err(format!("{file} computes with floating-point numbers in software: {}", found.join(", ")));
        }
    }
    Ok(())
}

fn check(dir: &Path, doc: &Path, rustc: &str) -> Result<(), String> {
    let measured = tables::measured(dir)?;
    let stated = read(doc)?;
    let differences = document::differences(&stated, &measured)?;
    for table in &measured {
        println!("{}", table.to_markdown());
    }
    if differences.is_empty() {
        println!("{} states these figures within the tolerance", doc.display());
        return Ok(());
    }
    let differences = differences.join("\n  ");
    let stated_by = document::rustc_version(&stated).unwrap_or("another toolchain");
    if stated_by != rustc {
        println!(
            "{} states figures of rustc {stated_by}, this is {rustc}; they may differ:\n  {differences}",
            doc.display()
        );
        return Ok(());
    }
    Err(format!("{} is off:\n  {differences}\nmend: scripts/check-no-std --write, and look at why", doc.display()))
}

fn write(dir: &Path, doc: &Path, rustc: &str) -> Result<(), String> {
    let measured = tables::measured(dir)?;
    if measured.len() < tables::COUNT {
        return Err(format!("part of the figures was not measured here, so {} is not written", doc.display()));
    }
    let text = document::with_tables(&read(doc)?, &measured, rustc)?;
    std::fs::write(doc, text).map_err(|error| format!("{}: {error}", doc.display()))
}

fn read(path: &Path) -> Result<String, String> {
    std::fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))
}
