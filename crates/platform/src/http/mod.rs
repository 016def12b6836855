//! The shared parts of HTTP: problems, extractors, paging, conditional requests.

/// The prefix of every path of the API.
pub const BASE: &str = "/api/v1";

mod addresses;
mod beyond;
mod code;
mod conditional;
mod download;
pub mod encoding;
pub mod export;
mod extract;
mod failure;
mod names;
pub mod page;
pub mod query;
pub mod responses;
mod routes;
pub mod security;
pub mod slow;

pub use addresses::{Addresses, Known};
pub use code::Code;
pub use conditional::{IfMatch, IfNoneMatch, Seen, Versioned, tags};
pub use download::{Download, attachment};
pub use export::RequestedFormat;
pub use extract::{Body, Params, Upload, configure, upload_error};
pub use failure::{Failure, problem_response};
pub use responses::{
    BadRequest, Conflict, NotFound, PreconditionFailed, PreconditionFailedWhereSent, TooManyRequests, Unauthorized,
};
pub use routes::{Documentation, ServiceConfig};
