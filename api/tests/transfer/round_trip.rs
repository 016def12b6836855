//! Out and in again.

use kyndig_contract::{
    category::CategorySummary,
    plan::PlanDetails,
    transfer::{CatalogueDocument, ImportChange, ImportSubject, PlanDocument},
};
use kyndig_domain::{ids::RequirementId, role::Role};
use proptest::{prelude::*, strategy::ValueTree, test_runner::TestRunner};
use rstest::rstest;
use serde_json::{Value, json};
use uuid::Uuid;

use super::*;
use crate::support::{
    On, World, grant,
    writing::{self, activate, active_plan, but, drafted, has_plan, place, published, read, saying, section, stands},
};

/// A plan of the ward with all there is: two sections, what is active, inactive, drafted alone, taken out of use,
/// central and adapted, filed, and resting on one another and on what is not in the plan.
async fn written(app: &TestApp, world: &World) -> (PlanId, Vec<RequirementId>) {
    let admin = app.sign_in(world.admin.person, world.admin.position).await;
    let category = json!({"unitId": world.trust_a, "name": "Legemidler"});
    let category: CategorySummary = admin.post("/categories", category).await.expect(201).read_as();
    let below = json!({"parentId": category.id, "name": "Intravenøst"});
    let below: CategorySummary = admin.post("/categories", below).await.expect(201).read_as();

    let base = published(&admin, world.ward, saying("Grunnkurs")).await;
    let outside = published(&admin, world.ward, but(saying("Utenfor"), &json!({"prerequisites": [base]}))).await;
    let full = json!({"description": "Avsnitt\n\nog et til", "learningMethod": "simulation", "documentationMethod":
        "signature", "needsSignature": true, "validityDays": 365, "links": [{"title": "Prosedyre", "url":
        "https://example.org/iv", "internalOnly": true}], "checklist": [{"text": "Vask hender", "mustBeDone": true}], "commentField": true,
        "allowAttachments": true, "prerequisites": [outside], "recertifyAfterAbsence": true, "mustBeDone": true,
        "categoryId": below.id, "courses": [{"id": "K-1", "name": "Kurs", "notOnPhone": true}]});
    let iv = published(&admin, world.ward, but(saying("Intravenøs administrering"), &full)).await;
    let often = but(saying("Blodprøver"), &json!({"repetitions": 5, "manualExpiry": true}));
    let often = published(&admin, world.ward, often).await;
    let central = json!({"ownerUnitId": world.trust_a, "level": "central", "content":
        but(saying("Brann"), &json!({"validityDays": 9999, "allowAdaptation": true}))});
    let central: Value = admin.post("/requirements", central).await.expect(201).json();
    let central: RequirementId = serde_json::from_value(central["id"].clone()).expect("an id");
    writing::publish(&admin, central).await;
    let gone = published(&admin, world.ward, saying("Byttet ut")).await;
    let waiting = published(&admin, world.ward, saying("Venter")).await;
    let draft = drafted(&admin, world.ward, saying("Bare en kladd")).await.id;

    let plan = active_plan(&admin, world.ward, "TAHF-Med-SP3-Ny sykepleier", &[iv, central, gone]).await;
    section(&admin, plan, "Andre del").await;
    writing::take_in(&admin, plan, &[often, waiting, draft]).await;
    let held = activate(&admin, plan, &[often]).await;
    let path = format!("/plans/{plan}/requirements/{}", place(&held, gone).id);
    let body = json!({"reason": "Utstyret er byttet."});
    let held = admin.post_if(&format!("{path}/deactivate"), held.version.into(), body).await.expect(200).version();
    let adapted = format!("/plans/{plan}/requirements/{}/validity", place(&read(&admin, plan).await, central).id);
    let body = json!({"validityDays": 365, "reason": "Vi øver hvert år."});
    admin.put_if(&adapted, held, body).await.expect(200);
    let version = read(&admin, plan).await.version;
    let body = json!({"description": "For nye.", "timeFrame": "Seks måneder", "literature": "Pensum",
        "completion": "manager_approval"});
    admin.patch_if(&format!("/plans/{plan}"), version.into(), body).await.expect(200);
    (plan, vec![base, outside, iv, often, central, gone, waiting, draft])
}

/// Proves PLN-17: a plan goes out whole and comes in whole: at another unit, and in another portal, it is the same
/// document, byte for byte, but for the numbers; the same again changes nothing.
#[rstest]
#[actix_web::test]
async fn a_plan_is_the_same_elsewhere(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(app) = TestApp::start(on).await else { return };
    let world = app.world().await;
    let admin = app.sign_in(world.admin.person, world.admin.position).await;
    let (plan, requirements) = written(&app, &world).await;
    let out = export(&admin, plan).await;
    assert_eq!(out, export(&admin, plan).await);
    let all = document(&out);
    assert_eq!(all.requirements.len(), requirements.len());
    let states: Vec<Vec<String>> = all
        .plan
        .sections
        .iter()
        .map(|section| section.requirements.iter().map(|place| place.state.to_string()).collect())
        .collect();
    assert_eq!(states, [vec!["active", "active", "deactivated"], vec!["active", "inactive", "inactive"]]);
    assert_eq!(all.plan.sections[0].requirements[2].reason.as_deref(), Some("Utstyret er byttet."));

    // where it is already
    let before = dump(&app).await;
    let here = attempted(&app, &admin, world.ward, &out).await;
    assert!(!here.can_be_carried_out(), "{:#?}", here.entries);
    assert_eq!(here.plan.as_ref().map(|plan| plan.id), Some(plan));

    // a document made before points had ids knows them by their words
    let mut plain: Value = serde_json::from_slice(&out).expect("JSON");
    for requirement in plain["requirements"].as_array_mut().expect("requirements") {
        for point in requirement["content"]["checklist"].as_array_mut().into_iter().flatten() {
            assert!(point.as_object_mut().expect("a point").remove("id").is_some());
        }
    }
    let here = attempted(&app, &admin, world.ward, plain.to_string().as_bytes()).await;
    assert!(!here.can_be_carried_out(), "{:#?}", here.entries);

    // at another unit: new requirements of its own, and the central one, which is shared with it
    let tried = attempted(&app, &admin, world.sibling, &out).await;
    assert_eq!(dump(&app).await, before, "a dry run changes nothing");
    assert_eq!(counted(&tried, ImportSubject::Requirement), [7, 0, 1, 0]);
    assert_eq!(counted(&tried, ImportSubject::Place), [6, 0, 0, 0]);
    let done = import(&app, &admin, world.sibling, &out).await;
    let there = done.plan.expect("a plan").id;
    assert_ne!(there, plan);
    assert_eq!(unnumbered(&export(&admin, there).await), unnumbered(&out));
    let details = read(&admin, there).await;
    assert_eq!((details.owner_unit.id, details.plan_version.as_str()), (world.sibling, "1.0"));
    assert!(details.publications.is_empty() && details.document_owner.is_none());

    // once more, and what came in brought on
    let settled = dump(&app).await;
    let again = attempted(&app, &admin, world.sibling, &out).await;
    assert!(!again.can_be_carried_out(), "{:#?}", again.entries);
    let same: ContentImport =
        carry_out(&app, &admin, world.sibling, &[], &out, &again.digest).await.expect(200).read_as();
    assert_eq!((same.plan.map(|plan| plan.id), dump(&app).await), (Some(there), settled));

    // another portal, where nothing of it is known
    let Some(other) = TestApp::start(on).await else { return };
    let afar = other.world().await;
    let stranger = other.sign_in(afar.admin.person, afar.admin.position).await;
    let done = import(&other, &stranger, afar.clinic, &export(&admin, there).await).await;
    assert_eq!(counted(&done, ImportSubject::Requirement), [8, 0, 0, 0]);
    assert_eq!(counted(&done, ImportSubject::Category), [2, 0, 0, 0]);
    let arrived = done.plan.expect("a plan").id;
    assert_eq!(unnumbered(&export(&stranger, arrived).await), unnumbered(&out));
    assert!(!attempted(&other, &stranger, afar.clinic, &out).await.can_be_carried_out());
}

/// Proves PLN-17: an import changes what says something else, and what is named in it alone; what people have follows.
#[rstest]
#[actix_web::test]
async fn an_import_changes_what_differs(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(app) = TestApp::start(on).await else { return };
    let world = app.world().await;
    let admin = app.sign_in(world.admin.person, world.admin.position).await;
    let (plan, requirements) = written(&app, &world).await;
    let own = published(&admin, world.ward, saying("Bare her")).await;
    writing::take_in(&admin, plan, &[own]).await;
    has_plan(&app, world.ida, plan).await;
    stands(&app, world.ida, requirements[3], "fulfilled", Some("2026-11-01")).await;

    let out = export(&admin, plan).await;
    let mut wanted = document(&out);
    wanted.plan.time_frame = "Tre måneder".to_owned();
    wanted.plan.sections.swap(0, 1);
    wanted.plan.sections[1].name = "Nytt navn".to_owned();
    // one place comes into use, one goes out of it, one comes back, one is gone from the file
    wanted.plan.sections[0].requirements.retain(|place| place.requirement != own);
    let at = |place: &kyndig_contract::transfer::TransferPlace| place.requirement == requirements[6];
    let waiting = wanted.plan.sections[0].requirements.iter_mut().find(|place| at(place)).expect("the place");
    waiting.state = "active".parse().expect("a state");
    let first = &mut wanted.plan.sections[1].requirements;
    first[0].state = "deactivated".parse().expect("a state");
    first[0].reason = Some("Gjelder ikke mer".to_owned());
    first[2].state = "active".parse().expect("a state");
    first[2].reason = None;
    let often = wanted.requirements.iter_mut().find(|r| r.id == requirements[3]).expect("the requirement");
    often.content.validity_days = Some(30);
    wanted.requirements.retain(|r| r.id != own);
    let file = serde_json::to_vec(&wanted).expect("JSON");

    let done = import(&app, &admin, world.ward, &file).await;
    assert_eq!(counted(&done, ImportSubject::Plan), [0, 1, 0, 0]);
    assert_eq!(counted(&done, ImportSubject::Requirement), [0, 1, 7, 0]);
    assert_eq!(counted(&done, ImportSubject::Place), [0, 3, 3, 0]);
    assert_eq!(counted(&done, ImportSubject::Section), [0, 1, 1, 0]);
    assert_eq!(counted(&done, ImportSubject::Order), [0, 1, 0, 0]);
    let fields = |subject| done.entries.iter().find(|e| e.subject == subject && !e.fields.is_empty()).expect("one");
    assert_eq!(fields(ImportSubject::Requirement).fields, ["validityDays"]);
    assert_eq!(fields(ImportSubject::Plan).fields, ["timeFrame"]);

    let after = read(&admin, plan).await;
    let names: Vec<_> = after.sections.iter().map(|section| section.name.as_str()).collect();
    assert_eq!((names, after.plan_version.as_str()), (vec!["Andre del", "Nytt navn"], "2.0"));
    assert_eq!(place(&after, own).state.to_string(), "inactive", "what the file does not name stays");
    assert_eq!(place(&after, requirements[2]).state.to_string(), "deactivated");
    assert_eq!(place(&after, requirements[5]).state.to_string(), "active");
    let standing = format!("/people/{}/standings/{}", world.ida.person, requirements[3]);
    let standing = admin.get(&standing).await.expect(200).json();
    assert_eq!(standing["expiresOn"], "2026-12-01", "{standing}");
    assert!(!attempted(&app, &admin, world.ward, &file).await.can_be_carried_out());
}

/// Proves PLN-17: what is done is what was shown; where somebody has changed something since, it is shown anew.
#[rstest]
#[actix_web::test]
async fn nothing_is_done_that_was_not_shown(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(app) = TestApp::start(on).await else { return };
    let world = app.world().await;
    let admin = app.sign_in(world.admin.person, world.admin.position).await;
    let (plan, requirements) = written(&app, &world).await;
    let mut wanted = document(&export(&admin, plan).await);
    wanted.plan.name = "TAHF-Med-SP3-Annet navn".to_owned();
    let file = serde_json::to_vec(&wanted).expect("JSON");
    let tried = attempted(&app, &admin, world.ward, &file).await;

    writing::redraft(&admin, requirements[6], saying("Venter ennå")).await;
    let before = dump(&app).await;
    let answer = carry_out(&app, &admin, world.ward, &[], &file, &tried.digest).await;
    let problem = answer.expect_problem(412, "version_conflict").json();
    let now: ContentImport = serde_json::from_value(problem["current"].clone()).expect("what would change now");
    assert_eq!(dump(&app).await, before);
    assert_ne!(now.digest, tried.digest);
    // nor with another file, or for another unit, than was tried
    let other = [file.clone(), b" ".to_vec()].concat();
    carry_out(&app, &admin, world.ward, &[], &other, &now.digest).await.expect_problem(412, "version_conflict");
    carry_out(&app, &admin, world.sibling, &[], &file, &now.digest).await.expect_problem(412, "version_conflict");
    assert_eq!(dump(&app).await, before);
    carry_out(&app, &admin, world.ward, &[], &file, &now.digest).await.expect(200);
    assert_eq!(read(&admin, plan).await.name, "TAHF-Med-SP3-Annet navn");
}

/// Proves PLN-17: a catalogue: all that a unit owns and uses, and what it rests on.
#[rstest]
#[actix_web::test]
async fn a_catalogue_goes_round(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(app) = TestApp::start(on).await else { return };
    let world = app.world().await;
    let admin = app.sign_in(world.admin.person, world.admin.position).await;
    let mona = app.sign_in(world.mona.person, world.mona.position).await;
    let siri = app.sign_in(world.siri.person, world.siri.position).await;
    written(&app, &world).await;
    let path = format!("/requirements/export?owner={}", world.ward);
    let out = mona.get(&path).await.expect(200).body;
    let catalogue: CatalogueDocument = serde_json::from_slice(&out).expect("a document");
    let mut names: Vec<_> = catalogue.requirements.iter().map(|r| r.content.name.as_str()).collect();
    names.sort_unstable();
    let expected =
        ["Bare en kladd", "Blodprøver", "Byttet ut", "Grunnkurs", "Intravenøs administrering", "Utenfor", "Venter"];
    assert_eq!(names, expected);

    // Siri may neither change the trust's categories nor link courses (REQ-18); what there is besides she can use
    let hers = attempted(&app, &siri, world.sibling, &out).await;
    assert_eq!(counted(&hers, ImportSubject::Requirement), [6, 0, 0, 1]);
    let done = import(&app, &admin, world.sibling, &out).await;
    assert_eq!((counted(&done, ImportSubject::Requirement), done.notes.len()), ([7, 0, 0, 0], 0));
    let back = siri.get(&format!("/requirements/export?owner={}", world.sibling)).await.expect(200).body;
    assert_eq!(unnumbered(&back), unnumbered(&out));
    assert!(!attempted(&app, &admin, world.sibling, &out).await.can_be_carried_out());
    // a unit that does not exist has none
    let nowhere = "/requirements/export?owner=01890a5d-ac96-774b-bcce-b302099a8057";
    mona.get(nowhere).await.expect_problem(422, "validation_failed");
}

/// Proves PLN-17, REQ-15: a template of goal plans, with national activities, which come in this way alone; a trust's
/// copy of it goes where there is a copy.
#[rstest]
#[actix_web::test]
async fn goal_plans_go_round(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(app) = TestApp::start(on).await else { return };
    let world = app.world().await;
    app.system(async |work| {
        grant(work, world.kari.position, Role::RegionalAdmin, Some(world.region)).await;
        grant(work, world.nils.position, Role::ResidentAdmin, Some(world.trust_a)).await;
        Ok(())
    })
    .await;
    let kari = app.sign_in(world.kari.person, world.kari.position).await;
    let nils = app.sign_in(world.nils.person, world.nils.position).await;
    let id = |n: u128| Uuid::from_u128(n).to_string();
    let activity = |n: u128, level: &str| {
        json!({"id": id(n), "kind": "learning_activity", "level": level, "published": true,
            "content": saying(&format!("Aktivitet {n}"))})
    };
    let goal = |n: u128, references: Value, holds: &[u128]| {
        let places: Vec<_> = holds.iter().map(|n| json!({"requirement": id(*n), "state": "active"})).collect();
        json!({"id": id(n), "code": format!("FKM-{n}"), "name": format!("Mål {n}"), "description": "Eksempel.",
            "references": references, "requirements": places})
    };
    let outside = json!({"kind": "is_related_to", "to": "ute", "title": "Utenfor", "address": "https://example.org/1"});
    let template = json!({"format": "kyndig_plan", "version": 1, "plan": {"id": id(1), "kind": "learning_goals",
        "level": "central", "isTemplate": true, "name": "Felles kompetansemål (eksempel)", "sections": [
            {"id": id(2), "name": "Etikk", "goals": [
                goal(11, json!([]), &[21, 22]),
                goal(12, json!([{"kind": "is_child_of", "to": id(11)}, outside]), &[21])]},
            {"id": id(3), "name": "Kommunikasjon", "goals": [
                goal(13, json!([{"kind": "precedes", "to": id(12)}]), &[])]}]},
        "requirements": [activity(21, "national"), activity(22, "central")]});
    let file = template.to_string().into_bytes();

    attempt(&app, &nils, world.trust_a, &[], &file).await.expect_problem(403, "forbidden");
    let done = import(&app, &kari, world.region, &file).await;
    assert_eq!(counted(&done, ImportSubject::Goal), [3, 0, 0, 0]);
    let made = done.plan.expect("a plan").id;
    let out = export(&kari, made).await;
    let whole: PlanDocument = serde_json::from_value(template).expect("a document");
    assert_eq!(unnumbered(&out), unnumbered(&serde_json::to_vec(&whole).expect("JSON")));
    let details = read(&kari, made).await;
    let references = &details.sections[0].goals[1].references;
    assert_eq!(references[0].goal_id, Some(details.sections[0].goals[0].id));
    assert_eq!((references[1].goal_id, references[1].title.as_str()), (None, "Utenfor"));

    // what is national is not changed by an import either, and the template holds what it held
    let mut changed = document(&out);
    changed.requirements[0].content.name = "Omskrevet".to_owned();
    let tried = attempted(&app, &kari, world.region, &serde_json::to_vec(&changed).expect("JSON")).await;
    assert_eq!(refusals(&tried), [(ImportSubject::Requirement, "Omskrevet".to_owned(), "national".to_owned())]);

    // a copy has the goals of its template, and their references
    let body = json!({"ownerUnitId": world.trust_a, "name": "TAHF-FKM", "kind": "learning_goals", "templateId": made});
    let copy: PlanDetails = nils.post("/plans", body).await.expect(201).read_as();
    let theme = &copy.sections[0];
    assert_eq!(theme.goals[1].references[0].goal_id, Some(theme.goals[0].id));
    let local = json!({"goalId": theme.goals[0].id, "new": saying("Vår egen")});
    nils.post(&format!("/plans/{}/sections/{}/requirements", copy.id, theme.id), local).await.expect(201);
    let local = export(&nils, copy.id).await;
    assert!(!attempted(&app, &nils, world.trust_a, &local).await.can_be_carried_out());
    app.system(async |work| {
        grant(work, world.ola.position, Role::ResidentAdmin, Some(world.trust_b)).await;
        Ok(())
    })
    .await;
    let ola = app.sign_in(world.ola.person, world.ola.position).await;
    attempt(&app, &ola, world.trust_b, &[], &local).await.expect_problem(409, "needs_copy");
    let body = json!({"ownerUnitId": world.trust_b, "name": "TBHF-FKM", "kind": "learning_goals", "templateId": made});
    let theirs: PlanDetails = ola.post("/plans", body).await.expect(201).read_as();
    let done = import(&app, &ola, world.trust_b, &local).await;
    assert_eq!(counted(&done, ImportSubject::Goal), [0, 0, 3, 0]);
    assert_eq!(counted(&done, ImportSubject::Place), [1, 0, 3, 0]);
    assert_eq!(done.plan.expect("a plan").id, theirs.id);
    let (mine, yours) = (document(&export(&nils, copy.id).await), document(&export(&ola, theirs.id).await));
    assert_eq!(mine.plan.sections, yours.plan.sections);
    // and the template stands fast now
    let mut more = document(&out);
    more.plan.sections[1].name = "Samtale".to_owned();
    let tried = attempted(&app, &kari, world.region, &serde_json::to_vec(&more).expect("JSON")).await;
    assert_eq!(refusals(&tried), [(ImportSubject::Section, "Samtale".to_owned(), "template_in_use".to_owned())]);
}

/// Plans of any shape, of requirements that rest on those before them.
fn plans() -> impl Strategy<Value = Value> {
    let text = "[a-zæøå .\n]{0,30}";
    let requirement = (
        ("[A-ZÆØÅ][a-zæøå ]{0,20}[a-z]", text, any::<[bool; 8]>(), prop::option::of(1..20000i32)),
        prop::option::of(2..50i32),
        prop::collection::vec("[a-z]{1,9}", 0..4),
        prop::collection::vec(any::<prop::sample::Index>(), 0..3),
        prop::sample::select(vec!["active", "inactive", "deactivated"]),
        prop::option::of(prop::sample::select(vec!["Legemidler", "Brann", "Utstyr"])),
    );
    let requirements = prop::collection::vec(requirement, 0..9);
    (requirements, 1..4usize, any::<[u64; 2]>(), text, text).prop_map(|(requirements, sections, seed, about, frame)| {
        let id = |n: usize| Uuid::from_u128((u128::from(seed[0]) << 64) | (u128::from(seed[1]) << 8) | n as u128).to_string();
        let mut places: Vec<Vec<Value>> = vec![Vec::new(); sections];
        let mut all = Vec::new();
        for (n, ((name, said, flags, days), times, points, on, state, category)) in requirements.iter().enumerate() {
            let central = flags[0];
            let mut on: Vec<_> = on.iter().filter(|_| n > 0).map(|on| id(on.index(n.max(1)))).collect();
            on.sort();
            on.dedup();
            let points = points.iter().filter(|_| times.is_none());
            let points: Vec<_> = points.enumerate().map(|(at, text)| json!({"id": id(200 + at), "text": text, "mustBeDone": flags[1]})).collect();
            let mut content = json!({"name": name, "description": said, "learningMethod": "course",
                "documentationMethod": if flags[2] { "signature" } else { "attachment" }, "needsSignature": flags[2],
                "links": [], "checklist": points, "commentField": flags[3], "manualExpiry": flags[4],
                "allowAttachments": flags[5], "prerequisites": on, "recertifyAfterAbsence": flags[6],
                "mustBeDone": flags[7], "allowAdaptation": central && days.is_some()});
            if let Some(days) = days {
                content["validityDays"] = json!(days);
            }
            if let Some(times) = times {
                content["repetitions"] = json!(times);
            }
            let published = *state == "active" || flags[3];
            let mut requirement = json!({"id": id(n), "level": if central { "central" } else { "local" },
                "published": published, "content": content});
            if let Some(category) = category {
                requirement["category"] = json!({"branch": "trust", "path": [category, "Under"]});
            }
            let mut place = json!({"requirement": id(n), "state": state});
            if *state == "deactivated" {
                place["reason"] = json!("Grunn");
            }
            if central && days.is_some() && published && flags[1] {
                place["adapted"] = json!({"validityDays": 7, "reason": "Oftere"});
            }
            all.push(requirement);
            places[n % sections].push(place);
        }
        for section in &mut places {
            // as a plan shows them: what is out of use last
            section.sort_by_key(|place| place["state"] == "deactivated");
        }
        all.sort_by_key(|requirement| requirement["id"].to_string());
        let sections: Vec<_> = places
            .iter()
            .enumerate()
            .map(|(n, places)| json!({"id": id(100 + n), "name": format!("Del {n}"), "requirements": places}))
            .collect();
        json!({"format": "kyndig_plan", "version": 1, "plan": {"id": id(99), "kind": "competence", "name": "TAHF-Generert",
            "description": about, "timeFrame": frame, "sections": sections}, "requirements": all})
    })
}

/// Proves PLN-17: whatever a plan is made of, in and out again it is the same, here and at the next unit.
#[rstest]
#[actix_web::test]
async fn any_plan_goes_round(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(app) = TestApp::start(on).await else { return };
    let world = app.world().await;
    let admin = app.sign_in(world.admin.person, world.admin.position).await;
    let mut runner = TestRunner::deterministic();
    for _ in 0..if app.is_postgres() { 12 } else { 40 } {
        let value = plans().new_tree(&mut runner).expect("a plan").current();
        let whole: PlanDocument = serde_json::from_value(value).expect("a document");
        let file = serde_json::to_vec(&whole).expect("JSON");
        let done = import(&app, &admin, world.ward, &file).await;
        assert_eq!(done.count(ImportChange::Refuse), 0, "{:#?}", refusals(&done));
        let once = export(&admin, done.plan.expect("a plan").id).await;
        assert_eq!(unnumbered(&once), unnumbered(&file));
        assert!(!attempted(&app, &admin, world.ward, &once).await.can_be_carried_out());
        let there = import(&app, &admin, world.sibling, &once).await.plan.expect("a plan").id;
        assert_eq!(unnumbered(&export(&admin, there).await), unnumbered(&file));
    }
}
