//! What an act would mean, said before it is done, beside a recount after it.

use std::collections::{BTreeMap, BTreeSet};

use kyndig_contract::impact::{Impact, Move};
use kyndig_db::Sql;
use kyndig_domain::{
    ids::{PersonId, PlanId, RequirementId, UnitId},
    standing::Status,
    unit::UnitKind,
};
use rand::{Rng, SeedableRng, rngs::StdRng, seq::IndexedRandom};
use rstest::rstest;
use sea_orm::FromQueryResult;
use serde_json::{Value, json};

use crate::support::{
    Answer, Client, On, Someone, TestApp, World, position, someone, unit,
    writing::{active_plan, but, drafted, has_plan, place, published, read, redraft, saying, share, stands, take_in},
};

#[derive(Clone, Debug, PartialEq, Eq, FromQueryResult)]
struct Row {
    unit_id: UnitId,
    person_id: PersonId,
    requirement_id: RequirementId,
    status: Status,
    expires_on: Option<chrono::NaiveDate>,
    published_version: i32,
}

type Key = (UnitId, PersonId, RequirementId);
type Had = BTreeMap<Key, (Status, Option<chrono::NaiveDate>, i32)>;

/// What everybody has of everything, by department; a section counts as the department above it.
async fn recount(app: &TestApp, sections: &BTreeMap<UnitId, UnitId>) -> Had {
    let tx = app.state.db.read().await.expect("a transaction");
    let rows: Vec<Row> = tx
        .all(Sql::new(
            "SELECT p.unit_id, s.person_id, s.requirement_id, s.status, s.expires_on, r.published_version \
             FROM assignment a JOIN position p ON p.id = a.position_id JOIN plan_requirement pr ON pr.plan_id = a.plan_id \
             JOIN standing s ON s.person_id = a.person_id AND s.requirement_id = pr.requirement_id \
             JOIN requirement r ON r.id = s.requirement_id \
             WHERE a.active AND p.state = 'open' AND pr.state = 'active'",
        ))
        .await
        .expect("a recount");
    let unit = |id: UnitId| sections.get(&id).copied().unwrap_or(id);
    rows.into_iter()
        .map(|row| {
            let key = (unit(row.unit_id), row.person_id, row.requirement_id);
            (key, (row.status, row.expires_on, row.published_version))
        })
        .collect()
}

type Moves = BTreeMap<(Option<Status>, Option<Status>), BTreeSet<PersonId>>;

fn moves(of: &[Move]) -> BTreeMap<(Option<Status>, Option<Status>), i64> {
    of.iter().map(|one| ((one.from, one.to), one.people)).collect()
}

fn counted(moves: &Moves) -> BTreeMap<(Option<Status>, Option<Status>), i64> {
    moves.iter().map(|(way, people)| (*way, i64::try_from(people.len()).expect("a count"))).collect()
}

/// What was said is what two recounts find.
fn agrees(said: &Impact, before: &Had, after: &Had, what: &str) {
    let mut people = BTreeSet::new();
    let mut all = Moves::new();
    let mut units: BTreeMap<UnitId, (BTreeSet<PersonId>, Moves)> = BTreeMap::new();
    for key in before.keys().chain(after.keys()) {
        let (was, becomes) = (before.get(key), after.get(key));
        if was == becomes {
            continue;
        }
        people.insert(key.1);
        let unit = units.entry(key.0).or_default();
        unit.0.insert(key.1);
        let way = (was.map(|had| had.0), becomes.map(|has| has.0));
        if way.0 != way.1 {
            all.entry(way).or_default().insert(key.1);
            unit.1.entry(way).or_default().insert(key.1);
        }
    }
    assert_eq!(usize::try_from(said.people).expect("a count"), people.len(), "{what}: {said:?}");
    assert_eq!(moves(&said.moves), counted(&all), "{what}");
    let told: BTreeMap<_, _> = said.units.iter().map(|one| (one.unit.id, (one.people, moves(&one.moves)))).collect();
    let found: BTreeMap<_, _> = units
        .iter()
        .map(|(unit, (people, moves))| (*unit, (i64::try_from(people.len()).expect("a count"), counted(moves))))
        .collect();
    assert_eq!(told, found, "{what}");
}

/// Everything that an act leaves behind.
async fn traces(app: &TestApp) -> Vec<i64> {
    let mut counts = Vec::new();
    for table in [
        "audit_log",
        "outbox",
        "standing",
        "standing_event",
        "assignment_event",
        "plan_version",
        "requirement_version",
        "requirement_draft",
        "assignment WHERE completed_at IS NULL",
        "counter_delta",
        "counter_cell",
        "plan_delta",
        "plan_cell",
        "requirement_summary",
    ] {
        counts.push(app.count(table).await);
    }
    counts
}

#[derive(Clone, Copy, Debug)]
enum Act {
    Publish,
    Reset,
    Archive,
    ArchivePlan,
    Activate,
}

const ACTS: [Act; 5] = [Act::Publish, Act::Reset, Act::Archive, Act::ArchivePlan, Act::Activate];

/// Two plans with requirements in common, people with one or both, and standings of every kind.
struct Scene<'a> {
    app: &'a TestApp,
    admin: Client<'a>,
    dice: StdRng,
    clinic: UnitId,
    people: Vec<Someone>,
    sections: BTreeMap<UnitId, UnitId>,
}

impl<'a> Scene<'a> {
    async fn make(app: &'a TestApp, world: &World, seed: u64) -> Self {
        let (section, far) = app
            .system(async |work| {
                let section = unit(work, Some(world.ward), UnitKind::Section, "Seksjon A", None).await;
                let far = someone(work, "Line Seksjon", world.trust_a, section, None).await;
                // Somebody with a second position, in the ward beside.
                let second = position(work, world.per.person, world.trust_a, world.sibling, None).await;
                Ok((section, [far, Someone { person: world.per.person, position: second }]))
            })
            .await;
        let people = [world.ida, world.per, world.nils].into_iter().chain(far).collect();
        let admin = app.sign_in(world.admin.person, world.admin.position).await;
        let sections = BTreeMap::from([(section, world.ward)]);
        Self { app, admin, dice: StdRng::seed_from_u64(seed), clinic: world.clinic, people, sections }
    }

    async fn requirement(&mut self, name: &str) -> RequirementId {
        let days = [None, Some(20), Some(365)].choose(&mut self.dice).copied().flatten();
        published(&self.admin, self.clinic, but(saying(name), &json!({"validityDays": days}))).await
    }

    /// Makes a round's content, does one act in it, and compares.
    async fn round(&mut self, round: usize) {
        let mut requirements = Vec::new();
        for index in 0..4 {
            requirements.push(self.requirement(&format!("Krav {round}.{index}")).await);
        }
        let one = active_plan(&self.admin, self.clinic, "TAHF-Med-Alle-En", &requirements[..3]).await;
        let two = active_plan(&self.admin, self.clinic, "TAHF-Med-Alle-To", &requirements[1..3]).await;
        take_in(&self.admin, two, &requirements[3..]).await;
        for someone in self.people.clone() {
            for plan in [one, two] {
                if self.dice.random_bool(0.6) {
                    has_plan(self.app, someone, plan).await;
                }
            }
            for requirement in &requirements {
                let status = ["not_started", "started", "fulfilled", "fulfilled", "fulfilled", "awaiting_signature"];
                let status = *status.choose(&mut self.dice).expect("one");
                let on = ["2026-11-20", "2026-11-05", "2025-12-01"].choose(&mut self.dice).copied();
                stands(self.app, someone, *requirement, status, on.filter(|_| status == "fulfilled")).await;
            }
        }
        let chosen = *requirements[..3].choose(&mut self.dice).expect("one");
        let act = ACTS[round % ACTS.len()];
        if matches!(act, Act::Publish | Act::Activate) {
            let days = [None, Some(10), Some(30), Some(3650)].choose(&mut self.dice).copied().flatten();
            let content = but(saying("Sier noe annet"), &json!({"validityDays": days}));
            redraft(&self.admin, chosen, content).await;
        }
        let before = recount(self.app, &self.sections).await;
        let traces_before = traces(self.app).await;
        let said: Impact = self.ask(act, chosen, two, &requirements, "/impact").await.expect(200).read_as();
        assert_eq!(recount(self.app, &self.sections).await, before, "{act:?}: asking changes nothing");
        assert_eq!(traces(self.app).await, traces_before, "{act:?}: asking leaves no trace");
        self.ask(act, chosen, two, &requirements, "").await.expect(200);
        let after = recount(self.app, &self.sections).await;
        agrees(&said, &before, &after, &format!("round {round}, {act:?}"));
    }

    async fn ask(
        &self,
        act: Act,
        requirement: RequirementId,
        plan: PlanId,
        all: &[RequirementId],
        what: &str,
    ) -> Answer {
        let (path, verb, body) = match act {
            Act::Publish => (format!("/requirements/{requirement}"), "publish", json!({})),
            Act::Reset => (format!("/requirements/{requirement}"), "reset", json!({})),
            Act::Archive => (format!("/requirements/{requirement}"), "archive", json!({"reason": "Utgått"})),
            Act::ArchivePlan => (format!("/plans/{plan}"), "archive", json!({"reason": "Utgått"})),
            Act::Activate => {
                let details = read(&self.admin, plan).await;
                let ids: Vec<_> = all[1..].iter().map(|requirement| place(&details, *requirement).id).collect();
                (format!("/plans/{plan}"), "activate", json!({"planRequirementIds": ids}))
            }
        };
        let version = self.admin.get(&path).await.expect(200).version();
        self.admin.post_if(&format!("{path}/{verb}{what}"), version, body).await
    }
}

/// Of REQ-8, REQ-13, PLN-11: how many people are told before is how many a recount finds after: distinct, from
/// which status to which, in which departments; whatever plans they have it in. Asking changes nothing.
#[rstest]
#[actix_web::test]
async fn what_is_said_before_is_what_is_found_after(
    #[values(On::Sqlite, On::Postgres)] on: On,
    #[values(1, 2, 3)] seed: u64,
) {
    let Some(app) = TestApp::start(on).await else { return };
    let world = app.world().await;
    let mut scene = Scene::make(&app, &world, seed).await;
    for round in 0..ACTS.len() {
        scene.round(round).await;
    }
    app.assert_counters().await;
}

/// Of REQ-8, REQ-13: somebody who has a requirement in two plans is one person; nobody is nobody; and asking is
/// refused where the act would be.
#[rstest]
#[actix_web::test]
async fn everybody_is_counted_once(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(app) = TestApp::start(on).await else { return };
    let world = app.world().await;
    let mona = app.sign_in(world.mona.person, world.mona.position).await;
    let id = published(&mona, world.ward, saying("Brann")).await;
    let ask = async |what: &str, body: Value| {
        let version = mona.get(&format!("/requirements/{id}")).await.expect(200).version();
        mona.post_if(&format!("/requirements/{id}/{what}/impact"), version, body).await
    };
    ask("publish", json!({})).await.expect_problem(409, "no_draft");
    assert_eq!(ask("reset", json!({})).await.expect(200).read_as::<Impact>(), Impact::default());
    for name in ["TAHF-Med-SP3-En", "TAHF-Med-SP3-To"] {
        let plan = active_plan(&mona, world.ward, name, &[id]).await;
        has_plan(&app, world.ida, plan).await;
    }
    redraft(&mona, id, but(saying("Brann"), &json!({"description": "Nytt"}))).await;
    let said: Impact = ask("publish", json!({})).await.expect(200).read_as();
    assert_eq!((said.people, said.moves.len(), said.units.len()), (1, 0, 1), "one reads something new: {said:?}");
    stands(&app, world.ida, id, "fulfilled", Some("2026-11-01")).await;
    let said: Impact = ask("reset", json!({})).await.expect(200).read_as();
    let back = Move { from: Some(Status::Fulfilled), to: Some(Status::NotStarted), people: 1 };
    assert_eq!((said.people, said.moves), (1, vec![back]));
    let version = mona.get(&format!("/requirements/{id}")).await.expect(200).version();
    let stale = mona.post_if(&format!("/requirements/{id}/reset/impact"), version - 1, json!({})).await;
    stale.expect_problem(412, "version_conflict");
    // Another unit's draft is not published here.
    let admin = app.sign_in(world.admin.person, world.admin.position).await;
    let foreign = drafted(&admin, world.clinic, saying("Klinikkens")).await.id;
    share(&admin, foreign, world.clinic).await;
    let plan = crate::support::writing::plan(&mona, world.ward, "TAHF-Med-SP3-Tre").await.id;
    let details = take_in(&mona, plan, &[foreign]).await;
    let body = json!({"planRequirementIds": [place(&details, foreign).id]});
    let asked = mona.post_if(&format!("/plans/{plan}/activate/impact"), details.version.into(), body).await;
    asked.expect_problem(409, "unpublished_draft");
}
