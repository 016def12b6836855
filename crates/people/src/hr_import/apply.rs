//! Applies the changes of a file, in their order and a kind at a time, in the one transaction of the run.

use kyndig_db::sql;
use kyndig_db::{
    Sql,
    entity::{org_unit, person, position as position_entity},
};
use kyndig_domain::{
    hr_import::{Change, PersonFacts, UnitFacts},
    ids::{PersonId, PositionId, UnitId},
    position::{PositionKind, PositionState},
    text,
};
use kyndig_gate::counters;
use kyndig_platform::{auth::Work, facts::Fact, http::Failure};
use sea_orm::{ActiveValue::Set, EntityTrait, IntoActiveModel};

use super::store::Keys;
use crate::{person as people_feature, position};

/// Rows in one statement: SQLite binds 32,766 values at the most.
const CHUNK: usize = 1000;

/// Applies all changes; `progress` is told how many are done.
pub async fn apply(
    work: &Work<'_>,
    changes: &[Change],
    source: &str,
    mut keys: Keys,
    progress: impl Fn(usize),
) -> Result<(), Failure> {
    rename_in_lists(work, changes, &keys).await?;
    let reshapes = changes.iter().any(reshapes_tree);
    if reshapes {
        // The counters depend on the tree: no other transaction changes a counter until this is done.
        counters::hold(work).await?;
    }
    let mut done = 0;
    let mut tree_done = false;
    for group in changes.chunk_by(|a, b| a.kind() == b.kind()) {
        let units = group[0].kind().starts_with("unit_") && group[0].kind() != "unit_closed";
        if !units && !tree_done {
            tree_done = true;
            if changes.iter().any(|change| matches!(change, Change::UnitCreated { .. }) || reshapes_tree(change)) {
                store_closure(work).await?;
            }
        }
        for chunk in group.chunks(CHUNK) {
            one_kind(work, chunk, source, &mut keys).await?;
            done += chunk.len();
            progress(done);
        }
    }
    if !tree_done {
        store_closure(work).await?;
    }
    if reshapes {
        let open =
            work.tx.column::<PositionId>(Sql::new("SELECT id FROM position WHERE state = 'open' ORDER BY id")).await?;
        for chunk in open.chunks(CHUNK) {
            position::service::refresh_membership(work, chunk).await?;
        }
        counters::rebuild(work).await?;
    }
    Ok(())
}

/// Lists of plans and requirements are ordered by the names of units and people, which are copied into them. They are
/// changed first, as plans are locked before people everywhere.
async fn rename_in_lists(work: &Work<'_>, changes: &[Change], keys: &Keys) -> Result<(), Failure> {
    let (mut units, mut people) = (Vec::new(), Vec::new());
    for change in changes {
        match change {
            Change::UnitUpdated { key, before, after, .. } if before.name != after.name => {
                units.push((unit_of(keys, key)?, text::sort_key(&after.name)));
            }
            Change::PersonUpdated { key, before, after, .. } if before.name() != after.name() => {
                people.push((person_of(keys, key)?, sort_key(after)));
            }
            _ => {}
        }
    }
    work.state(Fact::Renamed { units, people });
    work.settle().await
}

/// Whether it changes what units are above others, or which units have counters.
fn reshapes_tree(change: &Change) -> bool {
    match change {
        Change::UnitMoved { .. } => true,
        Change::UnitUpdated { before, after, .. } => before.kind != after.kind,
        _ => false,
    }
}

async fn one_kind(work: &Work<'_>, changes: &[Change], source: &str, keys: &mut Keys) -> Result<(), Failure> {
    match &changes[0] {
        Change::UnitCreated { .. } => create_units(work, changes, source, keys).await,
        Change::UnitReopened { .. }
        | Change::UnitUpdated { .. }
        | Change::UnitMoved { .. }
        | Change::UnitClosed { .. } => update_units(work, changes, keys).await,
        Change::PersonCreated { .. } => create_people(work, changes, keys).await,
        Change::EmailReleased { .. } | Change::PersonUpdated { .. } => update_people(work, changes, keys).await,
        Change::PositionCreated { .. } => create_positions(work, changes, keys).await,
        Change::PositionClosed { .. }
        | Change::PositionOpened { .. }
        | Change::PositionReopened { .. }
        | Change::PeriodChanged { .. }
        | Change::TitleChanged { .. }
        | Change::PositionMoved { .. }
        | Change::ManagerChanged { .. } => update_positions(work, changes, keys).await,
    }
}

async fn create_units(work: &Work<'_>, changes: &[Change], source: &str, keys: &mut Keys) -> Result<(), Failure> {
    // A parent comes before its children, possibly in the same statement.
    let mut rows = Vec::with_capacity(changes.len());
    for change in changes {
        let Change::UnitCreated { key, facts, .. } = change else { continue };
        let id: UnitId = work.new_id();
        keys.units.insert(key.clone(), id);
        rows.push(
            org_unit::Model {
                id,
                parent_id: parent_of(keys, facts)?,
                kind: facts.kind,
                name: facts.name.clone(),
                folded: text::fold(&searchable(facts)),
                sort_key: text::sort_key(&facts.name),
                external_id: key.clone(),
                short_code: facts.short_code.clone(),
                org_number: facts.org_number.clone(),
                cost_centre: facts.cost_centre.clone(),
                source: source.to_owned(),
                active: true,
            }
            .into_active_model(),
        );
    }
    org_unit::Entity::insert_many(rows).exec_without_returning(work.tx.orm()).await?;
    Ok(())
}

fn parent_of(keys: &Keys, facts: &UnitFacts) -> Result<Option<UnitId>, Failure> {
    facts.parent.as_ref().map(|parent| unit_of(keys, parent)).transpose()
}

fn searchable(facts: &UnitFacts) -> String {
    facts.short_code.as_ref().map_or_else(|| facts.name.clone(), |code| format!("{} {code}", facts.name))
}

async fn update_units(work: &Work<'_>, changes: &[Change], keys: &Keys) -> Result<(), Failure> {
    for change in changes {
        let sql = match change {
            Change::UnitReopened { key, .. } => {
                sql!("UPDATE org_unit SET active = TRUE WHERE id = {id}", id = unit_of(keys, key)?)
            }
            Change::UnitClosed { key, .. } => {
                sql!("UPDATE org_unit SET active = FALSE WHERE id = {id}", id = unit_of(keys, key)?)
            }
            Change::UnitMoved { key, to, .. } => {
                let parent = to.as_ref().map(|to| unit_of(keys, to)).transpose()?;
                sql!("UPDATE org_unit SET parent_id = {parent} WHERE id = {id}", parent, id = unit_of(keys, key)?)
            }
            Change::UnitUpdated { key, after, .. } => sql!(
                "UPDATE org_unit SET name = {name}, folded = {folded}, sort_key = {sort_key}, kind = {kind}, \
                 short_code = {short_code}, org_number = {org_number}, cost_centre = {cost_centre} WHERE id = {id}",
                name = after.name.as_str(),
                folded = text::fold(&searchable(after)),
                sort_key = text::sort_key(&after.name),
                kind = after.kind,
                short_code = after.short_code.clone(),
                org_number = after.org_number.clone(),
                cost_centre = after.cost_centre.clone(),
                id = unit_of(keys, key)?,
            ),
            _ => continue,
        };
        work.tx.execute(sql).await?;
    }
    Ok(())
}

/// Rebuilds the whole closure from the parents.
async fn store_closure(work: &Work<'_>) -> Result<(), Failure> {
    work.tx.execute(Sql::new("DELETE FROM org_unit_closure")).await?;
    work.tx
        .execute(Sql::new(
            "INSERT INTO org_unit_closure (ancestor_id, descendant_id, depth) \
             WITH RECURSIVE under (ancestor_id, descendant_id, depth) AS (\
               SELECT id, id, 0 FROM org_unit \
               UNION ALL SELECT under.ancestor_id, u.id, under.depth + 1 FROM under JOIN org_unit u ON u.parent_id = under.descendant_id) \
             SELECT ancestor_id, descendant_id, depth FROM under",
        ))
        .await?;
    Ok(())
}

async fn create_people(work: &Work<'_>, changes: &[Change], keys: &mut Keys) -> Result<(), Failure> {
    let mut rows = Vec::with_capacity(changes.len());
    let mut made = Vec::with_capacity(changes.len());
    for change in changes {
        let Change::PersonCreated { key, facts, .. } = change else { continue };
        let id: PersonId = work.new_id();
        keys.people.insert(key.clone(), id);
        made.push(id);
        let name = facts.name();
        rows.push(
            person::Model {
                id,
                external_id: key.clone(),
                given_name: facts.given_name.clone(),
                family_name: facts.family_name.clone(),
                folded: text::fold(&name),
                sort_key: sort_key(facts),
                name,
                email: facts.email.clone(),
                phone: facts.phone.clone(),
                hpr_number: facts.hpr_number.clone(),
                created_at: work.now,
                stamp: 1,
            }
            .into_active_model(),
        );
    }
    person::Entity::insert_many(rows).exec_without_returning(work.tx.orm()).await?;
    people_feature::service::index_words(work, &made).await
}

/// Lists of people are sorted by the family name.
fn sort_key(facts: &PersonFacts) -> String {
    text::sort_key(&format!("{} {}", facts.family_name, facts.given_name))
}

async fn update_people(work: &Work<'_>, changes: &[Change], keys: &Keys) -> Result<(), Failure> {
    let mut renamed = Vec::new();
    for change in changes {
        match change {
            Change::EmailReleased { key, .. } => {
                let sql = sql!("UPDATE person SET email = NULL WHERE id = {id}", id = person_of(keys, key)?);
                work.tx.execute(sql).await?;
            }
            Change::PersonUpdated { key, before, after, .. } => {
                let id = person_of(keys, key)?;
                let name = after.name();
                let row = person::ActiveModel {
                    id: Set(id),
                    given_name: Set(after.given_name.clone()),
                    family_name: Set(after.family_name.clone()),
                    folded: Set(text::fold(&name)),
                    sort_key: Set(sort_key(after)),
                    name: Set(name),
                    email: Set(after.email.clone()),
                    phone: Set(after.phone.clone()),
                    hpr_number: Set(after.hpr_number.clone()),
                    ..person::ActiveModel::default()
                };
                person::Entity::update(row).exec(work.tx.orm()).await?;
                if before.name() != after.name() {
                    renamed.push(id);
                }
            }
            _ => {}
        }
    }
    people_feature::service::index_words(work, &renamed).await?;
    position::service::renamed(work, &renamed).await
}

async fn create_positions(work: &Work<'_>, changes: &[Change], keys: &Keys) -> Result<(), Failure> {
    let mut rows = Vec::with_capacity(changes.len());
    let mut open = Vec::new();
    let mut managers = Vec::new();
    for change in changes {
        let Change::PositionCreated { position, .. } = change else { continue };
        let id: PositionId = work.new_id();
        let person_id = person_of(keys, &position.key.person)?;
        if position.state == PositionState::Open {
            open.push(id);
        }
        if let Some(manager) = &position.manager_from_hr {
            managers.push((id, Some(person_of(keys, manager)?)));
        }
        rows.push(position_entity::Model {
            id,
            person_id,
            kind: PositionKind::Employment,
            trust_id: unit_of(keys, &position.key.trust)?,
            cost_centre: position.key.cost_centre.clone(),
            unit_id: unit_of(keys, &position.unit)?,
            title: position.title.clone(),
            // Corrected from the person below.
            sort_key: String::new(),
            starts_on: position.period.start,
            ends_on: position.period.end,
            state: PositionState::Pending,
            opened_on: None,
            closed_on: None,
            hr_manager_id: None,
            set_manager_id: None,
            manager_id: None,
            loan_id: None,
            version: 1,
        });
    }
    let people: Vec<PersonId> = rows.iter().map(|row| row.person_id).collect();
    position::service::create_all(work, rows).await?;
    position::service::renamed(work, &people).await?;
    position::service::open(work, &open).await?;
    position::service::set_hr_managers(work, &managers).await?;
    Ok(())
}

async fn update_positions(work: &Work<'_>, changes: &[Change], keys: &Keys) -> Result<(), Failure> {
    let (mut close, mut open, mut reopen, mut managers) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for change in changes {
        match change {
            Change::PositionClosed { id, period, .. } => {
                position::service::set_period(work, *id, period).await?;
                close.push(*id);
            }
            Change::PositionOpened { id, .. } => open.push(*id),
            Change::PositionReopened { id, period, state, .. } => {
                position::service::set_period(work, *id, period).await?;
                if *state == PositionState::Open {
                    reopen.push(*id);
                } else {
                    position::service::set_pending(work, *id).await?;
                }
            }
            Change::PeriodChanged { id, after, .. } => position::service::set_period(work, *id, after).await?,
            Change::TitleChanged { id, after, .. } => {
                position::service::set_title(work, *id, after).await?;
            }
            Change::PositionMoved { id, to, .. } => {
                position::service::relocate(work, &[*id], unit_of(keys, to)?).await?;
            }
            Change::ManagerChanged { id, hr_after, .. } => {
                managers.push((*id, hr_after.as_ref().map(|key| person_of(keys, key)).transpose()?));
            }
            _ => {}
        }
    }
    position::service::close(work, &close).await?;
    position::service::open(work, &open).await?;
    position::service::reopen(work, &reopen).await?;
    position::service::set_hr_managers(work, &managers).await?;
    Ok(())
}

/// The comparison names only what there is, or what it has made before.
fn unit_of(keys: &Keys, key: &str) -> Result<UnitId, Failure> {
    keys.units.get(key).copied().ok_or_else(|| Failure::Internal(anyhow::anyhow!("no unit {key} to change")))
}

fn person_of(keys: &Keys, key: &str) -> Result<PersonId, Failure> {
    keys.people.get(key).copied().ok_or_else(|| Failure::Internal(anyhow::anyhow!("no person to change")))
}
