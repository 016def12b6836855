//! People by name: whom a signature can be requested from, or who can be named for a plan.

mod routes;
pub mod service;
mod store;

pub use routes::configure;
