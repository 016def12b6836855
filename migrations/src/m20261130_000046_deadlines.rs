//! DLN-2: what deadlines were before they were set for many, for as long as that can be undone.

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

const STATEMENTS: &[&str] = &["CREATE TABLE deadline_undo (
        id {uuid} PRIMARY KEY, by_person_id {uuid} NOT NULL REFERENCES person(id), at {time} NOT NULL, deadline {date},
        before text NOT NULL)"];
