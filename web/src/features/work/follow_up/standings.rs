//! FOL-5: a row a person and requirement. Those ticked get a deadline, or an e-mail.

use std::collections::BTreeMap;

use kyndig_contract::api_path;
use kyndig_contract::follow_up::{FollowedStanding, StandingRef};
use kyndig_contract::list::ListName;
use kyndig_contract::permission;
use kyndig_domain::follow_up::Deadline;
use kyndig_domain::standing::Status;
use leptos::prelude::*;

use super::deadlines::{ActionsDialog, Meant};
use crate::features::people::unit::find as unit_find;
use crate::features::portal::view::{FilterButton, FilterPanel, SaveView, View, filters_on, sorted, viewed};
use crate::features::work::employee::WriteDialog;
use crate::features::work::plan_status::find as plan_find;
use crate::features::work::standing::deadline_remark;
use crate::language;
use crate::load::Pages;
use crate::nav::Query;
use crate::session::use_session;
use crate::t;
use crate::transport::{self, with_query};
use crate::ui::*;

/// Those that are ticked.
pub type Chosen = Ticked<StandingRef, FollowedStanding>;

#[component]
pub fn Standings() -> AnyView {
    viewed(ListName::FollowUpStandings, super::STANDINGS, |view| view! { <List view/> }.into_any())
}

#[component]
fn List(view: View) -> AnyView {
    let (scope, person, requirement) = (Query::new("scope"), Query::new("person"), Query::new("requirement"));
    let (status, deadline, one) = (Query::new("status"), Query::new("deadline"), Query::new("requirementId"));
    let (unit, plan) = (Query::new("unit"), Query::new("plan"));
    let sorting = Sorting::new("person");
    let asked = Memo::new(move |_| {
        let (sort, descending) = sorted(&sorting.get());
        let query = [
            ("scope", Some(scope.text())),
            ("person", Some(person.text())),
            ("requirement", Some(requirement.text())),
            ("requirementId", one.get()),
            ("unit", unit.get()),
            ("plan", plan.get()),
            ("status", Some(status.text())),
            ("deadline", Some(deadline.text())),
            ("sort", sort),
            ("descending", descending),
        ];
        with_query(api_path!("/follow-up/standings"), &query)
    });
    let list = Pages::new(
        move || asked.get(),
        |path, cursor| async move { transport::page::<FollowedStanding>(&path, cursor).await },
    );
    let chosen: Chosen = RwSignal::new(BTreeMap::new());
    let (dating, writing, filtering) = (RwSignal::new(false), RwSignal::new(false), RwSignal::new(false));
    let session = use_session();
    let (may_date, may_write, today) =
        (session.may(permission::SET_DEADLINES), session.may(permission::WRITE_TO_EMPLOYEES), session.today());
    let rows = paged(
        list,
        10,
        move || nobody(&[person, requirement, status, deadline, one, unit, plan]),
        move |rows| {
            view! {
                <Table
                    caption=t::follow_up::standings().to_owned()
                    columns=vec![
                        heading(list, chosen).sorted_by("person"),
                        Column::new(t::follow_up::requirement()).sorted_by("requirement"),
                        Column::new(t::follow_up::status()).sorted_by("status"),
                        Column::new(t::follow_up::expires_on()).sorted_by("expiry"),
                        Column::new(t::follow_up::deadline()).sorted_by("deadline"),
                    ]
                    sorting
                >
                    {rows}
                </Table>
            }
            .into_any()
        },
        move |item: FollowedStanding| row(item, chosen, today),
    );
    let meant = Signal::derive(move || Meant::Standings(chosen.with(|chosen| chosen.values().cloned().collect())));
    let people = Signal::derive(move || {
        chosen.with(|chosen| {
            chosen.values().map(|one| (one.position_id, one.person.name.clone())).collect::<BTreeMap<_, _>>()
        })
    });
    let count = move || chosen.with(BTreeMap::len);
    let title = Signal::derive(move || t::follow_up::actions_of(i64::try_from(count()).unwrap_or(i64::MAX)));
    let ticked = move || {
        (count() > 0).then(|| {
            view! {
                <TickedBar text=t::follow_up::rows_chosen(count())>
                    {may_date
                        .then(|| {
                            view! {
                                <button type="button" class="ds-button" id="actions" on:click=move |_| dating.set(true)>
                                    {icon(icon_paths::CALENDAR)}
                                    {title}
                                </button>
                            }
                        })}
                    {may_write
                        .then(|| {
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
                        })}
                    <button type="button" class="link" on:click=move |_| chosen.set(BTreeMap::new())>
                        {t::employee::clear()}
                    </button>
                </TickedBar>
            }
        })
    };
    // of one requirement alone: which, and the way back to all
    let of_one = move || {
        let name = one.get().and_then(|_| list.first.value()).and_then(|page| page.items.into_iter().next());
        one.get().map(|_| {
            let name = name.map(|row| format!("{} · {}", row.requirement_name, row.number)).unwrap_or_default();
            view! {
                <p class="narrowed">
                    <b>{name}</b>
                    <button type="button" class="link" id="all-requirements" on:click=move |_| one.set(None)>
                        {t::follow_up::all_requirements()}
                    </button>
                </p>
            }
        })
    };
    view! {
        <PageHead title=t::follow_up::title().to_owned() above=super::above()/>
        {super::ways(super::STANDINGS)}
        <div class="filters">
            <SearchBox query=person label=t::follow_up::search_person()/>
            <div class="roomy">
                <SearchBox query=requirement label=t::follow_up::search_requirement()/>
                <FilterSelect
                    query=status
                    label=t::follow_up::status()
                    any=t::follow_up::any_status()
                    choices=status_choices()
                />
            </div>
            <FilterButton
                open=filtering
                on=filters_on(&["scope", "requirement", "status", "deadline", "unit", "plan"])
                sorts=true
            />
            <ExportMenu path=asked/>
            {tick_every(list, chosen)}
        </div>
        {live(of_one)}
        <div>{rows}</div>
        {live(ticked)}
        <FilterPanel open=filtering sorts=true>
                <SortChoice
                    sorting
                    choices=vec![
                        Choice::new("person", t::employee::name()),
                        Choice::new("requirement", t::follow_up::requirement()),
                        Choice::new("status", t::follow_up::status()),
                        Choice::new("expiry", t::follow_up::expires_on()),
                        Choice::new("deadline", t::follow_up::deadline()),
                    ]
                />
                <Toggle
                    query=scope
                    label=t::employee::scope()
                    choices=vec![Choice::new("", t::employee::all()), Choice::new("mine", t::employee::mine())]
                />
                <SearchBox query=requirement label=t::follow_up::search_requirement()/>
                <FilterSelect
                    labelled=true
                    query=status
                    label=t::follow_up::status()
                    any=t::follow_up::any_status()
                    choices=status_choices()
                />
                <FilterSelect
                    labelled=true
                    query=deadline
                    label=t::follow_up::deadline()
                    any=t::follow_up::any_deadline()
                    choices=vec![
                        Choice::new(Deadline::Near.as_str(), t::follow_up::deadline_near()),
                        Choice::new(Deadline::Passed.as_str(), t::follow_up::deadline_passed()),
                    ]
                />
                <FindFilter query=unit label=t::employee::unit() search=unit_find::any named=unit_find::named/>
                <FindFilter query=plan label=t::follow_up::plan() search=plan_find::any named=plan_find::named/>
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
        <WriteDialog open=writing people/>
    }
    .into_any()
}

fn status_choices() -> Vec<Choice> {
    let known = Status::ALL.iter().filter(|status| **status != Status::NotRelevant);
    known.map(|status| Choice::new(status.as_str(), status_name(*status))).collect()
}

fn ticked_as(item: FollowedStanding) -> (StandingRef, FollowedStanding) {
    (StandingRef { person_id: item.person.id, requirement_id: item.requirement_id }, item)
}

/// The person's column, with the box that ticks every row on the page.
fn heading(list: Pages<FollowedStanding>, chosen: Chosen) -> Column {
    Column::new(t::employee::name()).led_by(move || tick_all_box(list, chosen, t::employee::choose_page(), ticked_as))
}

/// The same by one press: on a phone the table has no head.
fn tick_every(list: Pages<FollowedStanding>, chosen: Chosen) -> AnyView {
    let press = move |_| {
        if chosen.with_untracked(BTreeMap::is_empty) {
            tick_all(list, chosen, true, ticked_as);
        } else {
            chosen.set(BTreeMap::new());
        }
    };
    let view = move || {
        (!list.shown().is_empty()).then(|| {
            let none = Memo::new(move |_| chosen.with(BTreeMap::is_empty));
            let name = move || if none.get() { t::employee::choose_page() } else { t::employee::clear() };
            view! { <button type="button" class="link" id="tick-every" on:click=press>{live(name)}</button> }
        })
    };
    live(view)
}

fn row(item: FollowedStanding, chosen: Chosen, today: chrono::NaiveDate) -> AnyView {
    let href =
        format!("/employees/{}/plans/{}?requirement={}", item.position_id, item.assignment_id, item.requirement_id);
    let id = format!("standing-{}-{}", item.person.id, item.requirement_id);
    let remark = deadline_remark(item.status, item.deadline, today);
    let deadline = item.deadline.map(|day| {
        let class = remark.map(|remark| remark.class).unwrap_or_default();
        view! {
            <span class=format!("flagged {class}")>
                {icon(PENNANT)}
                {language::date(day)}
            </span>
        }
    });
    let label = t::follow_up::choose(&item.person.name, &item.requirement_name);
    let (name, sub) = (item.person.name.clone(), format!("{} · {}", item.title, item.unit.name));
    let (what, number) = (item.requirement_name.clone(), item.number.clone());
    let (status, expires) = (item.status, item.expires_on.map(language::date));
    let (key, item) = ticked_as(item);
    let tick = tick_box(chosen, label, key, item);
    view! {
        <tr>
            <th scope="row">
                <div class="who">
                    {tick}
                    <div>
                        <a class="ds-link" id=id href=href>{name}</a>
                        <span class="meta">{sub}</span>
                    </div>
                </div>
            </th>
            <td data-label=t::follow_up::requirement()>
                <div class="who"><div>{what} <span class="meta num">{number}</span></div></div>
            </td>
            <td data-label=t::follow_up::status()>
                <span class="row"><Mark status quiet=true/> {status_name(status)}</span>
            </td>
            <td data-label=t::follow_up::expires_on() class="num">{expires}</td>
            <td data-label=t::follow_up::deadline() class="num">{deadline}</td>
        </tr>
    }
    .into_any()
}

/// Nobody: because of the filters, or because there is nobody.
fn nobody(filters: &[Query]) -> AnyView {
    let on = untrack(|| filters.iter().any(|filter| !filter.text().is_empty()));
    let filters = filters.to_vec();
    let inner = if on {
        let clear = move |_| {
            for filter in &filters {
                filter.set(None);
            }
        };
        view! {
            <Empty title=t::follow_up::no_hits_title() text=t::follow_up::no_hits_text()>
                <button type="button" class="ds-button" data-variant="secondary" on:click=clear>
                    {t::common::clear_filters()}
                </button>
            </Empty>
        }
        .into_any()
    } else {
        view! { <Empty title=t::follow_up::none_title() text=t::follow_up::none_text()/> }.into_any()
    };
    view! { <section class="panel">{inner}</section> }.into_any()
}
