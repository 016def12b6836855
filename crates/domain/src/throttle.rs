//! ACC-1: wrong passwords delay further tries, per account and per address. The caller counts failures for
//! either, whether the account exists or not, refuses without counting while it must wait, and clears the
//! count when a try succeeds.

use chrono::{DateTime, TimeDelta, Utc};

/// How hard failures are met.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Throttle {
    /// So many failures cost nothing but the last of them.
    pub free: u32,
    /// The delay after that one; it doubles with each further failure.
    pub first_delay: TimeDelta,
    pub longest_delay: TimeDelta,
    /// After so long without a failure the earlier ones are forgotten.
    pub forgotten_after: TimeDelta,
}

/// For the tries on one account.
pub const ACCOUNT: Throttle = Throttle {
    free: 5,
    first_delay: TimeDelta::seconds(30),
    longest_delay: TimeDelta::minutes(15),
    forgotten_after: TimeDelta::hours(24),
};

/// For the tries from one address. A whole hospital can share one: the waits are shorter and sooner
/// forgotten, and somebody's success clears them.
pub const ADDRESS: Throttle = Throttle {
    free: 5,
    first_delay: TimeDelta::seconds(2),
    longest_delay: TimeDelta::minutes(1),
    forgotten_after: TimeDelta::minutes(15),
};

/// The failures since the last success.
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

    /// The count after one more failure now.
    #[must_use]
    pub fn after_failure(&self, before: Option<Failures>, now: DateTime<Utc>) -> Failures {
        let remembered = before.filter(|failures| now - failures.last_at < self.forgotten_after);
        Failures { count: remembered.map_or(0, |failures| failures.count).saturating_add(1), last_at: now }
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

    /// Proves ACC-1: what is long ago is forgotten.
    #[test]
    fn forgets() {
        let many = Some(Failures { count: 9, last_at: now() });
        let later = |hours| now() + TimeDelta::hours(hours);
        assert_eq!(ACCOUNT.after_failure(many, later(23)), Failures { count: 10, last_at: later(23) });
        assert_eq!(ACCOUNT.after_failure(many, later(24)), Failures { count: 1, last_at: later(24) });
        assert_eq!(ACCOUNT.after_failure(None, now()), Failures { count: 1, last_at: now() });
    }

    proptest! {
        /// Proves ACC-1: one more failure never shortens the wait, and nobody waits longer than the longest.
        #[test]
        fn monotone(count in 0u32..2000, gap in 0i64..100_000) {
            let before = Failures { count, last_at: now() };
            let at = now() + TimeDelta::seconds(gap);
            for throttle in [ACCOUNT, ADDRESS] {
                let waiting = throttle.wait_until(before, at);
                let after = throttle.after_failure(Some(before), at);
                if waiting.is_some() && at - before.last_at < throttle.forgotten_after {
                    prop_assert!(throttle.wait_until(after, at) >= waiting);
                }
                prop_assert!(throttle.wait_until(after, at).is_none_or(|until| until - at <= throttle.longest_delay));
            }
        }
    }
}
