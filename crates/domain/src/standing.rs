//! FUL-1, FUL-6: a person's standing on a requirement, and the one table that says how the passing of
//! days moves it. The table is evaluated here (API, night run, browser) and rendered to SQL, so that the
//! two cannot disagree.

mod acts;
pub mod checklist;
pub mod repetition;

pub use acts::{Act, Refusal, Way, of_draft};

use chrono::{Days, NaiveDate};

use crate::string_enum::string_enum;

/// Days before expiry (or a deadline) from which it counts as near.
pub const SOON_DAYS: u64 = 30;

string_enum! {
    /// The standing of a person on a requirement.
    Status {
        NotStarted = "not_started",
        Started = "started",
        AwaitingSignature = "awaiting_signature",
        Rejected = "rejected",
        Fulfilled = "fulfilled",
        /// Fulfilled, with 30 days or less left.
        Expiring = "expiring",
        Expired = "expired",
        /// Per assignment, never stored on the standing itself.
        NotRelevant = "not_relevant",
    }
}

string_enum! {
    /// What happened to a standing: the kinds of its history (FUL-14).
    EventKind {
        DraftSaved = "draft_saved",
        Fulfilled = "fulfilled",
        /// FUL-4: it was fulfilled, and is changed with what is said next.
        Unlocked = "unlocked",
        /// FUL-17: what was fulfilled or sent a moment ago stands as it did before.
        Undone = "undone",
        /// The date was taken away: not fulfilled again.
        Withdrawn = "withdrawn",
        Sent = "sent",
        Recalled = "recalled",
        Signed = "signed",
        Rejected = "rejected",
        SignatureCancelled = "signature_cancelled",
        RejectionCancelled = "rejection_cancelled",
        Expiring = "expiring",
        Expired = "expired",
        DeadlineSet = "deadline_set",
        DeadlineChanged = "deadline_changed",
        DeadlineRemoved = "deadline_removed",
        Reset = "reset",
        /// FUL-8: one time done.
        RepetitionRegistered = "repetition_registered",
        RepetitionRemoved = "repetition_removed",
        /// FUL-12: in one plan.
        MarkedNotRelevant = "marked_not_relevant",
        MarkedRelevant = "marked_relevant",
        /// FUL-9: a point of the checklist, in one plan.
        PointNotRelevant = "point_not_relevant",
        PointRelevant = "point_relevant",
        AttachmentAdded = "attachment_added",
        AttachmentRemoved = "attachment_removed",
    }
}

/// What a status asks of the employee.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Colour {
    /// Something to do.
    Red,
    /// Under way, or soon to be done again.
    Yellow,
    /// Done.
    Green,
}

impl Status {
    /// FUL-1: the colour in an employee's own plan; shape and text say the same.
    pub const fn colour(self) -> Colour {
        match self {
            Self::NotStarted | Self::Rejected | Self::Expired => Colour::Red,
            Self::Started | Self::AwaitingSignature | Self::Expiring => Colour::Yellow,
            Self::Fulfilled | Self::NotRelevant => Colour::Green,
        }
    }

    /// Fulfilled and still valid: what counts as competent.
    pub const fn is_valid(self) -> bool {
        matches!(self, Self::Fulfilled | Self::Expiring)
    }

    /// Fulfilled once, whatever the days since have done to it.
    pub const fn is_achieved(self) -> bool {
        matches!(self, Self::Fulfilled | Self::Expiring | Self::Expired)
    }
}

/// The days on either side of which a date means something else. SQL is given these and only compares.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CutOffs {
    pub today: NaiveDate,
    /// The last day that counts as soon.
    pub soon: NaiveDate,
}

impl CutOffs {
    pub fn of(today: NaiveDate) -> Self {
        Self { today, soon: today.checked_add_days(Days::new(SOON_DAYS)).unwrap_or(NaiveDate::MAX) }
    }
}

/// Where an expiry date lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum When {
    /// The last valid day is over.
    Past,
    /// Valid, with 30 days or less left.
    Soon,
    /// Any later date, or none.
    Any,
}

/// One row of the rule: first match wins.
struct Row {
    stored: &'static [Status],
    expires: When,
    effective: Status,
}

/// A requirement is valid through its expiry date. Only what was achieved is moved by the days; anything
/// else stays what it is.
const TABLE: &[Row] = &[
    Row { stored: ACHIEVED, expires: When::Past, effective: Status::Expired },
    Row { stored: ACHIEVED, expires: When::Soon, effective: Status::Expiring },
    Row { stored: ACHIEVED, expires: When::Any, effective: Status::Fulfilled },
];
const ACHIEVED: &[Status] = &[Status::Fulfilled, Status::Expiring, Status::Expired];

/// The status that holds today.
pub fn effective(stored: Status, expires_on: Option<NaiveDate>, at: CutOffs) -> Status {
    let holds = |when: When| match when {
        When::Past => expires_on.is_some_and(|date| date < at.today),
        When::Soon => expires_on.is_some_and(|date| date <= at.soon),
        When::Any => true,
    };
    TABLE.iter().find(|row| row.stored.contains(&stored) && holds(row.expires)).map_or(stored, |row| row.effective)
}

/// The same table as an SQL `CASE` over a status and a date column; `today` and `soon` are the SQL of the
/// two bound cut-offs.
pub fn effective_sql(status: &str, expires_on: &str, today: &str, soon: &str) -> String {
    use std::fmt::Write;
    let mut sql = String::from("CASE");
    for row in TABLE {
        let stored: Vec<_> = row.stored.iter().map(|s| format!("'{}'", s.as_str())).collect();
        let date = match row.expires {
            When::Past => format!(" AND {expires_on} < {today}"),
            When::Soon => format!(" AND {expires_on} <= {soon}"),
            When::Any => String::new(),
        };
        // Writing to a String cannot fail.
        let _ = write!(sql, " WHEN {status} IN ({}){date} THEN '{}'", stored.join(","), row.effective.as_str());
    }
    let _ = write!(sql, " ELSE {status} END");
    sql
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a date")
    }

    /// Proves FUL-1, FUL-6: literal expectations, since a shared wrong rule agrees with itself.
    #[rstest::rstest]
    #[case("2026-11-20", Status::Expired)]
    #[case("2026-11-21", Status::Expiring)]
    #[case("2026-12-21", Status::Expiring)]
    #[case("2026-12-22", Status::Fulfilled)]
    fn days_move_what_was_achieved(#[case] expires: &str, #[case] expected: Status) {
        let at = CutOffs::of(day("2026-11-21"));
        for stored in [Status::Fulfilled, Status::Expiring, Status::Expired] {
            assert_eq!(effective(stored, Some(day(expires)), at), expected);
        }
        assert_eq!(effective(Status::AwaitingSignature, Some(day(expires)), at), Status::AwaitingSignature);
        assert_eq!(effective(Status::Expired, None, at), Status::Fulfilled);
    }

    proptest! {
        /// Proves FUL-6: doing it again on the same day changes nothing, and a later day never makes it better.
        #[test]
        fn idempotent_and_monotone(stored in 0..Status::ALL.len(), left in -400i64..400, later in 0u64..400) {
            let today = day("2026-11-21");
            let expires = Some(today + chrono::TimeDelta::days(left));
            let once = effective(Status::ALL[stored], expires, CutOffs::of(today));
            prop_assert_eq!(effective(once, expires, CutOffs::of(today)), once);
            let then = effective(once, expires, CutOffs::of(today + Days::new(later)));
            let rank = |s: Status| match s { Status::Fulfilled => 0, Status::Expiring => 1, Status::Expired => 2, _ => 3 };
            if once.is_achieved() { prop_assert!(rank(then) >= rank(once)); } else { prop_assert_eq!(then, once); }
        }
    }

    /// Proves FUL-1: what counts as competent, and what was so once.
    #[test]
    fn what_counts() {
        let which = |counts: fn(Status) -> bool| Status::ALL.iter().copied().filter(|s| counts(*s)).collect::<Vec<_>>();
        assert_eq!(which(Status::is_valid), [Status::Fulfilled, Status::Expiring]);
        assert_eq!(which(Status::is_achieved), [Status::Fulfilled, Status::Expiring, Status::Expired]);
    }

    #[test]
    fn names_read_back() {
        for status in Status::ALL {
            assert_eq!(status.as_str().parse::<Status>().ok(), Some(*status));
        }
        assert_eq!("signature_cancelled".parse::<EventKind>().ok(), Some(EventKind::SignatureCancelled));
    }
}
