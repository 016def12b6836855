//! Files that people add: taken in piece by piece, told apart by their content, stored under keys of their own and
//! known by a row. Whose a file is, is said by the feature that links it (`requirement_file`), and by nothing here.

mod archive;
mod download;
pub mod service;
mod sniff;
mod store;
mod upload;

pub use download::{FileBytes, IfNoneMatch};
pub use upload::{FileForm, Received};
