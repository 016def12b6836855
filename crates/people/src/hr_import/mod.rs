//! POS-1 to POS-5, POS-12: units and people from HR: read, compared, and, unless tried only, done.

mod apply;
mod read;
mod routes;
pub mod service;
mod store;

pub use routes::configure;
