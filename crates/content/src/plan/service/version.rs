//! PLN-7: versions of plans, made when something is approved or published, and opened exactly as they were.

use kyndig_contract::{
    goal::PlanVersionGoal,
    page::{Page, PageQuery},
    person::PersonRef,
    plan::{PlanVersionDetails, PlanVersionRequirement, PlanVersionSection, PlanVersionSummary},
};
use kyndig_domain::{
    ids::{PlanId, RequirementId},
    version::{PlanVersion, after_publication_elsewhere},
};
use kyndig_platform::{
    auth::Work,
    http::{Failure, page},
};

use super::{person, row, version_text};
use crate::{
    plan::store::{version as store, version::SnapshotGoal},
    requirement,
};

/// Gives the plan its next version, and stores its present content as that version.
pub async fn make(work: &Work<'_>, plan: PlanId, next: Option<PlanVersion>) -> Result<(), Failure> {
    let Some(next) = next else { return Ok(()) };
    store::move_to(work, plan, next).await?;
    store::keep(work, &[plan], person(work)?).await
}

pub async fn move_minor(work: &Work<'_>, plans: &[PlanId]) -> Result<(), Failure> {
    if plans.is_empty() {
        return Ok(());
    }
    let mut moved = Vec::with_capacity(plans.len());
    for (plan, current) in store::current(work, plans).await? {
        if let Some(next) = after_publication_elsewhere(current) {
            store::move_to(work, plan, next).await?;
            moved.push(plan);
        }
    }
    store::keep(work, &moved, person(work)?).await
}

/// Latest first.
pub async fn list(work: &Work<'_>, plan: PlanId, paging: &PageQuery) -> Result<Page<PlanVersionSummary>, Failure> {
    readable(work, plan).await?;
    let rows = store::page(work, plan, page::after(paging)?, paging.limit()).await?;
    page::page(
        rows,
        paging.limit(),
        |row| (row.major, row.minor),
        |row| PlanVersionSummary {
            version: version_text(row.major, row.minor),
            made_at: row.made_at,
            made_by: PersonRef { id: row.maker_id, name: row.maker_name },
        },
    )
}

/// PLN-11: archived, its former content is for those who look after the archive.
pub async fn readable(work: &Work<'_>, plan: PlanId) -> Result<(), Failure> {
    let row = row(work, plan).await?;
    if row.archived_at.is_some() && !row.can_archive { Err(Failure::not_found()) } else { Ok(()) }
}

pub async fn one(work: &Work<'_>, plan: PlanId, version: &str) -> Result<PlanVersionDetails, Failure> {
    readable(work, plan).await?;
    let (major, minor) = version.parse().ok().and_then(store::columns).ok_or_else(Failure::not_found)?;
    let (row, snapshot) = store::one(work, plan, major, minor).await?.ok_or_else(Failure::not_found)?;
    let named: Vec<_> = snapshot
        .sections
        .iter()
        .flat_map(|section| section.goals.iter().map(|goal| &goal.requirements).chain([&section.requirements]))
        .flatten()
        .copied()
        .collect();
    let publications = store::publications(work, &named).await?;
    let held: Vec<RequirementId> = named.iter().map(|(id, _)| *id).collect();
    let hidden = requirement::service::hidden(work, &held).await?;
    let said = |(id, published): (RequirementId, i32)| {
        let (number, content) = publications.get(&(id, published)).ok_or_else(|| {
            Failure::Internal(anyhow::anyhow!("plan {plan} {version}: publication {published} of {id} is gone"))
        })?;
        Ok(PlanVersionRequirement {
            id,
            number: requirement::service::number(*number),
            name: content.name.clone(),
            content: Some(content.clone()).filter(|_| !hidden.contains(&id)),
        })
    };
    let mut sections = Vec::with_capacity(snapshot.sections.len());
    for section in snapshot.sections {
        let mut goals = Vec::with_capacity(section.goals.len());
        for goal in section.goals {
            let requirements = goal.requirements.into_iter().map(said).collect::<Result<_, Failure>>()?;
            let SnapshotGoal { code, name, description, .. } = goal;
            goals.push(PlanVersionGoal { code, name, description, requirements });
        }
        let requirements = section.requirements.into_iter().map(said).collect::<Result<_, Failure>>()?;
        sections.push(PlanVersionSection { name: section.name, goals, requirements });
    }
    Ok(PlanVersionDetails {
        version: version_text(row.major, row.minor),
        made_at: row.made_at,
        made_by: PersonRef { id: row.maker_id, name: row.maker_name },
        name: snapshot.name,
        sections,
    })
}
