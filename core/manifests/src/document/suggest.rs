//! The known name that a wrong one was probably meant to be.

use crate::params::{
    SUGGESTION_CHARS_MAX, SUGGESTION_EDITS_MAX, SUGGESTION_NAMES_MAX, SUGGESTION_START_CHARS_MIN,
    SUGGESTIONS_MAX,
};

/// Suggestions for the first of many wrong names, where the known names may be as many.
#[derive(Debug, Default)]
pub struct Suggestions {
    made: usize,
}

impl Suggestions {
    /// As [`hint`]; nothing after the first [`SUGGESTIONS_MAX`] names.
    pub fn hint<'a>(&mut self, given: &str, known: impl IntoIterator<Item = &'a str>) -> String {
        if self.made == SUGGESTIONS_MAX {
            return String::new();
        }
        self.made += 1;
        hint(given, known)
    }
}

/// The first known name that the given one begins, else the nearest, the first one on a tie; none
/// if all are far. Of very many names only the first are looked at.
pub(crate) fn nearest<'a>(
    given: &str,
    known: impl IntoIterator<Item = &'a str>,
) -> Option<&'a str> {
    let given = letters(given);
    let may_begin = given.len() >= SUGGESTION_START_CHARS_MIN;
    let mut most = SUGGESTION_EDITS_MAX.min(given.len() / 2);
    let mut nearest = None;
    for name in known.into_iter().take(SUGGESTION_NAMES_MAX) {
        let letters = letters(name);
        if may_begin && letters.starts_with(&given) {
            return Some(name);
        }
        let Some(edits) = edits_within(&given, &letters, most) else { continue };
        if nearest.is_none_or(|(fewest, _)| edits < fewest) {
            nearest = Some((edits, name));
            most = edits;
        }
    }
    nearest.map(|(_, name)| name)
}

/// `; did you mean …` for the nearest of the known names, or nothing.
pub fn hint<'a>(given: &str, known: impl IntoIterator<Item = &'a str>) -> String {
    nearest(given, known).map_or_else(String::new, |name| format!("; did you mean `{name}`"))
}

fn letters(name: &str) -> Vec<char> {
    name.chars().take(SUGGESTION_CHARS_MAX).flat_map(char::to_lowercase).collect()
}

/// Levenshtein distance, if it is at most so much: of the table only the cells about its diagonal count.
fn edits_within(from: &[char], to: &[char], most: usize) -> Option<usize> {
    if from.len().abs_diff(to.len()) > most {
        return None;
    }
    let far = most + 1;
    let mut row: Vec<usize> = (0..=to.len()).map(|edits| edits.min(far)).collect();
    let mut next = vec![far; row.len()];
    for (removed, letter) in from.iter().enumerate() {
        next.fill(far);
        if let Some(first) = next.first_mut() {
            *first = (removed + 1).min(far);
        }
        let start = removed.saturating_sub(most);
        let mut left = if start == 0 { (removed + 1).min(far) } else { far };
        let mut least = left;
        for (at, other) in to.iter().enumerate().skip(start).take(2 * most + 1) {
            let cell = |row: &[usize], at: usize| row.get(at).copied().unwrap_or(far);
            let changed = cell(&row, at) + usize::from(letter != other);
            left = changed.min(cell(&row, at + 1) + 1).min(left + 1).min(far);
            least = least.min(left);
            if let Some(cell) = next.get_mut(at + 1) {
                *cell = left;
            }
        }
        if least > most {
            return None;
        }
        std::mem::swap(&mut row, &mut next);
    }
    row.last().copied().filter(|edits| *edits <= most)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn near_names_are_found_and_far_ones_are_not() {
        let known = ["modelName", "modelID", "serviceClass", "maxBatchSize"];
        assert_eq!(nearest("maxBatchsize", known), Some("maxBatchSize"));
        assert_eq!(nearest("modelname", known), Some("modelName"));
        assert_eq!(nearest("serviceClas", known), Some("serviceClass"));
        assert_eq!(nearest("model", ["mode", "modelName"]), Some("modelName"));
        assert_eq!(nearest("replicas", known), None);
        assert_eq!(nearest("", known), None);
    }

    #[test]
    fn only_the_first_of_many_wrong_names_are_looked_for() {
        let mut suggestions = Suggestions::default();
        let made = (0..2 * SUGGESTIONS_MAX).map(|_| suggestions.hint("modelname", ["modelName"]));
        assert_eq!(made.filter(|hint| !hint.is_empty()).count(), SUGGESTIONS_MAX);
    }

    #[test]
    fn distances() {
        let distance = |from: &str, to: &str| edits_within(&letters(from), &letters(to), 3);
        assert_eq!(distance("kitten", "sitting"), Some(3));
        assert_eq!(distance("", "abc"), Some(3));
        assert_eq!(distance("abc", ""), Some(3));
        assert_eq!(distance("abcd", ""), None);
        assert_eq!(distance("serviceclass", "classservice"), None);
    }

    /// Against the table as a whole.
    #[test]
    fn the_diagonal_is_enough() {
        let words = ["", "a", "ab", "ba", "abc", "acb", "cab", "bcda", "abcde", "edcba", "aabbc"];
        for from in words {
            for to in words {
                let whole = table(&letters(from), &letters(to));
                for most in 0..6 {
                    let within = edits_within(&letters(from), &letters(to), most);
                    assert_eq!(within, Some(whole).filter(|edits| *edits <= most), "{from} {to}");
                }
            }
        }
    }

    fn table(from: &[char], to: &[char]) -> usize {
        let mut row: Vec<usize> = (0..=to.len()).collect();
        for (removed, letter) in from.iter().enumerate() {
            let mut next = vec![removed + 1];
            for (at, other) in to.iter().enumerate() {
                let changed = row[at] + usize::from(letter != other);
                next.push(changed.min(row[at + 1] + 1).min(next[at] + 1));
            }
            row = next;
        }
        row[to.len()]
    }
}
