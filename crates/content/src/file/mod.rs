//! Uploaded files: received in chunks, identified by their content, stored under keys of their own and recorded in a
//! row. The owner of a file is determined by the feature that links it (`requirement_file`), not here.

mod archive;
mod download;
pub mod service;
mod sniff;
mod store;
mod upload;

pub use download::FileBytes;
pub use upload::{FileForm, Received};
