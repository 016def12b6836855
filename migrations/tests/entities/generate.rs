//! The text of the entities. A column's type follows from its type in the schema, from the table that it refers to, and from
//! the lists below, which say what the schema does not: whose id a column without a reference is, and which texts are words
//! of the domain.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write,
};

use kyndig_db::described::Kind;

use super::schema::{Column, Table};

/// The type of `id` in a table, and of what refers to it.
const IDS: &[(&str, &str)] = &[
    ("assignment", "ids::AssignmentId"),
    ("assignment_event", "ids::EventId"),
    ("audit_log", "ids::EventId"),
    ("category", "ids::CategoryId"),
    ("deadline_undo", "ids::UndoId"),
    ("goal", "ids::GoalId"),
    ("hr_import", "ids::HrImportId"),
    ("loan", "ids::LoanId"),
    ("org_unit", "ids::UnitId"),
    ("outbox", "ids::OutboxId"),
    ("person", "ids::PersonId"),
    ("plan", "ids::PlanId"),
    ("plan_requirement", "ids::PlanRequirementId"),
    ("position", "ids::PositionId"),
    ("repetition", "ids::RepetitionId"),
    ("requirement", "ids::RequirementId"),
    ("role_grant", "ids::RoleGrantId"),
    ("section", "ids::SectionId"),
    ("session", "ids::SessionId"),
    ("signature_request", "ids::SignatureRequestId"),
    ("standing_event", "ids::EventId"),
    ("stored_file", "ids::FileId"),
];

/// Of columns that refer to nothing, in any table: what they name may be gone, or comes later.
const NAMED: &[(&str, &str)] = &[
    ("deputy_for_id", "ids::PersonId"),
    ("goal_id", "ids::GoalId"),
    ("loan_id", "ids::LoanId"),
    ("person_id", "ids::PersonId"),
    ("plan_id", "ids::PlanId"),
    ("point_id", "ids::PointId"),
    ("position_id", "ids::PositionId"),
    ("repetition_id", "ids::RepetitionId"),
    ("request_id", "ids::SignatureRequestId"),
    ("requirement_id", "ids::RequirementId"),
    ("section_id", "ids::SectionId"),
    ("subject_person_id", "ids::PersonId"),
    ("unit_id", "ids::UnitId"),
];

/// Texts that are words of the domain. Part of a key they are texts still: sea-orm asks more of a key than a word gives.
const WORDS: &[(&str, &str, &str)] = &[
    ("assignment", "deactivated_because", "assignment::DeactivationReason"),
    ("assignment_event", "kind", "assignment::AssignmentEventKind"),
    ("assignment_line", "documentation_method", "requirement::DocumentationMethod"),
    ("assignment_line", "learning_method", "requirement::LearningMethod"),
    ("assignment_line", "status", "standing::Status"),
    ("counter_delta", "status", "standing::Status"),
    ("hr_import", "profile", "hr_import::ImportProfile"),
    ("hr_import", "state", "hr_import::ImportState"),
    ("loan", "state", "loan::LoanState"),
    ("org_unit", "kind", "unit::UnitKind"),
    ("person_setting", "language", "settings::Language"),
    ("plan", "completion", "plan::Completion"),
    ("plan", "kind", "plan::PlanKind"),
    ("plan", "level", "requirement::Level"),
    ("plan", "status", "plan::PlanStatus"),
    ("plan_requirement", "state", "plan::PlanRequirementState"),
    ("plan_requirement", "state_before", "plan::PlanRequirementState"),
    ("position", "kind", "position::PositionKind"),
    ("position", "state", "position::PositionState"),
    ("requirement", "documentation_method", "requirement::DocumentationMethod"),
    ("requirement", "kind", "requirement::RequirementKind"),
    ("requirement", "learning_method", "requirement::LearningMethod"),
    ("requirement", "level", "requirement::Level"),
    ("role_grant", "role", "role::Role"),
    ("signature_request", "reason", "signature::RejectionReason"),
    ("signature_request", "status", "signature::RequestStatus"),
    ("standing", "status", "standing::Status"),
    ("standing_event", "kind", "standing::EventKind"),
    ("standing_event", "reason", "signature::RejectionReason"),
    ("stored_file", "kind", "file::FileKind"),
];

/// Numbers that the database gives.
const SERIAL: &[&str] = &["counter_delta", "plan_delta"];

/// Every file of the folder of entities.
pub fn files(tables: &[Table]) -> BTreeMap<String, String> {
    unused(tables);
    let mut files: BTreeMap<String, String> =
        tables.iter().map(|table| (format!("{}.rs", table.name), entity(table))).collect();
    files.insert("mod.rs".to_owned(), list(tables));
    files
}

/// What the lists say is of columns that there are.
fn unused(tables: &[Table]) {
    let has = |table: &str, column: &str| {
        tables.iter().any(|one| one.name == table && one.columns.iter().any(|c| c.name == column))
    };
    for (table, _) in IDS {
        assert!(has(table, "id"), "{table}.id is no column");
    }
    for table in SERIAL {
        assert!(has(table, "id"), "{table}.id is no column");
    }
    for (table, column, _) in WORDS {
        assert!(has(table, column), "{table}.{column} is no column");
    }
}

fn list(tables: &[Table]) -> String {
    let mut out =
        "//! One entity for each table, made from the schema: see `migrations/tests/entities`. Not edited by hand.\n\n"
            .to_owned();
    for table in tables {
        writeln!(out, "pub mod {};", table.name).expect("a String");
    }
    out.push_str("\nuse crate::described::{Described, describe};\n\n/// What each of them says of its table.\n");
    out.push_str("pub fn all() -> Vec<Described> {\n    vec![\n");
    for table in tables {
        writeln!(out, "        describe::<{}::Entity>(),", table.name).expect("a String");
    }
    out.push_str("    ]\n}\n");
    out
}

fn entity(table: &Table) -> String {
    let mut used: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    let mut fields = String::new();
    for column in &table.columns {
        let serial = column.name == "id" && SERIAL.contains(&table.name.as_str());
        let path = if serial { "i64" } else { type_of(table, column) };
        let name = path.split_once("::").map_or(path, |(module, name)| {
            used.entry(module).or_default().insert(name);
            name
        });
        if table.key.contains(&column.name) {
            let counted = if serial { "" } else { ", auto_increment = false" };
            writeln!(fields, "    #[sea_orm(primary_key{counted})]").expect("a String");
        }
        let whole = if column.nullable { format!("Option<{name}>") } else { name.to_owned() };
        writeln!(fields, "    pub {}: {whole},", column.name).expect("a String");
    }
    format!(
        "//! The table `{name}`. Made from the schema.\n\n{uses}use sea_orm::entity::prelude::*;\n\n\
         #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]\n#[sea_orm(table_name = \"{name}\")]\n\
         pub struct Model {{\n{fields}}}\n\n\
         #[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]\npub enum Relation {{}}\n\n\
         impl ActiveModelBehavior for ActiveModel {{}}\n",
        name = table.name,
        uses = uses(&used),
    )
}

/// As rustfmt has it.
fn uses(used: &BTreeMap<&str, BTreeSet<&str>>) -> String {
    let group = |names: &BTreeSet<&str>| {
        let names: Vec<_> = names.iter().copied().collect();
        if let [one] = names.as_slice() { (*one).to_owned() } else { format!("{{{}}}", names.join(", ")) }
    };
    let modules: Vec<String> = used.iter().map(|(module, names)| format!("{module}::{}", group(names))).collect();
    match modules.as_slice() {
        [] => String::new(),
        [one] => format!("use kyndig_domain::{one};\n"),
        many if many.iter().all(|one| !one.contains('{')) => format!("use kyndig_domain::{{{}}};\n", many.join(", ")),
        many => {
            let lines: String = many.iter().fold(String::new(), |lines, one| lines + "    " + one + ",\n");
            format!("use kyndig_domain::{{\n{lines}}};\n")
        }
    }
}

fn type_of(table: &Table, column: &Column) -> &'static str {
    match column.kind {
        Kind::Uuid => id(table, column).unwrap_or("Uuid"),
        Kind::Time => "DateTimeUtc",
        Kind::Date => "Date",
        Kind::Bool => "bool",
        Kind::Int => "i32",
        Kind::Big => "i64",
        Kind::Text if table.key.contains(&column.name) => "String",
        Kind::Text => {
            let word = WORDS.iter().find(|(of, name, _)| *of == table.name && *name == column.name);
            word.map_or("String", |(_, _, path)| path)
        }
        Kind::Other => panic!("{}.{}: a type that the schema does not use", table.name, column.name),
    }
}

fn id(table: &Table, column: &Column) -> Option<&'static str> {
    let of_table = |name: &str| IDS.iter().find(|(table, _)| *table == name).map(|(_, id)| *id);
    match &column.refers_to {
        Some(to) => of_table(to),
        None if column.name == "id" => of_table(&table.name),
        None => NAMED.iter().find(|(name, _)| *name == column.name).map(|(_, id)| *id),
    }
}
