//! The seeds: inputs made from `testdata/`, `seed-*` in each corpus. With `UPDATE_SEEDS=1` they are written anew.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use jwtcore_fuzz::testdata::{key_files, read, refused_key_files};
use jwtcore_fuzz::{TARGETS, jose};

/// The longest key file that becomes a seed: longer ones take more room than they are worth.
const MAX_KEY_LEN: usize = 1300;
/// The same for files that are refused.
const MAX_REFUSED_KEY_LEN: usize = 320;
/// The same for sets of keys.
const MAX_SET_LEN: usize = 3200;
/// Of tokens in `testdata/tokens`, those that become seeds.
const TOKENS: [&str; 12] = [
    "rfc7515-a1-hs256",
    "rfc7515-a4-es512",
    "rfc8037-a4-eddsa",
    "openssl-hs256-escaped",
    "openssl-es256-pretty",
    "openssl-rs256-as-ps256",
    "pyjwt-crit",
    "pyjwt-extra-header-members",
    "pyjwt-fractional-dates",
    "pyjwt-unsecured",
    "jose-encrypted",
    "jose-unicode",
];
const ISSUERS: [&str; 10] = [
    "apple",
    "auth0",
    "cognito",
    "entra",
    "firebase",
    "github-actions",
    "google",
    "jwt-auth",
    "keycloak",
    "kubernetes",
];

#[test]
fn the_seeds_are_those_of_the_test_data() {
    let corpora = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus");
    for target in TARGETS {
        let expected = seeds(target.name);
        let directory = corpora.join(target.name);
        if std::env::var_os("UPDATE_SEEDS").is_some() {
            write(&directory, &expected);
        }
        let found = committed(&directory);
        let names = |seeds: &BTreeMap<String, Vec<u8>>| seeds.keys().cloned().collect::<Vec<_>>();
        assert_eq!(names(&found), names(&expected), "of {}; run with UPDATE_SEEDS=1", target.name);
        assert!(found == expected, "{}: seeds differ; run with UPDATE_SEEDS=1", target.name);
    }
}

fn write(directory: &Path, seeds: &BTreeMap<String, Vec<u8>>) {
    std::fs::create_dir_all(directory).unwrap();
    for name in committed(directory).keys() {
        std::fs::remove_file(directory.join(name)).unwrap();
    }
    for (name, bytes) in seeds {
        std::fs::write(directory.join(name), bytes).unwrap();
    }
}

fn committed(directory: &Path) -> BTreeMap<String, Vec<u8>> {
    let entries = std::fs::read_dir(directory).unwrap_or_else(|error| panic!("{}: {error}", directory.display()));
    let names = entries.map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned());
    let seeds = names.filter(|name| name.starts_with("seed-"));
    seeds.map(|name| (name.clone(), std::fs::read(directory.join(&name)).unwrap())).collect()
}

/// A target's seeds by their file names, equal ones once.
fn seeds(target: &str) -> BTreeMap<String, Vec<u8>> {
    let inputs = match target {
        "base64url" => texts(&["", "A", "Zg", "Zg==", "Zh", "Zm9v", "Zm9vYmE", "-_-_", "+/+/", "Zm 9v", "Zm9vYg%3D"]),
        "compact" => compact(),
        "header" => headers(),
        "claims" => claims(),
        "number" => numbers(),
        "der" => keys("der"),
        "pem" => keys("pem"),
        "jwk" => jwks(),
        "jwks" => sets(),
        "import" => imports(),
        "secret" => secrets(),
        "signer" => signers(),
        "policy" => policies(),
        "verifier" => verifiers(),
        "es256" => signatures(),
        other => panic!("no seeds for {other}"),
    };
    let mut seen = BTreeSet::new();
    let distinct = inputs.into_iter().filter(|(_, bytes)| seen.insert(bytes.clone()));
    distinct.map(|(name, bytes)| (format!("seed-{name}"), bytes)).collect()
}

type Inputs = Vec<(String, Vec<u8>)>;

fn texts(texts: &[&str]) -> Inputs {
    numbered(texts.iter().map(|text| text.as_bytes().to_vec()))
}

fn numbered(inputs: impl IntoIterator<Item = Vec<u8>>) -> Inputs {
    inputs.into_iter().enumerate().map(|(at, bytes)| (format!("{at:02}"), bytes)).collect()
}

fn tokens() -> Inputs {
    TOKENS.iter().map(|name| ((*name).to_owned(), read(&format!("tokens/{name}.jwt")))).collect()
}

/// For each window: signatures that are made, with sums that meet in each way, as they are and changed; and a raw one.
fn signatures() -> Inputs {
    // A window, a way to make it, the scalars, room for a raw number, changes and the message.
    let input = |window: u8, way: u8, factor: &[u8], changes: &[u8]| {
        let head = [&[window, way], factor, &[0, 0x12, 0x34], &[7; 32]].concat();
        [head.as_slice(), &[u8::try_from(changes.len() / 2).unwrap()], changes, b"message"].concat()
    };
    // 1, -1, 2, -2, 1/2, 2^20, half of each window.
    let factors: [&[u8]; 10] = [
        &[0, 0, 0],
        &[1, 0, 0],
        &[0, 0, 1],
        &[1, 0, 1],
        &[2, 0, 1],
        &[3, 0, 0, 20],
        &[0, 0, 7],
        &[0, 0, 15],
        &[1, 0, 31],
        &[1, 0, 127],
    ];
    let windows = 0..5_u8;
    let meeting = windows.clone().flat_map(|window| factors.map(|factor| input(window, 2, factor, &[])));
    let made = windows.clone().map(|window| input(window, 1, &[4; 33], &[]));
    let changed = windows.clone().map(|window| input(window, 1, &[4; 33], &[window * 12, 1]));
    let raw = windows.map(|window| input(window, 0, &[0, 0, 1], &[]));
    numbered(meeting.chain(made).chain(changed).chain(raw))
}

fn segment(token: &[u8], index: usize) -> Option<Vec<u8>> {
    jose::decode(token.split(|byte| *byte == b'.').nth(index)?)
}

fn compact() -> Inputs {
    let long_header = [&vec![b'A'; 10_924], &b".."[..]].concat();
    let forms = texts(&["", ".", "..", "a.b", "a.b.c", "a.b.c.d", "a.b.c.d.e", "a.b.c.d.e.f", ".b.c", "e30.e30."]);
    let valid = [("valid".to_owned(), jose::hs256(b"{}")), ("long-header".to_owned(), long_header)];
    tokens().into_iter().take(3).chain(forms).chain(valid).collect()
}

fn headers() -> Inputs {
    let more = texts(&[
        r#"{"alg":"HS256","kid":"a"}"#,
        r#"{"alg":"\u0048S256","kid":"b\"\u00e9","typ":"application\/jwt"}"#,
        r#"{"alg":"HS512","typ":"at+jwt"}"#,
        r#"{"alg":"HS512","typ":"logout+jwt","kid":"a"}"#,
        r#"{"alg":"Ed25519"}"#,
        r#"{"alg":"HS256","crit":["b64"],"b64":false}"#,
        r#"{"alg":"HS256","b64":true,"kid":1}"#,
        r#"{"alg":null,"alg":"none"}"#,
    ]);
    let names: Vec<_> = TOKENS.iter().map(|name| (*name).to_owned()).collect();
    let own = names.iter().zip(tokens()).filter_map(|(name, (_, token))| Some((name.clone(), segment(&token, 0)?)));
    own.chain(more).collect()
}

fn claims() -> Inputs {
    let object = |members: usize, of: &str| {
        let members: Vec<_> = (0..members).map(|at| format!("\"{of}{at:x}\":0")).collect();
        format!("{{{}}}", members.join(","))
    };
    let many = format!("{{\"a\":[{}],\"b\":{}}}", [object(200, ""), object(200, "")].join(","), object(200, ""));
    let deep = |levels: usize| format!("{{\"a\":{}{}}}", "[".repeat(levels), "]".repeat(levels));
    let more = texts(&[
        "{}",
        " {\"\": [ ] ,\t\"a\":{\"b\":[true,false,null,\"\\ud83d\\ude00\\/\"]}}\r\n",
        r#"{"sub":7,"aud":[],"exp":1e3}"#,
        r#"{"sub":"7","aud":["a","\u0061"],"exp":1.5,"nbf":-1.5e-3,"iat":9007199254740993}"#,
        r#"{"iss":"https:\/\/issuer.test","jti":"\u0000","\u0069ss":1}"#,
        r#"{"a":1e308,"b":"\ud800"}"#,
        r#"{"a\t":"\b\f\n\r\t\"\\\/","b":["\u001f"]}"#,
        &object(256, "m"),
        &object(257, "m"),
        &many,
        &deep(31),
        &deep(32),
    ]);
    let own = tokens().into_iter().filter_map(|(name, token)| Some((name, segment(&token, 1)?)));
    own.filter(|(_, payload)| payload.starts_with(b"{")).chain(issuers_payloads()).chain(more).collect()
}

fn issuers_payloads() -> Inputs {
    let payload = |name: &&str| {
        let token = issuers_token(name);
        Some((format!("issuer-{name}"), segment(&token, 1)?))
    };
    ISSUERS.iter().filter_map(payload).collect()
}

/// The first accepted token of an issuer's recipe.
fn issuers_token(name: &str) -> Vec<u8> {
    let recipes: serde_json::Value = serde_json::from_slice(&read(&format!("issuers/{name}/recipe.json"))).unwrap();
    let file = recipes[0]["accepted"][0].as_str().unwrap();
    read(&format!("issuers/{name}/{file}"))
}

fn numbers() -> Inputs {
    texts(&[
        "0",
        "-0",
        "1767225600",
        "1767225600.999",
        "-1.5",
        "1.7672256e9",
        "17672256000E-1",
        "1e-999999999999999999999",
        "0e999999999999999999999",
        "9007199254740992",
        "9007199254740992.0000001",
        "-9007199254740993",
        "9.99e307",
        "1e308",
        "0.001e311",
        "01",
        "1.",
        "-",
        "9223372036854775808",
    ])
}

/// Keys of one form, and what is refused in its place.
fn keys(extension: &str) -> Inputs {
    let is_wanted = |name: &str| Path::new(name).extension().is_some_and(|found| found == extension);
    let short = |files: Inputs, max_len: usize| {
        files.into_iter().filter(move |(name, bytes)| bytes.len() <= max_len && is_wanted(name))
    };
    short(key_files(), MAX_KEY_LEN).chain(short(refused_key_files(), MAX_REFUSED_KEY_LEN)).collect()
}

fn jwks() -> Inputs {
    let secret = format!(r#"{{"kty":"oct","k":"{}","alg":"HS256","kid":"s"}}"#, jose::encode(jose::SECRET));
    let more = texts(&[
        &secret,
        r#"{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo","use":"enc"}"#,
        r#"{"kty":"EC","crv":"P-256","x":"AA","y":"AA","key_ops":["verify"],"alg":"ES256"}"#,
        r#"{"kty":"RSA","n":"AQAB","e":"AQAB","key_ops":"sign","alg":"RSA-OAEP"}"#,
    ]);
    keys("jwk").into_iter().chain(more).collect()
}

fn sets() -> Inputs {
    let file = |name: &&str| {
        let recipes: serde_json::Value = serde_json::from_slice(&read(&format!("issuers/{name}/recipe.json"))).unwrap();
        let keys = recipes[0]["keys"].as_str()?;
        Some((format!("issuer-{name}"), read(&format!("issuers/{name}/{keys}"))))
    };
    let issuers = ISSUERS.iter().filter_map(file).filter(|(_, bytes)| bytes.len() <= MAX_SET_LEN);
    let text = |name: &str| String::from_utf8(read(&format!("keys/formats/{name}"))).unwrap();
    let other =
        text("ed25519-named.jwk").replace("\"x\":\"", "\"x\":\"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo\",\"y\":\"");
    let (ed, ec, named) = (text("ed25519.jwk"), text("p256.jwk"), text("p256-named.jwk"));
    let secret = format!(r#"{{"kty":"oct","k":"{}"}}"#, jose::encode(jose::SECRET));
    let more = texts(&[
        "{\"keys\":[]}",
        &format!("{{\"keys\":[{ed},{ec},{named},{named}, {{}} , 1]}}"),
        &format!("{{\"keys\":[{secret}]}}"),
        &format!("{{\"keys\":[{secret},{ed}]}}"),
        &format!("{{\"kty\":\"EC\",\"keys\":[{ec}]}}"),
        // Two different keys of one name, and an entry between them that is skipped.
        &format!("{{\"keys\":[{},{{\"kty\":\"x\"}},{other}]}}", text("ed25519-named.jwk")),
    ]);
    issuers.chain(more).collect()
}

fn imports() -> Inputs {
    let files = ["ed25519", "p256", "p521", "rsa-2048"]
        .into_iter()
        .flat_map(|key| ["-spki.pem", "-spki.der", "-certificate.der", ".jwk"].map(|form| format!("{key}{form}")));
    let keys = files.map(|name| (name.clone(), read(&format!("keys/formats/{name}"))));
    let sets = sets().into_iter().filter(|(name, _)| !name.starts_with("issuer"));
    keys.chain(sets).chain([("certificate-with-pem.der".to_owned(), certificate_with_pem())]).collect()
}

/// A certificate, as far as it is read, that holds the text of a PEM.
fn certificate_with_pem() -> Vec<u8> {
    let field = |tag: u8, parts: &[&[u8]]| {
        let content = parts.concat();
        [&[tag, 0x81, u8::try_from(content.len()).unwrap()][..], &content].concat()
    };
    let (empty, text) = ([0x30, 0].as_slice(), b"\xA3\x1B-----BEGIN CERTIFICATE-----".as_slice());
    let spki = read("keys/formats/p256-spki.der");
    let certified = field(0x30, &[b"\x02\x01\x01", empty, empty, empty, empty, &spki, text]);
    field(0x30, &[&certified, empty, b"\x03\x01\0"])
}

fn secrets() -> Inputs {
    let raw = ["keys/secret-32.bin", "keys/secret-48.bin", "keys/secret-64.bin"].map(read);
    let texts = ["a passphrase that is long enough for the shortest of them\n", "short", "{\"kty\":\"oct\"}"];
    let secrets = raw.into_iter().chain(texts.map(|text| text.as_bytes().to_vec()));
    let secrets = secrets.map(|secret| [&b"s"[..], &secret].concat());
    // The key, whether it is respelled, which encoding, what stands before it and what behind.
    let dressed = (0..40_u8).map(|at| vec![b'k', at.wrapping_mul(7), (at / 10) & 1, at % 10, at % 5, at % 3]);
    numbered(secrets.chain(dressed))
}

fn signers() -> Inputs {
    let with = |head: &[u8], rest: &str| [head, rest.as_bytes()].concat();
    numbered([
        with(b"\0\0", ""),
        with(b"\0\0", "\0{\"a\":1}"),
        with(b"\x3F\x02\x01a\x02bc\x06issuer\x04\"\\\n/\x00\x12\x34\x02\x56\x78\x00\x00\x01\x00", r#"{"uid":[7,"é"]}"#),
        with(b"\x01\x01\x03aud\x02is", r#"{"iss":"x"}"#),
        with(b"\x81\x41\x03aud\x02is\x03JWT", r#" {"sub":7,"b":{"c":1.5e3}} "#),
        with(b"\x08\x00\xFF\xFF\x05", "\0{ }"),
        with(b"\x02\x03\x01a\x01b\x01c\x00", "\0{}"),
        with(b"\0\0", "\0{\"a\":1,\"a\":2}"),
        with(b"\x07\x01\x02\x1E\x1F\x02\0\t\x03\"\\/\x02\xC2\x80\0", ""),
    ])
}

fn policies() -> Inputs {
    // Now, one trust, its rules, and a token that they accept.
    let base = *b"\x00\x00\x01\x00\x01\x01\x00\x00\x00\x00\x00\x00\x01\x00\x00\x00\x02\x00\x00\x00\x90\x00\x00\x70\x00\x00\x70\x00\x00";
    let (max_age, exp, nbf, iat) = (8, 20, 23, 26);
    let with = |changes: &[(usize, u8)]| {
        let mut bytes = base.to_vec();
        for (at, byte) in changes {
            bytes[*at] = *byte;
        }
        bytes
    };
    // Dates on the very second, and one second off.
    let seconds = [
        with(&[(exp, 0x80), (exp + 1, 0)]),
        with(&[(exp, 0x80), (exp + 1, 1)]),
        with(&[(nbf, 0x80), (nbf + 1, 0)]),
        with(&[(nbf, 0x80), (nbf + 1, 1)]),
        with(&[(iat, 0x80), (iat + 1, 60)]),
        with(&[(iat, 0x80), (iat + 1, 61)]),
        with(&[(max_age, 1), (iat, 0x7F), (iat + 1, 0xFF)]),
        with(&[(max_age, 1), (iat, 0x7F), (iat + 1, 0xFE)]),
    ];
    let changed = (0..base.len()).map(|at| with(&[(at, base[at].wrapping_add(2))]));
    numbered(std::iter::once(base.to_vec()).chain(changed).chain(seconds))
}

fn verifiers() -> Inputs {
    let raw = tokens().into_iter().map(|(_, token)| [&b"t"[..], &token].concat());
    let changes = (0..20_u8).map(|at| vec![b'c', at.wrapping_mul(4), at % 6, 0, at.wrapping_mul(11), at + 60]);
    let unchanged = (0..8_u8).map(|at| vec![b'c', at * 9]);
    let confusions = (0..14_u8).map(|at| vec![b'x', at * 6, at % 3, at % 7, at % 4]);
    numbered(raw.chain(changes).chain(unchanged).chain(confusions))
}
