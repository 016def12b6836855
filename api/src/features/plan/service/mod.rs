//! Plans and what they say of themselves. What they hold, how it is approved and versioned, and where plans
//! are published are the modules beside this one.

mod approval;
mod content;
mod publication;
mod version;

pub use approval::{activate, lock_for_publication, published_elsewhere};
pub use content::{add_requirements, add_section, remove_requirement, remove_section, rename_section, reorder};
pub use publication::{assignable, name_owners, publish, published_to, withdraw};
pub use version::{list as versions, one as version};

use std::collections::HashMap;

use kyndig_contract::{
    page::{Page, PageQuery},
    person::PersonRef,
    plan::{
        CreatePlan, PlanDetails, PlanPublication, PlanQuery, PlanRequirement, PlanSection, PlanState, PlanSummary,
        UpdatePlan,
    },
    unit::UnitRef,
};
use kyndig_domain::{
    ids::{PersonId, PlanId, SectionId},
    naming,
    plan::may_remove,
};

use super::store::{self, Row};
use crate::{
    audit,
    auth::Work,
    features::{requirement, unit},
    http::{Code, Failure, IfMatch, Versioned, page},
};

pub async fn list(work: &Work<'_>, query: &PlanQuery, paging: &PageQuery) -> Result<Page<PlanSummary>, Failure> {
    let rows = store::page(work, query, page::after(paging)?, paging.limit()).await?;
    page::page(
        rows,
        paging.limit(),
        |row| (row.sort_key.clone(), row.id),
        |row| PlanSummary {
            id: row.id,
            kind: row.kind,
            name: row.name,
            owner_unit: UnitRef { id: row.unit_id, name: row.unit_name },
            state: state(row.published, row.was_published),
            version: version_text(row.major, row.minor),
            requirements: row.requirements,
            assigned: row.assigned,
            can_edit: row.can_edit,
        },
    )
}

/// The plan with all that it holds, in as many statements whatever its size.
pub async fn get(work: &Work<'_>, id: PlanId) -> Result<Versioned<PlanDetails>, Failure> {
    let row = row(work, id).await?;
    let mut summaries = requirement::service::of_plan(work, id).await?;
    let mut held: HashMap<SectionId, Vec<PlanRequirement>> = HashMap::new();
    for place in store::content::places(work, id).await? {
        let requirement = summaries
            .remove(&place.requirement_id)
            .ok_or_else(|| Failure::Internal(anyhow::anyhow!("plan {id} holds what there is not")))?;
        held.entry(place.section_id).or_default().push(PlanRequirement {
            id: place.id,
            state: place.state,
            requirement,
            can_remove: may_remove(row.ever_assigned, place.added_at, work.now),
        });
    }
    let sections = store::content::sections(work, id).await?.into_iter().map(|section| PlanSection {
        id: section.id,
        name: section.name,
        requirements: held.remove(&section.id).unwrap_or_default(),
    });
    let publications: Vec<PlanPublication> = store::publication::of_plan(work, id)
        .await?
        .into_iter()
        .map(|publication| PlanPublication {
            unit: UnitRef { id: publication.unit_id, name: publication.unit_name },
            with_subunits: publication.with_subunits,
        })
        .collect();
    let details = PlanDetails {
        id,
        kind: row.kind,
        name_off_standard: naming::check(&row.name, row.trust_code.as_deref()).is_some(),
        name: row.name,
        description: row.description,
        time_frame: row.time_frame,
        literature: row.literature,
        completion: row.completion,
        owner_unit: UnitRef { id: row.unit_id, name: row.unit_name },
        document_owner: row.owner_id.zip(row.owner_name).map(|(id, name)| PersonRef { id, name }),
        document_author: row.author_id.zip(row.author_name).map(|(id, name)| PersonRef { id, name }),
        state: state(!publications.is_empty(), row.was_published),
        plan_version: version_text(row.major, row.minor),
        sections: sections.collect(),
        publications,
        assigned: row.assigned,
        can_edit: row.can_edit,
        created_by: PersonRef { id: row.creator_id, name: row.creator_name },
        created_at: row.created_at,
        version: row.version,
    };
    Ok(Versioned::new(row.version, details))
}

pub async fn create(work: &Work<'_>, request: &CreatePlan) -> Result<PlanId, Failure> {
    unit::service::writable(work, request.owner_unit_id, "ownerUnitId").await?;
    let id: PlanId = work.new_id();
    store::insert(work, id, request, person(work)?).await?;
    audit::log(work, "plan", Some(id.0), None).await?;
    Ok(id)
}

pub async fn update(
    work: &Work<'_>,
    id: PlanId,
    seen: IfMatch,
    request: &UpdatePlan,
) -> Result<Versioned<PlanDetails>, Failure> {
    editable(work, id, Some(seen)).await?;
    store::update(work, id, request).await?;
    audit::log(work, "plan", Some(id.0), None).await?;
    get(work, id).await
}

/// The plan, locked until the end of this transaction, and seen to be one that whoever
/// acts may edit.
async fn editable(work: &Work<'_>, id: PlanId, seen: Option<IfMatch>) -> Result<Row, Failure> {
    work.tx.lock("plan", &[id]).await?;
    let row = within_reach(work, id).await?;
    match seen {
        Some(seen) if seen.0 != row.version => Err(Failure::conflict(&get(work, id).await?.body)),
        _ => Ok(row),
    }
}

/// ACC-6: everybody who writes content may read every plan, and edit those of their own units.
async fn within_reach(work: &Work<'_>, id: PlanId) -> Result<Row, Failure> {
    let row = row(work, id).await?;
    if row.can_edit { Ok(row) } else { Err(Code::Forbidden.into()) }
}

async fn row(work: &Work<'_>, id: PlanId) -> Result<Row, Failure> {
    store::plan(work, id).await?.ok_or_else(Failure::not_found)
}

/// Logs a change of the plan, and gives it a new version for those who edit it.
async fn touch(work: &Work<'_>, id: PlanId) -> Result<(), Failure> {
    store::bump(work, id).await?;
    audit::log(work, "plan", Some(id.0), None).await
}

/// As `touch`, and answers with the plan as it is now.
async fn changed(work: &Work<'_>, id: PlanId) -> Result<Versioned<PlanDetails>, Failure> {
    touch(work, id).await?;
    get(work, id).await
}

fn person(work: &Work<'_>) -> Result<PersonId, Failure> {
    Ok(work.person()?.person_id)
}

fn state(published: bool, was_published: bool) -> PlanState {
    match (published, was_published) {
        (true, _) => PlanState::Published,
        (false, true) => PlanState::Withdrawn,
        (false, false) => PlanState::Draft,
    }
}

fn version_text(major: i32, minor: i32) -> String {
    format!("{major}.{minor}")
}
