//! ACC-9: the append-only log of who did what, as which position, to whose data, and from where. Written in
//! the transaction of the change itself.

use kyndig_db::Sql;
use kyndig_domain::ids::{EventId, PersonId};
use uuid::Uuid;

use crate::{auth::Work, http::Failure, telemetry};

/// Rows in one statement.
const CHUNK: usize = 1000;

/// Logs one act. `kind` is the table of the subject; `person` whose data it is, where it is somebody's.
pub async fn log(work: &Work<'_>, kind: &str, subject: Option<Uuid>, person: Option<PersonId>) -> Result<(), Failure> {
    insert(work, kind, [(subject, person)].into_iter()).await
}

/// Logs one act on many subjects of a kind, each with whose data it is.
pub async fn log_all(work: &Work<'_>, kind: &str, subjects: &[(Uuid, PersonId)]) -> Result<(), Failure> {
    for chunk in subjects.chunks(CHUNK) {
        insert(work, kind, chunk.iter().map(|(subject, person)| (Some(*subject), Some(*person)))).await?;
    }
    Ok(())
}

async fn insert(
    work: &Work<'_>,
    kind: &str,
    subjects: impl Iterator<Item = (Option<Uuid>, Option<PersonId>)>,
) -> Result<(), Failure> {
    let acting = work.actor.and_then(|actor| actor.acting.as_ref());
    let mut sql = Sql::new(
        "INSERT INTO audit_log (id, at, person_id, position_id, deputy_for_id, permission, subject_kind, subject_id, \
         subject_person_id, address, trace_id) VALUES ",
    );
    for (index, (subject, person)) in subjects.enumerate() {
        sql = sql
            .push(if index == 0 { "(" } else { ", (" })
            .bind(work.new_id::<EventId>())
            .push(", ")
            .bind(work.now)
            .push(", ")
            .bind(work.person_id())
            .push(", ")
            .bind(acting.map(|a| a.position_id))
            .push(", ")
            .bind(acting.and_then(|a| a.deputy_for))
            .push(", ")
            .bind(work.permission)
            .push(", ")
            .bind(kind)
            .push(", ")
            .bind(subject)
            .push(", ")
            .bind(person)
            .push(", ")
            .bind(work.address)
            .push(", ")
            .bind(telemetry::trace_id())
            .push(")");
    }
    work.tx.execute(sql).await?;
    Ok(())
}
