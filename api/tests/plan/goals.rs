//! Goal plans: templates of the region, trusts' own copies of them, goals, and what each level of activity allows.
//! PLN-2, PLN-4, PLN-8, REQ-15.

use calamine::Reader;
use chrono::TimeDelta;
use kyndig_contract::{
    assignment::AssignmentDetails,
    page::Page,
    plan::{AssignablePlan, PlanDetails, PlanSummary, PlanVersionDetails},
    requirement::{RequirementDetails, RequirementSummary, Warning},
};
use kyndig_db::Sql;
use kyndig_domain::{
    ids::{GoalId, PlanId, RequirementId, UnitId},
    plan::PlanRequirementState,
    role::Role,
};
use rstest::rstest;
use serde_json::{Value, json};

use crate::support::{
    Answer, Client, On, TestApp, World, grant, someone,
    writing::{active_plan, but, has_plan, place, publish, published, read, saying, section, stands},
};

/// Kari is the region's admin; Nils and Siri are resident admins of trust A, Ola of trust B; Per writes for apprentices.
async fn with_admins(app: &TestApp) -> World {
    let world = app.world().await;
    app.system(async |work| {
        grant(work, world.kari.position, Role::RegionalAdmin, Some(world.region)).await;
        grant(work, world.nils.position, Role::ResidentAdmin, Some(world.trust_a)).await;
        grant(work, world.ola.position, Role::ResidentAdmin, Some(world.trust_b)).await;
        grant(work, world.per.position, Role::ApprenticePlanAdmin, Some(world.trust_a)).await;
        Ok(())
    })
    .await;
    world
}

async fn template(client: &Client<'_>, region: UnitId, kind: &str) -> PlanDetails {
    let body =
        json!({"ownerUnitId": region, "name": "Felles kompetansemål (eksempel)", "kind": kind, "isTemplate": true});
    let made: PlanDetails = client.post("/plans", body).await.expect(201).read_as();
    section(client, made.id, "Etikk").await
}

async fn goal(client: &Client<'_>, plan: &PlanDetails, code: &str) -> GoalId {
    let theme = plan.sections.last().expect("a theme").id;
    let path = format!("/plans/{}/sections/{theme}/goals", plan.id);
    let body = json!({"code": code, "name": format!("Mål {code}"), "description": "Eksempel."});
    let after: PlanDetails = client.post(&path, body).await.expect(201).read_as();
    let goals = &after.sections.last().expect("the theme").goals;
    goals.iter().find(|goal| goal.code == code).expect("the goal").id
}

async fn add(client: &Client<'_>, plan: PlanId, goal: GoalId, what: Value) -> Answer {
    let details = read(client, plan).await;
    let theme =
        details.sections.iter().find(|theme| theme.goals.iter().any(|held| held.id == goal)).expect("its theme");
    let mut body = what;
    body["goalId"] = json!(goal);
    client.post(&format!("/plans/{plan}/sections/{}/requirements", theme.id), body).await
}

/// A new activity in a goal; gives which it is.
async fn new_activity(client: &Client<'_>, plan: PlanId, goal: GoalId, name: &str) -> RequirementId {
    let after: PlanDetails = add(client, plan, goal, json!({"new": saying(name)})).await.expect(201).read_as();
    let mut places = after.sections.iter().flat_map(|theme| &theme.requirements);
    places.find(|place| place.requirement.name == name).expect("the activity").requirement.id
}

/// Activates all that is not.
async fn activate_all(client: &Client<'_>, plan: PlanId) -> PlanDetails {
    let details = read(client, plan).await;
    let places = details.sections.iter().flat_map(|theme| &theme.requirements);
    let ids: Vec<_> =
        places.filter(|place| place.state == PlanRequirementState::Inactive).map(|place| place.id).collect();
    let body = json!({"planRequirementIds": ids});
    client.post_if(&format!("/plans/{plan}/activate"), details.version.into(), body).await.expect(200).read_as()
}

async fn copy(client: &Client<'_>, template: PlanId, unit: UnitId, kind: &str) -> Answer {
    let body = json!({"ownerUnitId": unit, "name": "TAHF-FKM", "kind": kind, "templateId": template});
    client.post("/plans", body).await
}

async fn act(client: &Client<'_>, plan: PlanId, requirement: RequirementId, what: &str, body: Value) -> Answer {
    let details = read(client, plan).await;
    let id = place(&details, requirement).id;
    client.post_if(&format!("/plans/{plan}/requirements/{id}/{what}"), details.version.into(), body).await
}

async fn remove(client: &Client<'_>, plan: PlanId, requirement: RequirementId) -> Answer {
    let id = place(&read(client, plan).await, requirement).id;
    client.delete(&format!("/plans/{plan}/requirements/{id}")).await
}

/// A template of two goals that share one activity, beside one of the second goal alone; (template, goals, shared, other).
async fn written(client: &Client<'_>, region: UnitId) -> (PlanId, [GoalId; 2], RequirementId, RequirementId) {
    let template = template(client, region, "learning_goals").await;
    let goals = [goal(client, &template, "FKM-01").await, goal(client, &template, "FKM-02").await];
    let shared = new_activity(client, template.id, goals[0], "Felles kurs").await;
    let other = new_activity(client, template.id, goals[1], "Refleksjon").await;
    activate_all(client, template.id).await;
    add(client, template.id, goals[1], json!({"requirementIds": [shared]})).await.expect(201);
    activate_all(client, template.id).await;
    (template.id, goals, shared, other)
}

/// Makes these activities national, which only an import does.
async fn made_national(app: &TestApp, requirement: RequirementId) {
    app.system(async |work| {
        let sql = Sql::new("UPDATE requirement SET level = 'national' WHERE id = ").bind(requirement);
        Ok(work.tx.execute(sql).await?)
    })
    .await;
}

/// Proves PLN-2: a template is the region's, and a trust has one copy of it, with themes, goals and what is active in
/// them; a resident plan is owned by the trust's top unit, each kind made by its own admins.
#[rstest]
#[actix_web::test]
async fn a_trust_has_one_copy_of_a_template(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(app) = TestApp::start(on).await else { return };
    let world = with_admins(&app).await;
    let kari = app.sign_in(world.kari.person, world.kari.position).await;
    let nils = app.sign_in(world.nils.person, world.nils.position).await;
    let per = app.sign_in(world.per.person, world.per.position).await;
    let admin = app.sign_in(world.admin.person, world.admin.position).await;
    let (template, goals, shared, other) = written(&kari, world.region).await;
    let waiting = new_activity(&kari, template, goals[0], "Ikke godkjent ennå").await;

    for (client, unit) in [(&nils, world.region), (&nils, world.trust_a), (&admin, world.region), (&per, world.trust_a)]
    {
        for kind in ["learning_goals", "apprentice_goals"] {
            let body = json!({"ownerUnitId": unit, "name": "Mal", "kind": kind, "isTemplate": true});
            client.post("/plans", body).await.expect_problem(403, "forbidden");
        }
    }
    copy(&admin, template, world.trust_a, "learning_goals").await.expect_problem(403, "forbidden");
    copy(&per, template, world.trust_a, "learning_goals").await.expect_problem(403, "forbidden");
    copy(&nils, template, world.trust_b, "learning_goals").await.expect_problem(403, "forbidden");
    copy(&nils, template, world.ward, "learning_goals").await.expect_problem(422, "not_a_trust");
    copy(&per, template, world.trust_a, "apprentice_goals").await.expect_problem(422, "validation_failed");
    for wrong in [
        json!({"ownerUnitId": world.trust_a, "name": "Uten mal", "kind": "learning_goals"}),
        json!({"ownerUnitId": world.trust_a, "name": "Vanlig", "kind": "competence", "templateId": template}),
        json!({"ownerUnitId": world.region, "name": "Mal", "kind": "competence", "isTemplate": true}),
        json!({"ownerUnitId": world.region, "name": "Mal av mal", "kind": "learning_goals", "templateId": template,
            "isTemplate": true}),
        json!({"ownerUnitId": world.trust_a, "name": "Sentral", "kind": "learning_goals", "templateId": template,
            "level": "central"}),
    ] {
        for client in [&admin, &nils, &kari] {
            client.post("/plans", &wrong).await.expect_problem(422, "validation_failed");
        }
    }

    let made: PlanDetails = copy(&nils, template, world.trust_a, "learning_goals").await.expect(201).read_as();
    assert_eq!((made.owner_unit.id, made.is_template, made.plan_version.as_str()), (world.trust_a, false, "1.0"));
    assert_eq!(made.template.as_ref().map(|from| from.id), Some(template));
    let theme = &made.sections[0];
    assert_eq!(theme.goals.iter().map(|goal| goal.code.as_str()).collect::<Vec<_>>(), ["FKM-01", "FKM-02"]);
    assert_eq!(theme.goals[0].description, "Eksempel.");
    assert!(theme.goals.iter().all(|goal| !goals.contains(&goal.id)), "goals of its own");
    let held: Vec<_> = theme.requirements.iter().map(|place| (place.goal_id, place.requirement.id)).collect();
    let [first, second] = [theme.goals[0].id, theme.goals[1].id].map(Some);
    for expected in [(first, shared), (second, other), (second, shared)] {
        assert!(held.contains(&expected), "{expected:?} in {held:?}");
    }
    assert_eq!(held.len(), 3, "what was not approved stays behind: {waiting}");
    copy(&nils, template, world.trust_a, "learning_goals").await.expect_problem(409, "already_copied");
    // A copy is a template of nothing.
    let ola = app.sign_in(world.ola.person, world.ola.position).await;
    copy(&ola, made.id, world.trust_b, "learning_goals").await.expect_problem(422, "validation_failed");
    copy(&ola, template, world.trust_b, "learning_goals").await.expect(201);
    assert_eq!(read(&kari, template).await.copies, 2);
    let found: Page<PlanSummary> = nils.get("/plans?template=false&kind=learning_goals").await.expect(200).read_as();
    assert!(found.items.len() == 2 && found.items.iter().all(|row| !row.is_template));
    let found: Page<PlanSummary> = nils.get("/plans?template=true&kind=learning_goals").await.expect(200).read_as();
    assert_eq!(found.items.iter().map(|row| row.id).collect::<Vec<_>>(), [template]);

    let apprentices = self::template(&kari, world.region, "apprentice_goals").await.id;
    for client in [&nils, &admin] {
        copy(client, apprentices, world.trust_a, "apprentice_goals").await.expect_problem(403, "forbidden");
    }
    let empty: PlanDetails = copy(&per, apprentices, world.ward, "apprentice_goals").await.expect(201).read_as();
    assert_eq!((empty.owner_unit.id, empty.plan_version.as_str()), (world.ward, "0.0"));
    // One for each unit that owns it.
    copy(&per, apprentices, world.ward, "apprentice_goals").await.expect_problem(409, "already_copied");
    copy(&per, apprentices, world.sibling, "apprentice_goals").await.expect(201);

    // Nobody has a template itself, and a copy stays with its trust.
    let owners = json!({"documentOwnerId": world.kari.person, "documentAuthorId": world.kari.person});
    let version = read(&kari, template).await.version.into();
    kari.put_if(&format!("/plans/{template}/owners"), version, owners.clone()).await.expect_problem(409, "is_template");
    let path = format!("/plans/{template}/publications/{}", world.region);
    kari.put(&path, json!({"withSubunits": true})).await.expect_problem(409, "is_template");
    let version = read(&nils, made.id).await.version.into();
    nils.put_if(&format!("/plans/{}/owners", made.id), version, owners).await.expect(200);
    let plans: Page<AssignablePlan> = admin.get("/assignable-plans").await.expect(200).read_as();
    assert_eq!(plans.items.iter().map(|plan| plan.id).collect::<Vec<_>>(), [made.id]);
    let moved = json!({"ownerUnitId": world.clinic});
    let version = read(&nils, made.id).await.version.into();
    nils.patch_if(&format!("/plans/{}", made.id), version, moved).await.expect_problem(422, "validation_failed");
}

/// Proves REQ-15: a template's content is the regional admin's until the first local copy, and stands fast from then on;
/// the activities go on being edited in the central list, from where a trust fetches new ones.
#[rstest]
#[actix_web::test]
async fn a_template_stands_fast_once_it_is_copied(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(app) = TestApp::start(on).await else { return };
    let world = with_admins(&app).await;
    let kari = app.sign_in(world.kari.person, world.kari.position).await;
    let nils = app.sign_in(world.nils.person, world.nils.position).await;
    let (template, goals, shared, other) = written(&kari, world.region).await;
    let root = format!("/plans/{template}");
    let theme = read(&kari, template).await.sections[0].id;

    let named = json!({"code": "FKM-02", "name": "Nytt navn", "description": ""});
    let version = read(&kari, template).await.version.into();
    let after: PlanDetails =
        kari.put_if(&format!("{root}/goals/{}", goals[1]), version, &named).await.expect(200).read_as();
    assert_eq!(after.sections[0].goals[1].name, "Nytt navn");
    kari.put_if(&format!("{root}/goals/{}", goals[1]), version, &named).await.expect_problem(412, "version_conflict");
    kari.delete(&format!("{root}/goals/{}", goals[1])).await.expect_problem(409, "goal_not_empty");
    kari.delete(&format!("{root}/sections/{theme}")).await.expect_problem(409, "section_not_empty");
    let spare = goal(&kari, &after, "FKM-03").await;
    kari.delete(&format!("{root}/goals/{spare}")).await.expect(200);
    // Links are not deactivated in a template; a regional activity is taken out, and then deleted.
    act(&kari, template, shared, "deactivate", json!({"reason": "Nei"})).await.expect_problem(409, "is_template");
    let third = new_activity(&kari, template, goals[0], "Feilskrevet").await;
    remove(&kari, template, third).await.expect(200);
    let version = kari.get(&format!("/requirements/{third}")).await.expect(200).version();
    kari.delete_if(&format!("/requirements/{third}"), version).await.expect(204);

    let made: PlanDetails = copy(&nils, template, world.trust_a, "learning_goals").await.expect(201).read_as();
    let now = read(&kari, template).await;
    assert!(!now.can_fill() && !now.can_arrange() && now.can_edit);
    let version = i64::from(now.version);
    let frozen = "template_in_use";
    kari.post(&format!("{root}/sections"), json!({"name": "Nytt tema"})).await.expect_problem(409, frozen);
    kari.post(&format!("{root}/sections/{theme}/goals"), &named).await.expect_problem(409, frozen);
    kari.put_if(&format!("{root}/goals/{}", goals[1]), version, &named).await.expect_problem(409, frozen);
    kari.delete(&format!("{root}/goals/{}", goals[1])).await.expect_problem(409, frozen);
    add(&kari, template, goals[0], json!({"new": saying("Ny")})).await.expect_problem(409, frozen);
    remove(&kari, template, other).await.expect_problem(409, frozen);
    let body = json!({"planRequirementIds": [place(&now, other).id]});
    kari.post_if(&format!("{root}/activate"), version, body).await.expect_problem(409, frozen);
    let version_of_other = kari.get(&format!("/requirements/{other}")).await.expect(200).version();
    kari.delete_if(&format!("/requirements/{other}"), version_of_other).await.expect_problem(409, "in_use");
    kari.patch_if(&root, version, json!({"name": "Felles kompetansemål"})).await.expect(200);

    // In the central list it is still edited, for every trust, and a new one is fetched by each.
    let path = format!("/requirements/{other}");
    let version = kari.get(&path).await.expect(200).version();
    kari.put_if(&format!("{path}/draft"), version, json!({"content": saying("Dypere refleksjon")})).await.expect(200);
    nils.put_if(&format!("{path}/draft"), version, json!({"content": saying("Mitt")}))
        .await
        .expect_problem(403, "forbidden");
    publish(&kari, other).await;
    let theirs = read(&nils, made.id).await;
    assert_eq!(
        (place(&theirs, other).requirement.name.as_str(), theirs.plan_version.as_str()),
        ("Dypere refleksjon", "1.1")
    );
    let body = json!({"ownerUnitId": world.region, "kind": "learning_activity", "level": "central", "content": saying("Regionalt kurs")});
    let fresh = kari.post("/requirements", body).await.expect(201).json()["id"].as_str().expect("an id").to_owned();
    publish(&kari, fresh.parse().expect("an id")).await;
    let own = read(&nils, made.id).await.sections[0].goals[0].id;
    let found: Page<RequirementSummary> =
        nils.get(&format!("/requirements?forPlan={}&forGoal={own}", made.id)).await.expect(200).read_as();
    assert!(found.items.iter().any(|row| row.name == "Regionalt kurs"));
    add(&nils, made.id, own, json!({"requirementIds": [fresh]})).await.expect(201);
}

/// Proves PLN-8, REQ-15: in its copy a trust has activities of its own and takes them out again while nobody has the
/// plan, or within 24 hours; regional links it only deactivates, national ones neither; what is deactivated comes back
/// into its goal.
#[rstest]
#[actix_web::test]
async fn each_level_allows_what_is_its_own(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(app) = TestApp::start(on).await else { return };
    let world = with_admins(&app).await;
    let kari = app.sign_in(world.kari.person, world.kari.position).await;
    let nils = app.sign_in(world.nils.person, world.nils.position).await;
    let (template, _, national, regional) = written(&kari, world.region).await;
    let copied: PlanDetails = copy(&nils, template, world.trust_a, "learning_goals").await.expect(201).read_as();
    made_national(&app, national).await;
    let (plan, theme) = (copied.id, copied.sections[0].id);
    let goals: Vec<GoalId> = copied.sections[0].goals.iter().map(|goal| goal.id).collect();

    // Themes and goals are the template's.
    let root = format!("/plans/{plan}");
    let version = i64::from(copied.version);
    let named = json!({"code": "X", "name": "Eget mål"});
    nils.post(&format!("{root}/sections"), json!({"name": "Eget tema"})).await.expect_problem(409, "from_template");
    nils.post(&format!("{root}/sections/{theme}/goals"), &named).await.expect_problem(409, "from_template");
    nils.put_if(&format!("{root}/goals/{}", goals[0]), version, &named).await.expect_problem(409, "from_template");
    nils.delete(&format!("{root}/goals/{}", goals[0])).await.expect_problem(409, "from_template");
    nils.patch_if(&format!("{root}/sections/{theme}"), version, json!({"name": "X"}))
        .await
        .expect_problem(409, "from_template");

    let local = new_activity(&nils, plan, goals[0], "Internundervisning").await;
    let mistake = new_activity(&nils, plan, goals[0], "Feil").await;
    remove(&nils, plan, mistake).await.expect(200);
    let now = activate_all(&nils, plan).await;
    let rights = |of| (place(&now, of).can_remove, place(&now, of).can_deactivate);
    assert_eq!([rights(local), rights(regional), rights(national)], [(true, true), (false, true), (false, false)]);
    for kept in [regional, national] {
        remove(&nils, plan, kept).await.expect_problem(409, "cannot_remove");
    }
    let why = json!({"reason": "Ikke hos oss"});
    act(&nils, plan, national, "deactivate", why.clone()).await.expect_problem(409, "national");
    act(&kari, plan, regional, "deactivate", why.clone()).await.expect_problem(403, "forbidden");
    // before anybody has it, and after
    act(&nils, plan, regional, "deactivate", why.clone()).await.expect(200);
    let where_to = json!({"sectionId": theme});
    act(&nils, plan, regional, "reactivate", where_to).await.expect_problem(422, "validation_failed");
    let back: PlanDetails = act(&nils, plan, regional, "reactivate", json!({})).await.expect(200).read_as();
    assert_eq!(
        (place(&back, regional).goal_id, place(&back, regional).state),
        (Some(goals[1]), PlanRequirementState::Active)
    );
    has_plan(&app, world.ida, plan).await;
    act(&nils, plan, regional, "deactivate", why.clone()).await.expect(200);
    app.assert_counters().await;
    act(&kari, plan, regional, "reactivate", json!({})).await.expect_problem(403, "forbidden");

    app.clock.advance(TimeDelta::hours(25));
    remove(&nils, plan, local).await.expect_problem(409, "cannot_remove");
    act(&nils, plan, local, "deactivate", why).await.expect(200);
    let back: PlanDetails = act(&nils, plan, local, "reactivate", json!({})).await.expect(200).read_as();
    assert_eq!(
        (place(&back, local).goal_id, place(&back, local).state),
        (Some(goals[0]), PlanRequirementState::Active)
    );
    let late = new_activity(&nils, plan, goals[0], "Enda en").await;
    activate_all(&nils, plan).await;
    stands(&app, world.ida, late, "fulfilled", Some("2026-11-20")).await;
    remove(&nils, plan, late).await.expect(200);
    app.assert_counters().await;
}

/// Of PLN-2: a template that is archived is copied no more; the copies that there are stay.
#[rstest]
#[actix_web::test]
async fn an_archived_template_is_not_copied(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(app) = TestApp::start(on).await else { return };
    let world = with_admins(&app).await;
    let archiver = app
        .system(async |work| {
            let archiver = someone(work, "Arne Arkivar", world.region, world.region, None).await;
            grant(work, archiver.position, Role::Archiver, Some(world.region)).await;
            Ok(archiver)
        })
        .await;
    let kari = app.sign_in(world.kari.person, world.kari.position).await;
    let nils = app.sign_in(world.nils.person, world.nils.position).await;
    let ola = app.sign_in(world.ola.person, world.ola.position).await;
    let archiver = app.sign_in(archiver.person, archiver.position).await;
    let (template, ..) = written(&kari, world.region).await;
    let made: PlanDetails = copy(&nils, template, world.trust_a, "learning_goals").await.expect(201).read_as();
    let version = read(&kari, template).await.version;
    let body = json!({"reason": "Utgått"});
    archiver.post_if(&format!("/plans/{template}/archive"), version.into(), body).await.expect(200);
    copy(&ola, template, world.trust_b, "learning_goals").await.expect_problem(422, "validation_failed");
    assert_eq!(read(&nils, made.id).await.archived, None);
    new_activity(&nils, made.id, made.sections[0].goals[0].id, "Internundervisning").await;
}

/// Proves REQ-15: what is national is not edited, deleted or archived by anybody, those of the region and of the archive
/// included. A regional activity that a trust has fetched and not activated is deactivated like any other, for it is not
/// taken out. Proves REQ-7: its locks hold for activities of every level that can be edited.
#[rstest]
#[actix_web::test]
async fn national_ones_stand_and_started_ones_are_locked(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(app) = TestApp::start(on).await else { return };
    let world = with_admins(&app).await;
    app.system(async |work| {
        grant(work, world.siri.position, Role::Archiver, Some(world.region)).await;
        Ok(())
    })
    .await;
    let kari = app.sign_in(world.kari.person, world.kari.position).await;
    let nils = app.sign_in(world.nils.person, world.nils.position).await;
    let siri = app.sign_in(world.siri.person, world.siri.position).await;
    let owner = app.sign_in(world.owner.person, world.owner.position).await;
    let (template, _, national, regional) = written(&kari, world.region).await;
    let copied: PlanDetails = copy(&nils, template, world.trust_a, "learning_goals").await.expect(201).read_as();
    made_national(&app, national).await;
    let path = format!("/requirements/{national}");
    let version = owner.get(&path).await.expect(200).version();
    for client in [&kari, &nils, &siri, &owner] {
        let draft = json!({"content": saying("Vårt eget")});
        client.put_if(&format!("{path}/draft"), version, draft).await.expect_problem(403, "forbidden");
        client
            .post_if(&format!("{path}/archive"), version, json!({"reason": "Ut"}))
            .await
            .expect_problem(403, "forbidden");
        client.delete_if(&path, version).await.expect_problem(403, "forbidden");
    }
    let (plan, goal) = (copied.id, copied.sections[0].goals[0].id);
    let fetched = {
        let body = json!({"ownerUnitId": world.region, "kind": "learning_activity", "level": "central",
            "content": saying("Regionalt kurs")});
        let made: RequirementDetails = kari.post("/requirements", body).await.expect(201).read_as();
        publish(&kari, made.id).await.id
    };
    add(&nils, plan, goal, json!({"requirementIds": [fetched]})).await.expect(201);
    remove(&nils, plan, fetched).await.expect_problem(409, "cannot_remove");
    act(&nils, plan, fetched, "deactivate", json!({"reason": "Feil kurs"})).await.expect(200);

    // REQ-7, of a regional and of a local one.
    let local = new_activity(&nils, plan, goal, "Internundervisning").await;
    activate_all(&nils, plan).await;
    has_plan(&app, world.ida, plan).await;
    for (client, activity) in [(&kari, regional), (&nils, local)] {
        stands(&app, world.ida, activity, "started", None).await;
        let path = format!("/requirements/{activity}");
        let version = client.get(&path).await.expect(200).version();
        let repeated = json!({"content": but(saying("Gjentatt"), &json!({"repetitions": 3}))});
        client.put_if(&format!("{path}/draft"), version, repeated).await.expect_problem(409, "repetitions_locked");
    }
}

/// Proves PLN-2: apprentice plans, template and copy, hold no national activities; they are not offered any, and take none.
/// Proves REQ-15: a validity in days on an activity of a goal plan is warned about, there and in the list.
#[rstest]
#[actix_web::test]
async fn apprentice_plans_hold_nothing_national(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(app) = TestApp::start(on).await else { return };
    let world = with_admins(&app).await;
    let kari = app.sign_in(world.kari.person, world.kari.position).await;
    let per = app.sign_in(world.per.person, world.per.position).await;
    let (residents, _, national, regional) = written(&kari, world.region).await;
    made_national(&app, national).await;
    let made = template(&kari, world.region, "apprentice_goals").await;
    let goal_of = goal(&kari, &made, "KM-01").await;
    let offered = async |client: &Client<'_>, plan: PlanId, goal: GoalId| -> Vec<RequirementId> {
        let path = format!("/requirements?forPlan={plan}&forGoal={goal}");
        let page: Page<RequirementSummary> = client.get(&path).await.expect(200).read_as();
        page.items.into_iter().map(|row| row.id).collect()
    };
    let there = offered(&kari, made.id, goal_of).await;
    assert!(there.contains(&regional) && !there.contains(&national));
    let refused = add(&kari, made.id, goal_of, json!({"requirementIds": [regional, national]})).await;
    let problem = refused.expect_problem(422, "national_for_residents").json();
    assert_eq!(problem["fields"][0]["field"], "requirementIds[1]");
    add(&kari, made.id, goal_of, json!({"requirementIds": [regional]})).await.expect(201);
    activate_all(&kari, made.id).await;
    let copied: PlanDetails = copy(&per, made.id, world.trust_a, "apprentice_goals").await.expect(201).read_as();
    let own = copied.sections[0].goals[0].id;
    assert!(!offered(&per, copied.id, own).await.contains(&national));
    add(&per, copied.id, own, json!({"requirementIds": [national]}))
        .await
        .expect_problem(422, "national_for_residents");
    let held = read(&kari, residents).await;
    assert!(held.sections[0].requirements.iter().any(|place| place.requirement.id == national));

    // What the resident admin is to residents' plans: links out of use and back, the trust's own taken out.
    let nils = app.sign_in(world.nils.person, world.nils.position).await;
    let why = json!({"reason": "Ikke hos oss"});
    for other in [&kari, &nils] {
        act(other, copied.id, regional, "deactivate", why.clone()).await.expect_problem(403, "forbidden");
    }
    act(&per, copied.id, regional, "deactivate", why).await.expect(200);
    let back: PlanDetails = act(&per, copied.id, regional, "reactivate", json!({})).await.expect(200).read_as();
    assert_eq!(place(&back, regional).state, PlanRequirementState::Active);
    remove(&per, copied.id, regional).await.expect_problem(409, "cannot_remove");
    let mistake = new_activity(&per, copied.id, own, "Feil").await;
    remove(&per, copied.id, mistake).await.expect(200);
    let short = but(saying("Internundervisning"), &json!({"validityDays": 365}));
    let after: PlanDetails = add(&per, copied.id, own, json!({"new": short})).await.expect(201).read_as();
    let mut places = after.sections[0].requirements.iter();
    let place = places.find(|place| place.requirement.name == "Internundervisning").expect("the activity");
    assert_eq!(place.warnings, [Warning::ValidityOnActivity]);
    let details: RequirementDetails =
        per.get(&format!("/requirements/{}", place.requirement.id)).await.expect(200).read_as();
    assert_eq!(details.warnings, [Warning::ValidityOnActivity]);
}

/// Proves PLN-4, and of REP-2: an activity serves several goals, and stands once in each; what it is called counts once for whoever
/// has the plan. A goal plan takes in activities and a competence plan requirements.
#[rstest]
#[actix_web::test]
async fn an_activity_serves_several_goals(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(app) = TestApp::start(on).await else { return };
    let world = with_admins(&app).await;
    let kari = app.sign_in(world.kari.person, world.kari.position).await;
    let nils = app.sign_in(world.nils.person, world.nils.position).await;
    let mona = app.sign_in(world.mona.person, world.mona.position).await;
    let (template, goals, shared, _) = written(&kari, world.region).await;
    add(&kari, template, goals[0], json!({"requirementIds": [shared]})).await.expect_problem(409, "already_in_plan");
    let copied: PlanDetails = copy(&nils, template, world.trust_a, "learning_goals").await.expect(201).read_as();
    let (plan, theme) = (copied.id, &copied.sections[0]);
    has_plan(&app, world.ida, plan).await;
    stands(&app, world.ida, shared, "fulfilled", Some("2026-11-01")).await;

    let ida = app.sign_in(world.ida.person, world.ida.position).await;
    let own = ida.get("/my/assignments").await.expect(200).json();
    let id = own["items"][0]["id"].as_str().expect("the plan").to_owned();
    let seen: AssignmentDetails = ida.get(&format!("/assignments/{id}")).await.expect(200).read_as();
    assert_eq!(
        seen.sections.iter().map(|one| one.goal.as_deref()).collect::<Vec<_>>(),
        [Some("FKM-01 Mål FKM-01"), Some("FKM-02 Mål FKM-02")]
    );
    assert_eq!((seen.summary.counts.fulfilled, seen.summary.counts.not_started), (1, 1));
    let standing = ida.get(&format!("/people/{}/standings/{shared}", world.ida.person)).await.expect(200).json();
    assert_eq!(standing["plans"].as_array().map(Vec::len), Some(1));
    // REP-2: in the report it is one line, and a template, which nobody has, has no report.
    let report = nils.get(&format!("/plans/{plan}/usage-report")).await.expect(200);
    let mut book = calamine::Xlsx::new(std::io::Cursor::new(report.body)).expect("a workbook");
    let unit = book.sheet_names()[1].clone();
    assert_eq!(book.worksheet_range(&unit).expect("a sheet").rows().len(), 7);
    kari.get(&format!("/plans/{template}/usage-report")).await.expect_problem(403, "forbidden");
    let used = kari.get(&format!("/requirements/{shared}")).await.expect(200).json();
    assert_eq!(used["usedIn"].as_array().map(Vec::len), Some(2), "the template and the copy");
    app.assert_counters().await;

    // Each kind of plan holds its own kind, in a goal or in a section.
    let requirement = published(&mona, world.ward, saying("Et krav")).await;
    let goal = theme.goals[0].id;
    let body = json!({"requirementIds": [requirement]});
    add(&nils, plan, goal, body.clone()).await.expect_problem(422, "requirement_not_shared");
    let path = format!("/plans/{plan}/sections/{}/requirements", theme.id);
    nils.post(&path, json!({"new": saying("Uten mål")})).await.expect_problem(422, "validation_failed");
    let competence = active_plan(&mona, world.ward, "TAHF-Med-SP3-Plan", &[requirement]).await;
    let section = read(&mona, competence).await.sections[0].id;
    let path = format!("/plans/{competence}/sections/{section}/requirements");
    mona.post(&path, json!({"requirementIds": [shared]})).await.expect_problem(422, "requirement_not_shared");
    mona.post(&path, json!({"goalId": goal, "new": saying("Med mål")})).await.expect_problem(422, "validation_failed");
    mona.post(&format!("/plans/{competence}/sections/{section}/goals"), json!({"name": "Mål"}))
        .await
        .expect_problem(404, "not_found");
}

/// Proves PLN-7: a version of a goal plan opens with its goals as they were. The order of themes and goals is the
/// template's to change; activities are put in order within their theme.
#[rstest]
#[actix_web::test]
async fn goals_are_kept_in_versions_and_in_order(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(app) = TestApp::start(on).await else { return };
    let world = with_admins(&app).await;
    let kari = app.sign_in(world.kari.person, world.kari.position).await;
    let nils = app.sign_in(world.nils.person, world.nils.position).await;
    let (template, goals, shared, other) = written(&kari, world.region).await;
    let second = section(&kari, template, "Kommunikasjon").await;
    let (first_theme, second_theme) = (second.sections[0].id, second.sections[1].id);
    let places: Vec<_> = second.sections[0].requirements.iter().map(|place| place.id).collect();
    let order = |themes: [Value; 2]| json!({"sections": themes});
    let put = async |client: &Client<'_>, plan: PlanId, body: Value| {
        let version = read(client, plan).await.version.into();
        client.put_if(&format!("/plans/{plan}/order"), version, body).await
    };
    let turned = json!({"id": first_theme, "goals": [goals[1], goals[0]], "requirements": places});
    let after: PlanDetails =
        put(&kari, template, order([json!({"id": second_theme, "requirements": []}), turned.clone()]))
            .await
            .expect(200)
            .read_as();
    assert_eq!(after.sections.iter().map(|theme| theme.id).collect::<Vec<_>>(), [second_theme, first_theme]);
    assert_eq!(after.sections[1].goals.iter().map(|goal| goal.id).collect::<Vec<_>>(), [goals[1], goals[0]]);
    for wrong in [
        order([json!({"id": second_theme, "requirements": places}), json!({"id": first_theme, "requirements": []})]),
        order([
            json!({"id": second_theme, "requirements": []}),
            json!({"id": first_theme, "goals": [goals[1]], "requirements": places}),
        ]),
    ] {
        put(&kari, template, wrong).await.expect_problem(422, "validation_failed");
    }

    let made: PlanDetails = copy(&nils, template, world.trust_a, "learning_goals").await.expect(201).read_as();
    let version = kari.get(&format!("/plans/{}/versions/{}", made.id, made.plan_version)).await.expect(200);
    let version: PlanVersionDetails = version.read_as();
    let theme = &version.sections[1];
    let held: Vec<_> = theme.goals.iter().map(|goal| (goal.code.as_str(), goal.requirements.len())).collect();
    assert_eq!((held, theme.requirements.len()), (vec![("FKM-02", 2), ("FKM-01", 1)], 0));
    let named: Vec<_> = theme.goals[0].requirements.iter().map(|held| held.id).collect();
    assert!(named.contains(&shared) && named.contains(&other));

    let own = &made.sections[1];
    let mut places: Vec<_> = own.requirements.iter().map(|place| place.id).collect();
    places.reverse();
    let whole = |themes: [usize; 2]| {
        let theme = |index: usize| json!({"id": made.sections[index].id, "requirements": if index == 1 { places.clone() } else { Vec::new() }});
        order(themes.map(theme))
    };
    put(&nils, made.id, whole([1, 0])).await.expect_problem(422, "validation_failed");
    let after: PlanDetails = put(&nils, made.id, whole([0, 1])).await.expect(200).read_as();
    assert_eq!(after.sections[1].requirements.iter().map(|place| place.id).collect::<Vec<_>>(), places);
}
