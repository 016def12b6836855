//! FUL-3 to FUL-5: what an employee may do with a standing, by its status and by whether somebody must sign.

use super::Status;

/// What an employee does with a requirement.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Act {
    SaveDraft,
    Fulfil,
    Unlock,
    Send,
    Recall,
}

/// Why it cannot be done now.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    #[error("this requirement is fulfilled by a signature")]
    NeedsSignature,
    #[error("this requirement needs no signature")]
    NeedsNoSignature,
    #[error("a standing that is {0} does not allow it")]
    WrongStatus(Status),
}

impl Act {
    pub const ALL: [Self; 5] = [Self::SaveDraft, Self::Fulfil, Self::Unlock, Self::Send, Self::Recall];

    /// What is fulfilled is locked: it is unlocked before it is changed. What is about to expire, or has
    /// expired, can be done again as it stands.
    pub const fn check(self, status: Status, needs_signature: bool) -> Result<(), Refusal> {
        use Status::{AwaitingSignature, Expired, Expiring, Fulfilled, NotStarted, Rejected, Started};
        match (self, needs_signature) {
            (Self::Fulfil, true) => return Err(Refusal::NeedsSignature),
            (Self::Send, false) => return Err(Refusal::NeedsNoSignature),
            _ => {}
        }
        let allowed = match self {
            Self::SaveDraft => matches!(status, NotStarted | Started | Rejected | Expired),
            Self::Fulfil | Self::Send => matches!(status, NotStarted | Started | Rejected | Expiring | Expired),
            Self::Unlock => matches!(status, Fulfilled | Expiring),
            Self::Recall => matches!(status, AwaitingSignature),
        };
        if allowed { Ok(()) } else { Err(Refusal::WrongStatus(status)) }
    }
}

/// FUL-3, FUL-4: a draft with something in it is started; without a date and a word it is not started (again).
pub const fn of_draft(has_date: bool, has_comment: bool) -> Status {
    if has_date || has_comment { Status::Started } else { Status::NotStarted }
}

#[cfg(test)]
mod tests {
    use super::*;
    use Act::*;
    use Status::*;

    /// Proves FUL-3, FUL-4, FUL-5: the whole table of act x status x needs signature.
    #[test]
    fn every_act_on_every_status() {
        let allowed = [
            (SaveDraft, vec![NotStarted, Started, Rejected, Expired]),
            (Fulfil, vec![NotStarted, Started, Rejected, Expiring, Expired]),
            (Unlock, vec![Fulfilled, Expiring]),
            (Send, vec![NotStarted, Started, Rejected, Expiring, Expired]),
            (Recall, vec![AwaitingSignature]),
        ];
        assert_eq!(allowed.len(), Act::ALL.len());
        for (act, statuses) in allowed {
            for status in Status::ALL.iter().copied() {
                for needs_signature in [false, true] {
                    let expected = match (act, needs_signature) {
                        (Fulfil, true) => Err(Refusal::NeedsSignature),
                        (Send, false) => Err(Refusal::NeedsNoSignature),
                        _ if statuses.contains(&status) => Ok(()),
                        _ => Err(Refusal::WrongStatus(status)),
                    };
                    assert_eq!(act.check(status, needs_signature), expected, "{act:?} {status:?} {needs_signature}");
                }
            }
        }
    }

    /// Proves FUL-3, FUL-4: saved is started; without the date and empty it is not started again.
    #[test]
    fn drafts() {
        assert_eq!(of_draft(true, false), Started);
        assert_eq!(of_draft(false, true), Started);
        assert_eq!(of_draft(false, false), NotStarted);
    }
}
