//! Requirements and plans: what is published, drafts, versions, where a plan may be assigned.

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
    // A number given once is never given again, whatever is deleted.
    "CREATE TABLE number_series (name text PRIMARY KEY, last {int} NOT NULL)",
    "INSERT INTO number_series (name, last) VALUES ('requirement', 10000)",
    "CREATE TABLE requirement (
        id {uuid} PRIMARY KEY, number {int} NOT NULL UNIQUE, owner_unit_id {uuid} NOT NULL REFERENCES org_unit(id),
        name text NOT NULL, folded text NOT NULL, sort_key {key} NOT NULL, learning_method text NOT NULL,
        documentation_method text NOT NULL, needs_signature {bool} NOT NULL, validity_days {int},
        content text NOT NULL, published_version {int} NOT NULL DEFAULT 0, published_at {time},
        created_at {time} NOT NULL, created_by {uuid} NOT NULL REFERENCES person(id), version {int} NOT NULL DEFAULT 1)",
    "CREATE INDEX requirement_sort ON requirement(sort_key, id)",
    "CREATE INDEX requirement_owner ON requirement(owner_unit_id, sort_key)",
    "CREATE TABLE requirement_draft (
        requirement_id {uuid} PRIMARY KEY REFERENCES requirement(id), content text NOT NULL, saved_at {time} NOT NULL,
        saved_by {uuid} NOT NULL REFERENCES person(id))",
    "CREATE TABLE requirement_version (
        requirement_id {uuid} NOT NULL REFERENCES requirement(id), version {int} NOT NULL, content text NOT NULL,
        published_at {time} NOT NULL, published_by {uuid} NOT NULL REFERENCES person(id),
        PRIMARY KEY (requirement_id, version))",
    "CREATE TABLE plan (
        id {uuid} PRIMARY KEY, kind text NOT NULL, name text NOT NULL, folded text NOT NULL, sort_key {key} NOT NULL,
        owner_unit_id {uuid} NOT NULL REFERENCES org_unit(id), description text NOT NULL, time_frame text NOT NULL,
        literature text NOT NULL, completion text NOT NULL, document_owner_id {uuid} REFERENCES person(id),
        document_author_id {uuid} REFERENCES person(id), major {int} NOT NULL DEFAULT 0, minor {int} NOT NULL DEFAULT 0,
        was_published {bool} NOT NULL DEFAULT FALSE, created_at {time} NOT NULL,
        created_by {uuid} NOT NULL REFERENCES person(id), version {int} NOT NULL DEFAULT 1)",
    "CREATE INDEX plan_sort ON plan(sort_key, id)",
    "CREATE INDEX plan_owner ON plan(owner_unit_id, sort_key)",
    "CREATE TABLE section (
        id {uuid} PRIMARY KEY, plan_id {uuid} NOT NULL REFERENCES plan(id), name text NOT NULL, ordinal {int} NOT NULL)",
    "CREATE INDEX section_plan ON section(plan_id, ordinal)",
    "CREATE TABLE plan_requirement (
        id {uuid} PRIMARY KEY, plan_id {uuid} NOT NULL REFERENCES plan(id),
        section_id {uuid} NOT NULL REFERENCES section(id), requirement_id {uuid} NOT NULL REFERENCES requirement(id),
        ordinal {int} NOT NULL, state text NOT NULL, validity_days {int}, added_at {time} NOT NULL,
        added_by {uuid} NOT NULL REFERENCES person(id), deactivated_at {time}, deactivated_by {uuid} REFERENCES person(id),
        deactivation_reason text, UNIQUE (plan_id, requirement_id))",
    "CREATE INDEX plan_requirement_requirement ON plan_requirement(requirement_id, plan_id)",
    "CREATE TABLE plan_version (
        plan_id {uuid} NOT NULL REFERENCES plan(id), major {int} NOT NULL, minor {int} NOT NULL, content text NOT NULL,
        made_at {time} NOT NULL, made_by {uuid} NOT NULL REFERENCES person(id), PRIMARY KEY (plan_id, major, minor))",
    "CREATE TABLE plan_publication (
        plan_id {uuid} NOT NULL REFERENCES plan(id), unit_id {uuid} NOT NULL REFERENCES org_unit(id),
        with_subunits {bool} NOT NULL, published_at {time} NOT NULL, PRIMARY KEY (plan_id, unit_id))",
    "CREATE INDEX plan_publication_unit ON plan_publication(unit_id)",
];
