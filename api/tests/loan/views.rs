//! LOA-5 to LOA-7: what lender, borrower and employee see, before, while and after.

use kyndig_contract::{
    employee::{Availability, EmployeeDetails, EmployeeSummary},
    loan::{LoanDetails, LoanState},
    page::Page,
    session::{ActingKind, SessionDetails},
};
use kyndig_domain::ids::PositionId;
use kyndig_platform::clock::Clock;
use rstest::rstest;
use serde_json::json;

use super::{day, lend, loans, morning, to};
use crate::support::{
    Client, On, Someone, TestApp,
    plans::{assign, fulfil, plan},
};

async fn employees(client: Client<'_>, query: &str) -> Vec<EmployeeSummary> {
    client.get(&format!("/employees{query}")).await.expect(200).read_as::<Page<EmployeeSummary>>().items
}

async fn borrowed(client: Client<'_>) -> Option<EmployeeSummary> {
    employees(client, "?availability=borrowed").await.pop()
}

/// Proves LOA-5: lent out at home, borrowed there; each with the plans of their own position.
#[rstest]
#[actix_web::test]
async fn while_it_runs(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(app) = TestApp::start(on).await else { return };
    let world = app.world().await;
    let at_home = app
        .system(async |work| {
            let at_home = plan(work, world.ward, world.mona, "Hjemme", &[None, None]).await;
            assign(work, &at_home, world.ida).await;
            Ok(at_home)
        })
        .await;
    let mona = app.sign_in(world.mona.person, world.mona.position).await;
    let ola = app.sign_in(world.ola.person, world.ola.position).await;
    let mut body = to(world.other, &day(1), Some(&day(10)));
    body["comment"] = json!("Trenger fadder.");
    lend(mona, world.ida.position, body).await;
    lend(mona, world.ida.position, to(world.sibling, &day(5), None)).await;

    // The day before: nothing to see.
    assert_eq!(employees(mona, "").await[0].availability, Availability::Available);
    assert_eq!(borrowed(ola).await, None);
    assert!(employees(ola, "?search=ida").await.is_empty());

    morning(&app, &day(1)).await;
    let home = employees(mona, "").await.remove(0);
    assert_eq!((home.position_id, home.availability), (world.ida.position, Availability::LentOut));
    assert_eq!(employees(mona, "?availability=lent_out").await.len(), 1);
    assert_eq!(employees(mona, "?availability=available").await.len(), 1);
    let there = borrowed(ola).await.expect("Ida");
    assert_eq!((there.name.as_str(), there.availability), ("Ida Nilsen", Availability::Borrowed));
    assert_eq!((there.starts_on.to_string(), there.unit.id), (day(1), world.other));
    assert_ne!(there.position_id, world.ida.position);
    ola.get(&format!("/employees/{}", world.ida.position)).await.expect_problem(404, "not_found");
    mona.get(&format!("/employees/{}", there.position_id)).await.expect_problem(404, "not_found");

    // Each sees the plans of their own position alone; what is in both has one standing.
    app.system(async |work| {
        let there = Someone { position: there.position_id, ..world.ida };
        let plan = plan(work, world.other, world.ola, "Borte", &[None, None, None]).await;
        assign(work, &plan, there).await;
        assign(work, &at_home, there).await;
        fulfil(work, world.ida.person, at_home.requirements[0], work.today).await;
        Ok(())
    })
    .await;
    app.assert_counters().await;
    let home = employees(mona, "").await.remove(0);
    assert_eq!((home.plans, home.counts.total(), home.counts.fulfilled), (1, 2, 1));
    let there = borrowed(ola).await.expect("Ida");
    assert_eq!((there.plans, there.counts.total(), there.counts.fulfilled), (2, 5, 1));
    let details: EmployeeDetails = ola.get(&format!("/employees/{}", there.position_id)).await.expect(200).read_as();
    assert_eq!(details.assignments.len(), 2);
    assert!(details.assignments.iter().all(|plan| plan.position_id == there.position_id));
    assert!(!details.can_lend && details.can_assign);
    assert_eq!(details.manager.map(|manager| manager.id), Some(world.ola.person));

    // Both assign plans, each on their own position, and on no other.
    let (here, away) = app
        .system(async |work| {
            let here = plan(work, world.ward, world.mona, "Hos oss", &[None]).await;
            let away = plan(work, world.other, world.ola, "Hos dere", &[None]).await;
            Ok((here.id, away.id))
        })
        .await;
    for (client, plan, own, other) in
        [(mona, here, world.ida.position, there.position_id), (ola, away, there.position_id, world.ida.position)]
    {
        let body = json!({"planId": plan, "positionIds": [own, other]});
        let given = client.post("/assignments", body).await.expect(201).json();
        assert_eq!(given["assigned"][0]["positionId"], json!(own));
        assert_eq!(
            (given["assigned"].as_array().map(Vec::len), &given["skipped"][0]["reason"]),
            (Some(1), &json!("no_access"))
        );
    }

    // The lender's panel holds all of them; the borrower's the one that made the position.
    let panel = loans(mona, world.ida.position).await;
    let states: Vec<_> = panel.iter().map(|loan| (loan.state, loan.can_change)).collect();
    assert_eq!(states, [(LoanState::Ongoing, true), (LoanState::Future, true)]);
    let read = loans(ola, there.position_id).await;
    assert_eq!(read.len(), 1);
    assert_eq!((read[0].id, read[0].can_change), (panel[0].id, false));
    assert_eq!((read[0].starts_on.to_string(), read[0].ends_on.map(|end| end.to_string())), (day(1), Some(day(10))));
    assert_eq!(
        (read[0].registered_by.name.as_str(), read[0].registered_by_unit.as_str()),
        ("Mona Leder", "Sengepost 3")
    );
    assert_eq!(read[0].comment.as_deref(), Some("Trenger fadder."));
}

/// Proves LOA-1: the comment is for the receiving manager; its author may read it too, nobody else.
#[rstest]
#[actix_web::test]
async fn the_comment(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(app) = TestApp::start(on).await else { return };
    let world = app.world().await;
    let mona = app.sign_in(world.mona.person, world.mona.position).await;
    let ola = app.sign_in(world.ola.person, world.ola.position).await;
    let admin = app.sign_in(world.admin.person, world.admin.position).await;
    let mut body = to(world.other, &day(1), None);
    body["comment"] = json!("  Trenger fadder. ");
    let loan = lend(mona, world.ida.position, body).await;
    let comment = async |client, position: PositionId| loans(client, position).await[0].comment.clone();
    assert_eq!(comment(mona, world.ida.position).await.as_deref(), Some("Trenger fadder."));
    assert_eq!(comment(admin, world.ida.position).await, None);

    // Who may not read it does not wipe it out by changing something else.
    let at = format!("/loans/{}", loan.id);
    admin.patch_if(&at, 1, to(world.other, &day(1), Some(&day(8)))).await.expect(200);
    assert_eq!(comment(mona, world.ida.position).await.as_deref(), Some("Trenger fadder."));
    morning(&app, &day(1)).await;
    let there = borrowed(ola).await.expect("Ida").position_id;
    assert_eq!(comment(ola, there).await.as_deref(), Some("Trenger fadder."));
    // Another's words are another's.
    let version = i64::from(loans(admin, world.ida.position).await[0].version);
    let mut body = to(world.other, &day(1), Some(&day(8)));
    body["comment"] = json!("Har fadder.");
    admin.patch_if(&at, version, body).await.expect(200);
    assert_eq!(comment(admin, world.ida.position).await.as_deref(), Some("Har fadder."));
    assert_eq!(comment(mona, world.ida.position).await, None);
    assert_eq!(comment(ola, there).await.as_deref(), Some("Har fadder."));
}

/// Proves LOA-6: at the midnight after the last day, not a second before, the position closes with its plans, the
/// borrower loses sight, and the loan is history.
#[rstest]
#[case::winter("2026-11-21T09:00:00Z", "2026-11-22", "2026-11-24", "2026-11-24T22:59:59Z")]
#[case::an_hour_lost("2026-03-26T09:00:00Z", "2026-03-28", "2026-03-29", "2026-03-29T21:59:59Z")]
#[case::an_hour_won("2026-10-22T08:00:00Z", "2026-10-24", "2026-10-25", "2026-10-25T22:59:59Z")]
#[actix_web::test]
async fn when_it_ends(
    #[values(On::Sqlite, On::Postgres)] on: On,
    #[case] now: &str,
    #[case] first: &str,
    #[case] last: &str,
    #[case] last_second: &str,
) {
    use kyndig_api::jobs::run_due;
    use kyndig_platform::background::Stop;
    let Some(app) = TestApp::start(on).await else { return };
    app.clock.set(now.parse().expect("a time"));
    let world = app.world().await;
    let mona = app.sign_in(world.mona.person, world.mona.position).await;
    let ola = app.sign_in(world.ola.person, world.ola.position).await;
    lend(mona, world.ida.position, to(world.other, first, Some(last))).await;
    // It begins at midnight, and not a second before.
    let midnight = kyndig_platform::clock::midnight(first.parse().expect("a date"));
    app.clock.set(midnight - chrono::TimeDelta::seconds(1));
    run_due(&app.state, &Stop::never()).await;
    assert_eq!(borrowed(ola).await, None);
    app.clock.set(midnight);
    run_due(&app.state, &Stop::never()).await;
    let there = borrowed(ola).await.expect("Ida").position_id;
    let there = Someone { position: there, ..world.ida };
    app.system(async |work| {
        let plan = plan(work, world.other, world.ola, "Borte", &[None]).await;
        assign(work, &plan, there).await;
        Ok(())
    })
    .await;

    app.clock.set(last_second.parse().expect("a time"));
    run_due(&app.state, &Stop::never()).await;
    assert!(borrowed(ola).await.is_some());
    let acting = app.sign_in(there.person, there.position).await;
    acting.get("/units").await.expect(200);

    app.clock.set(kyndig_platform::clock::midnight(last.parse().expect("a date")) + chrono::TimeDelta::days(2));
    app.clock
        .set(last_second.parse::<chrono::DateTime<chrono::Utc>>().expect("a time") + chrono::TimeDelta::seconds(1));
    run_due(&app.state, &Stop::never()).await;
    assert_eq!(borrowed(ola).await, None);
    for address in [format!("/employees/{}", there.position), format!("/employees/{}/loans", there.position)] {
        ola.get(&address).await.expect_problem(404, "not_found");
    }
    assert_eq!(employees(mona, "").await[0].availability, Availability::Available);
    let history: Vec<LoanDetails> = loans(mona, world.ida.position).await;
    assert_eq!((history.len(), history[0].state, history[0].can_change), (1, LoanState::Finished, false));
    acting.get("/units").await.expect_problem(403, "choose_position");
    assert_eq!(app.count("assignment WHERE NOT active AND deactivated_because = 'position_closed'").await, 1);
    // The employee finds it among the deactivated plans, of any position.
    let ida = app.sign_in(world.ida.person, world.ida.position).await;
    let old = ida.get("/my/assignments?active=false").await.expect(200).json();
    assert_eq!(old["items"][0]["planName"], "Borte");
    assert_eq!(app.count("assignment_event WHERE kind = 'deactivated'").await, 1);
    app.assert_counters().await;
}

/// Proves LOA-7: at sign-in the temporary position says so, with its unit and period.
#[rstest]
#[actix_web::test]
async fn the_employee_sees_it(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(app) = TestApp::start(on).await else { return };
    let world = app.world().await;
    let mona = app.sign_in(world.mona.person, world.mona.position).await;
    let ida = app.sign_in(world.ida.person, world.ida.position).await;
    lend(mona, world.ida.position, to(world.other, &day(1), Some(&day(2)))).await;
    let choices = async || ida.get("/session").await.expect(200).read_as::<SessionDetails>().choices;
    assert_eq!(choices().await.len(), 1);
    morning(&app, &day(1)).await;
    let loan = choices().await.into_iter().find(|choice| choice.kind == ActingKind::Loan).expect("the loan");
    assert_eq!((loan.unit_name.as_str(), loan.trust_name.as_str()), ("Operasjon", "Trust B HF"));
    assert_eq!((loan.from.map(|d| d.to_string()), loan.to.map(|d| d.to_string())), (Some(day(1)), Some(day(2))));
    morning(&app, &day(3)).await;
    assert_eq!(choices().await.len(), 1);
}
