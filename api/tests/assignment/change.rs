//! Plans given, taken away, given back and approved: one, a table of them, and all that match.

use chrono::{DateTime, Utc};
use kyndig_contract::employee::EmployeeSummary;
use kyndig_contract::{
    assignment::{
        AssignedToMatching, AssignmentAct, AssignmentAction, AssignmentTableCell, ChangedAssignments, WaitingAssignment,
    },
    page::Page,
};
use kyndig_domain::{
    assignment::{AssignmentEventKind, AssignmentStatus},
    ids::AssignmentId,
    role::Role,
};
use serde_json::Value;

use super::*;
use crate::support::{grant, someone};

async fn change(who: &Client<'_>, cells: &[(PlanId, PositionId, AssignmentAct)]) -> ChangedAssignments {
    let cells: Vec<Value> =
        cells.iter().map(|(plan, position, act)| json!({"planId": plan, "positionId": position, "act": act})).collect();
    who.post("/assignments/changes", json!({"cells": cells})).await.expect(200).read_as()
}

async fn opened(who: &Client<'_>, assignment: AssignmentId) -> AssignmentDetails {
    who.get(&format!("/assignments/{assignment}")).await.expect(200).read_as()
}

fn statuses(plan: &AssignmentDetails) -> Vec<Status> {
    plan.sections.iter().flat_map(|section| &section.requirements).map(|one| one.status).collect()
}

fn kinds(plan: &AssignmentDetails) -> Vec<AssignmentEventKind> {
    plan.history.iter().map(|event| event.kind).collect()
}

/// Proves ASG-1, ASG-2: a table of plans and employees in one go: given, deactivated, given back, deleted; what is skipped
/// says why, and a plan that is begun is not deleted.
#[rstest]
#[actix_web::test]
async fn a_table_of_plans_and_employees(#[values(On::Sqlite, On::Postgres)] on: On) {
    use AssignmentAct::{Assign, Deactivate, Delete, Reactivate};
    let Some(app) = TestApp::start(on).await else { return };
    let world = app.world().await;
    let (fire, ids) = fire_and_cpr(&app, &world).await;
    let hygiene = app
        .system(async |work| {
            let one = [("Hygiene", false, None)];
            Ok(content::plan_with(work, world.trust_a, world.admin.person, "Hygiene", &one).await.0)
        })
        .await;
    let mona = app.sign_in(world.mona.person, world.mona.position).await;
    let (ida, per, nils) = (world.ida.position, world.per.position, world.nils.position);
    let all = [(fire.id, ida, Assign), (fire.id, per, Assign), (hygiene.id, ida, Assign), (hygiene.id, nils, Assign)];
    let given = change(&mona, &all).await;
    assert_eq!(given.done.len(), 3);
    assert_eq!((given.skipped[0].reason, given.skipped[0].name.as_deref()), (SkipReason::NoAccess, None));
    assert_eq!((app.count("assignment").await, app.count("standing").await), (3, 5));
    app.assert_counters().await;

    let ida_here = app.sign_in(world.ida.person, ida).await;
    let done = json!({"performedOn": "2026-11-20"});
    ida_here.post(&format!("/people/{}/standings/{}/fulfil", world.ida.person, ids[0]), done).await.expect(200);
    let table = async |who: &Client<'_>| -> Vec<AssignmentTableCell> {
        let query = format!("positions={ida},{per},{nils}&plans={},{}", fire.id, hygiene.id);
        who.get(&format!("/assignment-table?{query}")).await.expect(200).read_as::<Page<_>>().items
    };
    let shown = table(&mona).await;
    assert_eq!(shown.len(), 4, "Nils is not hers");
    let of = |plan: PlanId, position: PositionId| {
        shown
            .iter()
            .find(|cell| (cell.plan_id, cell.position_id) == (plan, position))
            .map(|cell| (cell.active, &*cell.acts))
    };
    assert_eq!(of(fire.id, ida), Some((Some(true), &[Deactivate][..])));
    assert_eq!(of(fire.id, per), Some((Some(true), &[Deactivate, Delete][..])));
    assert_eq!(of(hygiene.id, per), Some((None, &[Assign][..])));
    let siri = app.sign_in(world.siri.person, world.siri.position).await;
    assert_eq!(table(&siri).await.iter().map(|cell| cell.position_id).collect::<Vec<_>>(), [nils, nils]);
    let many = vec![ida.to_string(); 101].join(",");
    mona.get(&format!("/assignment-table?positions={many}&plans={}", fire.id))
        .await
        .expect_problem(422, "validation_failed");

    let second = [
        (fire.id, ida, Delete),
        (fire.id, per, Delete),
        (hygiene.id, ida, Deactivate),
        (hygiene.id, per, Deactivate),
        (hygiene.id, ida, Assign),
    ];
    let changed = change(&mona, &second).await;
    let did: Vec<_> = changed.done.iter().map(|one| (one.cell.plan_id, one.cell.position_id, one.cell.act)).collect();
    assert_eq!(did, [second[1], second[2]]);
    let skipped: Vec<_> = changed.skipped.iter().map(|one| (one.cell.position_id, one.reason)).collect();
    assert_eq!(skipped, [(ida, SkipReason::Started), (per, SkipReason::NotAssigned)]);
    assert_eq!(plans_of(&mona, per).await, []);
    app.assert_counters().await;

    let back =
        change(&mona, &[(hygiene.id, ida, Reactivate), (fire.id, ida, Reactivate), (fire.id, per, Reactivate)]).await;
    assert_eq!(back.done.len(), 1);
    let reasons: Vec<_> = back.skipped.iter().map(|one| one.reason).collect();
    assert_eq!(reasons, [SkipReason::HasItAlready, SkipReason::NotAssigned]);
    assert!(plans_of(&mona, ida).await.iter().all(|plan| plan.active));
    app.assert_counters().await;
}

/// Proves ASG-4, ASG-7: a deactivated plan stands as it did then, whatever is done later; it counts no more, may be given
/// back by the employee, and then says what holds.
#[rstest]
#[actix_web::test]
async fn deactivated_it_stands_as_it_did(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(app) = TestApp::start(on).await else { return };
    let world = app.world().await;
    let (plan, ids) = fire_and_cpr(&app, &world).await;
    let other = app
        .system(async |work| {
            let other = content::plan(work, world.trust_a, world.admin.person, "Felles").await;
            for id in &ids {
                let active = PlanRequirementState::Active;
                content::take_in(work, other, world.admin.person, *id, active, None).await;
            }
            Ok(other)
        })
        .await;
    let mona = app.sign_in(world.mona.person, world.mona.position).await;
    let given = assign(&mona, plan.id, &[world.ida.position]).await.assigned[0].assignment_id;
    assign(&mona, other.id, &[world.ida.position]).await;
    let ida = app.sign_in(world.ida.person, world.ida.position).await;
    let at = |which: usize| format!("/people/{}/standings/{}", world.ida.person, ids[which]);
    ida.post(&format!("{}/fulfil", at(0)), json!({"performedOn": "2026-11-20"})).await.expect(200);
    assert_eq!(opened(&mona, given).await.actions, [AssignmentAction::Deactivate]);
    app.clock.advance(chrono::TimeDelta::seconds(1));
    let path = |act: &str| format!("/assignments/{given}/{act}");
    let off: AssignmentDetails = mona.post(&path("deactivate"), Value::Null).await.expect(200).read_as();
    assert!(!off.summary.active);
    assert_eq!(off.actions, [AssignmentAction::Reactivate]);
    mona.post(&path("deactivate"), Value::Null).await.expect_problem(409, "wrong_status");
    app.assert_counters().await;
    ida.post(&format!("{}/fulfil", at(1)), json!({"performedOn": "2026-11-20"})).await.expect(200);
    assert_eq!(statuses(&opened(&ida, given).await), [Status::Fulfilled, Status::NotStarted]);

    ida.post(&path("deactivate"), Value::Null).await.expect_problem(403, "forbidden");
    let per = app.sign_in(world.per.person, world.per.position).await;
    per.post(&path("reactivate"), Value::Null).await.expect_problem(404, "not_found");
    app.clock.advance(chrono::TimeDelta::seconds(1));
    let on_again: AssignmentDetails = ida.post(&path("reactivate"), Value::Null).await.expect(200).read_as();
    assert_eq!(statuses(&on_again), [Status::Fulfilled, Status::Fulfilled]);
    assert_eq!(
        kinds(&on_again)[..2],
        [AssignmentEventKind::Completed, AssignmentEventKind::Reactivated],
        "complete at once"
    );
    app.assert_counters().await;
}

/// Proves ASG-2: what was given by mistake is deleted as though it had not been; not when something has been done in it.
#[rstest]
#[actix_web::test]
async fn deleted_while_nothing_is_done(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(app) = TestApp::start(on).await else { return };
    let world = app.world().await;
    let (plan, ids) = fire_and_cpr(&app, &world).await;
    let mona = app.sign_in(world.mona.person, world.mona.position).await;
    let given = assign(&mona, plan.id, &[world.ida.position]).await.assigned[0].assignment_id;
    let path = format!("/assignments/{given}");
    assert!(opened(&mona, given).await.actions.contains(&AssignmentAction::Delete));
    let standing = format!("/people/{}/standings/{}", world.ida.person, ids[0]);
    // A deadline is not the employee's doing.
    mona.put(&format!("{standing}/deadline"), json!({"deadline": "2026-12-24"})).await.expect(200);
    mona.delete(&path).await.expect(204);
    mona.get(&path).await.expect_problem(404, "not_found");
    assert_eq!((app.count("assignment").await, app.count("assignment_event").await), (0, 0));
    app.assert_counters().await;

    let given = assign(&mona, plan.id, &[world.ida.position]).await.assigned[0].assignment_id;
    let ida = app.sign_in(world.ida.person, world.ida.position).await;
    ida.put(&format!("{standing}/draft"), json!({"performedOn": "2026-11-20"})).await.expect(200);
    mona.delete(&format!("/assignments/{given}")).await.expect_problem(409, "plan_started");
    assert!(!opened(&mona, given).await.actions.contains(&AssignmentAction::Delete));
}

/// Proves ASG-3: to all that match, on however many pages, and how many were skipped and why.
#[rstest]
#[actix_web::test]
async fn to_all_that_match(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(app) = TestApp::start(on).await else { return };
    let world = app.world().await;
    let (plan, _) = fire_and_cpr(&app, &world).await;
    app.system(async |work| {
        for number in 0..120 {
            let name = format!("Line Lie {number}");
            someone(work, &name, world.trust_a, world.ward, Some(world.mona.person)).await;
        }
        Ok(())
    })
    .await;
    let mona = app.sign_in(world.mona.person, world.mona.position).await;
    assign(&mona, plan.id, &[world.ida.position]).await;
    let to = async |matching: Value| -> AssignedToMatching {
        let body = json!({"planId": plan.id, "matching": matching});
        mona.post("/assignments/matching", body).await.expect(200).read_as()
    };
    assert_eq!(to(json!({"search": "lie lin"})).await.assigned, 120);
    let rest = to(json!({})).await;
    let skipped: Vec<_> = rest.skipped.iter().map(|one| (one.reason, one.count)).collect();
    assert_eq!(skipped, [(SkipReason::HasItAlready, 121)]);
    assert!(rest.assigned > 0);
    assert_eq!(to(json!({"search": "ingen"})).await, AssignedToMatching { assigned: 0, skipped: Vec::new() });
    app.assert_counters().await;
}

/// Proves ASG-6, ASG-7, FUL-4, and of FOL-1, FOL-3: with nothing left the plan waits for a manager, who approves it, and may take that back;
/// something open again takes it back by itself; nobody approves their own.
#[rstest]
#[actix_web::test]
async fn a_manager_approves(#[values(On::Sqlite, On::Postgres)] on: On) {
    use AssignmentStatus::{Active, Approved, AwaitsApproval};
    let Some(app) = TestApp::start(on).await else { return };
    let world = app.world().await;
    let (plan, ids) = fire_and_cpr(&app, &world).await;
    app.system(async |work| {
        let sql = Sql::new("UPDATE plan SET completion = 'manager_approval' WHERE id = ").bind(plan.id);
        work.tx.execute(sql).await?;
        Ok(())
    })
    .await;
    let mona = app.sign_in(world.mona.person, world.mona.position).await;
    let given = assign(&mona, plan.id, &[world.ida.position]).await.assigned[0].assignment_id;
    let ida = app.sign_in(world.ida.person, world.ida.position).await;
    let at = |which: usize, act: &str| format!("/people/{}/standings/{}/{act}", world.ida.person, ids[which]);
    let path = |act: &str| format!("/assignments/{given}/{act}");
    let waiting = async || -> Page<WaitingAssignment> { mona.get("/waiting-assignments").await.expect(200).read_as() };
    let tick = || {
        app.clock.advance(chrono::TimeDelta::seconds(1));
    };
    ida.post(&at(0, "fulfil"), json!({"performedOn": "2026-11-20"})).await.expect(200);
    mona.post(&path("approve"), Value::Null).await.expect_problem(409, "wrong_status");
    assert_eq!(waiting().await.total, Some(0));
    tick();
    ida.post(&at(1, "fulfil"), json!({"performedOn": "2026-11-20"})).await.expect(200);
    let ready = opened(&mona, given).await;
    assert!(ready.summary.awaits_approval && !ready.summary.completed);
    assert_eq!(kinds(&ready)[0], AssignmentEventKind::Ready);
    assert!(ready.actions.contains(&AssignmentAction::Approve));
    assert!(!opened(&ida, given).await.actions.contains(&AssignmentAction::Approve));
    let list = waiting().await;
    assert_eq!((list.total, list.items[0].assignment_id), (Some(1), given));
    assert_eq!((list.items[0].person.name.as_str(), list.items[0].plan_name.as_str()), ("Ida Nilsen", "Brann og HLR"));
    let tasks = mona.get("/tasks").await.expect(200).json();
    assert_eq!(tasks["approvals"], 1);
    // The overview marks it, as a number beside the bar, and the employee is told.
    let marked = async || -> Vec<i64> {
        let page: Page<EmployeeSummary> = mona.get("/employees").await.expect(200).read_as();
        page.items.iter().map(|row| row.awaiting_approval).collect()
    };
    assert_eq!(marked().await, [1, 0]);
    let own = plans_of(&ida, world.ida.position).await;
    assert!(own[0].awaits_approval && !own[0].completed);
    // FOL-3: a task of whose it is; the others who may approve find it in their list.
    for role in [Role::SubjectLeadB, Role::TrustAdmin, Role::DelegatedManager] {
        let other = app
            .system(async |work| {
                let new = someone(work, &format!("Nora {role}"), world.trust_a, world.ward, None).await;
                grant(work, new.position, role, Some(world.ward)).await;
                Ok(new)
            })
            .await;
        let client = app.sign_in(other.person, other.position).await;
        let listed: Page<WaitingAssignment> = client.get("/waiting-assignments").await.expect(200).read_as();
        assert_eq!((listed.total, listed.items[0].assignment_id), (Some(1), given));
        for path in ["/tasks", "/home"] {
            let told = client.get(path).await.expect(200).json();
            let tasks = if path == "/home" { &told["tasks"] } else { &told };
            assert_eq!((&tasks["approvals"], &tasks["items"]), (&json!(0), &json!([])), "{role} {path}");
        }
    }
    // It waits for the manager's deputy too, when they act as that.
    app.system(async |work| {
        let row = [world.mona.person.into(), world.per.person.into(), work.now.into()];
        let sql = Sql::new("INSERT INTO deputy (manager_id, deputy_id, named_at) VALUES ").rows([row]);
        Ok(work.tx.execute(sql).await?)
    })
    .await;
    let per = app.sign_in(world.per.person, world.per.position).await;
    let as_deputy = json!({"positionId": world.per.position, "deputyFor": world.mona.person});
    assert_eq!(per.get("/tasks").await.expect(200).json()["approvals"], 0);
    per.put("/session/acting-as", as_deputy).await.expect(200);
    assert_eq!(per.get("/tasks").await.expect(200).json()["approvals"], 1);
    ida.post(&path("approve"), Value::Null).await.expect_problem(403, "forbidden");
    let siri = app.sign_in(world.siri.person, world.siri.position).await;
    siri.post(&path("approve"), Value::Null).await.expect_problem(404, "not_found");

    tick();
    let approved: AssignmentDetails = mona.post(&path("approve"), Value::Null).await.expect(200).read_as();
    assert!(approved.summary.completed && !approved.summary.awaits_approval);
    assert_eq!(marked().await, [0, 0]);
    assert_eq!(approved.history[0].by.as_ref().map(|who| who.name.as_str()), Some("Mona Leder"));
    assert_eq!(waiting().await.total, Some(0));
    tick();
    let back: AssignmentDetails = mona.post(&path("withdraw-approval"), Value::Null).await.expect(200).read_as();
    assert!(back.summary.awaits_approval && !back.summary.completed);
    mona.post(&path("withdraw-approval"), Value::Null).await.expect_problem(409, "wrong_status");
    tick();
    mona.post(&path("approve"), Value::Null).await.expect(200);
    tick();
    // FUL-4: another date leaves the approval; no date any more does not.
    ida.post(&at(1, "fulfil"), json!({"performedOn": "2026-11-19", "unlock": true})).await.expect(200);
    assert!(opened(&mona, given).await.summary.completed);
    tick();
    ida.put(&at(1, "draft"), json!({"unlock": true})).await.expect(200);
    let open = opened(&mona, given).await;
    assert!(!open.summary.completed && !open.summary.awaits_approval);
    assert_eq!(
        kinds(&open)[..4],
        [
            AssignmentEventKind::Reopened,
            AssignmentEventKind::Approved,
            AssignmentEventKind::ApprovalWithdrawn,
            AssignmentEventKind::Approved
        ]
    );
    let statuses: Vec<_> = open.history.iter().map(|event| event.status).collect();
    // who, and when
    assert!(open.history.windows(2).all(|two| two[0].at >= two[1].at));
    let by: Vec<_> = open.history.iter().map(|event| event.by.as_ref().map(|who| who.name.as_str())).collect();
    assert_eq!(by[..4], [Some("Ida Nilsen"), Some("Mona Leder"), Some("Mona Leder"), Some("Mona Leder")]);
    assert_eq!(statuses, [Active, Approved, AwaitsApproval, Approved, AwaitsApproval, Active]);
}

/// Proves FUL-4, and of FUL-17, ASG-6, ASG-7: what was signed is unlocked and sent anew, which takes the plan's approval; undone
/// within ten seconds, the plan is approved as before, by whom and when, and its history says so. Not where something
/// else was left to do meanwhile.
#[rstest]
#[actix_web::test]
async fn an_approval_comes_back_with_what_is_undone(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(app) = TestApp::start(on).await else { return };
    let world = app.world().await;
    let (plan, ids) = app
        .system(async |work| {
            let requirements = [("Infusjon", true, None), ("HLR", false, None)];
            let made = content::plan_with(work, world.trust_a, world.admin.person, "Infusjon", &requirements).await;
            let sql = Sql::new("UPDATE plan SET completion = 'manager_approval' WHERE id = ").bind(made.0.id);
            work.tx.execute(sql).await?;
            Ok(made)
        })
        .await;
    let mona = app.sign_in(world.mona.person, world.mona.position).await;
    let given = assign(&mona, plan.id, &[world.ida.position]).await.assigned[0].assignment_id;
    let ida = app.sign_in(world.ida.person, world.ida.position).await;
    let per = app.sign_in(world.per.person, world.per.position).await;
    let at = |which: usize, act: &str| format!("/people/{}/standings/{}/{act}", world.ida.person, ids[which]);
    let tick = || {
        app.clock.advance(chrono::TimeDelta::seconds(1));
    };
    let done = json!({"performedOn": "2026-11-20"});
    ida.post(&at(1, "fulfil"), done.clone()).await.expect(200);
    let sent = json!({"performedOn": "2026-11-20", "signerId": world.per.person});
    let asked = ida.post(&at(0, "send"), sent.clone()).await.expect(200).json();
    let request = asked["request"]["id"].as_str().expect("a request").to_owned();
    per.post(&format!("/signature-requests/{request}/sign"), json!({})).await.expect(200);
    tick();
    mona.post(&format!("/assignments/{given}/approve"), Value::Null).await.expect(200);
    let completed_at = async || -> Option<DateTime<Utc>> {
        let tx = app.state.db.read().await.expect("a transaction");
        let sql = Sql::new("SELECT completed_at FROM assignment WHERE completed_at IS NOT NULL");
        tx.value(sql).await.expect("an answer")
    };
    let when = completed_at().await;
    let stored = async || -> i64 {
        let by = if app.is_postgres() {
            format!("'{}'", world.mona.person)
        } else {
            format!("x'{}'", world.mona.person.0.simple())
        };
        app.count(&format!("assignment WHERE approved_by = {by} AND ready_at < completed_at")).await
    };
    assert_eq!(stored().await, 1);
    let anew = || {
        let mut anew = sent.clone();
        anew["unlock"] = json!(true);
        anew
    };
    let undo = format!("/people/{}/standings/undo", world.ida.person);
    let back = json!({"requirementIds": [ids[0]]});

    tick();
    ida.post(&at(0, "send"), anew()).await.expect(200);
    let open = opened(&ida, given).await;
    assert!(!open.summary.completed && !open.summary.awaits_approval);
    tick();
    assert_eq!(ida.post(&undo, back.clone()).await.expect(200).json()["done"], json!([ids[0]]));
    let again = opened(&ida, given).await;
    assert!(again.summary.completed && !again.summary.awaits_approval);
    assert_eq!((completed_at().await, when.is_some()), (when, true));
    assert_eq!((stored().await, statuses(&again)), (1, vec![Status::Fulfilled, Status::Fulfilled]));
    let told: Vec<_> = again.history.iter().take(3).map(|event| (event.kind, event.status)).collect();
    assert_eq!(
        told,
        [
            (AssignmentEventKind::ApprovalRestored, AssignmentStatus::Approved),
            (AssignmentEventKind::Reopened, AssignmentStatus::Active),
            (AssignmentEventKind::Approved, AssignmentStatus::Approved),
        ]
    );
    app.assert_counters().await;

    // Something else is left to do by the time it is undone: no longer approved, and not again by itself.
    tick();
    ida.post(&at(0, "send"), anew()).await.expect(200);
    ida.put(&at(1, "draft"), json!({"unlock": true})).await.expect(200);
    ida.post(&undo, back).await.expect(200);
    assert_eq!(stored().await, 0);
    ida.post(&at(1, "fulfil"), done).await.expect(200);
    let waits = opened(&ida, given).await;
    assert!(waits.summary.awaits_approval && !waits.summary.completed);
    app.assert_counters().await;
}
