//! FOL-4, DLN-2: what is done to those ticked: whom it is about, each of whom can be left out, and a deadline for them.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use kyndig_contract::api_path;
use kyndig_contract::follow_up::{DeadlinesSet, FollowedRequirement, FollowedStanding, SetDeadlines, StandingRef};
use kyndig_contract::page::{MAX_LIMIT, Page};
use kyndig_domain::ids::{UndoId, UnitId};
use leptos::{ev, prelude::*, task::spawn_local};

use crate::form::Form;
use crate::language;
use crate::load::{Act, Load, Pages, State};
use crate::t;
use crate::transport::{self, with_query};
use crate::ui::*;

/// What is ticked in one of the tabs.
#[derive(Clone, PartialEq)]
pub enum Meant {
    /// Of all whom one follows up, or of those the list was narrowed to (`scope`, `unit`).
    Requirements {
        all: Vec<FollowedRequirement>,
        scope: String,
        unit: Option<UnitId>,
    },
    Standings(Vec<FollowedStanding>),
}

/// Those whose box is another than to begin with, and what it is now.
type Turned = RwSignal<BTreeMap<StandingRef, bool>>;

/// How many people, and how many requirements of theirs.
type About = (i64, i64);

/// The acts on what is ticked, and whom they are about: names with status and deadline, each of whom can be left out.
#[component]
pub fn ActionsDialog(
    open: RwSignal<bool>,
    meant: Signal<Meant>,
    #[prop(into)] title: Signal<String>,
    #[prop(into)] done: Callback<()>,
) -> AnyView {
    view! {
        <Dialog open title side=true>
            <Body open meant=meant.get_untracked() done/>
        </Dialog>
    }
    .into_any()
}

#[component]
fn Body(open: RwSignal<bool>, meant: Meant, done: Callback<()>) -> AnyView {
    let turned: Turned = RwSignal::new(BTreeMap::new());
    let form = Form::named("deadlines");
    let field = form.field("deadline", "");
    let list = match &meant {
        Meant::Requirements { all, scope, unit } => {
            all.iter().map(|one| requirement(one, scope, *unit, turned)).collect_view().into_any()
        }
        Meant::Standings(all) => {
            by_person(all).into_values().map(|rows| person(&rows, turned)).collect_view().into_any()
        }
    };
    let act = Act::new(
        |request: SetDeadlines, _| async move {
            let set = transport::post::<DeadlinesSet>(&api_path!("/follow-up/deadlines"), &request).await?;
            Ok((set, request.deadline))
        },
        move |(set, deadline): (DeadlinesSet, Option<NaiveDate>)| {
            let about = about_text((set.people, set.requirements));
            let text = match deadline {
                Some(day) => t::follow_up::deadlines_set(language::date(day), about),
                None => t::follow_up::deadlines_removed(about),
            };
            open.set(false);
            done.run(());
            match set.undo_id {
                Some(id) => undoable(text, id, done),
                None => toast(text),
            }
        },
    );
    form.follow(act);
    let meant = StoredValue::new(meant);
    let about = about(meant, turned);
    let send = move |deadline: Option<NaiveDate>| {
        let request = meant.with_value(|meant| request(meant, &turned.get_untracked(), deadline));
        // nobody is ticked, which the form says already
        if about.get_untracked().is_some_and(|(people, _)| people == 0) {
            return;
        }
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
    view! {
        <form class="stack" novalidate on:submit=submit>
            <p>{t::follow_up::deadline_text()}</p>
            <DateField field=field label=t::follow_up::deadline() required=true/>
            <p role="status">{move || about.get().map(|about| match about {
                (0, _) => t::follow_up::deadline_nobody().to_owned(),
                about => t::follow_up::deadline_of(about_text(about)),
            })}</p>
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

/// DLN-2: for ten seconds.
fn undoable(text: String, id: UndoId, done: Callback<()>) {
    let say = toaster();
    toast_undo(text, move || {
        spawn_local(async move {
            match transport::post::<DeadlinesSet>(&api_path!("/follow-up/deadlines/{id}/undo"), &()).await {
                Ok(back) => say(t::follow_up::deadlines_undone(about_text((back.people, back.requirements)))),
                Err(error) => say(error.text()),
            }
            // the page may be gone
            let _ = done.try_run(());
        });
    });
}

/// "12 personer og 3 krav".
fn about_text((people, requirements): About) -> String {
    t::follow_up::about(t::follow_up::people_n(people), t::follow_up::requirements_n(requirements))
}

/// Whom it is about now: of rows that is known, of requirements the API knows it.
fn about(meant: StoredValue<Meant>, turned: Turned) -> Signal<Option<About>> {
    let rows = meant.with_value(|meant| matches!(meant, Meant::Standings(_)));
    if rows {
        return Signal::derive(move || {
            let request = turned.with(|turned| meant.with_value(|meant| request(meant, turned, None)));
            let count = |count: usize| i64::try_from(count).unwrap_or(i64::MAX);
            let people = request.standings.iter().map(|one| one.person_id).collect::<BTreeSet<_>>().len();
            let requirements = request.standings.iter().map(|one| one.requirement_id).collect::<BTreeSet<_>>().len();
            Some((count(people), count(requirements)))
        });
    }
    let counted = Load::new(
        move || turned.with(|turned| meant.with_value(|meant| counting(request(meant, turned, None)))),
        |request: SetDeadlines| async move {
            transport::post::<DeadlinesSet>(&api_path!("/follow-up/deadlines"), &request).await
        },
    );
    Signal::derive(move || {
        counted.state.with(|state| match state {
            State::Ready(set) => Some((set.people, set.requirements)),
            State::Loading | State::Failed(_) => None,
        })
    })
}

/// Says whom it is about, and does nothing.
pub fn counting(request: SetDeadlines) -> SetDeadlines {
    SetDeadlines { dry_run: true, ..request }
}

/// DLN-2: those who have not fulfilled it are ticked to begin with.
fn begins(row: &FollowedStanding) -> bool {
    !row.status.is_valid()
}

fn is_on(row: &FollowedStanding, turned: &BTreeMap<StandingRef, bool>) -> bool {
    turned.get(&reference(row)).copied().unwrap_or_else(|| begins(row))
}

pub fn request(meant: &Meant, turned: &BTreeMap<StandingRef, bool>, deadline: Option<NaiveDate>) -> SetDeadlines {
    let those = |on: bool| turned.iter().filter(|(_, now)| **now == on).map(|(one, _)| *one).collect();
    match meant {
        Meant::Requirements { all, scope, unit } => SetDeadlines {
            requirement_ids: all.iter().map(|one| one.requirement_id).collect(),
            only_open: true,
            also: those(true),
            except: those(false),
            scope: (scope == "mine").then_some(kyndig_contract::employee::EmployeeScope::Mine),
            unit: *unit,
            deadline,
            ..SetDeadlines::default()
        },
        Meant::Standings(all) => SetDeadlines {
            standings: all.iter().filter(|row| is_on(row, turned)).map(reference).collect(),
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
fn person(rows: &[FollowedStanding], turned: Turned) -> AnyView {
    let name = rows.first().map(|row| row.person.name.clone()).unwrap_or_default();
    let lines = rows.iter().map(|row| line(row, row.requirement_name.clone(), turned)).collect_view();
    view! {
        <details>
            <summary>{t::follow_up::with_count(name, rows.len())}</summary>
            <ul class="list">{lines}</ul>
        </details>
    }
    .into_any()
}

/// A requirement; those who have it are fetched when it is opened.
fn requirement(one: &FollowedRequirement, scope: &str, unit: Option<UnitId>, turned: Turned) -> AnyView {
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
                        ("unit", unit.map(|unit| unit.to_string())),
                        ("limit", Some(MAX_LIMIT.to_string())),
                        ("cursor", cursor),
                    ];
                    let path = with_query(api_path!("/follow-up/standings"), &query);
                    async move { transport::get::<Page<FollowedStanding>>(&path).await }
                },
            );
            let all = tick_everybody(rows, turned);
            let list = paged(
                rows,
                3,
                || view! { <Empty title=t::follow_up::none_title() text=t::follow_up::none_text()/> }.into_any(),
                |rows| view! { <ul class="list">{rows}</ul> }.into_any(),
                move |row: FollowedStanding| line(&row, row.person.name.clone(), turned),
            );
            view! { {all} {list} }
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

/// The box that ticks all who are shown of a requirement, or none of them.
fn tick_everybody(rows: Pages<FollowedStanding>, turned: Turned) -> AnyView {
    let all = Memo::new(move |_| {
        let shown = rows.shown();
        !shown.is_empty() && turned.with(|turned| shown.iter().all(|row| is_on(row, turned)))
    });
    let press = move |event: ev::Event| {
        let on = event_target_checked(&event);
        let shown = untrack(|| rows.shown());
        turned.update(|turned| {
            for row in &shown {
                turn(turned, row, on);
            }
        });
    };
    let more = move || {
        (!rows.shown().is_empty()).then(|| {
            view! {
                <label class="who every">
                    <input type="checkbox" class="ds-input" prop:checked=move || all.get() on:change=press/>
                    <span class="t">{t::follow_up::everybody()}</span>
                </label>
            }
        })
    };
    live(more)
}

/// What is as it began needs no mention.
fn turn(turned: &mut BTreeMap<StandingRef, bool>, row: &FollowedStanding, on: bool) {
    if on == begins(row) {
        turned.remove(&reference(row));
    } else {
        turned.insert(reference(row), on);
    }
}

/// A name, with status and deadline.
fn line(row: &FollowedStanding, name: String, turned: Turned) -> AnyView {
    let (mine, theirs) = (row.clone(), row.clone());
    let press = move |event: ev::Event| {
        let on = event_target_checked(&event);
        turned.update(|turned| turn(turned, &mine, on));
    };
    let now = row.deadline.map(|day| t::standing::deadline_on(language::date(day)));
    let status = row.status;
    let said = [Some(status_name(status).to_owned()), now].into_iter().flatten().collect::<Vec<_>>().join(" · ");
    view! {
        <li>
            <label class="who">
                <input
                    type="checkbox"
                    class="ds-input"
                    prop:checked=move || turned.with(|turned| is_on(&theirs, turned))
                    on:change=press
                />
                <span class="t">{name} <span>{said}</span></span>
                <Mark status quiet=true/>
            </label>
        </li>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use kyndig_domain::standing::Status;

    use super::*;

    fn row(person: u8, status: Status) -> FollowedStanding {
        let id = |last: u8| format!("00000000-0000-0000-0000-0000000000{last:02}");
        serde_json::from_value(serde_json::json!({
            "person": {"id": id(person), "name": "Ida"}, "positionId": id(50), "assignmentId": id(51),
            "title": "Sykepleier", "unit": {"id": id(52), "name": "Sengepost"}, "requirementId": id(60),
            "requirementName": "HLR", "number": "KR-1", "status": status,
        }))
        .unwrap()
    }

    /// Proves DLN-2: those who have not fulfilled it are ticked to begin with, whoever is turned is meant or not.
    #[test]
    fn who_is_meant() {
        let all: Vec<_> = (1..).zip(Status::ALL).map(|(at, status)| row(at, *status)).collect();
        let meant = Meant::Standings(all.clone());
        let mut turned = BTreeMap::new();
        let named = |turned: &BTreeMap<StandingRef, bool>| request(&meant, turned, None).standings;
        let open: Vec<_> = all.iter().filter(|row| !row.status.is_valid()).map(reference).collect();
        assert_eq!(named(&turned), open);
        turn(&mut turned, &all[0], false);
        assert_eq!(named(&turned), open[1..]);
        let done = all.iter().find(|row| row.status == Status::Fulfilled).unwrap();
        turn(&mut turned, done, true);
        assert!(named(&turned).contains(&reference(done)));
        turn(&mut turned, done, false);
        turn(&mut turned, &all[0], true);
        assert!(turned.is_empty(), "as it began");

        let of_all = Meant::Requirements { all: Vec::new(), scope: "mine".to_owned(), unit: None };
        turn(&mut turned, &all[0], false);
        turn(&mut turned, done, true);
        let request = request(&of_all, &turned, None);
        assert!(request.only_open && request.scope.is_some());
        assert_eq!((request.except, request.also), (vec![reference(&all[0])], vec![reference(done)]));
    }
}
