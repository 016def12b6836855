//! The scheduled jobs, and when they are due: at the last time that the job's pattern gives in Europe/Oslo, unless it
//! has been done since. A job that was missed while no process ran is due at once, and only once.

use std::str::FromStr;

use actix_web::web;
use chrono::{DateTime, Datelike, SubsecRound, TimeDelta, Utc};
use chrono_tz::Europe::Oslo;
use croner::Cron;
use kyndig_content::{editing, file, plan};
use kyndig_people::{hr_import, session};
use kyndig_platform::{auth::as_system, background::Stop, clock, http::Failure, outbox, state::State};

use super::{
    claim::{self, Claim},
    contained, night,
};
use crate::measures;

/// A scheduled job.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Job {
    /// The effect of a new day on positions, loans and standings.
    Night,
    /// Deletes what is no longer needed.
    Sweep,
    /// PLN-16: the yearly overview for those responsible for plans.
    Overview,
}

const ALL: [Job; 3] = [Job::Night, Job::Sweep, Job::Overview];

/// An overview of the year not sent within this time waits for the next year: it would be of no use, and unexpected
/// from a portal that was installed after it was due.
const OVERVIEW_LATE: TimeDelta = TimeDelta::days(30);

const DONE: &str = "done";
const STOPPED: &str = "stopped";
pub const FAILED: &str = "failed";
/// How a run can end.
pub const OUTCOMES: [&str; 3] = [DONE, STOPPED, FAILED];

/// The names of all scheduled jobs.
pub fn names() -> impl Iterator<Item = &'static str> {
    ALL.into_iter().map(Job::name)
}

impl Job {
    const fn name(self) -> &'static str {
        match self {
            Self::Night => night::NAME,
            Self::Sweep => "sweep",
            Self::Overview => "overview",
        }
    }

    /// Minute, hour, day, month, weekday.
    const fn pattern(self) -> &'static str {
        match self {
            Self::Night => "0 0 * * *",
            Self::Sweep => "17 * * * *",
            Self::Overview => "0 6 15 1 *",
        }
    }

    /// The last time it should have run.
    fn due_at(self, now: DateTime<Utc>) -> anyhow::Result<DateTime<Utc>> {
        // The search steps by whole seconds and would keep fractions.
        let now = now.with_timezone(&Oslo).trunc_subsecs(0);
        let due = Cron::from_str(self.pattern())?.find_previous_occurrence(&now, true)?;
        Ok(due.with_timezone(&Utc))
    }

    /// Returns false where it was asked to stop before its end.
    async fn run(self, state: web::Data<State>, due: DateTime<Utc>, stop: Stop) -> Result<bool, Failure> {
        match self {
            Self::Night => night::run(&state, clock::today(due), &stop).await,
            Self::Sweep => {
                let gone = as_system(state.system(), "job:sweep", async |work| {
                    Ok(session::service::purge(work).await?
                        + editing::service::purge(work).await?
                        + outbox::purge(work).await?
                        + claim::purge(work).await?)
                })
                .await?;
                let files = file::service::sweep(&state, &stop).await?;
                tracing::info!(gone, files = files.dropped, missing = files.missing, "swept");
                Ok(files.whole)
            }
            Self::Overview if state.clock.now() - due > OVERVIEW_LATE => Ok(true),
            Self::Overview => {
                let year = clock::today(due).year();
                let people =
                    as_system(state.system(), "job:overview", async |work| plan::service::overview(work, year).await)
                        .await?;
                tracing::info!(people, year, "yearly plan overviews put in the outbox");
                Ok(true)
            }
        }
    }
}

/// Runs the due jobs, one after the other. A failure is logged, and the job is due again at the next tick.
pub async fn run_due(state: &web::Data<State>, stop: &Stop) {
    if let Err(error) = hr_import::service::tidy(state).await {
        tracing::error!(cause = %error, "could not check for interrupted imports");
    }
    for job in ALL {
        if stop.is_asked() {
            return;
        }
        match run_one(state, stop, job).await {
            Ok(outcome) => {
                if let Some(outcome) = outcome {
                    tracing::info!(job = job.name(), outcome, "a job has run");
                    measures::ran(job.name(), outcome);
                }
            }
            Err(error) => {
                tracing::error!(job = job.name(), cause = %error, "a job failed");
                measures::ran(job.name(), FAILED);
            }
        }
    }
}

/// None where it is already done, or another process is running it.
async fn run_one(state: &web::Data<State>, stop: &Stop, job: Job) -> Result<Option<&'static str>, Failure> {
    let due = job.due_at(state.clock.now())?;
    let Some(claim) = Claim::take(state, job.name(), due).await? else { return Ok(None) };
    let result = contained(job.run(state.clone(), due, stop.clone())).await;
    let outcome = match result {
        Ok(true) => DONE,
        Ok(false) => STOPPED,
        Err(_) => FAILED,
    };
    claim.release(state, outcome).await?;
    result.map(|_| Some(outcome))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().expect("a time")
    }

    /// Midnight in Oslo: in winter, in summer, and on the two days when the clocks change.
    #[rstest::rstest]
    #[case("2026-11-21T22:59:59Z", "2026-11-20T23:00:00Z")]
    #[case("2026-11-21T23:00:00Z", "2026-11-21T23:00:00Z")]
    #[case("2026-11-21T23:00:00.000001Z", "2026-11-21T23:00:00Z")]
    #[case("2026-11-22T22:59:59.999999Z", "2026-11-21T23:00:00Z")]
    #[case("2026-07-01T21:59:59Z", "2026-06-30T22:00:00Z")]
    #[case("2026-07-01T22:00:00Z", "2026-07-01T22:00:00Z")]
    // 29 March 2026 has 23 hours.
    #[case("2026-03-29T12:00:00Z", "2026-03-28T23:00:00Z")]
    #[case("2026-03-29T21:59:59Z", "2026-03-28T23:00:00Z")]
    #[case("2026-03-29T22:00:00Z", "2026-03-29T22:00:00Z")]
    // 25 October 2026 has 25.
    #[case("2026-10-25T12:00:00Z", "2026-10-24T22:00:00Z")]
    #[case("2026-10-25T22:59:59Z", "2026-10-24T22:00:00Z")]
    #[case("2026-10-25T23:00:00Z", "2026-10-25T23:00:00Z")]
    fn the_night_is_due_at_midnight(#[case] now: &str, #[case] due: &str) {
        assert_eq!(Job::Night.due_at(at(now)).expect("a time"), at(due));
        assert_eq!(clock::midnight(clock::today(at(now))), at(due));
    }

    /// In the repeated hour an hourly job is due in both or in one, and never early.
    #[test]
    fn an_hour_that_comes_twice() {
        for minutes in 0..300 {
            let now = at("2026-10-24T22:00:00Z") + chrono::TimeDelta::minutes(minutes);
            let due = Job::Sweep.due_at(now).expect("a time");
            assert!(due <= now && now - due <= chrono::TimeDelta::hours(2), "{now}: {due}");
        }
    }
}
