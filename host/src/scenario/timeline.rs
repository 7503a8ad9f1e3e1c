//! A run as a table: the cycles in which something changed, and the faults between them. Writing to
//! a text cannot fail.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use wva::text::one_line;
use wva_scenario::{Failure, Report, Row};

use crate::table::layout::{Align, aligned, wrapped};

const HEADS: [(&str, Align); 9] = [
    ("AT", Align::Right),
    ("VARIANT", Align::Left),
    ("LOAD/S", Align::Right),
    ("WAITING", Align::Right),
    ("CURRENT", Align::Right),
    ("READY", Align::Right),
    ("WANTED", Align::Right),
    ("DESIRED", Align::Right),
    ("BINDS", Align::Left),
];

/// A value that is unknown or does not apply.
const NOTHING: &str = "-";

/// Most of one kind of failure that are written out.
const FAILURES_SHOWN: usize = 20;

/// The table; with a sentence for each of its rows, if asked for.
pub(crate) fn render(report: &Report, explain: bool) -> String {
    let shown = changes(&report.rows);
    let lines: Vec<_> = shown.iter().map(|row| cells(row)).collect();
    let table = aligned(&HEADS, &lines);
    let mut lines = table.lines();
    let mut text = format!("{}\n", lines.next().unwrap_or_default());
    let mut events = report.events.iter().peekable();
    for (row, line) in shown.iter().zip(lines) {
        while let Some(event) = events.next_if(|event| event.at_s <= row.at_s) {
            let over = if event.begins { "" } else { " no more" };
            let _ = writeln!(text, "-- {} {}{over}", clock(event.at_s), one_line(&event.text));
        }
        let _ = writeln!(text, "{line}");
        if let (true, Some(sentence)) = (explain, &row.sentence) {
            let _ = write!(text, "   {}", wrapped(sentence));
        }
    }
    text
}

/// The first and the last row of each variant, and every row whose current, ready or desired
/// replicas, `decided` or binding reason differ from the row before.
fn changes(rows: &[Row]) -> Vec<&Row> {
    let last = rows.last().map(|row| row.at_s);
    let mut before: BTreeMap<&str, &Row> = BTreeMap::new();
    let same = |a: &Row, b: &Row| {
        (a.current, a.ready, a.decided, a.desired, &a.binds)
            == (b.current, b.ready, b.decided, b.desired, &b.binds)
    };
    let mut shown = Vec::new();
    for row in rows {
        let known = before.insert(&row.variant, row);
        let ends = last.is_some_and(|last| row.at_s >= last);
        if ends || !known.is_some_and(|known| same(known, row)) {
            shown.push(row);
        }
    }
    shown
}

fn cells(row: &Row) -> [String; 9] {
    let number = |number: Option<u32>| number.map_or(NOTHING.to_owned(), |n| n.to_string());
    let binds = match (row.decided, &row.binds) {
        (Some(false), Some(code)) => format!("{code} (undecided)"),
        (_, Some(code)) => code.clone(),
        (_, None) => "nobody decides".to_owned(),
    };
    [
        clock(row.at_s),
        row.variant.clone(),
        format!("{:.2}", row.load_per_s),
        format!("{:.0}", row.waiting),
        row.current.to_string(),
        row.ready.to_string(),
        number(row.wanted),
        number(row.desired),
        binds,
    ]
}

/// The run in numbers, and its failures.
pub(crate) fn summary(report: &Report) -> String {
    let summary = &report.summary;
    let mut text = format!(
        "\n{} cycles, {} changes ({:.1}/h), {:.1} minutes below target, {:.2} {} in all\n",
        summary.cycles,
        summary.changes,
        summary.changes_per_hour,
        summary.minutes_below_target,
        summary.cost,
        one_line(&report.currency),
    );
    text += &failures("wrong scale-downs", &report.wrong_scale_downs);
    text += &failures("broken laws", &report.broken_laws);
    text += &failures("failed expectations", &report.failures);
    if report.holds() {
        text += "everything holds\n";
    }
    text
}

fn failures(what: &str, failures: &[Failure]) -> String {
    if failures.is_empty() {
        return String::new();
    }
    let mut text = format!("{} {what}:\n", failures.len());
    for failure in failures.iter().take(FAILURES_SHOWN) {
        let place = failure.place.as_ref().map_or_else(String::new, |place| format!("{place}: "));
        let Failure { at_s, variant, expected, was, .. } = failure;
        let at = clock(*at_s);
        let failed = format!("{place}at {at} {variant}: {was}; expected {expected}");
        let _ = writeln!(text, "  {}", one_line(&failed));
    }
    let more = failures.len().saturating_sub(FAILURES_SHOWN);
    if more > 0 {
        let _ = writeln!(text, "  and {more} more");
    }
    text
}

/// Time since the beginning: minutes and seconds, hours if there are any.
pub(crate) fn clock(at_s: f64) -> String {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it saturates")]
    let seconds = at_s.round() as u64;
    let (hours, minutes, seconds) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    match hours {
        0 => format!("{minutes}:{seconds:02}"),
        hours => format!("{hours}:{minutes:02}:{seconds:02}"),
    }
}
