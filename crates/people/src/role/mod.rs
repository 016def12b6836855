//! ACC-4, ACC-8: the roles that positions have been granted.

mod grant;
mod owner;
mod routes;
pub mod service;
mod sheet;
mod steward;
mod store;

pub use routes::configure;
