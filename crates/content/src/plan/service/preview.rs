//! PLN-13: a plan as shown to those who have it, and as it would be with all pending changes.

use kyndig_contract::{
    person::PersonRef,
    plan::{PlanPreview, PreviewRequirement, PreviewSection},
    unit::UnitRef,
};
use kyndig_domain::{
    ids::{PlanId, RequirementId},
    plan::{PlanRequirementState, Shown, shown},
};
use kyndig_platform::{auth::Work, http::Failure};

use super::{row, version_text};
use crate::{
    plan::store::content::{self, Place},
    requirement,
};

/// An archived plan is visible only to those who look after the archive.
pub async fn preview(work: &Work<'_>, id: PlanId, with_changes: bool) -> Result<PlanPreview, Failure> {
    let row = row(work, id).await?;
    if row.archived_at.is_some() {
        return Err(Failure::not_found());
    }
    let places = content::places(work, id).await?;
    let named: Vec<RequirementId> = places.iter().map(|place| place.requirement_id).collect();
    let mut said = requirement::service::said(work, &named).await?;
    let mut files = requirement::service::current_files(work, &named).await?;
    let mut one = |place: &Place| {
        let said = said.remove(&place.requirement_id)?;
        let shown = shown(place.state, said.published.is_some(), said.draft.is_some(), with_changes)?;
        let mut content = match shown {
            Shown::Published => said.published,
            Shown::Draft => said.draft,
        }?;
        if place.validity_days.is_some() {
            content.validity_days = place.validity_days;
        }
        Some(PreviewRequirement {
            id: place.requirement_id,
            number: said.number,
            content,
            files: files.remove(&place.requirement_id).unwrap_or_default(),
            inactive: place.state == PlanRequirementState::Inactive,
            drafted: shown == Shown::Draft,
        })
    };
    let sections = content::sections(work, id).await?.into_iter().map(|section| PreviewSection {
        requirements: places.iter().filter(|place| place.section_id == section.id).filter_map(&mut one).collect(),
        name: section.name,
    });
    let sections: Vec<_> = sections.filter(|section| !section.requirements.is_empty()).collect();
    let held = sections.iter().flat_map(|section| &section.requirements);
    let mut rests_on: Vec<RequirementId> = held.flat_map(|one| one.content.prerequisites.iter().copied()).collect();
    rests_on.sort_unstable();
    rests_on.dedup();
    Ok(PlanPreview {
        name: row.name,
        plan_version: version_text(row.major, row.minor),
        description: row.description,
        time_frame: row.time_frame,
        literature: row.literature,
        owner_unit: UnitRef { id: row.unit_id, name: row.unit_name },
        document_owner: row.owner_id.zip(row.owner_name).map(|(id, name)| PersonRef { id, name }),
        document_author: row.author_id.zip(row.author_name).map(|(id, name)| PersonRef { id, name }),
        prerequisites: requirement::service::references(work, &rests_on).await?,
        sections,
    })
}
