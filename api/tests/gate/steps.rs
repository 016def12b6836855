//! A small cast, and the things that can happen to it.

use actix_web::http::StatusCode;
use chrono::{Days, TimeDelta};
use kyndig_db::Sql;
use kyndig_domain::{
    ids::{PositionId, RequirementId, SignatureRequestId},
    plan::PlanRequirementState,
    standing::CutOffs,
};
use kyndig_gate as gate;
use kyndig_gate::{Affected, counters};
use kyndig_people::position;
use kyndig_platform::{
    auth::{System, Work, as_system},
    clock::{Clock, today},
    http::Failure,
};
use kyndig_work::standing;
use proptest::prelude::*;
use serde_json::{Value, json};

use super::acts::{self, Act};
use crate::support::{Someone, TestApp, World, content, position as new_position};

pub struct Cast {
    pub world: World,
    /// Those who have plans, and the positions they have them on; Ida has two.
    pub positions: Vec<Someone>,
    /// Each holds some of the requirements, in various states.
    pub plans: Vec<content::Plan>,
    pub requirements: Vec<RequirementId>,
}

impl Cast {
    pub async fn gather(app: &TestApp) -> Self {
        let world = app.world().await;
        app.system(async |work| {
            let by = world.admin.person;
            let beside =
                new_position(work, world.ida.person, world.trust_a, world.sibling, Some(world.siri.person)).await;
            let positions =
                vec![world.ida, Someone { person: world.ida.person, position: beside }, world.per, world.nils];
            let mut requirements = Vec::new();
            for (name, signed, validity) in
                [("Brann", false, None), ("HLR", false, Some(60)), ("Ventilator", true, Some(100)), ("CVK", true, None)]
            {
                requirements.push(content::requirement(work, world.trust_a, by, name, signed, validity).await);
            }
            for (name, times, signed) in [("Stell", 3, false), ("Innleggelse", 2, true)] {
                let says = json!({
                    "repetitions": times, "needsSignature": signed, "validityDays": 80, "allowAdaptation": !signed,
                });
                requirements.push(content::published(work, world.trust_a, by, name, says).await);
            }
            let mut plans = Vec::new();
            for (name, held) in [("En", [0, 1, 2, 4]), ("To", [1, 2, 3, 5]), ("Tre", [3, 4, 2, 0])] {
                let plan = content::plan(work, world.trust_a, by, name).await;
                for (index, requirement) in held.into_iter().enumerate() {
                    let state = if index == 2 { PlanRequirementState::Inactive } else { PlanRequirementState::Active };
                    content::take_in(work, plan, by, requirements[requirement], state, None).await;
                }
                plans.push(plan);
            }
            // what one may leave out, and what a manager approves
            let may = Sql::new("UPDATE section SET may_be_not_relevant = TRUE WHERE id = ").bind(plans[0].section);
            work.tx.execute(may).await?;
            let waits = Sql::new("UPDATE plan SET completion = 'manager_approval' WHERE id = ").bind(plans[2].id);
            work.tx.execute(waits).await?;
            Ok(Self { world: world.clone(), positions, plans, requirements })
        })
        .await
    }
}

/// Everything by index, taken round where it is too large.
#[derive(Clone, Debug)]
pub enum Step {
    Assign { plan: usize, positions: Vec<usize> },
    Draft { who: usize, what: usize, dated: bool },
    Fulfil { who: usize, what: usize, days_ago: u64 },
    Unlock { who: usize, what: usize },
    Send { who: usize, what: usize, days_ago: u64 },
    Recall { who: usize, what: usize },
    Sign { which: usize },
    Reject { which: usize },
    Cancel { which: usize },
    Deadline { who: usize, what: usize, in_days: Option<u64> },
    State { plan: usize, what: usize, active: bool },
    TakeOut { plan: usize, what: usize },
    Adapt { plan: usize, what: usize, days: Option<i32> },
    Close { position: usize },
    Reopen { position: usize },
    Move { position: usize, sibling: bool },
    Pass { days: i64 },
    Fold,
    Act(Act),
}

pub fn one() -> impl Strategy<Value = Step> {
    let at = 0..12_usize;
    prop_oneof![
        4 => (at.clone(), prop::collection::vec(0..4_usize, 1..4)).prop_map(|(plan, positions)| Step::Assign { plan, positions }),
        1 => (at.clone(), at.clone(), any::<bool>()).prop_map(|(who, what, dated)| Step::Draft { who, what, dated }),
        4 => (at.clone(), at.clone(), 0..120_u64).prop_map(|(who, what, days_ago)| Step::Fulfil { who, what, days_ago }),
        1 => (at.clone(), at.clone()).prop_map(|(who, what)| Step::Unlock { who, what }),
        4 => (at.clone(), at.clone(), 0..120_u64).prop_map(|(who, what, days_ago)| Step::Send { who, what, days_ago }),
        1 => (at.clone(), at.clone()).prop_map(|(who, what)| Step::Recall { who, what }),
        3 => at.clone().prop_map(|which| Step::Sign { which }),
        1 => at.clone().prop_map(|which| Step::Reject { which }),
        1 => at.clone().prop_map(|which| Step::Cancel { which }),
        2 => (at.clone(), at.clone(), prop::option::of(0..60_u64)).prop_map(|(who, what, in_days)| Step::Deadline { who, what, in_days }),
        2 => (at.clone(), at.clone(), any::<bool>()).prop_map(|(plan, what, active)| Step::State { plan, what, active }),
        1 => (at.clone(), at.clone()).prop_map(|(plan, what)| Step::TakeOut { plan, what }),
        1 => (at.clone(), at.clone(), prop::option::of(1..200_i32)).prop_map(|(plan, what, days)| Step::Adapt { plan, what, days }),
        1 => at.clone().prop_map(|position| Step::Close { position }),
        2 => at.clone().prop_map(|position| Step::Reopen { position }),
        1 => (at, any::<bool>()).prop_map(|(position, sibling)| Step::Move { position, sibling }),
        1 => (1..40_i64).prop_map(|days| Step::Pass { days }),
        1 => Just(Step::Fold),
        16 => acts::one().prop_map(Step::Act),
    ]
}

impl Cast {
    pub fn position(&self, index: usize) -> Someone {
        self.positions[index % self.positions.len()]
    }

    pub fn plan(&self, index: usize) -> content::Plan {
        self.plans[index % self.plans.len()]
    }

    pub fn requirement(&self, index: usize) -> RequirementId {
        self.requirements[index % self.requirements.len()]
    }

    /// Does it. What the state of things does not allow is refused, which is an answer like any other.
    pub async fn take(&self, app: &TestApp, step: &Step) -> Result<(), String> {
        let refused = |status: StatusCode, body: &[u8]| match status.as_u16() {
            // A closed position ends sessions: 401.
            200 | 201 | 401 | 403 | 404 | 409 | 412 | 422 => Ok(()),
            status => Err(format!("{step:?} was answered {status}: {}", String::from_utf8_lossy(body))),
        };
        if let Step::Act(act) = step {
            let answers = self.act(app, act).await;
            return answers.iter().try_for_each(|answer| refused(answer.status, &answer.body));
        }
        if let Some((who, path, body)) = self.request(app, step).await? {
            let client = app.sign_in(who.person, who.position).await;
            let answer = match step {
                Step::Draft { .. } | Step::Deadline { in_days: Some(_), .. } => client.put(&path, body).await,
                Step::Deadline { in_days: None, .. } => client.delete(&path).await,
                _ => client.post(&path, body).await,
            };
            return refused(answer.status, &answer.body);
        }
        self.by_itself(app, step).await.map_err(|failure| format!("{step:?} failed: {failure}"))
    }

    /// Who asks for what; none where the step is not somebody's.
    async fn request(&self, app: &TestApp, step: &Step) -> Result<Option<(Someone, String, Value)>, String> {
        let date = |days_ago: u64| (today(app.now()) - Days::new(days_ago)).to_string();
        let own = |who: usize, what: usize, act: &str| {
            let who = self.position(who);
            (who, format!("/people/{}/standings/{}/{act}", who.person, self.requirement(what)))
        };
        let kari = self.world.kari;
        Ok(Some(match step {
            Step::Assign { plan, positions } => {
                let positions: Vec<PositionId> = positions.iter().map(|at| self.position(*at).position).collect();
                let body = json!({"planId": self.plan(*plan).id, "positionIds": positions});
                (self.world.admin, "/assignments".to_owned(), body)
            }
            Step::Draft { who, what, dated } => {
                let (who, path) = own(*who, *what, "draft");
                (
                    who,
                    path,
                    if *dated { json!({"performedOn": date(0), "unlock": true}) } else { json!({"unlock": true}) },
                )
            }
            Step::Fulfil { who, what, days_ago } => {
                let (who, path) = own(*who, *what, "fulfil");
                (who, path, json!({"performedOn": date(*days_ago)}))
            }
            Step::Unlock { who, what } => {
                let (who, path) = own(*who, *what, "fulfil");
                (who, path, json!({"performedOn": date(0), "unlock": true}))
            }
            Step::Send { who, what, days_ago } => {
                let (who, path) = own(*who, *what, "send");
                (who, path, json!({"performedOn": date(*days_ago), "signerId": kari.person}))
            }
            Step::Recall { who, what } => {
                let (who, path) = own(*who, *what, "recall");
                (who, path, Value::Null)
            }
            Step::Sign { which } => match self.asked(app, *which).await? {
                Some(id) => (kari, format!("/signature-requests/{id}/sign"), json!({})),
                None => return Ok(None),
            },
            Step::Reject { which } => match self.asked(app, *which).await? {
                Some(id) => {
                    let body = json!({"reason": "other", "comment": "Nei"});
                    (kari, format!("/signature-requests/{id}/reject"), body)
                }
                None => return Ok(None),
            },
            Step::Cancel { which } => match self.asked(app, *which).await? {
                Some(id) => (kari, format!("/signature-requests/{id}/cancel"), Value::Null),
                None => return Ok(None),
            },
            Step::Deadline { who, what, in_days } => {
                let (_, path) = own(*who, *what, "deadline");
                let date = today(app.now()) + Days::new(in_days.unwrap_or_default());
                (self.world.admin, path, json!({"deadline": date.to_string()}))
            }
            _ => return Ok(None),
        }))
    }

    /// One of the requests, whatever has become of it; the newest first, so that what waits is often among them.
    async fn asked(&self, app: &TestApp, which: usize) -> Result<Option<SignatureRequestId>, String> {
        let tx = app.state.db.read().await.map_err(|error| error.to_string())?;
        let sql = Sql::new("SELECT id FROM signature_request ORDER BY id DESC LIMIT 6");
        let found: Vec<SignatureRequestId> = tx.column(sql).await.map_err(|error| error.to_string())?;
        Ok(if found.is_empty() { None } else { Some(found[which % found.len()]) })
    }

    async fn by_itself(&self, app: &TestApp, step: &Step) -> Result<(), Failure> {
        let (state, clock): (_, std::sync::Arc<dyn Clock>) = (&app.state, app.clock.clone());
        match step {
            Step::Pass { days } => {
                app.clock.advance(TimeDelta::days(*days));
                while as_system(System { clock: &clock, ..state.system() }, "test", async |work| {
                    standing::service::expire(work, 3).await
                })
                .await?
                    > 0
                {}
                as_system(System { clock: &clock, ..state.system() }, "test", async |work| {
                    counters::new_day(work).await
                })
                .await?;
                Ok(())
            }
            Step::Fold => {
                let tx = state.db.write().await?;
                counters::fold(&tx, CutOffs::of(today(app.now()))).await?;
                Ok(tx.commit().await?)
            }
            _ => {
                as_system(System { clock: &clock, ..state.system() }, "test", async |work| match step {
                    Step::State { plan, what, active } => {
                        let state =
                            if *active { PlanRequirementState::Active } else { PlanRequirementState::Deactivated };
                        self.in_plan(work, *plan, *what, async |plan, requirement| {
                            let sql = Sql::new("UPDATE plan_requirement SET state = ").bind(state);
                            let sql = sql.push(" WHERE plan_id = ").bind(plan.id);
                            let sql = sql.push(" AND requirement_id = ").bind(requirement);
                            if work.tx.execute(sql).await? == 0 {
                                content::take_in(work, plan, self.world.admin.person, requirement, state, None).await;
                            }
                            Ok(())
                        })
                        .await
                    }
                    Step::TakeOut { plan, what } => {
                        self.in_plan(work, *plan, *what, async |plan, requirement| {
                            let sql = Sql::new("DELETE FROM plan_requirement WHERE plan_id = ").bind(plan.id);
                            work.tx.execute(sql.push(" AND requirement_id = ").bind(requirement)).await?;
                            Ok(())
                        })
                        .await
                    }
                    Step::Adapt { plan, what, days } => {
                        self.in_plan(work, *plan, *what, async |plan, requirement| {
                            let sql = Sql::new("UPDATE plan_requirement SET validity_days = ").bind(*days);
                            let sql = sql.push(" WHERE plan_id = ").bind(plan.id);
                            work.tx.execute(sql.push(" AND requirement_id = ").bind(requirement)).await?;
                            Ok(())
                        })
                        .await
                    }
                    Step::Close { position } => {
                        position::service::close(work, &[self.position(*position).position]).await.map(drop)
                    }
                    Step::Reopen { position } => {
                        position::service::reopen(work, &[self.position(*position).position]).await.map(drop)
                    }
                    Step::Move { position, sibling } => {
                        let unit = if *sibling { self.world.sibling } else { self.world.ward };
                        let position = self.position(*position).position;
                        position::service::relocate(work, &[position], unit).await.map(drop)
                    }
                    _ => Ok(()),
                })
                .await
            }
        }
    }

    /// A change of a requirement's place in a plan, through the gate.
    async fn in_plan(
        &self,
        work: &Work<'_>,
        plan: usize,
        what: usize,
        change: impl AsyncFnOnce(content::Plan, RequirementId) -> Result<(), Failure>,
    ) -> Result<(), Failure> {
        let (plan, requirement) = (self.plan(plan), self.requirement(what));
        let affected = Affected::in_plan(plan.id, vec![requirement]);
        gate::change(work, &affected, async || change(plan, requirement).await).await
    }
}
