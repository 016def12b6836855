//! The build steps that cargo has no word for: the browser half, its size, its icons.
//! Used by the recipes of the justfile; nothing here is part of the product.

mod compress;
mod icons;
mod npm;
mod size;
#[path = "../../../web/build/texts.rs"]
mod texts;
mod web;

use std::process::ExitCode;

use anyhow::{Result, bail};

const HELP: &str = "\
Usage: cargo run -p xtask -- <command>

  web [--release|--dev]  build web/dist (release: small; dev: quick)
  size                   print what a first visit downloads; fails above the budget
  icons                  write web/src/ui/icon_paths.rs from web/icons.txt
";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match run(&arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("xtask: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: &[String]) -> Result<()> {
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match words.as_slice() {
        ["web"] | ["web", "--release"] => web::build(web::Kind::Release),
        ["web", "--dev"] => web::build(web::Kind::Dev),
        ["size"] => size::report(),
        ["icons"] => icons::write(),
        [] | ["help" | "--help" | "-h"] => {
            print!("{HELP}");
            Ok(())
        }
        other => bail!("unknown command `{}`\n\n{HELP}", other.join(" ")),
    }
}
