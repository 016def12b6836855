//! Loans of positions.

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
    "CREATE TABLE loan (
        id {uuid} PRIMARY KEY, position_id {uuid} NOT NULL REFERENCES position(id),
        person_id {uuid} NOT NULL REFERENCES person(id), unit_id {uuid} NOT NULL REFERENCES org_unit(id),
        starts_on {date} NOT NULL, ends_on {date}, manager_id {uuid} REFERENCES person(id), comment text NOT NULL,
        comment_by {uuid} NOT NULL REFERENCES person(id),
        state text NOT NULL, registered_by {uuid} NOT NULL REFERENCES person(id),
        registered_by_unit text NOT NULL, registered_at {time} NOT NULL, version {int} NOT NULL DEFAULT 1)",
    "CREATE INDEX loan_position ON loan(position_id, starts_on)",
    "CREATE INDEX loan_ongoing ON loan(position_id) WHERE state = 'ongoing'",
    "CREATE INDEX loan_to_start ON loan(starts_on) WHERE state = 'future'",
    "CREATE INDEX loan_to_finish ON loan(ends_on) WHERE state = 'ongoing' AND ends_on IS NOT NULL",
];
