//! FUL-15: a search in one's own plans. What one did last is shown where nothing is typed.

use kyndig_contract::api_path;
use kyndig_contract::assignment::{OwnRequirement, OwnRequirements, Progress};
use kyndig_contract::requirement::LearningMethod;
use kyndig_domain::standing::Status;
use kyndig_domain::text;
use leptos::{ev, prelude::*};

use super::requirement_href;
use crate::browser;
use crate::load::Load;
use crate::nav::Query;
use crate::t;
use crate::transport::{self, with_query};
use crate::ui::{
    Choice, Empty, FilterSelect, Mark, SearchBox, Tag, Tone, icon, icon_paths, learning_method_name, live, loaded,
    marked, said, status_name,
};

/// The field; and, once it is gone into or the address says so, the filters and what was found.
#[component]
pub fn Finder() -> AnyView {
    let (search, method, status) = (Query::new("search"), Query::new("method"), Query::new("status"));
    let opened = RwSignal::new(false);
    let asked = move || [search, method, status].iter().any(|query| query.get().is_some());
    let active = Memo::new(move |_| opened.get() || asked());
    let shut = move || {
        for query in [search, method, status] {
            query.set(None);
        }
        opened.set(false);
    };
    let escape = move |event: ev::KeyboardEvent| {
        if event.key() == "Escape" && active.get_untracked() {
            event.prevent_default();
            shut();
            browser::focus_id("content");
        }
    };
    let more = move || {
        active.get().then(|| {
            let methods = LearningMethod::ALL.iter().copied();
            let methods = methods.map(|one| Choice::new(one.as_str(), learning_method_name(one)));
            let statuses = Status::ALL.iter().copied().map(|one| Choice::new(one.as_str(), status_name(one)));
            view! {
                <FilterSelect
                    query=method
                    label=t::assignment::filter_method()
                    any=t::assignment::any_method()
                    choices=methods.collect()
                />
                <FilterSelect
                    query=status
                    label=t::assignment::filter_status()
                    any=t::assignment::any_status()
                    choices=statuses.collect()
                />
                <button
                    type="button"
                    class="ds-button"
                    id="find-close"
                    data-variant="tertiary"
                    on:click=move |_| {
                        shut();
                        browser::focus_id("content");
                    }
                >
                    {icon(icon_paths::X_MARK)}
                    {t::assignment::search_close()}
                </button>
            }
        })
    };
    let found = move || active.get().then(|| view! { <Found search method status/> });
    view! {
        <search class="finder" on:keydown=escape>
            <div class="filters" on:focusin=move |_| opened.set(true)>
                <SearchBox query=search label=t::assignment::search()/>
                {live(more)}
            </div>
            {live(found)}
        </search>
    }
    .into_any()
}

#[component]
fn Found(search: Query, method: Query, status: Query) -> AnyView {
    let found = Load::new(
        move || (search.text(), method.get(), status.get()),
        |(search, method, status)| async move {
            let query = [("search", Some(search)), ("learningMethod", method), ("status", status)];
            transport::get::<OwnRequirements>(&with_query(api_path!("/my/requirements"), &query)).await
        },
    );
    let list = move |found: OwnRequirements| {
        let words: Vec<String> = text::words(&search.get_untracked().unwrap_or_default()).into_iter().collect();
        if found.items.is_empty() {
            let (title, text) = if words.is_empty() {
                (t::assignment::last_none(), t::assignment::last_none_text())
            } else {
                (t::assignment::found_none(), t::assignment::found_none_text())
            };
            return view! { <Empty title text/> }.into_any();
        }
        let title = if words.is_empty() {
            t::assignment::last_used().to_owned()
        } else {
            t::assignment::found(found.items.len())
        };
        let more = found.has_more.then(|| view! { <p class="more-found sub">{t::assignment::found_more()}</p> });
        let rows = numbered(&found.items).into_iter().map(|(number, one)| row(number, one, &words)).collect_view();
        view! {
            <h2 class="found">{title}</h2>
            <ul class="list">{rows}</ul>
            {more}
        }
        .into_any()
    };
    let count = Signal::derive(move || found.value().and_then(|found| i64::try_from(found.items.len()).ok()));
    view! {
        {said(count)}
        <section class="panel" aria-label=t::assignment::search_results()>{loaded(found, 4, list)}</section>
    }
    .into_any()
}

/// The same number in front of the same requirement, whatever plan or goal holds it.
fn numbered(items: &[OwnRequirement]) -> Vec<(usize, &OwnRequirement)> {
    let mut numbered: Vec<(usize, &OwnRequirement)> = Vec::with_capacity(items.len());
    for one in items {
        let number = match numbered.last() {
            None => 1,
            Some((number, last)) if last.requirement.requirement_id == one.requirement.requirement_id => *number,
            Some((number, _)) => number + 1,
        };
        numbered.push((number, one));
    }
    numbered
}

fn row(number: usize, one: &OwnRequirement, words: &[String]) -> AnyView {
    let requirement = &one.requirement;
    let place = one.goal.clone().map_or_else(
        || marked(&one.plan_name, &[]),
        |goal| {
            let plan = one.plan_name.clone();
            view! { {marked(&goal, words)} <small>{plan}</small> }.into_any()
        },
    );
    let (class, path, said) = match (one.progress, one.goal.is_some()) {
        (Progress::NotStarted, false) => ("dot none", None, t::assignment::plan_not_started()),
        (Progress::Started, false) => ("dot part", None, t::assignment::plan_started()),
        (Progress::Completed, false) => ("dot done", Some(icon_paths::CHECKMARK), t::assignment::plan_completed()),
        (Progress::NotStarted, true) => ("dot none", None, t::assignment::goal_not_started()),
        (Progress::Started, true) => ("dot part", None, t::assignment::goal_started()),
        (Progress::Completed, true) => ("dot done", Some(icon_paths::CHECKMARK), t::assignment::goal_completed()),
    };
    let id = format!("found-{}-{}-{}", number, one.assignment_id, requirement.number);
    let id =
        one.goal.as_ref().map_or(id.clone(), |goal| format!("{id}-{}", goal.split_whitespace().next().unwrap_or("")));
    let link = id.clone();
    // PLN-8: what is out of the plan says so, and not how far the plan is
    let end = if one.deactivated.is_some() {
        view! { <Tag tone=Tone::Neutral text=t::assignment::deactivated()/> }.into_any()
    } else {
        view! {
            <span class="meta far">
                <span class=class aria-hidden="true">{path.map(icon)}</span>
                {said}
            </span>
        }
        .into_any()
    };
    view! {
        <li data-clickdelegatefor=link>
            <span class="nth num" aria-hidden="true">{number}</span>
            <Mark status=requirement.status/>
            <div class="t">
                <a id=id href=requirement_href(one.assignment_id, requirement.requirement_id)>
                    <span class="ds-sr-only">{format!("{number}. ")}</span>
                    {marked(&requirement.name, words)}
                    " "
                    <small class="num">{marked(&requirement.number, words)}</small>
                </a>
                <b>{place}</b>
            </div>
            {end}
        </li>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Proves FUL-15: a requirement of two plans has one number.
    #[test]
    fn one_number_a_requirement() {
        let item = |requirement: u8, plan: &str| -> OwnRequirement {
            serde_json::from_value(serde_json::json!({
                "assignmentId": "00000000-0000-0000-0000-000000000001", "planName": plan, "progress": "started",
                "requirementId": format!("00000000-0000-0000-0000-00000000000{requirement}"), "number": "KR-1",
                "name": "Seng", "learningMethod": "course", "documentationMethod": "signature",
                "needsSignature": false, "status": "started",
            }))
            .unwrap()
        };
        let items = [item(1, "En"), item(1, "To"), item(2, "En")];
        assert_eq!(numbered(&items).into_iter().map(|(number, _)| number).collect::<Vec<_>>(), [1, 1, 2]);
    }
}
