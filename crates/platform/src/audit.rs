//! ACC-9: the append-only log of who did what, as which position, to whose data, and from where. Written in
//! the transaction of the change itself.

use kyndig_db::Sql;
use kyndig_domain::ids::{EventId, PersonId};
use uuid::Uuid;

use crate::{auth::Work, http::Failure, telemetry};

/// Rows in one statement.
const CHUNK: usize = 1000;

/// Logs one act. `kind` is the table of the subject; `person` whose data it is, where it is a person's.
pub async fn log(work: &Work<'_>, kind: &str, subject: Option<Uuid>, person: Option<PersonId>) -> Result<(), Failure> {
    insert(work, kind, [(subject, person)].into_iter()).await
}

/// Logs one act on many subjects of a kind that are not personal data.
pub async fn log_each(work: &Work<'_>, kind: &str, subjects: &[Uuid]) -> Result<(), Failure> {
    for chunk in subjects.chunks(CHUNK) {
        insert(work, kind, chunk.iter().map(|subject| (Some(*subject), None))).await?;
    }
    Ok(())
}

/// Logs one act on many subjects of a kind, each with the person whose data it is; in one statement for any number.
pub async fn log_all(work: &Work<'_>, kind: &str, subjects: &[(Uuid, PersonId)]) -> Result<(), Failure> {
    work.tx.execute_all(log_sql(work, kind, subjects)).await?;
    Ok(())
}

/// To be run alongside other statements; none where there is nothing to log.
pub fn log_sql(work: &Work<'_>, kind: &str, subjects: &[(Uuid, PersonId)]) -> Option<Sql> {
    if subjects.is_empty() {
        return None;
    }
    let sql = Sql::new(
        "INSERT INTO audit_log (id, subject_id, subject_person_id, at, person_id, position_id, deputy_for_id, permission, \
         subject_kind, address, trace_id) SELECT column1, column2, column3, ",
    )
    .bind_as(work.tx, work.now, "timestamptz")
    .push(", ")
    .bind_as(work.tx, work.person_id(), "uuid")
    .push(", ")
    .bind_as(work.tx, work.position_id(), "uuid")
    .push(", ")
    .bind_as(work.tx, work.deputy_for(), "uuid")
    .push(", ")
    .bind_as(work.tx, work.permission, "text")
    .push(", ")
    .bind_as(work.tx, kind, "text")
    .push(", ")
    .bind_as(work.tx, work.address, "text")
    .push(", ")
    .bind_as(work.tx, telemetry::trace_id(), "text")
    .push(" FROM ")
    .uuids(subjects.iter().map(|(subject, person)| [work.new_id::<EventId>().0, *subject, person.0]));
    Some(sql)
}

async fn insert(
    work: &Work<'_>,
    kind: &str,
    subjects: impl Iterator<Item = (Option<Uuid>, Option<PersonId>)>,
) -> Result<(), Failure> {
    let rows = subjects.map(|(subject, person)| {
        [
            work.new_id::<EventId>().into(),
            work.now.into(),
            work.person_id().into(),
            work.position_id().into(),
            work.deputy_for().into(),
            work.permission.into(),
            kind.into(),
            subject.into(),
            person.into(),
            work.address.into(),
            telemetry::trace_id().into(),
        ]
    });
    let sql = Sql::new(
        "INSERT INTO audit_log (id, at, person_id, position_id, deputy_for_id, permission, subject_kind, subject_id, \
         subject_person_id, address, trace_id) VALUES ",
    )
    .rows(rows);
    work.tx.execute(sql).await?;
    Ok(())
}
