//! The refresh token: its bytes, its ring, and everything that is not one.

use jwtcore::session::{FamilyId, MAX_RING_KEYS, Party, REFRESH_TOKEN_LEN, RefreshToken, Sid, Slot};
use jwtcore::{
    Algorithm, Audience, Error, Issuer, Key, KeySet, NewClaims, RefreshRing, Signer, Trust, UnixSeconds, Verifier,
};
use proptest::prelude::*;

use crate::{NEXT_SECRET, SECRET, family_id, party, ring, token};

fn sealed(token: &RefreshToken, ring: &RefreshRing, party: &Party<'_>) -> String {
    token.seal(ring, party, &mut [0; REFRESH_TOKEN_LEN]).expect("a token").to_owned()
}

#[test]
fn tokens_and_sids_are_exact_bytes() {
    // Computed with Python's hashlib and hmac.
    assert_eq!(family_id().sid().as_str(), "cygdGQxkRcGBCrsjGFIgTA");
    for (tenant, client, sub, generation, key_id, text) in [
        (
            "",
            "",
            "7",
            0,
            1,
            "AQAAAAHALRMDeWvgtAABAgMEBQYHCAkKCwwNDg8AAAAAAAAAAKXcXgJRpZXaJJhZb8UXpkSOBHoY_ZD25zpkmlsh0J9m",
        ),
        (
            "acme",
            "web",
            "Müller",
            258,
            0xdead_beef,
            "Ad6tvu9peVHZYk1B0AABAgMEBQYHCAkKCwwNDg8AAAAAAAABAsr9wnvLp19lCoA5Aejqnea90SjxfX_Ua4gb8f3Y_cu1",
        ),
    ] {
        let party = Party::new(tenant, client).expect("a party");
        let ring = RefreshRing::new(key_id, SECRET).expect("a ring");
        let slot = Slot::of_subject(tenant, sub).expect("a slot");
        let token = RefreshToken { key_id, slot, family_id: family_id(), generation };
        assert_eq!(sealed(&token, &ring, &party), text);
        assert_eq!(RefreshToken::open(&ring, &party, text.as_bytes()), Ok(token));
    }
}

#[test]
fn refuses_a_token_with_any_bit_changed() {
    let (ring, party) = (ring(), party());
    let text = sealed(&token(3), &ring, &party).into_bytes();
    for at in 0..text.len() {
        for other in (0..=u8::MAX).filter(|other| *other != text[at]) {
            let mut edited = text.clone();
            edited[at] = other;
            assert_eq!(RefreshToken::open(&ring, &party, &edited), Err(Error::InvalidRefreshToken), "{at} {other}");
        }
    }
}

#[test]
fn refuses_a_token_of_another_tenant_or_client() {
    let text = sealed(&token(3), &ring(), &party());
    for (tenant, client) in
        [("acme2", "web"), ("acme", "app"), ("", "web"), ("acme", ""), ("acmew", "eb"), ("", "acmeweb")]
    {
        let other = Party::new(tenant, client).expect("a party");
        assert_eq!(RefreshToken::open(&ring(), &other, text.as_bytes()), Err(Error::InvalidRefreshToken), "{tenant}");
    }
}

#[test]
fn refuses_an_access_token_presented_as_a_refresh_token_and_the_other_way_round() {
    let mut buf = [0; 512];
    let signer = Signer::from_secret(Algorithm::HS256, SECRET).expect("a signer");
    let access = signer.sign(&NewClaims::new().sub("7"), &mut buf).expect("a token");
    assert_eq!(RefreshToken::open(&ring(), &party(), access.as_bytes()), Err(Error::InvalidRefreshToken));

    let keys = KeySet::<1>::new([Key::from_secret(Algorithm::HS256, SECRET).expect("a key")]).expect("keys");
    let verifier = Verifier::new(Trust::new(Issuer::unchecked(), Audience::unchecked(), keys)).expect("a verifier");
    let refresh = sealed(&token(0), &ring(), &party());
    let verdict = verifier.verify(&refresh, UnixSeconds(0), &mut [0; 512]).map(|_| ());
    assert_eq!(verdict, Err(Error::NotCompact));
}

#[test]
fn refuses_what_is_no_token_of_92_characters() {
    let text = sealed(&token(3), &ring(), &party());
    let wrong = [
        String::new(),
        text[..91].to_owned(),
        format!("{text}A"),
        format!("{text}\n"),
        format!(" {}", &text[..91]),
        format!("{}=", &text[..91]),
        "A".repeat(92),
        "!".repeat(92),
    ];
    for wrong in wrong {
        assert_eq!(RefreshToken::open(&ring(), &party(), wrong.as_bytes()), Err(Error::InvalidRefreshToken), "{wrong}");
    }
}

#[test]
fn a_ring_opens_what_its_keys_tagged_and_tags_with_the_key_that_is_named() {
    let old = ring();
    let rotated = RefreshRing::new(2, NEXT_SECRET).and_then(|ring| ring.accept(1, SECRET)).expect("a ring");
    assert_eq!((old.active_id(), rotated.active_id()), (1, 2));
    let text = sealed(&token(3), &old, &party());
    assert!(RefreshToken::open(&rotated, &party(), text.as_bytes()).is_ok());
    // The successor of a rotation before the change of keys is the same bytes after it.
    assert_eq!(sealed(&token(4), &rotated, &party()), sealed(&token(4), &old, &party()));
    let under_new = RefreshToken { key_id: 2, ..token(4) };
    assert_eq!(under_new.seal(&old, &party(), &mut [0; REFRESH_TOKEN_LEN]), Err(Error::MissingRefreshKey));
    // Once it is removed, its tokens are nobody's.
    let without = RefreshRing::new(2, NEXT_SECRET).expect("a ring");
    assert_eq!(RefreshToken::open(&without, &party(), text.as_bytes()), Err(Error::InvalidRefreshToken));
    // The number alone is nothing: the same number with another secret opens nothing.
    let other = RefreshRing::new(1, NEXT_SECRET).expect("a ring");
    assert_eq!(RefreshToken::open(&other, &party(), text.as_bytes()), Err(Error::InvalidRefreshToken));
}

#[test]
fn refuses_a_ring_with_two_keys_of_one_number_or_too_many_or_weak_ones() {
    assert_eq!(ring().accept(1, NEXT_SECRET).err(), Some(Error::InvalidRefreshRing));
    let mut full = ring();
    for id in 2..=u32::try_from(MAX_RING_KEYS).expect("a number") {
        full = full.accept(id, NEXT_SECRET).expect("room");
    }
    assert_eq!(full.accept(99, NEXT_SECRET).err(), Some(Error::InvalidRefreshRing));
    assert_eq!(RefreshRing::new(1, &SECRET[..31]).err(), Some(Error::SecretTooShort));
    assert_eq!(ring().accept(2, b"").err(), Some(Error::SecretTooShort));
    let pem = b"-----BEGIN PUBLIC KEY-----\nMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE";
    assert_eq!(RefreshRing::new(1, pem).err(), Some(Error::SecretLooksLikeKey));
}

#[test]
fn refuses_parties_beyond_their_lengths() {
    let (longest_tenant, longest_client) = ("t".repeat(255), "c".repeat(512));
    let longest = Party::new(&longest_tenant, &longest_client).expect("a party");
    let text = sealed(&token(1), &ring(), &longest);
    assert_eq!(RefreshToken::open(&ring(), &longest, text.as_bytes()), Ok(token(1)));
    assert_eq!(Party::new(&"t".repeat(256), ""), Err(Error::ArgumentTooLong));
    assert_eq!(Party::new("", &"c".repeat(513)), Err(Error::ArgumentTooLong));
}

#[test]
fn a_sid_is_22_canonical_characters() {
    let sid = family_id().sid();
    assert_eq!(Sid::parse(sid.as_str()), Ok(sid));
    for wrong in
        ["", "cygdGQxkRcGBCrsjGFIgT", "cygdGQxkRcGBCrsjGFIgTAA", "cygdGQxkRcGBCrsjGFIgTB", "cygdGQxkRcGBCrsj+FIgTA"]
    {
        assert_eq!(Sid::parse(wrong), Err(Error::UnknownSession), "{wrong}");
    }
    assert_eq!(Sid::parse("f47ac10b-58cc-4372-a567-0e02b2c3d479"), Err(Error::UnknownSession));
}

#[test]
fn different_families_have_different_sids() {
    assert_ne!(FamilyId::from_bytes([1; 16]).sid(), FamilyId::from_bytes([2; 16]).sid());
}

proptest! {
    #[test]
    fn every_token_comes_back(
        key_id: u32, generation: u64, id: [u8; 16], tenant in ".{0,60}", client in ".{0,60}", sub in ".{0,60}",
    ) {
        let party = Party::new(&tenant, &client).expect("a party");
        let ring = RefreshRing::new(key_id, SECRET).expect("a ring");
        let slot = Slot::of_subject(&tenant, &sub).expect("a slot");
        let token = RefreshToken { key_id, slot, family_id: FamilyId::from_bytes(id), generation };
        let text = sealed(&token, &ring, &party);
        prop_assert_eq!(RefreshToken::open(&ring, &party, text.as_bytes()), Ok(token));
    }

    #[test]
    fn bytes_are_refused_without_a_panic(bytes in proptest::collection::vec(any::<u8>(), 0..120)) {
        prop_assert_eq!(RefreshToken::open(&ring(), &party(), &bytes), Err(Error::InvalidRefreshToken));
    }

    #[test]
    fn base64url_of_any_69_bytes_is_refused(text in "A[A-Za-z0-9_-]{91}") {
        prop_assert_eq!(RefreshToken::open(&ring(), &party(), text.as_bytes()), Err(Error::InvalidRefreshToken));
    }
}
