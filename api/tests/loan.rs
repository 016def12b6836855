//! Lending employees.

mod change;
mod life;
mod rights;
mod views;

use chrono::{Days, NaiveDate};
use kyndig_contract::{loan::LoanDetails, page::Page};
use kyndig_domain::ids::{PositionId, UnitId};
use kyndig_platform::clock::Clock;
use serde_json::{Value, json};

use crate::support::{Client, TestApp};

/// The morning of that day, after its night run.
pub async fn morning(app: &TestApp, date: &str) {
    let date: NaiveDate = date.parse().expect("a date");
    app.clock.set(kyndig_platform::clock::midnight(date) + chrono::TimeDelta::hours(8));
    let stop = kyndig_platform::background::Stop::never();
    assert!(kyndig_api::jobs::night::run(&app.state, date, &stop).await.expect("a night"));
    app.assert_counters().await;
}

pub fn to(unit: UnitId, starts_on: &str, ends_on: Option<&str>) -> Value {
    match ends_on {
        Some(end) => json!({"unitId": unit, "startsOn": starts_on, "endsOn": end}),
        None => json!({"unitId": unit, "startsOn": starts_on}),
    }
}

/// Tomorrow is 22 November.
pub fn day(after_today: u64) -> String {
    let today: NaiveDate = "2026-11-21".parse().expect("a date");
    (today + Days::new(after_today)).to_string()
}

pub async fn lend(client: Client<'_>, position: PositionId, body: Value) -> LoanDetails {
    client.post(&format!("/employees/{position}/loans"), body).await.expect(201).read_as()
}

pub async fn loans(client: Client<'_>, position: PositionId) -> Vec<LoanDetails> {
    let page: Page<LoanDetails> = client.get(&format!("/employees/{position}/loans")).await.expect(200).read_as();
    page.items
}
