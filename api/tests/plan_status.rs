//! FOL-2: how a plan stands with everybody who has it.

use std::io::Cursor;

use actix_web::http::Method;
use calamine::{Data, Reader, Xlsx};
use kyndig_contract::{
    assignment::Progress,
    page::Page,
    plan_status::{PlanInUse, PlanStatusPage, PlanStatusRow, goals},
};
use kyndig_db::Sql;
use kyndig_domain::{
    ids::{GoalId, PlanId, PlanRequirementId, RequirementId},
    plan::PlanRequirementState,
    role::Role,
    standing::Status,
};
use rstest::rstest;
use serde_json::json;

use crate::loan::{morning, to};
use crate::support::{
    Client, On, Someone, TestApp, World, content, grant,
    plans::insert,
    position, someone,
    writing::{has_plan, stands},
};

async fn status(client: &Client<'_>, plan: PlanId, query: &str) -> PlanStatusPage {
    client.get(&format!("/plan-status/{plan}{query}")).await.expect(200).read_as()
}

async fn in_use(client: &Client<'_>, query: &str) -> Vec<(String, i64)> {
    let plans: Page<PlanInUse> = client.get(&format!("/plan-status{query}")).await.expect(200).read_as();
    plans.items.into_iter().map(|plan| (plan.name, plan.employees)).collect()
}

fn names(status: &PlanStatusPage) -> Vec<&str> {
    status.items.iter().map(|row| row.name.as_str()).collect()
}

fn of<'a>(status: &'a PlanStatusPage, name: &str) -> &'a PlanStatusRow {
    status.items.iter().find(|row| row.name == name).unwrap_or_else(|| panic!("{name}: {status:?}"))
}

/// A plan of the trust with these requirements, which these have.
async fn plan_for(
    app: &TestApp,
    world: &World,
    name: &str,
    requirements: &[&str],
    having: &[Someone],
) -> (PlanId, Vec<RequirementId>) {
    let some: Vec<_> = requirements.iter().map(|name| (*name, false, None)).collect();
    let made = app
        .system(async |work| Ok(content::plan_with(work, world.trust_a, world.admin.person, name, &some).await))
        .await;
    for one in having {
        has_plan(app, *one, made.0.id).await;
    }
    (made.0.id, made.1)
}

/// Proves FOL-2, FUL-1, FUL-2, DLN-1: everybody who has the plan by name, its requirements in its order, and in each cell how
/// the one stands on the other, in this plan; as many per cent as the plan itself says.
#[rstest]
#[actix_web::test]
async fn a_cell_says_how_one_stands(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(app) = TestApp::start(on).await else { return };
    let world = app.world().await;
    let mona = app.sign_in(world.mona.person, world.mona.position).await;
    let requirements = ["Brann", "Hygiene", "Fall", "Seng", "Blod", "Pumpe", "HLR", "Smitte"];
    let having = [world.per, world.ida];
    let (plan, ids) = plan_for(&app, &world, "Ny sykepleier", &requirements, &having).await;
    let (other, _) = plan_for(&app, &world, "Annen plan", &["Noe annet"], &having).await;
    let shared = app
        .system(async |work| {
            let plan = content::plan(work, world.trust_a, world.admin.person, "Deler et krav").await;
            let state = PlanRequirementState::Active;
            content::take_in(work, plan, world.admin.person, ids[7], state, None).await;
            // what is only proposed is nobody's
            let more = content::requirement(work, world.trust_a, world.admin.person, "Foreslått", false, None).await;
            content::take_in(work, plan, world.admin.person, more, PlanRequirementState::Inactive, None).await;
            Ok(plan.id)
        })
        .await;
    has_plan(&app, world.ida, shared).await;
    for (requirement, status) in ids.iter().zip([
        "not_started",
        "started",
        "awaiting_signature",
        "rejected",
        "fulfilled",
        "expiring",
        "expired",
        "fulfilled",
    ]) {
        stands(&app, world.ida, *requirement, status, None).await;
    }
    let ida = app.sign_in(world.ida.person, world.ida.position).await;
    let seen = status(&mona, plan, "").await;
    let assignment = of(&seen, "Ida Nilsen").assignment_id;
    let mark = format!("/assignments/{assignment}/requirements/{}/not-relevant", ids[7]);
    ida.put(&mark, json!({"comment": "Ikke hos oss."})).await.expect(200);
    let deadline = format!("/people/{}/standings/{}", world.ida.person, ids[1]);
    let version = mona.get(&deadline).await.version();
    let due = json!({"deadline": "2026-12-01"});
    mona.put_if(&format!("{deadline}/deadline"), version, due).await.expect(200);

    let seen = status(&mona, plan, "").await;
    assert_eq!((seen.plan.name.as_str(), seen.plan.employees), ("Ny sykepleier", 2));
    assert_eq!(names(&seen), ["Ida Nilsen", "Per Ås"]);
    assert_eq!(seen.columns().map(|column| column.name.as_str()).collect::<Vec<_>>(), requirements);
    assert_eq!(seen.groups.len(), 1);
    let row = of(&seen, "Ida Nilsen");
    let stood: Vec<_> = (0..8).map(|column| row.status(column).expect("a status")).collect();
    let expected = [
        Status::NotStarted,
        Status::Started,
        Status::AwaitingSignature,
        Status::Rejected,
        Status::Fulfilled,
        Status::Expiring,
        Status::Expired,
        Status::NotRelevant,
    ];
    assert_eq!(stood, expected);
    assert_eq!((row.position_id, row.person_id), (world.ida.position, world.ida.person));
    let due = row.dates(1).and_then(|dates| dates.deadline).map(|day| day.to_string());
    assert_eq!(due.as_deref(), Some("2026-12-01"));
    let itself = mona.get(&format!("/assignments/{assignment}")).await.expect(200).json();
    let counts: kyndig_contract::count::StatusCounts =
        serde_json::from_value(itself["counts"].clone()).expect("counts");
    assert_eq!((row.percent, row.percent), (37, counts.percent()));
    assert_eq!((of(&seen, "Per Ås").statuses.as_str(), of(&seen, "Per Ås").percent), ("nnnnnnnn", 0));
    // not relevant in the one plan, and fulfilled in the other
    assert_eq!(status(&mona, shared, "").await.items[0].statuses, "f");
    assert_eq!(status(&mona, other, "").await.items[0].statuses, "n");
}

/// Proves FOL-2, ACC-5: within one's reach alone: another unit's employee is not there, and a plan that nobody in
/// reach has is no plan; the list counts as the table does.
#[rstest]
#[actix_web::test]
async fn within_reach(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(app) = TestApp::start(on).await else { return };
    let world = app.world().await;
    let [mona, siri, ola, admin, ida] = [world.mona, world.siri, world.ola, world.admin, world.ida];
    let mona = app.sign_in(mona.person, mona.position).await;
    let siri = app.sign_in(siri.person, siri.position).await;
    let ola = app.sign_in(ola.person, ola.position).await;
    let admin = app.sign_in(admin.person, admin.position).await;
    let ida = app.sign_in(ida.person, ida.position).await;
    let having = [world.ida, world.per, world.nils];
    let (plan, _) = plan_for(&app, &world, "Brann", &["Slukke"], &having).await;
    let (wards, _) = plan_for(&app, &world, "Ærlighet", &["Si det"], &[world.per]).await;
    assert_eq!(names(&status(&mona, plan, "").await), ["Ida Nilsen", "Per Ås"]);
    assert_eq!(names(&status(&siri, plan, "").await), ["Nils Ødegård"]);
    assert_eq!(names(&status(&admin, plan, "").await), ["Ida Nilsen", "Nils Ødegård", "Per Ås"]);
    siri.get(&format!("/plan-status/{wards}")).await.expect_problem(404, "not_found");
    ola.get(&format!("/plan-status/{plan}")).await.expect_problem(404, "not_found");
    let brann = ("Brann".to_owned(), 2);
    assert_eq!(in_use(&mona, "").await, [brann.clone(), ("Ærlighet".to_owned(), 1)]);
    assert_eq!(in_use(&mona, "?search=rAn").await, [brann]);
    assert_eq!(in_use(&siri, "").await, [("Brann".to_owned(), 1)]);
    assert_eq!(in_use(&admin, "").await, [("Brann".to_owned(), 3), ("Ærlighet".to_owned(), 1)]);
    assert!(in_use(&ola, "").await.is_empty());
    ida.get("/plan-status").await.expect_problem(403, "forbidden");
    ida.get(&format!("/plan-status/{plan}")).await.expect_problem(403, "forbidden");

    // whom one both manages and has a role for stands once
    app.system(async |work| {
        grant(work, world.mona.position, Role::SubjectLeadB, Some(world.clinic)).await;
        Ok(())
    })
    .await;
    assert_eq!(names(&status(&mona, plan, "").await), ["Ida Nilsen", "Nils Ødegård", "Per Ås"]);
    assert_eq!(in_use(&mona, "?search=brann").await, [("Brann".to_owned(), 3)]);
}

/// Proves FOL-2, ASG-4, ASG-5, LOA-6: on each position that has it, with one standing; not where it was deactivated, on a
/// position that is closed, or when the plan is archived.
#[rstest]
#[actix_web::test]
async fn each_position_that_has_it(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(app) = TestApp::start(on).await else { return };
    let world = app.world().await;
    let mona = app.sign_in(world.mona.person, world.mona.position).await;
    let admin = app.sign_in(world.admin.person, world.admin.position).await;
    let having = [world.ida, world.per];
    let (plan, ids) = plan_for(&app, &world, "Brann", &["Slukke"], &having).await;
    let second = app
        .system(async |work| {
            let second = position(work, world.ida.person, world.trust_a, world.sibling, Some(world.siri.person)).await;
            Ok(Someone { position: second, ..world.ida })
        })
        .await;
    has_plan(&app, second, plan).await;
    stands(&app, world.ida, ids[0], "fulfilled", Some("2026-11-01")).await;
    let seen = status(&admin, plan, "").await;
    assert_eq!(names(&seen), ["Ida Nilsen", "Ida Nilsen", "Per Ås"]);
    assert_eq!(seen.items.iter().map(|row| row.statuses.as_str()).collect::<Vec<_>>(), ["f", "f", "n"]);
    assert_ne!(seen.items[0].unit, seen.items[1].unit);
    assert_ne!(seen.items[0].assignment_id, seen.items[1].assignment_id);
    // the manager of the one position sees that one
    assert_eq!(names(&status(&mona, plan, "").await), ["Ida Nilsen", "Per Ås"]);

    let path = format!("/assignments/{}/deactivate", of(&status(&mona, plan, "").await, "Per Ås").assignment_id);
    mona.post(&path, json!(null)).await.expect(200);
    assert_eq!(names(&status(&mona, plan, "").await), ["Ida Nilsen"]);
    app.system(async |work| {
        let sql = Sql::new("UPDATE position SET state = 'closed' WHERE id = ").bind(world.ida.position);
        work.tx.execute(sql).await?;
        let sql = Sql::new("DELETE FROM unit_member WHERE position_id = ").bind(world.ida.position);
        Ok(work.tx.execute(sql).await?)
    })
    .await;
    assert_eq!(status(&admin, plan, "").await.plan.employees, 1);
    // per, and the one who is left, are nobody's employees by this plan any more
    mona.get(&format!("/plan-status/{plan}")).await.expect_problem(404, "not_found");
    app.system(async |work| {
        let sql = Sql::new("UPDATE plan SET archived_at = ").bind(work.now).push(" WHERE id = ").bind(plan);
        Ok(work.tx.execute(sql).await?)
    })
    .await;
    admin.get(&format!("/plan-status/{plan}")).await.expect_problem(404, "not_found");
    assert!(in_use(&admin, "").await.is_empty());
}

/// Proves FOL-2, LOA-5: on loan one has the plans of each place there, and each manager sees those.
#[rstest]
#[actix_web::test]
async fn on_loan(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(app) = TestApp::start(on).await else { return };
    let world = app.world().await;
    let mona = app.sign_in(world.mona.person, world.mona.position).await;
    let siri = app.sign_in(world.siri.person, world.siri.position).await;
    let (at_home, _) = plan_for(&app, &world, "Hjemme", &["Seng"], &[world.ida]).await;
    let lend = to(world.sibling, "2026-11-22", None);
    mona.post(&format!("/employees/{}/loans", world.ida.position), lend).await.expect(201);
    morning(&app, "2026-11-22").await;
    let there = app
        .system(async |work| {
            let sql = Sql::new("SELECT id FROM position WHERE kind = 'loan' AND state = 'open' AND person_id = ");
            Ok(work.tx.value(sql.bind(world.ida.person)).await?.expect("a position on loan"))
        })
        .await;
    let (borrowed, _) = plan_for(&app, &world, "Ute", &["Pumpe"], &[Someone { position: there, ..world.ida }]).await;
    for (who, plan, availability) in [(&mona, at_home, "lent_out"), (&siri, borrowed, "borrowed")] {
        let seen = who.get(&format!("/plan-status/{plan}")).await.expect(200).json();
        assert_eq!(
            (&seen["items"][0]["name"], &seen["items"][0]["availability"]),
            (&json!("Ida Nilsen"), &json!(availability))
        );
    }
    mona.get(&format!("/plan-status/{borrowed}")).await.expect_problem(404, "not_found");
    siri.get(&format!("/plan-status/{at_home}")).await.expect_problem(404, "not_found");
}

/// Proves FOL-2, FUL-8: n of N, of what is done several times.
#[rstest]
#[actix_web::test]
async fn repetitions(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(app) = TestApp::start(on).await else { return };
    let world = app.world().await;
    let mona = app.sign_in(world.mona.person, world.mona.position).await;
    let ida = app.sign_in(world.ida.person, world.ida.position).await;
    let (plan, ids) = app
        .system(async |work| {
            let plan = content::plan(work, world.trust_a, world.admin.person, "Blod").await;
            let mut ids = Vec::new();
            for (name, times) in [("Prøve", json!(null)), ("Kanyle", json!(5)), ("Kateter", json!(2))] {
                let says = json!({"repetitions": times});
                let id = content::published(work, world.trust_a, world.admin.person, name, says).await;
                content::take_in(work, plan, world.admin.person, id, PlanRequirementState::Active, None).await;
                ids.push(id);
            }
            Ok((plan.id, ids))
        })
        .await;
    has_plan(&app, world.ida, plan).await;
    for (requirement, times) in [(ids[1], 3), (ids[2], 2)] {
        for _ in 0..times {
            let path = format!("/people/{}/standings/{requirement}", world.ida.person);
            let version = ida.get(&path).await.version();
            let done = json!({"performedOn": "2026-11-20"});
            ida.post_if(&format!("{path}/repetitions"), version, done).await.expect(200);
        }
    }
    let seen = status(&mona, plan, "").await;
    assert_eq!(seen.columns().map(|column| column.repetitions).collect::<Vec<_>>(), [None, Some(5), Some(2)]);
    assert_eq!((seen.items[0].statuses.as_str(), &seen.items[0].repetitions[..]), ("nsf", &[3, 2][..]));
    let rows = sheet(&app, &mona, &format!("/plan-status/{plan}?view=repetitions")).await;
    assert_eq!(text(&rows[0][4..]), ["Kanyle (av 5)", "Kateter (av 2)"]);
    assert_eq!(rows[1][4..], [Data::Float(3.0), Data::Float(2.0)]);
}

/// A goal plan of two goals that share an activity.
async fn goal_plan(app: &TestApp, world: &World) -> (PlanId, [RequirementId; 2]) {
    app.system(async |work| {
        let plan = content::plan(work, world.trust_a, world.admin.person, "LIS").await;
        let sql = Sql::new("UPDATE plan SET kind = 'learning_goals' WHERE id = ").bind(plan.id);
        work.tx.execute(sql).await?;
        let mut ids = Vec::new();
        for name in ["Felles kurs", "Refleksjon"] {
            ids.push(content::requirement(work, world.trust_a, world.admin.person, name, false, None).await);
        }
        for (ordinal, held) in [(1, &ids[..1]), (2, &ids[..])] {
            let goal: GoalId = work.new_id();
            let columns = [
                ("id", goal.into()),
                ("plan_id", plan.id.into()),
                ("section_id", plan.section.into()),
                ("code", format!("FKM-0{ordinal}").into()),
                ("name", "Mål".into()),
                ("description", "".into()),
                ("ordinal", ordinal.into()),
            ];
            insert(work, "goal", &columns).await;
            for (place, requirement) in held.iter().enumerate() {
                let columns = [
                    ("id", work.new_id::<PlanRequirementId>().into()),
                    ("plan_id", plan.id.into()),
                    ("section_id", plan.section.into()),
                    ("goal_id", goal.into()),
                    ("requirement_id", (*requirement).into()),
                    ("ordinal", i32::try_from(place).expect("a place").into()),
                    ("state", "active".into()),
                    ("added_at", work.now.into()),
                    ("added_by", world.admin.person.into()),
                ];
                insert(work, "plan_requirement", &columns).await;
            }
        }
        Ok((plan.id, [ids[0], ids[1]]))
    })
    .await
}

/// Proves FOL-2, PLN-2: a goal is as far as what serves it; what serves two goals stands in both, and counts once.
#[rstest]
#[actix_web::test]
async fn goals_of_a_goal_plan(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(app) = TestApp::start(on).await else { return };
    let world = app.world().await;
    let mona = app.sign_in(world.mona.person, world.mona.position).await;
    let (plan, [shared, _]) = goal_plan(&app, &world).await;
    has_plan(&app, world.ida, plan).await;
    has_plan(&app, world.per, plan).await;
    stands(&app, world.ida, shared, "fulfilled", Some("2026-11-01")).await;
    let seen = status(&mona, plan, "").await;
    let row = of(&seen, "Ida Nilsen");
    assert_eq!((row.statuses.as_str(), row.percent), ("ffn", 50));
    let far = |row: &PlanStatusRow| -> Vec<_> {
        goals(&seen.groups).map(|(name, columns)| (name.to_owned(), row.progress(columns))).collect()
    };
    let [first, second] = ["FKM-01 Mål", "FKM-02 Mål"].map(ToOwned::to_owned);
    let per = far(of(&seen, "Per Ås"));
    assert_eq!(far(row), [(first.clone(), Progress::Completed), (second.clone(), Progress::Started)]);
    assert_eq!(per, [(first, Progress::NotStarted), (second, Progress::NotStarted)]);
    let rows = sheet(&app, &mona, &format!("/plan-status/{plan}?view=goals")).await;
    assert_eq!(text(&rows[0][4..]), ["FKM-01 Mål", "FKM-02 Mål"]);
    assert_eq!(text(&rows[1][4..]), ["Fullført", "Påbegynt"]);
}

/// Proves FOL-2: page by page, everybody once, in as many statements whatever they are.
#[rstest]
#[actix_web::test]
async fn page_by_page(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(app) = TestApp::start(on).await else { return };
    let world = app.world().await;
    let mut having = Vec::new();
    for number in 0..7 {
        let name = format!("Line Lie {number}");
        let manager = Some(world.mona.person);
        having.push(app.system(async |work| Ok(someone(work, &name, world.trust_a, world.ward, manager).await)).await);
    }
    let (plan, _) = plan_for(&app, &world, "Brann", &["Slukke", "Varsle", "Redde"], &having).await;
    let mona = app.sign_in(world.mona.person, world.mona.position).await;
    let admin = app.sign_in(world.admin.person, world.admin.position).await;
    for client in [&mona, &admin] {
        let (mut seen, mut cursor, mut taken) = (Vec::new(), String::new(), Vec::new());
        loop {
            let before = app.state.db.statements();
            let page = status(client, plan, &format!("?limit=3{cursor}")).await;
            taken.push(app.state.db.statements() - before);
            seen.extend(page.items.iter().map(|row| row.name.clone()));
            let Some(next) = page.next_cursor else { break };
            cursor = format!("&cursor={next}");
        }
        assert_eq!(seen, (0..7).map(|number| format!("Line Lie {number}")).collect::<Vec<_>>());
        assert!(taken.iter().all(|one| *one == taken[0]), "{taken:?}");
        let before = app.state.db.statements();
        assert_eq!(status(client, plan, "?limit=100").await.items.len(), 7);
        assert_eq!(app.state.db.statements() - before, taken[0]);
    }
}

async fn sheet(app: &TestApp, client: &Client<'_>, path: &str) -> Vec<Vec<Data>> {
    let accept = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    let answer = app.send(client.request(Method::GET, path).insert_header(("accept", accept))).await.expect(200);
    let named = answer.headers.get("content-disposition").expect("a name").to_str().expect("a text").to_owned();
    assert!(named.contains("Status planer"), "{named}");
    let mut book = Xlsx::new(Cursor::new(answer.body)).expect("a workbook");
    let name = book.sheet_names()[0].clone();
    book.worksheet_range(&name).expect("a sheet").rows().map(<[Data]>::to_vec).collect()
}

fn text(cells: &[Data]) -> Vec<String> {
    cells.iter().map(ToString::to_string).collect()
}

/// Proves FOL-2, REP-6: the file says what the screen says, in words, with numbers that are numbers; in CSV too.
#[rstest]
#[actix_web::test]
async fn it_goes_out_in_words(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(app) = TestApp::start(on).await else { return };
    let world = app.world().await;
    let mona = app.sign_in(world.mona.person, world.mona.position).await;
    let siri = app.sign_in(world.siri.person, world.siri.position).await;
    let having = [world.ida, world.per, world.nils];
    let (plan, ids) = plan_for(&app, &world, "Sår", &["=Ærlig", "Øve"], &having).await;
    stands(&app, world.per, ids[0], "rejected", None).await;
    let standing = format!("/people/{}/standings/{}", world.per.person, ids[1]);
    let version = mona.get(&standing).await.version();
    let due = json!({"deadline": "2026-12-01"});
    mona.put_if(&format!("{standing}/deadline"), version, due).await.expect(200);
    let path = format!("/plan-status/{plan}");
    let rows = sheet(&app, &mona, &path).await;
    assert_eq!(text(&rows[0]), ["Navn", "Stilling", "Enhet", "Innfridd", "=Ærlig", "Øve"]);
    assert_eq!(rows.len(), 3, "nobody of another ward");
    assert_eq!(text(&rows[2][4..]), ["Avvist", "Ikke påbegynt, frist 01.12.2026"]);
    assert_eq!((rows[1][0].to_string(), &rows[1][3]), ("Ida Nilsen".to_owned(), &Data::Float(0.0)));
    let csv = mona.request(Method::GET, &format!("{path}?columns=name")).insert_header(("accept", "text/csv"));
    let csv = String::from_utf8(app.send(csv).await.expect(200).body).expect("a text");
    let lines: Vec<_> = csv.trim_start_matches('\u{feff}').lines().collect();
    assert_eq!(lines[..2], [r#""Navn";"'=Ærlig";"Øve""#, r#""Ida Nilsen";"Ikke påbegynt";"Ikke påbegynt""#]);
    assert_eq!(sheet(&app, &siri, &path).await.len(), 2);
    let ola = app.sign_in(world.ola.person, world.ola.position).await;
    let hidden = ola.request(Method::GET, &path).insert_header(("accept", "text/csv"));
    app.send(hidden).await.expect_problem(404, "not_found");
    // a day is written as in the language that is read
    mona.put("/my/settings", json!({"language": "en"})).await.expect(200);
    let csv = mona.request(Method::GET, &path).insert_header(("accept", "text/csv"));
    let csv = String::from_utf8(app.send(csv).await.expect(200).body).expect("a text");
    assert!(csv.contains(", deadline 1 Dec 2026\"") && !csv.contains("01.12.2026"), "{csv}");
}
