//! Descriptions in one text: they give the builder's verifier, and one that is cut short gives nothing.

use jwtcore_ffi::*;

use crate::common::*;

/// A description, record by record.
#[derive(Clone, Default)]
struct Text(Vec<u8>);

impl Text {
    fn new(flags: u32, max_token_len: u32) -> Self {
        Self::default().number(flags).number(max_token_len).number(0)
    }

    fn record(mut self, kind: u8) -> Self {
        self.0.push(kind);
        self
    }

    fn number(mut self, number: u32) -> Self {
        self.0.extend(number.to_be_bytes());
        self
    }

    fn text(self, text: impl AsRef<[u8]>) -> Self {
        let text = text.as_ref();
        let mut this = self.number(u32::try_from(text.len()).expect("a short text"));
        this.0.extend(text);
        this
    }

    fn absent(self) -> Self {
        self.number(u32::MAX)
    }

    fn trust(self, flags: u32) -> Self {
        self.record(b'T').number(flags).number(30).number(3600)
    }

    fn key(self, kid: Option<&str>) -> Self {
        let this = self.record(b'K').number(SECRET_SOURCE).number(HS256).number(0).text(SECRET);
        match kid {
            Some(kid) => this.text(kid),
            None => this.absent(),
        }
    }

    fn verifier(&self) -> Answer<u64> {
        self.verifier_called(None)
    }

    fn verifier_called(&self, alias: Option<&str>) -> Answer<u64> {
        let mut handle = 7;
        let (alias, alias_len) = optional(alias);
        let (text, len) = (data(&self.0), self.0.len());
        let status = ffi!(jwtcore_verifier_described(text, len, alias, alias_len, &raw mut handle));
        assert_eq!(status == 0, handle != 0, "a handle, or a failure and none");
        answer(status).map(|()| handle)
    }
}

/// Every kind of record.
fn whole() -> Text {
    let text = Text::new(JwtcoreVerifierFlag::IssuerDecides as u32, 5000).trust(0);
    let text = text.record(b'I').text(ISS).record(b'I').text("https://other.test").record(b'A').text(AUD);
    let text = text.record(b'C').text("client_id").record(b'Y').text("at+jwt");
    let text = text.record(b'R').text("scope").absent().record(b'R').text("use").text("access");
    let text = text.record(b'H').text("zone").text("eu").key(Some("one"));
    text.trust(JwtcoreTrustFlag::IntegerSub as u32)
        .record(b'I')
        .text("https://third.test")
        .record(b'A')
        .text(AUD)
        .key(None)
}

fn by_builder() -> Answer<u64> {
    let options =
        VerifierOptions { flags: JwtcoreVerifierFlag::IssuerDecides as u32, max_token_len: 5000, ..verifier_options() };
    let trust = TrustOptions { leeway_s: 30, max_age_s: 3600, ..trust_options() };
    let builder = Builder::with(&options)?.trust(&trust)?.issuer(ISS)?.issuer("https://other.test")?.audience(AUD)?;
    let builder = builder.audience_claim("client_id")?.typ("at+jwt")?;
    let builder = builder.claim("scope", None)?.claim("use", Some("access"))?.header("zone", "eu")?;
    let builder = builder.key(SECRET_SOURCE, HS256, SECRET, Some("one"))?;
    let other = TrustOptions { flags: JwtcoreTrustFlag::IntegerSub as u32, ..trust };
    let builder = builder.trust(&other)?.issuer("https://third.test")?.audience(AUD)?;
    builder.key(SECRET_SOURCE, HS256, SECRET, None)?.shared()
}

#[test]
fn a_described_verifier_is_the_builders() {
    let described = whole().verifier().expect("a verifier");
    assert_eq!(by_builder(), Ok(described));
    assert_eq!(whole().verifier(), Ok(described));
    assert_answer(&answer(jwtcore_verifier_free(described)), "bad-handle");
}

#[test]
fn every_part_of_a_description_counts() {
    let described = whole().verifier().expect("a verifier");
    let minimal = |text: Text| text.trust(0).record(b'I').text(ISS).record(b'A').text(AUD);
    let plain = minimal(Text::new(0, 0)).key(None).verifier().expect("a verifier");
    assert_ne!(plain, described);
    for other in [
        minimal(Text::new(0, 9000)).key(None),
        minimal(Text::default().number(0).number(0).number(64)).key(None),
        minimal(Text::new(JwtcoreVerifierFlag::IssuerDecides as u32, 0)).key(None),
        minimal(Text::new(0, 0)).key(Some("")),
        minimal(Text::new(0, 0)).key(Some("kid")),
        minimal(Text::new(0, 0)).record(b'Y').text("JWT").key(None),
        minimal(Text::new(0, 0)).record(b'R').text("a").absent().key(None),
        minimal(Text::new(0, 0)).record(b'R').text("a").text("b").key(None),
    ] {
        assert_ne!(other.verifier().expect("a verifier"), plain);
    }
    let token = Signer::test().sign(&format!(r#"{{"iss":"{ISS}","aud":"{AUD}","exp":{},"iat":{NOW}}}"#, NOW + 9), None);
    let token = token.expect("a token");
    assert_answer(&verify(plain, &token, NOW), "ok");
    assert_answer(&verify(described, &token, NOW), "missing-aud");
}

#[test]
fn a_description_that_is_cut_short_gives_nothing() {
    let whole = whole();
    let mut accepted = 0;
    for len in 0..whole.0.len() {
        // Where a record ends the rest may do without it; all others are cut short.
        match Text(whole.0[..len].to_vec()).verifier() {
            Ok(_) => accepted += 1,
            Err(failure) => assert!(
                ["invalid-argument", "no-trust", "empty-expectation", "no-usable-key"].contains(&failure.name.as_str()),
                "{len}: {failure:?}"
            ),
        }
    }
    assert_eq!(accepted, 1, "the first trust alone, with its key");
}

#[test]
fn what_is_no_record_is_refused() {
    let begun = Text::new(0, 0).trust(0);
    for text in [
        Text::default(),
        begun.clone().record(b'Z'),
        begun.clone().record(b't').number(0).number(0).number(0),
        begun.clone().record(b'I').number(1 << 31),
        begun.clone().record(b'I').absent(),
        begun.clone().record(b'H').text("zone").absent(),
        begun.clone().record(b'K').number(SECRET_SOURCE).number(HS256).number(0).absent().absent(),
        begun.clone().record(b'K').number(9).number(HS256).number(0).text(SECRET).absent(),
        Text::new(1 << 30, 0),
    ] {
        assert_answer(&text.verifier(), "invalid-argument");
    }
    assert_answer(&begun.clone().record(b'I').text(b"\xff").verifier(), "argument-not-utf8");
    assert_answer(&begun.record(b'Y').text("a").record(b'Y').text("b").verifier(), "contradictory-options");
    assert_answer(&Text::new(0, 0).record(b'I').text(ISS).verifier(), "no-trust");
    assert_answer(&Text::new(0, (1 << 20) + 1).trust(3).key(None).verifier(), "invalid-limit");
}

#[test]
fn a_fault_says_where_it_is_and_nothing_of_the_key() {
    let text = Text::new(0, 0).trust(3).record(b'K').number(KEYS).number(HS256).number(0).text("a secret key").absent();
    let failure = text.verifier().expect_err("a refusal");
    assert!(failure.detail.starts_with("trust 0: key 0"), "{failure:?}");
    assert!(!failure.detail.contains("secret"), "{failure:?}");
}

fn remembered(alias: &str) -> u64 {
    let mut handle = 7;
    assert_eq!(ffi!(jwtcore_verifier_remembered(data(alias.as_bytes()), alias.len(), &raw mut handle)), 0);
    handle
}

#[test]
fn an_alias_leads_to_what_was_described_last() {
    let one = |name: &str| Text::new(0, 0).trust(3).record(b'Y').text(name).key(None);
    assert_eq!(remembered("alias of one"), 0);
    let first = one("first").verifier_called(Some("alias of one")).expect("a verifier");
    assert_eq!(remembered("alias of one"), first);
    assert_eq!([remembered("alias of"), remembered(""), remembered("alias of one\0")], [0; 3]);
    let second = one("second").verifier_called(Some("alias of one")).expect("a verifier");
    assert_ne!(first, second);
    assert_eq!(remembered("alias of one"), second);
    // What is not built gets no name, and takes none away.
    assert_answer(&one("").verifier_called(Some("alias of one")), "empty-expectation");
    assert_eq!(remembered("alias of one"), second);
}
