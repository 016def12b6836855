//! LOA-2 to LOA-4, LOA-6: the periods of a loan, and what may be changed when. What else a loan carries
//! (manager, comment) follows no rule of time and can change as long as the loan is not finished.

use chrono::NaiveDate;

use crate::string_enum::string_enum;

/// Where a loan lent to `unit` lies in time. Both days are part of it: it runs out at the midnight after `end`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Terms<U> {
    pub unit: U,
    pub start: NaiveDate,
    /// Open when nobody has said how long.
    pub end: Option<NaiveDate>,
}

string_enum! {
    /// LOA-3: where a loan stands.
    LoanState { Future = "future", Ongoing = "ongoing", Finished = "finished" }
}

/// What a change of an existing loan comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LoanChange<U> {
    /// The loan gets these terms.
    Update(Terms<U>),
    /// LOA-4: the ongoing loan ends today, and a future one begins in another unit tomorrow.
    EndTodayAndStartNew { ended: Terms<U>, next: Terms<U> },
}

/// Why a loan cannot be made, changed or deleted so.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LoanError {
    /// LOA-2
    #[error("a loan can start on {earliest} at the earliest")]
    StartTooEarly { earliest: NaiveDate },
    /// LOA-3
    #[error("the start of an ongoing loan is locked")]
    StartLocked,
    /// The end lies before the start, or before today.
    #[error("the loan can end on {earliest} at the earliest")]
    EndTooEarly { earliest: NaiveDate },
    /// Nobody is lent to where they work.
    #[error("the employee belongs to this unit")]
    OwnUnit,
    #[error("a finished loan cannot be changed")]
    Finished,
    /// LOA-3: it is ended today instead.
    #[error("an ongoing loan cannot be deleted")]
    Ongoing,
}

impl<U> Terms<U> {
    /// LOA-3
    pub fn state(&self, today: NaiveDate) -> LoanState {
        if self.end.is_some_and(|end| end < today) {
            LoanState::Finished
        } else if self.start > today {
            LoanState::Future
        } else {
            LoanState::Ongoing
        }
    }

    fn end_not_before(&self, earliest: NaiveDate) -> Result<(), LoanError> {
        match self.end {
            Some(end) if end < earliest => Err(LoanError::EndTooEarly { earliest }),
            _ => Ok(()),
        }
    }
}

fn day_after(today: NaiveDate) -> NaiveDate {
    today.succ_opt().unwrap_or(NaiveDate::MAX)
}

fn check_future<U: Copy + Eq>(terms: &Terms<U>, home: U, today: NaiveDate) -> Result<(), LoanError> {
    let earliest = day_after(today);
    if terms.unit == home {
        Err(LoanError::OwnUnit)
    } else if terms.start < earliest {
        Err(LoanError::StartTooEarly { earliest })
    } else {
        terms.end_not_before(terms.start)
    }
}

/// LOA-2: whether a loan may be made; `home` is the unit of the position that is lent.
pub fn plan_new<U: Copy + Eq>(terms: Terms<U>, home: U, today: NaiveDate) -> Result<Terms<U>, LoanError> {
    check_future(&terms, home, today).map(|()| terms)
}

/// LOA-3, LOA-4: what becomes of `existing` when somebody asks for `wanted`.
///
/// On 24 May an ongoing loan to A from 23 May to 1 July is moved to B: A ends on 24 May, B runs from 25 May
/// to 1 July.
pub fn plan_change<U: Copy + Eq>(
    existing: Terms<U>,
    wanted: Terms<U>,
    home: U,
    today: NaiveDate,
) -> Result<LoanChange<U>, LoanError> {
    match existing.state(today) {
        LoanState::Finished => Err(LoanError::Finished),
        LoanState::Future => check_future(&wanted, home, today).map(|()| LoanChange::Update(wanted)),
        LoanState::Ongoing if wanted.start != existing.start => Err(LoanError::StartLocked),
        LoanState::Ongoing if wanted.unit == existing.unit => {
            wanted.end_not_before(today).map(|()| LoanChange::Update(wanted))
        }
        LoanState::Ongoing => {
            let next = Terms { start: day_after(today), ..wanted };
            check_future(&next, home, today)?;
            Ok(LoanChange::EndTodayAndStartNew { ended: Terms { end: Some(today), ..existing }, next })
        }
    }
}

/// LOA-3: only a loan that has not begun can be deleted.
pub fn check_delete<U>(existing: &Terms<U>, today: NaiveDate) -> Result<(), LoanError> {
    match existing.state(today) {
        LoanState::Future => Ok(()),
        LoanState::Ongoing => Err(LoanError::Ongoing),
        LoanState::Finished => Err(LoanError::Finished),
    }
}

#[cfg(test)]
mod tests {
    use super::LoanState::*;
    use super::*;
    use chrono::Days;
    use proptest::prelude::*;

    const HOME: u8 = 0;
    const TODAY: &str = "2026-11-21";

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a date")
    }

    fn terms(unit: u8, start: &str, end: &str) -> Terms<u8> {
        Terms { unit, start: day(start), end: (!end.is_empty()).then(|| day(end)) }
    }

    /// Proves LOA-3, LOA-6: both days count, and it runs out at the midnight after the last.
    #[rstest::rstest]
    #[case("2026-11-22", "", Future)]
    #[case("2026-11-22", "2026-11-22", Future)]
    #[case("2026-11-21", "", Ongoing)]
    #[case("2026-11-21", "2026-11-21", Ongoing)]
    #[case("2026-11-01", "2026-11-21", Ongoing)]
    #[case("2026-11-01", "2026-11-20", Finished)]
    fn state_by_date(#[case] start: &str, #[case] end: &str, #[case] expected: LoanState) {
        assert_eq!(terms(1, start, end).state(day(TODAY)), expected);
    }

    /// Proves LOA-2
    #[rstest::rstest]
    #[case(terms(1, "2026-11-22", ""), None)]
    #[case(terms(1, "2026-11-22", "2026-11-22"), None)]
    #[case(terms(1, "2026-11-21", ""), Some(LoanError::StartTooEarly { earliest: day("2026-11-22") }))]
    #[case(terms(1, "2026-12-01", "2026-11-30"), Some(LoanError::EndTooEarly { earliest: day("2026-12-01") }))]
    #[case(terms(HOME, "2026-11-22", ""), Some(LoanError::OwnUnit))]
    fn a_new_loan(#[case] wanted: Terms<u8>, #[case] refused: Option<LoanError>) {
        assert_eq!(plan_new(wanted, HOME, day(TODAY)).err(), refused);
    }

    /// Proves LOA-3, LOA-4: a future loan changes as a whole, unit and period alike.
    #[rstest::rstest]
    #[case(terms(2, "2026-12-01", "2026-12-31"), None)]
    #[case(terms(1, "2026-11-22", ""), None)]
    #[case(terms(1, "2026-11-21", ""), Some(LoanError::StartTooEarly { earliest: day("2026-11-22") }))]
    #[case(terms(HOME, "2026-12-01", ""), Some(LoanError::OwnUnit))]
    fn a_future_loan(#[case] wanted: Terms<u8>, #[case] refused: Option<LoanError>) {
        let existing = terms(1, "2026-12-01", "2026-12-31");
        let expected = refused.map_or(Ok(LoanChange::Update(wanted)), Err);
        assert_eq!(plan_change(existing, wanted, HOME, day(TODAY)), expected);
    }

    /// Proves LOA-3: of an ongoing loan only the end moves, today at the earliest.
    #[rstest::rstest]
    #[case(terms(1, "2026-11-01", "2026-11-21"), None)]
    #[case(terms(1, "2026-11-01", ""), None)]
    #[case(terms(1, "2026-11-01", "2027-06-30"), None)]
    #[case(terms(1, "2026-11-01", "2026-11-20"), Some(LoanError::EndTooEarly { earliest: day(TODAY) }))]
    #[case(terms(1, "2026-11-02", ""), Some(LoanError::StartLocked))]
    #[case(terms(2, "2026-11-22", ""), Some(LoanError::StartLocked))]
    fn an_ongoing_loan(#[case] wanted: Terms<u8>, #[case] refused: Option<LoanError>) {
        let existing = terms(1, "2026-11-01", "2026-12-31");
        let expected = refused.map_or(Ok(LoanChange::Update(wanted)), Err);
        assert_eq!(plan_change(existing, wanted, HOME, day(TODAY)), expected);
    }

    /// Proves LOA-4: the manual's own example.
    #[test]
    fn another_unit_while_it_runs() {
        let change = plan_change(
            terms(1, "2023-05-23", "2023-07-01"),
            terms(2, "2023-05-23", "2023-07-01"),
            HOME,
            day("2023-05-24"),
        );
        let ended = terms(1, "2023-05-23", "2023-05-24");
        let next = terms(2, "2023-05-25", "2023-07-01");
        assert_eq!(change, Ok(LoanChange::EndTodayAndStartNew { ended, next }));
    }

    /// Proves LOA-4: on its last day nothing is left to move.
    #[test]
    fn another_unit_on_the_last_day() {
        let wanted = terms(2, "2026-11-01", TODAY);
        let refused = plan_change(terms(1, "2026-11-01", TODAY), wanted, HOME, day(TODAY));
        assert_eq!(refused, Err(LoanError::EndTooEarly { earliest: day("2026-11-22") }));
        let longer = plan_change(terms(1, "2026-11-01", TODAY), Terms { end: None, ..wanted }, HOME, day(TODAY));
        assert!(matches!(longer, Ok(LoanChange::EndTodayAndStartNew { next, .. }) if next.end.is_none()));
    }

    /// Proves LOA-3, LOA-6
    #[rstest::rstest]
    #[case(terms(1, "2026-11-22", ""), Ok(()))]
    #[case(terms(1, "2026-11-21", ""), Err(LoanError::Ongoing))]
    #[case(terms(1, "2026-11-01", "2026-11-20"), Err(LoanError::Finished))]
    fn deleting(#[case] existing: Terms<u8>, #[case] expected: Result<(), LoanError>) {
        assert_eq!(check_delete(&existing, day(TODAY)), expected);
        let moved = Terms { end: None, ..existing };
        if expected == Err(LoanError::Finished) {
            assert_eq!(plan_change(existing, moved, HOME, day(TODAY)), Err(LoanError::Finished));
        }
    }

    /// One step in the life of a loan: some days pass, then somebody asks for something.
    #[derive(Clone, Debug)]
    struct Step {
        days_pass: u64,
        pick: prop::sample::Index,
        unit: u8,
        keep_start: bool,
        start: i64,
        end: Option<i64>,
        delete: bool,
    }

    fn step() -> impl Strategy<Value = Step> {
        (
            0u64..12,
            any::<prop::sample::Index>(),
            0u8..4,
            any::<bool>(),
            -5i64..30,
            prop::option::of(-5i64..40),
            any::<bool>(),
        )
            .prop_map(|(days_pass, pick, unit, keep_start, start, end, delete)| Step {
                days_pass,
                pick,
                unit,
                keep_start,
                start,
                end,
                delete,
            })
    }

    fn overlap(a: Terms<u8>, b: Terms<u8>) -> bool {
        a.end.is_none_or(|end| b.start <= end) && b.end.is_none_or(|end| a.start <= end)
    }

    proptest! {
        /// Proves LOA-2, LOA-3, LOA-4: whatever is asked for on whatever day, the loans that came of one
        /// never overlap, an ongoing start never moves, what is finished never changes, what has begun is
        /// never deleted, and nobody is lent home.
        #[test]
        fn a_life_of_edits(steps in prop::collection::vec(step(), 1..25)) {
            let mut today = day(TODAY);
            let mut chain = vec![plan_new(terms(1, "2026-11-24", ""), HOME, today).expect("a loan")];
            for step in steps {
                today = today + Days::new(step.days_pass);
                if chain.is_empty() { break; }
                let at = step.pick.index(chain.len());
                let (before, existing) = (chain.clone(), chain[at]);
                let date = |offset: i64| today + chrono::TimeDelta::days(offset);
                let start = if step.keep_start { existing.start } else { date(step.start) };
                let wanted = Terms { unit: step.unit, start, end: step.end.map(date) };
                if step.delete {
                    if check_delete(&existing, today).is_ok() { chain.remove(at); }
                } else {
                    match plan_change(existing, wanted, HOME, today) {
                        Ok(LoanChange::Update(new)) => chain[at] = new,
                        Ok(LoanChange::EndTodayAndStartNew { ended, next }) => {
                            chain[at] = ended;
                            chain.push(next);
                            prop_assert!(!overlap(ended, next));
                            prop_assert_eq!(next.state(today), Future);
                        }
                        Err(_) => {}
                    }
                }
                for old in before {
                    match old.state(today) {
                        Finished => prop_assert!(chain.contains(&old)),
                        Ongoing => prop_assert!(chain.iter().any(|l| l.start == old.start && l.unit == old.unit && l.state(today) == Ongoing)),
                        Future => {}
                    }
                }
                for loan in &chain {
                    prop_assert!(loan.unit != HOME);
                    prop_assert!(loan.end.is_none_or(|end| end >= loan.start));
                }
            }
        }
    }
}
