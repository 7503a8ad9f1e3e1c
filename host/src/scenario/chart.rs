//! A run as a chart of blocks, at most 80 columns wide. Writing to a text cannot fail.

use std::fmt::Write as _;

use wva::text::one_line;
use wva_scenario::{Report, Row};

use super::timeline::clock;

/// Columns of time.
const COLUMNS: usize = 60;

/// From nothing to all of it.
const BLOCKS: [char; 9] = [' ', '▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];

/// For each variant: load, desired and ready replicas over time.
pub(crate) fn render(report: &Report) -> String {
    let mut variants: Vec<&str> = report.rows.iter().map(|row| row.variant.as_str()).collect();
    variants.sort_unstable();
    variants.dedup();
    let mut text = String::new();
    for variant in variants {
        let rows: Vec<&Row> = report.rows.iter().filter(|row| row.variant == variant).collect();
        let _ = write!(text, "\n{}\n{}", one_line(variant), of_variant(&rows));
    }
    text
}

fn of_variant(rows: &[&Row]) -> String {
    let load = columns(rows, |row| row.load_per_s, f64::max);
    let count = |number: Option<u32>| number.map_or(0.0, f64::from);
    let desired = columns(rows, |row| count(row.desired), f64::max);
    let ready = columns(rows, |row| f64::from(row.ready), f64::min);
    let replicas = highest(&desired).max(highest(&ready));
    let width = load.len();
    let (first, last) = (rows.first(), rows.last());
    let ends = [first, last].map(|row| row.map_or_else(String::new, |row| clock(row.at_s)));
    let [begin, end] = &ends;
    let room = width.saturating_sub(begin.len());
    line("load/s", highest(&load), &load, highest(&load))
        + &line("desired", highest(&desired), &desired, replicas)
        + &line("ready", highest(&ready), &ready, replicas)
        + format!("{:18}{begin}{end:>room$}", "").trim_end()
        + "\n"
}

fn line(name: &str, most: f64, values: &[f64], scale: f64) -> String {
    let blocks: String = values.iter().map(|value| block(*value, scale)).collect();
    let most = if name == "load/s" { format!("{most:.1}") } else { format!("{most:.0}") };
    format!("  {name:<7} {most:>7} {blocks}\n")
}

/// Any value above 0 has a block.
fn block(value: f64, scale: f64) -> char {
    let steps = BLOCKS.len() - 1;
    let height = if scale > 0.0 { value / scale } else { 0.0 };
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        clippy::cast_precision_loss,
        reason = "eight steps"
    )]
    let step = (height * steps as f64).ceil().clamp(0.0, steps as f64) as usize;
    BLOCKS.get(step).copied().unwrap_or(' ')
}

/// The cycles in columns of the same width. Where several share a column, `both` picks the
/// highest or the lowest value.
fn columns(rows: &[&Row], value: impl Fn(&Row) -> f64, both: fn(f64, f64) -> f64) -> Vec<f64> {
    let per_column = rows.len().div_ceil(COLUMNS).max(1);
    let merged = rows.chunks(per_column).map(|rows| rows.iter().map(|row| value(row)).reduce(both));
    merged.map(Option::unwrap_or_default).collect()
}

fn highest(values: &[f64]) -> f64 {
    values.iter().copied().fold(0.0, f64::max)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_show_whatever_is_there() {
        let blocks: String = [0.0, 0.1, 4.0, 8.0].map(|value| block(value, 8.0)).iter().collect();
        assert_eq!(blocks, " ▁▄█");
        assert_eq!(block(1.0, 0.0), ' ');
    }
}
