//! From YAML to a scenario; every problem names its line and what was expected.

mod expect;
mod fault;
mod key;
mod layers;
mod length;
mod load;
mod names;
mod time;

use std::collections::BTreeMap;
use std::collections::btree_map::Entry::Vacant;

use wva_manifests::document::{Fields, ProblemLog, Scope, only};
use wva_manifests::{Manifests, Observations, Problem, Problems, Severity, Source};

use self::expect::expectations;
use self::fault::faults;
use self::key::entries;
use self::layers::Layers;
use self::length::{Length, POSITIVE};
use self::load::load;
use self::names::Names;
use self::time::{date, seconds};
use crate::field::whole;
use crate::params::{CYCLE_S, CYCLES_MAX, FAULTS_MAX, START_UNIX_S, START_UP_S};
use crate::replicas::FleetTimes;
use crate::scenario::Scenario;
use crate::world::layers;

const KNOWN: [&str; 12] = [
    "shows",
    "source",
    "manifests",
    "inline",
    "cycleSeconds",
    "durationSeconds",
    "start",
    "fleet",
    "replicas",
    "load",
    "faults",
    "expect",
];

impl Scenario {
    /// The files a scenario names, as it names them: relative to its own place.
    ///
    /// # Errors
    /// If it is no YAML.
    pub fn files(source: &Source) -> Result<Vec<String>, Problems> {
        self::files(source)
    }

    /// Reads a scenario; `files` are those it names, under the names it gives them.
    ///
    /// # Errors
    /// All problems of the scenario, or of the manifests if it has none itself.
    pub fn parse(source: &Source, files: &[Source]) -> Result<Self, Problems> {
        self::scenario(source, files)
    }
}

fn files(source: &Source) -> Result<Vec<String>, Problems> {
    let log = ProblemLog::default();
    let root = only(source, &log);
    let scope = Scope::new(&log, &source.path, None);
    let named = root.as_ref().map(|root| layers::named(root, &scope)).unwrap_or_default();
    done(log, source).map(|_| named)
}

fn scenario(source: &Source, files: &[Source]) -> Result<Scenario, Problems> {
    let log = ProblemLog::default();
    let root = only(source, &log);
    let scope = Scope::new(&log, &source.path, None);
    let fields = root.as_ref().and_then(|root| Fields::of(root, scope, &KNOWN));
    let read = fields.map(|fields| read(&fields, &log, source, files));
    let problems = done(log, source)?;
    let Some(Some(scenario)) = read.transpose()? else { return Err(Problems(problems)) };
    Ok(Scenario { problems: [problems, scenario.problems].concat(), ..scenario })
}

/// Warnings and notes, or all problems if any is an error.
fn done(log: ProblemLog, source: &Source) -> Result<Vec<Problem>, Problems> {
    let wrong = log.errors() > 0;
    let problems = log.into_sorted(&[&source.path]);
    if wrong { Err(Problems(problems)) } else { Ok(problems) }
}

/// `None` where the scenario is wrong, which is in the log; an error where the manifests are.
fn read(
    fields: &Fields<'_>,
    log: &ProblemLog,
    source: &Source,
    files: &[Source],
) -> Result<Option<Scenario>, Problems> {
    let shows = fields.need(&["shows"]).and_then(|found| found.text()).map(str::to_owned);
    let length = length(fields);
    let times = times(fields);
    let mut layers = Layers::new(&source.path, files);
    let base = layers.base(fields);
    let faults =
        length.filter(|_| are_few(fields)).map(|length| faults(fields, length, &mut layers));
    let (Some(shows), Some(length), Some(base), Some((faults, concerned))) =
        (shows, length, base, faults)
    else {
        return Ok(None);
    };
    if log.errors() > 0 {
        return Ok(None);
    }
    let mut scenario = Scenario {
        shows,
        source: fields.owned(&["source"]),
        cycle_s: length.cycle_s,
        cycles: length.cycles,
        start_unix_s: fields.get(&["start"]).and_then(|f| date(&f)).unwrap_or(START_UNIX_S),
        times,
        replicas: BTreeMap::new(),
        loads: Vec::new(),
        faults,
        expectations: Vec::new(),
        worlds: BTreeMap::new(),
        problems: Vec::new(),
    };
    scenario.worlds = worlds(&scenario, &base, &layers)?;
    scenario.problems = problems(&scenario);
    let names = Names::of(scenario.worlds.values());
    for variant in &concerned {
        names.variant(variant);
    }
    scenario.replicas = replicas(fields, &names);
    scenario.loads = entries(fields, "load").filter_map(|entry| load(entry, &names)).collect();
    scenario.expectations = expectations(fields, length, &names);
    Ok(Some(scenario))
}

/// Whether there are no more faults than can be played.
fn are_few(fields: &Fields<'_>) -> bool {
    let Some(list) = fields.get(&["faults"]) else { return true };
    let faults = list.node.items().map_or(0, <[_]>::len);
    if faults > FAULTS_MAX {
        let text = format!("has {faults} faults; expected {FAULTS_MAX} at most");
        list.scope.wrong(list.node.at, text);
    }
    faults <= FAULTS_MAX
}

fn length(fields: &Fields<'_>) -> Option<Length> {
    let cycle_s = fields.number(&["cycleSeconds"], POSITIVE).unwrap_or(CYCLE_S);
    let duration = fields.need(&["durationSeconds"])?;
    let duration_s = seconds(&duration)?;
    let cycles = (duration_s / cycle_s).ceil();
    if !(1.0..=f64::from(CYCLES_MAX)).contains(&cycles) {
        let text = format!(
            "{duration_s} s are {cycles} cycles of {cycle_s} s; expected 1 to {CYCLES_MAX} cycles"
        );
        duration.scope.wrong(duration.node.at, text);
        return None;
    }
    Some(Length { cycle_s, cycles: whole(cycles) })
}

fn times(fields: &Fields<'_>) -> FleetTimes {
    let known = ["startUpSeconds", "actuateSeconds", "drainSeconds"];
    let fleet = fields.get(&["fleet"]).and_then(|found| found.fields(&known));
    let [start_up_s, actuate_s, drain_s] =
        known.map(|name| fleet.as_ref().and_then(|fleet| seconds(&fleet.get(&[name])?)));
    FleetTimes {
        start_up_s: start_up_s.unwrap_or(START_UP_S),
        actuate_s: actuate_s.unwrap_or(0.0),
        drain_s: drain_s.unwrap_or(0.0),
    }
}

/// The configuration of every cycle.
fn worlds(
    scenario: &Scenario,
    base: &[Source],
    given: &Layers<'_>,
) -> Result<BTreeMap<Vec<usize>, Manifests>, Problems> {
    let mut worlds = BTreeMap::new();
    for cycle in 0..scenario.cycles {
        let in_force = layers(scenario, scenario.at_s(cycle));
        if let Vacant(place) = worlds.entry(in_force) {
            let manifests = given.read(base, place.key())?;
            place.insert(manifests);
        }
    }
    Ok(worlds)
}

/// Warnings about the manifests at the beginning.
fn problems(scenario: &Scenario) -> Vec<Problem> {
    let first = scenario.worlds.get(&layers(scenario, 0.0));
    let Some(manifests) = first else { return Vec::new() };
    let (_, resolved) = manifests.snapshot(
        &Observations::default(),
        scenario.start_unix_s,
        crate::params::CURRENCY,
    );
    let all = manifests.problems.iter().cloned().chain(resolved);
    all.filter(|problem| problem.severity != Severity::Note).collect()
}

fn replicas(fields: &Fields<'_>, names: &Names) -> BTreeMap<String, u32> {
    let given = entries(fields, "replicas");
    given.filter_map(|(name, value)| Some((names.variant(&name)?, value.whole(0)?))).collect()
}
