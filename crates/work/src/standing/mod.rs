//! FUL, DLN: a person's standing on a requirement: what can be done with it, and what happened.

mod act;
mod attachment;
mod checklist;
mod deadline;
mod details;
mod fulfil;
mod history;
mod many;
mod night;
mod reaction;
mod register;
mod repetition;
mod routes;
pub mod service;
mod store;
mod tick;

pub use routes::configure;
