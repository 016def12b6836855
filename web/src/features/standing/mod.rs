//! FUL, DLN: a person's standing on a requirement: what it asks for, what can be done about it, what happened.

mod deadline;
mod facts;
mod history;
mod panel;
mod place;
mod register;
mod words;

pub use facts::links;
pub use history::history;
pub use panel::StandingPanel;
pub use words::{Remark, deadline_remark, in_days, standing_name, status_remark, validity_line};
