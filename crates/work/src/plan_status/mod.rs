//! FOL-2: the status of a plan for all employees the actor follows up who have it.

mod routes;
mod service;
mod sheet;
mod store;

pub use routes::configure;
