//! The program: hands its arguments to the command line and the pipeline to the service.

use copytaster::pass_through::PassThrough;
use std::process::ExitCode;

fn main() -> ExitCode {
    copytaster::cli::main(std::env::args_os(), |config, _metrics, _clock| {
        Ok(PassThrough::new(&config.outputs.enriched.topic))
    })
}
