//! The outbox: mails written with what caused them, delivered once, whatever happens in between.

use std::{
    io::{BufRead, BufReader},
    net::TcpListener,
    path::PathBuf,
    process::{Child, Command, Stdio},
};

use chrono::{DateTime, TimeDelta, Utc};
use kyndig_db::Sql;
use kyndig_domain::ids::PersonId;
use kyndig_platform::outbox::{self, Message};
use rstest::rstest;
use sea_orm::FromQueryResult;
use serde_json::json;
use uuid::Uuid;

use crate::support::{On, TestApp, World, content};

#[derive(Debug, FromQueryResult)]
struct Row {
    id: Uuid,
    attempts: i32,
    next_at: Option<DateTime<Utc>>,
    sent_at: Option<DateTime<Utc>>,
    last_error: Option<String>,
}

async fn rows(app: &TestApp) -> Vec<Row> {
    let tx = app.state.db.read().await.expect("a transaction");
    let sql = Sql::new("SELECT id, attempts, next_at, sent_at, last_error FROM outbox ORDER BY id");
    tx.all(sql).await.expect("rows")
}

async fn ask(app: &TestApp, whom: PersonId) -> Uuid {
    let about = Uuid::from_u128(7);
    app.system(async |work| {
        let message =
            Message::SignatureRequested { employee: "Ida Nilsen".to_owned(), requirement: "Ventilator".to_owned() };
        outbox::mail(work, whom, Some(about), &message).await
    })
    .await;
    rows(app).await.last().expect("a row").id
}

async fn deliver(app: &TestApp) -> usize {
    outbox::deliver(&app.state, kyndig_api::composition::HANDLERS).await.expect("a delivery")
}

pub fn laid(app: &TestApp) -> Vec<(String, String)> {
    let folder = &app.state.config.mail.folder;
    let Ok(files) = std::fs::read_dir(folder) else { return Vec::new() };
    let mut found: Vec<_> = files
        .map(|file| {
            let path = file.expect("a file").path();
            let text = std::fs::read_to_string(&path).expect("a mail");
            (path.file_name().expect("a name").to_string_lossy().into_owned(), text)
        })
        .collect();
    found.sort();
    found
}

async fn intensive_care(app: &TestApp, world: &World) -> kyndig_domain::ids::RequirementId {
    let (plan, requirements) = app
        .system(async |work| {
            let one = [("Ventilator", true, None)];
            Ok(content::plan_with(work, world.trust_a, world.admin.person, "Intensiv", &one).await)
        })
        .await;
    let mona = app.sign_in(world.mona.person, world.mona.position).await;
    let body = json!({"planId": plan.id, "positionIds": [world.ida.position]});
    mona.post("/assignments", body).await.expect(201);
    requirements[0]
}

/// Proves NTF-8, NTF-10, FUL-5: a request mails its signer, once, in their language; the file says who and what, and
/// leads to the request.
#[rstest]
#[actix_web::test]
async fn a_request_mails_the_signer(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(app) = TestApp::start(on).await else { return };
    let world = app.world().await;
    let requirement = intensive_care(&app, &world).await;
    let kari = app.sign_in(world.kari.person, world.kari.position).await;
    assert_eq!(kari.get("/my/settings").await.expect(200).json(), json!({"language": "nb"}));
    // the session says what was chosen, not what holds without a choice: a browser keeps its own until then
    assert_eq!(kari.get("/session").await.expect(200).json().get("language"), None);
    kari.put("/my/settings", json!({"language": "de"})).await.expect_problem(400, "malformed_json");
    kari.put("/my/settings", json!({"language": "en"})).await.expect(200);
    assert_eq!(kari.put("/my/settings", json!({"language": "nn"})).await.expect(200).json(), json!({"language": "nn"}));
    assert_eq!(kari.get("/session").await.expect(200).json()["language"], "nn");

    let ida = app.sign_in(world.ida.person, world.ida.position).await;
    let path = format!("/people/{}/standings/{requirement}/send", world.ida.person);
    let body = json!({"performedOn": "2026-11-20", "signerId": world.kari.person, "comment": "Pasienten hadde covid."});
    let sent = ida.post(&path, body).await.expect(200).json();
    let request = sent["request"]["id"].as_str().expect("a request").to_owned();
    assert!(laid(&app).is_empty(), "nothing is sent inside the transaction");
    assert_eq!(deliver(&app).await, 0, "it may be undone yet");
    app.clock.advance(TimeDelta::seconds(10));
    assert_eq!((deliver(&app).await, deliver(&app).await), (1, 0));

    let row = &rows(&app).await[0];
    assert!(row.sent_at.is_some() && row.next_at.is_none() && row.attempts == 1, "{row:?}");
    let files = laid(&app);
    assert_eq!(files.len(), 1);
    assert_eq!(files[0].0, format!("{}.eml", row.id));
    let mail = &files[0].1;
    let plain = bodies(mail);
    assert!(mail.contains("To: \"Kari Moen\" <kari.moen@example.org>"), "{mail}");
    assert!(mail.contains("Content-Language: nn"), "{mail}");
    assert!(plain.contains("Ida Nilsen har sendt deg «Ventilator» til signering."), "{plain}");
    assert!(plain.contains(&format!("Opne førespurnaden: http://localhost:8080/signing/{request}")), "{plain}");
    assert!(!plain.contains("covid"), "{plain}");

    // The decision mails the employee, and leads to the requirement in the plan.
    kari.post(&format!("/signature-requests/{request}/sign"), json!({"comment": "Bra."})).await.expect(200);
    assert_eq!(deliver(&app).await, 1);
    let plain = bodies(&laid(&app)[1].1);
    let assignment = sent["plans"][0]["assignmentId"].as_str().expect("a plan");
    assert!(plain.contains("Kari Moen har signert «Ventilator»"), "{plain}");
    assert!(plain.contains(&format!("/plans/{assignment}?requirement={requirement}")), "{plain}");
    assert!(!plain.contains("Bra."), "{plain}");
}

/// The bodies as they are read, one after the other.
fn bodies(mail: &str) -> String {
    use base64::Engine;
    let mut read = Vec::new();
    for part in mail.split("Content-Transfer-Encoding: ").skip(1) {
        let (encoding, rest) = part.split_once("\r\n").expect("an encoding");
        let (_, body) = rest.split_once("\r\n").expect("a body");
        let body = body.split("\r\n--kyndig-").next().expect("an end");
        match encoding {
            "quoted-printable" => {
                let mut letters = body.replace("=\r\n", "").into_bytes().into_iter();
                while let Some(letter) = letters.next() {
                    let mut hex = || char::from(letters.next().expect("a digit")).to_digit(16).expect("hex");
                    read.push(if letter == b'=' { u8::try_from(hex() * 16 + hex()).expect("a byte") } else { letter });
                }
            }
            "base64" => {
                let engine = base64::engine::general_purpose::STANDARD;
                read.extend(engine.decode(body.replace("\r\n", "")).expect("base64"));
            }
            _ => read.extend(body.bytes()),
        }
    }
    String::from_utf8(read).expect("text")
}

/// Proves NTF-8: none is sent for what was rolled back.
#[rstest]
#[actix_web::test]
async fn nothing_for_what_did_not_happen(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(app) = TestApp::start(on).await else { return };
    let world = app.world().await;
    let requirement = intensive_care(&app, &world).await;
    let ida = app.sign_in(world.ida.person, world.ida.position).await;
    let path = format!("/people/{}/standings/{requirement}/send", world.ida.person);
    let body = json!({"performedOn": "2026-11-20", "signerId": world.ida.person});
    ida.post(&path, body).await.expect_problem(422, "signs_own");
    let state = app.state.clone();
    let failed = kyndig_platform::auth::as_system(state.system(), "test", async |work| {
        let message = Message::NamedDocumentOwner { plan: "Intensiv".to_owned() };
        outbox::mail(work, world.ida.person, None, &message).await?;
        Err::<(), _>(kyndig_platform::http::Failure::not_found())
    });
    assert!(failed.await.is_err());
    assert_eq!((app.count("outbox").await, deliver(&app).await), (0, 0));
}

/// Proves NTF-8: whoever died between sending and marking sends the same message again, so that it is recognised;
/// while the claim lasts nobody else does.
#[rstest]
#[actix_web::test]
async fn killed_before_it_was_marked(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(app) = TestApp::start(on).await else { return };
    let world = app.world().await;
    let id = ask(&app, world.kari.person).await;
    assert_eq!(deliver(&app).await, 1);
    let first = laid(&app);
    // As the claim left it.
    let until = app.now() + TimeDelta::minutes(15);
    app.system(async |work| {
        let sql = Sql::new("UPDATE outbox SET sent_at = NULL, next_at = ").bind(until);
        Ok(work.tx.execute(sql).await?)
    })
    .await;
    assert_eq!(deliver(&app).await, 0);
    app.clock.advance(TimeDelta::minutes(16));
    assert_eq!(deliver(&app).await, 1);
    assert_eq!(laid(&app), first, "the same file with the same content");
    assert_eq!(rows(&app).await[0].id, id);
}

/// Proves NTF-8: of many who deliver at once each mail is sent by one.
#[rstest]
#[actix_web::test]
async fn shared_by_several(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(app) = TestApp::start(on).await else { return };
    let world = app.world().await;
    for _ in 0..35 {
        ask(&app, world.kari.person).await;
    }
    let counts = futures_util::future::join_all((0..4).map(|_| deliver(&app))).await;
    assert_eq!(counts.iter().sum::<usize>(), 35, "{counts:?}");
    assert!(rows(&app).await.iter().all(|row| row.attempts == 1 && row.sent_at.is_some()));
    assert_eq!(laid(&app).len(), 35);
}

/// Proves NTF-8: one without an address is left to an administrator at once.
#[rstest]
#[actix_web::test]
async fn no_address(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(app) = TestApp::start(on).await else { return };
    let world = app.world().await;
    app.system(async |work| Ok(work.tx.execute(Sql::new("UPDATE person SET email = NULL")).await?)).await;
    ask(&app, world.kari.person).await;
    assert_eq!(deliver(&app).await, 0);
    let row = &rows(&app).await[0];
    assert_eq!((row.next_at, row.sent_at, row.attempts), (None, None, 1));
    assert!(row.last_error.as_deref().is_some_and(|error| error.contains("no address")), "{row:?}");
}

/// Python's aiosmtpd, which prints what it gets.
struct Server(Child);

impl Server {
    fn python() -> Option<PathBuf> {
        let python = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../.tools/python/bin/python");
        let has = Command::new(&python).args(["-c", "import aiosmtpd"]).stderr(Stdio::null()).status();
        if has.is_ok_and(|status| status.success()) {
            return Some(python);
        }
        assert!(std::env::var("CI").is_err(), "aiosmtpd is missing (./just ready python), and CI skips nothing");
        eprintln!("skipped: aiosmtpd is missing; ./just ready python brings it");
        None
    }

    /// Started, and listening.
    fn start(python: &PathBuf, port: u16) -> Self {
        let child = Command::new(python)
            .args(["-u", "-m", "aiosmtpd", "-n", "-l", &format!("127.0.0.1:{port}")])
            .args(["-c", "aiosmtpd.handlers.Debugging", "stdout"])
            .stdout(Stdio::piped())
            .spawn()
            .expect("aiosmtpd");
        while std::net::TcpStream::connect(("127.0.0.1", port)).is_err() {
            std::thread::yield_now();
        }
        Self(child)
    }

    /// What it got until now, as far as `messages` messages.
    fn got(&mut self, messages: usize) -> String {
        let mut text = String::new();
        let mut lines = BufReader::new(self.0.stdout.take().expect("its output")).lines();
        while text.matches("END MESSAGE").count() < messages {
            text.push_str(&lines.next().expect("another line").expect("text"));
            text.push('\n');
        }
        text
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.0.kill().expect("it ends");
        self.0.wait().expect("its end");
    }
}

/// Proves NTF-8: a server that is away loses no mail: tried again with growing pauses, and delivered when it is back.
#[rstest]
#[actix_web::test]
async fn a_server_that_is_away(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(python) = Server::python() else { return };
    let port = TcpListener::bind("127.0.0.1:0").expect("a port").local_addr().expect("its number").port();
    let configure = |config: &mut kyndig_platform::config::Config| {
        config.mail.smtp_url = Some(format!("smtp://127.0.0.1:{port}").into());
        config.mail.from = "Kyndig <no-reply@hospital.example>".to_owned();
    };
    let Some(app) = TestApp::start_with(on, configure).await else { return };
    let world = app.world().await;
    let id = ask(&app, world.kari.person).await;
    for (tries, minutes) in [(1, 1), (2, 2), (3, 4)] {
        assert_eq!((deliver(&app).await, deliver(&app).await), (0, 0));
        let row = &rows(&app).await[0];
        assert_eq!((row.attempts, row.sent_at), (tries, None));
        assert!(row.last_error.is_some(), "{row:?}");
        let wait = row.next_at.expect("another try") - app.now();
        assert!(wait <= TimeDelta::minutes(minutes) && wait > TimeDelta::seconds(minutes * 60 - 5), "{wait}");
        app.clock.advance(TimeDelta::minutes(minutes));
    }
    let mut server = Server::start(&python, port);
    assert_eq!(deliver(&app).await, 1);
    let row = &rows(&app).await[0];
    assert!(row.sent_at.is_some() && row.next_at.is_none() && row.last_error.is_none(), "{row:?}");
    let got = server.got(1);
    assert!(got.contains(&format!("Message-ID: <{id}@hospital.example>")), "{got}");
    assert!(got.contains("To: \"Kari Moen\" <kari.moen@example.org>"), "{got}");
}
