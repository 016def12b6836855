//! The overview of employees, and one of them.

use kyndig_contract::{
    employee::{Availability, EmployeeDetails, EmployeeSummary},
    page::Page,
};
use kyndig_db::Sql;
use kyndig_domain::{ids::PersonId, role::Role};
use kyndig_gate as gate;
use kyndig_gate::Affected;
use kyndig_people::position::service;
use rstest::rstest;
use serde_json::json;

use crate::support::{
    Client, On, TestApp, grant,
    plans::{assign, fulfil, hold, plan},
    position, someone,
};

async fn list(client: Client<'_>, query: &str) -> Page<EmployeeSummary> {
    client.get(&format!("/employees{query}")).await.expect(200).read_as()
}

async fn names(client: Client<'_>, query: &str) -> Vec<String> {
    list(client, query).await.items.into_iter().map(|row| row.name).collect()
}

/// Proves ACC-5, and of FOL-1: mine are those I manage, all are those of the units I have a role for, by name.
#[rstest]
#[actix_web::test]
async fn mine_and_all(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(app) = TestApp::start(on).await else { return };
    let world = app.world().await;
    let mona = app.sign_in(world.mona.person, world.mona.position).await;
    assert_eq!(names(mona, "").await, ["Ida Nilsen", "Per Ås"]);
    assert_eq!(names(mona, "?scope=all").await, ["Ida Nilsen", "Per Ås"]);

    let admin = app.sign_in(world.admin.person, world.admin.position).await;
    assert!(names(admin, "?scope=mine").await.is_empty());
    let all = ["Ada Admin", "Mona Leder", "Siri Leder", "Ida Nilsen", "Nils Ødegård", "Per Ås"];
    assert_eq!(names(admin, "?scope=all").await, all);

    // Who has both sees each one once.
    app.system(async |work| {
        grant(work, world.mona.position, Role::SuperUser, Some(world.clinic)).await;
        grant(work, world.mona.position, Role::SubjectLeadB, Some(world.ward)).await;
        Ok(())
    })
    .await;
    assert_eq!(names(mona, "?scope=all").await, all[1..]);
    assert_eq!(names(mona, "?scope=mine").await, ["Ida Nilsen", "Per Ås"]);

    let ida = app.sign_in(world.ida.person, world.ida.position).await;
    ida.get("/employees").await.expect_problem(403, "forbidden");
    app.anonymous().get("/employees").await.expect_problem(401, "not_signed_in");
}

/// Of FOL-1: words of a name, a unit, an availability, and all of them together.
#[rstest]
#[actix_web::test]
async fn searching(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(app) = TestApp::start(on).await else { return };
    let world = app.world().await;
    let mona = app.sign_in(world.mona.person, world.mona.position).await;
    let admin = app.sign_in(world.admin.person, world.admin.position).await;
    for (client, scope) in [(mona, "mine"), (admin, "all")] {
        let query = |more: &str| format!("?scope={scope}&{more}");
        assert_eq!(names(client, &query("search=NIL%20ida")).await, ["Ida Nilsen"]);
        assert_eq!(names(client, &query("search=%C3%A5")).await, ["Per Ås"]);
        assert!(names(client, &query("search=lsen")).await.is_empty());
        // Every word is one of the name's.
        assert!(names(client, &query("search=ida%20%C3%A5s")).await.is_empty());
        assert!(names(client, &query("search=kari")).await.is_empty());
        assert!(names(client, &query(&format!("unit={}", world.other))).await.is_empty());
        assert_eq!(names(client, &query(&format!("unit={}&search=i", world.clinic))).await[0], "Ida Nilsen");
        assert!(names(client, &query("availability=lent_out")).await.is_empty());
        assert!(names(client, &query("availability=borrowed")).await.is_empty());
        assert_eq!(names(client, &query("availability=available&search=ida")).await, ["Ida Nilsen"]);
    }
    assert_eq!(names(admin, &format!("?scope=all&unit={}", world.sibling)).await, ["Siri Leder", "Nils Ødegård"]);
    // A unit above the scope is the whole of the scope.
    assert_eq!(names(admin, &format!("?scope=all&unit={}", world.region)).await.len(), 6);
    // Two words of one name, both beginning so: still one row.
    app.system(async |work| {
        someone(work, "Nina Nilssen", world.trust_a, world.ward, None).await;
        Ok(())
    })
    .await;
    assert_eq!(names(admin, "?scope=all&search=ni&limit=3").await, ["Ida Nilsen", "Nina Nilssen", "Nils Ødegård"]);
}

/// Of FOL-1: a name that thousands bear is found by another way, with the same outcome.
#[rstest]
#[actix_web::test]
async fn a_common_name(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(app) = TestApp::start(on).await else { return };
    let world = app.world().await;
    let admin = app.sign_in(world.admin.person, world.admin.position).await;
    app.system(async |work| {
        someone(work, "Anders Ås", world.trust_a, world.ward, None).await;
        someone(work, "Anders Berg", world.trust_a, world.sibling, None).await;
        someone(work, "Anders Moen", world.trust_b, world.other, None).await;
        Ok(())
    })
    .await;
    let searches =
        ["search=anders", "search=and%20%C3%A5s", "search=anders&limit=1", "search=anders&availability=lent_out"];
    let found = async || {
        let mut found = Vec::new();
        for search in searches {
            found.push(names(admin, &format!("?scope=all&{search}")).await);
        }
        found.push(names(admin, &format!("?scope=all&search=anders&unit={}", world.sibling)).await);
        found
    };
    let rare = found().await;
    assert_eq!(rare[..3], [vec!["Anders Berg", "Anders Ås"], vec!["Anders Ås"], vec!["Anders Berg"]]);
    assert_eq!((rare[3].len(), rare[4].as_slice()), (0, ["Anders Berg".to_owned()].as_slice()));
    app.system(async |work| {
        for chunk in 0..4 {
            let ids: Vec<PersonId> = (0..500).map(|_| work.new_id()).collect();
            let people = ids.iter().map(|id| {
                let external = id.to_string();
                [
                    "Anders".into(),
                    "Nes".into(),
                    "Anders Nes".into(),
                    "anders nes".into(),
                    "nes!anders".into(),
                    work.now.into(),
                    (*id).into(),
                    external.into(),
                ]
            });
            let columns = "given_name, family_name, name, folded, sort_key, created_at, id, external_id";
            let sql = Sql::new(&format!("INSERT INTO person ({columns}) VALUES ")).rows(people);
            assert_eq!(work.tx.execute(sql).await?, 500, "{chunk}");
            let words = ids.iter().map(|id| ["anders".into(), (*id).into()]);
            work.tx.execute(Sql::new("INSERT INTO person_word (word, person_id) VALUES ").rows(words)).await?;
        }
        Ok(())
    })
    .await;
    assert_eq!(found().await, rare);
}

/// Of FOL-1: page after page gives everybody once.
#[rstest]
#[actix_web::test]
async fn paging(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(app) = TestApp::start(on).await else { return };
    let world = app.world().await;
    app.system(async |work| {
        grant(work, world.mona.position, Role::SuperUser, Some(world.clinic)).await;
        // The positions of one person are told apart by their ids.
        let anne = someone(work, "Anne Berg", world.trust_a, world.ward, Some(world.mona.person)).await;
        for unit in [world.trust_a, world.clinic, world.sibling] {
            position(work, anne.person, world.trust_a, unit, Some(world.mona.person)).await;
        }
        for index in 0..7 {
            someone(work, &format!("Bo Berg{index}"), world.trust_a, world.sibling, Some(world.siri.person)).await;
        }
        Ok(())
    })
    .await;
    let mona = app.sign_in(world.mona.person, world.mona.position).await;
    for more in ["", "&search=b"] {
        let whole = list(mona, &format!("?scope=all&limit=100{more}")).await;
        assert_eq!(whole.next_cursor, None);
        let (mut seen, mut cursor) = (Vec::new(), String::new());
        loop {
            let page = list(mona, &format!("?scope=all&limit=3{more}{cursor}")).await;
            assert!(page.items.len() <= 3);
            seen.extend(page.items);
            let Some(next) = page.next_cursor else { break };
            cursor = format!("&cursor={next}");
        }
        assert_eq!(seen, whole.items);
        assert!(seen.len() >= 11);
    }
}

/// Of FOL-1: the bar of the plans counts each requirement once, those of this position's active plans.
#[rstest]
#[actix_web::test]
async fn plan_status(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(app) = TestApp::start(on).await else { return };
    let world = app.world().await;
    app.system(async |work| {
        let one = plan(work, world.ward, world.mona, "Ny sykepleier", &[Some(10), None, None]).await;
        let two = plan(work, world.ward, world.mona, "Brann", &[None]).await;
        hold(work, two.id, two.section, one.requirements[0], world.mona.person).await;
        for plan in [&one, &two] {
            assign(work, plan, world.ida).await;
        }
        assign(work, &two, world.per).await;
        fulfil(work, world.ida.person, one.requirements[0], work.today).await;
        fulfil(work, world.ida.person, two.requirements[0], work.today).await;
        Ok(())
    })
    .await;
    let mona = app.sign_in(world.mona.person, world.mona.position).await;
    let rows = list(mona, "").await.items;
    let ida = &rows[0];
    assert_eq!((ida.plans, ida.counts.total(), ida.counts.valid()), (2, 4, 2));
    assert_eq!((ida.counts.fulfilled, ida.counts.expiring, ida.counts.not_started), (1, 1, 2));
    assert_eq!((ida.starts_on.to_string().as_str(), ida.availability), ("2025-11-21", Availability::Available));
    let per = &rows[1];
    assert_eq!((per.plans, per.counts.total(), per.counts.not_started), (1, 2, 2));
    // What is not active is not in the bar.
    app.system(async |work| {
        let off = Sql::new("UPDATE assignment SET active = FALSE WHERE position_id = ").bind(world.per.position);
        gate::change(work, &Affected::people(vec![world.per.person]), async || Ok(work.tx.execute(off.clone()).await?))
            .await
    })
    .await;
    let per = &list(mona, "").await.items[1];
    assert_eq!((per.plans, per.counts.total()), (0, 0));
}

/// Proves POS-13, ACC-5: personalia of those in scope; nobody else is there.
#[rstest]
#[actix_web::test]
async fn personalia(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(app) = TestApp::start(on).await else { return };
    let world = app.world().await;
    app.system(async |work| {
        let plan = plan(work, world.ward, world.mona, "Ny sykepleier", &[None, None]).await;
        assign(work, &plan, world.ida).await;
        fulfil(work, world.ida.person, plan.requirements[0], work.today).await;
        Ok(())
    })
    .await;
    let mona = app.sign_in(world.mona.person, world.mona.position).await;
    let answer = mona.get(&format!("/employees/{}", world.ida.position)).await.expect(200);
    assert!(answer.tag().starts_with(&format!("\"{}-", answer.version())));
    let ida: EmployeeDetails = answer.read_as();
    assert_eq!((ida.name.as_str(), ida.email.as_deref()), ("Ida Nilsen", Some("ida.nilsen@example.org")));
    assert_eq!((ida.unit.name.as_str(), ida.trust_name.as_str()), ("Sengepost 3", "Trust A HF"));
    assert_eq!(ida.manager.map(|manager| manager.id), Some(world.mona.person));
    assert!(ida.can_lend && ida.can_assign && ida.can_set_manager && !ida.manager_set_by_hand);
    assert_eq!(ida.assignments.len(), 1);
    assert_eq!((ida.assignments[0].counts.total(), ida.assignments[0].counts.fulfilled), (2, 1));

    for outside in [world.nils.position, world.kari.position, world.mona.position] {
        mona.get(&format!("/employees/{outside}")).await.expect_problem(404, "not_found");
    }
    // Nor for one with a role, whose units end where they end.
    let admin = app.sign_in(world.admin.person, world.admin.position).await;
    admin.get(&format!("/employees/{}", world.ida.position)).await.expect(200);
    admin.get(&format!("/employees/{}", world.kari.position)).await.expect_problem(404, "not_found");
    mona.get("/employees/no-id").await.expect_problem(404, "not_found");
    // Who has left is not there either.
    app.system(async |work| service::close(work, &[world.ida.position]).await).await;
    mona.get(&format!("/employees/{}", world.ida.position)).await.expect_problem(404, "not_found");
    assert_eq!(names(mona, "").await, ["Per Ås"]);
}

/// Proves POS-12: whoever has the overview sets a manager by hand, and takes it back: the manager from HR loses the
/// employee, the one set by hand gains them; cleared, it is as before; one who leaves leaves nobody, until another is set.
#[rstest]
#[actix_web::test]
async fn setting_a_manager(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(app) = TestApp::start(on).await else { return };
    let world = app.world().await;
    let admin = app.sign_in(world.admin.person, world.admin.position).await;
    let mona = app.sign_in(world.mona.person, world.mona.position).await;
    let siri = app.sign_in(world.siri.person, world.siri.position).await;
    let ida = format!("/employees/{}", world.ida.position);
    let at = format!("{ida}/manager");
    let version = admin.get(&ida).await.expect(200).version();

    let set = admin.put_if(&at, version, json!({"managerId": world.siri.person})).await.expect(200);
    let details: EmployeeDetails = set.read_as();
    assert_eq!(details.manager.map(|manager| manager.name).as_deref(), Some("Siri Leder"));
    assert!(details.manager_set_by_hand);
    mona.get(&ida).await.expect_problem(404, "not_found");
    siri.get(&ida).await.expect(200);
    assert_eq!(names(siri, "").await, ["Ida Nilsen", "Nils Ødegård"]);

    // Whoever has not seen that is shown it.
    let clash = admin.put_if(&at, version, json!({})).await.expect_problem(412, "version_conflict");
    assert_eq!(clash.json()["current"]["manager"]["name"], "Siri Leder");
    admin.put(&at, json!({})).await.expect_problem(428, "if_match_required");

    let cleared = admin.put_if(&at, set.version(), json!({})).await.expect(200);
    assert!(!cleared.read_as::<EmployeeDetails>().manager_set_by_hand);
    mona.get(&ida).await.expect(200);
    siri.get(&ida).await.expect_problem(404, "not_found");

    let version = cleared.version();
    admin.put_if(&at, version, json!({"managerId": world.ida.person})).await.expect_problem(422, "manages_self");
    app.system(async |work| service::close(work, &[world.kari.position]).await).await;
    let gone = admin.put_if(&at, version, json!({"managerId": world.kari.person})).await;
    assert_eq!(gone.expect_problem(422, "manager_has_left").json()["fields"][0]["field"], "managerId");
    admin.put_if(&at, version, json!({"manager": 1})).await.expect_problem(400, "malformed_json");
    let kari = format!("/employees/{}/manager", world.kari.position);
    admin.put_if(&kari, 1, json!({})).await.expect_problem(404, "not_found");

    // Each who has the overview: the manager, who sees the employee no longer by that, a lead, a super user; nobody else.
    let given = mona.put_if(&at, version, json!({"managerId": world.siri.person})).await.expect(204);
    assert!(given.body.is_empty());
    mona.get(&ida).await.expect_problem(404, "not_found");
    let others = app
        .system(async |work| {
            let mut others = Vec::new();
            for role in
                [Role::DelegatedManager, Role::SubjectLeadB, Role::SuperUser, Role::SubjectLeadA, Role::Archiver]
            {
                let new = someone(work, &format!("Nora {role}"), world.trust_a, world.ward, None).await;
                grant(work, new.position, role, Some(world.ward)).await;
                others.push(new);
            }
            Ok(others)
        })
        .await;
    for (index, who) in others.iter().enumerate() {
        let client = app.sign_in(who.person, who.position).await;
        let version = admin.get(&ida).await.version();
        if index > 2 {
            client.put_if(&at, version, json!({})).await.expect_problem(403, "forbidden");
            continue;
        }
        let back = client.put_if(&at, version, json!({})).await.expect(200);
        assert_eq!(back.json()["manager"]["name"], "Mona Leder");
        let to = json!({"managerId": world.nils.person});
        client.put_if(&at, back.version(), to).await.expect(200);
    }
    // The one set by hand may take it back too, and then has nobody.
    let nils = app.sign_in(world.nils.person, world.nils.position).await;
    let seen = nils.get(&ida).await.expect(200);
    assert_eq!(seen.json()["managerSetByHand"], true);
    nils.put_if(&at, seen.version(), json!({})).await.expect(204);
    nils.get("/employees").await.expect_problem(403, "forbidden");
    mona.get(&ida).await.expect(200);
    assert_eq!(app.count("audit_log WHERE permission = 'employee:set-manager'").await, 10);

    let version = admin.get(&ida).await.version();
    admin.put_if(&at, version, json!({"managerId": world.nils.person})).await.expect(200);
    app.system(async |work| service::close(work, &[world.nils.position]).await).await;
    let left = admin.get(&ida).await.expect(200);
    assert_eq!((&left.json()["manager"], &left.json()["managerSetByHand"]), (&json!(null), &json!(true)));
    mona.get(&ida).await.expect_problem(404, "not_found");
    admin.put_if(&at, left.version(), json!({"managerId": world.siri.person})).await.expect(200);
    siri.get(&ida).await.expect(200);
}
