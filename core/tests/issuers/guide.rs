//! `docs/issuers.md` shows the recipes that are tested: its Rust blocks and its tables of refusals against the data.

use std::collections::BTreeSet;

use proc_macro2::{Delimiter, TokenStream, TokenTree};

use crate::ISSUERS;
use crate::recipe::{Expected, Recipe, Rule};

/// What stands in the guide for the reader's own names, by section, and in the recipe.
const PLACEHOLDERS: [(&str, &str, &str); 4] = [
    ("Auth0", "your client id", "mYcL13nT1dAbCdEfGhIjKlMnOpQrStUv"),
    ("Microsoft Entra ID", "<tenant>", "aaaabbbb-0000-cccc-1111-dddd2222eeee"),
    ("Microsoft Entra ID", "<API's client id>", "00001111-aaaa-2222-bbbb-3333cccc4444"),
    ("Microsoft Entra ID", "<client id>", "11112222-bbbb-3333-cccc-4444dddd5555"),
];

/// Recipes that the guide describes in words, as small changes of another.
const IN_WORDS: [&str; 3] = [
    "Entra access token v1.0",
    "tymon/jwt-auth token, text subjects only",
    "Kubernetes projected token of any service account",
];

/// The algorithm of the frame that all blocks share, where they name no other.
const FRAME_ALGORITHM: &str = "RS256";

#[test]
fn every_block_is_a_tested_recipe_and_every_recipe_has_its_block() {
    for (folder, heading) in ISSUERS {
        let mut shown: Vec<_> =
            blocks(heading).iter().scan(String::new(), |new, block| Some(shapes(block, new))).flatten().collect();
        assert!(!shown.is_empty(), "{heading}: no block");
        let recipes = Recipe::all_of(folder);
        for recipe in &recipes {
            let shape = shape_of(recipe);
            let found = shown.iter().position(|shown| *shown == shape).map(|at| shown.remove(at));
            let in_words = IN_WORDS.contains(&recipe.name.as_str());
            assert_eq!(found.is_none(), in_words, "{}: the guide shows\n{shown:#?}\nbut not\n{shape:#?}", recipe.name);
        }
        assert!(shown.is_empty(), "{heading}: shown, but no recipe:\n{shown:#?}");
    }
}

#[test]
fn the_frame_lists_the_algorithm_that_blocks_without_one_mean() {
    let guide = guide();
    let frame = guide.split("\n## ").next().unwrap();
    assert!(frame.contains(&format!("Algorithms::listed(&[Algorithm::{FRAME_ALGORITHM}])")));
}

#[test]
fn tables_name_refusals_that_are_tested() {
    for (folder, heading) in ISSUERS {
        let recipes = Recipe::all_of(folder);
        let tested: BTreeSet<_> =
            recipes.iter().flat_map(|recipe| &recipe.refused).map(|token| &*token.error).collect();
        let named = errors_in_table(heading);
        assert!(!named.is_empty(), "{heading}: no table");
        for name in named {
            assert!(tested.contains(&*name), "{heading}: no recipe refuses with {name}");
        }
    }
}

#[test]
fn a_changed_rule_is_seen() {
    let recipe = &Recipe::all_of("keycloak")[0];
    let block = &blocks("Keycloak")[0];
    let shown = |block: &str| shapes(block, &mut String::new());
    assert_eq!(shown(block), [shape_of(recipe)]);
    for (from, to) in
        [("Bearer", "ID"), ("required_value", "header_value"), ("account", "other"), ("exactly", "one_of")]
    {
        let changed = block.replace(from, to);
        assert_ne!(changed, *block);
        assert_ne!(shown(&changed), [shape_of(recipe)], "{from}");
    }
}

fn guide() -> String {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/issuers.md");
    std::fs::read_to_string(path).unwrap()
}

fn section(heading: &str) -> String {
    let guide = guide();
    let sections = guide.split("\n## ").skip(1).filter_map(|section| section.split_once('\n'));
    let section = sections.filter(|(title, _)| *title == heading).map(|(_, text)| text).next();
    section.unwrap_or_else(|| panic!("docs/issuers.md has no section {heading}")).to_owned()
}

/// The Rust blocks of a section, with the recipe's names in place of the reader's.
fn blocks(heading: &str) -> Vec<String> {
    let mut section = section(heading);
    for (_, placeholder, name) in PLACEHOLDERS.iter().filter(|(of, _, _)| *of == heading) {
        assert!(section.contains(placeholder), "{heading}: no {placeholder}");
        section = section.replace(placeholder, name);
    }
    let blocks = section.split("```rust\n").skip(1);
    blocks.map(|block| block.split("```").next().unwrap().to_owned()).collect()
}

/// What makes a recipe: level and algorithms, what [`Trust::new`](jwtcore::Trust::new) gets, and the rules, sorted.
#[derive(Debug, PartialEq)]
struct Shape {
    level: &'static str,
    algorithms: String,
    new: String,
    rules: BTreeSet<String>,
}

/// The shapes that a block shows: one, or where a comment parts its chain, also the one without what follows.
/// `new` is what the block before gave to the trust, for a block that refers to it.
fn shapes(block: &str, new: &mut String) -> Vec<Shape> {
    let from_trust = block.find("Trust::new").unwrap_or(block.len());
    let comments = block.match_indices("\n//").map(|(at, _)| at).filter(|at| *at > from_trust);
    let ends: Vec<_> = comments.chain([block.len()]).collect();
    ends.into_iter().map(|end| shape(&block[..end], new)).collect()
}

fn shape(block: &str, new: &mut String) -> Shape {
    let tokens: Vec<_> = block.parse::<TokenStream>().unwrap().into_iter().collect();
    let written = compact(&tokens);
    let listed = written.split("Algorithms::listed(&[").nth(1).and_then(|rest| rest.split("])").next());
    let algorithms = listed.unwrap_or(FRAME_ALGORITHM).replace("Algorithm::", "");
    let is_trust = |name: &&str| written.contains(*name);
    let (level, start) = if is_trust(&"JwsVerifier::new(") { ("jws", "JwsVerifier") } else { ("jwt", "Trust") };
    let at = tokens.iter().rposition(|token| matches!(token, TokenTree::Ident(name) if *name == start)).unwrap();
    let mut chain = calls(&tokens[at + 3..]).into_iter();
    let given = chain.next().unwrap();
    if given != "new()" {
        *new = given;
    }
    Shape { level, algorithms, new: new.clone(), rules: chain.collect() }
}

/// The calls of a chain, as `name(arguments)` without white space.
fn calls(mut tokens: &[TokenTree]) -> Vec<String> {
    let mut calls = Vec::new();
    while let [TokenTree::Ident(name), TokenTree::Group(arguments), rest @ ..] = tokens {
        let arguments: Vec<_> = arguments.stream().into_iter().collect();
        calls.push(format!("{name}({})", compact(&arguments)));
        let [TokenTree::Punct(dot), rest @ ..] = rest else { break };
        if dot.as_char() != '.' {
            break;
        }
        tokens = rest;
    }
    calls
}

/// Tokens as text, without white space, comments and last commas.
fn compact(tokens: &[TokenTree]) -> String {
    let texts = tokens.iter().map(|token| match token {
        TokenTree::Group(group) => {
            let inner: Vec<_> = group.stream().into_iter().collect();
            let (open, close) = match group.delimiter() {
                Delimiter::Parenthesis => ("(", ")"),
                Delimiter::Bracket => ("[", "]"),
                Delimiter::Brace => ("{", "}"),
                Delimiter::None => ("", ""),
            };
            format!("{open}{}{close}", compact(&inner))
        }
        other => other.to_string(),
    });
    texts.collect::<String>().trim_end_matches(',').to_owned()
}

fn shape_of(recipe: &Recipe) -> Shape {
    let level = if recipe.level == "jws" { "jws" } else { "jwt" };
    let new =
        if level == "jws" { "new(keys)".into() } else { format!("new({},{},keys)", issuer(recipe), audience(recipe)) };
    let typ = recipe.typ.iter().map(|typ| format!("typ({typ:?})"));
    let required = recipe.required.iter().map(|Rule { name, values }| match values {
        Some(values) => format!("required_value({name:?},{})", list(values)),
        None => format!("required({name:?})"),
    });
    let header = recipe
        .header
        .iter()
        .map(|Rule { name, values }| format!("header_value({name:?},{})", list(values.as_ref().unwrap())));
    let sub = recipe.allow_integer_sub.then(|| "allow_integer_sub()".to_owned());
    let size = recipe.max_token_len.map(|bytes| format!("max_token_len({}*1024)", bytes / 1024));
    let rules = typ.chain(required).chain(header).chain(sub).chain(size).collect();
    Shape { level, algorithms: recipe.algorithms.join(","), new, rules }
}

fn issuer(recipe: &Recipe) -> String {
    match recipe.issuer.as_deref() {
        None => "Issuer::unchecked()".into(),
        Some([one]) => format!("Issuer::exactly({one:?})"),
        Some(several) => format!("Issuer::one_of({})", list(several)),
    }
}

fn audience(recipe: &Recipe) -> String {
    match &recipe.audience {
        None => "Audience::unchecked()".into(),
        Some(Expected::AnyOf(any_of)) => match &any_of[..] {
            [one] => format!("Audience::contains({one:?})"),
            several => format!("Audience::any_of({})", list(several)),
        },
        Some(Expected::InClaim { claim, any_of }) => format!("Audience::in_claim({claim:?},{})", list(any_of)),
    }
}

fn list(texts: &[String]) -> String {
    format!("[{}]", texts.iter().map(|text| format!("{text:?}")).collect::<Vec<_>>().join(","))
}

/// The errors in the last column of a section's table.
fn errors_in_table(heading: &str) -> BTreeSet<String> {
    let section = section(heading);
    let rows = section.lines().filter(|line| line.starts_with("| ") && !line.starts_with("| refused"));
    let cells = rows.filter_map(|row| row.trim_end_matches('|').rsplit_once('|')).map(|(_, cell)| cell);
    let quoted = cells.flat_map(|cell| cell.split('`').skip(1).step_by(2)).map(str::to_owned);
    // A claim's name may be given beside the error that it causes.
    quoted.filter(|name| jwtcore::Error::ALL.iter().any(|error| error.name() == name) || name.contains('-')).collect()
}
