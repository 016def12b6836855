//! Assignments, standings with their history, requests for signatures, repetitions, checklists, and what is not relevant.

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
    // `ready_at`: when nothing was left to do; whether that completes it, or a manager does, is up to the plan.
    "CREATE TABLE assignment (
        id {uuid} PRIMARY KEY, plan_id {uuid} NOT NULL REFERENCES plan(id),
        position_id {uuid} NOT NULL REFERENCES position(id), person_id {uuid} NOT NULL REFERENCES person(id),
        active {bool} NOT NULL, completed_at {time}, assigned_at {time} NOT NULL,
        assigned_by {uuid} REFERENCES person(id), deactivated_at {time}, deactivated_because text, ready_at {time},
        approved_by {uuid} REFERENCES person(id), UNIQUE (plan_id, position_id))",
    "CREATE INDEX assignment_position ON assignment(position_id, active)",
    "CREATE INDEX assignment_person ON assignment(person_id, active)",
    "CREATE INDEX assignment_waiting ON assignment(position_id) WHERE ready_at IS NOT NULL AND completed_at IS NULL",
    "CREATE TABLE assignment_event (
        id {uuid} PRIMARY KEY, assignment_id {uuid} NOT NULL REFERENCES assignment(id), kind text NOT NULL,
        at {time} NOT NULL, by_person_id {uuid} REFERENCES person(id), deputy_for_id {uuid} REFERENCES person(id))",
    "CREATE INDEX assignment_event_assignment ON assignment_event(assignment_id, at)",
    // A plan as it was when it was deactivated; gone when it is active again. `out_at`, `out_by`, `out_reason`: of what had
    // been taken out of the plan; none on what was active.
    "CREATE TABLE assignment_line (
        assignment_id {uuid} NOT NULL REFERENCES assignment(id), ordinal {int} NOT NULL, section_id {uuid} NOT NULL,
        heading text NOT NULL, goal_id {uuid}, goal_code text, goal_name text,
        requirement_id {uuid} NOT NULL REFERENCES requirement(id), number {int} NOT NULL, name text NOT NULL,
        learning_method text NOT NULL, documentation_method text NOT NULL, needs_signature {bool} NOT NULL,
        repetitions {int}, counted {int} NOT NULL, status text NOT NULL, performed_on {date}, expires_on {date},
        out_at {time}, out_by {uuid} REFERENCES person(id), out_reason text, PRIMARY KEY (assignment_id, ordinal))",
    // FUL-7: `chosen_expiry` is what the employee gave. `done_at`: when it was last fulfilled; points ticked before that belong
    // to that time. FUL-17: `before` is what undoing the last step brings back.
    "CREATE TABLE standing (
        person_id {uuid} NOT NULL REFERENCES person(id), requirement_id {uuid} NOT NULL REFERENCES requirement(id),
        status text NOT NULL, performed_on {date}, expires_on {date}, expiry_is_manual {bool} NOT NULL DEFAULT FALSE,
        deadline {date}, comment text NOT NULL DEFAULT '', request_id {uuid}, changed_at {time} NOT NULL,
        version {int} NOT NULL DEFAULT 1, chosen_expiry {date}, done_at {time}, before text,
        PRIMARY KEY (person_id, requirement_id))",
    "CREATE INDEX standing_requirement ON standing(requirement_id, status)",
    "CREATE INDEX standing_expiry ON standing(status, expires_on) WHERE expires_on IS NOT NULL",
    "CREATE INDEX standing_dated ON standing(person_id, deadline) WHERE deadline IS NOT NULL",
    "CREATE INDEX standing_status ON standing(person_id, status)",
    // DLN-3: whether a deadline still matters is seen in the index: what is fulfilled keeps its own.
    "CREATE INDEX standing_due ON standing(deadline, status, person_id, requirement_id) WHERE deadline IS NOT NULL",
    // FUL-12, FUL-9: `plan_id` and `about` are the plan, and the point or the file, that a line of the history is about.
    "CREATE TABLE standing_event (
        id {uuid} PRIMARY KEY, person_id {uuid} NOT NULL REFERENCES person(id),
        requirement_id {uuid} NOT NULL REFERENCES requirement(id), kind text NOT NULL, at {time} NOT NULL,
        by_person_id {uuid} REFERENCES person(id), by_position_id {uuid} REFERENCES position(id),
        deputy_for_id {uuid} REFERENCES person(id), date {date}, other_person_id {uuid} REFERENCES person(id),
        reason text, comment text NOT NULL DEFAULT '', plan_id {uuid} REFERENCES plan(id), about text)",
    "CREATE INDEX standing_event_standing ON standing_event(person_id, requirement_id, at)",
    // FUL-15: what a person did last.
    "CREATE INDEX standing_event_person ON standing_event(person_id, at)",
    // FUL-11
    "CREATE TABLE standing_file (
        file_id {uuid} PRIMARY KEY REFERENCES stored_file(id), person_id {uuid} NOT NULL REFERENCES person(id),
        requirement_id {uuid} NOT NULL REFERENCES requirement(id), description text NOT NULL)",
    "CREATE INDEX standing_file_standing ON standing_file(person_id, requirement_id)",
    "CREATE TABLE signature_request (
        id {uuid} PRIMARY KEY, person_id {uuid} NOT NULL REFERENCES person(id),
        requirement_id {uuid} NOT NULL REFERENCES requirement(id), signer_id {uuid} NOT NULL REFERENCES person(id),
        performed_on {date} NOT NULL, comment text NOT NULL DEFAULT '', status text NOT NULL,
        sent_at {time} NOT NULL, decided_at {time}, reason text, decision_comment text NOT NULL DEFAULT '',
        version {int} NOT NULL DEFAULT 1, repetition_id {uuid}, reminded_at {time})",
    "CREATE INDEX signature_request_signer ON signature_request(signer_id, status, sent_at, id)",
    "CREATE INDEX signature_request_decided ON signature_request(signer_id, status, decided_at, id)",
    "CREATE INDEX signature_request_standing ON signature_request(person_id, requirement_id)",
    // One request of a standing awaits at a time; of its repetitions, one each.
    "CREATE UNIQUE INDEX signature_request_awaiting ON signature_request(person_id, requirement_id)
        WHERE status = 'awaiting' AND repetition_id IS NULL",
    "CREATE UNIQUE INDEX signature_request_repetition ON signature_request(repetition_id)
        WHERE status = 'awaiting' AND repetition_id IS NOT NULL",
    // SIG-5: what has waited long, and who was reminded, without reading all that was ever decided.
    "CREATE INDEX signature_request_waiting ON signature_request(sent_at) WHERE status = 'awaiting'",
    "CREATE INDEX signature_request_reminded ON signature_request(signer_id, reminded_at)
        WHERE reminded_at IS NOT NULL",
    "CREATE INDEX signature_request_asked ON signature_request(person_id, sent_at, requirement_id)
        WHERE status = 'awaiting'",
    // FUL-8: a round is one time through; what is set aside was reset.
    "CREATE TABLE repetition (
        id {uuid} PRIMARY KEY, person_id {uuid} NOT NULL REFERENCES person(id),
        requirement_id {uuid} NOT NULL REFERENCES requirement(id), round {int} NOT NULL,
        performed_on {date} NOT NULL, comment text NOT NULL, request_id {uuid} REFERENCES signature_request(id),
        registered_at {time} NOT NULL, registered_by {uuid} NOT NULL REFERENCES person(id), set_aside_at {time})",
    "CREATE INDEX repetition_standing ON repetition(person_id, requirement_id, round)",
    "CREATE INDEX repetition_request ON repetition(request_id) WHERE request_id IS NOT NULL",
    "CREATE INDEX repetition_requirement ON repetition(requirement_id)",
    // FUL-9: a point is known by its id.
    "CREATE TABLE checklist_tick (
        person_id {uuid} NOT NULL REFERENCES person(id), requirement_id {uuid} NOT NULL REFERENCES requirement(id),
        point_id {uuid} NOT NULL, ticked_at {time} NOT NULL, ticked_by {uuid} NOT NULL REFERENCES person(id),
        PRIMARY KEY (person_id, requirement_id, point_id))",
    "CREATE TABLE checklist_not_relevant (
        person_id {uuid} NOT NULL REFERENCES person(id), plan_id {uuid} NOT NULL REFERENCES plan(id),
        requirement_id {uuid} NOT NULL REFERENCES requirement(id), point_id {uuid} NOT NULL, comment text NOT NULL,
        marked_at {time} NOT NULL, marked_by {uuid} NOT NULL REFERENCES person(id),
        PRIMARY KEY (person_id, requirement_id, plan_id, point_id))",
    // FUL-12: to this person in this plan, in any position; the subject is a requirement or a section.
    "CREATE TABLE not_relevant (
        person_id {uuid} NOT NULL REFERENCES person(id), plan_id {uuid} NOT NULL REFERENCES plan(id),
        subject_id {uuid} NOT NULL, comment text NOT NULL, marked_at {time} NOT NULL,
        marked_by {uuid} NOT NULL REFERENCES person(id), PRIMARY KEY (person_id, plan_id, subject_id))",
    "CREATE INDEX not_relevant_plan ON not_relevant(plan_id, subject_id)",
    // DLN-2: what deadlines were before they were set for many, for as long as that can be undone.
    "CREATE TABLE deadline_undo (
        id {uuid} PRIMARY KEY, by_person_id {uuid} NOT NULL REFERENCES person(id), at {time} NOT NULL,
        deadline {date}, before text NOT NULL)",
];
