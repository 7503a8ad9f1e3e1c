//! The pages of several pods at one moment as one page.

use crate::document::node::At;
use crate::document::scope::Scope;
use crate::problem::{ProblemLog, Problems};
use crate::prometheus::names::NAMING;
use crate::prometheus::page::{Page, Reading};

/// One page of the pages of several pods, each with its name: that is the label `pod` of the series that
/// name none themselves.
///
/// # Errors
/// A series that two of them have.
pub fn page_of_pods(
    path: &str,
    pages: impl IntoIterator<Item = (String, Page)>,
) -> Result<Page, Problems> {
    let mut all = Page { path: path.to_owned(), ..Page::default() };
    for (pod, page) in pages {
        for (mut series, reading) in page.series {
            name_pod(&mut series.labels, &pod);
            let name = series.name;
            // Lines are those of the pod's own page.
            let reading = Reading { at: At::default(), ..reading };
            if all.series.insert(series, reading).is_some() {
                return Err(given_twice(&page.path, name));
            }
        }
        for (mut labels, start) in page.starts {
            name_pod(&mut labels, &pod);
            all.starts.push((labels, start));
        }
        all.other = all.other.or(page.other);
        all.problems.extend(page.problems);
    }
    Ok(all)
}

fn name_pod(labels: &mut Vec<(String, String)>, pod: &str) {
    if labels.iter().all(|(label, _)| !NAMING.contains(&label.as_str())) {
        labels.push(("pod".to_owned(), pod.to_owned()));
        labels.sort();
    }
}

fn given_twice(file: &str, name: &str) -> Problems {
    let log = ProblemLog::default();
    let text = format!("a series of `{name}` is on another page of the same moment too");
    Scope::new(&log, file, None).wrong(At::default(), text);
    Problems(log.into_sorted(&[file]))
}
