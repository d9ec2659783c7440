//! Secrets: their lengths, and everything that must not pass for one.

use std::{format, string::String, vec::Vec};

use base64ct::{Base64, Base64UrlUnpadded, Encoding as _};
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
fn refuses_keys_in_hex_and_utf_16() {
    let hex = |bytes: &[u8]| bytes.iter().fold(String::new(), |text, byte| text + &format!("{byte:02x}"));
    let utf16 = |text: &str, unit: fn(u16) -> [u8; 2]| text.encode_utf16().flat_map(unit).collect::<Vec<_>>();
    let jwk = format!("{{{P256_JWK}}}");
    for key in [&der_of(P256_SPKI)[..], &der_of(RSA_SPKI), P256_SPKI.as_bytes(), jwk.as_bytes(), SSH_LINE.as_bytes()] {
        let text = hex(key);
        assert!(is_refused_as_key(&text), "{text}");
        assert!(is_refused_as_key(text.to_uppercase() + "\n"), "{text}");
        assert!(is_refused_as_key(format!(" {} {}", &text[..10], &text[10..])), "{text}");
    }
    for text in [P256_SPKI, &jwk, SSH_LINE, &format!("\u{feff}{P256_CERTIFICATE}"), &format!("\r\n{RSA_SPKI}\r\n")] {
        assert!(is_refused_as_key(utf16(text, u16::to_le_bytes)), "{text}");
        assert!(is_refused_as_key(utf16(text, u16::to_be_bytes)), "{text}");
    }
}

#[test]
fn refuses_keys_in_further_dress() {
    let jwk = format!("{{{P256_JWK}}}");
    let long_member = format!("{{\"x5c\":[\"{}\"],{P256_JWK}}}", "A".repeat(600));
    for text in [
        format!("\"{}\"", jwk.replace('"', "\\\"")),
        format!("'{jwk}'"),
        jwk.replace("\"kty\":", "\"kty\" :\n"),
        base64(long_member.as_bytes()),
        format!("# a comment\n{SSH_LINE}"),
        format!("no-pty,command=\"true\" {SSH_LINE}"),
        format!("host.test {SSH_LINE}"),
        "<RSAKeyValue><Modulus>v3nj2u4pr1F6Q8</Modulus><Exponent>AQAB</Exponent></RSAKeyValue>".into(),
    ] {
        assert!(is_refused_as_key(&text), "{text}");
    }
    // What `openssl crl2pkcs7 -nocrl` makes: signedData, its object identifier, and [0] around the rest.
    let signed_data = tlv(6, &[&[0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 1, 7, 2]]);
    let pkcs7 = tlv(0x30, &[&signed_data, &tlv(0xA0, &[&tlv(0x30, &[&der_of(P256_CERTIFICATE)])])]);
    assert!(is_refused_as_key(&pkcs7));
    assert!(is_refused_as_key(base64(&pkcs7)));
}

/// One key in some forty ends in a byte that is white space, before the line's end.
#[test]
fn refuses_der_that_ends_in_white_space_with_a_line_end_behind_it() {
    for last in *b"\t\n\r " {
        let der = tlv(0x30, &[&tlv(0x30, &[&[6; 40]]), &tlv(3, &[&[0], &[7; 64], &[last]])]);
        for end in ["", "\n", "\r\n"] {
            assert!(is_refused_as_key([&der[..], end.as_bytes()].concat()), "{last:#x} {end:?}");
        }
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
        "[ as good as random bytes, \"kty but a secret",
        "{ as good as random bytes, with monkeys: }",
        "{\"a secret\": \"that is all the keys\", \"or\": 1}",
        "ssh-passphrases are passphrases all the same",
        "0>00 printable random text may begin as a DER structure's length",
        "6d6f727465206f66206120736563726574206f66207468697274792d74776f",
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
