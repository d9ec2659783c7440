//! `inspect`: shows what a token says, and nobody takes it for verification.

use base64ct::{Base64UrlUnpadded, Encoding as _};

use crate::run::{Answer, jwtcore, jwtcore_reading, read_json, read_text};

fn token(header: &str, payload: impl AsRef<[u8]>) -> String {
    let encode = |bytes: &[u8]| Base64UrlUnpadded::encode_string(bytes);
    format!("{}.{}.{}", encode(header.as_bytes()), encode(payload.as_ref()), encode(&[1; 64]))
}

fn inspect(token: &str) -> Answer {
    jwtcore(&["inspect", "--", token])
}

#[test]
fn every_line_is_marked() {
    for case in read_json("cases.json").as_array().unwrap() {
        let answer = inspect(&read_text(case["token"].as_str().unwrap()));
        if answer.code == Some(0) {
            let text = answer.text();
            assert!(text.lines().all(|line| line.starts_with("UNVERIFIED")), "{text}");
            assert!(!text.contains("accepted"), "{text}");
        } else {
            assert_eq!((answer.code, answer.stdout.as_slice()), (Some(1), b"".as_slice()), "{}", case["name"]);
        }
    }
}

#[test]
fn header_payload_dates_and_signature_are_shown() {
    let expected = r#"UNVERIFIED  Nobody has checked this token: anybody can write one. `jwtcore verify` accepts or refuses.
UNVERIFIED
UNVERIFIED  Header
UNVERIFIED    {
UNVERIFIED      "alg": "HS256",
UNVERIFIED      "typ": "JWT"
UNVERIFIED    }
UNVERIFIED
UNVERIFIED  Payload
UNVERIFIED    {
UNVERIFIED      "iss": "x",
UNVERIFIED      "a": [
UNVERIFIED        1.50,
UNVERIFIED        {}
UNVERIFIED      ],
UNVERIFIED      "exp": 1300819380
UNVERIFIED    }
UNVERIFIED
UNVERIFIED  Dates
UNVERIFIED    exp  2011-03-22T18:43:00Z  expires
UNVERIFIED
UNVERIFIED  Signature
UNVERIFIED    64 bytes, not checked
"#;
    let token = token(r#"{"alg":"HS256","typ":"JWT"}"#, r#"{"iss":"x","a":[1.50,{}],"exp":1300819380}"#);
    assert_eq!(inspect(&token).text(), expected);
    assert_eq!(jwtcore_reading(&["inspect", "-"], (token.clone() + "\n").as_bytes()).text(), expected);
    assert_eq!(jwtcore_reading(&["inspect"], token.as_bytes()).text(), expected);
}

#[test]
fn an_unsecured_token_is_shown_and_marked() {
    let text = inspect(&read_text("tokens/pyjwt-unsecured.jwt")).text();
    assert!(text.contains("UNVERIFIED      \"alg\": \"none\""), "{text}");
    assert!(text.contains("0 bytes, not checked"), "{text}");
}

#[test]
fn what_steers_a_terminal_is_escaped() {
    let hostile = "{\"a\":\"\u{9b}31m\u{202e}\u{7f}\\u001b[2J\"}";
    let text = inspect(&token(hostile, hostile)).text();
    assert_eq!(text.matches(r#""a": "\u009b31m\u202e\u007f\u001b[2J""#).count(), 2, "{text}");
    let text = inspect(&token("{}", "plain\x1b]0;title\x07\r\nUNVERIFIED no\n")).text();
    assert!(text.contains(r"UNVERIFIED    plain\u001b]0;title\u0007\u000d"), "{text}");
    assert!(text.chars().all(|c| c == '\n' || !c.is_control()), "{text:?}");
}

#[test]
fn payloads_that_are_not_json_are_shown() {
    let text = inspect(&read_text("tokens/rfc7520-4.1-rs256.jwt")).text();
    assert!(text.contains("Payload, not JSON\nUNVERIFIED    It’s a dangerous business, Frodo,"), "{text}");
    let text = inspect(&token("{}", [0xFF, 0x00])).text();
    assert!(text.contains("UNVERIFIED    ff00\n"), "{text}");
    assert!(inspect(&token("{}", "")).text().contains("UNVERIFIED    (empty)\n"));
}

#[test]
fn what_is_no_token_is_refused() {
    inspect("").refused("not-compact");
    inspect("e30.e30").refused("not-compact");
    inspect("e30.e30.e30.e30").refused("not-compact");
    inspect("e30..e30.e30.e30").refused("encrypted-token");
    inspect("e30=.e30.e30").refused("padded-base64");
    inspect("e31.e30.e30").refused("malformed-base64");
    inspect(&token("[]", "{}")).refused("malformed-json");
    inspect(&token("{", "{}")).refused("malformed-json");
    inspect(&token(r#"{"alg":"a","\u0061lg":"b"}"#, "{}")).refused("duplicate-member");
    inspect(&token("{}", r#"{"a":{"b":1,"b":2}}"#)).refused("duplicate-member");
    inspect(&token("{}", "[".repeat(40_000))).refused("nesting-too-deep");
    jwtcore_reading(&["inspect", "-"], &vec![b'a'; 16 << 20]).refused("token-too-large");
}

#[test]
fn it_takes_no_options_that_verify() {
    for option in ["--key", "--alg", "--iss", "--token-file"] {
        jwtcore(&["inspect", option, "x"]).wrong(&["unexpected argument", "jwtcore inspect --help"]);
    }
}
