//! The demand of a model's phases, from observations of pods as they are.

mod demand;
mod pairs;

use wva_core::snapshot::Snapshot;

use self::demand::{keep_own_part, share};
use self::pairs::pairs;
use crate::phase::Phases;

impl Phases {
    /// Gives every phase its own demand: every request is counted once, over the decode pools, prompts
    /// where they are read and answers where they are written.
    pub fn divide(&self, snapshot: &mut Snapshot) {
        for pair in pairs(self, snapshot) {
            share(&mut snapshot.variants, &pair);
        }
        for variant in &mut snapshot.variants {
            keep_own_part(self.of(&variant.name), variant);
        }
    }
}
