//! Role assignments: the use cases, each in the file it is named after.

pub use super::{
    grant::{grant, list, positions, react, revoke},
    owner::{Owner, create_owner},
};
