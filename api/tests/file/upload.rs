//! A file on its way in: what is too large, broken off, or refused by the database leaves nothing behind.

use std::io::Write;

use actix_web::{App, HttpServer, middleware::from_fn, rt, web};
use kyndig_api::app;
use kyndig_content::file::service;
use kyndig_db::Sql;
use kyndig_domain::file::OF_REQUIREMENT;
use kyndig_platform::{auth::as_system, http::slow};
use rstest::rstest;

use super::*;
use crate::support::On;

/// Proves REQ-1: a file may have its last byte, and not one more, whatever the form says of its length.
#[actix_web::test]
async fn a_byte_too_many() {
    let Some(app) = TestApp::start(On::Sqlite).await else { return };
    let world = app.world().await;
    let mona = app.sign_in(world.mona.person, world.mona.position).await;
    let id = published(&mona, &world).await;
    let most = usize::try_from(OF_REQUIREMENT.file).expect("a size");
    let mut content = PDF.to_vec();
    content.resize(most + 1, b' ');
    let refused = add(&app, &mona, id, "Stor.pdf", &content).await.expect_problem(413, "file_too_large").json();
    assert_eq!(refused["fields"][0]["limit"], most.to_string());
    assert_eq!(in_folder(&app), Vec::<String>::new());
    content.truncate(most);
    let file = added(&app, &mona, id, "Stor.pdf", &content).await;
    assert_eq!(file.file.size, i64::try_from(most).expect("a size"));
    let fetched = mona.get(&format!("/requirements/{id}/files/{}", file.file.id)).await.expect(200);
    assert!(fetched.body == content, "what came is what goes");
}

/// What is no form, has no file in it, or stops in the middle.
#[rstest]
#[case::no_form("text/plain", b"hei", 415, "unsupported_media_type")]
#[case::no_file("multipart/form-data; boundary=edge", b"--edge--\r\n", 422, "validation_failed")]
#[case::another(
    "multipart/form-data; boundary=edge",
    b"--edge\r\nContent-Disposition: form-data; name=\"fil\"; filename=\"a.txt\"\r\n\r\nhei\r\n--edge--\r\n",
    422,
    "validation_failed"
)]
#[case::broken_off(
    "multipart/form-data; boundary=edge",
    b"--edge\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.txt\"\r\n\r\nhei",
    400,
    "malformed_upload"
)]
#[actix_web::test]
async fn what_is_no_file_is_refused(
    #[case] kind: &'static str,
    #[case] body: &'static [u8],
    #[case] status: u16,
    #[case] code: &str,
    #[values(On::Sqlite, On::Postgres)] on: On,
) {
    let Some(app) = TestApp::start(on).await else { return };
    let world = app.world().await;
    let mona = app.sign_in(world.mona.person, world.mona.position).await;
    let id = published(&mona, &world).await;
    let path = format!("/requirements/{id}/files");
    let sent = mona.request(Method::POST, &path).insert_header((header::IF_MATCH, "\"1\""));
    let sent = sent.insert_header((header::CONTENT_TYPE, kind)).set_payload(body);
    app.send(sent).await.expect_problem(status, code);
    assert_eq!((in_folder(&app), app.count("stored_file").await), (Vec::new(), 0));
}

/// A sender who is gone half way leaves nothing: over a real socket, which is closed after a part that was stored.
#[rstest]
#[actix_web::test]
async fn a_sender_who_is_gone(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(app) = TestApp::start(on).await else { return };
    let world = app.world().await;
    let mona = app.sign_in(world.mona.person, world.mona.position).await;
    let id = published(&mona, &world).await;
    let token = app.state.tokens.issue(mona.session(), app.now()).expect("a token");
    let ended = std::sync::Arc::new(tokio::sync::Notify::new());
    let (state, told) = (app.state.clone(), ended.clone());
    let server = HttpServer::new(move || {
        let told = told.clone();
        App::new()
            .app_data(state.clone())
            .wrap(from_fn(app::authenticate))
            .wrap(from_fn(slow::bodies))
            .wrap_fn(move |request, service| {
                use actix_web::dev::Service;
                let (answer, told) = (service.call(request), told.clone());
                async move {
                    let answer = answer.await;
                    told.notify_one();
                    answer
                }
            })
            .configure(app::configure)
    });
    let server = server.workers(1).disable_signals().bind(("127.0.0.1", 0)).expect("a port");
    let address = server.addrs()[0];
    let server = server.run();
    let handle = server.handle();
    rt::spawn(server);
    let mut content = PDF.to_vec();
    content.resize(2 * 1024 * 1024, b' ');
    let sending = web::block(move || {
        let mut socket = std::net::TcpStream::connect(address).expect("a connection");
        let body = form("Stor.pdf", "application/pdf", &content);
        let head = format!(
            "POST /api/v1/requirements/{id}/files HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token}\r\nIf-Match: \"1\"\r\n\
             Content-Type: multipart/form-data; boundary=edge\r\nContent-Length: {}\r\n\r\n",
            body.len()
        );
        socket.write_all(head.as_bytes()).expect("the head");
        socket.write_all(&body[..body.len() / 2]).expect("half of it");
        // and is gone
    });
    sending.await.expect("half of a file");
    ended.notified().await;
    handle.stop(true).await;
    assert_eq!((in_folder(&app), app.count("stored_file").await), (Vec::new(), 0));
}

/// Bytes are stored before the row that knows them: a transaction that fails takes them with it, and one that was
/// made, though nobody heard of it, leaves them.
#[rstest]
#[actix_web::test]
async fn bytes_follow_the_transaction(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(app) = TestApp::start(on).await else { return };
    let world = app.world().await;
    let mona = app.sign_in(world.mona.person, world.mona.position).await;
    let id = published(&mona, &world).await;
    // Somebody else is first, after the look and before the transaction: 412, and nothing is left.
    let old = read(&mona, id).await.version - 1;
    app.send(request(&mona, id, old).set_payload(form("Rutine.pdf", "application/pdf", PDF)))
        .await
        .expect_problem(412, "version_conflict");
    assert_eq!((in_folder(&app), app.count("stored_file").await), (Vec::new(), 0));
    // The database itself fails at the last moment: there is no audit without its table.
    let rename = async |from: &str, to: &str| {
        let sql = format!("ALTER TABLE {from} RENAME TO {to}");
        app.system(async |work| Ok(work.tx.execute(Sql::new(&sql)).await?)).await;
    };
    rename("audit_log", "audit_log_away").await;
    add(&app, &mona, id, "Rutine.pdf", PDF).await.expect_problem(500, "internal");
    rename("audit_log_away", "audit_log").await;
    assert_eq!((in_folder(&app), app.count("stored_file").await), (Vec::new(), 0));
    let file = added(&app, &mona, id, "Rutine.pdf", PDF).await;
    // Asked once more whether they may go, they stay: a row knows them.
    let received = kyndig_content::file::Received {
        key: FileKey::of(file.file.id),
        name: file.file.name,
        kind: file.file.kind,
        size: PDF.len() as u64,
        sha256: String::new(),
    };
    service::settle(&app.state, &received).await;
    assert_eq!(stored(&app).await, [received.key]);
    let gone = as_system(app.state.system(), "test", async |work| {
        work.tx.execute(Sql::new("DELETE FROM requirement_file")).await?;
        service::purge(work, &[file.file.id]).await
    });
    gone.await.expect("a transaction");
    service::settle(&app.state, &received).await;
    assert_eq!(stored(&app).await, []);
}
