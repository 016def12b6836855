//! PLN-17: plans, catalogues and frameworks, out of here and in again.

mod routes;
mod service;

pub use routes::configure;
