//! ACC-1: the devices that a person has signed in from, and an index by which the idempotency keys of a person are bounded.

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
    "CREATE TABLE known_device (
        token_hash text NOT NULL, person_id {uuid} NOT NULL REFERENCES person(id), used_at {time} NOT NULL,
        PRIMARY KEY (token_hash, person_id))",
    "CREATE INDEX known_device_person ON known_device(person_id, used_at)",
    "CREATE INDEX idempotency_key_person ON idempotency_key(person_id, made_at)",
];
