//! FOL-3 and the home page: what is urgent, the actor's plans, and all tasks waiting for the actor.

mod routes;
pub mod service;

pub use routes::configure;
