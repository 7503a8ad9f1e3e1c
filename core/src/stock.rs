//! Devices that are left, by type.

use std::collections::BTreeMap;

use crate::snapshot::Capacity;

/// Devices that are left; a type that is not listed is unlimited.
#[derive(Clone, Debug, Default)]
pub struct Stock<'a>(BTreeMap<&'a str, u64>);

impl<'a> Stock<'a> {
    /// All devices of a snapshot.
    #[must_use]
    pub fn new(capacities: &'a [Capacity]) -> Self {
        Self(capacities.iter().map(|c| (c.device_type.as_str(), u64::from(c.units))).collect())
    }

    /// Devices of a type that are left.
    #[must_use]
    pub fn left(&self, device_type: &str) -> u64 {
        self.0.get(device_type).copied().unwrap_or(u64::MAX)
    }

    /// Takes devices if so many are left; false if not.
    pub fn take(&mut self, device_type: &str, units: u64) -> bool {
        let fits = units <= self.left(device_type);
        if fits {
            self.claim(device_type, units);
        }
        fits
    }

    /// Gives back devices that were taken.
    pub fn give(&mut self, device_type: &str, units: u64) {
        if let Some(left) = self.0.get_mut(device_type) {
            *left = left.saturating_add(units);
        }
    }

    /// Takes devices that are in use, even if fewer are left.
    pub fn claim(&mut self, device_type: &str, units: u64) {
        if let Some(left) = self.0.get_mut(device_type) {
            *left = left.saturating_sub(units);
        }
    }
}
