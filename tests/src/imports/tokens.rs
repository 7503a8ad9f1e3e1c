//! The words and signs of a Rust text, without comments and without the insides of literals.

/// Names, `::` and single signs.
pub(super) fn tokens(text: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let length = skipped(rest);
        if length > 0 {
            rest = rest.get(length..).unwrap_or_default();
            continue;
        }
        let length = match rest.find(|letter: char| !is_name(letter)) {
            _ if rest.starts_with("::") => 2,
            Some(0) => first.len_utf8(),
            end => end.unwrap_or(rest.len()),
        };
        let (token, after) = rest.split_at(length);
        found.push(token);
        rest = after;
    }
    found
}

pub(super) fn is_name(letter: char) -> bool {
    letter.is_alphanumeric() || letter == '_'
}

/// Bytes of what is no token: blanks, comments, literals and lifetimes.
fn skipped(text: &str) -> usize {
    let blank = text.len() - text.trim_start().len();
    if blank > 0 {
        return blank;
    }
    if text.starts_with("//") {
        return text.find('\n').unwrap_or(text.len());
    }
    if text.starts_with("/*") {
        return block_comment(text);
    }
    let prefixed = ["b", "c", ""].iter().find_map(|prefix| {
        let raw = text.strip_prefix(prefix)?.strip_prefix('r')?;
        let hashes = raw.len() - raw.trim_start_matches('#').len();
        let end = format!("\"{}", "#".repeat(hashes));
        let inside = raw.get(hashes..)?.strip_prefix('"')?;
        Some(
            text.len() - inside.len() + inside.find(&end).map_or(inside.len(), |at| at + end.len()),
        )
    });
    prefixed.unwrap_or_else(|| plain_literal(text))
}

fn block_comment(text: &str) -> usize {
    let mut depth = 0_usize;
    for (at, _) in text.char_indices() {
        let rest = text.get(at..).unwrap_or_default();
        let before = text.get(..at).unwrap_or_default();
        if rest.starts_with("/*") {
            depth += 1;
        } else if before.ends_with("*/") {
            depth -= 1;
            if depth == 0 {
                return at;
            }
        }
    }
    text.len()
}

/// Bytes of a text or a letter between quotation marks, or of the mark of a lifetime.
fn plain_literal(text: &str) -> usize {
    let inside = text.strip_prefix('b').unwrap_or(text);
    let Some(mark) = inside.chars().next().filter(|first| ['"', '\''].contains(first)) else {
        return 0;
    };
    let lifetime = inside.chars().skip(1).take_while(|letter| is_name(*letter)).count();
    if mark == '\'' && lifetime > 0 && inside.chars().nth(lifetime + 1) != Some('\'') {
        return text.len() - inside.len() + 1;
    }
    let mut escaped = false;
    for (at, letter) in inside.char_indices().skip(1) {
        if letter == mark && !escaped {
            return text.len() - inside.len() + at + 1;
        }
        escaped = letter == '\\' && !escaped;
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_and_literals_are_no_words() {
        let text = "a::b /* c /* d */ e */ 'f' '\\'' &'g h // i\n \"j\\\"k\" r#\"l\"m\"# b\"n\" 'é' br\"o\" p";
        assert_eq!(tokens(text), ["a", "::", "b", "&", "g", "h", "p"]);
    }
}
