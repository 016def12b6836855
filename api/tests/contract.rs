//! The contract: checked in, whole, and limited where the validation limits.

use std::collections::BTreeSet;

use kyndig_contract::{
    assignment, category, employee, follow_up, goal, list, loan, plan, requirement, role, session, settings, signature,
    standing,
};
use serde::de::DeserializeOwned;
use serde_json::Value;
use validator::Validate;

fn document() -> Value {
    serde_json::to_value(kyndig_api::app::openapi()).expect("a document")
}

fn operations(document: &Value) -> Vec<(String, String, Value)> {
    let mut found = Vec::new();
    for (path, item) in document["paths"].as_object().expect("paths") {
        for (method, operation) in item.as_object().expect("an item") {
            if ["get", "put", "post", "delete", "patch"].contains(&method.as_str()) {
                found.push((method.to_uppercase(), path.clone(), operation.clone()));
            }
        }
    }
    found
}

/// What is served is the file, not what the handlers say.
#[test]
fn the_file_is_what_the_program_says() {
    let said = kyndig_api::app::openapi().to_pretty_json().expect("a document");
    assert!(said == kyndig_api::app::CONTRACT.trim_end(), "run ./just openapi and look at the difference");
}

/// A client in Rust names a path by `api_path!`, which knows these.
#[test]
fn clients_know_all_paths() {
    let document = document();
    let paths = document["paths"].as_object().expect("paths").keys();
    let said: BTreeSet<&str> = paths.filter_map(|path| path.strip_prefix("/api/v1")).collect();
    assert_eq!(said.into_iter().collect::<Vec<_>>(), kyndig_contract::path::PATHS);
}

/// Every operation has a description, and an id of its own.
#[test]
fn every_operation_is_described() {
    let document = document();
    let mut ids = BTreeSet::new();
    for (method, path, operation) in operations(&document) {
        let name = format!("{method} {path}");
        for part in ["operationId", "summary", "description"] {
            assert!(operation[part].as_str().is_some_and(|text| !text.is_empty()), "{name} has no {part}");
        }
        assert!(
            ids.insert(operation["operationId"].as_str().expect("an id").to_owned()),
            "{name}: the id stands twice"
        );
        assert!(path.starts_with("/api/v1/"), "{name}");
    }
    assert!(!ids.is_empty());
}

/// What a validator of others asks for, and what it does not see: every answer says what it is, anything can fail, who
/// must be signed in is said, and everything is filed where the document says there is something.
#[test]
fn every_operation_is_whole() {
    let document = document();
    let tags: Vec<&str> =
        document["tags"].as_array().expect("tags").iter().filter_map(|tag| tag["name"].as_str()).collect();
    let mut used = BTreeSet::new();
    for (method, path, operation) in operations(&document) {
        let name = format!("{method} {path}");
        let security =
            operation["security"].as_array().unwrap_or_else(|| panic!("{name} does not say who may call it"));
        let permission = operation["x-permission"].as_str().filter(|_| !security.is_empty());
        assert_eq!(security.is_empty(), permission.is_none(), "{name}: somebody signed in, and no permission");
        let said = permission.map_or_else(|| "none; no sign-in needed".to_owned(), |needed| format!("`{needed}`"));
        let description = operation["description"].as_str().expect("a description");
        assert!(description.ends_with(&format!("**Permission:** {said}")), "{name}: {description}");
        for status in ["400", "500", "503"] {
            assert!(operation["responses"][status].is_object(), "{name} tells of no {status}");
        }
        for (status, answer) in operation["responses"].as_object().expect("answers") {
            let text = answer["description"].as_str().unwrap_or_default();
            assert!(!text.is_empty(), "{name} does not say what {status} is");
            let schema = &answer["content"]["application/json"]["schema"];
            assert!(
                schema.is_null() || schema["$ref"].is_string(),
                "{name}: {status} has no type of its own: {schema}"
            );
        }
        let filed = operation["tags"].as_array().expect("tags");
        for tag in filed.iter().filter_map(Value::as_str) {
            assert!(tags.contains(&tag), "{name} is filed under {tag}, which the document does not have");
            used.insert(tag.to_owned());
        }
    }
    assert_eq!(used.len(), tags.len(), "nothing is filed under some of {tags:?}");
}

/// A page refers to what it holds, and a field that may be absent is never null.
#[test]
fn shapes_are_said_in_one_way() {
    let document = document();
    let schemas = document["components"]["schemas"].as_object().expect("schemas");
    let null = |schema: &Value| {
        let kinds = schema["type"].as_array().cloned().unwrap_or_default();
        let alternatives = schema["oneOf"].as_array().cloned().unwrap_or_default();
        kinds.iter().any(|kind| kind == "null") || alternatives.iter().any(|one| one["type"] == "null")
    };
    for (name, schema) in schemas {
        if let Some(item) = name.strip_prefix("Page_") {
            let held = &schema["properties"]["items"]["items"]["$ref"];
            assert_eq!(held, &Value::from(format!("#/components/schemas/{item}")), "{name}");
        }
        let required: Vec<&Value> = schema["required"].as_array().into_iter().flatten().collect();
        for (field, property) in schema["properties"].as_object().into_iter().flatten() {
            let optional = !required.iter().any(|name| *name == field);
            assert!(!(optional && null(property)), "{name}.{field} is absent or null: {property}");
        }
    }
    for (method, path, operation) in operations(&document) {
        for parameter in operation["parameters"].as_array().into_iter().flatten() {
            assert!(!null(&parameter["schema"]), "{method} {path}: {parameter}");
        }
    }
}

/// What a problem's code can be is all that the registry has.
#[test]
fn codes_are_those_of_the_registry() {
    let document = document();
    let code = &document["components"]["schemas"]["Problem"]["properties"]["code"]["$ref"];
    assert_eq!(code, "#/components/schemas/ProblemCode");
    let told = document["components"]["schemas"]["ProblemCode"]["enum"].as_array().expect("codes").clone();
    let known: Vec<Value> = kyndig_platform::http::Code::ALL.iter().map(|code| code.as_str().into()).collect();
    assert_eq!(told, known);
}

/// The rules by which we know things among ourselves say nothing to others.
#[test]
fn no_rule_is_named() {
    let text = document().to_string();
    let ours = |word: &str| {
        let Some((letters, digits)) = word.split_once('-') else { return false };
        letters.len() == 3
            && letters.bytes().all(|b| b.is_ascii_uppercase())
            && (1..=2).contains(&digits.len())
            && digits.bytes().all(|b| b.is_ascii_digit())
            && !["UTF-8", "FKM-01"].contains(&word)
    };
    let words = text.split(|c: char| !(c.is_alphanumeric() || c == '-'));
    let named: BTreeSet<&str> = words.filter(|word| ours(word)).collect();
    assert!(named.is_empty(), "{named:?}");
}

/// Operations that make something without answering 201: several at once, or something beside what they answer with.
const MAKES: &[&str] = &[
    "assignToMatching",
    "changeAssignments",
    "importContent",
    "registerRepetitions",
    "sendToSigner",
    "sendToSignerMany",
    "startHrImport",
    "writeToEmployees",
];

/// Every POST that creates takes a key, so that it can be sent again without creating twice.
#[test]
fn what_creates_takes_an_idempotency_key() {
    let document = document();
    let mut found = 0;
    for (method, path, operation) in operations(&document) {
        let id = operation["operationId"].as_str().expect("an id");
        // signing in makes a session for whoever knows the password, each time
        let creates = operation["responses"]["201"].is_object() && id != "signIn" || MAKES.contains(&id);
        let parameters = operation["parameters"].as_array().cloned().unwrap_or_default();
        let takes = parameters.iter().any(|one| one["in"] == "header" && one["name"] == "Idempotency-Key");
        assert!(takes || !(creates && method == "POST"), "{method} {path} creates, and takes no key");
        found += usize::from(creates);
    }
    assert!(found > MAKES.len(), "{found}");
}

/// The words of an enum stand in the contract as they are sent.
#[test]
fn words_are_lower_case() {
    fn look(at: &str, value: &Value, wrong: &mut Vec<String>) {
        if let Some(words) = value["enum"].as_array() {
            let odd = |word: &&Value| {
                word.as_str()
                    .is_some_and(|w| !w.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_'))
            };
            wrong.extend(words.iter().filter(odd).map(|word| format!("{at}: {word}")));
        }
        match value {
            Value::Object(inner) => inner.iter().for_each(|(name, value)| look(&format!("{at}/{name}"), value, wrong)),
            Value::Array(inner) => inner.iter().for_each(|value| look(at, value, wrong)),
            _ => {}
        }
    }
    let mut wrong = Vec::new();
    look("", &document()["components"]["schemas"], &mut wrong);
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// Whatever is referred to is there: others make their types of this document.
#[test]
fn no_reference_leads_nowhere() {
    let document = document();
    let text = document.to_string();
    let named = text.split("\"#/components/schemas/").skip(1).filter_map(|rest| rest.split('"').next());
    let missing: BTreeSet<_> = named.filter(|name| document["components"]["schemas"][name].is_null()).collect();
    assert!(missing.is_empty(), "{missing:?}");
}

/// Reads a request of this type and validates it, as a handler does.
type Check = fn(Value) -> Result<(), String>;

fn check<T: DeserializeOwned + Validate>(value: Value) -> Result<(), String> {
    let request: T = serde_json::from_value(value).map_err(|error| error.to_string())?;
    request.validate().map_err(|errors| errors.to_string())
}

/// Every body that can be sent, by the name of its schema.
const REQUESTS: &[(&str, Check)] = &[
    ("SignIn", check::<session::SignIn>),
    ("GrantRole", check::<role::GrantRole>),
    ("RefreshSession", check::<session::RefreshSession>),
    ("ChooseActing", check::<session::ChooseActing>),
    ("CreateCategory", check::<category::CreateCategory>),
    ("RenameCategory", check::<category::RenameCategory>),
    ("MoveCategory", check::<category::MoveCategory>),
    ("CreateRequirement", check::<requirement::CreateRequirement>),
    ("SaveRequirementDraft", check::<requirement::SaveRequirementDraft>),
    ("ShareRequirement", check::<requirement::ShareRequirement>),
    ("ShareWithUnits", check::<requirement::ShareWithUnits>),
    ("Archive", check::<requirement::Archive>),
    ("DeactivateRequirement", check::<plan::DeactivateRequirement>),
    ("ReactivateRequirement", check::<plan::ReactivateRequirement>),
    ("AdaptedValidity", check::<plan::AdaptedValidity>),
    ("CreatePlan", check::<plan::CreatePlan>),
    ("UpdatePlan", check::<plan::UpdatePlan>),
    ("CreateSection", check::<plan::CreateSection>),
    ("UpdateSection", check::<plan::UpdateSection>),
    ("CreateGoal", check::<goal::CreateGoal>),
    ("ReorderPlan", check::<plan::ReorderPlan>),
    ("AddRequirements", check::<plan::AddRequirements>),
    ("ActivateRequirements", check::<plan::ActivateRequirements>),
    ("NameOwners", check::<plan::NameOwners>),
    ("PublishPlan", check::<plan::PublishPlan>),
    ("PublishToUnits", check::<plan::PublishToUnits>),
    ("AssignPlan", check::<assignment::AssignPlan>),
    ("AssignToMatching", check::<employee::AssignToMatching>),
    ("ChangeAssignments", check::<assignment::ChangeAssignments>),
    ("SaveDraft", check::<standing::SaveDraft>),
    ("Fulfil", check::<standing::Fulfil>),
    ("SendToSigner", check::<standing::SendToSigner>),
    ("RegisterRepetitions", check::<standing::RegisterRepetitions>),
    ("TickPoints", check::<standing::TickPoints>),
    ("DescribeAttachment", check::<standing::DescribeAttachment>),
    ("FulfilMany", check::<standing::FulfilMany>),
    ("SendMany", check::<standing::SendMany>),
    ("TakeBackMany", check::<standing::TakeBackMany>),
    ("MarkNotRelevant", check::<standing::MarkNotRelevant>),
    ("MarkPoint", check::<standing::MarkPoint>),
    ("SetDeadline", check::<standing::SetDeadline>),
    ("SetDeadlines", check::<follow_up::SetDeadlines>),
    ("WriteToEmployees", check::<follow_up::WriteToEmployees>),
    ("Sign", check::<signature::Sign>),
    ("Reject", check::<signature::Reject>),
    ("SignMany", check::<signature::SignMany>),
    ("RejectMany", check::<signature::RejectMany>),
    ("CancelMany", check::<signature::CancelMany>),
    ("CreateLoan", check::<loan::CreateLoan>),
    ("ChangeLoan", check::<loan::ChangeLoan>),
    ("SetManager", check::<employee::SetManager>),
    ("Settings", check::<settings::Settings>),
    ("SavedView", check::<list::SavedView>),
];

/// The limits in the documentation are those of the validation: at each limit a request passes, one beyond it
/// does not.
#[test]
fn limits_are_the_same_in_both() {
    let document = document();
    let mut bodies = BTreeSet::new();
    for (method, path, operation) in operations(&document) {
        if let Some(schema) = operation.pointer("/requestBody/content/application~1json/schema/$ref") {
            let name = schema.as_str().and_then(|r| r.rsplit('/').next()).expect("a name").to_owned();
            assert!(REQUESTS.iter().any(|(known, _)| *known == name), "{method} {path}: {name} is not in REQUESTS");
            bodies.insert(name);
        }
    }
    let mut limits = 0;
    for (name, check) in REQUESTS.iter().filter(|(name, _)| bodies.contains(*name)) {
        let schema = &document["components"]["schemas"][name];
        let example = schema["example"].clone();
        assert!(example.is_object(), "{name} has no example");
        check(example.clone()).unwrap_or_else(|error| panic!("the example of {name} is not valid: {error}"));
        limits += walk(&document, schema, &example, &mut |changed, valid, what| {
            let outcome = check(changed);
            assert_eq!(outcome.is_ok(), valid, "{name} {what}: {outcome:?}");
        });
    }
    assert!(bodies.is_empty() || limits > 0);
}

/// Tries every limit of a schema on its example; how many there were.
fn walk(document: &Value, schema: &Value, example: &Value, attempt: &mut dyn FnMut(Value, bool, String)) -> usize {
    let schema = resolve(document, schema);
    let Some(properties) = schema["properties"].as_object() else { return 0 };
    let mut count = 0;
    for (name, property) in properties {
        let property = resolve(document, property);
        let mut with = |value: Value, valid: bool, what: String| {
            let mut changed = example.clone();
            changed[name] = value;
            attempt(changed, valid, format!("{name} {what}"));
            count += 1;
        };
        let given = example.get(name).cloned().unwrap_or(Value::Null);
        let text = given.as_str().unwrap_or_default().to_owned();
        let size = |key: &str| property[key].as_u64().map(|n| usize::try_from(n).expect("a size"));
        if let Some(max) = size("maxLength") {
            let pad = |to: usize| Value::from(text.chars().chain(std::iter::repeat('a')).take(to).collect::<String>());
            with(pad(max), true, format!("of {max} letters"));
            with(pad(max + 1), false, format!("of {} letters", max + 1));
        }
        if let Some(min) = size("minLength").filter(|min| *min > 0) {
            with(Value::from("a".repeat(min - 1)), false, format!("of {} letters", min - 1));
        }
        if let Some(max) = size("maxItems").filter(|_| given.as_array().is_some_and(|items| !items.is_empty())) {
            let item = given[0].clone();
            with(Value::from(vec![item.clone(); max]), true, format!("of {max} items"));
            with(Value::from(vec![item; max + 1]), false, format!("of {} items", max + 1));
        }
        if size("minItems").is_some_and(|min| min > 0) {
            with(Value::from(Vec::<Value>::new()), false, "without items".to_owned());
        }
        for (key, beyond) in [("maximum", 1), ("minimum", -1)] {
            if let Some(limit) = property[key].as_i64() {
                with(Value::from(limit), true, format!("at {limit}"));
                with(Value::from(limit + beyond), false, format!("at {}", limit + beyond));
            }
        }
        if given.is_object() {
            count += walk(document, property, &given, &mut |inner, valid, what| {
                let mut changed = example.clone();
                changed[name] = inner;
                attempt(changed, valid, format!("{name}.{what}"));
            });
        } else if let Some(first) = given.as_array().and_then(|items| items.first()).filter(|item| item.is_object()) {
            count += walk(document, &property["items"], first, &mut |inner, valid, what| {
                let mut changed = example.clone();
                changed[name] = Value::from(vec![inner]);
                attempt(changed, valid, format!("{name}[0].{what}"));
            });
        }
    }
    count
}

/// Follows a reference, also where it may be null.
fn resolve<'a>(document: &'a Value, schema: &'a Value) -> &'a Value {
    let alternatives = schema["oneOf"].as_array().and_then(|all| all.iter().find(|one| one["type"] != "null"));
    let schema = alternatives.unwrap_or(schema);
    match schema["$ref"].as_str().and_then(|r| r.strip_prefix("#/components/schemas/")) {
        Some(name) => &document["components"]["schemas"][name],
        None => schema,
    }
}
