//! FOL-4, DLN-3: how a deadline is followed up.

use chrono::NaiveDate;

use crate::{
    standing::{CutOffs, Status},
    string_enum::string_enum,
};

string_enum! {
    /// Where the deadline of a requirement that is not fulfilled lies.
    Deadline {
        /// In the next 30 days.
        Near = "near",
        Passed = "passed",
    }
}

impl Deadline {
    /// DLN-3: a deadline on what is fulfilled is kept, and neither near nor passed.
    pub fn of(deadline: NaiveDate, status: Status, at: CutOffs) -> Option<Self> {
        if status.is_valid() || status == Status::NotRelevant {
            return None;
        }
        if deadline < at.today { Some(Self::Passed) } else { (deadline <= at.soon).then_some(Self::Near) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Of DLN-3: the days on both sides of each limit.
    #[rstest::rstest]
    #[case("2026-11-20", Status::NotStarted, Some(Deadline::Passed))]
    #[case("2026-11-21", Status::NotStarted, Some(Deadline::Near))]
    #[case("2026-12-21", Status::Expired, Some(Deadline::Near))]
    #[case("2026-12-22", Status::Started, None)]
    #[case("2026-11-20", Status::Fulfilled, None)]
    #[case("2026-11-22", Status::Expiring, None)]
    fn a_deadline_is_near_or_passed(
        #[case] deadline: &str,
        #[case] status: Status,
        #[case] expected: Option<Deadline>,
    ) {
        let day = |text: &str| text.parse::<NaiveDate>().expect("a date");
        assert_eq!(Deadline::of(day(deadline), status, CutOffs::of(day("2026-11-21"))), expected);
    }
}
