//! FUL-3, FUL-6, FUL-7: which dates a fulfilment may bear, and when it expires.

use chrono::{Datelike, Days, NaiveDate};

/// Why a date is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DateError {
    /// FUL-3: nothing is fulfilled before it is done.
    #[error("the date lies in the future")]
    InFuture,
    /// FUL-7: the requirement asks for an expiry date.
    #[error("an expiry date is required")]
    ExpiryMissing,
    /// FUL-7: the requirement asks for none.
    #[error("this requirement takes no expiry date")]
    ExpiryNotAsked,
    /// FUL-7: it must be later than the day of fulfilment.
    #[error("the expiry date must be after the date of fulfilment")]
    ExpiryNotAfter,
    /// Not a year that people write: both databases and every reader must take it for the same day.
    #[error("the date lies outside {FIRST_YEAR} to {LAST_YEAR}")]
    OutOfRange,
}

const FIRST_YEAR: i32 = 1900;
const LAST_YEAR: i32 = 9999;

/// A day that both databases and every reader take for the same.
pub fn is_in_range(date: NaiveDate) -> bool {
    (FIRST_YEAR..=LAST_YEAR).contains(&date.year())
}

fn in_range(date: NaiveDate) -> Result<(), DateError> {
    if is_in_range(date) { Ok(()) } else { Err(DateError::OutOfRange) }
}

/// FUL-3: the day something was done is today or earlier.
pub fn check_fulfilled_on(date: NaiveDate, today: NaiveDate) -> Result<(), DateError> {
    in_range(date)?;
    if date > today { Err(DateError::InFuture) } else { Ok(()) }
}

/// FUL-7: a manual expiry date is given exactly where it is asked for, and lies after the day of fulfilment.
/// It may be past already: then the standing is expired at once.
pub fn check_manual_expiry(asked: bool, fulfilled_on: NaiveDate, expiry: Option<NaiveDate>) -> Result<(), DateError> {
    match (asked, expiry) {
        (false, None) => Ok(()),
        (false, Some(_)) => Err(DateError::ExpiryNotAsked),
        (true, None) => Err(DateError::ExpiryMissing),
        (true, Some(date)) => {
            in_range(date)?;
            if date > fulfilled_on { Ok(()) } else { Err(DateError::ExpiryNotAfter) }
        }
    }
}

/// FUL-6: the days a fulfilment counts: the shortest among the active plans that have the requirement, each
/// with its adapted number or else the requirement's `own`. In no active plan the requirement's own rules.
pub fn shortest(own: Option<u32>, adapted_in_active_plans: impl IntoIterator<Item = Option<u32>>) -> Option<u32> {
    adapted_in_active_plans.into_iter().filter_map(|adapted| adapted.or(own)).min().or(own)
}

/// FUL-6, FUL-7: the last day a fulfilment is valid, if there is one. A manual date stands above the days.
pub fn expires_on(fulfilled_on: NaiveDate, manual: Option<NaiveDate>, days: Option<u32>) -> Option<NaiveDate> {
    manual.or_else(|| fulfilled_on.checked_add_days(Days::new(days?.into())))
}

#[cfg(test)]
mod tests {
    use super::*;
    use DateError::*;
    use proptest::prelude::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a date")
    }

    /// Proves FUL-3
    #[rstest::rstest]
    #[case("2026-11-21", Ok(()))]
    #[case("2026-11-20", Ok(()))]
    #[case("2026-11-22", Err(InFuture))]
    #[case("1899-12-31", Err(OutOfRange))]
    #[case("+12026-01-01", Err(OutOfRange))]
    fn nothing_in_the_future(#[case] date: &str, #[case] expected: Result<(), DateError>) {
        assert_eq!(check_fulfilled_on(day(date), day("2026-11-21")), expected);
    }

    /// Proves FUL-7
    #[rstest::rstest]
    #[case(true, Some("2026-11-22"), Ok(()))]
    #[case(true, Some("2026-11-21"), Err(ExpiryNotAfter))]
    #[case(true, Some("2020-01-01"), Err(ExpiryNotAfter))]
    #[case(true, Some("+12026-01-01"), Err(OutOfRange))]
    #[case(true, None, Err(ExpiryMissing))]
    #[case(false, None, Ok(()))]
    #[case(false, Some("2027-01-01"), Err(ExpiryNotAsked))]
    fn manual_expiry(#[case] asked: bool, #[case] expiry: Option<&str>, #[case] expected: Result<(), DateError>) {
        assert_eq!(check_manual_expiry(asked, day("2026-11-21"), expiry.map(day)), expected);
    }

    /// Proves FUL-6: own or adapted, the shortest rules; in no plan the requirement's own.
    #[rstest::rstest]
    #[case(Some(730), &[], Some(730))]
    #[case(Some(730), &[None], Some(730))]
    #[case(Some(730), &[Some(365), None], Some(365))]
    #[case(Some(730), &[Some(1000)], Some(1000))]
    #[case(Some(730), &[Some(1000), None], Some(730))]
    #[case(Some(730), &[Some(90), Some(60)], Some(60))]
    #[case(None, &[None, None], None)]
    #[case(None, &[None, Some(30)], Some(30))]
    fn the_shortest_rules(#[case] own: Option<u32>, #[case] adapted: &[Option<u32>], #[case] expected: Option<u32>) {
        assert_eq!(shortest(own, adapted.iter().copied()), expected);
    }

    /// Proves FUL-6, FUL-7: date + days, counted from the given date; 9999 days is a number like any other.
    #[rstest::rstest]
    #[case("2026-01-31", None, Some(365), Some("2027-01-31"))]
    #[case("2024-02-29", None, Some(366), Some("2025-03-01"))]
    #[case("2026-01-01", None, Some(9999), Some("2053-05-18"))]
    #[case("2026-01-01", None, None, None)]
    #[case("2026-01-01", Some("2026-06-01"), Some(30), Some("2026-06-01"))]
    #[case("2026-01-01", Some("2026-06-01"), None, Some("2026-06-01"))]
    fn expires(
        #[case] done: &str,
        #[case] manual: Option<&str>,
        #[case] days: Option<u32>,
        #[case] expected: Option<&str>,
    ) {
        assert_eq!(expires_on(day(done), manual.map(day), days), expected.map(day));
    }

    proptest! {
        /// Proves FUL-6: another active plan never lengthens the validity beyond what the others leave, and
        /// the order of the plans says nothing.
        #[test]
        fn another_plan_only_shortens(
            own in proptest::option::of(1u32..10_000),
            mut plans in proptest::collection::vec(proptest::option::of(1u32..10_000), 1..6),
            extra in proptest::option::of(1u32..10_000),
        ) {
            let before = shortest(own, plans.iter().copied());
            let with_extra = shortest(own, plans.iter().copied().chain([extra]));
            if let Some(before) = before {
                prop_assert!(with_extra.is_some_and(|after| after <= before));
            }
            plans.reverse();
            prop_assert_eq!(shortest(own, plans.iter().copied()), before);
        }

        /// Proves FUL-6: it is valid for exactly that many days after the one it was done.
        #[test]
        fn exactly_the_days(offset in 0u64..20_000, days in 0u32..20_000) {
            let done = day("1990-01-01") + Days::new(offset);
            let last = expires_on(done, None, Some(days)).expect("in range");
            prop_assert_eq!((last - done).num_days(), i64::from(days));
        }
    }
}
