//! Statements on positions and their places in the units.

use kyndig_db::{list, sql};
use kyndig_domain::{
    ids::{PersonId, PositionId, UnitId},
    position::{Period, PositionState},
};
use kyndig_platform::{
    auth::{Scope, Work},
    http::Failure,
};
use sea_orm::FromQueryResult;

/// Ids in one list.
const LIST: usize = 1000;

#[derive(Clone, Debug, FromQueryResult)]
pub struct Found {
    pub id: PositionId,
    pub person_id: PersonId,
    pub manager_id: Option<PersonId>,
}

/// Those of the positions that are in one of the states, ordered by their people.
pub async fn in_states(
    work: &Work<'_>,
    positions: &[PositionId],
    states: &[PositionState],
) -> Result<Vec<Found>, Failure> {
    let mut found = Vec::new();
    for chunk in positions.chunks(LIST) {
        let sql = sql!(
            "SELECT id, person_id, manager_id FROM position WHERE id IN {chunk} AND state IN {states}",
            chunk = list(chunk.iter().copied()),
            states = list(states.iter().copied()),
        );
        found.extend(work.tx.all::<Found>(sql).await?);
    }
    found.sort_by_key(|row| (row.person_id, row.id));
    found.dedup_by_key(|row| row.id);
    Ok(found)
}

pub async fn set_open(work: &Work<'_>, positions: &[PositionId], from: PositionState) -> Result<(), Failure> {
    let sql = sql!(
        "UPDATE position SET state = 'open', closed_on = NULL, version = version + 1, opened_on = {today} \
         WHERE state = {from} AND id IN {positions}",
        today = work.today,
        from,
        positions = list(positions.iter().copied()),
    );
    work.tx.execute(sql).await?;
    Ok(())
}

pub async fn set_closed(work: &Work<'_>, positions: &[PositionId]) -> Result<(), Failure> {
    if positions.is_empty() {
        return Ok(());
    }
    let sql = sql!(
        "UPDATE position SET state = 'closed', version = version + 1, closed_on = {today} \
         WHERE state <> 'closed' AND id IN {positions}",
        today = work.today,
        positions = list(positions.iter().copied()),
    );
    work.tx.execute(sql).await?;
    Ok(())
}

pub async fn set_unit(work: &Work<'_>, positions: &[PositionId], to: UnitId) -> Result<(), Failure> {
    let sql = sql!(
        "UPDATE position SET version = version + 1, unit_id = {to} WHERE unit_id <> {to} \
         AND id IN {positions}",
        to,
        positions = list(positions.iter().copied()),
    );
    work.tx.execute(sql).await?;
    Ok(())
}

/// An open position is a member of its unit and of all above; writes only what differs.
pub async fn refresh_membership(work: &Work<'_>, positions: &[PositionId]) -> Result<(), Failure> {
    let wrong = sql!(
        "DELETE FROM unit_member WHERE position_id IN {positions} AND NOT EXISTS (SELECT 1 \
         FROM position p JOIN org_unit_closure c ON c.descendant_id = p.unit_id \
         WHERE p.id = unit_member.position_id AND p.state = 'open' AND p.sort_key = unit_member.sort_key \
         AND c.ancestor_id = unit_member.unit_id)",
        positions = list(positions.iter().copied()),
    );
    work.tx.execute(wrong).await?;
    let missing = sql!(
        "INSERT INTO unit_member (unit_id, sort_key, position_id) SELECT c.ancestor_id, p.sort_key, p.id \
         FROM position p JOIN org_unit_closure c ON c.descendant_id = p.unit_id WHERE p.state = 'open' \
         AND p.id IN {positions} ON CONFLICT DO NOTHING",
        positions = list(positions.iter().copied()),
    );
    work.tx.execute(missing).await?;
    Ok(())
}

pub async fn refresh_sort_keys(work: &Work<'_>, people: &[PersonId]) -> Result<(), Failure> {
    let sql = sql!(
        "UPDATE position SET sort_key = person.sort_key FROM person WHERE person.id = position.person_id \
         AND person.sort_key <> position.sort_key AND person.id IN {people}",
        people = list(people.iter().copied()),
    );
    work.tx.execute(sql).await?;
    Ok(())
}

pub async fn open_of(work: &Work<'_>, people: &[PersonId]) -> Result<Vec<PositionId>, Failure> {
    let sql = sql!(
        "SELECT id FROM position WHERE state = 'open' AND person_id IN {people}",
        people = list(people.iter().copied()),
    );
    Ok(work.tx.column(sql).await?)
}

pub async fn managers_of(work: &Work<'_>, positions: &[PositionId]) -> Result<Vec<PersonId>, Failure> {
    let sql = sql!(
        "SELECT DISTINCT manager_id FROM position WHERE manager_id IS NOT NULL AND id IN {positions}",
        positions = list(positions.iter().copied()),
    );
    Ok(work.tx.column(sql).await?)
}

pub async fn sees(work: &Work<'_>, scope: &Scope, position: PositionId) -> Result<bool, Failure> {
    let sql = sql!(
        "SELECT 1 FROM position p WHERE p.state = 'open' AND p.id = {position} AND {sees_position}",
        position,
        sees_position = &scope.sees_position("p"),
    );
    Ok(work.tx.exists(sql).await?)
}

pub async fn is_employed(work: &Work<'_>, person: PersonId) -> Result<bool, Failure> {
    let sql =
        sql!("SELECT 1 FROM position WHERE state = 'open' AND kind = 'employment' AND person_id = {person}", person);
    Ok(work.tx.exists(sql).await?)
}

pub async fn set_place(
    work: &Work<'_>,
    temporary: PositionId,
    unit: UnitId,
    (trust, cost_centre): &(UnitId, String),
) -> Result<(), Failure> {
    let sql = sql!(
        "UPDATE position SET version = version + 1, unit_id = {unit}, trust_id = {trust}, cost_centre = \
         {cost_centre} WHERE state = 'pending' AND id = {temporary}",
        unit,
        trust = *trust,
        cost_centre = cost_centre.as_str(),
        temporary,
    );
    work.tx.execute(sql).await?;
    Ok(())
}

pub async fn set_period(work: &Work<'_>, id: PositionId, period: &Period) -> Result<(), Failure> {
    let sql = sql!(
        "UPDATE position SET version = version + 1, starts_on = {start}, ends_on = {end} WHERE id = {id}",
        start = period.start,
        end = period.end,
        id,
    );
    work.tx.execute(sql).await?;
    Ok(())
}

/// Closed until now, it opens on its first day.
pub async fn set_pending(work: &Work<'_>, id: PositionId) -> Result<(), Failure> {
    let sql = sql!("UPDATE position SET state = 'pending', closed_on = NULL WHERE id = {id}", id);
    work.tx.execute(sql).await?;
    Ok(())
}

pub async fn set_title(work: &Work<'_>, id: PositionId, title: &str) -> Result<(), Failure> {
    let sql = sql!("UPDATE position SET version = version + 1, title = {title} WHERE id = {id}", title, id);
    work.tx.execute(sql).await?;
    Ok(())
}
