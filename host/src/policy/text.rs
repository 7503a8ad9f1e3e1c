//! A stranger's texts, made fit for a message.

/// As much of a stranger's text as fits into a message, without line ends and other controls.
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

/// A stranger's name in a message.
pub(crate) fn shortened(text: &str) -> String {
    const CHARS_MAX: usize = 60;
    readable(text, CHARS_MAX)
}
