//! What a module's tokens say: which modules of the crate it uses, and whether it uses `std` or `unsafe`.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use proc_macro2::{Delimiter, TokenStream, TokenTree};

/// A module's own code, without that of its test modules and of modules in other files.
pub(crate) struct Module {
    /// Its names from the crate's root, which has none.
    pub(crate) path: Vec<String>,
    /// What its paths from the crate's root begin with: top modules, or items that the root exports.
    pub(crate) uses: BTreeSet<String>,
    pub(crate) uses_std: bool,
    /// All of its file.
    pub(crate) tokens: TokenStream,
    /// Modules in other files, with the attribute `path` where there is one.
    files: Vec<(String, Option<String>)>,
}

/// A crate's modules, from its root on, without those that are compiled for tests only.
pub(crate) fn modules_of(root: &Path) -> Vec<Module> {
    let mut modules = Vec::new();
    let mut open = vec![(Vec::new(), root.to_owned())];
    while let Some((path, file)) = open.pop() {
        let text = std::fs::read_to_string(&file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
        let module = Module::read(path, text.parse().unwrap());
        for (name, at) in &module.files {
            let child = [&module.path[..], std::slice::from_ref(name)].concat();
            open.push((child, file_of(&file, name, at.as_deref())));
        }
        modules.push(module);
    }
    modules
}

/// Where the module `name` of a file stands.
fn file_of(parent: &Path, name: &str, at: Option<&str>) -> PathBuf {
    let folder = parent.parent().unwrap();
    if let Some(at) = at {
        return folder.join(at);
    }
    let stem = parent.file_stem().unwrap().to_str().unwrap();
    let folder = if matches!(stem, "lib" | "mod") { folder.to_owned() } else { folder.join(stem) };
    let (flat, nested) = (folder.join(format!("{name}.rs")), folder.join(name).join("mod.rs"));
    if flat.exists() { flat } else { nested }
}

impl Module {
    pub(crate) fn read(path: Vec<String>, tokens: TokenStream) -> Self {
        let mut module =
            Self { path, uses: BTreeSet::new(), uses_std: false, tokens: tokens.clone(), files: Vec::new() };
        let depth = module.path.len();
        module.walk(tokens, depth, false);
        module
    }

    /// The top module that it belongs to; empty for the root.
    pub(crate) fn top(&self) -> &str {
        self.path.first().map_or("", String::as_str)
    }

    /// Walks through tokens at a depth of modules; `std` says whether a feature that brings it surrounds them.
    fn walk(&mut self, tokens: TokenStream, depth: usize, std: bool) {
        let tokens: Vec<_> = tokens.into_iter().collect();
        let mut item = Item::default();
        let mut rest = &tokens[..];
        while let [first, after @ ..] = rest {
            rest = after;
            match (first, after) {
                (TokenTree::Punct(hash), [TokenTree::Group(attribute), after @ ..]) if hash.as_char() == '#' => {
                    item.attribute(&attribute.stream());
                    rest = after;
                }
                (TokenTree::Ident(word), _) if item.is_for_tests => item.word(&word.to_string()),
                (TokenTree::Ident(word), [TokenTree::Ident(name), TokenTree::Punct(end), ..])
                    if word == "mod" && end.as_char() == ';' =>
                {
                    self.files.push((name.to_string(), item.path.take()));
                }
                (TokenTree::Ident(word), [TokenTree::Ident(_), TokenTree::Group(body), after @ ..])
                    if word == "mod" =>
                {
                    self.walk(body.stream(), depth + 1, std || item.brings_std);
                    rest = after;
                    item = Item::default();
                }
                (TokenTree::Ident(word), _) => {
                    let word = word.to_string();
                    self.path_from(&word, &tokens, rest, depth);
                    self.uses_std |= word == "std" && is_separator(rest) && !(std || item.brings_std);
                    item.word(&word);
                }
                (TokenTree::Group(group), _) => {
                    if !item.is_for_tests {
                        self.walk(group.stream(), depth, std || item.brings_std);
                    }
                    item.group(group.delimiter());
                }
                (TokenTree::Punct(mark), _) => item.mark(mark.as_char()),
                (TokenTree::Literal(_), _) => {}
            }
        }
    }

    /// Notes what a path that begins with `word` reaches from the crate's root, if it comes there.
    fn path_from(&mut self, word: &str, all: &[TokenTree], mut rest: &[TokenTree], depth: usize) {
        let mut ups = match word {
            "crate" => depth,
            "super" if !follows_separator(all, rest) => 1,
            _ => return,
        };
        while let [TokenTree::Punct(_), TokenTree::Punct(_), TokenTree::Ident(next), after @ ..] = rest
            && is_separator(rest)
            && next == "super"
        {
            (ups, rest) = (ups + 1, after);
        }
        if ups == depth && is_separator(rest) {
            self.uses.extend(first_names(&rest[2..]));
        }
    }
}

/// Whether a word stands behind `::`, and so begins no path.
fn follows_separator(all: &[TokenTree], rest: &[TokenTree]) -> bool {
    let before = all.len() - rest.len() - 1;
    before >= 2 && is_separator(&all[before - 2..])
}

fn is_separator(tokens: &[TokenTree]) -> bool {
    let is_colon = |token: &TokenTree| matches!(token, TokenTree::Punct(mark) if mark.as_char() == ':');
    tokens.len() >= 2 && tokens[..2].iter().all(is_colon)
}

/// The first names of a path or of a tree of them.
fn first_names(tokens: &[TokenTree]) -> Vec<String> {
    match tokens {
        [TokenTree::Ident(name), ..] => vec![name.to_string()],
        [TokenTree::Group(group), ..] if group.delimiter() == Delimiter::Brace => {
            let tree: Vec<_> = group.stream().into_iter().collect();
            let branches = tree.split(|token| matches!(token, TokenTree::Punct(mark) if mark.as_char() == ','));
            branches.flat_map(first_names).collect()
        }
        [TokenTree::Punct(mark), ..] if mark.as_char() == '*' => vec!["*".into()],
        _ => Vec::new(),
    }
}

/// What the attributes before an item say, until the item ends.
#[derive(Default)]
struct Item {
    is_for_tests: bool,
    brings_std: bool,
    path: Option<String>,
    /// Whether it has a body in braces or ends in a semicolon, so that a comma does not end it.
    is_long: bool,
}

impl Item {
    fn attribute(&mut self, attribute: &TokenStream) {
        let text = attribute.to_string().replace(' ', "");
        if let Some(path) = text.strip_prefix("path=") {
            self.path = Some(path.trim_matches('"').to_owned());
        }
        let Some(condition) = text.strip_prefix("cfg(") else { return };
        let has_word = |word: &str| condition.split(|c: char| !c.is_alphanumeric()).any(|part| part == word);
        let is_any = condition.starts_with("any(");
        self.is_for_tests |= has_word("test") && !has_word("not") && !is_any;
        self.brings_std |= condition.contains("feature=\"std\"") && !has_word("not");
    }

    fn word(&mut self, word: &str) {
        self.is_long |=
            matches!(word, "fn" | "impl" | "struct" | "enum" | "trait" | "mod" | "use" | "const" | "static");
    }

    fn group(&mut self, delimiter: Delimiter) {
        if delimiter == Delimiter::Brace {
            *self = Self::default();
        }
    }

    fn mark(&mut self, mark: char) {
        if mark == ';' || mark == ',' && !self.is_long {
            *self = Self::default();
        }
    }
}

/// Whether a word stands in code.
pub(crate) fn has_word(tokens: &TokenStream, word: &str) -> bool {
    tokens.clone().into_iter().any(|token| match token {
        TokenTree::Ident(found) => found == word,
        TokenTree::Group(group) => has_word(&group.stream(), word),
        _ => false,
    })
}

/// Whether the word `unsafe` stands in a text outside attributes.
pub(crate) fn has_unsafe(text: &str) -> Result<bool, String> {
    text.parse().map(holds_unsafe).map_err(|error: proc_macro2::LexError| error.to_string())
}

fn holds_unsafe(tokens: TokenStream) -> bool {
    let mut after_hash = false;
    tokens.into_iter().any(|token| {
        let is_attribute = std::mem::take(&mut after_hash);
        match token {
            TokenTree::Ident(word) => word == "unsafe",
            TokenTree::Punct(mark) => {
                // `#![…]` too: the exclamation mark keeps what the hash began.
                after_hash = mark.as_char() == '#' || is_attribute && mark.as_char() == '!';
                false
            }
            TokenTree::Group(group) if is_attribute && group.delimiter() == Delimiter::Bracket => false,
            TokenTree::Group(group) => holds_unsafe(group.stream()),
            TokenTree::Literal(_) => false,
        }
    })
}

/// The Rust files beneath a folder, without what is built or not ours.
pub(crate) fn rust_files(folder: &Path) -> Vec<PathBuf> {
    const LEFT_OUT: [&str; 4] = ["target", "node_modules", "vendor", ".git"];
    let mut files = Vec::new();
    let mut open = vec![folder.to_owned()];
    while let Some(folder) = open.pop() {
        for entry in std::fs::read_dir(folder).unwrap().map(Result::unwrap) {
            let (path, kind) = (entry.path(), entry.file_type().unwrap());
            let name = entry.file_name();
            if kind.is_dir() && !LEFT_OUT.iter().any(|left_out| name == *left_out) {
                open.push(path);
            } else if kind.is_file() && path.extension().is_some_and(|extension| extension == "rs") {
                files.push(path);
            }
        }
    }
    files
}
