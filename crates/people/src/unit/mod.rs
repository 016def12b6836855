//! POS-1: the org tree, read only.

mod routes;
pub mod service;
mod store;

pub use routes::configure;
