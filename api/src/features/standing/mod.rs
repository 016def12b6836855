//! FUL, DLN: a person's standing on a requirement: what can be done with it, and what happened.

mod deadline;
mod details;
mod history;
mod night;
mod routes;
pub mod service;
mod store;

pub use routes::configure;
