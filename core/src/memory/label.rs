//! The accelerator that a variant was last seen on.

use crc::{CRC_32_ISO_HDLC, Crc};
use serde::{Deserialize, Serialize};

const CRC: Crc<u32> = Crc::<u32>::new(&CRC_32_ISO_HDLC);

/// The accelerator that a variant was last seen on. Names are remembered by their marks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct LastLabel {
    /// The accelerator that the variant was taken to run on.
    pub(crate) on: Option<Mark>,
    /// When it was last seen there.
    pub(crate) seen_at_s: Option<f64>,
    /// The accelerator that was declared then.
    pub(crate) declared: Option<Mark>,
    /// Another one that was seen since, once.
    pub(crate) other: Option<Mark>,
}

impl LastLabel {
    /// The accelerator, unless it was seen only once.
    pub(crate) fn confirmed(&self, accelerator: Option<&str>) -> Option<String> {
        let confirmed = accelerator.filter(|name| self.other != Some(Mark::of(name)));
        confirmed.map(str::to_owned)
    }
}

/// A name, as few bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Mark(u32);

impl Mark {
    /// The mark of a name.
    pub(crate) fn of(name: &str) -> Self {
        Self(CRC.checksum(name.as_bytes()))
    }
}
