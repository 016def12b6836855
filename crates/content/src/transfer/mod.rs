//! PLN-17: export and import of plans, catalogues and frameworks.

mod routes;
mod service;

pub use routes::configure;
