//! The org chart through the API.

use kyndig_contract::{page::Page, unit::UnitSummary};
use kyndig_domain::role::Role;
use rstest::rstest;

use crate::support::{On, TestApp, grant};

/// Proves POS-1: one tree, read level by level; a search finds units anywhere in it.
#[rstest]
#[actix_web::test]
async fn the_tree_is_read_level_by_level(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(app) = TestApp::start(on).await else { return };
    let world = app.world().await;
    let ida = app.sign_in(world.ida.person, world.ida.position).await;

    let roots: Page<UnitSummary> = ida.get("/units").await.expect(200).read_as();
    assert_eq!(roots.items.iter().map(|u| u.id).collect::<Vec<_>>(), [world.region]);
    assert_eq!((roots.items[0].children, roots.items[0].positions), (2, 9));

    let under: Page<UnitSummary> = ida.get(&format!("/units?parent={}", world.clinic)).await.expect(200).read_as();
    assert_eq!(under.items.iter().map(|u| u.name.as_str()).collect::<Vec<_>>(), ["Sengepost 3", "Sengepost 4"]);
    assert_eq!(under.items[0].above, ["Medisinsk klinikk", "Trust A HF", "Region Eksempel"]);

    let found: Page<UnitSummary> = ida.get("/units?search=SENGEPOST&limit=1").await.expect(200).read_as();
    let next = found.next_cursor.expect("another page");
    let more: Page<UnitSummary> =
        ida.get(&format!("/units?search=sengepost&limit=1&cursor={next}")).await.expect(200).read_as();
    assert_eq!((found.items[0].id, more.items[0].id), (world.ward, world.sibling));
    assert_eq!(more.next_cursor, None);
}

/// Proves POS-1: nobody edits the tree by hand.
#[rstest]
#[actix_web::test]
async fn units_are_not_edited(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(app) = TestApp::start(on).await else { return };
    let world = app.world().await;
    let owner = app.sign_in(world.owner.person, world.owner.position).await;
    let answer = owner.post("/units", serde_json::json!({})).await.expect_problem(405, "method_not_allowed");
    assert_eq!(answer.headers.get("allow").expect("methods"), "GET");
    owner.get("/nothing-here").await.expect_problem(404, "not_found");
    owner.get("/units?limit=0").await.expect_problem(422, "validation_failed");
    owner.get("/units?limit=many").await.expect_problem(400, "malformed_query");
    owner.get("/units?cursor=xyz").await.expect_problem(400, "invalid_cursor");
    app.anonymous().get("/units").await.expect_problem(401, "not_signed_in");
}

/// Of PLN-1, PLN-2, PLN-18, REQ-15: each position is told what it may write, and offered the units that it writes that for.
#[rstest]
#[actix_web::test]
async fn each_is_offered_the_units_they_write_for(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(app) = TestApp::start(on).await else { return };
    let world = app.world().await;
    app.system(async |work| {
        grant(work, world.nils.position, Role::ResidentAdmin, Some(world.trust_a)).await;
        grant(work, world.kari.position, Role::RegionalAdmin, Some(world.region)).await;
        Ok(())
    })
    .await;
    let cases = [
        (world.ida, "[]", vec![("competence_plan", 0)]),
        (world.mona, r#"["requirement","competence_plan"]"#, vec![("requirement", 1), ("central_plan", 0)]),
        (
            world.admin,
            r#"["requirement","central_requirement","competence_plan"]"#,
            vec![("competence_plan", 4), ("template", 0)],
        ),
        (world.nils, r#"["local_activity","learning_goals"]"#, vec![("learning_goals", 4), ("requirement", 0)]),
        (world.kari, r#"["central_requirement","regional_activity","template"]"#, vec![("template", 8)]),
        (
            world.owner,
            r#"["central_requirement","regional_activity","central_plan","template"]"#,
            vec![("central_plan", 8), ("competence_plan", 0)],
        ),
    ];
    for (who, writes, units) in cases {
        let client = app.sign_in(who.person, who.position).await;
        let session = client.get("/session").await.expect(200).json();
        assert_eq!(session["writes"].to_string(), writes);
        for (kind, count) in units {
            let found = client.get(&format!("/units?writes={kind}&limit=50")).await.expect(200).json();
            assert_eq!(found["items"].as_array().map(Vec::len), Some(count), "{kind} of {writes}");
        }
    }
}
