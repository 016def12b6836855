//! A step is SQL in the common tongue of both databases; only the names of types differ, and they are
//! written as `{uuid}`, `{time}`, `{json}` and so on.

use sea_orm_migration::{
    prelude::*,
    sea_orm::{ConnectionTrait, DatabaseBackend},
};

/// Runs each statement of a step in the dialect of the database, however long it takes: what a region has is filled in
/// once.
pub async fn run(manager: &SchemaManager<'_>, statements: &[&str]) -> Result<(), DbErr> {
    let connection = manager.get_connection();
    let postgres = connection.get_database_backend() == DatabaseBackend::Postgres;
    if postgres {
        connection.execute_unprepared("SET LOCAL statement_timeout = 0").await?;
    }
    for statement in statements {
        let sql = render(statement, postgres);
        connection.execute_unprepared(&sql).await?;
    }
    Ok(())
}

fn render(statement: &str, postgres: bool) -> String {
    let types: &[(&str, &str, &str)] = &[
        ("{uuid}", "uuid", "blob"),
        ("{time}", "timestamptz", "timestamp_with_timezone_text"),
        ("{date}", "date", "date_text"),
        ("{bool}", "boolean", "boolean"),
        ("{int}", "integer", "integer"),
        ("{big}", "bigint", "bigint"),
        ("{serial}", "bigserial", "integer"),
        // Sort keys compare byte by byte in both.
        ("{key}", "text COLLATE \"C\"", "text"),
        ("{blob}", "bytea", "blob"),
    ];
    let mut sql = statement.to_owned();
    for (word, in_postgres, in_sqlite) in types {
        sql = sql.replace(word, if postgres { in_postgres } else { in_sqlite });
    }
    sql
}
