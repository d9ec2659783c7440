//! Secrets: their lengths, and everything that must not pass for one.

use std::{format, string::String, vec::Vec};

use base64ct::{Base64, Base64UrlUnpadded};
use proptest::prelude::*;

use super::*;
use crate::key::der::samples::*;

const SSH_LINE: &str =
    "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAILmZ+z9a71wdtk3WKDo3odN6KSCgPPPwo3vvD5f0wd1J user@host of a long name";

fn error(secret: &[u8]) -> Error {
    Secret::new(Algorithm::HS256, secret).map(|_| ()).unwrap_err()
}

fn is_refused_as_key(secret: impl AsRef<[u8]>) -> bool {
    Secret::new(Algorithm::HS256, secret.as_ref()).is_err_and(|error| error == Error::SecretLooksLikeKey)
}

fn base64(bytes: &[u8]) -> String {
    Base64::encode_string_into(bytes)
}

/// The same text with unused bits that are not zero, where it has any.
fn with_unused_bits(text: &str) -> String {
    let unpadded = text.trim_end_matches('=');
    let last = char::from(unpadded.as_bytes()[unpadded.len() - 1] + u8::from(unpadded.len() != text.len()));
    format!("{}{last}", &unpadded[..unpadded.len() - 1])
}

trait EncodeInto {
    fn encode_string_into(bytes: &[u8]) -> String;
}

impl<E: base64ct::Encoding> EncodeInto for E {
    fn encode_string_into(bytes: &[u8]) -> String {
        let mut buf = std::vec![0; bytes.len() * 2 + 4];
        E::encode(bytes, &mut buf).unwrap().into()
    }
}

#[test]
fn takes_secrets_of_the_least_length_and_longer() {
    for (algorithm, len) in [(Algorithm::HS256, 32), (Algorithm::HS384, 48), (Algorithm::HS512, 64)] {
        let bytes = std::vec![0xA5; len + 1];
        assert_eq!(Secret::new(algorithm, &bytes).unwrap().as_bytes(), bytes);
        assert_eq!(Secret::new(algorithm, &bytes[1..]).unwrap().as_bytes(), &bytes[1..]);
    }
}

#[test]
fn refuses_short_secrets() {
    for (algorithm, len) in [(Algorithm::HS256, 31), (Algorithm::HS384, 47), (Algorithm::HS512, 63)] {
        let verdict = Secret::new(algorithm, &std::vec![0xA5; len]).map(|_| ());
        assert_eq!(verdict, Err(Error::SecretTooShort), "{algorithm}");
    }
    assert_eq!(error(b""), Error::SecretTooShort);
}

#[test]
fn refuses_algorithms_that_take_no_secret() {
    for algorithm in [Algorithm::RS256, Algorithm::ES256, Algorithm::EdDSA] {
        let verdict = Secret::new(algorithm, &[0xA5; 64]).map(|_| ());
        assert_eq!(verdict, Err(Error::KeyAlgorithmMismatch), "{algorithm}");
    }
}

#[test]
fn refuses_pem_with_white_space_marks_and_text_around() {
    for pem in [P256_SPKI, RSA_PKCS1_PUBLIC, P256_CERTIFICATE, P256_PKCS8, P256_ENCRYPTED] {
        let texts = [
            pem.into(),
            format!("\n\t {pem}"),
            format!("\u{feff}{pem}"),
            format!("\u{feff}\n\u{feff} {pem}"),
            format!("text before\n{pem}text after"),
            pem.trim_end().into(),
            pem.replace('\n', ""),
            pem.replace('\n', "\\n"),
            pem.to_lowercase(),
            format!("{pem}\0"),
        ];
        for text in texts {
            assert!(is_refused_as_key(&text), "{text}");
        }
    }
}

#[test]
fn refuses_ssh_and_putty_keys() {
    for text in [
        SSH_LINE,
        "ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABgQC7 user@host",
        "ecdsa-sha2-nistp256 AAAAE2VjZHNhLXNoYTItbmlzdHAyNTYAAAA user",
        "sk-ssh-ed25519@openssh.com AAAAGnNrLXNzaC1lZDI1NTE5QG9wZW5zc2guY29t",
        "sk-ecdsa-sha2-nistp256@openssh.com AAAAInNrLWVjZHNhLXNoYTItbmlzdHAyNTZAb3Bl",
        "---- BEGIN SSH2 PUBLIC KEY ----\nComment: key\nAAAAB3NzaC1yc2E\n---- END SSH2 PUBLIC KEY ----",
        "PuTTY-User-Key-File-3: ssh-ed25519\nEncryption: none\nComment: key",
    ] {
        assert!(is_refused_as_key(text), "{text}");
        assert!(is_refused_as_key(format!("\n {text}\n")), "{text}");
    }
    let blob = SSH_LINE.split(' ').nth(1).unwrap();
    assert!(is_refused_as_key(blob));
    let mut bytes = [0; 64];
    assert!(is_refused_as_key(Base64::decode(blob, &mut bytes).unwrap()));
}

#[test]
fn refuses_jwks_and_key_sets_also_malformed_ones() {
    let jwk = format!("{{{P256_JWK}}}");
    let texts = [
        jwk.clone(),
        format!("  {jwk}\n"),
        format!("\u{feff}{jwk}"),
        jwk.replace("kty", "\\u006bty"),
        jwk.replace('"', "'"),
        jwk.replace('"', "\\\""),
        jwk[..60].into(),
        format!("{jwk},"),
        format!("{{\"keys\":[{jwk}]}}"),
        "{\"\\u006beys\" : []                                }".into(),
        format!("[{jwk}]"),
        format!("{{{}}}", secret_jwk()),
    ];
    for text in texts {
        assert!(is_refused_as_key(&text), "{text}");
    }
}

#[test]
fn refuses_der_also_with_a_newline_behind_it() {
    for pem in [P256_SPKI, P521_SPKI, K256_SPKI, ED25519_SPKI, RSA_SPKI, RSA_PKCS1_PUBLIC, P256_CERTIFICATE, RSA_PKCS8]
    {
        let der = der_of(pem);
        assert!(is_refused_as_key(&der), "{pem}");
        assert!(is_refused_as_key([&der[..], b"\n"].concat()), "{pem}");
    }
    assert!(is_refused_as_key(der_of(P256_PKCS8)));
    assert!(is_refused_as_key(der_of(ED25519_PKCS8)));
}

#[test]
fn refuses_the_base64_of_keys_in_every_form() {
    let jwk = format!("{{{P256_JWK}}}");
    let long_certificate = tlv(0x30, &[&tlv(0x30, &[&[1; 5000]]), &tlv(0x30, &[]), &tlv(3, &[&[0; 65]])]);
    let keys: [Vec<u8>; 9] = [
        der_of(P256_SPKI),
        der_of(ED25519_SPKI),
        der_of(RSA_SPKI),
        der_of(RSA_PKCS1_PUBLIC),
        der_of(P256_CERTIFICATE),
        P256_SPKI.into(),
        jwk.into(),
        SSH_LINE.into(),
        long_certificate,
    ];
    for key in keys {
        let text = base64(&key);
        let lines: Vec<_> = text.as_bytes().chunks(64).map(|line| core::str::from_utf8(line).unwrap()).collect();
        assert!(is_refused_as_key(&text), "{text}");
        assert!(is_refused_as_key(text.trim_end_matches('=')), "{text}");
        assert!(is_refused_as_key(format!(" {text}\r\n")), "{text}");
        assert!(is_refused_as_key(with_unused_bits(&text)), "{text}");
        assert!(is_refused_as_key(lines.join("\r\n")), "{text}");
        assert!(is_refused_as_key(Base64UrlUnpadded::encode_string_into(&key)), "{text}");
    }
}

#[test]
fn takes_secrets_that_only_resemble_keys() {
    for secret in [
        "MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8A but no base64 at all",
        "MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8Acut",
        "{\"a secret\": \"written as JSON, why ever\"}",
        "a passphrase that says ssh-rsa within",
        "-----------------------------------------",
        "0000000000000000000000000000000000",
        "{ as good as random bytes, with kty }",
    ] {
        assert!(Secret::new(Algorithm::HS256, secret.as_bytes()).is_ok(), "{secret}");
    }
}

#[test]
fn refuses_printable_files_that_end_in_a_newline() {
    let verdict = |bytes: &[u8]| Secret::from_file_bytes(Algorithm::HS256, bytes).map(|_| ());
    let text = "printable text of more than 32 bytes, ä";
    assert_eq!(verdict(text.as_bytes()), Ok(()));
    for end in ["\n", "\r\n", "\n\n"] {
        assert_eq!(verdict(format!("{text}{end}").as_bytes()), Err(Error::SecretEndsInNewline), "{end:?}");
    }
    let binary = [&[0x80; 40][..], b"\n"].concat();
    assert_eq!(verdict(&binary), Ok(()));
    assert_eq!(verdict(&[&[0; 40][..], b"\n"].concat()), Ok(()));
    assert_eq!(verdict(P256_SPKI.as_bytes()), Err(Error::SecretLooksLikeKey));
    assert_eq!(verdict(b"short\n"), Err(Error::SecretTooShort));
}

#[test]
fn shows_nothing_of_the_secret() {
    assert_eq!(format!("{:?}", Secret::new(Algorithm::HS256, &[b'a'; 32]).unwrap()), "Secret(..)");
}

proptest! {
    #[test]
    fn takes_random_bytes_and_their_base64(bytes in proptest::collection::vec(any::<u8>(), 32..100)) {
        prop_assert!(Secret::new(Algorithm::HS256, &bytes).is_ok());
        prop_assert!(Secret::new(Algorithm::HS256, base64(&bytes).as_bytes()).is_ok());
    }

    #[test]
    fn never_panics(text in "[-{}\":A-Za-z0-9+/=_ \n\u{feff}\u{0}\u{1}0]{0,100}") {
        let _ = Secret::from_file_bytes(Algorithm::HS256, text.as_bytes());
    }

    #[test]
    fn never_panics_on_the_beginning_of_der(bytes in proptest::collection::vec(any::<u8>(), 0..40)) {
        let secret = [&[0x30][..], &bytes].concat();
        let _ = (Secret::new(Algorithm::HS256, &secret), Secret::new(Algorithm::HS256, base64(&secret).as_bytes()).map(|_| ()));
    }
}
