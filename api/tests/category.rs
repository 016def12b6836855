//! CAT-1: the category tree: whose branch it is, what is filed where, and when a category can go.

use kyndig_contract::{
    category::{CategoryBranches, CategorySummary},
    page::Page,
    requirement::{RequirementDetails, RequirementSummary},
};
use kyndig_domain::{
    ids::{CategoryId, UnitId},
    role::Role,
};
use rstest::rstest;
use serde_json::{Value, json};

use crate::support::{
    Client, On, TestApp, grant, someone,
    writing::{but, drafted, plan, publish, published, redraft, saying},
};

async fn add(client: &Client<'_>, at: Value, name: &str) -> CategorySummary {
    client.post("/categories", but(at, &json!({"name": name}))).await.expect(201).read_as()
}

async fn top(client: &Client<'_>, unit: UnitId, name: &str) -> CategorySummary {
    add(client, json!({"unitId": unit}), name).await
}

async fn under(client: &Client<'_>, parent: CategoryId, name: &str) -> CategorySummary {
    add(client, json!({"parentId": parent}), name).await
}

async fn listed(client: &Client<'_>, query: &str) -> Vec<CategorySummary> {
    client.get(&format!("/categories?{query}")).await.expect(200).read_as::<Page<_>>().items
}

fn names(items: &[CategorySummary]) -> Vec<&str> {
    items.iter().map(|item| item.name.as_str()).collect()
}

async fn now(client: &Client<'_>, id: CategoryId) -> CategorySummary {
    client.get(&format!("/categories/{id}")).await.expect(200).read_as()
}

/// Deletes it, and says by what it is in use where that is why not.
async fn delete(client: &Client<'_>, id: CategoryId) -> Option<String> {
    let version = now(client, id).await.version;
    let answer = client.delete_if(&format!("/categories/{id}"), version.into()).await;
    if answer.status.as_u16() == 204 {
        return None;
    }
    let problem = answer.expect_problem(409, "category_in_use").json();
    Some(problem["detail"].as_str().expect("by what").to_owned())
}

/// Proves CAT-1: a branch per trust and for the region, each changed by its own administrators and nobody else, and
/// separate ones per speciality; whoever writes requirements may read them all.
#[rstest]
#[actix_web::test]
async fn each_branch_has_its_own_administrators(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(app) = TestApp::start(on).await else { return };
    let world = app.world().await;
    let (beside, regional) = app
        .system(async |work| {
            let beside = someone(work, "Berit Admin", world.trust_a, world.clinic, None).await;
            grant(work, beside.position, Role::TrustAdmin, Some(world.clinic)).await;
            let regional = someone(work, "Rita Regional", world.region, world.region, None).await;
            grant(work, regional.position, Role::RegionalAdmin, Some(world.region)).await;
            Ok((beside, regional))
        })
        .await;
    let admin = app.sign_in(world.admin.person, world.admin.position).await;
    let owner = app.sign_in(world.owner.person, world.owner.position).await;
    let regional = app.sign_in(regional.person, regional.position).await;
    let beside = app.sign_in(beside.person, beside.position).await;
    let mona = app.sign_in(world.mona.person, world.mona.position).await;

    let ours = top(&admin, world.trust_a, "  Legemidler ").await;
    assert_eq!((ours.path.clone(), ours.can_edit), (vec!["Trust A HF".to_owned(), "Legemidler".to_owned()], true));
    let common = top(&owner, world.region, "Felles").await;
    let special = add(&regional, json!({"speciality": "Onkologi"}), "Stråling").await;
    assert_eq!(special.path, ["Onkologi", "Stråling"]);

    // Nobody adds, renames or deletes in another's.
    let (in_trust, in_region) = (json!({"unitId": world.trust_a}), json!({"unitId": world.region}));
    let in_speciality = json!({"speciality": "Onkologi"});
    let others = [
        (&admin, json!({"unitId": world.trust_b}), None),
        (&admin, in_region.clone(), Some(common.id)),
        (&admin, in_speciality.clone(), Some(special.id)),
        (&beside, in_trust.clone(), Some(ours.id)),
        (&owner, in_trust.clone(), Some(ours.id)),
        (&regional, in_trust, Some(ours.id)),
        (&regional, in_region, Some(common.id)),
        (&mona, in_speciality, Some(special.id)),
    ];
    for (client, at, category) in others {
        client.post("/categories", but(at, &json!({"name": "X"}))).await.expect_problem(403, "forbidden");
        let Some(id) = category else { continue };
        let path = format!("/categories/{id}");
        client.post("/categories", json!({"parentId": id, "name": "X"})).await.expect_problem(403, "forbidden");
        client.patch_if(&path, 1, json!({"name": "X"})).await.expect_problem(403, "forbidden");
        client.delete_if(&path, 1).await.expect_problem(403, "forbidden");
    }
    // Only trusts and the region have a branch, and a category has one place.
    let odd = [json!({"unitId": world.clinic}), json!({}), json!({"unitId": world.trust_a, "speciality": "Onkologi"})];
    for at in odd {
        admin.post("/categories", but(at, &json!({"name": "X"}))).await.expect_problem(422, "validation_failed");
    }

    // All of them can be read by whoever writes, and only one's own edited.
    let found: CategoryBranches = mona.get("/category-branches").await.expect(200).read_as();
    assert!(!found.can_add_speciality && found.branches.iter().all(|branch| !branch.can_edit));
    let found: CategoryBranches = admin.get("/category-branches").await.expect(200).read_as();
    let named: Vec<_> = found
        .branches
        .iter()
        .map(|branch| {
            let name = branch.unit.as_ref().map(|unit| unit.name.as_str()).or(branch.speciality.as_deref());
            (name.expect("a name"), branch.categories, branch.can_edit)
        })
        .collect();
    let expected =
        [("Region Eksempel", 1, false), ("Trust A HF", 1, true), ("Trust B HF", 0, false), ("Onkologi", 1, false)];
    assert_eq!(named, expected);
    assert_eq!(names(&listed(&mona, &format!("unit={}", world.trust_a)).await), ["Legemidler"]);
    assert_eq!(names(&listed(&mona, "speciality=Onkologi").await), ["Stråling"]);
    mona.get("/categories").await.expect_problem(422, "validation_failed");
}

/// Proves CAT-1: categories are added, renamed and deleted; one that holds requirements, published, drafted or
/// archived, or other categories, is not, and the error says by what it is in use.
#[rstest]
#[actix_web::test]
async fn what_is_in_use_stays(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(app) = TestApp::start(on).await else { return };
    let world = app.world().await;
    let admin = app.sign_in(world.admin.person, world.admin.position).await;
    let mona = app.sign_in(world.mona.person, world.mona.position).await;
    let medicine = top(&admin, world.trust_a, "Medisin").await;
    let ward = under(&admin, medicine.id, "Sengepost").await;
    let drugs = under(&admin, ward.id, "Legemidler").await;
    assert_eq!(drugs.path, ["Trust A HF", "Medisin", "Sengepost", "Legemidler"]);
    let branch = listed(&admin, &format!("unit={}", world.trust_a)).await;
    assert_eq!(names(&branch), ["Legemidler", "Medisin", "Sengepost"]);
    assert_eq!(branch.iter().find(|one| one.id == ward.id).map(|one| one.parent_id), Some(Some(medicine.id)));

    // A new name, by whoever has seen the old one.
    let path = format!("/categories/{}", drugs.id);
    let renamed = admin.patch_if(&path, drugs.version.into(), json!({"name": " Medikamenter "})).await.expect(200);
    let renamed: CategorySummary = renamed.read_as();
    assert_eq!((renamed.name.as_str(), renamed.version), ("Medikamenter", 2));
    let stale = admin.patch_if(&path, drugs.version.into(), json!({"name": "Medisiner"})).await;
    assert_eq!(stale.expect_problem(412, "version_conflict").json()["current"]["name"], "Medikamenter");
    admin.delete_if(&path, drugs.version.into()).await.expect_problem(412, "version_conflict");
    assert_eq!(names(&listed(&mona, "search=medik").await), ["Medikamenter"]);

    // Subcategories, a draft that was never published, what is published, and the draft beside it.
    assert_eq!(delete(&admin, ward.id).await.as_deref(), Some("requirements: 0, subcategories: 1"));
    let filed = but(saying("Cytostatika"), &json!({"categoryId": drugs.id}));
    let requirement = drafted(&mona, world.ward, filed.clone()).await;
    assert_eq!(delete(&admin, drugs.id).await.as_deref(), Some("requirements: 1, subcategories: 0"));
    publish(&mona, requirement.id).await;
    assert_eq!(delete(&admin, drugs.id).await.as_deref(), Some("requirements: 1, subcategories: 0"));
    redraft(&mona, requirement.id, but(filed.clone(), &json!({"categoryId": ward.id}))).await;
    assert_eq!(delete(&admin, drugs.id).await.as_deref(), Some("requirements: 1, subcategories: 0"));
    assert_eq!(delete(&admin, ward.id).await.as_deref(), Some("requirements: 1, subcategories: 1"));
    publish(&mona, requirement.id).await;
    assert_eq!(delete(&admin, drugs.id).await, None);
    assert_eq!(delete(&admin, ward.id).await.as_deref(), Some("requirements: 1, subcategories: 0"));
    // Archived it is still filed there; taken out of the category it is not.
    let at = format!("/requirements/{}", requirement.id);
    let version = admin.get(&at).await.expect(200).version();
    admin.post_if(&format!("{at}/archive"), version, json!({"reason": "Utgått"})).await.expect(200);
    assert_eq!(delete(&admin, ward.id).await.as_deref(), Some("requirements: 1, subcategories: 0"));
    let version = admin.get(&at).await.expect(200).version();
    admin.post_if(&format!("{at}/restore"), version, json!(null)).await.expect(200);
    redraft(&mona, requirement.id, saying("Cytostatika")).await;
    publish(&mona, requirement.id).await;
    assert_eq!(delete(&admin, ward.id).await, None);
    assert_eq!(delete(&admin, medicine.id).await, None);
    admin.get(&format!("/categories/{}", medicine.id)).await.expect_problem(404, "not_found");
    assert_eq!(app.count("category").await, 0);
}

/// Proves CAT-1: a category moves within its branch, with what lies beneath it and what is filed there; never under
/// itself, into another branch, or by somebody who has not seen where it stands.
#[rstest]
#[actix_web::test]
async fn a_category_moves_within_its_branch(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(app) = TestApp::start(on).await else { return };
    let world = app.world().await;
    let admin = app.sign_in(world.admin.person, world.admin.position).await;
    let owner = app.sign_in(world.owner.person, world.owner.position).await;
    let mona = app.sign_in(world.mona.person, world.mona.position).await;
    let medicine = top(&admin, world.trust_a, "Medisin").await;
    let ward = under(&admin, medicine.id, "Sengepost").await;
    let drugs = under(&admin, ward.id, "Legemidler").await;
    let surgery = top(&admin, world.trust_a, "Kirurgi").await;
    let common = top(&owner, world.region, "Felles").await;
    let filed = drafted(&mona, world.ward, but(saying("Cytostatika"), &json!({"categoryId": drugs.id}))).await;
    publish(&mona, filed.id).await;

    let path = format!("/categories/{}/move", ward.id);
    let moved = admin.post_if(&path, ward.version.into(), json!({"parentId": surgery.id})).await.expect(200);
    let moved: CategorySummary = moved.read_as();
    assert_eq!((moved.parent_id, moved.version), (Some(surgery.id), ward.version + 1));
    assert_eq!(now(&mona, drugs.id).await.path, ["Trust A HF", "Kirurgi", "Sengepost", "Legemidler"]);
    assert_eq!(now(&mona, drugs.id).await.requirements, 1);
    let found = async |category: CategoryId| -> Vec<RequirementSummary> {
        let page: Page<RequirementSummary> =
            mona.get(&format!("/requirements?category={category}")).await.expect(200).read_as();
        page.items
    };
    assert_eq!(found(surgery.id).await.len(), 1);
    assert!(found(medicine.id).await.is_empty());
    // what was kept from being deleted by what lay beneath it no longer is
    assert_eq!(delete(&admin, medicine.id).await, None);

    // Seen before it was moved; under itself and under what lies beneath it; into another branch; into none there is.
    let stale = admin.post_if(&path, ward.version.into(), json!({})).await.expect_problem(412, "version_conflict");
    assert_eq!(stale.json()["current"]["parentId"], json!(surgery.id));
    for parent in [ward.id, drugs.id, common.id, medicine.id] {
        let refused = admin.post_if(&path, moved.version.into(), json!({"parentId": parent})).await;
        assert_eq!(refused.expect_problem(422, "validation_failed").json()["fields"][0]["field"], "parentId");
    }
    assert_eq!(now(&mona, ward.id).await, CategorySummary { can_edit: false, ..moved.clone() });

    let back = admin.post_if(&path, moved.version.into(), json!({})).await.expect(200);
    let back: CategorySummary = back.read_as();
    assert_eq!((back.parent_id, back.path), (None, vec!["Trust A HF".to_owned(), "Sengepost".to_owned()]));
}

/// Proves CAT-1, REQ-1: it is filed through the draft, where its kind belongs, and found by the category and those
/// above it, among what a plan may take in as well (PLN-4).
#[rstest]
#[actix_web::test]
async fn a_requirement_is_filed_and_found(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(app) = TestApp::start(on).await else { return };
    let world = app.world().await;
    app.system(async |work| {
        grant(work, world.owner.position, Role::RegionalAdmin, Some(world.region)).await;
        grant(work, world.per.position, Role::ResidentAdmin, Some(world.trust_a)).await;
        Ok(())
    })
    .await;
    let admin = app.sign_in(world.admin.person, world.admin.position).await;
    let owner = app.sign_in(world.owner.person, world.owner.position).await;
    let mona = app.sign_in(world.mona.person, world.mona.position).await;
    let per = app.sign_in(world.per.person, world.per.position).await;
    let medicine = top(&admin, world.trust_a, "Medisin").await;
    let drugs = under(&admin, medicine.id, "Legemidler").await;
    let fire = top(&owner, world.region, "Brann").await;
    let special = add(&owner, json!({"speciality": "Onkologi"}), "Stråling").await;

    let id = published(&mona, world.ward, but(saying("Cytostatika"), &json!({"categoryId": drugs.id}))).await;
    let elsewhere = published(&mona, world.ward, but(saying("Rømning"), &json!({"categoryId": fire.id}))).await;
    published(&mona, world.ward, saying("Uten kategori")).await;
    let read: RequirementDetails = mona.get(&format!("/requirements/{id}")).await.expect(200).read_as();
    assert_eq!(read.categories.len(), 1);
    assert_eq!(read.categories[0].path, ["Trust A HF", "Medisin", "Legemidler"]);
    // A draft that files it elsewhere is one more, and a change that is said.
    let moved = redraft(&mona, id, but(saying("Cytostatika"), &json!({"categoryId": fire.id}))).await;
    assert_eq!(moved.changed, ["categoryId"]);
    assert_eq!(moved.categories.iter().map(|one| one.id).collect::<Vec<_>>(), [drugs.id, fire.id]);

    let ids = async |query: String| {
        let page: Page<RequirementSummary> = mona.get(&format!("/requirements?{query}")).await.expect(200).read_as();
        page.items.into_iter().map(|one| one.id).collect::<Vec<_>>()
    };
    assert_eq!(ids(format!("category={}", medicine.id)).await, [id]);
    assert_eq!(ids(format!("category={}", drugs.id)).await, [id]);
    let taking = plan(&mona, world.ward, "TAHF-Med-SP3-Plan").await.id;
    assert_eq!(ids(format!("category={}&forPlan={taking}", fire.id)).await, [elsewhere]);

    // By another name the category is in another place of the list, and what is filed in it too (REQ-16).
    assert_eq!(ids("sort=category".to_owned()).await[..2], [elsewhere, id]);
    let name = json!({"name": "Øvelser"});
    owner.patch_if(&format!("/categories/{}", fire.id), fire.version.into(), name).await.expect(200);
    assert_eq!(ids("sort=category".to_owned()).await[..2], [id, elsewhere]);

    // A speciality's branch is for learning activities alone.
    let wrong = but(saying("Stråling"), &json!({"categoryId": special.id}));
    let body = json!({"ownerUnitId": world.ward, "content": wrong});
    mona.post("/requirements", body).await.expect_problem(422, "validation_failed");
    let body = json!({"ownerUnitId": world.trust_a, "kind": "learning_activity", "content": wrong});
    per.post("/requirements", body).await.expect(201);
    assert_eq!(listed(&mona, "search=str%C3%A5ling&kind=requirement").await, []);
    assert_eq!(names(&listed(&mona, "search=str%C3%A5ling&kind=learning_activity").await), ["Stråling"]);
}
