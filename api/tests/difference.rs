//! What differs between two versions of a requirement, and of a plan.

use kyndig_contract::{
    difference::{Change, Piece, PlanDifference, RequirementDifference},
    plan::PlanDetails,
};
use rstest::rstest;
use serde_json::json;

use crate::support::{
    On, TestApp,
    writing::{activate, active_plan, but, place, publish, published, read, redraft, saying, section, take_in},
};

fn told(pieces: &[Piece]) -> String {
    let mark = |change| match change {
        Change::Same => "",
        Change::Removed => "-",
        Change::Added => "+",
    };
    pieces.iter().map(|piece| format!("{}[{}]", mark(piece.change), piece.text)).collect::<Vec<_>>().concat()
}

/// Proves REQ-6, REQ-17: any two publications, in either direction, and a publication beside the draft; to everybody
/// who may read the requirement.
#[rstest]
#[actix_web::test]
async fn of_a_requirement(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(app) = TestApp::start(on).await else { return };
    let world = app.world().await;
    let mona = app.sign_in(world.mona.person, world.mona.position).await;
    let before = published(&mona, world.ward, saying("Først")).await;
    let id = published(&mona, world.ward, but(saying("Brann i dag"), &json!({"validityDays": 365}))).await;
    let second = but(saying("Brann i morgen"), &json!({"validityDays": 365, "prerequisites": [before]}));
    redraft(&mona, id, second.clone()).await;
    publish(&mona, id).await;
    let path = format!("/requirements/{id}/difference");
    mona.get(&format!("{path}?from=2")).await.expect_problem(404, "not_found");
    redraft(&mona, id, but(second, &json!({"description": "Ring 110", "validityDays": 30}))).await;

    let ola = app.sign_in(world.ola.person, world.ola.position).await;
    let found: RequirementDifference = ola.get(&format!("{path}?from=1&to=2")).await.expect(200).read_as();
    assert_eq!(found.content.changed, ["name", "prerequisites"]);
    assert_eq!(told(&found.content.name), "[Brann i ]-[dag]+[morgen]");
    assert_eq!(found.named.requirements.iter().map(|one| one.name.as_str()).collect::<Vec<_>>(), ["Først"]);
    let back: RequirementDifference = ola.get(&format!("{path}?from=2&to=1")).await.expect(200).read_as();
    assert_eq!((back.content.before, back.content.after), (found.content.after, found.content.before));
    let draft: RequirementDifference = mona.get(&format!("{path}?from=2")).await.expect(200).read_as();
    assert_eq!(draft.content.changed, ["description", "validityDays"]);
    assert_eq!(told(&draft.content.description), "+[Ring 110]");
    let same: RequirementDifference = mona.get(&format!("{path}?from=2&to=2")).await.expect(200).read_as();
    assert!(same.content.changed.is_empty());
    mona.get(&format!("{path}?from=1&to=3")).await.expect_problem(404, "not_found");
    mona.get(&path).await.expect_problem(400, "malformed_query");
}

/// Proves FUL-9, REQ-17: points are followed by their ids: one that was mended is the same one, said otherwise.
#[rstest]
#[actix_web::test]
async fn of_a_checklist(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(app) = TestApp::start(on).await else { return };
    let world = app.world().await;
    let mona = app.sign_in(world.mona.person, world.mona.position).await;
    let list = json!({"checklist": [{"text": "Vaks hendene"}, {"text": "Tørk"}, {"text": "Sprit"}]});
    let id = published(&mona, world.ward, but(saying("Hygiene"), &list)).await;
    let whole: serde_json::Value = mona.get(&format!("/requirements/{id}")).await.expect(200).json();
    let point = |at: usize| whole["published"]["checklist"][at]["id"].clone();
    let list = json!({"checklist": [{"id": point(0), "text": "Vask hendene", "url": "https://example.org/h"},
        {"text": "Hansker"}, {"id": point(2), "text": "Sprit"}]});
    redraft(&mona, id, but(saying("Hygiene"), &list)).await;
    let found: RequirementDifference =
        mona.get(&format!("/requirements/{id}/difference?from=1")).await.expect(200).read_as();
    assert_eq!(found.content.changed, ["checklist"]);
    let told: Vec<_> = found.content.checklist.iter().map(|one| (one.change, one.moved, told(&one.text))).collect();
    let expected = [
        (Change::Same, false, "-[Vaks]+[Vask][ hendene]"),
        (Change::Removed, false, "-[Tørk]"),
        (Change::Added, false, "+[Hansker]"),
        (Change::Same, false, "[Sprit]"),
    ];
    assert_eq!(told, expected.map(|(change, moved, text)| (change, moved, text.to_owned())));
    let first = &found.content.checklist[0];
    let url = |point: &Option<kyndig_contract::requirement::ChecklistPoint>| {
        point.as_ref().and_then(|point| point.url.clone())
    };
    assert_eq!((url(&first.before), url(&first.after)), (None, Some("https://example.org/h".to_owned())));
}

/// Proves PLN-7: sections renamed, added and moved, requirements added, removed, moved and said otherwise, as they
/// stood in the two versions and whatever has been done since.
#[rstest]
#[actix_web::test]
async fn of_a_plan(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(app) = TestApp::start(on).await else { return };
    let world = app.world().await;
    let mona = app.sign_in(world.mona.person, world.mona.position).await;
    let mut all = Vec::new();
    for name in ["En", "To", "Tre", "Fire"] {
        all.push(published(&mona, world.ward, saying(name)).await);
    }
    let id = active_plan(&mona, world.ward, "TAHF-Med-SP3-Plan", &all[..3]).await;
    let path = format!("/plans/{id}/difference?from=1.0");
    let nothing: PlanDifference = mona.get(&format!("{path}&to=1.0")).await.expect(200).read_as();
    assert!(nothing.sections.iter().all(|section| !section.moved && section.change == Change::Same));

    let plan = section(&mona, id, "Andre del").await;
    let first = plan.sections[0].id;
    let rename = json!({"name": "Begynnelsen"});
    let plan: PlanDetails = mona
        .patch_if(&format!("/plans/{id}/sections/{first}"), plan.version.into(), rename)
        .await
        .expect(200)
        .read_as();
    take_in(&mona, id, &all[3..]).await;
    let held = |requirement| place(&plan, requirement).id;
    let order = json!({"sections": [
        {"id": plan.sections[1].id, "requirements": [place(&read(&mona, id).await, all[3]).id, held(all[0])]},
        {"id": first, "requirements": [held(all[2]), held(all[1])]},
    ]});
    let version = read(&mona, id).await.version;
    mona.put_if(&format!("/plans/{id}/order"), version.into(), order).await.expect(200);
    redraft(&mona, all[1], but(saying("To"), &json!({"description": "Nytt"}))).await;
    let gone = read(&mona, id).await;
    let out = format!("/plans/{id}/requirements/{}", place(&gone, all[2]).id);
    mona.delete(&out).await.expect(200);
    activate(&mona, id, &[all[3], all[1]]).await;
    // What comes after is not in it.
    section(&mona, id, "Tredje del").await;

    let found: PlanDifference = mona.get(&format!("{path}&to=2.0")).await.expect(200).read_as();
    let told: Vec<_> = found
        .sections
        .iter()
        .map(|section| {
            let of = |one: &kyndig_contract::difference::PlacedDifference| {
                (one.name.clone(), one.change, one.from_section.clone(), one.content.is_some())
            };
            let places: Vec<_> = section.requirements.iter().map(of).collect();
            (section.name.as_str(), section.change, section.was_named.as_deref(), places)
        })
        .collect();
    let line =
        |name: &str, change, from: Option<&str>, content| (name.to_owned(), change, from.map(str::to_owned), content);
    assert_eq!(
        told,
        [
            (
                "Andre del",
                Change::Added,
                None,
                vec![line("Fire", Change::Added, None, false), line("En", Change::Same, Some("Første del"), false)]
            ),
            (
                "Begynnelsen",
                Change::Same,
                Some("Første del"),
                vec![line("To", Change::Same, None, true), line("Tre", Change::Removed, None, false)]
            ),
        ]
    );
    mona.get(&format!("{path}&to=9.0")).await.expect_problem(404, "not_found");
}
