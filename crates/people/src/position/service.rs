//! Operations on positions, in bulk: 500 people at a time, each time through the gate, in a number of statements that
//! does not grow with them.

use kyndig_db::{entity::position, sql};
use kyndig_domain::{
    ids::{PersonId, PositionId, UnitId},
    position::PositionState,
};
use kyndig_gate as gate;
use kyndig_gate::Affected;
use kyndig_platform::{
    audit,
    auth::{Scope, Work, actor::access_changed},
    facts::Fact,
    http::{Code, Failure},
};
use sea_orm::{EntityTrait, IntoActiveModel};

pub use super::manager::{lock_to_set, refresh_led_by, refresh_managers, set_hr_managers, set_manager};
use super::store::{self, Found};
pub use super::store::{set_pending, set_period, set_place, set_title};

/// People in one pass of the gate.
const CHUNK: usize = 500;

/// POS-5: opens positions that are pending; others are unchanged. Returns the number opened.
pub async fn open(work: &Work<'_>, positions: &[PositionId]) -> Result<usize, Failure> {
    each_chunk(work, positions, &[PositionState::Pending], async |found| {
        store::set_open(work, &ids(found), PositionState::Pending).await?;
        store::refresh_membership(work, &ids(found)).await
    })
    .await
}

/// POS-11: reopens closed positions, with the plans that were active when they were closed; plans deactivated before
/// stay so. Returns the number opened.
pub async fn reopen(work: &Work<'_>, positions: &[PositionId]) -> Result<usize, Failure> {
    each_chunk(work, positions, &[PositionState::Closed], async |found| {
        store::set_open(work, &ids(found), PositionState::Closed).await?;
        store::refresh_membership(work, &ids(found)).await?;
        work.state(Fact::PositionsReopened { positions: ids(found) });
        work.settle().await
    })
    .await
}

/// POS-6: closes positions, pending ones too. What depends on them (loans, plans, roles, sessions) follows from the
/// fact. Returns the number closed, without the temporary positions of loans.
pub async fn close(work: &Work<'_>, positions: &[PositionId]) -> Result<usize, Failure> {
    let live = [PositionState::Open, PositionState::Pending];
    each_chunk(work, positions, &live, async |found| {
        shut(work, ids(found), people(found)).await?;
        work.settle().await
    })
    .await
}

/// Closes positions of people whose positions are being closed, inside the gate that is open for them.
pub async fn shut(work: &Work<'_>, positions: Vec<PositionId>, people: Vec<PersonId>) -> Result<(), Failure> {
    store::set_closed(work, &positions).await?;
    store::refresh_membership(work, &positions).await?;
    work.state(Fact::PositionsClosed { positions, people });
    Ok(())
}

/// Moves positions to another unit of the same trust: the cost centre has moved in the tree, or the reorganisation says
/// so. Plans are unchanged.
pub async fn relocate(work: &Work<'_>, positions: &[PositionId], to: UnitId) -> Result<usize, Failure> {
    let live = [PositionState::Open, PositionState::Pending];
    each_chunk(work, positions, &live, async |found| {
        store::set_unit(work, &ids(found), to).await?;
        store::refresh_membership(work, &ids(found)).await
    })
    .await
}

/// Recomputes the rows of `unit_member` for these positions, after the tree has changed around them.
pub async fn refresh_membership(work: &Work<'_>, positions: &[PositionId]) -> Result<(), Failure> {
    for chunk in positions.chunks(CHUNK) {
        store::refresh_membership(work, chunk).await?;
    }
    Ok(())
}

/// The names of these people have changed: updates the sort keys of their positions.
pub async fn renamed(work: &Work<'_>, people: &[PersonId]) -> Result<(), Failure> {
    for chunk in people.chunks(CHUNK) {
        store::refresh_sort_keys(work, chunk).await?;
        refresh_membership(work, &store::open_of(work, chunk).await?).await?;
    }
    Ok(())
}

/// LOA-2: the temporary position of a loan, pending until its first day.
pub async fn create(work: &Work<'_>, position: position::Model) -> Result<(), Failure> {
    let about = [(position.id.0, position.person_id)];
    position::Entity::insert(position.into_active_model()).exec_without_returning(work.tx.orm()).await?;
    audit::log_all(work, "position", &about).await
}

/// Many at once, pending; to be opened afterwards.
pub async fn create_all(work: &Work<'_>, positions: Vec<position::Model>) -> Result<(), Failure> {
    let about: Vec<_> = positions.iter().map(|position| (position.id.0, position.person_id)).collect();
    let rows = positions.into_iter().map(IntoActiveModel::into_active_model);
    position::Entity::insert_many(rows).exec_without_returning(work.tx.orm()).await?;
    audit::log_all(work, "position", &about).await
}

/// Deletes a position that has never been open.
pub async fn remove_pending(work: &Work<'_>, position: PositionId) -> Result<(), Failure> {
    work.state(Fact::PositionRemoved { position });
    work.settle().await?;
    let pending = sql!("DELETE FROM position WHERE state = 'pending' AND id = {position}", position);
    work.tx.execute(pending).await?;
    Ok(())
}

/// A manager must be employed, and be another person than the employee.
pub async fn check_manager(work: &Work<'_>, manager: PersonId, of: PersonId) -> Result<(), Failure> {
    if manager == of {
        return Err(Failure::field(Code::ManagesSelf, "managerId"));
    }
    if !store::is_employed(work, manager).await? {
        return Err(Failure::field(Code::ManagerHasLeft, "managerId"));
    }
    Ok(())
}

/// Whether a scope sees an open position.
pub async fn sees(work: &Work<'_>, scope: &Scope, position: PositionId) -> Result<bool, Failure> {
    store::sees(work, scope, position).await
}

fn ids(found: &[Found]) -> Vec<PositionId> {
    found.iter().map(|row| row.id).collect()
}

fn people(found: &[Found]) -> Vec<PersonId> {
    let mut people: Vec<_> = found.iter().map(|row| row.person_id).collect();
    people.sort_unstable();
    people.dedup();
    people
}

/// Runs a change on those of the positions that are in one of the states, in chunks ordered by their people, so that
/// concurrent runs wait for each other without deadlock; then marks the access of those concerned as changed.
async fn each_chunk(
    work: &Work<'_>,
    positions: &[PositionId],
    states: &[PositionState],
    change: impl AsyncFn(&[Found]) -> Result<(), Failure>,
) -> Result<usize, Failure> {
    let found = store::in_states(work, positions, states).await?;
    for chunk in found.chunks(CHUNK) {
        let people = people(chunk);
        gate::change(work, &Affected::people(people.clone()), async || change(chunk).await).await?;
        // Both the previous managers and the present ones.
        let mut concerned: Vec<PersonId> = chunk.iter().filter_map(|row| row.manager_id).collect();
        refresh_managers(work, &ids(chunk)).await?;
        refresh_led_by(work, &people).await?;
        concerned.extend(store::managers_of(work, &ids(chunk)).await?);
        concerned.extend(people);
        concerned.sort_unstable();
        concerned.dedup();
        access_changed(work.tx, &concerned).await?;
        let about: Vec<_> = chunk.iter().map(|row| (row.id.0, row.person_id)).collect();
        audit::log_all(work, "position", &about).await?;
    }
    Ok(found.len())
}
