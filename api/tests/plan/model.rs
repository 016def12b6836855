//! A simple model of plans, against which whatever is done to them is compared.

use std::collections::{BTreeMap, BTreeSet};

use kyndig_api::features::plan::service;
use kyndig_contract::{
    page::Page,
    plan::{PlanState, PlanVersionDetails, PlanVersionSummary},
};
use kyndig_domain::{
    ids::{PlanId, RequirementId, UnitId},
    plan::PlanRequirementState,
};
use proptest::{
    collection::vec,
    prelude::*,
    test_runner::{Config, TestRunner},
};
use serde_json::json;

use crate::support::{
    Client, On, TestApp, World,
    writing::{drafted, place, plan, read, redraft, saying, take_in},
};

const PLANS: usize = 2;
const REQUIREMENTS: usize = 4;
const UNITS: usize = 3;

#[derive(Clone, Debug)]
enum Step {
    Draft(usize),
    Publish(usize),
    TakeIn(usize, usize),
    TakeOut(usize, usize),
    Approve(usize, BTreeSet<usize>),
    PublishTo(usize, usize, bool),
    Withdraw(usize, usize),
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        2 => (0..REQUIREMENTS).prop_map(Step::Draft),
        2 => (0..REQUIREMENTS).prop_map(Step::Publish),
        4 => (0..PLANS, 0..REQUIREMENTS).prop_map(|(plan, requirement)| Step::TakeIn(plan, requirement)),
        1 => (0..PLANS, 0..REQUIREMENTS).prop_map(|(plan, requirement)| Step::TakeOut(plan, requirement)),
        4 => (0..PLANS, proptest::collection::btree_set(0..REQUIREMENTS, 1..4)).prop_map(|(plan, chosen)| Step::Approve(plan, chosen)),
        1 => (0..PLANS, 0..UNITS, any::<bool>()).prop_map(|(plan, unit, below)| Step::PublishTo(plan, unit, below)),
        1 => (0..PLANS, 0..UNITS).prop_map(|(plan, unit)| Step::Withdraw(plan, unit)),
    ]
}

/// What a requirement says, by the number of times it was drafted.
#[derive(Clone, Debug, Default)]
struct Requirement {
    said: Option<usize>,
    draft: Option<usize>,
    drafts: usize,
}

#[derive(Clone, Debug, Default)]
struct Plan {
    /// Whether each is active.
    held: BTreeMap<usize, bool>,
    /// Each version with what it held.
    versions: Vec<((u32, u32), BTreeMap<usize, usize>)>,
    publications: BTreeMap<usize, bool>,
}

#[derive(Clone, Debug, Default)]
struct Model {
    requirements: Vec<Requirement>,
    plans: Vec<Plan>,
}

impl Model {
    fn new() -> Self {
        // Each begins as its first draft.
        let requirement = Requirement { said: None, draft: Some(1), drafts: 1 };
        let publications = BTreeMap::from([(0, false)]);
        Self {
            requirements: vec![requirement; REQUIREMENTS],
            plans: vec![Plan { publications, ..Plan::default() }; PLANS],
        }
    }

    fn publish(&mut self, requirement: usize) {
        let requirement = &mut self.requirements[requirement];
        requirement.said = requirement.draft.take();
    }

    fn make(&mut self, plan: usize, version: (u32, u32)) {
        let said = |requirement: usize| self.requirements[requirement].said.expect("active means published");
        let held = self.plans[plan].held.iter().filter(|(_, active)| **active).map(|(r, _)| (*r, said(*r))).collect();
        self.plans[plan].versions.push((version, held));
    }

    /// PLN-7: a minor version in each plan, but one, that has one of these active.
    fn published_in_others(&mut self, published: &BTreeSet<usize>, but: Option<usize>) {
        for plan in (0..PLANS).filter(|plan| Some(*plan) != but) {
            let active = published.iter().any(|requirement| self.plans[plan].held.get(requirement) == Some(&true));
            if let (true, Some(((major, minor), _))) = (active, self.plans[plan].versions.last().cloned()) {
                self.make(plan, (major, minor + 1));
            }
        }
    }

    fn approve(&mut self, plan: usize, chosen: &BTreeSet<usize>) {
        let drafted: BTreeSet<_> = chosen.iter().copied().filter(|r| self.requirements[*r].draft.is_some()).collect();
        let inactive = |r: &usize| self.plans[plan].held.get(r) == Some(&false);
        let approved = chosen.iter().filter(|r| inactive(r) || drafted.contains(r)).count();
        for requirement in &drafted {
            self.publish(*requirement);
        }
        for requirement in chosen {
            self.plans[plan].held.insert(*requirement, true);
        }
        let next = match (self.plans[plan].versions.last(), approved) {
            (_, 0) => None,
            (None, _) => Some((1, 0)),
            (Some(((major, minor), _)), 1) => Some((*major, minor + 1)),
            (Some(((major, _), _)), _) => Some((major + 1, 0)),
        };
        if let Some(next) = next {
            self.make(plan, next);
        }
        self.published_in_others(&drafted, Some(plan));
    }
}

/// The real thing, doing the same.
struct Real<'a> {
    app: &'a TestApp,
    world: &'a World,
    client: Client<'a>,
    requirements: Vec<RequirementId>,
    plans: Vec<PlanId>,
    units: [UnitId; UNITS],
}

fn name(requirement: usize, draft: usize) -> String {
    format!("Krav {requirement} utkast {draft}")
}

impl<'a> Real<'a> {
    async fn new(app: &'a TestApp, world: &'a World) -> Self {
        let client = app.sign_in(world.admin.person, world.admin.position).await;
        let mut requirements = Vec::new();
        for index in 0..REQUIREMENTS {
            requirements.push(drafted(&client, world.clinic, saying(&name(index, 1))).await.id);
        }
        let mut plans = Vec::new();
        for index in 0..PLANS {
            let made = plan(&client, world.clinic, &format!("TAHF-Med-Alle-Plan {index}")).await;
            let owners = json!({"documentOwnerId": world.mona.person, "documentAuthorId": world.ida.person});
            client.put_if(&format!("/plans/{}/owners", made.id), made.version.into(), owners).await.expect(200);
            plans.push(made.id);
        }
        let units = [world.clinic, world.ward, world.trust_b];
        Self { app, world, client, requirements, plans, units }
    }

    /// Does the step in both, where the model allows it; where it does not, it must be refused.
    async fn step(&self, model: &mut Model, step: &Step) {
        match step {
            Step::Draft(r) => {
                let requirement = &mut model.requirements[*r];
                requirement.drafts += 1;
                requirement.draft = Some(requirement.drafts);
                redraft(&self.client, self.requirements[*r], saying(&name(*r, requirement.drafts))).await;
            }
            Step::Publish(r) => {
                let path = format!("/requirements/{}", self.requirements[*r]);
                let version = self.client.get(&path).await.expect(200).version();
                let answer = self.client.post_if(&format!("{path}/publish"), version, json!(null)).await;
                if model.requirements[*r].draft.is_none() {
                    answer.expect_problem(409, "no_draft");
                    return;
                }
                answer.expect(200);
                model.publish(*r);
                model.published_in_others(&BTreeSet::from([*r]), None);
            }
            Step::TakeIn(p, r) if model.plans[*p].held.contains_key(r) => {
                let section = read(&self.client, self.plans[*p]).await.sections[0].id;
                let path = format!("/plans/{}/sections/{section}/requirements", self.plans[*p]);
                let body = json!({"requirementIds": [self.requirements[*r]]});
                self.client.post(&path, body).await.expect_problem(409, "already_in_plan");
            }
            Step::TakeIn(p, r) => {
                take_in(&self.client, self.plans[*p], &[self.requirements[*r]]).await;
                model.plans[*p].held.insert(*r, false);
            }
            Step::TakeOut(p, r) => {
                if model.plans[*p].held.remove(r).is_some() {
                    let details = read(&self.client, self.plans[*p]).await;
                    let place = place(&details, self.requirements[*r]).id;
                    self.client.delete(&format!("/plans/{}/requirements/{place}", details.id)).await.expect(200);
                }
            }
            Step::Approve(p, chosen) => {
                let chosen: BTreeSet<usize> =
                    chosen.iter().copied().filter(|r| model.plans[*p].held.contains_key(r)).collect();
                if !chosen.is_empty() {
                    let ids: Vec<_> = chosen.iter().map(|r| self.requirements[*r]).collect();
                    crate::support::writing::activate(&self.client, self.plans[*p], &ids).await;
                    model.approve(*p, &chosen);
                }
            }
            Step::PublishTo(p, unit, below) => {
                let path = format!("/plans/{}/publications/{}", self.plans[*p], self.units[*unit]);
                self.client.put(&path, json!({"withSubunits": below})).await.expect(200);
                model.plans[*p].publications.insert(*unit, *below);
            }
            Step::Withdraw(p, unit) => {
                let path = format!("/plans/{}/publications/{}", self.plans[*p], self.units[*unit]);
                let answer = self.client.delete(&path).await;
                let there = model.plans[*p].publications.remove(unit).is_some();
                answer.expect(if there { 200 } else { 404 });
            }
        }
    }

    async fn agrees(&self, model: &Model) {
        for (index, plan) in model.plans.iter().enumerate() {
            let details = read(&self.client, self.plans[index]).await;
            let last = plan.versions.last().map_or((0, 0), |(version, _)| *version);
            assert_eq!(details.plan_version, format!("{}.{}", last.0, last.1));
            let held: BTreeMap<RequirementId, bool> = details.sections[0]
                .requirements
                .iter()
                .map(|place| (place.requirement.id, place.state == PlanRequirementState::Active))
                .collect();
            let expected: BTreeMap<RequirementId, bool> =
                plan.held.iter().map(|(r, active)| (self.requirements[*r], *active)).collect();
            assert_eq!(held, expected);
            let state = if plan.publications.is_empty() { PlanState::Withdrawn } else { PlanState::Published };
            assert_eq!(details.state, state);
            self.reaches(details.id, plan).await;
            self.versions(details.id, plan).await;
        }
    }

    async fn reaches(&self, id: PlanId, plan: &Plan) {
        let world = self.world;
        let below = [
            vec![world.clinic, world.ward, world.sibling],
            vec![world.ward],
            vec![world.trust_b, world.other_clinic, world.other],
        ];
        let expected: BTreeSet<UnitId> = plan
            .publications
            .iter()
            .flat_map(|(unit, all)| if *all { below[*unit].clone() } else { vec![self.units[*unit]] })
            .collect();
        let all: Vec<UnitId> = below.concat();
        let found = self.app.system(async |work| service::published_to(work, id, &all).await).await;
        assert_eq!(found.into_iter().collect::<BTreeSet<_>>(), expected);
    }

    /// Every version, the first as well as the last, opens as it was made.
    async fn versions(&self, id: PlanId, plan: &Plan) {
        let page: Page<PlanVersionSummary> =
            self.client.get(&format!("/plans/{id}/versions?limit=100")).await.expect(200).read_as();
        assert_eq!(page.items.len(), plan.versions.len());
        for (listed, ((major, minor), said)) in page.items.iter().rev().zip(&plan.versions) {
            assert_eq!(listed.version, format!("{major}.{minor}"));
            let path = format!("/plans/{id}/versions/{}", listed.version);
            let version: PlanVersionDetails = self.client.get(&path).await.expect(200).read_as();
            let found: BTreeSet<String> = version
                .sections
                .iter()
                .flat_map(|section| section.requirements.iter().map(|requirement| requirement.content.name.clone()))
                .collect();
            let expected: BTreeSet<String> =
                said.iter().map(|(requirement, draft)| name(*requirement, *draft)).collect();
            assert_eq!(found, expected);
        }
    }
}

/// Proves PLN-5, PLN-6, PLN-7, PLN-9, PLN-10: whatever is drafted, published, activated and withdrawn, in whatever
/// order, versions and visibility are those of the model.
#[test]
fn whatever_is_done_agrees_with_the_model() {
    let system = actix_web::rt::System::new();
    let (app, world) = system.block_on(async {
        let app = TestApp::start(On::Sqlite).await.expect("SQLite is everywhere");
        let world = app.world().await;
        (app, world)
    });
    let mut runner = TestRunner::new(Config { cases: 10, failure_persistence: None, ..Config::default() });
    let outcome = runner.run(&vec(step(), 1..25), |steps| {
        system.block_on(async {
            let real = Real::new(&app, &world).await;
            let mut model = Model::new();
            for step in &steps {
                real.step(&mut model, step).await;
            }
            real.agrees(&model).await;
        });
        Ok(())
    });
    outcome.expect("the model and the portal agree");
}
