//! Each requirement over all who have it.

use kyndig_api::jobs::night;
use kyndig_contract::{
    follow_up::{FollowUpQuery, FollowUpSort, FollowedRequirement},
    home::HomeDetails,
    page::Page,
};
use kyndig_domain::role::Role;
use kyndig_platform::background::Stop;
use kyndig_work::follow_up::people::People;
use rstest::rstest;
use serde_json::json;

use super::{Scene, in_days, is, scene};
use crate::support::{
    Client, On, TestApp, content, grant,
    writing::{has_plan, stands},
};

async fn list(client: &Client<'_>, query: &str) -> Vec<FollowedRequirement> {
    client.get(&format!("/follow-up/requirements{query}")).await.expect(200).read_as::<Page<_>>().items
}

/// Name, how many have it, per cent, deadlines near and passed, plans.
fn said(rows: &[FollowedRequirement]) -> Vec<(String, i64, i64, i64, i64, String)> {
    let plans =
        |row: &FollowedRequirement| row.plans.iter().map(|plan| plan.name.clone()).collect::<Vec<_>>().join("+");
    rows.iter()
        .map(|row| (row.name.clone(), row.people, row.percent, row.deadline_near, row.deadline_passed, plans(row)))
        .collect()
}

fn row(
    name: &str,
    people: i64,
    percent: i64,
    near: i64,
    passed: i64,
    plans: &str,
) -> (String, i64, i64, i64, i64, String) {
    (name.to_owned(), people, percent, near, passed, plans.to_owned())
}

/// Proves FOL-4, FOL-7: each requirement with how many have it, how many have fulfilled it, plans and deadlines, of those
/// one follows up: a manager those managed, a trust admin the trust. Somebody with two positions is one.
#[rstest]
#[actix_web::test]
async fn sums_of_those_one_follows_up(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(app) = TestApp::start(on).await else { return };
    let Scene { world, brann, hlr, smitte, .. } = scene(&app).await;
    // a plan with one of them that only others have
    let elsewhere = app
        .system(async |work| {
            let plan = content::plan_with(work, world.trust_b, world.ola.person, "Annensteds", &[]).await.0;
            let active = kyndig_domain::plan::PlanRequirementState::Active;
            content::take_in(work, plan, world.ola.person, hlr, active, None).await;
            Ok(plan.id)
        })
        .await;
    has_plan(&app, world.kari, elsewhere).await;
    is(&app, world.ida.person, hlr, "fulfilled", Some(in_days(&app, -1))).await;
    is(&app, world.per.person, hlr, "started", Some(in_days(&app, -1))).await;
    is(&app, world.per.person, brann, "not_started", Some(in_days(&app, 30))).await;
    is(&app, world.ida.person, brann, "rejected", Some(in_days(&app, 31))).await;
    is(&app, world.nils.person, smitte, "expired", Some(in_days(&app, 0))).await;

    let mona = app.sign_in(world.mona.person, world.mona.position).await;
    let (both, ny, ovet) = ("Ny her+Øvet", "Ny her", "Øvet");
    assert_eq!(
        said(&list(&mona, "").await),
        [row("Brann", 2, 0, 1, 0, ny), row("HLR", 2, 50, 0, 1, both), row("Smitte", 1, 0, 0, 0, ovet)]
    );
    let admin = app.sign_in(world.admin.person, world.admin.position).await;
    assert_eq!(
        said(&list(&admin, "").await),
        [row("Brann", 2, 0, 1, 0, ny), row("HLR", 3, 33, 0, 1, both), row("Smitte", 2, 0, 1, 0, ovet)]
    );
    let siri = app.sign_in(world.siri.person, world.siri.position).await;
    assert_eq!(said(&list(&siri, "").await), [row("HLR", 2, 50, 0, 0, ovet), row("Smitte", 2, 0, 1, 0, ovet)]);
    let counts = list(&admin, "?search=hlr").await.remove(0).counts;
    assert_eq!((counts.not_started, counts.started, counts.fulfilled, counts.total()), (1, 1, 1, 3));

    // narrowed: a unit, a plan, those managed alone
    assert_eq!(list(&admin, &format!("?unit={}", world.ward)).await.len(), 3);
    assert_eq!(said(&list(&admin, &format!("?unit={}", world.sibling)).await).len(), 2);
    assert!(list(&admin, &format!("?unit={}", world.other)).await.is_empty());
    assert!(list(&admin, "?scope=mine").await.is_empty());
    let names = |rows: Vec<FollowedRequirement>| rows.into_iter().map(|row| row.name).collect::<Vec<_>>();
    let plan = list(&admin, "?search=smitte").await[0].plans[0].id;
    assert_eq!(names(list(&admin, &format!("?plan={plan}&descending=true")).await), ["Smitte", "HLR"]);

    // others' people are not counted, and whoever follows nobody up is refused
    let ola = app.sign_in(world.ola.person, world.ola.position).await;
    assert_eq!(said(&list(&ola, "").await), [row("HLR", 1, 0, 0, 0, "Annensteds")]);
    let ida = app.sign_in(world.ida.person, world.ida.position).await;
    ida.get("/follow-up/requirements").await.expect_problem(403, "forbidden");
    app.system(async |work| {
        grant(work, world.per.position, Role::SuperUser, Some(world.ward)).await;
        grant(work, world.nils.position, Role::SubjectLeadB, Some(world.ward)).await;
        Ok(())
    })
    .await;
    let per = app.sign_in(world.per.person, world.per.position).await;
    per.get("/employees?scope=all").await.expect(200);
    per.get("/follow-up/requirements").await.expect_problem(403, "forbidden");
    per.get("/follow-up/standings").await.expect_problem(403, "forbidden");
    let nils = app.sign_in(world.nils.person, world.nils.position).await;
    assert_eq!(list(&nils, "").await.len(), 3);
    app.assert_counters().await;
}

/// Proves FOL-4: it shows the present: what is signed, deactivated, reactivated or not relevant counts at once, and
/// only active plans do.
#[rstest]
#[actix_web::test]
async fn the_present(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(app) = TestApp::start(on).await else { return };
    let Scene { world, brann, .. } = scene(&app).await;
    let admin = app.sign_in(world.admin.person, world.admin.position).await;
    let mona = app.sign_in(world.mona.person, world.mona.position).await;
    let both = async || {
        let (of_trust, of_ward) = (list(&admin, "?search=brann").await, list(&mona, "?search=brann").await);
        assert_eq!(said(&of_trust), said(&of_ward));
        of_trust.into_iter().map(|row| (row.people, row.percent)).next()
    };
    assert_eq!(both().await, Some((2, 0)));
    stands(&app, world.per, brann, "fulfilled", Some("2026-11-01")).await;
    assert_eq!(both().await, Some((2, 50)));
    let plans: serde_json::Value = mona.get(&format!("/employees/{}", world.ida.position)).await.expect(200).json();
    let id = |name: &str| {
        let all = plans["assignments"].as_array().expect("plans");
        let one = all.iter().find(|one| one["planName"] == name).expect("the plan");
        one["id"].as_str().expect("an id").to_owned()
    };
    let mark = format!("/assignments/{}/requirements/{brann}/not-relevant", id("Ny her"));
    mona.put(&mark, json!({"comment": "Ikke hos oss"})).await.expect(200);
    assert_eq!(both().await, Some((1, 100)));
    let of_ida = mona.get("/follow-up/standings?person=ida&requirement=brann").await.expect(200).json();
    assert_eq!(of_ida["items"], json!([]));
    mona.delete(&mark).await.expect(200);
    mona.post(&format!("/assignments/{}/deactivate", id("Ny her")), json!({})).await.expect(200);
    assert_eq!(both().await, Some((1, 100)));
    mona.post(&format!("/assignments/{}/reactivate", id("Ny her")), json!({})).await.expect(200);
    assert_eq!(both().await, Some((2, 50)));
    app.assert_counters().await;
}

/// Of FOL-8: what is counted as it happens says the same as what is counted from the standings, in any order, page by
/// page; on PostgreSQL with what is not folded yet.
#[rstest]
#[actix_web::test]
async fn counted_and_recounted(#[values(On::Sqlite, On::Postgres)] on: On) {
    use kyndig_work::follow_up::requirements;
    let Some(app) = TestApp::start(on).await else { return };
    let Scene { world, hlr, .. } = scene(&app).await;
    let fold = async || {
        let tx = app.state.db.write().await.expect("a transaction");
        let at = kyndig_domain::standing::CutOffs::of(in_days(&app, 0));
        kyndig_gate::counters::fold(&tx, at).await.expect("folded");
        tx.commit().await.expect("done");
    };
    let people = People { manager: None, units: vec![world.trust_a], within: None };
    for round in 0..3 {
        // nothing folded; all; some
        is(&app, world.nils.person, hlr, ["started", "fulfilled", "rejected"][round], Some(in_days(&app, 3))).await;
        if round == 1 {
            fold().await;
        }
        for sort in SORTS {
            for descending in [false, true] {
                let query =
                    FollowUpQuery { sort: Some(sort), descending: Some(descending), ..FollowUpQuery::default() };
                app.system(async |work| {
                    let counted = people.counted(work).await?;
                    assert_eq!(counted.map(|counted| counted.unit), Some(world.trust_a));
                    // what is not folded yet is added
                    assert_eq!(counted.is_some_and(|counted| counted.pending), app.is_postgres() && round != 1);
                    let recounted = requirements::page(work, &people, None, &query, None, 100).await?;
                    let (mut after, mut walked) = (None, Vec::new());
                    loop {
                        let mut page = requirements::page(work, &people, counted, &query, after.as_ref(), 1).await?;
                        let more = page.len() > 1;
                        page.truncate(1);
                        after = page.first().map(|row| row.key(&query));
                        walked.extend(page);
                        if !more {
                            break;
                        }
                    }
                    assert_eq!(format!("{walked:?}"), format!("{recounted:?}"), "{sort:?} {descending} {round}");
                    assert_eq!(walked.len(), 3);
                    Ok(())
                })
                .await;
            }
        }
    }
    app.assert_counters().await;
}

const SORTS: [FollowUpSort; 12] = [
    FollowUpSort::Name,
    FollowUpSort::Number,
    FollowUpSort::People,
    FollowUpSort::Percent,
    FollowUpSort::NotStarted,
    FollowUpSort::Started,
    FollowUpSort::AwaitingSignature,
    FollowUpSort::Rejected,
    FollowUpSort::Expiring,
    FollowUpSort::Expired,
    FollowUpSort::DeadlineNear,
    FollowUpSort::DeadlinePassed,
];

/// Of FOL-8: the people of one unit are read from its counters; of several units, or with somebody managed elsewhere, they
/// are counted.
#[rstest]
#[actix_web::test]
async fn whose_counters(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(app) = TestApp::start(on).await else { return };
    let world = app.world().await;
    let of = |manager: Option<kyndig_domain::ids::PersonId>, units: &[kyndig_domain::ids::UnitId]| People {
        manager,
        units: units.to_vec(),
        within: None,
    };
    app.system(async |work| {
        let counted = async |people: People| people.counted(work).await.map(|counted| counted.map(|one| one.unit));
        assert_eq!(counted(of(None, &[world.clinic])).await?, Some(world.clinic));
        assert_eq!(counted(of(Some(world.mona.person), &[world.clinic])).await?, Some(world.clinic));
        assert_eq!(counted(of(Some(world.ola.person), &[world.clinic])).await?, None);
        assert_eq!(counted(of(None, &[world.ward, world.sibling])).await?, None);
        assert_eq!(counted(of(Some(world.mona.person), &[])).await?, None);
        Ok(())
    })
    .await;
}

/// Proves FOL-4, and of DLN-3: the night counts what a deadline came near for, or passed, also after nights that were missed.
#[rstest]
#[actix_web::test]
async fn days_pass(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(app) = TestApp::start(on).await else { return };
    let Scene { world, brann, hlr, smitte, .. } = scene(&app).await;
    is(&app, world.ida.person, brann, "started", Some(in_days(&app, 2))).await;
    is(&app, world.nils.person, smitte, "started", Some(in_days(&app, 33))).await;
    is(&app, world.per.person, hlr, "fulfilled", Some(in_days(&app, 1))).await;
    let admin = app.sign_in(world.admin.person, world.admin.position).await;
    let near_and_passed = async |name: &str| {
        let found = list(&admin, &format!("?search={name}")).await.remove(0);
        (found.deadline_near, found.deadline_passed)
    };
    assert_eq!(near_and_passed("brann").await, (1, 0));
    let fold = kyndig_domain::standing::CutOffs::of(in_days(&app, 0));
    let tx = app.state.db.write().await.expect("a transaction");
    kyndig_gate::counters::fold(&tx, fold).await.expect("folded");
    tx.commit().await.expect("done");
    let passing = [(2, (1, 0), (0, 0)), (1, (0, 1), (1, 0)), (40, (0, 1), (0, 1))];
    for (days, brann, smitte) in passing {
        app.clock.advance(chrono::TimeDelta::days(days));
        assert!(night::run(&app.state, in_days(&app, 0), &Stop::never()).await.expect("a night"));
        assert_eq!(near_and_passed("brann").await, brann);
        assert_eq!(near_and_passed("smitte").await, smitte);
        assert_eq!(near_and_passed("hlr").await, (0, 0));
        app.assert_counters().await;
    }
}

/// Proves FOL-7, and of DLN-3: the first page says how all of them stand, and how many are late, to those who follow somebody up, and
/// to nobody else.
#[rstest]
#[actix_web::test]
async fn a_card_on_the_first_page(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(app) = TestApp::start(on).await else { return };
    let Scene { world, hlr, .. } = scene(&app).await;
    is(&app, world.ida.person, hlr, "fulfilled", None).await;
    let card = async |client: Client<'_>| {
        let home: HomeDetails = client.get("/home").await.expect(200).read_as();
        home.follow_up.map(|counts| (counts.not_started, counts.fulfilled, counts.total()))
    };
    assert_eq!(card(app.sign_in(world.mona.person, world.mona.position).await).await, Some((4, 1, 5)));
    assert_eq!(card(app.sign_in(world.admin.person, world.admin.position).await).await, Some((6, 1, 7)));
    assert_eq!(card(app.sign_in(world.ida.person, world.ida.position).await).await, None);
    // and how many are past their deadline, what is fulfilled apart (DLN-3)
    is(&app, world.per.person, hlr, "started", Some(super::in_days(&app, -1))).await;
    is(&app, world.ida.person, hlr, "fulfilled", Some(super::in_days(&app, -1))).await;
    for (who, overdue) in [(world.mona, Some(1)), (world.admin, Some(1)), (world.ida, None)] {
        let client = app.sign_in(who.person, who.position).await;
        let home: HomeDetails = client.get("/home").await.expect(200).read_as();
        assert_eq!(home.follow_up_overdue, overdue);
    }
}
