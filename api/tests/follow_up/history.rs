//! How it stands now, and how each night left it.

use std::io::Cursor;

use actix_web::http::Method;
use calamine::{Data, Reader, Xlsx};
use chrono::{Days, NaiveDate, TimeDelta};
use kyndig_api::jobs::night;
use kyndig_contract::{
    assignment::StatusCounts,
    follow_up::{FollowUpHistory, FollowedRequirement},
    page::Page,
    plan_status::PlanStatusPage,
};
use kyndig_db::Sql;
use kyndig_domain::{
    ids::{PlanId, UnitId},
    role::Role,
    standing::CutOffs,
    unit::UnitKind,
};
use kyndig_gate::counters;
use kyndig_people::position::service;
use kyndig_platform::{
    background::Stop,
    clock::{Clock, midnight, today},
};
use rstest::rstest;
use serde_json::json;

use super::{Scene, is, people, scene};
use crate::{
    night::facts::{dump, rows},
    support::{Client, On, Someone, TestApp, grant, position, unit, writing::has_plan},
};

async fn history(client: &Client<'_>, query: &str) -> FollowUpHistory {
    client.get(&format!("/follow-up/history{query}")).await.expect(200).read_as()
}

/// Day and how many requirements it has, each.
fn said(history: &FollowUpHistory) -> Vec<(String, i64)> {
    history.days.iter().map(|one| (one.day.to_string(), one.counts.total())).collect()
}

fn days(all: &[(&str, i64)]) -> Vec<(String, i64)> {
    all.iter().map(|(day, total)| ((*day).to_owned(), *total)).collect()
}

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a date")
}

/// The night to the morning of a day, and then it is noon.
async fn dawn(app: &TestApp, date: &str) {
    app.clock.set(midnight(day(date)));
    assert!(night::run(&app.state, day(date), &Stop::never()).await.expect("a night"));
    app.clock.advance(TimeDelta::hours(12));
}

async fn close(app: &TestApp, who: Someone) {
    assert_eq!(app.system(async |work| service::close(work, &[who.position]).await).await, 1);
}

async fn reopen(app: &TestApp, who: Someone) {
    assert_eq!(app.system(async |work| service::reopen(work, &[who.position]).await).await, 1);
}

/// What every live report says of those of a plan: people with its first requirement, rows of its status, people in its usage
/// report, and requirements of all.
async fn live(app: &TestApp, client: &Client<'_>, plan: PlanId) -> (i64, usize, i64, i64) {
    let list: Page<FollowedRequirement> =
        client.get(&format!("/follow-up/requirements?plan={plan}&search=brann")).await.expect(200).read_as();
    let status: PlanStatusPage = client.get(&format!("/plan-status/{plan}")).await.expect(200).read_as();
    let answer = client.get(&format!("/plans/{plan}/usage-report")).await.expect(200);
    let mut book = Xlsx::new(Cursor::new(answer.body)).expect("a workbook");
    let overview = book.worksheet_range("Oversikt").expect("the overview");
    let given = overview.rows().skip(4).filter_map(|row| match row.get(1) {
        Some(Data::Float(given)) => format!("{given:.0}").parse::<i64>().ok(),
        _ => None,
    });
    app.assert_counters().await;
    (
        list.items.first().map_or(0, |row| row.people),
        status.items.len(),
        given.sum(),
        history(client, "").await.now.total(),
    )
}

/// Of REP-4: live reports show the present: whoever has left is out of follow-up, plan status and usage report at once,
/// and whoever is reopened is in all of them at once, with the plans that are active and no others.
#[rstest]
#[actix_web::test]
async fn live_reports_show_the_present(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(app) = TestApp::start(on).await else { return };
    let Scene { world, one, .. } = scene(&app).await;
    let admin = app.sign_in(world.admin.person, world.admin.position).await;
    // Ida has three requirements, Per and Nils two
    assert_eq!(live(&app, &admin, one).await, (2, 2, 2, 7));
    close(&app, world.per).await;
    assert_eq!(live(&app, &admin, one).await, (1, 1, 1, 5));
    reopen(&app, world.per).await;
    assert_eq!(live(&app, &admin, one).await, (2, 2, 2, 7));

    let mona = app.sign_in(world.mona.person, world.mona.position).await;
    let of_ida: serde_json::Value = mona.get(&format!("/employees/{}", world.ida.position)).await.expect(200).json();
    let plans = of_ida["assignments"].as_array().expect("plans");
    let newcomer = plans.iter().find(|plan| plan["planName"] == "Ny her").expect("the plan")["id"].clone();
    let path = |what| format!("/assignments/{}/{what}", newcomer.as_str().expect("an id"));
    mona.post(&path("deactivate"), json!({})).await.expect(200);
    assert_eq!(live(&app, &admin, one).await, (1, 1, 1, 6));
    close(&app, world.ida).await;
    reopen(&app, world.ida).await;
    assert_eq!(live(&app, &admin, one).await, (1, 1, 1, 6));
    mona.post(&path("reactivate"), json!({})).await.expect(200);
    assert_eq!(live(&app, &admin, one).await, (2, 2, 2, 7));
}

/// Of REP-4: historical reports show what the night left: whoever is reopened at noon is in the present at once, and in
/// the days from the next morning. A day that is over never changes, and plans that are not active are in none.
#[rstest]
#[actix_web::test]
async fn a_day_later_in_the_days(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(app) = TestApp::start(on).await else { return };
    let Scene { world, brann, .. } = scene(&app).await;
    is(&app, world.per.person, brann, "fulfilled", None).await;
    close(&app, world.per).await;
    dawn(&app, "2026-11-23").await;
    let mona = app.sign_in(world.mona.person, world.mona.position).await;
    let before = history(&mona, "").await;
    assert_eq!((before.now.total(), said(&before)), (3, days(&[("2026-11-23", 3)])));

    reopen(&app, world.per).await;
    let admin = app.sign_in(world.admin.person, world.admin.position).await;
    let of_ward = history(&admin, &format!("?unit={}", world.ward)).await;
    assert_eq!((of_ward.now.total(), said(&of_ward)), (5, days(&[("2026-11-23", 3)])));
    let at_noon = history(&mona, "").await;
    assert_eq!((at_noon.now.total(), at_noon.now.fulfilled, &at_noon.days), (5, 1, &before.days));
    dawn(&app, "2026-11-24").await;
    let after = history(&mona, "").await;
    assert_eq!(said(&after), days(&[("2026-11-23", 3), ("2026-11-24", 5)]));
    assert_eq!(after.days[1].counts, after.now);

    // an inactive plan is out of the present at once, and out of the days from the next
    app.system(async |work| {
        let affected = kyndig_gate::Affected::people(vec![world.per.person]);
        kyndig_gate::change(work, &affected, async || {
            let sql = Sql::new("UPDATE assignment SET active = FALSE WHERE person_id = ").bind(world.per.person);
            Ok(work.tx.execute(sql).await?)
        })
        .await
    })
    .await;
    assert_eq!(history(&mona, "").await.now.total(), 3);
    dawn(&app, "2026-11-25").await;
    assert_eq!(said(&history(&mona, "").await).pop(), days(&[("2026-11-25", 3)]).pop());
}

/// Proves FOL-4, and of REP-4: a day says what the lists said when it began, of units of every kind and of managers, with what is not
/// folded yet on PostgreSQL and without: whoever has several positions has a requirement once, and what is not relevant does
/// not count.
#[rstest]
#[actix_web::test]
async fn a_day_is_what_the_lists_were(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(app) = TestApp::start(on).await else { return };
    let Scene { world, one, two, brann, hlr, .. } = scene(&app).await;
    let (section, below, again) = app
        .system(async |work| {
            let section = unit(work, Some(world.ward), UnitKind::Section, "Natt", None).await;
            let below = unit(work, Some(section), UnitKind::Section, "Natt, helg", None).await;
            let again = position(work, world.per.person, world.trust_a, section, Some(world.mona.person)).await;
            Ok((section, below, Someone { person: world.per.person, position: again }))
        })
        .await;
    let there = people(&app, &world, section, Some(world.mona.person), &["Anne Berg", "Bo Berg"]).await;
    let third = app.system(async |work| Ok(position(work, there[0].person, world.trust_a, below, None).await)).await;
    for who in [there[0], there[1], Someone { person: there[0].person, position: third }, again] {
        has_plan(&app, who, one).await;
    }
    has_plan(&app, there[0], two).await;
    for (at, status) in ["fulfilled", "expired", "awaiting_signature"].into_iter().enumerate() {
        is(&app, [there[0], there[1], world.per][at].person, [brann, hlr, brann][at], status, None).await;
    }
    let mark = Sql::new(
        "INSERT INTO not_relevant (person_id, plan_id, subject_id, comment, marked_at, marked_by) \
         SELECT p.id, pr.plan_id, pr.requirement_id, '', p.created_at, p.id FROM person p, plan_requirement pr WHERE p.id = ",
    )
    .bind(there[0].person)
    .push(" AND pr.plan_id = ")
    .bind(one)
    .push(" AND pr.requirement_id = ")
    .bind(brann);
    app.system(async |work| {
        let affected = kyndig_gate::Affected::plan_of(vec![there[0].person], one);
        kyndig_gate::change(work, &affected, async || Ok(work.tx.execute(mark.clone()).await?)).await
    })
    .await;
    app.assert_counters().await;
    for (date, folded) in [("2026-11-23", false), ("2026-11-24", true)] {
        if folded {
            let tx = app.state.db.write().await.expect("a transaction");
            counters::fold(&tx, CutOffs::of(today(app.now()))).await.expect("folded");
            tx.commit().await.expect("done");
        }
        dawn(&app, date).await;
        let mona = app.sign_in(world.mona.person, world.mona.position).await;
        let admin = app.sign_in(world.admin.person, world.admin.position).await;
        let of = |unit: UnitId| format!("?unit={unit}");
        let asked = [
            (&mona, String::new(), 9),
            (&mona, "?scope=mine".to_owned(), 9),
            (&admin, String::new(), 11),
            (&admin, of(section), 6),
            (&admin, of(world.ward), 9),
            (&admin, of(world.sibling), 4),
        ];
        for (client, query, total) in asked {
            let shown = history(client, &query).await;
            let last = shown.days.last().expect("a day");
            assert_eq!((last.day, last.counts.total()), (day(date), total), "{query}");
            assert_eq!(last.counts, shown.now, "{query}");
            let list = format!("/follow-up/requirements{query}");
            let rows = client.get(&list).await.expect(200).read_as::<Page<FollowedRequirement>>().items;
            assert_eq!(rows.iter().map(|row| row.people).sum::<i64>(), total, "{query}");
        }
    }
}

/// Of REP-4: the night writes a day once and none before it, and the days that were missed each as the night of that day
/// would have; what had expired by then had expired.
#[rstest]
#[actix_web::test]
async fn each_night_writes_its_day(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(app) = TestApp::start(on).await else { return };
    let Scene { world, brann, .. } = scene(&app).await;
    is(&app, world.per.person, brann, "fulfilled", None).await;
    app.system(async |work| {
        let sql = Sql::new("UPDATE standing SET expiry_is_manual = TRUE, expires_on = ")
            .bind(day("2026-11-25"))
            .push(" WHERE status = 'fulfilled'");
        Ok(work.tx.execute(sql).await?)
    })
    .await;
    dawn(&app, "2026-11-23").await;
    let written = dump(&app).await;
    app.clock.set(midnight(day("2026-11-23")));
    for date in ["2026-11-23", "2026-11-22", "2026-11-01"] {
        assert!(night::run(&app.state, day(date), &Stop::never()).await.expect("a night"));
        let days = rows(&app, "SELECT * FROM follow_up_day").await;
        assert_eq!(
            Some(&days),
            written.iter().find(|(name, _)| name == "follow_up_day").map(|(_, rows)| rows),
            "{date}"
        );
    }
    dawn(&app, "2026-11-27").await;
    let mona = app.sign_in(world.mona.person, world.mona.position).await;
    let shown = history(&mona, "").await;
    let stood = |counts: StatusCounts| (counts.fulfilled, counts.expiring, counts.expired);
    let each: Vec<_> = shown.days.iter().map(|one| (one.day, stood(one.counts))).collect();
    let expected = [("23", (0, 1, 0)), ("24", (0, 1, 0)), ("25", (0, 1, 0)), ("26", (0, 0, 1)), ("27", (0, 0, 1))];
    assert_eq!(each, expected.map(|(date, stood)| (day(&format!("2026-11-{date}")), stood)));
}

/// Proves FOL-7, and of REP-4: a manager sees those managed, others what they have a role on; a unit out of reach is not there, and
/// who follows nobody up is refused.
#[rstest]
#[actix_web::test]
async fn whose_days_one_sees(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(app) = TestApp::start(on).await else { return };
    let Scene { world, .. } = scene(&app).await;
    app.system(async |work| {
        grant(work, world.per.position, Role::SuperUser, Some(world.ward)).await;
        grant(work, world.nils.position, Role::SubjectLeadB, Some(world.ward)).await;
        // manages the sibling, and looks after the ward beside; the other after both
        grant(work, world.siri.position, Role::SubjectLeadB, Some(world.ward)).await;
        grant(work, world.mona.position, Role::SubjectLeadB, Some(world.clinic)).await;
        Ok(())
    })
    .await;
    dawn(&app, "2026-11-23").await;
    let by = async |who: Someone| app.sign_in(who.person, who.position).await;
    let total = async |client: &Client<'_>, query: &str| {
        let shown = history(client, query).await;
        let last = shown.days.last().map(|one| one.counts).unwrap_or_default();
        assert_eq!(last, shown.now, "{query}");
        shown.now.total()
    };
    let (mona, siri, nils, ola, admin) =
        (by(world.mona).await, by(world.siri).await, by(world.nils).await, by(world.ola).await, by(world.admin).await);
    assert_eq!((total(&mona, "").await, total(&mona, "?scope=mine").await), (7, 5));
    assert_eq!((total(&siri, "").await, total(&siri, "?scope=mine").await), (5 + 4, 4));
    assert_eq!((total(&nils, "").await, total(&admin, "").await), (5, 7));
    assert_eq!(total(&admin, "?scope=mine").await, 0);
    assert_eq!(total(&ola, "").await, 0);
    assert_eq!(total(&admin, &format!("?unit={}", world.region)).await, 7);
    assert_eq!(total(&mona, &format!("?unit={}", world.sibling)).await, 4);

    for (client, unit) in [(&admin, world.other), (&nils, world.sibling), (&ola, world.other)] {
        client.get(&format!("/follow-up/history?unit={unit}")).await.expect_problem(404, "not_found");
    }
    mona.get(&format!("/follow-up/history?scope=mine&unit={}", world.ward)).await.expect_problem(404, "not_found");
    for who in [world.ida, world.per] {
        by(who).await.get("/follow-up/history").await.expect_problem(403, "forbidden");
    }
}

/// Proves REP-6, and of REP-4: the days that are asked for and no others, from the first to the last; as a file the present first and
/// then backwards; and what cannot be asked is said.
#[rstest]
#[actix_web::test]
async fn some_days_and_a_file_of_them(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(app) = TestApp::start(on).await else { return };
    let Scene { world, .. } = scene(&app).await;
    dawn(&app, "2026-11-23").await;
    let far = day("2026-11-23") - Days::new(90);
    app.system(async |work| {
        for ago in [1_u64, 90, 91] {
            let sql = Sql::new("INSERT INTO follow_up_day SELECT subject_id, ")
                .bind_as(work.tx, day("2026-11-23") - Days::new(ago), "date")
                .push(", 0, 1, 0, 0, 3, 0, 0 FROM follow_up_day WHERE day = ")
                .bind(work.today);
            work.tx.execute(sql).await?;
        }
        Ok(())
    })
    .await;
    let mona = app.sign_in(world.mona.person, world.mona.position).await;
    let usual = history(&mona, "").await;
    assert_eq!(said(&usual), days(&[(&far.to_string(), 4), ("2026-11-22", 4), ("2026-11-23", 5)]));
    assert_eq!(said(&history(&mona, "?from=2026-11-22&to=2026-11-22").await), days(&[("2026-11-22", 4)]));
    assert_eq!(history(&mona, "?from=2023-11-23").await.days.len(), 4);

    let file = mona.request(Method::GET, "/follow-up/history?from=2026-11-22").insert_header(("accept", "text/csv"));
    let text = String::from_utf8(app.send(file).await.expect(200).body).expect("UTF-8");
    let unquoted = |line: &str| line.trim_end().trim_matches('"').replace("\";\"", ";");
    let lines: Vec<_> = text.trim_start_matches('\u{feff}').lines().map(unquoted).collect();
    let heading =
        "Dag;Andel innfridd;Krav i alt;Innfridd;Utløper snart;Utløpt;Venter på signatur;Avvist;Påbegynt;Ikke påbegynt";
    assert_eq!(lines[0], heading);
    assert_eq!(
        lines[1..],
        ["Nå;0 %;5;0;0;0;0;0;0;5", "2026-11-23;0 %;5;0;0;0;0;0;0;5", "2026-11-22;75 %;4;3;0;0;0;0;1;0"]
    );

    for query in ["from=2026-11-24", "from=2026-11-22&to=2026-11-21", "from=2020-01-01"] {
        let problem =
            mona.get(&format!("/follow-up/history?{query}")).await.expect_problem(422, "validation_failed").json();
        assert_eq!(problem["fields"][0]["field"], "from", "{problem}");
    }
    for query in ["from=%2B12026-11-24", "to=0026-11-24"] {
        mona.get(&format!("/follow-up/history?{query}")).await.expect_problem(422, "date_out_of_range");
    }
    mona.get("/follow-up/history?from=tomorrow").await.expect_problem(400, "malformed_query");
    mona.get("/follow-up/history?unit=ward").await.expect_problem(400, "malformed_query");
}
