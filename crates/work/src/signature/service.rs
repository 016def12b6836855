//! The use cases of signers, each in the file it is named after.

pub use super::{
    decide::{cancel, cancel_many, reject, reject_many, sign, sign_many},
    inbox::{Waiting, details, list, waiting},
    overdue::{count as long_awaiting_count, of_position as long_awaiting, remind},
};
