//! PLN-8, ASG-4: a plan that is kept as it was when it was deactivated keeps what had been taken out of it too.

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
    // None on what was active.
    "ALTER TABLE assignment_line ADD COLUMN out_at {time}",
    "ALTER TABLE assignment_line ADD COLUMN out_by {uuid} REFERENCES person(id)",
    "ALTER TABLE assignment_line ADD COLUMN out_reason text",
];
