//! The hash by which a policy is known.

use std::fmt::Write as _;

use sha2::{Digest as _, Sha256};

/// The hash by which a policy is known, in hexadecimal.
#[must_use]
pub fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().fold(String::new(), |mut text, byte| {
        // Writing to a string cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}
