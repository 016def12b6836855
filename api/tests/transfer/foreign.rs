//! Frameworks of others: CASE packages and Moodle's CSV, as goals.

use std::path::PathBuf;

use kyndig_contract::{goal::PlanGoal, plan::PlanDetails};
use kyndig_domain::{role::Role, transfer::ReferenceKind};
use rstest::rstest;

use super::*;
use crate::support::{On, World, grant, writing::read};

async fn with_admins(app: &TestApp) -> World {
    let world = app.world().await;
    app.system(async |work| {
        grant(work, world.kari.position, Role::RegionalAdmin, Some(world.region)).await;
        grant(work, world.nils.position, Role::ResidentAdmin, Some(world.trust_a)).await;
        Ok(())
    })
    .await;
    world
}

/// A file that lies beside the project; none, said aloud, where it is absent.
fn shared(name: &str) -> Option<Vec<u8>> {
    let here = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    let places = ["../../shared/data", "../../../shared/data"].map(|place| here.join(place).join(name));
    let found = places.into_iter().find_map(|path| std::fs::read(path).ok());
    if found.is_none() {
        eprintln!("skipped: there is no ../shared/data/{name}");
    }
    found
}

fn goals(plan: &PlanDetails) -> Vec<&PlanGoal> {
    plan.sections.iter().flat_map(|theme| &theme.goals).collect()
}

const MOODLE: &str = "Parent id number,Id number,Shortname,Description,Description format,Scale values,\
    Scale configuration,Rule type (optional),Rule outcome (optional),Rule config (optional),\
    Cross referenced competency id numbers,Exported id (optional),Is framework,Taxonomy\n\
    ,RAMME,Rammeverk,\"<p>Om\r\nrammeverket</p>\",1,\"Nei,Ja\",,,,,,,1,competency\n\
    ,T,Tema,,1,,,,0,null,,1,,\n\
    T,T-1,Første mål,\"<p>Se <a href=\"\"https://example.org/1\"\">siden</a></p>\n<ul><li>én</li><li>to</li></ul><script>x()</script>\",1,,,,0,null,\"T-2,Borte\",2,,\n\
    T-1,T-2,Andre mål,,1,,,,0,null,T-1,3,,\n";

/// Proves PLN-17: Moodle's framework as a template: its tree, its text without markup, its cross references both ways;
/// what has no place is told; the same again changes nothing.
#[rstest]
#[actix_web::test]
async fn moodle_comes_in_as_goals(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(app) = TestApp::start(on).await else { return };
    let world = with_admins(&app).await;
    let kari = app.sign_in(world.kari.person, world.kari.position).await;
    let done = import(&app, &kari, world.region, MOODLE.as_bytes()).await;
    let lines: Vec<_> = done.entries.iter().map(|entry| (entry.subject.to_string(), entry.line)).collect();
    let expected = [("plan", 2), ("section", 4), ("goal", 5), ("goal", 7)].map(|(s, l)| (s.to_owned(), Some(l)));
    assert_eq!(lines, expected);
    let notes: Vec<_> = done.notes.iter().map(|note| (note.code.as_str(), note.value.as_deref(), note.line)).collect();
    assert_eq!(
        notes,
        [
            ("not_kept", Some("Scale values"), None),
            ("not_kept", Some("Taxonomy"), None),
            ("unknown_reference", Some("Borte"), Some(5))
        ]
    );
    let plan = read(&kari, done.plan.expect("a plan").id).await;
    assert!(plan.is_template);
    assert_eq!((plan.name.as_str(), plan.description.as_str()), ("Rammeverk", "Om rammeverket"));
    let made = goals(&plan);
    assert_eq!(made[0].description, "Se siden (https://example.org/1)\n- én\n- to");
    assert_eq!((made[1].code.as_str(), made[1].description.as_str()), ("T-2", ""));
    let refers =
        |goal: &PlanGoal| goal.references.iter().map(|r| (r.kind, r.goal_id, r.title.clone())).collect::<Vec<_>>();
    let related = ReferenceKind::IsRelatedTo;
    assert_eq!(refers(made[0]), [(related, Some(made[1].id), String::new()), (related, None, "Borte".to_owned())]);
    let child = (ReferenceKind::IsChildOf, Some(made[0].id), String::new());
    assert_eq!(refers(made[1]), [child, (related, Some(made[0].id), String::new())]);
    assert!(!attempted(&app, &kari, world.region, MOODLE.as_bytes()).await.can_be_carried_out());

    // a reference goes with the goal that it leads to
    let theme = plan.sections[0].id;
    kari.delete(&format!("/plans/{}/goals/{}", plan.id, made[1].id)).await.expect(200);
    let left = read(&kari, plan.id).await;
    assert_eq!((goals(&left)[0].references.len(), left.sections[0].id), (1, theme));
    // and comes back with the framework
    let again = import(&app, &kari, world.region, MOODLE.as_bytes()).await;
    assert_eq!(counted(&again, ImportSubject::Goal), [1, 1, 0, 0]);
}

/// Proves PLN-17: into a template that is there, beside what it holds; what the plan says of itself stays.
#[rstest]
#[actix_web::test]
async fn a_framework_fills_a_template(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(app) = TestApp::start(on).await else { return };
    let world = with_admins(&app).await;
    let kari = app.sign_in(world.kari.person, world.kari.position).await;
    let nils = app.sign_in(world.nils.person, world.nils.position).await;
    let body = json!({"ownerUnitId": world.region, "name": "Mal", "kind": "apprentice_goals", "isTemplate": true});
    let mine: PlanDetails = kari.post("/plans", body).await.expect(201).read_as();
    let into = [("planId", mine.id.to_string())];
    let file = MOODLE.as_bytes();
    attempt(&app, &nils, world.region, &into, file).await.expect_problem(403, "forbidden");
    let tried: ContentImport = attempt(&app, &kari, world.region, &into, file).await.expect(200).read_as();
    carry_out(&app, &kari, world.region, &into, file, &tried.digest).await.expect(200);
    let after = read(&kari, mine.id).await;
    assert_eq!((after.name.as_str(), goals(&after).len()), ("Mal", 2));
    let again: ContentImport = attempt(&app, &kari, world.region, &into, file).await.expect(200).read_as();
    assert!(!again.can_be_carried_out(), "{:#?}", again.entries);
    // a plan of competence holds no goals, and our own documents know which plan they are
    let plan = crate::support::writing::plan(&kari_of_ward(&app, &world).await, world.ward, "TAHF-Med-SP3-Plan").await;
    let wrong = [("planId", plan.id.to_string())];
    let admin = app.sign_in(world.admin.person, world.admin.position).await;
    attempt(&app, &admin, world.ward, &wrong, file).await.expect_problem(422, "validation_failed");
    let out = export(&admin, plan.id).await;
    attempt(&app, &admin, world.ward, &wrong, &out).await.expect_problem(422, "validation_failed");
}

async fn kari_of_ward<'a>(app: &'a TestApp, world: &World) -> Client<'a> {
    app.sign_in(world.mona.person, world.mona.position).await
}

/// Proves PLN-17: a plan's goals go out as CASE, and a package comes in again as it went out.
#[rstest]
#[actix_web::test]
async fn case_goes_out_and_in(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(app) = TestApp::start(on).await else { return };
    let world = with_admins(&app).await;
    let kari = app.sign_in(world.kari.person, world.kari.position).await;
    let mona = app.sign_in(world.mona.person, world.mona.position).await;
    let made = import(&app, &kari, world.region, MOODLE.as_bytes()).await.plan.expect("a plan").id;
    let out = kari.get(&format!("/plans/{made}/case")).await.expect(200);
    let package = out.json();
    assert_eq!(package["CFItems"].as_array().map(Vec::len), Some(3));
    assert_eq!(package["CFDocument"]["title"], "Rammeverk");
    assert_eq!(out.body, kari.get(&format!("/plans/{made}/case")).await.expect(200).body);
    let second = import(&app, &kari, world.region, &out.body).await.plan.expect("a plan").id;
    assert_ne!(second, made);
    let (one, other) = (read(&kari, made).await, read(&kari, second).await);
    let shape = |plan: &PlanDetails| {
        goals(plan).iter().map(|g| (g.code.clone(), g.name.clone(), g.references.len())).collect::<Vec<_>>()
    };
    assert_eq!(shape(&one), shape(&other));
    let again = kari.get(&format!("/plans/{second}/case")).await.expect(200).json();
    let without = |mut package: Value| {
        let changed = |value: &mut Value| value["lastChangeDateTime"] = json!("");
        changed(&mut package["CFDocument"]);
        for list in ["CFItems", "CFAssociations"] {
            package[list].as_array_mut().expect("a list").iter_mut().for_each(changed);
        }
        package
    };
    assert_eq!(without(again), without(package));
    let plan = crate::support::writing::plan(&mona, world.ward, "TAHF-Med-SP3-Plan").await;
    mona.get(&format!("/plans/{}/case", plan.id)).await.expect_problem(409, "no_goals");
}

/// Proves PLN-17: real files go in whole: every item is found again, with its references.
#[rstest]
#[case("case-package.json", 38, None)]
#[case("moodle-competency-framework.csv", 65, Some(2))]
#[actix_web::test]
async fn real_frameworks_go_in_whole(
    #[case] name: &str,
    #[case] items: usize,
    #[case] line: Option<i64>,
    #[values(On::Sqlite, On::Postgres)] on: On,
) {
    let Some(bytes) = shared(name) else { return };
    let Some(app) = TestApp::start(on).await else { return };
    let world = with_admins(&app).await;
    let kari = app.sign_in(world.kari.person, world.kari.position).await;
    let done = import(&app, &kari, world.region, &bytes).await;
    assert_eq!(done.entries[0].line, line);
    let at = |entry: &&ContentImportEntry| (entry.line, entry.path.clone());
    let mut places: Vec<_> = done.entries.iter().map(|entry| at(&entry)).collect();
    places.sort();
    places.dedup();
    // the framework itself is one of Moodle's records, and none of CASE's items
    assert_eq!(places.len(), items + usize::from(line.is_none()));
    let plan = read(&kari, done.plan.expect("a plan").id).await;
    assert!(goals(&plan).iter().all(|goal| !goal.description.contains("<p>")));
    if line.is_some() {
        let level = goals(&plan).into_iter().find(|goal| goal.code == "level-1").expect("a goal");
        assert_eq!(level.references.iter().filter(|r| r.kind == ReferenceKind::IsRelatedTo).count(), 39);
        let back = goals(&plan).into_iter().find(|goal| goal.code == "DR-AT1").expect("a goal");
        assert!(back.references.iter().any(|r| r.goal_id == Some(level.id)));
    } else {
        let model = goals(&plan).into_iter().find(|goal| goal.name == "Task Model 2").expect("a goal");
        let evidence = goals(&plan).into_iter().find(|goal| goal.name == "Evidence Required 1").expect("a goal");
        assert!(model.references.iter().any(|r| r.goal_id == Some(evidence.id)));
        assert!(goals(&plan).iter().any(|goal| goal.name == "Evidence Required 2"));
    }
    assert!(!attempted(&app, &kari, world.region, &bytes).await.can_be_carried_out());
}
