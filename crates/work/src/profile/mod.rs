//! POS-13: one's own personalia.

mod routes;
mod store;

pub use routes::configure;
