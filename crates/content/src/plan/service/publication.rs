//! PLN-9, PLN-10: who is responsible for a plan, and where it can be assigned.

use std::collections::BTreeSet;

use kyndig_contract::{
    page::{Page, PageQuery},
    plan::{AssignablePlan, AssignablePlanQuery, NameOwners, PlanDetails, PublishToUnits},
    unit::UnitRef,
};
use kyndig_domain::ids::{PlanId, UnitId};
use kyndig_people::unit;
use kyndig_platform::{
    auth::Work,
    http::{Code, Failure, IfMatch, Versioned, page},
    outbox::{self, Message},
};

use super::{changed, editable, version_text};
use crate::plan::store::{Row, publication as store};

/// Both are notified, where they were not named before; naming them the first time publishes the plan to its owner
/// unit, without the units below.
pub async fn name_owners(
    work: &Work<'_>,
    plan: PlanId,
    seen: IfMatch,
    request: &NameOwners,
) -> Result<Versioned<PlanDetails>, Failure> {
    let row = of_people(editable(work, plan, Some(seen)).await?)?;
    let (owner, author) = (request.document_owner_id, request.document_author_id);
    let working = store::working(work, &[owner, author]).await?;
    for (person, field) in [(owner, "documentOwnerId"), (author, "documentAuthorId")] {
        if !working.contains(&person) {
            return Err(Failure::field(Code::OwnerHasLeft, field));
        }
    }
    store::name_owners(work, plan, owner, author).await?;
    if row.owner_id.is_none() || row.author_id.is_none() {
        store::publish(work, plan, &[row.unit_id], false).await?;
    }
    if row.owner_id != Some(owner) {
        let message = Message::NamedDocumentOwner { plan: row.name.clone() };
        outbox::mail(work, owner, Some(plan.0), &message).await?;
    }
    if row.author_id != Some(author) {
        let message = Message::NamedDocumentAuthor { plan: row.name };
        outbox::mail(work, author, Some(plan.0), &message).await?;
    }
    changed(work, plan).await
}

/// PLN-2: a template is not assigned to people, so it has no owners.
fn of_people(row: Row) -> Result<Row, Failure> {
    if row.is_template { Err(Code::IsTemplate.into()) } else { Ok(row) }
}

/// To any unit of the region, or changes whether the units below it are included.
pub async fn publish(
    work: &Work<'_>,
    plan: PlanId,
    unit: UnitId,
    with_subunits: bool,
) -> Result<Versioned<PlanDetails>, Failure> {
    let row = of_people(editable(work, plan, None).await?)?;
    if !unit::service::exists(work, unit).await? {
        return Err(Failure::not_found());
    }
    if row.owner_id.is_none() || row.author_id.is_none() {
        return Err(Code::OwnersMissing.into());
    }
    store::publish(work, plan, &[unit], with_subunits).await?;
    changed(work, plan).await
}

/// To several units at once.
pub async fn publish_to(
    work: &Work<'_>,
    plan: PlanId,
    request: &PublishToUnits,
) -> Result<Versioned<PlanDetails>, Failure> {
    let row = of_people(editable(work, plan, None).await?)?;
    let units: BTreeSet<UnitId> = request.unit_ids.iter().copied().collect();
    unit::service::all_exist(work, &request.unit_ids, "unitIds").await?;
    if row.owner_id.is_none() || row.author_id.is_none() {
        return Err(Code::OwnersMissing.into());
    }
    store::publish(work, plan, &units.into_iter().collect::<Vec<_>>(), request.with_subunits).await?;
    changed(work, plan).await
}

/// From one unit. Those who have the plan keep it.
pub async fn withdraw(work: &Work<'_>, plan: PlanId, unit: UnitId) -> Result<Versioned<PlanDetails>, Failure> {
    editable(work, plan, None).await?;
    if !store::withdraw(work, plan, unit).await? {
        return Err(Failure::not_found());
    }
    changed(work, plan).await
}

/// Whether the plan (an SQL expression of its id) is published to a unit (another).
pub fn is_published_to(plan: &str, unit: &str) -> String {
    let reaches = store::reaches("pp", unit);
    format!("EXISTS (SELECT 1 FROM plan_publication pp WHERE pp.plan_id = {plan} AND {reaches})")
}

/// The plans that the actor may assign.
pub async fn assignable(
    work: &Work<'_>,
    query: &AssignablePlanQuery,
    paging: &PageQuery,
) -> Result<Page<AssignablePlan>, Failure> {
    let rows = store::assignable(work, query, page::after(paging)?, paging.limit()).await?;
    page::page(
        rows,
        paging.limit(),
        |row| (row.sort_key.clone(), row.id),
        |row| AssignablePlan {
            id: row.id,
            kind: row.kind,
            name: row.name,
            description: row.description,
            owner_unit: UnitRef { id: row.unit_id, name: row.unit_name },
            version: version_text(row.major, row.minor),
            requirements: row.requirements,
        },
    )
}
