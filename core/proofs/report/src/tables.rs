//! The tables of docs/embedded.md, filled with what was measured.

use std::path::Path;

use crate::document::{Rule, Table};
use crate::elf;
use crate::log::Log;

/// What was built for the device: its name, and what the table calls it.
const BUILDS: [(&str, &str); 6] = [
    ("none", "nothing: the program around it"),
    ("hs", "HS256 alone (`hs`, which holds HS384 and HS512 too)"),
    ("es256", "ES256 alone (`es256`)"),
    ("eddsa", "EdDSA alone (`eddsa`)"),
    ("families", "all six families, keys from DER"),
    ("everything", "those with every key format, key sets and signing"),
];

/// How many tables there are, where all could be measured.
pub(crate) const COUNT: usize = 3;

/// Every algorithm that needs no heap.
const ALGORITHMS: [&str; 8] = ["HS256", "HS384", "HS512", "ES256", "ES384", "ES512", "ES256K", "EdDSA"];
/// Ways to import a key that verifies.
const IMPORTS: [&str; 4] = ["import", "PEM", "X.509", "JWK"];
/// Ways to import a key that signs.
const PRIVATE_IMPORTS: [&str; 3] = ["private key", "private DER", "private JWK"];

/// The tables of all that lies in `dir`.
pub(crate) fn measured(dir: &Path) -> Result<Vec<Table>, String> {
    let device_log = Log::read(&dir.join("everything.log"))?;
    let mut tables = Vec::new();
    if dir.join("everything.elf").exists() {
        tables.push(builds(dir)?);
    }
    if let Some(log) = device_log {
        tables.push(algorithms("device", &log, Rule::WithinTolerance)?);
    }
    if let Some(log) = Log::read(&dir.join("host.log"))? {
        tables.push(algorithms("host", &log, Rule::AtMost)?);
    }
    Ok(tables)
}

/// The sizes of each build, and the most stack that its algorithms used.
fn builds(dir: &Path) -> Result<Table, String> {
    let mut rows = Vec::new();
    for (name, label) in BUILDS {
        let sizes = elf::sizes(&dir.join(format!("{name}.elf")))?;
        let mut cells = vec![Some(sizes.text), Some(sizes.rodata), Some(sizes.ram)];
        cells.extend(stack_of_build(name, Log::read(&dir.join(format!("{name}.log")))?)?);
        rows.push((label.to_owned(), cells));
    }
    let columns = ["`.text`", "`.rodata`", "RAM", "stack to import", "stack to verify"];
    Ok(Table { name: "builds", title: "built with", columns: columns.to_vec(), rows, rule: Rule::WithinTolerance })
}

fn stack_of_build(name: &str, log: Option<Log>) -> Result<[Option<u64>; 2], String> {
    let algorithms = match name {
        "none" => &[][..],
        "hs" => &["HS256"],
        "es256" => &["ES256"],
        "eddsa" => &["EdDSA"],
        _ => &ALGORITHMS,
    };
    let Some(log) = log else { return Ok([None, None]) };
    let mut most = [None, None];
    for algorithm in algorithms {
        log.step(algorithm, "refuse")?;
        most[0] = most[0].max(Some(log.most_stack(algorithm, &IMPORTS)?));
        most[1] = most[1].max(Some(log.step(algorithm, "verify")?.stack));
    }
    Ok(most)
}

/// What each algorithm took, of a build that has them all.
fn algorithms(name: &'static str, log: &Log, rule: Rule) -> Result<Table, String> {
    let mut rows = Vec::new();
    for algorithm in ALGORITHMS {
        log.step(algorithm, "refuse")?;
        let (verify, sign) = (log.step(algorithm, "verify")?, log.step(algorithm, "sign")?);
        let mut cells = vec![
            log.most_stack(algorithm, &IMPORTS)?,
            verify.stack,
            log.most_stack(algorithm, &PRIVATE_IMPORTS)?,
            sign.stack,
        ];
        if rule == Rule::WithinTolerance {
            cells.extend([verify.instructions, sign.instructions]);
        }
        rows.push((algorithm.to_owned(), cells.into_iter().map(Some).collect()));
    }
    let mut columns = vec!["stack to import", "stack to verify", "stack to import a private key", "stack to sign"];
    if rule == Rule::WithinTolerance {
        columns.extend(["instructions to verify", "instructions to sign"]);
    }
    Ok(Table { name, title: "algorithm", columns, rows, rule })
}
