//! How long what has been archived can be taken back (★ beyond REQ-13 and PLN-11, where it is permanent at once).

use chrono::{DateTime, TimeDelta, Utc};

/// Time to think again.
const SECOND_THOUGHTS: TimeDelta = TimeDelta::days(30);

/// Until then an administrator can take it back; then it is permanent.
pub fn restorable_until(archived_at: DateTime<Utc>) -> DateTime<Utc> {
    archived_at + SECOND_THOUGHTS
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Of REQ-13, PLN-11: permanent after 30 days.
    #[test]
    fn thirty_days() {
        let at = |text: &str| text.parse::<DateTime<Utc>>().expect("a time");
        assert_eq!(restorable_until(at("2026-11-22T10:00:00Z")), at("2026-12-22T10:00:00Z"));
    }
}
