//! The measurements as a page and as data.

use std::fmt::Write as _;

use super::Measured;

/// The page `docs/benchmarks.md`.
#[must_use]
pub fn page(machine: &str, measured: &[Measured]) -> String {
    let mut page = format!(
        "# Benchmarks\n\n\
         `cargo xtask bench` on {machine}. Minimum and median of many runs; limits (fuel, epoch\n\
         deadline, memory) are on in every `wasmtime` row, and each such call has a fresh instance.\n\
         The same as data: `benchmarks.json`.\n\n\
         | what | min | median | runs |\n|---|--:|--:|--:|\n"
    );
    for m in measured {
        let (min, median) = (time(m.min_ns), time(m.median_ns));
        // Writing to a string cannot fail.
        let _ = writeln!(page, "| {} | {min} | {median} | {} |", m.name, m.runs);
    }
    page
}

/// Nanoseconds as people read them.
#[must_use]
pub fn time(ns: f64) -> String {
    match ns {
        ns if ns >= 1e9 => format!("{:.2} s", ns / 1e9),
        ns if ns >= 1e6 => format!("{:.2} ms", ns / 1e6),
        ns if ns >= 1e3 => format!("{:.2} µs", ns / 1e3),
        ns => format!("{ns:.0} ns"),
    }
}
