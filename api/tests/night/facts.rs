//! What a night is compared by: what stands in the database, told by names, and every row there is.

use kyndig_db::Sql;

use crate::support::TestApp;

/// What stands in the database, told by names where ids are made anew each time.
pub const FACTS: &[&str] = &[
    "SELECT n.name, p.kind, u.name AS unit, p.state, p.starts_on, p.ends_on, p.opened_on, p.closed_on, p.version, \
     m.name AS manager FROM position p JOIN person n ON n.id = p.person_id JOIN org_unit u ON u.id = p.unit_id \
     LEFT JOIN person m ON m.id = p.manager_id",
    "SELECT n.name, u.name AS unit, l.starts_on, l.ends_on, l.state, l.version FROM loan l \
     JOIN person n ON n.id = l.person_id JOIN org_unit u ON u.id = l.unit_id",
    "SELECT n.name, r.name AS requirement, s.status, s.expires_on, s.changed_at, s.version FROM standing s \
     JOIN person n ON n.id = s.person_id JOIN requirement r ON r.id = s.requirement_id",
    "SELECT n.name, r.name AS requirement, e.kind, e.at FROM standing_event e \
     JOIN person n ON n.id = e.person_id JOIN requirement r ON r.id = e.requirement_id",
    "SELECT n.name, e.kind, e.at FROM assignment_event e JOIN assignment a ON a.id = e.assignment_id \
     JOIN person n ON n.id = a.person_id",
    "SELECT n.name, a.active, a.completed_at, a.deactivated_at, a.deactivated_because FROM assignment a \
     JOIN person n ON n.id = a.person_id",
    "SELECT u.name AS unit, m.sort_key FROM unit_member m JOIN org_unit u ON u.id = m.unit_id",
    "SELECT name, stamp FROM person",
    "SELECT job, due_at, outcome FROM job_run",
    "SELECT permission, subject_kind, at FROM audit_log",
    "SELECT n.name, q.status, q.reminded_at, q.version FROM signature_request q JOIN person n ON n.id = q.person_id",
    "SELECT n.name, o.kind, o.payload, o.made_at FROM outbox o LEFT JOIN person n ON n.id = o.recipient_id",
    "SELECT u.name AS unit, r.name AS requirement, c.status, c.deadline, CAST(sum(c.people) AS bigint) AS people FROM \
     (SELECT unit_id, requirement_id, status, deadline, people FROM counter_cell \
      UNION ALL SELECT unit_id, requirement_id, status, deadline, people FROM counter_delta) c \
     JOIN org_unit u ON u.id = c.unit_id JOIN requirement r ON r.id = c.requirement_id \
     GROUP BY u.name, r.name, c.status, c.deadline HAVING sum(c.people) <> 0",
    "SELECT u.name AS unit, plan.name AS plan, CAST(sum(c.positions) AS bigint) AS positions FROM \
     (SELECT unit_id, plan_id, positions FROM plan_cell UNION ALL SELECT unit_id, plan_id, positions FROM plan_delta) c \
     JOIN org_unit u ON u.id = c.unit_id JOIN plan ON plan.id = c.plan_id \
     GROUP BY u.name, plan.name HAVING sum(c.positions) <> 0",
    "SELECT u.name AS unit, r.name AS requirement, s.people, s.not_started, s.awaiting_signature, s.fulfilled, s.expiring, \
     s.expired, s.deadline_near, s.deadline_passed FROM requirement_summary s \
     JOIN org_unit u ON u.id = s.unit_id JOIN requirement r ON r.id = s.requirement_id",
    "SELECT u.name AS unit, n.name AS manager, d.day, d.not_started, d.started, d.awaiting_signature, d.rejected, \
     d.fulfilled, d.expiring, d.expired FROM follow_up_day d \
     LEFT JOIN org_unit u ON u.id = d.subject_id LEFT JOIN person n ON n.id = d.subject_id",
];

pub async fn facts(app: &TestApp) -> Vec<Vec<String>> {
    let mut found = Vec::new();
    for query in FACTS {
        found.push(rows(app, query).await);
    }
    found
}

/// The rows as text, in order.
pub async fn rows(app: &TestApp, query: &str) -> Vec<String> {
    use sea_orm::{FromQueryResult, JsonValue};
    let tx = app.state.db.read().await.expect("a transaction");
    let found = tx.rows(Sql::new(query)).await.expect(query);
    let mut rows: Vec<_> =
        found.iter().map(|row| JsonValue::from_query_result(row, "").expect("a row").to_string()).collect();
    rows.sort();
    rows
}

/// Every row of every table.
pub async fn dump(app: &TestApp) -> Vec<(String, Vec<String>)> {
    let tables = if app.is_postgres() {
        "SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public'"
    } else {
        "SELECT name FROM sqlite_schema WHERE type = 'table'"
    };
    let mut dumped = Vec::new();
    for table in rows(app, tables).await {
        let name = serde_json::from_str::<serde_json::Value>(&table).expect("a name")["name"]
            .as_str()
            .expect("text")
            .to_owned();
        // The counters of PostgreSQL are checked by their sum.
        if name != "seaql_migrations" {
            let rows = rows(app, &format!("SELECT * FROM {name}")).await;
            dumped.push((name, rows));
        }
    }
    assert!(dumped.len() > 20);
    dumped
}
