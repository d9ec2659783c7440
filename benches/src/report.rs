//! The report: its form, its reader, which accepts nothing else, and how it is shown.

use std::collections::HashSet;
use std::fmt::Write as _;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::case::Case;

/// What one subject took in one case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// The case.
    pub case: Case,
    /// The subject: `jwtcore`, `jwtcore-BACKEND`, or a peer's name.
    pub subject: String,
    /// The median over all batches of the thread's CPU time for one operation, in nanoseconds.
    pub median_ns: u64,
    /// What nine tenths of the batches did not exceed.
    pub p90_ns: u64,
    /// Heap allocations of one operation through Rust's allocator, rounded up.
    pub allocations: u64,
}

/// Writes a report: an array with one entry a line.
#[must_use]
pub fn write(entries: &[Entry]) -> String {
    let lines: Vec<_> = entries.iter().map(|entry| serde_json::to_string(entry).unwrap_or_default()).collect();
    format!("[\n{}\n]\n", lines.join(",\n"))
}

/// Reads a report.
///
/// # Errors
/// What is not of the form.
pub fn read(text: &str) -> Result<Vec<Entry>, String> {
    let entries: Vec<Entry> = serde_json::from_str(text).map_err(|error| error.to_string())?;
    if entries.is_empty() {
        return Err("the report is empty".to_owned());
    }
    let mut seen = HashSet::new();
    for entry in &entries {
        check(entry)?;
        if !seen.insert((entry.case, &entry.subject)) {
            return Err(format!("{} of {} stands there twice", entry.case, entry.subject));
        }
    }
    let own = |case: Case| seen.iter().any(|(other, subject)| *other == case && subject.starts_with("jwtcore"));
    match entries.iter().find(|entry| !own(entry.case)) {
        Some(entry) => Err(format!("{} has no entry of ours", entry.case)),
        None => Ok(entries),
    }
}

/// Shows one case: each subject, and how many times as long as the first it takes.
#[must_use]
pub fn show(case: Case, entries: &[Entry]) -> String {
    let mut text = format!("{case}\n");
    let Some(first) = entries.first() else { return text + "  offered by no subject\n" };
    for entry in entries {
        let ratio = ratio(entry.median_ns, first.median_ns);
        let _ = writeln!(
            text,
            "  {:<26} {:>10} ns   p90 {:>10} ns   {:>4} allocations   {ratio:>6.2}x",
            entry.subject, entry.median_ns, entry.p90_ns, entry.allocations
        );
    }
    text
}

/// How many times as long as another a time is.
#[must_use]
#[allow(clippy::cast_precision_loss, reason = "nanoseconds far below 2^53")]
pub fn ratio(ns: u64, other_ns: u64) -> f64 {
    ns as f64 / other_ns as f64
}

fn check(entry: &Entry) -> Result<(), String> {
    let Entry { case, subject, median_ns, p90_ns, .. } = entry;
    let is_name = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    if subject.is_empty() || !subject.bytes().all(is_name) {
        return Err(format!("{case}: '{subject}' is no subject's name"));
    }
    if *median_ns == 0 || p90_ns < median_ns {
        return Err(format!("{case} of {subject}: a median of {median_ns} ns and a p90 of {p90_ns} ns cannot be"));
    }
    Ok(())
}

impl Serialize for Case {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Case {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str =
        r#"{"case":"verify/ES256/distinct","subject":"jwtcore","median_ns":9,"p90_ns":10,"allocations":0}"#;

    fn refusal(entries: &str) -> String {
        read(&format!("[{entries}]")).unwrap_err()
    }

    #[test]
    fn reads_what_it_writes() {
        let entries = read(&format!("[{GOOD}]")).unwrap();
        assert_eq!(read(&write(&entries)).unwrap(), entries);
        assert_eq!(write(&entries), format!("[\n{GOOD}\n]\n"));
    }

    #[test]
    fn refuses_any_other_form() {
        assert!(refusal("").contains("empty"));
        assert!(refusal(&GOOD.replace("\"median_ns\":9,", "")).contains("median_ns"));
        assert!(refusal(&GOOD.replace("\"median_ns\":9", "\"median_ns\":9.5")).contains("9.5"));
        assert!(refusal(&GOOD.replace("\"median_ns\":9", "\"median_ns\":0")).contains("cannot be"));
        assert!(refusal(&GOOD.replace("\"median_ns\":9", "\"median_ns\":11")).contains("cannot be"));
        assert!(refusal(&GOOD.replace("\"allocations\":0", "\"allocations\":0,\"more\":1")).contains("more"));
        assert!(refusal(&GOOD.replace("distinct", "cold")).contains("is no case"));
        assert!(refusal(&GOOD.replace("\"jwtcore\"", "\"Jwt Core\"")).contains("name"));
        assert!(refusal(&format!("{GOOD},{GOOD}")).contains("twice"));
        assert!(refusal(&GOOD.replace("\"jwtcore\"", "\"jsonwebtoken\"")).contains("no entry of ours"));
        assert!(read(GOOD).is_err());
    }

    #[test]
    fn shows_ratios_to_the_first() {
        let peer = GOOD.replace("\"jwtcore\"", "\"peer\"").replace(":9,\"p90_ns\":10", ":27,\"p90_ns\":30");
        let entries = read(&format!("[{GOOD},{peer}]")).unwrap();
        let shown = show(entries[0].case, &entries);
        assert!(shown.contains("1.00x") && shown.contains("3.00x"), "{shown}");
    }
}
