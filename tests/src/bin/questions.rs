//! Writes all questions that `tests/equal.mjs` asks of two versions: `questions FOLDER`.
//!
//! `*.json` is a question for `wva decide --snapshot`; `*.jsonl` are questions of which each is
//! asked with the memory that the one before left; `scenarios/*.yaml` are random time lines.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use wva_core::snapshot::{INTERFACE_VERSION, PolicyInput, Snapshot};
use wva_tests::hpa::{HpaError, timelines};
use wva_tests::parity::{CaseError, decide, questions};
use wva_tests::scenarios::random::random;

/// Seconds after which every question is asked again: in the next cycle, and after all windows.
const AGAIN_S: [f64; 2] = [60.0, 660.0];

/// Random time lines that are written.
const RANDOM: u32 = 200;

#[derive(Debug, thiserror::Error)]
enum QuestionsError {
    #[error(transparent)]
    Case(#[from] CaseError),
    #[error(transparent)]
    Hpa(#[from] HpaError),
    #[error(transparent)]
    Io(#[from] io::Error),
    #[error(transparent)]
    Json(#[from] serde_json::Error),
}

fn main() -> ExitCode {
    let folder = std::env::args_os().nth(1).map(PathBuf::from);
    let Some(folder) = folder else {
        let _ = writeln!(io::stderr(), "questions: expected a folder");
        return ExitCode::from(2);
    };
    match write(Path::new("."), &folder) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let _ = writeln!(io::stderr(), "questions: {error}");
            ExitCode::FAILURE
        }
    }
}

fn write(root: &Path, folder: &Path) -> Result<(), QuestionsError> {
    for name in ["golden", "hpa", "scenarios/manifests"] {
        fs::create_dir_all(folder.join(name))?;
    }
    for (i, question) in questions(root)?.iter().filter(|q| q.call == "decide").enumerate() {
        let path = folder.join(format!("golden/{i:04}"));
        match serde_json::from_str::<PolicyInput>(&question.input) {
            Ok(asked) if asked.interface_version == INTERFACE_VERSION => {
                fs::write(path.with_extension("jsonl"), again(&asked.snapshot)?)?;
            }
            _ => fs::write(path.with_extension("json"), &question.input)?,
        }
    }
    for trace in timelines(&root.join("tests/golden"))? {
        let text = lines(trace.syncs.into_iter().map(|sync| sync.snapshot))?;
        fs::write(folder.join(format!("hpa/{}.jsonl", trace.name)), text)?;
    }
    for entry in fs::read_dir(root.join("tests/scenarios/manifests"))? {
        let entry = entry?;
        fs::copy(entry.path(), folder.join("scenarios/manifests").join(entry.file_name()))?;
    }
    for seed in 0..RANDOM {
        fs::write(folder.join(format!("scenarios/random-{seed:03}.yaml")), random(seed))?;
    }
    Ok(())
}

/// A question, and the same question later.
fn again(snapshot: &Snapshot) -> Result<String, QuestionsError> {
    let later = AGAIN_S.map(|s| Snapshot { at_unix_s: snapshot.at_unix_s + s, ..snapshot.clone() });
    lines(std::iter::once(snapshot.clone()).chain(later))
}

fn lines(snapshots: impl Iterator<Item = Snapshot>) -> Result<String, QuestionsError> {
    let mut text = String::new();
    for snapshot in snapshots {
        text += &decide(snapshot)?.input;
        text.push('\n');
    }
    Ok(text)
}
