//! A trust beside the region: 15,000 people with four plans each, of forty, and twenty requirements to follow up.

use kyndig_db::Sql;
use kyndig_domain::ids::{AssignmentId, SessionId};
use kyndig_platform::{auth::Work, http::Failure};

use crate::staff::{administrator, content, hired, insert, members, rows, unit};

/// Plans, and what each holds.
const PLANS: usize = 40;
const EACH: usize = 5;
/// Of these, a person has one in so many.
const ONE_IN: usize = 10;

/// The session of its administrator.
pub async fn make(work: &Work<'_>) -> Result<SessionId, Failure> {
    if work.tx.is_postgres() {
        // what is filled is no request
        work.tx.execute(Sql::new("SET LOCAL statement_timeout = 0")).await?;
    }
    let trust = unit(work, &[], "health_trust", "Sykehuset i øst HF", Some("the trust")).await;
    let mut wards = Vec::new();
    for ward in 0..60 {
        wards.push((trust, unit(work, &[trust], "department", &format!("Sengepost {ward}, medisin"), None).await));
    }
    let people = hired(work, &wards, rows() / EACH * ONE_IN / PLANS).await;
    members(work).await?;
    for plan in 0..PLANS {
        let names: Vec<String> =
            (0..EACH).map(|each| format!("Bruk av medisinsk-teknisk utstyr {plan:02}, del {each}")).collect();
        let (id, requirements) = content(work, trust, people[0].0, &format!("Plan {plan:02}"), &names).await;
        let whom = people.iter().skip(plan % ONE_IN).step_by(ONE_IN);
        let rows = whom.map(|(person, position)| {
            let assignment: AssignmentId = work.new_id();
            [assignment.into(), id.into(), (*position).into(), (*person).into(), true.into(), work.now.into()]
        });
        let into = "assignment (id, plan_id, position_id, person_id, active, assigned_at)";
        insert(work, into, rows.collect()).await;
        for (number, requirement) in requirements.into_iter().enumerate() {
            let (status, dates) = [
                ("fulfilled", "'2026-03-01', '2029-03-01', NULL"),
                ("expiring", "'2025-12-10', '2026-12-10', NULL"),
                ("not_started", "NULL, NULL, '2027-02-01'"),
                ("started", "NULL, NULL, NULL"),
                ("expired", "'2024-10-01', '2025-10-01', '2026-12-20'"),
            ][number % 5];
            let dates: Vec<String> = dates.split(", ").map(|date| format!("CAST({date} AS {})", kind(work))).collect();
            let sql = format!(
                "INSERT INTO standing (person_id, requirement_id, status, performed_on, expires_on, deadline, changed_at) \
                 SELECT a.person_id, r.id, '{status}', {}, a.assigned_at FROM assignment a, requirement r \
                 WHERE a.plan_id = ",
                dates.join(", ")
            );
            work.tx.execute(Sql::new(&sql).bind(id).push(" AND r.id = ").bind(requirement)).await?;
        }
    }
    // without counters: a file by name does not ask them, and making them takes longer than all the rest
    administrator(work, people[0], trust).await
}

fn kind(work: &Work<'_>) -> &'static str {
    if work.tx.is_postgres() { "date" } else { "text" }
}
