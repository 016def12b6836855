//! SIG: what waits for one's signature, and what one decided.

mod words;

pub use words::reason_name;
