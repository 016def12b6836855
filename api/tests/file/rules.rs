//! REQ-1, REQ-6, REQ-17: when there may be files, which, how many, and what becomes of them.

use std::io::Write;

use chrono::TimeDelta;
use kyndig_contract::requirement::{RequirementDetails, RequirementVersionDetails};
use kyndig_db::Sql;
use kyndig_domain::{
    file::{FileKind, OF_REQUIREMENT},
    ids::RequirementId,
};
use rstest::rstest;
use serde_json::json;
use zip::{CompressionMethod, ZipWriter, write::SimpleFileOptions};

use super::*;
use crate::support::On;

/// Proves REQ-1, REQ-6: from the first publication on, without a draft, and at once.
#[rstest]
#[actix_web::test]
async fn files_come_after_publication(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(app) = TestApp::start(on).await else { return };
    let world = app.world().await;
    let mona = app.sign_in(world.mona.person, world.mona.position).await;
    let drafted = writing::drafted(&mona, world.ward, writing::saying("Blodtransfusjon")).await;
    add(&app, &mona, drafted.id, "Rutine.pdf", PDF).await.expect_problem(409, "not_published");
    assert_eq!(in_folder(&app), Vec::<String>::new(), "not even on its way");

    let out = writing::publish(&mona, drafted.id).await;
    let now: RequirementDetails = add(&app, &mona, out.id, "Rutine for blåtoner.pdf", PDF).await.expect(201).read_as();
    let file = &now.files[0];
    assert_eq!(
        (file.file.name.as_str(), file.file.kind, file.file.size, file.added_by.id),
        ("Rutine for blåtoner.pdf", FileKind::Pdf, i64::try_from(PDF.len()).expect("a size"), world.mona.person)
    );
    assert_eq!((now.published_version, now.draft), (1, None));
    assert!(now.version > out.version);
    // by name, as Norwegian sorts
    for name in ["Ås.txt", "Ærlig.txt", "a.txt"] {
        add(&app, &mona, out.id, name, b"tekst").await.expect(201);
    }
    let names_now = read(&mona, out.id).await.files;
    assert_eq!(names(&names_now), ["a.txt", "Rutine for blåtoner.pdf", "Ærlig.txt", "Ås.txt"]);
    let sql = "audit_log WHERE subject_kind = 'stored_file' AND permission = 'requirement:add-file'";
    assert_eq!(app.count(sql).await, 4);
}

/// Proves REQ-1, REQ-13: what is archived takes no files, and gives none up.
#[rstest]
#[actix_web::test]
async fn archived_it_stands_fast(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(app) = TestApp::start(on).await else { return };
    let world = app.world().await;
    let mona = app.sign_in(world.mona.person, world.mona.position).await;
    let admin = app.sign_in(world.admin.person, world.admin.position).await;
    let id = published(&mona, &world).await;
    let file = added(&app, &mona, id, "Rutine.pdf", PDF).await;
    let path = format!("/requirements/{id}");
    let version = admin.get(&path).await.expect(200).version();
    admin.post_if(&format!("{path}/archive"), version, json!({"reason": "Utgått"})).await.expect(200);
    add(&app, &admin, id, "Ny.pdf", PDF).await.expect_problem(409, "archived");
    remove(&admin, id, file.file.id).await.expect_problem(409, "archived");
    // Those who look after the archive read it; for others there is no content, and no files.
    let fetched = admin.get(&format!("{path}/files/{}", file.file.id)).await.expect(200);
    assert_eq!(fetched.body, PDF);
    assert_eq!(read(&mona, id).await.files, []);
    mona.get(&format!("{path}/files/{}", file.file.id)).await.expect_problem(404, "not_found");
}

/// Proves REQ-1: whoever changes files has seen what stands, and a second try makes no second file.
#[rstest]
#[actix_web::test]
async fn a_file_is_added_once(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(app) = TestApp::start(on).await else { return };
    let world = app.world().await;
    let mona = app.sign_in(world.mona.person, world.mona.position).await;
    let id = published(&mona, &world).await;
    let version = read(&mona, id).await.version;
    let send = async |version: i32, key: &'static str, name: &str| {
        let request = request(&mona, id, version).insert_header(("idempotency-key", key));
        app.send(request.set_payload(form(name, "application/pdf", PDF))).await
    };
    send(version, "one", "Rutine.pdf").await.expect(201);
    // The answer was lost, and the same is sent again: what was seen is old by now, and that is no matter.
    let again: RequirementDetails = send(version, "one", "Rutine.pdf").await.expect(201).read_as();
    assert_eq!((again.files.len(), stored(&app).await.len()), (1, 1));
    send(version, "two", "Ny.pdf").await.expect_problem(412, "version_conflict");
    send(again.version, "one", "Ny.pdf").await.expect_problem(422, "idempotency_key_reused");
    send(again.version, "three", "RUTINE.pdf").await.expect_problem(409, "file_name_taken");
    assert_eq!((read(&mona, id).await.files.len(), in_folder(&app).len()), (1, 1));
    let unseen = mona.request(Method::POST, &format!("/requirements/{id}/files"));
    let unseen = unseen.insert_header((header::CONTENT_TYPE, "multipart/form-data; boundary=edge"));
    app.send(unseen.set_payload(form("Ny.pdf", "application/pdf", PDF))).await.expect_problem(428, "if_match_required");
}

/// Proves REQ-1: what a file is, is told by its content; neither the type nor the name that came with it is believed.
#[rstest]
#[case::page("Rutine.pdf", "application/pdf", b"<!DOCTYPE html><script>alert(1)</script>", "file_type_refused")]
#[case::page_as_text("Rutine.txt", "text/plain", b"\n<html><body onload=alert(1)>", "file_type_refused")]
#[case::drawing("Figur.png", "image/png", b"<svg onload='alert(1)'/>", "file_type_refused")]
#[case::script("rutine.txt", "text/plain", b"#!/bin/sh\nid\n", "file_type_refused")]
#[case::program("Rutine.pdf", "application/pdf", b"MZ\x90\0\x03\0\0\0", "file_type_refused")]
#[case::text_as_program("rutine.exe", "text/plain", b"Bare tekst", "file_name_mismatch")]
#[case::text_as_page("rutine.html", "text/html", b"Bare tekst", "file_name_mismatch")]
#[case::pdf_as_text("rutine.txt", "text/plain", PDF, "file_name_mismatch")]
#[case::nothing("Rutine.pdf", "application/pdf", b"", "empty_file")]
#[actix_web::test]
async fn nothing_else_is_taken(
    #[case] name: &str,
    #[case] kind: &str,
    #[case] content: &[u8],
    #[case] code: &str,
    #[values(On::Sqlite, On::Postgres)] on: On,
) {
    let Some(app) = TestApp::start(on).await else { return };
    let world = app.world().await;
    let mona = app.sign_in(world.mona.person, world.mona.position).await;
    let id = published(&mona, &world).await;
    let sent = request(&mona, id, read(&mona, id).await.version).set_payload(form(name, kind, content));
    let refused = app.send(sent).await.expect_problem(422, code).json();
    assert_eq!(refused["fields"][0]["field"], "file");
    assert_eq!(read(&mona, id).await.files, []);
    assert_eq!(in_folder(&app), Vec::<String>::new());
    assert_eq!(app.count("stored_file").await, 0);
}

/// A document of these parts, as office programs pack it.
fn document(parts: &[(&str, &str)]) -> Vec<u8> {
    let mut archive = ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, content) in parts {
        let packed = if *name == "mimetype" { CompressionMethod::Stored } else { CompressionMethod::Deflated };
        let options = SimpleFileOptions::default().compression_method(packed);
        archive.start_file(*name, options).expect("a part");
        archive.write_all(content.as_bytes()).expect("its content");
    }
    archive.finish().expect("an archive").into_inner()
}

/// Proves REQ-1, FUL-11: no document with macros is taken, under whatever name the part lies and in whatever letters; the
/// same document without it is, with the requirement and with what a person has done.
#[rstest]
#[case::by_its_name("docx", "word/vbaProject.bin", "x")]
#[case::renamed(
    "docx",
    "word/media/image1.dat",
    "<Override PartName=\"/word/media/image1.dat\" ContentType=\"application/vnd.ms-office.vbaProject\"/>"
)]
#[case::other_case("docx", "WORD/VBAPROJECT.BIN", "x")]
#[case::basic("odt", "Basic/Standard/Module1.xml", "x")]
#[case::basic_other_case("odt", "bAsIc/script-lc.xml", "x")]
#[actix_web::test]
async fn no_macros(
    #[case] kind: &str,
    #[case] part: &str,
    #[case] says: &str,
    #[values(On::Sqlite, On::Postgres)] on: On,
) {
    let Some(app) = TestApp::start(on).await else { return };
    let world = app.world().await;
    let mona = app.sign_in(world.mona.person, world.mona.position).await;
    let id = writing::published(
        &mona,
        world.ward,
        writing::but(writing::saying("Pumpe"), &json!({"allowAttachments": true})),
    )
    .await;
    // What makes it a macro is said in the types of the document where the part itself is not named so.
    let types =
        |more: &str| format!("<Types><Default Extension=\"xml\" ContentType=\"application/xml\"/>{more}</Types>");
    let (plain, listed) = (types(""), types(if says.starts_with('<') { says } else { "" }));
    let whole = |macros: bool| -> Vec<u8> {
        let mut parts = if kind == "docx" {
            vec![
                ("[Content_Types].xml", if macros { listed.as_str() } else { plain.as_str() }),
                ("word/document.xml", "<w/>"),
            ]
        } else {
            vec![("mimetype", "application/vnd.oasis.opendocument.text"), ("content.xml", "<x/>")]
        };
        if macros {
            parts.push((part, "x"));
        }
        document(&parts)
    };
    let name = format!("Rutine.{kind}");
    let refused = add(&app, &mona, id, &name, &whole(true)).await.expect_problem(422, "file_type_refused").json();
    assert_eq!(refused["fields"][0]["field"], "file");

    let plan = writing::active_plan(&mona, world.ward, "TAHF-Med-SP3-Plan", &[id]).await;
    writing::has_plan(&app, world.ida, plan).await;
    let ida = app.sign_in(world.ida.person, world.ida.position).await;
    let attach = async |content: &[u8]| {
        let request = ida
            .request(Method::POST, &format!("/people/{}/standings/{id}/attachments", world.ida.person))
            .insert_header((header::CONTENT_TYPE, "multipart/form-data; boundary=edge"))
            .set_payload(form(&name, "application/octet-stream", content));
        app.send(request).await
    };
    attach(&whole(true)).await.expect_problem(422, "file_type_refused");
    assert_eq!((app.count("stored_file").await, in_folder(&app).len()), (0, 0));

    add(&app, &mona, id, &name, &whole(false)).await.expect(201);
    attach(&whole(false)).await.expect(201);
    assert_eq!(app.count("stored_file").await, 2);
}

/// Proves REQ-1: names stay readable and do no harm, also as a browser writes them in a form.
#[rstest]
#[case("Blåbær & smør (2).pdf", "Blåbær & smør (2).pdf")]
#[case("..\\..\\Rutine.pdf", "Rutine.pdf")]
#[case("../../rutine.pdf", "rutine.pdf")]
#[case("sa %22hei%22.pdf", "sa _hei_.pdf")]
#[case("rutine\u{202e}fdp.pdf", "rutinefdp.pdf")]
#[case("CON.pdf", "_CON.pdf")]
#[case("uten ending", "uten ending.pdf")]
#[actix_web::test]
async fn names_are_harmless(#[case] given: &str, #[case] kept: &str) {
    let Some(app) = TestApp::start(On::Sqlite).await else { return };
    let world = app.world().await;
    let mona = app.sign_in(world.mona.person, world.mona.position).await;
    let id = published(&mona, &world).await;
    add(&app, &mona, id, given, PDF).await.expect(201);
    assert_eq!(names(&read(&mona, id).await.files), [kept]);
}

/// Proves REQ-1: to the last byte of all files together, and to the last file.
#[rstest]
#[actix_web::test]
async fn there_is_room_to_the_last_byte(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(app) = TestApp::start(on).await else { return };
    let world = app.world().await;
    let mona = app.sign_in(world.mona.person, world.mona.position).await;
    let id = published(&mona, &world).await;
    let large = added(&app, &mona, id, "Stor.pdf", PDF).await;
    let left = async |bytes: u64| {
        let size = i64::try_from(OF_REQUIREMENT.total - bytes).expect("a size");
        app.system(async |work| {
            let sql = Sql::new("UPDATE stored_file SET size = ").bind(size).push(" WHERE id = ").bind(large.file.id);
            Ok(work.tx.execute(sql).await?)
        })
        .await;
    };
    left(4).await;
    add(&app, &mona, id, "Fem.txt", b"12345").await.expect_problem(409, "no_room_for_file");
    assert_eq!(in_folder(&app).len(), 1);
    add(&app, &mona, id, "Fire.txt", b"1234").await.expect(201);
    add(&app, &mona, id, "Mer.txt", b"1").await.expect_problem(409, "no_room_for_file");
    left(1000).await;
    let most = usize::try_from(OF_REQUIREMENT.count).expect("a number");
    for number in 2..most {
        add(&app, &mona, id, &format!("{number}.txt"), b"1").await.expect(201);
    }
    add(&app, &mona, id, "En til.txt", b"1").await.expect_problem(409, "no_room_for_file");
    // What is removed makes room.
    remove(&mona, id, large.file.id).await.expect(200);
    add(&app, &mona, id, "En til.txt", b"1").await.expect(201);
}

async fn version(client: &Client<'_>, requirement: RequirementId, version: i32) -> RequirementVersionDetails {
    client.get(&format!("/requirements/{requirement}/versions/{version}")).await.expect(200).read_as()
}

/// Proves REQ-6, REQ-17: removed, a file is gone at once for everybody, and stays with the versions it was there in.
#[rstest]
#[actix_web::test]
async fn versions_keep_their_files(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(app) = TestApp::start(on).await else { return };
    let world = app.world().await;
    let mona = app.sign_in(world.mona.person, world.mona.position).await;
    let id = published(&mona, &world).await;
    let old = added(&app, &mona, id, "Gammel.pdf", PDF).await;
    let redrafted = async |name: &str| {
        writing::redraft(&mona, id, writing::saying(name)).await;
        writing::publish(&mona, id).await;
    };
    redrafted("To").await;
    let new = added(&app, &mona, id, "Ny.pdf", PDF).await;
    app.clock.advance(TimeDelta::hours(24) + TimeDelta::seconds(1));
    remove(&mona, id, old.file.id).await.expect(200);
    assert_eq!(names(&read(&mona, id).await.files), ["Ny.pdf"]);
    remove(&mona, id, old.file.id).await.expect_problem(404, "not_found");
    redrafted("Tre").await;

    let (one, two, three) = (version(&mona, id, 1).await, version(&mona, id, 2).await, version(&mona, id, 3).await);
    assert_eq!(names(&one.files), ["Gammel.pdf"]);
    assert_eq!(names(&two.files), ["Gammel.pdf", "Ny.pdf"]);
    assert_eq!(names(&three.files), ["Ny.pdf"]);
    assert!(one.files[0].removed_at.is_some() && two.files[1].removed_at.is_none());
    let path = |file: FileId| format!("/requirements/{id}/files/{file}");
    assert_eq!(mona.get(&path(old.file.id)).await.expect(200).body, PDF);
    // The name is free again.
    add(&app, &mona, id, "Gammel.pdf", PDF).await.expect(201);
    assert_eq!(app.count("audit_log WHERE permission = 'requirement:remove-file'").await, 1);

    // Within a day it was a mistake, and is undone: bytes, row and versions.
    let wrong = added(&app, &mona, id, "Feil.pdf", PDF).await;
    redrafted("Fire").await;
    app.clock.advance(TimeDelta::hours(23));
    remove(&mona, id, wrong.file.id).await.expect(200);
    assert_eq!(names(&version(&mona, id, 3).await.files), ["Gammel.pdf", "Ny.pdf"]);
    mona.get(&path(wrong.file.id)).await.expect_problem(404, "not_found");
    assert!(!stored(&app).await.iter().any(|key| key.id() == wrong.file.id));
    assert_eq!((stored(&app).await.len(), app.count("stored_file").await), (3, 3));
    assert_eq!(mona.get(&path(new.file.id)).await.expect(200).body, PDF);
}

/// Proves REQ-11: a requirement that is deleted takes its files along.
#[rstest]
#[actix_web::test]
async fn files_go_with_their_requirement(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(app) = TestApp::start(on).await else { return };
    let world = app.world().await;
    let mona = app.sign_in(world.mona.person, world.mona.position).await;
    let id = published(&mona, &world).await;
    let old = added(&app, &mona, id, "Gammel.pdf", PDF).await;
    added(&app, &mona, id, "Ny.pdf", PDF).await;
    app.clock.advance(TimeDelta::days(2));
    remove(&mona, id, old.file.id).await.expect(200);
    let version = read(&mona, id).await.version;
    mona.delete_if(&format!("/requirements/{id}"), version.into()).await.expect(204);
    assert_eq!((app.count("stored_file").await, in_folder(&app)), (0, Vec::new()));
}
