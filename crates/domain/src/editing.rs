//! ★ Who has something open to edit: they say so again and again, and who has not for a while is gone.

use chrono::{DateTime, TimeDelta, Utc};

/// Three times as long as an editor waits before it says so again: one lost call makes nobody come and go.
const GONE_AFTER: TimeDelta = TimeDelta::seconds(60);

/// Who was last heard of before this is gone, by the server's clock.
pub fn here_since(now: DateTime<Utc>) -> DateTime<Utc> {
    now - GONE_AFTER
}
