//! The items of a list by what they are looked up by, so that a search is no walk through all of them.

use std::collections::BTreeMap;

/// Places in a list, by a key that several items may share. One type for all lists: a page loads it.
#[derive(Debug, Default)]
pub(crate) struct Places(BTreeMap<String, Vec<usize>>);

impl Places {
    /// The places of the items, by the keys of each.
    pub(crate) fn of(keys: impl IntoIterator<Item = String>) -> Self {
        let mut places = Self::default();
        for (place, key) in keys.into_iter().enumerate() {
            places.add(key, place);
        }
        places
    }

    pub(crate) fn add(&mut self, key: String, place: usize) {
        self.0.entry(key).or_default().push(place);
    }

    /// The items that share a key, in the order in which they were added.
    pub(crate) fn all<'p, 'a, T>(
        &'p self,
        items: &'a [T],
        key: &str,
    ) -> impl Iterator<Item = &'a T> + use<'p, 'a, T> {
        let places = self.0.get(key).map(Vec::as_slice).unwrap_or_default();
        places.iter().filter_map(|place| items.get(*place))
    }

    /// The first place of a key.
    pub(crate) fn place(&self, key: &str) -> Option<usize> {
        self.0.get(key)?.first().copied()
    }

    /// The first item of a key.
    pub(crate) fn first<'a, T>(&self, items: &'a [T], key: &str) -> Option<&'a T> {
        items.get(self.place(key)?)
    }

    /// How many they are.
    pub(crate) fn number(&self, key: &str) -> usize {
        self.0.get(key).map_or(0, Vec::len)
    }
}

/// One key of two texts; no two pairs have the same.
pub(crate) fn pair(one: &str, other: &str) -> String {
    format!("{} {one}{other}", one.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn items_keep_their_order() {
        let items = ["b", "a", "c"];
        let places = Places::of(["x", "y", "x"].map(str::to_owned));
        assert_eq!(places.all(&items, "x").collect::<Vec<_>>(), [&"b", &"c"]);
        assert_eq!((places.number("x"), places.number("z")), (2, 0));
        assert_eq!((places.first(&items, "y"), places.first(&items, "z")), (Some(&"a"), None));
    }

    #[test]
    fn pairs_differ() {
        assert_ne!(pair("a", "bc"), pair("ab", "c"));
        assert_ne!(pair("1 a", ""), pair("", "1 a"));
    }
}
