//! Rate limit per address for public operations. Generous: a whole hospital can share an address.

use std::{fmt, net::IpAddr, num::NonZeroU32, sync::Arc, time::Duration};

use governor::{
    Quota, RateLimiter,
    clock::{self, Reference},
    middleware::NoOpMiddleware,
    state::keyed::HashMapStateStore,
};

use super::address;
use crate::clock::Clock;

/// The burst size: so many seconds' worth.
const BURST_SECONDS: u32 = 10;
/// Beyond this many addresses, idle ones are forgotten.
const REMEMBERED: usize = 10_000;

/// Our clock, as the limiter reads it: time since 1970.
#[derive(Clone, Debug)]
struct Time(Arc<dyn Clock>);

impl clock::Clock for Time {
    type Instant = Duration;

    fn now(&self) -> Duration {
        let micros = u64::try_from(self.0.now().timestamp_micros()).unwrap_or_default();
        Duration::from_micros(micros)
    }
}

pub struct Limits {
    time: Time,
    public: RateLimiter<IpAddr, HashMapStateStore<IpAddr>, Time, NoOpMiddleware<Duration>>,
}

impl fmt::Debug for Limits {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Limits")
    }
}

impl Limits {
    pub fn new(per_second: NonZeroU32, clock: Arc<dyn Clock>) -> Self {
        let time = Time(clock);
        let burst = per_second.saturating_mul(NonZeroU32::MIN.saturating_add(BURST_SECONDS - 1));
        let quota = Quota::per_second(per_second).allow_burst(burst);
        Self { public: RateLimiter::hashmap_with_clock(quota, time.clone()), time }
    }

    /// Err(seconds to wait) where this address has exceeded its limit.
    pub fn check(&self, from: IpAddr) -> Result<(), u64> {
        if self.public.len() > REMEMBERED {
            self.public.retain_recent();
        }
        self.public.check_key(&address::asker(from)).map_err(|until| {
            let wait = Duration::from(until.earliest_possible().duration_since(clock::Clock::now(&self.time)));
            wait.as_secs() + 1
        })
    }
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;

    use super::*;
    use crate::clock::TestClock;

    #[test]
    fn each_address_for_itself_and_only_for_a_while() {
        let clock = Arc::new(TestClock::at("2026-11-21T09:00:00Z".parse().expect("a time")));
        let limits = Limits::new(NonZeroU32::new(2).expect("two"), clock.clone());
        let (one, other) = ("203.0.113.1".parse().expect("one"), "203.0.113.2".parse().expect("another"));
        for _ in 0..20 {
            assert_eq!(limits.check(one), Ok(()));
        }
        assert_eq!(limits.check(one), Err(1));
        assert_eq!(limits.check(other), Ok(()));
        clock.advance(TimeDelta::milliseconds(500));
        assert_eq!(limits.check(one), Ok(()));
        assert_eq!(limits.check(one), Err(1));
    }
}
