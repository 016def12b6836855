//! Passwords, sessions and the families of refresh tokens, known devices, what slows down guessing, and idempotency keys.

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
    "CREATE TABLE credential (
        person_id {uuid} PRIMARY KEY REFERENCES person(id), password_hash text NOT NULL,
        changed_at {time} NOT NULL)",
    "CREATE TABLE sign_in_failure (
        subject text PRIMARY KEY, failures {int} NOT NULL, last_at {time} NOT NULL)",
    "CREATE TABLE session (
        id {uuid} PRIMARY KEY, person_id {uuid} NOT NULL REFERENCES person(id),
        position_id {uuid} REFERENCES position(id), deputy_for_id {uuid} REFERENCES person(id),
        started_at {time} NOT NULL, expires_at {time} NOT NULL, ended_at {time}, ended_because text)",
    "CREATE INDEX session_person ON session(person_id)",
    "CREATE TABLE refresh_token (
        token_hash text PRIMARY KEY, session_id {uuid} NOT NULL REFERENCES session(id), issued_at {time} NOT NULL,
        expires_at {time} NOT NULL, used_at {time})",
    "CREATE INDEX refresh_token_session ON refresh_token(session_id)",
    // ACC-1: the devices that a person has signed in from.
    "CREATE TABLE known_device (
        token_hash text NOT NULL, person_id {uuid} NOT NULL REFERENCES person(id), used_at {time} NOT NULL,
        PRIMARY KEY (token_hash, person_id))",
    "CREATE INDEX known_device_person ON known_device(person_id, used_at)",
    "CREATE TABLE idempotency_key (
        person_id {uuid} NOT NULL, key text NOT NULL, operation text NOT NULL, fingerprint text NOT NULL,
        answer text NOT NULL, made_at {time} NOT NULL, PRIMARY KEY (person_id, key))",
    "CREATE INDEX idempotency_key_made_at ON idempotency_key(made_at)",
    "CREATE INDEX idempotency_key_person ON idempotency_key(person_id, made_at)",
];
