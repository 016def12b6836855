//! Sign-in, the session and what one acts as, through the API.

use actix_web::{
    cookie::{Cookie, SameSite, time::Duration},
    http::Method,
    test::TestRequest,
};
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use futures_util::future::join_all;
use kyndig_contract::session::{ActingKind, SessionDetails, SignInMethods, SignedIn};
use kyndig_db::Sql;
use kyndig_domain::ids::{LoanId, PersonId, PositionId, UnitId};
use kyndig_people::session::service;
use kyndig_platform::{auth::Work, clock::Clock, config::Config};
use rstest::rstest;
use serde_json::json;

use crate::support::{Answer, On, Someone, TestApp, position};

pub const PASSWORD: &str = "blå sykkel og regn";
pub const IDA: &str = "ida.nilsen@example.org";

pub async fn give_password(app: &TestApp, who: Someone) {
    let hash = app.state.passwords.hash(PASSWORD.to_owned()).await.expect("a hash");
    app.system(async |work| service::set_password(work, who.person, &hash).await).await;
}

pub fn try_from(email: &str, password: &str, address: &str) -> TestRequest {
    TestRequest::default()
        .method(Method::POST)
        .uri("/api/v1/session")
        .peer_addr(format!("{address}:4711").parse().expect("an address"))
        .set_json(json!({"email": email, "password": password}))
}

pub async fn sign_in(app: &TestApp, email: &str, password: &str) -> Answer {
    app.send(try_from(email, password, "203.0.113.1")).await
}

/// As a program: the refresh token in the body.
async fn tokens(app: &TestApp, email: &str) -> SignedIn {
    let body = json!({"email": email, "password": PASSWORD, "refreshIn": "body"});
    app.anonymous().post("/session", body).await.expect(201).read_as()
}

async fn with_token(app: &TestApp, method: Method, path: &str, token: &str) -> Answer {
    let request = TestRequest::default().method(method).uri(&format!("/api/v1{path}"));
    app.send(request.insert_header(("authorization", format!("Bearer {token}")))).await
}

async fn refresh(app: &TestApp, token: &str) -> Answer {
    app.anonymous().post("/session/refresh", json!({"refreshToken": token})).await
}

/// One of the cookies that an answer sets.
pub fn set_cookie(answer: &Answer, name: &str) -> Option<Cookie<'static>> {
    let all = answer.headers.get_all("set-cookie").map(|header| header.to_str().expect("text").to_owned());
    all.map(|text| Cookie::parse(text).expect("a cookie that reads")).find(|cookie| cookie.name() == name)
}

fn cookie(answer: &Answer) -> Cookie<'static> {
    set_cookie(answer, "kyndig_refresh").expect("a cookie")
}

/// Of ACC-1: e-mail in any case and the password let one in; what is stored is argon2id; the token serves.
#[rstest]
#[actix_web::test]
async fn the_right_password_lets_in(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(app) = TestApp::start(on).await else { return };
    let world = app.world().await;
    give_password(&app, world.ida).await;

    let answer = sign_in(&app, " Ida.Nilsen@EXAMPLE.org ", PASSWORD).await.expect(201);
    assert_eq!(answer.headers.get("cache-control").expect("a header"), "no-store");
    let cookie = cookie(&answer);
    assert_eq!((cookie.name(), cookie.path()), ("kyndig_refresh", Some("/api/v1/session")));
    assert_eq!((cookie.http_only(), cookie.same_site()), (Some(true), Some(SameSite::Strict)));
    // Not served over https here.
    assert_eq!(cookie.secure(), None);
    let signed_in: SignedIn = answer.read_as();
    assert_eq!((signed_in.token_type.as_str(), signed_in.expires_in), ("Bearer", 600));
    assert_eq!((signed_in.session_ends_in, signed_in.can_extend), (12 * 60 * 60, true));
    assert_eq!(signed_in.refresh_token, None);

    let details: SessionDetails =
        with_token(&app, Method::GET, "/session", &signed_in.access_token).await.expect(200).read_as();
    assert_eq!((details.person_id, details.name.as_str()), (world.ida.person, "Ida Nilsen"));
    assert_eq!(details.today.to_string(), "2026-11-21");
    assert_eq!(app.count("audit_log WHERE permission = 'session:open'").await, 1);
    // What is stored is a hash.
    assert_eq!(app.count("credential WHERE password_hash LIKE '$argon2id$%'").await, 1);

    let methods: SignInMethods = app.anonymous().get("/sign-in-methods").await.expect(200).read_as();
    assert_eq!(methods, SignInMethods { password: true, providers: Vec::new() });
}

/// Proves ACC-3: the access token holds ten minutes, and a refresh token serves once.
#[rstest]
#[actix_web::test]
async fn tokens_are_short_lived_and_renewed(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(app) = TestApp::start(on).await else { return };
    let world = app.world().await;
    give_password(&app, world.ida).await;

    let first = tokens(&app, IDA).await;
    app.clock.advance(TimeDelta::seconds(599));
    with_token(&app, Method::GET, "/session", &first.access_token).await.expect(200);
    app.clock.advance(TimeDelta::seconds(1));
    with_token(&app, Method::GET, "/session", &first.access_token).await.expect_problem(401, "not_signed_in");
    // Refreshing slides the end of the session; without it, it is over after twelve hours.
    let mut refresh_token = first.refresh_token.expect("a token");
    for _ in 0..3 {
        app.clock.advance(TimeDelta::hours(11));
        let next: SignedIn = refresh(&app, &refresh_token).await.expect(200).read_as();
        with_token(&app, Method::GET, "/session", &next.access_token).await.expect(200);
        refresh_token = next.refresh_token.expect("a token");
    }
    app.clock.advance(TimeDelta::hours(12));
    refresh(&app, &refresh_token).await.expect_problem(401, "session_ended");
    refresh(&app, "made up").await.expect_problem(401, "session_ended");
    app.anonymous().post("/session/refresh", json!({})).await.expect_problem(401, "not_signed_in");
}

/// Proves ACC-3: an old refresh token that comes again ends the whole family, the access tokens with it.
#[rstest]
#[actix_web::test]
async fn a_reused_refresh_token_ends_the_family(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(app) = TestApp::start(on).await else { return };
    let world = app.world().await;
    give_password(&app, world.ida).await;

    let elsewhere = tokens(&app, IDA).await;
    let stolen = tokens(&app, IDA).await;
    let old = stolen.refresh_token.expect("a token");
    let next: SignedIn = refresh(&app, &old).await.expect(200).read_as();
    app.clock.advance(TimeDelta::seconds(11));
    refresh(&app, &old).await.expect_problem(401, "session_ended");
    refresh(&app, &next.refresh_token.expect("a token")).await.expect_problem(401, "session_ended");
    with_token(&app, Method::GET, "/session", &next.access_token).await.expect_problem(401, "not_signed_in");
    // Another sign-in is another family.
    with_token(&app, Method::GET, "/session", &elsewhere.access_token).await.expect(200);
}

/// Proves ACC-3: two refreshes at the same moment, as of two windows, do not end the session; they give one and the same
/// token, so that a copy is found out as ever.
#[rstest]
#[actix_web::test]
async fn two_refreshes_at_once_are_one(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(app) = TestApp::start(on).await else { return };
    let world = app.world().await;
    give_password(&app, world.ida).await;
    let given = |answer: Answer| answer.expect(200).read_as::<SignedIn>().refresh_token.expect("a token");

    let first = tokens(&app, IDA).await.refresh_token.expect("a token");
    let both = join_all([refresh(&app, &first), refresh(&app, &first), refresh(&app, &first)]).await;
    let mut both: Vec<_> = both.into_iter().map(given).collect();
    both.dedup();
    let [second] = both.as_slice() else { panic!("{both:?}") };
    assert_ne!(*second, first);
    assert_eq!(app.count("refresh_token").await, 2);
    // An answer that was lost, some seconds later.
    app.clock.advance(TimeDelta::seconds(9));
    assert_eq!(given(refresh(&app, &first).await), *second);
    // The one token that was given serves once: used by one, it tells of the other.
    let third = given(refresh(&app, second).await);
    app.clock.advance(TimeDelta::seconds(11));
    refresh(&app, second).await.expect_problem(401, "session_ended");
    refresh(&app, &third).await.expect_problem(401, "session_ended");

    // Nor is the moment a way back: what was given has been used since.
    let first = tokens(&app, IDA).await.refresh_token.expect("a token");
    let second = given(refresh(&app, &first).await);
    let third = given(refresh(&app, &second).await);
    refresh(&app, &first).await.expect_problem(401, "session_ended");
    refresh(&app, &third).await.expect_problem(401, "session_ended");
    assert_eq!(app.count("session WHERE ended_because = 'refresh_token_reused'").await, 2);
}

/// Proves ACC-3: thirty days after the sign-in a session ends, however much it is used.
#[rstest]
#[actix_web::test]
async fn no_session_lasts_for_ever(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(app) = TestApp::start(on).await else { return };
    let world = app.world().await;
    give_password(&app, world.ida).await;
    let mut last = cookie(&sign_in(&app, IDA, PASSWORD).await.expect(201));
    assert_eq!(last.max_age(), Some(Duration::hours(12)));
    let refresh = |cookie: &Cookie<'static>| {
        let request = TestRequest::post().uri("/api/v1/session/refresh").insert_header(("x-kyndig-refresh", "1"));
        request.cookie(Cookie::new("kyndig_refresh", cookie.value().to_owned())).set_json(json!({}))
    };
    let ends = app.now() + TimeDelta::days(30);
    while app.now() + TimeDelta::hours(7) < ends {
        app.clock.advance(TimeDelta::hours(7));
        let answer = app.send(refresh(&last)).await.expect(200);
        last = cookie(&answer);
    }
    // The cookie does not outlive it.
    let left = ends - app.now();
    assert!(left < TimeDelta::hours(12));
    assert_eq!(last.max_age(), Some(Duration::seconds(left.num_seconds())));
    app.clock.advance(left - TimeDelta::seconds(1));
    let answer = app.send(refresh(&last)).await.expect(200);
    // And whoever is signed in is told beforehand that this end cannot be put off.
    let signed_in: SignedIn = answer.read_as();
    assert!(signed_in.session_ends_in <= 1 && !signed_in.can_extend, "{signed_in:?}");
    let access = signed_in.access_token;
    with_token(&app, Method::GET, "/session", &access).await.expect(200);
    app.clock.advance(TimeDelta::seconds(1));
    with_token(&app, Method::GET, "/session", &access).await.expect_problem(401, "not_signed_in");
    app.send(refresh(&cookie(&answer))).await.expect_problem(401, "session_ended");
    sign_in(&app, IDA, PASSWORD).await.expect(201);
}

/// Where people come over https, cookies go over nothing else.
#[rstest]
#[actix_web::test]
async fn cookies_are_as_safe_as_the_address(#[values(On::Sqlite)] on: On) {
    let https = |config: &mut Config| "HTTPS://kyndig.example.org".clone_into(&mut config.http.public_url);
    let Some(app) = TestApp::start_with(on, https).await else { return };
    let world = app.world().await;
    give_password(&app, world.ida).await;
    let answer = sign_in(&app, IDA, PASSWORD).await.expect(201);
    for name in ["kyndig_refresh", "kyndig_device"] {
        let cookie = set_cookie(&answer, name).expect(name);
        let said = (cookie.secure(), cookie.http_only(), cookie.same_site(), cookie.path());
        assert_eq!(said, (Some(true), Some(true), Some(SameSite::Strict), Some("/api/v1/session")), "{name}");
    }
}

/// Of ACC-3: signing out ends the session, its access and its refresh token; a browser's refresh token lives in its cookie, and other sites cannot make use of it.
#[rstest]
#[actix_web::test]
async fn browsers_refresh_by_cookie(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(app) = TestApp::start(on).await else { return };
    let world = app.world().await;
    give_password(&app, world.ida).await;

    let refresh = |cookie: &Cookie<'static>| {
        TestRequest::default()
            .method(Method::POST)
            .uri("/api/v1/session/refresh")
            .cookie(Cookie::new("kyndig_refresh", cookie.value().to_owned()))
            .set_json(json!({}))
    };
    let first = cookie(&sign_in(&app, IDA, PASSWORD).await.expect(201));
    app.send(refresh(&first)).await.expect_problem(422, "validation_failed");
    let answer = app.send(refresh(&first).insert_header(("x-kyndig-refresh", "1"))).await.expect(200);
    let second = cookie(&answer);
    assert_ne!(first.value(), second.value());
    let signed_in: SignedIn = answer.read_as();
    assert_eq!(signed_in.refresh_token, None);

    let out = with_token(&app, Method::DELETE, "/session", &signed_in.access_token).await.expect(204);
    assert_eq!(cookie(&out).max_age(), Some(Duration::ZERO));
    with_token(&app, Method::GET, "/session", &signed_in.access_token).await.expect_problem(401, "not_signed_in");
    let dead = app.send(refresh(&second).insert_header(("x-kyndig-refresh", "1"))).await;
    let dead = dead.expect_problem(401, "session_ended");
    assert_eq!(cookie(&dead).max_age(), Some(Duration::ZERO));
}

async fn close(app: &TestApp, position: PositionId) {
    app.system(async |work| kyndig_people::position::service::close(work, &[position]).await).await;
}

/// Proves ACC-3: the session ends with the last position, and nobody signs in without one.
#[rstest]
#[actix_web::test]
async fn the_last_position_takes_the_session_with_it(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(app) = TestApp::start(on).await else { return };
    let world = app.world().await;
    give_password(&app, world.ida).await;
    let second =
        app.system(async |work| Ok(position(work, world.ida.person, world.trust_b, world.other, None).await)).await;

    let signed_in = tokens(&app, IDA).await;
    // With two positions one chooses first.
    let two: SessionDetails =
        with_token(&app, Method::GET, "/session", &signed_in.access_token).await.expect(200).read_as();
    assert_eq!((two.acting, two.choices.len()), (None, 2));
    close(&app, second).await;
    with_token(&app, Method::GET, "/session", &signed_in.access_token).await.expect(200);
    close(&app, world.ida.position).await;
    with_token(&app, Method::GET, "/session", &signed_in.access_token).await.expect_problem(401, "not_signed_in");
    refresh(&app, &signed_in.refresh_token.expect("a token")).await.expect_problem(401, "session_ended");
    sign_in(&app, IDA, PASSWORD).await.expect_problem(403, "no_position");
}

async fn name_deputy(work: &Work<'_>, manager: PersonId, deputy: PersonId, ends_on: Option<&str>) {
    let ends_on: Option<NaiveDate> = ends_on.map(|date| date.parse().expect("a date"));
    let sql = Sql::new("INSERT INTO deputy (manager_id, deputy_id, ends_on, named_at) VALUES (")
        .bind(manager)
        .push(", ")
        .bind(deputy)
        .push(", ")
        .bind(ends_on)
        .push(", ")
        .bind(work.now)
        .push(")");
    work.tx.execute(sql).await.expect("a deputy");
}

/// The temporary position of a loan that is under way.
async fn lend(work: &Work<'_>, who: Someone, trust: UnitId, unit: UnitId, to: &str) -> PositionId {
    let id = position(work, who.person, trust, unit, None).await;
    let to: NaiveDate = to.parse().expect("a date");
    let from: NaiveDate = "2026-11-01".parse().expect("a date");
    let sql = Sql::new("UPDATE position SET kind = 'loan', loan_id = ")
        .bind(work.new_id::<LoanId>())
        .push(", starts_on = ")
        .bind(from)
        .push(", ends_on = ")
        .bind(to)
        .push(" WHERE id = ")
        .bind(id);
    work.tx.execute(sql).await.expect("a loan");
    id
}

/// Proves ACC-2, LOA-7, DEP-2: with more than one way to act one chooses, and changes it without a new sign-in;
/// temporary ones say so, with their period.
#[rstest]
#[actix_web::test]
async fn one_chooses_what_to_act_as(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(app) = TestApp::start(on).await else { return };
    let world = app.world().await;
    give_password(&app, world.ida).await;

    // With one there is nothing to choose.
    let signed_in = tokens(&app, IDA).await;
    let alone: SessionDetails =
        with_token(&app, Method::GET, "/session", &signed_in.access_token).await.expect(200).read_as();
    assert_eq!(alone.choices.len(), 1);
    assert_eq!(alone.acting, Some(alone.choices[0].clone()));

    let loan = app
        .system(async |work| {
            name_deputy(work, world.mona.person, world.ida.person, Some("2026-12-24")).await;
            Ok(lend(work, world.ida, world.trust_b, world.other, "2026-11-30").await)
        })
        .await;
    let token = tokens(&app, IDA).await.access_token;
    let details: SessionDetails = with_token(&app, Method::GET, "/session", &token).await.expect(200).read_as();
    assert_eq!(details.acting, None);
    assert!(!details.permissions.iter().any(|name| name == "home:view"), "{:?}", details.permissions);
    with_token(&app, Method::GET, "/units", &token).await.expect_problem(403, "choose_position");
    let shown: Vec<_> = details
        .choices
        .iter()
        .map(|c| (c.kind, c.position_id, c.deputy_for, c.unit_name.as_str(), c.from, c.to))
        .collect();
    let day = |text: &str| Some(text.parse::<NaiveDate>().expect("a date"));
    let (own, mona) = (world.ida.position, world.mona.person);
    assert_eq!(
        shown,
        [
            (ActingKind::Employment, own, None, "Sengepost 3", None, None),
            (ActingKind::Loan, loan, None, "Operasjon", day("2026-11-01"), day("2026-11-30")),
            (ActingKind::Deputy, own, Some(mona), "Sengepost 3", None, day("2026-12-24")),
        ]
    );

    let choose = async |body: serde_json::Value| {
        let request = TestRequest::default().method(Method::PUT).uri("/api/v1/session/acting-as").set_json(body);
        app.send(request.insert_header(("authorization", format!("Bearer {token}")))).await
    };
    // As the employment, then as deputy with the manager's rights, then on loan: the same token.
    let as_self: SessionDetails = choose(json!({"positionId": own})).await.expect(200).read_as();
    assert_eq!(as_self.acting.expect("a choice").kind, ActingKind::Employment);
    assert!(as_self.permissions.iter().any(|name| name == "home:view"));
    assert!(!as_self.permissions.iter().any(|name| name == "employee:view"));
    let deputy: SessionDetails = choose(json!({"positionId": own, "deputyFor": mona})).await.expect(200).read_as();
    assert_eq!(deputy.acting.expect("a choice").deputy_for_name.as_deref(), Some("Mona Leder"));
    assert!(deputy.permissions.iter().any(|name| name == "employee:view"));
    let on_loan: SessionDetails = choose(json!({"positionId": loan})).await.expect(200).read_as();
    assert_eq!(on_loan.acting.expect("a choice").kind, ActingKind::Loan);

    // Nobody acts as another, or as deputy for one who has not named them.
    choose(json!({"positionId": world.per.position})).await.expect_problem(404, "not_found");
    choose(json!({"positionId": own, "deputyFor": world.siri.person})).await.expect_problem(404, "not_found");
    let kept: SessionDetails = with_token(&app, Method::GET, "/session", &token).await.expect(200).read_as();
    assert_eq!(kept.acting.expect("a choice").kind, ActingKind::Loan);
}

/// Proves POS-5, and of POS-6: a position that is not open yet, or closed, cannot be acted as.
#[rstest]
#[actix_web::test]
async fn only_open_positions_are_acted_as(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(app) = TestApp::start(on).await else { return };
    let world = app.world().await;
    let second =
        app.system(async |work| Ok(position(work, world.ida.person, world.trust_b, world.other, None).await)).await;
    let ida = app.sign_in(world.ida.person, world.ida.position).await;
    for state in ["pending", "closed"] {
        app.system(async |work| {
            let sql = Sql::new("UPDATE position SET state = ").bind(state).push(" WHERE id = ").bind(second);
            Ok(work.tx.execute(sql).await?)
        })
        .await;
        ida.put("/session/acting-as", json!({"positionId": second})).await.expect_problem(404, "not_found");
        let details: SessionDetails = ida.get("/session").await.expect(200).read_as();
        assert_eq!(details.choices.len(), 1);
    }
}

/// Proves LOA-3: a deputy (of DEP-5) and a position on loan have their rights until midnight in Oslo and not a second
/// longer, with a token issued before.
#[rstest]
#[actix_web::test]
async fn rights_end_at_midnight(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(app) = TestApp::start(on).await else { return };
    let world = app.world().await;
    let loan = app
        .system(async |work| {
            name_deputy(work, world.mona.person, world.ida.person, Some("2026-11-21")).await;
            Ok(lend(work, world.per, world.trust_b, world.other, "2026-11-21").await)
        })
        .await;
    let deputy = app.sign_in(world.ida.person, world.ida.position).await;
    deputy
        .put("/session/acting-as", json!({"positionId": world.ida.position, "deputyFor": world.mona.person}))
        .await
        .expect(200);
    let lent = app.sign_in(world.per.person, loan).await;

    // 23:59:59 in Oslo, and the first second of the next day.
    let before: DateTime<Utc> = "2026-11-21T22:59:59Z".parse().expect("a time");
    assert!(app.clock.set(before));
    let acts = async |client: &crate::support::Client<'_>| {
        client.get("/session").await.expect(200).read_as::<SessionDetails>().acting.map(|choice| choice.kind)
    };
    assert_eq!(acts(&deputy).await, Some(ActingKind::Deputy));
    assert_eq!(acts(&lent).await, Some(ActingKind::Loan));
    lent.get("/units").await.expect(200);
    assert!(app.clock.set(before + TimeDelta::seconds(1)));
    assert_eq!(acts(&deputy).await, None);
    assert_eq!(acts(&lent).await, None);
    deputy.get("/units").await.expect_problem(403, "choose_position");
    lent.get("/units").await.expect_problem(403, "choose_position");
}

/// ACC-1: a new password ends the sessions that the old one opened.
#[rstest]
#[actix_web::test]
async fn a_new_password_ends_the_sessions(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(app) = TestApp::start(on).await else { return };
    let world = app.world().await;
    give_password(&app, world.ida).await;
    let signed_in = tokens(&app, IDA).await;
    give_password(&app, world.ida).await;
    with_token(&app, Method::GET, "/session", &signed_in.access_token).await.expect_problem(401, "not_signed_in");
    assert_eq!(app.count("credential").await, 1);

    // The night forgets what is over, and no more.
    let kept = tokens(&app, IDA).await;
    let gone = app.system(async |work| service::purge(work).await).await;
    assert_eq!(gone, 1);
    assert_eq!((app.count("refresh_token").await, app.count("session").await), (1, 2));
    app.clock.advance(TimeDelta::days(401));
    app.system(async |work| service::purge(work).await).await;
    assert_eq!((app.count("refresh_token").await, app.count("session").await), (0, 0));
    refresh(&app, &kept.refresh_token.expect("a token")).await.expect_problem(401, "session_ended");
}

/// What anybody may call is limited for each address.
#[rstest]
#[actix_web::test]
async fn what_anybody_may_call_is_limited(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(app) = TestApp::start(on).await else { return };
    let methods = |address: &str| {
        TestRequest::default()
            .uri("/api/v1/sign-in-methods")
            .peer_addr(format!("{address}:4711").parse().expect("an address"))
    };
    let address = "203.0.113.77".parse().expect("an address");
    let mut let_in = 0;
    while app.state.limits.check(address).is_ok() {
        let_in += 1;
    }
    assert!(let_in >= 500, "{let_in}");
    let refused = app.send(methods("203.0.113.77")).await.expect_problem(429, "too_many_requests");
    assert_eq!(refused.headers.get("retry-after").expect("a header"), "1");
    app.send(methods("203.0.113.78")).await.expect(200);
    app.clock.advance(TimeDelta::seconds(1));
    app.send(methods("203.0.113.77")).await.expect(200);
}

/// Of FUL-19: who is on the hospital's own network is known by the address that they come from, where it is told which
/// networks those are.
#[rstest]
#[actix_web::test]
async fn the_network_one_is_on(#[values(On::Sqlite, On::Postgres)] on: On) {
    let known = |config: &mut Config| config.network.internal = vec!["10.0.0.0/8".parse().expect("a network")];
    for (app, expected) in
        [(TestApp::start_with(on, known).await, [Some(true), Some(false)]), (TestApp::start(on).await, [None, None])]
    {
        let Some(app) = app else { return };
        let world = app.world().await;
        give_password(&app, world.ida).await;
        let token = tokens(&app, IDA).await.access_token;
        for (address, internal) in ["10.20.30.40", "203.0.113.1"].into_iter().zip(expected) {
            let request = TestRequest::get()
                .uri("/api/v1/session")
                .insert_header(("authorization", format!("Bearer {token}")))
                .peer_addr(format!("{address}:4711").parse().expect("an address"));
            let details: SessionDetails = app.send(request).await.expect(200).read_as();
            assert_eq!(details.on_internal_network, internal, "{address}");
        }
    }
}
