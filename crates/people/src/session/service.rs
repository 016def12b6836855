//! The use cases of sessions, each in the file it is named after.

pub use super::password::check as check_password;
pub use super::{
    keeping::{Tokens, choose, details, end, methods, purge, react, refresh, set_password},
    sign_in::{Outcome, sign_in},
    store::email_key,
};
