//! Words that several messages share.

/// A name that stands for all `number` of its kind.
pub(crate) fn and_others(name: String, number: usize) -> String {
    match number {
        0 | 1 => name,
        2 => format!("{name} and another"),
        _ => format!("{name} and {} others", number - 1),
    }
}
