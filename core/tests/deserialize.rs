//! Claims deserialize into every type as `serde_json` deserializes their text, whatever stands in them.
#![cfg(all(feature = "hs", feature = "sign", feature = "std"))]

mod common;

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt::Debug;

use common::NOW;
use common::made::{HEADER, hs256_keys, token};
use jwtcore::{Audience, Claims, Error, Issuer, Trust, UnixSeconds, Verifier, VerifierBuilder};
use proptest::prelude::*;
use serde::Deserialize;
use serde::de::{Deserializer, MapAccess, Visitor};

#[derive(Debug, Deserialize, PartialEq)]
struct Texts<'a> {
    a: Option<&'a str>,
    #[serde(borrow)]
    b: Option<Cow<'a, str>>,
    c: String,
}

#[derive(Debug, Deserialize, PartialEq)]
struct Integers {
    a: Option<i8>,
    b: Option<u64>,
    #[serde(default)]
    c: i64,
    d: Option<u128>,
}

#[derive(Debug, Deserialize, PartialEq)]
#[serde(deny_unknown_fields)]
struct Nested {
    a: Option<Box<Nested>>,
    b: Option<Vec<serde_json::Value>>,
    c: Option<(u8, String)>,
    d: Option<BTreeMap<String, f64>>,
}

#[derive(Debug, Deserialize, PartialEq)]
struct Others {
    a: Option<Kind>,
    b: Option<Wrapped>,
    c: Option<char>,
    d: Option<bool>,
    e: Option<f32>,
    f: Option<()>,
    #[serde(flatten)]
    rest: BTreeMap<String, serde_json::Value>,
}

#[derive(Debug, Deserialize, PartialEq)]
struct Wrapped(u32);

#[derive(Debug, Deserialize, PartialEq)]
enum Kind {
    #[serde(rename = "x")]
    Plain,
    Of(u8),
    With {
        a: u8,
    },
}

/// Asks for a struct and reads its first member alone.
#[derive(Debug, PartialEq)]
struct FirstAlone(String);

impl<'de> Deserialize<'de> for FirstAlone {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct First;
        impl<'de> Visitor<'de> for First {
            type Value = FirstAlone;
            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("an object")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<FirstAlone, A::Error> {
                let first: Option<(String, serde_json::Value)> = map.next_entry()?;
                Ok(FirstAlone(first.map(|(name, _)| name).unwrap_or_default()))
            }
        }
        deserializer.deserialize_struct("FirstAlone", &[], First)
    }
}

fn with_claims<R>(payload: &str, then: impl FnOnce(Claims<'_>) -> R) -> R {
    let trust = Trust::new(Issuer::unchecked(), Audience::unchecked(), hs256_keys()).exp_optional();
    let verifier = Verifier::new(trust).unwrap();
    let token = token(HEADER, payload);
    let mut buf = vec![0; token.len()];
    then(verifier.verify(&token, UnixSeconds(NOW), &mut buf).unwrap())
}

fn same<'a, T: Deserialize<'a> + Debug + PartialEq>(claims: &Claims<'a>) {
    let expected = serde_json::from_str::<T>(claims.json()).map_err(|_| Error::UnexpectedClaimType);
    assert_eq!(claims.deserialize::<T>(), expected, "{}", claims.json());
}

fn same_in_every_type(payload: &str) {
    with_claims(payload, |claims| {
        same::<Texts<'_>>(&claims);
        same::<Integers>(&claims);
        same::<Nested>(&claims);
        same::<Others>(&claims);
        same::<FirstAlone>(&claims);
        same::<Kind>(&claims);
        same::<BTreeMap<Cow<'_, str>, serde_json::Value>>(&claims);
        same::<Option<Integers>>(&claims);
        same::<serde_json::Value>(&claims);
        same::<()>(&claims);
        let all: BTreeMap<String, serde_json::Value> = serde_json::from_str(claims.json()).unwrap();
        for (name, value) in all {
            assert_eq!(claims.get(&name), Ok(value), "{name} of {}", claims.json());
        }
        assert_eq!(claims.find::<serde_json::Value>("absent"), Ok(None));
    });
}

/// A value's text, also of those that readers treat apart.
fn value() -> impl Strategy<Value = String> {
    let few = ["0", "-0", "255", "256", "-129", "1.0", "1e2", "-1.5E+3", "true", "null", r#""""#, r#""x""#, r#""é""#];
    let many = [
        "9999999999999999999",
        "10000000000000000000",
        "18446744073709551615",
        "18446744073709551616",
        "-9223372036854775808",
        "123456789012345",
        "1234567890123456",
        r#""\u00e9\n""#,
        r#""a\/b""#,
        "[]",
        "{}",
        r#"[1,"two",{"three":[3]}]"#,
        r#"[7,"s"]"#,
        r#"{"a":{"b":[1]}}"#,
        r#"{"x":1.25,"\u0079":2}"#,
        r#"{"Of":3}"#,
        r#"{"With":{"a":1}}"#,
        r#"{"a":1,"b":2}"#,
    ];
    prop_oneof![
        proptest::sample::select(few.to_vec()).prop_map(str::to_owned),
        proptest::sample::select(many.to_vec()).prop_map(str::to_owned),
        any::<i64>().prop_map(|number| number.to_string()),
        any::<String>().prop_map(|text| serde_json::Value::from(text).to_string()),
    ]
}

/// An object's text: names that the types ask for, some spelled with an escape, and others; white space here and there.
fn payload() -> impl Strategy<Value = String> {
    let name = prop_oneof![
        8 => "[a-f]".prop_map(|name| format!("{name:?}")),
        1 => "[a-f]".prop_map(|name| format!("\"\\u{:04x}\"", u32::from(name.as_bytes()[0]))),
        2 => any::<String>().prop_map(|name| serde_json::Value::from(name).to_string()),
    ];
    let space = proptest::sample::select(vec!["", "", "", " ", "\n\t"]);
    let member = (name, value(), space.clone(), space);
    proptest::collection::vec(member, 0..30).prop_map(|members| {
        let mut seen = std::collections::BTreeSet::new();
        let reads = |name: &str| serde_json::from_str::<String>(name).unwrap();
        let registered = ["iss", "sub", "aud", "exp", "nbf", "iat", "jti"];
        let members: Vec<_> = members
            .into_iter()
            .filter(|(name, ..)| !registered.contains(&reads(name).as_str()) && seen.insert(reads(name)))
            .map(|(name, value, before, after)| format!("{before}{name}{after}:{before}{value}{after}"))
            .collect();
        format!("{{{}}}", members.join(","))
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1000))]

    #[test]
    fn claims_deserialize_as_serde_json_reads_them(payload in payload()) {
        same_in_every_type(&payload);
    }
}

#[test]
fn objects_out_of_the_ordinary_deserialize_too() {
    let many = |count: usize| (0..count).fold(String::new(), |text, at| text + &format!("\"m{at}\":{at},"));
    let long = "n".repeat(70_000);
    for payload in [
        "{}".to_owned(),
        r#" {"a":1} "#.to_owned(),
        r#"{"\u0061":"x","b":"y","c":"z"}"#.to_owned(),
        // As many members as are kept in mind, and one more.
        format!(r#"{{{}"c":"23 before"}}"#, many(23)),
        format!(r#"{{{}"c":"24 before"}}"#, many(24)),
        format!(r#"{{{}"c":"250 before"}}"#, many(250)),
        // A name as long as is kept in mind, and one longer.
        format!(r#"{{"{}":1,"c":"255"}}"#, &long[..255]),
        format!(r#"{{"{}":1,"c":"256"}}"#, &long[..256]),
    ] {
        same_in_every_type(&payload);
    }
}

#[test]
fn places_beyond_64_kib_are_found() {
    let long = "v".repeat(70_000);
    let payloads = [format!(r#"{{"c":"{long}"}}"#), format!(r#"{{"x":"{long}","c":"after"}}"#)];
    let trust = Trust::new(Issuer::unchecked(), Audience::unchecked(), hs256_keys()).exp_optional();
    let verifier = VerifierBuilder::new().max_token_len(1 << 20).build(trust).unwrap();
    for payload in payloads {
        let token = token(HEADER, &payload);
        let mut buf = vec![0; token.len()];
        let claims = verifier.verify(&token, UnixSeconds(NOW), &mut buf).unwrap();
        same::<Texts<'_>>(&claims);
        assert_eq!(claims.get::<String>("c"), Ok(claims.deserialize::<Texts<'_>>().unwrap().c));
    }
}
