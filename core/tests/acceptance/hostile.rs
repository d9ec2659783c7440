//! Hostile tokens: what is wrong with the form, the base64url, the header, the JSON or the size, each by its name.

use jwtcore::{Error, Trust, Verifier, VerifierBuilder};

use crate::common::made::{HEADER, encoded, header_seen, lasting, payload_seen, seen, signed, token, trust};
use crate::common::{NOW, verdict};

const DEFAULT_MAX_TOKEN_LEN: usize = 16 * 1024;
const MAX_TOKEN_LEN: usize = 1024 * 1024;
const MAX_HEADER_LEN: usize = 8 * 1024;

fn with(members: &str) -> Result<(), Error> {
    header_seen(&format!(r#"{{"alg":"HS256",{members}}}"#))
}

/// A header or payload with the same start and `bytes` bytes in all.
fn padded(start: &str, bytes: usize) -> String {
    let open = format!("{},\"pad\":\"", start.strip_suffix('}').unwrap());
    open.clone() + &"x".repeat(bytes - open.len() - 2) + "\"}"
}

fn many(count: usize) -> String {
    (0..count).map(|at| format!("\"m{at}\":0")).collect::<Vec<_>>().join(",")
}

#[test]
fn refuses_alg_none_in_any_spelling_with_or_without_signature() {
    for alg in ["none", "None", "NONE", "nOnE", "none ", "\\u006eone", "", "null"] {
        let header = format!(r#"{{"alg":"{alg}"}}"#);
        let signed = token(&header, lasting(""));
        let unsigned = format!("{}.", signed.rsplit_once('.').unwrap().0);
        assert_eq!(seen(&signed), Err(Error::UnknownAlgorithm), "{alg}");
        assert_eq!(seen(&unsigned), Err(Error::UnknownAlgorithm), "{alg}");
    }
    assert_eq!(header_seen(r#"{"typ":"JWT"}"#), Err(Error::MissingAlgorithm));
    for alg in ["null", "[]", "[\"HS256\"]", "256", "false", "{\"HS256\":1}"] {
        assert_eq!(header_seen(&format!(r#"{{"alg":{alg}}}"#)), Err(Error::InvalidHeaderMember), "{alg}");
    }
}

#[test]
fn refuses_algorithms_in_another_case_and_unknown_ones() {
    for alg in ["hs256", "Hs256", "HS256 ", " HS256", "HS2560", "HS1", "dir", "A128KW", "RSA-OAEP", "EdDSA448"] {
        assert_eq!(header_seen(&format!(r#"{{"alg":"{alg}"}}"#)), Err(Error::UnknownAlgorithm), "{alg}");
    }
}

#[test]
fn refuses_a_token_without_its_signature() {
    let token = token(HEADER, lasting(""));
    let (input, signature) = token.rsplit_once('.').unwrap();
    assert_eq!(seen(format!("{input}.")), Err(Error::InvalidSignature));
    assert_eq!(seen(input), Err(Error::NotCompact));
    assert_eq!(seen(format!("{input}.{}", &signature[..40])), Err(Error::InvalidSignature));
    assert_eq!(seen(format!("{input}.AAAA{signature}")), Err(Error::InvalidSignature));
    assert_eq!(seen(format!("{input}.{}", "A".repeat(8000))), Err(Error::InvalidSignature));
}

#[test]
fn refuses_crit_unknown_empty_duplicate_and_naming_registered_or_absent_members() {
    for crit in
        ["[]", "[\"exp\"]", "[\"alg\"]", "[\"x\"]", "[\"x\",\"x\"]", "[\"absent\"]", "null", "\"exp\"", "{}", "[1]"]
    {
        assert_eq!(with(&format!(r#""crit":{crit},"x":1"#)), Err(Error::CriticalHeader), "{crit}");
        assert_eq!(with(&format!(r#""\u0063rit":{crit}"#)), Err(Error::CriticalHeader), "{crit}");
    }
    assert_eq!(with(r#""crit":["b64"],"b64":false"#), Err(Error::CriticalHeader));
    assert_eq!(with(r#""crit":["x"],"crit":["x"]"#), Err(Error::DuplicateMember));
}

#[test]
fn refuses_b64() {
    for b64 in ["false", "true", "null", "\"false\""] {
        assert_eq!(with(&format!(r#""b64":{b64}"#)), Err(Error::UnencodedPayload), "{b64}");
    }
}

#[test]
fn takes_kid_as_an_opaque_bounded_string() {
    for kid in ["", "../../../dev/null", "' OR 1=1; --", "http://evil.test/key", "\\u0000", "k\\nk", "|cat /etc/passwd"]
    {
        assert_eq!(with(&format!(r#""kid":"{kid}""#)), Ok(()), "{kid}");
    }
    let long = format!("\"{}\"", "k".repeat(257));
    for kid in ["1", "null", "true", "[]", "[\"a\"]", "{}", &long] {
        assert_eq!(with(&format!(r#""kid":{kid}"#)), Err(Error::InvalidKid), "{kid}");
    }
}

#[test]
fn refuses_a_kid_of_one_mebibyte() {
    let token = token(&format!(r#"{{"alg":"HS256","kid":"{}"}}"#, "k".repeat(1 << 20)), lasting(""));
    assert_eq!(seen(&token), Err(Error::TokenTooLarge));
    let large = VerifierBuilder::new().max_token_len(MAX_TOKEN_LEN).build(trust()).unwrap();
    assert_eq!(verdict(&large, &token[..MAX_TOKEN_LEN], NOW), Err(Error::NotCompact));
    let fits = format!("{}.e30.AAAA", &token[..MAX_TOKEN_LEN - 100]);
    assert_eq!(verdict(&large, fits, NOW), Err(Error::HeaderTooLarge));
}

#[test]
fn never_uses_jwk_jku_x5u_x5c_and_x5t_of_a_header() {
    for value in ["1", "null", "\"https://evil.test/keys\"", "[\"AAAA\"]", r#"{"kty":"oct","k":"AAAA"}"#] {
        for name in ["jwk", "jku", "x5u", "x5c", "x5t", "x5t#S256"] {
            assert_eq!(with(&format!(r#""{name}":{value}"#)), Ok(()), "{name}: {value}");
        }
    }
}

#[test]
fn refuses_one_two_and_four_parts_dots_and_json_serialization() {
    let token = token(HEADER, lasting(""));
    let parts: Vec<_> = token.split('.').collect();
    let json = format!(r#"{{"protected":"{}","payload":"{}","signature":"{}"}}"#, parts[0], parts[1], parts[2]);
    let general = format!(r#"{{"payload":"{}","signatures":[{{"protected":"{}"}}]}}"#, parts[1], parts[0]);
    // The flattened form with the compact one hidden in it (CVE-2022-39227).
    let both = format!(r#"{{"{}.":"","payload":"","protected":"","signature":"x.{}"}}"#, parts[0], parts[2]);
    let four = format!("{token}.");
    let lead = format!(".{token}");
    for text in ["", ".", "..", "...", parts[0], &token[..token.len() - 44], &four, &lead, &json, &general] {
        assert_eq!(seen(text), Err(Error::NotCompact), "{text}");
    }
    assert_eq!(seen(both), Err(Error::MalformedBase64));
    assert_eq!(seen(format!(".{}.{}", parts[1], parts[2])), Err(Error::NotCompact));
    assert_eq!(seen(format!("{}..{}", parts[0], parts[2])), Err(Error::InvalidSignature));
}

#[test]
fn says_of_five_parts_that_they_are_a_jwe() {
    let jwe = format!("{}.{}.AAAA.AAAA.AAAA", encoded(r#"{"alg":"RSA-OAEP","enc":"A256GCM"}"#), encoded("key"));
    assert_eq!(seen(jwe), Err(Error::EncryptedToken));
    assert_eq!(seen("a..b.c.d"), Err(Error::EncryptedToken));
    assert_eq!(seen("a.b.c.d.e.f"), Err(Error::NotCompact));
}

#[test]
fn refuses_thousands_of_dots() {
    for count in [3, 5, 1000, DEFAULT_MAX_TOKEN_LEN] {
        assert_eq!(seen(".".repeat(count)), Err(Error::NotCompact), "{count}");
        assert!(seen(format!("a.b{}", ".".repeat(count - 3))).is_err(), "{count}");
    }
    assert_eq!(seen(".".repeat(DEFAULT_MAX_TOKEN_LEN + 1)), Err(Error::TokenTooLarge));
}

/// Each segment in turn is spelled in another way; the signature covers the spelling.
#[test]
fn refuses_base64url_with_padding_white_space_percent_signs_or_unused_bits() {
    let (header, payload) = (encoded(r#"{"alg":"HS256" }"#), encoded(lasting("\"a\":\"\u{fb}\u{ff}~?\"")));
    assert_eq!(header.len() % 4, 2);
    let spelled = |header: &str, payload: &str| seen(signed(format!("{header}.{payload}")));
    assert_eq!(spelled(&header, &payload), Ok(()));
    assert_eq!(spelled(&(header.clone() + "=="), &payload), Err(Error::PaddedBase64));
    assert_eq!(spelled(&header, &(payload.clone() + "=")), Err(Error::PaddedBase64));
    let (cut, last) = header.split_at(header.len() - 1);
    let unused = char::from(last.as_bytes()[0] + 1);
    for changed in [
        format!("{cut}{unused}"),
        format!("{header} "),
        format!(" {header}"),
        format!("{header}\n"),
        format!("{}\r\n{}", &header[..8], &header[8..]),
        format!("{header}%3D%3D"),
        format!("{header}AA=A"),
        format!("{header}\0"),
        format!("{header}é"),
    ] {
        assert_eq!(spelled(&changed, &payload), Err(Error::MalformedBase64), "{changed:?}");
    }
    let standard = payload.replace('-', "+").replace('_', "/");
    assert_ne!(standard, payload);
    assert_eq!(spelled(&header, &standard), Err(Error::MalformedBase64));
    assert_eq!(spelled(&header, &format!("{payload}\n")), Err(Error::MalformedBase64));
}

#[test]
fn refuses_a_signature_in_another_spelling() {
    let token = token(HEADER, lasting(""));
    assert_eq!(seen(format!("{token}=")), Err(Error::PaddedBase64));
    for tail in ["\n", " ", "%3D", "\0", "\r\n"] {
        assert_eq!(seen(format!("{token}{tail}")), Err(Error::MalformedBase64), "{tail:?}");
    }
    let (cut, last) = token.split_at(token.len() - 1);
    let other = char::from(last.as_bytes()[0] + 1);
    assert_eq!(seen(format!("{cut}{other}")), Err(Error::MalformedBase64));
}

#[test]
fn refuses_duplicate_members_also_spelled_with_escapes_and_nested() {
    for members in [
        r#""a":1,"a":1"#,
        r#""exp":1,"exp":2"#,
        r#""a":1,"\u0061":2"#,
        r#""\u0061":1,"a":2"#,
        r#""x":{"a":1,"b":2,"a":3}"#,
        r#""x":[[{"a":1,"\u0061":1}]]"#,
        r#""é":1,"\u00e9":2"#,
        r#""":1,"":2"#,
    ] {
        assert_eq!(payload_seen(lasting(members)), Err(Error::DuplicateMember), "{members}");
        assert_eq!(with(members), Err(Error::DuplicateMember), "{members}, in the header");
    }
    assert_eq!(header_seen(r#"{"alg":"HS256","\u0061lg":"none"}"#), Err(Error::DuplicateMember));
    assert_eq!(header_seen(r#"{"alg":"none","alg":"HS256"}"#), Err(Error::DuplicateMember));
    assert_eq!(payload_seen(lasting(r#""x":{"iss":1,"exp":2},"EXP":3,"y":[{"a":1},{"a":1}]"#)), Ok(()));
}

#[test]
fn refuses_bytes_that_are_no_utf8_marks_lone_surrogates_and_control_characters() {
    let (open, close) = (lasting("\"a\":\"").strip_suffix('}').unwrap().to_owned(), "\"}");
    for bytes in
        [&b"\xff"[..], b"\xc0\x80", b"\xc0\xaf", b"\xe0\x80\xaf", b"\xed\xa0\x80", b"\xf4\x90\x80\x80", b"\xc3"]
    {
        let payload = [open.as_bytes(), bytes, close.as_bytes()].concat();
        assert_eq!(payload_seen(payload), Err(Error::InvalidUtf8), "{bytes:x?}");
    }
    for text in ["\\ud800", "\\udc00", "\\ud83d\\u0041", "\\udc00\\ud800", "\0", "\n", "\t", "\u{1f}", "\\x00", "\\u12"]
    {
        assert_eq!(payload_seen(format!("{open}{text}{close}")), Err(Error::MalformedJson), "{text:?}");
    }
    for payload in
        [format!("\u{feff}{}", lasting("")), format!("{}\u{feff}", lasting("")), format!("{}\0", lasting(""))]
    {
        assert_eq!(payload_seen(payload), Err(Error::MalformedJson));
    }
    // Escaped and in order, they are text like any other.
    assert_eq!(payload_seen(format!("{open}\\u0000\\ud83d\\ude00{close}")), Ok(()));
}

#[test]
fn refuses_what_is_not_one_json_object() {
    for payload in ["", " ", "{", "[]", "null", "1", "\"{}\"", "{}{}", "{},", "{}x", "{\"a\":1,}", "{'a':1}", "{a:1}"] {
        assert_eq!(payload_seen(payload), Err(Error::MalformedJson), "{payload}");
        if !payload.is_empty() {
            assert_eq!(header_seen(payload), Err(Error::MalformedJson), "{payload}, in the header");
        }
    }
    assert_eq!(payload_seen(format!(" \t\r\n{} \n", lasting(""))), Ok(()));
}

#[test]
fn bounds_nesting_at_32_without_recursion() {
    let nested = |levels: usize, open: &str, close: &str| {
        lasting(&format!("\"a\":{}{}", open.repeat(levels), close.repeat(levels)))
    };
    assert_eq!(payload_seen(nested(31, "[", "]")), Ok(()));
    assert_eq!(payload_seen(nested(32, "[", "]")), Err(Error::NestingTooDeep));
    assert_eq!(payload_seen(lasting(&format!("\"a\":{}0{}", "{\"b\":".repeat(31), "}".repeat(31)))), Ok(()));
    assert_eq!(payload_seen(lasting(&format!("\"a\":{}", "{\"b\":".repeat(32)))), Err(Error::NestingTooDeep));
    assert_eq!(with(&format!("\"a\":{}", "[".repeat(5000))), Err(Error::NestingTooDeep));
    let large = VerifierBuilder::new().max_token_len(MAX_TOKEN_LEN).build(trust()).unwrap();
    let deepest = token(HEADER, format!("{{\"a\":{}", "[".repeat(700_000)));
    assert_eq!(verdict(&large, deepest, NOW), Err(Error::NestingTooDeep));
}

#[test]
fn bounds_members_of_header_object_and_claims() {
    assert_eq!(header_seen(&format!("{{\"alg\":\"HS256\",{}}}", many(63))), Ok(()));
    assert_eq!(header_seen(&format!("{{\"alg\":\"HS256\",{}}}", many(64))), Err(Error::TooManyMembers));
    let in_header = |count: usize| header_seen(&format!("{{\"alg\":\"HS256\",\"x\":{{{}}}}}", many(count)));
    assert_eq!((in_header(62), in_header(63)), (Ok(()), Err(Error::TooManyMembers)));
    // iss, aud and exp are members too.
    assert_eq!(payload_seen(lasting(&many(253))), Ok(()));
    assert_eq!(payload_seen(lasting(&many(254))), Err(Error::TooManyMembers));
    let nested =
        |count: usize| lasting(&format!("\"x\":[{{{}}},{{{0}}},{{{0}}}],\"y\":{{{}}}", many(256), many(count)));
    let large = VerifierBuilder::new().max_token_len(MAX_TOKEN_LEN).build(trust()).unwrap();
    let judged = |count: usize| verdict(&large, token(HEADER, nested(count)), NOW).map(drop);
    assert_eq!(judged(251), Ok(()));
    assert_eq!(judged(252), Err(Error::TooManyMembers));
}

#[test]
fn takes_16_kib_by_default_and_up_to_1_mib_where_it_is_set() {
    let of_len = |len: usize| {
        // Three quarters of what header, dots and signature leave.
        let payload = (len - 2 - encoded(HEADER).len() - 43) / 4 * 3;
        let token = token(HEADER, padded(&lasting(""), payload));
        assert!(token.len() <= len && token.len() + 4 > len);
        token
    };
    assert_eq!(seen(of_len(DEFAULT_MAX_TOKEN_LEN)), Ok(()));
    assert_eq!(seen(of_len(DEFAULT_MAX_TOKEN_LEN + 4)), Err(Error::TokenTooLarge));
    let limited = |len: usize| VerifierBuilder::new().max_token_len(len).build(trust());
    let large = limited(MAX_TOKEN_LEN).unwrap();
    assert_eq!(verdict(&large, of_len(MAX_TOKEN_LEN), NOW).map(drop), Ok(()));
    assert_eq!(verdict(&large, of_len(MAX_TOKEN_LEN + 4), NOW), Err(Error::TokenTooLarge));
    assert_eq!(verdict(&limited(1).unwrap(), of_len(1000), NOW), Err(Error::TokenTooLarge));
    for len in [0, MAX_TOKEN_LEN + 1, usize::MAX] {
        assert_eq!(limited(len).err(), Some(Error::InvalidLimit), "{len}");
    }
}

#[test]
fn the_limit_is_the_tokens_exact_length() {
    let token = token(HEADER, lasting(""));
    let limited =
        |len: usize| -> Verifier<Trust<_>> { VerifierBuilder::new().max_token_len(len).build(trust()).unwrap() };
    assert_eq!(verdict(&limited(token.len()), &token, NOW).map(drop), Ok(()));
    assert_eq!(verdict(&limited(token.len() - 1), &token, NOW), Err(Error::TokenTooLarge));
}

#[test]
fn takes_headers_of_8_kib() {
    assert_eq!(header_seen(&padded(HEADER, MAX_HEADER_LEN)), Ok(()));
    assert_eq!(header_seen(&padded(HEADER, MAX_HEADER_LEN + 1)), Err(Error::HeaderTooLarge));
}

#[test]
fn refuses_16_mib_without_looking_at_them() {
    let huge = vec![b'.'; 16 << 20];
    let mut buf = [];
    let verifier = Verifier::new(trust()).unwrap();
    // With no room at all: nothing is decoded.
    assert_eq!(verifier.verify(huge, jwtcore::UnixSeconds(NOW), &mut buf).err(), Some(Error::TokenTooLarge));
}

#[test]
fn refuses_a_bearer_prefix_and_white_space_around() {
    let token = token(HEADER, lasting(""));
    for text in [format!("Bearer {token}"), format!(" {token}"), format!("\n{token}"), format!("\"{token}\"")] {
        assert_eq!(seen(&text), Err(Error::MalformedBase64), "{text}");
    }
}
