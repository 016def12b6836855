//! FOL-1: the overview. Tick some and give them a plan; a name opens the employee, the availability the loans.

use std::collections::BTreeMap;

use kyndig_contract::api_path;
use kyndig_contract::employee::{EmployeeQuery, EmployeeSummary};
use kyndig_contract::permission;
use kyndig_domain::ids::PositionId;
use leptos::prelude::*;

use super::assign::AssignDialog;
use super::chosen::{Chosen, Everybody};
use super::table::TableDialog;
use super::words;
use super::write::WriteDialog;
use crate::features::people::loan::LoansDialog;
use crate::features::people::unit::find as unit_find;
use crate::features::portal::view::{FilterButton, FilterPanel, filters_on};
use crate::features::work::plan_status::find as plan_find;
use crate::language;
use crate::load::Pages;
use crate::nav::Query;
use crate::session::use_session;
use crate::t;
use crate::transport::{self, with_query};
use crate::ui::*;

#[component]
pub fn Overview() -> AnyView {
    let session = use_session();
    let scope = Query::new("scope");
    let search = Query::new("search");
    let availability = Query::new("availability");
    let (unit, plan) = (Query::new("unit"), Query::new("plan"));
    let loans = Query::new("loans");
    let asked = Memo::new(move |_| {
        let query = [
            ("scope", Some(scope.text())),
            ("search", Some(search.text())),
            ("availability", Some(availability.text())),
            ("unit", unit.get()),
            ("plan", plan.get()),
        ];
        with_query(api_path!("/employees"), &query)
    });
    let list = Pages::new(
        move || asked.get(),
        |path, cursor| async move { transport::page::<EmployeeSummary>(&path, cursor).await },
    );
    let chosen: Chosen = RwSignal::new(BTreeMap::new());
    let everybody: Everybody = RwSignal::new(None);
    let matching = move || EmployeeQuery {
        scope: word(scope),
        search: Some(search.text()).filter(|search| !search.is_empty()),
        unit: unit.parsed(),
        availability: word(availability),
        plan: plan.parsed(),
    };
    // what matches is another when the filters are
    Effect::new(move |_| {
        let _ = (scope.text(), search.text(), availability.text(), unit.get(), plan.get());
        everybody.set(None);
    });
    let assigning = RwSignal::new(false);
    let tabling = RwSignal::new(false);
    let writing = RwSignal::new(false);
    let may_write = session.may(permission::WRITE_TO_EMPLOYEES);
    let may_lend = session.may(permission::VIEW_LOANS);
    let may_assign = session.may(permission::ASSIGN_PLANS);
    // one place at a time: in the head while nobody is ticked, and then in the bar
    let nobody_ticked = Memo::new(move |_| chosen.with(BTreeMap::is_empty) && everybody.with(Option::is_none));
    let assign = move || {
        may_assign.then(|| {
            view! {
                <button
                    type="button"
                    class="ds-button"
                    id="assign-table"
                    data-variant="secondary"
                    on:click=move |_| tabling.set(true)
                >
                    {t::employee::table()}
                </button>
                <button type="button" class="ds-button" id="assign" on:click=move |_| assigning.set(true)>
                    {icon(icon_paths::PLUS)}
                    {t::employee::assign()}
                </button>
            }
        })
    };
    let filtering = RwSignal::new(false);
    let here = session.acting().map(|acting| acting.unit_name).unwrap_or_default();
    let rows = paged(
        list,
        8,
        move || nobody(scope, [search, availability, unit, plan]),
        move |rows| {
            view! {
                <Table
                    caption=t::employee::caption().to_owned()
                    columns=vec![
                        columns_name(list, chosen, may_assign),
                        Column::new(t::employee::availability()),
                        Column::new(t::employee::starts_on()),
                        Column::new(t::employee::plan_status()),
                    ]
                >
                    {rows}
                </Table>
            }
            .into_any()
        },
        move |employee| row(employee, chosen, loans, may_assign, may_lend),
    );
    let ticked = move || {
        let count = chosen.with(BTreeMap::len);
        let all = everybody.with(Option::is_some);
        let write = (may_write && count > 0 && !all).then(|| {
            view! {
                <button
                    type="button"
                    class="ds-button"
                    id="write"
                    data-variant="secondary"
                    on:click=move |_| writing.set(true)
                >
                    {icon(icon_paths::ENVELOPE_CLOSED)}
                    {t::employee::write()}
                </button>
            }
        });
        (count > 0 || all).then(|| {
            let text = if all { t::employee::all_chosen().to_owned() } else { t::employee::chosen(count) };
            view! { <TickedBar text>{assign()} {write}</TickedBar> }
        })
    };
    view! {
        <PageHead title=t::employee::title().to_owned() above=format!("{} · {here}", t::employee::above())>
            <Actions>{live(move || nobody_ticked.get().then(assign))}</Actions>
        </PageHead>
        <div class="filters">
            <Toggle
                query=scope
                label=t::employee::scope()
                choices=vec![Choice::new("", t::employee::mine()), Choice::new("all", t::employee::all())]
            />
            <SearchBox query=search label=t::employee::search()/>
            <div class="roomy">
                <FilterSelect
                    query=availability
                    label=t::employee::availability()
                    any=t::employee::any_availability()
                    choices=words::availability_choices()
                />
            </div>
            <FilterButton open=filtering on=filters_on(&["availability", "unit", "plan"])/>
            <ExportMenu path=asked/>
            <Count list chosen everybody matching=Callback::new(move |()| matching()) may_assign/>
        </div>
        <div>{rows}</div>
        {live(ticked)}
        <FilterPanel open=filtering>
                <FilterSelect
                    labelled=true
                    query=availability
                    label=t::employee::availability()
                    any=t::employee::any_availability()
                    choices=words::availability_choices()
                />
                <FindFilter query=unit label=t::employee::unit() search=unit_find::any named=unit_find::named/>
                <FindFilter query=plan label=t::follow_up::plan() search=plan_find::any named=plan_find::named/>
        </FilterPanel>
        <WriteDialog open=writing people=chosen.into()/>
        <AssignDialog open=assigning chosen everybody done=move || list.refetch()/>
        <TableDialog open=tabling chosen done=move || list.refetch()/>
        <LoansDialog query=loans changed=move || list.refetch()/>
    }
    .into_any()
}

/// A filter's value as the API's word; what it does not know is no filter.
fn word<T: serde::de::DeserializeOwned>(query: Query) -> Option<T> {
    query.get().and_then(|text| serde_json::from_value(text.into()).ok())
}

/// The name's column, with the box that ticks everybody on the page.
fn columns_name(list: Pages<EmployeeSummary>, chosen: Chosen, may_assign: bool) -> Column {
    let column = Column::new(t::employee::name());
    if !may_assign {
        return column;
    }
    column.led_by(move || tick_all_box(list, chosen, t::employee::choose_page(), ticked_as))
}

fn ticked_as(row: EmployeeSummary) -> (PositionId, String) {
    (row.position_id, row.name)
}

/// How many are ticked, and the same by one press: on a phone the table has no head.
#[component]
fn Count(
    list: Pages<EmployeeSummary>,
    chosen: Chosen,
    everybody: Everybody,
    matching: Callback<(), EmployeeQuery>,
    may_assign: bool,
) -> AnyView {
    let view = move || {
        let rows = Memo::new(move |_| list.shown().len());
        let ticked = Memo::new(move |_| chosen.with(BTreeMap::len));
        let text = move || match (ticked.get(), rows.get()) {
            (0, 0) => String::new(),
            _ if everybody.with(Option::is_some) => t::employee::all_chosen().to_owned(),
            (0, rows) => t::employee::shown(rows),
            (ticked, _) => t::employee::chosen(ticked),
        };
        let press = move |_| {
            if chosen.with_untracked(BTreeMap::is_empty) {
                tick_all(list, chosen, true, ticked_as);
            } else {
                chosen.set(BTreeMap::new());
                everybody.set(None);
            }
        };
        // everybody here is ticked, and there are more
        let all = move || {
            let more = list.first.value().is_some_and(|page| page.next_cursor.is_some());
            (may_assign && more && ticked.get() > 0 && ticked.get() >= rows.get() && everybody.with(Option::is_none))
                .then(|| {
                    view! {
                        <button type="button" class="link" on:click=move |_| everybody.set(Some(matching.run(())))>
                            {t::employee::all_match()}
                        </button>
                    }
                })
        };
        let button = move || {
            (may_assign && rows.get() > 0).then(|| {
                let name = move || if ticked.get() == 0 { t::employee::choose_page() } else { t::employee::clear() };
                view! { <button type="button" class="link" on:click=press>{live(name)}</button> }
            })
        };
        view! { <span class="meta end" role="status">{live(text)}</span> {live(button)} {live(all)} }
    };
    view().into_any()
}

fn row(employee: EmployeeSummary, chosen: Chosen, loans: Query, may_assign: bool, may_lend: bool) -> AnyView {
    let id = employee.position_id;
    let name = employee.name;
    let tick = may_assign.then(|| tick_box(chosen, t::employee::choose(&name), id, name.clone()));
    let (tone, words) = words::availability(employee.availability);
    let availability = if may_lend {
        let label = t::employee::show_loans(words, &name);
        view! {
            <button
                type="button"
                class="ds-button as-tag"
                id=format!("loans-{id}")
                data-variant="secondary"
                data-color=tone.name()
                aria-label=label
                on:click=move |_| loans.push(Some(id.to_string()))
            >
                {words}
                {icon(icon_paths::CHEVRON_RIGHT)}
            </button>
        }
        .into_any()
    } else {
        view! { <Tag tone text=words/> }.into_any()
    };
    let plans = if employee.plans == 0 {
        view! { <span class="meta">{t::employee::no_plans_short()}</span> }.into_any()
    } else {
        // FOL-1: to the plans themselves
        let label = t::employee::open_plans(&name, employee.counts.percent());
        view! {
            <a class="status" href=format!("/employees/{id}") aria-label=label>
                {words::progress(&employee.counts)}
            </a>
        }
        .into_any()
    };
    let to_approve = (employee.awaiting_approval > 0).then(|| words::awaiting_approval(employee.awaiting_approval));
    view! {
        <tr>
            <th scope="row">
                <div class="who">
                    {tick}
                    <div>
                        <a class="ds-link" id=format!("employee-{id}") href=format!("/employees/{id}")>{name}</a>
                        <span class="meta">{format!("{} · {}", employee.title, employee.unit.name)}</span>
                    </div>
                </div>
            </th>
            <td data-label=t::employee::availability()>{availability}</td>
            <td data-label=t::employee::starts_on() class="num">{language::date(employee.starts_on)}</td>
            <td data-label=t::employee::plan_status()>
                {plans}
                {to_approve}
                {(employee.long_awaiting > 0).then(|| words::long_awaiting(employee.long_awaiting))}
            </td>
        </tr>
    }
    .into_any()
}

/// Nobody: because of the filters, or because there is nobody.
fn nobody(scope: Query, filters: [Query; 4]) -> AnyView {
    let filtered = untrack(move || filters.iter().any(|filter| !filter.text().is_empty()));
    let inner = if filtered {
        let clear = move |_| {
            for filter in filters {
                filter.set(None);
            }
        };
        view! {
            <Empty title=t::employee::no_hits_title() text=t::employee::no_hits_text()>
                <button type="button" class="ds-button" data-variant="secondary" on:click=clear>
                    {t::common::clear_filters()}
                </button>
            </Empty>
        }
        .into_any()
    } else if untrack(move || scope.text() == "all") {
        view! { <Empty title=t::employee::none_title() text=t::employee::none_all_text()/> }.into_any()
    } else {
        view! {
            <Empty title=t::employee::none_title() text=t::employee::none_text()>
                <button
                    type="button"
                    class="ds-button"
                    data-variant="secondary"
                    on:click=move |_| scope.push(Some("all".to_owned()))
                >
                    {t::employee::all()}
                </button>
            </Empty>
        }
        .into_any()
    };
    view! { <section class="panel">{inner}</section> }.into_any()
}
