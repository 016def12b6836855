//! FOL-1: how many active plans each position has is counted beside how they stand, so that the overview does not count them.

use sea_orm_migration::prelude::*;

use crate::schema;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        schema::run(manager, STATEMENTS).await
    }
}

const STATEMENTS: &[&str] = &[
    "ALTER TABLE position_summary ADD COLUMN plans {big} NOT NULL DEFAULT 0",
    "INSERT INTO position_summary (position_id, not_started, started, awaiting_signature, rejected, fulfilled, expiring,
        expired, plans)
     SELECT a.position_id, 0, 0, 0, 0, 0, 0, 0, count(*) FROM assignment a
        JOIN position p ON p.id = a.position_id AND p.state = 'open'
     WHERE a.active GROUP BY a.position_id
     ON CONFLICT (position_id) DO UPDATE SET plans = excluded.plans",
];
