//! PLN-2: the goals of a theme, each with its activities. Goals are a template's to change; a local copy fills them.

use kyndig_contract::api_path;
use kyndig_contract::goal::{CreateGoal, PlanGoal};
use kyndig_contract::path::ApiPath;
use kyndig_contract::plan::{PlanDetails, PlanRequirement, PlanRequirementState, PlanSection};
use kyndig_contract::transfer::{GoalReference, ReferenceKind};
use kyndig_domain::ids::{GoalId, PlanId, SectionId};
use leptos::prelude::*;
use wasm_bindgen::JsCast;

use super::drag::{self, Moves, element_id};
use super::editing::Editing;
use super::order::Moved;
use super::row::{Around, fill, row};
use super::{deactivated, words};
use crate::form::Form;
use crate::load::Act;
use crate::nav::Query;
use crate::t;
use crate::transport;
use crate::ui::*;

/// A goal as it is called: its number and its name.
pub fn title(code: &str, name: &str) -> String {
    if code.is_empty() { name.to_owned() } else { format!("{code} {name}") }
}

/// Those of a theme, folded until one looks into them.
pub fn goals(plan: &PlanDetails, theme: &PlanSection, moves: Moves, editing: Editing, ordering: Query) -> AnyView {
    if theme.goals.is_empty() {
        return view! { <p class="pad sub">{t::plan::goal_none()}</p> }.into_any();
    }
    theme.goals.iter().map(|one| goal(plan, theme, one, moves, editing, ordering)).collect_view().into_any()
}

fn goal(
    plan: &PlanDetails,
    theme: &PlanSection,
    one: &PlanGoal,
    moves: Moves,
    editing: Editing,
    ordering: Query,
) -> AnyView {
    let around = Around::of(plan);
    let id = one.id;
    let moved = Moved::Goal(id);
    let name = title(&one.code, &one.name);
    let places: Vec<&PlanRequirement> = theme.requirements.iter().filter(|place| place.goal_id == Some(id)).collect();
    let held: Vec<_> = places.iter().filter(|place| words::is_in_use(place)).collect();
    let waiting = held.iter().filter(|place| place.state == PlanRequirementState::Inactive).count();
    let count = t::plan::activity_count(held.len());
    let waiting = (waiting > 0).then(|| view! { <Tag tone=Tone::Warning text=t::plan::activities_waiting(waiting)/> });
    let rows = if held.is_empty() {
        view! { <p class="pad sub">{t::plan::goal_empty()}</p> }.into_any()
    } else {
        let rows = held.into_iter().map(|place| row(around, place, moves, editing, ordering)).collect_view();
        view! { <ul class="list">{rows}</ul> }.into_any()
    };
    let gone = deactivated::of_goal(plan, places.iter().copied(), editing);
    let lead = plan.can_arrange().then(|| drag::handle(moves, moved, &name));
    let arrows = {
        let (name, may) = (name.clone(), plan.can_arrange());
        move || (may && ordering.get().is_some()).then(|| drag::arrows(moves, moved, &name))
    };
    let fill = plan.can_fill().then(|| fill(around, theme.id, Some(id), name.clone(), editing));
    let change = plan.can_arrange().then(|| change(plan.id, one, places.is_empty(), editing));
    let tools = (fill.is_some() || change.is_some())
        .then(|| view! { <div class="pad"><div class="row tools">{fill} {change}</div></div> });
    let about =
        (!one.description.is_empty()).then(|| view! { <div class="pad"><Prose text=one.description.clone()/></div> });
    let related = (!one.references.is_empty()).then(|| references(plan, one, editing));
    let toggle = move |event: leptos::ev::Event| {
        let open = event_target::<web_sys::HtmlDetailsElement>(&event).open();
        editing.open.update(|goals| {
            if open {
                goals.insert(id);
            } else {
                goals.remove(&id);
            }
        });
    };
    view! {
        <div
            class="goal"
            id=element_id(moved)
            data-goal=id.to_string()
            data-edge=moves.edge(moved)
            class:held=move || moves.held.get() == Some(moved)
        >
            {lead}
            <details class="branch" prop:open=editing.open.with_untracked(|goals| goals.contains(&id)) on:toggle=toggle>
                <summary>
                    <h3>{name}</h3>
                    <span class="meta">{count}</span>
                    {waiting}
                </summary>
                {about}
                {related}
                {rows}
                {gone}
                {tools}
            </details>
            {live(arrows)}
        </div>
    }
    .into_any()
}

/// PLN-17: how it stands to other goals, each of which can be gone to, and to what is outside the plan.
fn references(plan: &PlanDetails, one: &PlanGoal, editing: Editing) -> AnyView {
    let name = |id: GoalId| {
        let goal = plan.sections.iter().flat_map(|theme| &theme.goals).find(|goal| goal.id == id)?;
        Some(title(&goal.code, &goal.name))
    };
    let shown = |reference: &GoalReference| {
        let inside = reference.goal_id.and_then(|id| Some((id, name(id)?)));
        match (inside, &reference.address) {
            (Some((id, name)), _) => {
                view! { <li><button type="button" class="link" on:click=move |_| go_to(id, editing)>{name}</button></li> }
                    .into_any()
            }
            (None, Some(address)) => view! {
                <li>
                    <a class="ds-link" href=address.clone() rel="noreferrer" target="_blank">
                        {reference.title.clone()}
                    </a>
                    <span class="meta">" " {t::plan::reference_outside()}</span>
                </li>
            }
            .into_any(),
            (None, None) => view! {
                <li>
                    {reference.title.clone()}
                    <span class="meta">" " {t::plan::reference_outside()}</span>
                </li>
            }
            .into_any(),
        }
    };
    let kinds = ReferenceKind::ALL.iter().filter_map(|kind| {
        let of: Vec<_> = one.references.iter().filter(|reference| reference.kind == *kind).collect();
        (!of.is_empty()).then(|| {
            let links = of.into_iter().map(shown).collect_view();
            view! {
                <dt>{words::reference(*kind)}</dt>
                <dd>
                    <ul class="plain">{links}</ul>
                </dd>
            }
        })
    });
    let kinds = kinds.collect_view();
    view! {
        <div class="pad">
            <Fold title=t::plan::references(one.references.len())>
                <dl class="kv">{kinds}</dl>
            </Fold>
        </div>
    }
    .into_any()
}

/// Unfolds a goal and goes there.
fn go_to(id: GoalId, editing: Editing) {
    editing.open.update(|open| {
        open.insert(id);
    });
    let Some(goal) = crate::browser::by_id(&element_id(Moved::Goal(id))) else { return };
    // drawn anew or not, it is this element that unfolds
    let branch = goal.query_selector("details.branch").ok().flatten();
    if let Some(branch) = branch.as_ref().and_then(|branch| branch.dyn_ref::<web_sys::HtmlDetailsElement>()) {
        branch.set_open(true);
    }
    let summary = goal.query_selector("details.branch > summary").ok().flatten();
    if let Some(summary) = summary.and_then(|summary| summary.dyn_into().ok()) {
        crate::browser::focus(&summary);
    }
    goal.scroll_into_view();
}

/// A new goal in a theme.
pub fn add(plan: PlanId, theme: SectionId, name: &str, editing: Editing) -> AnyView {
    let open = RwSignal::new(false);
    let path = StoredValue::new(api_path!("/plans/{plan}/sections/{theme}/goals"));
    view! {
        <button
            type="button"
            class="ds-button"
            id=format!("goal-in-{theme}")
            data-variant="secondary"
            on:click=move |_| open.set(true)
        >
            {icon(icon_paths::PLUS)}
            {t::plan::goal_new()}
        </button>
        <Dialog open title=t::plan::goal_new_in(name)>
            <Goal path=path.get_value() now=None editing open/>
        </Dialog>
    }
    .into_any()
}

/// Changed, and removed while it is empty.
fn change(plan: PlanId, one: &PlanGoal, empty: bool, editing: Editing) -> AnyView {
    let open = RwSignal::new(false);
    let path = api_path!("/plans/{plan}/goals/{}", one.id);
    let name = title(&one.code, &one.name);
    let (at, now) = (StoredValue::new(path.clone()), StoredValue::new(one.clone()));
    let remove = Act::new(
        move |(), _| {
            let path = path.clone();
            async move { transport::delete(&path, None).await }
        },
        move |()| {
            toast(t::plan::goal_removed());
            editing.details.refetch();
        },
    );
    let removable = empty.then(|| {
        view! {
            <button
                type="button"
                class="ds-button"
                id=format!("remove-{}", one.id)
                data-variant="tertiary"
                data-icon
                aria-label=t::plan::goal_remove(&name)
                on:click=move |_| remove.run(())
            >
                {icon(icon_paths::TRASH)}
            </button>
        }
    });
    view! {
        <button
            type="button"
            class="ds-button"
            id=format!("change-{}", one.id)
            data-variant="tertiary"
            data-icon
            aria-label=t::plan::goal_change(&name)
            on:click=move |_| open.set(true)
        >
            {icon(icon_paths::PENCIL)}
        </button>
        {removable}
        <ErrorBox error=remove.error/>
        <Dialog open title=t::plan::goal_change(&name)>
            <Goal path=at.get_value() now=Some(now.get_value()) editing open/>
        </Dialog>
    }
    .into_any()
}

#[component]
fn Goal(path: ApiPath, now: Option<PlanGoal>, editing: Editing, open: RwSignal<bool>) -> AnyView {
    let form = Form::named("goal");
    let made = now.is_none();
    let id = now.as_ref().map(|now| now.id);
    let (code, name, description) = now.map(|now| (now.code, now.name, now.description)).unwrap_or_default();
    let code = form.field("code", code);
    let name = form.field("name", name);
    let description = form.field("description", description);
    let version = StoredValue::new(editing.version());
    let act = Act::new(
        move |request: CreateGoal, attempt| {
            let path = path.clone();
            async move {
                if made {
                    transport::create::<PlanDetails>(&path, &request, &attempt).await
                } else {
                    transport::put::<PlanDetails>(&path, &request, version.get_value()).await
                }
            }
        },
        move |plan| {
            toast(if made { t::plan::goal_added() } else { t::plan::goal_changed() });
            open.set(false);
            editing.put(plan);
        },
    );
    form.follow(act);
    let send = Callback::new(move |()| {
        let request = CreateGoal {
            code: code.get().trim().to_owned(),
            name: name.get().trim().to_owned(),
            description: description.get(),
        };
        if form.check(&request) {
            act.run(request);
        }
    });
    let differing = move |current: serde_json::Value| {
        let Ok(theirs) = serde_json::from_value::<PlanDetails>(current) else { return Vec::new() };
        version.set_value(Some(theirs.version));
        let mut goals = theirs.sections.into_iter().flat_map(|theme| theme.goals);
        let goal = goals.find(|goal| Some(goal.id) == id);
        let (their_code, their_name, their_text) = goal.map_or_else(
            || (t::common::removed().to_owned(), t::common::removed().to_owned(), t::common::removed().to_owned()),
            |goal| (goal.code, goal.name, goal.description),
        );
        [
            (t::plan::goal_code(), code.get(), their_code),
            (t::plan::goal_name(), name.get(), their_name),
            (t::plan::goal_description(), description.get(), their_text),
        ]
        .into_iter()
        .filter(|(_, mine, theirs)| mine != theirs)
        .map(|(label, mine, theirs)| (label.to_owned(), mine, theirs))
        .collect()
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
            <ErrorSummary form/>
            <TextField field=code label=t::plan::goal_code() description=t::plan::goal_code_text() autofocus=true/>
            <TextField field=name label=t::plan::goal_name() required=true/>
            <TextArea field=description label=t::plan::goal_description() max=10_000/>
            <Conflict error=act.error rows=differing mine=send theirs=move || {
                open.set(false);
                editing.details.refetch();
            }/>
            <Submit pending=act.pending text=t::common::save().to_owned()/>
        </form>
    }
    .into_any()
}
