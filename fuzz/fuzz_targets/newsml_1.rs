#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| copytaster_fuzz::entry::run_named("newsml_1", bytes));
