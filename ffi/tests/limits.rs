//! What the process holds is bounded: handles, and shared objects in number and in bytes. In a program of its own, since
//! it fills what others use.

mod common;

use jwtcore_ffi::*;

use common::*;

/// Something that a builder is told.
type Change = fn(Builder) -> Answer<Builder>;

/// A builder of the test trust with a name of its own.
fn named(name: &str) -> Builder {
    let builder = Builder::new().test_trust(&trust_options());
    builder.and_then(|builder| builder.issuer(name)).expect("a builder")
}

#[test]
fn what_the_process_holds_is_bounded() {
    shared_objects_are_one_for_each_description();
    the_least_recently_used_goes_first();
    large_ones_push_out_many();
    what_could_never_fit_is_refused();
    handles_have_an_end();
}

fn shared_objects_are_one_for_each_description() {
    let one = named("a").shared().expect("shared");
    assert_eq!(named("a").shared(), Ok(one));
    assert_eq!(jwtcore_verifier_free(one), JwtcoreStatus::BadHandle as u32);
    assert_answer(&verify(one, token(""), NOW), "ok");
    let changes: [Change; 12] = [
        |builder| builder.issuer("b"),
        |builder| builder.audience("b"),
        |builder| builder.typ("b"),
        |builder| builder.typ("JWT"),
        |builder| builder.audience_claim("b"),
        |builder| builder.claim("b", None),
        |builder| builder.claim("b", Some("")),
        |builder| builder.claim("b", Some("c")),
        |builder| builder.header("b", "c"),
        |builder| builder.key(SECRET_SOURCE, algorithms(["HS384"]), SECRET, None),
        |builder| builder.key(SECRET_SOURCE, algorithms(["HS384"]), &SECRET[1..], None),
        |builder| builder.key(SECRET_SOURCE, algorithms(["HS384"]), SECRET, Some("k")),
    ];
    let mut seen = vec![one];
    for change in changes {
        match change(named("a")).and_then(|builder| builder.shared()) {
            Ok(other) => {
                assert!(!seen.contains(&other));
                seen.push(other);
            }
            // An empty expectation is known by its own digest, and refused when it is built.
            Err(failure) => assert_eq!(failure.name, "empty-expectation"),
        }
    }
    assert_eq!(seen.len(), changes.len());
    for options in [
        TrustOptions { leeway_s: 1, ..trust_options() },
        TrustOptions { max_age_s: 1, ..trust_options() },
        TrustOptions { flags: JwtcoreTrustFlag::ExpOptional as u32, ..trust_options() },
    ] {
        let builder = Builder::new().test_trust(&options).and_then(|builder| builder.issuer("a"));
        let other = builder.and_then(|builder| builder.shared()).expect("shared");
        assert!(!seen.contains(&other));
        seen.push(other);
    }
    // Texts do not run into each other.
    let two = |one: &str, two: &str| named(one).issuer(two).and_then(|builder| builder.shared());
    assert_ne!(two("ab", "c"), two("a", "bc"));
}

fn the_least_recently_used_goes_first() {
    let kept = named("kept").shared().expect("shared");
    let first = described_as_first("alias of first");
    assert_eq!(named("first").shared(), Ok(first));
    for at in 0..511 {
        named(&format!("other {at}")).shared().expect("shared");
        assert_eq!(named("kept").shared(), Ok(kept));
    }
    assert_answer(&verify(kept, token(""), NOW), "ok");
    assert_answer(&verify(first, token(""), NOW), "bad-handle");
    assert_eq!(remembered("alias of first"), 0, "an alias of what is gone leads nowhere");
    let again = named("first").shared().expect("shared");
    assert_ne!(again, first);
    assert_eq!(remembered("alias of first"), again);
    assert_answer(&verify(again, token(""), NOW), "ok");
}

/// The verifier of `named("first")`, described under an alias.
fn described_as_first(alias: &str) -> u64 {
    let text = |text: &[u8]| [&u32::try_from(text.len()).expect("short").to_be_bytes(), text].concat();
    let numbers = |numbers: &[u32]| numbers.iter().flat_map(|number| number.to_be_bytes()).collect::<Vec<_>>();
    let description = [
        numbers(&[0, 0, 0]),
        [b"T".to_vec(), numbers(&[0, 0, 0])].concat(),
        [b"I".to_vec(), text(ISS.as_bytes())].concat(),
        [b"A".to_vec(), text(AUD.as_bytes())].concat(),
        [b"K".to_vec(), numbers(&[SECRET_SOURCE, HS256, 0]), text(SECRET), numbers(&[u32::MAX])].concat(),
        [b"I".to_vec(), text(b"first")].concat(),
    ]
    .concat();
    let mut handle = 0;
    let (text, len, alias, alias_len) = (data(&description), description.len(), data(alias.as_bytes()), alias.len());
    assert_eq!(ffi!(jwtcore_verifier_described(text, len, alias, alias_len, &raw mut handle)), 0);
    handle
}

fn remembered(alias: &str) -> u64 {
    let mut handle = 7;
    assert_eq!(ffi!(jwtcore_verifier_remembered(data(alias.as_bytes()), alias.len(), &raw mut handle)), 0);
    handle
}

fn large_ones_push_out_many() {
    let small = named("small").shared().expect("shared");
    for at in 0..40 {
        padded(&format!("large {at}"), 1).shared().expect("shared");
    }
    assert_answer(&verify(small, token(""), NOW), "bad-handle");
}

fn what_could_never_fit_is_refused() {
    assert_answer(&padded("too large", 40).shared(), "registry-full");
    assert_answer(&padded("too large", 40).build(), "ok");
}

/// A builder of about so many MiB: the key's text is padded with white space.
fn padded(name: &str, mebibytes: usize) -> Builder {
    let mut text = read("keys/p256.jwk");
    text.resize(1 << 20, b' ');
    let es256 = algorithms(["ES256"]);
    (0..mebibytes).fold(named(name), |builder, _| builder.key(KEYS, es256, &text, None).expect("room"))
}

fn handles_have_an_end() {
    let builder = named("last");
    let mut handles = Vec::new();
    let failure = loop {
        match made() {
            Ok(handle) => handles.push(handle),
            Err(failure) => break failure,
        }
    };
    assert_eq!(failure.name, "too-many-handles");
    assert!((60_000..65_536).contains(&handles.len()), "{}", handles.len());
    assert_answer(&builder.build().map(drop), "too-many-handles");
    let freed = handles.swap_remove(handles.len() / 2);
    assert_eq!(jwtcore_key_free(freed), 0);
    let taken = made().expect("the place that was freed");
    assert_ne!(taken, freed);
    assert_eq!(taken % (1 << 16), freed % (1 << 16));
    for handle in handles.into_iter().chain([taken]) {
        assert_eq!(jwtcore_key_free(handle), 0);
    }
    assert_answer(&builder.build().map(drop), "ok");
}

fn made() -> Answer<u64> {
    let mut handle = 0;
    answer(ffi!(jwtcore_key_generate(HS256, 0, std::ptr::null(), 0, &raw mut handle))).map(|()| handle)
}
