//! FOL-3: the first page. Its conclusion, what calls for something, one's plans, and what waits for one.

mod cards;
mod followed;
mod urgency;

use chrono::NaiveDate;
use kyndig_contract::api_path;
use kyndig_contract::assignment::AssignmentSummary;
use kyndig_contract::home::{HomeDetails, Task, TaskKind, TaskList};
use leptos::prelude::*;

use crate::browser;
use crate::features::work::assignment;
use crate::language::{capitalised, date, local_day, spelled, weekday};
use crate::load::{Load, State};
use crate::nav::Query;
use crate::session::use_session;
use crate::t;
use crate::transport;
use crate::ui::{Empty, ListRow, PageHead, Panel, Split, icon, icon_paths, live, loaded};
use urgency::{Kind, Urgency};

pub fn page(path: &[&str]) -> Option<AnyView> {
    match path {
        [] => Some(view! { <Home/> }.into_any()),
        _ => None,
    }
}

#[component]
fn Home() -> AnyView {
    let session = use_session();
    let today = session.today();
    let home = Load::new(|| (), |()| async { transport::get::<HomeDetails>(&api_path!("/home")).await });
    let name = session.details().map(|details| details.name).unwrap_or_default();
    let title = Signal::derive(move || {
        let urgent = home.state.with(|state| match state {
            State::Ready(home) => urgent(home, today),
            State::Loading | State::Failed(_) => None,
        });
        let greeting = greeting(&name);
        match urgent {
            Some(urgent) => t::home::titled(greeting, urgent),
            None => greeting,
        }
    });
    let leads = move || live(move || home.state.with(|state| conclusion(state, today)));
    view! {
        <PageHead title tab=t::home::nav().to_owned() leads/>
        {loaded(home, 8, move |home| view! { <Ready home/> }.into_any())}
    }
    .into_any()
}

/// What hastens of one's own: "To ting haster."
fn urgent(home: &HomeDetails, today: NaiveDate) -> Option<String> {
    let own = i64::try_from(Urgency::of(&home.urgent, today).late()).unwrap_or_default();
    (own > 0).then(|| t::home::urgent(own, capitalised(&spelled(own))))
}

/// The day, what waits for one, and what hastens with those one follows up, each with the way there.
fn conclusion(state: &State<HomeDetails>, today: NaiveDate) -> AnyView {
    let link = |href: &'static str, text: String| view! { <a class="ds-link" href=href>{text}</a> }.into_any();
    let mut parts = vec![weekday(today).into_any()];
    if let State::Ready(home) = state {
        let TaskList { signatures, approvals, .. } = home.tasks;
        if signatures > 0 {
            let text = t::home::to_do_signatures(signatures, capitalised(&spelled(signatures)));
            parts.push(link("/signing", text));
        }
        if approvals > 0 {
            parts.push(link("/approvals", t::home::to_do_approvals(approvals, capitalised(&spelled(approvals)))));
        }
        parts.extend(followed::urgent(home));
        if parts.len() == 1 && urgent(home, today).is_none() {
            parts.push(t::home::nothing_urgent().into_any());
        }
    }
    let parts = parts.into_iter().enumerate().map(|(at, part)| view! { {(at > 0).then_some(" · ")} {part} });
    view! { <p class="sub">{parts.collect_view()}</p> }.into_any()
}

/// By the reader's own time of day; the night shift is only greeted.
fn greeting(name: &str) -> String {
    let first = name.split_whitespace().next().unwrap_or_default();
    match browser::hour() {
        5..=9 => t::home::morning(first),
        10..=11 => t::home::forenoon(first),
        12..=17 => t::home::afternoon(first),
        18..=23 => t::home::evening(first),
        _ => t::home::night(first),
    }
}

#[component]
fn Ready(home: HomeDetails) -> AnyView {
    let urgency = Urgency::of(&home.urgent, use_session().today());
    let chosen = Query::new("urgent");
    let cards = cards::cards(&urgency, chosen);
    let opened = Memo::new(move |_| chosen.get().and_then(|word| Kind::from_word(&word)));
    let urgency = StoredValue::new(urgency);
    let HomeDetails { plans, tasks, follow_up, follow_up_overdue, .. } = home;
    let parts = StoredValue::new((plans, tasks, follow_up, follow_up_overdue));
    // with a card opened its list stands where the rest of the page's second column does
    let body = move || {
        let (plans, tasks, follow_up, overdue) = parts.get_value();
        let followed = follow_up.map(|counts| followed::panel(&counts, overdue.unwrap_or_default()));
        let waits = !tasks.items.is_empty();
        let items = opened.get().map(|kind| (kind, urgency.with_value(|urgency| urgency.items(kind))));
        let (plans, tasks) = (plans_panel(plans), tasks_panel(tasks));
        match (items.filter(|(_, items)| !items.is_empty()), followed) {
            (Some((kind, items)), followed) => view! {
                <Split>
                    <div class="stack">{tasks} {followed} {plans}</div>
                    {cards::opened(kind, items, chosen)}
                </Split>
            }
            .into_any(),
            // who leads others looks at them first
            (None, Some(followed)) => {
                view! { <div class="cols"><div class="stack">{tasks} {followed}</div> {plans}</div> }.into_any()
            }
            // beside one's plans; on a phone above them, where there is anything
            (None, None) => view! { <div class="cols" class:second-first=waits>{plans} {tasks}</div> }.into_any(),
        }
    };
    view! {
        {cards}
        {live(body)}
    }
    .into_any()
}

fn plans_panel(plans: Vec<AssignmentSummary>) -> AnyView {
    let all = || view! { <a class="ds-link" href="/plans">{t::home::all_plans()}</a> };
    let body = if plans.is_empty() {
        view! { <Empty title=t::home::no_plans() text=t::home::no_plans_text()/> }.into_any()
    } else {
        let row = |plan: AssignmentSummary| {
            let sub = t::home::plan_sub(&plan.owner_unit.name, plan.counts.valid(), plan.counts.total());
            assignment::plan_row(&plan, sub)
        };
        view! { <ul class="list">{plans.into_iter().map(row).collect_view()}</ul> }.into_any()
    };
    view! {
        <Panel title=t::home::my_plans().to_owned() aside=all>
            {body}
        </Panel>
    }
    .into_any()
}

fn tasks_panel(tasks: TaskList) -> AnyView {
    let shown = tasks.items.iter().filter(|task| task.kind == TaskKind::Signature).count();
    let count = tasks.signatures;
    let more = count > i64::try_from(shown).unwrap_or(i64::MAX);
    let all = move || more.then(|| view! { <a class="ds-link" href="/signing">{t::home::waiting_all(count)}</a> });
    let body = if tasks.items.is_empty() {
        view! { <Empty title=t::home::waiting_none() text=t::home::waiting_none_text()/> }.into_any()
    } else {
        view! { <ul class="list">{tasks.items.into_iter().map(task_row).collect_view()}</ul> }.into_any()
    };
    view! {
        <Panel title=t::home::waiting().to_owned() aside=all>
            {body}
        </Panel>
    }
    .into_any()
}

fn task_row(task: Task) -> AnyView {
    let since = date(local_day(task.since));
    let id = |id: Option<String>| id.unwrap_or_default();
    let (id, href, sub, path) = match task.kind {
        TaskKind::Signature => {
            let request = id(task.signature_request_id.map(|id| id.to_string()));
            let href = format!("/signing/{request}");
            (request, href, t::home::task_signature(&task.person.name, since), icon_paths::PENCIL_WRITING)
        }
        TaskKind::Approval => {
            let position = id(task.position_id.map(|id| id.to_string()));
            let plan = id(task.assignment_id.map(|id| id.to_string()));
            let href = format!("/employees/{position}/plans/{plan}");
            (plan, href, t::home::task_approval(&task.person.name, since), icon_paths::TASKLIST)
        }
    };
    view! {
        <ListRow
            id=format!("task-{id}")
            href=Signal::stored(href)
            lead=move || icon(path)
            title=task.what
            sub=sub
        >
            {icon(icon_paths::CHEVRON_RIGHT)}
        </ListRow>
    }
    .into_any()
}
