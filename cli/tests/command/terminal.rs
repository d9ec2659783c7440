//! Colours: on a terminal only, and not where `NO_COLOR` says no.

use std::process::Command;

use crate::run::{answer_of, command, read_text, testdata};

const ESCAPE: char = '\x1b';
const FAULTY: [&str; 2] = ["verify", "--help-me"];

#[test]
fn nothing_is_coloured_in_pipes_whatever_the_environment() {
    let token = read_text("tokens/openssl-es256.jwt");
    for args in [&["--help"][..], &["verify", "--help"], &["inspect", &token], &FAULTY, &["inspect", "x"]] {
        let mut command = command(args);
        command.env("CLICOLOR_FORCE", "1").env("TERM", "xterm-256color");
        let answer = answer_of(&mut command, b"");
        let text = String::from_utf8(answer.stdout).unwrap() + &answer.stderr;
        assert!(!text.contains(ESCAPE), "{text:?}");
    }
}

#[test]
fn a_terminal_gets_colours_unless_it_declines() {
    let token = read_text("tokens/openssl-es256.jwt");
    for args in [&["--help"][..], &["inspect", &token], &FAULTY, &["inspect", "x"]] {
        assert!(on_terminal(args, &[]).contains(ESCAPE), "{args:?} without colours");
        assert!(on_terminal(args, &[("NO_COLOR", "")]).contains(ESCAPE), "an empty NO_COLOR says nothing");
        for declined in [("NO_COLOR", "1"), ("TERM", "dumb")] {
            let text = on_terminal(args, &[declined]);
            assert!(!text.contains(ESCAPE), "{declined:?}: {text:?}");
        }
    }
}

#[test]
fn accepted_claims_are_the_same_on_a_terminal() {
    let args = ["verify", "--key", "keys/p256.pem", "--alg", "ES256", "--any-iss", "--any-aud", "--now", "1767225660"];
    let token = ["--token-file", "tokens/openssl-es256.jwt"];
    let text = on_terminal(&[&args[..], &token].concat(), &[]);
    assert_eq!(text.trim_end(), read_text("tokens/openssl-es256.payload"));
}

#[test]
fn a_person_at_the_terminal_is_told_that_no_token_is_given() {
    let verify = ["verify", "--key", "keys/p256.pem", "--alg", "ES256", "--any-iss", "--any-aud"];
    for args in [&verify[..], &["inspect"]] {
        let text = on_terminal(args, &[("NO_COLOR", "1")]);
        assert!(text.starts_with("error: no token is given; "), "{text}");
    }
}

/// What the command writes to a terminal that is both its input and its output.
fn on_terminal(args: &[&str], environment: &[(&str, &str)]) -> String {
    let quoted: Vec<_> = args.iter().map(|arg| format!("'{arg}'")).collect();
    let line = format!("'{}' {}", env!("CARGO_BIN_EXE_jwtcore"), quoted.join(" "));
    let mut script = Command::new("script");
    script.args(["--quiet", "--command", &line, "/dev/null"]).current_dir(testdata());
    script.env_remove("NO_COLOR").env("TERM", "xterm-256color").envs(environment.iter().copied());
    let answer = answer_of(&mut script, b"");
    String::from_utf8(answer.stdout).expect("UTF-8")
}
