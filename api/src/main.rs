//! The program `kyndig`: reads the configuration, wires, serves.

mod commands;

fn main() -> anyhow::Result<()> {
    commands::run()
}
