//! PLN-17: what is brought in from elsewhere is known again by what it was called there, and goals refer to one another.

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
    // Empty for what was made here: that is known by its own id.
    "ALTER TABLE requirement ADD COLUMN origin_id {uuid}",
    "ALTER TABLE plan ADD COLUMN origin text",
    "ALTER TABLE section ADD COLUMN origin text",
    "ALTER TABLE goal ADD COLUMN origin text",
    "CREATE INDEX requirement_origin ON requirement(origin_id) WHERE origin_id IS NOT NULL",
    "CREATE INDEX plan_origin ON plan(origin, owner_unit_id) WHERE origin IS NOT NULL",
    // To another goal of the plan, or to something outside, by what that is called there.
    "CREATE TABLE goal_reference (
        goal_id {uuid} NOT NULL REFERENCES goal(id), kind text NOT NULL, target text NOT NULL,
        target_goal_id {uuid} REFERENCES goal(id), title text NOT NULL, address text, ordinal {int} NOT NULL,
        PRIMARY KEY (goal_id, kind, target))",
    "CREATE INDEX goal_reference_target ON goal_reference(target_goal_id) WHERE target_goal_id IS NOT NULL",
];
