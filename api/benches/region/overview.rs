//! FOL-1: a manager's overview of 100 employees, beside two queries that count what it shows; and at a tenth of the standings.

use kyndig_db::{Sql, Tx};
use sea_orm::QueryResult;

use super::{
    server::{Server, Worker},
    table::{By, Case, Table, Taken},
};

/// Half a millisecond is told apart by many.
const CALLS: usize = 200;
const BARE: usize = 40;
const PATH: &str = "/employees?limit=100";

const PAGE: Case = Case { workload: "overview, 100 employees", beside: "the bare SQL", by: By::Cpu, most: 1.25 };
const GROWTH: Case = Case { workload: "overview, all standings", beside: "a tenth of them", by: By::Cpu, most: 1.1 };

pub async fn round(server: &Server, tenth: &Server, table: &mut Table) {
    let (worker, small) = (Worker::of(&server.state).await, Worker::of(&tenth.state).await);
    worker.warm(server.manager, PATH).await;
    small.warm(tenth.manager, PATH).await;
    let ours = Taken::of(server, CALLS, async |_| drop(worker.get(server.manager, PATH).await)).await;
    let before = Taken::of(tenth, CALLS, async |_| drop(small.get(tenth.manager, PATH).await)).await;
    let theirs = Taken::of(server, BARE, async |_| bare(server).await).await;
    table.add(server, PAGE, ours.clone(), theirs, "");
    table.add(server, GROWTH, ours, before, "");
}

async fn bare(server: &Server) {
    let tx = server.state.db.read().await.expect("a transaction");
    let page = Sql::new(
        "SELECT p.id, p.sort_key, p.person_id, person.name, p.title, u.id AS unit_id, u.name, p.kind, p.starts_on, \
         EXISTS (SELECT 1 FROM loan l WHERE l.position_id = p.id AND l.state = 'ongoing'), \
         (SELECT count(*) FROM assignment a WHERE a.position_id = p.id AND a.active) FROM position p \
         JOIN person ON person.id = p.person_id JOIN org_unit u ON u.id = p.unit_id \
         WHERE p.state = 'open' AND p.manager_id = ",
    )
    .bind(server.manager.person)
    .push(" ORDER BY p.sort_key, p.id LIMIT 101");
    let rows = read(&tx, page).await;
    let ids: Vec<uuid::Uuid> = rows.iter().map(|row| row.try_get_by_index(0).expect("an id")).collect();
    let counts = Sql::new(
        "SELECT a.position_id, s.status, count(DISTINCT s.requirement_id) FROM assignment a \
         JOIN plan_requirement pr ON pr.plan_id = a.plan_id AND pr.state = 'active' \
         JOIN standing s ON s.person_id = a.person_id AND s.requirement_id = pr.requirement_id \
         WHERE a.active AND NOT EXISTS (SELECT 1 FROM not_relevant n WHERE n.person_id = a.person_id \
         AND n.plan_id = a.plan_id AND n.subject_id IN (pr.requirement_id, pr.section_id)) AND a.position_id IN ",
    )
    .list(ids)
    .push(" GROUP BY a.position_id, s.status");
    read(&tx, counts).await;
    tx.rollback().await.expect("the end");
}

pub async fn read(tx: &Tx, sql: Sql) -> Vec<QueryResult> {
    tx.rows(sql).await.expect("rows")
}
