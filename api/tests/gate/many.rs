//! Counted anew for more positions than SQLite takes in one statement.

use kyndig_db::Sql;
use kyndig_domain::{
    ids::{AssignmentId, PositionId},
    standing::CutOffs,
};
use kyndig_gate::counters;
use rstest::rstest;

use crate::support::{On, TestApp, content};

/// Of FOL-8: what is counted is made anew for any number of positions.
#[rstest]
#[actix_web::test]
async fn thousands_are_counted_anew(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(app) = TestApp::start(on).await else { return };
    let world = app.world().await;
    app.system(async |work| {
        let one = [("Brann 1", false, None)];
        let (plan, _) = content::plan_with(work, world.trust_a, world.admin.person, "Brann", &one).await;
        for _ in 0..8 {
            let positions: Vec<PositionId> = (0..500).map(|_| work.new_id()).collect();
            let rows = positions.iter().map(|id| {
                [
                    (*id).into(),
                    world.ida.person.into(),
                    world.trust_a.into(),
                    id.to_string().into(),
                    world.ward.into(),
                    "ida".into(),
                    work.today.into(),
                    "employment".into(),
                    "Sykepleier".into(),
                    "open".into(),
                ]
            });
            let sql = Sql::new(
                "INSERT INTO position (id, person_id, trust_id, cost_centre, unit_id, sort_key, starts_on, kind, title, \
                 state) VALUES ",
            );
            work.tx.execute(sql.rows(rows)).await?;
            let rows = positions.iter().map(|position| {
                let id: AssignmentId = work.new_id();
                [id.into(), plan.id.into(), (*position).into(), world.ida.person.into(), true.into(), work.now.into()]
            });
            let sql =
                Sql::new("INSERT INTO assignment (id, plan_id, position_id, person_id, active, assigned_at) VALUES ");
            work.tx.execute(sql.rows(rows)).await?;
        }
        counters::hold(work).await?;
        counters::rebuild(work).await?;
        assert_eq!(counters::check(work.tx, CutOffs::of(work.today)).await?, []);
        let counted = Sql::new("SELECT CAST(sum(plans) AS bigint) FROM position_summary");
        assert_eq!(work.tx.value::<i64>(counted).await?, Some(4000));
        Ok(())
    })
    .await;
}
