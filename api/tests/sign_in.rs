//! ACC-1: what slows down guessing, and whom it does not.

use actix_web::cookie::Cookie;
use chrono::TimeDelta;
use futures_util::future::join_all;
use rstest::rstest;
use serde_json::json;

use crate::{
    session::{IDA, PASSWORD, give_password, set_cookie, sign_in, try_from},
    support::{Answer, On, TestApp},
};

const PER: &str = "per.ås@example.org";

/// Of ACC-1: five wrong tries delay further ones, and an account that does not exist answers the same.
#[rstest]
#[actix_web::test]
async fn wrong_tries_are_delayed_and_tell_nothing(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(app) = TestApp::start(on).await else { return };
    let world = app.world().await;
    give_password(&app, world.ida).await;

    let mut answers = Vec::new();
    for (email, network) in [(IDA, 1), ("nobody@example.org", 2), ("per.ås@example.org", 3)] {
        let mut seen = Vec::new();
        for host in 1..=7 {
            // Each from another address, so that only the account counts.
            let answer = app.send(try_from(email, "not the password", &format!("203.0.{network}.{host}"))).await;
            let mut problem = answer.json();
            problem["traceId"] = json!("");
            seen.push((answer.status.as_u16(), answer.headers.get("retry-after").cloned(), problem));
        }
        answers.push(seen);
    }
    let statuses: Vec<_> = answers[0].iter().map(|(status, ..)| *status).collect();
    assert_eq!(statuses, [401, 401, 401, 401, 401, 429, 429]);
    assert_eq!(answers[0][0].2["code"], "wrong_credentials");
    assert_eq!(answers[0][5].2["code"], "too_many_attempts");
    assert_eq!(answers[0][5].2["retryAfter"], 30);
    // With a password, without an account, and with an account that has no password.
    assert_eq!(answers[0], answers[1]);
    assert_eq!(answers[0], answers[2]);

    // Nor does the right password get in before its time, however it is written.
    sign_in(&app, "IDA.nilsen@example.org", PASSWORD).await.expect_problem(429, "too_many_attempts");
    app.clock.advance(TimeDelta::seconds(29));
    sign_in(&app, IDA, PASSWORD).await.expect_problem(429, "too_many_attempts");
    app.clock.advance(TimeDelta::seconds(1));
    sign_in(&app, IDA, "not the password").await.expect_problem(401, "wrong_credentials");
    let again = sign_in(&app, IDA, PASSWORD).await.expect_problem(429, "too_many_attempts");
    assert_eq!(again.json()["retryAfter"], 60);
    app.clock.advance(TimeDelta::seconds(60));
    sign_in(&app, IDA, PASSWORD).await.expect(201);
    // A success clears the count.
    sign_in(&app, IDA, "not the password").await.expect_problem(401, "wrong_credentials");
    sign_in(&app, IDA, PASSWORD).await.expect(201);
}

/// Proves ACC-1: tries are counted per address too, whichever accounts they are on. A success of one's own undoes nothing
/// of that; time does.
#[rstest]
#[actix_web::test]
async fn an_address_is_delayed(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(app) = TestApp::start(on).await else { return };
    let world = app.world().await;
    give_password(&app, world.ida).await;
    let number = std::cell::Cell::new(0);
    // On an account that has not been tried yet.
    let guess = || {
        number.set(number.get() + 1);
        app.send(try_from(&format!("guess{}@example.org", number.get()), PASSWORD, "203.0.113.9"))
    };

    for _ in 0..5 {
        guess().await.expect_problem(401, "wrong_credentials");
    }
    let refused = app.send(try_from(IDA, PASSWORD, "203.0.113.9")).await.expect_problem(429, "too_many_attempts");
    assert_eq!(refused.headers.get("retry-after").expect("a header"), "2");
    app.send(try_from(IDA, PASSWORD, "203.0.113.10")).await.expect(201);
    app.clock.advance(TimeDelta::seconds(2));
    app.send(try_from(IDA, PASSWORD, "203.0.113.9")).await.expect(201);
    guess().await.expect_problem(401, "wrong_credentials");
    assert_eq!(guess().await.expect_problem(429, "too_many_attempts").json()["retryAfter"], 4);
    // One is forgotten every two minutes: of six there are four left, and one more is free.
    app.clock.advance(TimeDelta::minutes(4));
    guess().await.expect_problem(401, "wrong_credentials");
    assert_eq!(guess().await.expect_problem(429, "too_many_attempts").json()["retryAfter"], 2);
    app.clock.advance(TimeDelta::minutes(24));
    for _ in 0..5 {
        guess().await.expect_problem(401, "wrong_credentials");
    }
    guess().await.expect_problem(429, "too_many_attempts");
}

/// Proves ACC-1: an account of one's own is no way round the delay: sixty guesses in seven seconds, as they were made.
#[rstest]
#[actix_web::test]
async fn an_own_account_is_no_way_round(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(app) = TestApp::start(on).await else { return };
    let world = app.world().await;
    give_password(&app, world.per).await;
    let mut device: Option<Cookie<'static>> = None;
    let mut judged = 0;
    for round in 0..15 {
        for guess in 0..4 {
            let email = format!("colleague{}@example.org", round * 4 + guess);
            judged += u32::from(app.send(try_from(&email, "Sommer2026", "203.0.113.9")).await.status == 401);
            app.clock.advance(TimeDelta::milliseconds(100));
        }
        // From a device that is known one is let in all the same, and it helps nothing.
        let own = try_from(PER, PASSWORD, "203.0.113.9");
        let own = device.iter().fold(own, |own, device| own.cookie(device.clone()));
        let answer = app.send(own).await;
        device = set_cookie(&answer, "kyndig_device").or(device);
        app.clock.advance(TimeDelta::milliseconds(60));
    }
    assert!((5..=8).contains(&judged), "{judged}");
}

fn device(answer: &Answer) -> Cookie<'static> {
    let set = set_cookie(answer, "kyndig_device").expect("a device");
    Cookie::new("kyndig_device", set.value().to_owned())
}

/// Proves ACC-1: what strangers try keeps nobody out who comes from a device that they have signed in from; and such a
/// device is one for its own people alone, and no more than five wrong tries either.
#[rstest]
#[actix_web::test]
async fn known_devices_stay_open(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(app) = TestApp::start(on).await else { return };
    let world = app.world().await;
    give_password(&app, world.ida).await;
    give_password(&app, world.per).await;
    let from = async |email: &str, password: &str, address: &str, device: &Cookie<'static>| {
        app.send(try_from(email, password, address).cookie(device.clone())).await
    };
    let first = device(&sign_in(&app, IDA, PASSWORD).await.expect(201));
    assert_eq!(app.count("known_device").await, 1);
    // What is stored is a hash.
    assert_eq!(app.count(&format!("known_device WHERE token_hash = '{}'", first.value())).await, 0);

    for email in [IDA, PER] {
        for host in 1..=5 {
            let wrong = app.send(try_from(email, "not the password", &format!("198.51.100.{host}"))).await;
            wrong.expect_problem(401, "wrong_credentials");
        }
        app.send(try_from(email, PASSWORD, "192.0.2.1")).await.expect_problem(429, "too_many_attempts");
    }
    // Known, from wherever it is; and not for somebody else, nor is one that was made up.
    from(IDA, PASSWORD, "192.0.2.1", &first).await.expect(201);
    from(IDA, PASSWORD, "198.51.100.1", &first).await.expect(201);
    from(PER, PASSWORD, "192.0.2.1", &first).await.expect_problem(429, "too_many_attempts");
    let made_up = Cookie::new("kyndig_device", "made up");
    from(IDA, PASSWORD, "192.0.2.1", &made_up).await.expect_problem(429, "too_many_attempts");
    // Whose success it was has not made guessing any cheaper for the strangers.
    app.send(try_from(IDA, PASSWORD, "192.0.2.1")).await.expect_problem(429, "too_many_attempts");

    // Wrong tries from it are counted for it alone.
    app.clock.advance(TimeDelta::hours(24));
    for _ in 0..5 {
        from(IDA, "not the password", "192.0.2.1", &first).await.expect_problem(401, "wrong_credentials");
    }
    from(IDA, PASSWORD, "192.0.2.1", &first).await.expect_problem(429, "too_many_attempts");
    let second = device(&app.send(try_from(IDA, PASSWORD, "192.0.2.1")).await.expect(201));
    assert_ne!(first.value(), second.value());
    // Several people share a device.
    let shared = device(&from(PER, PASSWORD, "192.0.2.1", &second).await.expect(201));
    assert_eq!(shared.value(), second.value());
    assert_eq!(app.count("known_device").await, 3);

    // Of many the last are known, for half a year; and none after a new password.
    for _ in 0..12 {
        app.clock.advance(TimeDelta::minutes(1));
        sign_in(&app, IDA, PASSWORD).await.expect(201);
    }
    assert_eq!(app.count("known_device").await, 11);
    let newest = device(&sign_in(&app, IDA, PASSWORD).await.expect(201));
    let lock_out = async || {
        for host in 1..=6 {
            app.send(try_from(IDA, "not the password", &format!("198.51.100.{host}"))).await;
        }
    };
    app.clock.advance(TimeDelta::days(179));
    lock_out().await;
    from(IDA, PASSWORD, "192.0.2.1", &newest).await.expect(201);
    app.clock.advance(TimeDelta::days(180));
    lock_out().await;
    from(IDA, PASSWORD, "192.0.2.1", &newest).await.expect_problem(429, "too_many_attempts");
    app.system(async |work| kyndig_people::session::service::purge(work).await).await;
    assert_eq!(app.count("known_device").await, 0);
    app.clock.advance(TimeDelta::days(1));
    let last = device(&sign_in(&app, IDA, PASSWORD).await.expect(201));
    give_password(&app, world.ida).await;
    lock_out().await;
    from(IDA, PASSWORD, "192.0.2.1", &last).await.expect_problem(429, "too_many_attempts");
}

/// Proves ACC-1: many tries at once are no way round the delay: from one address, from as many, from a known device.
#[rstest]
#[actix_web::test]
async fn many_tries_at_once_are_counted_one_by_one(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(app) = TestApp::start(on).await else { return };
    let world = app.world().await;
    give_password(&app, world.ida).await;
    let known = device(&sign_in(&app, IDA, PASSWORD).await.expect(201));
    for (way, device) in [("one", None), ("many", None), ("one", Some(known))] {
        app.clock.advance(TimeDelta::hours(24));
        let tries = (1..=40).map(|number| {
            let address = if way == "one" { "203.0.113.9".to_owned() } else { format!("203.0.113.{number}") };
            let request = try_from(IDA, "not the password", &address);
            app.send(device.iter().fold(request, |request, device| request.cookie(device.clone())))
        });
        let answers = join_all(tries).await;
        let judged = answers.iter().filter(|answer| answer.status == 401).count();
        let delayed = answers.iter().filter(|answer| answer.status == 429).count();
        assert_eq!((judged, delayed), (5, 35), "{way}");
    }
}
