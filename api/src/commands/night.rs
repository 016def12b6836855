//! `kyndig night-run`

use chrono::NaiveDate;
use kyndig_api::jobs::night;
use kyndig_platform::{background::Stop, clock, state::State};

/// Today's, or that of a past day; idempotent.
pub async fn run(state: &State, date: Option<NaiveDate>) -> anyhow::Result<()> {
    let today = clock::today(state.clock.now());
    let date = date.unwrap_or(today);
    anyhow::ensure!(date <= today, "{date} lies in the future");
    night::run(state, date, &Stop::never()).await?;
    println!("The night run of {date} is done.");
    Ok(())
}
