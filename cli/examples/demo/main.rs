//! Verifies real tokens with the command, then the same tokens tampered with in ten ways.
//!
//! Every verdict is compared with the expected one; any difference is shown, and the program then exits with 1.
//! Run it with `scripts/demo`, which builds the command.

mod case;
mod command;
mod stranger;
mod table;
mod tamper;

use std::process::ExitCode;

use case::Case;
use command::{Jwtcore, Verdict};
use stranger::Stranger;
use table::{Printer, Row, Tone};
use tamper::{Token, WAYS, Way};

/// How many characters of accepted claims are shown.
const SHOWN_CHARS: usize = 76;

fn main() -> ExitCode {
    let jwtcore = Jwtcore::beside_this_program();
    let printer = Printer::new();
    let cases = Case::all();

    printer.heading(&format!("Tokens of the RFCs and of other programs, verified by {}", jwtcore.version()));
    let real = verify_all(&jwtcore, &printer, &cases);

    printer.heading("The accepted ones again, tampered with in ten ways");
    let tampered = tamper_with_all(&jwtcore, &printer, &cases);

    let unexpected = real.unexpected + tampered.unexpected;
    let summary = format!(
        "{} tokens accepted, {} refused, {} left out; {} tampered tokens refused; {} unexpected.",
        real.accepted, real.refused, real.left_out, tampered.refused, unexpected
    );
    printer.closing(&summary, unexpected == 0);
    if unexpected == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// How many verdicts there were of each kind.
#[derive(Default)]
struct Counts {
    accepted: usize,
    refused: usize,
    left_out: usize,
    unexpected: usize,
}

impl Counts {
    fn add(&mut self, tone: Tone) {
        match tone {
            Tone::Accepted => self.accepted += 1,
            Tone::Refused => self.refused += 1,
            Tone::LeftOut => self.left_out += 1,
            Tone::Unexpected => self.unexpected += 1,
        }
    }
}

/// Verifies every case, and shows them by the program that made them.
fn verify_all(jwtcore: &Jwtcore, printer: &Printer, cases: &[Case]) -> Counts {
    let mut counts = Counts::default();
    let widths = [|case: &Case| label(case).chars().count(), |case: &Case| case.alg.join(" ").len()]
        .map(|width| cases.iter().map(width).max().unwrap_or_default());
    for group in cases.chunk_by(|one, next| one.made_by == next.made_by) {
        printer.heading(&format!("  Made by {}", group[0].made_by));
        let rows: Vec<_> = group.iter().map(|case| verify(jwtcore, case)).collect();
        for row in &rows {
            counts.add(row.tone);
        }
        printer.rows(&rows, widths);
    }
    counts
}

fn verify(jwtcore: &Jwtcore, case: &Case) -> Row {
    let (tone, reason) = match &case.feature {
        Some(feature) if !case.is_supported() => (Tone::LeftOut, format!("this build lacks the feature {feature}")),
        _ => judge(jwtcore, case),
    };
    Row { what: label(case), detail: case.alg.join(" "), tone, reason }
}

fn judge(jwtcore: &Jwtcore, case: &Case) -> (Tone, String) {
    let expected = case.output().map_or_else(|| jwtcore.refusal(&case.verdict), Verdict::Accepted);
    let verdict = jwtcore.verify(case, &case::read(&case.token));
    match (verdict == expected, &verdict) {
        (true, Verdict::Accepted(output)) => (Tone::Accepted, shown(output)),
        (true, Verdict::Refused(reason)) => (Tone::Refused, reason.clone()),
        (_, verdict) => (Tone::Unexpected, format!("{}, in place of {}", told(verdict), told(&expected))),
    }
}

/// Of the RFCs' tokens where they stand; of the others what they are.
fn label(case: &Case) -> String {
    if case.source.starts_with("RFC") {
        return case.source.clone();
    }
    case.name.split_once('-').map_or(case.name.as_str(), |(_, what)| what).to_owned()
}

/// What was accepted, on the rest of a line.
fn shown(output: &[u8]) -> String {
    let Some(text) = str::from_utf8(output).ok().filter(|text| !text.is_empty()) else {
        return format!("{} bytes", output.len());
    };
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match line.char_indices().nth(SHOWN_CHARS) {
        Some((end, _)) => format!("{}…", &line[..end]),
        None => line,
    }
}

fn told(verdict: &Verdict) -> String {
    match verdict {
        Verdict::Accepted(output) => format!("accepted with {} bytes", output.len()),
        Verdict::Refused(reason) => format!("refused as {reason}"),
        Verdict::Failed(reason) => format!("failed: {reason}"),
    }
}

/// Tampers with every accepted token in every way that applies to it; a row for each way, and for each surprise.
fn tamper_with_all(jwtcore: &Jwtcore, printer: &Printer, cases: &[Case]) -> Counts {
    let stranger = Stranger::new(jwtcore);
    let accepted = cases.iter().filter(|case| case.verdict == "accepted" && case.is_supported());
    let tokens: Vec<_> = accepted.map(|case| (case, Token::of(case, &stranger))).collect();
    let mut counts = Counts::default();
    let mut rows = Vec::new();
    for way in WAYS {
        let expected = jwtcore.refusal(way.refused_as);
        let tampered = tokens.iter().filter_map(|(case, token)| Some((case, (way.tamper)(token)?)));
        let verdicts = tampered.map(|(case, token)| (case, jwtcore.verify(case, token.as_bytes())));
        let (as_expected, surprises): (Vec<_>, Vec<_>) = verdicts.partition(|(_, verdict)| *verdict == expected);
        counts.refused += as_expected.len();
        rows.push(way_row(&way, as_expected.len(), &expected));
        rows.extend(surprises.iter().map(|(case, verdict)| surprise(&case.name, verdict)));
    }
    // A way that met no token has shown nothing.
    counts.unexpected = rows.iter().filter(|row| row.tone == Tone::Unexpected).count();
    printer.rows(&rows, [0, 0]);
    counts
}

fn way_row(way: &Way, refused: usize, expected: &Verdict) -> Row {
    let (tone, reason) = match expected {
        Verdict::Refused(reason) if refused > 0 => (Tone::Refused, reason.clone()),
        _ => (Tone::Unexpected, "no token was refused as it should be".to_owned()),
    };
    Row { what: way.what.to_owned(), detail: format!("{refused:3} tokens"), tone, reason }
}

fn surprise(name: &str, verdict: &Verdict) -> Row {
    Row { what: format!("  {name}"), detail: String::new(), tone: Tone::Unexpected, reason: told(verdict) }
}
