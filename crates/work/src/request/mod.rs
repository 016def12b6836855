//! Requests for a decision by another person, as seen from the standing: sending, recalling, and the effect of a
//! requirement going out of use. Deciding is the signer's: `signature`.

mod reaction;
pub mod service;
mod store;
