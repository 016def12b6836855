//! REP-6: "Administer requirements" and its archive as files, with the columns of the page.

use kyndig_contract::requirement::{Level, RequirementKind, RequirementSummary};
use kyndig_platform::{
    clock::wall,
    http::export::{self, Column, Table},
    translations::Translations,
};
use kyndig_sheet::Cell;

export::columns! {
    RequirementColumns of REQUIREMENTS, ARCHIVE;
}

pub static REQUIREMENTS: Table<RequirementSummary> = Table {
    title: "requirement.caption",
    columns: &[
        Column::new("name", "requirement.name", 48, |one, _| Cell::from(&one.name)),
        Column::new("number", "requirement.number", 14, |one, _| Cell::from(&one.number)),
        Column::new("owner", "requirement.owner", 32, |one, _| Cell::from(&one.owner_unit.name)),
        Column::new("kind", "requirement.kind", 28, |one, words| kind(one, words).into()),
        Column::new("category", "requirement.category", 28, |one, _| {
            one.category.as_ref().map(|category| &category.name).into()
        }),
        Column::new("courses", "requirement.courses", 40, |one, _| courses(one).into()),
        Column::new("description", "requirement.description", 60, |one, _| Cell::from(&one.description)),
        Column::new("learning_method", "requirement.learning_method", 24, |one, words| {
            one.learning_method.map(|method| words.of_kind("method.learning_", method.as_str())).into()
        }),
        Column::new("validity", "requirement.validity_days", 18, |one, _| one.validity_days.into()),
        Column::new("state", "requirement.state", 16, |one, words| {
            Cell::from(words.get(match (one.published, one.has_draft) {
                (_, true) => "requirement.draft",
                (true, false) => "requirement.active",
                (false, false) => "requirement.unpublished",
            }))
        }),
        Column::new("plans", "requirement.tab_used", 16, |one, _| one.plans.into()),
    ],
};

pub static ARCHIVE: Table<RequirementSummary> = Table {
    title: "requirement.archive_caption",
    columns: &[
        Column::new("name", "requirement.name", 48, |one, _| Cell::from(&one.name)),
        Column::new("number", "requirement.number", 14, |one, _| Cell::from(&one.number)),
        Column::new("owner", "requirement.owner", 32, |one, _| Cell::from(&one.owner_unit.name)),
        Column::new("archived_at", "archive.at", 18, |one, _| {
            one.archived.as_ref().map(|archived| wall(archived.at)).into()
        }),
        Column::new("archived_by", "requirement.archive_by", 28, |one, _| {
            one.archived.as_ref().map(|archived| &archived.by.name).into()
        }),
        Column::new("reason", "archive.reason", 60, |one, _| {
            one.archived.as_ref().map(|archived| &archived.reason).into()
        }),
    ],
};

/// Its kind and level.
fn kind(one: &RequirementSummary, words: &Translations) -> String {
    let what = words.get(match one.kind {
        RequirementKind::Requirement => "requirement.made_requirement_local",
        RequirementKind::LearningActivity => "requirement.activity",
    });
    match one.level {
        Level::National => format!("{what} · {}", words.get("requirement.national")),
        Level::Local | Level::Central => what.to_owned(),
    }
}

fn courses(one: &RequirementSummary) -> String {
    let named: Vec<_> = one.courses.iter().map(|course| format!("{} {}", course.id, course.name)).collect();
    named.join("\n")
}
