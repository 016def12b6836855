//! People by name: whom one may ask for a signature, or name for a plan.

mod routes;
pub mod service;
mod store;

pub use routes::configure;
