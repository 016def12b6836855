//! PLN-14, REQ-16: what is not found in any description is told at once, on PostgreSQL, where `pg_trgm` is at hand. SQLite
//! reads the same texts from its own memory quickly enough.

use sea_orm_migration::{
    prelude::*,
    sea_orm::{ConnectionTrait, DatabaseBackend},
};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let connection = manager.get_connection();
        if connection.get_database_backend() == DatabaseBackend::Postgres {
            connection.execute_unprepared(INDEX).await?;
        }
        Ok(())
    }
}

/// Without the extension, or without the right to create it, searches give the same and take longer.
const INDEX: &str = "DO $$ BEGIN
    CREATE EXTENSION IF NOT EXISTS pg_trgm;
    CREATE INDEX plan_description_search ON plan_description USING gin (folded gin_trgm_ops);
    CREATE INDEX requirement_description_search ON requirement_description USING gin (folded gin_trgm_ops);
EXCEPTION WHEN insufficient_privilege OR undefined_file OR feature_not_supported THEN
    RAISE WARNING 'searching in descriptions is slower without pg_trgm: %', SQLERRM;
END $$";
