//! Manifests as they were read, before they are resolved into a snapshot.

use wva_core::order::set;

use serde::{Deserialize, Serialize};
use wva_core::snapshot::{Accelerator, Behavior, Calm, Profile, Solver, Targets};

use crate::params::MIN_REPLICAS;
use crate::problem::{Place, Problem};
use crate::role::Role;

/// Everything a set of manifests says.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Manifests {
    /// Accelerators with their prices.
    pub accelerators: Vec<PricedAccelerator>,
    /// Service classes, one entry for each class and model.
    pub classes: Vec<ClassEntry>,
    /// Profiles: of single variants (`variant` is set), general ones, then a catalogue's.
    pub profiles: Vec<Profile>,
    /// The variants.
    pub variants: Vec<DeclaredVariant>,
    /// Scale targets that came along with the variants, by namespace, kind and name.
    pub targets: Vec<SeenTarget>,
    /// How devices are to be shared out; absent where no ConfigMap says it.
    pub solver: Option<Solver>,
    /// How calm decisions are to be.
    pub calm: Calm,
    /// When the last replica of a model may go, where upstream's ConfigMap says so.
    pub scale_to_zero: Vec<ScaleToZero>,
    /// Warnings and notes.
    pub problems: Vec<Problem>,
}

/// An accelerator type, its price and how much of it there is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PricedAccelerator {
    /// Its entry in the snapshot.
    pub accelerator: Accelerator,
    /// Units of its hardware type there are; absent is unlimited.
    pub capacity_units: Option<u32>,
}

/// The promise of one service class for one model.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ClassEntry {
    /// Name of the class.
    pub class: String,
    /// Its key in the ConfigMap without the file ending, another name for it.
    pub stem: Option<String>,
    /// The model.
    pub model: String,
    /// 1 is served first, 100 last.
    pub priority: u32,
    /// The promise.
    pub targets: Targets,
    /// Where it was written.
    pub place: Place,
}

/// How a variant names its service class.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum ClassReference {
    /// `serviceClass`: this class and no other.
    Exact(String),
    /// `sloClassRef` or nothing: names to try, then whichever class lists the model.
    Loose(Vec<String>),
}

/// A VariantAutoscaling resource, or an autoscaler that stands for one.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct DeclaredVariant {
    /// Kind of the resource.
    pub kind: String,
    /// `namespace/name`.
    pub name: String,
    /// Namespace, also of its target.
    pub namespace: String,
    /// Model it serves.
    pub model: String,
    /// Service class it asks for.
    pub class: ClassReference,
    /// The role that it states itself.
    pub role: Option<Role>,
    /// Accelerator it is written for.
    pub accelerator: Option<String>,
    /// Consider no other accelerator.
    pub keep_accelerator: bool,
    /// Never fewer replicas, if that is given.
    pub min_replicas: Option<u32>,
    /// Never more replicas.
    pub max_replicas: Option<u32>,
    /// The server's largest batch.
    pub max_batch: Option<u32>,
    /// Price of a replica.
    pub cost: Option<OwnCost>,
    /// Units of its accelerator in one replica.
    pub accelerator_count: Option<u32>,
    /// How fast its replicas may change.
    pub behavior: Option<Behavior>,
    /// Time without arrivals after which the last replica may go.
    pub retention_s: Option<f64>,
    /// How long a new replica takes until it serves.
    pub start_up_s: Option<f64>,
    /// Its scale target.
    pub target: ScaleTarget,
    /// `metadata.creationTimestamp`, as given.
    pub created: Option<String>,
    /// The accelerator that its status says it runs on.
    pub runs_on: Option<String>,
    /// Where it was written.
    pub place: Place,
}

/// `variantCost` of a variant.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct OwnCost {
    /// Price of a replica.
    pub per_hour: f64,
    /// It may be nobody's choice: upstream's CRD stores it where none is given.
    pub is_stored_default: bool,
}

/// Reference to the object whose replicas are set.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ScaleTarget {
    /// Group and version.
    pub api_version: String,
    /// Kind.
    pub kind: String,
    /// Name, in the variant's namespace.
    pub name: String,
}

/// A Deployment, `StatefulSet`, `LeaderWorkerSet` or the like among the manifests.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SeenTarget {
    /// Namespace.
    pub namespace: String,
    /// Kind.
    pub kind: String,
    /// Name.
    pub name: String,
    /// `spec.replicas`, else `status.replicas`.
    pub replicas: Option<u32>,
    /// `status.readyReplicas`, 0 where a status leaves it out; absent without a status.
    pub ready_replicas: Option<u32>,
    /// `--max-num-seqs` among the arguments of a container.
    pub max_batch_size: Option<u32>,
    /// Whether it has the template of a pod.
    pub has_pods: bool,
    /// Accelerators that the pods of one replica ask for.
    pub devices_per_replica: Option<u32>,
    /// The role that a label or the engine's command line names.
    pub role: Option<Role>,
    /// Names or products of the accelerators that the pods may get, by the nodes they select.
    pub products: Vec<String>,
}

/// When the last replica of a model may go, in one entry's words.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ScaleToZero {
    /// The model; absent is every model that has no entry of its own.
    pub model: Option<String>,
    /// Whether its last replica may go.
    pub enabled: Option<bool>,
    /// Time without arrivals before that.
    pub retention_s: Option<f64>,
    /// Where it was written.
    pub place: Place,
}

impl ScaleTarget {
    /// A target of which only the name must be given.
    pub(crate) fn of(api_version: Option<&str>, kind: Option<&str>, name: &str) -> Self {
        Self {
            api_version: api_version.unwrap_or("apps/v1").to_owned(),
            kind: kind.unwrap_or("Deployment").to_owned(),
            name: name.to_owned(),
        }
    }
}

impl DeclaredVariant {
    /// Never fewer replicas.
    #[must_use]
    pub fn least(&self) -> u32 {
        self.min_replicas.unwrap_or(MIN_REPLICAS)
    }
}

impl SeenTarget {
    /// What it is known by.
    pub(crate) fn key(&self) -> (&str, &str, &str) {
        (&self.namespace, &self.kind, &self.name)
    }

    /// Replicas that serve: those that its status calls ready, else all.
    #[must_use]
    pub fn serving(&self) -> Option<u32> {
        self.ready_replicas.or(self.replicas)
    }
}

impl Manifests {
    /// The scale target of a variant, where it came along.
    #[must_use]
    pub fn target_of(&self, variant: &DeclaredVariant) -> Option<&SeenTarget> {
        let ScaleTarget { kind, name, .. } = &variant.target;
        let key = (variant.namespace.as_str(), kind.as_str(), name.as_str());
        let first = self.targets.partition_point(|target| target.key() < key);
        self.targets.get(first).filter(|target| target.key() == key)
    }

    /// Adds general profiles for the pairs of model and accelerator that have none yet: what was
    /// there before wins, and of two new ones the first.
    pub fn add_profiles(&mut self, profiles: Vec<Profile>) {
        let general = self.profiles.iter().filter(|profile| profile.variant.is_none());
        let mut known = set(general.map(pair));
        self.profiles.extend(profiles.into_iter().filter(|profile| known.insert(pair(profile))));
    }
}

fn pair(profile: &Profile) -> (String, String) {
    (profile.model.clone(), profile.accelerator.clone())
}
