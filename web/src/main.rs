//! Kyndig.
fn main() {}
