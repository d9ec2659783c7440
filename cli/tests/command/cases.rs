//! Every case of `testdata/cases.json`, with its token as a file, as an argument and on standard input.

use crate::case::Case;
use crate::run::{Answer, Folder, jwtcore, jwtcore_reading, read_text};

#[test]
fn every_case_gets_its_verdict() {
    let cases = Case::all();
    assert!(cases.len() >= 95, "cases have been lost");
    for case in cases {
        let options = case.options();
        let token = read_text(&case.token);
        for (way, further, input) in [
            ("file", ["--token-file", &case.token], String::new()),
            ("argument", ["--", &token], String::new()),
            ("standard input", ["--", "-"], token.clone() + "\n"),
        ] {
            let args: Vec<_> = options.iter().map(String::as_str).chain(further).collect();
            eprintln!("{}, made by {} ({}), by {way}", case.name, case.made_by, case.source);
            judge(&case, &jwtcore_reading(&args, input.as_bytes()));
        }
    }
}

#[test]
fn token_file_is_taken_byte_for_byte() {
    let folder = Folder::new();
    let with_newline = folder.file("token", read_text("tokens/openssl-es256.jwt") + "\n");
    let verify = |file: &str| {
        let options = ["verify", "--key", "keys/p256.pem", "--alg", "ES256", "--any-iss", "--any-aud"];
        jwtcore(&[&options[..], &["--now", "1767225660", "--token-file", file]].concat())
    };
    verify("tokens/openssl-es256.jwt").done();
    verify(&with_newline).refused("malformed-base64");
}

fn judge(case: &Case, answer: &Answer) {
    if !case.is_supported() {
        assert!(case.feature.is_some(), "{} is not in this build", case.name);
        return answer.wrong(&["unsupported-algorithm"]);
    }
    let Some(expected) = case.output() else { return answer.refused(&case.verdict) };
    assert_eq!((answer.code, answer.stderr.as_str()), (Some(0), ""));
    assert!(answer.stdout == expected, "other bytes than the signed ones");
}
