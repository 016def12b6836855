//! What a loan gives to whom: the follow-up of one person, and nothing that belongs to a unit.

use kyndig_contract::session::{ContentKind, SessionDetails};
use kyndig_domain::{ids::UnitId, role::Role};
use kyndig_people::position;
use rstest::rstest;
use serde_json::json;

use super::{day, loans, morning, to};
use crate::support::{
    Client, On, TestApp, grant, someone,
    writing::{but, published, read, saying},
};

async fn session(client: &Client<'_>) -> SessionDetails {
    client.get("/session").await.expect(200).read_as()
}

/// What an operation on content of a unit answers this client: making a requirement and a plan there.
async fn writes_in(client: &Client<'_>, unit: UnitId) -> [u16; 2] {
    let requirement = json!({"ownerUnitId": unit, "content": saying("Inntrenger")});
    let plan = json!({"ownerUnitId": unit, "name": "TBHF-Inntrenger"});
    [client.post("/requirements", requirement).await.status.as_u16(), client.post("/plans", plan).await.status.as_u16()]
}

/// Proves LOA-1: lending gives nobody rights to plans and requirements: a ward manager cannot make herself the writer
/// of another trust, neither by naming herself, nor with somebody who does lead there, nor once the loan runs.
#[rstest]
#[actix_web::test]
async fn lending_makes_no_writers(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(app) = TestApp::start(on).await else { return };
    let world = app.world().await;
    let mona = app.sign_in(world.mona.person, world.mona.position).await;
    let ola = app.sign_in(world.ola.person, world.ola.position).await;
    let afar = app
        .system(async |work| {
            let admin = someone(work, "Bo Admin", world.trust_b, world.trust_b, None).await;
            grant(work, admin.position, Role::TrustAdmin, Some(world.trust_b)).await;
            Ok(admin)
        })
        .await;
    let admin = app.sign_in(afar.person, afar.position).await;
    let theirs = published(&admin, world.trust_b, but(saying("Brann"), &json!({"commentField": true}))).await;
    let before = session(&mona).await.permissions;

    // The attack: to the other trust's top, or to a ward of it, with herself as the receiving manager.
    let at = format!("/employees/{}/loans", world.ida.position);
    for (unit, code) in [(world.trust_b, "unit_receives_nobody"), (world.other, "receiver_does_not_lead")] {
        let mut body = to(unit, &day(1), None);
        body["managerId"] = json!(world.mona.person);
        mona.post(&at, body).await.expect_problem(422, code);
    }
    assert_eq!(app.count("loan").await, 0);

    // As it would be had it come about all the same: she receives, until the next night finds that she leads nobody there.
    mona.post(&at, to(world.other, &day(1), None)).await.expect(201);
    morning(&app, &day(1)).await;
    app.system(async |work| {
        let loan = kyndig_db::Sql::new("UPDATE loan SET manager_id = ").bind(world.mona.person);
        work.tx.execute(loan).await?;
        let held = kyndig_db::Sql::new("UPDATE position SET hr_manager_id = ").bind(world.mona.person);
        let held = held.push(", manager_id = ").bind(world.mona.person).push(" WHERE kind = 'loan'");
        Ok(work.tx.execute(held).await?)
    })
    .await;
    assert_eq!(loans(mona, world.ida.position).await.len(), 1);
    let borrowed = mona.get("/employees?availability=borrowed").await.expect(200).json();
    assert_eq!(borrowed["items"].as_array().map(Vec::len), Some(1), "she follows her up there");
    assert_eq!(session(&mona).await.permissions, before);
    assert_eq!(writes_in(&mona, world.other).await, [403, 403]);
    assert_eq!(writes_in(&mona, world.trust_b).await, [403, 403]);
    let path = format!("/requirements/{theirs}");
    let version = mona.get(&path).await.expect(200).version();
    let draft = json!({"content": saying("Overtatt")});
    mona.put_if(&format!("{path}/draft"), version, draft).await.expect_problem(403, "forbidden");
    mona.post_if(&format!("{path}/reset"), version, json!(null)).await.expect_problem(403, "forbidden");

    // Who does lead there writes there, as before, and nothing at the lender's.
    assert_eq!(writes_in(&ola, world.other).await, [201, 201]);
    assert_eq!(writes_in(&ola, world.ward).await, [403, 403]);
    morning(&app, &day(2)).await;
    let borrowed = mona.get("/employees?availability=borrowed").await.expect(200).json();
    assert_eq!(borrowed["items"], json!([]));
}

/// Proves POS-12, LOA-1: a super user gains nothing to write by receiving, or by setting a manager by hand; nor does a
/// nurse who is set.
#[rstest]
#[actix_web::test]
async fn managers_by_hand_write_nothing(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(app) = TestApp::start(on).await else { return };
    let world = app.world().await;
    let user = app
        .system(async |work| {
            let user = someone(work, "Sara Super", world.trust_a, world.ward, None).await;
            grant(work, user.position, Role::SuperUser, Some(world.ward)).await;
            Ok(user)
        })
        .await;
    let sara = app.sign_in(user.person, user.position).await;
    let nils = app.sign_in(world.nils.person, world.nils.position).await;
    let mona = app.sign_in(world.mona.person, world.mona.position).await;
    assert_eq!(session(&sara).await.writes, Vec::<ContentKind>::new());
    let mut body = to(world.sibling, &day(1), None);
    body["managerId"] = json!(user.person);
    let at = format!("/employees/{}/loans", world.ida.position);
    sara.post(&at, body).await.expect_problem(422, "receiver_does_not_lead");

    // Set by hand, by herself: she follows up, which she may, and writes nothing. A nurse from the next ward likewise.
    for (who, client) in [(user, &sara), (world.nils, &nils)] {
        let path = format!("/employees/{}", world.ida.position);
        let version = sara.get(&path).await.expect(200).version();
        sara.put_if(&format!("{path}/manager"), version, json!({"managerId": who.person})).await.expect(200);
        let now = session(client).await;
        assert_eq!(now.writes, Vec::<ContentKind>::new());
        for permission in
            ["requirement:write", "requirement:view", "plan:write", "plan:view", "plan:archive", "role:view"]
        {
            assert!(!now.permissions.iter().any(|name| name == permission), "{permission}");
        }
        assert!(now.permissions.iter().any(|name| name == "assignment:assign"));
        assert_eq!(writes_in(client, world.ward).await, [403, 403]);
        client.get(&path).await.expect(200);
        mona.get(&path).await.expect_problem(404, "not_found");
        // HR's manager writes for the ward all the same: by hand nobody takes that away either.
        assert_eq!(writes_in(&mona, world.ward).await, [201, 201]);
    }
    // A plan of the ward is changed by its manager, and not by those set by hand.
    let plan = crate::support::writing::plan(&mona, world.ward, "TAHF-Med-SP3-Plan").await.id;
    let version = read(&mona, plan).await.version;
    let renamed = json!({"name": "Min"});
    nils.patch_if(&format!("/plans/{plan}"), version.into(), &renamed).await.expect_problem(403, "forbidden");
    mona.patch_if(&format!("/plans/{plan}"), version.into(), &renamed).await.expect(200);
}

/// Proves LOA-1, POS-12: the manager of somebody on loan is named in the loan: the borrower does not set one by hand.
#[rstest]
#[actix_web::test]
async fn the_borrower_names_no_other(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(app) = TestApp::start(on).await else { return };
    let world = app.world().await;
    let mona = app.sign_in(world.mona.person, world.mona.position).await;
    let ola = app.sign_in(world.ola.person, world.ola.position).await;
    super::lend(mona, world.ida.position, to(world.other, &day(1), None)).await;
    morning(&app, &day(1)).await;
    let borrowed = ola.get("/employees?availability=borrowed").await.expect(200).json();
    let path = format!("/employees/{}", borrowed["items"][0]["positionId"].as_str().expect("a position"));
    let seen = ola.get(&path).await.expect(200);
    assert_eq!(seen.json()["canSetManager"], false);
    let to_kari = json!({"managerId": world.kari.person});
    ola.put_if(&format!("{path}/manager"), seen.version(), to_kari).await.expect_problem(409, "manager_of_loan");
    ola.put_if(&format!("{path}/manager"), seen.version(), json!({})).await.expect_problem(409, "manager_of_loan");
}

/// Proves POS-12, LOA-1: a receiving manager who leaves, before the loan begins or while it runs, leaves it without one,
/// until the lender names another who leads there.
#[rstest]
#[case::before_it_begins(true)]
#[case::while_it_runs(false)]
#[actix_web::test]
async fn the_receiving_manager_leaves(#[values(On::Sqlite, On::Postgres)] on: On, #[case] before: bool) {
    let Some(app) = TestApp::start(on).await else { return };
    let world = app.world().await;
    let mona = app.sign_in(world.mona.person, world.mona.position).await;
    let loan = super::lend(mona, world.ida.position, to(world.other, &day(1), None)).await;
    let leaves = async || app.system(async |work| position::service::close(work, &[world.ola.position]).await).await;
    if before {
        leaves().await;
    }
    morning(&app, &day(1)).await;
    if !before {
        leaves().await;
    }
    assert_eq!(app.count("position WHERE kind = 'loan' AND state = 'open' AND manager_id IS NULL").await, 1);
    let now = loans(mona, world.ida.position).await.remove(0);
    // The end alone can change; one who has left is not named again, and neither is one who does not lead there.
    let path = format!("/loans/{}", loan.id);
    let mut body = to(world.other, &day(1), Some(&day(30)));
    let changed = mona.patch_if(&path, now.version.into(), &body).await.expect(200);
    let version = changed.json()["loan"]["version"].as_i64().expect("a version");
    body["managerId"] = json!(world.ola.person);
    mona.patch_if(&path, version, &body).await.expect_problem(422, "manager_has_left");
    body["managerId"] = json!(world.kari.person);
    mona.patch_if(&path, version, &body).await.expect_problem(422, "receiver_does_not_lead");
    // HR names a new one, and so does the lender.
    let siv = app
        .system(async |work| {
            let siv = someone(work, "Siv Leder", world.trust_b, world.other, None).await;
            position::service::set_hr_managers(work, &[(world.kari.position, Some(siv.person))]).await?;
            Ok(siv)
        })
        .await;
    body["managerId"] = json!(siv.person);
    mona.patch_if(&path, version, &body).await.expect(200);
    let client = app.sign_in(siv.person, siv.position).await;
    let borrowed = client.get("/employees?availability=borrowed").await.expect(200).json();
    assert_eq!(borrowed["items"].as_array().map(Vec::len), Some(1));
}

/// Proves LOA-1, POS-12: a receiver who stays, and whom HR no longer names as the manager of anybody in the unit or above
/// it, has the loan no more after the night, begun or not: the unit's manager of today has it, without what was written
/// to the first, or nobody where it has none. One who leads above keeps it.
#[rstest]
#[actix_web::test]
async fn the_receiver_leads_no_more(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(app) = TestApp::start(on).await else { return };
    let world = app.world().await;
    let (berit, siv) = app
        .system(async |work| {
            let berit = someone(work, "Berit Sjef", world.trust_b, world.other_clinic, None).await;
            someone(work, "Åse Berg", world.trust_b, world.other_clinic, Some(berit.person)).await;
            let siv = someone(work, "Siv Leder", world.trust_b, world.other_clinic, None).await;
            Ok((berit, siv))
        })
        .await;
    let mona = app.sign_in(world.mona.person, world.mona.position).await;
    let mut body = to(world.other, &day(1), None);
    body["comment"] = json!("Til Ola");
    let begun = super::lend(mona, world.ida.position, body.clone()).await.id;
    body["startsOn"] = json!(day(20));
    let future = super::lend(mona, world.ida.position, body.clone()).await.id;
    body["managerId"] = json!(berit.person);
    let above = super::lend(mona, world.ida.position, body).await.id;
    let now = async || -> Vec<(Option<String>, i32)> {
        let listed = loans(mona, world.ida.position).await;
        let of = |id| listed.iter().find(|one| one.id == id).expect("the loan");
        [begun, future, above].map(of).map(|one| (one.manager.clone().map(|who| who.name), one.version)).to_vec()
    };
    let names =
        |now: &[(Option<String>, i32)]| -> Vec<Option<String>> { now.iter().map(|(name, _)| name.clone()).collect() };
    let named = |name: &str| Some(name.to_owned());
    let led_by = async |manager: Option<kyndig_domain::ids::PersonId>| {
        let kari = world.kari.position;
        app.system(async |work| position::service::set_hr_managers(work, &[(kari, manager)]).await.map(drop)).await;
    };
    morning(&app, &day(1)).await;
    assert_eq!(names(&now().await), [named("Ola Leder"), named("Ola Leder"), named("Berit Sjef")]);
    let borrowed = "/employees?availability=borrowed";
    let ola = app.sign_in(world.ola.person, world.ola.position).await;
    assert_eq!(ola.get(borrowed).await.expect(200).json()["items"].as_array().map(Vec::len), Some(1));

    led_by(Some(siv.person)).await;
    morning(&app, &day(2)).await;
    let handed = now().await;
    assert_eq!(names(&handed), [named("Siv Leder"), named("Siv Leder"), named("Berit Sjef")]);
    let client = app.sign_in(siv.person, siv.position).await;
    ola.get(borrowed).await.expect_problem(403, "forbidden");
    let listed = client.get(borrowed).await.expect(200).json();
    assert_eq!(listed["items"].as_array().map(Vec::len), Some(1));
    let place = listed["items"][0]["positionId"].as_str().expect("a position").to_owned();
    let seen = client.get(&format!("/employees/{place}/loans")).await.expect(200).json();
    assert_eq!((&seen["items"][0]["manager"]["name"], seen["items"][0].get("comment")), (&json!("Siv Leder"), None));
    // Nothing more to do the next night.
    morning(&app, &day(3)).await;
    assert_eq!(now().await, handed);

    led_by(None).await;
    morning(&app, &day(4)).await;
    assert_eq!(
        names(&now().await),
        [named("Berit Sjef"), named("Berit Sjef"), named("Berit Sjef")],
        "who leads above is the nearest there is"
    );
    app.system(async |work| {
        let sql =
            kyndig_db::Sql::new("UPDATE position SET hr_manager_id = NULL, manager_id = NULL WHERE hr_manager_id = ")
                .bind(berit.person)
                .push(" AND kind = 'employment'");
        work.tx.execute(sql).await?;
        Ok(())
    })
    .await;
    morning(&app, &day(5)).await;
    assert_eq!(names(&now().await), [None, None, None]);
    assert_eq!(app.count("position WHERE kind = 'loan' AND state = 'open' AND manager_id IS NULL").await, 1);
}
