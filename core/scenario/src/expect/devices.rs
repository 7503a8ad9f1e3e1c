//! Devices that all desired replicas of a cycle take together.

use crate::report::Row;

/// The first cycle in which more devices of a type are asked for than may be, and how many.
pub(super) fn too_many(rows: &[&Row], kind: &str, most: u32) -> Option<(f64, String)> {
    let mut own = rows.iter().filter(|row| row.device_type.as_deref() == Some(kind)).peekable();
    let Some(first) = own.peek() else {
        return rows.first().map(|row| (row.at_s, "no variant that runs on it".to_owned()));
    };
    let (mut at_s, mut devices) = (first.at_s, 0);
    for row in own {
        if row.at_s > at_s {
            (at_s, devices) = (row.at_s, 0);
        }
        devices += row.devices.unwrap_or(0);
        if devices > u64::from(most) {
            return Some((at_s, format!("{devices} devices")));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(at_s: f64, kind: &str, devices: u64) -> Row {
        Row { at_s, device_type: Some(kind.to_owned()), devices: Some(devices), ..Row::default() }
    }

    #[test]
    fn devices_of_one_cycle_are_added_up() {
        let rows = [row(0.0, "A", 4), row(0.0, "B", 9), row(0.0, "A", 4), row(30.0, "A", 6)];
        let rows: Vec<_> = rows.iter().collect();
        assert_eq!(too_many(&rows, "A", 8), None);
        assert_eq!(too_many(&rows, "A", 7), Some((0.0, "8 devices".to_owned())));
        assert_eq!(too_many(&rows, "B", 8), Some((0.0, "9 devices".to_owned())));
        assert!(too_many(&rows, "C", 8).is_some());
    }
}
