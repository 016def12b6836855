//! REQ-16, REQ-18: the list as a table, with the columns one has chosen.

use kyndig_contract::requirement::{Level, RequirementKind, RequirementSummary};
use leptos::prelude::*;

use super::words;
use crate::language;
use crate::nav::Query;
use crate::t;
use crate::ui::*;

/// The columns there are, and those that are seen unless others are chosen.
pub type Columns = (&'static [&'static str], &'static [&'static str]);

/// Of local ones and of all.
const LOCAL: Columns = (
    &["name", "number", "owner", "category", "description", "learning_method", "validity", "state", "plans"],
    &["name", "number", "owner", "category", "validity", "state"],
);
/// REQ-18: of central ones, whose owner goes without saying; and which courses they are linked to.
const CENTRAL: Columns = (
    &["name", "number", "kind", "category", "courses", "description", "learning_method", "validity", "state", "plans"],
    &["name", "number", "kind", "category", "validity", "state"],
);
const ARCHIVE: &[&str] = &["name", "number", "owner", "archived_at", "archived_by", "reason"];

pub fn columns(which: &str) -> Columns {
    if which == "central" { CENTRAL } else { LOCAL }
}

/// The columns that are seen; the name always is, for a row is opened by it.
pub fn shown(which: &str, chosen: Query) -> Vec<String> {
    if which == "archive" {
        return ARCHIVE.iter().copied().map(ToOwned::to_owned).collect();
    }
    let (known, usual) = columns(which);
    let mut shown = picked(chosen, usual);
    shown.retain(|name| known.contains(&name.as_str()));
    if !shown.iter().any(|name| name == "name") {
        shown.insert(0, "name".to_owned());
    }
    shown
}

pub fn column_name(name: &str) -> &'static str {
    match name {
        "number" => t::requirement::number(),
        "owner" => t::requirement::owner(),
        "kind" => t::requirement::kind(),
        "category" => t::requirement::category(),
        "courses" => t::requirement::courses(),
        "description" => t::requirement::description(),
        "learning_method" => t::requirement::learning_method(),
        "validity" => t::requirement::validity(),
        "state" => t::requirement::state(),
        "plans" => t::requirement::tab_used(),
        "archived_at" => t::archive::at(),
        "archived_by" => t::requirement::archive_by(),
        "reason" => t::archive::reason(),
        _ => t::requirement::name(),
    }
}

pub fn framed(which: &str, shown: &[String], sorting: Sorting, rows: AnyView) -> AnyView {
    let caption = if which == "archive" { t::requirement::archive_caption() } else { t::requirement::caption() };
    let column = |name: &String| {
        let column = Column::new(column_name(name));
        match name.as_str() {
            "name" => column.sorted_by("name"),
            "number" => column.sorted_by("number"),
            "owner" => column.sorted_by("owner"),
            "category" => column.sorted_by("category"),
            "archived_at" => column.sorted_by("archived_at"),
            "archived_by" => column.sorted_by("archived_by"),
            "plans" => column.amount(),
            _ => column,
        }
    };
    let columns = shown.iter().map(column).collect();
    view! { <Table caption=caption.to_owned() columns sorting>{rows}</Table> }.into_any()
}

pub fn row(item: RequirementSummary, shown: &[String], chosen: Query) -> AnyView {
    let id = item.id.to_string();
    let cells = shown.iter().map(|column| cell(&item, column, chosen)).collect_view();
    view! { <tr class:chosen=move || chosen.get().as_ref() == Some(&id)>{cells}</tr> }.into_any()
}

fn cell(item: &RequirementSummary, column: &str, chosen: Query) -> AnyView {
    let label = column_name(column);
    let text = |text: String| view! { <td data-label=label>{text}</td> }.into_any();
    match column {
        "name" => {
            let id = item.id.to_string();
            let (link, mine, name) = (format!("row-{id}"), id.clone(), item.name.clone());
            let current = move || (chosen.get().as_ref() == Some(&mine)).then_some("true");
            view! {
                <th scope="row">
                    <a class="ds-link" id=link href=move || chosen.href(&id) aria-current=current>{name}</a>
                    // beside an open one the other columns have no room
                    <span class="meta beside">{words::line(item)}</span>
                </th>
            }
            .into_any()
        }
        "number" => view! { <td data-label=label class="num">{item.number.clone()}</td> }.into_any(),
        "owner" => text(item.owner_unit.name.clone()),
        "kind" => text(kind(item)),
        "category" => text(item.category.as_ref().map(|category| category.name.clone()).unwrap_or_default()),
        "courses" => {
            let one = |course: &kyndig_contract::requirement::Course| {
                view! { <div>{format!("{} {}", course.id, course.name)}</div> }
            };
            view! { <td data-label=label><div>{item.courses.iter().map(one).collect_view()}</div></td> }.into_any()
        }
        "description" => {
            view! { <td data-label=label><span class="clamp">{item.description.clone()}</span></td> }.into_any()
        }
        "learning_method" => text(item.learning_method.map(learning_method_name).unwrap_or_default().to_owned()),
        "validity" => text(words::validity(item.validity_days)),
        "state" => {
            let (tone, text) = words::state(item.published, item.has_draft);
            view! { <td data-label=label><Tag tone text/></td> }.into_any()
        }
        "plans" => view! { <td data-label=label class="amount">{language::number(item.plans)}</td> }.into_any(),
        "archived_at" => text(item.archived.as_ref().map(|gone| language::moment(gone.at)).unwrap_or_default()),
        "archived_by" => text(item.archived.as_ref().map(|gone| gone.by.name.clone()).unwrap_or_default()),
        "reason" => {
            let reason = item.archived.as_ref().map(|gone| gone.reason.clone()).unwrap_or_default();
            view! { <td data-label=label><span class="clamp">{reason}</span></td> }.into_any()
        }
        _ => ().into_any(),
    }
}

/// What it is, and who made it so.
fn kind(item: &RequirementSummary) -> String {
    let what = match item.kind {
        RequirementKind::Requirement => t::requirement::made_requirement_local(),
        RequirementKind::LearningActivity => t::requirement::activity(),
    };
    match item.level {
        Level::National => format!("{what} · {}", t::requirement::national()),
        Level::Local | Level::Central => what.to_owned(),
    }
}
