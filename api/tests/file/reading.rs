//! Who reads the files of a requirement, and what the answer says besides the bytes.

use kyndig_contract::{plan::PlanPreview, signature::SignatureRequestDetails, standing::StandingDetails};
use rstest::rstest;
use serde_json::json;
use sha2::{Digest, Sha256};

use super::*;
use crate::support::On;

/// The name, in letters that any browser knows and as it is.
const DISPOSITION: &str =
    "attachment; filename=\"Rutine for bl_b_r.pdf\"; filename*=UTF-8''Rutine%20for%20bl%C3%A5b%C3%A6r.pdf";

/// Proves REQ-1: a file is saved and never run, kept by whoever fetched it alone, and not sent twice.
#[rstest]
#[actix_web::test]
async fn a_file_is_sent_to_be_saved(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(app) = TestApp::start(on).await else { return };
    let world = app.world().await;
    let mona = app.sign_in(world.mona.person, world.mona.position).await;
    let id = published(&mona, &world).await;
    let file = added(&app, &mona, id, "Rutine for blåbær.pdf", PDF).await;
    let path = format!("/requirements/{id}/files/{}", file.file.id);
    let sent = mona.get(&path).await.expect(200);
    let said =
        |answer: &Answer, name: &str| answer.headers.get(name).map(|value| value.to_str().expect("text").to_owned());
    let etag = format!("\"{:x}\"", Sha256::digest(PDF));
    for (name, value) in [
        ("content-type", "application/pdf"),
        ("content-disposition", DISPOSITION),
        ("x-content-type-options", "nosniff"),
        ("content-security-policy", "default-src 'none'; frame-ancestors 'none'; sandbox"),
        ("cross-origin-resource-policy", "same-origin"),
        ("cache-control", "private, no-cache"),
        ("etag", &etag),
    ] {
        assert_eq!(said(&sent, name).as_deref(), Some(value), "{name}");
    }
    assert_eq!(sent.body, PDF);
    let again = |tag: &str| mona.request(Method::GET, &path).insert_header(("if-none-match", tag.to_owned()));
    let same = app.send(again(&etag)).await.expect(304);
    assert_eq!(
        (same.body.len(), said(&same, "etag"), said(&same, "cache-control").as_deref()),
        (0, Some(etag), Some("private, no-cache"))
    );
    app.send(again("\"another\"")).await.expect(200);
    mona.get(&format!("/requirements/{id}/files/{}", uuid::Uuid::nil())).await.expect_problem(404, "not_found");
}

/// Proves REQ-1: whoever reads the requirement reads its files, where they see them, and nobody else.
#[rstest]
#[actix_web::test]
async fn whoever_reads_the_requirement_reads_its_files(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(app) = TestApp::start(on).await else { return };
    let world = app.world().await;
    let mona = app.sign_in(world.mona.person, world.mona.position).await;
    let ida = app.sign_in(world.ida.person, world.ida.position).await;
    let per = app.sign_in(world.per.person, world.per.position).await;
    let kari = app.sign_in(world.kari.person, world.kari.position).await;
    let signed = writing::but(
        writing::saying("Blodtransfusjon"),
        &json!({"needsSignature": true, "documentationMethod": "signature"}),
    );
    let id = writing::published(&mona, world.ward, signed).await;
    let other = writing::published(&mona, world.ward, writing::saying("Hygiene")).await;
    let plan = writing::active_plan(&mona, world.ward, "TAHF-Med-SP3-Ny", &[id]).await;
    writing::has_plan(&app, world.ida, plan).await;
    let file = added(&app, &mona, id, "Rutine.pdf", PDF).await.file;
    let hidden = added(&app, &mona, other, "Annet.pdf", PDF).await.file;

    // The employee who has it, and the manager who follows up; a colleague has no such standing.
    let standing = format!("/people/{}/standings/{id}", world.ida.person);
    let now: StandingDetails = ida.get(&standing).await.expect(200).read_as();
    assert_eq!(now.files, std::slice::from_ref(&file));
    for who in [&ida, &mona] {
        assert_eq!(who.get(&format!("{standing}/files/{}", file.id)).await.expect(200).body, PDF);
        who.get(&format!("{standing}/files/{}", hidden.id)).await.expect_problem(404, "not_found");
    }
    per.get(&format!("{standing}/files/{}", file.id)).await.expect_problem(404, "not_found");
    // An employee reads no requirement but their own.
    ida.get(&format!("/requirements/{id}/files/{}", file.id)).await.expect_problem(403, "forbidden");
    mona.get(&format!("/requirements/{id}/files/{}", hidden.id)).await.expect_problem(404, "not_found");

    // Who is asked to sign.
    let sent = json!({"performedOn": "2026-11-20", "signerId": world.per.person});
    ida.post_if(&format!("{standing}/send"), now.version.into(), sent).await.expect(200);
    let asked = per.get("/signature-requests").await.expect(200).json();
    let request = format!("/signature-requests/{}", asked["items"][0]["id"].as_str().expect("an id"));
    let shown: SignatureRequestDetails = per.get(&request).await.expect(200).read_as();
    assert_eq!(shown.files, std::slice::from_ref(&file));
    assert_eq!(per.get(&format!("{request}/files/{}", file.id)).await.expect(200).body, PDF);
    per.get(&format!("{request}/files/{}", hidden.id)).await.expect_problem(404, "not_found");
    kari.get(&format!("{request}/files/{}", file.id)).await.expect_problem(404, "not_found");

    // Whoever was sent a preview (PLN-13), from wherever.
    let shown: PlanPreview = kari.get(&format!("/plans/{plan}/preview")).await.expect(200).read_as();
    assert_eq!(shown.sections[0].requirements[0].files, std::slice::from_ref(&file));
    assert_eq!(kari.get(&format!("/plans/{plan}/preview/files/{}", file.id)).await.expect(200).body, PDF);
    kari.get(&format!("/plans/{plan}/preview/files/{}", hidden.id)).await.expect_problem(404, "not_found");

    // Removed, it is so for all of them at once.
    remove(&mona, id, file.id).await.expect(200);
    for (who, path) in [(&ida, &standing), (&per, &request), (&kari, &format!("/plans/{plan}/preview"))] {
        who.get(&format!("{path}/files/{}", file.id)).await.expect_problem(404, "not_found");
    }
    let now: StandingDetails = ida.get(&standing).await.expect(200).read_as();
    assert_eq!(now.files, []);
}

/// Proves REQ-13: once it is archived, employees see no content of it, and no files.
#[rstest]
#[actix_web::test]
async fn archived_it_has_no_files_for_employees(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(app) = TestApp::start(on).await else { return };
    let world = app.world().await;
    let mona = app.sign_in(world.mona.person, world.mona.position).await;
    let ida = app.sign_in(world.ida.person, world.ida.position).await;
    let admin = app.sign_in(world.admin.person, world.admin.position).await;
    let id = published(&mona, &world).await;
    let plan = writing::active_plan(&mona, world.ward, "TAHF-Med-SP3-Ny", &[id]).await;
    writing::has_plan(&app, world.ida, plan).await;
    let file = added(&app, &mona, id, "Rutine.pdf", PDF).await.file;
    let path = format!("/people/{}/standings/{id}/files/{}", world.ida.person, file.id);
    ida.get(&path).await.expect(200);
    let version = admin.get(&format!("/requirements/{id}")).await.expect(200).version();
    admin.post_if(&format!("/requirements/{id}/archive"), version, json!({"reason": "Utgått"})).await.expect(200);
    ida.get(&path).await.expect_problem(404, "not_found");
}
