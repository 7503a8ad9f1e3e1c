#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| wva_fuzz::clock::grows_as_its_input(bytes));
