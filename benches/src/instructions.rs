//! Instructions of one operation, counted by Callgrind: the difference of two runs, so that setting up does not count.

use std::fs;
use std::path::Path;

use crate::case::Case;
use crate::measure;
use crate::mint;
use crate::process::{Places, Process};

/// How many operations the shorter run makes: what is done once is done in both.
const FEW: usize = 8;
/// How many the longer one makes beyond it.
const MORE: usize = 64;

/// Counts the instructions that a subject takes for one operation of a case; none where it does not offer it.
/// `folder` receives Callgrind's files, for `callgrind_annotate`.
///
/// # Errors
/// What does not start, or what a process says.
pub fn count(subject: &str, case: Case, places: &Places, folder: &Path) -> Result<Option<u64>, String> {
    let few = count_run(subject, case, places, folder, FEW)?;
    let many = count_run(subject, case, places, folder, FEW + MORE)?;
    let each = |(few, many): (u64, u64)| many.saturating_sub(few) / u64::try_from(MORE).unwrap_or(1);
    Ok(few.zip(many).map(each))
}

fn count_run(
    subject: &str,
    case: Case,
    places: &Places,
    folder: &Path,
    operations: usize,
) -> Result<Option<u64>, String> {
    let mut minter = Process::start(subject, places)?;
    let tokens = mint::mint([&mut minter], case.algorithm)?;
    let out = folder.join(format!("{subject}-{}-{operations}.callgrind", case.to_string().replace('/', "-")));
    let mut process = Process::start_counting_instructions(subject, places, &out)?;
    if process.prepare(measure::work(case, &tokens))?.is_none() {
        return Ok(None);
    }
    process.batch(0, operations)?;
    process.finish()?;
    total(&out).map(Some)
}

/// The instructions of a whole run.
fn total(out: &Path) -> Result<u64, String> {
    let text = fs::read_to_string(out).map_err(|error| format!("{}: {error}", out.display()))?;
    let total = text.lines().find_map(|line| line.strip_prefix("totals: ")?.trim().parse().ok());
    total.ok_or_else(|| format!("{}: Callgrind wrote no total", out.display()))
}
