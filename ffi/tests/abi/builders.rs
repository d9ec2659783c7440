//! Builders: what they refuse, at once or when something is built, and where they say it was.

use jwtcore_ffi::*;

use crate::common::*;

fn built(add: impl FnOnce(Builder) -> Answer<Builder>) -> Answer<Verifier> {
    add(Builder::new())?.build()
}

#[track_caller]
fn assert_refused(answer: Answer<Verifier>, name: &str, detail: &str) {
    let failure = answer.err().expect("a refusal");
    assert_eq!((failure.name.as_str(), failure.detail.as_str()), (name, detail));
}

#[test]
fn a_trust_comes_before_its_options() {
    assert_answer(&Builder::new().issuer(ISS).map(drop), "no-trust");
    assert_answer(&Builder::new().key(SECRET_SOURCE, HS256, SECRET, None).map(drop), "no-trust");
    assert_refused(Builder::new().build(), "no-trust", "");
}

#[test]
fn issuer_and_audience_are_decided() {
    let key = |builder: Builder| builder.key(SECRET_SOURCE, HS256, SECRET, None);
    let both = JwtcoreTrustFlag::UncheckedIssuer as u32 | JwtcoreTrustFlag::UncheckedAudience as u32;
    let open = TrustOptions { flags: both, ..trust_options() };
    let begun = |options: TrustOptions| move |builder: Builder| key(builder.trust(&options)?);
    let closed = begun(trust_options());
    assert_refused(built(closed), "empty-expectation", "trust 0: no issuer, and not unchecked");
    assert_refused(
        built(|builder| closed(builder)?.issuer(ISS)),
        "empty-expectation",
        "trust 0: no audience, and not unchecked",
    );
    let opened = begun(open);
    assert_refused(
        built(|builder| opened(builder)?.issuer(ISS)),
        "contradictory-options",
        "trust 0: an issuer, and unchecked",
    );
    for add in [Builder::audience, Builder::audience_claim] as [fn(Builder, &str) -> Answer<Builder>; 2] {
        assert_refused(
            built(|builder| add(opened(builder)?, AUD)),
            "contradictory-options",
            "trust 0: an audience, and unchecked",
        );
    }
    assert_refused(
        built(|builder| closed(builder)?.issuer(ISS)?.audience_claim("client_id")),
        "empty-expectation",
        "trust 0: no audience, and not unchecked",
    );
    assert_answer(&built(|builder| closed(builder)?.issuer("")?.audience(AUD)), "empty-expectation");
}

#[test]
fn an_unchecked_issuer_stands_alone() {
    let open = TrustOptions { flags: JwtcoreTrustFlag::UncheckedIssuer as u32, ..trust_options() };
    let answer = built(|builder| {
        let builder = builder.test_trust(&trust_options())?.trust(&open)?.audience(AUD)?;
        builder.key(SECRET_SOURCE, HS256, &SECRET[1..], None)
    });
    assert_answer(&answer, "unchecked-issuer-among-several");
}

#[test]
fn texts_that_are_set_once_are_not_set_twice() {
    for set in [Builder::typ, Builder::audience_claim] as [fn(Builder, &str) -> Answer<Builder>; 2] {
        let answer = Builder::new().trust(&trust_options()).and_then(|builder| set(set(builder, "a")?, "b"));
        assert_answer(&answer.map(drop), "contradictory-options");
    }
}

#[test]
fn there_is_an_end_to_rules_values_trusts_and_texts() {
    let mut builder = Builder::new().trust(&trust_options()).expect("a builder");
    for at in 0..64 {
        builder = builder.issuer(&at.to_string()).expect("room");
    }
    assert_eq!(ffi!(jwtcore_builder_issuer(builder.0, data(b"x"), 1)), JwtcoreStatus::TooManyRules as u32);
    for at in 0..16 {
        builder = builder.claim(&at.to_string(), None).expect("room");
    }
    assert_answer(&builder.claim("x", None).map(drop), "too-many-rules");
    let mut builder = Builder::new();
    for _ in 0..64 {
        builder = builder.trust(&trust_options()).expect("room");
    }
    let long = "x".repeat((1 << 20) + 1);
    assert_eq!(
        ffi!(jwtcore_builder_typ(builder.0, data(long.as_bytes()), long.len())),
        JwtcoreStatus::ArgumentTooLong as u32
    );
    assert_answer(&builder.trust(&trust_options()).map(drop), "no-trust");
}

#[test]
fn a_builder_does_not_grow_without_end() {
    let text = vec![b' '; 1 << 20];
    let mut builder = Builder::new().trust(&trust_options()).expect("a builder");
    for _ in 0..64 {
        builder = builder.key(KEYS, HS256, &text, None).expect("room");
    }
    assert_answer(&builder.key(KEYS, HS256, &text, None).map(drop), "argument-too-long");
    let longer = vec![b' '; (1 << 20) + 1];
    let answer = Builder::new().trust(&trust_options()).and_then(|builder| builder.key(KEYS, HS256, &longer, None));
    assert_answer(&answer.map(drop), "key-set-too-large");
}

#[test]
fn numbers_that_are_no_options_are_refused_at_once() {
    let key = |source, algorithms, flags| {
        let builder = Builder::new().trust(&trust_options())?;
        builder.flagged_key(source, algorithms, flags, SECRET, None).map(drop)
    };
    for source in [0, 4, u32::MAX] {
        assert_answer(&key(source, HS256, 0), "invalid-argument");
    }
    assert_answer(&key(KEYS, 1 << 14, 0), "invalid-argument");
    assert_answer(&key(KEYS, HS256, 4), "invalid-argument");
    assert_answer(&key(KEYS, HS256, JwtcoreKeyFlag::NamedByKeys as u32), "contradictory-options");
    assert_answer(&key(SECRET_SOURCE, HS256, JwtcoreKeyFlag::RsAndPs as u32), "contradictory-options");
}

#[test]
fn failures_of_keys_say_which_key_it_was() {
    let (pem, private) = (read("keys/p256.pem"), read("keys/private/test-only-p256.pem"));
    let two = |second: &[u8]| {
        built(|builder| {
            let builder = builder.trust(&trust_options())?.issuer(ISS)?.audience(AUD)?;
            builder.key(KEYS, algorithms(["ES256"]), &pem, None)?.key(KEYS, algorithms(["ES256"]), second, None)
        })
    };
    assert_refused(two(&private), "private-key-given", "trust 0: key 1");
    assert_refused(two(b"no key"), "malformed-der", "trust 0: key 1");
    // Two unnamed keys of one algorithm.
    assert_refused(two(&read("keys/other-p256.pem")), "conflicting-keys", "trust 0");
    assert_answer(&two(&pem), "ok");
}

#[test]
fn a_set_without_usable_keys_says_why_each_was_skipped() {
    let answer = built(|builder| {
        let builder = builder.trust(&trust_options())?.issuer(ISS)?.audience(AUD)?;
        builder.key(KEYS, algorithms(["ES512"]), &read("issuers/keycloak/jwks.json"), None)
    });
    let failure = answer.err().expect("a refusal");
    assert_eq!(failure.name, "no-usable-key");
    for part in ["trust 0: key 0: entry 0 skipped: ", "; entry 1 skipped: algorithm-not-listed", "; entry 2 skipped: "]
    {
        assert!(failure.detail.contains(part), "{}", failure.detail);
    }
}

#[test]
fn several_keys_and_names_serve_one_trust() {
    let private = |name: &str| read(&format!("keys/private/test-only-{name}.pem"));
    let answer = built(|builder| {
        let builder = builder.trust(&trust_options())?.issuer(ISS)?.audience(AUD)?;
        let builder = builder.key(KEYS, algorithms(["ES256"]), &read("keys/p256.pem"), Some("ec"))?;
        let builder = builder.key(KEYS, algorithms(["EdDSA"]), &read("keys/ed25519.pem"), Some("ed"))?;
        builder.key(SECRET_SOURCE, HS256, SECRET, Some("hs"))
    });
    let verifier = answer.expect("a verifier");
    for (algorithm, key, kid) in [("ES256", private("p256"), "ec"), ("EdDSA", private("ed25519"), "ed")] {
        let signer = Signer::new(KEYS, algorithms([algorithm]), &key, Some(kid)).expect("a signer");
        let (_, verified) = verifier.verify(signer.sign(&claims(""), None).expect("a token"), NOW).expect("accepted");
        assert_eq!(verified.algorithm, algorithms([algorithm]));
        let misnamed = Signer::new(KEYS, algorithms([algorithm]), &key, Some("hs")).expect("a signer");
        assert_answer(&verifier.verify(misnamed.sign(&claims(""), None).expect("a token"), NOW), "unknown-key");
    }
}

#[test]
fn keys_that_name_their_algorithm_need_no_list() {
    let named = JwtcoreKeyFlag::NamedByKeys as u32;
    let of = |text: &[u8]| {
        built(|builder| {
            let builder = builder.trust(&trust_options())?.issuer(ISS)?.audience(AUD)?;
            builder.flagged_key(KEYS, 0, named, text, None)
        })
    };
    assert_answer(&of(&read("keys/formats/p256-named.jwk")), "ok");
    assert_answer(&of(&read("keys/p256.pem")), "no-algorithm-for-key");
}

#[test]
fn one_rsa_key_serves_rs_and_ps_only_where_that_is_said() {
    let both = algorithms(["RS256", "PS256"]);
    let of = |flags| {
        built(|builder| {
            let builder = builder.trust(&trust_options())?.issuer(ISS)?.audience(AUD)?;
            builder.flagged_key(KEYS, both, flags, &read("keys/rsa-2048.pem"), None)
        })
    };
    assert_answer(&of(0), "rs-and-ps-on-one-key");
    assert_answer(&of(JwtcoreKeyFlag::RsAndPs as u32), "ok");
}

#[test]
fn secrets_are_secrets_and_keys_are_keys() {
    let of = |source, key: &[u8]| {
        built(|builder| {
            let builder = builder.trust(&trust_options())?.issuer(ISS)?.audience(AUD)?;
            builder.key(source, HS256, key, None)
        })
    };
    assert_answer(&of(SECRET_SOURCE, &read("keys/rsa-2048.pem")), "secret-looks-like-key");
    assert_answer(&of(SECRET_SOURCE, &read("keys/p256.jwk")), "secret-looks-like-key");
    assert_answer(&of(SECRET_SOURCE, b"short"), "secret-too-short");
    assert_answer(&of(SECRET_SOURCE, b""), "secret-too-short");
    assert_answer(&of(KEYS, SECRET), "malformed-der");
    let file = JwtcoreSource::SecretFile as u32;
    assert_answer(&of(file, SECRET), "ok");
    assert_answer(&of(file, &[SECRET, b"\n"].concat()), "secret-ends-in-newline");
    assert_answer(&of(SECRET_SOURCE, &[SECRET, b"\n"].concat()), "ok");
}

#[test]
fn a_builder_builds_as_often_as_asked() {
    let builder = Builder::new().test_trust(&trust_options()).expect("a builder");
    let (one, two) = (builder.build().expect("a verifier"), builder.build().expect("a verifier"));
    assert_ne!(one.0, two.0);
    drop(builder);
    assert_answer(&one.verify(token(""), NOW), "ok");
    assert_answer(&two.verify(token(""), NOW), "ok");
}
