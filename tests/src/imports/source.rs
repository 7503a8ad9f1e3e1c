//! What the text of one module says: its children, its items, what it imports.

use std::collections::{BTreeMap, BTreeSet};

use super::tokens::{is_name, tokens};

/// Words before the name of an item.
const ITEMS: [&str; 9] =
    ["fn", "struct", "enum", "union", "trait", "type", "const", "static", "macro_rules"];

/// Names from the outside in: `["crate", "node", "At"]`.
pub(super) type Names = Vec<String>;

/// What one module says.
#[derive(Clone, Debug, Default)]
pub(super) struct Source {
    /// Its `mod child;`.
    pub(super) children: BTreeSet<String>,
    /// Its `mod child { … }`.
    pub(super) inline: BTreeMap<String, Source>,
    pub(super) items: BTreeSet<String>,
    /// Names that `use` brings, with what they stand for.
    pub(super) imported: BTreeMap<String, Names>,
    /// Paths whose names `use …::*` brings.
    pub(super) globs: Vec<Names>,
    /// All paths, also those within functions.
    pub(super) used: BTreeSet<Names>,
    /// Paths that stand in a `pub use` and nowhere else.
    pub(super) only_shown: BTreeSet<Names>,
}

/// Reads the text of a module.
pub(super) fn source(text: &str) -> Source {
    let tokens = tokens(text);
    module(&mut Reader { tokens: &tokens, at: 0 })
}

struct Reader<'t> {
    tokens: &'t [&'t str],
    at: usize,
}

impl<'t> Reader<'t> {
    fn next(&mut self) -> Option<&'t str> {
        let token = self.tokens.get(self.at).copied();
        self.at += 1;
        token
    }

    fn peek(&self) -> &'t str {
        self.tokens.get(self.at).copied().unwrap_or_default()
    }

    fn take(&mut self, expected: &[&str]) -> bool {
        let rest = self.tokens.get(self.at..).unwrap_or_default();
        let there = rest.starts_with(expected);
        self.at += if there { expected.len() } else { 0 };
        there
    }

    /// Goes on behind the end of an item: its `;`, or the bracket that closes it.
    fn skip_item(&mut self) {
        let mut depth = 0_usize;
        while let Some(token) = self.next() {
            match token {
                "{" | "(" | "[" => depth += 1,
                "}" | ")" | "]" => depth = depth.saturating_sub(1),
                _ => {}
            }
            // An attribute ends with a bracket too, and the item comes after it.
            if depth == 0 && [";", "}"].contains(&token) {
                return;
            }
        }
    }

    fn is_shown(&self) -> bool {
        let before = self.tokens.get(..self.at).unwrap_or_default();
        before.ends_with(&["pub", "use"]) || before.ends_with(&[")", "use"])
    }
}

fn module(reader: &mut Reader<'_>) -> Source {
    let mut source = Source::default();
    let mut shown = BTreeSet::new();
    let mut depth = 0_usize;
    while let Some(token) = reader.next() {
        match token {
            "{" => depth += 1,
            "}" if depth == 0 => break,
            "}" => depth -= 1,
            "#" if reader.take(&["[", "cfg", "(", "test", ")", "]"]) => reader.skip_item(),
            "use" if !reader.peek().starts_with('<') => {
                let is_shown = reader.is_shown();
                for (names, alias) in tree(reader, &[]) {
                    keep(&mut source, names.clone(), alias);
                    let to = if is_shown { &mut shown } else { &mut source.used };
                    to.insert(names);
                }
            }
            "mod" => child(&mut source, reader),
            item if ITEMS.contains(&item) => {
                reader.take(&["!"]);
                source.items.insert(reader.peek().to_owned());
            }
            name if name.starts_with(is_name) && reader.peek() == "::" => {
                source.used.insert(path(name, reader));
            }
            _ => {}
        }
    }
    source.only_shown = shown.difference(&source.used).cloned().collect();
    source.used.extend(shown);
    source
}

fn child(source: &mut Source, reader: &mut Reader<'_>) {
    let Some(name) = reader.next().map(str::to_owned) else { return };
    if reader.take(&["{"]) {
        source.inline.insert(name, module(reader));
    } else if reader.take(&[";"]) {
        source.children.insert(name);
    }
}

/// The rest of a path that has begun with a name.
fn path(first: &str, reader: &mut Reader<'_>) -> Names {
    let mut names = vec![first.to_owned()];
    while reader.peek() == "::" {
        let behind = reader.tokens.get(reader.at + 1).copied().unwrap_or_default();
        if !behind.starts_with(is_name) {
            break;
        }
        names.push(behind.to_owned());
        reader.at += 2;
    }
    names
}

/// The paths of a `use`, each with the name it brings; the name of `*` is `*`.
fn tree(reader: &mut Reader<'_>, before: &[String]) -> Vec<(Names, String)> {
    let mut names = before.to_vec();
    while let Some(token) = reader.next() {
        match token {
            "::" => continue,
            "{" => {
                let mut all = Vec::new();
                while !reader.take(&["}"]) && reader.at < reader.tokens.len() {
                    all.extend(tree(reader, &names));
                    reader.take(&[","]);
                }
                return all;
            }
            "self" if !before.is_empty() && names.len() == before.len() => {}
            name => names.push(name.to_owned()),
        }
        if reader.peek() != "::" {
            break;
        }
    }
    let last = names.last().cloned().unwrap_or_default();
    let alias =
        if reader.take(&["as"]) { reader.next().unwrap_or_default().to_owned() } else { last };
    vec![(names, alias)]
}

fn keep(source: &mut Source, names: Names, alias: String) {
    match names.split_last() {
        Some((last, module)) if last == "*" => source.globs.push(module.to_vec()),
        _ => drop(source.imported.insert(alias, names)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn uses_children_items_and_paths() {
        let source = source(
            "//! use crate::nothing;\nmod a; pub mod b { use super::x; } \n\
             use crate::{c::{self, D}, e::F as G, h::*}; pub use self::i::J;\n\
             #[cfg(test)]\n#[path = \"k\"]\nmod tests { use crate::l; }\n\
             fn m() -> usize { super::n::o::<u32>(); a::p() }",
        );
        assert_eq!(source.children, BTreeSet::from(["a".to_owned()]));
        assert_eq!(source.items, BTreeSet::from(["m".to_owned()]));
        let imported: Vec<_> =
            source.imported.iter().map(|(k, v)| (k.as_str(), v.join("::"))).collect();
        let expected =
            [("D", "crate::c::D"), ("G", "crate::e::F"), ("J", "self::i::J"), ("c", "crate::c")];
        assert_eq!(imported, expected.map(|(name, path)| (name, path.to_owned())));
        let used: Vec<_> = source.used.iter().map(|names| names.join("::")).collect();
        let expected = [
            "a::p",
            "crate::c",
            "crate::c::D",
            "crate::e::F",
            "crate::h::*",
            "self::i::J",
            "super::n::o",
        ];
        assert_eq!(used, expected);
        assert!(source.only_shown.contains(&vec![
            "self".to_owned(),
            "i".to_owned(),
            "J".to_owned()
        ]));
        assert_eq!(source.inline["b"].used.len(), 1);
    }
}
