//! ★ Who has a plan or a requirement open to edit; plans and requirements have the routes.

pub mod service;
mod store;
