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
