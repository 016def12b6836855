//! PLN-4: requirements into a section: existing ones, several at once, or a new one.

use std::collections::BTreeMap;

use kyndig_contract::api_path;
use kyndig_contract::path::ApiPath;
use kyndig_contract::plan::{AddRequirements, PlanDetails};
use kyndig_contract::requirement::{Level, RequirementContent, RequirementKind};
use kyndig_domain::ids::{GoalId, PlanId};
use leptos::prelude::*;

use super::editing::Editing;
use crate::features::content::requirement::fields::{self, About, Fields};
use crate::features::content::requirement::pick::{Picker, Ticked};
use crate::form::Form;
use crate::load::Act;
use crate::t;
use crate::transport;
use crate::ui::*;

fn add(path: ApiPath, done: impl Fn(PlanDetails) + 'static) -> Act<AddRequirements> {
    let path = api_path!(below path, "/requirements");
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
    path: ApiPath,
    #[prop(optional_no_strip)] goal: Option<GoalId>,
    editing: Editing,
    open: RwSignal<bool>,
) -> AnyView {
    let chosen = Ticked::new(BTreeMap::new());
    let act = add(path, move |plan| {
        toast(t::plan::taken(chosen.with_untracked(BTreeMap::len)));
        open.set(false);
        editing.put(plan);
    });
    let fixed = vec![("forPlan", Some(plan.to_string())), ("forGoal", goal.map(|goal| goal.to_string()))];
    let missing = RwSignal::new(false);
    let send = move || {
        let requirement_ids: Vec<_> = chosen.with_untracked(|chosen| chosen.keys().copied().collect());
        missing.set(requirement_ids.is_empty());
        if !requirement_ids.is_empty() {
            act.run(AddRequirements { goal_id: goal, requirement_ids, new: None });
        }
    };
    let text = Signal::derive(move || match chosen.with(BTreeMap::len) {
        0 => t::plan::take().to_owned(),
        count => t::plan::take_n(count),
    });
    view! {
        <div class="stack">
            <Picker fixed ticked=chosen there=|_| false/>
            {live(move || {
                (missing.get() && chosen.with(BTreeMap::is_empty))
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
    path: ApiPath,
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
