//! Files on whatever has them: shown and fetched, and, for those who may, added and removed.

mod fetch;
mod place;
mod queue;
mod upload;
mod words;

pub use fetch::{fetched, listed, row};
pub use queue::Queue;
pub use {place::Place, upload::Upload};
