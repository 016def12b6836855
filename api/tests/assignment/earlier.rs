//! ASG-4: plans of positions that are closed.

use kyndig_contract::{assignment::AssignmentAction, employee::EmployeeDetails};
use kyndig_domain::{assignment::AssignmentEventKind, ids::AssignmentId};
use kyndig_people::position::service as positions;
use serde_json::Value;

use super::*;

/// Ida has moved from the ward to the other trust, where no plan of hers is published: Ola follows her up there.
struct Moved {
    app: TestApp,
    world: World,
    plan: content::Plan,
    ids: Vec<RequirementId>,
    given: AssignmentId,
    now: PositionId,
}

impl Moved {
    async fn make(on: On) -> Option<Self> {
        let app = TestApp::start(on).await?;
        let world = app.world().await;
        let (plan, ids) = fire_and_cpr(&app, &world).await;
        let mona = app.sign_in(world.mona.person, world.mona.position).await;
        let given = assign(&mona, plan.id, &[world.ida.position]).await.assigned[0].assignment_id;
        let ida = app.sign_in(world.ida.person, world.ida.position).await;
        let path = format!("/people/{}/standings/{}/fulfil", world.ida.person, ids[0]);
        ida.post(&path, json!({"performedOn": "2026-11-20"})).await.expect(200);
        app.clock.advance(chrono::TimeDelta::seconds(1));
        let now = app
            .system(async |work| {
                let now = position(work, world.ida.person, world.trust_b, world.other, Some(world.ola.person)).await;
                positions::close(work, &[world.ida.position]).await?;
                Ok(now)
            })
            .await;
        app.clock.advance(chrono::TimeDelta::seconds(1));
        Some(Self { app, world, plan, ids, given, now })
    }

    async fn ola(&self) -> Client<'_> {
        self.app.sign_in(self.world.ola.person, self.world.ola.position).await
    }

    async fn ida(&self) -> Client<'_> {
        self.app.sign_in(self.world.ida.person, self.now).await
    }

    fn path(&self, act: &str) -> String {
        format!("/assignments/{}{act}", self.given)
    }
}

/// Proves ASG-4, LOA-6: the new manager finds what was deactivated with the earlier position, as it was then; the one before
/// does not see it any more, and nobody else does.
#[rstest]
#[actix_web::test]
async fn who_follows_the_present_position_up_sees_it(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(scene) = Moved::make(on).await else { return };
    let (ola, ida) = (scene.ola().await, scene.ida().await);
    // Done elsewhere since: it does not show here.
    scene
        .app
        .system(async |work| {
            let again = content::plan(work, scene.world.trust_b, scene.world.admin.person, "Ny plan").await;
            content::take_in(work, again, scene.world.admin.person, scene.ids[1], PlanRequirementState::Active, None)
                .await;
            let there = Someone { person: scene.world.ida.person, position: scene.now };
            crate::support::plans::assign(
                work,
                &crate::support::plans::Plan { id: again.id, section: again.section, requirements: Vec::new() },
                there,
            )
            .await;
            Ok(())
        })
        .await;
    let other = format!("/people/{}/standings/{}", scene.world.ida.person, scene.ids[1]);
    ida.post(&format!("{other}/fulfil"), json!({"performedOn": "2026-11-21"})).await.expect(200);

    let listed = plans_of(&ola, scene.now).await;
    let shown: Vec<_> = listed.iter().map(|plan| (plan.plan_name.as_str(), plan.active, plan.earlier)).collect();
    assert_eq!(shown, [("Ny plan", true, false), ("Brann og HLR", false, true)]);
    assert_eq!((listed[1].counts.fulfilled, listed[1].counts.not_started), (1, 1), "as it was then");
    let page: EmployeeDetails = ola.get(&format!("/employees/{}", scene.now)).await.expect(200).read_as();
    assert_eq!(page.assignments, listed);
    for who in [&ola, &ida] {
        let opened: AssignmentDetails = who.get(&scene.path("")).await.expect(200).read_as();
        let lines = opened.sections.iter().flat_map(|section| &section.requirements);
        assert!(lines.map(|line| line.status).eq([Status::Fulfilled, Status::NotStarted]));
        assert_eq!(opened.actions, [AssignmentAction::Reactivate]);
    }
    // Its requirements are read, and nothing is registered in them.
    let first = format!("/people/{}/standings/{}", scene.world.ida.person, scene.ids[0]);
    let read: StandingDetails = ola.get(&first).await.expect(200).read_as();
    assert_eq!((read.status, read.actions.len()), (Status::Fulfilled, 0));
    ola.put(&format!("{first}/draft"), json!({"unlock": true})).await.expect_problem(409, "not_assigned");
    let own: Page<AssignmentSummary> = ida.get("/my/assignments?active=false").await.expect(200).read_as();
    assert_eq!(own.items.iter().map(|plan| plan.id).collect::<Vec<_>>(), [scene.given]);

    for who in [scene.world.mona, scene.world.siri, scene.world.admin, scene.world.kari] {
        let client = scene.app.sign_in(who.person, who.position).await;
        client.get(&scene.path("")).await.expect_problem(404, "not_found");
        client.get(&first).await.expect_problem(404, "not_found");
        let refused = client.post(&scene.path("/reactivate"), Value::Null).await;
        assert_eq!(refused.status.as_u16(), 404);
    }
    scene.app.assert_counters().await;
}

/// Proves ASG-4, ASG-7, FUL-2: it becomes active on the open position that is acted on, by employee or manager, wherever it is
/// published; and there it is one plan like any other.
#[rstest]
#[actix_web::test]
async fn it_becomes_active_on_the_open_position(
    #[values(On::Sqlite, On::Postgres)] on: On,
    #[values(true, false)] by_employee: bool,
) {
    use AssignmentEventKind::{Assigned, Deactivated, Reactivated};
    let Some(scene) = Moved::make(on).await else { return };
    let (ola, ida) = (scene.ola().await, scene.ida().await);
    // Not on one that is not hers, or closed.
    for wrong in [scene.world.kari.position, scene.world.ida.position] {
        let path = format!("{}?positionId={wrong}", scene.path("/reactivate"));
        ida.post(&path, Value::Null).await.expect_problem(404, "not_found");
        ola.post(&path, Value::Null).await.expect_problem(404, "not_found");
    }
    let who = if by_employee { &ida } else { &ola };
    let again: AssignmentDetails = who.post(&scene.path("/reactivate"), Value::Null).await.expect(200).read_as();
    assert_eq!((again.summary.id, again.summary.active, again.summary.earlier), (scene.given, true, false));
    assert_eq!(again.summary.position_id, scene.now);
    let kinds: Vec<_> = again.history.iter().map(|event| event.kind).collect();
    assert_eq!(kinds, [Reactivated, Deactivated, Assigned]);
    scene.app.assert_counters().await;
    who.post(&scene.path("/reactivate"), Value::Null).await.expect_problem(409, "wrong_status");

    // What was done in the position before is done.
    assert_eq!((again.summary.counts.fulfilled, again.summary.counts.not_started), (1, 1));
    // What is done in it counts, and the manager has it in the overview.
    let path = format!("/people/{}/standings/{}/fulfil", scene.world.ida.person, scene.ids[1]);
    ida.post(&path, json!({"performedOn": "2026-11-20"})).await.expect(200);
    let listed = plans_of(&ola, scene.now).await;
    assert_eq!((listed.len(), listed[0].active, listed[0].completed), (1, true, true));
    let own: Page<AssignmentSummary> = ida.get("/my/assignments?active=true").await.expect(200).read_as();
    assert_eq!(own.items.len(), 1);
    // A position that is opened again does not take it back.
    scene.app.system(async |work| positions::reopen(work, &[scene.world.ida.position]).await).await;
    assert!(plans_of(&ola, scene.now).await[0].active);
    assert_eq!(scene.app.count("assignment").await, 1);
    scene.app.assert_counters().await;
}

/// Proves ASG-4: where the position has the plan already it is offered no more; where it had it, that one is active again;
/// where several are followed up, the one that is meant is named.
#[rstest]
#[actix_web::test]
async fn on_a_position_that_knows_the_plan(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(scene) = Moved::make(on).await else { return };
    let (ola, ida) = (scene.ola().await, scene.ida().await);
    let second = scene
        .app
        .system(async |work| {
            let world = &scene.world;
            let second =
                position(work, world.ida.person, world.trust_b, world.other_clinic, Some(world.ola.person)).await;
            let section = scene.plan.section;
            let plan = crate::support::plans::Plan { id: scene.plan.id, section, requirements: Vec::new() };
            crate::support::plans::assign(work, &plan, Someone { position: second, ..world.ida }).await;
            Ok(second)
        })
        .await;
    // One of the two has it: the other is the only one that can be meant.
    let path = format!("{}?positionId={second}", scene.path("/reactivate"));
    ola.post(&path, Value::Null).await.expect_problem(409, "wrong_status");
    let there = scene.app.sign_in(scene.world.ida.person, second).await;
    let opened: AssignmentDetails = there.get(&scene.path("")).await.expect(200).read_as();
    assert_eq!(opened.actions, [], "it has it");
    let own = plans_of(&ola, second).await.into_iter().find(|plan| plan.active).expect("the plan").id;
    ola.post(&format!("/assignments/{own}/deactivate"), Value::Null).await.expect(200);
    let refused = ola.post(&scene.path("/reactivate"), Value::Null).await.expect_problem(422, "validation_failed");
    assert_eq!(refused.json()["fields"][0]["field"], "positionId");
    let again: AssignmentDetails = ola.post(&path, Value::Null).await.expect(200).read_as();
    assert_eq!((again.summary.id, again.summary.active), (own, true));
    let old: AssignmentDetails = ida.get(&scene.path("")).await.expect(200).read_as();
    assert!(!old.summary.active && old.actions == [AssignmentAction::Reactivate]);
    scene.app.assert_counters().await;
}

/// Proves ASG-4, LOA-5, LOA-6: when a loan has ended its plans are found by the lender and the employee, who may take them
/// home; who has somebody on loan sees nothing of earlier positions.
#[rstest]
#[actix_web::test]
async fn after_a_loan(#[values(On::Sqlite, On::Postgres)] on: On) {
    use crate::loan::{day, lend, morning, to};
    let Some(app) = TestApp::start(on).await else { return };
    let world = app.world().await;
    let mona = app.sign_in(world.mona.person, world.mona.position).await;
    lend(mona, world.ida.position, to(world.other, &day(1), Some(&day(2)))).await;
    morning(&app, &day(1)).await;
    let there = app
        .system(async |work| {
            let sql = Sql::new("SELECT id FROM position WHERE state = 'open' AND kind = 'loan' AND person_id = ");
            Ok(work.tx.value::<PositionId>(sql.bind(world.ida.person)).await?.expect("the loan"))
        })
        .await;
    app.system(async |work| {
        let plan = crate::support::plans::plan(work, world.other, world.ola, "Borte", &[None]).await;
        crate::support::plans::assign(work, &plan, Someone { position: there, ..world.ida }).await;
        Ok(())
    })
    .await;
    let ola = app.sign_in(world.ola.person, world.ola.position).await;
    let lent = plans_of(&ola, there).await[0].id;
    mona.get(&format!("/assignments/{lent}")).await.expect_problem(404, "not_found");
    morning(&app, &day(3)).await;
    ola.get(&format!("/assignments/{lent}")).await.expect_problem(404, "not_found");
    let listed = plans_of(&mona, world.ida.position).await;
    assert_eq!((listed.len(), listed[0].id, listed[0].active, listed[0].earlier), (1, lent, false, true));

    // Lent out again, to where she was: Ola sees the plans of this loan, none of the last.
    lend(mona, world.ida.position, to(world.other, &day(4), Some(&day(9)))).await;
    morning(&app, &day(4)).await;
    ola.get(&format!("/assignments/{lent}")).await.expect_problem(404, "not_found");
    let ida = app.sign_in(world.ida.person, world.ida.position).await;
    let again: AssignmentDetails =
        ida.post(&format!("/assignments/{lent}/reactivate"), Value::Null).await.expect(200).read_as();
    assert_eq!((again.summary.position_id, again.summary.active), (world.ida.position, true));
    app.assert_counters().await;
}
