//! Accelerators that the pods of one replica ask for, whoever makes them.

use crate::document::node::Node;
use crate::document::quantity::quantity;
use crate::pods::Pods;

/// Names of whole devices or slices of them, as the vendors' device plugins register them.
const NAMES: [&str; 15] = [
    "nvidia.com/gpu.shared",
    "nvidia.com/pgpu",
    "gpu.intel.com/i915",
    "gpu.intel.com/xe",
    "habana.ai/gaudi",
    "cloud-tpus.google.com/v2",
    "cloud-tpus.google.com/v3",
    "aws.amazon.com/neuron",
    "aws.amazon.com/neuroncore",
    "aws.amazon.com/neurondevice",
    "qualcomm.com/qaic",
    "ibm.com/spyre_pf",
    "ibm.com/spyre_vf",
    "furiosa.ai/rngd",
    "rebellions.ai/atom",
];

/// Beginnings of such names, followed by a size or a type.
const BEGINNINGS: [&str; 8] = [
    "nvidia.com/mig-",
    "amd.com/cpx_",
    "amd.com/spx_",
    "amd.com/dpx_",
    "amd.com/qpx_",
    "huawei.com/ascend",
    "habana.ai/gaudi-",
    "cambricon.com/mlu",
];

/// Last words of the names that other vendors give to whole devices.
const LAST_WORDS: [&str; 7] = ["gpu", "tpu", "npu", "xpu", "dcu", "gcu", "vgpu"];

/// Words in names of what is only a part of a device.
const NO_DEVICES: [&str; 3] = ["mem", "core_percent", "percentage"];

/// Devices of all pods of one replica; `None` if they ask for none, or if their number is not known.
pub(crate) fn devices(pods: &[Pods<'_>]) -> Option<u32> {
    let mut sum = 0_u32;
    for pods in pods {
        sum = sum.saturating_add(of_pod(pods).saturating_mul(pods.number?));
    }
    Some(sum).filter(|devices| *devices > 0)
}

/// Devices of one pod: those of its containers together, or the most that one needs before them.
fn of_pod(pods: &Pods<'_>) -> u32 {
    let (beside, before): (Vec<&Node>, Vec<&Node>) =
        pods.init_containers().iter().partition(|container| stays(container));
    let staying = pods.containers().iter().chain(beside).map(of_container);
    before.into_iter().map(of_container).fold(staying.fold(0, u32::saturating_add), u32::max)
}

fn stays(init_container: &Node) -> bool {
    init_container.get("restartPolicy").and_then(Node::text) == Some("Always")
}

/// Limits come first: Kubernetes takes requests of devices from them.
fn of_container(container: &Node) -> u32 {
    match listed(container, "limits") {
        0 => listed(container, "requests"),
        devices => devices,
    }
}

fn listed(container: &Node, list: &str) -> u32 {
    let Some(list) = container.find(&["resources", list]) else { return 0 };
    let mut sum = 0_u32;
    for entry in list.entries().unwrap_or_default() {
        if is_device(&entry.key) {
            sum = sum.saturating_add(entry.value.text().and_then(whole).unwrap_or(0));
        }
    }
    sum
}

/// A whole quantity of devices.
fn whole(text: &str) -> Option<u32> {
    let number = quantity(text).filter(|number| number.fract().abs() <= 0.0)?;
    wva_core::model::math::whole(number, u32::MAX)
}

fn is_device(resource: &str) -> bool {
    let name = resource.trim_start_matches("requests.").to_ascii_lowercase();
    if NO_DEVICES.iter().any(|word| name.contains(word)) {
        return false;
    }
    let last = name.split_once('/').map_or("", |(_, last)| last);
    NAMES.contains(&name.as_str())
        || BEGINNINGS.iter().any(|beginning| name.starts_with(beginning))
        || LAST_WORDS.contains(&last)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pods::pods_of;
    use serde_json::{Value, json};

    fn of(target: &Value) -> Option<u32> {
        devices(&pods_of(Node::from_json(target).get("spec")?))
    }

    fn asks(resource: &str, number: u32) -> Value {
        json!({"resources": {"limits": {resource: number}}})
    }

    fn pod(number: u32) -> Value {
        json!({"spec": {"containers": [asks("nvidia.com/gpu", number)]}})
    }

    fn group(template: &Value) -> Option<u32> {
        of(&json!({"spec": {"leaderWorkerTemplate": template}}))
    }

    fn deployment(containers: &[Value]) -> Option<u32> {
        of(&json!({"spec": {"template": {"spec": {"containers": containers}}}}))
    }

    #[test]
    fn every_vendor_counts() {
        for name in [
            "nvidia.com/gpu",
            "nvidia.com/mig-3g.40gb",
            "amd.com/gpu",
            "gpu.intel.com/i915",
            "gpu.intel.com/xe",
            "habana.ai/gaudi",
            "google.com/tpu",
            "aws.amazon.com/neuron",
            "aws.amazon.com/neuroncore",
            "huawei.com/Ascend910",
            "huawei.com/Ascend310P",
            "cambricon.com/mlu370",
            "metax-tech.com/gpu",
            "kunlunxin.com/xpu",
        ] {
            assert_eq!(deployment(&[asks(name, 2)]), Some(2), "{name}");
        }
    }

    #[test]
    fn other_resources_are_no_devices() {
        for name in [
            "cpu",
            "memory",
            "rdma/ib",
            "rdma/roce_gdr",
            "nvidia.com/gpumem",
            "nvidia.com/gpumem-percentage",
            "nvidia.com/gpucores",
            "nvidia.com/hostdev",
            "gpu.intel.com/memory.max",
            "gpu.intel.com/tiles",
            "gpu.intel.com/i915_monitoring",
            "huawei.com/Ascend910-memory",
            "cambricon.com/mlu.smlu.vmemory",
            "vpc.amazonaws.com/efa",
            "hugepages-2Mi",
        ] {
            assert_eq!(deployment(&[asks(name, 8)]), None, "{name}");
        }
    }

    #[test]
    fn containers_add_up_and_one_that_runs_before_them_does_not() {
        let [one, two, three] = [1, 2, 3].map(|number| asks("nvidia.com/gpu", number));
        let proxy = json!({"name": "proxy"});
        assert_eq!(deployment(&[one.clone(), proxy, two.clone()]), Some(3));
        let before = json!({"containers": [two], "initContainers": [one, three]});
        assert_eq!(of(&json!({"spec": {"template": {"spec": before}}})), Some(3));
        let mut beside = one;
        beside["restartPolicy"] = json!("Always");
        let beside = json!({"containers": [two], "initContainers": [beside]});
        assert_eq!(of(&json!({"spec": {"template": {"spec": beside}}})), Some(3));
    }

    #[test]
    fn requests_stand_in_for_limits() {
        let container = json!({"resources": {"requests": {"amd.com/gpu": "4"}}});
        assert_eq!(deployment(&[container]), Some(4));
    }

    #[test]
    fn a_group_counts_its_leader_and_its_workers() {
        assert_eq!(group(&json!({"size": 4, "workerTemplate": pod(8)})), Some(32));
        let led = json!({"size": 2, "leaderTemplate": pod(1), "workerTemplate": pod(8)});
        assert_eq!(group(&led), Some(9));
        assert_eq!(group(&json!({"workerTemplate": pod(8)})), Some(8));
    }

    #[test]
    fn a_group_of_an_inference_service_has_its_size_from_its_parallelism() {
        let pod = |number| json!({"containers": [asks("nvidia.com/gpu", number)]});
        let of = |parallelism: &Value| {
            let parts = json!({"template": pod(1), "worker": pod(8), "parallelism": parallelism});
            of(&json!({"spec": parts}))
        };
        assert_eq!(of(&json!({"data": 16, "dataLocal": 8})), Some(9));
        assert_eq!(of(&json!({"pipeline": 3})), Some(17));
        assert_eq!(of(&json!({"tensor": 4})), None);
        assert_eq!(of(&Value::Null), None);
    }

    #[test]
    fn nothing_asked_for_is_not_known() {
        assert_eq!(deployment(&[json!({"name": "a"})]), None);
        assert_eq!(of(&json!({"spec": {}})), None);
    }
}
