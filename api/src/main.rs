//! The program `kyndig`: reads the configuration, wires, serves.

mod commands;

use std::process::ExitCode;

fn main() -> ExitCode {
    match commands::run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("Error: {error:?}");
            commands::exit_code(&error).into()
        }
    }
}
