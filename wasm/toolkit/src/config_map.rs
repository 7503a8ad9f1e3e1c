//! `ConfigMap`s with their metadata.

use crate::yaml::Lines;

/// Where upstream's controller looks for its `ConfigMap`s.
const NAMESPACE: &str = "workload-variant-autoscaler-system";

pub(crate) fn config_map(name: &str, data: impl FnOnce(&mut Lines)) -> String {
    let mut lines = Lines::default();
    lines.line("apiVersion: v1");
    lines.line("kind: ConfigMap");
    lines.nested("metadata", |lines| {
        lines.text("name", name);
        lines.text("namespace", NAMESPACE);
    });
    lines.nested("data", data);
    lines.into_text()
}

/// A `ConfigMap` whose only value is a list.
pub(crate) fn list<T>(
    name: &str,
    key: &str,
    items: &[T],
    write: impl Fn(&T, &mut Lines),
) -> String {
    config_map(name, |lines| {
        if items.is_empty() {
            return lines.line(&format!("{key}: \"[]\""));
        }
        lines.block(key, |lines| {
            for item in items {
                lines.item(|lines| write(item, lines));
            }
        });
    })
}
