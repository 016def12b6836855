//! What people do through the API beside the simplest: to many at once, several times, not at all, and to plans and
//! requirements that others have.

use chrono::Days;
use kyndig_db::Sql;
use kyndig_domain::ids::{AssignmentId, PersonId, PlanId};
use kyndig_platform::clock::today;
use proptest::prelude::*;
use rstest::rstest;
use serde_json::{Value, json};

use super::{
    facts,
    steps::{Cast, Step},
};
use crate::support::{
    Answer, Client, On, TestApp,
    writing::{but, saying},
};

/// Everything by index, as in `Step`.
#[derive(Clone, Debug)]
pub enum Act {
    /// DLN-2: for some by name, or for all that match.
    Deadlines {
        who: Vec<usize>,
        what: usize,
        all: bool,
        in_days: Option<u64>,
    },
    /// FUL-8
    Times {
        who: usize,
        signed: bool,
        count: i32,
        days_ago: u64,
    },
    TakeBack {
        who: usize,
        signed: bool,
    },
    /// FUL-12: a requirement, or the section it lies in.
    NotRelevant {
        who: usize,
        plan: usize,
        what: Option<usize>,
        marked: bool,
    },
    /// ASG-2: several plans and positions at once.
    Table {
        cells: Vec<(usize, usize, usize)>,
    },
    Approve {
        who: usize,
        plan: usize,
        approved: bool,
    },
    FulfilMany {
        who: usize,
        days_ago: u64,
    },
    /// FUL-17: what was done a moment ago, of all there is.
    Undo {
        who: usize,
    },
    /// ASG-4: given back by the one who has it, where it was or where they act now.
    Again {
        who: usize,
        plan: usize,
    },
    /// PLN: what a plan holds.
    Place {
        plan: usize,
        what: usize,
        act: usize,
    },
    Activate {
        plan: usize,
    },
    Archive {
        plan: usize,
        restored: bool,
    },
    /// REQ-9: other words for all who have it.
    Publish {
        what: usize,
        days: Option<i32>,
        times: i32,
    },
}

pub fn one() -> impl Strategy<Value = Act> {
    let at = 0..12_usize;
    let some = || prop::collection::vec(0..12_usize, 1..4);
    prop_oneof![
        3 => (some(), at.clone(), any::<bool>(), prop::option::of(0..60_u64))
            .prop_map(|(who, what, all, in_days)| Act::Deadlines { who, what, all, in_days }),
        4 => (at.clone(), any::<bool>(), 1..3_i32, 0..90_u64)
            .prop_map(|(who, signed, count, days_ago)| Act::Times { who, signed, count, days_ago }),
        1 => (at.clone(), any::<bool>()).prop_map(|(who, signed)| Act::TakeBack { who, signed }),
        4 => (at.clone(), at.clone(), prop::option::of(0..12_usize), any::<bool>())
            .prop_map(|(who, plan, what, marked)| Act::NotRelevant { who, plan, what, marked }),
        3 => prop::collection::vec((0..12_usize, 0..12_usize, 0..4_usize), 1..6).prop_map(|cells| Act::Table { cells }),
        1 => (at.clone(), at.clone(), any::<bool>()).prop_map(|(who, plan, approved)| Act::Approve { who, plan, approved }),
        2 => (at.clone(), 0..90_u64).prop_map(|(who, days_ago)| Act::FulfilMany { who, days_ago }),
        2 => at.clone().prop_map(|who| Act::Undo { who }),
        2 => (at.clone(), at.clone()).prop_map(|(who, plan)| Act::Again { who, plan }),
        3 => (at.clone(), at.clone(), 0..3_usize).prop_map(|(plan, what, act)| Act::Place { plan, what, act }),
        2 => at.clone().prop_map(|plan| Act::Activate { plan }),
        2 => (at.clone(), any::<bool>()).prop_map(|(plan, restored)| Act::Archive { plan, restored }),
        3 => (at, prop::option::of(1..200_i32), 1..4_i32).prop_map(|(what, days, times)| Act::Publish { what, days, times }),
    ]
}

/// The requirements that are done several times, among those of the cast: nobody signs the first, somebody the other.
pub const REPEATED: [usize; 2] = [4, 5];

impl Cast {
    /// Does it, and gives the answers.
    pub async fn act(&self, app: &TestApp, act: &Act) -> Vec<Answer> {
        let admin = app.sign_in(self.world.admin.person, self.world.admin.position).await;
        let date = |days_ago: u64| (today(app.now()) - Days::new(days_ago)).to_string();
        match act {
            Act::Deadlines { who, what, all, in_days } => {
                let requirement = self.requirement(*what);
                let deadline = in_days.map(|days| (today(app.now()) + Days::new(days)).to_string());
                let mut named: Vec<PersonId> = who.iter().map(|at| self.position(*at).person).collect();
                named.sort_unstable();
                named.dedup();
                let named: Vec<Value> =
                    named.iter().map(|id| json!({"personId": id, "requirementId": requirement})).collect();
                let mut body = if *all {
                    json!({"requirementIds": [requirement], "except": named, "scope": "all"})
                } else {
                    json!({"standings": named})
                };
                body["deadline"] = json!(deadline);
                vec![admin.post("/follow-up/deadlines", body).await]
            }
            Act::Times { who, signed, count, days_ago } => {
                let (client, path) = self.repeated(app, *who, *signed).await;
                let mut body = json!({"performedOn": date(*days_ago), "count": count});
                if *signed {
                    body["signerId"] = json!(self.world.kari.person);
                }
                vec![client.post(&format!("{path}/repetitions"), body).await]
            }
            Act::TakeBack { who, signed } => {
                let (client, path) = self.repeated(app, *who, *signed).await;
                let read = client.get(&path).await;
                let Some(id) = field(&read, |standing| standing["repetitions"]["items"][0]["id"].clone()) else {
                    return vec![read];
                };
                vec![client.delete(&format!("{path}/repetitions/{}", id.as_str().unwrap_or_default())).await]
            }
            Act::NotRelevant { who, plan, what, marked } => {
                let (who, plan) = (self.position(*who), self.plan(*plan));
                let Some(id) = assignment(app, who.person, plan.id).await else { return Vec::new() };
                let path = match what {
                    Some(what) => format!("/assignments/{id}/requirements/{}/not-relevant", self.requirement(*what)),
                    None => format!("/assignments/{id}/sections/{}/not-relevant", plan.section),
                };
                let client = app.sign_in(who.person, who.position).await;
                vec![if *marked {
                    client.put(&path, json!({"comment": "Ikke hos oss."})).await
                } else {
                    client.delete(&path).await
                }]
            }
            Act::Table { cells } => {
                let acts = ["assign", "deactivate", "reactivate", "delete"];
                let mut cells: Vec<_> = cells
                    .iter()
                    .map(|(plan, position, act)| (self.plan(*plan).id, self.position(*position).position, acts[*act]))
                    .collect();
                cells.sort_unstable();
                cells.dedup_by_key(|(plan, position, _)| (*plan, *position));
                let cells: Vec<Value> = cells
                    .iter()
                    .map(|(plan, position, act)| json!({"planId": plan, "positionId": position, "act": act}))
                    .collect();
                vec![admin.post("/assignments/changes", json!({"cells": cells})).await]
            }
            Act::Approve { who, plan, approved } => {
                let Some(id) = assignment(app, self.position(*who).person, self.plan(*plan).id).await else {
                    return Vec::new();
                };
                let act = if *approved { "approve" } else { "withdraw-approval" };
                vec![admin.post(&format!("/assignments/{id}/{act}"), Value::Null).await]
            }
            Act::FulfilMany { who, days_ago } => {
                let who = self.position(*who);
                let client = app.sign_in(who.person, who.position).await;
                let body = json!({"requirementIds": self.requirements[..2], "performedOn": date(*days_ago)});
                vec![client.post(&format!("/people/{}/standings/fulfil", who.person), body).await]
            }
            Act::Undo { who } => {
                let who = self.position(*who);
                let client = app.sign_in(who.person, who.position).await;
                let body = json!({"requirementIds": self.requirements});
                vec![client.post(&format!("/people/{}/standings/undo", who.person), body).await]
            }
            Act::Again { who, plan } => {
                let who = self.position(*who);
                let Some(id) = assignment(app, who.person, self.plan(*plan).id).await else { return Vec::new() };
                let client = app.sign_in(who.person, who.position).await;
                vec![client.post(&format!("/assignments/{id}/reactivate"), Value::Null).await]
            }
            Act::Place { .. } | Act::Activate { .. } | Act::Archive { .. } => self.to_plan(&admin, act).await,
            Act::Publish { what, days, times } => self.publish(&admin, *what, *days, *times).await,
        }
    }

    async fn repeated<'a>(&self, app: &'a TestApp, who: usize, signed: bool) -> (Client<'a>, String) {
        let (who, requirement) = (self.position(who), self.requirements[REPEATED[usize::from(signed)]]);
        let client = app.sign_in(who.person, who.position).await;
        (client, format!("/people/{}/standings/{requirement}", who.person))
    }

    async fn to_plan(&self, admin: &Client<'_>, act: &Act) -> Vec<Answer> {
        let (Act::Place { plan, .. } | Act::Activate { plan } | Act::Archive { plan, .. }) = act else {
            return Vec::new();
        };
        let plan = self.plan(*plan);
        let path = format!("/plans/{}", plan.id);
        let read = admin.get(&path).await;
        let Some(version) = seen(&read) else { return vec![read] };
        let places = |held: &dyn Fn(&Value) -> bool| -> Vec<Value> {
            let sections = read.json()["sections"].as_array().cloned().unwrap_or_default();
            let places = sections.iter().filter_map(|section| section["requirements"].as_array()).flatten();
            places.filter(|place| held(place)).map(|place| place["id"].clone()).collect()
        };
        vec![match act {
            Act::Place { what, act, .. } => {
                let requirement = json!(self.requirement(*what));
                let Some(place) = places(&|place| place["requirement"]["id"] == requirement).pop() else {
                    return Vec::new();
                };
                let path = format!("{path}/requirements/{}", place.as_str().unwrap_or_default());
                match act {
                    0 => admin.post_if(&format!("{path}/deactivate"), version, json!({"reason": "Avløst."})).await,
                    1 => {
                        admin.post_if(&format!("{path}/reactivate"), version, json!({"sectionId": plan.section})).await
                    }
                    _ => {
                        let to = json!({"validityDays": 45, "reason": "Vi øver oftere."});
                        admin.put_if(&format!("{path}/validity"), version, to).await
                    }
                }
            }
            Act::Activate { .. } => {
                let waiting = places(&|place| place["state"] == "inactive");
                admin.post_if(&format!("{path}/activate"), version, json!({"planRequirementIds": waiting})).await
            }
            Act::Archive { restored: true, .. } => {
                admin.post_if(&format!("{path}/restore"), version, Value::Null).await
            }
            _ => admin.post_if(&format!("{path}/archive"), version, json!({"reason": "Avløst."})).await,
        }]
    }

    async fn publish(&self, admin: &Client<'_>, what: usize, days: Option<i32>, times: i32) -> Vec<Answer> {
        let at = what % self.requirements.len();
        let path = format!("/requirements/{}", self.requirements[at]);
        let read = admin.get(&path).await;
        let Some(version) = seen(&read) else { return vec![read] };
        let published = read.json()["published"].clone();
        let name = published["name"].as_str().unwrap_or("Krav").to_owned();
        let signed = published["needsSignature"] == true;
        let mut content = but(saying(&name), &json!({"validityDays": days, "needsSignature": signed}));
        if signed {
            content["documentationMethod"] = json!("signature");
        }
        if REPEATED.contains(&at) {
            content["repetitions"] = json!(times);
        }
        let drafted = admin.put_if(&format!("{path}/draft"), version, json!({"content": content})).await;
        let Some(version) = seen(&drafted) else { return vec![drafted] };
        vec![drafted, admin.post_if(&format!("{path}/publish"), version, Value::Null).await]
    }
}

/// The version of what was answered; none where it was refused.
fn seen(answer: &Answer) -> Option<i64> {
    (answer.status.as_u16() == 200).then(|| answer.version())
}

fn field(answer: &Answer, of: impl FnOnce(&Value) -> Value) -> Option<Value> {
    let value = (answer.status.as_u16() == 200).then(|| of(&answer.json()))?;
    (!value.is_null()).then_some(value)
}

async fn assignment(app: &TestApp, person: PersonId, plan: PlanId) -> Option<AssignmentId> {
    let tx = app.state.db.read().await.expect("a transaction");
    let sql = Sql::new("SELECT id FROM assignment WHERE person_id = ").bind(person);
    tx.value(sql.push(" AND plan_id = ").bind(plan).push(" ORDER BY active DESC, id")).await.expect("an assignment")
}

/// A history that refuses everything would prove nothing: each of the acts can be done, and leaves the facts and counters
/// right.
#[rstest]
#[actix_web::test]
async fn each_can_be_done(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(app) = TestApp::start(on).await else { return };
    let cast = Cast::gather(&app).await;
    let day = Some(20);
    let done = [
        Act::Table { cells: vec![(0, 2, 0), (1, 2, 0), (2, 2, 0), (0, 0, 0), (1, 3, 0)] },
        Act::Deadlines { who: vec![2], what: 0, all: false, in_days: day },
        Act::Deadlines { who: vec![2], what: 1, all: true, in_days: day },
        Act::Deadlines { who: vec![2], what: 0, all: false, in_days: None },
        Act::Times { who: 2, signed: false, count: 2, days_ago: 3 },
        Act::Times { who: 2, signed: true, count: 2, days_ago: 3 },
        Act::TakeBack { who: 2, signed: true },
        Act::TakeBack { who: 2, signed: false },
        Act::Times { who: 2, signed: false, count: 2, days_ago: 1 },
        Act::FulfilMany { who: 2, days_ago: 10 },
        Act::NotRelevant { who: 0, plan: 0, what: Some(1), marked: true },
        Act::NotRelevant { who: 0, plan: 0, what: Some(1), marked: false },
        Act::NotRelevant { who: 0, plan: 0, what: None, marked: true },
        Act::NotRelevant { who: 0, plan: 0, what: None, marked: false },
        Act::Table { cells: vec![(0, 0, 1), (1, 3, 3)] },
        Act::Table { cells: vec![(0, 0, 2)] },
    ];
    all_done(&app, &cast, &done).await;
    // what is left of the third plan is signed, and then the manager approves it
    for step in [Step::Send { who: 2, what: 3, days_ago: 2 }, Step::Sign { which: 0 }] {
        cast.take(&app, &step).await.expect("a signature");
    }
    let done = [
        Act::Approve { who: 2, plan: 2, approved: true },
        Act::Approve { who: 2, plan: 2, approved: false },
        Act::Place { plan: 0, what: 4, act: 2 },
        Act::Place { plan: 0, what: 0, act: 0 },
        Act::Place { plan: 0, what: 0, act: 1 },
        Act::Activate { plan: 0 },
        Act::Publish { what: 4, days: Some(30), times: 2 },
        Act::Publish { what: 1, days: None, times: 1 },
        Act::Archive { plan: 0, restored: false },
        Act::Archive { plan: 0, restored: true },
        // what is left out is left out of what is counted anew
        Act::NotRelevant { who: 0, plan: 0, what: Some(1), marked: true },
    ];
    all_done(&app, &cast, &done).await;
}

async fn all_done(app: &TestApp, cast: &Cast, acts: &[Act]) {
    for act in acts {
        let answers = cast.act(app, act).await;
        assert!(!answers.is_empty(), "{act:?} asked for nothing");
        for answer in answers {
            let text = String::from_utf8_lossy(&answer.body).into_owned();
            assert!([200, 201, 204].contains(&answer.status.as_u16()), "{act:?}: {} {text}", answer.status);
            assert!(!text.contains("\"skipped\":[{"), "{act:?}: {text}");
        }
        let wrong = facts::wrong(app).await;
        assert!(wrong.is_empty(), "{act:?}: {wrong:#?}");
    }
    facts::assert_rebuilt_alike(app).await;
}

/// Proves ASG-4, PLN-11: what was taken away with its position, archived meanwhile, and is given back when the position
/// is open again, says what holds, and can be taken away once more.
#[rstest]
#[actix_web::test]
async fn archived_while_the_position_is_closed(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(app) = TestApp::start(on).await else { return };
    let cast = Cast::gather(&app).await;
    let archive = |restored| Act::Archive { plan: 0, restored };
    all_done(&app, &cast, &[Act::Table { cells: vec![(0, 2, 0)] }]).await;
    let take = async |step: Step| cast.take(&app, &step).await.expect("a change of the position");
    take(Step::Close { position: 2 }).await;
    assert!(app.count("assignment_line").await > 0);
    all_done(&app, &cast, &[archive(false)]).await;
    take(Step::Reopen { position: 2 }).await;
    all_done(&app, &cast, &[archive(true)]).await;
    assert_eq!((app.count("assignment WHERE active").await, app.count("assignment_line").await), (1, 0));
    take(Step::Close { position: 2 }).await;
    assert!(app.count("assignment_line").await > 0);
}
