//! The tables within a Markdown document, between `<!-- figures NAME -->` and `<!-- end of figures -->`: read, compared
//! with what was measured, and written.

/// How far a figure may be off, in hundredths of it. One toolchain gives the same figures on every machine; this leaves
/// room for changes of the core that need no new table.
const TOLERANCE_PERCENT: u64 = 10;
/// How far any figure may be off, in bytes or instructions.
const TOLERANCE_FLOOR: u64 = 128;
/// What is added to a figure that is stated as an upper bound: a processor without instructions for SHA-256 keeps 256
/// bytes more, and aligns differently.
const HEADROOM: u64 = 512;
/// What it is then rounded up to.
const ROUNDED_UP_TO: u64 = 1024;

const END: &str = "<!-- end of figures -->";

/// How a stated figure is held to the measured one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Rule {
    /// The same figure, within the tolerance.
    WithinTolerance,
    /// No less: what is measured depends on the processor.
    AtMost,
}

/// Figures by row and column; what was not measured has none.
pub(crate) struct Table {
    pub(crate) name: &'static str,
    pub(crate) title: &'static str,
    pub(crate) columns: Vec<&'static str>,
    pub(crate) rows: Vec<(String, Vec<Option<u64>>)>,
    pub(crate) rule: Rule,
}

impl Table {
    pub(crate) fn to_markdown(&self) -> String {
        let mut lines = vec![
            format!("| {} | {} |", self.title, self.columns.join(" | ")),
            format!("| --- |{}", " ---: |".repeat(self.columns.len())),
        ];
        for (label, figures) in &self.rows {
            let cells: Vec<String> = figures.iter().map(|figure| self.cell(*figure)).collect();
            lines.push(format!("| {label} | {} |", cells.join(" | ")));
        }
        lines.join("\n") + "\n"
    }

    fn cell(&self, figure: Option<u64>) -> String {
        match (figure, self.rule) {
            (None, _) => "–".to_owned(),
            (Some(figure), Rule::WithinTolerance) => with_commas(figure),
            (Some(figure), Rule::AtMost) => with_commas((figure + HEADROOM).next_multiple_of(ROUNDED_UP_TO)),
        }
    }

    fn difference(&self, row: usize, column: usize, stated: Option<u64>) -> Option<String> {
        let (label, figures) = self.rows.get(row)?;
        let measured = (*figures.get(column)?)?;
        let is_right = match (stated, self.rule) {
            (None, _) => false,
            (Some(stated), Rule::AtMost) => measured <= stated,
            (Some(stated), Rule::WithinTolerance) => {
                measured.abs_diff(stated) <= (stated * TOLERANCE_PERCENT / 100).max(TOLERANCE_FLOOR)
            }
        };
        let stated = stated.map_or("nothing".to_owned(), with_commas);
        let column = self.columns.get(column)?;
        (!is_right).then(|| format!("{label}, {column}: stated {stated}, measured {}", with_commas(measured)))
    }
}

/// What differs between a document and the tables.
pub(crate) fn differences(text: &str, tables: &[Table]) -> Result<Vec<String>, String> {
    let mut differences = Vec::new();
    for table in tables {
        let (_, stated, _) = split(text, table.name)?;
        // Behind the two lines of the head.
        let stated: Vec<&str> = stated.lines().skip(2).collect();
        if stated.len() != table.rows.len() {
            differences.push(format!("{}: {} rows stated, {} measured", table.name, stated.len(), table.rows.len()));
        }
        for (row, line) in stated.iter().enumerate() {
            let cells: Vec<&str> = line.split('|').map(str::trim).skip(2).collect();
            differences.extend((0..table.columns.len()).filter_map(|column| {
                let stated = cells.get(column).and_then(|cell| cell.replace(',', "").parse().ok());
                table.difference(row, column, stated)
            }));
        }
    }
    Ok(differences)
}

/// The document with these tables, and the version of the compiler, in the place of those that stand there.
pub(crate) fn with_tables(text: &str, tables: &[Table], rustc: &str) -> Result<String, String> {
    let mut text = text.to_owned();
    for table in tables {
        let (before, _, after) = split(&text, table.name)?;
        text = format!("{before}{}{after}", table.to_markdown());
    }
    let version = rustc_version(&text).ok_or("the document names no version of rustc")?.to_owned();
    Ok(text.replacen(&format!("rustc {version}"), &format!("rustc {rustc}"), 1))
}

/// The version in the document's first `rustc X.Y.Z`.
pub(crate) fn rustc_version(text: &str) -> Option<&str> {
    let after = text.split("rustc ").find(|after| after.starts_with(|c: char| c.is_ascii_digit()))?;
    let end = after.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(after.len());
    after.get(..end).map(|version| version.trim_end_matches('.'))
}

/// Before a table, the table, and behind it.
fn split<'t>(text: &'t str, name: &str) -> Result<(&'t str, &'t str, &'t str), String> {
    let missing = || format!("the document has no table between <!-- figures {name} --> and {END}");
    let begin = format!("<!-- figures {name} -->\n");
    let at = text.find(&begin).ok_or_else(missing)? + begin.len();
    let len = text[at..].find(END).ok_or_else(missing)?;
    Ok((&text[..at], &text[at..at + len], &text[at + len..]))
}

fn with_commas(figure: u64) -> String {
    let digits = figure.to_string();
    let mut out = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    const DOC: &str = "Measured with rustc 1.2.3.\n<!-- figures sizes -->\nold\n<!-- end of figures -->\nrest\n";

    fn table(rule: Rule, figures: [Option<u64>; 2]) -> Table {
        let rows = vec![("a".to_owned(), figures.to_vec())];
        Table { name: "sizes", title: "built with", columns: vec!["x", "y"], rows, rule }
    }

    fn stating(table: &Table) -> String {
        with_tables(DOC, std::slice::from_ref(table), "1.2.4").unwrap()
    }

    #[test]
    fn writes_a_table_and_the_version() {
        let text = stating(&table(Rule::WithinTolerance, [Some(1_234_567), None]));
        assert!(text.contains("| built with | x | y |\n| --- | ---: | ---: |\n| a | 1,234,567 | – |\n"), "{text}");
        assert!(text.ends_with("<!-- end of figures -->\nrest\n") && !text.contains("old"), "{text}");
        assert_eq!(rustc_version(&text), Some("1.2.4"));
    }

    #[test]
    fn finds_what_is_off() {
        let text = stating(&table(Rule::WithinTolerance, [Some(10_000), Some(1_000)]));
        let differences = |figures| differences(&text, &[table(Rule::WithinTolerance, figures)]).unwrap();
        assert!(differences([Some(11_000), Some(1_128)]).is_empty());
        assert!(differences([Some(9_000), Some(872)]).is_empty());
        assert_eq!(differences([Some(11_001), Some(1_000)]), ["a, x: stated 10,000, measured 11,001"]);
        assert_eq!(differences([Some(8_999), Some(871)]).len(), 2);
    }

    #[test]
    fn compares_nothing_that_was_not_measured() {
        let text = stating(&table(Rule::WithinTolerance, [Some(10_000), Some(1_000)]));
        assert!(differences(&text, &[table(Rule::WithinTolerance, [Some(10_000), None])]).unwrap().is_empty());
    }

    #[test]
    fn finds_what_is_measured_and_not_stated() {
        let text = stating(&table(Rule::WithinTolerance, [Some(10_000), None]));
        let differences = differences(&text, &[table(Rule::WithinTolerance, [Some(10_000), Some(1)])]).unwrap();
        assert_eq!(differences, ["a, y: stated nothing, measured 1"]);
        assert_eq!(super::differences(DOC, &[table(Rule::WithinTolerance, [None, None])]).unwrap().len(), 1);
    }

    #[test]
    fn rounds_bounds_up_and_lets_nothing_exceed_them() {
        let text = stating(&table(Rule::AtMost, [Some(513), Some(512)]));
        assert!(text.contains("| a | 2,048 | 1,024 |"), "{text}");
        let differences = |figures| differences(&text, &[table(Rule::AtMost, figures)]).unwrap();
        assert!(differences([Some(2_048), Some(10)]).is_empty());
        assert_eq!(differences([Some(2_049), Some(10)]), ["a, x: stated 2,048, measured 2,049"]);
    }

    #[test]
    fn refuses_a_document_without_the_table() {
        assert!(differences("nothing", &[table(Rule::AtMost, [None, None])]).is_err());
        assert!(with_tables("<!-- figures sizes -->\n", &[table(Rule::AtMost, [None, None])], "1.0.0").is_err());
    }
}
