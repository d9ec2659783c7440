//! The cache of accepted tokens changes no verdict: whatever is asked, in whatever order, a verifier with one answers what
//! a verifier without answers.
#![cfg(all(feature = "cache", feature = "hs", feature = "sign"))]

mod common;

use common::made::{
    HEADER, SECRET, claims, encoded, hs256_key, hs256_keys, lasting, signed, signed_with, token, trust,
};
use common::{AUD, ISS, NOW};
use jwtcore::{
    Algorithm, Audience, CacheStatistics, Error, Issuer, Key, KeySet, Trust, Trusts, UnixSeconds, Verifier,
    VerifierBuilder,
};
use proptest::prelude::*;

const CACHE_BYTES: usize = 64 * 1024;

fn cached<T: Trusts>(trusts: T) -> Verifier<T> {
    VerifierBuilder::new().cache_bytes(CACHE_BYTES).build(trusts).unwrap()
}

fn statistics<T: Trusts>(verifier: &Verifier<T>) -> CacheStatistics {
    verifier.cache_statistics().unwrap()
}

/// All that is told of a token, and that nothing is left of a refused one.
fn told<T: Trusts>(verifier: &Verifier<T>, token: &[u8], now: i64, room: usize) -> Result<String, Error> {
    let mut buf = vec![0; room];
    let told = verifier.verify(token, UnixSeconds(now), &mut buf).map(|claims| {
        let texts = [claims.iss(), claims.sub(), claims.jti()].map(|text| text.map(|text| text.to_string()));
        let dates = [claims.exp(), claims.nbf(), claims.iat()];
        let aud: Vec<_> = claims.aud().map(|aud| aud.to_string()).collect();
        let key = (claims.algorithm(), claims.kid(), claims.trust_index());
        let uid: Result<u64, _> = claims.get("uid");
        let all: serde_json::Value = claims.deserialize().unwrap();
        format!("{} {texts:?} {dates:?} {aud:?} {key:?} {uid:?} {all}", claims.json())
    });
    assert!(told.is_ok() || buf.iter().all(|byte| *byte == 0), "something is left in the buffer");
    told
}

#[test]
fn a_known_token_gets_its_whole_verdict_again() {
    let (plain, cached) = (Verifier::new(trust()).unwrap(), cached(trust()));
    let members = r#""sub":"a\u0062","jti":"j","nbf":1,"iat":2,"uid":7,"nested":{"a":[1]}"#;
    let token = token(HEADER, lasting(members));
    let expected = told(&plain, token.as_bytes(), NOW, token.len());
    assert!(expected.is_ok());
    for _ in 0..3 {
        assert_eq!(told(&cached, token.as_bytes(), NOW, token.len()), expected);
    }
    let CacheStatistics { hits, misses, kept, tokens, .. } = statistics(&cached);
    assert_eq!((hits, misses, kept, tokens), (2, 1, 1, 1));
    assert_eq!(plain.cache_statistics(), None);
}

#[test]
fn times_are_judged_anew() {
    let payload = claims(&format!(r#""exp":{},"nbf":{},"iat":{}"#, NOW + 100, NOW - 100, NOW - 100));
    let token = token(HEADER, payload);
    for make in [
        || trust(),
        || trust().leeway_s(30),
        || trust().max_age_s(150),
        || trust().unchecked_iat(),
        || trust().unchecked_time(),
    ] {
        let (plain, cached) = (Verifier::new(make()).unwrap(), cached(make()));
        assert!(told(&cached, token.as_bytes(), NOW, token.len()).is_ok());
        for offset in [-200, -131, -130, -129, -101, -100, -99, 0, 49, 50, 51, 99, 100, 101, 129, 130, 131, 200, 0] {
            let expected = told(&plain, token.as_bytes(), NOW + offset, token.len());
            assert_eq!(told(&cached, token.as_bytes(), NOW + offset, token.len()), expected, "{offset}");
        }
        let CacheStatistics { hits, misses, .. } = statistics(&cached);
        assert_eq!((hits, misses), (19, 1), "the token was known all the while");
    }
}

#[test]
fn a_buffer_that_is_too_small_is_too_small_for_a_known_token_too() {
    let (plain, cached) = (Verifier::new(trust()).unwrap(), cached(trust()));
    let token = token(HEADER, lasting(r#""uid":7"#));
    assert!(told(&cached, token.as_bytes(), NOW, token.len()).is_ok());
    for room in 0..=token.len() {
        let expected = told(&plain, token.as_bytes(), NOW, room);
        assert_eq!(told(&cached, token.as_bytes(), NOW, room), expected, "{room}");
    }
    assert_eq!(statistics(&cached).misses, 1);
}

#[test]
fn no_other_token_is_taken_for_a_known_one() {
    let cached = cached(trust());
    let token = token(HEADER, lasting(r#""uid":7"#));
    assert!(told(&cached, token.as_bytes(), NOW, token.len()).is_ok());
    for at in 0..token.len() {
        for byte in [b'A', b'.', b'_', b'=', token.as_bytes()[at] ^ 1] {
            let mut other = token.clone().into_bytes();
            if other[at] == byte {
                continue;
            }
            other[at] = byte;
            assert!(told(&cached, &other, NOW, token.len()).is_err(), "{at} {byte}");
        }
    }
    // Claims of one token under the signature of the other, which was accepted.
    let other = encoded(HEADER) + "." + &encoded(lasting(r#""uid":8"#)) + "." + token.rsplit('.').next().unwrap();
    assert_eq!(told(&cached, other.as_bytes(), NOW, token.len()), Err(Error::InvalidSignature));
    for other in [format!("{token}="), format!("{token}."), format!(" {token}"), token.to_lowercase(), String::new()] {
        assert!(told(&cached, other.as_bytes(), NOW, 1000).is_err());
    }
    assert_eq!(statistics(&cached).hits, 0);
    assert!(told(&cached, token.as_bytes(), NOW, token.len()).is_ok());
}

#[test]
fn refused_tokens_are_not_kept() {
    let cached = cached(trust());
    let good = lasting("");
    for token in [
        token(HEADER, good.replace(ISS, "https://other.test")),
        token(HEADER, good.replace(AUD, "https://other.test")),
        token(HEADER, claims(r#""exp":1"#)),
        token(HEADER, claims("")),
        token(r#"{"alg":"HS256","typ":"other"}"#, &good),
        token(HEADER, &good) + "A",
        signed_with(Algorithm::HS256, &SECRET[1..], encoded(HEADER) + "." + &encoded(&good)),
        signed(encoded(HEADER) + "." + &encoded("no json")),
    ] {
        for _ in 0..3 {
            assert!(told(&cached, token.as_bytes(), NOW, 1000).is_err());
        }
    }
    let CacheStatistics { hits, kept, tokens, bytes, .. } = statistics(&cached);
    assert_eq!((hits, kept, tokens, bytes), (0, 0, 0, 0));
}

#[test]
fn a_verifier_with_other_keys_or_rules_knows_nothing() {
    let token = token(HEADER, lasting(""));
    let first = cached(trust());
    assert!(told(&first, token.as_bytes(), NOW, 1000).is_ok());
    let keys = || KeySet::<1>::new([Key::from_secret(Algorithm::HS256, &SECRET[1..]).unwrap()]).unwrap();
    let other_keys = cached(Trust::new(Issuer::exactly(ISS), Audience::contains(AUD), keys()));
    assert_eq!(told(&other_keys, token.as_bytes(), NOW, 1000), Err(Error::InvalidSignature));
    let other_rules = cached(Trust::new(Issuer::exactly(ISS), Audience::contains("x"), hs256_keys()));
    assert_eq!(told(&other_rules, token.as_bytes(), NOW, 1000), Err(Error::WrongAudience));
    assert!(told(&first, token.as_bytes(), NOW, 1000).is_ok());
    assert_eq!((statistics(&other_keys).hits, statistics(&other_rules).hits), (0, 0));
}

#[test]
fn the_key_and_the_trust_of_a_known_token_are_its_own() {
    let key = |kid: &str, skip: usize| Key::from_secret(Algorithm::HS256, &SECRET[skip..]).unwrap().named(kid).unwrap();
    let trusts = || {
        let keys = |kids: [(&str, usize); 2]| KeySet::<2>::new(kids.map(|(kid, skip)| key(kid, skip))).unwrap();
        let trust = |iss: &'static str, keys| Trust::new(Issuer::exactly(iss), Audience::contains(AUD), keys);
        [trust("https://a.test", keys([("b", 0), ("a", 1)])), trust("https://b.test", keys([("d", 2), ("c", 3)]))]
    };
    let (plain, cached) = (Verifier::new(trusts()).unwrap(), cached(trusts()));
    let tokens: Vec<_> = [
        ("https://a.test", "a", 1),
        ("https://a.test", "b", 0),
        ("https://b.test", "c", 3),
        ("https://b.test", "d", 2),
    ]
    .map(|(iss, kid, skip)| {
        let header = format!(r#"{{"alg":"HS256","kid":"{kid}"}}"#);
        let payload = lasting("").replace(ISS, iss);
        signed_with(Algorithm::HS256, &SECRET[skip..], encoded(header) + "." + &encoded(payload))
    })
    .into();
    for _ in 0..3 {
        for token in &tokens {
            let expected = told(&plain, token.as_bytes(), NOW, token.len());
            assert!(expected.is_ok());
            assert_eq!(told(&cached, token.as_bytes(), NOW, token.len()), expected);
        }
    }
    assert_eq!(statistics(&cached).hits, 8);
}

#[test]
fn tenants_that_share_a_key_are_told_apart_by_issuer() {
    let build = |bytes| {
        let trust = |iss: &'static str| Trust::new(Issuer::exactly(iss), Audience::contains(AUD), hs256_keys());
        let trusts = [trust("https://a.test"), trust("https://b.test")];
        VerifierBuilder::new().issuer_decides().cache_bytes(bytes).build(trusts).unwrap()
    };
    let (plain, cached) = (build(0), build(CACHE_BYTES));
    for _ in 0..2 {
        for iss in ["https://a.test", "https://b.test", "https://c.test"] {
            let token = token(HEADER, lasting("").replace(ISS, iss));
            let expected = told(&plain, token.as_bytes(), NOW, token.len());
            assert_eq!(told(&cached, token.as_bytes(), NOW, token.len()), expected);
        }
    }
    assert_eq!(statistics(&cached).hits, 2);
}

#[test]
fn sizes_out_of_range_are_refused() {
    for bytes in [1, 4095, (1 << 30) + 1] {
        let verifier = VerifierBuilder::new().cache_bytes(bytes).build(trust());
        assert_eq!(verifier.err(), Some(Error::InvalidLimit), "{bytes}");
    }
    assert!(VerifierBuilder::new().cache_bytes(4096).build(trust()).is_ok());
}

#[test]
fn debug_tells_nothing_of_tokens() {
    let cached = cached(trust());
    let token = token(HEADER, lasting(r#""secret":"of-the-token""#));
    assert!(told(&cached, token.as_bytes(), NOW, token.len()).is_ok());
    let shown = format!("{cached:?}");
    assert!(shown.contains("CacheStatistics"), "{shown}");
    assert!(!shown.contains("of-the-token") && !shown.contains(&token[..20]), "{shown}");
}

#[test]
fn threads_share_a_cache() {
    let keys = KeySet::<1>::new([hs256_key()]).unwrap();
    let trust = Trust::new(Issuer::exactly(ISS), Audience::contains(AUD), keys);
    let cached = VerifierBuilder::new().cache_bytes(4096).build(trust).unwrap();
    let tokens: Vec<_> = (0..40).map(|uid| token(HEADER, lasting(&format!(r#""uid":{uid}"#)))).collect();
    std::thread::scope(|scope| {
        for thread in 0..8 {
            let (cached, tokens) = (&cached, &tokens);
            scope.spawn(move || {
                for round in 0..2000 {
                    let uid = (round * (thread + 1)) % tokens.len();
                    let (mut buf, mut junk) = ([0; 1024], tokens[uid].clone().into_bytes());
                    let claims = cached.verify(&tokens[uid], UnixSeconds(NOW), &mut buf).unwrap();
                    assert_eq!(claims.get::<usize>("uid"), Ok(uid));
                    *junk.last_mut().unwrap() ^= 4;
                    assert!(cached.verify(&junk, UnixSeconds(NOW), &mut buf).is_err());
                }
            });
        }
    });
    let statistics = statistics(&cached);
    assert!(statistics.hits > 0 && statistics.bytes <= 4096, "{statistics:?}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    /// Some tokens, good and bad, asked for in any order and at any time, under a cache that holds three of them.
    #[test]
    fn any_order_of_questions_is_answered_as_without(questions in proptest::collection::vec((0..12_usize, -50..50_i64), 1..200)) {
        let tokens: Vec<_> = (0..12)
            .map(|number: i64| {
                let payload = claims(&format!(r#""exp":{},"nbf":{},"uid":{number}"#, NOW + 5 * number, NOW - 4 * number));
                let token = token(HEADER, payload);
                if number % 4 == 3 { token + "A" } else { token }
            })
            .collect();
        let plain = Verifier::new(trust()).unwrap();
        let cached = VerifierBuilder::new().cache_bytes(4096).build(trust()).unwrap();
        for (which, offset) in questions {
            let token = tokens[which].as_bytes();
            prop_assert_eq!(told(&cached, token, NOW + offset, 600), told(&plain, token, NOW + offset, 600));
        }
    }
}
