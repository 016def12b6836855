//! ASG-4, ASG-6: plans that wait for a manager's approval, and what a deactivated plan was like.

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
    // When nothing was left to do; whether that completes it, or a manager does, is the plan's affair.
    "ALTER TABLE assignment ADD COLUMN ready_at {time}",
    "ALTER TABLE assignment ADD COLUMN approved_by {uuid} REFERENCES person(id)",
    "UPDATE assignment SET ready_at = completed_at",
    "CREATE INDEX assignment_waiting ON assignment(position_id) WHERE ready_at IS NOT NULL AND completed_at IS NULL",
    // As it was when it was deactivated; gone when it is active again.
    "CREATE TABLE assignment_line (
        assignment_id {uuid} NOT NULL REFERENCES assignment(id), ordinal {int} NOT NULL,
        section_id {uuid} NOT NULL, heading text NOT NULL, goal_id {uuid}, goal_code text, goal_name text,
        requirement_id {uuid} NOT NULL REFERENCES requirement(id), number {int} NOT NULL, name text NOT NULL,
        learning_method text NOT NULL, documentation_method text NOT NULL, needs_signature {bool} NOT NULL,
        repetitions {int}, counted {int} NOT NULL, status text NOT NULL, performed_on {date}, expires_on {date},
        PRIMARY KEY (assignment_id, ordinal))",
];
