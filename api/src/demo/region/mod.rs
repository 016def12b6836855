//! A trust, or a whole region, to try the portal at its size: units, people and positions written in bulk, requirements and
//! plans by the services, and how everybody stands made in SQL from numbers, so that it is the same each time, laid
//! relative to today. All of it in one transaction: either it is there or it is not.

mod content;
mod dialect;
mod keys;
mod people;
mod scale;
mod work;

pub use people::SIGN_INS;
pub use scale::Scale;

use kyndig_db::Sql;

use crate::{
    app::State,
    auth::{Work, as_system},
    clock,
    http::Failure,
    jobs,
};

/// Is told how far it has come.
pub type Say<'a> = &'a dyn Fn(&str);

/// Into a database without people.
pub async fn load(state: &State, scale: &Scale, say: Say<'_>) -> anyhow::Result<()> {
    let hash = state.passwords.hash(super::PASSWORD.to_owned()).await?;
    as_system(&state.db, &state.clock, "demo", async |work| make(work, scale, &hash, say).await).await?;
    say("written");
    settle(state).await?;
    // What the day makes of it, which is little, and who is reminded of what has waited for long (SIG-5).
    jobs::night::run(state, clock::today(state.clock.now()), &jobs::Stop::never()).await?;
    Ok(())
}

async fn make(work: &Work<'_>, scale: &Scale, hash: &str, say: Say<'_>) -> Result<(), Failure> {
    if work.tx.is_postgres() {
        // nobody waits for it
        work.tx.execute(Sql::new("SET LOCAL statement_timeout = 0")).await?;
    }
    people::make(work, scale).await?;
    passwords(work, hash).await?;
    say(&format!("{} people", scale.people));
    content::make(work, scale, say).await?;
    let keys = keys::loosen(work).await?;
    work::make(work, scale.people, say).await?;
    keys::tighten(work, keys).await
}

/// Everybody has the same.
async fn passwords(work: &Work<'_>, hash: &str) -> Result<(), Failure> {
    let sql = Sql::new("INSERT INTO credential (person_id, password_hash, changed_at) SELECT id, ")
        .bind_as(work.tx, hash, "text")
        .push(", created_at FROM person ORDER BY id");
    work.tx.execute(sql).await?;
    Ok(())
}

/// So that the planner knows what there is, as it does where the database has been running for a while.
async fn settle(state: &State) -> Result<(), Failure> {
    use sea_orm::ConnectionTrait;
    let statement = if state.db.backend() == sea_orm::DatabaseBackend::Postgres { "VACUUM ANALYZE" } else { "ANALYZE" };
    state.db.for_migrations().execute_unprepared(statement).await?;
    Ok(())
}
