//! What a change locks until it ends, on PostgreSQL; SQLite has one writer, so there is nothing to lock there. Always
//! in this order: the plan, the requirements, the people; each in id order. Assigning a plan takes a shared lock on the
//! plan and its requirements; changing them takes an exclusive lock. So the people of a plan or of a requirement are
//! the same before and after the change.

use kyndig_db::{Sql, list, sql};
use kyndig_domain::ids::{PlanId, RequirementId};
use kyndig_platform::{auth::Work, http::Failure};

use super::Affected;

pub(super) async fn all(work: &Work<'_>, affected: &Affected) -> Result<(), Failure> {
    if !work.tx.is_postgres() {
        return Ok(());
    }
    if !affected.plans().is_empty() {
        let strength = if affected.changes_plan() { "NO KEY UPDATE" } else { "SHARE" };
        let sql = Sql::new("SELECT id FROM plan WHERE id IN ")
            .ids(affected.plans().iter().map(|id| id.0))
            .push(" ORDER BY id FOR ")
            .push(strength);
        work.tx.execute(sql).await?;
    }
    let people = sql!("SELECT id FROM person WHERE id IN ({people_sql})", people_sql = &affected.people_sql());
    let last = |sql: Sql| sql.push(" ORDER BY id FOR NO KEY UPDATE");
    let Some(requirements) = affected.requirements_sql() else {
        work.tx.execute(last(people)).await?;
        return Ok(());
    };
    let strength = if affected.changes_requirements() { "NO KEY UPDATE" } else { "SHARE" };
    let requirements = sql!(
        "SELECT id FROM requirement WHERE id IN ({requirements}) ORDER BY id FOR {strength}",
        requirements = &requirements,
        strength = Sql::new(strength),
    );
    if affected.people_are_known() {
        // One statement for both: the people are not selected before the requirements are counted, which locks them.
        let both = sql!(
            "WITH held AS MATERIALIZED ({requirements}) {people}",
            requirements = &requirements,
            people = &people,
        );
        work.tx.execute(last(both.push(" AND (SELECT count(*) FROM held) >= 0"))).await?;
        return Ok(());
    }
    work.tx.execute(requirements).await?;
    work.tx.execute(last(people)).await?;
    Ok(())
}

/// The plans that hold this requirement in any state, locked; to be called before the requirement is locked.
pub async fn plans_with(work: &Work<'_>, requirement: RequirementId) -> Result<Vec<PlanId>, Failure> {
    let sql = sql!("SELECT DISTINCT plan_id FROM plan_requirement WHERE requirement_id = {requirement}", requirement);
    let plans = work.tx.column(sql).await?;
    work.tx.lock("plan", &plans).await?;
    Ok(plans)
}

/// Locks, in this order, the plans that publishing the drafts of these requirements changes, and this one plan as well,
/// and then the requirements; returns those plans. The set is certain only once the requirements are locked: where a
/// draft or a plan has been added meanwhile, all locks are released and taken again, since locking a plan after a
/// requirement could deadlock.
pub async fn for_publication(
    work: &Work<'_>,
    requirements: &[RequirementId],
    also: Option<PlanId>,
) -> Result<Vec<PlanId>, Failure> {
    work.tx.savepoint().await?;
    loop {
        let mut locked = moved_by(work, requirements).await?;
        locked.extend(also);
        work.tx.lock("plan", &locked).await?;
        work.tx.lock("requirement", requirements).await?;
        let moved = moved_by(work, requirements).await?;
        if moved.iter().all(|plan| locked.contains(plan)) {
            return Ok(moved);
        }
        work.tx.rollback_to().await?;
    }
}

/// The plans that have any of these requirements active with a draft to publish.
async fn moved_by(work: &Work<'_>, requirements: &[RequirementId]) -> Result<Vec<PlanId>, Failure> {
    let sql = sql!(
        "SELECT DISTINCT pr.plan_id FROM plan_requirement pr \
         JOIN requirement_draft d ON d.requirement_id = pr.requirement_id WHERE pr.state = 'active' \
         AND pr.requirement_id IN {requirements}",
        requirements = list(requirements.iter().copied()),
    );
    Ok(work.tx.column(sql).await?)
}
