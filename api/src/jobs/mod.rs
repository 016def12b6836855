//! Scheduled work. tokio-cron-scheduler gives the minute's tick and no more; what is due is decided here (`clockwork`),
//! claimed by one process, and run in a task that is awaited.

mod claim;
mod clockwork;
pub mod night;
mod pollers;

use std::sync::Arc;

use actix_web::{rt, web};
use kyndig_platform::{background::Stop, http::Failure, state::State};
use tokio::{
    sync::{Notify, watch},
    task::JoinHandle,
};
use tokio_cron_scheduler::{Job, JobScheduler};

pub use clockwork::{FAILED, OUTCOMES, names, run_due};
pub use pollers::NAMES as POLLERS;

/// Every minute, on the minute.
const TICK: &str = "0 * * * * *";

/// The jobs of this process, from the start of the server to its stop.
pub struct Jobs {
    stop: watch::Sender<bool>,
    scheduler: JobScheduler,
    tasks: Vec<JoinHandle<()>>,
}

impl std::fmt::Debug for Jobs {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Jobs").field("tasks", &self.tasks.len()).finish_non_exhaustive()
    }
}

impl Jobs {
    /// Runs the jobs that were missed while no process ran, and then continues by the schedule.
    pub async fn start(state: web::Data<State>) -> anyhow::Result<Self> {
        let (sender, receiver) = watch::channel(false);
        let stop = Stop::by(receiver);
        run_due(&state, &stop).await;
        let minute = Arc::new(Notify::new());
        let scheduler = JobScheduler::new().await?;
        let tick = minute.clone();
        scheduler.add(Job::new(TICK, move |_, _| tick.notify_one())?).await?;
        scheduler.start().await?;
        let mut tasks = vec![rt::spawn(by_the_clock(state.clone(), stop.clone(), minute))];
        tasks.extend(pollers::start(&state, &stop));
        Ok(Self { stop: sender, scheduler, tasks })
    }

    /// Asks all jobs to stop, and waits for those in progress.
    pub async fn stop(mut self) {
        self.stop.send_replace(true);
        for task in self.tasks.drain(..) {
            if let Err(error) = task.await {
                tracing::error!(%error, "a job task ended with an error");
            }
        }
        if let Err(error) = self.scheduler.shutdown().await {
            tracing::error!(%error, "the scheduler did not stop");
        }
    }
}

async fn by_the_clock(state: web::Data<State>, mut stop: Stop, minute: Arc<Notify>) {
    loop {
        tokio::select! {
            () = minute.notified() => {}
            () = stop.asked() => return,
        }
        run_due(&state, &stop).await;
    }
}

/// Runs work in a task of its own and awaits it, so that a panic is contained and treated as a failure.
async fn contained<T: 'static>(work: impl Future<Output = Result<T, Failure>> + 'static) -> Result<T, Failure> {
    rt::spawn(work).await.unwrap_or_else(|panic| Err(Failure::Internal(panic.into())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[actix_web::test]
    async fn a_panic_stays_inside() {
        let outcome = contained::<()>(async { panic!("of the test") }).await;
        assert!(matches!(outcome, Err(Failure::Internal(_))));
        assert!(matches!(contained(async { Ok(1) }).await, Ok(1)));
    }
}
