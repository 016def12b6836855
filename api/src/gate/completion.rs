//! ASG-6, ASG-8: an assignment is complete when every active requirement of its plan is fulfilled or not relevant, and
//! no longer when one is open again. A plan that a manager approves is not complete before that.

use kyndig_db::Sql;
use kyndig_domain::{assignment::AssignmentEventKind, ids::AssignmentId};
use sea_orm::FromQueryResult;

use super::Touched;
use crate::{
    auth::Work,
    history::{self, By},
    http::Failure,
    relevance::NOT_RELEVANT,
};

/// Whether the assignment `a` has something left to do.
pub fn open() -> String {
    format!(
        "EXISTS (SELECT 1 FROM plan_requirement pr LEFT JOIN standing s \
     ON s.person_id = a.person_id AND s.requirement_id = pr.requirement_id \
     WHERE pr.plan_id = a.plan_id AND pr.state = 'active' \
       AND (s.status IS NULL OR s.status NOT IN ('fulfilled', 'expiring')) AND NOT {NOT_RELEVANT})"
    )
}

const ANY: &str = "EXISTS (SELECT 1 FROM plan_requirement pr WHERE pr.plan_id = a.plan_id AND pr.state = 'active')";

#[derive(FromQueryResult)]
struct Turned {
    id: AssignmentId,
    complete: bool,
}

pub(super) async fn follow(work: &Work<'_>, touched: &Touched) -> Result<(), Failure> {
    let turned = turned(work, touched).await?;
    let of = |complete: bool| turned.iter().filter(|one| one.complete == complete).map(|one| one.id).collect();
    set(work, of(true), true).await?;
    set(work, of(false), false).await
}

/// Those that are complete and were not, or the other way round.
async fn turned(work: &Work<'_>, touched: &Touched) -> Result<Vec<Turned>, Failure> {
    let open = open();
    let sql = Sql::new(&format!(
        "SELECT a.id, a.completed_at IS NULL AS complete FROM assignment a JOIN plan ON plan.id = a.plan_id \
         WHERE a.active AND (a.completed_at IS NULL AND plan.completion = 'automatic' AND {ANY} AND NOT {open} \
           OR a.completed_at IS NOT NULL AND {open}) AND a.person_id IN ("
    ))
    .append(&touched.people_sql())
    .push(") AND (")
    // What is taken out of a plan altogether leaves no row there to find the plan by.
    .when(touched.plan(), |sql, plan| sql.push("a.plan_id = ").bind(plan).push(" OR "))
    .push("EXISTS (SELECT 1 FROM plan_requirement t WHERE t.plan_id = a.plan_id AND ")
    .append(&touched.holds("a.person_id", "t.requirement_id"))
    .push(")) ORDER BY a.id");
    Ok(work.tx.all(sql).await?)
}

async fn set(work: &Work<'_>, assignments: Vec<AssignmentId>, complete: bool) -> Result<(), Failure> {
    for chunk in assignments.chunks(1000) {
        let sql = Sql::new("UPDATE assignment SET completed_at = ")
            .bind(complete.then_some(work.now))
            .push(" WHERE id IN ")
            .list(chunk.iter().copied());
        work.tx.execute(sql).await?;
    }
    let kind = if complete { AssignmentEventKind::Completed } else { AssignmentEventKind::Reopened };
    history::assignments(work, By::Actor, kind, &assignments).await
}
