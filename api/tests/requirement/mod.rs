//! Requirements through the API: draft, publication, what is locked, and the list.

mod archive;
mod content;
mod hidden;
mod list;
mod sharing;

use futures_util::future::join_all;
use kyndig_contract::{
    page::Page,
    requirement::{RequirementDetails, RequirementSummary, Warning},
};
use kyndig_domain::ids::RequirementId;
use rstest::rstest;
use serde_json::json;
use uuid::Uuid;

use crate::support::{
    Client, On, TestApp,
    writing::{active_plan, but, drafted, has_plan, plan, publish, published, redraft, saying, share, stands, take_in},
};

async fn listed(client: &Client<'_>, query: &str) -> Vec<RequirementSummary> {
    client.get(&format!("/requirements?{query}")).await.expect(200).read_as::<Page<_>>().items
}

fn names(items: &[RequirementSummary]) -> Vec<&str> {
    items.iter().map(|item| item.name.as_str()).collect()
}

/// Proves REQ-1, REQ-6, REQ-17: it is written as a draft with a number of its own; edits stay in the one draft
/// beside what is published, until they are published or deleted; every publication is kept.
#[rstest]
#[actix_web::test]
async fn a_requirement_is_drafted_and_published(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(app) = TestApp::start(on).await else { return };
    let world = app.world().await;
    let mona = app.sign_in(world.mona.person, world.mona.position).await;
    let content = json!({"name": "  Intravenøs administrering ", "description": "Klargjør og gi.",
        "learningMethod": "practical_training", "documentationMethod": "signature", "needsSignature": true,
        "validityDays": 365, "links": [{"title": "Prosedyre", "url": " https://example.org/iv "}]});
    let first = drafted(&mona, world.ward, content.clone()).await;
    assert_eq!((first.number.as_str(), first.owner_unit.id, first.can_edit), ("KR-10001", world.ward, true));
    assert_eq!((first.published.as_ref(), first.published_version), (None, 0));
    let draft = first.draft.expect("a draft");
    assert_eq!(
        (draft.name.as_str(), draft.links[0].url.as_str()),
        ("Intravenøs administrering", "https://example.org/iv")
    );
    assert_eq!((draft.validity_days, draft.needs_signature), (Some(365), true));
    assert_eq!(first.draft_by.expect("who saved it").id, world.mona.person);
    let path = format!("/requirements/{}", first.id);
    mona.delete_if(&format!("{path}/draft"), 1).await.expect_problem(409, "not_published");

    // A draft that never was published is what the list shows.
    let renamed = redraft(&mona, first.id, but(content.clone(), &json!({"name": "IV-behandling"}))).await;
    assert_eq!(renamed.published, None);
    assert_eq!(names(&listed(&mona, "search=iv-beh").await), ["IV-behandling"]);

    let out = publish(&mona, first.id).await;
    assert_eq!((out.published_version, out.published_at.is_some(), out.draft), (1, true, None));
    assert_eq!(out.published.as_ref().map(|c| c.name.as_str()), Some("IV-behandling"));
    mona.post_if(&format!("{path}/publish"), out.version.into(), json!(null)).await.expect_problem(409, "no_draft");
    mona.delete_if(&format!("{path}/draft"), out.version.into()).await.expect_problem(409, "no_draft");

    // Side by side, and nobody else sees the draft.
    let edited = redraft(&mona, first.id, but(content.clone(), &json!({"name": "IV", "validityDays": null}))).await;
    assert_eq!(edited.published.as_ref().map(|c| c.name.as_str()), Some("IV-behandling"));
    assert_eq!(edited.draft.as_ref().map(|c| (c.name.as_str(), c.validity_days)), Some(("IV", None)));
    let summary = &listed(&mona, "").await[0];
    assert_eq!((summary.name.as_str(), summary.published, summary.has_draft), ("IV-behandling", true, true));

    // Deleted, it is back at what was published; and a draft that says that is none.
    let back = mona.delete_if(&format!("{path}/draft"), edited.version.into()).await.expect(200);
    let back: RequirementDetails = back.read_as();
    assert_eq!((back.draft, back.published.as_ref()), (None, out.published.as_ref()));
    let same = redraft(&mona, first.id, serde_json::to_value(&out.published).expect("a value")).await;
    assert_eq!(same.draft, None);

    redraft(&mona, first.id, but(content, &json!({"name": "IV"}))).await;
    assert_eq!(publish(&mona, first.id).await.published_version, 2);
    assert_eq!(app.count("requirement_version").await, 2);
    assert!(app.count("audit_log").await >= 8);
}

/// Proves REQ-2, REQ-3: only the words there are; what does not fit together is said, and kept.
#[rstest]
#[actix_web::test]
async fn what_does_not_fit_is_warned_about(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(app) = TestApp::start(on).await else { return };
    let world = app.world().await;
    let mona = app.sign_in(world.mona.person, world.mona.position).await;
    let signed = but(saying("Brann"), &json!({"documentationMethod": "signature"}));
    let requirement = drafted(&mona, world.ward, signed.clone()).await;
    assert_eq!(requirement.warnings, [Warning::SignatureWithoutSigner]);
    let fits = redraft(&mona, requirement.id, but(signed, &json!({"needsSignature": true}))).await;
    assert_eq!(fits.warnings, []);

    let unknown = but(saying("Brann"), &json!({"learningMethod": "osmosis"}));
    let body = json!({"ownerUnitId": world.ward, "content": unknown});
    mona.post("/requirements", body).await.expect_problem(400, "malformed_json");
    let bad = but(saying(" "), &json!({"validityDays": 0, "links": [{"title": "x", "url": "javascript:alert(1)"}]}));
    let answer = mona.post("/requirements", json!({"ownerUnitId": world.ward, "content": bad})).await;
    let problem = answer.expect_problem(422, "validation_failed").json();
    let fields: Vec<_> = problem["fields"].as_array().expect("fields").iter().map(|f| f["field"].clone()).collect();
    assert_eq!(fields, ["content.links[0].url", "content.name", "content.validityDays"]);
    assert_eq!(app.count("requirement").await, 1);
}

/// Proves REQ-7: once somebody has started, "needs signature" stays; all else can change.
#[rstest]
#[actix_web::test]
async fn needs_signature_is_locked_once_started(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(app) = TestApp::start(on).await else { return };
    let world = app.world().await;
    let mona = app.sign_in(world.mona.person, world.mona.position).await;
    let signed = but(saying("Aferese"), &json!({"documentationMethod": "signature", "needsSignature": true}));
    let id = published(&mona, world.ward, signed.clone()).await;
    let plan = active_plan(&mona, world.ward, "TAHF-Med-SP3-Aferese", &[id]).await;
    has_plan(&app, world.ida, plan).await;

    // Drafted while nobody had started, published when somebody has.
    let unsigned = but(signed.clone(), &json!({"documentationMethod": "self_registration", "needsSignature": false}));
    let draft = redraft(&mona, id, unsigned.clone()).await;
    stands(&app, world.ida, id, "awaiting_signature", None).await;
    let path = format!("/requirements/{id}");
    let refused = mona.post_if(&format!("{path}/publish"), draft.version.into(), json!(null)).await;
    let refused = refused.expect_problem(409, "signature_locked").json();
    assert_eq!(refused["fields"][0]["field"], "content.needsSignature");
    let body = json!({"content": unsigned});
    mona.put_if(&format!("{path}/draft"), draft.version.into(), &body).await.expect_problem(409, "signature_locked");
    let draft = redraft(&mona, id, but(signed.clone(), &json!({"name": "Aferese 2", "validityDays": 30}))).await;
    assert_eq!(publish(&mona, id).await.published_version, draft.published_version + 1);

    // Nobody stands on it any more.
    stands(&app, world.ida, id, "not_started", None).await;
    redraft(&mona, id, unsigned).await;
    assert!(!publish(&mona, id).await.published.expect("published").needs_signature);
    app.assert_counters().await;
}

/// Proves ACC-6: whoever writes content reads it all, and edits that of their own units; others see nothing.
#[rstest]
#[actix_web::test]
async fn it_is_edited_by_those_of_its_unit(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(app) = TestApp::start(on).await else { return };
    let world = app.world().await;
    let mona = app.sign_in(world.mona.person, world.mona.position).await;
    let siri = app.sign_in(world.siri.person, world.siri.position).await;
    let ida = app.sign_in(world.ida.person, world.ida.position).await;
    let admin = app.sign_in(world.admin.person, world.admin.position).await;
    let id = published(&mona, world.ward, saying("Brann")).await;
    let path = format!("/requirements/{id}");

    let seen: RequirementDetails = siri.get(&path).await.expect(200).read_as();
    assert!(!seen.can_edit);
    let draft = json!({"content": saying("Flom")});
    siri.put_if(&format!("{path}/draft"), seen.version.into(), &draft).await.expect_problem(403, "forbidden");
    siri.delete_if(&format!("{path}/draft"), seen.version.into()).await.expect_problem(403, "forbidden");
    siri.post_if(&format!("{path}/publish"), seen.version.into(), json!(null)).await.expect_problem(403, "forbidden");
    let body = json!({"ownerUnitId": world.ward, "content": saying("Flom")});
    siri.post("/requirements", &body).await.expect_problem(403, "forbidden");
    ida.get(&path).await.expect_problem(403, "forbidden");
    ida.post("/requirements", &body).await.expect_problem(403, "forbidden");
    app.anonymous().get(&path).await.expect_problem(401, "not_signed_in");
    admin.put_if(&format!("{path}/draft"), seen.version.into(), &draft).await.expect(200);

    let nowhere = format!("/requirements/{}", Uuid::nil());
    mona.get(&nowhere).await.expect_problem(404, "not_found");
    mona.get("/requirements/x").await.expect_problem(404, "not_found");
    mona.put_if(&format!("{nowhere}/draft"), 1, &draft).await.expect_problem(404, "not_found");
    let unknown = json!({"ownerUnitId": Uuid::nil(), "content": saying("Flom")});
    let problem = mona.post("/requirements", unknown).await.expect_problem(422, "validation_failed").json();
    assert_eq!(problem["fields"], json!([{"field": "ownerUnitId", "code": "unknown"}]));
}

/// Somebody else was first: nothing is overwritten, and both sides are there to see.
#[rstest]
#[actix_web::test]
async fn a_clash_shows_both_sides(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(app) = TestApp::start(on).await else { return };
    let world = app.world().await;
    let mona = app.sign_in(world.mona.person, world.mona.position).await;
    let requirement = drafted(&mona, world.ward, saying("Brann")).await;
    let path = format!("/requirements/{}/draft", requirement.id);
    let answer = mona.put_if(&path, 1, json!({"content": saying("Brann 2")})).await.expect(200);
    assert!(answer.tag().starts_with("\"2-"));
    let problem = mona.put_if(&path, 1, json!({"content": saying("Brann 3")})).await;
    let problem = problem.expect_problem(412, "version_conflict").json();
    assert_eq!(problem["current"]["draft"]["name"], "Brann 2");
    assert_eq!(problem["current"]["version"], 2);
    mona.put(&path, json!({"content": saying("Brann 3")})).await.expect_problem(428, "if_match_required");
    let publish = format!("/requirements/{}/publish", requirement.id);
    mona.post_if(&publish, 1, json!(null)).await.expect_problem(412, "version_conflict");
}

/// Proves REQ-1: each gets a number of its own, one after the other, however many are made at once.
#[rstest]
#[actix_web::test]
async fn numbers_follow_each_other(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(app) = TestApp::start(on).await else { return };
    let world = app.world().await;
    let mona = app.sign_in(world.mona.person, world.mona.position).await;
    let made = join_all((0..8).map(|index| drafted(&mona, world.ward, saying(&format!("Krav {index}"))))).await;
    let mut numbers: Vec<_> = made.into_iter().map(|requirement| requirement.number).collect();
    numbers.sort();
    let expected: Vec<_> = (10001..=10008).map(|number| format!("KR-{number}")).collect();
    assert_eq!(numbers, expected);
}

/// The same key again creates nothing more.
#[rstest]
#[actix_web::test]
async fn it_is_created_once(#[values(On::Sqlite, On::Postgres)] on: On) {
    use actix_web::http::Method;
    let Some(app) = TestApp::start(on).await else { return };
    let world = app.world().await;
    let mona = app.sign_in(world.mona.person, world.mona.position).await;
    let body = json!({"ownerUnitId": world.ward, "content": saying("Brann")});
    let mut ids: Vec<RequirementId> = Vec::new();
    for _ in 0..2 {
        let request = mona.request(Method::POST, "/requirements").insert_header(("idempotency-key", "k1"));
        ids.push(app.send(request.set_json(&body)).await.expect(201).read_as::<RequirementDetails>().id);
    }
    assert_eq!(ids[0], ids[1]);
    assert_eq!(app.count("requirement").await, 1);
}

/// Searched by name and number, narrowed, sorted as Norwegians sort, and paged.
#[rstest]
#[actix_web::test]
async fn the_list_is_searched_and_paged(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(app) = TestApp::start(on).await else { return };
    let world = app.world().await;
    let mona = app.sign_in(world.mona.person, world.mona.position).await;
    let admin = app.sign_in(world.admin.person, world.admin.position).await;
    let ola = app.sign_in(world.ola.person, world.ola.position).await;
    for (client, unit, name) in [
        (&mona, world.ward, "Ånde 100 %"),
        (&mona, world.ward, "Ærlighet"),
        (&admin, world.trust_a, "Brann"),
        (&ola, world.other, "Zoonoser"),
    ] {
        let id = published(client, unit, saying(name)).await;
        if unit != world.ward {
            share(client, id, world.clinic).await;
        }
    }
    assert_eq!(names(&listed(&mona, "").await), ["Brann", "Zoonoser", "Ærlighet", "Ånde 100 %"]);
    assert_eq!(names(&listed(&mona, "sort=number").await), ["Ånde 100 %", "Ærlighet", "Brann", "Zoonoser"]);
    assert_eq!(names(&listed(&mona, "editable=true").await), ["Ærlighet", "Ånde 100 %"]);
    assert_eq!(names(&listed(&admin, "editable=true").await), ["Brann", "Ærlighet", "Ånde 100 %"]);
    assert_eq!(names(&listed(&mona, &format!("owner={}", world.trust_b)).await), ["Zoonoser"]);
    assert_eq!(names(&listed(&mona, "search=%C3%A6RL").await), ["Ærlighet"]);
    assert_eq!(names(&listed(&mona, "search=KR-10003").await), ["Brann"]);
    assert_eq!(names(&listed(&mona, "search=10003").await), ["Brann"]);
    assert_eq!(names(&listed(&mona, "search=%25").await), ["Ånde 100 %"]);
    assert_eq!(names(&listed(&mona, "search=_").await), Vec::<&str>::new());

    for (sort, expected) in [
        ("name", ["Brann", "Zoonoser", "Ærlighet", "Ånde 100 %"]),
        ("number", ["Ånde 100 %", "Ærlighet", "Brann", "Zoonoser"]),
    ] {
        let (mut seen, mut cursor) = (Vec::new(), String::new());
        loop {
            let page: Page<RequirementSummary> =
                mona.get(&format!("/requirements?limit=1&sort={sort}{cursor}")).await.expect(200).read_as();
            seen.extend(page.items.into_iter().map(|item| item.name));
            let Some(next) = page.next_cursor else { break };
            cursor = format!("&cursor={next}");
        }
        assert_eq!(seen, expected);
        if sort == "name" {
            mona.get(&format!("/requirements?sort=number{cursor}")).await.expect_problem(400, "invalid_cursor");
        }
    }
}

/// Proves REQ-10, and of PLN-4: what a plan may take in is shared with its owner unit, and not in it yet; what is in one says so, and
/// how many have it.
#[rstest]
#[actix_web::test]
async fn the_list_for_a_plan(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(app) = TestApp::start(on).await else { return };
    let world = app.world().await;
    let mona = app.sign_in(world.mona.person, world.mona.position).await;
    let siri = app.sign_in(world.siri.person, world.siri.position).await;
    let admin = app.sign_in(world.admin.person, world.admin.position).await;
    let own = drafted(&mona, world.ward, saying("Eget")).await.id;
    let common = published(&admin, world.trust_a, saying("Felles")).await;
    share(&admin, common, world.trust_a).await;
    published(&siri, world.sibling, saying("Naboens")).await;
    let plan = plan(&mona, world.ward, "TAHF-Med-SP3-Plan").await.id;
    assert_eq!(names(&listed(&mona, &format!("forPlan={plan}")).await), ["Eget", "Felles"]);
    assert_eq!(names(&listed(&mona, &format!("forPlan={plan}&search=felles")).await), ["Felles"]);
    assert_eq!(names(&listed(&mona, &format!("forPlan={plan}&search=KR-10001")).await), ["Eget"]);
    assert_eq!(names(&listed(&mona, &format!("forPlan={plan}&search=KR-10003")).await), Vec::<&str>::new());
    let details = take_in(&mona, plan, &[own]).await;
    assert_eq!(names(&listed(&mona, &format!("forPlan={plan}")).await), ["Felles"]);
    assert_eq!(details.sections[0].requirements[0].requirement.plans, 1);
    assert_eq!(listed(&mona, &format!("forPlan={}", Uuid::nil())).await, []);
    let used: RequirementDetails = mona.get(&format!("/requirements/{own}")).await.expect(200).read_as();
    assert_eq!(used.used_in.iter().map(|used| (used.plan_id, used.people)).collect::<Vec<_>>(), [(plan, 0)]);
    has_plan(&app, world.ida, plan).await;
    has_plan(&app, world.per, plan).await;
    let used: RequirementDetails = mona.get(&format!("/requirements/{own}")).await.expect(200).read_as();
    assert_eq!(used.used_in.iter().map(|used| (used.plan_id, used.people)).collect::<Vec<_>>(), [(plan, 2)]);
}
