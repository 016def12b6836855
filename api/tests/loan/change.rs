//! LOA-1 to LOA-4: making, changing and deleting loans.

use kyndig_contract::loan::{LoanChanged, LoanDetails, LoanState, ReceivingManager};
use kyndig_domain::{
    ids::{LoanId, PersonId, UnitId},
    role::Role,
};
use kyndig_people::position;
use rstest::rstest;
use serde_json::json;

use super::{day, lend, loans, morning, to};
use crate::support::{On, TestApp, grant, someone};

/// Proves LOA-1: whoever has the overview may lend those in it, and nobody else.
#[rstest]
#[actix_web::test]
async fn who_may_lend(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(app) = TestApp::start(on).await else { return };
    let world = app.world().await;
    let at = format!("/employees/{}/loans", world.ida.position);
    let body = to(world.other, &day(1), None);
    for role in [Role::SubjectLeadB, Role::SuperUser, Role::TrustAdmin, Role::DelegatedManager] {
        let somebody = app
            .system(async |work| {
                let new = someone(work, &format!("Nora {role}"), world.trust_a, world.sibling, None).await;
                grant(work, new.position, role, Some(world.clinic)).await;
                Ok(new)
            })
            .await;
        let client = app.sign_in(somebody.person, somebody.position).await;
        client.post(&at, &body).await.expect(201);
    }
    let mona = app.sign_in(world.mona.person, world.mona.position).await;
    mona.post(&at, &body).await.expect(201);
    // A manager elsewhere, an employee, a subject lead A, nobody.
    let siri = app.sign_in(world.siri.person, world.siri.position).await;
    siri.post(&at, &body).await.expect_problem(404, "not_found");
    siri.get(&at).await.expect_problem(404, "not_found");
    let ida = app.sign_in(world.ida.person, world.ida.position).await;
    ida.post(&at, &body).await.expect_problem(403, "forbidden");
    let lead = app
        .system(async |work| {
            let new = someone(work, "Lea Fag", world.trust_a, world.ward, None).await;
            grant(work, new.position, Role::SubjectLeadA, Some(world.ward)).await;
            Ok(new)
        })
        .await;
    app.sign_in(lead.person, lead.position).await.post(&at, &body).await.expect_problem(403, "forbidden");
    app.anonymous().post(&at, &body).await.expect_problem(401, "not_signed_in");
    assert_eq!(loans(mona, world.ida.position).await.len(), 5);
}

/// Proves LOA-1: the receiving unit's manager, by HR's word, is filled in; another leads it or a unit above it, works
/// here, and is not the one who is lent.
#[rstest]
#[actix_web::test]
async fn the_receiving_manager(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(app) = TestApp::start(on).await else { return };
    let world = app.world().await;
    let mona = app.sign_in(world.mona.person, world.mona.position).await;
    let asked = async |unit: UnitId| -> ReceivingManager {
        mona.get(&format!("/units/{unit}/receiving-manager")).await.expect(200).read_as()
    };
    let names = |found: &ReceivingManager| found.candidates.iter().map(|one| one.name.clone()).collect::<Vec<_>>();
    let alone = asked(world.other).await;
    assert_eq!(alone.manager.as_ref().map(|manager| manager.id), Some(world.ola.person));
    assert_eq!(names(&alone), ["Ola Leder"]);
    // One right there comes before one who manages more above; below, nobody counts.
    let (berit, room) = app
        .system(async |work| {
            use kyndig_domain::unit::UnitKind;
            let berit = someone(work, "Berit Sjef", world.trust_b, world.other_clinic, None).await;
            for name in ["Ola Sekretær", "Åse Berg", "Ole Vik"] {
                someone(work, name, world.trust_b, world.other_clinic, Some(berit.person)).await;
            }
            let room = crate::support::unit(work, Some(world.other), UnitKind::Section, "Stue 1", None).await;
            // Set by hand, and lent: neither leads.
            let liv = someone(work, "Liv Ek", world.trust_b, room, None).await;
            position::service::set_manager(work, liv.position, Some(world.kari.person)).await?;
            Ok((berit, room))
        })
        .await;
    assert_eq!(names(&asked(world.other).await), ["Ola Leder", "Berit Sjef"]);
    assert_eq!(names(&asked(world.other_clinic).await), ["Berit Sjef"]);
    assert_eq!(names(&asked(room).await), ["Ola Leder", "Berit Sjef"], "nobody is right there by HR's word");

    let filled = lend(mona, world.ida.position, to(world.other, &day(1), None)).await;
    assert_eq!(filled.manager.map(|manager| manager.name).as_deref(), Some("Ola Leder"));
    let mut body = to(world.other, &day(1), None);
    body["managerId"] = json!(berit.person);
    let named = lend(mona, world.ida.position, body.clone()).await;
    assert_eq!(named.manager.map(|manager| manager.id), Some(berit.person), "above");
    // Not the one who is lent, though she should lead there.
    let leads = app
        .system(async |work| Ok(someone(work, "Eva Ny", world.trust_a, world.sibling, Some(world.ida.person)).await))
        .await;
    for name in ["Ny En", "Ny To"] {
        app.system(async |work| Ok(someone(work, name, world.trust_a, world.sibling, Some(world.ida.person)).await))
            .await;
    }
    assert_eq!(names(&asked(world.sibling).await), ["Ida Nilsen", "Siri Leder"]);
    let beside = lend(mona, world.ida.position, to(world.sibling, &day(1), None)).await;
    assert_eq!(beside.manager.map(|manager| manager.id), Some(world.siri.person));

    // Who leads below, beside or nowhere, oneself, and who has left do not receive.
    let at = format!("/employees/{}/loans", world.per.position);
    body["unitId"] = json!(world.other_clinic);
    for nobody in [world.ola, world.siri, world.mona, world.kari, leads] {
        body["managerId"] = json!(nobody.person);
        let refused = mona.post(&at, &body).await.expect_problem(422, "receiver_does_not_lead");
        assert_eq!(refused.json()["fields"][0]["field"], "managerId");
    }
    body["managerId"] = json!(world.per.person);
    mona.post(&at, &body).await.expect_problem(422, "manages_self");
    app.system(async |work| position::service::close(work, &[world.kari.position]).await).await;
    body["managerId"] = json!(world.kari.person);
    mona.post(&at, &body).await.expect_problem(422, "manager_has_left");
}

/// Proves LOA-1: the receiving unit has employees of its own, and is no trust and no region; so say the API, the
/// receivers and the list that the form chooses from.
#[rstest]
#[actix_web::test]
async fn the_receiving_unit(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(app) = TestApp::start(on).await else { return };
    let world = app.world().await;
    let mona = app.sign_in(world.mona.person, world.mona.position).await;
    let at = format!("/employees/{}/loans", world.ida.position);
    app.system(async |work| {
        // Even where somebody is employed right there.
        someone(work, "Dag Direktør", world.trust_b, world.trust_b, Some(world.owner.person)).await;
        Ok(())
    })
    .await;
    for unit in [world.trust_a, world.trust_b, world.region, world.clinic, world.other_clinic] {
        let refused = mona.post(&at, to(unit, &day(1), None)).await.expect_problem(422, "unit_receives_nobody");
        assert_eq!(refused.json()["fields"][0]["field"], "unitId");
        mona.get(&format!("/units/{unit}/receiving-manager")).await.expect_problem(422, "unit_receives_nobody");
    }
    mona.get(&format!("/units/{}/receiving-manager", world.ida.person)).await.expect_problem(404, "not_found");
    let listed = mona.get("/units?receives=true").await.expect(200).json();
    let names: Vec<_> = listed["items"].as_array().expect("units").iter().map(|unit| unit["name"].clone()).collect();
    assert_eq!(names, ["Operasjon", "Sengepost 3", "Sengepost 4"]);
    let found = mona.get("/units?receives=true&search=klinikk").await.expect(200).json();
    assert_eq!(found["items"], json!([]));

    // Nor by a change: a loan goes where loans go.
    let loan = lend(mona, world.ida.position, to(world.other, &day(2), None)).await;
    let path = format!("/loans/{}", loan.id);
    mona.patch_if(&path, 1, to(world.trust_b, &day(2), None)).await.expect_problem(422, "unit_receives_nobody");
    let mut body = to(world.other, &day(2), None);
    body["managerId"] = json!(world.mona.person);
    mona.patch_if(&path, 1, body).await.expect_problem(422, "receiver_does_not_lead");
    // The last one employed there has left: somebody on loan is no employee of its own.
    app.system(async |work| position::service::close(work, &[world.kari.position, world.ola.position]).await).await;
    mona.post(&at, to(world.other, &day(9), None)).await.expect_problem(422, "unit_receives_nobody");
}

/// Proves LOA-2: from tomorrow at the earliest, with or without an end, several at once.
#[rstest]
#[actix_web::test]
async fn a_new_loan(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(app) = TestApp::start(on).await else { return };
    let world = app.world().await;
    let mona = app.sign_in(world.mona.person, world.mona.position).await;
    let at = format!("/employees/{}/loans", world.ida.position);

    let early = mona.post(&at, to(world.other, &day(0), None)).await.expect_problem(422, "loan_start_too_early");
    assert_eq!(
        early.json()["fields"][0],
        json!({"field": "startsOn", "code": "loan_start_too_early", "limit": day(1)})
    );
    mona.post(&at, to(world.other, &day(5), Some(&day(4)))).await.expect_problem(422, "loan_end_too_early");
    mona.post(&at, to(world.ward, &day(1), None)).await.expect_problem(422, "loan_to_own_unit");
    mona.post(&at, json!({"unitId": world.ida.person, "startsOn": day(1)})).await.expect_problem(422, "no_such_unit");
    mona.post(&at, json!({"unitId": world.other, "startsOn": "22.11.2026"}))
        .await
        .expect_problem(400, "malformed_json");
    mona.post(&at, to(world.other, "+12026-11-22", None)).await.expect_problem(422, "date_out_of_range");
    mona.post(&at, to(world.other, &day(1), Some("+12026-11-22"))).await.expect_problem(422, "date_out_of_range");
    let mut long = to(world.other, &day(1), None);
    long["comment"] = json!("x".repeat(2001));
    mona.post(&at, long).await.expect_problem(422, "validation_failed");
    assert_eq!(app.count("loan").await + app.count("position WHERE kind = 'loan'").await, 0);

    let open = lend(mona, world.ida.position, to(world.other, &day(1), None)).await;
    assert_eq!((open.state, open.ends_on, open.can_change), (LoanState::Future, None, true));
    assert_eq!((open.unit.name.as_str(), open.home_unit.name.as_str()), ("Operasjon", "Sengepost 3"));
    assert_eq!((open.registered_by.name.as_str(), open.registered_by_unit.as_str()), ("Mona Leder", "Sengepost 3"));
    lend(mona, world.ida.position, to(world.sibling, &day(1), Some(&day(1)))).await;
    morning(&app, &day(1)).await;
    assert_eq!(app.count("position WHERE kind = 'loan' AND state = 'open'").await, 2);

    // What is on loan is not lent on.
    let ola = app.sign_in(world.ola.person, world.ola.position).await;
    let temporary = ola.get("/employees?availability=borrowed").await.expect(200).json();
    let position = temporary["items"][0]["positionId"].as_str().expect("a position").to_owned();
    let lent_on = ola.post(&format!("/employees/{position}/loans"), to(world.clinic, &day(2), None)).await;
    lent_on.expect_problem(409, "position_not_lendable");
}

/// The same key twice makes one loan; for another request it is refused.
#[rstest]
#[actix_web::test]
async fn sent_twice(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(app) = TestApp::start(on).await else { return };
    let world = app.world().await;
    let mona = app.sign_in(world.mona.person, world.mona.position).await;
    let send = async |position, end: Option<&str>| {
        let request = mona
            .request(actix_web::http::Method::POST, &format!("/employees/{position}/loans"))
            .insert_header(("idempotency-key", "a-key"))
            .set_json(to(world.other, &day(1), end));
        app.send(request).await
    };
    let first: LoanDetails = send(world.ida.position, None).await.expect(201).read_as();
    let again: LoanDetails = send(world.ida.position, None).await.expect(201).read_as();
    assert_eq!(first, again);
    send(world.ida.position, Some(&day(2))).await.expect_problem(422, "idempotency_key_reused");
    send(world.per.position, None).await.expect_problem(422, "idempotency_key_reused");
    assert_eq!(app.count("loan").await, 1);
}

/// Proves LOA-3, LOA-4: of a future loan everything changes, the unit for the whole period; it can be deleted.
#[rstest]
#[actix_web::test]
async fn a_future_loan(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(app) = TestApp::start(on).await else { return };
    let world = app.world().await;
    let mona = app.sign_in(world.mona.person, world.mona.position).await;
    let loan = lend(mona, world.ida.position, to(world.other, &day(5), None)).await;
    let at = format!("/loans/{}", loan.id);

    let mut body = to(world.sibling, &day(3), Some(&day(9)));
    body["comment"] = json!("Kan respirator.");
    let changed: LoanChanged = mona.patch_if(&at, 1, &body).await.expect(200).read_as();
    assert_eq!(changed.follow_on, None);
    let now = changed.loan;
    assert_eq!((now.unit.id, now.starts_on.to_string(), now.version), (world.sibling, day(3), 2));
    assert_eq!(now.manager.map(|manager| manager.id), Some(world.siri.person), "the new unit's");
    assert_eq!(
        (now.ends_on.map(|end| end.to_string()), now.comment.as_deref()),
        (Some(day(9)), Some("Kan respirator."))
    );
    // The same again changes nothing.
    let same: LoanChanged = mona.patch_if(&at, 2, &body).await.expect(200).read_as();
    assert_eq!(same.loan.version, 2);
    mona.patch_if(&at, 2, to(world.sibling, &day(0), None)).await.expect_problem(422, "loan_start_too_early");
    mona.patch_if(&at, 2, to(world.ward, &day(3), None)).await.expect_problem(422, "loan_to_own_unit");
    // It begins where it now says, and not where it first said.
    morning(&app, &day(3)).await;
    assert_eq!(app.count("position WHERE kind = 'loan' AND state = 'open'").await, 1);
    let siri = app.sign_in(world.siri.person, world.siri.position).await;
    assert_eq!(siri.get("/employees?availability=borrowed").await.json()["items"].as_array().map(Vec::len), Some(1));

    let other = lend(mona, world.per.position, to(world.other, &day(5), None)).await;
    mona.delete_if(&format!("/loans/{}", other.id), 7).await.expect_problem(412, "version_conflict");
    mona.delete_if(&format!("/loans/{}", other.id), 1).await.expect(204);
    assert!(loans(mona, world.per.position).await.is_empty());
    mona.delete(&format!("/loans/{}", other.id)).await.expect_problem(404, "not_found");
    morning(&app, &day(5)).await;
    assert_eq!(app.count("position WHERE kind = 'loan'").await, 1);
}

/// Proves LOA-3: of an ongoing loan the start is locked, the end moves, and it is not deleted.
#[rstest]
#[actix_web::test]
async fn an_ongoing_loan(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(app) = TestApp::start(on).await else { return };
    let world = app.world().await;
    let mona = app.sign_in(world.mona.person, world.mona.position).await;
    let loan = lend(mona, world.ida.position, to(world.other, &day(1), None)).await;
    let at = format!("/loans/{}", loan.id);
    morning(&app, &day(2)).await;
    let ongoing = loans(mona, world.ida.position).await.remove(0);
    assert_eq!(ongoing.state, LoanState::Ongoing);
    let version = i64::from(ongoing.version);

    let moved = mona.patch_if(&at, version, to(world.other, &day(3), None)).await;
    assert_eq!(moved.expect_problem(409, "loan_start_locked").json()["fields"][0]["field"], "startsOn");
    mona.patch_if(&at, version, to(world.other, &day(1), Some(&day(1))))
        .await
        .expect_problem(422, "loan_end_too_early");
    mona.delete(&at).await.expect_problem(409, "loan_ongoing");
    let longer = mona.patch_if(&at, version, to(world.other, &day(1), Some(&day(30)))).await.expect(200);
    let version = longer.json()["loan"]["version"].as_i64().expect("a version");

    // Set to today, it runs out at midnight and not before.
    mona.patch_if(&at, version, to(world.other, &day(1), Some(&day(2)))).await.expect(200);
    morning(&app, &day(2)).await;
    assert_eq!(loans(mona, world.ida.position).await[0].state, LoanState::Ongoing);
    morning(&app, &day(3)).await;
    let finished = loans(mona, world.ida.position).await.remove(0);
    assert_eq!((finished.state, finished.can_change), (LoanState::Finished, false));
    let version = i64::from(finished.version);
    mona.patch_if(&at, version, to(world.other, &day(1), None)).await.expect_problem(409, "loan_finished");
    mona.delete(&at).await.expect_problem(409, "loan_finished");
}

/// Proves LOA-4: another unit while it runs ends it today and begins there tomorrow, with the old end.
#[rstest]
#[actix_web::test]
async fn another_unit_while_it_runs(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(app) = TestApp::start(on).await else { return };
    let world = app.world().await;
    let mona = app.sign_in(world.mona.person, world.mona.position).await;
    let mut body = to(world.other, &day(1), Some(&day(40)));
    body["comment"] = json!("Til Ola.");
    let loan = lend(mona, world.ida.position, body).await;
    morning(&app, &day(2)).await;
    let version = i64::from(loans(mona, world.ida.position).await[0].version);

    let wanted = to(world.sibling, &day(1), Some(&day(40)));
    let changed: LoanChanged =
        mona.patch_if(&format!("/loans/{}", loan.id), version, wanted).await.expect(200).read_as();
    let ended = changed.loan;
    assert_eq!((ended.unit.id, ended.starts_on.to_string()), (world.other, day(1)));
    assert_eq!(ended.ends_on.map(|end| end.to_string()), Some(day(2)));
    let next = changed.follow_on.expect("another loan");
    assert_eq!((next.unit.id, next.state, next.starts_on.to_string()), (world.sibling, LoanState::Future, day(3)));
    assert_eq!(next.ends_on.map(|end| end.to_string()), Some(day(40)));
    assert_eq!(next.manager.map(|manager| manager.id), Some(world.siri.person));
    assert_eq!(next.comment, None, "what was written to Ola is not for Siri");

    morning(&app, &day(3)).await;
    let states: Vec<_> =
        loans(mona, world.ida.position).await.into_iter().map(|loan| (loan.unit.id, loan.state)).collect();
    assert_eq!(states, [(world.sibling, LoanState::Ongoing), (world.other, LoanState::Finished)]);
    assert_eq!(app.count("position WHERE kind = 'loan' AND state = 'open'").await, 1);
}

/// Proves LOA-3: two managers change one loan: the second is shown what the first made of it.
#[rstest]
#[actix_web::test]
async fn two_change_one_loan(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(app) = TestApp::start(on).await else { return };
    let world = app.world().await;
    let mona = app.sign_in(world.mona.person, world.mona.position).await;
    let admin = app.sign_in(world.admin.person, world.admin.position).await;
    let loan = lend(mona, world.ida.position, to(world.other, &day(5), None)).await;
    let at = format!("/loans/{}", loan.id);
    mona.patch_if(&at, 1, to(world.other, &day(6), None)).await.expect(200);
    let late = admin.patch_if(&at, 1, to(world.sibling, &day(7), None)).await.expect_problem(412, "version_conflict");
    let current: LoanDetails = serde_json::from_value(late.json()["current"].clone()).expect("the other side");
    assert_eq!((current.starts_on.to_string(), current.unit.id, current.version), (day(6), world.other, 2));
    // Having seen it, the second may go on.
    admin.patch_if(&at, 2, to(world.sibling, &day(7), None)).await.expect(200);
    app.send(mona.request(actix_web::http::Method::PATCH, &at).set_json(to(world.other, &day(6), None)))
        .await
        .expect_problem(428, "if_match_required");

    // At the very same moment, one of them is first.
    let bodies = [to(world.other, &day(8), None), to(world.other, &day(9), None)];
    let (one, two) = tokio::join!(mona.patch_if(&at, 3, &bodies[0]), admin.patch_if(&at, 3, &bodies[1]));
    let mut answers = [one.status.as_u16(), two.status.as_u16()];
    answers.sort_unstable();
    assert_eq!(answers, [200, 412]);
}

/// Proves LOA-1, LOA-5: whoever borrows reads and does not change; nobody else knows of it.
#[rstest]
#[actix_web::test]
async fn who_may_change(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(app) = TestApp::start(on).await else { return };
    let world = app.world().await;
    let mona = app.sign_in(world.mona.person, world.mona.position).await;
    let ola = app.sign_in(world.ola.person, world.ola.position).await;
    let siri = app.sign_in(world.siri.person, world.siri.position).await;
    let loan = lend(mona, world.ida.position, to(world.other, &day(1), None)).await;
    let at = format!("/loans/{}", loan.id);
    let body = to(world.other, &day(1), Some(&day(3)));
    ola.patch_if(&at, 1, &body).await.expect_problem(404, "not_found");
    morning(&app, &day(1)).await;
    ola.patch_if(&at, 2, &body).await.expect_problem(403, "forbidden");
    ola.delete(&at).await.expect_problem(403, "forbidden");
    siri.patch_if(&at, 2, &body).await.expect_problem(404, "not_found");
    siri.delete(&at).await.expect_problem(404, "not_found");
    let unknown = LoanId(PersonId::from(world.ida.person.0).0);
    mona.patch_if(&format!("/loans/{unknown}"), 1, &body).await.expect_problem(404, "not_found");
}
