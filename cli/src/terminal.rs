//! What may be written to a terminal: colours only there, and no control characters of strangers.

use std::env;
use std::io::{self, IsTerminal, Write as _};

use clap::builder::styling::{AnsiColor, Style};

pub(crate) const RED: Style = AnsiColor::Red.on_default().bold();
pub(crate) const YELLOW: Style = AnsiColor::Yellow.on_default().bold();

/// Whether standard output is a terminal that takes colours.
pub(crate) fn stdout_is_coloured() -> bool {
    takes_colours(io::stdout().is_terminal())
}

/// Whether standard error is a terminal that takes colours.
pub(crate) fn stderr_is_coloured() -> bool {
    takes_colours(io::stderr().is_terminal())
}

/// A text in a style, or as it is.
pub(crate) fn styled(text: &str, style: Style, coloured: bool) -> String {
    if coloured { format!("{style}{text}{style:#}") } else { text.to_owned() }
}

/// Writes a line to standard error. Where that fails there is nobody left to tell; the exit code still speaks.
pub(crate) fn note(line: &str) {
    let _ = writeln!(io::stderr(), "{line}");
}

/// A text without characters that steer a terminal or turn the reading order: they are written as `\uXXXX`, which
/// also stands in JSON strings for what it was.
pub(crate) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if is_unsafe(c) {
            let mut units = [0; 2];
            out.extend(c.encode_utf16(&mut units).iter().map(|unit| format!("\\u{unit:04x}")));
        } else {
            out.push(c);
        }
    }
    out
}

/// Control characters, and invisible ones: those that turn the reading order, join or part, separate lines, or tag.
fn is_unsafe(c: char) -> bool {
    c.is_control()
        || matches!(
            c,
            '\u{061C}'
                | '\u{200B}'..='\u{200F}'
                | '\u{2028}'..='\u{202E}'
                | '\u{2060}'..='\u{206F}'
                | '\u{FEFF}'
                | '\u{E0000}'..='\u{E007F}'
        )
}

/// <https://no-color.org>: a `NO_COLOR` that is not empty turns colours off.
fn takes_colours(is_terminal: bool) -> bool {
    let is_set = |name: &str| env::var_os(name).is_some_and(|value| !value.is_empty());
    is_terminal && !is_set("NO_COLOR") && env::var_os("TERM").is_none_or(|term| term != "dumb")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn control_characters_are_escaped() {
        assert_eq!(escaped("a\x1b[31mb\u{9b}\x7f\r\n"), r"a\u001b[31mb\u009b\u007f\u000d\u000a");
        assert_eq!(escaped("\u{202e}\u{2066}\u{feff}\u{e0041}"), r"\u202e\u2066\ufeff\udb40\udc41");
        assert_eq!(escaped("Zoë 日本 🔑"), "Zoë 日本 🔑");
    }

    #[test]
    fn nothing_is_coloured_that_is_no_terminal() {
        assert!(!takes_colours(false));
        assert_eq!(styled("text", RED, false), "text");
        assert_eq!(styled("text", RED, true), "\x1b[1m\x1b[31mtext\x1b[0m");
    }
}
