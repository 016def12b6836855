//! Categories, requirements, and plans with their sections and goals.

use sea_orm_migration::{
    prelude::*,
    sea_orm::{ConnectionTrait, DatabaseBackend},
};

use crate::schema;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        schema::run(manager, STATEMENTS).await?;
        let connection = manager.get_connection();
        if connection.get_database_backend() == DatabaseBackend::Postgres {
            connection.execute_unprepared(SEARCH).await?;
        }
        Ok(())
    }
}

const STATEMENTS: &[&str] = &[
    // A number that has been given is not given again, whatever is deleted.
    "CREATE TABLE number_series (name text PRIMARY KEY, last {int} NOT NULL)",
    "INSERT INTO number_series (name, last) VALUES ('requirement', 10000)",
    // A branch belongs to a unit (a trust, or the region), or to a speciality, whose categories are for activities.
    "CREATE TABLE category (
        id {uuid} PRIMARY KEY, parent_id {uuid} REFERENCES category(id), unit_id {uuid} REFERENCES org_unit(id),
        speciality text, name text NOT NULL, folded text NOT NULL, sort_key {key} NOT NULL,
        version {int} NOT NULL DEFAULT 1)",
    "CREATE INDEX category_parent ON category(parent_id, sort_key)",
    "CREATE INDEX category_unit ON category(unit_id, sort_key)",
    "CREATE INDEX category_speciality ON category(speciality, sort_key)",
    // `origin_id`: what it was called where it came from; none for what was made here. `repetitions`: as published; none
    // where once is enough. `category_key` of what has no category sorts last.
    "CREATE TABLE requirement (
        id {uuid} PRIMARY KEY, number {int} NOT NULL UNIQUE, owner_unit_id {uuid} NOT NULL REFERENCES org_unit(id),
        name text NOT NULL, folded text NOT NULL, sort_key {key} NOT NULL, learning_method text NOT NULL,
        documentation_method text NOT NULL, needs_signature {bool} NOT NULL, validity_days {int},
        content text NOT NULL, published_version {int} NOT NULL DEFAULT 0, published_at {time},
        created_at {time} NOT NULL, created_by {uuid} NOT NULL REFERENCES person(id),
        version {int} NOT NULL DEFAULT 1, kind text NOT NULL DEFAULT 'requirement',
        level text NOT NULL DEFAULT 'local', category_id {uuid} REFERENCES category(id), archived_at {time},
        archived_by {uuid} REFERENCES person(id), archive_reason text, owner_key {key} NOT NULL DEFAULT '',
        category_key {key} NOT NULL DEFAULT '~~', origin_id {uuid}, repetitions {int})",
    "CREATE INDEX requirement_owner ON requirement(owner_unit_id, sort_key)",
    "CREATE INDEX requirement_category ON requirement(category_id)",
    "CREATE INDEX requirement_archived ON requirement(archived_at) WHERE archived_at IS NOT NULL",
    // Each order of a list has an index that holds all that a row is chosen by: no filter reads the rows themselves.
    "CREATE INDEX requirement_by_name ON requirement(sort_key, id, kind, level, owner_unit_id, category_id, number,
        archived_at, folded)",
    "CREATE INDEX requirement_by_number ON requirement(number, sort_key, id, kind, level, owner_unit_id, category_id,
        archived_at, folded)",
    "CREATE INDEX requirement_by_owner ON requirement(owner_key, sort_key, id, kind, level, owner_unit_id,
        category_id, number, archived_at, folded)",
    "CREATE INDEX requirement_by_category ON requirement(category_key, sort_key, id, kind, level, owner_unit_id,
        category_id, number, archived_at, folded)",
    "CREATE INDEX requirement_origin ON requirement(origin_id) WHERE origin_id IS NOT NULL",
    // What lists show of a requirement beside its figures is in one small index: the content is long.
    "CREATE INDEX requirement_named ON requirement(id, sort_key, name, number)",
    // REQ-12: `owner_unit_id` is the owner to be; none where the owner stays.
    "CREATE TABLE requirement_draft (
        requirement_id {uuid} PRIMARY KEY REFERENCES requirement(id), content text NOT NULL,
        saved_at {time} NOT NULL, saved_by {uuid} NOT NULL REFERENCES person(id),
        owner_unit_id {uuid} REFERENCES org_unit(id), category_id {uuid} REFERENCES category(id))",
    "CREATE INDEX requirement_draft_category ON requirement_draft(category_id)",
    "CREATE TABLE requirement_version (
        requirement_id {uuid} NOT NULL REFERENCES requirement(id), version {int} NOT NULL, content text NOT NULL,
        published_at {time} NOT NULL, published_by {uuid} NOT NULL REFERENCES person(id),
        PRIMARY KEY (requirement_id, version))",
    "CREATE TABLE requirement_share (
        requirement_id {uuid} NOT NULL REFERENCES requirement(id), unit_id {uuid} NOT NULL REFERENCES org_unit(id),
        with_subunits {bool} NOT NULL, shared_at {time} NOT NULL, ended_at {time},
        PRIMARY KEY (requirement_id, unit_id))",
    "CREATE INDEX requirement_share_unit ON requirement_share(unit_id, ended_at)",
    // Of what is published, or of the draft where nothing has been published.
    "CREATE TABLE requirement_prerequisite (
        requirement_id {uuid} NOT NULL REFERENCES requirement(id),
        prerequisite_id {uuid} NOT NULL REFERENCES requirement(id), PRIMARY KEY (requirement_id, prerequisite_id))",
    "CREATE INDEX requirement_prerequisite_of ON requirement_prerequisite(prerequisite_id)",
    // REQ-17: in force from one publication on, and until another where it was removed later.
    "CREATE TABLE requirement_file (
        file_id {uuid} PRIMARY KEY REFERENCES stored_file(id),
        requirement_id {uuid} NOT NULL REFERENCES requirement(id), folded text NOT NULL, from_version {int} NOT NULL,
        until_version {int}, removed_at {time}, removed_by {uuid} REFERENCES person(id))",
    "CREATE INDEX requirement_file_requirement ON requirement_file(requirement_id)",
    // One name stands for one file.
    "CREATE UNIQUE INDEX requirement_file_name ON requirement_file(requirement_id, folded) WHERE removed_at IS NULL",
    // A search in descriptions reads these narrow rows, and not all that a requirement says.
    "CREATE TABLE requirement_description (
        requirement_id {uuid} PRIMARY KEY REFERENCES requirement(id), folded text NOT NULL)",
    // PLN-14: `status` is whether anything waits for approval, and whether it is published anywhere.
    "CREATE TABLE plan (
        id {uuid} PRIMARY KEY, kind text NOT NULL, name text NOT NULL, folded text NOT NULL, sort_key {key} NOT NULL,
        owner_unit_id {uuid} NOT NULL REFERENCES org_unit(id), description text NOT NULL, time_frame text NOT NULL,
        literature text NOT NULL, completion text NOT NULL, document_owner_id {uuid} REFERENCES person(id),
        document_author_id {uuid} REFERENCES person(id), major {int} NOT NULL DEFAULT 0,
        minor {int} NOT NULL DEFAULT 0, was_published {bool} NOT NULL DEFAULT FALSE, created_at {time} NOT NULL,
        created_by {uuid} NOT NULL REFERENCES person(id), version {int} NOT NULL DEFAULT 1,
        level text NOT NULL DEFAULT 'local', is_template {bool} NOT NULL DEFAULT FALSE,
        template_id {uuid} REFERENCES plan(id), changed_at {time}, archived_at {time},
        archived_by {uuid} REFERENCES person(id), archive_reason text,
        status text NOT NULL DEFAULT 'draft_unpublished', owner_key {key} NOT NULL DEFAULT '',
        creator_key {key} NOT NULL DEFAULT '', description_key {key} NOT NULL DEFAULT '~~', origin text)",
    "CREATE INDEX plan_owner ON plan(owner_unit_id, sort_key)",
    // PLN-2: one local copy of a template in each unit.
    "CREATE UNIQUE INDEX plan_copy ON plan(template_id, owner_unit_id) WHERE template_id IS NOT NULL",
    "CREATE INDEX plan_archived ON plan(archived_at) WHERE archived_at IS NOT NULL",
    // Each order of a list has an index that holds all that a row is chosen by: no filter reads the rows themselves.
    "CREATE INDEX plan_by_name ON plan(sort_key, id, kind, level, is_template, owner_unit_id, status, created_by,
        document_owner_id, document_author_id, archived_at, folded)",
    "CREATE INDEX plan_by_kind ON plan(kind, sort_key, id, level, is_template, owner_unit_id, status, created_by,
        document_owner_id, document_author_id, archived_at, folded)",
    "CREATE INDEX plan_by_description ON plan(description_key, sort_key, id, kind, level, is_template, owner_unit_id,
        status, created_by, document_owner_id, document_author_id, archived_at, folded)",
    "CREATE INDEX plan_by_owner ON plan(owner_key, sort_key, id, kind, level, is_template, owner_unit_id, status,
        created_by, document_owner_id, document_author_id, archived_at, folded)",
    "CREATE INDEX plan_by_status ON plan(status, sort_key, id, kind, level, is_template, owner_unit_id, created_by,
        document_owner_id, document_author_id, archived_at, folded)",
    "CREATE INDEX plan_by_creator ON plan(creator_key, sort_key, id, kind, level, is_template, owner_unit_id, status,
        created_by, document_owner_id, document_author_id, archived_at, folded)",
    "CREATE INDEX plan_origin ON plan(origin, owner_unit_id) WHERE origin IS NOT NULL",
    "CREATE TABLE section (
        id {uuid} PRIMARY KEY, plan_id {uuid} NOT NULL REFERENCES plan(id), name text NOT NULL,
        ordinal {int} NOT NULL, may_be_not_relevant {bool} NOT NULL DEFAULT FALSE, origin text)",
    "CREATE INDEX section_plan ON section(plan_id, ordinal)",
    // A theme is a section of a goal plan.
    "CREATE TABLE goal (
        id {uuid} PRIMARY KEY, plan_id {uuid} NOT NULL REFERENCES plan(id),
        section_id {uuid} NOT NULL REFERENCES section(id), code text NOT NULL, name text NOT NULL,
        description text NOT NULL, ordinal {int} NOT NULL, template_goal_id {uuid} REFERENCES goal(id),
        origin text)",
    "CREATE INDEX goal_plan ON goal(plan_id, ordinal)",
    "CREATE INDEX goal_section ON goal(section_id, ordinal)",
    // PLN-17: to another goal of the plan, or to something outside, by what that is called there.
    "CREATE TABLE goal_reference (
        goal_id {uuid} NOT NULL REFERENCES goal(id), kind text NOT NULL, target text NOT NULL,
        target_goal_id {uuid} REFERENCES goal(id), title text NOT NULL, address text, ordinal {int} NOT NULL,
        PRIMARY KEY (goal_id, kind, target))",
    "CREATE INDEX goal_reference_target ON goal_reference(target_goal_id) WHERE target_goal_id IS NOT NULL",
    // In a goal plan the same activity may serve several goals, so a place is unique in its goal and not in the plan.
    // `state_before`: what the state was when the requirement was archived, and is again when that is undone.
    "CREATE TABLE plan_requirement (
        id {uuid} PRIMARY KEY, plan_id {uuid} NOT NULL REFERENCES plan(id),
        section_id {uuid} NOT NULL REFERENCES section(id), goal_id {uuid} REFERENCES goal(id),
        requirement_id {uuid} NOT NULL REFERENCES requirement(id), ordinal {int} NOT NULL, state text NOT NULL,
        state_before text, validity_days {int}, validity_reason text, added_at {time} NOT NULL,
        added_by {uuid} NOT NULL REFERENCES person(id), deactivated_at {time},
        deactivated_by {uuid} REFERENCES person(id), deactivation_reason text)",
    "CREATE UNIQUE INDEX plan_requirement_place ON plan_requirement(plan_id, requirement_id,
        COALESCE(goal_id, plan_id))",
    "CREATE INDEX plan_requirement_requirement ON plan_requirement(requirement_id, plan_id)",
    "CREATE TABLE plan_version (
        plan_id {uuid} NOT NULL REFERENCES plan(id), major {int} NOT NULL, minor {int} NOT NULL,
        content text NOT NULL, made_at {time} NOT NULL, made_by {uuid} NOT NULL REFERENCES person(id),
        PRIMARY KEY (plan_id, major, minor))",
    "CREATE TABLE plan_publication (
        plan_id {uuid} NOT NULL REFERENCES plan(id), unit_id {uuid} NOT NULL REFERENCES org_unit(id),
        with_subunits {bool} NOT NULL, published_at {time} NOT NULL, PRIMARY KEY (plan_id, unit_id))",
    "CREATE INDEX plan_publication_unit ON plan_publication(unit_id)",
    "CREATE TABLE plan_description (plan_id {uuid} PRIMARY KEY REFERENCES plan(id), folded text NOT NULL)",
];

/// PLN-14, REQ-16: searches in descriptions. Without the extension, or without the right to create it, they give the same and
/// take longer; SQLite reads the texts from its own memory quickly enough.
const SEARCH: &str = "DO $$ BEGIN
    CREATE EXTENSION IF NOT EXISTS pg_trgm;
    CREATE INDEX plan_description_search ON plan_description USING gin (folded gin_trgm_ops);
    CREATE INDEX requirement_description_search ON requirement_description USING gin (folded gin_trgm_ops);
EXCEPTION WHEN insufficient_privilege OR undefined_file OR feature_not_supported THEN
    RAISE WARNING 'searching in descriptions is slower without pg_trgm: %', SQLERRM;
END $$";
