//! Aligned rows on standard output, coloured on a terminal only.

use std::env;
use std::io::{self, IsTerminal as _};

/// How a verdict looks.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tone {
    Accepted,
    Refused,
    LeftOut,
    Unexpected,
}

/// One line of a table.
pub(crate) struct Row {
    pub(crate) what: String,
    pub(crate) detail: String,
    pub(crate) tone: Tone,
    pub(crate) reason: String,
}

/// Writes tables.
pub(crate) struct Printer {
    coloured: bool,
}

impl Tone {
    const fn word(self) -> &'static str {
        match self {
            Self::Accepted => "accepted",
            Self::Refused => "refused",
            Self::LeftOut => "left out",
            Self::Unexpected => "UNEXPECTED",
        }
    }

    const fn colour(self) -> &'static str {
        match self {
            Self::Accepted => "\x1b[32m",
            Self::Refused => "\x1b[33m",
            Self::LeftOut => "\x1b[2m",
            Self::Unexpected => "\x1b[1;31m",
        }
    }
}

impl Printer {
    pub(crate) fn new() -> Self {
        let declined = env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
        Self { coloured: io::stdout().is_terminal() && !declined }
    }

    /// A line in bold, with an empty one before it.
    pub(crate) fn heading(&self, text: &str) {
        println!("\n{}", self.styled(text, "\x1b[1m"));
    }

    /// Rows whose columns are as wide as their widest cell; the first two at least so wide, to align several tables.
    pub(crate) fn rows(&self, rows: &[Row], least_widths: [usize; 2]) {
        let width = |cell: fn(&Row) -> &str| rows.iter().map(|row| cell(row).chars().count()).max().unwrap_or_default();
        let (what, detail) =
            (width(|row| &row.what).max(least_widths[0]), width(|row| &row.detail).max(least_widths[1]));
        let verdict = width(|row| row.tone.word()).max(Tone::Accepted.word().len());
        for row in rows {
            let word = self.styled(&format!("{:verdict$}", row.tone.word()), row.tone.colour());
            println!("    {:what$}  {:detail$}  {word}  {}", row.what, row.detail, row.reason);
        }
    }

    /// A line that says how it ended.
    pub(crate) fn closing(&self, text: &str, is_good: bool) {
        let tone = if is_good { Tone::Accepted } else { Tone::Unexpected };
        println!("\n{}", self.styled(text, tone.colour()));
    }

    fn styled(&self, text: &str, style: &str) -> String {
        if self.coloured { format!("{style}{text}\x1b[0m") } else { text.to_owned() }
    }
}
