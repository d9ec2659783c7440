//! The recipes for well-known issuers: each accepts and refuses the tokens that it says, and the guide shows the same.

#[path = "../common/mod.rs"]
mod common;
mod guide;
mod recipe;

use common::testdata;
use jwtcore::backend;
use recipe::Recipe;

/// The folders of `testdata/issuers` and the headings of their sections in `docs/issuers.md`.
const ISSUERS: [(&str, &str); 10] = [
    ("apple", "Apple"),
    ("auth0", "Auth0"),
    ("cognito", "Amazon Cognito"),
    ("entra", "Microsoft Entra ID"),
    ("firebase", "Firebase"),
    ("github-actions", "GitHub Actions"),
    ("google", "Google"),
    ("jwt-auth", "tymon/jwt-auth"),
    ("keycloak", "Keycloak"),
    ("kubernetes", "Kubernetes"),
];

#[test]
fn every_folder_is_known() {
    let folders = std::fs::read_dir(testdata("issuers")).unwrap().map(|entry| entry.unwrap().file_name());
    let mut folders: Vec<_> = folders.map(|name| name.into_string().unwrap()).collect();
    folders.sort();
    assert_eq!(folders, ISSUERS.map(|(folder, _)| folder));
}

#[test]
fn every_recipe_accepts_and_refuses_what_it_says() {
    for (folder, _) in ISSUERS {
        for recipe in Recipe::all_of(folder) {
            recipe.check::<backend::rustcrypto::VerifyingKey>(folder);
            #[cfg(feature = "aws-lc")]
            recipe.check::<backend::aws_lc::VerifyingKey>(folder);
        }
    }
}

#[test]
fn every_token_is_in_a_recipe() {
    for (folder, _) in ISSUERS {
        let recipes = Recipe::all_of(folder);
        for entry in std::fs::read_dir(testdata("issuers").join(folder)).unwrap() {
            let name = entry.unwrap().file_name().into_string().unwrap();
            let named = |recipe: &Recipe| recipe.tokens().any(|token| token == name);
            let is_token = name.rsplit('.').next() == Some("jwt");
            assert!(!is_token || recipes.iter().any(named), "no recipe names {folder}/{name}");
        }
    }
}
