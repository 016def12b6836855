//! SIG: requests for a signature, as the signer meets them.

mod routes;
pub mod service;
mod store;

pub use routes::configure;
