//! Every way a requirement is fulfilled: by repetitions, point by point, after others, with attachments, several at once,
//! on behalf of another; and what is not relevant.

mod attachment;
mod checklist;
mod many;
mod others;
mod relevance;
mod repetition;
mod search;

use kyndig_contract::{assignment::AssignmentDetails, standing::StandingDetails};
use kyndig_domain::{
    ids::{AssignmentId, RequirementId},
    plan::PlanRequirementState,
    standing::EventKind,
};
use serde_json::{Value, json};

use crate::support::{Answer, Client, On, TestApp, World, content};

/// Ida has a plan of these requirements.
pub struct Scene {
    pub app: TestApp,
    pub world: World,
    pub plan: content::Plan,
    pub ids: Vec<RequirementId>,
    pub assignment: AssignmentId,
}

impl Scene {
    pub async fn make(on: On, requirements: &[(&str, Value)]) -> Option<Self> {
        let app = TestApp::start(on).await?;
        let world = app.world().await;
        let (plan, ids) = app.system(async |work| Ok(plan_of(work, &world, "Ny sykepleier", requirements).await)).await;
        let assignment = give(&app, &world, plan).await;
        Some(Self { app, world, plan, ids, assignment })
    }

    pub async fn ida(&self) -> Client<'_> {
        self.app.sign_in(self.world.ida.person, self.world.ida.position).await
    }

    pub async fn mona(&self) -> Client<'_> {
        self.app.sign_in(self.world.mona.person, self.world.mona.position).await
    }

    pub async fn kari(&self) -> Client<'_> {
        self.app.sign_in(self.world.kari.person, self.world.kari.position).await
    }

    /// Ida's standing, or what is done with it.
    pub fn at(&self, which: usize, act: &str) -> String {
        format!("/people/{}/standings/{}{act}", self.world.ida.person, self.ids[which])
    }

    /// What of Ida's plan is not relevant.
    pub fn in_plan(&self, which: usize, act: &str) -> String {
        format!("/assignments/{}/requirements/{}{act}", self.assignment, self.ids[which])
    }

    pub async fn now(&self, which: usize) -> StandingDetails {
        details(self.ida().await.get(&self.at(which, "")).await)
    }

    pub async fn assignment(&self) -> AssignmentDetails {
        self.ida().await.get(&format!("/assignments/{}", self.assignment)).await.expect(200).read_as()
    }
}

pub async fn plan_of(
    work: &kyndig_platform::auth::Work<'_>,
    world: &World,
    name: &str,
    requirements: &[(&str, Value)],
) -> (content::Plan, Vec<RequirementId>) {
    let plan = content::plan(work, world.trust_a, world.admin.person, name).await;
    let mut ids = Vec::new();
    for (name, says) in requirements {
        let id = content::published(work, world.trust_a, world.admin.person, name, says.clone()).await;
        content::take_in(work, plan, world.admin.person, id, PlanRequirementState::Active, None).await;
        ids.push(id);
    }
    (plan, ids)
}

/// To Ida.
pub async fn give(app: &TestApp, world: &World, plan: content::Plan) -> AssignmentId {
    let mona = app.sign_in(world.mona.person, world.mona.position).await;
    let body = json!({"planId": plan.id, "positionIds": [world.ida.position]});
    let given = mona.post("/assignments", body).await.expect(201).json();
    serde_json::from_value(given["assigned"][0]["assignmentId"].clone()).expect("an assignment")
}

pub fn details(answer: Answer) -> StandingDetails {
    answer.expect(200).read_as()
}

pub fn kinds(details: &StandingDetails) -> Vec<EventKind> {
    details.history.iter().map(|event| event.kind).collect()
}

/// As JSON has it.
pub fn word(status: impl serde::Serialize) -> String {
    serde_json::to_value(status).expect("a word").as_str().unwrap_or_default().to_owned()
}
