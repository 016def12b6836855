//! REQ: requirements, their one draft, and their publications.

mod routes;
pub mod service;
mod store;

pub use routes::configure;
