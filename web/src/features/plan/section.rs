//! A section: its requirements, or its goals where it is a theme, and what can be done with it and them.

use kyndig_contract::plan::{
    ActivateRequirements, PlanDetails, PlanKind, PlanRequirement, PlanRequirementState, PlanSection, UpdateSection,
};
use kyndig_contract::requirement::Level;
use kyndig_domain::ids::{GoalId, PlanId, SectionId, UnitId};
use leptos::prelude::*;

use super::adapt::adapt;
use super::deactivated::deactivate;
use super::drag::{self, Moves, element_id};
use super::editor::{Editing, other_error};
use super::goal;
use super::order::Moved;
use super::take::{NewRequirement, Take};
use super::words;
use crate::browser;
use crate::form::Form;
use crate::load::Act;
use crate::nav::Query;
use crate::t;
use crate::transport;
use crate::ui::*;

/// What sections and rows show of the plan they stand in, besides their own.
#[derive(Clone, Copy, PartialEq)]
pub struct Around {
    pub plan: PlanId,
    pub kind: PlanKind,
    level: Level,
    owner: UnitId,
    assigned: i64,
    can_edit: bool,
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

/// What the head of a section shows, and what renaming it begins with.
#[derive(Clone, PartialEq)]
struct Head {
    name: String,
    may_be_not_relevant: bool,
}

pub fn section(around: Around, id: SectionId, moves: Moves, editing: Editing, ordering: Query) -> AnyView {
    let moved = Moved::Section(id);
    let head = Memo::new(move |_| {
        let head = |one: &PlanSection| Head { name: one.name.clone(), may_be_not_relevant: one.may_be_not_relevant };
        read(editing, id, head)
    });
    let themed = around.kind.has_goals();
    let rows = if themed {
        live(move || {
            let plan = editing.details.value()?;
            keep_focus();
            let theme = plan.sections.iter().find(|one| one.id == id)?;
            Some(goal::goals(&plan, theme, moves, editing, ordering))
        })
    } else {
        rows(around, id, moves, editing, ordering)
    };
    let count = Memo::new(move |_| {
        let count = |one: &PlanSection| if themed { one.goals.len() } else { in_use(one).count() };
        read(editing, id, count).unwrap_or_default()
    });
    let count = move || if themed { t::plan::goal_count(count.get()) } else { t::plan::section_count(count.get()) };
    let header = move || {
        let head = head.get()?;
        keep_focus();
        let lead = around.can_arrange.then(|| drag::handle(moves, moved, &head.name));
        let name = head.name.clone();
        let tools = around.can_arrange.then(|| tools(around, id, &head, moves, editing, ordering));
        Some(view! {
            <header>
                {lead}
                <h2>{name}</h2>
                <span class="meta">{count}</span>
                {tools}
            </header>
        })
    };
    view! {
        <section
            class="panel section"
            id=element_id(moved)
            data-section=id.to_string()
            data-edge=moves.edge(moved)
            class:held=move || moves.held.get() == Some(moved)
        >
            {live(header)}
            {rows}
        </section>
    }
    .into_any()
}

/// What is read of one section, while the plan has it.
fn read<R>(editing: Editing, id: SectionId, read: impl FnOnce(&PlanSection) -> R) -> Option<R> {
    editing.read(|plan| plan.sections.iter().find(|one| one.id == id).map(read)).flatten()
}

fn in_use(section: &PlanSection) -> impl Iterator<Item = &PlanRequirement> {
    section.requirements.iter().filter(|place| words::is_in_use(place))
}

fn rows(around: Around, id: SectionId, moves: Moves, editing: Editing, ordering: Query) -> AnyView {
    let empty = Memo::new(move |_| read(editing, id, |one| in_use(one).next().is_none()).unwrap_or(true));
    live(move || {
        if empty.get() {
            return view! { <p class="pad sub">{t::plan::section_empty()}</p> }.into_any();
        }
        let rows = kept(
            move || {
                let held = |one: &PlanSection| in_use(one).map(|place| (place.id.0, place.clone())).collect();
                read(editing, id, held).unwrap_or_default()
            },
            move |place| row(around, &place, moves, editing, ordering),
        );
        view! { <ul class="list">{rows}</ul> }.into_any()
    })
}

fn tools(around: Around, id: SectionId, head: &Head, moves: Moves, editing: Editing, ordering: Query) -> AnyView {
    let name = StoredValue::new(head.name.clone());
    let head = StoredValue::new(head.clone());
    let renaming = RwSignal::new(false);
    let path = format!("/plans/{}/sections/{id}", around.plan);
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
    let empty = Memo::new(move |_| {
        read(editing, id, |one| one.requirements.is_empty() && one.goals.is_empty()).unwrap_or_default()
    });
    let removable = move || {
        empty.get().then(|| {
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
        })
    };
    let arrows = move || ordering.get().is_some().then(|| drag::arrows(moves, Moved::Section(id), &name.get_value()));
    let adding = if around.kind.has_goals() {
        goal::add(around.plan, id, &name.get_value(), editing)
    } else {
        fill(around, id, None, name.get_value(), editing)
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
            {live(removable)}
            {adding}
        </span>
        <ErrorBox error=remove.error/>
        <Dialog open=renaming title=t::plan::section_rename_title().to_owned()>
            <Rename path=path.get_value() id head=head.get_value() editing open=renaming/>
        </Dialog>
    }
    .into_any()
}

/// PLN-4: what is there already into a section or a goal, or something new.
pub fn fill(around: Around, section: SectionId, goal: Option<GoalId>, name: String, editing: Editing) -> AnyView {
    let (plan_id, kind, level) = (around.plan, around.kind.holds(), around.level);
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
fn Rename(path: String, id: SectionId, head: Head, editing: Editing, open: RwSignal<bool>) -> AnyView {
    let form = Form::new();
    let field = form.field("name", head.name);
    let relevant = RwSignal::new(head.may_be_not_relevant);
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
                transport::post_version::<PlanDetails>(&format!("/plans/{plan}/activate"), &request, version).await
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
    let path = format!("/plans/{}/requirements/{}", around.plan, place.id);
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
