//! What a person sets for themselves.

mod routes;
pub mod service;

pub use routes::configure;
