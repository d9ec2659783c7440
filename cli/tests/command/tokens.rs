//! Where a token comes from, and how much of it is read.

use std::fs::File;
use std::process::Stdio;

use crate::run::{Answer, Folder, command, jwtcore, jwtcore_reading, read_text};

const VERIFY: [&str; 9] =
    ["verify", "--key", "keys/p256.pem", "--alg", "ES256", "--any-iss", "--any-aud", "--now", "1767225660"];

fn token() -> String {
    read_text("tokens/openssl-es256.jwt")
}

fn verify(further: &[&str], input: &[u8]) -> Answer {
    jwtcore_reading(&[&VERIFY, further].concat(), input)
}

#[test]
fn standard_input_is_read_with_a_dash_or_without_any_token() {
    verify(&["-"], token().as_bytes()).done();
    verify(&[], token().as_bytes()).done();
}

#[test]
fn one_trailing_newline_of_standard_input_is_dropped() {
    verify(&["-"], (token() + "\n").as_bytes()).done();
    for more in ["\n\n", " \n", "\r\n", " "] {
        verify(&["-"], (token() + more).as_bytes()).refused("malformed-base64");
    }
    verify(&["-"], ("\n".to_owned() + &token()).as_bytes()).refused("malformed-base64");
}

#[test]
fn an_argument_is_taken_byte_for_byte() {
    verify(&[&token()], b"").done();
    verify(&[&(token() + "\n")], b"").refused("malformed-base64");
    verify(&[""], b"").refused("not-compact");
}

#[test]
fn two_tokens_are_refused() {
    verify(&["--token-file", "tokens/openssl-es256.jwt", &token()], b"").wrong(&["exclude each other"]);
    verify(&["--token-file", "tokens/openssl-es256.jwt", "-"], b"").wrong(&["exclude each other"]);
    verify(&[&token(), &token()], b"").wrong(&["unexpected argument"]);
}

#[test]
fn empty_tokens_are_refused() {
    let folder = Folder::new();
    verify(&["--token-file", &folder.file("empty", "")], b"").refused("not-compact");
    verify(&["-"], b"").refused("not-compact");
    verify(&["-"], b"\n").refused("not-compact");
}

#[test]
fn unreadable_token_files_are_faults_of_the_set_up() {
    verify(&["--token-file", "tokens"], b"").wrong(&["tokens: it is a directory"]);
    verify(&["--token-file", "no-such-token"], b"").wrong(&["no-such-token: no such file; check the path"]);
}

#[test]
fn the_length_is_judged_to_the_byte() {
    let token = token();
    let exactly = token.len().to_string();
    let less = (token.len() - 1).to_string();
    let folder = Folder::new();
    let file = folder.file("token", &token);
    for (max_len, refused) in [(&exactly, false), (&less, true)] {
        let options = ["--max-token-len", max_len];
        let answers = [
            verify(&[&options[..], &["-"]].concat(), (token.clone() + "\n").as_bytes()),
            verify(&[&options[..], &["--token-file", &file]].concat(), b""),
            verify(&[&options[..], &[&token]].concat(), b""),
        ];
        for answer in answers {
            if refused { answer.refused("token-too-large") } else { drop(answer.done()) }
        }
    }
}

#[test]
fn a_token_of_16_mib_is_refused_unread() {
    let folder = Folder::new();
    let huge = folder.file("huge", vec![b'a'; 16 << 20]);
    verify(&["--token-file", &huge], b"").refused("token-too-large");
    verify(&["-"], &vec![b'.'; 16 << 20]).refused("token-too-large");
}

#[test]
#[cfg(unix)]
fn a_token_without_end_is_refused() {
    let endless = || File::open("/dev/zero").unwrap();
    let args = [&VERIFY[..], &["--max-token-len", "1048576", "-"]].concat();
    let output = command(&args).stdin(Stdio::from(endless())).output().unwrap();
    Answer::from(output).refused("token-too-large");
    let output = command(&["inspect", "-"]).stdin(Stdio::from(endless())).output().unwrap();
    Answer::from(output).refused("token-too-large");
    jwtcore(&[&VERIFY[..], &["--token-file", "/dev/zero"]].concat()).refused("token-too-large");
    jwtcore(&["verify", "--key", "/dev/zero", "--alg", "ES256", "--any-iss", "--any-aud", "x"])
        .wrong(&["/dev/zero: the file is longer than 1 MiB"]);
}

#[test]
fn what_is_no_token_gets_its_own_error() {
    let token = token();
    let (signed, signature) = token.rsplit_once('.').unwrap();
    let (header, payload) = signed.split_once('.').unwrap();
    for (wrong, name) in [
        (signed.to_owned(), "not-compact"),
        (format!("{token}."), "not-compact"),
        (format!("{token}.a.b"), "encrypted-token"),
        (format!("{header}=.{payload}.{signature}"), "padded-base64"),
        (format!("{header}.{payload}.{signature}=="), "padded-base64"),
        (format!("{header}.{payload}+.{signature}"), "invalid-signature"),
        (format!("{header}!.{payload}.{signature}"), "malformed-base64"),
        (format!("{header}.{payload}."), "invalid-signature"),
        (format!("bnVsbA.{payload}.{signature}"), "malformed-json"),
        (format!("e30.{payload}.{signature}"), "missing-algorithm"),
        (r#"{"payload":"e30"}"#.to_owned(), "not-compact"),
    ] {
        verify(&[&wrong], b"").refused(name);
    }
}
