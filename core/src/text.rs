//! A decision in words: the one renderer, for host, page and component.
//!
//! The engine decides in codes, numbers and names. Words are made from those where they are read: in
//! the host, in a page, in the component's answers as JSON. Words that are already there stay: those
//! of another policy, and those of causes that are words themselves.

mod clause;
mod devices;
mod observed;
mod reach;
mod render;
mod sentence;
mod worded;

pub use self::render::{render, render_variant};
pub use self::worded::Worded;
