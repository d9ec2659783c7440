//! `jwtcore inspect`: what a token says, every line marked as UNVERIFIED.
//!
//! The core hands out nothing of a token that it has not verified, so that the token is taken apart here: strictly, and
//! without any key, so that nobody takes it for verification.

mod json;
mod segments;

use std::ops::Range;
use std::time::{Duration, UNIX_EPOCH};

use jwtcore::Error;
use serde_json::Number;

use crate::args::{InspectArgs, MAX_TOKEN_LEN};
use crate::failure::Failure;
use crate::terminal::{self, escaped};
use crate::token;
use json::Json;
use segments::Segments;

/// The mark of every line.
const MARK: &str = "UNVERIFIED";
/// How many bytes of a payload that is no text are shown, and how many on a line.
const SHOWN_BYTES: usize = 256;
const BYTES_A_LINE: usize = 32;
/// The seconds whose years have four digits.
const SHOWN_DATES: Range<f64> = 0.0..253_402_300_800.0;

/// The report.
pub(crate) fn run(args: &InspectArgs) -> Result<Vec<u8>, Failure> {
    let token = token::read(args.token.as_ref(), None, MAX_TOKEN_LEN)?;
    let segments = Segments::of(&token, MAX_TOKEN_LEN)?;
    let mark = terminal::styled(MARK, terminal::YELLOW, terminal::stdout_is_coloured());
    let lines = report(&segments)?;
    let marked = lines.iter().map(|line| format!("{mark}  {line}").trim_end().to_owned() + "\n");
    Ok(marked.collect::<String>().into_bytes())
}

fn report(segments: &Segments) -> Result<Vec<String>, Error> {
    let header = json::read(&segments.header)?;
    if !header.is_object {
        return Err(Error::MalformedJson);
    }
    let mut lines =
        vec!["Nobody has checked this token: anybody can write one. `jwtcore verify` accepts or refuses.".to_owned()];
    section(&mut lines, "Header", header.lines);
    match json::read(&segments.payload) {
        Ok(payload) => {
            let dates = dates(&payload);
            section(&mut lines, "Payload", payload.lines);
            if !dates.is_empty() {
                section(&mut lines, "Dates", dates);
            }
        }
        Err(Error::MalformedJson | Error::InvalidUtf8) => {
            section(&mut lines, "Payload, not JSON", raw(&segments.payload));
        }
        Err(error) => return Err(error),
    }
    section(&mut lines, "Signature", vec![format!("{} bytes, not checked", segments.signature.len())]);
    Ok(lines)
}

fn section(lines: &mut Vec<String>, title: &str, content: Vec<String>) {
    lines.extend([String::new(), title.to_owned()]);
    lines.extend(content.into_iter().map(|line| format!("  {line}")));
}

/// A payload of any bytes: its lines where it is text, else its beginning in hexadecimal digits.
fn raw(payload: &[u8]) -> Vec<String> {
    if payload.is_empty() {
        return vec!["(empty)".to_owned()];
    }
    if let Ok(text) = str::from_utf8(payload) {
        return text.split('\n').map(escaped).collect();
    }
    let shown = payload.get(..SHOWN_BYTES).unwrap_or(payload);
    let digits = |line: &[u8]| line.iter().map(|byte| format!("{byte:02x}")).collect::<Vec<_>>().concat();
    let mut lines: Vec<_> = shown.chunks(BYTES_A_LINE).map(digits).collect();
    if payload.len() > shown.len() {
        lines.push(format!("… {} bytes in all", payload.len()));
    }
    lines
}

/// The registered dates as people read them; what is no such date is left to the payload to show.
fn dates(payload: &Json) -> Vec<String> {
    let named = [("iat", "issued at"), ("nbf", "not before"), ("exp", "expires")];
    let shown = |(name, meaning)| date(payload.number(name)?).map(|date| format!("{name}  {date}  {meaning}"));
    named.into_iter().filter_map(shown).collect()
}

fn date(seconds: &Number) -> Option<String> {
    let seconds = seconds.as_f64().filter(|seconds| SHOWN_DATES.contains(seconds))?;
    let time = UNIX_EPOCH.checked_add(Duration::from_secs_f64(seconds))?;
    Some(humantime::format_rfc3339_seconds(time).to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_shown_as_people_read_them() {
        let date = |text: &str| date(&serde_json::from_str(text).unwrap());
        assert_eq!(date("1300819380").as_deref(), Some("2011-03-22T18:43:00Z"));
        assert_eq!(date("0.5").as_deref(), Some("1970-01-01T00:00:00Z"));
        assert_eq!(date("1e9").as_deref(), Some("2001-09-09T01:46:40Z"));
        assert_eq!(date("253402300799").as_deref(), Some("9999-12-31T23:59:59Z"));
        for text in ["253402300800", "-1", "-0.5", "1e300", "18446744073709551616"] {
            assert_eq!(date(text), None, "{text}");
        }
    }

    #[test]
    fn payloads_of_any_bytes_are_shown() {
        assert_eq!(raw(b""), ["(empty)"]);
        assert_eq!(raw(b"two\nlines\x1b[31m"), ["two", r"lines\u001b[31m"]);
        let lines = raw(&[0xFF; 300]);
        assert_eq!(lines.len(), 9);
        assert_eq!(lines[0], "ff".repeat(32));
        assert_eq!(lines[8], "… 300 bytes in all");
    }
}
