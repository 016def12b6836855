//! POS-5, POS-6, POS-12: the life cycle of positions: opened, closed, reopened, moved, and their managers. It has no
//! routes of its own: imports, loans and the night run call it.

mod manager;
pub mod night;
pub mod service;
mod store;
