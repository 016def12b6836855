//! PLN: the content of competence plans: sections, requirements, approval, versions, owners, publication.

mod routes;
pub mod service;
mod sheet;
mod store;
mod usage;

pub use routes::configure;
