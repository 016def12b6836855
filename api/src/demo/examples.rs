//! The examples on the Swagger page at the demo hospital: ids that exist, and dates near today, so that the calls work.

use std::collections::HashMap;

use chrono::Days;
use kyndig_db::Sql;
use kyndig_platform::{
    auth::{Work, as_system},
    http::Failure,
    state::State,
};
use serde_json::{Value, json};
use uuid::Uuid;

use super::{Size, mark};
use crate::app::CONTRACT;

/// The person of the examples: a nurse, whose own requirements they are.
const NURSE: &str = "ida.nilsen@example.org";

/// Objects of the hospital by their role, each as the SQL that finds it; `$nurse` is the person of the examples.
const FOUND: &[(&str, &str)] = &[
    ("person", "SELECT id FROM person WHERE email = $nurse"),
    ("signer", "SELECT id FROM person WHERE email = 'mona.haugen@example.org'"),
    ("manager", "SELECT id FROM person WHERE email = 'lars.berg@example.org'"),
    (
        "position",
        "SELECT p.id FROM position p JOIN person ON person.id = p.person_id WHERE p.state = 'open' AND person.email = $nurse",
    ),
    ("unit", "SELECT id FROM org_unit WHERE external_id = 'SIHF-MED-SP3'"),
    ("other_unit", "SELECT id FROM org_unit WHERE external_id = 'SIHF-MED-SP4'"),
    ("trust", "SELECT id FROM org_unit WHERE external_id = 'SIHF'"),
    ("plan", "SELECT id FROM plan WHERE name = 'SIHF-Med-SP3-Ny sykepleier'"),
    ("goal_plan", "SELECT id FROM plan WHERE name = 'SIHF-Felles-Kompetansemål LIS1'"),
    (
        "section",
        "SELECT s.id FROM section s JOIN plan ON plan.id = s.plan_id WHERE plan.name = 'SIHF-Med-SP3-Ny sykepleier' \
         ORDER BY s.ordinal",
    ),
    (
        "theme",
        "SELECT s.id FROM section s JOIN plan ON plan.id = s.plan_id WHERE plan.name = 'SIHF-Felles-Kompetansemål LIS1' \
         ORDER BY s.ordinal",
    ),
    (
        "goal",
        "SELECT g.id FROM goal g JOIN plan ON plan.id = g.plan_id WHERE plan.name = 'SIHF-Felles-Kompetansemål LIS1' \
         ORDER BY g.ordinal",
    ),
    (
        "place",
        "SELECT pr.id FROM plan_requirement pr JOIN plan ON plan.id = pr.plan_id \
         WHERE plan.name = 'SIHF-Med-SP3-Ny sykepleier' AND pr.state = 'active' ORDER BY pr.ordinal",
    ),
    (
        "assignment",
        "SELECT a.id FROM assignment a JOIN plan ON plan.id = a.plan_id JOIN person ON person.id = a.person_id \
         WHERE plan.name = 'SIHF-Med-SP3-Ny sykepleier' AND person.email = $nurse",
    ),
    // with a file, and in a plan of the nurse
    (
        "requirement",
        "SELECT r.id FROM requirement r JOIN requirement_file f ON f.requirement_id = r.id AND f.removed_at IS NULL \
         JOIN plan_requirement pr ON pr.requirement_id = r.id AND pr.state = 'active' \
         JOIN assignment a ON a.plan_id = pr.plan_id AND a.active JOIN person ON person.id = a.person_id \
         WHERE person.email = $nurse ORDER BY r.number",
    ),
    (
        "file",
        "SELECT f.file_id FROM requirement r JOIN requirement_file f ON f.requirement_id = r.id AND f.removed_at IS NULL \
         JOIN plan_requirement pr ON pr.requirement_id = r.id AND pr.state = 'active' \
         JOIN assignment a ON a.plan_id = pr.plan_id AND a.active JOIN person ON person.id = a.person_id \
         WHERE person.email = $nurse ORDER BY r.number",
    ),
    (
        "attachment",
        "SELECT f.file_id FROM standing_file f JOIN requirement r ON r.id = f.requirement_id \
         JOIN person ON person.id = f.person_id WHERE r.name = 'Håndhygiene, kursbevis' AND person.email = $nurse",
    ),
    ("edited", "SELECT id FROM requirement WHERE name = 'Pasientløfter, sikker bruk'"),
    // what the nurse may do alone
    ("own", "SELECT id FROM requirement WHERE name = 'Håndhygiene, kursbevis'"),
    ("to_sign", "SELECT id FROM requirement WHERE name = 'Blodtransfusjon'"),
    ("repeated", "SELECT id FROM requirement WHERE name = 'Blodprøvetaking'"),
    (
        "request",
        "SELECT s.id FROM signature_request s JOIN person ON person.id = s.signer_id \
         WHERE person.email = 'mona.haugen@example.org' AND s.status = 'awaiting' ORDER BY s.sent_at",
    ),
    // one of those with a file
    (
        "request_with_file",
        "SELECT s.id FROM signature_request s JOIN requirement_file f ON f.requirement_id = s.requirement_id \
         JOIN person ON person.id = s.signer_id \
         WHERE f.removed_at IS NULL AND person.email = 'mona.haugen@example.org' ORDER BY s.sent_at, s.id, f.file_id",
    ),
    (
        "request_file",
        "SELECT f.file_id FROM signature_request s JOIN requirement_file f ON f.requirement_id = s.requirement_id \
         JOIN person ON person.id = s.signer_id \
         WHERE f.removed_at IS NULL AND person.email = 'mona.haugen@example.org' ORDER BY s.sent_at, s.id, f.file_id",
    ),
    ("category", "SELECT id FROM category WHERE parent_id IS NULL AND unit_id IS NOT NULL ORDER BY sort_key"),
    ("loan", "SELECT id FROM loan ORDER BY CASE state WHEN 'future' THEN 0 ELSE 1 END, id"),
    ("grant", "SELECT id FROM role_grant ORDER BY id"),
    ("import", "SELECT id FROM hr_import ORDER BY id"),
];

const WELCOME: &str = "**This is the demo hospital**, and the examples are of it. Sign in with `POST /session` as it \
    stands, and put the `accessToken` under *Authorize*. That is a nurse; `lars.berg` leads the ward, `mona.haugen` signs \
    and writes plans, `berit.vold` is the trust's administrator and `sofie.lunde` the system's owner: all \
    `@example.org`, with the same password.\n\n";

/// The contract with examples that exist here; none where this is no demo hospital.
pub async fn filled(state: &State) -> Result<Option<String>, Failure> {
    if mark::read(state).await? != Some((Size::Ward, true)) {
        return Ok(None);
    }
    let known = as_system(state.system(), "demo", known).await?;
    let mut document: Value = serde_json::from_str(CONTRACT)?;
    fill(&mut document, &known);
    Ok(Some(serde_json::to_string(&document)?))
}

async fn known(work: &Work<'_>) -> Result<HashMap<&'static str, Value>, Failure> {
    let mut known = HashMap::new();
    for (name, sql) in FOUND {
        let mut query = Sql::default();
        for (at, part) in sql.split("$nurse").enumerate() {
            query = if at == 0 { query.push(part) } else { query.bind(NURSE).push(part) };
        }
        let found: Vec<Uuid> = work.tx.column(query.push(" LIMIT 1")).await?;
        if let Some(id) = found.first() {
            known.insert(*name, json!(id));
        }
    }
    for (name, days) in [("today", 0), ("soon", 7), ("later", 60)] {
        known.insert(name, json!(work.today + Days::new(days)));
    }
    Ok(known)
}

fn fill(document: &mut Value, known: &HashMap<&'static str, Value>) {
    if let Some(text) = document["info"]["description"].as_str() {
        document["info"]["description"] = format!("{WELCOME}{text}").into();
    }
    for (path, item) in document["paths"].as_object_mut().into_iter().flatten() {
        for operation in item.as_object_mut().into_iter().flat_map(|item| item.values_mut()) {
            let parameters = operation.get_mut("parameters").and_then(Value::as_array_mut);
            for parameter in parameters.into_iter().flatten() {
                let name = parameter["name"].as_str().unwrap_or_default();
                let value = of_parameter(path, name, known);
                if let (Some(value), Some(parameter)) = (value, parameter.as_object_mut()) {
                    parameter.insert("example".to_owned(), value);
                }
            }
        }
    }
    for (name, schema) in document["components"]["schemas"].as_object_mut().into_iter().flatten() {
        if let Some(example) = schema.get_mut("example") {
            within(name, example, known);
        }
    }
}

/// What stands in an address or its query.
fn of_parameter(path: &str, name: &str, known: &HashMap<&'static str, Value>) -> Option<Value> {
    let path = path.trim_start_matches(kyndig_platform::http::BASE);
    let goals = path.ends_with("/case") || path.contains("/goals") || path.ends_with("/difference");
    let what = match name {
        "id" => match path.split('/').nth(1)? {
            "plans" if goals => "goal_plan",
            "plans" => "plan",
            "assignments" => "assignment",
            "categories" => "category",
            "hr-imports" => "import",
            "loans" => "loan",
            "requirements" if path.ends_with("/difference") => "edited",
            "requirements" => "requirement",
            "role-grants" => "grant",
            "signature-requests" if path.contains("/files") => "request_with_file",
            "signature-requests" => "request",
            "units" => "unit",
            _ => return None,
        },
        "planId" | "plans" => "plan",
        "assignmentId" => "assignment",
        "positionId" | "positions" => "position",
        "personId" => "person",
        "unitId" | "owner" if !path.starts_with("/plans") || name == "unitId" => "unit",
        "sectionId" if goals => "theme",
        "sectionId" => "section",
        "goalId" => "goal",
        "planRequirementId" => "place",
        "fileId" if path.contains("/attachments") => "attachment",
        "fileId" if path.starts_with("/signature-requests") => "request_file",
        "fileId" => "file",
        "requirementId" if path.contains("/attachments") => "own",
        "requirementId" => match path.rsplit('/').next()? {
            "fulfil" | "draft" | "attachments" | "deadline" => "own",
            "send" => "to_sign",
            "repetitions" => "repeated",
            _ => "requirement",
        },
        "If-Match" => return Some("*".into()),
        "version" | "from" if path.starts_with("/plans") => return Some("1.0".into()),
        "to" if path.starts_with("/plans") => return Some("1.1".into()),
        "version" | "from" if path.starts_with("/requirements") => return Some(1.into()),
        "to" if path.starts_with("/requirements") => return Some(2.into()),
        "search" if path == "/people" => return Some("Mona".into()),
        "unit" if path == "/categories" => "trust",
        _ => return None,
    };
    known.get(what).cloned()
}

/// The examples in a body.
fn within(schema: &str, example: &mut Value, known: &HashMap<&'static str, Value>) {
    if schema == "SignIn" {
        *example = json!({"email": NURSE, "password": super::PASSWORD, "refreshIn": "body"});
    }
    let Some(fields) = example.as_object_mut() else { return };
    if schema == "SaveDraft" {
        // this operation takes none
        fields.remove("comment");
    }
    for (name, value) in fields {
        let what = match (schema, name.as_str()) {
            ("CreateCategory", "unitId") => "trust",
            ("CreateLoan" | "ChangeLoan", "unitId") => "other_unit",
            (_, "unitId" | "ownerUnitId") => "unit",
            (_, "planId") => "goal_plan",
            (_, "positionId" | "positionIds") => "position",
            (_, "personId") => "person",
            (_, "signerId" | "documentOwnerId") => "signer",
            (_, "managerId" | "documentAuthorId") => "manager",
            (_, "planRequirementIds") => "place",
            ("SendMany", "requirementIds") => "to_sign",
            (_, "requirementId" | "requirementIds") => "own",
            ("SignMany" | "RejectMany" | "CancelMany", "ids") => "request",
            ("ReorderPlan", "id") | (_, "sectionId") => "section",
            (_, "parentId") => "category",
            (_, "performedOn") => "today",
            (_, "startsOn") => "soon",
            (_, "endsOn" | "deadline") => "later",
            _ => {
                match value {
                    Value::Object(_) => within(schema, value, known),
                    Value::Array(items) => items.iter_mut().for_each(|item| within(schema, item, known)),
                    _ => {}
                }
                continue;
            }
        };
        let Some(found) = known.get(what) else { continue };
        *value = if value.is_array() { json!([found]) } else { found.clone() };
    }
}
