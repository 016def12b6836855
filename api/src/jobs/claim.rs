//! A job is run by one process at a time, and once each time it is due: the row of `job_run` says that it is done, and
//! an advisory lock, held meanwhile, that it is running. If the process dies, the lock is released and the job is due
//! again. With SQLite there is one process, whose jobs run one after the other.

use chrono::{DateTime, TimeDelta, Utc};
use kyndig_db::{Tx, sql};
use kyndig_platform::{
    auth::{Work, as_system},
    http::Failure,
    state::State,
};

/// How long runs are kept.
const REMEMBERED: TimeDelta = TimeDelta::days(90);

/// The namespace of the jobs' locks.
const ROOM: i32 = 0x6b79;

/// The lock for folding the counters.
pub const FOLD: &str = "fold";

/// Waits for the lock of a name, and holds it until the end of the transaction.
pub async fn lock(tx: &Tx, name: &str) -> Result<(), Failure> {
    if tx.is_postgres() {
        let sql = sql!("SELECT pg_advisory_xact_lock({ROOM}, hashtext({name}))", ROOM, name);
        tx.execute(sql).await?;
    }
    Ok(())
}

/// Tries for the lock of a name, until the end of the transaction.
pub async fn try_lock(tx: &Tx, name: &str) -> Result<bool, Failure> {
    if !tx.is_postgres() {
        return Ok(true);
    }
    let sql = sql!("SELECT pg_try_advisory_xact_lock({ROOM}, hashtext({name}))", ROOM, name);
    Ok(tx.value(sql).await?.unwrap_or_default())
}

pub struct Claim {
    job: &'static str,
    due: DateTime<Utc>,
    /// Holds the lock; with SQLite there is none.
    lock: Option<Tx>,
}

impl Claim {
    pub async fn take(state: &State, job: &'static str, due: DateTime<Utc>) -> Result<Option<Self>, Failure> {
        let lock = state.db.read().await?;
        let free = try_lock(&lock, job).await?;
        if !free || is_done(&lock, job, due).await? {
            lock.rollback().await?;
            return Ok(None);
        }
        // A transaction that stays open would keep SQLite from checkpointing its log.
        let lock = if lock.is_postgres() {
            Some(lock)
        } else {
            lock.rollback().await?;
            None
        };
        let claim = Self { job, due, lock };
        // The lock may be free because the job was completed a moment ago.
        let claimed = as_system(state.system(), job, async |work| {
            let sql = sql!(
                "INSERT INTO job_run (job, due_at, started_at) VALUES ({job}, {due}, {now}) \
                 ON CONFLICT (job, due_at) DO UPDATE SET started_at = excluded.started_at \
                 WHERE job_run.finished_at IS NULL",
                job,
                due,
                now = work.now,
            );
            Ok(work.tx.execute(sql).await?)
        })
        .await?;
        if claimed == 0 {
            claim.let_go().await?;
            return Ok(None);
        }
        Ok(Some(claim))
    }

    /// Records how it ended; only a completed job is not due again.
    pub async fn release(self, state: &State, outcome: &'static str) -> Result<(), Failure> {
        let done = outcome == "done";
        let (job, due) = (self.job, self.due);
        let noted = as_system(state.system(), job, async |work| {
            let sql = sql!(
                "UPDATE job_run SET outcome = {outcome}, finished_at = {finished_at} WHERE job = {job} \
                 AND due_at = {due}",
                outcome,
                finished_at = done.then_some(work.now),
                job,
                due,
            );
            Ok(work.tx.execute(sql).await?)
        })
        .await;
        self.let_go().await?;
        noted.map(|_| ())
    }

    async fn let_go(self) -> Result<(), Failure> {
        if let Some(lock) = self.lock {
            lock.rollback().await?;
        }
        Ok(())
    }
}

async fn is_done(tx: &Tx, job: &str, due: DateTime<Utc>) -> Result<bool, Failure> {
    let sql = sql!("SELECT 1 FROM job_run WHERE finished_at IS NOT NULL AND job = {job} AND due_at = {due}", job, due);
    Ok(tx.exists(sql).await?)
}

/// Deletes old runs, except the last completed one: the night run continues from there. Returns the number of rows.
pub async fn purge(work: &Work<'_>) -> Result<u64, Failure> {
    let sql = sql!(
        "DELETE FROM job_run WHERE due_at < {due_at} AND EXISTS (SELECT 1 FROM job_run later \
         WHERE later.job = job_run.job AND later.due_at > job_run.due_at AND later.finished_at IS NOT NULL)",
        due_at = work.now - REMEMBERED,
    );
    Ok(work.tx.execute(sql).await?)
}
