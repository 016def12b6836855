//! What answers say besides their bodies, and what other sites may do.

use actix_web::{http::Method, test::TestRequest};
use rstest::rstest;
use serde_json::json;

use crate::support::{Answer, On, TestApp};

fn header<'a>(answer: &'a Answer, name: &str) -> Option<&'a str> {
    answer.headers.get(name).map(|value| value.to_str().expect("text"))
}

/// Every answer forbids frames, guessing of types and foreign scripts; data stays in no cache.
#[rstest]
#[actix_web::test]
async fn every_answer_is_shielded(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(app) = TestApp::start(on).await else { return };
    let world = app.world().await;
    let ida = app.sign_in(world.ida.person, world.ida.position).await;
    for (path, policy, cache) in [
        ("/api/v1/units", "default-src 'none'; frame-ancestors 'none'", Some("no-store")),
        ("/api/v1/nothing", "default-src 'none'; frame-ancestors 'none'", Some("no-store")),
        ("/swagger/index.html", "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'", None),
        ("/plans", "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self';", None),
    ] {
        let token = app.state.tokens.issue(ida.session(), app.now()).expect("a token");
        let request = TestRequest::default().uri(path).insert_header(("authorization", format!("Bearer {token}")));
        let answer = app.send(request).await;
        let said = header(&answer, "content-security-policy").expect("a policy");
        assert!(said.starts_with(policy), "{path}: {said}");
        assert!(said.contains("frame-ancestors 'none'"), "{path}: {said}");
        assert_eq!(header(&answer, "x-content-type-options"), Some("nosniff"), "{path}");
        assert_eq!(header(&answer, "referrer-policy"), Some("no-referrer"), "{path}");
        if cache.is_some() {
            assert_eq!(header(&answer, "cache-control"), cache, "{path}");
        }
        // Not served over https here.
        assert_eq!(header(&answer, "strict-transport-security"), None, "{path}");
    }
}

/// Pages of other sites may call the API only where the configuration names them, and never with the cookie.
#[rstest]
#[actix_web::test]
async fn other_sites_are_named(#[values(On::Sqlite)] on: On) {
    let configure = |config: &mut kyndig_platform::config::Config| {
        config.http.allowed_origins = vec!["https://intranet.example.org/".to_owned()];
        config.http.public_url = "https://kyndig.example.org".to_owned();
    };
    let Some(app) = TestApp::start_with(on, configure).await else { return };
    let preflight = |origin: &str| {
        TestRequest::default()
            .method(Method::OPTIONS)
            .uri("/api/v1/units")
            .insert_header(("origin", origin))
            .insert_header(("access-control-request-method", "GET"))
            .insert_header(("access-control-request-headers", "authorization"))
    };
    let named = app.send(preflight("https://intranet.example.org")).await.expect(200);
    assert_eq!(header(&named, "access-control-allow-origin"), Some("https://intranet.example.org"));
    assert_eq!(header(&named, "access-control-allow-credentials"), None);
    let other = app.send(preflight("https://evil.example.org")).await;
    assert_eq!(header(&other, "access-control-allow-origin"), None);
    // Our own page sends its origin too, and is let through.
    let own = TestRequest::default()
        .method(Method::POST)
        .uri("/api/v1/session")
        .insert_header(("origin", "https://kyndig.example.org"))
        .set_json(json!({"email": "a@example.org", "password": "b"}));
    let own = app.send(own).await.expect_problem(401, "wrong_credentials");
    assert_eq!(header(&own, "access-control-allow-origin"), None);
    assert_eq!(header(&own, "strict-transport-security"), Some("max-age=31536000"));
}

/// What cannot be read is a clear problem: too large, of another type, not JSON, with a NUL.
#[rstest]
#[actix_web::test]
async fn bodies_that_cannot_be_read(#[values(On::Sqlite)] on: On) {
    let Some(app) = TestApp::start(on).await else { return };
    let post = |kind: &str, body: Vec<u8>| {
        let request = TestRequest::default().method(Method::POST).uri("/api/v1/session");
        app.send(request.insert_header(("content-type", kind.to_owned())).set_payload(body))
    };
    post("application/json", vec![b' '; 600 * 1024]).await.expect_problem(413, "payload_too_large");
    post("text/plain", b"{}".to_vec()).await.expect_problem(415, "unsupported_media_type");
    let cut = post("application/json", b"{\"email\":\n 7}".to_vec()).await.expect_problem(400, "malformed_json");
    assert!(cut.json()["detail"].as_str().is_some_and(|detail| detail.starts_with("line 2")), "{:?}", cut.json());
    post("application/json", b"\xff\xfe".to_vec()).await.expect_problem(400, "malformed_json");
    let nul = br#"{"email": "a\u0000@example.org", "password": "b"}"#.to_vec();
    let problem = post("application/json; charset=utf-8", nul).await.expect_problem(422, "validation_failed").json();
    assert_eq!(problem["fields"], json!([{"field": "email", "code": "invalid"}]));
}
