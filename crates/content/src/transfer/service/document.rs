//! Plans and requirements as documents: everything by its id across systems, in a stable order.

use std::collections::{HashMap, HashSet};

use kyndig_contract::{
    plan::AdaptedValidity,
    transfer::{
        DOCUMENT_VERSION, ImportFormat, PlanDocument, ReferenceKind, TransferCategory, TransferGoal, TransferPlace,
        TransferPlan, TransferReference, TransferRequirement, TransferSection,
    },
};
use kyndig_domain::{
    ids::{CategoryId, GoalId, RequirementId, SectionId},
    plan::PlanRequirementState,
};
use kyndig_framework::{Framework, Item, Reference};
use kyndig_platform::{auth::Work, http::Failure};

use super::number;
use crate::{
    category::service::transfer as categories,
    plan::service::transfer::{Held, HeldGoal, Place},
    requirement::service::{transfer as requirements, transfer::Known},
};

pub async fn of_plan(work: &Work<'_>, held: &Held) -> Result<PlanDocument, Failure> {
    let ids: Vec<RequirementId> = held.places.iter().map(|place| place.requirement_id).collect();
    let known = requirements::these(work, &ids).await?;
    // Archived ones are visible to those who look after the archive, and are not exported (REQ-13); nor are those that
    // others are still writing (REQ-16).
    let gone = known.iter().filter(|known| known.archived || known.unread).map(|known| known.id);
    let gone: HashSet<RequirementId> = gone.collect();
    let stays = ids.into_iter().filter(|id| !gone.contains(id)).collect::<Vec<_>>();
    let plan = plan(held, &known.iter().map(|known| (known.id, known.name)).collect(), &gone);
    Ok(PlanDocument {
        format: ImportFormat::KyndigPlan,
        version: DOCUMENT_VERSION,
        plan,
        requirements: requirements(work, &stays).await?,
    })
}

/// The plan itself; `names` has the id across systems of each of its requirements.
pub fn plan(held: &Held, names: &HashMap<RequirementId, RequirementId>, gone: &HashSet<RequirementId>) -> TransferPlan {
    let mut places: HashMap<(SectionId, Option<GoalId>), Vec<TransferPlace>> = HashMap::new();
    for place in held.places.iter().filter(|place| !gone.contains(&place.requirement_id)) {
        let name = names.get(&place.requirement_id).copied().unwrap_or(place.requirement_id);
        places.entry((place.section_id, place.goal_id)).or_default().push(of_place(place, name));
    }
    let keys: HashMap<GoalId, &str> = held.goals.iter().map(|goal| (goal.id, goal.known.as_str())).collect();
    let sections = held.sections.iter().map(|section| TransferSection {
        id: section.known.clone(),
        name: section.name.clone(),
        may_be_not_relevant: section.may_be_not_relevant,
        goals: held
            .goals
            .iter()
            .filter(|goal| goal.section_id == section.id)
            .map(|goal| TransferGoal {
                id: goal.known.clone(),
                code: goal.code.clone(),
                name: goal.name.clone(),
                description: goal.description.clone(),
                references: references(goal, &keys),
                requirements: places.remove(&(section.id, Some(goal.id))).unwrap_or_default(),
            })
            .collect(),
        requirements: places.remove(&(section.id, None)).unwrap_or_default(),
    });
    TransferPlan {
        sections: sections.collect(),
        id: held.known.clone(),
        kind: held.kind,
        level: held.level,
        is_template: held.is_template,
        template: held.template.clone(),
        name: held.name.clone(),
        description: held.description.clone(),
        time_frame: held.time_frame.clone(),
        literature: held.literature.clone(),
        completion: held.completion,
    }
}

pub fn of_place(place: &Place, name: RequirementId) -> TransferPlace {
    TransferPlace {
        requirement: name,
        state: place.state,
        reason: place.deactivation_reason.clone().filter(|_| place.state == PlanRequirementState::Deactivated),
        adapted: place
            .validity_days
            .zip(place.validity_reason.clone())
            .map(|(validity_days, reason)| AdaptedValidity { validity_days, reason }),
    }
}

pub fn references(goal: &HeldGoal, keys: &HashMap<GoalId, &str>) -> Vec<TransferReference> {
    let reference = |row: &crate::plan::service::transfer::ReferenceRow| TransferReference {
        kind: row.kind,
        to: row.target_goal_id.and_then(|goal| keys.get(&goal)).map_or(row.target.clone(), |key| (*key).to_owned()),
        title: row.title.clone(),
        address: row.address.clone(),
    };
    goal.references.iter().map(reference).collect()
}

/// These and all that they depend on.
pub async fn requirements(work: &Work<'_>, ids: &[RequirementId]) -> Result<Vec<TransferRequirement>, Failure> {
    let known = requirements::with_prerequisites(work, ids).await?;
    as_documents(work, &known).await
}

/// Each as in its document.
pub async fn as_documents(work: &Work<'_>, known: &[Known]) -> Result<Vec<TransferRequirement>, Failure> {
    let filed: Vec<CategoryId> = known.iter().filter_map(|known| known.content.category_id).collect();
    let filed = categories::named(work, &filed).await?;
    let on: Vec<RequirementId> = known.iter().flat_map(|known| known.content.prerequisites.iter().copied()).collect();
    let names = requirements::names(work, &on).await?;
    Ok(known.iter().map(|known| one(known, &filed, &names)).collect())
}

fn one(
    known: &Known,
    filed: &HashMap<CategoryId, TransferCategory>,
    names: &HashMap<RequirementId, RequirementId>,
) -> TransferRequirement {
    let mut content = known.content.clone();
    let category = content.category_id.take().and_then(|id| filed.get(&id).cloned());
    content.prerequisites = content.prerequisites.iter().filter_map(|on| names.get(on).copied()).collect();
    TransferRequirement {
        id: known.name,
        number: number(known),
        kind: known.kind,
        level: known.level,
        published: known.published,
        category,
        content,
    }
}

/// The goals of a plan as a tree: a theme that was made from a goal's own heading, or from the framework's name, is not
/// repeated in it.
pub fn framework(held: &Held) -> Framework {
    let keys: HashMap<GoalId, &str> = held.goals.iter().map(|goal| (goal.id, goal.known.as_str())).collect();
    let goals: HashSet<&str> = held.goals.iter().map(|goal| goal.known.as_str()).collect();
    let mut framework = Framework {
        key: held.known.clone(),
        title: held.name.clone(),
        description: held.description.clone(),
        ..Framework::default()
    };
    let mut places: HashMap<&str, usize> = HashMap::new();
    for section in &held.sections {
        let stands_alone = section.known != held.known && !goals.contains(section.known.as_str());
        let theme = stands_alone.then(|| {
            framework.items.push(Item { key: section.known.clone(), name: section.name.clone(), ..Item::default() });
            framework.items.len() - 1
        });
        for goal in held.goals.iter().filter(|goal| goal.section_id == section.id) {
            let references = references(goal, &keys);
            // A goal that lies beneath another comes after it; otherwise it is placed in its theme.
            let mut above = references.iter().filter(|r| r.kind == ReferenceKind::IsChildOf);
            let above = above.find_map(|r| places.get(r.to.as_str()).copied());
            places.insert(&goal.known, framework.items.len());
            framework.items.push(Item {
                key: goal.known.clone(),
                code: goal.code.clone(),
                name: goal.name.clone(),
                description: goal.description.clone(),
                parent: above.or(theme),
                references: references
                    .into_iter()
                    .map(|r| Reference { kind: r.kind, to: r.to, title: r.title, address: r.address })
                    .collect(),
                ..Item::default()
            });
        }
    }
    framework
}
