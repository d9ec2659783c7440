//! The errors in code and the table that all languages read say the same.

use jwtcore::Error;
use serde_json::{Value, json};

#[test]
fn errors_are_those_of_the_shared_table() {
    let table: Vec<Value> = serde_json::from_str(include_str!("../../testdata/errors.json")).expect("JSON");
    let mut errors = Error::ALL.to_vec();
    errors.sort_unstable_by_key(|error| error.number());
    let rows = errors.iter().map(|error| {
        json!({
            "number": error.number(),
            "name": error.name(),
            "class": error.class().name(),
            "sentence": error.sentence(),
            "mend": error.mend(),
        })
    });
    // Row by row, so that a failure shows the one that differs.
    for (row, expected) in rows.zip(&table) {
        assert_eq!(row, *expected);
    }
    assert_eq!(errors.len(), table.len());
}

#[test]
fn names_are_kebab_case_and_texts_half_sentences() {
    let is_kebab = |name: &str| name.split('-').all(|word| !word.is_empty() && word.bytes().all(is_name_byte));
    for error in Error::ALL {
        assert!(is_kebab(error.name()), "{}", error.name());
        for text in [error.sentence(), error.mend()] {
            assert!(!text.is_empty() && !text.ends_with('.') && text.trim() == text, "{text}");
        }
    }
}

const fn is_name_byte(byte: u8) -> bool {
    byte.is_ascii_lowercase() || byte.is_ascii_digit()
}

/// Success is 0 where a number is asked for, and each class has its hundreds.
#[test]
fn numbers_are_unique_and_tell_the_class() {
    let mut numbers: Vec<_> = Error::ALL.iter().map(|error| error.number()).collect();
    numbers.sort_unstable();
    numbers.dedup();
    assert_eq!(numbers.len(), Error::ALL.len());
    for error in Error::ALL {
        let expected = match error.number() / 100 {
            1 => "token",
            2 => "setup",
            3 => "caller",
            4 => "unavailable",
            other => panic!("{}: {other}00 is nobody's", error.name()),
        };
        assert_eq!(error.class().name(), expected, "{}", error.name());
    }
}
