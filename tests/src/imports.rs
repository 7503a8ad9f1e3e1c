//! Which file of a crate imports which, read from the text: `mod`, `use` and paths.
//!
//! An arrow goes to the file that defines what a path names: re-exports are followed. `mod child;`
//! is no arrow; a parent that uses an item of its child has one. Code under `#[cfg(test)]` is left
//! out.

mod crate_tree;
mod source;
mod tokens;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use self::crate_tree::{Arrow, CrateTree};

/// A file, below the folder of its crate.
pub type FileName = String;

/// Arrows between the files of one crate.
#[derive(Clone, Debug, Default)]
pub struct Imports {
    /// Each file with those that it imports.
    pub files: BTreeMap<FileName, BTreeSet<FileName>>,
    /// Each file with the modules it imports from: those beside it, and those beside its parents. A
    /// module counts once, whichever of its files are imported; a file's own children and what it
    /// only re-exports do not count.
    pub siblings: BTreeMap<FileName, BTreeSet<String>>,
}

impl Imports {
    /// The arrows of the crate in a folder.
    ///
    /// # Errors
    /// If a file cannot be read.
    pub fn of_crate(folder: &Path) -> std::io::Result<Self> {
        let mut imports = Self::default();
        for root in crate_tree::roots(&folder.join("src"))? {
            let tree = CrateTree::read(folder, &root)?;
            for file in tree.files() {
                imports.files.entry(file.to_owned()).or_default();
            }
            for arrow in tree.arrows() {
                imports.add(arrow);
            }
        }
        Ok(imports)
    }

    fn add(&mut self, arrow: Arrow<'_>) {
        let Arrow { from, to, sibling } = arrow;
        self.files.entry(from.to_owned()).or_default().insert(to.to_owned());
        if let Some(sibling) = sibling {
            self.siblings.entry(from.to_owned()).or_default().insert(sibling);
        }
    }

    /// For each arrow that can be gone back, the shortest circle it is part of; each circle once.
    #[must_use]
    pub fn circles(&self) -> BTreeSet<Vec<FileName>> {
        let arrows = self.files.iter().flat_map(|(from, to)| to.iter().map(move |to| (from, to)));
        arrows.filter_map(|(from, to)| Some(from_least(self.way(to, from)?))).collect()
    }

    /// The shortest way from one file to another, both included.
    fn way(&self, from: &FileName, to: &FileName) -> Option<Vec<FileName>> {
        let mut before: BTreeMap<&FileName, &FileName> = BTreeMap::from([(from, from)]);
        let mut next = vec![from];
        while !before.contains_key(to) && !next.is_empty() {
            let mut found = Vec::new();
            for file in next {
                for import in self.files.get(file).into_iter().flatten() {
                    if !before.contains_key(import) {
                        before.insert(import, file);
                        found.push(import);
                    }
                }
            }
            next = found;
        }
        let mut way = vec![to.clone()];
        while let Some(last) = way.last().filter(|last| *last != from) {
            way.push((*before.get(last)?).clone());
        }
        way.reverse();
        Some(way)
    }
}

/// A circle, beginning with its first file in the order of names.
fn from_least(mut circle: Vec<FileName>) -> Vec<FileName> {
    let least = circle.iter().enumerate().min_by_key(|(_, file)| *file).map_or(0, |(at, _)| at);
    circle.rotate_left(least);
    circle
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn circles_are_found_once_and_the_shortest_first() {
        let arrow = |from: &str, to: &[&str]| {
            (from.to_owned(), to.iter().map(|file| (*file).to_owned()).collect())
        };
        let files =
            [arrow("a", &["b", "c"]), arrow("b", &["c"]), arrow("c", &["a"]), arrow("d", &["a"])];
        let imports = Imports { files: files.into(), ..Imports::default() };
        let circles: Vec<String> = imports.circles().iter().map(|circle| circle.concat()).collect();
        assert_eq!(circles, ["abc", "ac"]);
    }
}
