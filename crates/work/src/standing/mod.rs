//! FUL, DLN: a person's standing on a requirement: the possible actions, and the history.

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
