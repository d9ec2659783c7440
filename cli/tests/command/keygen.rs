//! `keygen`: new keys that sign and verify, in files that only their owner reads and that never replace others.

use serde_json::Value;

use crate::run::{Answer, Folder, jwtcore, jwtcore_reading, read};

const SIGNING: [&str; 4] = ["ES256", "ES384", "ES512", "EdDSA"];

fn keygen(folder: &Folder, options: &[&str]) -> Answer {
    let out = folder.path("private");
    jwtcore(&[&["keygen", "--out", &out], options].concat())
}

fn json(bytes: &[u8]) -> Value {
    serde_json::from_slice(bytes).expect("JSON")
}

/// Signs with one file and verifies with the other.
#[track_caller]
fn round_trip(folder: &Folder, alg: &str, option: &str, public: &str) {
    let token = jwtcore(&["sign", option, &folder.path("private"), "--alg", alg, "--ttl", "60"]).done();
    let verify = ["verify", option, &folder.path(public), "--alg", alg, "--any-iss", "--any-aud"];
    jwtcore_reading(&verify, &token).done();
}

#[test]
fn new_keys_sign_and_verify_in_both_formats() {
    for alg in SIGNING {
        for format in ["pem", "jwk"] {
            let folder = Folder::new();
            let public = folder.path("public");
            let output = keygen(&folder, &["--alg", alg, "--format", format, "--public", &public]).done();
            assert!(output.is_empty(), "the public key has a file");
            let is_pem = folder.read("private").starts_with(b"-----BEGIN PRIVATE KEY-----\n");
            assert_eq!(is_pem, format == "pem");
            round_trip(&folder, alg, "--key", "public");
        }
    }
}

#[test]
fn two_keys_differ() {
    let keys = [(); 2].map(|()| {
        let folder = Folder::new();
        keygen(&folder, &["--alg", "EdDSA"]).done();
        folder.read("private")
    });
    assert!(keys[0] != keys[1]);
}

#[test]
fn the_public_key_is_printed_where_no_file_is_given() {
    let folder = Folder::new();
    let printed = keygen(&folder, &["--alg", "ES256"]).text();
    assert!(printed.starts_with("-----BEGIN PUBLIC KEY-----\n"), "{printed}");
    folder.file("printed", printed);
    round_trip(&folder, "ES256", "--key", "printed");
}

#[test]
fn a_kid_is_kept_in_jwks_alone() {
    let folder = Folder::new();
    let printed = json(&keygen(&folder, &["--alg", "ES384", "--kid", "\"2026\""]).done());
    let private = json(&folder.read("private"));
    for (key, is_private) in [(&printed, false), (&private, true)] {
        assert_eq!(key["kid"], "\"2026\"");
        assert_eq!(key["alg"], "ES384");
        assert_eq!(key["use"], "sig");
        assert_eq!(key.get("d").is_some(), is_private);
    }
    let other = Folder::new();
    keygen(&other, &["--alg", "ES384", "--kid", "k", "--format", "pem"]).wrong(&["PEM holds no kid", "--format jwk"]);
    keygen(&other, &["--alg", "ES384", "--kid", &"k".repeat(257)]).wrong(&["kid-too-long"]);
    keygen(&other, &["--alg", "HS384", "--kid", &"k".repeat(257)]).wrong(&["kid-too-long"]);
    assert!(other.names().is_empty(), "{:?}", other.names());
}

#[test]
fn new_secrets_have_the_length_of_the_hash() {
    for (alg, len) in [("HS256", 32), ("HS384", 48), ("HS512", 64)] {
        let folder = Folder::new();
        assert!(keygen(&folder, &["--alg", alg]).done().is_empty(), "a secret is never printed");
        assert_eq!(folder.read("private").len(), len);
        round_trip(&folder, alg, "--secret-file", "private");

        let folder = Folder::new();
        assert!(keygen(&folder, &["--alg", alg, "--format", "jwk", "--kid", "k"]).done().is_empty());
        let jwk = json(&folder.read("private"));
        assert_eq!((&jwk["kty"], &jwk["alg"], &jwk["kid"]), (&"oct".into(), &alg.into(), &"k".into()));
        round_trip(&folder, alg, "--key", "private");
    }
    let folder = Folder::new();
    keygen(&folder, &["--alg", "HS256", "--format", "pem"]).wrong(&["PEM holds no secret", "--format jwk"]);
    keygen(&folder, &["--alg", "HS256", "--public", "x"]).wrong(&["no public key", "--public"]);
    assert!(folder.names().is_empty());
}

#[test]
fn rsa_keys_are_made() {
    for (alg, format) in [("RS256", "pem"), ("PS512", "jwk")] {
        let folder = Folder::new();
        keygen(&folder, &["--alg", alg, "--format", format, "--public", &folder.path("public")]).done();
        let args = ["sign", "--key", &folder.path("private"), "--alg", alg, "--sub", "x", "--ttl", "60"];
        let verify = ["verify", "--key", &folder.path("public"), "--alg", alg, "--any-iss", "--any-aud"];
        jwtcore_reading(&verify, jwtcore(&args).text().as_bytes()).done();
    }
}

#[test]
fn existing_files_are_not_overwritten() {
    let folder = Folder::new();
    folder.file("private", "precious");
    let public = folder.path("public");
    keygen(&folder, &["--alg", "ES256", "--public", &public]).wrong(&["private: the file exists already", "--out"]);
    assert_eq!(folder.read("private"), b"precious");
    assert_eq!(folder.names(), ["private"]);

    let folder = Folder::new();
    let public = folder.file("public", "precious");
    keygen(&folder, &["--alg", "ES256", "--public", &public]).wrong(&["public: the file exists already", "--public"]);
    assert_eq!(folder.read("public"), b"precious");
    assert_eq!(folder.names(), ["public"], "half a pair is left");
}

#[test]
#[cfg(unix)]
fn links_are_not_followed() {
    let folder = Folder::new();
    let target = folder.path("target");
    std::os::unix::fs::symlink(&target, folder.path("private")).unwrap();
    keygen(&folder, &["--alg", "ES256"]).wrong(&["private: the file exists already"]);
    assert!(std::fs::symlink_metadata(target).is_err(), "written through a link");
}

#[test]
fn places_that_hold_no_key_are_refused() {
    let folder = Folder::new();
    let out = |path: &str| jwtcore(&["keygen", "--alg", "ES256", "--out", path]);
    out(&folder.path("no/such/folder")).wrong(&["its directory does not exist", "--out"]);
    out("-").wrong(&["--out - would print a private key", "name a file"]);
    out("").wrong(&["--out"]);
    keygen(&folder, &["--alg", "ES256", "--public", "-"]).wrong(&["--public - is no file", "leave it away"]);
    let same = folder.path("private");
    keygen(&folder, &["--alg", "ES256", "--public", &same]).wrong(&["--out and --public name one file"]);
    jwtcore(&["keygen", "--alg", "ES256"]).wrong(&["--out"]);
    jwtcore(&["keygen", "--out", &folder.path("private")]).wrong(&["no algorithm is listed"]);
    assert!(folder.names().is_empty());
}

#[test]
#[cfg(unix)]
fn private_files_are_their_owners_alone_whatever_the_umask() {
    use std::os::unix::fs::PermissionsExt as _;

    for (alg, umask) in [("ES256", "000"), ("HS256", "022"), ("EdDSA", "077")] {
        let folder = Folder::new();
        let (private, public) = (folder.path("private"), folder.path("public"));
        let script = format!("umask {umask} && exec \"$@\"");
        let mut command = std::process::Command::new("sh");
        command.args(["-c", &script, "sh", env!("CARGO_BIN_EXE_jwtcore"), "keygen", "--alg", alg, "--out", &private]);
        if alg != "HS256" {
            command.args(["--public", &public]);
        }
        assert!(command.status().unwrap().success());
        let mode = |path: &str| std::fs::metadata(path).unwrap().permissions().mode() & 0o7777;
        assert_eq!(mode(&private), 0o600, "{alg} under umask {umask}");
        if alg == "ES256" {
            assert_eq!(mode(&public), 0o666, "a public key is as the umask says");
        }
    }
}

#[test]
fn the_written_pem_is_what_other_programs_write() {
    // A key made by OpenSSL, read and written again by way of a JWKS, keeps its parameters.
    let set = json(&jwtcore(&["jwks", "keys/p256.pem"]).done());
    let jwk = json(&read("keys/p256.jwk"));
    for member in ["kty", "crv", "x", "y"] {
        assert_eq!(set["keys"][0][member], jwk[member], "{member}");
    }
}
