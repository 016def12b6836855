//! FUL-11 through the API.

use actix_web::http::{Method, header};
use kyndig_contract::{signature::SignatureRequestDetails, standing::Attachment};
use kyndig_domain::standing::{EventKind, Status};
use rstest::rstest;
use serde_json::{Value, json};

use super::*;
use crate::file::{PDF, form, in_folder};

async fn add(scene: &Scene, client: &Client<'_>, which: usize, name: &str, content: &[u8]) -> Answer {
    let request = client
        .request(Method::POST, &scene.at(which, "/attachments"))
        .insert_header((header::CONTENT_TYPE, "multipart/form-data; boundary=edge"))
        .set_payload(form(name, "application/octet-stream", content));
    scene.app.send(request).await
}

/// Proves FUL-11: where they are allowed and before it is fulfilled: added, described, fetched, removed; content checked.
#[rstest]
#[actix_web::test]
async fn attachments_document_it(#[values(On::Sqlite, On::Postgres)] on: On) {
    let allowed = json!({"allowAttachments": true, "needsSignature": true});
    let Some(scene) = Scene::make(on, &[("Kurs", allowed), ("Annet", json!({}))]).await else { return };
    let ida = scene.ida().await;
    add(&scene, &ida, 1, "bevis.pdf", PDF).await.expect_problem(409, "no_attachments");
    add(&scene, &ida, 0, "bevis.pdf", b"#!/bin/sh\nrm -rf /\n\0").await.expect_problem(422, "file_type_refused");
    assert_eq!(in_folder(&scene.app), Vec::<String>::new());
    let now: StandingDetails = add(&scene, &ida, 0, "bevis.pdf", PDF).await.expect(201).read_as();
    let one: &Attachment = &now.attachments[0];
    assert_eq!((one.file.name.as_str(), one.added_by.name.as_str()), ("bevis.pdf", "Ida Nilsen"));
    add(&scene, &ida, 0, "BEVIS.pdf", PDF).await.expect_problem(409, "file_name_taken");
    assert_eq!((in_folder(&scene.app).len(), scene.app.count("stored_file").await), (1, 1));
    let path = scene.at(0, &format!("/attachments/{}", one.file.id));
    let described = details(ida.put(&path, json!({"description": " Kursbevis "})).await);
    assert_eq!(described.attachments[0].description, "Kursbevis");
    let described = details(ida.put(&path, json!({"description": "Kursbevis fra 2026"})).await);
    assert_eq!((described.attachments.len(), described.attachments[0].description.as_str()), (1, "Kursbevis fra 2026"));
    details(ida.put(&path, json!({"description": "Kursbevis"})).await);
    // Saved, and never run.
    let fetched = ida.get(&path).await.expect(200);
    assert_eq!(fetched.body, PDF);
    for (name, begins) in [
        ("content-disposition", "attachment;"),
        ("x-content-type-options", "nosniff"),
        ("content-security-policy", "default-src 'none'; frame-ancestors 'none'; sandbox"),
    ] {
        let said = fetched.headers.get(name).map(|value| value.to_str().expect("text"));
        assert!(said.is_some_and(|said| said.starts_with(begins)), "{name}: {said:?}");
    }
    let other = scene.at(1, &format!("/attachments/{}", one.file.id));
    ida.get(&other).await.expect_problem(404, "not_found");
    let siri = scene.app.sign_in(scene.world.siri.person, scene.world.siri.position).await;
    siri.get(&path).await.expect_problem(404, "not_found");

    // The signer sees what documents it, and fetches it there.
    let body = json!({"performedOn": "2026-11-20", "signerId": scene.world.kari.person});
    let sent = details(ida.post(&scene.at(0, "/send"), body).await);
    let request = sent.request.expect("a request").id;
    let kari = scene.kari().await;
    let asked: SignatureRequestDetails =
        kari.get(&format!("/signature-requests/{request}")).await.expect(200).read_as();
    assert_eq!(asked.attachments[0].description, "Kursbevis");
    let there = format!("/signature-requests/{request}/files/{}", one.file.id);
    assert_eq!(kari.get(&there).await.expect(200).body, PDF);
    ida.delete(&path).await.expect_problem(409, "wrong_status");
    add(&scene, &ida, 0, "mer.pdf", PDF).await.expect_problem(409, "wrong_status");

    details(ida.post(&scene.at(0, "/recall"), Value::Null).await);
    kari.get(&there).await.expect_problem(404, "not_found");
    let gone = details(ida.delete(&path).await);
    assert_eq!((gone.attachments.len(), gone.status), (0, Status::Started));
    assert_eq!(kinds(&gone)[0], EventKind::AttachmentRemoved);
    assert_eq!(gone.history[0].about.as_deref(), Some("bevis.pdf"));
    assert_eq!((in_folder(&scene.app).len(), scene.app.count("stored_file").await), (0, 0));
}

/// Proves FUL-11: no more than there is room for, and none that is too large.
#[rstest]
#[actix_web::test]
async fn ten_and_no_more(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(scene) = Scene::make(on, &[("Kurs", json!({"allowAttachments": true}))]).await else { return };
    let ida = scene.ida().await;
    for number in 0..10 {
        add(&scene, &ida, 0, &format!("{number}.pdf"), PDF).await.expect(201);
    }
    add(&scene, &ida, 0, "elleve.pdf", PDF).await.expect_problem(409, "no_room_for_file");
    let now = scene.now(0).await;
    let path = scene.at(0, &format!("/attachments/{}", now.attachments[0].file.id));
    details(ida.delete(&path).await);
    let most = usize::try_from(kyndig_domain::file::OF_STANDING.file).expect("a size");
    let mut large = PDF.to_vec();
    large.resize(most + 1, b' ');
    let refused = add(&scene, &ida, 0, "stor.pdf", &large).await.expect_problem(413, "file_too_large").json();
    assert_eq!(refused["fields"][0]["limit"], most.to_string());
    assert_eq!(in_folder(&scene.app).len(), 9);
    add(&scene, &ida, 0, "elleve.pdf", PDF).await.expect(201);
    assert_eq!(in_folder(&scene.app).len(), 10);
}
