//! POS-2, POS-3, POS-5, POS-7, POS-12: when a position is open, when a new employment continues it, and who
//! its manager is.

use crate::string_enum::string_enum;
use chrono::{Days, NaiveDate};

/// POS-5: so many days before its start a position opens at the earliest.
pub const OPENS_DAYS_BEFORE: u64 = 30;
/// POS-7: so many days a LIS1 position outlives the employment.
pub const LIS1_GRACE_DAYS: u64 = 30;

/// POS-2: what makes two employments the same position. Health trust and cost centre by their HR keys.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PositionKey {
    pub person: String,
    pub trust: String,
    pub cost_centre: String,
}

/// The days of an employment; both are part of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Period {
    pub start: NaiveDate,
    /// Open when no end is known.
    pub end: Option<NaiveDate>,
}

string_enum! {
    /// Where a position stands.
    PositionState {
        /// Known from HR, and not opened yet (POS-5).
        Pending = "pending",
        Open = "open",
        Closed = "closed",
    }
}

string_enum! {
    /// What made the position: an employment, or a loan of one (LOA-2).
    PositionKind { Employment = "employment", Loan = "loan" }
}

impl PositionState {
    /// Pending or open.
    pub const fn is_live(self) -> bool {
        !matches!(self, Self::Closed)
    }
}

impl Period {
    /// POS-3: whether an employment with the period `next` goes on from this one: it begins inside it or on
    /// the day after, so that there is no gap.
    pub fn continued_by(&self, next: &Self) -> bool {
        let begins_in_time = self.end.is_none_or(|end| end.succ_opt().is_none_or(|day_after| next.start <= day_after));
        let ends_in_time = next.end.is_none_or(|end| end.succ_opt().is_none_or(|day_after| self.start <= day_after));
        begins_in_time && ends_in_time
    }

    /// The two as one, when one continues the other.
    #[must_use]
    pub fn joined(&self, other: &Self) -> Self {
        let end = self.end.zip(other.end).map(|(one, two)| one.max(two));
        Self { start: self.start.min(other.start), end }
    }

    /// The last day the position is open, if it has one: POS-7 gives LIS1 some more.
    pub fn last_open_day(&self, is_lis1: bool) -> Option<NaiveDate> {
        let grace = Days::new(if is_lis1 { LIS1_GRACE_DAYS } else { 0 });
        self.end.map(|end| end.checked_add_days(grace).unwrap_or(NaiveDate::MAX))
    }

    /// The first day the position can be open (POS-5).
    pub fn first_open_day(&self) -> NaiveDate {
        self.start.checked_sub_days(Days::new(OPENS_DAYS_BEFORE)).unwrap_or(NaiveDate::MIN)
    }
}

/// POS-5, POS-7: the state of a position today. Once opened (`opened`) it stays open although HR moves its
/// start away: nobody loses a sign-in they had.
pub fn state(period: &Period, opened: bool, is_lis1: bool, today: NaiveDate) -> PositionState {
    if period.last_open_day(is_lis1).is_some_and(|last| last < today) {
        PositionState::Closed
    } else if opened || period.first_open_day() <= today {
        PositionState::Open
    } else {
        PositionState::Pending
    }
}

/// POS-7: HR knows a LIS1 by the title, written `LIS1`, `LIS 1` or `LIS-1`.
pub fn is_lis1(title: &str) -> bool {
    // Most titles have no digit at all.
    if !title.contains('1') {
        return false;
    }
    let letters: String = title.chars().filter(|c| !c.is_whitespace() && *c != '-').collect();
    let folded = crate::text::fold(&letters);
    // LIS 10 would be something else.
    folded.match_indices(LIS1).any(|(at, _)| !folded[at + LIS1.len()..].starts_with(|c: char| c.is_ascii_digit()))
}

const LIS1: &str = "lis1";

/// POS-12: who follows a position up. One set by hand stands above the one from HR; when that person has
/// left there is nobody until someone picks one; cleared, HR's word holds again.
pub fn manager<P: Copy>(from_hr: Option<P>, set_by_hand: Option<P>, has_left: impl FnOnce(P) -> bool) -> Option<P> {
    match set_by_hand {
        Some(person) => (!has_left(person)).then_some(person),
        None => from_hr,
    }
}

#[cfg(test)]
mod tests {
    use super::PositionState::*;
    use super::*;
    use proptest::prelude::*;

    const TODAY: &str = "2026-11-21";

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a date")
    }

    fn period(start: &str, end: &str) -> Period {
        Period { start: day(start), end: (!end.is_empty()).then(|| day(end)) }
    }

    /// Proves POS-5, POS-7
    #[rstest::rstest]
    #[case("2026-12-22", "", false, false, Pending)]
    #[case("2026-12-21", "", false, false, Open)]
    #[case("2026-11-21", "", false, false, Open)]
    #[case("2027-06-01", "", true, false, Open)]
    #[case("2020-01-01", "2026-11-21", true, false, Open)]
    #[case("2020-01-01", "2026-11-20", true, false, Closed)]
    #[case("2020-01-01", "2026-11-20", true, true, Open)]
    #[case("2020-01-01", "2026-10-22", true, true, Open)]
    #[case("2020-01-01", "2026-10-21", true, true, Closed)]
    fn state_by_date(
        #[case] start: &str,
        #[case] end: &str,
        #[case] opened: bool,
        #[case] lis1: bool,
        #[case] expected: PositionState,
    ) {
        assert_eq!(state(&period(start, end), opened, lis1, day(TODAY)), expected);
    }

    /// Proves POS-3: without a gap, in either order.
    #[rstest::rstest]
    #[case(period("2026-01-01", "2026-06-30"), period("2026-07-01", ""), true)]
    #[case(period("2026-01-01", "2026-06-30"), period("2026-06-01", "2026-12-31"), true)]
    #[case(period("2026-01-01", "2026-06-30"), period("2026-01-01", "2026-12-31"), true)]
    #[case(period("2026-01-01", "2026-06-30"), period("2026-07-02", ""), false)]
    #[case(period("2026-07-01", ""), period("2026-01-01", "2026-06-30"), true)]
    #[case(period("2026-07-02", ""), period("2026-01-01", "2026-06-30"), false)]
    fn continues(#[case] one: Period, #[case] next: Period, #[case] expected: bool) {
        assert_eq!(one.continued_by(&next), expected);
    }

    /// Proves POS-2: a change of any of the three is another position.
    #[test]
    fn three_things_make_a_position() {
        let key = |person: &str, trust: &str, cost_centre: &str| PositionKey {
            person: person.into(),
            trust: trust.into(),
            cost_centre: cost_centre.into(),
        };
        let one = key("1", "oushf", "4100");
        assert_eq!(one, key("1", "oushf", "4100"));
        for other in [key("2", "oushf", "4100"), key("1", "ahushf", "4100"), key("1", "oushf", "4200")] {
            assert_ne!(one, other);
        }
    }

    /// Proves POS-7: which titles are LIS1.
    #[rstest::rstest]
    #[case("LIS1", true)]
    #[case("Lege i spesialisering (lis 1)", true)]
    #[case("LIS-1-lege", true)]
    #[case("LIS2", false)]
    #[case("LIS 12", false)]
    #[case("Sykepleier", false)]
    fn lis1_titles(#[case] title: &str, #[case] expected: bool) {
        assert_eq!(is_lis1(title), expected);
    }

    /// Proves POS-12
    #[rstest::rstest]
    #[case(Some(1), None, Some(1))]
    #[case(Some(1), Some(2), Some(2))]
    #[case(None, Some(2), Some(2))]
    #[case(Some(1), Some(9), None)]
    #[case(None, None, None)]
    fn the_manager(#[case] from_hr: Option<u8>, #[case] by_hand: Option<u8>, #[case] expected: Option<u8>) {
        assert_eq!(manager(from_hr, by_hand, |person| person == 9), expected);
    }

    #[test]
    fn names_read_back() {
        for state in PositionState::ALL {
            assert_eq!(state.as_str().parse::<PositionState>().ok(), Some(*state));
        }
    }

    fn any_period() -> impl Strategy<Value = Period> {
        (-400i64..400, prop::option::of(0i64..800)).prop_map(|(start, length)| {
            let start = day(TODAY) + chrono::TimeDelta::days(start);
            Period { start, end: length.map(|days| start + chrono::TimeDelta::days(days)) }
        })
    }

    proptest! {
        /// Proves POS-5, POS-7: day by day a position goes from pending to open to closed and never back.
        #[test]
        fn a_life_goes_one_way(period in any_period(), lis1: bool) {
            let rank = |state| match state { Pending => 0, Open => 1, Closed => 2 };
            let (mut opened, mut before) = (false, 0);
            for offset in -900i64..900 {
                let today = day(TODAY) + chrono::TimeDelta::days(offset);
                let now = state(&period, opened, lis1, today);
                prop_assert!(rank(now) >= before);
                if (period.start..=period.end.unwrap_or(NaiveDate::MAX)).contains(&today) {
                    prop_assert_eq!(now, Open);
                }
                opened |= now == Open;
                before = rank(now);
            }
        }

        /// Proves POS-3: whether two employments go together does not depend on which is named first, and
        /// together they hold every day of both.
        #[test]
        fn joining(one in any_period(), two in any_period()) {
            prop_assert_eq!(one.continued_by(&two), two.continued_by(&one));
            let whole = one.joined(&two);
            prop_assert_eq!(whole, two.joined(&one));
            for part in [one, two] {
                prop_assert!(whole.start <= part.start);
                prop_assert!(whole.end.is_none_or(|end| part.end.is_some_and(|e| e <= end)));
            }
        }
    }
}
