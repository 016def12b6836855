//! FOL-4: each requirement over all who have it. Its name opens the people; those ticked get a deadline together.

use std::collections::BTreeMap;

use kyndig_contract::api_path;
use kyndig_contract::follow_up::{DeadlinesSet, FollowedRequirement};
use kyndig_contract::list::ListName;
use kyndig_contract::permission;
use kyndig_domain::ids::RequirementId;
use leptos::prelude::*;

use super::deadlines::{ActionsDialog, Meant, counting, request};
use crate::features::people::unit::find as unit_find;
use crate::features::portal::view::{FilterButton, FilterPanel, SaveView, View, filters_on, sorted, viewed};
use crate::features::work::plan_status::find as plan_find;
use crate::language;
use crate::load::{Load, Pages};
use crate::nav::{self, Query};
use crate::session::use_session;
use crate::t;
use crate::transport::{self, with_query};
use crate::ui::*;

/// Those that are ticked.
pub type Chosen = Ticked<RequirementId, FollowedRequirement>;

/// FOL-4: those that are always there.
const FIXED: &[&str] = &["people", "percent", "plans", "deadline_near", "deadline_passed"];
/// Those that one may have besides.
const OPTIONAL: &[&str] =
    &["not_started", "started", "awaiting_signature", "rejected", "expiring", "expired", "number"];
/// More plans than these are counted.
const PLANS: usize = 2;

#[component]
pub fn Requirements() -> AnyView {
    viewed(ListName::FollowUp, super::REQUIREMENTS, |view| view! { <List view/> }.into_any())
}

#[component]
fn List(view: View) -> AnyView {
    let (scope, search, columns) = (Query::new("scope"), Query::new("search"), Query::new("columns"));
    let (unit, plan) = (Query::new("unit"), Query::new("plan"));
    let sorting = Sorting::new("name");
    let asked = Memo::new(move |_| {
        let (sort, descending) = sorted(&sorting.get());
        let query = [
            ("scope", Some(scope.text())),
            ("search", Some(search.text())),
            ("unit", unit.get()),
            ("plan", plan.get()),
            ("sort", sort),
            ("descending", descending),
        ];
        with_query(api_path!("/follow-up/requirements"), &query)
    });
    let list = Pages::new(
        // other columns are another table
        move || (asked.get(), columns.text()),
        |(path, _), cursor| async move { transport::page::<FollowedRequirement>(&path, cursor).await },
    );
    let chosen: Chosen = RwSignal::new(BTreeMap::new());
    let dating = RwSignal::new(false);
    let filtering = RwSignal::new(false);
    let may_date = use_session().may(permission::SET_DEADLINES);
    let shown = move || untrack(shown_columns);
    let export = Signal::derive(move || {
        let mut columns = vec!["name".to_owned()];
        columns.extend(shown_columns());
        with_columns(asked.get(), &columns)
    });
    let rows = paged(
        list,
        8,
        move || {
            let (title, text) = if untrack(|| search.text()).is_empty() {
                (t::follow_up::none_title(), t::follow_up::none_text())
            } else {
                (t::follow_up::no_hits_title(), t::follow_up::no_hits_text())
            };
            view! { <section class="panel"><Empty title text/></section> }.into_any()
        },
        move |rows| framed(&shown(), sorting, rows),
        move |item: FollowedRequirement| row(item, &shown(), chosen, may_date, [scope, unit, plan]),
    );
    let meant = Signal::derive(move || {
        let all = chosen.with(|chosen| chosen.values().cloned().collect::<Vec<_>>());
        Meant::Requirements { all, scope: scope.text(), unit: unit.parsed() }
    });
    // how many people they are, whichever of the requirements they have not fulfilled
    let people = Load::new(
        move || {
            let any = chosen.with(|chosen| !chosen.is_empty());
            any.then(|| request(&meant.get(), &BTreeMap::new(), None))
        },
        |request| async move {
            match request {
                Some(request) => {
                    transport::post::<DeadlinesSet>(&api_path!("/follow-up/deadlines"), &counting(request))
                        .await
                        .map(|set| set.people)
                }
                None => Ok(0),
            }
        },
    );
    let title = Signal::derive(move || match people.value() {
        Some(people) => t::follow_up::actions_of(people),
        None => t::follow_up::actions().to_owned(),
    });
    let count = move || chosen.with(BTreeMap::len);
    let act = move || {
        (may_date && count() > 0).then(|| {
            view! {
                <TickedBar text=t::follow_up::chosen(count())>
                    <button type="button" class="ds-button" id="actions" on:click=move |_| dating.set(true)>
                        {icon(icon_paths::CALENDAR)}
                        {title}
                    </button>
                    <button type="button" class="link" on:click=move |_| chosen.set(BTreeMap::new())>
                        {t::employee::clear()}
                    </button>
                </TickedBar>
            }
        })
    };
    let choices = || {
        let choices = OPTIONAL.iter().map(|name| Choice::new(*name, column_name(name))).collect::<Vec<_>>();
        view! { <Ticks query=columns_of() label=t::follow_up::more_columns() choices/> }
    };
    view! {
        <PageHead title=t::follow_up::title().to_owned() above=super::above()/>
        {super::ways(super::REQUIREMENTS)}
        <div class="filters">
            <Toggle
                query=scope
                label=t::employee::scope()
                choices=vec![Choice::new("", t::employee::all()), Choice::new("mine", t::employee::mine())]
            />
            <SearchBox query=search label=t::follow_up::search_requirement()/>
            <FilterButton open=filtering on=filters_on(&["columns", "unit", "plan"]) sorts=true/>
            <ExportMenu path=export/>
        </div>
        <div>{rows}</div>
        {live(act)}
        <FilterPanel open=filtering sorts=true>
                <SortChoice sorting choices=sorted_by()/>
                <FindFilter query=unit label=t::employee::unit() search=unit_find::any named=unit_find::named/>
                <FindFilter query=plan label=t::follow_up::plan() search=plan_find::any named=plan_find::named/>
                {choices()}
                <button type="button" class="link" id="columns-reset" on:click=move |_| columns.set(None)>
                    {t::common::columns_reset()}
                </button>
                <SaveView view everything="scope="/>
        </FilterPanel>
        <ActionsDialog
            open=dating
            meant
            title
            done=move |()| {
                chosen.set(BTreeMap::new());
                list.refetch();
            }
        />
    }
    .into_any()
}

fn sorted_by() -> Vec<Choice> {
    let known = FIXED.iter().chain(OPTIONAL).filter(|name| !matches!(**name, "plans"));
    std::iter::once(&"name").chain(known).map(|name| Choice::new(*name, column_name(name))).collect()
}

/// The fixed ones, and those of the others that are asked for: an address of before may name all of them.
fn shown_columns() -> Vec<String> {
    let asked = picked(columns_of(), &[]);
    let optional = OPTIONAL.iter().filter(|name| asked.iter().any(|one| one == *name));
    FIXED.iter().chain(optional).map(|name| (*name).to_owned()).collect()
}

fn columns_of() -> Query {
    Query::new("columns")
}

fn column_name(name: &str) -> &'static str {
    match name {
        "people" => t::follow_up::people(),
        "percent" => t::follow_up::percent(),
        "plans" => t::employee::plans(),
        "deadline_near" => t::follow_up::deadline_near(),
        "deadline_passed" => t::follow_up::deadline_passed(),
        "not_started" => t::common::status_not_started(),
        "started" => t::common::status_started(),
        "awaiting_signature" => t::common::status_awaiting_signature(),
        "rejected" => t::common::status_rejected(),
        "expiring" => t::common::status_expiring(),
        "expired" => t::common::status_expired(),
        "number" => t::requirement::number(),
        _ => t::follow_up::requirement(),
    }
}

fn framed(shown: &[String], sorting: Sorting, rows: AnyView) -> AnyView {
    let mut columns = vec![Column::new(t::follow_up::requirement()).sorted_by("name")];
    columns.extend(FIXED.iter().chain(OPTIONAL).filter(|name| shown.iter().any(|one| one == *name)).map(|name| {
        let column = Column::new(column_name(name));
        let column = if matches!(*name, "plans" | "percent" | "number") { column } else { column.amount() };
        if *name == "plans" { column } else { column.sorted_by(name) }
    }));
    view! { <Table caption=t::follow_up::requirements().to_owned() columns sorting>{rows}</Table> }.into_any()
}

fn row(item: FollowedRequirement, shown: &[String], chosen: Chosen, may_date: bool, narrowed: [Query; 3]) -> AnyView {
    let id = item.requirement_id;
    let cells = shown.iter().map(|name| cell(&item, name)).collect_view();
    let [scope, unit, plan] = narrowed;
    let href = move || {
        let query = [
            ("requirementId", Some(id.to_string())),
            ("scope", Some(scope.text())),
            ("unit", unit.get()),
            ("plan", plan.get()),
        ];
        nav::with_query(super::STANDINGS, &query)
    };
    let tick = may_date.then(|| tick_box(chosen, t::employee::choose(&item.name), id, item.clone()));
    view! {
        <tr>
            <th scope="row">
                <div class="who">
                    {tick}
                    <div>
                        <a class="ds-link" id=format!("requirement-{id}") href=href>{item.name.clone()}</a>
                        <span class="meta">{item.number.clone()}</span>
                    </div>
                </div>
            </th>
            {cells}
        </tr>
    }
    .into_any()
}

fn cell(item: &FollowedRequirement, column: &str) -> AnyView {
    let label = column_name(column);
    let number = |count: i64| view! { <td data-label=label class="amount">{language::number(count)}</td> }.into_any();
    // what nobody is in is not read as a finding
    let finding = |count: i64, tone: Tone| {
        let text = language::number(count);
        let inner = if count == 0 {
            view! { <span class="meta">{text}</span> }.into_any()
        } else {
            view! { <Tag tone text/> }.into_any()
        };
        view! { <td data-label=label class="amount">{inner}</td> }.into_any()
    };
    match column {
        "people" => number(item.people),
        "percent" => {
            let progress = crate::features::work::employee::progress(&item.counts);
            view! { <td data-label=label>{progress}</td> }.into_any()
        }
        "plans" => {
            let names: Vec<String> = item.plans.iter().map(|plan| plan.name.clone()).collect();
            let more = names.len().saturating_sub(PLANS);
            let all = names.join(", ");
            let some = names.into_iter().take(PLANS).collect::<Vec<_>>().join(", ");
            let more = (more > 0).then(|| t::follow_up::more_plans(more));
            view! { <td data-label=label><span class="plans" title=all>{some} {more.map(|more| view! { <span class="meta">{format!(" {more}")}</span> })}</span></td> }
                .into_any()
        }
        "deadline_near" => finding(item.deadline_near, Tone::Warning),
        "deadline_passed" => finding(item.deadline_passed, Tone::Danger),
        "not_started" => number(item.counts.not_started),
        "started" => number(item.counts.started),
        "awaiting_signature" => number(item.counts.awaiting_signature),
        "rejected" => number(item.counts.rejected),
        "expiring" => number(item.counts.expiring),
        "expired" => number(item.counts.expired),
        _ => view! { <td data-label=label class="num">{item.number.clone()}</td> }.into_any(),
    }
}
