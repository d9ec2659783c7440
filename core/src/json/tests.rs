//! The reader against `serde_json` and against each rule of its own.

use std::{
    collections::BTreeMap,
    format,
    string::{String, ToString as _},
    vec::Vec,
};

use proptest::prelude::*;

use super::*;

#[derive(Default)]
struct Collected<'t>(Vec<(JsonStr<'t>, Value<'t>)>);

impl<'t> Members<'t> for Collected<'t> {
    fn member(&mut self, _: usize, name: JsonStr<'t>, value: Value<'t>) {
        self.0.push((name, value));
    }
}

fn collect(text: &str) -> Result<Collected<'_>, Error> {
    read(text.as_bytes(), Limits::CLAIMS)
}

fn verdict(text: &str) -> Result<(), Error> {
    collect(text).map(|_| ())
}

fn nested(levels: usize) -> String {
    format!("{}1{}", "{\"a\":".repeat(levels), "}".repeat(levels))
}

fn many(count: usize, prefix: &str) -> String {
    (0..count).map(|at| format!("\"{prefix}{at}\":0")).collect::<Vec<_>>().join(",")
}

#[test]
fn hands_out_the_top_members_only() {
    let members = collect(r#" { "a" : [1, {"x":2}] , "b\n":"c\u00e9", "d":{"a":null},"e":-1.5e3,"f":true } "#).unwrap();
    let shown: Vec<_> = members.0.iter().map(|(name, value)| (name.to_string(), value.text)).collect();
    let expected =
        [("a", r#"[1, {"x":2}]"#), ("b\n", r#""c\u00e9""#), ("d", r#"{"a":null}"#), ("e", "-1.5e3"), ("f", "true")];
    assert_eq!(shown, expected.map(|(name, text)| (name.to_string(), text)));
    assert!(members.0[1].1.as_string().unwrap() == "cé");
}

#[test]
fn refuses_what_is_not_one_object() {
    for text in [
        "",
        " ",
        "{",
        "}",
        "[]",
        "1",
        "null",
        "\"a\"",
        "{}x",
        "{}{}",
        "{},",
        "{\"a\"}",
        "{\"a\":}",
        "{\"a\":1,}",
        "{,}",
        "{\"a\":1 \"b\":2}",
        "{a:1}",
        "{'a':1}",
        "{\"a\":[1,]}",
        "{\"a\":[,1]}",
        "{\"a\":[1 2]}",
        "{\"a\":[}]}",
        "{\"a\":{]}}",
        "{\"a\":tru}",
        "{\"a\":True}",
        "{\"a\":nul}",
        "{\"a\":NaN}",
        "{\"a\":Infinity}",
        "{\"a\":-}",
        "{\"a\":01}",
        "{\"a\":1.}",
        "{\"a\":\"}",
        "{\"a\":1}/**/",
        "\u{feff}{}",
        "{\"a\":1}\0",
        "{\"a\":\"\t\"}",
        "{\"a\":\"\u{0}\"}",
        "{\"a\":[1}",
        "{\"a\":[[]}",
        "{\"a\":{\"b\":1,}}",
    ] {
        assert_eq!(verdict(text), Err(Error::MalformedJson), "{text:?}");
    }
}

#[test]
fn refuses_invalid_utf8() {
    for bytes in [&b"{\"a\":\"\xff\"}"[..], b"{\"a\":\"\xc0\xaf\"}", b"{\"a\":\"\xed\xa0\x80\"}", b"\xff{}"] {
        assert_eq!(read::<Collected<'_>>(bytes, Limits::CLAIMS).map(|_| ()), Err(Error::InvalidUtf8));
    }
}

#[test]
fn refuses_lone_surrogates_and_broken_escapes() {
    for escape in [
        r"\ud800",
        r"\udc00",
        r"\ud800x",
        r"\ud800\n",
        r"\ud800\ud800",
        r"\udfff\ud800",
        r"\u12",
        r"\u12g4",
        r"\x41",
        r"\",
        r"\u",
        r"\'",
        r"\ud83d\u",
        r"\u+123",
        r"\U0041",
    ] {
        assert_eq!(verdict(&format!("{{\"a\":\"{escape}\"}}")), Err(Error::MalformedJson), "{escape}");
        assert_eq!(verdict(&format!("{{\"{escape}\":1}}")), Err(Error::MalformedJson), "{escape}");
    }
    let members = collect(r#"{"a":"\ud83d\ude00\uD834\udd1e\u0041\/\"\\\b\f\r\t"}"#).unwrap();
    assert_eq!(members.0[0].1.as_string().unwrap().to_string(), "😀𝄞A/\"\\\u{8}\u{c}\r\t");
}

#[test]
fn refuses_duplicate_members_at_any_depth_and_in_any_spelling() {
    for text in [
        r#"{"a":1,"a":2}"#,
        r#"{"a":1,"b":2,"\u0061":3}"#,
        r#"{"\u0061":1,"a":2}"#,
        r#"{"x":{"a":1,"a":1}}"#,
        r#"{"x":[[{"b":0},{"a":1,"c":2,"\u0061":1}]]}"#,
        r#"{"":1,"":2}"#,
        r#"{"é":1,"\u00e9":2}"#,
        r#"{"😀":1,"\ud83d\ude00":2}"#,
        r#"{"a":{"b":{"a":1}},"a":1}"#,
    ] {
        assert_eq!(verdict(text), Err(Error::DuplicateMember), "{text}");
    }
    assert_eq!(verdict(r#"{"a":{"a":{"a":1}},"b":[{"a":1},{"a":1}],"A":1}"#), Ok(()));
}

#[test]
fn finds_duplicates_among_many_members() {
    let text = format!("{{{},\"m7\":1}}", many(200, "m"));
    assert_eq!(verdict(&text), Err(Error::DuplicateMember));
    let text = format!("{{\"o\":{{{}}},{},\"m0\":1}}", many(200, "m"), many(200, "m"));
    assert_eq!(verdict(&text), Err(Error::DuplicateMember));
}

/// Members whose names have one hash and differ only at their ends.
fn colliding(count: usize, beginning: &str) -> Vec<String> {
    let hash = |name: &str| names::hash(JsonStr::new(name, false));
    let wanted = hash(beginning);
    let names = (0_u32..).map(|number| format!("{beginning}{number:08x}")).filter(|name| hash(name) == wanted);
    names.take(count).map(|name| format!("\"{name}\":0")).collect()
}

/// How many names, and how many of their bytes, are read again to find out that none is given twice.
fn work(members: &[String]) -> (usize, usize) {
    let mut names = NameTable::<1024>::new(Limits::CLAIMS);
    reader::object(&format!("{{{}}}", members.join(",")), &mut names, |_, _, _| ()).unwrap();
    names.compared.get()
}

/// The bound that the module's documentation states, met by the worst names that there can be, in the worst orders.
#[test]
fn bounds_the_work_on_names_whose_hashes_are_equal() {
    for (count, most_each) in [(64, 7), (256, 9)] {
        let mut members = colliding(count, &"n".repeat(100));
        let turned = members.iter().rev().cloned().collect();
        let (front, back) = members.split_at(count / 2);
        let mixed = front.iter().zip(back).flat_map(|(one, other)| [other.clone(), one.clone()]).collect();
        members.sort();
        for members in [members.clone(), turned, mixed] {
            let (names, bytes) = work(&members);
            assert!(names <= count * most_each, "{names} comparisons for {count} names");
            assert_eq!(bytes, names * 108, "what was read again");
            // They really are of one hash: each is compared with others.
            assert!(names >= count * (most_each - 3), "{names} comparisons for {count} names");
        }
    }
}

#[test]
fn compares_no_names_whose_hashes_differ() {
    let ordinary = ["iss", "sub", "aud", "exp", "nbf", "iat", "jti", "uid", "scope", "azp", "email", "name"];
    assert_eq!(work(&ordinary.map(|name| format!("\"{name}\":0"))), (0, 0));
}

#[test]
fn finds_duplicates_among_names_whose_hashes_are_equal() {
    let members = colliding(200, "n");
    for at in [0, 1, 99, 198, 199] {
        let mut twice = members.clone();
        twice.insert(100, members[at].clone());
        assert_eq!(verdict(&format!("{{{}}}", twice.join(","))), Err(Error::DuplicateMember), "{at}");
        let spelled = members[at].replacen('n', "\\u006e", 1);
        let text = format!("{{{},{spelled}}}", members.join(","));
        assert_eq!(verdict(&text), Err(Error::DuplicateMember), "{at}");
    }
    assert_eq!(verdict(&format!("{{{}}}", members.join(","))), Ok(()));
}

#[test]
fn finds_duplicates_of_names_given_before_and_after_two_of_one_hash_and_a_nested_object() {
    let shared = colliding(24, "n");
    let ordinary = ["iss", "sub", "aud", "exp", "nbf", "iat", "jti", "uid"].map(|name| format!("\"{name}\":0"));
    let nested = [format!("\"n\":{{{}}}", [&shared[..], &ordinary].concat().join(","))];
    let members = [&ordinary[..4], &shared[..12], &nested, &ordinary[4..], &shared[12..]].concat();
    assert_eq!(verdict(&format!("{{{}}}", members.join(","))), Ok(()));
    for member in &members {
        let text = format!("{{{},{member}}}", members.join(","));
        assert_eq!(verdict(&text), Err(Error::DuplicateMember), "{member}");
    }
    let twice = nested[0].replacen('{', &format!("{{{},", shared[23]), 1);
    assert_eq!(verdict(&format!("{{{},{twice}}}", shared.join(","))), Err(Error::DuplicateMember));
}

#[test]
fn bounds_depth_at_32() {
    assert_eq!(verdict(&nested(32)), Ok(()));
    assert_eq!(verdict(&nested(33)), Err(Error::NestingTooDeep));
    assert_eq!(verdict(&format!("{{\"a\":{}{}}}", "[".repeat(31), "]".repeat(31))), Ok(()));
    assert_eq!(verdict(&format!("{{\"a\":{}{}}}", "[".repeat(32), "]".repeat(32))), Err(Error::NestingTooDeep));
    assert_eq!(verdict(&"{\"a\":[".repeat(400_000 / 6)), Err(Error::NestingTooDeep));
}

#[test]
fn bounds_members() {
    assert_eq!(verdict(&format!("{{{}}}", many(256, "m"))), Ok(()));
    assert_eq!(verdict(&format!("{{{}}}", many(257, "m"))), Err(Error::TooManyMembers));
    let objects = |count: usize| (0..count).map(|_| format!("{{{}}}", many(102, "x"))).collect::<Vec<_>>().join(",");
    assert_eq!(verdict(&format!("{{\"a\":[{}],{}}}", objects(10), many(3, "m"))), Ok(()));
    assert_eq!(verdict(&format!("{{\"a\":[{}],{}}}", objects(10), many(4, "m"))), Err(Error::TooManyMembers));
    let header = |count| read::<Collected<'_>>(format!("{{{}}}", many(count, "m")).as_bytes(), Limits::HEADER).is_ok();
    assert!(header(64) && !header(65));
}

#[test]
fn refuses_texts_above_one_mebibyte() {
    let text = format!("{{\"a\":\"{}\"}}", "x".repeat(1 << 20));
    assert_eq!(verdict(&text), Err(Error::MalformedJson));
}

#[test]
fn reads_arrays() {
    let elements = |text: &'static str| {
        let value = collect(text).unwrap().0[0].1;
        value.as_array().map(|elements| elements.map(|element| element.text).collect::<Vec<_>>())
    };
    assert_eq!(elements(r#"{"a":[]}"#), Some(Vec::new()));
    assert_eq!(elements(r#"{"a":[ ]}"#), Some(Vec::new()));
    assert_eq!(elements(r#"{"a":[ "x" , {"y":[1]},null]}"#), Some(std::vec!["\"x\"", "{\"y\":[1]}", "null"]));
    assert_eq!(elements(r#"{"a":"x"}"#), None);
}

#[test]
fn finds_a_member_by_its_unescaped_name() {
    let text = r#"{"a":{"b":1},"\u0062":2}"#;
    assert_eq!(find(text, "b").unwrap().text, "2");
    assert!(find(text, "c").is_none());
}

#[test]
fn unescapes_into_a_buffer_of_just_the_size() {
    let string = JsonStr::new(r"\u00e9\/\ud83d\ude00x", true);
    assert_eq!(string.unescape_into(&mut [0; 8]), Ok("é/😀x"));
    assert_eq!(string.unescape_into(&mut [0; 7]), Err(Error::BufferTooSmall { needed: 8 }));
}

/// JSON values as `serde_json` writes them.
fn any_value() -> impl Strategy<Value = serde_json::Value> {
    let leaf = prop_oneof![
        Just(serde_json::Value::Null),
        any::<bool>().prop_map(Into::into),
        any::<i64>().prop_map(Into::into),
        (-1e300_f64..1e300).prop_map(Into::into),
        ".{0,12}".prop_map(Into::into),
    ];
    leaf.prop_recursive(4, 40, 6, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..6).prop_map(Into::into),
            proptest::collection::btree_map(".{0,4}", inner, 0..6)
                .prop_map(|members| serde_json::Value::Object(members.into_iter().collect())),
        ]
    })
}

// Within 2^53 the cast is exact; the other reader's float may be rounded up across a whole second.
#[allow(clippy::cast_precision_loss)]
fn same_value(value: Value<'_>, expected: &serde_json::Value) -> bool {
    let kind_fits = match value.kind {
        Kind::Object => expected.is_object(),
        Kind::Array => expected.is_array(),
        Kind::String { .. } => expected.as_str() == Some(&value.as_string().unwrap().to_string()),
        Kind::Number => expected.is_number(),
        Kind::Bool => expected.is_boolean(),
        Kind::Null => expected.is_null(),
    };
    let seconds_fit = match (value.as_seconds(), expected.as_i64(), expected.as_f64()) {
        (seconds, Some(integer), _) => seconds == Some(integer).filter(|integer| integer.unsigned_abs() <= 1 << 53),
        (Some(seconds), None, Some(float)) => (float.floor() - seconds as f64).abs() <= 1.0,
        (None, None, Some(float)) => float.abs() >= ((1_u64 << 53) - 1) as f64,
        (seconds, None, None) => seconds.is_none(),
    };
    kind_fits && seconds_fit && serde_json::from_str::<serde_json::Value>(value.text).unwrap() == *expected
}

/// What both readers say of a text: ours may refuse more, and never reads another value.
fn check_against_serde_json(text: &str) -> Result<(), TestCaseError> {
    let Ok(members) = collect(text) else { return Ok(()) };
    let expected: BTreeMap<String, serde_json::Value> = serde_json::from_str(text)
        .map_err(|error| TestCaseError::fail(format!("we accept, serde_json refuses {text:?}: {error}")))?;
    prop_assert_eq!(members.0.len(), expected.len());
    for (name, value) in members.0 {
        prop_assert!(same_value(value, &expected[&name.to_string()]), "{} of {}", name, text);
    }
    Ok(())
}

/// A text near to JSON: a valid one with some bytes replaced, removed or doubled.
fn near_json() -> impl Strategy<Value = String> {
    let edit = (any::<prop::sample::Index>(), 0..3_u8, prop::sample::select(&b"{}[]\",:\\/u0d8eE+-. \n\ttrfnx1"[..]));
    (proptest::collection::btree_map(".{0,3}", any_value(), 0..4), proptest::collection::vec(edit, 0..4)).prop_map(
        |(members, edits)| {
            let mut text = serde_json::to_vec(&members).unwrap();
            for (at, what, byte) in edits {
                let at = at.index(text.len());
                match what {
                    0 => text[at] = byte,
                    1 => text.insert(at, byte),
                    _ => drop(text.remove(at)),
                }
                if text.is_empty() {
                    text.push(b'{');
                }
            }
            String::from_utf8_lossy(&text).into_owned()
        },
    )
}

/// What we refuse although `serde_json` reads an object: only by rules that it does not have.
fn check_refusal(text: &str) -> Result<(), TestCaseError> {
    let Err(error) = verdict(text) else { return Ok(()) };
    if serde_json::from_str::<BTreeMap<String, serde_json::Value>>(text).is_err() {
        return Ok(());
    }
    // Numbers from 10^308 on: with an exponent above 299, or with that many digits.
    let mut numbers = text.split(|c: char| !c.is_ascii_digit());
    let is_great = numbers.any(|digits| digits.len() > 300 || digits.len() == 3 && digits.starts_with('3'));
    let expected = error == Error::DuplicateMember || error == Error::MalformedJson && is_great;
    prop_assert!(expected, "serde_json accepts, we refuse with {}: {}", error.name(), text);
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn accepts_what_serde_json_writes(members in proptest::collection::btree_map(".{0,8}", any_value(), 0..8)) {
        let text = serde_json::to_string(&members).unwrap();
        prop_assert_eq!(collect(&text).map(|members| members.0.len()), Ok(members.len()));
        check_against_serde_json(&text)?;
    }

    #[test]
    fn accepts_nothing_that_serde_json_refuses(text in near_json()) {
        check_against_serde_json(&text)?;
    }

    #[test]
    fn refuses_nothing_but_duplicates_that_serde_json_accepts(text in near_json()) {
        check_refusal(&text)?;
    }

    #[test]
    fn accepts_nothing_that_serde_json_refuses_in_fragments(
        parts in proptest::collection::vec(prop::sample::select(&[
            "{", "}", "[", "]", ":", ",", "\"a\"", "\"b\"", "\"\\u0061\"", "\"\\ud800\"", "1", "-", "0", ".5", "e9", "1e400",
            "true", "null", " ", "\"", "\\", "\u{1}",
        ][..]), 0..14)
    ) {
        for text in [format!("{{\"k\":{}}}", parts.concat()), parts.concat()] {
            check_against_serde_json(&text)?;
            check_refusal(&text)?;
        }
    }

    #[test]
    fn unescapes_as_serde_json(text in ".{0,40}") {
        let escaped: String = text.encode_utf16().fold(String::new(), |text, unit| text + &format!("\\u{unit:04x}"));
        let string = JsonStr::new(&escaped, true);
        prop_assert!(string == *text);
        let mut buf = [0; 256];
        prop_assert_eq!(string.unescape_into(&mut buf).unwrap(), text);
    }
}
