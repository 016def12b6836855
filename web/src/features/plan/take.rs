//! PLN-4: requirements into a section: existing ones, several at once, or a new one.

use std::collections::BTreeSet;

use kyndig_contract::page::Page;
use kyndig_contract::plan::{AddRequirements, PlanDetails};
use kyndig_contract::requirement::{Level, RequirementContent, RequirementKind, RequirementSummary};
use kyndig_domain::ids::{GoalId, PlanId, RequirementId};
use leptos::prelude::*;

use super::editor::Editing;
use crate::features::category::find;
use crate::features::requirement::fields::{self, About, Fields};
use crate::form::Form;
use crate::load::{Act, Pages};
use crate::t;
use crate::transport::{self, with_query};
use crate::ui::*;

fn add(path: String, done: impl Fn(PlanDetails) + 'static) -> Act<AddRequirements> {
    let path = format!("{path}/requirements");
    Act::new(
        move |request: AddRequirements, attempt| {
            let path = path.clone();
            async move { transport::create::<PlanDetails>(&path, &request, &attempt).await }
        },
        done,
    )
}

/// Existing ones that the plan may take in and does not hold.
#[component]
pub fn Take(
    plan: PlanId,
    path: String,
    #[prop(optional_no_strip)] goal: Option<GoalId>,
    editing: Editing,
    open: RwSignal<bool>,
) -> AnyView {
    let search = RwSignal::new(String::new());
    let category = Form::new().field("category", "");
    let chosen = RwSignal::new(BTreeSet::<RequirementId>::new());
    let list = Pages::new(
        move || (search.get(), category.value.get()),
        move |(search, category), cursor| async move {
            let query = [
                ("forPlan", Some(plan.to_string())),
                ("forGoal", goal.map(|goal| goal.to_string())),
                ("search", Some(search)),
                ("category", Some(category)),
                ("limit", Some("30".to_owned())),
                ("cursor", cursor),
            ];
            transport::get::<Page<RequirementSummary>>(&with_query("/requirements", &query)).await
        },
    );
    let act = add(path, move |plan| {
        toast(t::plan::taken(chosen.with_untracked(BTreeSet::len)));
        open.set(false);
        editing.put(plan);
    });
    let rows = paged(
        list,
        5,
        || view! { <Empty title=t::plan::take_none_title() text=t::plan::take_none_text()/> }.into_any(),
        |rows| {
            view! {
                <div class="choices" role="group" aria-label=t::plan::take_choose()>
                    {rows}
                </div>
            }
            .into_any()
        },
        move |one: RequirementSummary| {
            let id = one.id;
            let press = move |event: leptos::ev::Event| {
                let on = event_target_checked(&event);
                chosen.update(|chosen| {
                    if on {
                        chosen.insert(id);
                    } else {
                        chosen.remove(&id);
                    }
                });
            };
            view! {
                <label class="choice">
                    <input
                        type="checkbox"
                        class="ds-input"
                        prop:checked=move || chosen.with(|chosen| chosen.contains(&id))
                        on:change=press
                    />
                    <span>
                        <b>{one.name}</b>
                        <small>{format!("{} · {}", one.number, one.owner_unit.name)}</small>
                    </span>
                </label>
            }
            .into_any()
        },
    );
    let missing = RwSignal::new(false);
    let send = move || {
        let requirement_ids: Vec<_> = chosen.with_untracked(|chosen| chosen.iter().copied().collect());
        missing.set(requirement_ids.is_empty());
        if !requirement_ids.is_empty() {
            act.run(AddRequirements { goal_id: goal, requirement_ids, new: None });
        }
    };
    let text = Signal::derive(move || match chosen.with(BTreeSet::len) {
        0 => t::plan::take().to_owned(),
        count => t::plan::take_n(count),
    });
    view! {
        <div class="stack">
            <FindBox text=search label=t::plan::take_search()/>
            <SuggestField field=category label=t::plan::take_category() search=find::any/>
            <div class="choose">{rows}</div>
            {live(move || {
                (missing.get() && chosen.with(BTreeSet::is_empty))
                    .then(|| {
                        view! {
                            <p class="ds-validation-message" role="alert">
                                {t::plan::approve_choose()}
                            </p>
                        }
                    })
            })}
            <ErrorBox error=act.error/>
            <Submit pending=act.pending text press=send/>
        </div>
    }
    .into_any()
}

/// A new one; its draft is owned by the plan's unit.
#[component]
pub fn NewRequirement(
    path: String,
    #[prop(optional_no_strip)] goal: Option<GoalId>,
    /// What is made: it decides which fields there are.
    kind: RequirementKind,
    level: Level,
    editing: Editing,
    open: RwSignal<bool>,
) -> AnyView {
    let form = Form::new();
    let fields = Fields::new(form, "new", &RequirementContent::default(), &[]);
    let act = add(path, move |plan| {
        toast(t::plan::new_requirement_added());
        open.set(false);
        editing.put(plan);
    });
    form.follow(act);
    let send = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let Ok(content) = fields.read() else { return };
        let request = AddRequirements { goal_id: goal, requirement_ids: Vec::new(), new: Some(content) };
        if form.check(&request) {
            act.run(request);
        }
    };
    view! {
        <form class="stack" novalidate on:submit=send>
            <ErrorSummary form/>
            {fields::view(&fields, About { kind, level, autofocus: true, ..About::default() })}
            <ErrorBox error=act.error/>
            <Submit pending=act.pending text=t::plan::new_requirement_add().to_owned()/>
        </form>
    }
    .into_any()
}
