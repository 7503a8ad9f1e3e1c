//! What it says of itself.

use core::hint::black_box;

use crate::exports::wva::policy::policy::{Description, Limits};
use crate::harm;

/// Whoever builds the component writes another word of at most eight letters behind the mark.
#[used]
pub static MODE: [u8; 18] = *b"describes:ordinary";

const MARK: usize = "describes:".len();

pub fn describe() -> Description {
    let mode = black_box(&MODE);
    let word = core::str::from_utf8(&mode[MARK..]).unwrap_or_default().trim_end();
    let (name, version) = match word {
        "esc" => ("wva\u{1b}[2J\u{1b}]0;pwn\u{7}\u{9b}31m\u{202e}evil".into(), "1\r\n\u{1b}[31m2"),
        "bidi" => ("\u{202e}avw\u{2066}\u{200b}\u{feff}".into(), "0.1.0\u{85}\u{2028}x"),
        "huge" => ("n".repeat(60_000_000), "v"),
        "forge" => ("wva".into(), "0.1.0"),
        "loop" => harm::forever(),
        "grow" => harm::grow(),
        "recurse" => (harm::recurse(0).to_string(), ""),
        _ => ("evil".into(), "6.6.6"),
    };
    let latency_models = match word {
        "many" => vec!["queue\u{1b}[31m".to_string(); 1_000_000],
        "esc" => vec!["queue\u{1b}[2J".to_string()],
        _ => vec!["queue".to_string()],
    };
    let most = u32::MAX;
    let limits = Limits {
        variants: most,
        accelerators: most,
        profiles: most,
        batch: most,
        memory_bytes_per_variant: most,
    };
    Description { name, version: version.into(), latency_models, limits }
}
