//! The outside world behind traits.

pub mod files;
pub mod mail;
