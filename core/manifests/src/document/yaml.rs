//! Texts to trees, within a budget.
//!
//! The events come from `granit-parser`, which serde-saphyr itself stands on: only events say
//! where every value lies, also inside a block scalar, and let one wrong document be skipped.

mod error;
mod scalar;

use std::collections::BTreeMap;

use serde_yaml::granit_parser::{Event, Parser, ScalarStyle, ScanError, Span, StrInput, options};

use self::error::{YamlError, hint_at_template, scan_error};
use self::scalar::scalar;
use crate::document::node::{At, Entry, Node, Origin, Value};
use crate::params::{ALIAS_BYTES_MAX, DEPTH_MAX, NODES_MAX, SOURCE_BYTES_MAX};

/// A list or an object as a key: in practice a template that was not rendered.
const NO_KEY: &str = "a list or an object cannot be a key; expected a text";

/// All documents of a text, and what is wrong with the others.
pub(crate) fn documents(text: &str, origin: Origin) -> (Vec<Node>, Vec<YamlError>) {
    if text.len() > SOURCE_BYTES_MAX {
        let text =
            format!("the text has {} bytes; at most {SOURCE_BYTES_MAX} are read", text.len());
        return (Vec::new(), vec![YamlError { at: origin.at(1, 0), text }]);
    }
    let mut reader = Reader::new(text, origin);
    let mut documents = Vec::new();
    // INVARIANT: every round consumes at least one event or one document of the text.
    loop {
        match reader.document() {
            Ok(Some(node)) => documents.push(node),
            Ok(None) => break,
            Err(error) => {
                reader.errors.push(error);
                if reader.exhausted() || !matches!(reader.parser.proceed_next_document(), Ok(true))
                {
                    break;
                }
            }
        }
    }
    hint_at_template(&mut reader.errors, text);
    (documents, reader.errors)
}

struct Reader<'text> {
    parser: Parser<'text, StrInput<'text>>,
    origin: Origin,
    anchors: BTreeMap<usize, Node>,
    nodes_left: usize,
    bytes_left: usize,
    errors: Vec<YamlError>,
}

impl<'text> Reader<'text> {
    fn new(text: &'text str, origin: Origin) -> Self {
        let options = options! {
            emit_comments: false,
            flow_nesting_limit: DEPTH_MAX,
            block_nesting_limit: DEPTH_MAX,
        };
        Self {
            parser: Parser::new_from_str_with_options(text, options),
            origin,
            anchors: BTreeMap::new(),
            nodes_left: NODES_MAX,
            bytes_left: ALIAS_BYTES_MAX,
            errors: Vec::new(),
        }
    }

    fn exhausted(&self) -> bool {
        self.nodes_left == 0 || self.bytes_left == 0
    }

    /// The next document that is not empty.
    fn document(&mut self) -> Result<Option<Node>, YamlError> {
        while let Some(next) = self.parser.next_event() {
            let (event, span) = next.map_err(|error| self.error(&error))?;
            match event {
                Event::DocumentStart(..) => self.anchors.clear(),
                Event::StreamStart | Event::DocumentEnd => {}
                Event::StreamEnd => return Ok(None),
                event => {
                    let node = self.node(event, &span, 0)?;
                    if !node.is_null() {
                        return Ok(Some(node));
                    }
                }
            }
        }
        Ok(None)
    }

    fn next(&mut self) -> Result<(Event<'text>, Span), YamlError> {
        match self.parser.next_event() {
            Some(Ok(next)) => Ok(next),
            Some(Err(error)) => Err(self.error(&error)),
            None => Err(YamlError {
                at: self.origin.at(1, 0),
                text: "the text ends too early".to_owned(),
            }),
        }
    }

    fn node(&mut self, event: Event<'text>, span: &Span, depth: usize) -> Result<Node, YamlError> {
        let at = self.origin.at(span.start.line(), span.start.col());
        self.charge(at, (1, 0))?;
        if depth > DEPTH_MAX {
            let text = format!("lists and objects are nested more than {DEPTH_MAX} deep");
            return Err(YamlError { at, text });
        }
        let (value, anchor) = match event {
            Event::Scalar(text, style, anchor, tag) => {
                (scalar(self.origin, text.into_owned(), style, tag.as_deref(), at)?, anchor)
            }
            Event::SequenceStart(_, anchor, _) => (self.sequence(depth)?, anchor),
            Event::MappingStart(_, anchor, _) => (self.mapping(depth)?, anchor),
            Event::Alias(id) => return self.alias(id, at),
            _ => {
                return Err(YamlError { at, text: "a value was expected".to_owned() });
            }
        };
        let node = Node { value, at };
        if anchor != 0 {
            self.charge(at, node.size())?;
            self.anchors.insert(anchor, node.clone());
        }
        Ok(node)
    }

    fn sequence(&mut self, depth: usize) -> Result<Value, YamlError> {
        let mut items = Vec::new();
        loop {
            match self.next()? {
                (Event::SequenceEnd, _) => return Ok(Value::Sequence(items)),
                (event, span) => items.push(self.node(event, &span, depth + 1)?),
            }
        }
    }

    fn mapping(&mut self, depth: usize) -> Result<Value, YamlError> {
        let mut entries: Vec<Entry> = Vec::new();
        let mut seen: BTreeMap<String, At> = BTreeMap::new();
        let mut merged = Vec::new();
        loop {
            let (event, span) = self.next()?;
            if event == Event::MappingEnd {
                break;
            }
            let merge =
                matches!(&event, Event::Scalar(text, ScalarStyle::Plain, ..) if text == "<<");
            let key_at = self.origin.at(span.start.line(), span.start.col());
            let key = self.key(event, &span, depth)?;
            let (event, span) = self.next()?;
            let value = self.node(event, &span, depth + 1)?;
            if merge {
                merged.push(value);
            } else if let Some(first) = seen.get(&key) {
                let text =
                    format!("the key `{key}` is given twice{}", first.line_after(", first on"));
                self.errors.push(YamlError { at: key_at, text });
            } else {
                seen.insert(key.clone(), key_at);
                entries.push(Entry { key, key_at, value });
            }
        }
        for node in merged {
            merge_into(&mut entries, &mut seen, node)?;
        }
        Ok(Value::Mapping(entries))
    }

    fn key(&mut self, event: Event<'text>, span: &Span, depth: usize) -> Result<String, YamlError> {
        if let Event::Scalar(text, _, 0, None) = event {
            return Ok(text.into_owned());
        }
        let node = self.node(event, span, depth + 1)?;
        match node.value {
            Value::Scalar(scalar) => Ok(scalar.text),
            _ => Err(YamlError { at: node.at, text: NO_KEY.to_owned() }),
        }
    }

    fn alias(&mut self, id: usize, at: At) -> Result<Node, YamlError> {
        let Some(node) = self.anchors.get(&id).cloned() else {
            return Err(YamlError {
                at,
                text: "the alias refers to a value it is part of".to_owned(),
            });
        };
        self.charge(at, node.size())?;
        Ok(node)
    }

    fn charge(&mut self, at: At, (nodes, bytes): (usize, usize)) -> Result<(), YamlError> {
        self.nodes_left = self.nodes_left.saturating_sub(nodes);
        self.bytes_left = self.bytes_left.saturating_sub(bytes);
        if self.nodes_left == 0 {
            return Err(YamlError {
                at,
                text: format!("the text has more than {NODES_MAX} values"),
            });
        }
        if self.bytes_left == 0 {
            let text = format!("aliases copy more than {ALIAS_BYTES_MAX} bytes");
            return Err(YamlError { at, text });
        }
        Ok(())
    }

    fn error(&self, error: &ScanError) -> YamlError {
        let marker = error.marker();
        YamlError {
            at: self.origin.at(marker.line(), marker.col()),
            text: scan_error(&error.info()),
        }
    }
}

/// Adds what a `<<` brings: a mapping or a list of mappings; keys that are there stay.
fn merge_into(
    entries: &mut Vec<Entry>,
    seen: &mut BTreeMap<String, At>,
    node: Node,
) -> Result<(), YamlError> {
    let at = node.at;
    let mappings = match node.value {
        Value::Sequence(items) => items,
        value => vec![Node { value, at }],
    };
    for mapping in mappings {
        let Value::Mapping(brought) = mapping.value else {
            return Err(YamlError { at, text: "`<<` brings no object".to_owned() });
        };
        for entry in brought {
            if !seen.contains_key(&entry.key) {
                seen.insert(entry.key.clone(), entry.key_at);
                entries.push(entry);
            }
        }
    }
    Ok(())
}
