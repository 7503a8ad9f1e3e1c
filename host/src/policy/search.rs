//! Finds the workloads on which a policy fails, by asking about half of them, and half of those.

use std::collections::VecDeque;

use super::answer::RefusedWorkload;
use super::call::CallError;
use super::limits::{SEARCH_CALLS_MAX, SEARCH_FUEL_BASE, SEARCH_FUEL_FACTOR, SEARCH_FUEL_MAX};

/// How a question about some of the workloads ends.
pub(super) enum Tried {
    /// With an answer.
    Answered,
    /// With a failure.
    Failed(CallError),
    /// It is not asked: there have been enough.
    NotAsked,
}

/// The workloads without which a policy that failed with `error` on all of `keys` answers, the larger
/// sets first. A set on which the policy fails although it answers on both halves is found as a
/// whole, and so is what is left of a set when there have been enough questions.
pub(super) fn search(
    keys: &[&str],
    error: CallError,
    mut ask: impl FnMut(&[&str]) -> Tried,
) -> Vec<RefusedWorkload> {
    let mut open = VecDeque::from([(keys, error)]);
    let mut found = Vec::new();
    while let Some((set, error)) = open.pop_front() {
        let before = open.len();
        if set.len() > 1 {
            let (first, second) = set.split_at(set.len() / 2);
            for half in [first, second] {
                match ask(half) {
                    Tried::Answered => {}
                    Tried::Failed(error) => open.push_back((half, error)),
                    Tried::NotAsked => open.push_back((half, error.clone())),
                }
            }
        }
        if open.len() == before {
            found.extend(set.iter().map(|key| refused(key, &error)));
        }
    }
    found.sort_by(|a, b| a.workload.cmp(&b.workload));
    found
}

/// Questions and fuel that a search has left.
pub(super) struct Allowance {
    calls: u32,
    fuel: u64,
}

impl Allowance {
    /// For a search after a question that was given so much fuel.
    pub(super) fn of(fuel: u64) -> Self {
        let fuel = fuel.saturating_mul(SEARCH_FUEL_FACTOR).saturating_add(SEARCH_FUEL_BASE);
        Self { calls: SEARCH_CALLS_MAX, fuel: fuel.min(SEARCH_FUEL_MAX) }
    }

    /// Asks with at most the fuel that is left; `ask` returns the fuel it took.
    pub(super) fn spend(&mut self, ask: impl FnOnce(u64) -> (Tried, u64)) -> Tried {
        if self.calls == 0 || self.fuel == 0 {
            return Tried::NotAsked;
        }
        let (tried, used) = ask(self.fuel);
        self.calls -= 1;
        self.fuel = self.fuel.saturating_sub(used);
        tried
    }
}

fn refused(key: &str, why: &CallError) -> RefusedWorkload {
    RefusedWorkload { workload: key.to_owned(), why: why.clone() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tried(fails: bool) -> Tried {
        if fails { Tried::Failed(CallError::Deadline) } else { Tried::Answered }
    }

    /// Keys that are found, and questions that are asked; a question about a poisoned key fails.
    fn found(keys: &[&str], poisoned: &[&str], most: usize) -> (Vec<String>, usize) {
        let mut asked = 0;
        let ask = |set: &[&str]| {
            if asked == most {
                return Tried::NotAsked;
            }
            asked += 1;
            tried(set.iter().any(|key| poisoned.contains(key)))
        };
        let found = search(keys, CallError::Memory, ask);
        (found.into_iter().map(|refused| refused.workload).collect(), asked)
    }

    const KEYS: [&str; 8] = ["a", "b", "c", "d", "e", "f", "g", "h"];

    #[test]
    fn one_is_found_with_two_questions_for_each_halving() {
        for key in KEYS {
            assert_eq!(found(&KEYS, &[key], 99), (vec![key.to_owned()], 6));
        }
        assert_eq!(found(&["a"], &["a"], 99), (vec!["a".to_owned()], 0));
    }

    #[test]
    fn several_are_found_and_all() {
        assert_eq!(found(&KEYS, &["b", "g"], 99), (vec!["b".to_owned(), "g".to_owned()], 10));
        assert_eq!(found(&KEYS, &KEYS, 99), (KEYS.map(str::to_owned).to_vec(), 14));
    }

    #[test]
    fn what_fails_only_together_is_left_out_together() {
        let ask = |set: &[&str]| tried(set.contains(&"a") && set.contains(&"b"));
        let found = search(&KEYS, CallError::Memory, ask);
        let keys: Vec<_> = found.iter().map(|refused| refused.workload.as_str()).collect();
        assert_eq!(keys, ["a", "b"]);
    }

    #[test]
    fn fuel_ends_a_search_too() {
        let mut left = Allowance::of(u64::MAX);
        assert!(matches!(left.spend(|most| (Tried::Answered, most)), Tried::Answered));
        assert!(matches!(left.spend(|_| (Tried::Answered, 0)), Tried::NotAsked));
    }

    #[test]
    fn after_enough_questions_the_rest_of_a_set_is_left_out() {
        let (keys, asked) = found(&KEYS, &["b"], 2);
        assert_eq!((keys.join(""), asked), ("abcd".to_owned(), 2));
        let (keys, asked) = found(&KEYS, &["b"], 3);
        assert_eq!((keys.join(""), asked), ("abcd".to_owned(), 3));
        assert_eq!(found(&KEYS, &["b"], 0).0.join(""), "abcdefgh");
    }
}
