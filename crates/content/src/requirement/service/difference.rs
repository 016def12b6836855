//! ★ The differences between two publications, or between one and the draft.

use kyndig_contract::{
    difference::{ContentDifference, Named, PointDifference, RequirementDifference, RequirementDifferenceQuery},
    requirement::{ChecklistPoint, RequirementContent},
    unit::UnitRef,
};
use kyndig_domain::{
    difference::{members, text},
    ids::RequirementId,
};
use kyndig_platform::{auth::Work, http::Failure};

use super::{row, version};
use crate::requirement::store::{self, version as versions};

pub async fn difference(
    work: &Work<'_>,
    id: RequirementId,
    query: RequirementDifferenceQuery,
) -> Result<RequirementDifference, Failure> {
    version::readable(work, id).await?;
    let before = publication(work, id, query.from).await?;
    let (after, new_owner) = if let Some(to) = query.to {
        (publication(work, id, to).await?, None)
    } else {
        let row = row(work, id).await?;
        let draft = row.draft()?.filter(|_| row.reads_drafts).ok_or_else(Failure::not_found)?;
        (draft, row.draft_unit_id.zip(row.draft_unit_name).map(|(id, name)| UnitRef { id, name }))
    };
    let named = named(work, &[&before, &after]).await?;
    Ok(RequirementDifference { content: between(before, after)?, new_owner, named })
}

async fn publication(work: &Work<'_>, id: RequirementId, version: i32) -> Result<RequirementContent, Failure> {
    versions::one(work, id, version).await?.ok_or_else(Failure::not_found)?.content()
}

pub fn between(before: RequirementContent, after: RequirementContent) -> Result<ContentDifference, Failure> {
    Ok(ContentDifference {
        checklist: points(&before.checklist, &after.checklist),
        changed: version::changed(&before, &after)?,
        name: text(&before.name, &after.name),
        description: text(&before.description, &after.description),
        before,
        after,
    })
}

/// FUL-9: a point with edited text is the same point.
fn points(before: &[ChecklistPoint], after: &[ChecklistPoint]) -> Vec<PointDifference> {
    if before == after {
        return Vec::new();
    }
    let ids = |points: &[ChecklistPoint]| points.iter().map(|point| point.id).collect::<Vec<_>>();
    members(&ids(before), &ids(after))
        .into_iter()
        .map(|one| {
            let (was, is) = (one.before.map(|at| before[at].clone()), one.after.map(|at| after[at].clone()));
            let words =
                |point: &Option<ChecklistPoint>| point.as_ref().map(|point| point.text.clone()).unwrap_or_default();
            PointDifference {
                change: one.change,
                moved: one.moved,
                text: text(&words(&was), &words(&is)),
                before: was,
                after: is,
            }
        })
        .collect()
}

/// The objects these refer to, by name.
pub async fn named(work: &Work<'_>, contents: &[&RequirementContent]) -> Result<Named, Failure> {
    let mut requirements: Vec<_> = contents.iter().flat_map(|content| content.prerequisites.iter().copied()).collect();
    requirements.sort_unstable();
    requirements.dedup();
    let mut categories: Vec<_> = contents.iter().filter_map(|content| content.category_id).collect();
    categories.sort_unstable();
    categories.dedup();
    Ok(Named {
        requirements: store::prerequisite::named(work, &requirements).await?,
        categories: store::version::categories(work, &categories).await?,
    })
}
