//! The accelerator in a variant's status, as `kubectl get -o yaml` prints it.

use crate::document::fields::Found;

/// The accelerator in `status.currentAlloc`. Nothing else is read: a status has no age, and its replicas
/// and its load may be hours old.
pub(crate) fn runs_on(status: &Found<'_>) -> Option<String> {
    let accelerator = field(&field(status, "currentAlloc")?, "accelerator")?;
    // A variant without replicas runs on none.
    let is_empty = accelerator.node.text().is_some_and(str::is_empty);
    if is_empty { None } else { accelerator.text().map(str::to_owned) }
}

/// A field of an object whose other fields are not looked at.
fn field<'a>(of: &Found<'a>, name: &str) -> Option<Found<'a>> {
    if of.node.entries().is_none() {
        of.wrong("an object", &format!("fields such as `{name}`"));
    }
    Some(Found { scope: of.scope.child(name), node: of.node.get(name)? })
}
