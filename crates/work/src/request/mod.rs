//! Requests for a decision by somebody else, as what they are about meets them: asking, taking back, and what becomes of them
//! when a requirement goes out of use. Deciding is the signer's: `signature`.

mod reaction;
pub mod service;
mod store;
