//! SIG: requests for a signature, as the signer meets them.

mod decide;
mod inbox;
mod overdue;
mod routes;
pub mod service;
mod sheet;
mod store;

pub use routes::configure;
