//! The org chart through the API.

use kyndig_contract::{page::Page, unit::UnitSummary};
use rstest::rstest;

use crate::support::{On, TestApp};

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
