//! What a person sets for themselves.

mod routes;
pub mod service;
mod view;

pub use routes::configure;
