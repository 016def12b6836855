//! Millions of rows are written into tables without indexes, which are built at the end, each in one sorted pass: row
//! by row their writes would be scattered all over the file.

use kyndig_db::Sql;
use kyndig_platform::{auth::Work, http::Failure};
use sea_orm::FromQueryResult;

/// Tables that grow with the standings, and are read only by their key while they are written.
const TABLES: [&str; 4] = ["standing", "standing_event", "signature_request", "repetition"];

/// An index, as defined in the schema.
#[derive(FromQueryResult)]
pub struct Index {
    pub name: String,
    definition: String,
}

/// Drops the indexes of the large tables until `restore`, except primary keys.
pub async fn take(work: &Work<'_>) -> Result<Vec<Index>, Failure> {
    let sql = if work.tx.is_postgres() {
        Sql::new(
            "SELECT i.relname::text AS name, pg_get_indexdef(i.oid) AS definition FROM pg_index x \
             JOIN pg_class i ON i.oid = x.indexrelid JOIN pg_class t ON t.oid = x.indrelid \
             JOIN pg_namespace s ON s.oid = t.relnamespace \
             WHERE s.nspname = current_schema() AND NOT x.indisprimary AND t.relname IN ",
        )
    } else {
        // a primary key index has no SQL text
        Sql::new(
            "SELECT name, sql AS definition FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL AND tbl_name IN ",
        )
    };
    let indexes: Vec<Index> = work.tx.all(sql.list(TABLES).push(" ORDER BY 1")).await?;
    for Index { name, .. } in &indexes {
        work.tx.execute(Sql::new(&format!("DROP INDEX \"{name}\""))).await?;
    }
    Ok(indexes)
}

pub async fn restore(work: &Work<'_>, index: &Index) -> Result<(), Failure> {
    work.tx.execute(Sql::new(&index.definition)).await?;
    Ok(())
}
