//! POS-12: the manager of a position is the one set by hand while that person is employed, otherwise none; with none
//! set by hand, the one from HR. `manager_id` holds the present manager, and is maintained here alone.

use kyndig_db::{Sql, list, sql};
use kyndig_domain::ids::{PersonId, PositionId};
use kyndig_platform::{
    auth::{
        Work,
        actor::{access_changed, lock_with_deputies},
    },
    http::Failure,
};
use sea_orm::FromQueryResult;

const CHUNK: usize = 500;

/// As `kyndig_domain::position::manager`. The manager of a loan is set by hand too, regardless of whom HR names at
/// home.
const EFFECTIVE: &str = "CASE WHEN position.set_manager_id IS NULL AND position.kind = 'employment' \
     THEN position.hr_manager_id \
     ELSE (SELECT h.person_id FROM position h \
           WHERE h.person_id = COALESCE(position.set_manager_id, position.hr_manager_id) \
             AND h.state = 'open' AND h.kind = 'employment' LIMIT 1) END";

#[derive(FromQueryResult)]
struct Changed {
    id: PositionId,
    before: Option<PersonId>,
    after: Option<PersonId>,
}

#[derive(FromQueryResult)]
struct Managers {
    from_hr: Option<PersonId>,
    by_hand: Option<PersonId>,
    today: Option<PersonId>,
}

/// Locks a position whose manager is about to be set. The people come first, as in the gate, to avoid deadlocks: the
/// access of those who are, or may become, its manager changes.
pub async fn lock_to_set(work: &Work<'_>, position: PositionId, manager: Option<PersonId>) -> Result<(), Failure> {
    let sql = sql!(
        "SELECT hr_manager_id AS from_hr, set_manager_id AS by_hand, manager_id AS today FROM position \
         WHERE id = {position}",
        position,
    );
    let now = work.tx.one::<Managers>(sql).await?;
    let mut people: Vec<PersonId> = manager.into_iter().collect();
    people.extend(now.iter().flat_map(|now| [now.from_hr, now.by_hand, now.today]).flatten());
    lock_with_deputies(work.tx, &people).await?;
    work.tx.lock("position", &[position]).await?;
    Ok(())
}

/// POS-12: sets the manager by hand, or, with none, falls back to the manager from HR.
pub async fn set_manager(work: &Work<'_>, position: PositionId, manager: Option<PersonId>) -> Result<(), Failure> {
    let sql = sql!(
        "UPDATE position SET version = version + 1, set_manager_id = {manager} WHERE id = {position} \
         AND set_manager_id IS DISTINCT FROM {manager}",
        manager,
        position,
    );
    work.tx.execute(sql).await?;
    refresh_managers(work, &[position]).await
}

/// POS-12: stores HR's managers of these positions. Returns how many changed.
pub async fn set_hr_managers(work: &Work<'_>, managers: &[(PositionId, Option<PersonId>)]) -> Result<u64, Failure> {
    let uuid = if work.tx.is_postgres() { "uuid" } else { "blob" };
    let mut changed = 0;
    for chunk in managers.chunks(CHUNK) {
        let mut sql = Sql::new("WITH told(position_id, manager_id) AS (VALUES ");
        for (index, (position, manager)) in chunk.iter().enumerate() {
            sql = sql.push(if index == 0 { "(CAST(" } else { ", (CAST(" }).bind(*position);
            sql = sql.push(&format!(" AS {uuid}), CAST(")).bind(*manager).push(&format!(" AS {uuid}))"));
        }
        let sql = sql.push(
            ") UPDATE position SET hr_manager_id = told.manager_id, version = version + 1 FROM told \
             WHERE position.id = told.position_id AND position.hr_manager_id IS DISTINCT FROM told.manager_id",
        );
        changed += work.tx.execute(sql).await?;
        let positions: Vec<_> = chunk.iter().map(|(position, _)| *position).collect();
        refresh_managers(work, &positions).await?;
    }
    Ok(changed)
}

/// Recomputes the managers of these positions.
pub async fn refresh_managers(work: &Work<'_>, positions: &[PositionId]) -> Result<(), Failure> {
    for chunk in positions.chunks(CHUNK) {
        refresh(work, &sql!("id IN {chunk}", chunk = list(chunk.iter().copied()))).await?;
    }
    Ok(())
}

/// Recomputes the positions whose hand-set manager is among these people: they have left, or are back.
pub async fn refresh_led_by(work: &Work<'_>, people: &[PersonId]) -> Result<(), Failure> {
    for chunk in people.chunks(CHUNK) {
        let by_hand = sql!("set_manager_id IN {chunk}", chunk = list(chunk.iter().copied()));
        refresh(work, &by_hand).await?;
        let of_loans = sql!("kind = 'loan' AND hr_manager_id IN {chunk}", chunk = list(chunk.iter().copied()));
        refresh(work, &of_loans).await?;
    }
    Ok(())
}

/// Writes only what differs; the access of new and former managers is marked as changed.
async fn refresh(work: &Work<'_>, which: &Sql) -> Result<(), Failure> {
    let differing = Sql::new(&format!(
        "SELECT id, manager_id AS before, {EFFECTIVE} AS after FROM position WHERE state = 'open' AND "
    ))
    .append(which)
    .push(&format!(" AND manager_id IS DISTINCT FROM {EFFECTIVE} ORDER BY id"));
    let changed = work.tx.all::<Changed>(differing).await?;
    if changed.is_empty() {
        return Ok(());
    }
    let update = Sql::new(&format!("UPDATE position SET manager_id = {EFFECTIVE}, version = version + 1 WHERE id IN "))
        .list(changed.iter().map(|row| row.id));
    work.tx.execute(update).await?;
    let mut concerned: Vec<_> = changed.iter().flat_map(|row| [row.before, row.after]).flatten().collect();
    concerned.sort_unstable();
    concerned.dedup();
    access_changed(work.tx, &concerned).await?;
    Ok(())
}
