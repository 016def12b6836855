//! FUL-12 through the API.

use kyndig_contract::assignment::AssignmentDetails;
use kyndig_db::Sql;
use kyndig_domain::standing::{EventKind, Status};
use rstest::rstest;
use serde_json::{Value, json};

use super::*;

fn two() -> [(&'static str, Value); 2] {
    [("Seng", json!({})), ("HLR", json!({"mustBeDone": true}))]
}

fn statuses(plan: &AssignmentDetails) -> Vec<Status> {
    plan.sections.iter().flat_map(|section| &section.requirements).map(|one| one.status).collect()
}

/// Proves FUL-12, FUL-2, FUL-1: with a comment, in one plan alone; not what must be done; undone at will, and as before.
#[rstest]
#[actix_web::test]
async fn not_relevant_in_one_plan(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(scene) = Scene::make(on, &two()).await else { return };
    let other = scene
        .app
        .system(async |work| {
            let plan = content::plan(work, scene.world.trust_a, scene.world.admin.person, "Felles").await;
            let by = scene.world.admin.person;
            content::take_in(work, plan, by, scene.ids[0], PlanRequirementState::Active, None).await;
            Ok(plan)
        })
        .await;
    let other = give(&scene.app, &scene.world, other).await;
    let ida = scene.ida().await;
    details(ida.put(&scene.at(0, "/draft"), json!({"performedOn": "2026-11-10"})).await);
    let mark = scene.in_plan(0, "/not-relevant");
    for comment in ["", "  "] {
        ida.put(&mark, json!({"comment": comment})).await.expect_problem(422, "validation_failed");
    }
    let must = scene.in_plan(1, "/not-relevant");
    ida.put(&must, json!({"comment": "Nei"})).await.expect_problem(409, "must_be_done");
    let marked: AssignmentDetails = ida.put(&mark, json!({"comment": "Ikke hos oss."})).await.expect(200).read_as();
    assert_eq!(statuses(&marked), [Status::NotRelevant, Status::NotStarted]);
    assert_eq!((marked.summary.counts.total(), marked.summary.counts.fulfilled), (2, 1));
    let elsewhere: AssignmentDetails = ida.get(&format!("/assignments/{other}")).await.expect(200).read_as();
    assert_eq!(statuses(&elsewhere), [Status::Started]);
    let now = scene.now(0).await;
    let why =
        now.plans.iter().find(|plan| plan.assignment_id == scene.assignment).and_then(|plan| plan.not_relevant.clone());
    assert_eq!(why.map(|why| (why.comment, why.by_section)), Some(("Ikke hos oss.".to_owned(), false)));
    assert!(now.plans.iter().any(|plan| plan.assignment_id == other && plan.not_relevant.is_none()));
    assert_eq!((now.status, kinds(&now)[0]), (Status::Started, EventKind::MarkedNotRelevant));
    scene.app.assert_counters().await;

    let back: AssignmentDetails = ida.delete(&mark).await.expect(200).read_as();
    assert_eq!(statuses(&back), [Status::Started, Status::NotStarted]);
    ida.delete(&mark).await.expect(200);
    assert_eq!(kinds(&scene.now(0).await)[..2], [EventKind::MarkedRelevant, EventKind::MarkedNotRelevant]);
    let siri = scene.app.sign_in(scene.world.siri.person, scene.world.siri.position).await;
    siri.put(&mark, json!({"comment": "Nei"})).await.expect_problem(404, "not_found");
    scene.app.assert_counters().await;
}

/// Proves FUL-12, ASG-6: what is not relevant is nothing left to do.
#[rstest]
#[actix_web::test]
async fn a_plan_is_complete_without_what_is_not_relevant(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(scene) = Scene::make(on, &two()).await else { return };
    let ida = scene.ida().await;
    details(ida.post(&scene.at(1, "/fulfil"), json!({"performedOn": "2026-11-10"})).await);
    assert!(!scene.assignment().await.summary.completed);
    ida.put(&scene.in_plan(0, "/not-relevant"), json!({"comment": "Ikke hos oss."})).await.expect(200);
    assert!(scene.assignment().await.summary.completed);
    ida.delete(&scene.in_plan(0, "/not-relevant")).await.expect(200);
    assert!(!scene.assignment().await.summary.completed);
}

/// Proves FUL-12: a whole section, where the plan allows it: what must be done too, and what comes into it later; each
/// stands as before when it is relevant again.
#[rstest]
#[actix_web::test]
async fn a_whole_section(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(scene) = Scene::make(on, &two()).await else { return };
    let ida = scene.ida().await;
    details(ida.post(&scene.at(0, "/fulfil"), json!({"performedOn": "2026-11-10"})).await);
    // One that is not relevant by itself.
    let alone = scene
        .app
        .system(async |work| {
            let by = scene.world.admin.person;
            let id = content::published(work, scene.world.trust_a, by, "Rullestol", json!({})).await;
            let affected = kyndig_gate::Affected::in_plan(scene.plan.id, vec![id]);
            kyndig_gate::change(work, &affected, async || {
                content::take_in(work, scene.plan, by, id, PlanRequirementState::Active, None).await;
                Ok(id)
            })
            .await
        })
        .await;
    let by_itself = format!("/assignments/{}/requirements/{alone}/not-relevant", scene.assignment);
    ida.put(&by_itself, json!({"comment": "Har vi ikke."})).await.expect(200);
    let mark = format!("/assignments/{}/sections/{}/not-relevant", scene.assignment, scene.plan.section);
    let why = json!({"comment": "Vi har ingen slik post."});
    ida.put(&mark, why.clone()).await.expect_problem(409, "section_must_be_done");
    scene
        .app
        .system(async |work| {
            let sql = Sql::new("UPDATE section SET may_be_not_relevant = TRUE WHERE id = ").bind(scene.plan.section);
            work.tx.execute(sql).await?;
            Ok(())
        })
        .await;
    ida.put(&mark, json!({"comment": " "})).await.expect_problem(422, "validation_failed");
    let marked: AssignmentDetails = ida.put(&mark, why).await.expect(200).read_as();
    assert_eq!(statuses(&marked), [Status::NotRelevant; 3]);
    let section = marked.sections[0].not_relevant.as_ref().expect("why");
    assert_eq!((section.comment.as_str(), section.marked_by.name.as_str()), ("Vi har ingen slik post.", "Ida Nilsen"));
    assert!(marked.summary.completed);
    assert_eq!(scene.now(1).await.history[0].comment, "Vi har ingen slik post.");
    scene.app.assert_counters().await;

    // What comes into it later is not relevant either.
    scene
        .app
        .system(async |work| {
            let by = scene.world.admin.person;
            let id = content::published(work, scene.world.trust_a, by, "Ny", json!({})).await;
            let affected = kyndig_gate::Affected::in_plan(scene.plan.id, vec![id]);
            kyndig_gate::change(work, &affected, async || {
                content::take_in(work, scene.plan, by, id, PlanRequirementState::Active, None).await;
                Ok(())
            })
            .await
        })
        .await;
    let later = scene.assignment().await;
    assert_eq!(statuses(&later), [Status::NotRelevant; 4]);
    assert!(later.summary.completed);
    scene.app.assert_counters().await;

    let back: AssignmentDetails = ida.delete(&mark).await.expect(200).read_as();
    let mut now = statuses(&back);
    now.sort_by_key(|status| status.as_str());
    assert_eq!(now, [Status::Fulfilled, Status::NotRelevant, Status::NotStarted, Status::NotStarted]);
    let still = back.sections[0].requirements.iter().find(|one| one.status == Status::NotRelevant).expect("the one");
    assert_eq!(still.requirement_id, alone, "as it was before the section was");
    let path = format!("/people/{}/standings/{alone}", scene.world.ida.person);
    assert_eq!(kinds(&details(ida.get(&path).await)), [EventKind::MarkedNotRelevant], "nothing happened to it since");
    assert_eq!(kinds(&scene.now(1).await), [EventKind::MarkedRelevant, EventKind::MarkedNotRelevant]);
    scene.app.assert_counters().await;
}
