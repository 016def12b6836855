//! Plans through the API: what they say, hold and publish.

mod approval;
mod drive;
mod goals;
mod lifecycle;
mod list;
mod people;
mod preview;
mod publication;
mod rush;
mod usage;

use kyndig_contract::{
    plan::{PlanDetails, PlanState},
    requirement::Warning,
};
use kyndig_domain::{
    ids::{PlanId, RequirementId},
    plan::{Completion, PlanRequirementState},
    role::Role,
};
use rstest::rstest;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::support::{
    Client, On, TestApp, grant,
    writing::{but, drafted, has_plan, place, plan, published, read, saying, section, share, stands, take_in},
};

fn section_names(plan: &PlanDetails) -> Vec<&str> {
    plan.sections.iter().map(|section| section.name.as_str()).collect()
}

fn held(plan: &PlanDetails) -> Vec<Vec<&str>> {
    plan.sections
        .iter()
        .map(|section| section.requirements.iter().map(|place| place.requirement.name.as_str()).collect())
        .collect()
}

/// The order that the plan has, as it is sent.
fn order(plan: &PlanDetails) -> Value {
    let sections = plan.sections.iter().map(|section| {
        let places: Vec<_> = section.requirements.iter().map(|place| place.id).collect();
        json!({"id": section.id, "requirements": places})
    });
    json!({"sections": sections.collect::<Vec<_>>()})
}

/// Proves PLN-1, and of PLN-12: what a plan says of itself; a name off the standard is warned about and kept; name and completion change later.
#[rstest]
#[actix_web::test]
async fn a_plan_is_written(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(app) = TestApp::start(on).await else { return };
    let world = app.world().await;
    let mona = app.sign_in(world.mona.person, world.mona.position).await;
    let body = json!({"ownerUnitId": world.ward, "name": " TAHF-Med-SP3-Ny sykepleier ", "description": "For nye.",
        "timeFrame": "Seks måneder", "literature": "Boka", "completion": "manager_approval"});
    let plan: PlanDetails = mona.post("/plans", body).await.expect(201).read_as();
    assert_eq!((plan.name.as_str(), plan.name_off_standard), ("TAHF-Med-SP3-Ny sykepleier", false));
    assert_eq!((plan.time_frame.as_str(), plan.literature.as_str()), ("Seks måneder", "Boka"));
    assert_eq!((plan.completion, plan.owner_unit.id), (Completion::ManagerApproval, world.ward));
    assert_eq!((plan.state, plan.plan_version.as_str()), (PlanState::Draft, "0.0"));
    assert_eq!((plan.created_by.id, plan.can_edit, plan.version), (world.mona.person, true, 1));

    let path = format!("/plans/{}", plan.id);
    let body = json!({"name": "Ny sykepleier", "completion": "automatic"});
    let answer = mona.patch_if(&path, 1, &body).await.expect(200);
    assert!(answer.tag().starts_with("\"2-"));
    let changed: PlanDetails = answer.read_as();
    assert_eq!((changed.name.as_str(), changed.name_off_standard), ("Ny sykepleier", true));
    assert_eq!((changed.completion, changed.description.as_str()), (Completion::Automatic, "For nye."));

    // Somebody else was first: both sides are there to see.
    let problem = mona.patch_if(&path, 1, &body).await.expect_problem(412, "version_conflict").json();
    assert_eq!((&problem["current"]["name"], &problem["current"]["version"]), (&json!("Ny sykepleier"), &json!(2)));
    mona.post("/plans", json!({"ownerUnitId": world.ward, "name": " "})).await.expect_problem(422, "validation_failed");
    let nowhere = json!({"ownerUnitId": Uuid::nil(), "name": "Plan"});
    mona.post("/plans", nowhere).await.expect_problem(422, "validation_failed");
}

/// Proves PLN-3: whether a whole section may be not relevant is chosen when it is made, or later; that makes no version.
#[rstest]
#[actix_web::test]
async fn a_section_that_may_be_not_relevant(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(app) = TestApp::start(on).await else { return };
    let world = app.world().await;
    let mona = app.sign_in(world.mona.person, world.mona.position).await;
    let requirement = published(&mona, world.ward, saying("Brann")).await;
    let id = crate::support::writing::active_plan(&mona, world.ward, "TAHF-Med-SP3-Plan", &[requirement]).await;
    let path = format!("/plans/{id}/sections");
    let body = json!({"name": "Akutt", "mayBeNotRelevant": true});
    let made: PlanDetails = mona.post(&path, body).await.expect(201).read_as();
    let said = |plan: &PlanDetails| plan.sections.iter().map(|one| one.may_be_not_relevant).collect::<Vec<_>>();
    assert_eq!((said(&made), made.plan_version.as_str()), (vec![false, true], "1.0"));
    let at = format!("{path}/{}", made.sections[1].id);
    let later: PlanDetails =
        mona.patch_if(&at, made.version.into(), json!({"mayBeNotRelevant": false})).await.expect(200).read_as();
    assert_eq!((said(&later), later.plan_version.as_str()), (vec![false, false], "1.0"));
}

/// Proves REQ-3: what does not fit together is said where a requirement is made in a plan, while it waits for approval,
/// and after; of the draft where there is one; and it stops nothing.
#[rstest]
#[actix_web::test]
async fn a_plan_warns_too(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(app) = TestApp::start(on).await else { return };
    let world = app.world().await;
    let mona = app.sign_in(world.mona.person, world.mona.position).await;
    let made = plan(&mona, world.ward, "TAHF-Med-SP3-Plan").await;
    let path = format!("/plans/{}/sections/{}/requirements", made.id, made.sections[0].id);
    let warned = |plan: &PlanDetails| -> Vec<Vec<Warning>> {
        plan.sections[0].requirements.iter().map(|place| place.warnings.clone()).collect()
    };
    let new = |name: &str, changes: Value| json!({"new": but(saying(name), &changes)});
    let mut now = made.clone();
    for (name, changes) in [
        ("Brann", json!({"documentationMethod": "signature"})),
        ("Kurs", json!({"documentationMethod": "course_certificate"})),
        ("Bevis", json!({"documentationMethod": "attachment", "allowAttachments": true})),
    ] {
        now = mona.post(&path, new(name, changes)).await.expect(201).read_as();
    }
    let expected = [vec![Warning::SignatureWithoutSigner], vec![Warning::AttachmentNotAllowed], vec![]];
    assert_eq!(warned(&now), expected);
    let ids: Vec<_> = now.sections[0].requirements.iter().map(|place| place.requirement.id).collect();
    let approved = crate::support::writing::activate(&mona, made.id, &ids).await;
    assert_eq!((warned(&approved), approved.plan_version.as_str()), (expected.to_vec(), "1.0"));
    let mended = json!({"documentationMethod": "signature", "needsSignature": true});
    crate::support::writing::redraft(&mona, ids[0], but(saying("Brann"), &mended)).await;
    assert_eq!(warned(&read(&mona, made.id).await)[0], []);
}

/// Proves ACC-6: all plans are read by those who write content; each is changed only by those of its unit.
#[rstest]
#[actix_web::test]
async fn a_plan_is_edited_by_those_of_its_unit(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(app) = TestApp::start(on).await else { return };
    let world = app.world().await;
    let mona = app.sign_in(world.mona.person, world.mona.position).await;
    let siri = app.sign_in(world.siri.person, world.siri.position).await;
    let ida = app.sign_in(world.ida.person, world.ida.position).await;
    let admin = app.sign_in(world.admin.person, world.admin.position).await;
    let first = plan(&mona, world.ward, "TAHF-Med-SP3-Brann").await;
    let requirement = drafted(&mona, world.ward, saying("Brann")).await.id;
    let plan = take_in(&mona, first.id, &[requirement]).await;
    let (path, version) = (format!("/plans/{}", plan.id), i64::from(plan.version));
    let (section, place) = (plan.sections[0].id, plan.sections[0].requirements[0].id);

    assert!(!read(&siri, plan.id).await.can_edit);
    assert!(read(&admin, plan.id).await.can_edit);
    ida.get(&path).await.expect_problem(403, "forbidden");
    for (client, root, status, code) in
        [(&siri, path.clone(), 403, "forbidden"), (&mona, format!("/plans/{}", Uuid::nil()), 404, "not_found")]
    {
        let owners = json!({"documentOwnerId": world.mona.person, "documentAuthorId": world.mona.person});
        client.patch_if(&root, version, json!({"name": "X"})).await.expect_problem(status, code);
        client.post(&format!("{root}/sections"), json!({"name": "X"})).await.expect_problem(status, code);
        let at = format!("{root}/sections/{section}");
        client.patch_if(&at, version, json!({"name": "X"})).await.expect_problem(status, code);
        client.delete(&at).await.expect_problem(status, code);
        client.put_if(&format!("{root}/order"), version, order(&plan)).await.expect_problem(status, code);
        let add = json!({"requirementIds": [requirement]});
        client.post(&format!("{at}/requirements"), add).await.expect_problem(status, code);
        client.delete(&format!("{root}/requirements/{place}")).await.expect_problem(status, code);
        let chosen = json!({"planRequirementIds": [place]});
        client.post_if(&format!("{root}/activate"), version, chosen).await.expect_problem(status, code);
        client.put_if(&format!("{root}/owners"), version, owners).await.expect_problem(status, code);
        let publication = format!("{root}/publications/{}", world.ward);
        client.put(&publication, json!({"withSubunits": true})).await.expect_problem(status, code);
        client.delete(&publication).await.expect_problem(status, code);
    }
    let body = json!({"ownerUnitId": world.ward, "name": "TAHF-Med-SP3-X"});
    siri.post("/plans", body).await.expect_problem(403, "forbidden");
    assert_eq!(read(&mona, plan.id).await.version, plan.version);
}

/// Proves PLN-3: sections are added, renamed, put in order, and removed while empty.
#[rstest]
#[actix_web::test]
async fn sections_are_put_in_order(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(app) = TestApp::start(on).await else { return };
    let world = app.world().await;
    let mona = app.sign_in(world.mona.person, world.mona.position).await;
    let id = plan(&mona, world.ward, "TAHF-Med-SP3-Brann").await.id;
    section(&mona, id, "Andre del").await;
    let details = section(&mona, id, " Tredje del ").await;
    assert_eq!(section_names(&details), ["Første del", "Andre del", "Tredje del"]);
    let mut requirements = Vec::new();
    for name in ["A", "B", "C"] {
        requirements.push(drafted(&mona, world.ward, saying(name)).await.id);
    }
    let details = take_in(&mona, id, &requirements).await;
    assert_eq!(held(&details), [vec![], vec![], vec!["A", "B", "C"]]);

    let path = format!("/plans/{id}");
    let [first, second, third] = [0, 1, 2].map(|index| details.sections[index].id);
    let at = format!("{path}/sections/{second}");
    let details: PlanDetails =
        mona.patch_if(&at, details.version.into(), json!({"name": "Midten"})).await.expect(200).read_as();
    mona.delete(&format!("{path}/sections/{third}")).await.expect_problem(409, "section_not_empty");

    let [a, b, c] = [0, 1, 2].map(|index| place(&details, requirements[index]).id);
    let wanted = json!({"sections": [{"id": third, "requirements": [c, a]}, {"id": first, "requirements": []},
        {"id": second, "requirements": [b]}]});
    let ordered: PlanDetails =
        mona.put_if(&format!("{path}/order"), details.version.into(), &wanted).await.expect(200).read_as();
    assert_eq!(section_names(&ordered), ["Tredje del", "Første del", "Midten"]);
    assert_eq!(held(&ordered), [vec!["C", "A"], vec![], vec!["B"]]);
    assert_eq!(order(&read(&mona, id).await), wanted);

    // The order names all of the plan once, and nothing else.
    for wrong in [
        json!({"sections": []}),
        json!({"sections": [{"id": third, "requirements": [c, a, b]}, {"id": first, "requirements": []}]}),
        json!({"sections": [{"id": third, "requirements": [c]}, {"id": first, "requirements": []}, {"id": second, "requirements": [b]}]}),
        json!({"sections": [{"id": third, "requirements": [c, a]}, {"id": first, "requirements": [a]}, {"id": second, "requirements": [b]}]}),
        json!({"sections": [{"id": third, "requirements": [c, a]}, {"id": first, "requirements": []}, {"id": second, "requirements": [Uuid::nil()]}]}),
    ] {
        let version = ordered.version.into();
        let problem = mona.put_if(&format!("{path}/order"), version, wrong).await;
        assert_eq!(problem.expect_problem(422, "validation_failed").json()["fields"][0]["field"], "sections");
    }
    mona.put_if(&format!("{path}/order"), 1, &wanted).await.expect_problem(412, "version_conflict");
    let removed: PlanDetails = mona.delete(&format!("{path}/sections/{first}")).await.expect(200).read_as();
    assert_eq!(section_names(&removed), ["Tredje del", "Midten"]);
    mona.delete(&format!("{path}/sections/{first}")).await.expect_problem(404, "not_found");
    assert_eq!(removed.plan_version, "0.0");
}

/// Proves PLN-4: existing ones, several at once, or a new one of the plan's unit; never the same one twice, and
/// only what is shared with the plan's unit.
#[rstest]
#[actix_web::test]
async fn requirements_are_taken_in(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(app) = TestApp::start(on).await else { return };
    let world = app.world().await;
    let mona = app.sign_in(world.mona.person, world.mona.position).await;
    let siri = app.sign_in(world.siri.person, world.siri.position).await;
    let admin = app.sign_in(world.admin.person, world.admin.position).await;
    let own = drafted(&mona, world.ward, saying("Eget")).await.id;
    let common = published(&admin, world.trust_a, saying("Felles")).await;
    share(&admin, common, world.trust_a).await;
    let foreign = published(&siri, world.sibling, saying("Naboens")).await;
    let below = plan(&admin, world.clinic, "TAHF-Med-Alle-Plan").await.id;
    let id = plan(&mona, world.ward, "TAHF-Med-SP3-Plan").await.id;
    let path =
        |plan: PlanId, details: &PlanDetails| format!("/plans/{plan}/sections/{}/requirements", details.sections[0].id);
    let add = path(id, &read(&mona, id).await);

    for (body, code) in [
        (json!({"requirementIds": [own, foreign]}), "requirement_not_shared"),
        (json!({"requirementIds": [own, Uuid::nil()]}), "requirement_not_shared"),
    ] {
        let problem = mona.post(&add, body).await.expect_problem(422, code).json();
        assert_eq!(problem["fields"][0]["field"], "requirementIds[1]");
    }
    let twice = json!({"requirementIds": [own, own]});
    mona.post(&add, twice).await.expect_problem(409, "already_in_plan");
    for neither in [json!({}), json!({"requirementIds": [own], "new": saying("Nytt")})] {
        mona.post(&add, neither).await.expect_problem(422, "validation_failed");
    }
    assert_eq!(app.count("plan_requirement").await, 0);

    let details: PlanDetails = mona.post(&add, json!({"requirementIds": [own, common]})).await.expect(201).read_as();
    assert_eq!(held(&details), [vec!["Eget", "Felles"]]);
    assert!(details.sections[0].requirements.iter().all(|place| place.state == PlanRequirementState::Inactive));
    let again = json!({"requirementIds": [common]});
    mona.post(&add, again).await.expect_problem(409, "already_in_plan");
    // A requirement of a unit below is not shared upwards.
    let up = path(below, &read(&admin, below).await);
    admin.post(&up, json!({"requirementIds": [own]})).await.expect_problem(422, "requirement_not_shared");

    let details: PlanDetails = mona.post(&add, json!({"new": saying("Nytt")})).await.expect(201).read_as();
    let new = &details.sections[0].requirements[2].requirement;
    assert_eq!((new.name.as_str(), new.owner_unit.id, new.published, new.has_draft), ("Nytt", world.ward, false, true));
}

async fn removal(client: &Client<'_>, plan: PlanId, requirement: RequirementId) -> String {
    let details = read(client, plan).await;
    format!("/plans/{plan}/requirements/{}", place(&details, requirement).id)
}

/// Proves PLN-8: a requirement is taken out while nobody has had the plan, or within 24 hours; later it can only
/// be deactivated. What it leaves behind is counted and complete.
#[rstest]
#[actix_web::test]
async fn requirements_are_taken_out(#[values(On::Sqlite, On::Postgres)] on: On) {
    use chrono::TimeDelta;

    use crate::support::writing::activate;
    let Some(app) = TestApp::start(on).await else { return };
    let world = app.world().await;
    let mona = app.sign_in(world.mona.person, world.mona.position).await;
    let mut ids = Vec::new();
    for name in ["Gammelt", "Nytt", "Nyere"] {
        ids.push(published(&mona, world.ward, saying(name)).await);
    }
    let [old, new, newer] = [ids[0], ids[1], ids[2]];
    let id = plan(&mona, world.ward, "TAHF-Med-SP3-Plan").await.id;
    take_in(&mona, id, &[old, newer]).await;
    app.clock.advance(TimeDelta::days(3));

    // Nobody has it yet.
    let details = read(&mona, id).await;
    assert!(place(&details, newer).can_remove);
    let details: PlanDetails = mona.delete(&removal(&mona, id, newer).await).await.expect(200).read_as();
    assert_eq!(held(&details), [vec!["Gammelt"]]);

    activate(&mona, id, &[old]).await;
    has_plan(&app, world.ida, id).await;
    stands(&app, world.ida, old, "fulfilled", Some("2026-11-20")).await;
    assert_eq!(app.count("assignment WHERE completed_at IS NOT NULL").await, 1);
    assert!(!place(&read(&mona, id).await, old).can_remove);
    mona.delete(&removal(&mona, id, old).await).await.expect_problem(409, "cannot_remove");

    // Within 24 hours, even if it has been started: the plan is complete again.
    take_in(&mona, id, &[new]).await;
    activate(&mona, id, &[new]).await;
    assert_eq!(app.count("assignment WHERE completed_at IS NOT NULL").await, 0);
    stands(&app, world.ida, new, "started", None).await;
    app.clock.advance(TimeDelta::hours(23));
    let out = removal(&mona, id, new).await;
    mona.delete(&out).await.expect(200);
    mona.delete(&out).await.expect_problem(404, "not_found");
    assert_eq!(app.count("assignment WHERE completed_at IS NOT NULL").await, 1);
    app.assert_counters().await;

    take_in(&mona, id, &[new]).await;
    app.clock.advance(TimeDelta::hours(25));
    mona.delete(&removal(&mona, id, new).await).await.expect_problem(409, "cannot_remove");
}

/// A plan holds no more than can be put in order.
#[actix_web::test]
async fn a_plan_can_be_full() {
    let Some(app) = TestApp::start(On::Sqlite).await else { return };
    let world = app.world().await;
    let mona = app.sign_in(world.mona.person, world.mona.position).await;
    let id = plan(&mona, world.ward, "TAHF-Med-SP3-Plan").await.id;
    for index in 2..=200 {
        section(&mona, id, &format!("Del {index}")).await;
    }
    mona.post(&format!("/plans/{id}/sections"), json!({"name": "Del 201"})).await.expect_problem(409, "plan_full");
}

/// Of PLN-1: subject leads A and B and trust admins make competence plans, delegated managers as managers do; others do not.
#[rstest]
#[case(Role::DelegatedManager, 201)]
#[case(Role::SubjectLeadA, 201)]
#[case(Role::SubjectLeadB, 201)]
#[case(Role::TrustAdmin, 201)]
#[case(Role::SuperUser, 403)]
#[case(Role::ResidentAdmin, 403)]
#[case(Role::ApprenticePlanAdmin, 403)]
#[case(Role::RegionalAdmin, 403)]
#[case(Role::Archiver, 403)]
#[actix_web::test]
async fn who_makes_competence_plans(#[case] role: Role, #[case] status: u16) {
    let Some(app) = TestApp::start(On::Sqlite).await else { return };
    let world = app.world().await;
    app.system(async |work| {
        grant(work, world.nils.position, role, Some(world.ward)).await;
        Ok(())
    })
    .await;
    let nils = app.sign_in(world.nils.person, world.nils.position).await;
    let body = json!({"ownerUnitId": world.ward, "name": "TAHF-Med-SP3-Plan"});
    assert_eq!(nils.post("/plans", body).await.status.as_u16(), status, "{role}");
}
