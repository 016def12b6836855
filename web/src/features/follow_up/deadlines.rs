//! DLN-2: a deadline for many: those meant, each of whom can be left out, the day, and how many it is about.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use kyndig_contract::follow_up::{DeadlinesSet, FollowedRequirement, FollowedStanding, SetDeadlines, StandingRef};
use kyndig_contract::page::{MAX_LIMIT, Page};
use leptos::{ev, prelude::*};

use crate::form::Form;
use crate::language;
use crate::load::{Act, Pages};
use crate::t;
use crate::transport::{self, with_query};
use crate::ui::*;

/// What is ticked in one of the tabs.
#[derive(Clone, PartialEq)]
pub enum Meant {
    /// Of all whom one follows up, or of one's own employees (`scope`).
    Requirements {
        all: Vec<FollowedRequirement>,
        scope: String,
    },
    Standings(Vec<FollowedStanding>),
}

/// Those of what is meant that were unticked again.
type Except = RwSignal<BTreeSet<StandingRef>>;

#[component]
pub fn DeadlineDialog(open: RwSignal<bool>, meant: Signal<Meant>, #[prop(into)] done: Callback<()>) -> AnyView {
    view! {
        <Dialog open title=t::follow_up::deadline_title().to_owned() side=true>
            <Body open meant=meant.get_untracked() done/>
        </Dialog>
    }
    .into_any()
}

#[component]
fn Body(open: RwSignal<bool>, meant: Meant, done: Callback<()>) -> AnyView {
    let except: Except = RwSignal::new(BTreeSet::new());
    let form = Form::named("deadlines");
    let field = form.field("deadline", "");
    let total = total(&meant);
    let list = match &meant {
        Meant::Requirements { all, scope } => {
            all.iter().map(|one| requirement(one, scope, except)).collect_view().into_any()
        }
        Meant::Standings(all) => {
            by_person(all).into_values().map(|rows| person(&rows, except)).collect_view().into_any()
        }
    };
    let act = Act::new(
        |request: SetDeadlines, _| async move {
            let set = transport::post::<DeadlinesSet>("/follow-up/deadlines", &request).await?;
            Ok((set, request.deadline))
        },
        move |(set, deadline): (DeadlinesSet, Option<NaiveDate>)| {
            let text = match deadline {
                Some(day) => t::follow_up::deadlines_set(set.changed, language::date(day)),
                None => t::follow_up::deadlines_removed(set.changed),
            };
            open.set(false);
            done.run(());
            toast(text);
        },
    );
    form.follow(act);
    let meant = StoredValue::new(meant);
    let send = move |deadline: Option<NaiveDate>| {
        let request = meant.with_value(|meant| request(meant, &except.get_untracked(), deadline));
        if form.check(&request) {
            act.run(request);
        }
    };
    let submit = move |event: ev::SubmitEvent| {
        event.prevent_default();
        let Ok(day) = field.parsed::<NaiveDate>("date") else { return };
        match day {
            Some(day) => send(Some(day)),
            None => field.reject("required"),
        }
    };
    let count = move || total - i64::try_from(except.with(BTreeSet::len)).unwrap_or_default();
    view! {
        <form class="stack" novalidate on:submit=submit>
            <p>{t::follow_up::deadline_text()}</p>
            <DateField field=field label=t::follow_up::deadline() required=true/>
            <p role="status">{move || t::follow_up::deadline_of(count())}</p>
            <ErrorBox error=form.beyond(act.error)/>
            <div class="row">
                <Submit pending=act.pending text=t::follow_up::deadline_set().to_owned()/>
                <button
                    type="button"
                    class="ds-button"
                    id="deadline-remove"
                    data-variant="secondary"
                    aria-busy=move || act.pending.get().to_string()
                    on:click=move |_| send(None)
                >
                    {t::follow_up::deadline_remove()}
                </button>
            </div>
            <div class="meant">
                <h3>{t::follow_up::deadline_whom()}</h3>
                {list}
            </div>
        </form>
    }
    .into_any()
}

fn total(meant: &Meant) -> i64 {
    match meant {
        Meant::Requirements { all, .. } => all.iter().map(|one| one.people).sum(),
        Meant::Standings(all) => i64::try_from(all.len()).unwrap_or_default(),
    }
}

fn request(meant: &Meant, except: &BTreeSet<StandingRef>, deadline: Option<NaiveDate>) -> SetDeadlines {
    match meant {
        Meant::Requirements { all, scope } => SetDeadlines {
            requirement_ids: all.iter().map(|one| one.requirement_id).collect(),
            except: except.iter().copied().collect(),
            scope: (scope == "mine").then_some(kyndig_contract::employee::EmployeeScope::Mine),
            deadline,
            ..SetDeadlines::default()
        },
        Meant::Standings(all) => SetDeadlines {
            standings: all.iter().map(reference).filter(|one| !except.contains(one)).collect(),
            deadline,
            ..SetDeadlines::default()
        },
    }
}

fn reference(row: &FollowedStanding) -> StandingRef {
    StandingRef { person_id: row.person.id, requirement_id: row.requirement_id }
}

/// In the order of their names, as the list has them.
fn by_person(all: &[FollowedStanding]) -> BTreeMap<String, Vec<FollowedStanding>> {
    let mut people: BTreeMap<String, Vec<FollowedStanding>> = BTreeMap::new();
    for row in all {
        people.entry(format!("{} {}", row.person.name, row.person.id)).or_default().push(row.clone());
    }
    people
}

/// A person, with the requirements that are ticked.
fn person(rows: &[FollowedStanding], except: Except) -> AnyView {
    let name = rows.first().map(|row| row.person.name.clone()).unwrap_or_default();
    let lines = rows.iter().map(|row| line(row, row.requirement_name.clone(), except)).collect_view();
    view! {
        <details>
            <summary>{t::follow_up::with_count(name, rows.len())}</summary>
            <ul class="list">{lines}</ul>
        </details>
    }
    .into_any()
}

/// A requirement; those who have it are fetched when it is opened.
fn requirement(one: &FollowedRequirement, scope: &str, except: Except) -> AnyView {
    let opened = RwSignal::new(false);
    let (id, scope) = (one.requirement_id, scope.to_owned());
    let people = move || {
        opened.get().then(|| {
            let scope = scope.clone();
            let rows = Pages::new(
                || (),
                move |(), cursor| {
                    let query = [
                        ("requirementId", Some(id.to_string())),
                        ("scope", Some(scope.clone())),
                        ("limit", Some(MAX_LIMIT.to_string())),
                        ("cursor", cursor),
                    ];
                    let path = with_query("/follow-up/standings", &query);
                    async move { transport::get::<Page<FollowedStanding>>(&path).await }
                },
            );
            paged(
                rows,
                3,
                || view! { <Empty title=t::follow_up::none_title() text=t::follow_up::none_text()/> }.into_any(),
                |rows| view! { <ul class="list">{rows}</ul> }.into_any(),
                move |row: FollowedStanding| line(&row, row.person.name.clone(), except),
            )
        })
    };
    let toggle = move |event: ev::Event| {
        use wasm_bindgen::JsCast;
        let details = event.target().and_then(|target| target.dyn_into::<web_sys::HtmlDetailsElement>().ok());
        if details.is_some_and(|details| details.open()) {
            opened.set(true);
        }
    };
    let count = usize::try_from(one.people).unwrap_or_default();
    view! {
        <details on:toggle=toggle>
            <summary>{t::follow_up::with_count(one.name.clone(), count)}</summary>
            {live(people)}
        </details>
    }
    .into_any()
}

/// One that is meant until it is unticked.
fn line(row: &FollowedStanding, name: String, except: Except) -> AnyView {
    let mine = reference(row);
    let press = move |event: ev::Event| {
        let on = event_target_checked(&event);
        except.update(|except| {
            if on {
                except.remove(&mine);
            } else {
                except.insert(mine);
            }
        });
    };
    let now = row.deadline.map(|day| t::standing::deadline_on(language::date(day)));
    let status = row.status;
    view! {
        <li>
            <label class="who">
                <input
                    type="checkbox"
                    class="ds-input"
                    prop:checked=move || !except.with(|except| except.contains(&mine))
                    on:change=press
                />
                <span class="t">{name} <span>{now}</span></span>
                <Mark status/>
            </label>
        </li>
    }
    .into_any()
}
