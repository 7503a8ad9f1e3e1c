//! The command line of WVA.

fn main() {}
