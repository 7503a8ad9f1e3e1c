//! Text in columns and lines.

use wva::text::one_line;

/// Widest line of a wrapped text.
const LINE_WIDTH: usize = 100;

/// Space between columns.
const GAP: &str = "  ";

/// On which side of its column a text stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Align {
    Left,
    Right,
}

/// Heads and rows of a line each, every column as wide as its widest text.
pub(crate) fn aligned<const N: usize>(heads: &[(&str, Align); N], rows: &[[String; N]]) -> String {
    let head = heads.map(|(name, _)| name.to_owned());
    let rows: Vec<_> = rows.iter().map(|row| row.each_ref().map(|cell| one_line(cell))).collect();
    let all = || std::iter::once(&head).chain(&rows);
    let mut widths = [0; N];
    for row in all() {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = (*width).max(cell.chars().count());
        }
    }
    all().map(|row| line(heads, &widths, row)).collect()
}

fn line<const N: usize>(
    heads: &[(&str, Align); N],
    widths: &[usize; N],
    row: &[String; N],
) -> String {
    let cells = heads.iter().zip(widths).zip(row).map(|(((_, align), width), cell)| match align {
        Align::Left => format!("{cell:<width$}"),
        Align::Right => format!("{cell:>width$}"),
    });
    let cells: Vec<_> = cells.collect();
    format!("{}\n", cells.join(GAP).trim_end())
}

/// A sentence in lines; all but the first are indented.
pub(crate) fn wrapped(text: &str) -> String {
    let mut lines = String::new();
    let mut used = 0;
    for word in text.split_whitespace() {
        let width = word.chars().count();
        if used > 0 && used + 1 + width > LINE_WIDTH {
            lines.push_str("\n ");
            used = 1;
        }
        if used > 0 {
            lines.push(' ');
            used += 1;
        }
        lines.push_str(word);
        used += width;
    }
    lines.push('\n');
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_forges_no_row() {
        let rows = [["a\nb  2".to_owned()]];
        assert_eq!(aligned(&[("NAME", Align::Left)], &rows), "NAME\na\\nb  2\n");
    }

    #[test]
    fn columns_are_as_wide_as_their_widest_text() {
        let heads = [("NAME", Align::Left), ("N", Align::Right)];
        let rows = [["a".to_owned(), "100".to_owned()], ["länger".to_owned(), "1".to_owned()]];
        assert_eq!(aligned(&heads, &rows), "NAME      N\na       100\nlänger    1\n");
    }

    #[test]
    fn lines_break_between_words_only() {
        let text = wrapped(&"word ".repeat(30));
        assert!(
            text.lines().all(|line| line.len() <= LINE_WIDTH && line.trim().starts_with("word"))
        );
        assert_eq!(wrapped(&"x".repeat(150)), format!("{}\n", "x".repeat(150)));
        assert_eq!(wrapped("short"), "short\n");
    }
}
