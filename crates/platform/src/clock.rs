//! The only place that reads the time. Everything else is given it.

use std::{
    fmt::Debug,
    sync::atomic::{AtomicI64, Ordering},
};

use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, TimeZone, Utc};
use chrono_tz::Europe::Oslo;

pub trait Clock: Debug + Send + Sync {
    fn now(&self) -> DateTime<Utc>;

    /// Sets the time; false where the clock cannot be set.
    fn set(&self, _now: DateTime<Utc>) -> bool {
        false
    }
}

/// The system clock.
#[derive(Debug)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "this is the clock that everything else is given")]
    fn now(&self) -> DateTime<Utc> {
        Utc::now()
    }
}

/// A clock that tests set. It advances a millisecond each time it is read, so that later events have later times.
#[derive(Debug)]
pub struct TestClock(AtomicI64);

impl TestClock {
    pub fn at(now: DateTime<Utc>) -> Self {
        Self(AtomicI64::new(now.timestamp_micros()))
    }

    pub fn advance(&self, by: TimeDelta) {
        self.0.fetch_add(by.num_microseconds().unwrap_or(i64::MAX), Ordering::SeqCst);
    }
}

impl Clock for TestClock {
    fn now(&self) -> DateTime<Utc> {
        DateTime::from_timestamp_micros(self.0.fetch_add(1_000, Ordering::SeqCst)).unwrap_or(DateTime::<Utc>::MAX_UTC)
    }

    fn set(&self, now: DateTime<Utc>) -> bool {
        self.0.store(now.timestamp_micros(), Ordering::SeqCst);
        true
    }
}

/// The moment a date begins in Europe/Oslo, where the clocks never change at midnight.
pub fn midnight(date: NaiveDate) -> DateTime<Utc> {
    let local = date.and_time(NaiveTime::MIN);
    Oslo.from_local_datetime(&local).earliest().map_or_else(|| local.and_utc(), |time| time.with_timezone(&Utc))
}

/// The calendar date by which deadlines and expiries are counted.
pub fn today(now: DateTime<Utc>) -> NaiveDate {
    now.with_timezone(&Oslo).date_naive()
}

/// Local time in Europe/Oslo.
pub fn wall(at: DateTime<Utc>) -> NaiveDateTime {
    at.with_timezone(&Oslo).naive_local()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_day_turns_at_midnight_in_oslo() {
        let at = |text: &str| today(text.parse().expect("a time")).to_string();
        assert_eq!(at("2026-11-21T22:59:59Z"), "2026-11-21");
        assert_eq!(at("2026-11-21T23:00:00Z"), "2026-11-22");
        assert_eq!(at("2026-07-01T21:59:59Z"), "2026-07-01");
        assert_eq!(at("2026-07-01T22:00:00Z"), "2026-07-02");
        // Also on the two days with 23 and 25 hours.
        for date in ["2026-03-29", "2026-03-30", "2026-10-25", "2026-10-26"] {
            let begins = midnight(date.parse().expect("a date"));
            assert_eq!(today(begins).to_string(), date);
            assert_ne!(today(begins - TimeDelta::microseconds(1)).to_string(), date);
        }
    }
}
