//! Texts of a policy or a file, made fit for a message.

/// The first characters of a text, on one line: line ends and other controls are escaped.
pub(crate) fn readable(text: &str, chars_max: usize) -> String {
    let mut short = String::new();
    for letter in text.chars().take(chars_max) {
        if letter.is_control() {
            short.extend(letter.escape_debug());
        } else {
            short.push(letter);
        }
    }
    if text.chars().nth(chars_max).is_some() {
        short.push('…');
    }
    short
}

/// A name, short enough for a message.
pub(crate) fn shortened(text: &str) -> String {
    const CHARS_MAX: usize = 60;
    readable(text, CHARS_MAX)
}
