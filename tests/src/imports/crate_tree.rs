//! The modules of a crate, and which of them a path leads to.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::source::{Names, Source, source};

/// Re-exports of re-exports that are followed.
const STEPS_MAX: usize = 16;

/// Everything below one `lib.rs`, `main.rs` or program.
#[derive(Debug)]
pub(super) struct CrateTree(BTreeMap<Names, Module>);

#[derive(Debug)]
struct Module {
    file: String,
    source: Source,
}

/// A file imports another one of its crate.
#[derive(Clone, Debug)]
pub(super) struct Arrow<'t> {
    pub(super) from: &'t str,
    pub(super) to: &'t str,
    /// The child of the nearest common parent that the second file belongs to; `None` for a file's
    /// own children and for what it only re-exports.
    pub(super) sibling: Option<String>,
}

/// The files that a compiler begins with.
pub(super) fn roots(src: &Path) -> std::io::Result<Vec<PathBuf>> {
    let mut roots: Vec<PathBuf> = ["lib.rs", "main.rs"].map(|name| src.join(name)).into();
    if src.join("bin").exists() {
        for entry in std::fs::read_dir(src.join("bin"))? {
            roots.push(entry?.path());
        }
    }
    roots.retain(|root| root.is_file());
    Ok(roots)
}

impl CrateTree {
    pub(super) fn read(folder: &Path, root: &Path) -> std::io::Result<Self> {
        let mut tree = Self(BTreeMap::new());
        let below = root.parent().unwrap_or(folder).to_path_buf();
        tree.add_file(folder, root, &below, Vec::new())?;
        Ok(tree)
    }

    /// Adds a file and its children, which lie in the folder `below`.
    fn add_file(
        &mut self,
        folder: &Path,
        file: &Path,
        below: &Path,
        module: Names,
    ) -> std::io::Result<()> {
        let source = source(&std::fs::read_to_string(file)?);
        for child in &source.children {
            let inner = [module.clone(), vec![child.clone()]].concat();
            let (flat, nested) = (below.join(format!("{child}.rs")), below.join(child));
            let path = if flat.is_file() { flat } else { nested.join("mod.rs") };
            self.add_file(folder, &path, &nested, inner)?;
        }
        let name = file.strip_prefix(folder).unwrap_or(file).display().to_string();
        self.add_module(&name, source, module);
        Ok(())
    }

    fn add_module(&mut self, file: &str, source: Source, module: Names) {
        for (child, inner) in &source.inline {
            let name = [module.clone(), vec![child.clone()]].concat();
            self.add_module(file, inner.clone(), name);
        }
        self.0.insert(module, Module { file: file.to_owned(), source });
    }

    pub(super) fn files(&self) -> impl Iterator<Item = &str> {
        self.0.values().map(|module| module.file.as_str())
    }

    pub(super) fn arrows(&self) -> Vec<Arrow<'_>> {
        let mut arrows = Vec::new();
        for (name, module) in &self.0 {
            for path in &module.source.used {
                let Some(target) = self.target(name, path, STEPS_MAX) else { continue };
                let Some(to) = self.0.get(&target).map(|target| target.file.as_str()) else {
                    continue;
                };
                let sibling = sibling(name, &target);
                let sibling = sibling.filter(|_| !module.source.only_shown.contains(path));
                let from = module.file.as_str();
                if from != to {
                    arrows.push(Arrow { from, to, sibling });
                }
            }
        }
        arrows
    }

    /// The module that defines what a path names; `None` outside the crate.
    fn target(&self, from: &Names, path: &[String], steps: usize) -> Option<Names> {
        let steps = steps.checked_sub(1)?;
        let (first, mut rest) = path.split_first()?;
        let mut module = match first.as_str() {
            "crate" => Vec::new(),
            "self" => from.clone(),
            "super" => from.split_last()?.1.to_vec(),
            name if self.has(from, name) => [from.clone(), vec![name.to_owned()]].concat(),
            name => {
                let path = self.0.get(from)?.source.imported.get(name)?;
                if path.first() == Some(first) {
                    return None;
                }
                self.target(from, path, steps)?
            }
        };
        while let Some((name, behind)) = rest.split_first() {
            match name.as_str() {
                "super" => drop(module.pop()),
                name if self.has(&module, name) => module.push(name.to_owned()),
                name => return Some(self.definition(&module, name, steps)),
            }
            rest = behind;
        }
        Some(module)
    }

    fn has(&self, module: &Names, child: &str) -> bool {
        self.0.contains_key(&[module.clone(), vec![child.to_owned()]].concat())
    }

    /// The module that defines a name which another one has.
    fn definition(&self, module: &Names, name: &str, steps: usize) -> Names {
        let here = module.clone();
        let Some(source) = self.0.get(module).map(|found| &found.source) else { return here };
        if source.items.contains(name) {
            return here;
        }
        if let Some(path) = source.imported.get(name) {
            return self.target(module, path, steps).unwrap_or(here);
        }
        let brought = source.globs.iter().filter_map(|glob| self.target(module, glob, steps));
        brought.into_iter().find(|glob| self.defines(glob, name)).unwrap_or(here)
    }

    fn defines(&self, module: &Names, name: &str) -> bool {
        self.0.get(module).is_some_and(|module| module.source.items.contains(name))
    }
}

/// Where the way to another module parts from the way to one's own; `None` below oneself.
fn sibling(own: &Names, other: &Names) -> Option<String> {
    if other.starts_with(own) {
        return None;
    }
    let shared = own.iter().zip(other).take_while(|(own, other)| own == other).count();
    let parting = other.iter().take(shared + 1).map(String::as_str);
    Some(["crate"].into_iter().chain(parting).collect::<Vec<_>>().join("::"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tree(files: &[(&str, &str)]) -> CrateTree {
        let mut tree = CrateTree(BTreeMap::new());
        for (module, text) in files {
            let names = module.split("::").filter(|name| !name.is_empty()).map(str::to_owned);
            tree.add_module(module, source(text), names.collect());
        }
        tree
    }

    fn arrows(tree: &CrateTree) -> Vec<(&str, &str)> {
        tree.arrows().iter().map(|arrow| (arrow.from, arrow.to)).collect()
    }

    #[test]
    fn re_exports_lead_to_what_defines() {
        let files = [
            ("", "mod a; mod b; pub use a::*;"),
            ("a", "mod c; mod d; pub use self::c::C; pub struct A;"),
            ("a::c", "pub struct C; use super::A;"),
            ("a::d", "use super::C;"),
            ("b", "use crate::a; use crate::A; fn f() -> a::C { a::missing() }"),
        ];
        let expected = [
            ("", "a"),
            ("a", "a::c"),
            ("a::c", "a"),
            ("a::d", "a::c"),
            ("b", "a::c"),
            ("b", "a"),
            ("b", "a"),
            ("b", "a"),
        ];
        assert_eq!(arrows(&tree(&files)), expected);
    }

    #[test]
    fn siblings_are_counted_where_ways_part() {
        let files = [
            ("", "mod a; mod b; pub use b::B;"),
            ("a", "mod c; use self::c::C; use crate::b::d::D; use crate::b::B;"),
            ("a::c", "pub struct C; use crate::b::B; use super::x;"),
            ("b", "mod d; pub struct B;"),
            ("b::d", "pub struct D;"),
        ];
        let tree = tree(&files);
        let siblings: Vec<_> =
            tree.arrows().into_iter().map(|arrow| (arrow.from, arrow.sibling)).collect();
        let some = |name: &str| Some(name.to_owned());
        let expected = [
            ("", None),
            ("a", some("crate::b")),
            ("a", some("crate::b")),
            ("a", None),
            ("a::c", some("crate::b")),
            ("a::c", some("crate::a")),
        ];
        assert_eq!(siblings, expected);
    }
}
