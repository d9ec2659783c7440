//! What a proof printed: one line a step, with tabs: "ok" or "FAILED", subject, action, bytes of stack, instructions (0
//! where they were not counted), and the number of the error.

use std::collections::BTreeMap;
use std::path::Path;

/// What a step took.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Taken {
    pub(crate) stack: u64,
    pub(crate) instructions: u64,
}

/// The steps that passed, by subject and action.
#[derive(Debug)]
pub(crate) struct Log(BTreeMap<(String, String), Taken>);

impl Log {
    /// Reads a log, if it is there.
    pub(crate) fn read(path: &Path) -> Result<Option<Self>, String> {
        if !path.exists() {
            return Ok(None);
        }
        let text = std::fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))?;
        Self::parse(&text).map(Some).map_err(|error| format!("{}: {error}", path.display()))
    }

    fn parse(text: &str) -> Result<Self, String> {
        let mut steps = BTreeMap::new();
        for line in text.lines() {
            let ["ok", subject, action, stack, instructions, "0"] = *line.split('\t').collect::<Vec<_>>() else {
                return Err(format!("not a step that passed: {line:?}"));
            };
            let number = |text: &str| text.parse::<u64>().map_err(|_| format!("not a number: {text:?}"));
            let taken = Taken { stack: number(stack)?, instructions: number(instructions)? };
            steps.insert((subject.to_owned(), action.to_owned()), taken);
        }
        Ok(Self(steps))
    }

    /// What a step took, which must have been taken.
    pub(crate) fn step(&self, subject: &str, action: &str) -> Result<Taken, String> {
        let taken = self.0.get(&(subject.to_owned(), action.to_owned()));
        taken.copied().ok_or_else(|| format!("the proof did not {action} {subject}"))
    }

    /// The most stack that any of these steps used, of which at least one must have been taken.
    pub(crate) fn most_stack(&self, subject: &str, actions: &[&str]) -> Result<u64, String> {
        let stacks = actions.iter().filter_map(|action| Some(self.step(subject, action).ok()?.stack));
        stacks.max().ok_or_else(|| format!("the proof did none of {actions:?} with {subject}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_each_step_took() {
        let log = Log::parse("ok\tES256\timport\t10\t0\t0\nok\tES256\tverify\t300\t7000\t0\n").unwrap();
        assert_eq!(log.step("ES256", "verify"), Ok(Taken { stack: 300, instructions: 7000 }));
        assert_eq!(log.most_stack("ES256", &["import", "verify", "PEM"]), Ok(300));
    }

    #[test]
    fn refuses_a_step_that_failed() {
        let error = Log::parse("FAILED\tES256\tverify\t300\t7000\t158\n").unwrap_err();
        assert!(error.starts_with("not a step that passed"), "{error}");
    }

    #[test]
    fn refuses_a_step_that_was_not_taken() {
        let log = Log::parse("ok\tES256\timport\t10\t0\t0\n").unwrap();
        assert_eq!(log.step("ES256", "verify"), Err("the proof did not verify ES256".to_owned()));
        assert!(log.most_stack("HS256", &["import"]).is_err());
    }

    #[test]
    fn refuses_what_is_no_step() {
        for text in ["panic", "ok\tES256\tverify", "ok\tES256\tverify\tx\t0\t0"] {
            assert!(Log::parse(text).is_err(), "{text}");
        }
    }
}
