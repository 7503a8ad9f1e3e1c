//! A decision that is put into words while it is written.

use serde::ser::{Serialize, SerializeSeq as _, SerializeStruct as _, Serializer};

use super::render::render_variant;
use crate::decision::{Decision, VariantDecision};

/// A decision that is put into words while it is written, one variant after the other: the words of
/// thousands of variants need not be there at the same time.
#[derive(Clone, Copy, Debug)]
pub struct Worded<'d> {
    /// The decision, with or without words.
    pub decision: &'d Decision,
    /// The snapshot's.
    pub currency: &'d str,
}

impl Serialize for Worded<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Decision { at_unix_s, cost_per_hour, variants, memory } = self.decision;
        let variants = Variants { variants, currency: self.currency };
        let mut written = serializer.serialize_struct("Decision", 4)?;
        written.serialize_field("atUnixS", at_unix_s)?;
        written.serialize_field("costPerHour", cost_per_hour)?;
        written.serialize_field("variants", &variants)?;
        written.serialize_field("memory", memory)?;
        written.end()
    }
}

struct Variants<'d> {
    variants: &'d [VariantDecision],
    currency: &'d str,
}

impl Serialize for Variants<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut written = serializer.serialize_seq(Some(self.variants.len()))?;
        for variant in self.variants {
            let mut worded = variant.clone();
            render_variant(&mut worded, self.currency);
            written.serialize_element(&worded)?;
        }
        written.end()
    }
}
