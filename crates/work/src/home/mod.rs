//! FOL-3 and the first page: what is urgent, one's plans, and all that waits for one.

mod routes;
pub mod service;

pub use routes::configure;
