//! REQ: requirements, their one draft, and their publications.

mod routes;
pub mod service;
mod sheet;
mod store;

pub use routes::configure;
