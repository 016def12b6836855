//! Which content the actor may change (ACC-6): a guard admits all who write any content at all, and these conditions
//! decide, row by row, whose it is. Content that is locked for all is within no scope.

use kyndig_db::{Sql, sql};
use kyndig_domain::{
    content::ContentKind,
    ids::UnitId,
    plan::PlanKind,
    requirement::{Level, RequirementKind},
    role::Role,
};

use super::{
    actor::{Actor, Scope},
    guard::Work,
    policy::{self, Rule},
};
use crate::http::{Code, Failure};

/// The roles that write one kind of content.
type Writers = &'static [Role];

/// PLN-1, REQ-16: those who write the content of a unit.
pub(super) const LOCAL: Writers =
    &[Role::Manager, Role::DelegatedManager, Role::SubjectLeadA, Role::SubjectLeadB, Role::TrustAdmin];
/// REQ-14: requirements of the global administration.
const CENTRAL: Writers = &[Role::TrustAdmin, Role::RegionalAdmin, Role::SystemOwner];
/// PLN-18: plans for the whole region.
const CENTRAL_PLANS: Writers = &[Role::SystemOwner];
/// REQ-15: a trust's own activities, PLN-2: and goal plans.
const RESIDENTS: Writers = &[Role::ResidentAdmin];
const APPRENTICES: Writers = &[Role::ApprenticePlanAdmin];
const GOALS: Writers = &[Role::ResidentAdmin, Role::ApprenticePlanAdmin];
/// REQ-15: the region's activities, and the templates that hold them.
const REGIONAL: Writers = &[Role::RegionalAdmin, Role::SystemOwner];
/// All of them: who is admitted at all. The stewards come last.
pub(super) const ANY: Writers = &[
    Role::Manager,
    Role::DelegatedManager,
    Role::SubjectLeadA,
    Role::SubjectLeadB,
    Role::TrustAdmin,
    Role::ResidentAdmin,
    Role::ApprenticePlanAdmin,
    Role::RegionalAdmin,
    Role::SystemOwner,
    Role::PlanSteward,
];
/// REQ-8: all of them but the stewards, who have no access to people (PLN-15).
pub(super) const RESETTERS: Writers = ANY.split_at(ANY.len() - 1).0;
const _: () = assert!(matches!(ANY, [.., Role::PlanSteward]));
/// CAT-1: the administrators of a branch of the category tree.
pub(super) const FILERS: Writers = &[Role::TrustAdmin, Role::RegionalAdmin, Role::SystemOwner];
/// REQ-18, LMS-1.
const LINKERS: Writers = &[Role::TrustAdmin];
/// Those who read all content: those who write any, or look after the archive.
pub(super) const READERS: Writers = &[
    Role::Manager,
    Role::DelegatedManager,
    Role::SubjectLeadA,
    Role::SubjectLeadB,
    Role::TrustAdmin,
    Role::ResidentAdmin,
    Role::ApprenticePlanAdmin,
    Role::RegionalAdmin,
    Role::PlanSteward,
    Role::SystemOwner,
    Role::Archiver,
];
/// REP-2: stewards, and administrators.
pub(super) const REPORTERS: Writers = &[
    Role::TrustAdmin,
    Role::ResidentAdmin,
    Role::ApprenticePlanAdmin,
    Role::RegionalAdmin,
    Role::PlanSteward,
    Role::SystemOwner,
];
/// REQ-13, PLN-11.
pub(super) const ARCHIVERS: Writers = &[Role::TrustAdmin, Role::Archiver];

fn scope(work: &Work<'_>, roles: Writers) -> Scope {
    match work.actor {
        None => Scope { everything: true, ..Scope::default() },
        Some(actor) => policy::decide(Rule::Content { roles }, actor).unwrap_or_default(),
    }
}

fn requirement_writers(kind: RequirementKind, level: Level) -> Writers {
    ContentKind::of_requirement(kind, level).map_or(&[], writers)
}

fn plan_writers(kind: PlanKind, level: Level, template: bool) -> Writers {
    writers(ContentKind::of_plan(kind, level, template))
}

fn writers(kind: ContentKind) -> Writers {
    match kind {
        ContentKind::Requirement | ContentKind::CompetencePlan => LOCAL,
        ContentKind::CentralRequirement => CENTRAL,
        ContentKind::LocalActivity => GOALS,
        ContentKind::RegionalActivity | ContentKind::Template => REGIONAL,
        ContentKind::CentralPlan => CENTRAL_PLANS,
        ContentKind::LearningGoals => RESIDENTS,
        ContentKind::ApprenticeGoals => APPRENTICES,
    }
}

/// All kinds that this actor may write in some unit.
pub fn writes(actor: &Actor) -> Vec<ContentKind> {
    let may = |kind: &ContentKind| {
        let scope = policy::decide(Rule::Content { roles: writers(*kind) }, actor).unwrap_or_default();
        scope.everything || !scope.units.is_empty()
    };
    ContentKind::ALL.iter().copied().filter(may).collect()
}

/// The units that the actor writes this kind for.
pub fn written(work: &Work<'_>, kind: ContentKind) -> Scope {
    scope(work, writers(kind))
}

/// A condition on a row of `requirement` (by its alias): whether the actor may edit it. A steward edits those of the
/// plan's own unit that are in the plan (PLN-15); a requirement that a steward added is not theirs to change for the
/// plans of others, or one plan would give them everything its unit has written.
pub fn edits_requirement(work: &Work<'_>, alias: &str) -> Sql {
    requirement_by(work, alias, Scope::covers_unit)
}

/// As `edits_requirement`, for a list filtered by it.
pub fn edits_among_requirements(work: &Work<'_>, alias: &str) -> Sql {
    requirement_by(work, alias, Scope::holds_unit)
}

fn requirement_by(work: &Work<'_>, alias: &str, covers: fn(&Scope, &str) -> Sql) -> Sql {
    let owner = format!("{alias}.owner_unit_id");
    let mut sql = Sql::new(&format!("({alias}.archived_at IS NULL AND (FALSE"));
    for kind in RequirementKind::ALL {
        for level in Level::ALL {
            let scope = scope(work, requirement_writers(*kind, *level));
            if scope.everything || !scope.units.is_empty() {
                sql = sql
                    .push(&format!(" OR ({alias}.kind = '{kind}' AND {alias}.level = '{level}' AND "))
                    .append(&covers(&scope, &owner))
                    .push(")");
            }
        }
    }
    if !work.scope.plans.is_empty() {
        let plans = || work.scope.plans.iter().copied();
        sql = sql
            .push(&format!(
                " OR ({alias}.level = 'local' AND EXISTS (SELECT 1 FROM plan_requirement reach_pr JOIN plan reach_pl \
                 ON reach_pl.id = reach_pr.plan_id AND reach_pl.owner_unit_id = {owner} \
                 WHERE reach_pr.requirement_id = {alias}.id AND reach_pl.archived_at IS NULL AND reach_pl.id IN "
            ))
            .list(plans())
            .push(" AND (reach_pr.added_by <> ")
            .bind(work.person_id())
            .push(&format!(" OR {alias}.created_by = "))
            .bind(work.person_id())
            .push(&format!(
                " OR NOT EXISTS (SELECT 1 FROM plan_requirement reach_o WHERE reach_o.requirement_id = {alias}.id \
                 AND reach_o.plan_id NOT IN "
            ))
            .list(plans())
            .push("))))");
    }
    sql.push("))")
}

/// A condition on a row of `requirement` (by its alias): whether the actor may read its unpublished content: those with
/// access to the unit that owns it, and those who may edit it (REQ-16).
pub fn reads_drafts(work: &Work<'_>, alias: &str) -> Sql {
    drafts_by(work, alias, Scope::covers_unit)
}

/// As `reads_drafts`, for a list filtered by it.
pub fn reads_drafts_among(work: &Work<'_>, alias: &str) -> Sql {
    drafts_by(work, alias, Scope::holds_unit)
}

fn drafts_by(work: &Work<'_>, alias: &str, covers: fn(&Scope, &str) -> Sql) -> Sql {
    let sql = sql!("({covers}", covers = &covers(work.scope, &format!("{alias}.owner_unit_id")));
    // A steward has a plan and no unit.
    let sql =
        if work.scope.plans.is_empty() { sql } else { sql.push(" OR ").append(&requirement_by(work, alias, covers)) };
    sql.push(")")
}

/// A condition on a row of `plan` (by its alias): whether the actor may edit it.
pub fn edits_plan(work: &Work<'_>, alias: &str) -> Sql {
    plan_by(work, alias, Scope::covers_unit)
}

/// As `edits_plan`, for a list filtered by it.
pub fn edits_among_plans(work: &Work<'_>, alias: &str) -> Sql {
    plan_by(work, alias, Scope::holds_unit)
}

fn plan_by(work: &Work<'_>, alias: &str, covers: fn(&Scope, &str) -> Sql) -> Sql {
    let owner = format!("{alias}.owner_unit_id");
    let mut sql = Sql::new(&format!("({alias}.archived_at IS NULL AND (FALSE"));
    for kind in PlanKind::ALL {
        for level in [Level::Local, Level::Central] {
            for template in [false, true] {
                let scope = scope(work, plan_writers(*kind, level, template));
                if scope.everything || !scope.units.is_empty() {
                    let template = if template { "" } else { "NOT " };
                    sql = sql
                        .push(&format!(
                            " OR ({alias}.kind = '{kind}' AND {alias}.level = '{level}' AND {template}{alias}.is_template AND "
                        ))
                        .append(&covers(&scope, &owner))
                        .push(")");
                }
            }
        }
    }
    if !work.scope.plans.is_empty() {
        sql = sql.push(&format!(" OR {alias}.id IN ")).list(work.scope.plans.iter().copied());
    }
    sql.push("))")
}

/// A condition on a unit's id (an SQL expression): whether the actor may archive its content, and see its archive.
pub fn archives(work: &Work<'_>, unit: &str) -> Sql {
    scope(work, ARCHIVERS).covers_unit(unit)
}

/// A condition on a row of `plan` (by its alias): whether the actor may take its usage report: archived plans leave the
/// reports (PLN-11).
pub fn takes_usage(work: &Work<'_>, alias: &str) -> Sql {
    let scope = scope(work, REPORTERS);
    let sql = Sql::new(&format!("({alias}.archived_at IS NULL AND NOT {alias}.is_template AND ("))
        .append(&scope.covers_unit(&format!("{alias}.owner_unit_id")));
    let sql = if scope.plans.is_empty() { sql } else { sql.push(&format!(" OR {alias}.id IN ")).list(scope.plans) };
    sql.push("))")
}

/// A condition on a row of `org_unit` (by its alias): whether the actor may change its branch of the categories: a
/// trust's own administrators, and the system owner for the region's (CAT-1).
pub fn edits_branch(work: &Work<'_>, alias: &str) -> Sql {
    Sql::new(&format!("(({alias}.kind = 'health_trust' AND "))
        .append(&scope(work, &[Role::TrustAdmin]).covers_unit(&format!("{alias}.id")))
        .push(&format!(") OR ({alias}.kind = 'region' AND "))
        .append(&scope(work, &[Role::SystemOwner]).covers_unit(&format!("{alias}.id")))
        .push("))")
}

/// Whether the actor may change the branches of specialities, which are for all the region (CAT-1).
pub fn edits_specialities(work: &Work<'_>) -> bool {
    !scope(work, REGIONAL).is_empty()
}

/// REQ-1, REQ-12: a unit that may be given a requirement of this kind: 422 on the field where there is no such unit,
/// 403 where it is out of scope.
pub async fn owns_requirement(
    work: &Work<'_>,
    kind: RequirementKind,
    level: Level,
    unit: UnitId,
    field: &str,
) -> Result<(), Failure> {
    covered(work, &scope(work, requirement_writers(kind, level)), unit, field).await
}

/// PLN-1, PLN-2, PLN-12: a unit that may be given a plan of this kind.
pub async fn owns_plan(
    work: &Work<'_>,
    kind: PlanKind,
    level: Level,
    template: bool,
    unit: UnitId,
    field: &str,
) -> Result<(), Failure> {
    covered(work, &scope(work, plan_writers(kind, level, template)), unit, field).await
}

/// REQ-18, LMS-1: whether the actor links this unit's content to courses.
pub async fn links_courses(work: &Work<'_>, unit: UnitId) -> Result<bool, Failure> {
    let sql = sql!(
        "SELECT {scope} FROM org_unit u WHERE u.id = {unit}",
        scope = &scope(work, LINKERS).covers_unit("u.id"),
        unit,
    );
    Ok(work.tx.value::<bool>(sql).await?.unwrap_or_default())
}

/// Whether this actor links any content to courses.
pub fn links_any(actor: &Actor) -> bool {
    policy::decide(Rule::Content { roles: LINKERS }, actor).is_some()
}

async fn covered(work: &Work<'_>, scope: &Scope, unit: UnitId, field: &str) -> Result<(), Failure> {
    let sql = sql!(
        "SELECT {covers_unit} FROM org_unit u WHERE u.id = {unit}",
        covers_unit = &scope.covers_unit("u.id"),
        unit,
    );
    match work.tx.value::<bool>(sql).await? {
        None => Err(Failure::invalid(field, "unknown")),
        Some(false) => Err(Code::Forbidden.into()),
        Some(true) => Ok(()),
    }
}
