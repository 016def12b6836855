//! SIG-2, SIG-4: what can become of a request for a signature; SIG-5: how long it may wait.

use chrono::{Days, NaiveDate};

use crate::string_enum::string_enum;

string_enum! {
    /// Where a request stands.
    #[derive(Default)]
    RequestStatus {
        #[default]
        Awaiting = "awaiting",
        Signed = "signed",
        Rejected = "rejected",
        /// Taken back by the employee.
        Recalled = "recalled",
        /// The requirement was archived while it waited (REQ-13).
        Withdrawn = "withdrawn",
    }
}

string_enum! {
    /// Why a request was rejected: the fixed list.
    RejectionReason {
        PracticeMissing = "practice_missing",
        TheoryMissing = "theory_missing",
        DocumentationMissing = "documentation_missing",
        WrongDate = "wrong_date",
        /// The signer did not see it.
        NotObserved = "not_observed",
        Other = "other",
    }
}

/// What is done to a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Decision {
    Sign,
    Reject,
    /// The signer regrets: back to awaiting.
    Cancel,
    /// The employee regrets.
    Recall,
}

/// The request is not where the decision needs it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a request that is {0:?} cannot be decided this way")]
pub struct NotThere(pub RequestStatus);

impl RequestStatus {
    /// The status after a decision.
    pub const fn after(self, decision: Decision) -> Result<Self, NotThere> {
        match (self, decision) {
            (Self::Awaiting, Decision::Sign) => Ok(Self::Signed),
            (Self::Awaiting, Decision::Reject) => Ok(Self::Rejected),
            (Self::Awaiting, Decision::Recall) => Ok(Self::Recalled),
            (Self::Signed | Self::Rejected, Decision::Cancel) => Ok(Self::Awaiting),
            _ => Err(NotThere(self)),
        }
    }
}

/// SIG-5: what waits for longer is told of again, and shown to the employee's manager.
pub const LONG: Days = Days::new(14);

/// SIG-5: so long nothing is said to a signer who has been reminded.
pub const BETWEEN_REMINDERS: Days = Days::new(7);

/// Days counted back from one, by the calendar; the first there is, where it has no such day.
#[must_use]
pub fn before(day: NaiveDate, days: Days) -> NaiveDate {
    day.checked_sub_days(days).unwrap_or(NaiveDate::MIN)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Proves SIG-5: by the calendar, also over a night that is an hour longer or shorter.
    #[test]
    fn days_back() {
        let day = |text: &str| text.parse::<NaiveDate>().expect("a date");
        assert_eq!(before(day("2026-11-08"), LONG), day("2026-10-25"));
        assert_eq!(before(day("2027-04-03"), BETWEEN_REMINDERS), day("2027-03-27"));
        assert_eq!(before(NaiveDate::MIN, LONG), NaiveDate::MIN);
    }

    /// Proves SIG-2, SIG-4: the whole table of status x decision.
    #[test]
    fn every_decision_on_every_status() {
        use Decision::{Cancel, Recall, Reject, Sign};
        use RequestStatus::{Awaiting, Recalled, Rejected, Signed};
        let allowed = [
            (Awaiting, Sign, Signed),
            (Awaiting, Reject, Rejected),
            (Awaiting, Recall, Recalled),
            (Signed, Cancel, Awaiting),
            (Rejected, Cancel, Awaiting),
        ];
        for status in RequestStatus::ALL.iter().copied() {
            for decision in [Sign, Reject, Cancel, Recall] {
                let expected = allowed.iter().find(|(s, d, _)| (*s, *d) == (status, decision)).map(|row| row.2);
                assert_eq!(status.after(decision).ok(), expected, "{status:?} {decision:?}");
            }
            assert_eq!(status.as_str().parse::<RequestStatus>().ok(), Some(status));
        }
        for reason in RejectionReason::ALL {
            assert_eq!(reason.as_str().parse::<RejectionReason>().ok(), Some(*reason));
        }
    }
}
