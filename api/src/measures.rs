//! The values of `/metrics`. Most are counted where they happen; states (the outbox, the jobs) are measured here at an
//! interval. Labels are from closed sets only: no value sent by a client creates a series.

use std::time::Duration;

use chrono::{DateTime, Utc};
use kyndig_db::{Sql, Tx};
use kyndig_platform::{http::Failure, outbox, state::State};
use metrics::{counter, describe_counter, describe_gauge, describe_histogram, gauge};
use metrics_exporter_prometheus::{BuildError, PrometheusBuilder, PrometheusHandle};
use sea_orm::{DatabaseBackend, FromQueryResult};

use crate::{composition, jobs, schema};

/// Upper bounds of the buckets of durations, in seconds.
const SECONDS: [f64; 13] = [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0];
const EVERY: Duration = Duration::from_secs(10);
/// A measurement that takes longer counts as the database not answering.
const PATIENCE: Duration = Duration::from_secs(5);

/// Starts recording; once per process.
pub fn record() -> Result<PrometheusHandle, BuildError> {
    let handle = PrometheusBuilder::new().set_buckets(&SECONDS)?.install_recorder()?;
    describe();
    Ok(handle)
}

fn describe() {
    describe_counter!("http_requests_total", "Requests answered, by method, pattern of the address and status");
    describe_histogram!("http_request_seconds", "How long they took");
    describe_counter!(
        "kyndig_transaction_retries_total",
        "Transactions retried after a serialization failure or a deadlock"
    );
    describe_counter!("kyndig_job_runs_total", "Runs of jobs, by outcome");
    describe_gauge!("kyndig_job_last_success_timestamp_seconds", "When a job last came to its end");
    describe_counter!("kyndig_deliveries_total", "Tries to deliver a message of the outbox, by kind and outcome");
    describe_gauge!("kyndig_outbox_waiting", "Mails that wait to be sent");
    describe_gauge!("kyndig_outbox_oldest_seconds", "How long the oldest of them has waited");
    describe_gauge!("kyndig_files_missing", "Files that the database knows and the store does not");
    describe_gauge!("kyndig_database_up", "Whether the database answered when it was last asked");
    describe_gauge!("kyndig_database_connections", "Connections to the database, by pool and state");
    describe_gauge!("kyndig_database_connections_most", "Connections that a pool may have");
    describe_gauge!("kyndig_database_waiting", "Transactions that wait for a connection to begin on");
    describe_gauge!("kyndig_build_info", "The program, its database and the last step of its schema");
    describe_gauge!("process_resident_memory_bytes", "Memory that the process holds");
    describe_gauge!("process_open_fds", "Files and connections that the process has open");
    // Counters that have not been incremented yet are exported as zero.
    counter!("kyndig_transaction_retries_total").increment(0);
    for (handler, outcome) in
        composition::HANDLERS.iter().flat_map(|handler| outbox::OUTCOMES.map(|outcome| (handler, outcome)))
    {
        counter!("kyndig_deliveries_total", "kind" => handler.kind, "outcome" => outcome).increment(0);
    }
    for job in jobs::names() {
        for outcome in jobs::OUTCOMES {
            counter!("kyndig_job_runs_total", "name" => job, "outcome" => outcome).increment(0);
        }
    }
    for job in jobs::POLLERS {
        counter!("kyndig_job_runs_total", "name" => job, "outcome" => jobs::FAILED).increment(0);
    }
}

/// Measures until it is dropped, and drains the histograms.
pub async fn keep(state: &State, handle: &PrometheusHandle) {
    let database = match state.db.backend() {
        DatabaseBackend::Postgres => "postgres",
        _ => "sqlite",
    };
    let step = schema::known().pop().unwrap_or_default();
    gauge!("kyndig_build_info", "version" => env!("CARGO_PKG_VERSION"), "database" => database, "schema" => step)
        .set(1);
    loop {
        let up = match tokio::time::timeout(PATIENCE, measure(state)).await {
            Ok(Ok(())) => true,
            Ok(Err(error)) => {
                tracing::warn!(cause = %error, "could not measure the database");
                false
            }
            Err(_) => {
                tracing::warn!("measuring the database timed out");
                false
            }
        };
        gauge!("kyndig_database_up").set(u8::from(up));
        handle.run_upkeep();
        tokio::time::sleep(EVERY).await;
    }
}

#[derive(FromQueryResult)]
struct Outbox {
    waiting: i64,
    oldest: Option<DateTime<Utc>>,
}

#[derive(FromQueryResult)]
struct Ended {
    job: String,
    at: DateTime<Utc>,
}

async fn measure(state: &State) -> Result<(), Failure> {
    let tx = state.db.read().await?;
    let seen = look(&tx).await;
    tx.rollback().await?;
    let (outbox, ended) = seen?;
    gauge!("kyndig_outbox_waiting").set(float(outbox.waiting));
    let waited = outbox.oldest.map_or(0, |oldest| (state.clock.now() - oldest).num_seconds().max(0));
    gauge!("kyndig_outbox_oldest_seconds").set(float(waited));
    for job in jobs::names() {
        if let Some(ended) = ended.iter().find(|one| one.job == job) {
            succeeded(job, ended.at);
        }
    }
    Ok(())
}

async fn look(tx: &Tx) -> Result<(Outbox, Vec<Ended>), Failure> {
    let outbox = Sql::new("SELECT count(*) AS waiting, min(made_at) AS oldest FROM outbox WHERE next_at IS NOT NULL");
    let outbox = tx.one(outbox).await?.unwrap_or(Outbox { waiting: 0, oldest: None });
    let ended = Sql::new("SELECT job, max(finished_at) AS at FROM job_run WHERE finished_at IS NOT NULL GROUP BY job");
    Ok((outbox, tx.all(ended).await?))
}

/// Records that a job has succeeded.
pub fn succeeded(job: &'static str, at: DateTime<Utc>) {
    gauge!("kyndig_job_last_success_timestamp_seconds", "name" => job).set(float(at.timestamp()));
}

/// Counts a run of a job.
pub fn ran(job: &'static str, outcome: &'static str) {
    counter!("kyndig_job_runs_total", "name" => job, "outcome" => outcome).increment(1);
}

/// Values that are available at any moment, read on each request.
pub fn glance(state: &State) {
    for pool in state.db.pools() {
        let idle = pool.open.saturating_sub(pool.in_use);
        gauge!("kyndig_database_connections", "pool" => pool.name, "state" => "in_use").set(pool.in_use);
        gauge!("kyndig_database_connections", "pool" => pool.name, "state" => "idle").set(idle);
        gauge!("kyndig_database_connections_most", "pool" => pool.name).set(pool.most);
        gauge!("kyndig_database_waiting", "pool" => pool.name).set(pool.waiting);
    }
    #[cfg(target_os = "linux")]
    process();
}

/// Nothing is exported where the system does not provide it.
#[cfg(target_os = "linux")]
fn process() {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let resident = status.lines().find_map(|line| line.strip_prefix("VmRSS:")?.split_whitespace().next()?.parse().ok());
    if let Some(kilobytes) = resident {
        gauge!("process_resident_memory_bytes").set(float(kilobytes) * 1024.0);
    }
    if let Ok(open) = std::fs::read_dir("/proc/self/fd") {
        // one of them is the handle that reads this
        let open = u32::try_from(open.count().saturating_sub(1)).unwrap_or(u32::MAX);
        gauge!("process_open_fds").set(open);
    }
}

/// Prometheus has only floats, and these are far below where precision is lost.
#[expect(clippy::cast_precision_loss, reason = "counts and seconds are far below 2^52")]
fn float(number: i64) -> f64 {
    number as f64
}
