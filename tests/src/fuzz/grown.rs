//! Inputs that grow: texts with parts that are repeated any number of times, each time with another number.
//!
//! ```text
//! # manifests            one of `# manifests`, `# observations`, `# metrics`, `# scenario`
//! kind: List
//! items:
//! # again                from here to the next such line a part is repeated
//! - {kind: Deployment, metadata: {name: a%}}      `%` is the number of the turn
//! # once
//! ```

use wva_manifests::{
    Manifests, Observations, Problem, Source, merge_pages, observe, parse_page, parse_partial,
    read_observations,
};
use wva_scenario::Scenario;

/// Longest text that is made, in bytes.
const BYTES_MAX: usize = 16 << 20;

const AGAIN: &str = "# again";
const ONCE: &str = "# once";

/// The texts, by the headings above them.
#[derive(Clone, Debug, Default)]
pub struct Grown {
    manifests: String,
    observations: String,
    metrics: String,
    scenario: String,
}

impl Grown {
    /// The input with so many turns of each part; `None` if it has no such part or becomes too long.
    #[must_use]
    pub fn of(input: &str, turns: usize) -> Option<Self> {
        let mut grown = Self::default();
        let mut heading = "";
        let mut part: Option<String> = None;
        let mut is_grown = false;
        for line in input.lines().chain([ONCE]) {
            match (line, &mut part) {
                (AGAIN, None) => part = Some(String::new()),
                (ONCE, _) => {
                    let Some(part) = part.take().filter(|part| !part.is_empty()) else { continue };
                    is_grown = true;
                    let text = grown.text(heading)?;
                    if text.len() + turns * (part.len() + 8) > BYTES_MAX {
                        return None;
                    }
                    (0..turns)
                        .for_each(|turn| text.push_str(&part.replace('%', &turn.to_string())));
                }
                (line, Some(part)) => part.extend([line, "\n"]),
                (line, None) if grown.text(line).is_some() => heading = line,
                (line, None) => grown.text(heading)?.extend([line, "\n"]),
            }
        }
        is_grown.then_some(grown)
    }

    fn text(&mut self, heading: &str) -> Option<&mut String> {
        match heading {
            "# manifests" => Some(&mut self.manifests),
            "# observations" => Some(&mut self.observations),
            "# metrics" => Some(&mut self.metrics),
            "# scenario" => Some(&mut self.scenario),
            _ => None,
        }
    }

    /// Reads all of them, up to the policy's input.
    pub fn read(&self) {
        let manifests = parse_partial(&[source(&self.manifests)]);
        told(&manifests.problems);
        let (given, problems) = read_observations(&source(&self.observations));
        told(&problems);
        let observations = self.measured(&manifests, given);
        let (_, problems) = manifests.snapshot(&observations, 1_769_860_800.0, "cents");
        told(&problems);
        if !self.scenario.is_empty() {
            drop(Scenario::parse(&source(&self.scenario), &[source(&self.manifests)]));
        }
    }

    fn measured(&self, manifests: &Manifests, given: Observations) -> Observations {
        let Ok(page) = parse_page(&source(&self.metrics)) else { return given };
        let (pages, problems) = observe(&[page], 60.0, manifests);
        told(&problems);
        merge_pages(given, pages)
    }
}

fn told(problems: &[Problem]) {
    drop(problems.iter().map(ToString::to_string).collect::<Vec<_>>());
}

/// The scenario names the manifests so.
fn source(text: &str) -> Source {
    Source { path: "manifests.yaml".to_owned(), text: text.to_owned() }
}
