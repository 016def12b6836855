//! Who is asking, as what, and what that allows.
//!
//! A middleware authenticates and reads the actor's current permissions; `Guard<P>` decides from those alone without a
//! database; the transaction opens inside `run` or `read`, once the body has been read.

pub mod actor;
pub mod address;
pub mod content_policy;
mod guard;
pub mod idempotency;
pub mod limit;
mod middleware;
pub mod password;
pub mod permissions;
pub mod policy;
pub mod token;
mod visitor;

pub use actor::{Actor, Scope};
pub use guard::{Command, Guard, Guarded, Permission, Query, System, Work, as_system, new_id};
pub use idempotency::IdempotencyKey;
pub use middleware::authenticate;
pub use visitor::{Open, Visitor};
