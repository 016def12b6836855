//! REP-6: "Administer plans" and the archive of plans as files, with the columns of the page.

use kyndig_contract::plan::{PlanKind, PlanSummary};
use kyndig_platform::{
    clock::wall,
    http::export::{self, Column, Table},
    translations::Translations,
};
use kyndig_sheet::Cell;

export::columns! {
    PlanColumns of PLANS, ARCHIVE;
}

pub static PLANS: Table<PlanSummary> = Table {
    title: "plan.caption",
    columns: &[
        Column::new("kind", "plan.kind", 26, |plan, words| kind(plan, words).into()),
        Column::new("name", "plan.name", 48, |plan, _| Cell::from(&plan.name)),
        Column::new("description", "plan.description", 60, |plan, _| Cell::from(&plan.description)),
        Column::new("owner", "plan.owner", 32, |plan, _| Cell::from(&plan.owner_unit.name)),
        Column::new("status", "plan.status", 24, |plan, words| {
            words.of_kind("plan.status_", plan.status.as_str()).into()
        }),
        Column::new("access", "plan.access", 20, |plan, words| {
            Cell::from(words.get(if plan.can_edit { "plan.access_edit" } else { "plan.access_preview" }))
        }),
        Column::new("created_by", "plan.creator", 28, |plan, _| Cell::from(&plan.created_by.name)),
    ],
};

pub static ARCHIVE: Table<PlanSummary> = Table {
    title: "plan.archive_caption",
    columns: &[
        Column::new("name", "plan.name", 48, |plan, _| Cell::from(&plan.name)),
        Column::new("owner", "plan.owner", 32, |plan, _| Cell::from(&plan.owner_unit.name)),
        Column::new("archived_at", "archive.at", 18, |plan, _| {
            plan.archived.as_ref().map(|archived| wall(archived.at)).into()
        }),
        Column::new("archived_by", "plan.archive_by", 28, |plan, _| {
            plan.archived.as_ref().map(|archived| &archived.by.name).into()
        }),
        Column::new("reason", "archive.reason", 60, |plan, _| {
            plan.archived.as_ref().map(|archived| &archived.reason).into()
        }),
    ],
};

fn kind<'a>(plan: &PlanSummary, words: &'a Translations) -> &'a str {
    words.get(match (plan.kind, plan.is_template) {
        (PlanKind::Competence, _) => "plan.kind_competence",
        (PlanKind::LearningGoals, false) => "plan.kind_learning_goals",
        (PlanKind::LearningGoals, true) => "plan.kind_learning_template",
        (PlanKind::ApprenticeGoals, false) => "plan.kind_apprentice_goals",
        (PlanKind::ApprenticeGoals, true) => "plan.kind_apprentice_template",
    })
}
