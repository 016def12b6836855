//! ASG: plans assigned to positions.

mod approval;
mod change;
mod reaction;
mod reading;
mod relevance;
mod routes;
mod search;
pub mod service;
mod snapshot;
mod store;

pub use routes::configure;
