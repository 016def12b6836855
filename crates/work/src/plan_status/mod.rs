//! FOL-2: how a plan stands with everybody one follows up who has it.

mod routes;
mod service;
mod sheet;
mod store;

pub use routes::configure;
