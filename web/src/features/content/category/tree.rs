//! A branch at a time: its categories as a tree, and what can be done with each where the branch is one's own.

use std::collections::HashSet;

use kyndig_contract::api_path;
use kyndig_contract::category::{CategoryBranch, CategoryBranches, CategorySummary};
use kyndig_domain::ids::CategoryId;
use leptos::prelude::*;

use super::change::{Change, Doing};
use super::speciality::SPECIALITY;
use crate::load::Load;
use crate::nav::Query;
use crate::t;
use crate::transport::{self, with_query};
use crate::ui::*;

/// Before the name of a speciality, where the address names its branch.

#[component]
pub fn Categories() -> AnyView {
    let chosen = Query::new("branch");
    let branches = Load::new(
        || (),
        |()| async move { transport::get::<CategoryBranches>(&api_path!("/category-branches")).await },
    );
    let doing = RwSignal::new(None::<Doing>);
    let speciality = move || {
        branches.value().filter(|all| all.can_add_speciality).map(|_| {
            view! {
                <button
                    type="button"
                    class="ds-button"
                    id="new-speciality"
                    data-variant="secondary"
                    on:click=move |_| doing.set(Some(Doing::Speciality))
                >
                    {icon(icon_paths::PLUS)}
                    {t::category::new_speciality()}
                </button>
            }
        })
    };
    let body = loaded(branches, 6, move |all| {
        let choices = all.branches.iter().map(|branch| Choice::new(key(branch), name(branch))).collect::<Vec<_>>();
        let shown = Memo::new(move |_| shown(&all.branches, &chosen.text()).cloned());
        let select = move |event| chosen.push(Some(event_target_value(&event)));
        let one = move |choice: Choice| {
            let value = choice.value.clone();
            let selected = move || shown.get().as_ref().map(key).as_ref() == Some(&value);
            view! { <option value=choice.value selected=selected>{choice.label}</option> }
        };
        view! {
            <div class="filters">
                <select class="ds-input" id="branch" aria-label=t::category::branch() on:change=select>
                    {choices.into_iter().map(one).collect_view()}
                </select>
            </div>
            {live(move || shown.get().map(|branch| view! { <Branch branch doing branches chosen/> }))}
        }
        .into_any()
    });
    view! {
        <PageHead title=t::category::title().to_owned() sub=t::category::sub().to_owned()>
            <Actions>{live(speciality)}</Actions>
        </PageHead>
        {body}
    }
    .into_any()
}

/// As it stands in the address.
pub fn key(branch: &CategoryBranch) -> String {
    match (&branch.unit, &branch.speciality) {
        (Some(unit), _) => unit.id.to_string(),
        (None, speciality) => format!("{SPECIALITY}{}", speciality.as_deref().unwrap_or_default()),
    }
}

fn name(branch: &CategoryBranch) -> String {
    let unit = branch.unit.as_ref().map(|unit| unit.name.clone());
    let name = unit.or_else(|| branch.speciality.clone().map(t::category::of_speciality)).unwrap_or_default();
    format!("{name} ({})", branch.categories)
}

/// The one that is named, or else one's own, or else the first.
fn shown<'a>(all: &'a [CategoryBranch], named: &str) -> Option<&'a CategoryBranch> {
    let found = all.iter().find(|branch| key(branch) == named);
    found.or_else(|| all.iter().find(|branch| branch.can_edit)).or_else(|| all.first())
}

#[component]
fn Branch(
    branch: CategoryBranch,
    doing: RwSignal<Option<Doing>>,
    branches: Load<CategoryBranches>,
    chosen: Query,
) -> AnyView {
    let title = branch.unit.as_ref().map(|unit| unit.name.clone()).or_else(|| branch.speciality.clone());
    let query =
        [("unit", branch.unit.as_ref().map(|unit| unit.id.to_string())), ("speciality", branch.speciality.clone())];
    let path = with_query(api_path!("/categories"), &query);
    let list = Load::new(
        || (),
        move |()| {
            let path = path.clone();
            async move { transport::whole::<CategorySummary>(&path).await }
        },
    );
    let shut = RwSignal::new(HashSet::<CategoryId>::new());
    let can_edit = branch.can_edit;
    let add = move || {
        view! {
            <button
                type="button"
                class="ds-button"
                id="new"
                data-variant="secondary"
                on:click=move |_| doing.set(Some(Doing::Top))
            >
                {icon(icon_paths::PLUS)}
                {t::category::new()}
            </button>
        }
    };
    let rows = loaded(list, 6, move |all| {
        if all.is_empty() {
            let text = if can_edit { t::category::none_text() } else { t::category::none_text_foreign() };
            return view! { <Empty title=t::category::none_title() text/> }.into_any();
        }
        let all = StoredValue::new(all);
        all.with_value(|all| level(all, None, shut, doing)).into_any()
    });
    let foreign = (!can_edit).then(|| view! { <Note tone=Tone::Info>{t::category::read_only()}</Note> });
    view! {
        {foreign}
        <Panel title=title.unwrap_or_default() aside=move || can_edit.then(add)>{rows}</Panel>
        <Change doing branch list branches chosen/>
    }
    .into_any()
}

/// Those right under one, or at the top.
fn level(
    all: &[CategorySummary],
    parent: Option<CategoryId>,
    shut: RwSignal<HashSet<CategoryId>>,
    doing: RwSignal<Option<Doing>>,
) -> AnyView {
    let rows = all.iter().filter(|one| one.parent_id == parent).map(|one| node(all, one, shut, doing)).collect_view();
    view! { <ul class="tree">{rows}</ul> }.into_any()
}

fn node(
    all: &[CategorySummary],
    one: &CategorySummary,
    shut: RwSignal<HashSet<CategoryId>>,
    doing: RwSignal<Option<Doing>>,
) -> AnyView {
    let id = one.id;
    let open = move || shut.with(|shut| !shut.contains(&id));
    let toggle = (one.subcategories > 0).then(|| {
        let press = move |_| {
            shut.update(|shut| {
                if !shut.remove(&id) {
                    shut.insert(id);
                }
            });
        };
        view! {
            <button
                type="button"
                class="ds-button"
                id=format!("toggle-{id}")
                data-variant="tertiary"
                data-icon
                aria-expanded=move || open().to_string()
                aria-label=t::category::below(&one.name)
                on:click=press
            >
                {live(move || icon(if open() { icon_paths::CHEVRON_DOWN } else { icon_paths::CHEVRON_RIGHT }))}
            </button>
        }
    });
    let below = (one.subcategories > 0).then(|| {
        let below = level(all, Some(id), shut, doing);
        view! { <div hidden=move || !open()>{below}</div> }
    });
    let tools = one.can_edit.then(|| {
        let tool = |name: &str, path: &'static str, label: String, what: Doing| {
            view! {
                <button
                    type="button"
                    class="ds-button"
                    id=format!("{name}-{id}")
                    data-variant="tertiary"
                    data-icon
                    aria-label=label
                    on:click=move |_| doing.set(Some(what.clone()))
                >
                    {icon(path)}
                </button>
            }
        };
        view! {
            <span class="end row tools">
                {tool("add", icon_paths::PLUS, t::category::add_under(&one.name), Doing::Under(one.clone()))}
                {tool("rename", icon_paths::PENCIL, t::category::rename_one(&one.name), Doing::Rename(one.clone()))}
                {tool("move", icon_paths::ARROW_RIGHT, t::category::move_one(&one.name), Doing::Move(one.clone()))}
                {tool("delete", icon_paths::TRASH, t::category::delete_one(&one.name), Doing::Delete(one.clone()))}
            </span>
        }
    });
    let held = (one.requirements > 0).then(|| {
        view! { <span class="meta">{t::category::requirements(one.requirements)}</span> }
    });
    view! {
        <li>
            <div class="node">
                <span class="tick">{toggle}</span>
                <span class="unit"><b>{one.name.clone()}</b> {held}</span>
                {tools}
            </div>
            {below}
        </li>
    }
    .into_any()
}
