//! Moments, durations and dates.

use wva_manifests::document::{Fields, Found, plain, seconds as duration};

use super::length::Length;
use crate::window::TimeWindow;

/// Seconds, or a duration such as `5m`.
pub(crate) fn seconds(found: &Found<'_>) -> Option<f64> {
    let text = found.node.text().map(str::trim);
    let number = text.and_then(|text| text.parse::<f64>().ok().or_else(|| duration(text)));
    let given = number.filter(|seconds| seconds.is_finite() && *seconds >= 0.0);
    if given.is_none() {
        found.wrong("a time", "seconds, 0 or more, or a duration such as `5m`");
    }
    given
}

/// `at`, or `from` and `to` with `every`; without any of them the whole run.
pub(crate) fn window(fields: &Fields<'_>, length: Length) -> Option<TimeWindow> {
    let at = fields.get(&["at"]);
    let (from, to, every) = (fields.get(&["from"]), fields.get(&["to"]), fields.get(&["every"]));
    let Some(at) = at else {
        let from_s = from.as_ref().map_or(Some(0.0), seconds)?;
        let to_s = to.as_ref().map_or(Some(length.end_s()), seconds)?;
        let every_s = match &every {
            Some(every) => Some(seconds(every)?),
            None => None,
        };
        let window = TimeWindow { from_s, to_s, every_s };
        return sound(fields, window, length).then_some(window);
    };
    if let Some(other) = [from, to, every].into_iter().flatten().next() {
        other.scope.wrong(other.node.at, "cannot stand beside `at`".to_owned());
        return None;
    }
    let from_s = (seconds(&at)? / length.cycle_s).ceil() * length.cycle_s;
    let window = TimeWindow { from_s, to_s: from_s + length.cycle_s, every_s: None };
    sound(fields, window, length).then_some(window)
}

fn sound(fields: &Fields<'_>, window: TimeWindow, length: Length) -> bool {
    let TimeWindow { from_s, to_s, every_s } = window;
    let last_s = length.end_s() - length.cycle_s;
    let text = if from_s > last_s {
        format!("begins at {} s, after the last cycle at {} s", plain(from_s), plain(last_s))
    } else if to_s <= from_s {
        format!("ends at {} s, not after its beginning at {} s", plain(to_s), plain(from_s))
    } else if every_s.is_some_and(|every_s| every_s < to_s - from_s) {
        format!("is longer than `every`; expected at least {} s", plain(to_s - from_s))
    } else {
        return true;
    };
    fields.scope.wrong(fields.at, text);
    false
}

/// Seconds since 1970 of a date such as `2026-01-31T12:00:00Z`.
pub(crate) fn date(found: &Found<'_>) -> Option<f64> {
    let date = found.node.text().and_then(unix_s);
    if date.is_none() {
        found.wrong("a time", "UTC such as `2026-01-31T12:00:00Z`");
    }
    date
}

fn unix_s(text: &str) -> Option<f64> {
    let (date, time) = text.trim().strip_suffix('Z')?.split_once('T')?;
    let [year, month, day] = numbers(date, '-')?;
    let [hour, minute, second] = numbers(time, ':')?;
    let valid = (1970..=9999).contains(&year)
        && (1..=12).contains(&month)
        && (1..=31).contains(&day)
        && hour < 24
        && minute < 60
        && second < 60;
    // Days by counting from March, so that a leap day is the last of its year.
    let (year, month) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    let leaps = year / 4 - year / 100 + year / 400;
    let days = (365 * year + leaps + (153 * month + 2) / 5 + day).checked_sub(719_469)?;
    valid.then(|| f64::from(days) * 86_400.0 + f64::from(hour * 3600 + minute * 60 + second))
}

fn numbers(text: &str, separator: char) -> Option<[u32; 3]> {
    let parts: Option<Vec<u32>> = text.split(separator).map(|part| part.parse().ok()).collect();
    parts?.try_into().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates() {
        assert_eq!(unix_s("1970-01-01T00:00:00Z"), Some(0.0));
        assert_eq!(unix_s("2024-02-29T23:59:59Z"), Some(1_709_251_199.0));
        assert_eq!(unix_s("2026-01-31T12:00:00Z"), Some(crate::params::START_UNIX_S));
        for wrong in ["2026-01-31", "2026-13-01T00:00:00Z", "2026-01-31T25:00:00Z", "now"] {
            assert_eq!(unix_s(wrong), None, "{wrong}");
        }
    }
}
