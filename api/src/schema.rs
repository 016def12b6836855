//! The schema of the database, compared with the one this program is made for. With another schema it would answer
//! wrongly, so it does not answer.

use kyndig_db::{Db, Sql, Tx, sql};
use sea_orm::DbErr;
use sea_orm_migration::MigratorTrait;

/// Why the two do not match, and what to do.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Mismatch {
    #[error("the database has no schema yet: run `kyndig migrate`, or `kyndig serve --migrate`")]
    None,
    #[error(
        "the schema of the database is older than this program, by {0} steps: take a backup, and run `kyndig migrate`"
    )]
    Older(usize),
    #[error(
        "the schema of the database is newer than this program, which does not know its step {0}: run the newer \
         program, or restore the backup from before the upgrade"
    )]
    Newer(String),
}

/// The migrations of this program, in order.
pub fn known() -> Vec<String> {
    kyndig_migrations::Migrator::migrations().iter().map(|step| step.name().to_owned()).collect()
}

/// The migrations applied to the database.
pub async fn taken(tx: &Tx) -> Result<Vec<String>, DbErr> {
    let there = if tx.is_postgres() {
        "SELECT 1 WHERE to_regclass('seaql_migrations') IS NOT NULL"
    } else {
        "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'seaql_migrations'"
    };
    if !tx.exists(Sql::new(there)).await? {
        return Ok(Vec::new());
    }
    tx.column(Sql::new("SELECT version FROM seaql_migrations ORDER BY version")).await
}

/// None where they match.
pub fn compare(known: &[String], taken: &[String]) -> Option<Mismatch> {
    if let Some(step) = taken.iter().find(|step| !known.contains(step)) {
        return Some(Mismatch::Newer(step.clone()));
    }
    match known.len() - taken.len() {
        0 => None,
        _ if taken.is_empty() => Some(Mismatch::None),
        missing => Some(Mismatch::Older(missing)),
    }
}

/// Whether the database has the schema that this program needs.
pub async fn mismatch(db: &Db) -> Result<Option<Mismatch>, DbErr> {
    let tx = db.read().await?;
    let taken = taken(&tx).await;
    tx.rollback().await?;
    Ok(compare(&known(), &taken?))
}

/// An error where it does not.
pub async fn check(db: &Db) -> anyhow::Result<()> {
    match mismatch(db).await? {
        None => Ok(()),
        Some(mismatch) => Err(mismatch.into()),
    }
}

/// Brings the schema up to date; of several processes starting at once, one does it.
pub async fn migrate(db: &Db) -> anyhow::Result<()> {
    if let Some(newer @ Mismatch::Newer(_)) = mismatch(db).await? {
        return Err(newer.into());
    }
    // Held by a transaction of its own, which writes nothing, until the migrations are done.
    let lock = db.read().await?;
    if lock.is_postgres() {
        lock.execute(sql!("SELECT pg_advisory_xact_lock({MIGRATION_LOCK})", MIGRATION_LOCK)).await?;
        kyndig_migrations::Migrator::up(db.for_migrations(), None).await?;
        lock.rollback().await?;
    } else {
        // With SQLite the single writer is the lock.
        lock.rollback().await?;
        kyndig_migrations::Migrator::up(db.for_migrations(), None).await?;
    }
    Ok(())
}

/// Applies only the first migrations to an empty database: for one that is restored from a backup.
pub async fn migrate_to(db: &Db, steps: usize) -> Result<(), DbErr> {
    let steps = u32::try_from(steps).map_err(|error| DbErr::Custom(error.to_string()))?;
    kyndig_migrations::Migrator::up(db.for_migrations(), Some(steps)).await
}

/// A number different from all other locks of ours.
const MIGRATION_LOCK: i64 = 0x6b79_6e64_6967;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn older_and_newer_are_told_apart() {
        let steps = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
        let known = steps(&["a", "b", "c"]);
        assert_eq!(compare(&known, &known), None);
        assert_eq!(compare(&known, &[]), Some(Mismatch::None));
        assert_eq!(compare(&known, &steps(&["a", "b"])), Some(Mismatch::Older(1)));
        assert_eq!(compare(&known, &steps(&["a", "d"])), Some(Mismatch::Newer("d".to_owned())));
    }
}
