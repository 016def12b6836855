//! FUL, DLN: a person's standing on a requirement: what it asks for, what can be done about it, what happened.

mod attachment;
mod checklist;
mod deadline;
mod facts;
mod history;
mod panel;
mod place;
mod prerequisite;
mod register;
mod relevance;
mod repetition;
mod signer;
mod undo;
mod words;

pub use facts::links;
pub use history::{history, history_of};
pub use panel::StandingPanel;
pub use place::standing_path;
pub use relevance::NotRelevantDialog;
pub use repetition::{how_it_stands, undecided};
pub use signer::SignerField;
pub use undo::undoable;
pub use words::{Remark, deadline_remark, in_days, standing_name, status_remark, validity_line};
