//! Verifying, and signing with HMAC, ECDSA and EdDSA, allocates nothing on the heap, whatever the verdict.
//!
//! The counter is the program's allocator and counts each thread by itself.

mod common;

use std::hint::black_box;

use allocation_counter::measure;
use common::{AUD, ISS, NOW, imported, read, read_text};
use jwtcore::{Algorithm, Audience, Claims, Error, Issuer, KeySet, Trust, UnixSeconds, Verifier};

type TestVerifier = Verifier<Trust<KeySet<1>>>;

const SECRETS: [(Algorithm, &str, &str); 3] = [
    (Algorithm::HS256, "keys/secret-32.bin", "hs256"),
    (Algorithm::HS384, "keys/secret-48.bin", "hs384"),
    (Algorithm::HS512, "keys/secret-64.bin", "hs512"),
];
const PUBLIC_KEYS: [(Algorithm, &str, &str); 5] = [
    (Algorithm::ES256, "keys/p256.pem", "es256"),
    (Algorithm::ES384, "keys/p384.pem", "es384"),
    (Algorithm::ES512, "keys/p521.pem", "es512"),
    (Algorithm::ES256K, "keys/secp256k1.pem", "es256k"),
    (Algorithm::EdDSA, "keys/ed25519.pem", "eddsa"),
];

const RSA: [Algorithm; 6] =
    [Algorithm::RS256, Algorithm::RS384, Algorithm::RS512, Algorithm::PS256, Algorithm::PS384, Algorithm::PS512];

fn verifier(keys: KeySet<1>) -> TestVerifier {
    Verifier::new(Trust::new(Issuer::exactly(ISS), Audience::contains(AUD), keys).required("sub")).unwrap()
}

/// For each algorithm of the build a verifier, and a token that it accepts.
fn samples() -> Vec<(Algorithm, TestVerifier, String)> {
    let token = |name: &str| read_text(&format!("tokens/openssl-{name}.jwt"));
    let secrets =
        SECRETS.into_iter().filter(|(algorithm, ..)| algorithm.is_supported()).map(|(algorithm, file, name)| {
            let listed = jwtcore::Algorithms::listed(&[algorithm]);
            (algorithm, verifier(KeySet::from_secret(&read(file), &listed).unwrap()), token(name))
        });
    let keys = PUBLIC_KEYS.into_iter().filter(|(algorithm, ..)| algorithm.is_supported());
    let keys = keys.map(|(algorithm, file, name)| (algorithm, verifier(imported(file, &[algorithm])), token(name)));
    let rsa = RSA.into_iter().filter(|algorithm| algorithm.is_supported());
    let rsa = rsa.map(|algorithm| {
        let keys = imported("keys/rsa-2048.pem", &[algorithm]);
        (algorithm, verifier(keys), token(&algorithm.name().to_lowercase()))
    });
    secrets.chain(keys).chain(rsa).collect()
}

/// How often judging a token, and looking at its claims, allocates.
fn allocations(verifier: &TestVerifier, token: &str, look: impl Fn(&Claims<'_>)) -> (u64, Result<(), Error>) {
    let mut buf = vec![0; token.len()];
    let mut verdict = Ok(());
    let counted = measure(|| {
        verdict = verifier.verify(token, UnixSeconds(NOW), &mut buf).map(|claims| look(&claims));
    });
    (counted.count_total, verdict)
}

#[test]
fn accepting_allocates_nothing() {
    let samples = samples();
    assert!(!samples.is_empty() || !cfg!(any(feature = "hs", feature = "es256", feature = "eddsa")));
    for (algorithm, verifier, token) in samples {
        assert_eq!(allocations(&verifier, &token, |_| ()), (0, Ok(())), "{algorithm}");
    }
}

#[test]
fn refusing_allocates_nothing() {
    for (algorithm, verifier, token) in samples() {
        for (name, refused) in refused(&token) {
            let (count, verdict) = allocations(&verifier, &refused, |_| ());
            assert_eq!(count, 0, "{algorithm}: {name}");
            assert!(verdict.is_err(), "{algorithm}: {name}");
        }
    }
}

/// A token with a fault at each step before its signature is good.
fn refused(token: &str) -> Vec<(&'static str, String)> {
    let (input, signature) = token.rsplit_once('.').unwrap();
    let payload = input.split_once('.').unwrap().1;
    let with_header = |header: &str| format!("{header}.{payload}.{signature}");
    vec![
        ("empty", String::new()),
        ("too large", "a".repeat(20_000)),
        ("four parts", format!("{token}.")),
        ("a JWE", format!("{token}.a.b")),
        ("padded", format!("{token}=")),
        ("alg none", with_header("eyJhbGciOiJub25lIn0")),
        ("no JSON", with_header("e30x")),
        ("crit", with_header("eyJhbGciOiJFUzI1NiIsImNyaXQiOltdfQ")),
        ("many members", with_header(&many_members())),
        ("another payload", format!("{input}AAAA.{signature}")),
        ("a changed signature", format!("{input}.AAAA{}", &signature[4..])),
        ("a short signature", format!("{input}.AAAA")),
        ("a long signature", format!("{input}.{}", "A".repeat(4000))),
    ]
}

/// `{"alg":"HS256","0":0,…}` with more members than a header may have.
fn many_members() -> String {
    use base64ct::{Base64UrlUnpadded, Encoding as _};
    let members: String = (0..70).map(|at| format!(",\"{at}\":0")).collect::<Vec<_>>().concat();
    let mut buf = [0; 2048];
    Base64UrlUnpadded::encode(format!("{{\"alg\":\"HS256\"{members}}}").as_bytes(), &mut buf).unwrap().to_owned()
}

/// The faults that are found after the signature.
#[test]
fn refusing_claims_allocates_nothing() {
    for (algorithm, file, name) in PUBLIC_KEYS.into_iter().filter(|(algorithm, ..)| algorithm.is_supported()) {
        let token = read_text(&format!("tokens/openssl-{name}.jwt"));
        let keys = || imported::<1>(file, &[algorithm]);
        let trusts = [
            Trust::new(Issuer::exactly("https://other.test"), Audience::unchecked(), keys()),
            Trust::new(Issuer::unchecked(), Audience::contains("https://other.test"), keys()),
            Trust::new(Issuer::unchecked(), Audience::unchecked(), keys()).typ("at+jwt"),
            Trust::new(Issuer::unchecked(), Audience::unchecked(), keys()).required("absent"),
            Trust::new(Issuer::unchecked(), Audience::unchecked(), keys()).max_age_s(1),
        ];
        for trust in trusts {
            let verifier = Verifier::new(trust).unwrap();
            let (count, verdict) = allocations(&verifier, &token, |_| ());
            assert!(count == 0 && verdict.is_err(), "{algorithm}: {count}, {verdict:?}");
        }
    }
}

#[test]
fn reading_claims_allocates_nothing() {
    for (algorithm, verifier, token) in samples() {
        let (count, verdict) = allocations(&verifier, &token, |claims| {
            assert!(claims.iss().unwrap() == ISS && claims.aud().count() == 1);
            assert!(claims.sub().is_some() && claims.exp().is_some());
            let mut buf = [0; 64];
            assert_eq!(claims.str_into("iss", &mut buf), Ok(ISS));
            assert_eq!(claims.get::<&str>("iss"), Ok(ISS));
            assert_eq!(claims.find::<u64>("absent"), Ok(None));
        });
        assert_eq!((count, verdict), (0, Ok(())), "{algorithm}");
    }
}

/// A flood of junk under ever other names: nothing is kept.
#[test]
#[cfg(all(feature = "hs", feature = "alloc"))]
fn unknown_kids_allocate_nothing() {
    use jwtcore::{Key, LargeKeySet};
    let keys =
        (0..1024).map(|at| Key::from_secret(Algorithm::HS256, &[7; 32]).unwrap().named(&format!("k{at}")).unwrap());
    let trust = Trust::new(Issuer::unchecked(), Audience::unchecked(), LargeKeySet::new(keys).unwrap());
    let verifier = Verifier::new(trust).unwrap();
    // {"alg":"HS256","kid":"junk…"}
    for header in ["eyJhbGciOiJIUzI1NiIsImtpZCI6Imp1bmswIn0", "eyJhbGciOiJIUzI1NiIsImtpZCI6Imp1bmsxIn0"] {
        let token = format!("{header}.e30.{}", "A".repeat(43));
        let mut buf = vec![0; token.len()];
        let mut error = None;
        let counted = measure(|| error = verifier.verify(&token, UnixSeconds(NOW), &mut buf).err());
        assert_eq!((counted.count_total, error), (0, Some(Error::UnknownKey)));
    }
}

#[test]
#[cfg(feature = "sign")]
fn signing_allocates_nothing() {
    use jwtcore::{NewClaims, Signer};
    let secrets = SECRETS.into_iter().filter(|(algorithm, ..)| algorithm.is_supported());
    let secrets = secrets.map(|(algorithm, file, _)| Signer::from_secret(algorithm, &read(file)));
    let keys =
        PUBLIC_KEYS.into_iter().filter(|(algorithm, ..)| algorithm.is_supported()).map(|(algorithm, file, _)| {
            Signer::from_pem(algorithm, &read(&file.replace("keys/", "keys/private/test-only-")))
        });
    let own = std::collections::BTreeMap::from([("uid", 7)]);
    for signer in secrets.chain(keys).map(Result::unwrap) {
        let mut buf = [0; 1024];
        let counted = measure(|| {
            let claims = NewClaims::new().iss(ISS).aud(&[AUD, "b"]).exp(UnixSeconds(NOW));
            assert!(signer.sign(&claims.with_json(r#"{"a":"\u00e9"}"#), &mut buf).is_ok());
            assert!(signer.sign(&claims.with(&own), &mut buf).is_ok());
            assert!(signer.sign_payload(None, b"payload", &mut buf).is_ok());
            assert!(signer.sign(&claims, &mut []).is_err());
        });
        assert_eq!(counted.count_total, 0, "{}", signer.algorithm());
    }
}

/// A key with a table in memory that the caller gave; building it allocates nothing either.
#[test]
#[cfg(feature = "prepared")]
fn es256_with_a_table_allocates_nothing() {
    use jwtcore::backend::prepared::{Point, VerifyingKey, Window};
    use jwtcore::key::{Inline, Key, KeySet};

    for window in Window::ALL {
        let memory = vec![Point::EMPTY; window.points()].leak();
        let key = Key::<VerifyingKey>::from_pem(Algorithm::ES256, &read("keys/p256.pem")).unwrap();
        let mut prepared = None;
        assert_eq!(measure(|| prepared = key.with_table(window, memory).ok()).count_total, 0);
        let keys = KeySet::<Inline<_, 1>>::new(prepared).unwrap();
        let verifier = Verifier::new(Trust::new(Issuer::exactly(ISS), Audience::contains(AUD), keys)).unwrap();
        assert_counts_nothing(&verifier);
    }
}

/// The backend for hosts, as soon as its key has its table. Until then AWS-LC allocates, as it likes.
#[test]
#[cfg(feature = "aws-lc")]
fn es256_on_hosts_allocates_nothing_once_it_has_a_table() {
    use jwtcore::host;

    /// The size of the table, in bytes, and a little more.
    const TABLE: std::ops::Range<u64> = 140_000..160_000;
    let keys = || {
        let algorithms = jwtcore::Algorithms::listed(&[Algorithm::ES256]);
        host::KeySet::<1>::import(&read("keys/p256.pem"), &algorithms, |_| ()).unwrap()
    };
    let token = read_text("tokens/openssl-es256.jwt");
    let (input, _) = token.rsplit_once('.').unwrap();
    let junk = format!("{input}.{}", "A".repeat(86));
    for (keys, has_table) in [(keys(), true), (keys().table_memory(0), false)] {
        let verifier = Verifier::new(Trust::new(Issuer::exactly(ISS), Audience::contains(AUD), keys)).unwrap();
        let mut buf = vec![0; token.len()];
        let mut largest = |token: &str, good: bool| {
            let counted = measure(|| {
                assert_eq!(verifier.verify(token, UnixSeconds(NOW), &mut buf).is_ok(), good);
            });
            counted.bytes_max
        };
        // Junk is refused a hundred times and good tokens pass twenty times: one of them builds, or none.
        assert!((0..100).all(|_| largest(&junk, false) < TABLE.start));
        let built = (0..20).filter(|_| TABLE.contains(&largest(&token, true))).count();
        assert_eq!(built, usize::from(has_table));
        if has_table {
            assert_counts_nothing(&verifier);
        }
    }
}

/// Judges tokens that are accepted and refused.
#[cfg(feature = "prepared")]
fn assert_counts_nothing<T: jwtcore::Trusts>(verifier: &Verifier<T>) {
    let token = read_text("tokens/openssl-es256.jwt");
    let refused = refused(&token).into_iter().map(|(_, token)| (token, false));
    for (token, is_good) in refused.chain([(token.clone(), true)]) {
        let mut buf = vec![0; token.len()];
        let mut verdict = None;
        let counted = measure(|| verdict = Some(verifier.verify(&token, UnixSeconds(NOW), &mut buf).is_ok()));
        assert_eq!((counted.count_total, verdict), (0, Some(is_good)), "{token}");
    }
}

/// The check finds an allocation, a single one and in the midst of a verification.
#[test]
fn an_allocation_is_counted() {
    assert_eq!(measure(|| drop(black_box(Vec::<u8>::with_capacity(1)))).count_total, 1);
    assert_eq!(measure(|| ()).count_total, 0);
    for (algorithm, verifier, token) in samples() {
        let (count, verdict) = allocations(&verifier, &token, |claims| drop(black_box(claims.json().to_owned())));
        assert_eq!((count, verdict), (1, Ok(())), "{algorithm}");
    }
}
