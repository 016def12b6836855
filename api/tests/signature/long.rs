//! SIG-5: what has waited for a signature for more than 14 days.

use chrono::NaiveDate;
use kyndig_api::jobs::night;
use kyndig_contract::{
    employee::{EmployeeDetails, EmployeeSummary},
    page::Page,
};
use kyndig_db::Sql;
use kyndig_platform::{background::Stop, clock::Clock};
use rstest::rstest;
use serde_json::{Value, json};

use super::{Scene, mails_to};
use crate::{
    fulfilment,
    support::{Client, On, Someone, TestApp},
};

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a date")
}

async fn night_of(app: &TestApp, date: &str) {
    assert!(night::run(&app.state, day(date), &Stop::never()).await.expect("a night"));
    app.assert_counters().await;
}

/// The reminders that have been sent to Kari.
async fn reminders(scene: &Scene) -> Vec<Value> {
    let mails = mails_to(scene, scene.world.kari).await;
    mails.into_iter().filter(|mail| mail["message"] == "signatures_waiting").collect()
}

async fn close(scene: &Scene, someone: Someone) {
    scene
        .app
        .system(async |work| {
            let sql = Sql::new("UPDATE position SET state = 'closed' WHERE id = ").bind(someone.position);
            Ok(work.tx.execute(sql).await?)
        })
        .await;
}

/// Proves SIG-5: the signer is reminded, in one mail, of all that has waited for more than 14 days, and not again before a
/// week has gone; run twice nothing is sent, and nights that were missed make one reminder.
#[rstest]
#[actix_web::test]
async fn reminded_every_week(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(scene) = Scene::make(on).await else { return };
    let (world, requirements) = (&scene.world, &scene.requirements);
    // On the 21st of November.
    let first = scene.send(world.ida, requirements[0]).await;
    scene.send(world.per, requirements[1]).await;
    night_of(&scene.app, "2026-12-05").await;
    assert_eq!(reminders(&scene).await.len(), 0);
    scene.app.clock.set("2026-12-05T09:00:00Z".parse().expect("a time"));
    scene.send(world.ida, requirements[2]).await;
    night_of(&scene.app, "2026-12-06").await;
    let all = json!(["Ida Nilsen: Ventilator", "Per Ås: Blodtransfusjon"]);
    let expected = json!({"message": "signatures_waiting", "count": "2", "waiting": all, "more": ""});
    assert_eq!(reminders(&scene).await, [expected]);
    let versions = async || scene.app.count("signature_request WHERE version = 1").await;
    assert_eq!(versions().await, 3);
    for again in ["2026-12-06", "2026-12-07", "2026-12-12"] {
        night_of(&scene.app, again).await;
        assert_eq!(reminders(&scene).await.len(), 1, "{again}");
    }
    let kari = scene.as_one(world.kari).await;
    kari.post(&format!("/signature-requests/{first}/sign"), json!({})).await.expect(200);
    night_of(&scene.app, "2026-12-13").await;
    let told = reminders(&scene).await;
    assert_eq!((told.len(), &told[1]["waiting"]), (2, &json!(["Per Ås: Blodtransfusjon"])));
    // A month without a night: one reminder, of all that is old by then.
    night_of(&scene.app, "2027-01-15").await;
    let told = reminders(&scene).await;
    assert_eq!((told.len(), &told[2]["count"]), (3, &json!("2")));
    night_of(&scene.app, "2027-01-15").await;
    night_of(&scene.app, "2027-01-14").await;
    assert_eq!(reminders(&scene).await.len(), 3);
    night_of(&scene.app, "2027-01-22").await;
    assert_eq!(reminders(&scene).await.len(), 4);
    // Nobody else is told.
    assert!(mails_to(&scene, world.mona).await.is_empty());

    close(&scene, world.kari).await;
    night_of(&scene.app, "2027-02-15").await;
    assert_eq!(reminders(&scene).await.len(), 4);
}

/// Proves SIG-5: a reminder names the oldest ten, and says how many there are besides; several times are one line.
#[rstest]
#[actix_web::test]
async fn a_long_reminder(#[values(On::Sqlite, On::Postgres)] on: On) {
    let often = json!({"needsSignature": true, "repetitions": 5});
    let names: Vec<String> = (10..21).map(|number| format!("Krav {number}")).collect();
    let mut asked: Vec<(&str, Value)> = vec![("Venekanyle", often)];
    asked.extend(names.iter().map(|name| (name.as_str(), json!({"needsSignature": true}))));
    let Some(scene) = fulfilment::Scene::make(on, &asked).await else { return };
    let ida = scene.ida().await;
    let body = json!({"performedOn": "2026-11-20", "count": 3, "signerId": scene.world.kari.person});
    fulfilment::details(ida.post(&scene.at(0, "/repetitions"), body).await);
    for which in 1..asked.len() {
        let body = json!({"performedOn": "2026-11-20", "signerId": scene.world.kari.person});
        fulfilment::details(ida.post(&scene.at(which, "/send"), body).await);
    }
    night_of(&scene.app, "2026-12-06").await;
    let tx = scene.app.state.db.read().await.expect("a transaction");
    let sql = Sql::new("SELECT payload FROM outbox WHERE payload LIKE '%signatures_waiting%'");
    let mails: Vec<String> = tx.column(sql).await.expect("mails");
    drop(tx);
    let [mail] = mails.as_slice() else { panic!("{mails:?}") };
    let mail: Value = serde_json::from_str(mail).expect("a message");
    assert_eq!((&mail["count"], &mail["more"]), (&json!("12"), &json!("2")));
    assert_eq!(mail["waiting"].as_array().map(Vec::len), Some(10));
    assert_eq!(mail["waiting"][0], "Ida Nilsen: Venekanyle × 3");
}

async fn row(mona: &Client<'_>, name: &str) -> EmployeeSummary {
    let page: Page<EmployeeSummary> = mona.get("/employees").await.expect(200).read_as();
    page.items.into_iter().find(|row| row.name == name).expect(name)
}

/// Proves SIG-5: the employee's manager sees what has waited for more than 14 days: how many in the overview, and which, by
/// whom and since when, with the employee; a signer who has left is named as such.
#[rstest]
#[actix_web::test]
async fn the_manager_sees_it(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(scene) = Scene::make(on).await else { return };
    let (world, requirements) = (&scene.world, &scene.requirements);
    scene.send(world.ida, requirements[1]).await;
    let at = async |time: &str| {
        scene.app.clock.set(time.parse().expect("a time"));
        scene.as_one(world.mona).await
    };
    // By the day in Oslo.
    let mona = at("2026-12-05T22:59:59Z").await;
    assert_eq!(row(&mona, "Ida Nilsen").await.long_awaiting, 0);
    let mona = at("2026-12-05T23:00:01Z").await;
    assert_eq!(row(&mona, "Ida Nilsen").await.long_awaiting, 1);
    assert_eq!(row(&mona, "Per Ås").await.long_awaiting, 0);
    let path = format!("/employees/{}", world.ida.position);
    let seen = async || -> EmployeeDetails { mona.get(&path).await.expect(200).read_as() };
    let waiting = seen().await.long_awaiting;
    let [line] = waiting.as_slice() else { panic!("{waiting:?}") };
    assert_eq!((line.requirement_name.as_str(), line.requests), ("Blodtransfusjon", 1));
    assert_eq!((line.signer.name.as_str(), line.signer_has_left), ("Kari Moen", false));
    mona.get(&format!("/assignments/{}", line.assignment_id)).await.expect(200);
    scene.as_one(world.siri).await.get(&path).await.expect_problem(404, "not_found");

    close(&scene, world.kari).await;
    assert!(seen().await.long_awaiting[0].signer_has_left);
    let ida = scene.as_one(world.ida).await;
    let standing = format!("/people/{}/standings/{}", world.ida.person, requirements[1]);
    ida.post(&format!("{standing}/recall"), Value::Null).await.expect(200);
    let again = json!({"performedOn": "2026-11-01", "signerId": world.mona.person});
    ida.post(&format!("{standing}/send"), again).await.expect(200);
    assert_eq!((row(&mona, "Ida Nilsen").await.long_awaiting, seen().await.long_awaiting.len()), (0, 0));
}
