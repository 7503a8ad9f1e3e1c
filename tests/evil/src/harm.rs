//! What takes time, memory or the stack.

use core::hint::black_box;

const MIB: usize = 1 << 20;

pub fn forever() -> ! {
    loop {
        black_box(0);
    }
}

pub fn grow() -> ! {
    let mut all: Vec<Vec<u8>> = vec![];
    loop {
        all.push(vec![1; MIB]);
    }
}

/// As much memory as it may have, and then an answer.
pub fn grow_to(mib: usize) -> usize {
    let all: Vec<Vec<u8>> = (0..mib).map(|_| vec![1; MIB]).collect();
    black_box(all).len()
}

pub fn recurse(n: u64) -> u64 {
    if black_box(n) == 1 { 0 } else { 1 + recurse(n + 2) }
}
