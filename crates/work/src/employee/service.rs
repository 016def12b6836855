//! Viewing employees, and setting their manager.

use std::collections::BTreeMap;

use kyndig_contract::{
    assignment::{AssignedToMatching, SkipReason, SkippedCount},
    employee::AssignToMatching,
    employee::{Availability, EmployeeDetails, EmployeeQuery, EmployeeScope, EmployeeSummary, SetManager},
    page::{Page, PageQuery},
};
use kyndig_db::Sql;
use kyndig_domain::{
    ids::{PersonId, PlanId, PositionId, UnitId},
    text,
};
use kyndig_people::position;
use kyndig_platform::{
    audit,
    auth::Work,
    http::{Code, Failure, IfMatch, page},
};

pub use super::list::{Key, Wanted};
pub use super::store::{LENT_OUT, availability};
use super::{list, store};
use crate::{assignment, signature};

pub async fn list(
    work: &Work<'_>,
    query: &EmployeeQuery,
    paging: &PageQuery,
) -> Result<Page<EmployeeSummary>, Failure> {
    let folded = query.search.as_deref().map(text::fold).unwrap_or_default();
    let after = page::after::<list::Key>(paging)?;
    let wanted = wanted(work, query, &folded, after, i64::from(paging.limit()) + 1).await?;
    let rows = list::page(work, &wanted).await?;
    let key = |row: &list::Row| (row.sort_key.clone(), row.id);
    page::page(rows, paging.limit(), key, list::Row::into_summary)
}

/// ASG-3: one plan to all that match the filter of the overview.
pub async fn assign_to_matching(work: &Work<'_>, body: &AssignToMatching) -> Result<AssignedToMatching, Failure> {
    let positions = matching(work, &body.matching).await?;
    let changed = assignment::service::to_all(work, body.plan_id, positions.into_iter()).await?;
    let mut skipped: BTreeMap<SkipReason, usize> = BTreeMap::new();
    for one in changed.skipped {
        *skipped.entry(one.reason).or_default() += 1;
    }
    Ok(AssignedToMatching {
        assigned: changed.done.len(),
        skipped: skipped.into_iter().map(|(reason, count)| SkippedCount { reason, count }).collect(),
    })
}

/// ASG-3: all that the overview would show, on any number of pages; 413 where there are more than a user would intend.
async fn matching(work: &Work<'_>, query: &EmployeeQuery) -> Result<Vec<PositionId>, Failure> {
    let folded = query.search.as_deref().map(text::fold).unwrap_or_default();
    let wanted = wanted(work, query, &folded, None, MOST_MATCHING + 1).await?;
    let found = list::ids(work, &wanted).await?;
    if found.len() > usize::try_from(MOST_MATCHING).unwrap_or(usize::MAX) {
        return Err(Code::TooManyMatch.into());
    }
    Ok(found)
}

/// The first of the positions managed, and of those in some units, whose names have these words.
pub async fn first_of(
    work: &Work<'_>,
    manager: Option<PersonId>,
    units: &[UnitId],
    within: Option<UnitId>,
    search: Option<&str>,
    limit: i64,
) -> Result<Vec<PositionId>, Failure> {
    let folded = search.map(text::fold).unwrap_or_default();
    let words = folded.split_whitespace().collect();
    let units = units.to_vec();
    let mut found =
        list::ids(work, &Wanted { manager, units, words, within, plan: None, availability: None, after: None, limit })
            .await?;
    found.sort_unstable();
    Ok(found)
}

/// The matching positions, by their ids, as a query without an order; none where the scope is empty.
pub async fn found(work: &Work<'_>, wanted: &Wanted<'_>) -> Result<Option<Sql>, Failure> {
    list::found(work, wanted).await
}

/// Whether the person of the position of this alias has a name with a word that begins with this.
pub fn named(sql: Sql, alias: &str, word: &str) -> Sql {
    list::named(sql, alias, word)
}

/// The part of these subtrees that lies in one unit and below.
pub async fn units_within(work: &Work<'_>, unit: UnitId, units: Vec<UnitId>) -> Result<Vec<UnitId>, Failure> {
    list::units_within(work, unit, units).await
}

/// FOL-2: those within scope who have a plan, by name.
pub async fn having(work: &Work<'_>, plan: PlanId, paging: &PageQuery) -> Result<Page<EmployeeSummary>, Failure> {
    let query = EmployeeQuery { scope: Some(EmployeeScope::All), plan: Some(plan), ..EmployeeQuery::default() };
    let after = page::after::<list::Key>(paging)?;
    let limit = i64::from(paging.limit()) + 1;
    let wanted = wanted(work, &query, "", after, limit).await?;
    let rows = list::page(work, &wanted).await?;
    let key = |row: &list::Row| (row.sort_key.clone(), row.id);
    page::page(rows, paging.limit(), key, list::Row::into_summary)
}

/// More than all the positions of the largest trusts.
const MOST_MATCHING: i64 = 50_000;

pub(super) async fn wanted<'a>(
    work: &Work<'_>,
    query: &EmployeeQuery,
    folded: &'a str,
    after: Option<list::Key>,
    limit: i64,
) -> Result<Wanted<'a>, Failure> {
    let units = match query.scope.unwrap_or_default() {
        EmployeeScope::Mine => Vec::new(),
        EmployeeScope::All => work.scope.units.clone(),
    };
    let units = match query.unit {
        Some(unit) => list::units_within(work, unit, units).await?,
        None => units,
    };
    let words = folded.split_whitespace().collect();
    let (within, availability, plan) = (query.unit, query.availability, query.plan);
    Ok(Wanted { manager: work.scope.manages, units, words, within, availability, plan, after, limit })
}

/// POS-13, with the plans of this position alone (LOA-5).
pub async fn details(work: &Work<'_>, position: PositionId) -> Result<EmployeeDetails, Failure> {
    let row = store::details(work, position).await?.ok_or_else(Failure::not_found)?;
    let details = row.into_details(assignment::service::all(work, position).await?);
    Ok(EmployeeDetails { long_awaiting: signature::service::long_awaiting(work, position).await?, ..details })
}

/// POS-12: returns nothing where the actor does not see the employee any more: a manager who named another.
pub async fn set_manager(
    work: &Work<'_>,
    position: PositionId,
    seen: IfMatch,
    request: &SetManager,
) -> Result<Option<EmployeeDetails>, Failure> {
    // Concurrent changes wait for each other, and the second sees what the first did.
    position::service::lock_to_set(work, position, request.manager_id).await?;
    let current = details(work, position).await?;
    seen.check(current.version, &current)?;
    // LOA-1: the receiver is set in the loan, by the lending manager.
    if current.availability == Availability::Borrowed {
        return Err(Code::ManagerOfLoan.into());
    }
    if let Some(manager) = request.manager_id {
        position::service::check_manager(work, manager, current.person_id).await?;
    }
    position::service::set_manager(work, position, request.manager_id).await?;
    audit::log(work, "position", Some(position.0), Some(current.person_id)).await?;
    if position::service::sees(work, work.scope, position).await? {
        details(work, position).await.map(Some)
    } else {
        Ok(None)
    }
}
