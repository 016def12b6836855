//! Finding a person among those one follows up, anybody in the region, and a requirement, beside the bare index query.

use kyndig_db::Sql;

use super::{
    overview::read,
    server::{Server, Worker},
    table::{By, Case, Table, Taken},
};

const CALLS: usize = 100;
/// Milliseconds.
const MOST: f64 = 20.0;

const EMPLOYEE: Case =
    Case { workload: "search, an employee in a trust", beside: "the bare SQL", by: By::Cpu, most: 1.5 };
const PERSON: Case = Case { workload: "search, anybody", beside: "the bare SQL", by: By::Cpu, most: 1.5 };
const REQUIREMENT: Case = Case { workload: "search, a requirement", beside: "the bare SQL", by: By::Cpu, most: 1.5 };

pub async fn round(server: &Server, table: &mut Table) {
    let worker = Worker::of(&server.state).await;
    let admin = server.admin;
    // three begin so in a name of three
    for (case, path) in [
        (EMPLOYEE, "/employees?scope=all&search=agn%20kow%20nguy"),
        (PERSON, "/people?search=agn%20kow%20nguy"),
        (REQUIREMENT, "/requirements?search=dialyse,%20p%C3%A5%20natt"),
    ] {
        worker.warm(admin, path).await;
        let ours = Taken::of(server, CALLS, async |_| drop(worker.get(admin, path).await)).await;
        let theirs = Taken::of(server, CALLS, async |_| bare(server, case.workload).await).await;
        table.add(server, case, ours, theirs, &format!("p99 ≤ {MOST} ms"));
    }
}

async fn bare(server: &Server, what: &str) {
    let tx = server.state.db.read().await.expect("a transaction");
    let words = "JOIN person_word w ON w.person_id = person.id WHERE w.word >= 'nguy' AND w.word < 'nguz' \
         AND EXISTS (SELECT 1 FROM person_word v WHERE v.person_id = person.id AND v.word >= 'agn' AND v.word < 'ago') \
         AND EXISTS (SELECT 1 FROM person_word v WHERE v.person_id = person.id AND v.word >= 'kow' AND v.word < 'kox')";
    let sql = if what == EMPLOYEE.workload {
        Sql::new(&format!(
            "SELECT p.id, p.sort_key, person.name, p.title, u.name, p.kind, p.starts_on FROM person \
             JOIN position p ON p.person_id = person.id AND p.state = 'open' JOIN org_unit u ON u.id = p.unit_id {words} \
             AND EXISTS (SELECT 1 FROM unit_member m WHERE m.sort_key = p.sort_key AND m.position_id = p.id \
             AND m.unit_id = (SELECT trust_id FROM position WHERE id = "
        ))
        .bind(server.admin.position)
        .push(")) ORDER BY p.sort_key, p.id LIMIT 51")
    } else if what == PERSON.workload {
        Sql::new(&format!(
            "SELECT person.id, person.name, p.title, u.name FROM person JOIN position p ON p.person_id = person.id \
             AND p.state = 'open' JOIN org_unit u ON u.id = p.unit_id {words} ORDER BY person.sort_key, person.id LIMIT 20"
        ))
    } else {
        Sql::new(
            "SELECT r.id, r.number, r.name, r.kind, r.level, r.content, r.validity_days, u.name FROM requirement r \
             JOIN org_unit u ON u.id = r.owner_unit_id WHERE r.archived_at IS NULL AND r.folded LIKE '%dialyse, på natt%' \
             ORDER BY r.sort_key, r.id LIMIT 51",
        )
    };
    read(&tx, sql).await;
    tx.rollback().await.expect("the end");
}
