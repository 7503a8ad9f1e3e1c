//! Where two snapshots differ.

use serde_json::Value;
use wva_core::order::sort_by;
use wva_core::snapshot::Snapshot;

/// Paths of the values that are not the same, at most `limit`; the order of lists does not count.
pub(crate) fn differences(one: &Snapshot, other: &Snapshot, limit: usize) -> Vec<String> {
    let [one, other] =
        [one, other].map(|snapshot| serde_json::to_value(sorted(snapshot)).unwrap_or_default());
    let mut paths = Vec::new();
    compare(&one, &other, String::new(), &mut paths);
    paths.truncate(limit);
    paths
}

/// In the order in which manifests are read.
fn sorted(snapshot: &Snapshot) -> Snapshot {
    let mut snapshot = snapshot.clone();
    sort_by(&mut snapshot.accelerators, |a, b| a.name.cmp(&b.name));
    sort_by(&mut snapshot.profiles, |a, b| {
        (&a.model, &a.accelerator, &a.variant).cmp(&(&b.model, &b.accelerator, &b.variant))
    });
    sort_by(&mut snapshot.workloads, |a, b| a.key.cmp(&b.key));
    sort_by(&mut snapshot.variants, |a, b| a.name.cmp(&b.name));
    sort_by(&mut snapshot.capacities, |a, b| a.device_type.cmp(&b.device_type));
    snapshot
}

fn compare(one: &Value, other: &Value, path: String, paths: &mut Vec<String>) {
    match (one, other) {
        (Value::Object(one), Value::Object(other)) => {
            for (key, value) in one {
                let inner = if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
                compare(value, other.get(key).unwrap_or(&Value::Null), inner, paths);
            }
        }
        (Value::Array(one), Value::Array(other)) if one.len() == other.len() => {
            for (index, (one, other)) in one.iter().zip(other).enumerate() {
                compare(one, other, format!("{path}[{index}]"), paths);
            }
        }
        _ if one == other => {}
        _ => paths.push(path),
    }
}
