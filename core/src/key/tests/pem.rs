//! PEM texts: what may stand around a block, which blocks may follow, and what damages one.

use std::{format, string::String};

use proptest::prelude::*;

use super::*;
use crate::algorithm::KeyKind;
use crate::key::der::samples::*;

fn public_error(text: &str) -> Error {
    public_key(text.as_bytes()).map(|_| ()).unwrap_err()
}

fn private_error(text: &str) -> Error {
    private_key(text.as_bytes()).map(|_| ()).unwrap_err()
}

fn is_read(text: &str) -> bool {
    public_key(text.as_bytes()) == public_key(P256_SPKI.as_bytes())
}

/// The body of a block, in one line.
fn one_line(pem: &str) -> String {
    pem.lines().filter(|line| !line.starts_with('-')).collect()
}

fn spki_with_body(body: &str) -> String {
    format!("-----BEGIN PUBLIC KEY-----\n{body}\n-----END PUBLIC KEY-----\n")
}

#[test]
fn reads_each_label() {
    for pem in [P256_SPKI, RSA_SPKI, RSA_PKCS1_PUBLIC, P256_CERTIFICATE, ED25519_SPKI] {
        assert!(public_key(pem.as_bytes()).is_ok(), "{pem}");
    }
    for pem in [P256_PKCS8, P256_WITH_PARAMETERS, RSA_PKCS8, RSA_PKCS1, ED25519_PKCS8] {
        assert!(private_key(pem.as_bytes()).is_ok(), "{pem}");
    }
}

#[test]
fn reads_crlf_missing_last_newline_and_white_space_around() {
    assert!(is_read(&P256_SPKI.replace('\n', "\r\n")));
    assert!(is_read(P256_SPKI.trim_end()));
    assert!(is_read(&format!(" \n\t\r\n{P256_SPKI}\n \r\n\t")));
}

#[test]
fn reads_lines_of_any_length_in_whole_groups() {
    let body = one_line(P256_SPKI);
    assert!(is_read(&spki_with_body(&body)));
    assert!(is_read(&spki_with_body(&format!("{}\n{}", &body[..76], &body[76..]))));
}

#[test]
fn reads_explanatory_text_before_a_block() {
    assert!(is_read(&format!("Bag Attributes\n    friendlyName: ключ\nKey Attributes: <No Attributes>\n{P256_SPKI}")));
}

#[test]
fn refuses_text_after_the_block() {
    assert_eq!(public_error(&format!("{P256_SPKI}more\n")), Error::MalformedPem);
    assert_eq!(private_error(&format!("{P256_PKCS8}\n.")), Error::MalformedPem);
}

#[test]
fn refuses_five_dashes_in_the_text_before_a_block() {
    for line in ["-----", "a-----b", " -----BEGIN PUBLIC KEY-----", "-----BEGIN PUBLIC KEY", "-----END PUBLIC KEY-----"]
    {
        assert_eq!(public_error(&format!("{line}\n{P256_SPKI}")), Error::MalformedPem, "{line}");
    }
}

#[test]
fn refuses_damaged_boundaries() {
    for (from, to) in [
        ("-----END PUBLIC KEY-----", ""),
        ("-----END PUBLIC KEY-----", "-----END PUBLIC KEY----"),
        ("-----END PUBLIC KEY-----", "-----END PRIVATE KEY-----"),
        ("-----END PUBLIC KEY-----", " -----END PUBLIC KEY-----"),
        ("-----BEGIN PUBLIC KEY-----", "-----BEGIN PUBLIC KEY-----x"),
        ("-----BEGIN PUBLIC KEY-----", "-----BEGIN PUBLIC KEY----- "),
        ("-----BEGIN PUBLIC KEY-----", "-----BEGIN public key-----"),
        ("-----BEGIN PUBLIC KEY-----", "\u{feff}-----BEGIN PUBLIC KEY-----"),
        ("-----BEGIN PUBLIC KEY-----", ""),
        ("\n", " "),
        ("\n", "\r"),
    ] {
        assert_eq!(public_error(&P256_SPKI.replace(from, to)), Error::MalformedPem, "{from:?} {to:?}");
    }
    for text in ["", " ", "no key", "-----BEGIN PUBLIC KEY-----", "-----BEGIN -----\n-----END -----\n"] {
        assert_eq!((public_error(text), private_error(text)), (Error::MalformedPem, Error::MalformedPem), "{text}");
    }
}

#[test]
fn refuses_damaged_bodies() {
    let body = one_line(P256_SPKI);
    let bodies = [
        String::new(),
        format!("{body}\n"),
        format!("\n{body}"),
        format!(" {body}"),
        format!("{body} "),
        format!("{}\n{}", &body[..65], &body[65..]),
        format!("{body}===="),
        format!("{}==\n{}", &body[..62], &body[64..]),
        body.replace('/', "_").replace('+', "-"),
        body.trim_end_matches('=').into(),
        format!("Comment: x\n\n{body}"),
        body.replacen('M', "é", 1),
    ];
    for body in bodies.into_iter().filter(|other| *other != body) {
        assert_eq!(public_error(&spki_with_body(&body)), Error::MalformedPem, "{body}");
    }
}

#[test]
fn refuses_padding_before_the_last_line() {
    let der = der_of(P256_SPKI);
    let parts = [&der[..46], &der[46..]].map(|part| one_line(&pem_of("PUBLIC KEY", part)));
    assert!(parts[0].ends_with('='));
    assert_eq!(public_error(&spki_with_body(&parts.join("\n"))), Error::MalformedPem);
}

#[test]
fn refuses_non_zero_unused_bits() {
    let body = one_line(P256_SPKI);
    let changed = body.strip_suffix("2w==").map(|rest| format!("{rest}2x=="));
    assert_eq!(public_error(&spki_with_body(&changed.unwrap())), Error::MalformedPem);
}

#[test]
fn refuses_der_longer_than_the_limit() {
    let long = pem_of("CERTIFICATE", &tlv(0x30, &[&tlv(0x30, &[&[0; MAX_DER_LEN]])]));
    assert_eq!(public_error(&long), Error::MalformedPem);
}

#[test]
fn refuses_malformed_der_in_a_good_block() {
    assert_eq!(public_error(&pem_of("PUBLIC KEY", b"\x30\x00")), Error::MalformedDer);
    assert_eq!(public_error(&pem_of("PUBLIC KEY", &[&der_of(P256_SPKI)[..], &[0]].concat())), Error::MalformedDer);
}

#[test]
fn refuses_private_labels_where_public_ones_belong() {
    let openssh = pem_of("OPENSSH PRIVATE KEY", b"openssh-key-v1\0");
    for pem in [P256_PKCS8, P256_WITH_PARAMETERS, P256_ENCRYPTED, P256_PROC_TYPE, RSA_PKCS1, &openssh] {
        assert_eq!(public_error(pem), Error::PrivateKeyGiven, "{pem}");
    }
    assert_eq!(public_error(&format!("{P256_CERTIFICATE}{P256_PKCS8}")), Error::PrivateKeyGiven);
    assert_eq!(public_error(&pem_of("PUBLIC KEY", &der_of(P256_PKCS8))), Error::PrivateKeyGiven);
}

#[test]
fn refuses_public_labels_where_private_ones_belong() {
    for pem in [P256_SPKI, RSA_PKCS1_PUBLIC, P256_CERTIFICATE] {
        assert_eq!(private_error(pem), Error::PublicKeyGiven, "{pem}");
    }
}

#[test]
fn refuses_encrypted_keys_of_both_kinds() {
    for pem in [P256_ENCRYPTED, P256_PROC_TYPE] {
        assert_eq!(private_error(pem), Error::EncryptedKey, "{pem}");
    }
}

#[test]
fn refuses_labels_that_belie_their_content() {
    for (label, pem) in [
        ("PUBLIC KEY", RSA_PKCS1_PUBLIC),
        ("RSA PUBLIC KEY", RSA_SPKI),
        ("CERTIFICATE", P256_SPKI),
        ("PUBLIC KEY", P256_CERTIFICATE),
    ] {
        assert_eq!(public_error(&pem_of(label, &der_of(pem))), Error::MalformedPem, "{label}");
    }
    for (label, pem) in [
        ("PRIVATE KEY", RSA_PKCS1),
        ("EC PRIVATE KEY", P256_PKCS8),
        ("RSA PRIVATE KEY", RSA_PKCS8),
        ("PRIVATE KEY", P256_SPKI),
        ("PRIVATE KEY", P256_ENCRYPTED),
    ] {
        assert_eq!(private_error(&pem_of(label, &der_of(pem))), Error::MalformedPem, "{label}");
    }
}

#[test]
fn refuses_unknown_labels() {
    for label in ["CERTIFICATE REQUEST", "TRUSTED CERTIFICATE", "EC PARAMETERS", "SSH2 PUBLIC KEY", ""] {
        let pem = pem_of(label, &der_of(P256_SPKI));
        assert_eq!((public_error(&pem), private_error(&pem)), (Error::MalformedPem, Error::MalformedPem), "{label}");
    }
    let dsa = pem_of("DSA PRIVATE KEY", &tlv(0x30, &[&tlv(2, &[&[1]]).repeat(6)]));
    assert_eq!(private_error(&dsa), Error::UnsupportedKeyType);
}

#[test]
fn takes_the_leaf_of_a_certificate_chain() {
    assert!(is_read(&format!("{P256_CERTIFICATE} 1 s:CN=issuer\n{P256_CERTIFICATE}\n{P256_CERTIFICATE}")));
}

#[test]
fn refuses_two_blocks_of_keys() {
    for (one, other) in [
        (P256_SPKI, P256_SPKI),
        (P256_SPKI, P256_CERTIFICATE),
        (P256_CERTIFICATE, P256_SPKI),
        (RSA_SPKI, "-----BEGIN PUBLIC KEY-----\n"),
    ] {
        assert_eq!(public_error(&format!("{one}{other}")), Error::MalformedPem);
    }
    for (one, other) in [(P256_PKCS8, P256_PKCS8), (P256_PKCS8, P256_SPKI), (P256_WITH_PARAMETERS, P256_SPKI)] {
        assert_eq!(private_error(&format!("{one}{other}")), Error::MalformedPem);
    }
}

#[test]
fn skips_ec_parameters_before_a_sec1_key_only() {
    let key = private_key(P256_WITH_PARAMETERS.as_bytes()).unwrap();
    assert_eq!(key.kind(), KeyKind::Ec(crate::algorithm::Curve::P256));
    let (parameters, sec1) = P256_WITH_PARAMETERS.split_at(P256_WITH_PARAMETERS.find("-----BEGIN EC PRIVATE").unwrap());
    assert!(private_key(sec1.as_bytes()).is_ok());
    for text in [format!("{sec1}{parameters}"), format!("{parameters}{P256_PKCS8}"), parameters.repeat(2) + sec1] {
        assert_eq!(private_error(&text), Error::MalformedPem);
    }
}

proptest! {
    #[test]
    fn never_panics(text in "(-----|BEGIN |END |PUBLIC KEY|\n|\r\n|=|[A-Za-z]{4}){0,30}") {
        let _ = (public_key(text.as_bytes()), private_key(text.as_bytes()));
    }

    #[test]
    fn never_panics_on_mutated_blocks(which in 0..5_usize, at in any::<proptest::sample::Index>(), byte in any::<u8>()) {
        let pem = [P256_PKCS8, P256_SPKI, P256_CERTIFICATE, RSA_PKCS1, P256_WITH_PARAMETERS][which];
        let mut text = pem.as_bytes().to_vec();
        let at = at.index(text.len());
        text[at] = byte;
        let _ = (public_key(&text), private_key(&text));
    }
}
