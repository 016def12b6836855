//! POS-13: the actor's own personal data.

mod routes;
mod store;

pub use routes::configure;
