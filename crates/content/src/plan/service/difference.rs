//! ★ The differences between two versions of a plan: its sections, their places, and the content of the requirements.

use kyndig_contract::difference::{Change, PlacedDifference, PlanDifference, PlanDifferenceQuery, SectionDifference};
use kyndig_domain::{
    difference::{Part, PartId, PlaceDifference, parts, text},
    ids::PlanId,
    requirement::number,
};
use kyndig_platform::{auth::Work, http::Failure};

use super::version;
use crate::{
    plan::store::{
        version as store,
        version::{Snapshot, SnapshotGoal, SnapshotSection},
    },
    requirement::service as requirements,
};

pub async fn difference(work: &Work<'_>, plan: PlanId, query: &PlanDifferenceQuery) -> Result<PlanDifference, Failure> {
    version::readable(work, plan).await?;
    let before = snapshot(work, plan, &query.from).await?;
    let after = snapshot(work, plan, &query.to).await?;
    let (before_parts, after_parts) = (kept(&before), kept(&after));
    let all = before_parts.iter().chain(&after_parts);
    let held: Vec<_> = all.flat_map(|part| part.requirements.iter().copied()).collect();
    let publications = store::publications(work, &held).await?;
    let hidden = requirements::hidden(work, &held.iter().map(|(id, _)| *id).collect::<Vec<_>>()).await?;
    let said = |id, publication| {
        publications
            .get(&(id, publication))
            .ok_or_else(|| Failure::Internal(anyhow::anyhow!("plan {plan}: publication {publication} of {id} is gone")))
    };
    let publication_in = |version: &[Part], id| {
        let mut places = version.iter().flat_map(|part| &part.requirements);
        places.find(|(held, _)| *held == id).map(|(_, publication)| *publication)
    };
    let placed = |place: PlaceDifference| {
        let version = if place.change == Change::Removed { &before_parts } else { &after_parts };
        let (digits, content) = said(place.id, publication_in(version, place.id).unwrap_or_default())?;
        let differing = place
            .content
            .filter(|_| !hidden.contains(&place.id))
            .map(|(was, is)| requirements::between(said(place.id, was)?.1.clone(), said(place.id, is)?.1.clone()));
        Ok::<_, Failure>(PlacedDifference {
            id: place.id,
            number: number(*digits),
            name: content.name.clone(),
            change: place.change,
            moved: place.moved,
            from_section: place.from_part,
            content: differing.transpose()?,
        })
    };
    let mut sections = Vec::new();
    for part in parts(&before_parts, &after_parts) {
        sections.push(SectionDifference {
            change: part.change,
            name: part.name,
            was_named: part.was_named,
            moved: part.moved,
            requirements: part.requirements.into_iter().map(placed).collect::<Result<_, _>>()?,
        });
    }
    let contents = sections.iter().flat_map(|section| &section.requirements).filter_map(|one| one.content.as_ref());
    let named: Vec<_> = contents.flat_map(|content| [&content.before, &content.after]).collect();
    let named = requirements::named(work, &named).await?;
    Ok(PlanDifference { name: text(&before.name, &after.name), sections, named })
}

async fn snapshot(work: &Work<'_>, plan: PlanId, version: &str) -> Result<Snapshot, Failure> {
    let (major, minor) = version.parse().ok().and_then(store::columns).ok_or_else(Failure::not_found)?;
    let (_, snapshot) = store::one(work, plan, major, minor).await?.ok_or_else(Failure::not_found)?;
    Ok(snapshot)
}

/// Each section, and after each theme its goals.
fn kept(version: &Snapshot) -> Vec<Part> {
    let section = |section: &SnapshotSection| Part {
        id: section.id.map(PartId::Section),
        name: section.name.clone(),
        requirements: section.requirements.clone(),
    };
    let goal = |goal: &SnapshotGoal| Part {
        id: Some(PartId::Goal(goal.id)),
        name: format!("{} {}", goal.code, goal.name).trim_start().to_owned(),
        requirements: goal.requirements.clone(),
    };
    version.sections.iter().flat_map(|one| std::iter::once(section(one)).chain(one.goals.iter().map(goal))).collect()
}
