//! REP-4: how the requirements of a unit's people, and of a manager's, stood when a day began. The night adds a row for each
//! of them, and none is ever changed.

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
    // A subject is a unit, or a person who manages others.
    "CREATE TABLE follow_up_day (
        subject_id {uuid} NOT NULL, day {date} NOT NULL, not_started {big} NOT NULL, started {big} NOT NULL,
        awaiting_signature {big} NOT NULL, rejected {big} NOT NULL, fulfilled {big} NOT NULL, expiring {big} NOT NULL,
        expired {big} NOT NULL, PRIMARY KEY (subject_id, day))",
    "CREATE INDEX follow_up_day_day ON follow_up_day(day)",
];
