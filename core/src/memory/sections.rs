//! An entry of the memory: sections that are read, kept and lost each by itself.
//!
//! ```text
//! format (1 byte) | sections: id, version, bytes (postcard) | CRC-32 of the sections
//! ```
//!
//! A section whose id is not known is kept as it is, so that an older policy does not lose what a
//! newer one has learned.

use std::collections::BTreeSet;

use crc::{CRC_32_ISO_HDLC, Crc};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::params::{MEMORY_CALM_BYTES, MEMORY_FOREIGN_BYTES};

/// Version of the format.
const FORMAT: u8 = 3;

/// The last known values and decisions of each variant.
pub(super) const REST: u8 = 1;

/// Recommendations and changes of each variant, in the order of their names.
pub(super) const CALM: u8 = 2;

/// The variant that carries, and the clocks of its patience.
pub(super) const CARRIER: u8 = 3;

/// The backlog that the last decision saw.
pub(super) const BACKLOG: u8 = 5;

/// The last known inputs of each variant beside its load, in the order of their names.
pub(super) const INPUTS: u8 = 6;

/// What was measured last where requests come in.
pub(super) const ENTRY: u8 = 7;

const CRC: Crc<u32> = Crc::<u32>::new(&CRC_32_ISO_HDLC);

/// Bytes of one kind.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Section {
    id: u8,
    version: u8,
    bytes: Vec<u8>,
}

impl Section {
    /// The section of a value.
    pub(super) fn new(id: u8, version: u8, value: &impl Serialize) -> Option<Self> {
        Some(Self { id, version, bytes: postcard::to_allocvec(value).ok()? })
    }

    /// The value, if it was written in this version and nothing follows it.
    pub(super) fn read<T: DeserializeOwned>(&self, version: u8) -> Option<T> {
        let (value, left) = postcard::take_from_bytes(&self.bytes).ok()?;
        (self.version == version && left.is_empty()).then_some(value)
    }

    fn is_known(&self) -> bool {
        [REST, CALM, CARRIER, BACKLOG, INPUTS, ENTRY].contains(&self.id)
    }
}

/// The sections of one entry, each id once.
#[derive(Debug, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Sections(Vec<Section>);

impl Sections {
    /// The sections that keep the budget of their kind for so many variants; of foreign ones, which
    /// share a budget, the first. [`REST`] and [`CARRIER`] have no budget: they grow with
    /// the names. [`BACKLOG`], [`INPUTS`] and [`ENTRY`] need none: their entries have a fixed size.
    pub(super) fn within(variants: usize, sections: impl Iterator<Item = Section>) -> Self {
        let mut foreign_left = MEMORY_FOREIGN_BYTES * variants;
        let mut kept = Self::default();
        for section in sections {
            let bytes = section.bytes.len();
            let fits = match section.id {
                REST | CARRIER | BACKLOG | INPUTS | ENTRY => true,
                CALM => bytes <= MEMORY_CALM_BYTES * variants,
                _ => bytes <= foreign_left,
            };
            if fits {
                if !section.is_known() {
                    foreign_left -= bytes;
                }
                kept.0.push(section);
            }
        }
        kept
    }

    /// The entry, without its last sections if it would be longer than `limit` with them.
    pub(super) fn write(mut self, limit: usize) -> Option<Vec<u8>> {
        while !self.0.is_empty() {
            let mut bytes = vec![FORMAT];
            bytes.extend(postcard::to_allocvec_crc32(&self, CRC.digest()).ok()?);
            if bytes.len() <= limit {
                return Some(bytes);
            }
            self.0.pop();
        }
        None
    }

    /// Reads an entry back.
    pub(super) fn read(bytes: &[u8]) -> Option<Self> {
        let (&FORMAT, rest) = bytes.split_first()? else { return None };
        let (sections, left) = postcard::take_from_bytes_crc32::<Self>(rest, CRC.digest()).ok()?;
        (left.is_empty() && sections.has_each_once()).then_some(sections)
    }

    fn has_each_once(&self) -> bool {
        let mut ids = BTreeSet::new();
        self.0.iter().all(|section| ids.insert(section.id))
    }

    /// Takes out the section of an id.
    pub(super) fn take(&mut self, id: u8) -> Option<Section> {
        let at = self.0.iter().position(|section| section.id == id)?;
        Some(self.0.remove(at))
    }

    /// The sections that this code does not know.
    pub(super) fn foreign(self) -> Vec<Section> {
        self.0.into_iter().filter(|section| !section.is_known()).collect()
    }
}
