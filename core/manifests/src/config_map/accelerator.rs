//! Accelerators with their prices, from either format of the `ConfigMap`.

use wva_core::snapshot::{Accelerator, Power};

use crate::config_map::entry::{ConfigEntry, PathStep};
use crate::document::fields::Found;
use crate::document::node::Entry;
use crate::document::range::{MEBIBYTES, UTILIZATION, WATTS};
use crate::document::scope::Scope;
use crate::document::unique::Unique;
use crate::manifests::PricedAccelerator;

const KNOWN: [&str; 8] =
    ["name", "type", "device", "cost", "memSize", "multiplicity", "capacity", "power"];
/// The key under which a map gives each accelerator its price, by name.
pub(crate) const COSTS: &str = "costs";
const POWER: [&str; 4] = ["idle", "midPower", "full", "midUtil"];

/// All accelerators of the entries that have nothing wrong.
pub(crate) fn read(entries: &[ConfigEntry], scope: &Scope<'_>) -> Vec<PricedAccelerator> {
    let mut unique = Unique::default();
    let mut accelerators = Vec::new();
    for entry in entries.iter().flat_map(of_map) {
        let before = scope.log.errors();
        let read = accelerator(&entry, scope, &mut unique);
        if scope.log.errors() == before {
            accelerators.extend(read);
        }
    }
    accelerators
}

/// The entries of a map under `costs`; any other entry as it is.
fn of_map(entry: &ConfigEntry) -> Vec<ConfigEntry> {
    let is_map = entry.stem.as_deref() == Some(COSTS);
    let Some(costs) = entry.node.entries().filter(|_| is_map) else { return vec![entry.clone()] };
    let costs = costs.iter().map(|Entry { key, value, .. }| ConfigEntry {
        stem: Some(key.clone()),
        path: [&entry.path[..], &[PathStep::Key(key.clone())]].concat(),
        node: value.clone(),
    });
    costs.collect()
}

fn accelerator(
    entry: &ConfigEntry,
    scope: &Scope<'_>,
    unique: &mut Unique,
) -> Option<PricedAccelerator> {
    let found = entry.found(scope);
    if let (Some(name), Some(_)) = (&entry.stem, entry.node.text()) {
        unique.check(&found.scope, entry.node.at, format!("accelerator `{name}`"));
        return Some(priced(name, found.price()));
    }
    let fields = found.fields(&KNOWN)?;
    let name = match &entry.stem {
        Some(stem) => fields.text(&["name"]).unwrap_or(stem),
        None => fields.need(&["name"])?.text()?,
    };
    unique.check(&fields.scope, fields.at, format!("accelerator `{name}`"));
    let mut read = priced(name, fields.get(&["cost"]).and_then(|found| found.price()));
    let accelerator = &mut read.accelerator;
    if let Some(device_type) = fields.owned(&["type", "device"]) {
        accelerator.device_type = device_type;
    }
    accelerator.multiplicity = fields.whole(&["multiplicity"], 1).unwrap_or(1);
    accelerator.memory_mib = fields.number(&["memSize"], MEBIBYTES);
    accelerator.power = fields.get(&["power"]).and_then(power);
    read.capacity_units = fields.whole(&["capacity"], 0);
    Some(read)
}

/// An accelerator of which only the price is said.
fn priced(name: &str, cost_per_hour: Option<f64>) -> PricedAccelerator {
    let accelerator = Accelerator {
        name: name.to_owned(),
        device_type: name.to_owned(),
        multiplicity: 1,
        cost_per_hour,
        memory_mib: None,
        power: None,
    };
    PricedAccelerator { accelerator, capacity_units: None }
}

/// The power of one unit, in upstream's words.
fn power(found: Found<'_>) -> Option<Power> {
    let fields = found.fields(&POWER)?;
    let idle_w = fields.need_number(&["idle"], WATTS);
    let mid_w = fields.need_number(&["midPower"], WATTS);
    let full_w = fields.need_number(&["full"], WATTS);
    let mid_utilization = fields.need_number(&["midUtil"], UTILIZATION);
    Some(Power {
        idle_w: idle_w?,
        mid_w: mid_w?,
        full_w: full_w?,
        mid_utilization: mid_utilization?,
    })
}
