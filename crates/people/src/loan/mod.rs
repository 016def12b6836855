//! LOA-1 to LOA-6: a position lent to another unit for a period, where it appears as a position of its own.

pub mod night;
mod routes;
pub mod service;
mod store;
mod temporary;

pub use routes::configure;
