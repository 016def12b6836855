//! The idempotency key of one act: the same for a retry, another for another act.

use std::{cell::RefCell, rc::Rc};

use crate::browser;

/// One act of the user, such as "create this plan". Kept beside the form it belongs to.
#[derive(Clone, Default)]
pub struct Attempt(Rc<RefCell<Option<Sent>>>);

struct Sent {
    what: String,
    key: String,
}

impl Attempt {
    /// The key for sending this; the same as last time if the same was sent in vain.
    pub(super) fn key(&self, path: &str, body: &str) -> String {
        let what = format!("{path}\n{body}");
        if let Some(sent) = self.0.borrow().as_ref().filter(|sent| sent.what == what) {
            return sent.key.clone();
        }
        let key = browser::random_id();
        self.0.replace(Some(Sent { what, key: key.clone() }));
        key
    }

    /// It arrived: whatever comes next is another act.
    pub(super) fn succeeded(&self) {
        self.0.replace(None);
    }
}
