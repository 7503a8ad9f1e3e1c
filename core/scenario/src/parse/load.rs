//! The load.

use wva_manifests::document::{Fields, Found, Range};

use super::key::PlacedName;
use super::length::POSITIVE;
use super::names::Names;
use super::time::seconds;
use crate::load::{LoadCurve, Noise, Wave};

const TOKENS: Range = Range { words: "more than 0 tokens", holds: |value| value > 0.0 };
const RATE: Range = Range { words: "0 requests per second or more", holds: |value| value >= 0.0 };
const RATIO: Range = Range { words: "0 to 1", holds: |value| (0.0..=1.0).contains(&value) };

pub(crate) fn load((key, found): (PlacedName<'_>, Found<'_>), names: &Names) -> Option<LoadCurve> {
    let of = names.workload(&key)?;
    let known = ["avgInputTokens", "avgOutputTokens", "points", "wave", "noise"];
    let fields = found.fields(&known)?;
    let input = tokens(&fields, "avgInputTokens");
    let output = tokens(&fields, "avgOutputTokens");
    let points = points(&fields)?;
    Some(LoadCurve {
        of,
        avg_input_tokens: input?,
        avg_output_tokens: output?,
        points,
        wave: fields.get(&["wave"]).and_then(wave),
        noise: fields.get(&["noise"]).and_then(noise),
    })
}

fn tokens(fields: &Fields<'_>, name: &str) -> Option<f64> {
    fields.need(&[name])?.number(TOKENS)
}

/// Pairs of moment and rate in the order of time.
fn points(fields: &Fields<'_>) -> Option<Vec<(f64, f64)>> {
    let list = fields.need(&["points"])?;
    let points: Vec<(f64, f64)> = list.items().iter().filter_map(point).collect();
    let mut pairs = points.iter().zip(points.iter().skip(1));
    if pairs.any(|((before, _), (after, _))| after < before) {
        list.scope.wrong(list.node.at, "are not in the order of time".to_owned());
    } else if points.is_empty() {
        list.wrong("a list of points", "at least one: `[[seconds, requests per second], …]`");
    }
    Some(points)
}

fn point(found: &Found<'_>) -> Option<(f64, f64)> {
    let items = found.items();
    let [moment, rate] = items.as_slice() else {
        found.wrong("a point", "`[seconds, requests per second]`");
        return None;
    };
    Some((seconds(moment)?, rate.number(RATE)?))
}

fn wave(found: Found<'_>) -> Option<Wave> {
    let fields = found.fields(&["periodSeconds", "amplitude"])?;
    let period_s = fields.need(&["periodSeconds"])?.number(POSITIVE);
    let amplitude = fields.need(&["amplitude"])?.number(RATE);
    Some(Wave { period_s: period_s?, amplitude: amplitude? })
}

fn noise(found: Found<'_>) -> Option<Noise> {
    let fields = found.fields(&["ratio", "seed"])?;
    let ratio = fields.need(&["ratio"])?.number(RATIO)?;
    Some(Noise { ratio, seed: fields.whole(&["seed"], 0).unwrap_or(0) })
}
