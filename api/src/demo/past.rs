//! REP-4: the status of the requirements in the weeks before the demo was loaded. No night run took place then, so each
//! day is computed back from the last night run: some of what is fulfilled was not yet, some of it had expired, and
//! some had hardly been begun.

use chrono::{Datelike, Days, NaiveDate, Weekday};
use kyndig_db::Sql;
use kyndig_platform::{auth::as_system, http::Failure, state::State};

/// Twelve weeks.
const DAYS: u64 = 84;

/// To be called after the night run; idempotent.
pub async fn tell(state: &State) -> Result<(), Failure> {
    as_system(state.system(), "demo", async |work| {
        // of what is fulfilled, a fraction of 1 / (`DAYS * 4`) per day: a quarter on the first of them
        let gone = format!("(f.fulfilled * d.ago / {})", DAYS * 4);
        let sooner = "(f.expiring * (d.ago % 30) / 60)";
        let (day, ago) = if work.tx.is_postgres() {
            ("CAST(column1 AS date)", "CAST(column2 AS bigint)")
        } else {
            ("column1", "column2")
        };
        let sql = Sql::new(&format!(
            "INSERT INTO follow_up_day (subject_id, day, not_started, started, awaiting_signature, rejected, fulfilled, \
             expiring, expired) SELECT f.subject_id, d.day, f.not_started + {gone} - {gone} / 4 - {gone} / 8, \
             f.started + {gone} / 8, f.awaiting_signature, f.rejected, f.fulfilled - {gone} + {sooner}, \
             f.expiring - {sooner}, f.expired + {gone} / 4 \
             FROM follow_up_day f CROSS JOIN (SELECT {day} AS day, {ago} AS ago FROM (VALUES "
        ))
        .rows((1..=DAYS).map(|ago| [(work.today - Days::new(ago)).into(), worked(work.today, ago).into()]))
        .push(") v) d WHERE f.day = ")
        .bind(work.today)
        .push(" ON CONFLICT DO NOTHING");
        work.tx.execute(sql).await?;
        Ok(())
    })
    .await
}

/// Nothing is signed at the weekend: the mornings after it are as the one before.
fn worked(today: NaiveDate, ago: u64) -> i64 {
    let idle = (0..ago).filter(|back| {
        let before = today - Days::new(back + 1);
        matches!(before.weekday(), Weekday::Sat | Weekday::Sun)
    });
    i64::try_from(ago).unwrap_or_default() - i64::try_from(idle.count()).unwrap_or_default()
}
