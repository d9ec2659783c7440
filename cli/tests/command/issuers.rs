//! The recipes for well-known issuers, as far as the command's options reach.

use serde_json::Value;

use crate::run::{Answer, command, jwtcore, read_json};

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
fn every_recipe_within_reach_gets_its_verdicts() {
    let (mut recipes, mut tokens) = (0, 0);
    for issuer in ISSUERS {
        let all = read_json(format!("issuers/{issuer}/recipe.json"));
        for recipe in all.as_array().unwrap() {
            if let Some(options) = options(recipe) {
                recipes += 1;
                tokens += judge(issuer, recipe, &options);
            }
        }
    }
    // The others ask for one of several issuers, a header's member, an integer sub, or an audience in another claim.
    assert!(recipes >= 17 && tokens >= 120, "only {recipes} recipes with {tokens} tokens were within reach");
}

#[test]
fn skipped_entries_are_told_when_asked_for() {
    let recipe = &read_json("issuers/keycloak/recipe.json")[0];
    let options = options(recipe).unwrap();
    let mut args = options.iter().map(String::as_str).collect::<Vec<_>>();
    args.extend(["--token-file", "access.jwt"]);
    assert_eq!(at("keycloak", &args).stderr, "");

    for verbose in ["-v", "--verbose"] {
        let args = [args.as_slice(), &[verbose]].concat();
        let answer = at("keycloak", &args);
        assert_eq!(answer.code, Some(0));
        let told: Vec<_> = answer.stderr.lines().collect();
        let skipped = recipe["skipped"].as_array().unwrap();
        assert_eq!(told.len(), skipped.len());
        for (line, entry) in told.iter().zip(skipped) {
            let start =
                format!("note: jwks.json: entry {} skipped: {}: ", entry["index"], entry["reason"].as_str().unwrap());
            assert!(line.starts_with(&start), "{line}");
        }
    }
}

#[test]
fn skipped_entries_are_told_when_no_key_is_left() {
    let args = ["verify", "--key", "issuers/keycloak/jwks.json", "--alg", "EdDSA", "--any-iss", "--any-aud", "x"];
    jwtcore(&args).wrong(&[
        "issuers/keycloak/jwks.json: no-usable-key: ",
        "entry 0: key-not-for-signatures, ",
        "--alg",
    ]);
}

fn at(issuer: &str, args: &[&str]) -> Answer {
    let folder = crate::run::testdata().join("issuers").join(issuer);
    crate::run::answer_of(command(args).current_dir(folder), b"")
}

/// Runs a recipe's tokens, and answers how many.
fn judge(issuer: &str, recipe: &Value, options: &[String]) -> usize {
    let run = |token: &str| {
        let args: Vec<_> = options.iter().map(String::as_str).chain(["--token-file", token]).collect();
        eprintln!("{}: {token}", recipe["name"]);
        at(issuer, &args)
    };
    let accepted = recipe["accepted"].as_array().unwrap();
    for token in accepted {
        run(token.as_str().unwrap()).done();
    }
    let refused = recipe["refused"].as_array().unwrap();
    for case in refused {
        run(case["token"].as_str().unwrap()).refused(case["error"].as_str().unwrap());
    }
    accepted.len() + refused.len()
}

/// The command line for a recipe; none where an option is missing.
fn options(recipe: &Value) -> Option<Vec<String>> {
    let is_within_reach = recipe["issuer"].as_array().is_none_or(|issuers| issuers.len() == 1)
        && !recipe["audience"].is_object()
        && recipe["header"].as_array()?.is_empty()
        && recipe["allow_integer_sub"] == false;
    if !is_within_reach {
        return None;
    }
    let texts = |value: &Value| -> Vec<String> {
        value.as_array().into_iter().flatten().map(|text| text.as_str().unwrap().to_owned()).collect()
    };
    let mut options = vec!["verify".to_owned()];
    let mut add = |name: &str, values: &[String]| {
        options.extend(values.iter().flat_map(|value| [format!("--{name}"), value.clone()]));
    };
    let text = |member: &str| recipe[member].as_str().map(str::to_owned);
    add("key", text("keys").as_slice());
    add("secret-file", text("secret_file").as_slice());
    add("alg", &texts(&recipe["algorithms"]));
    add("iss", &texts(&recipe["issuer"]));
    add("aud", &texts(&recipe["audience"]));
    add("typ", text("typ").as_slice());
    add("max-token-len", recipe["max_token_len"].as_u64().map(|len| len.to_string()).as_slice());
    for rule in recipe["required"].as_array()? {
        let claim = rule["claim"].as_str()?;
        match texts(&rule["values"]).as_slice() {
            [] => add("require", &[claim.to_owned()]),
            values => add("require", &values.iter().map(|value| format!("{claim}={value}")).collect::<Vec<_>>()),
        }
    }
    if recipe["level"] == "jws" {
        options.push("--jws".to_owned());
        return Some(options);
    }
    add("now", &[recipe["now"].to_string()]);
    for (member, option) in [("issuer", "--any-iss"), ("audience", "--any-aud")] {
        if recipe[member].is_null() {
            options.push(option.to_owned());
        }
    }
    Some(options)
}
