//! The night run: the effect of a new day on positions (POS-5, POS-7), loans (LOA-3, LOA-6) and standings (FUL-6). A
//! function of database and date: it is idempotent, and after missed days it goes through them one by one, each as if
//! it had been run on that day. It works in short transactions, and each of them leaves a consistent state, so that it
//! can be killed at any point and run again. Notices to people (SIG-5) are sent once, for any number of missed days.

use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};
use kyndig_db::sql;
use kyndig_gate::counters;
use kyndig_people::{loan, position};
use kyndig_platform::{
    auth::{System, Work, as_system},
    background::Stop,
    clock::{self, Clock},
    http::Failure,
    state::State,
};
use kyndig_work::{follow_up, signature, standing};

use super::claim::{self, FOLD};

/// The name in `job_run`.
pub const NAME: &str = "night";
/// The name in the audit log.
const PERMISSION: &str = "job:night";
/// Rows in one transaction.
const CHUNK: u16 = 2000;
/// The limit of transactions in one step; more would mean that it makes no progress.
const MOST: usize = 100_000;

/// Runs the nights up to and including that of the morning of `date`. Returns false where it was asked to stop before
/// its end; the rest is done the next time.
pub async fn run(state: &State, date: NaiveDate, stop: &Stop) -> Result<bool, Failure> {
    for day in days(state, date).await? {
        let done = one(state, day, stop).await? && (day < date || remind(state, day, stop).await?);
        if !done {
            return Ok(false);
        }
        note(state, day).await?;
    }
    Ok(true)
}

/// The day itself, preceded by those missed since the last night run.
async fn days(state: &State, date: NaiveDate) -> Result<Vec<NaiveDate>, Failure> {
    let tx = state.db.read().await?;
    let last = sql!(
        "SELECT max(due_at) FROM job_run WHERE finished_at IS NOT NULL AND job = {NAME} AND due_at < {due_at}",
        NAME,
        due_at = clock::midnight(date),
    );
    let last = tx.value::<Option<DateTime<Utc>>>(last).await;
    tx.rollback().await?;
    let first = last?.flatten().and_then(|due| clock::today(due).succ_opt()).unwrap_or(date);
    Ok(first.iter_days().take_while(|day| *day <= date).collect())
}

/// Records that the night is done; idempotent.
async fn note(state: &State, day: NaiveDate) -> Result<(), Failure> {
    as_system(state.system(), PERMISSION, async |work| {
        let sql = sql!(
            "INSERT INTO job_run (job, due_at, started_at, finished_at, outcome) \
             VALUES ({NAME}, {midnight}, {now}, {now}, 'done') \
             ON CONFLICT (job, due_at) DO UPDATE SET finished_at = excluded.finished_at, outcome = \
             excluded.outcome WHERE job_run.finished_at IS NULL",
            NAME,
            midnight = clock::midnight(day),
            now = work.now,
        );
        work.tx.execute(sql).await?;
        Ok(())
    })
    .await
}

/// One night. Positions close first, because their loans end with them; the manager of a unit is known once those of
/// the day are open; standings come last, because the active plans decide when they expire; then the deadlines are
/// counted, and finally the totals are stored (REP-4).
async fn one(state: &State, day: NaiveDate, stop: &Stop) -> Result<bool, Failure> {
    let clock: Arc<dyn Clock> = Arc::new(Midnight(clock::midnight(day)));
    let night = Night { state, clock, stop };
    Ok(night.close_positions().await?
        && night.repeat(async |work| loan::night::start(work, CHUNK).await).await?
        && night.repeat(async |work| loan::night::finish(work, CHUNK).await).await?
        && night.repeat(async |work| position::night::open(work, CHUNK).await).await?
        && night.repeat(async |work| loan::night::hand_over(work, CHUNK).await).await?
        && night.repeat(async |work| standing::service::expire(work, CHUNK).await).await?
        && night.repeat(new_day).await?
        && night.repeat(async |work| follow_up::service::keep_day(work).await).await?)
}

/// Excludes the job that folds the counters: one at a time.
async fn new_day(work: &Work<'_>) -> Result<usize, Failure> {
    claim::lock(work.tx, FOLD).await?;
    counters::new_day(work).await
}

/// SIG-5: overdue requests are reminded of once, on the last of the days processed.
async fn remind(state: &State, day: NaiveDate, stop: &Stop) -> Result<bool, Failure> {
    let night = Night { state, clock: Arc::new(Midnight(clock::midnight(day))), stop };
    night.repeat(async |work| signature::service::remind(work, CHUNK).await).await
}

struct Night<'a> {
    state: &'a State,
    clock: Arc<dyn Clock>,
    stop: &'a Stop,
}

impl Night<'_> {
    /// Runs a step, each time in a transaction of its own, until it finds nothing more to do.
    async fn repeat(&self, step: impl AsyncFn(&Work<'_>) -> Result<usize, Failure>) -> Result<bool, Failure> {
        for _ in 0..MOST {
            if self.stop.is_asked() {
                return Ok(false);
            }
            if as_system(System { clock: &self.clock, ..self.state.system() }, PERMISSION, &step).await? == 0 {
                return Ok(true);
            }
        }
        Err(Failure::Internal(anyhow::anyhow!("a step of the night run gets nowhere")))
    }

    /// Some of those whose employment has ended stay open (POS-7), so this goes through them by id.
    async fn close_positions(&self) -> Result<bool, Failure> {
        let mut after = None;
        loop {
            if self.stop.is_asked() {
                return Ok(false);
            }
            let step = async |work: &Work<'_>| position::night::close(work, after, CHUNK).await;
            after = as_system(System { clock: &self.clock, ..self.state.system() }, PERMISSION, step).await?;
            if after.is_none() {
                return Ok(true);
            }
        }
    }
}

/// A clock fixed at the beginning of the day: at any time of running, the night run is run at midnight.
#[derive(Debug)]
struct Midnight(DateTime<Utc>);

impl Clock for Midnight {
    fn now(&self) -> DateTime<Utc> {
        self.0
    }
}
