//! The outside world behind traits.

pub mod mail;
