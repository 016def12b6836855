//! What an answer takes does not grow with what it holds: every list is read in as many statements for three rows as for
//! one.

use kyndig_gate::counters;
use rstest::rstest;
use serde_json::{Value, json};

use crate::support::{
    Client, On, TestApp, content, someone,
    writing::{active_plan, but, has_plan, published, saying},
};

/// The statements of a list's first page, and how many rows it held.
async fn read(app: &TestApp, client: &Client<'_>, path: &str, limit: u8) -> (u64, usize) {
    let mark = if path.contains('?') { '&' } else { '?' };
    let before = app.state.db.statements();
    let page: Value = client.get(&format!("{path}{mark}limit={limit}")).await.expect(200).json();
    let taken = app.state.db.statements() - before;
    (taken, page["items"].as_array().expect("a page").len())
}

#[rstest]
#[actix_web::test]
async fn no_list_asks_for_each_row(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(app) = TestApp::start(on).await else { return };
    let world = app.world().await;
    let mona = app.sign_in(world.mona.person, world.mona.position).await;
    let ida = app.sign_in(world.ida.person, world.ida.position).await;
    let per = app.sign_in(world.per.person, world.per.position).await;
    let admin = app.sign_in(world.admin.person, world.admin.position).await;
    let owner = app.sign_in(world.owner.person, world.owner.position).await;
    let mut people = vec![world.ida];
    for name in ["Anne Lie", "Anders Lie", "Astrid Lie"] {
        let one = app
            .system(async |work| Ok(someone(work, name, world.trust_a, world.ward, Some(world.mona.person)).await))
            .await;
        people.push(one);
        let grant = json!({"positionId": one.position, "role": "subject_lead_b", "unitId": world.ward});
        owner.post("/role-grants", grant).await.expect(201);
    }
    let mut plans = Vec::new();
    for name in ["Brann", "Hygiene", "Fall"] {
        let signed = json!({"documentationMethod": "signature", "needsSignature": true});
        let requirement = published(&mona, world.ward, but(saying(name), &signed)).await;
        let plan = active_plan(&mona, world.ward, &format!("TAHF-Med-SP3-{name}"), &[requirement]).await;
        let version = mona.get(&format!("/plans/{plan}")).await.version();
        let owners = json!({"documentOwnerId": world.mona.person, "documentAuthorId": world.mona.person});
        mona.put_if(&format!("/plans/{plan}/owners"), version, owners).await.expect(200);
        for someone in &people {
            has_plan(&app, *someone, plan).await;
        }
        plans.push(plan);
        let sent = json!({"signerId": world.per.person, "performedOn": "2026-11-01"});
        let path = format!("/people/{}/standings/{requirement}/send", world.ida.person);
        ida.post(&path, sent).await.expect(200);
    }
    let assignments = format!("/positions/{}/assignments", world.ida.position);
    let plan_status = format!("/plan-status/{}", plans[0]);
    for (client, path) in [
        (&mona, "/plans"),
        (&mona, "/plans?access=edit&sort=access&search=tahf"),
        (&admin, "/requirements?sort=category"),
        (&mona, "/employees"),
        (&mona, "/plan-status"),
        (&admin, "/plan-status"),
        (&mona, &plan_status),
        (&admin, &plan_status),
        (&mona, "/assignable-plans"),
        (&owner, "/positions"),
        (&owner, "/units?kind=department"),
        (&owner, "/role-grants"),
        (&ida, "/my/assignments"),
        (&mona, &assignments),
        (&per, "/signature-requests"),
        (&mona, "/follow-up/requirements"),
        (&mona, "/follow-up/standings"),
        (&mona, "/follow-up/standings?sort=status"),
        (&admin, "/follow-up/requirements?sort=percent"),
    ] {
        let (one, three) = (read(&app, client, path, 1).await, read(&app, client, path, 3).await);
        assert_eq!((one.1, three.1), (1, 3), "{path}");
        assert_eq!(one.0, three.0, "{path}");
    }
    // what finds people answers with the first of them, and has no pages
    let find = async |search: &str| {
        let before = app.state.db.statements();
        let found: Value = ida.get(&format!("/people?search={search}")).await.expect(200).json();
        (app.state.db.statements() - before, found["items"].as_array().expect("people").len())
    };
    let (one, three) = (find("astrid").await, find("lie").await);
    assert_eq!((one.1, three.1, one.0), (1, 3, three.0));
}

/// Plans x employees, in as many statements for thirty cells as for three; and several requirements as one.
#[rstest]
#[actix_web::test]
async fn no_bulk_act_asks_for_each_row(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(app) = TestApp::start(on).await else { return };
    let world = app.world().await;
    let mona = app.sign_in(world.mona.person, world.mona.position).await;
    let admin = world.admin.person;
    let (plans, positions, ids) = app
        .system(async |work| {
            let (mut plans, mut positions, mut ids) = (Vec::new(), Vec::new(), Vec::new());
            for name in ["Brann", "Hygiene", "Fall"] {
                let two = [(&*format!("{name} 1"), false, None), (&*format!("{name} 2"), true, Some(100))];
                let (plan, held) = content::plan_with(work, world.trust_a, admin, name, &two).await;
                plans.push(plan.id);
                ids.extend(held);
            }
            for number in 0..12 {
                let name = format!("Line Lie {number}");
                positions.push(someone(work, &name, world.trust_a, world.ward, Some(world.mona.person)).await);
            }
            // or the first change of the day would bring what is counted to it
            counters::new_day(work).await?;
            Ok((plans, positions, ids))
        })
        .await;
    let change = async |of: std::ops::Range<usize>, act: &str| {
        let cells = positions[of].iter().flat_map(|one| {
            plans.iter().map(move |plan| json!({"planId": plan, "positionId": one.position, "act": act}))
        });
        let cells: Vec<Value> = cells.collect();
        let before = app.state.db.statements();
        let changed = mona.post("/assignments/changes", json!({"cells": cells})).await.expect(200).json();
        assert_eq!(changed["done"].as_array().map(Vec::len), Some(cells.len()), "{act}");
        app.state.db.statements() - before
    };
    for act in ["assign", "deactivate", "reactivate", "delete"] {
        let (one, many) = (change(0..1, act).await, change(1..11, act).await);
        assert_eq!(one, many, "{act}");
        // with who asks, and as what; SQLite writes what it counts down first, counts it in several, and folds it as well
        let most = match (app.is_postgres(), act) {
            (true, "assign") => 12,
            (true, _) => 18,
            (false, _) => 32,
        };
        assert!(many <= most, "{act}: {many}");
    }
    change(0..1, "assign").await;
    let ida = positions[0];
    let who = app.sign_in(ida.person, ida.position).await;
    let several = async |ids: &[kyndig_domain::ids::RequirementId], act: &str, more: Value| {
        let mut body = json!({"requirementIds": ids});
        body.as_object_mut().expect("a body").extend(more.as_object().expect("fields").clone());
        let before = app.state.db.statements();
        let done = who.post(&format!("/people/{}/standings/{act}", ida.person), body).await.expect(200).json();
        assert_eq!(done["done"].as_array().map(Vec::len), Some(ids.len()), "{act}: {done}");
        app.state.db.statements() - before
    };
    let (plain, signed): (Vec<_>, Vec<_>) = ids.iter().enumerate().partition(|(at, _)| at % 2 == 0);
    let plain: Vec<_> = plain.into_iter().map(|(_, id)| *id).collect();
    let signed: Vec<_> = signed.into_iter().map(|(_, id)| *id).collect();
    let day = json!({"performedOn": "2026-11-20"});
    let asked = json!({"performedOn": "2026-11-20", "signerId": world.kari.person});
    for (ids, act, back, body) in [(&plain, "fulfil", "withdraw", day), (&signed, "send", "recall", asked)] {
        let (one, many) = (several(&ids[..1], act, body.clone()).await, several(&ids[1..], act, body).await);
        assert_eq!(one, many, "{act}");
        let (one, many) = (several(&ids[..1], back, json!({})).await, several(&ids[1..], back, json!({})).await);
        assert_eq!(one, many, "{back}");
    }
    change(1..11, "assign").await;
    let counted = async |path: &str, body: Value, field: &str, rows: usize| {
        let before = app.state.db.statements();
        let done = mona.post(path, body).await.expect(200).json();
        assert_eq!(done[field], json!(rows), "{path}");
        app.state.db.statements() - before
    };
    let dated = async |of: std::ops::Range<usize>, day: &str| {
        let each = positions[of]
            .iter()
            .flat_map(|one| ids.iter().map(move |id| json!({"personId": one.person, "requirementId": id})));
        let each: Vec<Value> = each.collect();
        let rows = each.len();
        counted("/follow-up/deadlines", json!({"standings": each, "deadline": day}), "changed", rows).await
    };
    let (one, many) = (dated(0..1, "2027-01-15").await, dated(1..11, "2027-01-15").await);
    assert_eq!(one, many, "deadlines");
    let written = async |of: std::ops::Range<usize>| {
        let people: Vec<_> = positions[of].iter().map(|one| one.position).collect();
        let rows = people.len();
        let body = json!({"positionIds": people, "subject": "Hei", "text": "Hei."});
        counted("/employees/messages", body, "sent", rows).await
    };
    let (one, many) = (written(0..1).await, written(1..11).await);
    assert_eq!(one, many, "messages");
}
