//! Following people up: requirements over all who have them, person by person, day by day, deadlines for many, and e-mails.

mod deadlines;
mod file;
mod history;
mod order;
mod requirements;
mod write;

use chrono::NaiveDate;
use kyndig_db::Sql;
use kyndig_domain::ids::{PersonId, PlanId, RequirementId, UnitId};
use kyndig_gate as gate;
use kyndig_gate::Affected;
use kyndig_platform::clock::today;

use crate::support::{Someone, TestApp, World, content, position, someone, writing::has_plan};

/// Two plans with one requirement in common, and who has them.
///
/// Brann and HLR are in plan one, HLR and Smitte in plan two. Ida has both, Per the first; Ida has the second also on
/// another position in the sibling ward; Nils of the sibling has the second.
struct Scene {
    world: World,
    one: PlanId,
    two: PlanId,
    brann: RequirementId,
    hlr: RequirementId,
    smitte: RequirementId,
    ida_too: Someone,
}

async fn scene(app: &TestApp) -> Scene {
    let world = app.world().await;
    let (one, two, ids, ida_too) = app
        .system(async |work| {
            let (trust, admin) = (world.trust_a, world.admin.person);
            let (one, first) =
                content::plan_with(work, trust, admin, "Ny her", &[("Brann", false, None), ("HLR", false, Some(100))])
                    .await;
            let (two, second) = content::plan_with(work, trust, admin, "Øvet", &[("Smitte", false, None)]).await;
            let active = kyndig_domain::plan::PlanRequirementState::Active;
            content::take_in(work, two, admin, first[1], active, None).await;
            let there = position(work, world.ida.person, world.trust_a, world.sibling, Some(world.siri.person)).await;
            let ida_too = Someone { person: world.ida.person, position: there };
            Ok((one.id, two.id, [first[0], first[1], second[0]], ida_too))
        })
        .await;
    for (who, plan) in [(world.ida, one), (world.ida, two), (world.per, one), (ida_too, two), (world.nils, two)] {
        has_plan(app, who, plan).await;
    }
    let [brann, hlr, smitte] = ids;
    Scene { world, one, two, brann, hlr, smitte, ida_too }
}

/// How a requirement stands with somebody, past the rules of fulfilling.
async fn is(app: &TestApp, who: PersonId, what: RequirementId, status: &str, deadline: Option<NaiveDate>) {
    app.system(async |work| {
        gate::change(work, &Affected::one(who, what), async || {
            let sql = Sql::new("UPDATE standing SET status = ")
                .bind(status)
                .push(", performed_on = ")
                .bind(matches!(status, "fulfilled").then_some(work.today))
                .push(", deadline = ")
                .bind(deadline)
                .push(" WHERE person_id = ")
                .bind(who)
                .push(" AND requirement_id = ")
                .bind(what);
            Ok(work.tx.execute(sql).await?)
        })
        .await
    })
    .await;
}

fn in_days(app: &TestApp, days: i64) -> NaiveDate {
    today(app.now()) + chrono::TimeDelta::days(days)
}

/// More people, as many as are asked for, in a unit.
async fn people(app: &TestApp, world: &World, unit: UnitId, manager: Option<PersonId>, names: &[&str]) -> Vec<Someone> {
    app.system(async |work| {
        let mut all = Vec::new();
        for name in names {
            all.push(someone(work, name, world.trust_a, unit, manager).await);
        }
        Ok(all)
    })
    .await
}
