//! FUL-8: a requirement that must be done several times. Each time is registered by itself, and what is registered decides
//! how it stands; nothing is kept that could say otherwise. When it is to be done again, a new round begins beside what
//! still counts.

use chrono::NaiveDate;

use super::Status;

/// One time through, as far as it has come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Round {
    pub number: i32,
    /// Times that count: registered where nobody signs, signed where somebody does.
    pub counted: i32,
    /// Times that await a signature.
    pub awaiting: i32,
    pub rejected: i32,
    /// When the last that counts was done.
    pub latest: Option<NaiveDate>,
}

impl Round {
    fn is_complete(&self, needed: i32) -> bool {
        self.counted >= needed
    }

    /// How a round that is not complete stands.
    fn so_far(&self) -> Status {
        if self.awaiting > 0 {
            Status::AwaitingSignature
        } else if self.rejected > 0 {
            Status::Rejected
        } else if self.counted > 0 {
            Status::Started
        } else {
            Status::NotStarted
        }
    }
}

/// The round that the next time belongs to, by the newest there is: a complete one is followed by another.
pub fn next_round(newest: Option<Round>, needed: i32) -> i32 {
    newest.map_or(1, |round| round.number + i32::from(round.is_complete(needed)))
}

/// How it stands by its rounds, in order, and the day it was fulfilled: the last of the times that made it complete. What
/// was complete and is valid yet counts until the next round is complete; the days move it as they move anything else.
pub fn standing(rounds: &[Round], needed: i32, stored: Status) -> (Status, Option<NaiveDate>) {
    let complete = rounds.iter().rev().find(|round| round.is_complete(needed));
    match (complete, rounds.last()) {
        (None, None) => (Status::NotStarted, None),
        (Some(complete), Some(newest)) if complete.number == newest.number || stored.is_valid() => {
            (if stored.is_achieved() { stored } else { Status::Fulfilled }, complete.latest)
        }
        (_, Some(newest)) => (newest.so_far(), newest.latest),
        (Some(complete), None) => (Status::Fulfilled, complete.latest),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use rstest::rstest;

    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a date")
    }

    fn round(number: i32, counted: i32, awaiting: i32, rejected: i32) -> Round {
        let latest = (counted > 0).then(|| day("2026-11-01") + chrono::TimeDelta::days(number.into()));
        Round { number, counted, awaiting, rejected, latest }
    }

    /// Proves FUL-8: n of N; what awaits is told before what was rejected, and that before what is done.
    #[rstest]
    #[case(&[], Status::Started, Status::NotStarted)]
    #[case(&[round(1, 0, 1, 0)], Status::NotStarted, Status::AwaitingSignature)]
    #[case(&[round(1, 2, 1, 1)], Status::Started, Status::AwaitingSignature)]
    #[case(&[round(1, 2, 0, 1)], Status::AwaitingSignature, Status::Rejected)]
    #[case(&[round(1, 2, 0, 0)], Status::Rejected, Status::Started)]
    #[case(&[round(1, 0, 0, 0)], Status::Started, Status::NotStarted)]
    #[case(&[round(1, 3, 0, 0)], Status::Started, Status::Fulfilled)]
    #[case(&[round(1, 3, 1, 0)], Status::Started, Status::Fulfilled)]
    #[case(&[round(1, 4, 0, 1)], Status::Expiring, Status::Expiring)]
    // a new round beside what counts yet
    #[case(&[round(1, 3, 0, 0), round(2, 1, 0, 0)], Status::Expiring, Status::Expiring)]
    #[case(&[round(1, 3, 0, 0), round(2, 1, 0, 0)], Status::Expired, Status::Started)]
    #[case(&[round(1, 3, 0, 0), round(2, 3, 0, 0)], Status::Started, Status::Fulfilled)]
    // the time that made the second round was taken back
    #[case(&[round(1, 3, 0, 0), round(2, 2, 0, 0)], Status::Started, Status::Started)]
    // more are asked for than before
    #[case(&[round(1, 2, 0, 0)], Status::Fulfilled, Status::Started)]
    fn rounds_say_how_it_stands(#[case] rounds: &[Round], #[case] stored: Status, #[case] expected: Status) {
        assert_eq!(standing(rounds, 3, stored).0, expected);
    }

    /// Proves FUL-8, FUL-6: it is fulfilled on the day of the last time, from which the expiry is counted.
    #[test]
    fn the_day_is_that_of_the_last_time() {
        let rounds = [round(1, 3, 0, 0), round(2, 1, 0, 0)];
        assert_eq!(standing(&rounds, 3, Status::Expiring).1, Some(day("2026-11-02")));
        assert_eq!(standing(&rounds, 3, Status::Expired).1, Some(day("2026-11-03")));
    }

    #[test]
    fn a_complete_round_is_followed_by_another() {
        assert_eq!(next_round(None, 3), 1);
        assert_eq!(next_round(Some(round(1, 2, 1, 0)), 3), 1);
        assert_eq!(next_round(Some(round(1, 3, 0, 0)), 3), 2);
    }

    proptest! {
        /// Proves FUL-8: fulfilled exactly where some round is complete and nothing newer has taken its place; and what was
        /// derived once is derived again.
        #[test]
        fn fulfilled_at_n(counts in prop::collection::vec((0..5i32, 0..2i32, 0..2i32), 0..4), needed in 1..4i32, was in 0..7usize) {
            let rounds: Vec<Round> =
                counts.iter().zip(1..).map(|((counted, awaiting, rejected), number)| round(number, *counted, *awaiting, *rejected)).collect();
            let stored = Status::ALL[was];
            let (status, date) = standing(&rounds, needed, stored);
            if status.is_achieved() {
                prop_assert!(rounds.iter().any(|round| round.counted >= needed && round.latest == date));
            }
            if rounds.last().is_some_and(|round| round.counted >= needed) {
                prop_assert!(status.is_achieved());
            }
            prop_assert_eq!(standing(&rounds, needed, status), (status, date));
        }
    }
}
