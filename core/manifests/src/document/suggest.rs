//! The known name that a wrong one was probably meant to be.

use crate::params::{SUGGESTION_CHARS_MAX, SUGGESTION_EDITS_MAX, SUGGESTION_START_CHARS_MIN};

/// The first known name that the given one begins, else the nearest, the first one on a tie; none
/// if all are far.
pub(crate) fn nearest<'a>(
    given: &str,
    known: impl IntoIterator<Item = &'a str>,
) -> Option<&'a str> {
    let known: Vec<&str> = known.into_iter().collect();
    let given: Vec<char> = letters(given);
    let begun = known.iter().find(|name| letters(name).starts_with(&given));
    if given.len() >= SUGGESTION_START_CHARS_MIN
        && let Some(begun) = begun
    {
        return Some(begun);
    }
    let most = SUGGESTION_EDITS_MAX.min(given.len() / 2);
    known
        .into_iter()
        .map(|name| (edits(&given, &letters(name)), name))
        .filter(|(edits, _)| *edits <= most)
        .min_by_key(|(edits, _)| *edits)
        .map(|(_, name)| name)
}

/// `; did you mean …` for the nearest of the known names, or nothing.
pub fn hint<'a>(given: &str, known: impl IntoIterator<Item = &'a str>) -> String {
    nearest(given, known).map_or_else(String::new, |name| format!("; did you mean `{name}`"))
}

fn letters(name: &str) -> Vec<char> {
    name.chars().take(SUGGESTION_CHARS_MAX).flat_map(char::to_lowercase).collect()
}

/// Levenshtein distance.
fn edits(from: &[char], to: &[char]) -> usize {
    let mut row: Vec<usize> = (0..=to.len()).collect();
    for (removed, letter) in from.iter().enumerate() {
        let mut next = vec![removed + 1];
        for ((other, above), pair) in to.iter().zip(row.iter().skip(1)).zip(&row) {
            let left = next.last().copied().unwrap_or(0);
            next.push((pair + usize::from(letter != other)).min(above + 1).min(left + 1));
        }
        row = next;
    }
    row.last().copied().unwrap_or(0)
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
    fn distances() {
        let distance = |from: &str, to: &str| edits(&letters(from), &letters(to));
        assert_eq!(distance("kitten", "sitting"), 3);
        assert_eq!(distance("", "abc"), 3);
        assert_eq!(distance("abc", ""), 3);
    }
}
