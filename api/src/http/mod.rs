//! What every feature shares of HTTP: problems, extractors, paging, conditional requests.

mod beyond;
mod code;
mod conditional;
pub mod documented;
mod download;
pub mod encoding;
pub mod export;
mod extract;
mod failure;
pub mod health;
mod names;
pub mod page;
pub mod query;
mod routes;
pub mod security;
pub mod slow;
pub mod spa;

pub use code::Code;
pub use conditional::{IfMatch, Seen, Versioned, has_already, tags};
pub use documented::{Absent, Clash, Limited, Refused, Stale, StaleWhereSeen, Unread};
pub use download::Download;
pub use export::Asked;
pub use extract::{Body, Params, Upload, configure, field_problems, upload_error};
pub use failure::{Failure, problem_response};
pub use routes::{Documentation, ServiceConfig};
