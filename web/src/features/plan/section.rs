//! A section: its requirements, or its goals where it is a theme, and what can be done with it and them.

use kyndig_contract::plan::{PlanDetails, PlanRequirement, PlanSection, UpdateSection};
use kyndig_domain::ids::{GoalId, SectionId};
use leptos::prelude::*;

use super::adapt::adapt;
use super::deactivated::deactivate;
use super::drag::{self, Moves, element_id};
use super::editor::Editing;
use super::goal;
use super::order::Moved;
use super::take::{NewRequirement, Take};
use super::words;
use crate::form::Form;
use crate::load::Act;
use crate::nav::Query;
use crate::t;
use crate::transport;
use crate::ui::*;

pub fn section(plan: &PlanDetails, one: &PlanSection, moves: Moves, editing: Editing, ordering: Query) -> AnyView {
    let id = one.id;
    let moved = Moved::Section(id);
    let element = element_id(moved);
    let held: Vec<_> = one.requirements.iter().filter(|place| words::is_in_use(place)).collect();
    let themed = plan.kind.has_goals();
    let count = if themed { t::plan::goal_count(one.goals.len()) } else { t::plan::section_count(held.len()) };
    let rows = if themed {
        goal::goals(plan, one, moves, editing, ordering)
    } else if held.is_empty() {
        view! { <p class="pad sub">{t::plan::section_empty()}</p> }.into_any()
    } else {
        let rows = held.into_iter().map(|place| row(plan, place, moves, editing, ordering)).collect_view();
        view! { <ul class="list">{rows}</ul> }.into_any()
    };
    let lead = plan.can_arrange().then(|| drag::handle(moves, moved, &one.name));
    let tools = plan.can_arrange().then(|| tools(plan, one, moves, editing, ordering));
    view! {
        <section
            class="panel section"
            id=element
            data-section=id.to_string()
            data-edge=moves.edge(moved)
            class:held=move || moves.held.get() == Some(moved)
        >
            <header>
                {lead}
                <h2>{one.name.clone()}</h2>
                <span class="meta">{count}</span>
                {tools}
            </header>
            {rows}
        </section>
    }
    .into_any()
}

fn tools(plan: &PlanDetails, one: &PlanSection, moves: Moves, editing: Editing, ordering: Query) -> AnyView {
    let (plan_id, id, name) = (plan.id, one.id, StoredValue::new(one.name.clone()));
    let whole = StoredValue::new(PlanSection { requirements: Vec::new(), goals: Vec::new(), ..one.clone() });
    let renaming = RwSignal::new(false);
    let path = format!("/plans/{plan_id}/sections/{id}");
    let remove_path = path.clone();
    let remove = Act::new(
        move |(), _| {
            let path = remove_path.clone();
            async move { transport::delete(&path, None).await }
        },
        move |()| {
            toast(t::plan::section_removed());
            editing.details.refetch();
        },
    );
    let removable = (one.requirements.is_empty() && one.goals.is_empty()).then(|| {
        view! {
            <button
                type="button"
                class="ds-button"
                id=format!("remove-{id}")
                data-variant="tertiary"
                data-icon
                aria-label=t::plan::section_remove(name.get_value())
                on:click=move |_| remove.run(())
            >
                {icon(icon_paths::TRASH)}
            </button>
        }
    });
    let arrows = move || ordering.get().is_some().then(|| drag::arrows(moves, Moved::Section(id), &name.get_value()));
    let adding = if plan.kind.has_goals() {
        goal::add(plan.id, one, editing)
    } else {
        fill(plan, id, None, name.get_value(), editing)
    };
    let path = StoredValue::new(path);
    view! {
        <span class="end row tools">
            {live(arrows)}
            <button
                type="button"
                class="ds-button"
                id=format!("rename-{id}")
                data-variant="tertiary"
                data-icon
                aria-label=t::plan::section_rename(name.get_value())
                on:click=move |_| renaming.set(true)
            >
                {icon(icon_paths::PENCIL)}
            </button>
            {removable}
            {adding}
        </span>
        <ErrorBox error=remove.error/>
        <Dialog open=renaming title=t::plan::section_rename_title().to_owned()>
            <Rename path=path.get_value() one=whole.get_value() editing open=renaming/>
        </Dialog>
    }
    .into_any()
}

/// PLN-4: what is there already into a section or a goal, or something new.
pub fn fill(plan: &PlanDetails, section: SectionId, goal: Option<GoalId>, name: String, editing: Editing) -> AnyView {
    let (plan_id, kind, level) = (plan.id, plan.kind.holds(), plan.level);
    let path = StoredValue::new(format!("/plans/{plan_id}/sections/{section}"));
    let id = goal.map_or_else(|| section.to_string(), |goal| goal.to_string());
    let taking = RwSignal::new(false);
    let making = RwSignal::new(false);
    let (take_title, new_title, new) = if goal.is_some() {
        (t::plan::take_activities_into(&name), t::plan::new_activity_in(&name), t::plan::new_activity())
    } else {
        (t::plan::take_into(&name), t::plan::new_requirement_in(&name), t::plan::new_requirement())
    };
    view! {
        <button
            type="button"
            class="ds-button"
            id=format!("take-{id}")
            data-variant="secondary"
            on:click=move |_| taking.set(true)
        >
            {t::plan::take()}
        </button>
        <button
            type="button"
            class="ds-button"
            id=format!("make-{id}")
            data-variant="secondary"
            on:click=move |_| making.set(true)
        >
            {icon(icon_paths::PLUS)}
            {new}
        </button>
        <Dialog open=taking title=take_title>
            <Take plan=plan_id path=path.get_value() goal editing open=taking/>
        </Dialog>
        <Dialog open=making title=new_title>
            <NewRequirement path=path.get_value() goal kind level editing open=making/>
        </Dialog>
    }
    .into_any()
}

#[component]
fn Rename(path: String, one: PlanSection, editing: Editing, open: RwSignal<bool>) -> AnyView {
    let form = Form::new();
    let id = one.id;
    let field = form.field("name", one.name);
    let relevant = RwSignal::new(one.may_be_not_relevant);
    let version = StoredValue::new(editing.version());
    let act = Act::new(
        move |request: UpdateSection, _| {
            let path = path.clone();
            async move { transport::patch::<PlanDetails>(&path, &request, version.get_value()).await }
        },
        move |plan| {
            toast(t::plan::section_renamed());
            open.set(false);
            editing.put(plan);
        },
    );
    form.follow(act);
    let send = Callback::new(move |()| {
        let request = UpdateSection {
            name: Some(field.get().trim().to_owned()),
            may_be_not_relevant: Some(relevant.get_untracked()),
        };
        if form.check(&request) {
            act.run(request);
        }
    });
    let differing = move |current: serde_json::Value| {
        let Ok(theirs) = crate::json::from_value::<PlanDetails>(current) else { return Vec::new() };
        version.set_value(Some(theirs.version));
        let named = theirs.sections.into_iter().find(|section| section.id == id).map(|section| section.name);
        vec![(
            t::plan::section_name().to_owned(),
            field.get(),
            named.unwrap_or_else(|| t::common::removed().to_owned()),
        )]
    };
    view! {
        <form
            class="stack"
            novalidate
            on:submit=move |event| {
                event.prevent_default();
                send.run(());
            }
        >
            <TextField field label=t::plan::section_name() required=true autofocus=true/>
            <CheckField
                checked=relevant
                label=t::plan::not_relevant_section()
                description=t::plan::not_relevant_section_text()
                form
            />
            <Conflict error=act.error rows=differing mine=send theirs=move || {
                open.set(false);
                editing.details.refetch();
            }/>
            <Submit pending=act.pending text=t::common::save().to_owned()/>
        </form>
    }
    .into_any()
}

pub fn row(plan: &PlanDetails, place: &PlanRequirement, moves: Moves, editing: Editing, ordering: Query) -> AnyView {
    let id = place.id;
    let moved = Moved::Requirement(id);
    let element = element_id(moved);
    let name = place.requirement.name.clone();
    let (tone, state) = words::place(place);
    let lead = plan.can_fill().then(|| drag::handle(moves, moved, &name));
    let edit = (plan.can_edit && place.requirement.can_edit).then(|| {
        view! {
            <a
                class="ds-button"
                data-variant="tertiary"
                data-icon
                href=format!("/manage/requirements?which=all&requirement={}", place.requirement.id)
                aria-label=t::plan::edit_requirement(&name)
            >
                {icon(icon_paths::PENCIL)}
            </a>
        }
    });
    let named = name.clone();
    let arrows = move || ordering.get().is_some().then(|| drag::arrows(moves, moved, &named));
    let adapt = (plan.can_fill() && place.can_adapt).then(|| adapt(plan, place, editing));
    let remove = if !plan.can_fill() {
        ().into_any()
    } else if place.can_remove {
        remove(plan, place, editing)
    } else if place.can_deactivate {
        deactivate(plan, place, editing)
    } else {
        ().into_any()
    };
    view! {
        <li
            id=element
            data-place=id.to_string()
            data-edge=moves.edge(moved)
            class:held=move || moves.held.get() == Some(moved)
        >
            {lead}
            <div class="t">
                <b>{name}</b>
                <span>{words::line(place, plan)}</span>
            </div>
            <Tag tone text=state/>
            {live(arrows)}
            {adapt}
            {edit}
            {remove}
        </li>
    }
    .into_any()
}

/// PLN-8: taken out altogether, where it may be; asked once.
fn remove(plan: &PlanDetails, place: &PlanRequirement, editing: Editing) -> AnyView {
    let open = RwSignal::new(false);
    let path = format!("/plans/{}/requirements/{}", plan.id, place.id);
    let act = Act::new(
        move |(), _| {
            let path = path.clone();
            async move { transport::delete(&path, None).await }
        },
        move |()| {
            toast(t::plan::removed());
            open.set(false);
            editing.details.refetch();
        },
    );
    let name = place.requirement.name.clone();
    let text = t::plan::remove_text(&name);
    let people = (plan.assigned > 0).then(|| t::plan::remove_text_assigned(plan.assigned));
    view! {
        <button
            type="button"
            class="ds-button"
            id=format!("remove-{}", place.id)
            data-variant="tertiary"
            data-icon
            aria-label=t::plan::remove_requirement(&name)
            on:click=move |_| open.set(true)
        >
            {icon(icon_paths::TRASH)}
        </button>
        <Confirm
            open
            title=t::plan::remove_title().to_owned()
            action=t::plan::remove_now().to_owned()
            act
            dangerous=true
        >
            <p>{text.clone()}</p>
            {people.clone().map(|people| view! { <p>{people}</p> })}
        </Confirm>
    }
    .into_any()
}
