//! Giving plans to positions, and reading them.

mod change;
mod earlier;

use kyndig_contract::{
    assignment::{AssignmentDetails, AssignmentEventKind, AssignmentResult, AssignmentSummary, SkipReason},
    page::Page,
    standing::StandingDetails,
};
use kyndig_db::Sql;
use kyndig_domain::{
    ids::{PlanId, PositionId, RequirementId},
    plan::PlanRequirementState,
    standing::Status,
};
use rstest::rstest;
use serde_json::json;

use crate::support::{Client, On, Someone, TestApp, World, content, position};

async fn assign(who: &Client<'_>, plan: PlanId, positions: &[PositionId]) -> AssignmentResult {
    who.post("/assignments", json!({"planId": plan, "positionIds": positions})).await.expect(201).read_as()
}

async fn plans_of(who: &Client<'_>, position: PositionId) -> Vec<AssignmentSummary> {
    let page: Page<AssignmentSummary> =
        who.get(&format!("/positions/{position}/assignments")).await.expect(200).read_as();
    page.items
}

async fn standing(who: &Client<'_>, of: Someone, requirement: RequirementId) -> StandingDetails {
    who.get(&format!("/people/{}/standings/{requirement}", of.person)).await.expect(200).read_as()
}

async fn fire_and_cpr(app: &TestApp, world: &World) -> (content::Plan, Vec<RequirementId>) {
    app.system(async |work| {
        let requirements = [("Brannvern", false, None), ("HLR", false, Some(365))];
        Ok(content::plan_with(work, world.trust_a, world.admin.person, "Brann og HLR", &requirements).await)
    })
    .await
}

/// Proves ASG-1: one plan to many in one go; who is skipped is named, with the reason.
#[rstest]
#[actix_web::test]
async fn quick_assignment_names_who_is_skipped(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(app) = TestApp::start(on).await else { return };
    let world = app.world().await;
    let (plan, _) = fire_and_cpr(&app, &world).await;
    // A second position of Ida's, in the other trust, where the plan is not published; Mona manages it too.
    let elsewhere = app
        .system(async |work| {
            Ok(position(work, world.ida.person, world.trust_b, world.other, Some(world.mona.person)).await)
        })
        .await;
    let mona = app.sign_in(world.mona.person, world.mona.position).await;

    let first = assign(&mona, plan.id, &[world.ida.position]).await;
    assert_eq!(first.assigned.len(), 1);
    assert_eq!(first.assigned[0].name, "Ida Nilsen");
    let unknown = PositionId(uuid::Uuid::nil());
    let asked = [world.ida.position, world.per.position, world.nils.position, elsewhere, unknown, world.per.position];
    let second = assign(&mona, plan.id, &asked).await;
    assert_eq!(second.assigned.iter().map(|one| one.position_id).collect::<Vec<_>>(), [world.per.position]);
    let skipped: Vec<_> = second.skipped.iter().map(|one| (one.position_id, one.name.as_deref(), one.reason)).collect();
    assert_eq!(
        skipped,
        [
            (world.ida.position, Some("Ida Nilsen"), SkipReason::HasItAlready),
            (world.nils.position, None, SkipReason::NoAccess),
            (elsewhere, Some("Ida Nilsen"), SkipReason::NotPublishedToUnit),
            (unknown, None, SkipReason::NoAccess),
        ]
    );
    assert_eq!(app.count("assignment").await, 2);
    assert_eq!(app.count("standing").await, 4);
    app.assert_counters().await;

    // The same key again gives the same answer and assigns nothing.
    let nils = app.sign_in(world.siri.person, world.siri.position).await;
    let body = json!({"planId": plan.id, "positionIds": [world.nils.position]});
    let send = || {
        let request = nils.request(actix_web::http::Method::POST, "/assignments");
        request.insert_header(("idempotency-key", "one")).set_json(&body)
    };
    let once: AssignmentResult = app.send(send()).await.expect(201).read_as();
    let again: AssignmentResult = app.send(send()).await.expect(201).read_as();
    assert_eq!((once.assigned.len(), &once), (1, &again));

    // All or nothing, and only what there is.
    let nothing = json!({"planId": unknown, "positionIds": [world.per.position]});
    mona.post("/assignments", nothing).await.expect_problem(404, "not_found");
    let nobody = json!({"planId": plan.id, "positionIds": []});
    mona.post("/assignments", nobody).await.expect_problem(422, "validation_failed");
    let ida = app.sign_in(world.ida.person, world.ida.position).await;
    ida.post("/assignments", &body).await.expect_problem(403, "forbidden");
    app.system(async |work| Ok(work.tx.execute(Sql::new("DELETE FROM plan_publication")).await?)).await;
    mona.post("/assignments", &body).await.expect_problem(409, "plan_not_published");
}

/// Proves ASG-1: hundreds in one transaction.
#[rstest]
#[actix_web::test]
async fn hundreds_at_once(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(app) = TestApp::start(on).await else { return };
    let world = app.world().await;
    let (plan, _) = fire_and_cpr(&app, &world).await;
    let positions = app
        .system(async |work| {
            let mut positions = Vec::new();
            for number in 0..300 {
                let name = format!("Ansatt Nummer{number}");
                let someone =
                    crate::support::someone(work, &name, world.trust_a, world.ward, Some(world.mona.person)).await;
                positions.push(someone.position);
            }
            Ok(positions)
        })
        .await;
    let mona = app.sign_in(world.mona.person, world.mona.position).await;
    assert_eq!(assign(&mona, plan.id, &positions).await.assigned.len(), 300);
    assert_eq!(app.count("standing").await, 600);
    assert_eq!(app.count("assignment_event").await, 300);
    app.assert_counters().await;
}

/// Proves ASG-5, FUL-2, POS-10: one plan on two positions of one person shows one standing.
#[rstest]
#[actix_web::test]
async fn two_positions_show_one_standing(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(app) = TestApp::start(on).await else { return };
    let world = app.world().await;
    let (plan, requirements) = fire_and_cpr(&app, &world).await;
    let beside = app
        .system(async |work| {
            Ok(position(work, world.ida.person, world.trust_a, world.sibling, Some(world.siri.person)).await)
        })
        .await;
    let mona = app.sign_in(world.mona.person, world.mona.position).await;
    let siri = app.sign_in(world.siri.person, world.siri.position).await;
    assign(&mona, plan.id, &[world.ida.position]).await;
    assign(&siri, plan.id, &[beside]).await;
    assert_eq!(app.count("standing").await, 2);
    app.assert_counters().await;

    let ida = app.sign_in(world.ida.person, world.ida.position).await;
    let path = format!("/people/{}/standings/{}/fulfil", world.ida.person, requirements[0]);
    ida.post(&path, json!({"performedOn": "2026-11-20"})).await.expect(200);
    for (who, position) in [(&mona, world.ida.position), (&siri, beside)] {
        let summary = &plans_of(who, position).await[0];
        assert_eq!((summary.counts.fulfilled, summary.counts.not_started), (1, 1), "{position}");
        let opened: AssignmentDetails = who.get(&format!("/assignments/{}", summary.id)).await.expect(200).read_as();
        let lines = opened.sections.iter().flat_map(|section| &section.requirements);
        assert!(lines.map(|line| line.status).eq([Status::Fulfilled, Status::NotStarted]), "{position}");
    }
    // What was done before counts in what is given later.
    app.clock.advance(chrono::TimeDelta::days(1));
    let again = app
        .system(async |work| {
            let by = world.admin.person;
            let again = content::plan(work, world.trust_a, by, "Repetisjon").await;
            content::take_in(work, again, by, requirements[0], PlanRequirementState::Active, None).await;
            Ok(again)
        })
        .await;
    assign(&siri, again.id, &[beside]).await;
    let later = plans_of(&siri, beside).await;
    assert!(later.iter().all(|summary| summary.counts.fulfilled == 1), "{later:?}");
    // Each follows up the plan of their own position, and not the other's.
    siri.get(&format!("/positions/{}/assignments", world.ida.position)).await.expect_problem(404, "not_found");
    let other = &plans_of(&mona, world.ida.position).await[0];
    siri.get(&format!("/assignments/{}", other.id)).await.expect_problem(404, "not_found");
    assert_eq!(standing(&siri, world.ida, requirements[0]).await.plans.len(), 2);
    assert_eq!(standing(&ida, world.ida, requirements[0]).await.plans.len(), 3);
    app.assert_counters().await;
}

/// Proves FUL-16, ASG-7: an opened plan shows what it is, who answers for it, every requirement, and its history;
/// plans stand under their owner unit, and deactivated ones in the archive.
#[rstest]
#[actix_web::test]
async fn a_plan_is_opened(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(app) = TestApp::start(on).await else { return };
    let world = app.world().await;
    let (plan, _) = fire_and_cpr(&app, &world).await;
    let (ward_plan, _) = app
        .system(async |work| {
            let one = [("Ventilator", true, None)];
            Ok(content::plan_with(work, world.ward, world.mona.person, "Avdelingens plan", &one).await)
        })
        .await;
    let mona = app.sign_in(world.mona.person, world.mona.position).await;
    let ida = app.sign_in(world.ida.person, world.ida.position).await;
    assign(&mona, plan.id, &[world.ida.position]).await;
    assign(&mona, ward_plan.id, &[world.ida.position]).await;

    let own: Page<AssignmentSummary> = ida.get("/my/assignments").await.expect(200).read_as();
    let shown: Vec<_> = own.items.iter().map(|one| (one.owner_unit.name.as_str(), one.plan_name.as_str())).collect();
    assert_eq!(shown, [("Sengepost 3", "Avdelingens plan"), ("Trust A HF", "Brann og HLR")]);
    let first: Page<AssignmentSummary> = ida.get("/my/assignments?limit=1").await.expect(200).read_as();
    let next = first.next_cursor.expect("another page");
    let second: Page<AssignmentSummary> =
        ida.get(&format!("/my/assignments?limit=1&cursor={next}")).await.expect(200).read_as();
    assert_eq!((&first.items[0], &second.items[0]), (&own.items[0], &own.items[1]));
    assert_eq!(second.next_cursor, None);

    let opened: AssignmentDetails = ida.get(&format!("/assignments/{}", own.items[1].id)).await.expect(200).read_as();
    assert_eq!(opened.description, "For nyansatte.");
    assert_eq!(opened.document_owner.as_ref().map(|who| who.name.as_str()), Some("Ada Admin"));
    assert_eq!(opened.document_author, opened.document_owner);
    let requirements = &opened.sections[0].requirements;
    assert_eq!(requirements.iter().map(|r| r.name.as_str()).collect::<Vec<_>>(), ["Brannvern", "HLR"]);
    assert!(requirements.iter().all(|r| r.status == Status::NotStarted && r.number.starts_with("KR-")));
    assert_eq!(opened.history.len(), 1);
    assert_eq!(opened.history[0].kind, AssignmentEventKind::Assigned);
    assert_eq!(opened.history[0].by.as_ref().map(|who| who.name.as_str()), Some("Mona Leder"));

    // Deactivated: out of the plans, in the archive; assigned again it is active again, with its history.
    app.system(async |work| {
        let affected = kyndig_gate::Affected::plan_of(vec![world.ida.person], plan.id);
        kyndig_gate::change(work, &affected, async || {
            let sql = Sql::new("UPDATE assignment SET active = FALSE, deactivated_at = ").bind(work.now);
            work.tx.execute(sql.push(" WHERE plan_id = ").bind(plan.id)).await?;
            Ok(())
        })
        .await
    })
    .await;
    app.assert_counters().await;
    let active: Page<AssignmentSummary> = ida.get("/my/assignments?active=true").await.expect(200).read_as();
    let archive: Page<AssignmentSummary> = ida.get("/my/assignments?active=false").await.expect(200).read_as();
    assert_eq!((active.items.len(), archive.items.len()), (1, 1));
    assert_eq!((archive.items[0].plan_id, archive.items[0].active), (plan.id, false));
    let again = assign(&mona, plan.id, &[world.ida.position]).await;
    assert_eq!(again.assigned[0].assignment_id, archive.items[0].id);
    let opened: AssignmentDetails =
        mona.get(&format!("/assignments/{}", archive.items[0].id)).await.expect(200).read_as();
    assert!(opened.summary.active);
    let kinds: Vec<_> = opened.history.iter().map(|event| event.kind).collect();
    assert_eq!(kinds, [AssignmentEventKind::Reactivated, AssignmentEventKind::Assigned]);
    app.assert_counters().await;
}

/// Proves ASG-8, ASG-7, PLN-5: a requirement activated later appears for everyone who has the plan, and a
/// completed plan is not complete any more.
#[rstest]
#[actix_web::test]
async fn what_is_activated_later_appears(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(app) = TestApp::start(on).await else { return };
    let world = app.world().await;
    let (plan, requirements) = fire_and_cpr(&app, &world).await;
    let later = app
        .system(async |work| {
            let by = world.admin.person;
            let id = content::requirement(work, world.trust_a, by, "Smittevern", false, None).await;
            content::take_in(work, plan, by, id, PlanRequirementState::Inactive, None).await;
            Ok(id)
        })
        .await;
    let mona = app.sign_in(world.mona.person, world.mona.position).await;
    let ida = app.sign_in(world.ida.person, world.ida.position).await;
    assign(&mona, plan.id, &[world.ida.position, world.per.position]).await;
    ida.get(&format!("/people/{}/standings/{later}", world.ida.person)).await.expect_problem(404, "not_found");
    for requirement in &requirements {
        let path = format!("/people/{}/standings/{requirement}/fulfil", world.ida.person);
        ida.post(&path, json!({"performedOn": "2026-11-20"})).await.expect(200);
    }
    let done = plans_of(&ida, world.ida.position).await;
    assert!(done[0].completed);
    assert_eq!(done[0].counts.percent(), 100);
    // What is not active yet is nowhere in the plan of the one who has it.
    let before: AssignmentDetails = ida.get(&format!("/assignments/{}", done[0].id)).await.expect(200).read_as();
    let shown = before.sections.iter().flat_map(|section| &section.requirements);
    assert!(shown.map(|one| one.requirement_id).eq(requirements.iter().copied()));

    app.clock.advance(chrono::TimeDelta::hours(1));
    app.system(async |work| {
        let affected = kyndig_gate::Affected::in_plan(plan.id, vec![later]);
        kyndig_gate::change(work, &affected, async || {
            let sql = Sql::new("UPDATE plan_requirement SET state = 'active' WHERE requirement_id = ").bind(later);
            work.tx.execute(sql).await?;
            Ok(())
        })
        .await
    })
    .await;
    app.assert_counters().await;
    for who in [world.ida, world.per] {
        assert_eq!(standing(&mona, who, later).await.status, Status::NotStarted);
    }
    let open = plans_of(&ida, world.ida.position).await;
    assert!(!open[0].completed);
    let opened: AssignmentDetails = ida.get(&format!("/assignments/{}", open[0].id)).await.expect(200).read_as();
    let kinds: Vec<_> = opened.history.iter().map(|event| (event.kind, event.by.is_some())).collect();
    assert_eq!(
        kinds,
        [
            (AssignmentEventKind::Reopened, false),
            (AssignmentEventKind::Completed, true),
            (AssignmentEventKind::Assigned, true)
        ]
    );
}

/// Proves FUL-16: one's plans by their owner units, and after them the archive, also of the positions one has left.
#[rstest]
#[actix_web::test]
async fn own_plans_in_their_order(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(app) = TestApp::start(on).await else { return };
    let world = app.world().await;
    let (plans, left) = app
        .system(async |work| {
            let by = world.admin.person;
            let mut plans = Vec::new();
            for (owner, name) in [(world.ward, "Alarm"), (world.clinic, "Ventilator"), (world.clinic, "Medikamenter")] {
                plans.push(content::plan(work, owner, by, name).await.id);
            }
            Ok((plans, position(work, world.ida.person, world.trust_a, world.sibling, Some(world.mona.person)).await))
        })
        .await;
    let mona = app.sign_in(world.mona.person, world.mona.position).await;
    for plan in [plans[0], plans[1]] {
        assign(&mona, plan, &[world.ida.position]).await;
    }
    assign(&mona, plans[2], &[left]).await;
    app.system(async |work| kyndig_people::position::service::close(work, &[left]).await).await;
    let ida = app.sign_in(world.ida.person, world.ida.position).await;
    let own: Page<AssignmentSummary> = ida.get("/my/assignments").await.expect(200).read_as();
    let shown: Vec<_> = own.items.iter().map(|one| (one.plan_name.as_str(), one.active)).collect();
    assert_eq!(shown, [("Ventilator", true), ("Alarm", true), ("Medikamenter", false)]);
}
