//! `verify`: what is expected of a token, and every expectation that is missing, contradictory or out of bounds.

use crate::run::{Answer, Folder, jwtcore, jwtcore_reading, read, read_text};

const KEY: [&str; 5] = ["verify", "--key", "keys/p256.pem", "--alg", "ES256"];
const ANY: [&str; 2] = ["--any-iss", "--any-aud"];
const NOW: [&str; 2] = ["--now", "1767225660"];
const TOKEN: [&str; 2] = ["--token-file", "tokens/openssl-es256.jwt"];
/// The iat and the exp of that token.
const IAT: i64 = 1_767_225_600;
const EXP: i64 = 4_102_444_800;

/// Verifies the token with further options.
fn verify(options: &[&str]) -> Answer {
    jwtcore(&[&KEY, options, &TOKEN].concat())
}

/// As [`verify`], for any issuer and audience, now.
fn verify_any(options: &[&str]) -> Answer {
    verify(&[&ANY, &NOW, options].concat())
}

#[test]
fn accepted_claims_stand_alone_on_standard_output() {
    let options = ["--iss", "https://issuer.test", "--aud", "https://api.test", "--now", "1767225660"];
    let expected = read_text("tokens/openssl-es256.payload") + "\n";
    assert_eq!(verify(&options).text(), expected);
}

#[test]
fn the_system_clock_judges_by_default() {
    // Valid until 2100.
    verify(&ANY).done();
    let expired = ["--key", "keys/p256.jwk", "--alg", "ES256", "--token-file", "tokens/pyjwt-expired.jwt"];
    jwtcore(&[&["verify"], &expired[..], &ANY].concat()).refused("expired");
}

#[test]
fn now_and_leeway_move_the_dates() {
    let at = |now: i64, leeway: &str| verify(&[&ANY, &["--now", &now.to_string(), "--leeway", leeway][..]].concat());
    at(EXP - 1, "0").done();
    at(EXP, "0").refused("expired");
    at(EXP, "30").done();
    at(EXP + 30, "30").refused("expired");
    at(IAT - 61, "0").refused("issued-in-the-future");
    at(IAT - 61, "61").done();
    at(-5, "0").refused("issued-in-the-future");
}

#[test]
fn issuer_is_exact() {
    let iss = |iss: &str| verify(&[&["--iss", iss, "--any-aud"], &NOW[..]].concat());
    iss("https://issuer.test").done();
    for other in ["https://issuer.test/", "https://issuer.tes", "HTTPS://issuer.test", "https://other.test"] {
        iss(other).refused("wrong-issuer");
    }
}

#[test]
fn one_of_the_audiences_is_met() {
    let aud = |aud: &[&str]| {
        let options = aud.iter().flat_map(|aud| ["--aud", *aud]).collect::<Vec<_>>();
        verify(&[&["--any-iss"], &NOW[..], &options].concat())
    };
    aud(&["https://api.test"]).done();
    aud(&["https://other.test", "https://api.test"]).done();
    aud(&["https://other.test"]).refused("wrong-audience");
}

#[test]
fn typ_is_asked_for() {
    verify_any(&["--typ", "JWT"]).done();
    verify_any(&["--typ", "at+jwt"]).refused("wrong-typ");
}

#[test]
fn claims_are_asked_for_by_presence_and_by_value() {
    verify_any(&["--require", "sub"]).done();
    verify_any(&["--require", "uid"]).refused("missing-claim");
    verify_any(&["--require", "sub=user-1"]).done();
    verify_any(&["--require", "sub=user-2"]).refused("wrong-claim-value");
    verify_any(&["--require", "sub=user-2", "--require", "sub=user-1"]).done();
    verify_any(&["--require", "sub=user-2", "--require", "sub=user-3"]).refused("wrong-claim-value");
    verify_any(&["--require", "sub=user-1", "--require", "uid"]).refused("missing-claim");
    // All behind the first equals sign is the value.
    verify_any(&["--require", "sub=user=1"]).refused("wrong-claim-value");
}

#[test]
fn several_algorithms_may_be_listed() {
    verify_any(&["--alg", "EdDSA", "--alg", "RS256"]).done();
}

#[test]
fn secrets_verify() {
    let options = ["--secret-file", "keys/secret-32.bin", "--alg", "HS256"];
    let token = ["--token-file", "tokens/openssl-hs256.jwt"];
    jwtcore(&[&["verify"], &options[..], &ANY, &NOW, &token].concat()).done();
    let other = ["--secret-file", "keys/secret-64.bin", "--alg", "HS256"];
    jwtcore(&[&["verify"], &other[..], &ANY, &NOW, &token].concat()).refused("invalid-signature");
}

#[test]
fn issuer_and_audience_must_be_decided_once() {
    verify(&["--any-aud"]).wrong(&["the issuer is not decided", "--iss ISS", "--any-iss"]);
    verify(&["--any-iss"]).wrong(&["the audience is not decided", "--aud AUD", "--any-aud"]);
    verify_any(&["--iss", "x"]).wrong(&["--iss and --any-iss exclude each other", "leave one away"]);
    verify_any(&["--aud", "x"]).wrong(&["--aud and --any-aud exclude each other", "leave one away"]);
    verify(&["--iss", "a", "--iss", "b", "--any-aud"]).wrong(&["--iss", "cannot be used multiple times"]);
    verify(&["--iss", "", "--any-aud"]).wrong(&["--iss"]);
    verify(&["--any-iss", "--aud", ""]).wrong(&["--aud"]);
}

#[test]
fn algorithms_must_be_listed_once_and_of_one_sort() {
    let alg = |options: &[&str]| jwtcore(&[&["verify", "--key", "keys/p256.pem"], &ANY[..], options, &TOKEN].concat());
    alg(&[]).wrong(&["no algorithm is listed", "--alg ES256"]);
    alg(&["--alg", "ES256", "--alg", "ES256"]).wrong(&["--alg ES256 is given twice"]);
    alg(&["--alg", "EdDSA", "--alg", "Ed25519"]).wrong(&["--alg EdDSA is given twice"]);
    alg(&["--alg", "ES256", "--alg", "HS256"]).wrong(&["ES256 and HS256 never share a key", "one sort"]);
    for name in ["none", "es256", "RSA-OAEP", ""] {
        alg(&["--alg", name]).wrong(&["--alg", "HS256, HS384"]);
    }
}

#[test]
fn key_and_algorithm_must_fit() {
    let with = |key: &[&str], alg: &str| jwtcore(&[&["verify"], key, &["--alg", alg], &ANY, &TOKEN].concat());
    let pem = ["--key", "keys/p256.pem"];
    let jwk = ["--key", "keys/p256.jwk"];
    let secret = ["--secret-file", "keys/secret-32.bin"];
    with(&pem, "HS256").wrong(&["keys/p256.pem: key-algorithm-mismatch: HS256 takes a secret", "--secret-file"]);
    with(&pem, "ES384").wrong(&["keys/p256.pem: no-algorithm-for-key", "--alg"]);
    with(&jwk, "HS256").wrong(&["keys/p256.jwk: algorithm-not-listed", "--alg"]);
    with(&secret, "ES256").wrong(&["keys/secret-32.bin: key-algorithm-mismatch: ES256 takes a key", "--key"]);
    with(&secret, "HS512").wrong(&["keys/secret-32.bin: secret-too-short", "64 bytes"]);
    let rsa = ["verify", "--key", "keys/rsa-2048.pem", "--alg", "RS256", "--alg", "PS256"];
    jwtcore(&[&rsa, &ANY[..], &TOKEN].concat()).wrong(&["rs-and-ps-on-one-key", "RS or PS"]);
}

#[test]
fn one_key_or_one_secret_must_be_given() {
    let with = |key: &[&str]| jwtcore(&[&["verify", "--alg", "ES256"], &ANY[..], key, &TOKEN].concat());
    with(&[]).wrong(&["no key is given", "--key FILE", "--secret-file FILE"]);
    with(&["--key", "keys/p256.pem", "--secret-file", "keys/secret-32.bin"])
        .wrong(&["--key and --secret-file exclude each other"]);
    with(&["--key", "keys/p256.pem", "--key", "keys/p256.pem"]).wrong(&["--key", "multiple times"]);
}

#[test]
fn requirements_must_name_a_claim_once() {
    for wrong in ["=x", "sub=", "="] {
        verify_any(&["--require", wrong]).wrong(&["--require", "CLAIM=VALUE"]);
    }
    verify_any(&["--require", ""]).wrong(&["--require"]);
    for twice in [["sub", "sub"], ["sub=a", "sub=a"], ["sub", "sub=a"], ["sub=a", "sub"]] {
        verify_any(&["--require", twice[0], "--require", twice[1]]).wrong(&["--require sub is given twice"]);
    }
    let many: Vec<_> = (0..17).map(|number| format!("--require=claim{number}")).collect();
    verify_any(&many.iter().map(String::as_str).collect::<Vec<_>>()).wrong(&["too-many-rules", "16 claim rules"]);
}

#[test]
fn numbers_must_be_within_their_bounds() {
    for leeway in ["601", "-1", "1.5", "x", ""] {
        verify_any(&["--leeway", leeway]).wrong(&["--leeway"]);
    }
    verify_any(&["--leeway", "600"]).done();
    for now in ["1.5", "x", "", "9007199254740993", "-9007199254740993"] {
        verify(&[&ANY, &["--now", now][..]].concat()).wrong(&["--now"]);
    }
    for max_token_len in ["0", "1048577", "-1", "x"] {
        verify_any(&["--max-token-len", max_token_len]).wrong(&["--max-token-len"]);
    }
    verify_any(&["--max-token-len", "1048576"]).done();
}

#[test]
fn every_fault_of_the_command_line_goes_before_the_token() {
    let args = [&KEY[..], &["--any-iss", "--token-file", "no-such-token"]].concat();
    jwtcore(&args).wrong(&["the audience is not decided"]);
    let args = [&["verify", "--key", "no-such-key", "--alg", "ES256"], &ANY[..], &["--token-file", "none"]].concat();
    jwtcore(&args).wrong(&["no-such-key: no such file"]);
}

#[test]
fn jws_prints_the_payloads_bytes() {
    let jws =
        |key: &str, alg: &str, token: &str| jwtcore(&["verify", "--jws", key, "--alg", alg, "--token-file", token]);
    let ed25519 = "--key=keys/ed25519.jwk";
    let bytes = jws(ed25519, "EdDSA", "tokens/jose-eddsa.jwt").done();
    assert!(bytes == read("tokens/jose-eddsa.payload"));
    jws("--key=keys/other-p256.pem", "ES256", "tokens/openssl-es256.jwt").refused("invalid-signature");
}

#[test]
fn jws_judges_no_claims() {
    let jws = [&KEY[..], &["--jws"], &TOKEN].concat();
    jwtcore(&jws).done();
    for (option, value) in
        [("--iss", "x"), ("--aud", "x"), ("--leeway", "1"), ("--require", "sub"), ("--now", "1767225660")]
    {
        jwtcore(&[&jws[..], &[option, value]].concat()).wrong(&["--jws judges no claims", option]);
    }
    for option in ANY {
        jwtcore(&[&jws[..], &[option]].concat()).wrong(&["--jws judges no claims", option]);
    }
}

#[test]
fn jws_asks_for_typ_and_length_too() {
    let jws = |options: &[&str]| jwtcore(&[&KEY[..], &["--jws"], options, &TOKEN].concat());
    jws(&["--typ", "JWT"]).done();
    jws(&["--typ", "secevent+jwt"]).refused("wrong-typ");
    jws(&["--max-token-len", "100"]).refused("token-too-large");
}

#[test]
fn keys_of_every_format_verify() {
    let formats = [
        "keys/formats/p256-spki.pem",
        "keys/formats/p256-spki.der",
        "keys/formats/p256-certificate.pem",
        "keys/formats/p256-named.jwk",
        "keys/formats/p256.jwk",
    ];
    let folder = Folder::new();
    let jwks = folder.file("jwks", jwtcore(&["jwks", "keys/p256.pem"]).done());
    for key in formats.into_iter().chain([jwks.as_str()]) {
        let args = [&["verify", "--key", key, "--alg", "ES256"], &ANY[..], &NOW, &["-"]].concat();
        let token = read_text("tokens/openssl-es256.jwt");
        let named = key.contains("named") || key == jwks;
        let answer = jwtcore_reading(&args, token.as_bytes());
        eprintln!("{key}");
        // A token without kid takes the only key of its algorithm, named or not.
        assert_eq!((answer.code, answer.stderr.as_str()), (Some(0), ""), "named: {named}");
    }
}
