//! One act on one or several standings of a person, through the gate: the obstacles are the same for any actor, and for
//! one or many standings.

use std::collections::{HashMap, HashSet};

use kyndig_contract::standing::{ManyResult, SkippedRequirement, StandingDetails};
use kyndig_domain::{
    ids::{PersonId, RequirementId},
    standing::{Act, EventKind, Refusal},
};
use kyndig_gate as gate;
use kyndig_gate::{
    Affected,
    history::{self, By, Happened},
};
use kyndig_platform::{
    audit,
    auth::Work,
    http::{Code, Failure, Seen},
};

use super::{checklist, details, store};

/// FUL-13: the actor's own, or those of a person the actor follows up; others are not found.
async fn within_reach(
    work: &Work<'_>,
    person: PersonId,
    requirements: &[RequirementId],
) -> Result<Option<HashSet<RequirementId>>, Failure> {
    if work.scope.own == Some(person) || work.scope.everything {
        return Ok(None);
    }
    Ok(Some(store::reached(work, work.scope, person, requirements).await?))
}

/// The act on one standing; and the resulting standing.
pub async fn one(
    work: &Work<'_>,
    person: PersonId,
    requirement: RequirementId,
    seen: Seen,
    act: Act,
    change: impl AsyncFnOnce(&store::Row) -> Result<(), Failure>,
) -> Result<StandingDetails, Failure> {
    one_unlocked(work, (person, requirement), seen, act, false, change).await
}

/// FUL-4: the same; with `unlock`, a fulfilled standing is changed by it, and its history records that first.
pub async fn one_unlocked(
    work: &Work<'_>,
    (person, requirement): (PersonId, RequirementId),
    seen: Seen,
    act: Act,
    unlock: bool,
    change: impl AsyncFnOnce(&store::Row) -> Result<(), Failure>,
) -> Result<StandingDetails, Failure> {
    gate::change(work, &Affected::one(person, requirement), async || {
        let mut row = current(work, person, requirement, seen).await?;
        if unlock && Act::Unlock.check(row.status, row.way()).is_ok() {
            row.unlock(work.now, gate::approvals(work, person, requirement).await?);
        }
        let rows = [row];
        let refused = refusals(work, person, &rows, act).await?;
        if let Some(code) = refused.get(&requirement) {
            return Err((*code).into());
        }
        let [row] = rows;
        if row.locked.is_some() {
            let date = row.performed_on;
            let unlocked = Happened { date, ..Happened::to(person, requirement, EventKind::Unlocked) };
            history::standings(work, By::Actor, &[unlocked]).await?;
        }
        change(&row).await
    })
    .await?;
    audit::log(work, "standing", Some(requirement.0), Some(person)).await?;
    details::find(work, person, requirement).await
}

/// The act on several: one that is refused is left out.
pub async fn many(
    work: &Work<'_>,
    person: PersonId,
    requirements: &[RequirementId],
    act: Act,
    change: impl AsyncFnOnce(Vec<store::Row>) -> Result<Vec<(RequirementId, Code)>, Failure>,
) -> Result<ManyResult, Failure> {
    let mut asked = HashSet::new();
    let asked: Vec<RequirementId> = requirements.iter().copied().filter(|id| asked.insert(*id)).collect();
    let pairs = asked.iter().map(|requirement| (person, *requirement)).collect();
    let result = gate::change(work, &Affected::pairs(pairs), async || {
        let rows = store::rows(work, person, &asked).await?;
        let names: HashMap<RequirementId, String> =
            rows.iter().map(|row| (row.requirement_id, row.requirement_name.clone())).collect();
        let mut refused = refusals(work, person, &rows, act).await?;
        let able = rows.into_iter().filter(|row| !refused.contains_key(&row.requirement_id)).collect();
        refused.extend(change(able).await?);
        let mut result = ManyResult { done: Vec::new(), skipped: Vec::new() };
        for requirement_id in asked.iter().copied() {
            let name = names.get(&requirement_id).cloned();
            let code = if name.is_none() { Some(&Code::NotFound) } else { refused.get(&requirement_id) };
            match code {
                None => result.done.push(requirement_id),
                Some(code) => {
                    result.skipped.push(SkippedRequirement { requirement_id, name, code: code.as_str().to_owned() });
                }
            }
        }
        Ok(result)
    })
    .await?;
    let done: Vec<_> = result.done.iter().map(|requirement| (requirement.0, person)).collect();
    audit::log_all(work, "standing", &done).await?;
    Ok(result)
}

/// The standing under the gate's lock; 412 where the client has seen another version.
pub async fn current(
    work: &Work<'_>,
    person: PersonId,
    requirement: RequirementId,
    seen: Seen,
) -> Result<store::Row, Failure> {
    let row = store::find(work, person, requirement).await?.ok_or_else(Failure::not_found)?;
    if seen.matches(row.version) {
        Ok(row)
    } else {
        Err(Failure::conflict(&details::of(work, person, requirement, row).await?))
    }
}

/// The obstacle to the act, for each standing that has one. Asked in as many statements for a hundred as for one.
pub async fn refusals(
    work: &Work<'_>,
    person: PersonId,
    rows: &[store::Row],
    act: Act,
) -> Result<HashMap<RequirementId, Code>, Failure> {
    let ids: Vec<RequirementId> = rows.iter().map(|row| row.requirement_id).collect();
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let reach = within_reach(work, person, &ids).await?;
    let completes = matches!(act, Act::Fulfil | Act::Send | Act::Register);
    let blocked = if completes { store::blocked(work, person, &ids).await? } else { HashSet::new() };
    let undone = if matches!(act, Act::Fulfil | Act::Send) {
        checklist::undone(work, person, rows).await?
    } else {
        HashSet::new()
    };
    let refusal = |row: &store::Row| {
        let id = row.requirement_id;
        if let Err(refusal) = act.check(row.status, row.way()) {
            return Some(refused(refusal));
        }
        // A pending request can be recalled regardless of changes to the plan.
        if !row.assigned && act != Act::Recall || reach.as_ref().is_some_and(|reach| !reach.contains(&id)) {
            return Some(Code::NotAssigned);
        }
        if blocked.contains(&id) {
            return Some(Code::PrerequisitesMissing);
        }
        undone.contains(&id).then_some(Code::ChecklistNotDone)
    };
    Ok(rows.iter().filter_map(|row| refusal(row).map(|code| (row.requirement_id, code))).collect())
}

const fn refused(refusal: Refusal) -> Code {
    match refusal {
        Refusal::NeedsSignature => Code::NeedsSignature,
        Refusal::NeedsNoSignature => Code::NeedsNoSignature,
        Refusal::Repeats => Code::Repeats,
        Refusal::DoesNotRepeat => Code::DoesNotRepeat,
        Refusal::WrongStatus(_) => Code::WrongStatus,
    }
}
