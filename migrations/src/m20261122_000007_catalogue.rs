//! Content in full: categories, sharing, prerequisites, files, archives, goal plans and templates, stewards, saved
//! views, and who is editing what.

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
    // A branch of a unit (a trust's, or the region's), or of a speciality, whose categories are for activities.
    "CREATE TABLE category (
        id {uuid} PRIMARY KEY, parent_id {uuid} REFERENCES category(id), unit_id {uuid} REFERENCES org_unit(id),
        speciality text, name text NOT NULL, folded text NOT NULL, sort_key {key} NOT NULL,
        version {int} NOT NULL DEFAULT 1)",
    "CREATE INDEX category_parent ON category(parent_id, sort_key)",
    "CREATE INDEX category_unit ON category(unit_id, sort_key)",
    "ALTER TABLE requirement ADD COLUMN kind text NOT NULL DEFAULT 'requirement'",
    "ALTER TABLE requirement ADD COLUMN level text NOT NULL DEFAULT 'local'",
    "ALTER TABLE requirement ADD COLUMN category_id {uuid} REFERENCES category(id)",
    "ALTER TABLE requirement ADD COLUMN archived_at {time}",
    "ALTER TABLE requirement ADD COLUMN archived_by {uuid} REFERENCES person(id)",
    "ALTER TABLE requirement ADD COLUMN archive_reason text",
    "CREATE INDEX requirement_category ON requirement(category_id)",
    "CREATE INDEX requirement_archived ON requirement(archived_at) WHERE archived_at IS NOT NULL",
    // REQ-12: through the draft; none where the owner stays.
    "ALTER TABLE requirement_draft ADD COLUMN owner_unit_id {uuid} REFERENCES org_unit(id)",
    "CREATE TABLE requirement_share (
        requirement_id {uuid} NOT NULL REFERENCES requirement(id), unit_id {uuid} NOT NULL REFERENCES org_unit(id),
        with_subunits {bool} NOT NULL, shared_at {time} NOT NULL, ended_at {time}, PRIMARY KEY (requirement_id, unit_id))",
    "CREATE INDEX requirement_share_unit ON requirement_share(unit_id, ended_at)",
    // REQ-9: what was there before was shared with its owner unit and all below.
    "INSERT INTO requirement_share (requirement_id, unit_id, with_subunits, shared_at)
        SELECT id, owner_unit_id, TRUE, created_at FROM requirement",
    // Of what is published, or drafted while it never was.
    "CREATE TABLE requirement_prerequisite (
        requirement_id {uuid} NOT NULL REFERENCES requirement(id), prerequisite_id {uuid} NOT NULL REFERENCES requirement(id),
        PRIMARY KEY (requirement_id, prerequisite_id))",
    "CREATE INDEX requirement_prerequisite_of ON requirement_prerequisite(prerequisite_id)",
    "CREATE TABLE stored_file (
        id {uuid} PRIMARY KEY, requirement_id {uuid} REFERENCES requirement(id), name text NOT NULL,
        media_type text NOT NULL, size {big} NOT NULL, sha256 text NOT NULL, stored_at {time} NOT NULL,
        stored_by {uuid} NOT NULL REFERENCES person(id))",
    "CREATE INDEX stored_file_requirement ON stored_file(requirement_id)",
    "ALTER TABLE plan ADD COLUMN level text NOT NULL DEFAULT 'local'",
    "ALTER TABLE plan ADD COLUMN is_template {bool} NOT NULL DEFAULT FALSE",
    "ALTER TABLE plan ADD COLUMN template_id {uuid} REFERENCES plan(id)",
    "ALTER TABLE plan ADD COLUMN changed_at {time}",
    "ALTER TABLE plan ADD COLUMN archived_at {time}",
    "ALTER TABLE plan ADD COLUMN archived_by {uuid} REFERENCES person(id)",
    "ALTER TABLE plan ADD COLUMN archive_reason text",
    "UPDATE plan SET changed_at = created_at",
    // PLN-2: one local copy of a template in each unit.
    "CREATE UNIQUE INDEX plan_copy ON plan(template_id, owner_unit_id) WHERE template_id IS NOT NULL",
    "CREATE INDEX plan_archived ON plan(archived_at) WHERE archived_at IS NOT NULL",
    "ALTER TABLE section ADD COLUMN may_be_not_relevant {bool} NOT NULL DEFAULT FALSE",
    // A theme is a section of a goal plan.
    "CREATE TABLE goal (
        id {uuid} PRIMARY KEY, plan_id {uuid} NOT NULL REFERENCES plan(id), section_id {uuid} NOT NULL REFERENCES section(id),
        code text NOT NULL, name text NOT NULL, description text NOT NULL, ordinal {int} NOT NULL,
        template_goal_id {uuid} REFERENCES goal(id))",
    "CREATE INDEX goal_plan ON goal(plan_id, ordinal)",
    "CREATE INDEX goal_section ON goal(section_id, ordinal)",
    // In a goal plan the same activity may serve several goals, so a place is unique in its goal and not in the plan.
    "CREATE TABLE plan_requirement_anew (
        id {uuid} PRIMARY KEY, plan_id {uuid} NOT NULL REFERENCES plan(id),
        section_id {uuid} NOT NULL REFERENCES section(id), goal_id {uuid} REFERENCES goal(id),
        requirement_id {uuid} NOT NULL REFERENCES requirement(id), ordinal {int} NOT NULL, state text NOT NULL,
        state_before text, validity_days {int}, validity_reason text, added_at {time} NOT NULL,
        added_by {uuid} NOT NULL REFERENCES person(id), deactivated_at {time}, deactivated_by {uuid} REFERENCES person(id),
        deactivation_reason text)",
    // state_before: what it was when its requirement was archived, and is again when that is undone
    "INSERT INTO plan_requirement_anew (id, plan_id, section_id, requirement_id, ordinal, state, validity_days, added_at,
        added_by, deactivated_at, deactivated_by, deactivation_reason)
        SELECT id, plan_id, section_id, requirement_id, ordinal, state, validity_days, added_at, added_by,
        deactivated_at, deactivated_by, deactivation_reason FROM plan_requirement",
    "DROP TABLE plan_requirement",
    "ALTER TABLE plan_requirement_anew RENAME TO plan_requirement",
    "CREATE UNIQUE INDEX plan_requirement_place ON plan_requirement(plan_id, requirement_id, COALESCE(goal_id, plan_id))",
    "CREATE INDEX plan_requirement_requirement ON plan_requirement(requirement_id, plan_id)",
    "CREATE INDEX role_grant_plan ON role_grant(plan_id) WHERE plan_id IS NOT NULL",
    // How somebody wants a list to look.
    "CREATE TABLE saved_view (
        person_id {uuid} NOT NULL REFERENCES person(id), list text NOT NULL, content text NOT NULL,
        saved_at {time} NOT NULL, PRIMARY KEY (person_id, list))",
    // Who has what open to edit; a row that is not renewed means nothing.
    "CREATE TABLE editing (
        subject_id {uuid} NOT NULL, person_id {uuid} NOT NULL REFERENCES person(id), seen_at {time} NOT NULL,
        PRIMARY KEY (subject_id, person_id))",
];
