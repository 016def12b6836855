//! ASG-6, ASG-8: an assignment is complete when every active requirement of its plan is fulfilled, and no
//! longer when one is open again.

use kyndig_db::Sql;
use kyndig_domain::{
    assignment::AssignmentEventKind,
    ids::{AssignmentId, EventId},
};

use super::Touched;
use crate::{auth::Work, http::Failure};

const OPEN: &str = "EXISTS (SELECT 1 FROM plan_requirement pr LEFT JOIN standing s \
     ON s.person_id = a.person_id AND s.requirement_id = pr.requirement_id \
     WHERE pr.plan_id = a.plan_id AND pr.state = 'active' \
       AND (s.status IS NULL OR s.status NOT IN ('fulfilled', 'expiring')))";
const ANY: &str = "EXISTS (SELECT 1 FROM plan_requirement pr WHERE pr.plan_id = a.plan_id AND pr.state = 'active')";

pub(super) async fn follow(work: &Work<'_>, touched: &Touched) -> Result<(), Failure> {
    let complete = format!("a.completed_at IS NULL AND {ANY} AND NOT {OPEN}");
    for assignment in find(work, touched, &complete).await? {
        set(work, assignment, true).await?;
    }
    for assignment in find(work, touched, &format!("a.completed_at IS NOT NULL AND {OPEN}")).await? {
        set(work, assignment, false).await?;
    }
    Ok(())
}

async fn find(work: &Work<'_>, touched: &Touched, condition: &str) -> Result<Vec<AssignmentId>, Failure> {
    let sql = Sql::new(&format!("SELECT a.id FROM assignment a WHERE a.active AND {condition} AND a.person_id IN ("))
        .append(&touched.people_sql())
        .push(") AND EXISTS (SELECT 1 FROM plan_requirement t WHERE t.plan_id = a.plan_id AND ")
        .append(&touched.holds("a.person_id", "t.requirement_id"))
        .push(")");
    Ok(work.tx.column(sql).await?)
}

async fn set(work: &Work<'_>, assignment: AssignmentId, complete: bool) -> Result<(), Failure> {
    let sql = Sql::new("UPDATE assignment SET completed_at = ")
        .bind(complete.then_some(work.now))
        .push(" WHERE id = ")
        .bind(assignment);
    work.tx.execute(sql).await?;
    let kind = if complete { AssignmentEventKind::Completed } else { AssignmentEventKind::Reopened };
    event(work, assignment, kind).await
}

async fn event(work: &Work<'_>, assignment: AssignmentId, kind: AssignmentEventKind) -> Result<(), Failure> {
    let sql = Sql::new("INSERT INTO assignment_event (id, assignment_id, kind, at, by_person_id) VALUES (")
        .bind(work.new_id::<EventId>())
        .push(", ")
        .bind(assignment)
        .push(", ")
        .bind(kind)
        .push(", ")
        .bind(work.now)
        .push(", ")
        .bind(work.person_id())
        .push(")");
    work.tx.execute(sql).await?;
    Ok(())
}
