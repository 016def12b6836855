//! POS-1 to POS-5, POS-12: units and people from HR: read, compared, and, unless it is a dry run, applied.

mod apply;
mod read;
mod routes;
pub mod service;
mod store;

pub use routes::configure;
