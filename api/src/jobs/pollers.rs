//! Work every few seconds in every process, without a row in `job_run`: folding the counters (PostgreSQL), and
//! delivering the outbox. Each round runs in a task of its own, so that a panic is contained.

use std::time::Duration;

use actix_web::{rt, web};
use kyndig_domain::standing::CutOffs;
use kyndig_gate::counters;
use kyndig_platform::{background::Stop, clock, http::Failure, outbox, state::State};
use sea_orm::DatabaseBackend;
use tokio::{task::JoinHandle, time};

use super::{
    claim::{FOLD, try_lock},
    clockwork::FAILED,
    contained,
};
use crate::{composition, measures};

const DELIVER: &str = "deliver";
/// The pollers, of which only failures are counted.
pub const NAMES: [&str; 2] = [DELIVER, FOLD];

const FOLD_EVERY: Duration = Duration::from_secs(1);
const DELIVER_EVERY: Duration = Duration::from_secs(2);

pub fn start(state: &web::Data<State>, stop: &Stop) -> Vec<JoinHandle<()>> {
    let mut tasks = vec![rt::spawn(every(DELIVER_EVERY, DELIVER, state.clone(), stop.clone(), deliver))];
    if state.db.backend() == DatabaseBackend::Postgres {
        tasks.push(rt::spawn(every(FOLD_EVERY, FOLD, state.clone(), stop.clone(), fold)));
    }
    tasks
}

/// Runs rounds at an interval, never concurrently, until asked to stop; the round in progress is waited for.
async fn every<F>(
    pause: Duration,
    name: &'static str,
    state: web::Data<State>,
    mut stop: Stop,
    round: impl Fn(web::Data<State>) -> F,
) where
    F: Future<Output = Result<(), Failure>> + 'static,
{
    loop {
        match contained(round(state.clone())).await {
            Ok(()) => measures::succeeded(name, state.clock.now()),
            Err(error) => {
                tracing::error!(job = name, cause = %error, "a job failed");
                measures::ran(name, FAILED);
            }
        }
        tokio::select! {
            () = time::sleep(pause) => {}
            () = stop.asked() => return,
        }
    }
}

/// Delivers what is due; several processes share the work.
async fn deliver(state: web::Data<State>) -> Result<(), Failure> {
    outbox::deliver(&state, composition::HANDLERS).await.map(drop)
}

/// Folds the gate's deltas into the cells; one process at a time.
async fn fold(state: web::Data<State>) -> Result<(), Failure> {
    let tx = state.db.write().await?;
    if try_lock(&tx, FOLD).await? {
        counters::fold(&tx, CutOffs::of(clock::today(state.clock.now()))).await?;
        tx.commit().await?;
    } else {
        tx.rollback().await?;
    }
    Ok(())
}
