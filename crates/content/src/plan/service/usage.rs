//! REP-2: the usage of a plan: who has it, unit by unit, and their progress.

use std::collections::{HashMap, HashSet};

use chrono::NaiveDate;
use kyndig_domain::{ids::PlanId, requirement::number, settings::Language, usage::Share};
use kyndig_platform::{
    auth::Work,
    http::{Code, Failure},
    translations::language,
};

use super::{person, row};
use crate::plan::store::usage as store;

/// The data of the report, before it is a workbook.
#[derive(Debug)]
pub struct Usage {
    pub plan: String,
    pub on: NaiveDate,
    pub language: Language,
    /// The active ones, in the plan's order.
    pub requirements: Vec<UsedRequirement>,
    pub units: Vec<UnitUsage>,
}

#[derive(Debug)]
pub struct UsedRequirement {
    pub number: String,
    pub name: String,
    pub section: String,
}

#[derive(Debug)]
pub struct UnitUsage {
    pub name: String,
    pub assigned: i64,
    /// Over all requirements.
    pub complete: Share,
    /// Of each, in the plan's order.
    pub each: Vec<Share>,
}

/// For stewards of the plan, and the administrators of the unit that owns it.
pub async fn usage(work: &Work<'_>, plan: PlanId) -> Result<Usage, Failure> {
    let row = row(work, plan).await?;
    if row.archived_at.is_some() {
        return Err(Code::Archived.into());
    }
    if !row.can_take_usage {
        return Err(Code::Forbidden.into());
    }
    let mut requirements = store::requirements(work, plan).await?;
    // one that serves two goals is counted once
    let mut seen = HashSet::new();
    requirements.retain(|one| seen.insert(one.id));
    let mut shares: HashMap<_, Share> = HashMap::new();
    for count in store::counts(work, plan).await? {
        shares.entry((count.unit_id, count.requirement_id)).or_default().add(count.status, count.people);
    }
    let units = store::units(work, plan).await?.into_iter().map(|unit| {
        let of = |one: &store::RequirementRow| shares.get(&(unit.id, one.id)).copied().unwrap_or_default();
        let each: Vec<Share> = requirements.iter().map(of).collect();
        UnitUsage { name: unit.name, assigned: unit.assigned, complete: each.iter().copied().sum(), each }
    });
    Ok(Usage {
        plan: row.name,
        on: work.today,
        language: language(work, person(work)?).await?.unwrap_or_default(),
        units: units.collect(),
        requirements: requirements
            .into_iter()
            .map(|one| UsedRequirement { number: number(one.number), name: one.name, section: one.section })
            .collect(),
    })
}
