//! The accelerator in a variant's status, as `kubectl get -o yaml` prints it.

use crate::document::node::Node;

/// The accelerator in `status.currentAlloc`. Nothing else is read: a status has no age, and its replicas
/// and its load may be hours old.
pub(crate) fn runs_on(status: &Node) -> Option<String> {
    let accelerator = status.find(&["currentAlloc", "accelerator"])?.text()?;
    Some(accelerator).filter(|name| !name.is_empty()).map(str::to_owned)
}
