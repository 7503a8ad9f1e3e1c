//! How many units of an accelerator one replica takes: the profile's statement and the pods' requests.

use crate::fault::is_count;
use crate::snapshot::Variant;

/// Units of an accelerator in one replica.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Units {
    /// Units that are paid for: those the profile states, else those its pods ask for, else 1.
    pub(crate) priced: u32,
    /// Units that it takes: where it runs, the larger of the two.
    pub(crate) taken: u32,
    /// Devices that it takes.
    pub(crate) devices: u64,
}

impl Units {
    /// The units of a variant's replica on an accelerator with so many devices in a unit. What the
    /// pods ask for says nothing against a profile of an accelerator they do not run on. A number that no
    /// cluster has counts as none.
    pub(crate) fn of(
        variant: &Variant,
        accelerator: &str,
        acc_count: u32,
        multiplicity: u32,
    ) -> Self {
        let counted = |count: u32| Some(count).filter(|count| is_count(*count));
        let asked = variant.devices_per_replica.and_then(counted).unwrap_or(0);
        let acc_count = counted(acc_count).unwrap_or(0);
        let multiplicity = counted(multiplicity).unwrap_or(1);
        let asked_units = asked.div_ceil(multiplicity.max(1));
        let stated = if acc_count > 0 { acc_count } else { asked_units.max(1) };
        let stated_devices = u64::from(stated) * u64::from(multiplicity);
        let counts = acc_count == 0 || variant.running_on() == Some(accelerator);
        if !counts || asked == 0 {
            return Self { priced: stated, taken: stated, devices: stated_devices };
        }
        let devices = if acc_count > 0 { stated_devices.max(asked.into()) } else { asked.into() };
        Self { priced: stated, taken: stated.max(asked_units), devices }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn units(asked: Option<u32>, acc_count: u32, multiplicity: u32) -> (u32, u32, u64) {
        let variant = Variant {
            accelerator: Some("A100".to_owned()),
            devices_per_replica: asked,
            ..Variant::default()
        };
        let Units { priced, taken, devices } = Units::of(&variant, "A100", acc_count, multiplicity);
        (priced, taken, devices)
    }

    #[test]
    fn the_pods_say_it_where_the_profile_does_not() {
        assert_eq!(units(Some(2), 0, 1), (2, 2, 2));
        assert_eq!(units(Some(8), 0, 2), (4, 4, 8));
        assert_eq!(units(Some(3), 0, 2), (2, 2, 3));
        assert_eq!(units(None, 0, 2), (1, 1, 2));
        assert_eq!(units(Some(0), 0, 1), (1, 1, 1));
    }

    #[test]
    fn of_two_statements_the_larger_is_taken_and_the_profile_prices() {
        assert_eq!(units(Some(2), 1, 1), (1, 2, 2));
        assert_eq!(units(Some(2), 4, 1), (4, 4, 4));
        assert_eq!(units(None, 4, 2), (4, 4, 8));
    }

    #[test]
    fn the_pods_say_nothing_of_another_accelerator_with_a_statement() {
        let variant = Variant {
            accelerator: Some("A100".to_owned()),
            devices_per_replica: Some(4),
            ..Variant::default()
        };
        assert_eq!(Units::of(&variant, "H100", 2, 1).devices, 2);
        assert_eq!(Units::of(&variant, "H100", 0, 1).devices, 4);
    }
}
