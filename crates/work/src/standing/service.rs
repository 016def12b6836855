//! The use cases of standings, each in the room it is named after.

pub use super::{
    attachment::{
        add as add_attachment, describe as describe_attachment, may_add as may_attach, of as attachments,
        remove as remove_attachment,
    },
    deadline::{remove as remove_deadline, set as set_deadline},
    details::find as details,
    fulfil::{Decided, decided, fulfil, recall, save_draft, send},
    history::read,
    many::{fulfil as fulfil_many, recall as recall_many, send as send_many, undo, withdraw as withdraw_many},
    night::expire,
    reaction::react,
    register::{register, remove as remove_repetition},
    repetition::times,
    store::set_deadlines,
    tick::tick,
};
