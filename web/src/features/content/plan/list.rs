//! PLN-14: all plans, those one may edit by default; filters, columns and order stand in the address. PLN-11: the
//! archive beside them.

use kyndig_contract::api_path;
use kyndig_contract::list::ListName;
use kyndig_contract::page::Page;
use kyndig_contract::permission;
use kyndig_contract::plan::PlanSummary;
use leptos::prelude::*;

use super::columns::{COLUMNS, USUAL, column_name, further_access};
use super::filters::Filters;
use super::summary::SummaryDialog;
use super::{new::New, words};
use crate::features::portal::view::{FilterButton, FilterPanel, View, filters_on, sorted, viewed};
use crate::language;
use crate::load::Pages;
use crate::nav::Query;
use crate::session::use_session;
use crate::t;
use crate::transport::{self, with_query};
use crate::ui::*;

/// What the button above the list counts.
const FILTERS: &[&str] = &["kind", "status", "access", "scope", "owner", "by", "description", "person"];

#[component]
pub fn Plans() -> AnyView {
    viewed(ListName::Plans, "/manage/plans", |view| view! { <List view/> }.into_any())
}

#[component]
fn List(view: View) -> AnyView {
    let search = Query::new("search");
    let which = Query::new("which");
    let (kind, status, access) = (Query::new("kind"), Query::new("status"), Query::new("access"));
    let (owner, by, description) = (Query::new("owner"), Query::new("by"), Query::new("description"));
    let (scope, person, columns) = (Query::new("scope"), Query::new("person"), Query::new("columns"));
    let chosen = Query::new("plan");
    let sorting = Sorting::new("name");
    let archive = move || which.text() == "archive";
    let asked = Memo::new(move |_| {
        let mut query = vec![("search", Some(search.text())), ("ownerName", Some(owner.text()))];
        let (sort, descending) = sorted(&sorting.get());
        query.extend([("sort", sort), ("descending", descending)]);
        if archive() {
            query.push(("archived", Some("true".to_owned())));
        } else {
            let access = match access.text().as_str() {
                "" => Some("edit"),
                "preview" => Some("preview"),
                _ => None,
            };
            query.extend([
                ("kind", Some(kind.text())),
                ("status", Some(status.text())),
                ("access", access.map(ToOwned::to_owned)),
                ("ownerScope", Some(scope.text())),
                ("createdBy", Some(by.text())),
                ("description", Some(description.text())),
                ("person", Some(person.text())),
            ]);
        }
        with_query(api_path!("/plans"), &query)
    });
    let export = Signal::derive(move || {
        let path = asked.get();
        if archive() { path } else { with_columns(path, &shown(columns)) }
    });
    let list = Pages::new(
        // other columns are another table
        move || (asked.get(), columns.text()),
        |(path, _), cursor| async move {
            transport::get::<Page<PlanSummary>>(&with_query(path, &[("cursor", cursor)])).await
        },
    );
    let adding = RwSignal::new(false);
    let filtering = RwSignal::new(false);
    let new = use_session().may(permission::WRITE_PLANS).then(|| {
        view! {
            <Actions>
                <button type="button" class="ds-button" id="new" on:click=move |_| adding.set(true)>
                    {icon(icon_paths::PLUS)}
                    {t::plan::new()}
                </button>
            </Actions>
        }
    });
    let rows = paged(
        list,
        6,
        move || {
            let (title, text) = if untrack(archive) {
                (t::plan::archive_none_title(), t::plan::archive_none_text())
            } else {
                (t::plan::none_title(), t::plan::none_text())
            };
            view! { <section class="panel"><Empty title text/></section> }.into_any()
        },
        move |rows| {
            let (caption, columns) = if untrack(archive) {
                (t::plan::archive_caption(), archive_columns())
            } else {
                (t::plan::caption(), shown(columns).iter().filter_map(|name| column(name)).collect())
            };
            view! { <Table caption=caption.to_owned() columns sorting>{rows}</Table> }.into_any()
        },
        move |plan| {
            if plan.archived.is_some() { archived(plan, chosen) } else { row(plan, chosen, &shown(columns)) }
        },
    );
    let narrowing = move || {
        (!archive()).then(|| {
            view! {
                <div class="roomy">
                    <FilterSelect query=kind label=t::plan::kind() any=t::plan::any_kind() choices=words::kind_choices()/>
                    <FilterSelect query=status label=t::plan::status() any=t::plan::any_state() choices=words::status_choices()/>
                    <FilterSelect query=access label=t::plan::access() any=t::plan::access_edit() choices=further_access()/>
                </div>
                <FilterButton open=filtering on=filters_on(FILTERS) sorts=true/>
            }
        })
    };
    let unit = move || archive().then(|| view! { <SearchBox query=owner label=t::plan::search_owner()/> });
    view! {
        <PageHead title=t::plan::title().to_owned()>{new}</PageHead>
        <div class="filters">
            <Toggle
                query=which
                label=t::plan::which()
                choices=vec![Choice::new("", t::plan::plans_in_use()), Choice::new("archive", t::plan::which_archived())]
            />
            <SearchBox query=search label=t::plan::search()/>
            {live(unit)}
            {live(narrowing)}
            <ExportMenu path=export/>
        </div>
        <div>{rows}</div>
        <SummaryDialog query=chosen/>
        <FilterPanel open=filtering sorts=true>
            <Filters view/>
        </FilterPanel>
        <Dialog open=adding title=t::plan::new().to_owned()>
            <New/>
        </Dialog>
    }
    .into_any()
}

/// The columns that are seen; the name always is, for a row is opened by it.
fn shown(columns: Query) -> Vec<String> {
    let mut shown = untrack(|| picked(columns, USUAL));
    if !shown.iter().any(|name| name == "name") {
        shown.insert(0, "name".to_owned());
    }
    shown
}

fn column(name: &str) -> Option<Column> {
    let known = COLUMNS.iter().find(|known| **known == name)?;
    Some(Column::new(column_name(known)).sorted_by(known))
}

fn archive_columns() -> Vec<Column> {
    vec![
        Column::new(t::plan::name()).sorted_by("name"),
        Column::new(t::plan::owner()).sorted_by("owner"),
        Column::new(t::archive::at()).sorted_by("archived_at"),
        Column::new(t::plan::archive_by()).sorted_by("archived_by"),
        Column::new(t::archive::reason()),
    ]
}

fn name(plan: &PlanSummary, chosen: Query) -> AnyView {
    let id = plan.id.to_string();
    let link = format!("plan-{id}");
    view! { <th scope="row"><a class="ds-link" id=link href=move || chosen.href(&id)>{plan.name.clone()}</a></th> }
        .into_any()
}

fn row(plan: PlanSummary, chosen: Query, columns: &[String]) -> AnyView {
    let cell = |column: &String| {
        let label = column_name(column);
        match column.as_str() {
            "kind" => view! { <td data-label=label>{words::kind(plan.kind, plan.is_template)}</td> }.into_any(),
            "description" => {
                view! { <td data-label=label><span class="clamp">{plan.description.clone()}</span></td> }.into_any()
            }
            "owner" => view! { <td data-label=label>{plan.owner_unit.name.clone()}</td> }.into_any(),
            "status" => {
                let (tone, text) = words::status(plan.status);
                view! { <td data-label=label><Tag tone text/></td> }.into_any()
            }
            "access" => {
                let text = if plan.can_edit { t::plan::access_edit() } else { t::plan::access_preview() };
                view! { <td data-label=label>{text}</td> }.into_any()
            }
            "created_by" => view! { <td data-label=label>{plan.created_by.name.clone()}</td> }.into_any(),
            "name" => name(&plan, chosen),
            _ => ().into_any(),
        }
    };
    let cells = columns.iter().map(cell).collect_view();
    view! { <tr>{cells}</tr> }.into_any()
}

fn archived(plan: PlanSummary, chosen: Query) -> AnyView {
    let name = name(&plan, chosen);
    let Some(archived) = plan.archived else { return ().into_any() };
    view! {
        <tr>
            {name} <td data-label=t::plan::owner()>{plan.owner_unit.name}</td>
            <td data-label=t::archive::at()>{language::moment(archived.at)}</td>
            <td data-label=t::plan::archive_by()>{archived.by.name}</td>
            <td data-label=t::archive::reason()><span class="clamp">{archived.reason}</span></td>
        </tr>
    }
    .into_any()
}
