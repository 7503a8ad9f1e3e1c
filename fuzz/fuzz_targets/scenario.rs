#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| wva_fuzz::scenario(bytes));
