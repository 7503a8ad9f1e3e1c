//! A document as a tree in which every value knows its place, if it was read from a text.

/// A value with its place in the source.
#[derive(Clone, Debug)]
pub struct Node {
    pub(crate) value: Value,
    /// Where it begins.
    pub at: At,
}

/// Line and column in the source; neither where a value was never a text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct At {
    /// From 1.
    pub line: Option<u32>,
    /// From 1.
    pub column: Option<u32>,
}

/// The four shapes of YAML.
#[derive(Clone, Debug)]
pub(crate) enum Value {
    Null,
    Scalar(Scalar),
    Sequence(Vec<Node>),
    Mapping(Vec<Entry>),
}

/// A text that may mean a number; which it is, the reader of the field knows.
#[derive(Clone, Debug)]
pub(crate) struct Scalar {
    pub(crate) text: String,
    /// Where a document inside the text lies in the source.
    pub(crate) origin: Origin,
}

/// One key of a mapping with its value.
#[derive(Clone, Debug)]
pub struct Entry {
    /// The key.
    pub key: String,
    /// Where the key begins.
    pub key_at: At,
    /// The value.
    pub value: Node,
}

/// How places in a text become places in the source that holds the text.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Origin {
    /// Line for line: what to add to an inner line (from 1) and to a column (from 0).
    Shift { lines: i64, columns: u32 },
    /// The text was folded or escaped: everything lies where it begins.
    Fixed(At),
}

impl Origin {
    /// The text is the source.
    pub(crate) const SOURCE: Self = Self::Shift { lines: 0, columns: 0 };

    /// Place of a line from 1 and a column from 0.
    pub(crate) fn at(self, line: usize, column: usize) -> At {
        match self {
            Self::Fixed(at) => at,
            Self::Shift { lines, columns } => {
                let line = i64::try_from(line).unwrap_or(i64::MAX).saturating_add(lines);
                let column = u32::try_from(column).unwrap_or(u32::MAX).saturating_add(columns);
                At {
                    line: Some(u32::try_from(line).unwrap_or(u32::MAX)),
                    column: Some(column.saturating_add(1)),
                }
            }
        }
    }

    /// The place of a text whose first line break comes after `at`, inside this one.
    pub(crate) fn nested(at: At, blank_lines: usize) -> Self {
        let (Some(line), Some(column)) = (at.line, at.column) else { return Self::Fixed(at) };
        let blank_lines = i64::try_from(blank_lines).unwrap_or(i64::MAX);
        let lines = i64::from(line).saturating_sub(1).saturating_sub(blank_lines);
        Self::Shift { lines, columns: column.saturating_sub(1) }
    }
}

impl At {
    /// The line behind other words, `, first on line 4`; nothing without a line.
    pub(crate) fn line_after(self, words: &str) -> String {
        self.line.map_or_else(String::new, |line| format!("{words} line {line}"))
    }
}

impl Node {
    /// The tree of a JSON value, which has no places. Numbers are texts as JSON writes them.
    #[must_use]
    pub fn from_json(json: &serde_json::Value) -> Self {
        let value = match json {
            serde_json::Value::Null => Value::Null,
            serde_json::Value::Bool(truth) => Value::text_without_place(truth.to_string()),
            serde_json::Value::Number(number) => Value::text_without_place(number.to_string()),
            serde_json::Value::String(text) => Value::text_without_place(text.clone()),
            serde_json::Value::Array(items) => {
                Value::Sequence(items.iter().map(Self::from_json).collect())
            }
            serde_json::Value::Object(entries) => Value::Mapping(
                entries.iter().map(|(key, value)| Entry::without_place(key, value)).collect(),
            ),
        };
        Self { value, at: At::default() }
    }

    /// The text of a scalar.
    #[must_use]
    pub fn text(&self) -> Option<&str> {
        match &self.value {
            Value::Scalar(scalar) => Some(&scalar.text),
            _ => None,
        }
    }

    /// The items of a list.
    #[must_use]
    pub fn items(&self) -> Option<&[Node]> {
        match &self.value {
            Value::Sequence(items) => Some(items),
            _ => None,
        }
    }

    /// The entries of an object.
    #[must_use]
    pub fn entries(&self) -> Option<&[Entry]> {
        match &self.value {
            Value::Mapping(entries) => Some(entries),
            _ => None,
        }
    }

    /// The value of a key; an explicit null counts as absent, as Kubernetes does it.
    pub(crate) fn get(&self, key: &str) -> Option<&Node> {
        let entry = self.entries()?.iter().find(|entry| entry.key == key)?;
        (!entry.value.is_null()).then_some(&entry.value)
    }

    /// The value at a path of keys.
    pub(crate) fn find(&self, path: &[&str]) -> Option<&Node> {
        path.iter().try_fold(self, |node, key| node.get(key))
    }

    /// Whether nothing is there.
    #[must_use]
    pub fn is_null(&self) -> bool {
        matches!(self.value, Value::Null)
    }

    /// Nodes and bytes of the tree, for budgets.
    pub(crate) fn size(&self) -> (usize, usize) {
        let add = |(nodes, bytes): (usize, usize), (n, b)| (nodes + n, bytes + b);
        match &self.value {
            Value::Null => (1, 0),
            Value::Scalar(scalar) => (1, scalar.text.len()),
            Value::Sequence(items) => items.iter().map(Self::size).fold((1, 0), add),
            Value::Mapping(entries) => entries
                .iter()
                .map(|entry| add(entry.value.size(), (0, entry.key.len())))
                .fold((1, 0), add),
        }
    }
}

impl Value {
    fn text_without_place(text: String) -> Self {
        Self::Scalar(Scalar { text, origin: Origin::Fixed(At::default()) })
    }
}

impl Entry {
    fn without_place(key: &str, value: &serde_json::Value) -> Self {
        Self { key: key.to_owned(), key_at: At::default(), value: Node::from_json(value) }
    }
}
