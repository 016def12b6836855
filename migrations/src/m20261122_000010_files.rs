//! Files: what is known of the bytes in the store, apart from what they belong to. Nothing has been stored until now.

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
    "DROP TABLE stored_file",
    // location: its key in the store, by which the sweep goes through both side by side
    "CREATE TABLE stored_file (
        id {uuid} PRIMARY KEY, location {key} NOT NULL, name text NOT NULL, kind text NOT NULL, size {big} NOT NULL,
        sha256 text NOT NULL, stored_at {time} NOT NULL, stored_by {uuid} NOT NULL REFERENCES person(id))",
    "CREATE UNIQUE INDEX stored_file_location ON stored_file(location)",
    // REQ-17: in force from this publication on, and until that one where it was removed later.
    "CREATE TABLE requirement_file (
        file_id {uuid} PRIMARY KEY REFERENCES stored_file(id), requirement_id {uuid} NOT NULL REFERENCES requirement(id),
        folded text NOT NULL, from_version {int} NOT NULL, until_version {int}, removed_at {time},
        removed_by {uuid} REFERENCES person(id))",
    "CREATE INDEX requirement_file_requirement ON requirement_file(requirement_id)",
    // One name stands for one file.
    "CREATE UNIQUE INDEX requirement_file_name ON requirement_file(requirement_id, folded) WHERE removed_at IS NULL",
];
