//! A requirement in its section or goal, what can be done with it, and what fills a section.

use super::adapt::adapt;
use super::add_requirement::{NewRequirement, Take};
use super::deactivated::deactivate;
use super::drag::{self, Moves, element_id};
use super::editing::{Editing, other_error};
use super::order::Moved;
use super::words;
use crate::browser;
use crate::load::Act;
use crate::nav::Query;
use crate::t;
use crate::transport;
use crate::ui::*;
use kyndig_contract::api_path;
use kyndig_contract::plan::{ActivateRequirements, PlanDetails, PlanKind, PlanRequirement, PlanRequirementState};
use kyndig_contract::requirement::Level;
use kyndig_domain::ids::{GoalId, PlanId, SectionId, UnitId};
use leptos::prelude::*;

/// What sections and rows show of the plan they stand in, besides their own.
#[derive(Clone, Copy, PartialEq)]
pub struct Around {
    pub plan: PlanId,
    pub kind: PlanKind,
    pub level: Level,
    pub owner: UnitId,
    pub assigned: i64,
    pub can_edit: bool,
    pub can_fill: bool,
    pub can_arrange: bool,
}

impl Around {
    pub fn of(plan: &PlanDetails) -> Self {
        Self {
            plan: plan.id,
            kind: plan.kind,
            level: plan.level,
            owner: plan.owner_unit.id,
            assigned: plan.assigned,
            can_edit: plan.can_edit,
            can_fill: plan.can_fill(),
            can_arrange: plan.can_arrange(),
        }
    }
}

/// PLN-4: what is there already into a section or a goal, or something new.
pub fn fill(around: Around, section: SectionId, goal: Option<GoalId>, name: String, editing: Editing) -> AnyView {
    let (plan_id, kind, level) = (around.plan, around.kind.holds(), around.level);
    let path = StoredValue::new(api_path!("/plans/{plan_id}/sections/{section}"));
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

pub fn row(around: Around, place: &PlanRequirement, moves: Moves, editing: Editing, ordering: Query) -> AnyView {
    let id = place.id;
    let moved = Moved::Requirement(id);
    let element = element_id(moved);
    let name = place.requirement.name.clone();
    let (tone, state) = words::place(place);
    let lead = around.can_fill.then(|| drag::handle(moves, moved, &name));
    let edit = (around.can_edit && place.requirement.can_edit).then(|| {
        view! {
            <a
                class="ds-button"
                data-variant="tertiary"
                data-icon
                id=format!("edit-{id}")
                href=format!("/manage/requirements?which=all&requirement={}&from={}", place.requirement.id, around.plan)
                aria-label=t::plan::edit_requirement(&name)
            >
                {icon(icon_paths::PENCIL)}
            </a>
        }
    });
    let named = name.clone();
    let arrows = move || ordering.get().is_some().then(|| drag::arrows(moves, moved, &named));
    // PLN-5: what has nothing to publish first
    let waits = place.state == PlanRequirementState::Inactive && !place.requirement.has_draft;
    let activate = (around.can_fill && waits).then(|| activate(around, place, editing));
    let adapt = (around.can_fill && place.can_adapt).then(|| adapt(around.plan, place, editing));
    let remove = if !around.can_fill {
        ().into_any()
    } else if place.can_remove {
        remove(around, place, editing)
    } else if place.can_deactivate {
        deactivate(around.plan, place, editing)
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
                <span>{words::line(place, around.owner)}</span>
                {words::warnings(&place.warnings)}
            </div>
            <Tag tone text=state/>
            {live(arrows)}
            {activate}
            {adapt}
            {edit}
            {remove}
        </li>
    }
    .into_any()
}

/// PLN-5: seen by everybody who has the plan, at once.
fn activate(around: Around, place: &PlanRequirement, editing: Editing) -> AnyView {
    let (plan, id) = (around.plan, place.id);
    let name = place.requirement.name.clone();
    let said = name.clone();
    let act = Act::new(
        move |(), _| {
            let request = ActivateRequirements { plan_requirement_ids: vec![id] };
            let version = editing.version().unwrap_or_default();
            async move {
                transport::post_version::<PlanDetails>(&api_path!("/plans/{plan}/activate"), &request, version).await
            }
        },
        move |plan: PlanDetails| {
            toast(t::plan::activated_now(&said, &plan.plan_version));
            editing.put(plan);
            browser::focus_id(element_id(Moved::Requirement(id)));
        },
    );
    editing.watch(act, t::plan::changed_meanwhile());
    let label = t::plan::activate_of(&name);
    view! {
        <button
            type="button"
            class="ds-button"
            id=format!("activate-{id}")
            data-variant="tertiary"
            data-icon
            aria-label=label.clone()
            title=label
            aria-busy=move || act.pending.get().to_string()
            on:click=move |_| act.run(())
        >
            {icon(icon_paths::PLUS)}
        </button>
        <ErrorBox error=other_error(act)/>
    }
    .into_any()
}

/// PLN-8: taken out altogether, where it may be; asked once.
fn remove(around: Around, place: &PlanRequirement, editing: Editing) -> AnyView {
    let open = RwSignal::new(false);
    let path = api_path!("/plans/{}/requirements/{}", around.plan, place.id);
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
    let people = (around.assigned > 0).then(|| t::plan::remove_text_assigned(around.assigned));
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
