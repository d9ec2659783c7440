//! Files of keys and secrets: every format of the manifest, and files that cannot be read or hold nothing of the kind.

use std::process::Command;

use serde_json::Value;

use crate::run::{Answer, Folder, answer_of, command, jwtcore, read, read_json};

const ANY: [&str; 4] = ["--any-iss", "--any-aud", "--", "x"];

/// Reads a key to verify with; where it can be used, the token is what is refused.
fn verify_with(option: &str, path: &str, alg: &str) -> Answer {
    jwtcore(&[&["verify", option, path, "--alg", alg][..], &ANY].concat())
}

fn manifest() -> Vec<Value> {
    let manifest = read_json("keys/formats/manifest.json");
    manifest.as_array().unwrap().clone()
}

#[test]
fn every_public_key_of_the_manifest_gets_its_verdict() {
    let mut judged = 0;
    for entry in manifest().iter().filter(|entry| entry["kind"] == "public") {
        let Some(alg) = entry["alg"].as_str() else { continue };
        let path = format!("keys/formats/{}", entry["file"].as_str().unwrap());
        eprintln!("{path}: {}", entry["what"]);
        let answer = verify_with("--key", &path, alg);
        judge(entry, &path, alg, &answer, |answer| answer.refused("not-compact"));
        judged += 1;
    }
    assert!(judged >= 80, "only {judged} were judged");
}

#[test]
fn every_private_key_of_the_manifest_gets_its_verdict() {
    let mut judged = 0;
    for entry in manifest().iter().filter(|entry| entry["kind"] == "private") {
        let Some(alg) = entry["alg"].as_str() else { continue };
        let path = format!("keys/formats/{}", entry["file"].as_str().unwrap());
        eprintln!("{path}: {}", entry["what"]);
        let answer = jwtcore(&["sign", "--key", &path, "--alg", alg, "--sub", "x"]);
        judge(entry, &path, alg, &answer, |answer| assert_eq!(answer.code, Some(0), "{}", answer.stderr));
        judged += 1;
    }
    assert!(judged >= 30, "only {judged} were judged");
}

/// The manifest names what a reader of its format says. The command tells formats by content, and may see first that
/// there is no key at all, or that the key names another algorithm.
fn judge(entry: &Value, path: &str, alg: &str, answer: &Answer, accepted: impl FnOnce(&Answer)) {
    let verdict = entry["verdict"].as_str().unwrap();
    if !alg.parse::<jwtcore::Algorithm>().unwrap().is_supported() {
        return answer.wrong(&["unsupported-algorithm"]);
    }
    if verdict == "accepted" {
        return accepted(answer);
    }
    answer.wrong(&[path]);
    let told = answer.stderr.contains(&format!(": {verdict}: "));
    let no_key = ["it holds no key", "the file is empty", "it is a key of OpenSSH's own format"];
    let other_algorithm = verdict == "key-algorithm-mismatch"
        && ["algorithm-not-listed", "no-algorithm-for-key", "key-algorithm-mismatch"]
            .iter()
            .any(|name| answer.stderr.contains(name));
    assert!(
        told || other_algorithm || no_key.iter().any(|text| answer.stderr.contains(text)),
        "{verdict} was expected of {path}: {}",
        answer.stderr
    );
}

#[test]
fn missing_files_directories_and_empty_files_say_so() {
    let folder = Folder::new();
    let empty = folder.file("empty", "");
    for (option, alg) in [("--key", "ES256"), ("--secret-file", "HS256")] {
        verify_with(option, "no-such-file", alg).wrong(&["no-such-file: no such file; check the path"]);
        verify_with(option, "keys", alg).wrong(&["keys: it is a directory; name the file in it"]);
        verify_with(option, &empty, alg).wrong(&["empty: the file is empty"]);
        let sign = |path: &str| jwtcore(&["sign", option, path, "--alg", alg]);
        sign("no-such-file").wrong(&["no-such-file: no such file; check the path"]);
        sign("keys").wrong(&["keys: it is a directory"]);
        sign(&empty).wrong(&["empty: the file is empty"]);
    }
}

#[test]
fn other_formats_say_what_is_expected() {
    let folder = Folder::new();
    for (content, part) in [
        ("hello", "it holds no key: neither PEM nor a JWK nor a JWKS nor DER"),
        ("<html></html>", "it holds no key"),
        ("ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIE", "ssh-keygen -e -m PKCS8"),
        ("{}", "malformed-jwks"),
        ("{\"kty\":\"EC\"}", "malformed-jwk"),
        ("[1]", "malformed-jwks"),
        ("-----BEGIN PUBLIC KEY-----\n", "malformed-pem"),
    ] {
        verify_with("--key", &folder.file("file", content), "ES256").wrong(&["file: ", part]);
    }
}

#[test]
fn private_keys_do_not_verify() {
    verify_with("--key", "keys/private/test-only-p256.pem", "ES256")
        .wrong(&["private-key-given", "openssl pkey -pubout"]);
    verify_with("--key", "keys/formats/test-only-p256.jwk", "ES256").wrong(&["private-key-given"]);
}

#[test]
fn secrets_that_are_no_secrets_are_refused() {
    let folder = Folder::new();
    let text = "test-only-secret-of-32-bytes-abc";
    let with_newline = folder.file("text", text.to_owned() + "\n");
    verify_with("--secret-file", &with_newline, "HS256").wrong(&["text: secret-ends-in-newline", "printf %s"]);
    jwtcore(&["sign", "--secret-file", &with_newline, "--alg", "HS256"])
        .wrong(&["secret-ends-in-newline", "printf %s"]);
    verify_with("--secret-file", &folder.file("text", text), "HS256").refused("not-compact");
    verify_with("--secret-file", "keys/p256.pem", "HS256").wrong(&["keys/p256.pem: secret-looks-like-key"]);
    verify_with("--secret-file", "keys/rsa-2048.jwk", "HS256").wrong(&["secret-looks-like-key"]);
    verify_with("--secret-file", &folder.file("short", "too short"), "HS256").wrong(&["secret-too-short", "32"]);
    // Raw bytes may end in the byte of a newline.
    let binary = folder.file("binary", [[0xFE; 31].as_slice(), b"\n"].concat());
    verify_with("--secret-file", &binary, "HS256").refused("not-compact");
}

#[test]
fn a_secret_serves_the_listed_algorithms_that_it_is_long_enough_for() {
    let args = ["verify", "--secret-file", "keys/secret-48.bin", "--alg", "HS512", "--alg", "HS384"];
    let token = ["--now", "1767225660", "--any-iss", "--any-aud", "--token-file", "tokens/openssl-hs384.jwt"];
    jwtcore(&[&args[..], &token].concat()).done();
}

#[test]
#[cfg(unix)]
fn missing_permissions_say_so() {
    use std::os::unix::fs::PermissionsExt as _;

    let folder = Folder::new();
    let key = folder.file("key", read("keys/p256.pem"));
    std::fs::set_permissions(&key, std::fs::Permissions::from_mode(0o000)).unwrap();
    let args = [&["verify", "--key", &key, "--alg", "ES256"][..], &ANY].concat();
    let answer = as_nobody_special(&folder, &args);
    answer.wrong(&["key: permission denied", "chmod u+r"]);
}

/// Runs the command as a user whom permissions bind, which root is not.
#[cfg(unix)]
fn as_nobody_special(folder: &Folder, args: &[&str]) -> Answer {
    use std::os::unix::fs::PermissionsExt as _;
    use std::os::unix::process::CommandExt as _;

    /// The user `nobody` on Linux.
    const NOBODY: u32 = 65534;
    let id = Command::new("id").arg("-u").output().expect("id");
    if id.stdout != b"0\n" {
        return answer_of(&mut command(args), b"");
    }
    // Where others may reach it; the build's folder may be private to root. By a process of its own: another test that
    // forks while this one has the copy open for writing would keep it from being started.
    let copy = folder.path("jwtcore");
    let copied = Command::new("cp").args([env!("CARGO_BIN_EXE_jwtcore"), &copy]).status().expect("cp");
    assert!(copied.success());
    for path in [folder.path("."), copy.clone()] {
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o755)).expect("modes");
    }
    answer_of(Command::new(copy).args(args).current_dir("/").uid(NOBODY).gid(NOBODY), b"")
}
