//! The path of a place in a JSON text. A library that keeps the path while it reads doubles the code of
//! every type that is read, 25 kB of what a page loads; this looks for it once something is wrong.

/// The path of the value that ends at a line and column, both from 1, such as `variants[0].name`; `.` is
/// the whole.
pub(crate) fn path(text: &str, line: usize, column: usize) -> String {
    let before: usize = text.split_inclusive('\n').take(line.max(1) - 1).map(str::len).sum();
    let mut inside = Vec::new();
    let mut bytes = text.bytes().take(before + column);
    while let Some(byte) = bytes.next() {
        match byte {
            b'{' => inside.push(Step::Field(None)),
            b'[' => inside.push(Step::Item(0)),
            b'}' | b']' => drop(inside.pop()),
            b',' => next(&mut inside),
            b'"' => named(&mut inside, string(&mut bytes)),
            _ => {}
        }
    }
    written(&inside)
}

/// One step into a value.
enum Step {
    /// Into a field of an object; its name once that was read.
    Field(Option<Vec<u8>>),
    /// Into an item of a list.
    Item(usize),
}

fn next(inside: &mut [Step]) {
    match inside.last_mut() {
        Some(Step::Field(name)) => *name = None,
        Some(Step::Item(item)) => *item += 1,
        None => {}
    }
}

/// The first text in an object is the field's name.
fn named(inside: &mut [Step], text: Vec<u8>) {
    if let Some(Step::Field(name @ None)) = inside.last_mut() {
        *name = Some(text);
    }
}

/// The rest of a string, without what escapes mean.
fn string(bytes: &mut impl Iterator<Item = u8>) -> Vec<u8> {
    let mut text = Vec::new();
    while let Some(byte) = bytes.next() {
        match byte {
            b'"' => break,
            b'\\' => text.extend(bytes.next()),
            _ => text.push(byte),
        }
    }
    text
}

fn written(inside: &[Step]) -> String {
    let mut path = String::new();
    for step in inside {
        match step {
            Step::Field(Some(name)) => {
                if !path.is_empty() {
                    path.push('.');
                }
                path.push_str(&String::from_utf8_lossy(name));
            }
            Step::Field(None) => {}
            Step::Item(item) => path.extend(["[", &item.to_string(), "]"]),
        }
    }
    if path.is_empty() { ".".to_owned() } else { path }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str, end: &str) -> String {
        let read = &text[..text.find(end).unwrap() + end.len()];
        let line = read.matches('\n').count() + 1;
        path(text, line, read.rsplit('\n').next().unwrap().len())
    }

    #[test]
    fn fields_and_items_are_found() {
        let text = "{\"a\": {\"b\": [{\"c\": 1}, {\"c, d\": \"x\\\"{\",\n\"e\": 7}]}, \"f\": 9}";
        assert_eq!(at(text, "1"), "a.b[0].c");
        assert_eq!(at(text, "x\\\"{\""), "a.b[1].c, d");
        assert_eq!(at(text, "7"), "a.b[1].e");
        assert_eq!(at(text, "7}"), "a.b[1]");
        assert_eq!(at(text, "9"), "f");
        assert_eq!(at(text, "9}"), ".");
    }

    #[test]
    fn what_is_no_json_has_a_place_too() {
        for text in ["", "]", "}}}", "\"", "{\"a", "[[[", "{\"a\" \"b\""] {
            assert!(!path(text, 1, text.len()).is_empty());
            assert!(!path(text, 9, 9).is_empty());
        }
    }
}
