//! A trust, or a whole region, to try the portal at full size: units, people and positions written in bulk,
//! requirements and plans by the services, and the standings computed in SQL from numbers, so that they are the same
//! each time, dated relative to today. It is loaded step by step, each in a transaction of its own: databases are slow
//! with millions of uncommitted rows. The caller records that it was begun, and that it was finished.

mod content;
mod dialect;
mod indexes;
mod keys;
mod pace;
mod people;
mod positions;
mod scale;
mod times;
mod work;

pub use people::SIGN_INS;
pub use scale::Scale;

use kyndig_db::Sql;
use kyndig_gate::counters;
use kyndig_platform::{
    auth::{Work, as_system},
    background::Stop,
    clock,
    http::Failure,
    state::State,
};
use sea_orm::{ConnectionTrait, DatabaseBackend};

use crate::jobs;

/// Receives progress messages.
pub type Say<'a> = &'a dyn Fn(&str);

/// Into a database without people, which no other process uses yet.
pub async fn load(state: &State, scale: &Scale, say: Say<'_>) -> anyhow::Result<()> {
    pace::fast(&state.db).await?;
    let made = make(state, scale, say).await;
    pace::usual(&state.db).await?;
    made?;
    // The changes of the day, which are few, and the reminders of overdue requests (SIG-5).
    jobs::night::run(state, clock::today(state.clock.now()), &Stop::never()).await?;
    Ok(())
}

async fn make(state: &State, scale: &Scale, say: Say<'_>) -> anyhow::Result<()> {
    let hash = state.passwords.hash(super::PASSWORD.to_owned()).await?;
    step(state, async |work| {
        people::make(work, scale).await?;
        passwords(work, &hash).await?;
        content::prepare(work, scale).await
    })
    .await?;
    say(&format!("{} people", scale.people));
    for pool in 0..scale.pools {
        step(state, async |work| content::make(work, scale, pool).await).await?;
        say(&format!("plans: {} of {}", pool + 1, scale.pools));
    }
    let (keys, indexes) = step(state, async |work| {
        content::finish(work, scale).await?;
        let loose = (keys::loosen(work).await?, indexes::take(work).await?);
        work::assign(work).await?;
        Ok(loose)
    })
    .await?;
    say("plans are given");
    for from in (0..scale.people).step_by(work::CHUNK) {
        step(state, async |work| work::standings(work, from).await).await?;
        if (from / work::CHUNK + 1).is_multiple_of(10) {
            say(&format!("standings: {} of {} people", from + work::CHUNK, scale.people));
        }
    }
    pace::sorting(&state.db).await?;
    for index in &indexes {
        step(state, async |work| indexes::restore(work, index).await).await?;
        say(&format!("index {}", index.name));
    }
    step(state, async |work| keys::tighten(work, &keys).await).await?;
    say("references are looked up");
    settle(state).await?;
    step(state, work::complete).await?;
    say("what is complete is complete");
    step(state, async |work| {
        counters::rebuild(work).await?;
        work::clear(work).await
    })
    .await?;
    say("all is counted");
    settle(state).await?;
    Ok(())
}

async fn step<T>(state: &State, make: impl AsyncFn(&Work<'_>) -> Result<T, Failure>) -> Result<T, Failure> {
    as_system(state.system(), "demo", async |work| {
        if work.tx.is_postgres() {
            // no caller is waiting for it
            work.tx.execute(Sql::new("SET LOCAL statement_timeout = 0")).await?;
        }
        make(work).await
    })
    .await
}

/// All people have the same.
async fn passwords(work: &Work<'_>, hash: &str) -> Result<(), Failure> {
    let sql = Sql::new("INSERT INTO credential (person_id, password_hash, changed_at) SELECT id, ")
        .bind_as(work.tx, hash, "text")
        .push(", created_at FROM person ORDER BY id");
    work.tx.execute(sql).await?;
    Ok(())
}

/// Updates the planner's statistics, as in a database that has been running for a while.
async fn settle(state: &State) -> Result<(), Failure> {
    let statements: &[&str] = match state.db.backend() {
        DatabaseBackend::Postgres => &["SET statement_timeout = 0", "VACUUM ANALYZE", "RESET statement_timeout"],
        // samples of each index are enough
        _ => &["PRAGMA analysis_limit = 1000", "ANALYZE"],
    };
    for statement in statements {
        state.db.for_migrations().execute_unprepared(statement).await?;
    }
    Ok(())
}
