//! RSA signatures and keys of the backend for hosts, held against OpenSSL's command line where the machine has it.
#![cfg(feature = "aws-lc")]

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use jwtcore::backend::aws_lc::SigningKey;
use jwtcore::key::SigningKey as _;
use jwtcore::{Algorithm, PrivateKey, host};

const MESSAGE: &[u8] = b"eyJhbGciOiJSUzI1NiJ9.e30";

/// A key in files, as OpenSSL takes it.
struct Files {
    folder: PathBuf,
    key: PrivateKey,
}

#[test]
fn openssl_and_the_backend_take_each_others_signatures_and_keys() {
    if Command::new("openssl").arg("version").stdout(Stdio::null()).status().is_err() {
        // Not by `eprintln!`, which the test runner swallows.
        let notice = b"\n*** LEFT OUT: RSA signatures held against OpenSSL, whose command is not installed\n\n";
        return std::io::stderr().write_all(notice).unwrap();
    }
    for bits in [2048, 3072] {
        let files = Files::of(host::generate_rsa(bits).unwrap());
        files.openssl_finds_the_key_sound();
        for (algorithm, hash) in [
            (Algorithm::RS256, "-sha256"),
            (Algorithm::RS384, "-sha384"),
            (Algorithm::RS512, "-sha512"),
            (Algorithm::PS256, "-sha256"),
            (Algorithm::PS384, "-sha384"),
            (Algorithm::PS512, "-sha512"),
        ] {
            files.openssl_verifies(algorithm, hash);
            files.verifies_what_openssl_signs(algorithm, hash);
        }
    }
}

impl Files {
    fn of(key: PrivateKey) -> Self {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("openssl-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let files = Self { folder, key };
        let mut buf = [0; 4096];
        files.write("test-only-key.pem", files.key.to_pkcs8_pem(&mut buf).unwrap().as_bytes());
        let public = host::public_of(&files.key).unwrap();
        files.write("public.pem", public.to_spki_pem(&mut buf).unwrap().as_bytes());
        files.write("message", MESSAGE);
        files
    }

    fn openssl_finds_the_key_sound(&self) {
        let arguments = ["pkey", "-check", "-noout", "-in", "test-only-key.pem"];
        assert!(self.openssl(&arguments), "{arguments:?}");
    }

    fn openssl_verifies(&self, algorithm: Algorithm, hash: &str) {
        let key = SigningKey::from_private_key(algorithm, &self.key).unwrap();
        let mut signature = vec![0; key.signature_len()];
        key.sign(MESSAGE, &mut signature).unwrap();
        let arguments =
            [&digest(algorithm, hash)[..], &["-verify", "public.pem", "-signature", "signature", "message"]];
        self.write("signature", &signature);
        assert!(self.openssl(&arguments.concat()), "{algorithm}");
        signature[100] ^= 1;
        self.write("signature", &signature);
        assert!(!self.openssl(&arguments.concat()), "{algorithm}");
    }

    fn verifies_what_openssl_signs(&self, algorithm: Algorithm, hash: &str) {
        use jwtcore::backend::{aws_lc, rustcrypto};
        use jwtcore::key::VerifyingKey as _;
        let arguments = [&digest(algorithm, hash)[..], &["-sign", "test-only-key.pem", "-out", "signature", "message"]];
        assert!(self.openssl(&arguments.concat()), "{algorithm}");
        let signature = std::fs::read(self.folder.join("signature")).unwrap();
        let public = self.key.public_key().unwrap();
        let host = aws_lc::VerifyingKey::from_public_key(algorithm, &public).unwrap();
        let default = rustcrypto::VerifyingKey::from_public_key(algorithm, &public).unwrap();
        assert_eq!(host.verify(MESSAGE, &signature), Ok(()), "{algorithm}");
        assert_eq!(default.verify(MESSAGE, &signature), Ok(()), "{algorithm}");
    }

    fn write(&self, name: &str, bytes: &[u8]) {
        std::fs::write(self.folder.join(name), bytes).unwrap();
    }

    fn openssl(&self, arguments: &[&str]) -> bool {
        let mut command = Command::new("openssl");
        command.args(arguments).current_dir(&self.folder).stdout(Stdio::null()).stderr(Stdio::null());
        command.status().unwrap().success()
    }
}

impl Drop for Files {
    fn drop(&mut self) {
        // What is left behind lies in the folder of what was built.
        let _removed = std::fs::remove_dir_all(&self.folder);
    }
}

/// The options for a hash and, for PSS, a salt of its length and nothing else.
fn digest(algorithm: Algorithm, hash: &str) -> Vec<&str> {
    let mut options = vec!["dgst", hash];
    if algorithm.name().starts_with("PS") {
        // The salt is as long as the hash (RFC 7518 section 3.5).
        let salt = match algorithm.hash_len() {
            32 => "rsa_pss_saltlen:32",
            48 => "rsa_pss_saltlen:48",
            _ => "rsa_pss_saltlen:64",
        };
        options.extend(["-sigopt", "rsa_padding_mode:pss", "-sigopt", salt]);
    }
    options
}
