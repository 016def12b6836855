//! FUL-3 to FUL-5, FUL-8, FUL-9: what can be done with a standing, by its status and by how the requirement is fulfilled.

use super::Status;

/// What an employee does with a requirement.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Act {
    SaveDraft,
    Fulfil,
    Unlock,
    Send,
    Recall,
    /// FUL-8: one or more times done.
    Register,
    /// FUL-8: a time taken back, whatever became of it.
    Remove,
    /// FUL-9: points are ticked, or no longer.
    Tick,
    /// FUL-11: what documents it comes or goes.
    Attach,
    /// FUL-17: what was fulfilled or sent a moment ago stands as it did.
    Undo,
}

/// How a requirement is fulfilled.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Way {
    pub needs_signature: bool,
    /// FUL-8: as many times as it says; then what is registered decides how it stands.
    pub repeats: bool,
}

/// Why it cannot be done now.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    #[error("this requirement is fulfilled by a signature")]
    NeedsSignature,
    #[error("this requirement needs no signature")]
    NeedsNoSignature,
    #[error("each time it is done is registered by itself")]
    Repeats,
    #[error("once is enough")]
    DoesNotRepeat,
    #[error("a standing that is {0} does not allow it")]
    WrongStatus(Status),
}

impl Act {
    pub const ALL: [Self; 10] = [
        Self::SaveDraft,
        Self::Fulfil,
        Self::Unlock,
        Self::Send,
        Self::Recall,
        Self::Register,
        Self::Remove,
        Self::Tick,
        Self::Attach,
        Self::Undo,
    ];

    /// Whether it can be done with what is unlocked: with what is fulfilled, all that can be done with what is begun (FUL-4).
    pub const fn check_unlocked(self, status: Status, way: Way) -> Result<(), Refusal> {
        let locked = Self::Unlock.check(status, way).is_ok();
        self.check(if locked { Status::Started } else { status }, way)
    }

    /// What is fulfilled is locked: it is unlocked to be changed. What is about to expire, or has
    /// expired, can be done again as it stands.
    pub const fn check(self, status: Status, way: Way) -> Result<(), Refusal> {
        use Status::{AwaitingSignature, Expired, Expiring, Fulfilled, NotRelevant, NotStarted, Rejected, Started};
        match self {
            Self::Register | Self::Remove if !way.repeats => return Err(Refusal::DoesNotRepeat),
            Self::Register | Self::Remove | Self::Attach => {}
            _ if way.repeats => return Err(Refusal::Repeats),
            Self::Fulfil if way.needs_signature => return Err(Refusal::NeedsSignature),
            Self::Send if !way.needs_signature => return Err(Refusal::NeedsNoSignature),
            _ => {}
        }
        let allowed = match self {
            Self::SaveDraft => matches!(status, NotStarted | Started | Rejected | Expired),
            Self::Fulfil | Self::Send => matches!(status, NotStarted | Started | Rejected | Expiring | Expired),
            Self::Unlock => matches!(status, Fulfilled | Expiring),
            Self::Recall => matches!(status, AwaitingSignature),
            Self::Undo => matches!(status, Fulfilled | Expiring | Expired | AwaitingSignature),
            Self::Register => !matches!(status, Fulfilled | NotRelevant),
            Self::Remove => !matches!(status, NotRelevant),
            Self::Attach if way.repeats => !matches!(status, Fulfilled | NotRelevant),
            Self::Tick | Self::Attach => matches!(status, NotStarted | Started | Rejected | Expiring | Expired),
        };
        if allowed { Ok(()) } else { Err(Refusal::WrongStatus(status)) }
    }
}

/// FUL-3, FUL-4, FUL-9: a draft with something in it is started; without a date, a word or a point ticked it is not
/// started (again).
pub const fn of_draft(has_date: bool, has_comment: bool, has_ticks: bool) -> Status {
    if has_date || has_comment || has_ticks { Status::Started } else { Status::NotStarted }
}

#[cfg(test)]
mod tests {
    use super::*;
    use Act::*;
    use Status::*;

    /// Proves FUL-3, FUL-4, FUL-5, FUL-8, FUL-11: the whole table of act x status x way.
    #[test]
    fn every_act_on_every_status() {
        let allowed = [
            (SaveDraft, vec![NotStarted, Started, Rejected, Expired]),
            (Fulfil, vec![NotStarted, Started, Rejected, Expiring, Expired]),
            (Unlock, vec![Fulfilled, Expiring]),
            (Send, vec![NotStarted, Started, Rejected, Expiring, Expired]),
            (Recall, vec![AwaitingSignature]),
            (Register, vec![NotStarted, Started, AwaitingSignature, Rejected, Expiring, Expired]),
            (Remove, Status::ALL.iter().copied().filter(|status| *status != NotRelevant).collect()),
            (Tick, vec![NotStarted, Started, Rejected, Expiring, Expired]),
            (Attach, vec![NotStarted, Started, Rejected, Expiring, Expired]),
            (Undo, vec![AwaitingSignature, Fulfilled, Expiring, Expired]),
        ];
        assert_eq!(allowed.len(), Act::ALL.len());
        for (act, statuses) in allowed {
            for status in Status::ALL.iter().copied() {
                for (needs_signature, repeats) in [(false, false), (true, false), (false, true), (true, true)] {
                    let expected = match (act, needs_signature, repeats) {
                        (Register | Remove, _, false) => Err(Refusal::DoesNotRepeat),
                        (SaveDraft | Fulfil | Unlock | Send | Recall | Tick | Undo, _, true) => Err(Refusal::Repeats),
                        (Fulfil, true, _) => Err(Refusal::NeedsSignature),
                        (Send, false, _) => Err(Refusal::NeedsNoSignature),
                        (Attach, _, true) if status == AwaitingSignature => Ok(()),
                        _ if statuses.contains(&status) => Ok(()),
                        _ => Err(Refusal::WrongStatus(status)),
                    };
                    let way = Way { needs_signature, repeats };
                    assert_eq!(act.check(status, way), expected, "{act:?} {status:?} {way:?}");
                }
            }
        }
    }

    /// Proves FUL-4: unlocked, what is fulfilled is changed as what is begun is; all else stands as it did.
    #[test]
    fn unlocked() {
        for act in Act::ALL {
            for status in Status::ALL.iter().copied() {
                for (needs_signature, repeats) in [(false, false), (true, false), (false, true)] {
                    let way = Way { needs_signature, repeats };
                    let as_if = if matches!(status, Fulfilled | Expiring) && !repeats { Started } else { status };
                    assert_eq!(act.check_unlocked(status, way), act.check(as_if, way), "{act:?} {status:?} {way:?}");
                }
            }
        }
    }

    /// Proves FUL-3, FUL-4: saved is started; without the date and empty it is not started again.
    #[test]
    fn drafts() {
        assert_eq!(of_draft(true, false, false), Started);
        assert_eq!(of_draft(false, true, false), Started);
        assert_eq!(of_draft(false, false, true), Started);
        assert_eq!(of_draft(false, false, false), NotStarted);
    }
}
