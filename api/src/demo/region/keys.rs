//! PostgreSQL checks foreign keys row by row; for millions of rows they are checked once, all together, at the end. No
//! other process uses the tables until the demo is loaded. SQLite checks them quickly enough.

use kyndig_db::{Sql, list, sql};
use kyndig_platform::{auth::Work, http::Failure};
use sea_orm::FromQueryResult;

/// Tables that grow with the standings.
const TABLES: [&str; 7] =
    ["standing", "standing_event", "signature_request", "repetition", "assignment", "assignment_event", "not_relevant"];

/// A foreign key, as defined in the schema.
#[derive(FromQueryResult)]
pub struct Key {
    of_table: String,
    name: String,
    definition: String,
}

/// Drops the foreign keys of the large tables until `tighten`.
pub async fn loosen(work: &Work<'_>) -> Result<Vec<Key>, Failure> {
    if !work.tx.is_postgres() {
        return Ok(Vec::new());
    }
    let sql = sql!(
        "SELECT c.relname::text AS of_table, k.conname::text AS name, pg_get_constraintdef(k.oid) AS \
         definition FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid \
         JOIN pg_namespace s ON s.oid = c.relnamespace WHERE k.contype = 'f' \
         AND s.nspname = current_schema() AND c.relname IN {TABLES}",
        TABLES = list(TABLES),
    );
    let keys: Vec<Key> = work.tx.all(sql.push(" ORDER BY 1, 2")).await?;
    for Key { of_table, name, .. } in &keys {
        let sql = Sql::new(&format!("ALTER TABLE \"{of_table}\" DROP CONSTRAINT \"{name}\""));
        work.tx.execute(sql).await?;
    }
    Ok(keys)
}

/// Restores them, which checks all that was written meanwhile.
pub async fn tighten(work: &Work<'_>, keys: &[Key]) -> Result<(), Failure> {
    for Key { of_table, name, definition } in keys {
        let sql = Sql::new(&format!("ALTER TABLE \"{of_table}\" ADD CONSTRAINT \"{name}\" {definition}"));
        work.tx.execute(sql).await?;
    }
    Ok(())
}
