//! FUL-9: point by point. A point is known by its words; one that need not be done can be not relevant, in one plan.

use std::{collections::HashSet, hash::BuildHasher};

/// A point as the requirement has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Point<'a> {
    pub text: &'a str,
    pub must_be_done: bool,
}

/// Whether nothing is left: every point is ticked, or not relevant in this plan and not one that must be done.
pub fn is_done(
    points: &[Point<'_>],
    ticked: &HashSet<&str, impl BuildHasher>,
    not_relevant: &HashSet<&str, impl BuildHasher>,
) -> bool {
    points.iter().all(|point| ticked.contains(point.text) || !point.must_be_done && not_relevant.contains(point.text))
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    fn set<'a>(words: &[&'a str]) -> HashSet<&'a str> {
        words.iter().copied().collect()
    }

    /// Proves FUL-9: every point ticked or not relevant, and what must be done is ticked.
    #[rstest]
    #[case(&["hilse", "vaske"], &[], true)]
    #[case(&["hilse"], &["vaske"], true)]
    #[case(&["vaske"], &["hilse"], false)]
    #[case(&["vaske"], &[], false)]
    #[case(&["hilse", "noe annet"], &[], false)]
    fn nothing_is_left(#[case] ticked: &[&str], #[case] not_relevant: &[&str], #[case] done: bool) {
        let points = [Point { text: "hilse", must_be_done: true }, Point { text: "vaske", must_be_done: false }];
        assert_eq!(is_done(&points, &set(ticked), &set(not_relevant)), done);
    }

    #[test]
    fn without_points_nothing_is_left() {
        assert!(is_done(&[], &set(&[]), &set(&[])));
    }
}
