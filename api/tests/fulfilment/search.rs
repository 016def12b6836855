//! FUL-15 and FUL-16 through the API.

use kyndig_contract::{
    assignment::{ArchivedRequirement, OwnRequirements, Progress},
    page::Page,
};
use kyndig_domain::standing::Status;
use rstest::rstest;
use serde_json::json;

use super::*;

fn shown(found: &OwnRequirements) -> Vec<(&str, &str)> {
    found.items.iter().map(|one| (one.requirement.name.as_str(), one.plan_name.as_str())).collect()
}

/// Proves FUL-15: by name and number, one line a plan, what is the same together, with how far each plan is; narrowed by
/// method and status; empty, what one did last comes first.
#[rstest]
#[actix_web::test]
async fn found_in_ones_own_plans(#[values(On::Sqlite, On::Postgres)] on: On) {
    let course = json!({"learningMethod": "course"});
    let several = [("Brannvern", course), ("Håndhygiene", json!({})), ("Håndtering av smitte", json!({}))];
    let Some(scene) = Scene::make(on, &several).await else { return };
    let other = scene
        .app
        .system(async |work| {
            let plan = content::plan(work, scene.world.trust_a, scene.world.admin.person, "Felles").await;
            let by = scene.world.admin.person;
            content::take_in(work, plan, by, scene.ids[1], PlanRequirementState::Active, None).await;
            // of somebody else, and not Ida's
            content::published(work, scene.world.trust_a, by, "Håndvask", json!({})).await;
            Ok(plan)
        })
        .await;
    give(&scene.app, &scene.world, other).await;
    let ida = scene.ida().await;
    let find = async |query: &str| -> OwnRequirements {
        ida.get(&format!("/my/requirements?{query}")).await.expect(200).read_as()
    };
    assert_eq!(shown(&find("").await), []);
    let hand = [("Håndhygiene", "Felles"), ("Håndhygiene", "Ny sykepleier"), ("Håndtering av smitte", "Ny sykepleier")];
    assert_eq!(shown(&find("search=H%C3%85ND").await), hand);
    let numbered = find("search=H%C3%85ND").await;
    let numbers: Vec<_> = numbered.items.iter().map(|one| one.requirement.number.as_str()).collect();
    assert_eq!(numbers, ["KR-10002", "KR-10002", "KR-10003"], "the same before the same");
    assert_eq!(shown(&find("search=smitte%20h%C3%A5nd").await), hand[2..]);
    assert_eq!(shown(&find("search=KR-10001").await), [("Brannvern", "Ny sykepleier")]);
    assert_eq!(shown(&find("search=vask").await), []);
    details(ida.post(&scene.at(1, "/fulfil"), json!({"performedOn": "2026-11-20"})).await);
    scene.app.clock.advance(chrono::TimeDelta::seconds(1));
    details(ida.put(&scene.at(0, "/draft"), json!({"performedOn": "2026-11-20"})).await);
    let last = find("").await;
    assert_eq!(shown(&last), [("Brannvern", "Ny sykepleier"), hand[0], hand[1]]);
    let progress: Vec<Progress> = last.items.iter().map(|one| one.progress).collect();
    assert_eq!(progress, [Progress::Started, Progress::Completed, Progress::Started]);
    assert_eq!(shown(&find("search=n&status=started").await), [("Brannvern", "Ny sykepleier")]);
    assert_eq!(shown(&find("search=n&learningMethod=course").await), [("Brannvern", "Ny sykepleier")]);
    assert_eq!(shown(&find("search=brann&status=fulfilled").await), []);
    let per = scene.app.sign_in(scene.world.per.person, scene.world.per.position).await;
    assert_eq!(shown(&per.get("/my/requirements?search=brann").await.expect(200).read_as()), []);
}

/// Proves FUL-16, REQ-13: of what was archived name, plan and last standing are left, to those who had it.
#[rstest]
#[actix_web::test]
async fn what_was_archived(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(scene) = Scene::make(on, &[("Gammel pumpe", json!({})), ("Ny pumpe", json!({}))]).await else { return };
    let admin = scene.app.sign_in(scene.world.admin.person, scene.world.admin.position).await;
    let performed = json!({"performedOn": "2026-11-20"});
    scene.ida().await.post(&scene.at(0, "/fulfil"), performed).await.expect(200);
    let path = format!("/requirements/{}", scene.ids[0]);
    let version = admin.get(&path).await.expect(200).version();
    admin.post_if(&format!("{path}/archive"), version, json!({"reason": "Utgått"})).await.expect(200);
    let listed = async |client: &Client<'_>| -> Vec<ArchivedRequirement> {
        client.get("/my/archived-requirements").await.expect(200).read_as::<Page<_>>().items
    };
    let of_ida = listed(&scene.ida().await).await;
    let plans = vec!["Ny sykepleier".to_owned()];
    let left = ArchivedRequirement {
        requirement_id: scene.ids[0],
        name: "Gammel pumpe".to_owned(),
        plan_names: plans,
        status: Status::Fulfilled,
        reason: None,
    };
    assert_eq!(of_ida, [left]);
    let raw = scene.ida().await.get("/my/archived-requirements").await.expect(200).json();
    let fields: Vec<_> = raw["items"][0].as_object().expect("a line").keys().cloned().collect();
    assert_eq!(fields, ["name", "planNames", "requirementId", "status"], "nothing more");
    let per = scene.app.sign_in(scene.world.per.person, scene.world.per.position).await;
    assert_eq!(listed(&per).await, []);
}

/// Proves PLN-8, REQ-13: what had been deactivated in the plan when it was archived is listed too, with plan and last
/// standing; what had not yet been activated there was never the employee's, and is not.
#[rstest]
#[actix_web::test]
async fn what_was_archived_after_it_was_deactivated(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(scene) = Scene::make(on, &[("Gammel pumpe", json!({})), ("Ny pumpe", json!({}))]).await else { return };
    let by = scene.world.admin.person;
    let waiting = scene
        .app
        .system(async |work| {
            let id = content::published(work, scene.world.trust_a, by, "Kommende pumpe", json!({})).await;
            content::take_in(work, scene.plan, by, id, PlanRequirementState::Inactive, None).await;
            Ok(id)
        })
        .await;
    details(scene.ida().await.put(&scene.at(0, "/draft"), json!({"performedOn": "2026-11-20"})).await);
    let admin = scene.app.sign_in(by, scene.world.admin.position).await;
    let path = format!("/plans/{}", scene.plan.id);
    let plan: Value = admin.get(&path).await.expect(200).json();
    let held = plan["sections"][0]["requirements"].as_array().expect("requirements");
    let place = held.iter().find(|one| one["requirement"]["id"] == json!(scene.ids[0])).expect("the requirement");
    let place = place["id"].as_str().expect("an id");
    let version = plan["version"].as_i64().expect("a version");
    let why = json!({"reason": "Byttet ut"});
    admin.post_if(&format!("{path}/requirements/{place}/deactivate"), version, why).await.expect(200);
    for id in [scene.ids[0], scene.ids[1], waiting] {
        let path = format!("/requirements/{id}");
        let version = admin.get(&path).await.expect(200).version();
        admin.post_if(&format!("{path}/archive"), version, json!({"reason": "Utgått"})).await.expect(200);
    }
    let left: Page<ArchivedRequirement> =
        scene.ida().await.get("/my/archived-requirements").await.expect(200).read_as();
    let told: Vec<_> =
        left.items.iter().map(|one| (one.name.as_str(), one.plan_names.join(", "), one.status)).collect();
    let plan = || "Ny sykepleier".to_owned();
    assert_eq!(told, [("Gammel pumpe", plan(), Status::Started), ("Ny pumpe", plan(), Status::NotStarted)]);
}

/// Proves PLN-8: what is deactivated in a plan leaves its sections and counts no more, and stays listed in it with who,
/// when and why; content and progress are read as before, by the one who has it and by who follows up; it is found in the
/// search, said to be out; reactivated it is back as it stood, and a plan that is deactivated keeps what was out.
#[rstest]
#[actix_web::test]
async fn what_was_deactivated_in_a_plan(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(scene) = Scene::make(on, &[("Gammel pumpe", json!({})), ("Ny pumpe", json!({}))]).await else { return };
    let (ida, mona) = (scene.ida().await, scene.mona().await);
    details(ida.put(&scene.at(0, "/draft"), json!({"performedOn": "2026-11-20", "comment": "Halvveis"})).await);
    let admin = scene.app.sign_in(scene.world.admin.person, scene.world.admin.position).await;
    let path = format!("/plans/{}", scene.plan.id);
    let place = async || -> (i64, String) {
        let plan: Value = admin.get(&path).await.expect(200).json();
        let held = plan["sections"][0]["requirements"].as_array().expect("requirements");
        let one = held.iter().find(|one| one["requirement"]["id"] == json!(scene.ids[0])).expect("the requirement");
        (plan["version"].as_i64().expect("a version"), one["id"].as_str().expect("an id").to_owned())
    };
    let (version, id) = place().await;
    let why = json!({"reason": "Byttet ut"});
    admin.post_if(&format!("{path}/requirements/{id}/deactivate"), version, why).await.expect(200);

    let now = scene.assignment().await;
    let names = |now: &AssignmentDetails| -> Vec<String> {
        now.sections.iter().flat_map(|section| &section.requirements).map(|one| one.name.clone()).collect()
    };
    assert_eq!((names(&now), now.summary.counts.total()), (vec!["Ny pumpe".to_owned()], 1));
    let of_mona: AssignmentDetails =
        mona.get(&format!("/assignments/{}", scene.assignment)).await.expect(200).read_as();
    assert_eq!(of_mona.deactivated, now.deactivated);
    let [out] = now.deactivated.as_slice() else { panic!("{:?}", now.deactivated) };
    assert_eq!((out.requirement.name.as_str(), word(out.requirement.status)), ("Gammel pumpe", "started".to_owned()));
    assert_eq!((out.section.as_str(), out.deactivated.reason.as_str()), ("Medikamenthåndtering", "Byttet ut"));
    assert_eq!(out.deactivated.by.id, scene.world.admin.person);
    assert!((scene.app.now() - out.deactivated.at).num_seconds() < 10);
    for who in [&ida, &mona] {
        let read = details(who.get(&scene.at(0, "")).await);
        assert_eq!((read.requirement.name.as_str(), read.comment.as_str()), ("Gammel pumpe", "Halvveis"));
        assert_eq!((word(read.status), read.actions), ("started".to_owned(), vec![]));
    }
    let find = async |query: &str| -> OwnRequirements {
        ida.get(&format!("/my/requirements?{query}")).await.expect(200).read_as()
    };
    let found = find("search=pumpe").await;
    let told: Vec<_> = found
        .items
        .iter()
        .map(|one| {
            (one.requirement.name.as_str(), one.deactivated.as_ref().map(|why| why.reason.as_str()), one.progress)
        })
        .collect();
    let expected =
        [("Gammel pumpe", Some("Byttet ut"), Progress::NotStarted), ("Ny pumpe", None, Progress::NotStarted)];
    assert_eq!(told, expected);
    assert_eq!(shown(&find("search=pumpe&status=started").await), [("Gammel pumpe", "Ny sykepleier")]);
    assert_eq!(shown(&find("").await), [("Gammel pumpe", "Ny sykepleier")]);

    let acts = format!("/assignments/{}", scene.assignment);
    mona.post(&format!("{acts}/deactivate"), json!(null)).await.expect(200);
    let frozen = scene.assignment().await;
    assert_eq!((names(&frozen), &frozen.deactivated), (names(&now), &now.deactivated));
    let listed: Value = ida.get("/my/assignments?active=false").await.expect(200).json();
    assert_eq!(listed["items"][0]["counts"], json!(frozen.summary.counts));
    assert_eq!(frozen.summary.counts.total(), 1);
    mona.post(&format!("{acts}/reactivate"), json!(null)).await.expect(200);

    let (version, _) = place().await;
    let body = json!({"sectionId": scene.plan.section});
    admin.post_if(&format!("{path}/requirements/{id}/reactivate"), version, body).await.expect(200);
    let back = scene.assignment().await;
    assert_eq!((names(&back).len(), back.deactivated.len()), (2, 0));
    assert!(find("search=gammel").await.items[0].deactivated.is_none());
    scene.app.assert_counters().await;
}

/// Proves PLN-11, FUL-16: an archived plan is not among the deactivated ones: in a list of its own, to the one who had it
/// and to who follows up, with its name and not a word of what it held or how far anybody came.
#[rstest]
#[actix_web::test]
async fn archived_plans_stand_by_themselves(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(scene) = Scene::make(on, &[("Brannvern", json!({}))]).await else { return };
    let other = scene.app.system(async |work| Ok(plan_of(work, &scene.world, "Utgått", &[]).await.0)).await;
    let gone = give(&scene.app, &scene.world, other).await;
    let (ida, mona) = (scene.ida().await, scene.mona().await);
    mona.post(&format!("/assignments/{}/deactivate", scene.assignment), json!(null)).await.expect(200);
    let admin = scene.app.sign_in(scene.world.admin.person, scene.world.admin.position).await;
    let path = format!("/plans/{}", other.id);
    let version = admin.get(&path).await.expect(200).version();
    admin.post_if(&format!("{path}/archive"), version, json!({"reason": "Utgått"})).await.expect(200);
    let position = scene.world.ida.position;
    let names = async |who: &Client<'_>, list: &str, query: &str| -> Vec<String> {
        let page: Value = who.get(&format!("{list}{query}")).await.expect(200).json();
        let items = page["items"].as_array().expect("plans");
        items.iter().map(|one| one["planName"].as_str().expect("a name").to_owned()).collect()
    };
    let own = "/my/assignments".to_owned();
    let of_mona = format!("/positions/{position}/assignments");
    for (who, list) in [(&ida, &own), (&mona, &of_mona)] {
        assert_eq!(names(who, list, "?active=false").await, ["Ny sykepleier"]);
        assert_eq!(names(who, list, "?archived=true").await, ["Utgått"]);
        assert_eq!(names(who, list, "?archived=false").await, ["Ny sykepleier"]);
        assert_eq!(names(who, list, "?active=true").await, [""; 0]);
        assert_eq!(names(who, list, "").await, ["Ny sykepleier", "Utgått"]);
    }
    let page: Value = ida.get("/my/assignments?archived=true").await.expect(200).json();
    let one = &page["items"][0];
    assert_eq!((&one["id"], &one["archived"], &one["completed"]), (&json!(gone), &json!(true), &json!(false)));
    assert!(one["deactivatedAt"].is_null());
    assert!(one["counts"].as_object().expect("counts").values().all(|count| *count == json!(0)));
}
