//! PLN-13: plans as those who have them see them.

use kyndig_contract::plan::PlanPreview;
use kyndig_domain::ids::PlanId;
use rstest::rstest;
use serde_json::json;

use crate::support::{
    Client, On, TestApp,
    writing::{activate, active_plan, but, drafted, place, plan, published, read, redraft, saying, section, take_in},
};

async fn preview(client: &Client<'_>, plan: PlanId, changes: bool) -> PlanPreview {
    let query = if changes { "?changes=true" } else { "" };
    client.get(&format!("/plans/{plan}/preview{query}")).await.expect(200).read_as()
}

/// What stands in a section: its name, whether it is inactive, and whether it is a draft.
type Held<'a> = Vec<(&'a str, bool, bool)>;

/// Each section, and what stands in it.
fn held(preview: &PlanPreview) -> Vec<(&str, Held<'_>)> {
    preview
        .sections
        .iter()
        .map(|section| {
            let held = section.requirements.iter().map(|one| (one.content.name.as_str(), one.inactive, one.drafted));
            (section.name.as_str(), held.collect())
        })
        .collect()
}

/// Proves PLN-13: the preview of what is active shows that as it is published and nothing else; that with changes shows
/// what is inactive and what is drafted too; both open for anybody signed in, before the plan is published anywhere,
/// and for nobody once it is archived.
#[rstest]
#[actix_web::test]
async fn two_previews(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(app) = TestApp::start(on).await else { return };
    let world = app.world().await;
    let mona = app.sign_in(world.mona.person, world.mona.position).await;
    let admin = app.sign_in(world.admin.person, world.admin.position).await;
    let central = but(saying("Brannøvelse"), &json!({"validityDays": 9999, "allowAdaptation": true}));
    let body = json!({"ownerUnitId": world.trust_a, "level": "central", "content": central});
    let central: kyndig_contract::requirement::RequirementDetails =
        admin.post("/requirements", body).await.expect(201).read_as();
    crate::support::writing::publish(&admin, central.id).await;
    let base = published(&mona, world.ward, saying("Grunnkurs")).await;
    let pump = but(saying("Pumpe"), &json!({"prerequisites": [base], "checklist": [{"text": "Les av"}]}));
    let pump = published(&mona, world.ward, pump).await;
    let old = published(&mona, world.ward, saying("Gammel pumpe")).await;
    let id = active_plan(&mona, world.ward, "TAHF-Med-SP3-Pumper", &[pump, old, central.id]).await;
    let whole = read(&mona, id).await;
    let path = format!("/plans/{id}/requirements/{}", place(&whole, central.id).id);
    let body = json!({"validityDays": 365, "reason": "Øver hvert år"});
    mona.put_if(&format!("{path}/validity"), whole.version.into(), body).await.expect(200);
    let version = read(&mona, id).await.version;
    let path = format!("/plans/{id}/requirements/{}/deactivate", place(&whole, old).id);
    mona.post_if(&path, version.into(), json!({"reason": "Byttet"})).await.expect(200);
    // Pending: a draft of what is active, one taken in and not activated, and one that was never published.
    let changed = but(saying("Infusjonspumpe"), &json!({"checklist": [{"text": "Les av"}]}));
    redraft(&mona, pump, changed).await;
    section(&mona, id, "Nytt").await;
    let alarm = published(&mona, world.ward, saying("Alarmer")).await;
    let fresh = drafted(&mona, world.ward, saying("Smertepumpe")).await.id;
    take_in(&mona, id, &[alarm, fresh]).await;

    // Kari works in another trust, and has neither the plan nor any role.
    let kari = app.sign_in(world.kari.person, world.kari.position).await;
    let active = preview(&kari, id, false).await;
    let first = whole.sections[0].name.as_str();
    assert_eq!(held(&active), [(first, vec![("Pumpe", false, false), ("Brannøvelse", false, false)])]);
    let shown = &active.sections[0].requirements;
    assert_eq!((shown[0].content.checklist.len(), shown[1].content.validity_days), (1, Some(365)));
    assert_eq!(active.prerequisites.iter().map(|one| one.name.as_str()).collect::<Vec<_>>(), ["Grunnkurs"]);
    assert_eq!((active.name.as_str(), active.owner_unit.id), ("TAHF-Med-SP3-Pumper", world.ward));
    let changes = preview(&kari, id, true).await;
    let expected = [
        (first, vec![("Infusjonspumpe", false, true), ("Brannøvelse", false, false)]),
        ("Nytt", vec![("Alarmer", true, false), ("Smertepumpe", true, true)]),
    ];
    assert_eq!(held(&changes), expected);
    assert_eq!(changes.prerequisites, []);
    // What the plan says of itself, and who answers for it.
    assert_eq!(active.document_owner, None);
    let about = json!({"description": "For nye.", "timeFrame": "Seks måneder", "literature": "Boka"});
    let version = read(&mona, id).await.version;
    mona.patch_if(&format!("/plans/{id}"), version.into(), about).await.expect(200);
    super::publication::name(&mona, id, world.per, world.ida).await;
    for changes in [false, true] {
        let told = preview(&kari, id, changes).await;
        let about = (told.description.as_str(), told.time_frame.as_str(), told.literature.as_str());
        assert_eq!(about, ("For nye.", "Seks måneder", "Boka"));
        let answering = [told.document_owner, told.document_author].map(|one| one.map(|person| person.id));
        assert_eq!(answering, [Some(world.per.person), Some(world.ida.person)]);
    }
    // Activated, it is there for all; the draft of the other still is not.
    activate(&mona, id, &[alarm]).await;
    assert_eq!(held(&preview(&kari, id, false).await)[1], ("Nytt", vec![("Alarmer", false, false)]));

    let empty = plan(&mona, world.ward, "TAHF-Med-SP3-Tom").await.id;
    assert_eq!(held(&preview(&kari, empty, true).await), []);
    let version = read(&admin, id).await.version;
    let reason = json!({"reason": "Utgått"});
    admin.post_if(&format!("/plans/{id}/archive"), version.into(), reason).await.expect(200);
    for path in ["preview", "preview?changes=true"] {
        kari.get(&format!("/plans/{id}/{path}")).await.expect_problem(404, "not_found");
    }
}
