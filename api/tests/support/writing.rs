//! Requirements and plans for tests, made through the API as those who write them do.

use kyndig_contract::{
    plan::{PlanDetails, PlanRequirement},
    requirement::RequirementDetails,
};
use kyndig_db::Sql;
use kyndig_domain::ids::{AssignmentId, PlanId, RequirementId, UnitId};
use kyndig_gate as gate;
use kyndig_gate::Affected;
use serde_json::{Value, json};

use super::{Client, Someone, TestApp};

/// What a requirement of this name may say.
pub fn saying(name: &str) -> Value {
    json!({"name": name, "description": "", "learningMethod": "practical_training",
        "documentationMethod": "self_registration", "needsSignature": false, "links": []})
}

/// The same with some of it said otherwise.
pub fn but(mut content: Value, changes: &Value) -> Value {
    for (name, value) in changes.as_object().expect("changes") {
        content[name] = value.clone();
    }
    content
}

/// A new requirement, drafted.
pub async fn drafted(client: &Client<'_>, unit: UnitId, content: Value) -> RequirementDetails {
    client.post("/requirements", json!({"ownerUnitId": unit, "content": content})).await.expect(201).read_as()
}

pub async fn publish(client: &Client<'_>, requirement: RequirementId) -> RequirementDetails {
    let path = format!("/requirements/{requirement}");
    let version = client.get(&path).await.expect(200).version();
    client.post_if(&format!("{path}/publish"), version, json!(null)).await.expect(200).read_as()
}

/// A new requirement, published.
pub async fn published(client: &Client<'_>, unit: UnitId, content: Value) -> RequirementId {
    let requirement = drafted(client, unit, content).await;
    publish(client, requirement.id).await.id
}

/// Shares a requirement with a unit and all below it.
pub async fn share(client: &Client<'_>, requirement: RequirementId, unit: UnitId) -> RequirementDetails {
    let path = format!("/requirements/{requirement}");
    let version = client.get(&path).await.expect(200).version();
    let body = json!({"withSubunits": true});
    client.put_if(&format!("{path}/shares/{unit}"), version, body).await.expect(200).read_as()
}

/// Saves this as the draft of a requirement.
pub async fn redraft(client: &Client<'_>, requirement: RequirementId, content: Value) -> RequirementDetails {
    let path = format!("/requirements/{requirement}");
    let version = client.get(&path).await.expect(200).version();
    client.put_if(&format!("{path}/draft"), version, json!({"content": content})).await.expect(200).read_as()
}

/// A new plan with one section.
pub async fn plan(client: &Client<'_>, unit: UnitId, name: &str) -> PlanDetails {
    let plan: PlanDetails =
        client.post("/plans", json!({"ownerUnitId": unit, "name": name})).await.expect(201).read_as();
    section(client, plan.id, "Første del").await
}

pub async fn section(client: &Client<'_>, plan: PlanId, name: &str) -> PlanDetails {
    client.post(&format!("/plans/{plan}/sections"), json!({"name": name})).await.expect(201).read_as()
}

pub async fn read(client: &Client<'_>, plan: PlanId) -> PlanDetails {
    client.get(&format!("/plans/{plan}")).await.expect(200).read_as()
}

/// Takes existing requirements into the last section of a plan.
pub async fn take_in(client: &Client<'_>, plan: PlanId, requirements: &[RequirementId]) -> PlanDetails {
    let section = read(client, plan).await.sections.last().expect("a section").id;
    let path = format!("/plans/{plan}/sections/{section}/requirements");
    client.post(&path, json!({"requirementIds": requirements})).await.expect(201).read_as()
}

/// Where a requirement stands in a plan.
#[track_caller]
pub fn place(plan: &PlanDetails, requirement: RequirementId) -> &PlanRequirement {
    let mut places = plan.sections.iter().flat_map(|section| &section.requirements);
    places.find(|place| place.requirement.id == requirement).expect("the requirement in the plan")
}

/// Activates these requirements of a plan together, publishing their drafts.
pub async fn activate(client: &Client<'_>, plan: PlanId, requirements: &[RequirementId]) -> PlanDetails {
    let details = read(client, plan).await;
    let ids: Vec<_> = requirements.iter().map(|requirement| place(&details, *requirement).id).collect();
    let path = format!("/plans/{plan}/activate");
    let body = json!({"planRequirementIds": ids});
    client.post_if(&path, details.version.into(), body).await.expect(200).read_as()
}

/// A plan with these requirements active.
pub async fn active_plan(client: &Client<'_>, unit: UnitId, name: &str, requirements: &[RequirementId]) -> PlanId {
    let plan = plan(client, unit, name).await.id;
    take_in(client, plan, requirements).await;
    activate(client, plan, requirements).await;
    plan
}

/// Gives a plan to somebody, past the rules of assigning.
pub async fn has_plan(app: &TestApp, someone: Someone, plan: PlanId) {
    app.system(async |work| {
        gate::change(work, &Affected::plan_of(vec![someone.person], plan), async || {
            let sql =
                Sql::new("INSERT INTO assignment (id, plan_id, position_id, person_id, active, assigned_at) VALUES (")
                    .bind(work.new_id::<AssignmentId>())
                    .push(", ")
                    .bind(plan)
                    .push(", ")
                    .bind(someone.position)
                    .push(", ")
                    .bind(someone.person)
                    .push(", TRUE, ")
                    .bind(work.now)
                    .push(")");
            Ok(work.tx.execute(sql).await?)
        })
        .await
    })
    .await;
}

/// Sets somebody's standing, past the rules of fulfilling.
pub async fn stands(app: &TestApp, someone: Someone, requirement: RequirementId, status: &str, on: Option<&str>) {
    app.system(async |work| {
        gate::change(work, &Affected::one(someone.person, requirement), async || {
            let on: Option<chrono::NaiveDate> = on.map(|on| on.parse().expect("a date"));
            let sql = Sql::new("UPDATE standing SET status = ")
                .bind(status)
                .push(", performed_on = ")
                .bind(on)
                .push(" WHERE person_id = ")
                .bind(someone.person)
                .push(" AND requirement_id = ")
                .bind(requirement);
            Ok(work.tx.execute(sql).await?)
        })
        .await
    })
    .await;
}
