//! Every token and every issuer's recipe of testdata, with the verdicts that Rust gives.

use jwtcore_ffi::*;
use serde_json::Value;

use crate::common::*;

fn texts(value: &Value) -> Vec<&str> {
    value.as_array().into_iter().flatten().map(|text| text.as_str().expect("a text")).collect()
}

/// Whether this build lacks the algorithms that a case lists.
fn lacks(algorithms: u32) -> bool {
    jwtcore_algorithms() & algorithms != algorithms
}

/// A builder at a level, with these keys.
fn begun(level: &str, flags: u32, row: &Value, keys: Option<&[u8]>, secret: Option<&[u8]>) -> Answer<Builder> {
    let is_jws = level == "jws";
    let options = VerifierOptions {
        flags: if is_jws { JwtcoreVerifierFlag::Jws as u32 } else { 0 },
        max_token_len: row["max_token_len"].as_u64().map_or(0, |len| usize::try_from(len).expect("a length")),
        ..verifier_options()
    };
    let trust = TrustOptions { flags: if is_jws { 0 } else { flags }, ..trust_options() };
    let algorithms = algorithms(texts(&row[if row["alg"].is_null() { "algorithms" } else { "alg" }]));
    let builder = Builder::with(&options)?.trust(&trust)?;
    let builder = match (keys, secret) {
        (Some(keys), _) => builder.key(KEYS, algorithms, keys, None)?,
        (None, secret) => builder.key(SECRET_SOURCE, algorithms, secret.expect("a key or a secret"), None)?,
    };
    match row["typ"].as_str() {
        Some(typ) => builder.typ(typ),
        None => Ok(builder),
    }
}

/// The payload, or the refusal, at either level.
fn verdict(verifier: &Verifier, level: &str, token: &[u8], now: i64) -> Answer<Vec<u8>> {
    if level == "jws" {
        verify_jws(verifier.0, token).map(|(payload, _)| payload)
    } else {
        verifier.verify(token, now).map(|(claims, _)| claims.into_bytes())
    }
}

fn case(row: &Value) -> Answer<Vec<u8>> {
    let level = row["level"].as_str().expect("a level");
    let (issuers, audiences) = (texts(&row["iss"]), texts(&row["aud"]));
    let unchecked = |texts: &[&str], flag: JwtcoreTrustFlag| if texts.is_empty() { flag as u32 } else { 0 };
    let flags = unchecked(&issuers, JwtcoreTrustFlag::UncheckedIssuer)
        | unchecked(&audiences, JwtcoreTrustFlag::UncheckedAudience);
    let (key, secret) = (row["key"].as_str().map(read), row["secret_file"].as_str().map(read));
    let mut builder = begun(level, flags, row, key.as_deref(), secret.as_deref())?;
    if level == "jwt" {
        builder = issuers.iter().try_fold(builder, |builder, issuer| builder.issuer(issuer))?;
        builder = audiences.iter().try_fold(builder, |builder, audience| builder.audience(audience))?;
    }
    let token = read(row["token"].as_str().expect("a token"));
    verdict(&builder.build()?, level, &token, row["now"].as_i64().expect("a time"))
}

#[test]
fn cases_have_their_verdicts() {
    let cases = read_json("cases.json");
    let cases = cases.as_array().expect("an array");
    assert!(cases.len() > 50);
    for row in cases {
        let answer = case(row);
        let is_lacking = row["feature"].is_string() && lacks(algorithms(texts(&row["alg"])));
        let expected = if is_lacking { "unsupported-algorithm" } else { row["verdict"].as_str().expect("a verdict") };
        let expected = if expected == "accepted" { "ok" } else { expected };
        assert_eq!(name_of(&answer), expected, "{}", row["name"]);
        if let (Ok(payload), Some(path)) = (answer, row["payload"].as_str()) {
            assert_eq!(payload, read(path), "{}", row["name"]);
        }
    }
}

/// A verifier as a recipe describes it.
fn recipe(folder: &str, row: &Value) -> Answer<Verifier> {
    let level = row["level"].as_str().expect("a level");
    let mut flags = 0;
    for (unchecked, flag) in [
        (row["issuer"].is_null(), JwtcoreTrustFlag::UncheckedIssuer),
        (row["audience"].is_null(), JwtcoreTrustFlag::UncheckedAudience),
        (row["allow_integer_sub"] == true, JwtcoreTrustFlag::IntegerSub),
    ] {
        flags |= if unchecked { flag as u32 } else { 0 };
    }
    let file = |name: &Value| name.as_str().map(|name| read(&format!("issuers/{folder}/{name}")));
    let (keys, secret) = (file(&row["keys"]), file(&row["secret_file"]));
    let mut builder = begun(level, flags, row, keys.as_deref(), secret.as_deref())?;
    for issuer in texts(&row["issuer"]) {
        builder = builder.issuer(issuer)?;
    }
    let audience = &row["audience"];
    if let Some(claim) = audience["claim"].as_str() {
        builder = builder.audience_claim(claim)?;
    }
    for audience in texts(if audience.is_object() { &audience["any_of"] } else { audience }) {
        builder = builder.audience(audience)?;
    }
    for rule in row["required"].as_array().into_iter().flatten() {
        let claim = rule["claim"].as_str().expect("a claim");
        builder = match texts(&rule["values"]).as_slice() {
            [] => builder.claim(claim, None)?,
            values => values.iter().try_fold(builder, |builder, value| builder.claim(claim, Some(value)))?,
        };
    }
    for rule in row["header"].as_array().into_iter().flatten() {
        let member = rule["member"].as_str().expect("a member");
        builder = texts(&rule["values"]).iter().try_fold(builder, |builder, value| builder.header(member, value))?;
    }
    builder.build()
}

#[test]
fn recipes_of_issuers_have_their_verdicts() {
    let mut tokens = 0;
    for folder in std::fs::read_dir(testdata("issuers")).expect("issuers") {
        let folder = folder.expect("a folder").file_name().into_string().expect("UTF-8");
        let recipes = read_json(&format!("issuers/{folder}/recipe.json"));
        for row in recipes.as_array().expect("an array") {
            let place = format!("{folder}: {}", row["name"]);
            let verifier = recipe(&folder, row).unwrap_or_else(|failure| panic!("{place}: {failure:?}"));
            let level = row["level"].as_str().expect("a level");
            let now = row["now"].as_i64().expect("a time");
            let judged = |token: &str| {
                let token = read(&format!("issuers/{folder}/{token}"));
                name_of(&verdict(&verifier, level, &token, now)).to_owned()
            };
            for token in texts(&row["accepted"]) {
                assert_eq!(judged(token), "ok", "{place}: {token}");
                tokens += 1;
            }
            for refused in row["refused"].as_array().expect("an array") {
                let token = refused["token"].as_str().expect("a token");
                assert_eq!(judged(token), refused["error"].as_str().expect("an error"), "{place}: {token}");
                tokens += 1;
            }
        }
    }
    assert!(tokens > 150, "{tokens}");
}

#[test]
fn recipes_say_which_keys_are_skipped() {
    for folder in std::fs::read_dir(testdata("issuers")).expect("issuers") {
        let folder = folder.expect("a folder").file_name().into_string().expect("UTF-8");
        let recipes = read_json(&format!("issuers/{folder}/recipe.json"));
        for row in recipes.as_array().expect("an array").iter().filter(|row| row["keys"].is_string()) {
            let keys = read(&format!("issuers/{folder}/{}", row["keys"].as_str().expect("a file")));
            let (mut room, mut count, mut usable) = ([Skipped::default(); 64], 0, 0);
            let status = ffi!(jwtcore_skipped_keys(
                algorithms(texts(&row["algorithms"])),
                0,
                data(&keys),
                keys.len(),
                room.as_mut_ptr(),
                room.len(),
                &raw mut count,
                &raw mut usable
            ));
            assert_eq!(status, 0, "{folder}");
            let told = room[..count].iter().map(|skip| {
                serde_json::json!({"index": skip.entry, "reason": static_text(jwtcore_status_name(skip.reason))})
            });
            assert_eq!(Value::Array(told.collect()), row["skipped"], "{folder}: {}", row["name"]);
            assert!(usable > 0);
        }
    }
}
