//! One line of the text format: a comment, nothing, or a sample.
//!
//! Read are Prometheus' text format and what `OpenMetrics` adds to it: timestamps in seconds,
//! exemplars, names in quotation marks.

use crate::document::words::quoted;

/// A name with labels and a number.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Sample {
    pub(crate) name: String,
    pub(crate) labels: Vec<(String, String)>,
    pub(crate) value: f64,
}

/// Why a line is no sample, and at which character from 0.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct LineError {
    pub(crate) column: usize,
    pub(crate) text: String,
}

/// Reads a line; `None` is a comment or an empty line.
pub(crate) fn sample(line: &str) -> Result<Option<Sample>, LineError> {
    let mut cursor = Cursor { line, at: 0 };
    cursor.blanks();
    if cursor.ended() {
        return Ok(None);
    }
    let name = cursor.take(is_name_letter).to_owned();
    let mut sample = Sample { name, ..Sample::default() };
    cursor.blanks();
    if cursor.eat('{') {
        cursor.labels(&mut sample)?;
        cursor.blanks();
    }
    if sample.name.is_empty() || sample.name.starts_with(|first: char| first.is_ascii_digit()) {
        let text = format!("{} is no sample; expected `name{{label=\"…\"}} number`", quoted(line));
        return Err(LineError { column: 0, text });
    }
    sample.value = cursor.number("a number, `NaN`, `+Inf` or `-Inf`")?;
    cursor.blanks();
    if !cursor.ended() {
        cursor.number("a timestamp or the end of the line")?;
        cursor.blanks();
    }
    if !cursor.ended() {
        return Err(cursor.expected("the end of the line"));
    }
    Ok(Some(sample))
}

fn is_name_letter(letter: char) -> bool {
    letter.is_ascii_alphanumeric() || letter == '_' || letter == ':'
}

fn is_blank(letter: char) -> bool {
    letter == ' ' || letter == '\t'
}

struct Cursor<'a> {
    line: &'a str,
    /// Bytes that are read; INVARIANT: at a boundary of characters.
    at: usize,
}

impl<'a> Cursor<'a> {
    fn rest(&self) -> &'a str {
        self.line.get(self.at..).unwrap_or_default()
    }

    /// Nothing follows but a comment or an exemplar.
    fn ended(&self) -> bool {
        self.rest().is_empty() || self.rest().starts_with('#')
    }

    fn take(&mut self, wanted: fn(char) -> bool) -> &'a str {
        let rest = self.rest();
        let end = rest.find(|letter| !wanted(letter)).unwrap_or(rest.len());
        self.at += end;
        rest.get(..end).unwrap_or_default()
    }

    fn blanks(&mut self) {
        self.take(is_blank);
    }

    fn eat(&mut self, letter: char) -> bool {
        let found = self.rest().starts_with(letter);
        if found {
            self.at += letter.len_utf8();
        }
        found
    }

    fn expected(&self, what: &str) -> LineError {
        self.error(match self.rest() {
            "" => format!("the line ends where {what} was expected"),
            rest => format!("{} was found where {what} was expected", quoted(rest)),
        })
    }

    fn error(&self, text: String) -> LineError {
        LineError { column: self.line.get(..self.at).map_or(0, |read| read.chars().count()), text }
    }

    fn number(&mut self, what: &str) -> Result<f64, LineError> {
        let start = self.at;
        let number = self.take(|letter| !is_blank(letter)).parse();
        number.map_err(|_| {
            self.at = start;
            self.expected(what)
        })
    }

    /// Labels after the opening brace, and the closing one.
    fn labels(&mut self, sample: &mut Sample) -> Result<(), LineError> {
        // INVARIANT: every round reads at least one letter or ends.
        loop {
            self.blanks();
            if self.eat('}') {
                return Ok(());
            }
            self.label(sample)?;
            self.blanks();
            if !self.eat(',') {
                if self.eat('}') {
                    return Ok(());
                }
                return Err(self.expected("`,` or `}`"));
            }
        }
    }

    fn label(&mut self, sample: &mut Sample) -> Result<(), LineError> {
        let start = self.at;
        let in_quotes = self.eat('"');
        let label = if in_quotes { self.quoted()? } else { self.take(is_name_letter).to_owned() };
        self.blanks();
        if in_quotes && sample.name.is_empty() && !self.rest().starts_with('=') {
            sample.name = label;
            return Ok(());
        }
        if label.is_empty() {
            self.at = start;
            return Err(self.expected("a label such as `pod=\"…\"`"));
        }
        if !self.eat('=') {
            return Err(self.expected(&format!("`=\"…\"` after label {}", quoted(&label))));
        }
        self.blanks();
        if !self.eat('"') {
            return Err(self.expected(&format!("`\"…\"` after label {}", quoted(&label))));
        }
        let value = self.quoted()?;
        if sample.labels.iter().any(|(other, _)| *other == label) {
            self.at = start;
            return Err(self.error(format!("label {} is given twice", quoted(&label))));
        }
        sample.labels.push((label, value));
        Ok(())
    }

    /// The text after an opening quotation mark, and the closing one.
    fn quoted(&mut self) -> Result<String, LineError> {
        let mut text = String::new();
        let mut letters = self.rest().char_indices();
        while let Some((place, letter)) = letters.next() {
            let escaped = if letter == '\\' { letters.next() } else { None };
            match (letter, escaped.map(|(_, letter)| letter)) {
                ('"', _) => {
                    self.at += place + 1;
                    return Ok(text);
                }
                ('\\', Some('n')) => text.push('\n'),
                ('\\', Some(letter @ ('\\' | '"'))) => text.push(letter),
                ('\\', _) => {
                    self.at += place;
                    return Err(self.expected("`\\\\`, `\\\"` or `\\n`"));
                }
                (letter, _) => text.push(letter),
            }
        }
        self.at = self.line.len();
        Err(self.expected("`\"`"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(line: &str) -> Sample {
        sample(line).unwrap().unwrap()
    }

    #[test]
    fn lines_without_a_sample() {
        for line in ["", " \t", "# HELP x y", "#", "# EOF", "  # {"] {
            assert_eq!(sample(line), Ok(None));
        }
    }

    #[test]
    fn labels_with_escapes_and_blanks() {
        let sample = read(r#" vllm:x { a = "q\"\\\n}" , b="ü,{=" , } +1.5e3 1700000000000"#);
        assert_eq!(sample.name, "vllm:x");
        let labels = [("a", "q\"\\\n}"), ("b", "ü,{=")];
        assert_eq!(
            sample.labels,
            labels.map(|(label, value)| (label.to_owned(), value.to_owned()))
        );
        assert!((sample.value - 1500.0).abs() < f64::EPSILON);
    }

    #[test]
    fn numbers_that_are_none() {
        assert!(read("x NaN").value.is_nan());
        assert!(read("x +Inf").value > f64::MAX);
        assert!(read("x{} -Inf").value < f64::MIN);
    }

    #[test]
    fn what_openmetrics_adds() {
        for line in
            ["x 2 1700000000.123", "x 2 # {trace=\"}\"} 0.67", "{\"x\"} 2", "{\"x\",a=\"\"} 2"]
        {
            let sample = read(line);
            assert_eq!((sample.name.as_str(), sample.value.to_bits()), ("x", 2.0_f64.to_bits()));
        }
    }

    #[test]
    fn faults_say_at_which_character() {
        let column = |line: &str| sample(line).unwrap_err().column;
        assert_eq!(column("x{ü=\"1\"} 2"), 2);
        assert_eq!(column("x{a=\"ü\",b} 2"), 9);
        assert_eq!(column("x{a=\"ü\"} two"), 9);
        assert_eq!(column("x{a=\"ü"), 6);
    }
}
