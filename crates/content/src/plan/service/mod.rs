//! Plans and what they say of themselves. What they hold, how it is approved and versioned, and where plans
//! are published are the modules beside this one.

mod approval;
mod archive;
mod content;
mod difference;
mod goal;
mod preview;
mod publication;
mod template;
pub mod transfer;
mod usage;
mod version;
mod yearly;

pub use super::store::list::sql as list_sql;
pub use approval::{activate, foresee_activation};
pub use archive::{archive, foresee_archive, restore};
pub use content::{
    adapt_validity, add_requirements, add_section, deactivate_requirement, reactivate_requirement, remove_requirement,
    remove_section, reorder, update_section,
};
pub use difference::difference;
pub use goal::{add_goal, remove_goal, update_goal};
pub use preview::preview;
pub use publication::{assignable, is_published_to, name_owners, publish, publish_to, withdraw};
pub use template::create;
pub use usage::{UnitUsage, Usage, usage};
pub use version::{list as versions, one as version};
pub use yearly::overview;

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use kyndig_contract::{
    goal::PlanGoal,
    page::{Page, PageQuery},
    person::PersonRef,
    plan::{
        AdaptedValidity, Deactivated, PlanDetails, PlanPublication, PlanQuery, PlanRef, PlanRequirement, PlanSection,
        PlanSort, PlanState, PlanSummary, UpdatePlan,
    },
    requirement::Archived,
    unit::UnitRef,
};
use kyndig_domain::{
    archive::restorable_until,
    ids::{PersonId, PlanId, SectionId},
    naming,
};
use kyndig_platform::{
    audit,
    auth::{Work, content_policy},
    facts::Fact,
    http::{Code, Failure, IfMatch, Versioned, page},
};

use super::store::{self, Row, list};
use crate::requirement;

pub async fn list(work: &Work<'_>, query: &PlanQuery, paging: &PageQuery) -> Result<Page<PlanSummary>, Failure> {
    let after: Option<list::Key> = page::after(paging)?;
    let sort = query.sort.unwrap_or_default();
    if matches!(sort, PlanSort::ArchivedBy | PlanSort::ArchivedAt) && query.archived != Some(true) {
        return Err(Failure::invalid("sort", "invalid"));
    }
    // Otherwise the list was ordered in another way when it gave this cursor.
    if after.as_ref().is_some_and(|key| !key.is_of(&sort, query.descending == Some(true), list::first(sort))) {
        return Err(Code::InvalidCursor.into());
    }
    let rows = list::page(work, query, after.as_ref(), paging.limit()).await?;
    page::page(
        rows,
        paging.limit(),
        |row| row.key(query),
        |row| PlanSummary {
            id: row.id,
            kind: row.kind,
            level: row.level,
            is_template: row.is_template,
            name: row.name,
            description: row.description,
            owner_unit: UnitRef { id: row.unit_id, name: row.unit_name },
            status: row.status,
            created_by: PersonRef { id: row.creator_id, name: row.creator_name },
            can_edit: row.can_edit,
            archived: archived(row.archived_at, row.archiver_id.zip(row.archiver_name), row.archive_reason),
        },
    )
}

fn archived(at: Option<DateTime<Utc>>, by: Option<(PersonId, String)>, reason: Option<String>) -> Option<Archived> {
    at.zip(by).map(|(at, (id, name))| Archived {
        at,
        by: PersonRef { id, name },
        reason: reason.unwrap_or_default(),
        restorable_until: restorable_until(at),
    })
}

/// The plan with all that it holds, in as many statements whatever its size.
pub async fn get(work: &Work<'_>, id: PlanId) -> Result<Versioned<PlanDetails>, Failure> {
    let row = row(work, id).await?;
    // PLN-11: archived, what it says and holds is for those who look after the archive.
    let hidden = row.archived_at.is_some() && !row.can_archive;
    let said = |text: String| if hidden { String::new() } else { text };
    let summaries = requirement::service::of_plan(work, id, row.can_edit).await?;
    let mut held: HashMap<SectionId, Vec<PlanRequirement>> = HashMap::new();
    let mut places = store::content::places(work, id).await?;
    // REQ-16: what others have not published yet is not told of.
    places.retain(|place| !hidden && summaries.contains_key(&place.requirement_id));
    let named: Vec<_> = places.iter().map(|place| place.requirement_id).collect();
    let known = requirement::service::held(work, &named).await?;
    for place in places {
        let requirement = summaries
            .get(&place.requirement_id)
            .cloned()
            .ok_or_else(|| Failure::Internal(anyhow::anyhow!("plan {id} holds what there is not")))?;
        // it may stand in several goals
        let (can_adapt, warnings) = match known.get(&place.requirement_id) {
            Some(held) => (held.adaptable, held.warnings.clone()),
            None => (false, Vec::new()),
        };
        let there = place.in_plan(&row, requirement.kind, requirement.level);
        held.entry(place.section_id).or_default().push(PlanRequirement {
            id: place.id,
            goal_id: place.goal_id,
            state: place.state,
            requirement,
            can_remove: there.may_be_removed(work.now),
            can_deactivate: there.may_be_deactivated(),
            adapted: place
                .validity_days
                .zip(place.validity_reason)
                .map(|(validity_days, reason)| AdaptedValidity { validity_days, reason }),
            can_adapt,
            warnings,
            deactivated: place.deactivated_at.zip(place.deactivated_by.zip(place.deactivated_by_name)).map(
                |(at, (id, name))| Deactivated {
                    at,
                    by: PersonRef { id, name },
                    reason: place.deactivation_reason.unwrap_or_default(),
                },
            ),
        });
    }
    let mut goals: HashMap<SectionId, Vec<PlanGoal>> = HashMap::new();
    if row.kind.has_goals() && !hidden {
        let mut references = transfer::shown(work, id).await?;
        for goal in store::goal::of_plan(work, id).await? {
            let references = references.remove(&goal.id).unwrap_or_default();
            goals.entry(goal.section_id).or_default().push(goal::shown(goal, references));
        }
    }
    let sections = if hidden { Vec::new() } else { store::content::sections(work, id).await? };
    let sections = sections.into_iter().map(|section| PlanSection {
        id: section.id,
        name: section.name,
        may_be_not_relevant: section.may_be_not_relevant,
        goals: goals.remove(&section.id).unwrap_or_default(),
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
        level: row.level,
        is_template: row.is_template,
        template: row.template_id.zip(row.template_name).map(|(id, name)| PlanRef { id, name }),
        copies: row.copies,
        name_off_standard: naming::check(&row.name, row.trust_code.as_deref()).is_some(),
        name: row.name,
        description: said(row.description),
        time_frame: said(row.time_frame),
        literature: said(row.literature),
        completion: row.completion,
        owner_unit: UnitRef { id: row.unit_id, name: row.unit_name },
        document_owner: row.owner_id.zip(row.owner_name).map(|(id, name)| PersonRef { id, name }),
        document_author: row.author_id.zip(row.author_name).map(|(id, name)| PersonRef { id, name }),
        stewards: store::stewards(work, id).await?,
        state: state(!publications.is_empty(), row.was_published),
        plan_version: version_text(row.major, row.minor),
        sections: sections.collect(),
        publications,
        assigned: row.assigned,
        archived: archived(row.archived_at, row.archiver_id.zip(row.archiver_name), row.archive_reason),
        can_edit: row.can_edit,
        can_archive: row.can_archive,
        can_take_usage: row.can_take_usage,
        created_by: PersonRef { id: row.creator_id, name: row.creator_name },
        created_at: row.created_at,
        changed_at: row.changed_at,
        version: row.version,
    };
    Ok(Versioned::new(row.version, details))
}

/// What becomes of plans when what they hold or are ordered by changes elsewhere.
pub async fn react(work: &Work<'_>, facts: &[Fact]) -> Result<(), Failure> {
    for fact in facts {
        match fact {
            Fact::RequirementRedrafted { plans } => store::restate(work, plans).await?,
            Fact::RequirementPublished { plans } => version::move_minor(work, plans).await?,
            // those who edit these plans see that something of them has changed
            Fact::RequirementArchived { requirement, plans, .. } => {
                store::content::archive_places(work, *requirement).await?;
                store::bump_all(work, plans).await?;
            }
            Fact::RequirementRestored { requirement, plans } => {
                store::content::restore_places(work, *requirement).await?;
                store::bump_all(work, plans).await?;
            }
            Fact::Renamed { units, people } => store::renamed(work, units, people).await?,
            _ => {}
        }
    }
    Ok(())
}

pub async fn update(
    work: &Work<'_>,
    id: PlanId,
    seen: IfMatch,
    request: &UpdatePlan,
) -> Result<Versioned<PlanDetails>, Failure> {
    let row = editable(work, id, Some(seen)).await?;
    if let Some(owner) = request.owner_unit_id.filter(|owner| *owner != row.unit_id) {
        // PLN-2: a goal plan stays with its trust.
        if row.kind.has_goals() {
            return Err(Failure::invalid("ownerUnitId", "invalid"));
        }
        // PLN-15: a steward moves it within its trust, others to where they write.
        if !(work.scope.plans.contains(&id) && store::same_trust(work, row.unit_id, owner).await?) {
            content_policy::owns_plan(work, row.kind, row.level, row.is_template, owner, "ownerUnitId").await?;
        }
    }
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
        Some(seen) if !seen.matches(row.version) => Err(Failure::conflict(&get(work, id).await?.body)),
        _ => Ok(row),
    }
}

/// ACC-6: everybody who writes content may read every plan, and edit those of their own units.
async fn within_reach(work: &Work<'_>, id: PlanId) -> Result<Row, Failure> {
    let row = row(work, id).await?;
    if row.archived_at.is_some() {
        return Err(Code::Archived.into());
    }
    if row.can_edit { Ok(row) } else { Err(Code::Forbidden.into()) }
}

/// Whether whoever acts may edit it, without locking it.
pub async fn may_edit(work: &Work<'_>, id: PlanId) -> Result<(), Failure> {
    within_reach(work, id).await.map(drop)
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

async fn section_there(work: &Work<'_>, plan: PlanId, section: SectionId) -> Result<(), Failure> {
    let sections = store::content::sections(work, plan).await?;
    if sections.iter().any(|held| held.id == section) { Ok(()) } else { Err(Failure::not_found()) }
}
