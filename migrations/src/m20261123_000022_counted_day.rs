//! The summaries are all of one day, so that what changes can be added to them: which deadlines are near or passed is said of
//! that day. What is empty is found without looking at the others.

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
    // Before all days no deadline is near or passed: the next change brings them to its own day.
    "CREATE TABLE counted_day (id {int} PRIMARY KEY CHECK (id = 1), day {date} NOT NULL)",
    "INSERT INTO counted_day (id, day) VALUES (1, '1900-01-01')",
    "UPDATE requirement_summary SET deadline_near = 0, deadline_passed = 0",
    "ALTER TABLE requirement_summary DROP COLUMN counted_on",
    "ALTER TABLE requirement_summary DROP COLUMN counted_soon",
    "CREATE INDEX requirement_summary_empty ON requirement_summary(unit_id) WHERE people = 0",
];
