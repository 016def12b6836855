//! ASG: plans given to positions.

mod routes;
pub mod service;
mod store;

pub use routes::configure;
