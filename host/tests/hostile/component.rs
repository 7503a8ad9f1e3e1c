//! Policies in the text format, small enough to see what is wrong with them.

use wit_component::{ComponentEncoder, StringEncoding, embed_component_metadata};
use wit_parser::Resolve;

pub(crate) const CONTRACT: &str = include_str!("../../../wit/policy.wit");

/// A world of its own, so that the tests see what a third party's policy is: the first interface
/// only.
const WORLD: &str = "world third-party { export policy; }";

/// The parts of a policy. Without changes it describes itself with empty names (44 zero bytes at
/// 0) and breaks down when it is asked.
#[derive(Clone, Debug)]
pub(crate) struct Parts {
    pub(crate) version: &'static str,
    pub(crate) pages: u32,
    pub(crate) realloc: String,
    pub(crate) describe: String,
    pub(crate) decide: String,
    pub(crate) decide_json: String,
    /// Further items of the module: data, a start function, exports.
    pub(crate) more: String,
}

impl Default for Parts {
    fn default() -> Self {
        Self {
            version: "0.1.0",
            pages: 1,
            realloc: "(i32.const 1024)".to_owned(),
            describe: "(i32.const 0)".to_owned(),
            decide: "unreachable".to_owned(),
            decide_json: "unreachable".to_owned(),
            more: String::new(),
        }
    }
}

impl Parts {
    /// A policy that does this when it is asked for JSON.
    pub(crate) fn asked(decide_json: &str) -> Self {
        Self { decide_json: decide_json.to_owned(), ..Self::default() }
    }

    /// The module alone.
    pub(crate) fn text(&self) -> String {
        let Self { version, pages, realloc, describe, decide, decide_json, more } = self;
        let name = format!("wva:policy/policy@{version}");
        let more = more.replace("NAME", &name);
        format!(
            r#"(module
                (memory (export "memory") {pages})
                (func (export "cabi_realloc") (param i32 i32 i32 i32) (result i32) {realloc})
                (func (export "{name}#describe") (result i32) {describe})
                (func (export "{name}#decide") (param i32) (result i32) {decide})
                (func $decide (export "{name}#decide-json") (param i32 i32) (result i32)
                    {decide_json})
                {more})"#
        )
    }

    /// The component.
    pub(crate) fn build(&self) -> Vec<u8> {
        self.build_for(CONTRACT)
    }

    /// The component for a contract whose functions have the same core types.
    pub(crate) fn build_for(&self, contract: &str) -> Vec<u8> {
        let mut resolve = Resolve::default();
        let contract = contract.replace("@0.1.0", &format!("@{}", self.version)) + WORLD;
        let package = resolve.push_str("policy.wit", &contract).unwrap();
        let world = resolve.select_world(&[package], Some("third-party")).unwrap();
        let mut module = wat::parse_str(self.text()).unwrap();
        embed_component_metadata(&mut module, &resolve, world, StringEncoding::UTF8, false)
            .unwrap();
        ComponentEncoder::default().validate(true).module(&module).unwrap().encode().unwrap()
    }
}
