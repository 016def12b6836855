//! FUL: every way a requirement is fulfilled: by repetitions, point by point, with attachments, with an expiry of one's own,
//! and what of a plan is not relevant to the one who has it.

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
        let repetitions = match connection.get_database_backend() {
            DatabaseBackend::Postgres => "CAST(CAST(content AS jsonb) ->> 'repetitions' AS integer)",
            _ => "json_extract(content, '$.repetitions')",
        };
        connection.execute_unprepared(&format!("UPDATE requirement SET repetitions = {repetitions}")).await?;
        Ok(())
    }
}

const STATEMENTS: &[&str] = &[
    // As published; none where once is enough.
    "ALTER TABLE requirement ADD COLUMN repetitions {int}",
    // FUL-7: what the employee gave. done_at: when it was last fulfilled; points ticked before that belong to that time.
    "ALTER TABLE standing ADD COLUMN chosen_expiry {date}",
    "ALTER TABLE standing ADD COLUMN done_at {time}",
    // FUL-12: to this person in this plan, active on whichever positions; the subject is a requirement or a section.
    "CREATE TABLE not_relevant (
        person_id {uuid} NOT NULL REFERENCES person(id), plan_id {uuid} NOT NULL REFERENCES plan(id),
        subject_id {uuid} NOT NULL, comment text NOT NULL, marked_at {time} NOT NULL,
        marked_by {uuid} NOT NULL REFERENCES person(id), PRIMARY KEY (person_id, plan_id, subject_id))",
    "CREATE INDEX not_relevant_plan ON not_relevant(plan_id, subject_id)",
    // FUL-8: a round is one time through; what is set aside was reset.
    "CREATE TABLE repetition (
        id {uuid} PRIMARY KEY, person_id {uuid} NOT NULL REFERENCES person(id),
        requirement_id {uuid} NOT NULL REFERENCES requirement(id), round {int} NOT NULL, performed_on {date} NOT NULL,
        comment text NOT NULL, request_id {uuid} REFERENCES signature_request(id), registered_at {time} NOT NULL,
        registered_by {uuid} NOT NULL REFERENCES person(id), set_aside_at {time})",
    "CREATE INDEX repetition_standing ON repetition(person_id, requirement_id, round)",
    "CREATE INDEX repetition_request ON repetition(request_id) WHERE request_id IS NOT NULL",
    "CREATE INDEX repetition_requirement ON repetition(requirement_id)",
    "ALTER TABLE signature_request ADD COLUMN repetition_id {uuid}",
    "ALTER TABLE signature_request ADD COLUMN reminded_at {time}",
    // One request of a standing awaits at a time; of its repetitions, one each.
    "DROP INDEX signature_request_awaiting",
    "CREATE UNIQUE INDEX signature_request_awaiting ON signature_request(person_id, requirement_id)
        WHERE status = 'awaiting' AND repetition_id IS NULL",
    "CREATE UNIQUE INDEX signature_request_repetition ON signature_request(repetition_id)
        WHERE status = 'awaiting' AND repetition_id IS NOT NULL",
    // FUL-9: a point is known by its words: reworded it is another.
    "CREATE TABLE checklist_tick (
        person_id {uuid} NOT NULL REFERENCES person(id), requirement_id {uuid} NOT NULL REFERENCES requirement(id),
        point text NOT NULL, ticked_at {time} NOT NULL, ticked_by {uuid} NOT NULL REFERENCES person(id),
        PRIMARY KEY (person_id, requirement_id, point))",
    "CREATE TABLE checklist_not_relevant (
        person_id {uuid} NOT NULL REFERENCES person(id), plan_id {uuid} NOT NULL REFERENCES plan(id),
        requirement_id {uuid} NOT NULL REFERENCES requirement(id), point text NOT NULL, comment text NOT NULL,
        marked_at {time} NOT NULL, marked_by {uuid} NOT NULL REFERENCES person(id),
        PRIMARY KEY (person_id, requirement_id, plan_id, point))",
    // FUL-11
    "CREATE TABLE standing_file (
        file_id {uuid} PRIMARY KEY REFERENCES stored_file(id), person_id {uuid} NOT NULL REFERENCES person(id),
        requirement_id {uuid} NOT NULL REFERENCES requirement(id), description text NOT NULL)",
    "CREATE INDEX standing_file_standing ON standing_file(person_id, requirement_id)",
    // FUL-12, FUL-9: which plan and which point or file a line of the history is about.
    "ALTER TABLE standing_event ADD COLUMN plan_id {uuid} REFERENCES plan(id)",
    "ALTER TABLE standing_event ADD COLUMN about text",
    // FUL-15: what one did last.
    "CREATE INDEX standing_event_person ON standing_event(person_id, at)",
];
