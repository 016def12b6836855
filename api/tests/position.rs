//! The life of positions.

use kyndig_db::Sql;
use kyndig_domain::ids::{PersonId, PositionId, UnitId};
use kyndig_people::position::service;
use kyndig_platform::{auth::Work, http::Failure};
use rstest::rstest;
use sea_orm::FromQueryResult;

use crate::support::{
    On, Someone, TestApp, plans,
    plans::{assign, plan},
    position, someone,
};

#[derive(Debug, PartialEq, Eq, FromQueryResult)]
struct Row {
    state: String,
    unit_id: UnitId,
    manager_id: Option<PersonId>,
}

async fn row(work: &Work<'_>, position: PositionId) -> Result<Row, Failure> {
    let sql = Sql::new("SELECT state, unit_id, manager_id FROM position WHERE id = ").bind(position);
    Ok(work.tx.one(sql).await?.expect("the position"))
}

async fn manager(app: &TestApp, position: PositionId) -> Option<PersonId> {
    app.system(async |work| row(work, position).await).await.manager_id
}

/// The units a position is a member of.
async fn memberships(app: &TestApp, position: PositionId) -> usize {
    app.system(async |work| {
        let sql = Sql::new("SELECT unit_id FROM unit_member WHERE position_id = ").bind(position);
        Ok(work.tx.column::<UnitId>(sql).await?)
    })
    .await
    .len()
}

/// What happened to the assignments of a position, in order.
async fn happened(app: &TestApp, position: PositionId) -> Vec<String> {
    app.system(async |work| {
        let sql = Sql::new(
            "SELECT e.kind FROM assignment_event e JOIN assignment a ON a.id = e.assignment_id WHERE a.position_id = ",
        )
        .bind(position)
        .push(" ORDER BY e.at, e.id");
        Ok(work.tx.column(sql).await?)
    })
    .await
}

/// Of POS-6: closing takes the plans away and leaves what was done; reopening gives back the plans
/// that were active, and only those.
#[rstest]
#[actix_web::test]
async fn closing_and_reopening(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(app) = TestApp::start(on).await else { return };
    let world = app.world().await;
    let ida = world.ida;
    let (active, before) = app
        .system(async |work| {
            let one = plan(work, world.ward, world.mona, "Ny sykepleier", &[Some(365), None]).await;
            let two = plan(work, world.ward, world.mona, "Brann", &[None]).await;
            let active = assign(work, &one, ida).await;
            let before = assign(work, &two, ida).await;
            plans::fulfil(work, ida.person, one.requirements[0], work.today).await;
            let by_hand = Sql::new("UPDATE assignment SET active = FALSE, deactivated_because = 'by_hand' WHERE id = ")
                .bind(before);
            kyndig_gate::change(work, &kyndig_gate::Affected::plan_of(vec![ida.person], two.id), async || {
                Ok(work.tx.execute(by_hand).await?)
            })
            .await?;
            Ok((active, before))
        })
        .await;
    assert_eq!(memberships(&app, ida.position).await, 4);

    assert_eq!(app.system(async |work| service::close(work, &[ida.position]).await).await, 1);
    assert_eq!(memberships(&app, ida.position).await, 0);
    assert_eq!(happened(&app, ida.position).await, ["deactivated"]);
    app.assert_counters().await;
    let kept = app
        .system(async |work| {
            let sql = Sql::new("SELECT requirement_id FROM standing WHERE status = 'fulfilled' AND person_id = ")
                .bind(ida.person);
            Ok(work.tx.exists(sql).await?)
        })
        .await;
    assert!(kept);
    // Once closed, closing does nothing.
    assert_eq!(app.system(async |work| service::close(work, &[ida.position]).await).await, 0);

    assert_eq!(app.system(async |work| service::reopen(work, &[ida.position]).await).await, 1);
    assert_eq!(memberships(&app, ida.position).await, 4);
    let now_active: Vec<kyndig_domain::ids::AssignmentId> =
        app.system(async |work| Ok(work.tx.column(Sql::new("SELECT id FROM assignment WHERE active")).await?)).await;
    assert_eq!(now_active, [active]);
    assert!(!now_active.contains(&before));
    assert_eq!(happened(&app, ida.position).await, ["deactivated", "reactivated"]);
    app.assert_counters().await;
}

/// Proves ACC-3: closing the last open position ends the sessions; closing another one does not.
#[rstest]
#[actix_web::test]
async fn the_last_position_ends_the_sessions(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(app) = TestApp::start(on).await else { return };
    let world = app.world().await;
    let second = app
        .system(async |work| {
            Ok(position(work, world.ida.person, world.trust_b, world.other, Some(world.ola.person)).await)
        })
        .await;
    let ida = app.sign_in(world.ida.person, world.ida.position).await;
    ida.get("/units").await.expect(200);

    app.system(async |work| service::close(work, &[second]).await).await;
    ida.get("/units").await.expect(200);
    app.system(async |work| service::close(work, &[world.ida.position]).await).await;
    ida.get("/units").await.expect_problem(401, "not_signed_in");
    // A new sign-in finds nothing to act as.
    let again = app.sign_in(world.ida.person, world.ida.position).await;
    again.get("/units").await.expect_problem(403, "choose_position");
}

/// Proves POS-10: a second position, opened, moved or closed, touches nothing on the first.
#[rstest]
#[actix_web::test]
async fn a_second_position_stands_beside(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(app) = TestApp::start(on).await else { return };
    let world = app.world().await;
    let ida = world.ida;
    let second = app
        .system(async |work| {
            let plan = plan(work, world.region, world.mona, "Brann", &[None]).await;
            assign(work, &plan, ida).await;
            let second = position(work, ida.person, world.trust_b, world.other, Some(world.ola.person)).await;
            let second = Someone { position: second, ..ida };
            assign(work, &plan, second).await;
            Ok(second)
        })
        .await;
    let before = app.system(async |work| row(work, ida.position).await).await;
    app.assert_counters().await;
    assert_eq!(app.count("standing").await, 1);

    app.system(async |work| service::relocate(work, &[second.position], world.other_clinic).await).await;
    assert_eq!(memberships(&app, second.position).await, 3);
    app.assert_counters().await;
    app.system(async |work| service::close(work, &[second.position]).await).await;
    app.assert_counters().await;

    assert_eq!(app.system(async |work| row(work, ida.position).await).await, before);
    assert_eq!(memberships(&app, ida.position).await, 4);
    assert!(happened(&app, ida.position).await.is_empty());
}

/// Proves POS-12: the manager set by hand instead of HR's; nobody when that person leaves; HR's again when it
/// is cleared.
#[rstest]
#[actix_web::test]
async fn a_manager_set_by_hand(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(app) = TestApp::start(on).await else { return };
    let world = app.world().await;
    let (ida, mona, siri, ola) = (world.ida.position, world.mona.person, world.siri, world.ola.person);
    let set = async |manager| app.system(async |work| service::set_manager(work, ida, manager).await).await;
    let hr = async |manager| app.system(async |work| service::set_hr_managers(work, &[(ida, manager)]).await).await;

    let stamped = async || app.count("person WHERE stamp > 1").await;
    assert_eq!(stamped().await, 0);
    set(Some(siri.person)).await;
    assert_eq!(manager(&app, ida).await, Some(siri.person));
    // A request under way of the one who loses the employee, or gains them, is refused at its end.
    assert_eq!(stamped().await, 2);
    // What HR says meanwhile waits.
    assert_eq!(hr(Some(ola)).await, 1);
    assert_eq!(manager(&app, ida).await, Some(siri.person));
    // One of two positions closed is not leaving.
    let second = app.system(async |work| Ok(position(work, siri.person, world.trust_b, world.other, None).await)).await;
    app.system(async |work| service::close(work, &[siri.position]).await).await;
    assert_eq!(manager(&app, ida).await, Some(siri.person));
    app.system(async |work| service::close(work, &[second]).await).await;
    assert_eq!(manager(&app, ida).await, None);
    // Somebody picks one, and at last HR's word holds again.
    set(Some(mona)).await;
    assert_eq!(manager(&app, ida).await, Some(mona));
    set(None).await;
    assert_eq!(manager(&app, ida).await, Some(ola));
    assert_eq!(hr(Some(ola)).await, 0);
    assert_eq!(hr(None).await, 1);
    assert_eq!(manager(&app, ida).await, None);
}

/// Of POS-6: 150 at once, in statements whose number does not grow with them, and twice is once.
#[rstest]
#[actix_web::test]
async fn many_at_once(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(app) = TestApp::start(on).await else { return };
    let world = app.world().await;
    let many: Vec<PositionId> = app
        .system(async |work| {
            let plan = plan(work, world.ward, world.mona, "Brann", &[Some(30)]).await;
            let mut many = Vec::new();
            for index in 0..150 {
                let new =
                    someone(work, &format!("Ny{index} Ansatt"), world.trust_a, world.ward, Some(world.mona.person))
                        .await;
                assign(work, &plan, new).await;
                many.push(new.position);
            }
            Ok(many)
        })
        .await;
    assert_eq!(app.system(async |work| service::close(work, &many).await).await, 150);
    assert_eq!(app.count("assignment_event").await, 150);
    app.assert_counters().await;
    assert_eq!(app.system(async |work| service::reopen(work, &many).await).await, 150);
    assert_eq!(app.system(async |work| service::reopen(work, &many).await).await, 0);
    assert_eq!(app.count("assignment_event").await, 300);
    assert_eq!(app.count("assignment WHERE active").await, 150);
    app.assert_counters().await;
}

/// A person with a new name is found where the new name is sorted.
#[rstest]
#[actix_web::test]
async fn a_new_name(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(app) = TestApp::start(on).await else { return };
    let world = app.world().await;
    app.system(async |work| {
        let sql = Sql::new("UPDATE person SET sort_key = 'zz' WHERE id = ").bind(world.ida.person);
        work.tx.execute(sql).await?;
        service::renamed(work, &[world.ida.person]).await
    })
    .await;
    assert_eq!(app.count("unit_member WHERE sort_key = 'zz'").await, 4);
    assert_eq!(memberships(&app, world.ida.position).await, 4);
}
