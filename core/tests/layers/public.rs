//! The public interface shows no type of a dependency but serde's traits: each may change without the interface.

use std::collections::BTreeSet;
use std::path::Path;

use proc_macro2::{Delimiter, TokenStream, TokenTree};

use crate::code::modules_of;

/// The dependencies of the core, as paths name them. serde, whose traits may show, is not among them.
const HIDDEN: [&str; 17] = [
    "aws_lc_rs",
    "base64ct",
    "curve25519_dalek",
    "ecdsa",
    "ed25519_dalek",
    "heapless",
    "hmac",
    "k256",
    "p256",
    "p384",
    "p521",
    "rsa",
    "serde_json",
    "serde_json_core",
    "sha2",
    "subtle",
    "zeroize",
];

#[test]
fn public_items_show_no_type_of_a_dependency() {
    let modules = modules_of(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/src/lib.rs")));
    let shown: Vec<_> = modules
        .iter()
        .flat_map(|module| {
            shown_by(&module.tokens).into_iter().map(|name| format!("{}: {name}", module.path.join("::")))
        })
        .collect();
    assert!(shown.is_empty(), "{}", shown.join("\n"));
}

#[test]
fn every_dependency_is_hidden() {
    let manifest = include_str!("../../Cargo.toml");
    let section = manifest.split("\n[dependencies]\n").nth(1).unwrap().split("\n[").next().unwrap();
    for line in section.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
        let name = line.split(['.', ' ', '=']).next().unwrap().replace('-', "_");
        assert!(
            name == "serde" || HIDDEN.contains(&name.as_str()),
            "{name} is not listed in core/tests/layers/public.rs"
        );
    }
}

/// Names of dependencies, and names imported from them, in the signatures of public items.
fn shown_by(tokens: &TokenStream) -> Vec<String> {
    let mut hidden: BTreeSet<String> = HIDDEN.map(str::to_owned).into();
    // A module of our own may bear a dependency's name.
    let all: Vec<_> = tokens.clone().into_iter().collect();
    for own in all.windows(2).filter(|pair| matches!(&pair[0], TokenTree::Ident(word) if word == "mod")) {
        hidden.remove(&own[1].to_string());
    }
    imports(tokens, &mut hidden);
    let mut signatures = Vec::new();
    public_signatures(tokens, &mut signatures);
    signatures.into_iter().filter(|name| hidden.contains(name)).collect()
}

/// Adds what is imported from dependencies: every name in such a `use`, for whichever of them is bound.
fn imports(tokens: &TokenStream, hidden: &mut BTreeSet<String>) {
    let tokens: Vec<_> = tokens.clone().into_iter().collect();
    for (at, token) in tokens.iter().enumerate() {
        match token {
            TokenTree::Ident(word) if word == "use" => {
                let end =
                    tokens[at..].iter().position(|token| is_mark(token, ';')).map_or(tokens.len(), |len| at + len);
                let names = names_of(&tokens[at + 1..end], true);
                if names.first().is_some_and(|name| HIDDEN.contains(&name.as_str())) {
                    hidden.extend(names.into_iter().filter(|name| name.starts_with(char::is_uppercase)));
                }
            }
            TokenTree::Group(group) => imports(&group.stream(), hidden),
            _ => {}
        }
    }
}

fn is_mark(token: &TokenTree, mark: char) -> bool {
    matches!(token, TokenTree::Punct(punct) if punct.as_char() == mark)
}

/// The names in tokens and in their groups, those in braces if they are asked for.
fn names_of(tokens: &[TokenTree], braces: bool) -> Vec<String> {
    let names = tokens.iter().flat_map(|token| match token {
        TokenTree::Ident(name) => vec![name.to_string()],
        TokenTree::Group(group) if braces || group.delimiter() != Delimiter::Brace => {
            names_of(&group.stream().into_iter().collect::<Vec<_>>(), braces)
        }
        _ => Vec::new(),
    });
    names.collect()
}

/// Collects the names in what stands behind each `pub` up to the item's end or its body.
fn public_signatures(tokens: &TokenStream, signatures: &mut Vec<String>) {
    let tokens: Vec<_> = tokens.clone().into_iter().collect();
    for (at, token) in tokens.iter().enumerate() {
        match token {
            TokenTree::Ident(word) if word == "pub" => signatures.extend(signature(&tokens[at + 1..])),
            TokenTree::Group(group) => public_signatures(&group.stream(), signatures),
            _ => {}
        }
    }
}

fn signature(tokens: &[TokenTree]) -> Vec<String> {
    if matches!(tokens.first(), Some(TokenTree::Group(_))) {
        return Vec::new(); // pub(crate) and its like
    }
    let is_word = |token: &&TokenTree| matches!(token, TokenTree::Ident(_));
    let words = names_of(&tokens.iter().take_while(is_word).cloned().collect::<Vec<_>>(), false);
    let is_any = |kinds: &[&str]| words.iter().any(|word| kinds.contains(&word.as_str()));
    if is_any(&["enum", "trait", "use"]) {
        return names_of(&tokens[..body_end(tokens)], true);
    }
    let is_struct = is_any(&["struct"]);
    let is_field = !is_struct && !is_any(&["fn", "const", "static", "type", "mod"]);
    let ends = |token: &TokenTree| is_brace(token) || is_mark(token, ';') || is_field && is_mark(token, ',');
    let shown = tokens.iter().take_while(|token| !ends(token));
    // A struct's public fields are found by themselves.
    let shown = shown.filter(|token| !(is_struct && matches!(token, TokenTree::Group(_))));
    names_of(&shown.cloned().collect::<Vec<_>>(), false)
}

fn is_brace(token: &TokenTree) -> bool {
    matches!(token, TokenTree::Group(group) if group.delimiter() == Delimiter::Brace)
}

/// Behind the first body in braces, or behind a semicolon before it.
fn body_end(tokens: &[TokenTree]) -> usize {
    let end = tokens.iter().position(|token| is_brace(token) || is_mark(token, ';'));
    end.map_or(tokens.len(), |at| at + 1)
}

#[test]
fn a_type_that_shows_is_found() {
    let shown = |text: &str| shown_by(&text.parse().unwrap());
    for text in [
        "pub fn f() -> heapless::String<4> {}",
        "use heapless::Vec; pub fn f(x: &Vec<u8, 4>) {}",
        "use heapless::{String, Vec}; mod m { impl X { pub const fn f(&self) -> Vec<u8, 4> {} } }",
        "use zeroize::Zeroizing; pub struct X { a: u8, pub b: Zeroizing<u8>, c: u8 }",
        "use zeroize::Zeroizing; pub struct X(u8, pub Zeroizing<u8>);",
        "use zeroize::Zeroizing; pub enum X { A(Zeroizing<u8>) }",
        "pub trait X { fn f(&self) -> p256::Scalar; }",
        "pub type X = rsa::PublicKey;",
        "pub const X: rsa::PublicKey = x();",
        "pub use rsa::PublicKey;",
    ] {
        assert!(!shown(text).is_empty(), "{text}");
    }
    for text in [
        "use heapless::Vec; pub struct X { a: Vec<u8, 4>, pub b: u8 } pub struct Y(Vec<u8, 4>);",
        "use heapless::Vec; pub fn f(x: u8) -> u8 { Vec::new() } pub(crate) fn g() -> Vec<u8, 4> {} fn h() -> Vec<u8, 4> {}",
        "mod rsa; pub use rsa::generate;",
        "use serde::Serialize; pub fn f<T: Serialize>(x: T) {}",
        "use zeroize::Zeroizing; pub enum X { A(u8) } fn f() -> Zeroizing<u8> {}",
    ] {
        assert_eq!(shown(text), [""; 0], "{text}");
    }
}
