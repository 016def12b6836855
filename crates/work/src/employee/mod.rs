//! FOL-1, POS-12, POS-13, ACC-5: the overview of those the actor manages or has a role for, and one of them in full.

mod list;
mod reading;
mod routes;
pub mod service;
mod sheet;
mod store;

pub use routes::configure;
