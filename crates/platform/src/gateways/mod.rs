//! External services behind traits.

pub mod files;
pub mod mail;
