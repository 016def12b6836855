//! Whether a deadline still matters is seen in the index of deadlines itself: what is fulfilled keeps its own (DLN-3), and most
//! of those that are passed are such.

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
    "DROP INDEX standing_deadline",
    "CREATE INDEX standing_due ON standing(deadline, status, person_id, requirement_id) WHERE deadline IS NOT NULL",
];
