//! Strangers' texts, made fit for a terminal. A character that moves the cursor, sets a colour, is
//! not seen or turns the direction of reading is written as its escape in JSON, such as `\u001b`.

use std::fmt::Write as _;

/// A text on one line: line ends are escaped, too.
#[must_use]
pub fn one_line(text: &str) -> String {
    readable(text, usize::MAX)
}

/// A text whose line ends stay.
#[must_use]
pub fn lines(text: &str) -> String {
    let mut all = String::with_capacity(text.len());
    for letter in text.chars() {
        if letter == '\n' { all.push(letter) } else { push(&mut all, letter) }
    }
    all
}

/// The first characters of a text, on one line.
pub(crate) fn readable(text: &str, chars_max: usize) -> String {
    let mut short = String::new();
    for letter in text.chars().take(chars_max) {
        push(&mut short, letter);
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

fn push(text: &mut String, letter: char) {
    match letter {
        '\n' => text.push_str("\\n"),
        '\r' => text.push_str("\\r"),
        '\t' => text.push_str("\\t"),
        letter if is_seen(letter) => text.push(letter),
        letter => {
            for unit in letter.encode_utf16(&mut [0; 2]) {
                // Writing to a string cannot fail.
                let _ = write!(text, "\\u{unit:04x}");
            }
        }
    }
}

/// Whether a reader sees the character as what it is. The standard library knows those that cannot be
/// printed, but not the letters without a shape.
fn is_seen(letter: char) -> bool {
    const SHAPELESS: [char; 5] = ['\u{115f}', '\u{1160}', '\u{2800}', '\u{3164}', '\u{ffa0}'];
    if letter.is_ascii() {
        return !letter.is_ascii_control();
    }
    // After another letter, the standard library leaves accents as they are.
    !SHAPELESS.contains(&letter) && format!("a{letter}").escape_debug().count() == 2
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_terminal_obeys_or_a_reader_misses_is_escaped() {
        let cases = [
            ("\x1b[2J\x1b]0;x\x07", r"\u001b[2J\u001b]0;x\u0007"),
            ("a\nb\r\tc\0\x7f", r"a\nb\r\tc\u0000\u007f"),
            ("\u{9b}31m", r"\u009b31m"),
            ("\u{202e}avw\u{2066}\u{2028}", r"\u202eavw\u2066\u2028"),
            ("a\u{200b}b\u{200d}c\u{feff}d\u{ad}", r"a\u200bb\u200dc\ufeffd\u00ad"),
            ("\u{3164}\u{a0}\u{e0041}\u{f8ff}", r"\u3164\u00a0\udb40\udc41\uf8ff"),
        ];
        for (text, escaped) in cases {
            assert_eq!(one_line(text), escaped);
        }
    }

    #[test]
    fn words_of_any_language_stay() {
        for text in ["\"C:\\wva\" it's 10 ¢/h → 5 €", "мощность λ 推論 كلمة हिन्दी e\u{301} 🚀"]
        {
            assert_eq!(one_line(text), text);
        }
    }

    #[test]
    fn the_escape_is_the_same_text_in_json() {
        let text = "a\u{202e}\u{e0041}\x1b";
        let read: String = serde_json::from_str(&format!("\"{}\"", one_line(text))).unwrap();
        assert_eq!(read, text);
    }

    #[test]
    fn lines_stay_lines_and_long_texts_are_cut() {
        assert_eq!(lines("a\x1b\nb"), "a\\u001b\nb");
        assert_eq!((readable("abc", 3), readable("abcd", 3)), ("abc".into(), "abc…".into()));
    }
}
