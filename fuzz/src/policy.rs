//! Any rules against any claims, well signed: each verdict is the first rule that is broken, by arithmetic that cannot
//! wrap.

mod model;

use jwtcore::{Algorithm, Audience, Issuer, Key, KeySet, Trust, Trusts, Verifier};
use serde_json::{Value, json};

use crate::jose::{self, SECRET};
use crate::recipe::Recipe;

/// Each trust's issuer.
pub(crate) const ISSUERS: [&str; 2] = ["https://a.test", "https://b.test"];
/// Another spelling of either.
pub(crate) const OTHER_SPELLING: &str = "a.test";
/// The names of the trusts' keys.
const KIDS: [&str; 2] = ["a", "b"];

/// What a trust expects.
#[derive(Clone, Debug)]
#[allow(clippy::struct_excessive_bools, reason = "each is a switch of its own in the policy")]
pub(crate) struct Rules {
    pub(crate) issuer: u8,
    pub(crate) audience: u8,
    pub(crate) typ: Option<&'static str>,
    pub(crate) leeway_s: u32,
    pub(crate) max_age_s: Option<u32>,
    pub(crate) exp_optional: bool,
    pub(crate) unchecked_iat: bool,
    pub(crate) unchecked_time: bool,
    pub(crate) allow_integer_sub: bool,
    pub(crate) required_role: bool,
    pub(crate) required_use: bool,
    pub(crate) header_x: bool,
}

/// What a token says, and who signed it.
#[derive(Debug)]
pub(crate) struct Token {
    pub(crate) signer: usize,
    pub(crate) header: Value,
    pub(crate) claims: Value,
}

/// Takes the bytes for the rules of one or two trusts, and for a token.
pub fn run(data: &[u8]) {
    let mut recipe = Recipe::new(data);
    let now = i64::from(recipe.number()) + *recipe.pick(&[0, 1_767_225_600, -5, 1 << 53, i64::MIN, i64::MAX - 65_535]);
    let rules: Vec<_> = (0..=recipe.byte() % 2).map(|_| Rules::read(&mut recipe)).collect();
    let token = Token::read(&mut recipe, now);
    match rules.as_slice() {
        [one] => check(trust(0, one), &rules, &token, now),
        [one, other] => check([trust(0, one), trust(1, other)], &rules, &token, now),
        _ => unreachable!("one or two"),
    }
}

fn check<T: Trusts>(trusts: T, rules: &[Rules], token: &Token, now: i64) {
    let verifier = match (Verifier::new(trusts), model::fault_of_rules(rules)) {
        (Ok(verifier), None) => verifier,
        (built, fault) => return assert_eq!(built.err(), fault, "{rules:?}"),
    };
    let bytes = jose::signed(
        Algorithm::HS256,
        secret(token.signer),
        token.header.to_string().as_bytes(),
        token.claims.to_string().as_bytes(),
    );
    let verdict = jose::verify(&verifier, &bytes, now, |claims| {
        assert_eq!(claims.kid(), Some(KIDS[claims.trust_index()]));
        claims.trust_index()
    });
    assert_eq!(verdict, model::judge(rules, token, now), "{rules:?} {token:?} at {now}");
}

fn secret(trust: usize) -> &'static [u8] {
    if trust == 0 { &SECRET[..32] } else { &SECRET[32..] }
}

/// Turns one rule on.
type Switch = fn(Trust<KeySet<1>>) -> Trust<KeySet<1>>;

fn trust(index: usize, rules: &Rules) -> Trust<KeySet<1>> {
    let key = Key::from_secret(Algorithm::HS256, secret(index)).and_then(|key| key.named(KIDS[index]));
    let keys = KeySet::new([key.expect("a long secret")]).expect("one key");
    let issuer = match rules.issuer {
        0 => Issuer::unchecked(),
        1 => Issuer::exactly(ISSUERS[index]),
        _ => Issuer::one_of([ISSUERS[index], OTHER_SPELLING]),
    };
    let audience = match rules.audience {
        0 => Audience::unchecked(),
        1 => Audience::contains("api"),
        2 => Audience::any_of(["api", "\u{e9}"]),
        _ => Audience::in_claim("client_id", "api"),
    };
    let mut trust = Trust::new(issuer, audience, keys).leeway_s(rules.leeway_s);
    let switches: [(bool, Switch); 7] = [
        (rules.exp_optional, Trust::exp_optional),
        (rules.unchecked_iat, Trust::unchecked_iat),
        (rules.unchecked_time, Trust::unchecked_time),
        (rules.allow_integer_sub, Trust::allow_integer_sub),
        (rules.required_role, |trust| trust.required("role")),
        (rules.required_use, |trust| trust.required_value("use", ["access", "id"])),
        (rules.header_x, |trust| trust.header_value("x", "y")),
    ];
    for (_, switch) in switches.into_iter().filter(|(on, _)| *on) {
        trust = switch(trust);
    }
    trust = if let Some(typ) = rules.typ { trust.typ(typ) } else { trust };
    if let Some(max_age_s) = rules.max_age_s { trust.max_age_s(max_age_s) } else { trust }
}

impl Rules {
    fn read(recipe: &mut Recipe<'_>) -> Self {
        let (issuer, audience) = (recipe.byte() % 3, recipe.byte() % 4);
        let typ = *recipe.pick(&[None, Some("at+jwt"), Some("application/JWT"), Some("x/y"), Some("application/x/y")]);
        let leeway_s = *recipe.pick(&[0, 30, 600, 601, u32::MAX]);
        let max_age_s = *recipe.pick(&[None, Some(1), Some(3600), Some(0), Some(u32::MAX)]);
        let switches = recipe.byte();
        let on = |bit: u32| switches & (1 << bit) != 0;
        Self {
            issuer,
            audience,
            typ,
            leeway_s,
            max_age_s,
            exp_optional: on(0),
            unchecked_iat: on(1),
            unchecked_time: on(2),
            allow_integer_sub: on(3),
            required_role: on(4),
            required_use: on(5),
            header_x: on(6),
        }
    }
}

impl Token {
    fn read(recipe: &mut Recipe<'_>, now: i64) -> Self {
        let signer = usize::from(recipe.byte() % 2);
        let mut header = json!({"alg": "HS256"});
        let typ =
            ["JWT", "at+jwt", "APPLICATION/AT+JWT", "jwt", "x/y", "application/x/y", "logout+jwt", "application/"];
        put(&mut header, "kid", recipe.pick(&[json!("a"), json!("b"), json!("c"), Value::Null]));
        put(&mut header, "typ", &pick_or_absent(recipe, &typ));
        put(&mut header, "x", recipe.pick(&[Value::Null, json!("y"), json!("z"), json!(["y"])]));
        let mut claims = json!({});
        let [a, b] = ISSUERS;
        let issuers = [json!(a), json!(b), json!(OTHER_SPELLING), Value::Null, json!("A.test"), json!(1)];
        put(&mut claims, "iss", recipe.pick(&issuers));
        let audiences = [
            json!("api"),
            json!(["x", "\u{e9}"]),
            Value::Null,
            json!("ap"),
            json!([["api"]]),
            json!([]),
            json!(["api", 1]),
            json!({"api": "api"}),
        ];
        put(&mut claims, "aud", recipe.pick(&audiences));
        put(&mut claims, "client_id", recipe.pick(&audiences));
        put(&mut claims, "sub", recipe.pick(&[Value::Null, json!("s"), json!(7), json!(7.5), json!(true)]));
        put(&mut claims, "use", recipe.pick(&[Value::Null, json!("id"), json!("ID"), json!(["id"])]));
        // Null in the list is absence; here it stands for itself.
        if let Some(role) = recipe.pick(&[None, Some(json!("r")), Some(Value::Null), Some(json!(0))]) {
            claims["role"] = role.clone();
        }
        for name in ["exp", "nbf", "iat"] {
            put(&mut claims, name, &date(recipe, now));
        }
        Self { signer, header, claims }
    }
}

fn pick_or_absent(recipe: &mut Recipe<'_>, options: &[&str]) -> Value {
    let options: Vec<_> = std::iter::once(Value::Null).chain(options.iter().map(|option| json!(option))).collect();
    recipe.pick(&options).clone()
}

/// A date near now, or one that is none.
fn date(recipe: &mut Recipe<'_>, now: i64) -> Value {
    let offset = i64::from(recipe.number()) - (1 << 15);
    match recipe.byte() % 6 {
        0 | 1 => json!(now.saturating_add(offset)),
        2 => Value::Null,
        3 => json!((1_i64 << 53).saturating_add(offset)),
        4 => json!((-(1_i64 << 53)).saturating_add(offset)),
        _ => json!(offset.to_string()),
    }
}

/// Puts a member in, if it is not null.
fn put(object: &mut Value, name: &str, value: &Value) {
    if !value.is_null() {
        object[name] = value.clone();
    }
}
