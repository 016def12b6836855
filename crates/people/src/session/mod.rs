//! ACC-1 to ACC-3: sign-in, the session with its refresh tokens, and what the person acts as.

mod keeping;
mod password;
mod routes;
pub mod service;
mod sign_in;
mod store;

pub use routes::configure;
