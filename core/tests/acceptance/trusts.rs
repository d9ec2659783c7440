//! Keys belong to an issuer: several trusts in one verifier, and what they may share.

use jwtcore::{
    Algorithm, Audience, Error, Issuer, Key, KeySet, MAX_TRUSTS, Trust, UnixSeconds, Verifier, VerifierBuilder,
};

use crate::common::made::{SECRET, encoded, signed_with};
use crate::common::{NOW, leaked, verdict};

type Tenant = Trust<KeySet<2>>;

const A: &str = "https://a.test";
const B: &str = "https://b.test";

/// A secret of its own for each number.
fn secret(of: u8) -> Vec<u8> {
    SECRET.iter().map(|byte| byte ^ of).collect()
}

fn key(of: u8, kid: Option<&str>) -> Key {
    let key = Key::from_secret(Algorithm::HS256, &secret(of)).unwrap();
    match kid {
        Some(kid) => key.named(kid).unwrap(),
        None => key,
    }
}

fn trust(issuer: &'static str, keys: impl IntoIterator<Item = Key>) -> Tenant {
    Trust::new(Issuer::exactly(issuer), Audience::unchecked(), KeySet::new(keys).unwrap())
}

fn token(of: u8, kid: Option<&str>, members: &str) -> String {
    let kid = kid.map(|kid| format!(r#","kid":"{kid}""#)).unwrap_or_default();
    let payload = format!(r#"{{"exp":{}{members}}}"#, NOW + 1);
    let input = encoded(format!(r#"{{"alg":"HS256"{kid}}}"#)) + "." + &encoded(payload);
    signed_with(Algorithm::HS256, &secret(of), input)
}

fn of_issuer(of: u8, kid: Option<&str>, iss: &str) -> String {
    token(of, kid, &format!(r#","iss":"{iss}""#))
}

fn two() -> Verifier<[Tenant; 2]> {
    Verifier::new([trust(A, [key(0, Some("a"))]), trust(B, [key(1, Some("b"))])]).unwrap()
}

fn judged<const N: usize>(verifier: &Verifier<[Tenant; N]>, token: impl AsRef<[u8]>) -> Result<usize, Error> {
    verdict(verifier, &token, NOW)?;
    let mut buf = vec![0; token.as_ref().len()];
    verifier.verify(token, UnixSeconds(NOW), &mut buf).map(|claims| claims.trust_index())
}

#[test]
fn each_key_speaks_for_its_own_issuer() {
    assert_eq!(judged(&two(), of_issuer(0, Some("a"), A)), Ok(0));
    assert_eq!(judged(&two(), of_issuer(1, Some("b"), B)), Ok(1));
}

#[test]
fn refuses_issuer_as_key_under_a_token_that_says_issuer_b() {
    assert_eq!(judged(&two(), of_issuer(0, Some("a"), B)), Err(Error::WrongIssuer));
    assert_eq!(judged(&two(), of_issuer(1, Some("b"), A)), Err(Error::WrongIssuer));
    assert_eq!(judged(&two(), of_issuer(0, Some("b"), B)), Err(Error::InvalidSignature));
    assert_eq!(judged(&two(), token(0, Some("a"), "")), Err(Error::MissingIss));
    assert_eq!(judged(&two(), of_issuer(0, Some("c"), A)), Err(Error::UnknownKey));
}

#[test]
fn refuses_a_token_without_kid_that_several_trusts_could_mean() {
    assert_eq!(judged(&two(), of_issuer(0, None, A)), Err(Error::AmbiguousKey));
    let several = [trust(A, [key(0, Some("a")), key(2, Some("c"))]), trust(B, [key(1, Some("b"))])];
    assert_eq!(judged(&Verifier::new(several).unwrap(), of_issuer(1, None, B)), Err(Error::AmbiguousKey));
}

#[test]
fn refuses_a_kid_and_algorithm_that_two_trusts_share_when_it_is_built() {
    for other in [0, 1] {
        let trusts = [trust(A, [key(0, Some("a")), key(2, Some("c"))]), trust(B, [key(other, Some("a"))])];
        assert_eq!(Verifier::new(trusts).err(), Some(Error::SharedKey));
    }
}

#[test]
fn refuses_unnamed_keys_beside_others_of_their_algorithm() {
    for (one, other) in [(None, None), (None, Some("b")), (Some("a"), None)] {
        let trusts = [trust(A, [key(0, one)]), trust(B, [key(1, other)])];
        assert_eq!(Verifier::new(trusts).err(), Some(Error::SharedKey), "{one:?} {other:?}");
    }
}

#[test]
fn one_kid_may_stand_in_two_trusts_for_two_algorithms() {
    let hs512 = Key::from_secret(Algorithm::HS512, &secret(1)).unwrap().named("a").unwrap();
    let verifier = Verifier::new([trust(A, [key(0, Some("a"))]), trust(B, [hs512])]).unwrap();
    assert_eq!(judged(&verifier, of_issuer(0, Some("a"), A)), Ok(0));
    assert_eq!(judged(&verifier, of_issuer(0, None, A)), Ok(0));
}

#[test]
fn the_issuer_decides_between_trusts_that_share_a_key() {
    let tenants = || {
        let b = trust(B, [key(0, Some("a")), key(1, Some("b"))]);
        [trust(A, [key(0, Some("a"))]).required("for_a"), b.required("for_b")]
    };
    assert_eq!(Verifier::new(tenants()).err(), Some(Error::SharedKey));
    let verifier = VerifierBuilder::new().issuer_decides().build(tenants()).unwrap();
    let said = |of, kid, iss: &str, further: &str| {
        judged(&verifier, token(of, Some(kid), &format!(r#","iss":"{iss}"{further}"#)))
    };
    assert_eq!(said(0, "a", A, r#","for_a":1"#), Ok(0));
    assert_eq!(said(0, "a", B, r#","for_b":1"#), Ok(1));
    assert_eq!(said(1, "b", B, r#","for_b":1"#), Ok(1));
    // Each trust's own rules hold, and nobody else's issuer.
    assert_eq!(said(0, "a", A, r#","for_b":1"#), Err(Error::MissingClaim));
    assert_eq!(said(0, "a", B, r#","for_a":1"#), Err(Error::MissingClaim));
    assert_eq!(said(0, "a", "https://c.test", ""), Err(Error::WrongIssuer));
    assert_eq!(said(1, "b", A, r#","for_a":1"#), Err(Error::WrongIssuer));
    assert_eq!(said(1, "a", A, r#","for_a":1"#), Err(Error::InvalidSignature));
    assert_eq!(judged(&verifier, token(0, Some("a"), "")), Err(Error::MissingIss));
}

#[test]
fn the_issuer_decides_between_unnamed_keys_too() {
    let verifier = VerifierBuilder::new().issuer_decides();
    let verifier = verifier.build([trust(A, [key(0, None)]), trust(B, [key(0, None)])]).unwrap();
    for kid in [None, Some("any")] {
        assert_eq!(judged(&verifier, of_issuer(0, kid, A)), Ok(0));
        assert_eq!(judged(&verifier, of_issuer(0, kid, B)), Ok(1));
    }
}

#[test]
fn the_issuer_does_not_decide_between_different_keys() {
    for kid in [None, Some("a")] {
        let trusts = [trust(A, [key(0, kid)]), trust(B, [key(1, kid)])];
        assert_eq!(VerifierBuilder::new().issuer_decides().build(trusts).err(), Some(Error::SharedKey), "{kid:?}");
    }
}

#[test]
fn an_unchecked_issuer_is_legal_only_alone() {
    let unchecked =
        |of, kid| Trust::new(Issuer::unchecked(), Audience::unchecked(), KeySet::<2>::new([key(of, kid)]).unwrap());
    let alone = Verifier::new([unchecked(0, Some("a"))]).unwrap();
    assert_eq!(judged(&alone, of_issuer(0, Some("a"), B)), Ok(0));
    assert_eq!(judged(&alone, token(0, Some("a"), "")), Ok(0));
    for builder in [VerifierBuilder::new(), VerifierBuilder::new().issuer_decides()] {
        let several = [unchecked(0, Some("a")), trust(B, [key(1, Some("b"))])];
        assert_eq!(builder.build(several).err(), Some(Error::UncheckedIssuerAmongSeveral));
    }
}

#[test]
fn takes_1_to_64_trusts() {
    fn tenants<const N: usize>() -> [Tenant; N] {
        std::array::from_fn(|at| {
            let (at, name) = (u8::try_from(at).unwrap(), leaked(&format!("https://{at}.test")));
            trust(name, [key(at, Some(name))])
        })
    }
    assert_eq!(MAX_TRUSTS, 64);
    let verifier = Verifier::new(tenants::<64>()).unwrap();
    for at in [0, 31, 63] {
        let name = format!("https://{at}.test");
        assert_eq!(judged(&verifier, of_issuer(at, Some(&name), &name)), Ok(usize::from(at)));
        assert_eq!(judged(&verifier, of_issuer(at, Some(&name), "https://5.test")), Err(Error::WrongIssuer));
    }
    assert_eq!(Verifier::new(tenants::<65>()).err(), Some(Error::NoTrust));
    assert_eq!(Verifier::new(tenants::<0>()).err(), Some(Error::NoTrust));
}

#[test]
#[cfg(feature = "alloc")]
fn a_vector_of_trusts_serves_as_an_array() {
    let verifier = Verifier::new(vec![trust(A, [key(0, Some("a"))]), trust(B, [key(1, Some("b"))])]).unwrap();
    assert!(verdict(&verifier, of_issuer(1, Some("b"), B), NOW).is_ok());
    assert_eq!(verdict(&verifier, of_issuer(1, Some("b"), A), NOW), Err(Error::WrongIssuer));
    assert_eq!(Verifier::new(Vec::<Tenant>::new()).err(), Some(Error::NoTrust));
}

#[test]
fn verifiers_signers_and_sets_own_what_they_hold_and_go_from_thread_to_thread() {
    const fn owns<T: Send + Sync + 'static>() {}
    owns::<Verifier<[Tenant; 2]>>();
    owns::<jwtcore::JwsVerifier<KeySet<2>>>();
    owns::<jwtcore::Signer>();
    owns::<Key>();
    #[cfg(feature = "alloc")]
    owns::<Verifier<Vec<Trust<jwtcore::LargeKeySet>>>>();
}

/// The clause that a verifier is `'static + Send + Sync`, and that it lives in a static.
#[test]
fn a_verifier_lives_in_a_static_and_serves_several_threads() {
    static VERIFIER: std::sync::LazyLock<Verifier<[Tenant; 2]>> = std::sync::LazyLock::new(two);
    std::thread::scope(|scope| {
        for of in 0..4_u8 {
            scope.spawn(move || {
                let (iss, kid) = if of % 2 == 0 { (A, "a") } else { (B, "b") };
                for _ in 0..50 {
                    assert_eq!(judged(&VERIFIER, of_issuer(of % 2, Some(kid), iss)), Ok(usize::from(of % 2)));
                }
            });
        }
    });
}
