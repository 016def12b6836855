//! A draft is filed in its category as much as what is published, so that none of the two is left without it.

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
    "ALTER TABLE requirement_draft ADD COLUMN category_id {uuid} REFERENCES category(id)",
    "CREATE INDEX requirement_draft_category ON requirement_draft(category_id)",
    "CREATE INDEX category_speciality ON category(speciality, sort_key)",
];
