//! The questions on which all hosts must give the same bytes.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use wva_core::error::PolicyError;
use wva_core::model::Replica;
use wva_core::snapshot::{
    Greedy, INTERFACE_VERSION, LatencyModel, LatencyTarget, PolicyInput, QueueParameters,
    SaturationPolicy, Snapshot, Solver, Targets, Workload,
};
use wva_manifests::{Manifests, Observations, Problems, Source, parse, parse_observations};

use crate::golden::load::{LoadError, cases};
use crate::golden::queue_analysis::Shape;
use crate::golden::sizing;
use crate::golden::system::System;

/// One question: the call and its JSON.
#[derive(Clone, Debug, Serialize)]
pub struct Question {
    /// `decide`, `evaluate`, `size` or `sweep`.
    pub call: &'static str,
    /// The argument.
    pub input: String,
}

/// What a host said: the bytes of the answer, or why there is none.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Answer {
    /// The bytes.
    Ok(String),
    /// The refusal.
    Error(PolicyError),
}

impl From<Result<String, PolicyError>> for Answer {
    fn from(result: Result<String, PolicyError>) -> Self {
        result.map_or_else(Self::Error, Self::Ok)
    }
}

/// A case that cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum CaseError {
    /// A vector file.
    #[error(transparent)]
    Vectors(#[from] LoadError),
    /// A file of a case.
    #[error("{path}: {source}")]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// A case whose manifests or observations are wrong.
    #[error("{path}: {problems}")]
    Wrong {
        /// The file or folder.
        path: PathBuf,
        /// What is wrong.
        problems: Problems,
    },
    /// An input that cannot be written.
    #[error(transparent)]
    Json(#[from] serde_json::Error),
}

/// Every golden case, every sample and every refusal as a question.
///
/// # Errors
/// If a case cannot be read.
pub fn questions(root: &Path) -> Result<Vec<Question>, CaseError> {
    let golden = root.join("tests/golden");
    let mut all = refusals();
    all.extend(loads(&golden)?);
    for (replica, targets) in sizing::questions(&golden)? {
        all.push(size(&replica, &targets));
        all.extend(with_percentiles(&targets).map(|targets| size(&replica, &targets)));
    }
    for file in ["allocation.json", "optimize_1.json", "optimize_2.json"] {
        for case in cases::<WithSystem>(&golden, file)? {
            all.push(decide(shared(case.system.snapshot()))?);
            for solver in solvers(file == "allocation.json") {
                all.push(decide(Snapshot { solver: Some(solver), ..case.system.snapshot() })?);
            }
        }
    }
    for snapshot in samples(root)? {
        all.push(decide(snapshot)?);
    }
    Ok(all)
}

#[derive(Deserialize)]
struct WithSystem {
    system: System,
}

#[derive(Deserialize)]
struct WithShape {
    input: ShapeAndRate,
}

#[derive(Deserialize)]
struct ShapeAndRate {
    #[serde(flatten)]
    shape: Shape,
    request_rate_rps: f64,
}

/// Each replica at its load, and on the way there.
fn loads(golden: &Path) -> Result<Vec<Question>, LoadError> {
    let mut all = Vec::new();
    for WithShape { input } in cases(golden, "queue_analysis.json")? {
        let (Some(replica), rate) = (input.shape.replica(), input.request_rate_rps) else {
            continue;
        };
        let range = json!({
            "replica": replica, "fromRatePerS": rate * 0.1, "toRatePerS": rate, "points": 4
        });
        all.push(question("evaluate", &json!({"replica": replica, "arrivalRatePerS": rate})));
        all.push(question("sweep", &range));
    }
    Ok(all)
}

fn question(call: &'static str, input: &Value) -> Question {
    Question { call, input: input.to_string() }
}

fn size(replica: &Replica, targets: &Targets) -> Question {
    question("size", &json!({"replica": replica, "targets": targets}))
}

/// The same targets, for most requests instead of on average.
fn with_percentiles(targets: &Targets) -> impl Iterator<Item = Targets> {
    let at = |target: Option<LatencyTarget>, percentile| {
        target.map(|target| LatencyTarget { percentile: Some(percentile), ..target })
    };
    let targets = Some(*targets).filter(|t| t.ttft.is_some() || t.itl.is_some());
    targets.into_iter().map(move |targets| Targets {
        ttft: at(targets.ttft, 95.0),
        itl: at(targets.itl, 99.0),
        ..targets
    })
}

/// All ways to share out devices, or only the one without limits.
fn solvers(only_unlimited: bool) -> impl Iterator<Item = Solver> {
    let policies = [
        SaturationPolicy::None,
        SaturationPolicy::PriorityExhaustive,
        SaturationPolicy::PriorityRoundRobin,
        SaturationPolicy::RoundRobin,
    ];
    let greedy = policies.into_iter().flat_map(|saturation_policy| {
        [false, true].map(|delayed_best_effort| {
            Solver::Greedy(Greedy { saturation_policy, delayed_best_effort })
        })
    });
    std::iter::once(Solver::Unlimited).chain(greedy.filter(move |_| !only_unlimited))
}

/// The snapshot with its workloads of the same model and class made one, so that variants share.
/// Limits stay, the solver is the default one.
fn shared(mut snapshot: Snapshot) -> Snapshot {
    let workloads = snapshot.workloads.clone();
    for variant in &mut snapshot.variants {
        let own = workloads.iter().find(|workload| workload.key == variant.workload);
        let first = own.and_then(|own| {
            let same = |other: &&Workload| own.model == other.model && own.class == other.class;
            workloads.iter().find(same)
        });
        if let Some(first) = first {
            variant.workload.clone_from(&first.key);
        }
    }
    let used = |key: &String| snapshot.variants.iter().any(|variant| variant.workload == *key);
    snapshot.workloads.retain(|workload| used(&workload.key));
    Snapshot { solver: None, ..snapshot }
}

/// Inputs that are refused, each for another reason.
fn refusals() -> Vec<Question> {
    let replica = Replica {
        latency: LatencyModel::Queue(QueueParameters {
            alpha_ms: 7.0,
            beta_ms: 0.1,
            gamma_ms: 10.0,
            delta_ms_per_token: 0.001,
        }),
        max_batch: 8,
        max_queue: None,
        avg_input_tokens: 100.0,
        avg_output_tokens: 50.0,
    };
    let sweep = |from: f64, to: f64, points: u32| json!({"replica": replica, "fromRatePerS": from, "toRatePerS": to, "points": points});
    let mut all: Vec<_> = ["decide", "evaluate", "size", "sweep"]
        .into_iter()
        .flat_map(|call| {
            ["", "{", "{}", "[]", "null", "{\"snapshot\": 1}", "{\"replica\": {\"maxBatch\": -1}}"]
                .map(|input| Question { call, input: input.to_owned() })
        })
        .collect();
    all.extend(
        [-1.0, 0.0, 1e9].map(|rate| {
            question("evaluate", &json!({"replica": replica, "arrivalRatePerS": rate}))
        }),
    );
    all.extend(
        [(2.0, 1.0, 5), (1.0, 2.0, 1), (1.0, 2.0, u32::MAX), (1.0, 1e9, 3), (0.0, 1.0, 3)]
            .map(|(from, to, points)| question("sweep", &sweep(from, to, points))),
    );
    all.extend([(0.001, 95.0), (-1.0, 50.0), (10.0, 0.0), (10.0, 100.0)].map(
        |(ms, percentile)| {
            let ttft = json!({"atMostMs": ms, "percentile": percentile});
            let targets = json!({"ttft": ttft, "itl": null, "tpsTokensPerS": null});
            question("size", &json!({"replica": replica, "targets": targets}))
        },
    ));
    let version = |version: &str| json!({"interfaceVersion": version, "snapshot": Snapshot::default(), "memory": []});
    all.extend(["0.0.0", "99.0.0", "", "one"].map(|name| question("decide", &version(name))));
    let twice = json!([{"deviceType": "A", "units": 1}, {"deviceType": "A", "units": 2}]);
    let mut doubled = version(INTERFACE_VERSION);
    if let Some(capacities) = doubled.pointer_mut("/snapshot/capacities") {
        *capacities = twice;
    }
    all.push(question("decide", &doubled));
    all
}

/// The question what to decide.
///
/// # Errors
/// If the snapshot cannot be written.
pub fn decide(snapshot: Snapshot) -> Result<Question, serde_json::Error> {
    let input = PolicyInput {
        interface_version: INTERFACE_VERSION.to_owned(),
        snapshot,
        memory: Vec::new(),
    };
    Ok(Question { call: "decide", input: serde_json::to_string(&input)? })
}

/// Snapshots of all manifests: the demo, the cases of decisions and the accepted files.
fn samples(root: &Path) -> Result<Vec<Snapshot>, CaseError> {
    let demo = root.join("deploy/samples/demo");
    let names =
        ["variantautoscalings.yaml", "accelerators.yaml", "serviceclasses.yaml", "profiles.yaml"];
    let sources: Result<Vec<_>, _> = names.iter().map(|name| source(&demo.join(name))).collect();
    let mut all = vec![Given::new(&demo, &sources?)?.snapshot()];
    for case in entries(&root.join("tests/cases/decide"))?.iter().filter(|path| path.is_dir()) {
        all.push(decide_case(root, case)?.snapshot());
    }
    for path in entries(&root.join("tests/cases/manifests/accepted"))? {
        if !path.to_string_lossy().ends_with(".expected.json") {
            all.push(Given::new(&path, &[source(&path)?])?.snapshot());
        }
    }
    Ok(all)
}

/// Manifests with what was observed.
#[derive(Debug)]
pub struct Given {
    /// The manifests.
    pub manifests: Manifests,
    /// Measurements, none if the case has no such file.
    pub observations: Observations,
}

impl Given {
    /// Manifests, and the observations that lie beside them.
    fn new(path: &Path, sources: &[Source]) -> Result<Self, CaseError> {
        let wrong = |problems| CaseError::Wrong { path: path.to_owned(), problems };
        let observed = path.join("observations.yaml");
        let observations = if observed.is_file() {
            parse_observations(&source(&observed)?).map_err(wrong)?
        } else {
            Observations::default()
        };
        Ok(Self { manifests: parse(sources).map_err(wrong)?, observations })
    }

    fn snapshot(&self) -> Snapshot {
        self.manifests.snapshot(&self.observations, 0.0, "cents").0
    }
}

/// A folder of `tests/cases/decide`: its own manifests, and the demo's accelerators, profiles and
/// classes where it brings none itself.
///
/// # Errors
/// If a file cannot be read or is wrong.
pub fn decide_case(root: &Path, case: &Path) -> Result<Given, CaseError> {
    let own = source(&case.join("manifests.yaml"))?;
    let demo = root.join("deploy/samples/demo");
    let mut sources = Vec::new();
    for (file, name) in [
        ("accelerators.yaml", "accelerator-unit"),
        ("profiles.yaml", "wva-profiles"),
        ("serviceclasses.yaml", "service-classes-config"),
    ] {
        if !own.text.contains(name) {
            sources.push(source(&demo.join(file))?);
        }
    }
    sources.push(own);
    Given::new(case, &sources)
}

fn source(path: &Path) -> Result<Source, CaseError> {
    let text = std::fs::read_to_string(path)
        .map_err(|source| CaseError::Io { path: path.to_owned(), source })?;
    let name = path.file_name().unwrap_or_default();
    Ok(Source { path: name.to_string_lossy().into_owned(), text })
}

/// What a folder holds, by name.
fn entries(folder: &Path) -> Result<Vec<PathBuf>, CaseError> {
    let io = |source| CaseError::Io { path: folder.to_owned(), source };
    let entries: Result<Vec<_>, _> =
        std::fs::read_dir(folder).map_err(io)?.map(|entry| entry.map(|e| e.path())).collect();
    let mut paths = entries.map_err(io)?;
    paths.sort();
    Ok(paths)
}
