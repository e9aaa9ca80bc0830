//! The program: hands its arguments to the command line.

use std::process::ExitCode;

/// A story is some hundred small allocations, made on one thread and given back on another. The benchmarks use the same allocator.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    copytaster::cli::main(std::env::args_os())
}
