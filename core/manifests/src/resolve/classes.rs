//! The entries of the service classes, by what variants name them by.

use wva_core::order::sort_by;

use crate::config_map::entry::stem;
use crate::manifests::ClassEntry;
use crate::places::{Places, pair};

/// The entries of all classes; a class goes by its name and by its key, and case does not count.
#[derive(Debug)]
pub(crate) struct Classes<'m> {
    entries: &'m [ClassEntry],
    by_model_and_name: Places,
    /// The smallest priority first, on a tie by name; so are those by name.
    by_model: Places,
    by_name: Places,
    by_class: Places,
}

impl<'m> Classes<'m> {
    pub(crate) fn of(entries: &'m [ClassEntry]) -> Self {
        let mut classes = Self {
            entries,
            by_model_and_name: Places::default(),
            by_model: Places::default(),
            by_name: Places::default(),
            by_class: Places::of(entries.iter().map(|entry| entry.class.clone())),
        };
        let mut ordered: Vec<_> = entries.iter().enumerate().collect();
        for (place, entry) in &ordered {
            for name in names(entry) {
                classes.by_model_and_name.add(pair(&entry.model, &name), *place);
            }
        }
        sort_by(&mut ordered, |(_, a), (_, b)| (a.priority, &a.class).cmp(&(b.priority, &b.class)));
        for (place, entry) in ordered {
            classes.by_model.add(entry.model.clone(), place);
            for name in names(entry) {
                classes.by_name.add(name, place);
            }
        }
        classes
    }

    /// The entry of a model in the class of a name.
    pub(crate) fn listing(&self, model: &str, name: &str) -> Option<&'m ClassEntry> {
        self.by_model_and_name.first(self.entries, &pair(model, &plain(name)))
    }

    /// The entry of a model in the class that is served first, and whether others list it, too.
    pub(crate) fn first_listing(&self, model: &str) -> Option<(&'m ClassEntry, bool)> {
        let entry = self.by_model.first(self.entries, model)?;
        Some((entry, self.by_model.number(model) > 1))
    }

    /// An entry of the class of a name, whatever its model.
    pub(crate) fn named(&self, name: &str) -> Option<&'m ClassEntry> {
        self.by_name.first(self.entries, &plain(name))
    }

    /// The names of all classes.
    pub(crate) fn names(&self) -> impl Iterator<Item = &'m str> {
        self.entries.iter().map(|entry| entry.class.as_str())
    }

    /// The models that a class lists.
    pub(crate) fn models(&self, class: &str) -> impl Iterator<Item = &'m str> {
        self.by_class.all(self.entries, class).map(|entry| entry.model.as_str())
    }
}

fn names(entry: &ClassEntry) -> impl Iterator<Item = String> {
    [Some(&entry.class), entry.stem.as_ref()].into_iter().flatten().map(|name| plain(name))
}

fn plain(name: &str) -> String {
    stem(name).to_ascii_lowercase()
}
