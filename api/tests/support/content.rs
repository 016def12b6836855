//! Requirements and published plans, written straight into the tables: for tests of what comes after.

use kyndig_db::Sql;
use kyndig_domain::{
    ids::{PersonId, PlanId, PlanRequirementId, RequirementId, SectionId, UnitId},
    plan::PlanRequirementState,
    text,
};
use kyndig_platform::{auth::Work, http::Failure};

/// A published requirement.
pub async fn requirement(
    work: &Work<'_>,
    owner: UnitId,
    by: PersonId,
    name: &str,
    needs_signature: bool,
    validity_days: Option<i32>,
) -> RequirementId {
    let mut content = serde_json::json!({"needsSignature": needs_signature});
    if let Some(days) = validity_days {
        content["validityDays"] = days.into();
    }
    published(work, owner, by, name, content).await
}

/// A published requirement that says this too.
pub async fn published(
    work: &Work<'_>,
    owner: UnitId,
    by: PersonId,
    name: &str,
    differs: serde_json::Value,
) -> RequirementId {
    let id: RequirementId = work.new_id();
    let number = work.tx.value::<i64>(Sql::new("SELECT count(*) FROM requirement")).await.expect("a count");
    let number = i32::try_from(number.expect("a row")).expect("a number") + 10_001;
    let mut content = serde_json::json!({
        "name": name, "description": "Vis at du kan det.", "learningMethod": "practical_training",
        "needsSignature": false, "commentField": true, "links": [],
    });
    for (field, value) in differs.as_object().expect("fields") {
        content[field] = value.clone();
    }
    let needs_signature = content["needsSignature"] == true;
    content["documentationMethod"] = if needs_signature { "signature" } else { "self_registration" }.into();
    let number_of = |field: &str| content[field].as_i64().and_then(|number| i32::try_from(number).ok());
    let row = [
        id.into(),
        number.into(),
        owner.into(),
        name.into(),
        text::fold(name).into(),
        text::sort_key(name).into(),
        content["learningMethod"].as_str().into(),
        content["documentationMethod"].as_str().into(),
        needs_signature.into(),
        number_of("validityDays").into(),
        number_of("repetitions").into(),
        content.to_string().into(),
        1_i32.into(),
        work.now.into(),
        work.now.into(),
        by.into(),
    ];
    let sql = Sql::new(
        "INSERT INTO requirement (id, number, owner_unit_id, name, folded, sort_key, learning_method, \
         documentation_method, needs_signature, validity_days, repetitions, content, published_version, published_at, \
         created_at, created_by) VALUES ",
    )
    .rows([row]);
    work.tx.execute(sql).await.expect("a requirement");
    let before = content["prerequisites"].as_array().into_iter().flatten();
    for other in before {
        let other: RequirementId = serde_json::from_value(other.clone()).expect("an id");
        let sql = Sql::new("INSERT INTO requirement_prerequisite (requirement_id, prerequisite_id) VALUES ");
        work.tx.execute(sql.rows([[id.into(), other.into()]])).await.expect("a prerequisite");
    }
    id
}

/// A plan with one section, published to its owner unit and all below.
#[derive(Clone, Copy, Debug)]
pub struct Plan {
    pub id: PlanId,
    pub section: SectionId,
}

pub async fn plan(work: &Work<'_>, owner: UnitId, by: PersonId, name: &str) -> Plan {
    let id: PlanId = work.new_id();
    let row = [
        id.into(),
        "competence".into(),
        name.into(),
        text::fold(name).into(),
        text::sort_key(name).into(),
        owner.into(),
        "For nyansatte.".into(),
        "Seks måneder".into(),
        "".into(),
        "automatic".into(),
        by.into(),
        by.into(),
        1_i32.into(),
        true.into(),
        work.now.into(),
        by.into(),
    ];
    let sql = Sql::new(
        "INSERT INTO plan (id, kind, name, folded, sort_key, owner_unit_id, description, time_frame, literature, \
         completion, document_owner_id, document_author_id, major, was_published, created_at, created_by) VALUES ",
    )
    .rows([row]);
    work.tx.execute(sql).await.expect("a plan");
    let section: SectionId = work.new_id();
    let sql = Sql::new("INSERT INTO section (id, plan_id, name, ordinal) VALUES ").rows([[
        section.into(),
        id.into(),
        "Medikamenthåndtering".into(),
        1_i32.into(),
    ]]);
    work.tx.execute(sql).await.expect("a section");
    let sql = Sql::new("INSERT INTO plan_publication (plan_id, unit_id, with_subunits, published_at) VALUES ")
        .rows([[id.into(), owner.into(), true.into(), work.now.into()]]);
    work.tx.execute(sql).await.expect("a publication");
    Plan { id, section }
}

/// Takes a requirement into a plan. Where the plan is assigned already, this belongs inside the gate.
pub async fn take_in(
    work: &Work<'_>,
    plan: Plan,
    by: PersonId,
    requirement: RequirementId,
    state: PlanRequirementState,
    validity_days: Option<i32>,
) {
    let row = [
        work.new_id::<PlanRequirementId>().into(),
        plan.id.into(),
        plan.section.into(),
        requirement.into(),
        1_i32.into(),
        state.into(),
        validity_days.into(),
        work.now.into(),
        by.into(),
    ];
    let sql = Sql::new(
        "INSERT INTO plan_requirement (id, plan_id, section_id, requirement_id, ordinal, state, validity_days, \
         added_at, added_by) VALUES ",
    )
    .rows([row]);
    work.tx.execute(sql).await.expect("its place in the plan");
}

/// A plan of the trust with these active requirements: name, needs signature, validity.
pub async fn plan_with(
    work: &Work<'_>,
    owner: UnitId,
    by: PersonId,
    name: &str,
    requirements: &[(&str, bool, Option<i32>)],
) -> (Plan, Vec<RequirementId>) {
    let plan = plan(work, owner, by, name).await;
    let mut ids = Vec::new();
    for (name, needs_signature, validity) in requirements {
        let id = requirement(work, owner, by, name, *needs_signature, *validity).await;
        take_in(work, plan, by, id, PlanRequirementState::Active, None).await;
        ids.push(id);
    }
    (plan, ids)
}

/// Those of these units that a plan is published to.
pub async fn published_to(work: &Work<'_>, plan: PlanId, units: &[UnitId]) -> Result<Vec<UnitId>, Failure> {
    let published = kyndig_content::plan::service::is_published_to("p.id", "u.id");
    let sql = Sql::new(&format!("SELECT u.id FROM plan p CROSS JOIN org_unit u WHERE {published} AND p.id = "));
    Ok(work.tx.column(sql.bind(plan).push(" AND u.id IN ").list(units.iter().copied())).await?)
}
