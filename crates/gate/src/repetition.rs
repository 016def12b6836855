//! FUL-8: the standing of a requirement that repeats follows from the registered times.

use chrono::NaiveDate;
use kyndig_db::{Sql, sql};
use kyndig_domain::{
    ids::{PersonId, RequirementId},
    standing::{
        EventKind, Status,
        repetition::{Round, standing},
    },
};
use kyndig_platform::{auth::Work, http::Failure};
use sea_orm::FromQueryResult;

use super::Affected;
use crate::history::{self, By, Happened};

/// Rows written at a time.
const CHUNK: usize = 500;

#[derive(FromQueryResult)]
struct Row {
    person_id: PersonId,
    requirement_id: RequirementId,
    needed: i32,
    status: Status,
    performed_on: Option<NaiveDate>,
    number: i32,
    counted: i32,
    awaiting: i32,
    rejected: i32,
    latest: Option<NaiveDate>,
}

/// A standing that differs from what its repetitions give.
struct Moved {
    person: PersonId,
    requirement: RequirementId,
    status: Status,
    performed_on: Option<NaiveDate>,
    completed: bool,
}

pub(super) async fn follow(work: &Work<'_>, affected: &Affected) -> Result<(), Failure> {
    let rows = rounds(work, affected).await?;
    let moved: Vec<Moved> = rows
        .chunk_by(|a, b| (a.person_id, a.requirement_id) == (b.person_id, b.requirement_id))
        .filter_map(moved)
        .collect();
    for chunk in moved.chunks(CHUNK) {
        write(work, chunk).await?;
    }
    let completed: Vec<_> = moved.iter().filter(|one| one.completed).map(Moved::happened).collect();
    history::standings(work, By::System, &completed).await
}

/// In the order of rounds, for each touched pair that has any registration.
async fn rounds(work: &Work<'_>, affected: &Affected) -> Result<Vec<Row>, Failure> {
    const COUNTS: &str = "(q.id IS NULL OR q.status = 'signed')";
    let sql = Sql::new(&format!(
        "SELECT t.person_id, t.requirement_id, r.repetitions AS needed, t.status, t.performed_on, x.round AS number, \
         CAST(sum(CASE WHEN {COUNTS} THEN 1 ELSE 0 END) AS integer) AS counted, \
         CAST(sum(CASE WHEN q.status = 'awaiting' THEN 1 ELSE 0 END) AS integer) AS awaiting, \
         CAST(sum(CASE WHEN q.status = 'rejected' THEN 1 ELSE 0 END) AS integer) AS rejected, \
         max(CASE WHEN {COUNTS} THEN x.performed_on END) AS latest \
         FROM repetition x JOIN standing t ON t.person_id = x.person_id AND t.requirement_id = x.requirement_id \
         JOIN requirement r ON r.id = x.requirement_id AND r.repetitions IS NOT NULL \
         LEFT JOIN signature_request q ON q.id = x.request_id WHERE x.set_aside_at IS NULL AND "
    ))
    .append(&affected.holds("x.person_id", "x.requirement_id"))
    .push(
        " GROUP BY t.person_id, t.requirement_id, r.repetitions, t.status, t.performed_on, x.round \
         ORDER BY t.person_id, t.requirement_id, x.round",
    );
    Ok(work.tx.all(sql).await?)
}

fn moved(rows: &[Row]) -> Option<Moved> {
    let first = rows.first()?;
    let rounds: Vec<Round> = rows
        .iter()
        .map(|row| Round {
            number: row.number,
            counted: row.counted,
            awaiting: row.awaiting,
            rejected: row.rejected,
            latest: row.latest,
        })
        .collect();
    let (status, performed_on) = standing(&rounds, first.needed, first.status);
    let differs = (status, performed_on) != (first.status, first.performed_on);
    differs.then_some(Moved {
        person: first.person_id,
        requirement: first.requirement_id,
        status,
        performed_on,
        completed: status.is_achieved() && (!first.status.is_achieved() || performed_on > first.performed_on),
    })
}

async fn write(work: &Work<'_>, moved: &[Moved]) -> Result<(), Failure> {
    let sql = sql!(
        "UPDATE standing SET status = v.column3, performed_on = v.column4, expires_on = NULL, \
         expiry_is_manual = FALSE, version = standing.version + 1, changed_at = {now}, done_at = CASE WHEN \
         v.column3 = 'fulfilled' THEN {now} ELSE standing.done_at END FROM (VALUES ",
        now = work.now,
    )
    .rows(
        moved.iter().map(|one| [one.person.into(), one.requirement.into(), one.status.into(), one.performed_on.into()]),
    )
    .push(") v WHERE standing.person_id = v.column1 AND standing.requirement_id = v.column2");
    work.tx.execute(sql).await?;
    Ok(())
}

impl Moved {
    fn happened(&self) -> Happened<'static> {
        Happened { date: self.performed_on, ..Happened::to(self.person, self.requirement, EventKind::Fulfilled) }
    }
}
