//! What goes over the wire besides what is asked for: encodings, the labels that requests are counted under, trace ids.

use std::{
    io::{self, Write},
    sync::{Arc, Mutex},
};

use actix_web::{
    http::{Method, header},
    test::TestRequest,
};
use kyndig_db::Sql;
use kyndig_platform::config::Config;
use metrics_exporter_prometheus::PrometheusBuilder;
use rstest::rstest;
use serde_json::{Value, json};

use crate::support::{Answer, On, TestApp};

/// A gzip of a few bytes that would become much: nothing of it is read, wherever it is sent.
#[rstest]
#[actix_web::test]
async fn compressed_bodies_are_refused_everywhere(#[values(On::Sqlite)] on: On) {
    let Some(app) = TestApp::start(on).await else { return };
    let world = app.world().await;
    let mona = app.sign_in(world.mona.person, world.mona.position).await;
    let document = serde_json::to_value(kyndig_api::app::openapi()).expect("a document");
    let mut refused = 0;
    for (template, item) in document["paths"].as_object().expect("paths") {
        let path = template.trim_start_matches("/api/v1").replace(['{', '}'], "");
        for method in item.as_object().expect("an item").keys() {
            let method: Method = method.to_uppercase().parse().expect("a method");
            for kind in ["application/json", "multipart/form-data; boundary=edge"] {
                for coding in ["gzip", "br", "deflate", "zstd", "GZip", "identity, gzip"] {
                    let sent = mona
                        .request(method.clone(), &path)
                        .insert_header((header::CONTENT_ENCODING, coding))
                        .insert_header((header::CONTENT_TYPE, kind))
                        .set_payload(&b"\x1f\x8b not that anybody looks"[..]);
                    let answer = app.send(sent).await.expect_problem(415, "unsupported_media_type");
                    assert_eq!(answer.json()["fields"][0]["field"], "Content-Encoding");
                    assert_eq!(answer.headers.get(header::ACCEPT_ENCODING).expect("what is taken"), "identity");
                    refused += 1;
                }
            }
        }
    }
    assert!(refused > 1000, "{refused}");
    // As it is, however that is said.
    let sent = |coding: &str| {
        let sent = mona.request(Method::GET, "/units").insert_header((header::CONTENT_ENCODING, coding.to_owned()));
        app.send(sent)
    };
    sent("identity").await.expect(200);
    // Those who are not signed in, and the program's own pages, are no exception.
    let anonymous = TestRequest::post().uri("/api/v1/session").insert_header((header::CONTENT_ENCODING, "gzip"));
    let body = json!({"email": "a@example.org", "password": "b"});
    app.send(anonymous.set_json(body)).await.expect_problem(415, "unsupported_media_type");
    let page = TestRequest::post().uri("/plans").insert_header((header::CONTENT_ENCODING, "gzip"));
    app.send(page).await.expect_problem(415, "unsupported_media_type");
}

/// Nothing that a client sends makes a series of its own.
#[rstest]
#[actix_web::test]
async fn labels_come_from_closed_sets(#[values(On::Sqlite)] on: On) {
    let Some(app) = TestApp::start(on).await else { return };
    let recorder = PrometheusBuilder::new().build_recorder();
    let handle = recorder.handle();
    let _counted = metrics::set_default_local_recorder(&recorder);
    let series = || {
        let text = handle.render();
        text.lines().filter(|line| line.starts_with("http_requests_total{")).map(ToOwned::to_owned).collect::<Vec<_>>()
    };
    let ask = |method: &str, path: &str| {
        let method: Method = method.parse().expect("a method");
        app.send(TestRequest::default().method(method).uri(path))
    };
    for path in ["/api/v1/units", "/api/v1/nothing", "/plans", "/api/v1/plans/x"] {
        for method in ["GET", "PUT", "BREW"] {
            ask(method, path).await;
        }
    }
    let before = series();
    for number in 0..200 {
        ask(&format!("BREW{number}"), &format!("/api/v1/plans/{number}")).await;
        ask("GET", &format!("/api/v1/nothing/{number}")).await;
        ask("GET", &format!("/page/{number}?q={number}")).await;
        ask("GET", &format!("/page-{number}.js")).await;
        ask("GET", &format!("/api/v1/plans/{number}")).await;
    }
    let after = series();
    let named = |line: &String| line.split("} ").next().unwrap_or_default().to_owned();
    let new: Vec<_> = after.iter().map(named).filter(|name| !before.iter().any(|old| named(old) == *name)).collect();
    assert!(new.len() <= 1, "{new:#?}");
    assert!(after.iter().any(|line| line.contains("method=\"other\"")), "{after:#?}");
    assert!(!handle.render().contains("BREW"));
}

/// Small answers go out as they are, large ones compressed, and no answer says what was not done.
#[rstest]
#[actix_web::test]
async fn answers_are_compressed_where_it_pays(#[values(On::Sqlite)] on: On) {
    let Some(app) = TestApp::start(on).await else { return };
    let world = app.world().await;
    let mona = app.sign_in(world.mona.person, world.mona.position).await;
    let coding = async |path: &str, accepted: &str| {
        let request = TestRequest::get().uri(path).insert_header((header::ACCEPT_ENCODING, accepted.to_owned()));
        let token = app.state.tokens.issue(mona.session(), app.now()).expect("a token");
        let answer = app.send(request.insert_header(("authorization", format!("Bearer {token}")))).await.expect(200);
        let coding = answer.headers.get(header::CONTENT_ENCODING).map(|value| value.to_str().expect("text").to_owned());
        (coding, answer.body.len())
    };
    let (none, length) = coding("/api/v1/units?limit=1", "gzip, br").await;
    assert!(none.is_none() && length < 1024, "{none:?} {length}");
    assert_eq!(coding("/api/openapi.json", "gzip").await.0.as_deref(), Some("gzip"));
    assert_eq!(coding("/api/openapi.json", "identity").await.0, None);
    // what cannot be had is not insisted on
    let whole = coding("/api/openapi.json", "identity").await.1;
    for none in ["zstd, identity;q=0", "*;q=0", "identity;q=0", "x-nobody-knows-it;q=1, *;q=0"] {
        assert_eq!(coding("/api/openapi.json", none).await, (None, whole), "{none}");
        assert_eq!(coding("/api/v1/units?limit=1", none).await.0, None, "{none}");
    }
    assert_eq!(coding("/api/openapi.json", "gzip, identity;q=0").await.0.as_deref(), Some("gzip"));
}

/// What is logged while this lives.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().expect("the log").write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Log {
    fn lines(&self) -> Vec<Value> {
        let bytes = self.0.lock().expect("the log");
        String::from_utf8_lossy(&bytes).lines().map(|line| serde_json::from_str(line).expect("JSON")).collect()
    }

    /// As `telemetry::init` sets it up, for this thread.
    fn begin(&self) -> tracing::subscriber::DefaultGuard {
        use tracing_subscriber::layer::SubscriberExt;
        let log = self.clone();
        let lines = tracing_subscriber::fmt::layer().json().with_span_list(false).with_writer(move || log.clone());
        tracing::subscriber::set_default(tracing_subscriber::registry().with(lines))
    }
}

fn shielded(answer: &Answer, trace: &str) {
    assert_eq!(answer.json()["traceId"], trace);
    for (name, value) in [
        ("x-trace-id", trace),
        ("x-content-type-options", "nosniff"),
        ("referrer-policy", "no-referrer"),
        ("content-security-policy", "default-src 'none'; frame-ancestors 'none'"),
        ("strict-transport-security", "max-age=31536000"),
        ("cache-control", "no-store"),
    ] {
        assert_eq!(answer.headers.get(name).expect(name), value, "{name}");
    }
}

/// What fails says nothing but the id under which the log tells why; in a handler as in the sign-in before it, with every
/// header that any answer has.
#[rstest]
#[actix_web::test]
async fn a_failure_can_be_found_in_the_log(#[values(On::Sqlite, On::Postgres)] on: On) {
    let https = |config: &mut Config| "https://kyndig.example.org".clone_into(&mut config.http.public_url);
    let Some(app) = TestApp::start_with(on, https).await else { return };
    let world = app.world().await;
    let mona = app.sign_in(world.mona.person, world.mona.position).await;
    let log = Log::default();
    let _logging = log.begin();
    // In the sign-in, and behind it.
    for (number, table) in [(1, "session"), (2, "plan")] {
        let rename = async |from: &str, to: &str| {
            let sql = format!("ALTER TABLE {from} RENAME TO {to}");
            app.system(async |work| Ok(work.tx.execute(Sql::new(&sql)).await?)).await;
        };
        let away = format!("{table}_away");
        rename(table, &away).await;
        let trace = format!("{number:032x}");
        let request = mona.request(Method::GET, "/plans");
        let request = request.insert_header(("traceparent", format!("00-{trace}-00f067aa0ba902b7-01")));
        let answer = app.send(request).await.expect_problem(500, "internal");
        rename(&away, table).await;
        shielded(&answer, &trace);
        let told = String::from_utf8_lossy(&answer.body).into_owned();
        assert!(!told.contains(table), "{told}");
        let lines = log.lines();
        let mine: Vec<_> = lines.iter().filter(|line| line["span"]["trace_id"] == trace.as_str()).collect();
        let cause = mine.iter().find(|line| line["level"] == "ERROR").expect("a line that tells why");
        assert!(cause["fields"]["cause"].as_str().is_some_and(|cause| cause.contains(table)), "{cause}");
        assert!(mine.iter().any(|line| line["fields"]["message"] == "request"), "{mine:#?}");
    }
    // Nor is what only is refused without them.
    let trace = format!("{:032x}", 3);
    let request = TestRequest::get().uri("/api/v1/units").insert_header(("authorization", "Bearer of bad news"));
    let request = request.insert_header(("traceparent", format!("00-{trace}-00f067aa0ba902b7-01")));
    shielded(&app.send(request).await.expect_problem(401, "not_signed_in"), &trace);
}
