//! The command line as a whole: help, version, completions, and faults in one line with a mend.

use std::process::{Command, Stdio};

use crate::run::{Answer, command, jwtcore};

const COMMANDS: [&str; 6] = ["verify", "sign", "keygen", "jwks", "inspect", "completions"];

#[test]
fn help_names_every_command() {
    for flag in ["--help", "-h"] {
        let help = jwtcore(&[flag]).text();
        assert!(help.contains("Usage: jwtcore <COMMAND>"), "{help}");
        for name in COMMANDS {
            assert!(help.contains(&format!("\n  {name} ")), "{name} is missing in {help}");
        }
    }
    assert!(jwtcore(&["--help"]).text().contains("Exit codes:"));
}

#[test]
fn help_names_every_option_of_the_contract() {
    let options: [(&str, &[&str]); 5] = [
        (
            "verify",
            &[
                "--key",
                "--secret-file",
                "--alg",
                "--iss",
                "--any-iss",
                "--aud",
                "--any-aud",
                "--leeway",
                "--typ",
                "--require",
                "--now",
                "--max-token-len",
                "--token-file",
                "--jws",
                "--verbose",
                "TOKEN",
            ],
        ),
        (
            "sign",
            &[
                "--key",
                "--secret-file",
                "--alg",
                "--kid",
                "--typ",
                "--iss",
                "--aud",
                "--sub",
                "--jti",
                "--ttl",
                "--nbf",
                "--claims",
            ],
        ),
        ("keygen", &["--alg", "--kid", "--out", "--public", "--format"]),
        ("jwks", &["PUBLIC_KEY_FILE", "RFC 7638"]),
        ("inspect", &["TOKEN", "UNVERIFIED"]),
    ];
    for (name, options) in options {
        let help = jwtcore(&[name, "--help"]).text();
        assert!(help.contains(&format!("Usage: jwtcore {name}")), "{help}");
        for option in options {
            assert!(help.contains(option), "{option} is missing in {help}");
        }
    }
}

#[test]
fn version_is_the_workspaces() {
    assert_eq!(jwtcore(&["--version"]).text(), format!("jwtcore {}\n", env!("CARGO_PKG_VERSION")));
}

#[test]
fn faults_are_one_line_with_a_mend() {
    jwtcore(&[]).wrong(&["requires a subcommand", "verify", "jwtcore --help"]);
    jwtcore(&["verfy"]).wrong(&["unrecognized subcommand 'verfy'", "'verify'"]);
    jwtcore(&["verify", "--algo", "ES256"]).wrong(&["'--algo'", "'--alg'", "jwtcore verify --help"]);
    jwtcore(&["verify", "--alg"]).wrong(&["--alg <ALG>"]);
    jwtcore(&["keygen", "--alg", "ES256"]).wrong(&["--out <FILE>", "jwtcore keygen --help"]);
    jwtcore(&["keygen", "--alg", "ES256", "--out", "x", "--format", "der"]).wrong(&["'der'", "pem, jwk"]);
    jwtcore(&["completions", "cmd"]).wrong(&["bash"]);
}

#[test]
fn arguments_of_strangers_do_not_break_the_line() {
    jwtcore(&["verify", "--key", "a\nb\x1b[31m\u{202e}", "--alg", "ES256", "--any-iss", "--any-aud", "x"])
        .wrong(&[r"a\u000ab\u001b[31m\u202e: no such file"]);
    let answer = jwtcore(&["verify", "--x\ny\x1b[31m\x07"]);
    answer.wrong(&["unexpected argument '--x; y"]);
    assert!(answer.stderr.trim_end().chars().all(|c| !c.is_control()), "{:?}", answer.stderr);
}

#[test]
fn completions_are_printed_for_each_shell() {
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let script = jwtcore(&["completions", shell]).text();
        for part in ["jwtcore", "secret-file", "max-token-len"] {
            assert!(script.contains(part), "{part} is missing for {shell}");
        }
    }
}

#[test]
fn bash_completes_commands_and_options() {
    let script = jwtcore(&["completions", "bash"]).text();
    let ask =
        "COMP_WORDS=(jwtcore verify --any); COMP_CWORD=2; _jwtcore jwtcore --any verify; echo \"${COMPREPLY[@]}\"";
    let output = Command::new("bash").args(["-c", &format!("{script}\n{ask}")]).output().expect("bash");
    assert_eq!(String::from_utf8_lossy(&output.stdout).trim(), "--any-iss --any-aud");
}

#[test]
#[cfg(target_os = "linux")]
fn output_that_cannot_be_written_is_a_fault() {
    let full = std::fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    let output = command(&["jwks", "keys/p256.pem"]).stdout(Stdio::from(full)).output().unwrap();
    Answer::from(output).wrong(&["standard output cannot be written"]);
}
