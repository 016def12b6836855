//! The program: reads the configuration, wires, serves.

fn main() {}
