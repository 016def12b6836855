//! DLN-2: the previous deadlines of a bulk change, stored for as long as it can be undone.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use kyndig_db::{list, sql};
use kyndig_domain::ids::{PersonId, RequirementId, UndoId};
use kyndig_platform::{
    auth::Work,
    http::{Code, Failure},
};
use sea_orm::FromQueryResult;

/// Ten seconds, and a margin for requests in progress.
const REGRET: TimeDelta = TimeDelta::seconds(12);

pub type Deadlines = BTreeMap<(PersonId, RequirementId), Option<NaiveDate>>;

/// The change that was made.
#[derive(Debug)]
pub struct Kept {
    pub before: Deadlines,
    pub deadline: Option<NaiveDate>,
}

#[derive(FromQueryResult)]
struct Row {
    at: DateTime<Utc>,
    deadline: Option<NaiveDate>,
    before: String,
}

/// Stores the previous deadlines; deletes those that are too old to be undone.
pub async fn keep(work: &Work<'_>, before: &Deadlines, deadline: Option<NaiveDate>) -> Result<UndoId, Failure> {
    let old = sql!("DELETE FROM deadline_undo WHERE at < {at}", at = work.now - REGRET);
    work.tx.execute(old).await?;
    let id: UndoId = work.new_id();
    let rows: Vec<_> = before.iter().map(|((person, requirement), day)| (person, requirement, day)).collect();
    let sql = sql!(
        "INSERT INTO deadline_undo (id, by_person_id, at, deadline, before) VALUES {list}",
        list = list([
            sea_orm::Value::from(id),
            work.person()?.person_id.into(),
            work.now.into(),
            deadline.into(),
            serde_json::to_string(&rows)?.into(),
        ]),
    );
    work.tx.execute(sql).await?;
    Ok(id)
}

/// The actor's own change, as long as it can be undone; another actor's is not found.
pub async fn find(work: &Work<'_>, id: UndoId) -> Result<Kept, Failure> {
    let sql = sql!(
        "SELECT at, deadline, before FROM deadline_undo WHERE id = {id} AND by_person_id = {by_person_id}",
        id,
        by_person_id = work.person()?.person_id,
    );
    let row: Row = work.tx.one(sql).await?.ok_or_else(Failure::not_found)?;
    if row.at + REGRET < work.now {
        return Err(Code::TooLateToUndo.into());
    }
    let rows: Vec<(PersonId, RequirementId, Option<NaiveDate>)> = serde_json::from_str(&row.before)?;
    let before = rows.into_iter().map(|(person, requirement, day)| ((person, requirement), day)).collect();
    Ok(Kept { before, deadline: row.deadline })
}

pub async fn purge(work: &Work<'_>, id: UndoId) -> Result<(), Failure> {
    work.tx.execute(sql!("DELETE FROM deadline_undo WHERE id = {id}", id)).await?;
    Ok(())
}
