//! The numbers of a profile, by their names.

use wva_core::snapshot::{LatencyModel, Profile};

use crate::field::whole;

/// One number of a profile.
#[derive(Clone, Copy, Debug)]
pub struct ProfileField {
    /// As it is written.
    pub name: &'static str,
    scale: fn(&mut Profile, f64),
}

macro_rules! time {
    ($name:literal, $field:ident) => {
        ProfileField {
            name: $name,
            scale: |profile, factor| {
                let LatencyModel::Queue(queue) = &mut profile.latency;
                queue.$field *= factor;
            },
        }
    };
}

/// All of them.
pub(crate) const PROFILE_FIELDS: [ProfileField; 5] = [
    time!("alphaMs", alpha_ms),
    time!("betaMs", beta_ms),
    time!("gammaMs", gamma_ms),
    time!("deltaMsPerToken", delta_ms_per_token),
    ProfileField {
        name: "maxBatchSize",
        scale: |profile, factor| {
            profile.max_batch = profile.max_batch.map(|most| scaled(most, factor));
        },
    },
];

impl ProfileField {
    /// The number of that name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        PROFILE_FIELDS.into_iter().find(|field| field.name == name)
    }

    pub(crate) fn scale(&self, profile: &mut Profile, factor: f64) {
        (self.scale)(profile, factor);
    }
}

fn scaled(most: u32, factor: f64) -> u32 {
    whole(f64::from(most) * factor).max(1)
}
