//! FOL-4, FOL-5, FOL-8: requirements of a trust together, in every order, beside what it would be to count them and beside
//! a handler that reads one row; and person by person, the first page and one far in, beside a bare query of that page.

use std::cell::OnceCell;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use chrono::NaiveDate;
use kyndig_db::Sql;
use kyndig_domain::ids::UnitId;
use serde_json::{Value, json};
use uuid::Uuid;

use super::{
    overview::read,
    server::{ONE, Server, Who, Worker, sessions},
    table::{By, Case, Table, Taken},
};

/// Calls in an order: one that is held up must not make it the dearest.
const CALLS: usize = 40;
/// Calls of a page of rows, and of the bare query of it.
const PAGES: usize = 10;
const SORTS: [&str; 12] = [
    "name",
    "number",
    "people",
    "percent",
    "not_started",
    "started",
    "awaiting_signature",
    "rejected",
    "expiring",
    "expired",
    "deadline_near",
    "deadline_passed",
];

const SUMS: Case =
    Case { workload: "follow-up of a trust, 12 orders", beside: "GROUP BY of its standings", by: By::Cpu, most: 0.01 };
const HANDLER: Case = Case {
    workload: "follow-up of a trust, the dearest order",
    beside: "a handler that reads one row",
    by: By::Cpu,
    most: 5.0,
};
const WIDER: Case =
    Case { workload: "follow-up of the region, 12 orders", beside: "of a department", by: By::Cpu, most: 1.5 };

/// Rows in an order, narrowed or not; how the list is asked for, and the bare query of it.
struct Rows {
    first: Case,
    deep: Case,
    last: Case,
    query: &'static str,
    order: &'static str,
    condition: &'static str,
}

const BESIDE: &str = "the bare SQL";
const PAGE: i64 = 50;
/// Of a hundred: as far in by name, which in a trust's four million rows is beyond page 10,000.
const FAR: i64 = 65;

macro_rules! rows {
    ($name:literal, $query:literal, $order:literal, $condition:literal) => {
        Rows {
            first: Case { workload: concat!("rows ", $name, ", page 1"), beside: BESIDE, by: By::Cpu, most: 1.5 },
            deep: Case { workload: concat!("rows ", $name, ", far in"), beside: BESIDE, by: By::Cpu, most: 1.5 },
            last: Case {
                workload: concat!("rows ", $name, ", far in, once more"),
                beside: "page 1",
                by: By::Cpu,
                most: 1.2,
            },
            query: $query,
            order: $order,
            condition: $condition,
        }
    };
}

const BY_PERSON: &str = "m.sort_key, m.position_id, r.sort_key, r.id";
const LISTS: [Rows; 5] = [
    rows!("by person", "sort=person", "", ""),
    rows!("by person, expired", "sort=person&status=expired", "", " AND s.status = 'expired'"),
    rows!("by requirement", "sort=requirement", "r.sort_key, r.id, m.sort_key, m.position_id", ""),
    rows!("by status", "sort=status", "status", ""),
    rows!("by deadline", "sort=deadline", "deadline", ""),
];

impl Rows {
    /// As the bare query is ordered.
    fn ordered(&self) -> String {
        match self.order {
            "" => BY_PERSON.to_owned(),
            "status" => format!("{RANK}, {BY_PERSON}"),
            "deadline" => format!("COALESCE(s.deadline, '9999-12-31'), {BY_PERSON}"),
            other => other.to_owned(),
        }
    }
}

const RANK: &str = "CASE s.status WHEN 'not_started' THEN 0 WHEN 'started' THEN 1 WHEN 'awaiting_signature' THEN 2 \
     WHEN 'rejected' THEN 3 WHEN 'fulfilled' THEN 4 WHEN 'expiring' THEN 5 WHEN 'expired' THEN 6 END";

/// Whose follow-up is read, and where the pages far in begin.
pub struct Readers {
    trust: UnitId,
    /// Of about 150 positions.
    department: UnitId,
    region: Who,
    places: Vec<Place>,
}

/// The row that a page ended with.
struct Place {
    status: String,
    deadline: Option<NaiveDate>,
    person: String,
    position: Uuid,
    name: String,
    requirement: Uuid,
    /// What is sorted as a whole is clocked in the first round: it takes seconds.
    sorted: OnceCell<[Taken; 2]>,
}

impl Readers {
    pub async fn of(server: &Server) -> Self {
        let tx = server.state.db.read().await.expect("a transaction");
        let one = async |sql: &str| tx.value::<UnitId>(Sql::new(sql)).await.expect("a unit").expect("one at least");
        let department = one("SELECT m.unit_id FROM unit_member m JOIN org_unit u ON u.id = m.unit_id \
             AND u.kind = 'department' JOIN org_unit_closure c ON c.descendant_id = u.id JOIN org_unit t ON t.id = c.ancestor_id \
             AND t.kind = 'health_trust' AND t.name = (SELECT min(name) FROM org_unit WHERE kind = 'health_trust') \
             GROUP BY m.unit_id ORDER BY abs(count(*) - 150) LIMIT 1")
        .await;
        let sql = Sql::new("SELECT trust_id FROM position WHERE id = ").bind(server.admin.position);
        let trust = tx.value(sql).await.expect("a trust").expect("one");
        let mut places = Vec::new();
        for list in &LISTS {
            places.push(place(&tx, trust, list).await);
        }
        tx.rollback().await.expect("the end");
        let region = reader(server).await;
        Self { trust, department, region, places }
    }
}

/// Somebody with the role that sees all of a region.
async fn reader(server: &Server) -> Who {
    server
        .ask(async |work| {
            let sql = Sql::new("SELECT id FROM org_unit WHERE kind = 'region' LIMIT 1");
            let region: Option<UnitId> = work.tx.value(sql).await?;
            let region = region.expect("a region");
            let sql = Sql::new(
                "SELECT p.person_id, p.id FROM position p JOIN person ON person.id = p.person_id \
                 WHERE p.state = 'open' AND person.email = 'system.owner@example.org' LIMIT 1",
            );
            let row = work.tx.rows(sql).await?.remove(0);
            let who =
                Who { person: row.try_get_by_index(0)?, position: row.try_get_by_index(1)?, session: work.new_id() };
            sessions(work, &[who]).await?;
            let sql = Sql::new("SELECT 1 FROM role_grant WHERE role = 'trust_admin' AND unit_id = ").bind(region);
            if !work.tx.exists(sql.push(" AND position_id = ").bind(who.position)).await? {
                let row = [
                    work.new_id::<Uuid>().into(),
                    who.position.into(),
                    "trust_admin".into(),
                    region.into(),
                    work.now.into(),
                ];
                let sql = Sql::new("INSERT INTO role_grant (id, position_id, role, unit_id, granted_at) VALUES ");
                work.tx.execute(sql.rows([row])).await?;
            }
            Ok(who)
        })
        .await
}

/// All of a list, as far as its order.
fn bare(postgres: bool, trust: UnitId, list: &Rows) -> Sql {
    let text = "SELECT s.status, s.deadline, m.sort_key, m.position_id, r.sort_key, r.id, s.person_id, person.name, p.title, \
         u.id, u.name, r.name, r.number, a.id, s.performed_on, s.expires_on FROM unit_member m \
         JOIN position p ON p.id = m.position_id JOIN person ON person.id = p.person_id \
         JOIN org_unit u ON u.id = p.unit_id JOIN assignment a ON a.position_id = p.id AND a.active \
         JOIN plan_requirement pr ON pr.plan_id = a.plan_id AND pr.state = 'active' \
         JOIN standing s ON s.person_id = p.person_id AND s.requirement_id = pr.requirement_id \
         JOIN requirement r ON r.id = s.requirement_id WHERE m.unit_id = ";
    // SQLite would begin elsewhere, and takes a minute
    let text = if postgres { text.to_owned() } else { text.replace(" JOIN ", " CROSS JOIN ") };
    Sql::new(&text).bind(trust).push(list.condition)
}

/// A row in the middle of what somebody has who is far in by name, whom the list has rows of: to sort all there is, only to
/// count as far as a page, takes minutes.
async fn place(tx: &kyndig_db::Tx, trust: UnitId, list: &Rows) -> Place {
    let people = Sql::new("SELECT count(*) FROM unit_member WHERE unit_id = ").bind(trust);
    let people: i64 = tx.value(people).await.expect("a count").unwrap_or_default();
    let far = Sql::new("SELECT position_id FROM unit_member WHERE unit_id = ")
        .bind(trust)
        .push(" ORDER BY sort_key, position_id LIMIT 100 OFFSET ")
        .bind(people * FAR / 100);
    let mut rows = Vec::new();
    for position in tx.column::<Uuid>(far).await.expect("positions") {
        let sql = bare(tx.is_postgres(), trust, list).push(" AND m.position_id = ").bind(position);
        rows = tx.rows(sql.push(&format!(" ORDER BY {}", list.ordered()))).await.expect("rows");
        if !rows.is_empty() {
            break;
        }
    }
    let row = rows.swap_remove(rows.len() / 2);
    let read = "a column";
    Place {
        status: row.try_get_by_index(0).expect(read),
        deadline: row.try_get_by_index(1).expect(read),
        person: row.try_get_by_index(2).expect(read),
        position: row.try_get_by_index(3).expect(read),
        name: row.try_get_by_index(4).expect(read),
        requirement: row.try_get_by_index(5).expect(read),
        sorted: OnceCell::new(),
    }
}

impl Place {
    /// The first page's cursor, as it would be here.
    fn cursor(&self, first: &[u8]) -> String {
        let page: Value = serde_json::from_slice(first).expect("a page");
        let cursor = page["nextCursor"].as_str().expect("more than a page");
        let mut key: Value = serde_json::from_slice(&URL_SAFE_NO_PAD.decode(cursor).expect("a cursor")).expect("a key");
        key["status"] = json!(self.status);
        key["deadline"] = json!(self.deadline);
        key["person"] = json!(self.person);
        key["position"] = json!(self.position);
        key["name"] = json!(self.name);
        key["requirement"] = json!(self.requirement);
        URL_SAFE_NO_PAD.encode(key.to_string())
    }

    fn beyond(&self, sql: Sql, list: &Rows) -> Sql {
        let sql = if list.order.is_empty() {
            // a keyset as one writes it for an index that has no more of the order
            let sql = sql.push(" AND (m.sort_key, m.position_id) >= (").bind(self.person.as_str()).push(", ");
            sql.bind(self.position).push(")")
        } else {
            sql
        };
        let sql = sql.push(&format!(" AND ({}) > (", list.ordered()));
        let sql = match list.order {
            "status" => sql.push(&format!("{}, ", RANK.replace("s.status", &format!("'{}'", self.status)))),
            "deadline" => match self.deadline {
                Some(day) => sql.bind(day).push(", "),
                None => sql.push("'9999-12-31', "),
            },
            _ => sql,
        };
        let person = |sql: Sql| sql.bind(self.person.as_str()).push(", ").bind(self.position);
        let requirement = |sql: Sql| sql.bind(self.name.as_str()).push(", ").bind(self.requirement);
        let sql = if list.query.contains("sort=requirement") {
            person(requirement(sql).push(", "))
        } else {
            requirement(person(sql).push(", "))
        };
        sql.push(")")
    }
}

pub async fn round(server: &Server, readers: &Readers, table: &mut Table) {
    let worker = Worker::of(&server.state).await;
    together(server, &worker, readers, table).await;
    // to sort four million rows takes SQLite minutes, and says no more than on PostgreSQL
    let measured = |list: &Rows| server.is_postgres() || list.order.is_empty();
    for (list, place) in LISTS.iter().zip(&readers.places).filter(|(list, _)| measured(list)) {
        one_by_one(server, &worker, readers, list, place, table).await;
    }
}

async fn together(server: &Server, worker: &Worker, readers: &Readers, table: &mut Table) {
    let path =
        |sort: &str, unit: &str| format!("/follow-up/requirements?limit={PAGE}&sort={sort}&descending=true{unit}");
    let mut every = Taken::default();
    let mut dearest = Taken::default();
    for sort in SORTS {
        let path = path(sort, "");
        worker.warm(server.admin, &path).await;
        let one = Taken::of(server, CALLS, async |_| drop(worker.get(server.admin, &path).await)).await;
        dearest = dearest.or_dearer(one.clone());
        every = every.and(one);
    }
    worker.warm(server.admin, ONE).await;
    let counted = Taken::of(server, 1, async |_| grouped(server, readers.trust).await).await;
    table.add(server, SUMS, every, counted, "");
    let one = Taken::of(server, 2 * CALLS, async |_| drop(worker.get(server.admin, ONE).await)).await;
    table.add(server, HANDLER, dearest, one, "");

    let department = format!("&unit={}", readers.department.0);
    let (mut wide, mut narrow) = (Taken::default(), Taken::default());
    for sort in SORTS {
        let (all, some) = (path(sort, ""), path(sort, &department));
        worker.warm(readers.region, &all).await;
        worker.warm(server.admin, &some).await;
        wide = wide.and(Taken::of(server, CALLS, async |_| drop(worker.get(readers.region, &all).await)).await);
        narrow = narrow.and(Taken::of(server, CALLS, async |_| drop(worker.get(server.admin, &some).await)).await);
    }
    table.add(server, WIDER, wide, narrow, "150 positions");
}

/// What the list would be without counters.
async fn grouped(server: &Server, trust: UnitId) {
    let tx = server.state.db.read().await.expect("a transaction");
    let sql = Sql::new(
        "SELECT requirement_id, status, count(*) FROM (SELECT DISTINCT s.person_id, s.requirement_id, s.status \
         FROM unit_member m JOIN assignment a ON a.position_id = m.position_id AND a.active \
         JOIN plan_requirement pr ON pr.plan_id = a.plan_id AND pr.state = 'active' \
         JOIN standing s ON s.person_id = a.person_id AND s.requirement_id = pr.requirement_id WHERE m.unit_id = ",
    );
    read(&tx, sql.bind(trust).push(") facts GROUP BY requirement_id, status")).await;
    tx.rollback().await.expect("the end");
}

async fn one_by_one(
    server: &Server,
    worker: &Worker,
    readers: &Readers,
    list: &Rows,
    place: &Place,
    table: &mut Table,
) {
    let path = format!("/follow-up/standings?limit={PAGE}&{}", list.query);
    let first = worker.get(server.admin, &path).await;
    let far = format!("{path}&cursor={}", place.cursor(&first));
    let at_once =
        bare(server.is_postgres(), readers.trust, list).push(&format!(" ORDER BY {} LIMIT 51", list.ordered()));
    let beyond = place
        .beyond(bare(server.is_postgres(), readers.trust, list), list)
        .push(&format!(" ORDER BY {} LIMIT 51", list.ordered()));
    let near = Taken::of(server, PAGES, async |_| drop(worker.get(server.admin, &path).await)).await;
    let deep = Taken::of(server, PAGES, async |_| drop(worker.get(server.admin, &far).await)).await;
    let clocked = async |calls: usize| {
        let near = Taken::of(server, calls, async |_| query(server, &at_once).await).await;
        [near, Taken::of(server, calls, async |_| query(server, &beyond).await).await]
    };
    let [bare_near, bare_deep] = match place.sorted.get() {
        Some(taken) => taken.clone(),
        None if list.order.is_empty() => clocked(PAGES).await,
        None => {
            let taken = clocked(1).await;
            place.sorted.get_or_init(|| taken).clone()
        }
    };
    let note = format!("{FAR} % of the names in");
    table.add(server, list.first, near.clone(), bare_near, "");
    table.add(server, list.deep, deep.clone(), bare_deep, &note);
    table.add(server, list.last, deep, near, &note);
}

async fn query(server: &Server, sql: &Sql) {
    let tx = server.state.db.read().await.expect("a transaction");
    read(&tx, sql.clone()).await;
    tx.rollback().await.expect("the end");
}
