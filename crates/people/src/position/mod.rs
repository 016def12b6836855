//! POS-5, POS-6, POS-12: the life of positions: opened, closed, reopened, moved, and who follows them up. It has
//! no address of its own: imports, loans and the night run call it.

mod manager;
pub mod night;
pub mod service;
mod store;
