//! LOA-2 to LOA-6, whatever is asked for on whatever day: loans, their positions, members and counters agree.

use chrono::{Days, NaiveDate};
use kyndig_db::Sql;
use kyndig_domain::{
    ids::PositionId,
    loan::{LoanState, Terms},
    position::PositionState,
};
use kyndig_platform::clock::{self, Clock};
use proptest::{prelude::*, strategy::ValueTree, test_runner::TestRunner};
use rstest::rstest;
use sea_orm::FromQueryResult;

use super::{loans, morning, to};
use crate::support::{
    On, Someone, TestApp, World,
    plans::{Plan, assign, plan},
    position,
};

#[derive(Clone, Debug)]
enum Step {
    DaysPass(u64),
    Lend {
        unit: usize,
        start: u64,
        length: Option<u64>,
    },
    Change {
        pick: prop::sample::Index,
        unit: usize,
        keep_start: bool,
        start: u64,
        length: Option<u64>,
    },
    Delete {
        pick: prop::sample::Index,
    },
    /// A plan is given to a temporary position that is open.
    Assign,
    /// The employment ends, and begins anew.
    LeaveAndReturn,
}

fn step() -> impl Strategy<Value = Step> {
    let length = || prop::option::of(0u64..12);
    prop_oneof![
        4 => (1u64..6).prop_map(Step::DaysPass),
        3 => (0usize..4, 0u64..6, length()).prop_map(|(unit, start, length)| Step::Lend { unit, start, length }),
        4 => (any::<prop::sample::Index>(), 0usize..4, any::<bool>(), 0u64..6, length())
            .prop_map(|(pick, unit, keep_start, start, length)| Step::Change { pick, unit, keep_start, start, length }),
        1 => any::<prop::sample::Index>().prop_map(|pick| Step::Delete { pick }),
        2 => Just(Step::Assign),
        1 => Just(Step::LeaveAndReturn),
    ]
}

#[derive(Debug, FromQueryResult)]
struct Found {
    state: LoanState,
    starts_on: NaiveDate,
    ends_on: Option<NaiveDate>,
    position_state: PositionState,
    position_starts_on: NaiveDate,
    position_ends_on: Option<NaiveDate>,
    same_unit: bool,
    members: i64,
    active_plans: i64,
    sees: bool,
}

async fn check(app: &TestApp, today: NaiveDate, step: &Step) {
    let found = app
        .system(async |work| {
            let sql = Sql::new(
                "SELECT l.state, l.starts_on, l.ends_on, p.state AS position_state, \
                 p.starts_on AS position_starts_on, p.ends_on AS position_ends_on, (p.unit_id = l.unit_id) AS same_unit, \
                 (SELECT count(*) FROM unit_member m WHERE m.position_id = p.id) AS members, \
                 (SELECT count(*) FROM assignment a WHERE a.position_id = p.id AND a.active) AS active_plans, \
                 (p.manager_id IS NOT DISTINCT FROM l.manager_id) AS sees \
                 FROM loan l JOIN position p ON p.loan_id = l.id",
            );
            Ok(work.tx.all::<Found>(sql).await?)
        })
        .await;
    assert_eq!(app.count("loan").await, i64::try_from(found.len()).expect("a count"), "{step:?}");
    assert_eq!(
        app.count("position WHERE kind = 'loan'").await,
        i64::try_from(found.len()).expect("a count"),
        "{step:?}"
    );
    for loan in found {
        let by_day = Terms { unit: (), start: loan.starts_on, end: loan.ends_on }.state(today);
        // Cut short by the end of the employment it is over at once; otherwise the day decides.
        assert!(loan.state == by_day || loan.state == LoanState::Finished, "{step:?}: {loan:?}");
        assert!(loan.ends_on.is_none_or(|end| end >= loan.starts_on), "{step:?}: {loan:?}");
        let (state, open) = match loan.state {
            LoanState::Future => (PositionState::Pending, false),
            LoanState::Ongoing => (PositionState::Open, true),
            LoanState::Finished => (PositionState::Closed, false),
        };
        assert_eq!(loan.position_state, state, "{step:?}: {loan:?}");
        assert_eq!(loan.members > 0, open, "{step:?}: {loan:?}");
        assert!(open || loan.active_plans == 0, "{step:?}: {loan:?}");
        assert!(loan.same_unit && (!open || loan.sees), "{step:?}: {loan:?}");
        assert_eq!(loan.position_starts_on, loan.starts_on, "{step:?}: {loan:?}");
        assert!(loan.state == LoanState::Finished || loan.position_ends_on == loan.ends_on, "{step:?}: {loan:?}");
    }
    app.assert_counters().await;
}

async fn take(app: &TestApp, world: &World, plan: &Plan, home: &mut PositionId, today: &mut NaiveDate, step: &Step) {
    let mona = app.sign_in(world.mona.person, world.mona.position).await;
    let units = [world.ward, world.sibling, world.other, world.other_clinic];
    let date = |offset: u64| (*today + Days::new(offset)).to_string();
    match step {
        Step::DaysPass(days) => {
            *today = *today + Days::new(*days);
            morning(app, &today.to_string()).await;
        }
        Step::Lend { unit, start, length } => {
            let end = length.map(|days| date(start + days));
            mona.post(&format!("/employees/{home}/loans"), to(units[*unit], &date(*start), end.as_deref())).await;
        }
        Step::Change { pick, unit, keep_start, start, length } => {
            let loans = loans(mona, *home).await;
            if loans.is_empty() {
                return;
            }
            let loan = &loans[pick.index(loans.len())];
            let begins = if *keep_start { loan.starts_on.to_string() } else { date(*start) };
            let end = length.map(date);
            let body = to(units[*unit], &begins, end.as_deref());
            let answer = mona.patch_if(&format!("/loans/{}", loan.id), loan.version.into(), body).await;
            assert!(!answer.status.is_server_error(), "{answer:?}");
        }
        Step::Delete { pick } => {
            let loans = loans(mona, *home).await;
            if !loans.is_empty() {
                let loan = &loans[pick.index(loans.len())];
                let deleted = mona.delete(&format!("/loans/{}", loan.id)).await.status.is_success();
                assert_eq!(deleted, loan.state == LoanState::Future);
            }
        }
        Step::Assign => {
            let person = world.ida.person;
            app.system(async |work| {
                let free = Sql::new(
                    "SELECT p.id FROM position p WHERE p.state = 'open' AND NOT EXISTS \
                     (SELECT 1 FROM assignment a WHERE a.position_id = p.id) AND p.person_id = ",
                )
                .bind(person);
                if let Some(position) = work.tx.value(free).await? {
                    assign(work, plan, Someone { person, position }).await;
                }
                Ok(())
            })
            .await;
        }
        Step::LeaveAndReturn => {
            *home = app
                .system(async |work| {
                    kyndig_people::position::service::close(work, &[*home]).await?;
                    // The same cost centre again, at another time.
                    Ok(position(work, world.ida.person, world.trust_a, world.ward, Some(world.mona.person)).await)
                })
                .await;
        }
    }
}

/// Proves LOA-2, LOA-3, LOA-4, LOA-6: a life of loans through the API and the night run.
#[rstest]
#[actix_web::test]
async fn a_life_of_loans(#[values(On::Sqlite, On::Postgres)] on: On) {
    let mut runner = TestRunner::deterministic();
    let lives = prop::collection::vec(step(), 15..30);
    for _ in 0..6 {
        let Some(app) = TestApp::start(on).await else { return };
        let world = app.world().await;
        let plan =
            app.system(async |work| Ok(plan(work, world.region, world.mona, "Brann", &[Some(3), None]).await)).await;
        let mut home = world.ida.position;
        let mut today = clock::today(app.clock.now());
        for step in lives.new_tree(&mut runner).expect("a life").current() {
            take(&app, &world, &plan, &mut home, &mut today, &step).await;
            check(&app, today, &step).await;
        }
    }
}
