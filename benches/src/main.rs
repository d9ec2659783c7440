//! The driver's command line. `benches/run` builds the subjects and calls it.

use std::ffi::OsString;
use std::fs;
use std::path::PathBuf;
use std::process::ExitCode;

use jwtcore_benches::case::Case;
use jwtcore_benches::measure::{DEFAULT_ROUNDS, Measurement};
use jwtcore_benches::process::Places;
use jwtcore_benches::suite::Suite;
use jwtcore_benches::{goals, instructions, report};

const USAGE: &str = "\
usage: driver subjects SUITE
       driver run SUITE --programs DIR --counting-programs DIR [--testdata DIR] [--rounds N] [--report FILE]
                        [--subject NAME]... [--only TEXT]...
       driver instructions SUBJECT CASE... --programs DIR [--testdata DIR] --out DIR
       driver check-report FILE";

fn main() -> ExitCode {
    match Options::parse().and_then(|options| options.act()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

/// The command line, read but not judged.
#[derive(Default)]
struct Options {
    words: Vec<String>,
    programs: PathBuf,
    counting_programs: PathBuf,
    testdata: PathBuf,
    out: PathBuf,
    rounds: Option<usize>,
    report: Option<PathBuf>,
    subjects: Vec<String>,
    only: Vec<String>,
}

impl Options {
    fn parse() -> Result<Self, String> {
        Self::from_parser(lexopt::Parser::from_env()).map_err(|error| format!("{error}\n{USAGE}"))
    }

    fn from_parser(mut parser: lexopt::Parser) -> Result<Self, lexopt::Error> {
        use lexopt::prelude::{Long, Value, ValueExt};
        let mut options = Self { testdata: "testdata".into(), ..Self::default() };
        while let Some(argument) = parser.next()? {
            match argument {
                Value(word) => options.words.push(word.string()?),
                Long("programs") => options.programs = parser.value()?.into(),
                Long("counting-programs") => options.counting_programs = parser.value()?.into(),
                Long("testdata") => options.testdata = parser.value()?.into(),
                Long("out") => options.out = parser.value()?.into(),
                Long("rounds") => options.rounds = Some(parser.value()?.parse()?),
                Long("report") => options.report = Some(parser.value()?.into()),
                Long("subject") => options.subjects.push(parser.value()?.string()?),
                Long("only") => options.only.push(parser.value()?.string()?),
                other => return Err(other.unexpected()),
            }
        }
        Ok(options)
    }

    fn act(&self) -> Result<(), String> {
        let words: Vec<_> = self.words.iter().map(String::as_str).collect();
        match words.as_slice() {
            ["subjects", suite] => {
                println!("{}", Suite::named(suite)?.subjects.join("\n"));
                Ok(())
            }
            ["run", suite] => self.run(&self.chosen(Suite::named(suite)?)?),
            ["instructions", subject, cases @ ..] if !cases.is_empty() => self.count_instructions(subject, cases),
            ["check-report", file] => {
                let entries = report::read(&read(file.into())?).map_err(|error| format!("{file}: {error}"))?;
                println!("{file}: {} entries, all of the form", entries.len());
                Ok(())
            }
            _ => Err(USAGE.to_owned()),
        }
    }

    /// The suite, cut down to the subjects and cases that were asked for.
    fn chosen(&self, mut suite: Suite) -> Result<Suite, String> {
        if !self.subjects.is_empty() {
            suite.subjects.clone_from(&self.subjects);
        }
        if !self.only.is_empty() {
            suite.cases.retain(|case| self.only.iter().any(|text| case.to_string().contains(text)));
        }
        if suite.cases.is_empty() { Err("no case is left to measure".to_owned()) } else { Ok(suite) }
    }

    fn run(&self, suite: &Suite) -> Result<(), String> {
        let rounds = self.rounds.unwrap_or(DEFAULT_ROUNDS);
        let (timed, counted) = (self.places(&self.programs), self.places(&self.counting_programs));
        let mut measurement = Measurement::start(&suite.subjects, &timed, &counted, rounds)?;
        eprintln!("Measuring {} cases in {rounds} rounds", suite.cases.len());
        let entries = measurement.run(suite)?;
        println!("CPU time of one operation, and how many times as long as {} it takes\n", suite.subjects[0]);
        for case in &suite.cases {
            let of_case: Vec<_> = entries.iter().filter(|entry| entry.case == *case).cloned().collect();
            println!("{}", report::show(*case, &of_case));
        }
        print!("{}", goals::judge(&entries));
        let Some(file) = &self.report else { return Ok(()) };
        let text = report::write(&entries);
        report::read(&text)?;
        fs::write(file, text).map_err(|error| format!("{}: {error}", file.display()))
    }

    fn count_instructions(&self, subject: &str, cases: &[&str]) -> Result<(), String> {
        let cases = cases.iter().map(|case| case.parse()).collect::<Result<Vec<Case>, _>>()?;
        for case in cases {
            match instructions::count(subject, case, &self.places(&self.programs), &self.out)? {
                Some(each) => println!("{case}  {subject}  {each} instructions"),
                None => println!("{case}  {subject}  not offered"),
            }
        }
        Ok(())
    }

    fn places(&self, programs: &std::path::Path) -> Places {
        Places { programs: programs.to_owned(), testdata: self.testdata.clone() }
    }
}

fn read(file: OsString) -> Result<String, String> {
    let file = PathBuf::from(file);
    fs::read_to_string(&file).map_err(|error| format!("{}: {error}", file.display()))
}
