//! FOL-4 to FOL-8, DLN-2, REP-4: follow-up of all the employees the actor has access to: by requirement, by person, and
//! by day; deadlines for many of them, and an e-mail.

mod deadlines;
mod history;
mod order;
pub mod people;
mod reading;
mod relevance_index;
pub mod requirements;
mod routes;
pub mod service;
mod sheet;
pub mod standings;
mod undo;
mod write;

pub use routes::configure;
