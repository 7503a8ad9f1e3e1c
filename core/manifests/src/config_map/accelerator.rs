//! Accelerators with their prices, from either format of the `ConfigMap`.

use wva_core::snapshot::{Accelerator, Power};

use crate::config_map::entry::ConfigEntry;
use crate::document::fields::Found;
use crate::document::range::{MEBIBYTES, UTILIZATION, WATTS};
use crate::document::scope::Scope;
use crate::document::unique::Unique;
use crate::manifests::PricedAccelerator;

const KNOWN: [&str; 8] =
    ["name", "type", "device", "cost", "memSize", "multiplicity", "capacity", "power"];
const POWER: [&str; 4] = ["idle", "midPower", "full", "midUtil"];

/// All accelerators of the entries that have nothing wrong.
pub(crate) fn read(entries: &[ConfigEntry], scope: &Scope<'_>) -> Vec<PricedAccelerator> {
    let mut unique = Unique::default();
    let mut accelerators = Vec::new();
    for entry in entries {
        let before = scope.log.errors();
        let read = accelerator(entry, scope, &mut unique);
        if scope.log.errors() == before {
            accelerators.extend(read);
        }
    }
    accelerators
}

fn accelerator(
    entry: &ConfigEntry,
    scope: &Scope<'_>,
    unique: &mut Unique,
) -> Option<PricedAccelerator> {
    let fields = entry.found(scope).fields(&KNOWN)?;
    let name = match &entry.stem {
        Some(stem) => fields.text(&["name"]).unwrap_or(stem),
        None => fields.need(&["name"])?.text()?,
    };
    unique.check(&fields.scope, fields.at, format!("accelerator `{name}`"));
    let device_type = fields.owned(&["type", "device"]);
    Some(PricedAccelerator {
        accelerator: Accelerator {
            name: name.to_owned(),
            device_type: device_type.unwrap_or_else(|| name.to_owned()),
            multiplicity: fields.whole(&["multiplicity"], 1).unwrap_or(1),
            cost_per_hour: fields.get(&["cost"]).and_then(|found| found.price()),
            memory_mib: fields.number(&["memSize"], MEBIBYTES),
            power: fields.get(&["power"]).and_then(power),
        },
        capacity_units: fields.whole(&["capacity"], 0),
    })
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
