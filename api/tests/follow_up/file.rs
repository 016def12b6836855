//! The rows person by person as a file, which is read in a way of its own: they are those of the list.

use actix_web::http::Method;
use kyndig_contract::{employee::EmployeeSummary, follow_up::FollowedStanding, page::Page};
use kyndig_db::Sql;
use kyndig_domain::ids::{AssignmentId, PersonId, PlanId, PositionId, RequirementId};
use rstest::rstest;

use super::{Scene, in_days, is, people, scene};
use crate::support::{Client, On, Someone, TestApp, World, writing::has_plan};

const COLUMNS: &str = "person,title,unit,number,requirement,performed_on,expires_on,deadline";

/// All pages of the list, as the file has its rows.
async fn listed(client: &Client<'_>, query: &str) -> Vec<String> {
    let (mut rows, mut cursor) = (Vec::new(), String::new());
    loop {
        let path = format!("/follow-up/standings?limit=100{query}{cursor}");
        let page = client.get(&path).await.expect(200).read_as::<Page<FollowedStanding>>();
        rows.extend(page.items.into_iter().map(|row| {
            let day = |day: Option<chrono::NaiveDate>| day.map(|day| day.to_string()).unwrap_or_default();
            let [performed, expires, deadline] = [row.performed_on, row.expires_on, row.deadline].map(day);
            let (number, name) = (row.number.clone(), &row.requirement_name);
            line(&[&row.person.name, &row.title, &row.unit.name, &number, name, &performed, &expires, &deadline])
        }));
        let Some(next) = page.next_cursor else { return rows };
        cursor = format!("&cursor={next}");
    }
}

/// A row of the file: every field is quoted.
fn line(fields: &[&str]) -> String {
    fields.iter().map(|field| format!("\"{}\"", field.replace('"', "\"\""))).collect::<Vec<_>>().join(";")
}

async fn file(app: &TestApp, client: &Client<'_>, query: &str) -> Vec<String> {
    let path = format!("/follow-up/standings?columns={COLUMNS}{query}");
    let answer = app.send(client.request(Method::GET, &path).insert_header(("accept", "text/csv"))).await.expect(200);
    let text = String::from_utf8(answer.body).expect("UTF-8");
    text.lines().skip(1).map(ToOwned::to_owned).collect()
}

async fn change(app: &TestApp, sql: Sql) {
    let changed = app.system(async |work| Ok(work.tx.execute(sql.clone()).await?)).await;
    assert!(changed > 0, "{sql:?}");
}

/// FUL-12, past its rules: a requirement, or the section it stands in.
async fn not_relevant(app: &TestApp, who: PersonId, plan: PlanId, what: RequirementId, whole_section: bool) {
    let subject = if whole_section { "pr.section_id" } else { "pr.requirement_id" };
    let sql = Sql::new(&format!(
        "INSERT INTO not_relevant (person_id, plan_id, subject_id, comment, marked_at, marked_by) \
         SELECT p.id, pr.plan_id, {subject}, '', p.created_at, p.id FROM person p, plan_requirement pr WHERE p.id = "
    ));
    let sql = sql.bind(who).push(" AND pr.plan_id = ").bind(plan).push(" AND pr.requirement_id = ").bind(what);
    change(app, sql).await;
}

/// Proves REP-6, FOL-5: the file has the rows of the list, and all of them: by every filter, for everybody who sees some;
/// those of several positions once, where the list has them, and none of what is not relevant, not active, or not theirs.
#[rstest]
#[actix_web::test]
async fn a_file_has_the_rows_of_the_list(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(app) = TestApp::start(on).await else { return };
    let Scene { world, one, two, brann, hlr, smitte, ida_too } = scene(&app).await;
    let names = ["Anne Berg", "Bo Berg", "Anne Lie", "Åse Dal", "Carl Dal", "Bo Ås"];
    let here = people(&app, &world, world.ward, Some(world.mona.person), &names).await;
    let there = people(&app, &world, world.sibling, None, &["Dina \"Foss\"; =1+1", "Eva Foss"]).await;
    for (at, who) in here.iter().enumerate() {
        has_plan(&app, *who, one).await;
        if at % 2 == 0 {
            has_plan(&app, *who, two).await;
        }
    }
    has_plan(&app, there[0], two).await;
    has_plan(&app, there[1], one).await;
    let statuses = ["fulfilled", "started", "rejected", "expired", "awaiting_signature"];
    for (at, who) in here.iter().enumerate() {
        is(&app, who.person, brann, statuses[at % 5], Some(in_days(&app, i64::try_from(at).expect("days") * 9 - 3)))
            .await;
    }
    is(&app, world.ida.person, hlr, "expired", Some(in_days(&app, -1))).await;
    let sections = [(here[0], one, hlr, false), (here[2], two, smitte, true), (here[4], two, hlr, false)];
    for (who, plan, what, whole) in sections {
        not_relevant(&app, who.person, plan, what, whole).await;
    }
    // to whom it is not relevant where they stand first has it on the other position
    not_relevant(&app, ida_too.person, one, hlr, false).await;
    change(&app, Sql::new("UPDATE assignment SET active = FALSE WHERE position_id = ").bind(here[1].position)).await;
    change(
        &app,
        Sql::new("UPDATE plan_requirement SET state = 'inactive' WHERE plan_id = ")
            .bind(two)
            .push(" AND requirement_id = ")
            .bind(smitte),
    )
    .await;
    let admin = app.sign_in(world.admin.person, world.admin.position).await;
    let mona = app.sign_in(world.mona.person, world.mona.position).await;
    let siri = app.sign_in(world.siri.person, world.siri.position).await;
    let mut most = 0;
    for client in [&admin, &mona, &siri] {
        for sort in ["", "&descending=true", "&sort=requirement", "&sort=status&descending=true", "&sort=deadline"] {
            for filter in [
                "",
                "&person=anne",
                "&requirement=r",
                "&status=expired,started",
                "&deadline=near",
                "&deadline=passed&status=rejected",
                "&scope=mine",
                &format!("&requirementId={hlr}"),
                &format!("&unit={}", world.sibling),
            ] {
                let query = format!("{filter}{sort}");
                let expected = listed(client, &query).await;
                let found = file(&app, client, &query).await;
                assert_eq!(found, expected, "{query}");
                most = most.max(found.len());
            }
        }
    }
    assert!(most >= 12, "{most}");
}

/// More people than are read at once, with a plan; some with two of the same name.
async fn many(app: &TestApp, world: &World, plan: PlanId, numbers: std::ops::Range<usize>) {
    app.system(async |work| {
        let new = numbers.clone().map(|number| {
            let name = format!("Nr {:04}", number / 2);
            (Someone { person: work.new_id::<PersonId>(), position: work.new_id::<PositionId>() }, name)
        });
        let new: Vec<_> = new.collect();
        let rows = new.iter().map(|(who, name)| {
            let id = who.person;
            let (given, family) = name.split_once(' ').expect("two names");
            let key = name.to_lowercase();
            [
                id.into(),
                id.to_string().into(),
                given.into(),
                family.into(),
                name.as_str().into(),
                key.as_str().into(),
                key.as_str().into(),
                work.now.into(),
            ]
        });
        let sql = Sql::new(
            "INSERT INTO person (id, external_id, given_name, family_name, name, folded, sort_key, created_at) VALUES ",
        );
        work.tx.execute(sql.rows(rows)).await?;
        let today = work.today;
        let rows = new.iter().map(|(who, name)| {
            let (id, key) = (who.position, name.to_lowercase());
            let cost_centre = id.to_string();
            [
                id.into(),
                who.person.into(),
                world.trust_a.into(),
                cost_centre.into(),
                world.ward.into(),
                key.into(),
                today.into(),
                "employment".into(),
                "Sykepleier".into(),
                "open".into(),
            ]
        });
        let sql = Sql::new(
            "INSERT INTO position (id, person_id, trust_id, cost_centre, unit_id, sort_key, starts_on, kind, title, state) \
             VALUES ",
        );
        work.tx.execute(sql.rows(rows)).await?;
        let members = Sql::new(
            "INSERT INTO unit_member (unit_id, sort_key, position_id) SELECT c.ancestor_id, p.sort_key, p.id \
             FROM position p JOIN org_unit_closure c ON c.descendant_id = p.unit_id \
             WHERE NOT EXISTS (SELECT 1 FROM unit_member m WHERE m.position_id = p.id)",
        );
        work.tx.execute(members).await?;
        let rows = new.iter().map(|(who, _)| {
            let id: AssignmentId = work.new_id();
            [id.into(), plan.into(), who.position.into(), who.person.into(), true.into(), work.now.into()]
        });
        let sql = Sql::new("INSERT INTO assignment (id, plan_id, position_id, person_id, active, assigned_at) VALUES ");
        work.tx.execute(sql.rows(rows)).await?;
        let standings = Sql::new(
            "INSERT INTO standing (person_id, requirement_id, status, changed_at) \
             SELECT a.person_id, pr.requirement_id, 'started', a.assigned_at FROM assignment a \
             JOIN plan_requirement pr ON pr.plan_id = a.plan_id WHERE NOT EXISTS (SELECT 1 FROM standing s \
             WHERE s.person_id = a.person_id AND s.requirement_id = pr.requirement_id)",
        );
        work.tx.execute(standings).await?;
        kyndig_gate::counters::hold(work).await?;
        kyndig_gate::counters::rebuild(work).await
    })
    .await;
}

/// Proves REP-6: where one piece ends the next begins, and each takes the same few statements, whoever is in it.
#[rstest]
#[actix_web::test]
async fn piece_after_piece(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(app) = TestApp::start(on).await else { return };
    let Scene { world, one, .. } = scene(&app).await;
    let admin = app.sign_in(world.admin.person, world.admin.position).await;
    let (mut statements, mut made) = (Vec::new(), 0);
    // one piece, then two, then three: the first is of a hundred, those after it of some more
    for many_there_are in [20, 110, 620] {
        many(&app, &world, one, made..many_there_are).await;
        made = many_there_are;
        let before = app.state.db.statements();
        let found = file(&app, &admin, "").await;
        statements.push(app.state.db.statements() - before);
        assert_eq!(found, listed(&admin, "").await);
        assert!(found.len() > many_there_are, "{}", found.len());
        // the employees too, with what is counted of each
        assert_eq!(employees_file(&app, &admin).await, employees_listed(&admin).await);
    }
    let each = statements[1] - statements[0];
    assert_eq!(statements[2] - statements[1], each, "{statements:?}");
    assert!(each <= 4, "{statements:?}");
}

async fn employees_listed(client: &Client<'_>) -> Vec<String> {
    let (mut rows, mut cursor) = (Vec::new(), String::new());
    loop {
        let path = format!("/employees?scope=all&limit=100{cursor}");
        let page = client.get(&path).await.expect(200).read_as::<Page<EmployeeSummary>>();
        rows.extend(page.items.into_iter().map(|row| {
            let (unit, counts) = (row.unit.name, row.counts);
            let [plans, not_started, started, fulfilled] =
                [row.plans, counts.not_started, counts.started, counts.fulfilled].map(|count| count.to_string());
            let starts = row.starts_on.to_string();
            line(&[&row.name, &row.title, &unit, &starts, &plans, &not_started, &started, &fulfilled])
        }));
        let Some(next) = page.next_cursor else { return rows };
        cursor = format!("&cursor={next}");
    }
}

async fn employees_file(app: &TestApp, client: &Client<'_>) -> Vec<String> {
    let path = "/employees?scope=all&columns=name,title,unit,starts_on,plans,not_started,started,fulfilled";
    let answer = app.send(client.request(Method::GET, path).insert_header(("accept", "text/csv"))).await.expect(200);
    String::from_utf8(answer.body).expect("UTF-8").lines().skip(1).map(ToOwned::to_owned).collect()
}
