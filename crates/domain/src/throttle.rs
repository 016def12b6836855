//! ACC-1: wrong passwords delay further tries, per account and per address. The caller counts failures for
//! either, whether the account exists or not, refuses without counting while it must wait, and clears the
//! account's count when a try succeeds. What an address has done is only forgotten with time: its own success says
//! nothing of its other tries.

use chrono::{DateTime, TimeDelta, Utc};

/// How hard failures are met.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Throttle {
    /// So many failures cost nothing but the last of them.
    pub free: u32,
    /// The delay after that one; it doubles with each further failure.
    pub first_delay: TimeDelta,
    /// Shorter than the time in which a failure is forgotten.
    pub longest_delay: TimeDelta,
    /// Each time so long passes without a failure, one of the earlier ones is forgotten.
    pub forgets_one_in: TimeDelta,
    /// More are not remembered.
    pub most: u32,
}

/// For the tries on one account.
pub const ACCOUNT: Throttle = Throttle {
    free: 5,
    first_delay: TimeDelta::seconds(30),
    longest_delay: TimeDelta::minutes(15),
    forgets_one_in: TimeDelta::hours(2),
    most: 12,
};

/// For the tries from one address. A whole hospital can share one: the waits are shorter and sooner forgotten.
pub const ADDRESS: Throttle = Throttle {
    free: 5,
    first_delay: TimeDelta::seconds(2),
    longest_delay: TimeDelta::minutes(1),
    forgets_one_in: TimeDelta::minutes(2),
    most: 12,
};

/// The failures that are remembered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Failures {
    pub count: u32,
    pub last_at: DateTime<Utc>,
}

impl Throttle {
    /// The moment until which no try is let in, if it is still to come.
    pub fn wait_until(&self, failures: Failures, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        let doublings = failures.count.checked_sub(self.free)?;
        let factor = 1_i32.checked_shl(doublings).filter(|factor| *factor > 0).unwrap_or(i32::MAX);
        let delay = self.first_delay.checked_mul(factor).unwrap_or(self.longest_delay).min(self.longest_delay);
        let until = failures.last_at.checked_add_signed(delay)?;
        (until > now).then_some(until)
    }

    /// How many of them are still remembered.
    pub fn remembered(&self, failures: Failures, now: DateTime<Utc>) -> u32 {
        let (passed, each) = (now - failures.last_at, self.forgets_one_in.num_milliseconds().max(1));
        let forgotten = u32::try_from(passed.num_milliseconds().max(0) / each).unwrap_or(u32::MAX);
        failures.count.min(self.most).saturating_sub(forgotten)
    }

    /// The count after one more failure now.
    #[must_use]
    pub fn after_failure(&self, before: Failures, now: DateTime<Utc>) -> Failures {
        let count = self.remembered(before, now).saturating_add(1).min(self.most);
        Failures { count, last_at: now }
    }

    /// After so long nothing of any failure is remembered.
    pub fn forgets_all_in(&self) -> TimeDelta {
        self.forgets_one_in.checked_mul(i32::try_from(self.most).unwrap_or(i32::MAX)).unwrap_or(TimeDelta::MAX)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn now() -> DateTime<Utc> {
        "2026-11-21T08:00:00Z".parse().expect("a time")
    }

    /// Proves ACC-1: five wrong tries delay the sixth, and each further one longer.
    #[rstest::rstest]
    #[case(ACCOUNT, 1, None)]
    #[case(ACCOUNT, 4, None)]
    #[case(ACCOUNT, 5, Some(30))]
    #[case(ACCOUNT, 6, Some(60))]
    #[case(ACCOUNT, 9, Some(480))]
    #[case(ACCOUNT, 10, Some(900))]
    #[case(ACCOUNT, u32::MAX, Some(900))]
    #[case(ADDRESS, 4, None)]
    #[case(ADDRESS, 5, Some(2))]
    #[case(ADDRESS, 9, Some(32))]
    #[case(ADDRESS, 36, Some(60))]
    fn delays_grow(#[case] throttle: Throttle, #[case] count: u32, #[case] seconds: Option<i64>) {
        let until = throttle.wait_until(Failures { count, last_at: now() }, now());
        assert_eq!(until, seconds.map(|s| now() + TimeDelta::seconds(s)));
        if let Some(until) = until {
            assert_eq!(throttle.wait_until(Failures { count, last_at: now() }, until), None);
        }
    }

    /// Proves ACC-1: what is long ago is forgotten, one after the other.
    #[test]
    fn forgets() {
        let failures = |count| Failures { count, last_at: now() };
        let later = |minutes| now() + TimeDelta::minutes(minutes);
        for (minutes, remembered) in [(0, 9), (119, 9), (120, 8), (480, 5), (1079, 1), (1080, 0), (100_000, 0)] {
            assert_eq!(ACCOUNT.remembered(failures(9), later(minutes)), remembered, "{minutes}");
        }
        assert_eq!(ACCOUNT.after_failure(failures(9), later(119)), Failures { count: 10, last_at: later(119) });
        assert_eq!(ACCOUNT.after_failure(failures(9), later(1080)), Failures { count: 1, last_at: later(1080) });
        assert_eq!(ACCOUNT.after_failure(failures(12), now()), failures(12));
        assert_eq!(ADDRESS.remembered(failures(7), later(4)), 5);
        assert_eq!(
            (ACCOUNT.forgets_all_in(), ADDRESS.forgets_all_in()),
            (TimeDelta::hours(24), TimeDelta::minutes(24))
        );
    }

    /// Who waits as long as there is to wait has not been forgotten meanwhile, or guessing would cost nothing.
    #[test]
    fn no_delay_outlasts_the_memory_of_it() {
        for throttle in [ACCOUNT, ADDRESS] {
            assert!(throttle.longest_delay < throttle.forgets_one_in);
            let most = Failures { count: throttle.most, last_at: now() };
            assert_eq!(throttle.wait_until(most, now()), Some(now() + throttle.longest_delay));
        }
    }

    proptest! {
        /// Proves ACC-1: one more failure never shortens the wait, and nobody waits longer than the longest.
        #[test]
        fn monotone(count in 0u32..=12, gap in 0i64..100_000) {
            let before = Failures { count, last_at: now() };
            let at = now() + TimeDelta::seconds(gap);
            for throttle in [ACCOUNT, ADDRESS] {
                let waiting = throttle.wait_until(before, at);
                let after = throttle.after_failure(before, at);
                if waiting.is_some() {
                    prop_assert!(throttle.wait_until(after, at) >= waiting);
                }
                prop_assert!(throttle.wait_until(after, at).is_none_or(|until| until - at <= throttle.longest_delay));
            }
        }
    }
}
