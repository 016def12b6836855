//! SIG: requests for a signature, as seen by the signer.

mod decide;
mod inbox;
mod overdue;
mod routes;
pub mod service;
mod sheet;
mod store;

pub use routes::configure;
