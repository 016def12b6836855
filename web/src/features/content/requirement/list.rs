//! REQ-16, REQ-18: the requirements one may edit, all, the central ones, and the archive. Filters, columns and order stand
//! in the address; the chosen one opens in the editor beside.

use kyndig_contract::api_path;
use kyndig_contract::list::ListName;
use kyndig_contract::page::Page;
use kyndig_contract::permission;
use kyndig_contract::requirement::RequirementSummary;
use leptos::prelude::*;

use super::add::Add;
use super::panel::Details;
use super::table;
use crate::features::content::transfer::export;
use crate::features::portal::view::{FilterButton, FilterPanel, SaveView, View, filters_on, sorted, viewed};
use crate::load::Pages;
use crate::nav::{self, Query, encoded};
use crate::session::use_session;
use crate::t;
use crate::transport::{self, with_query};
use crate::ui::*;

/// What the button above the list counts.
const FILTERS: &[&str] = &["owner", "category", "description"];

#[component]
pub fn Requirements() -> AnyView {
    viewed(ListName::Requirements, "/manage/requirements", |view| view! { <List view/> }.into_any())
}

#[component]
fn List(view: View) -> AnyView {
    let (search, which, chosen) = (Query::new("search"), Query::new("which"), Query::new("requirement"));
    let (owner, category, description) = (Query::new("owner"), Query::new("category"), Query::new("description"));
    let columns = Query::new("columns");
    let sorting = Sorting::new("name");
    let asked = Memo::new(move |_| {
        let set = |on: bool| on.then(|| "true".to_owned());
        let which = which.text();
        let (sort, descending) = sorted(&sorting.get());
        let query = [
            ("search", Some(search.text())),
            ("ownerName", Some(owner.text())),
            ("categoryName", Some(category.text())),
            ("description", Some(description.text())),
            ("editable", set(which.is_empty())),
            ("archived", set(which == "archive")),
            ("level", (which == "central").then(|| "central,national".to_owned())),
            ("sort", sort),
            ("descending", descending),
        ];
        with_query(api_path!("/requirements"), &query)
    });
    let list = Pages::new(
        // other columns are another table
        move || (asked.get(), columns.text()),
        |(path, _), cursor| async move {
            transport::get::<Page<RequirementSummary>>(&with_query(path, &[("cursor", cursor)])).await
        },
    );
    let adding = RwSignal::new(false);
    let filtering = RwSignal::new(false);
    let new = use_session().may(permission::WRITE_REQUIREMENTS).then(|| {
        view! {
            <button type="button" class="ds-button" id="new" on:click=move |_| adding.set(true)>
                {icon(icon_paths::PLUS)}
                {t::requirement::new()}
            </button>
        }
    });
    let shown = move || untrack(|| table::shown(&which.text(), columns));
    let export = Signal::derive(move || with_columns(asked.get(), &table::shown(&which.text(), columns)));
    let rows = paged(
        list,
        6,
        move || {
            let (title, text) = if untrack(|| which.text()) == "archive" {
                (t::requirement::archive_none_title(), t::requirement::archive_none_text())
            } else {
                (t::requirement::none_title(), t::requirement::none_text())
            };
            view! { <section class="panel"><Empty title text/></section> }.into_any()
        },
        move |rows| table::framed(&untrack(|| which.text()), &shown(), sorting, rows),
        move |item: RequirementSummary| table::row(item, &shown(), chosen),
    );
    // opened from a plan, it leads back there
    let from = Query::new("from");
    let plan = move || from.get().map(|plan| format!("/manage/plans/{}", encoded(&plan)));
    let close = move || match untrack(plan) {
        Some(plan) => nav::go(&plan),
        None => chosen.set(None),
    };
    let back = move || {
        plan().map(|href| {
            view! {
                <p>
                    <a class="ds-link back" id="back-to-plan" href=href>
                        {icon(icon_paths::ARROW_LEFT)}
                        {t::requirement::back_to_plan()}
                    </a>
                </p>
            }
        })
    };
    let panel = move || chosen.get().map(|id| view! { <Details id list close/> });
    let archive = move || which.text() == "archive";
    let unit = move || archive().then(|| view! { <SearchBox query=owner label=t::requirement::search_owner()/> });
    let button =
        move || (!archive()).then(|| view! { <FilterButton open=filtering on=filters_on(FILTERS) sorts=true/> });
    let split = move || if chosen.get().is_some() { "split inbox" } else { "whole" };
    view! {
        {live(back)}
        <PageHead title=t::requirement::title().to_owned()>
            <Actions>{new} {export::catalogue()}</Actions>
        </PageHead>
        <div class="filters">
            <Toggle
                query=which
                label=t::requirement::which()
                choices=vec![
                    Choice::new("", t::requirement::editable_only()),
                    Choice::new("all", t::requirement::all()),
                    Choice::new("central", t::requirement::which_central()),
                    Choice::new("archive", t::requirement::which_archived()),
                ]
            />
            <SearchBox query=search label=t::requirement::search()/>
            {live(unit)}
            {live(button)}
            <ExportMenu path=export/>
        </div>
        <div class=split>
            <div>{rows}</div>
            {live(panel)}
        </div>
        <FilterPanel open=filtering sorts=true>
            <Filters view which columns/>
        </FilterPanel>
        <Dialog open=adding title=t::requirement::new().to_owned()>
            <Add list open=adding chosen/>
        </Dialog>
    }
    .into_any()
}

/// REQ-16: filters and columns. Each choice holds at once.
#[component]
fn Filters(view: View, which: Query, columns: Query) -> AnyView {
    let ticks = move || {
        let (known, usual) = table::columns(&which.text());
        let choices = known.iter().map(|name| Choice::new(*name, table::column_name(name))).collect::<Vec<_>>();
        view! { <Ticks query=columns label=t::common::columns() choices all=usual/> }
    };
    view! {
        <div class="stack">
            <SortChoice
                sorting=Sorting::new("name")
                choices=["name", "number", "owner", "category"]
                    .into_iter()
                    .map(|name| Choice::new(name, table::column_name(name)))
                    .collect()
            />
            <div>
                {live(ticks)}
                <button type="button" class="link" id="columns-reset" on:click=move |_| columns.set(None)>
                    {t::common::columns_reset()}
                </button>
            </div>
            <SearchBox query=Query::new("owner") label=t::requirement::search_owner()/>
            <SearchBox query=Query::new("category") label=t::requirement::search_category()/>
            <SearchBox query=Query::new("description") label=t::requirement::search_description()/>
            <SaveView view everything="which=all"/>
        </div>
    }
    .into_any()
}
