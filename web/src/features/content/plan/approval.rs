//! PLN-6: what is pending, and approving all of it or some.

use std::collections::BTreeSet;

use kyndig_contract::api_path;
use kyndig_contract::plan::{ActivateRequirements, PlanDetails, PlanRequirement, PlanRequirementState, PlanSection};
use kyndig_contract::requirement::Warning;
use kyndig_domain::ids::PlanRequirementId;
use leptos::prelude::*;

use super::editing::{Editing, other_error};
use super::{goal, words};
use crate::features::content::impact;
use crate::load::Act;
use crate::t;
use crate::transport;
use crate::ui::*;

/// One pending change.
#[derive(Clone)]
pub struct Pending {
    pub id: PlanRequirementId,
    pub name: String,
    pub sub: String,
    pub kind: String,
    /// Can be approved here; a draft of another unit cannot.
    pub choosable: bool,
    /// REQ-3: what does not fit together in it.
    warnings: Vec<Warning>,
}

/// What waits: requirements that are not active, and drafts of active ones.
pub fn pending(plan: &PlanDetails) -> Vec<Pending> {
    let mut found = Vec::new();
    for section in &plan.sections {
        for place in &section.requirements {
            let requirement = &place.requirement;
            let kind = match (place.state, requirement.has_draft, requirement.can_edit) {
                // somebody else's draft of what is active already is their own to publish
                (PlanRequirementState::Deactivated | PlanRequirementState::Archived, ..)
                | (PlanRequirementState::Active, false, _)
                | (PlanRequirementState::Active, true, false) => continue,
                (PlanRequirementState::Inactive, true, false) => {
                    t::plan::kind_owner_first(&requirement.owner_unit.name)
                }
                (PlanRequirementState::Inactive, true, true) => t::plan::kind_activate_publish().to_owned(),
                (PlanRequirementState::Inactive, false, _) => t::plan::kind_activate().to_owned(),
                (PlanRequirementState::Active, true, true) => t::plan::kind_publish().to_owned(),
            };
            found.push(Pending {
                id: place.id,
                name: requirement.name.clone(),
                sub: format!("{} · {}", place_name(section, place), requirement.number),
                kind,
                choosable: !requirement.has_draft || requirement.can_edit,
                warnings: place.warnings.clone(),
            });
        }
    }
    found
}

/// Where it stands: the section, or the goal in it.
fn place_name(section: &PlanSection, place: &PlanRequirement) -> String {
    match section.goals.iter().find(|goal| Some(goal.id) == place.goal_id) {
        Some(goal) => format!("{} · {}", section.name, goal::title(&goal.code, &goal.name)),
        None => section.name.clone(),
    }
}

#[component]
pub fn Approval(plan: PlanDetails, editing: Editing) -> AnyView {
    let all = pending(&plan);
    if all.is_empty() {
        return view! {
            <section class="panel">
                <Empty title=t::plan::approval_none_title() text=t::plan::approval_none_text()/>
            </section>
        }
        .into_any();
    }
    let choosable: BTreeSet<_> = all.iter().filter(|one| one.choosable).map(|one| one.id).collect();
    let chosen = RwSignal::new(editing.left_out.with_untracked(|left_out| &choosable - left_out));
    let asking = RwSignal::new(false);
    let missing = RwSignal::new(false);
    let id = plan.id;
    let path = api_path!("/plans/{id}/activate");
    let version = plan.version;
    let act = Act::new(
        move |(), _| {
            let path = path.clone();
            let request = ActivateRequirements {
                plan_requirement_ids: chosen.with_untracked(|chosen| chosen.iter().copied().collect()),
            };
            async move { transport::post_version::<PlanDetails>(&path, &request, version).await }
        },
        move |plan: PlanDetails| {
            toast(t::plan::approved(&plan.plan_version));
            asking.set(false);
            editing.put(plan);
        },
    );
    let everything = choosable.clone();
    let keep = everything.clone();
    Effect::new(move |_| editing.left_out.set(chosen.with(|chosen| &keep - chosen)));
    editing.watch(act, t::plan::changed_meanwhile());
    let toggle_all = move |event: leptos::ev::Event| {
        chosen.set(if event_target_checked(&event) { everything.clone() } else { BTreeSet::new() });
    };
    let count = choosable.len();
    let warned: Vec<_> =
        all.iter().filter(|one| !one.warnings.is_empty()).map(|one| (one.id, one.name.clone())).collect();
    let rows = all
        .into_iter()
        .map(|one| {
            let id = one.id;
            let tick = one.choosable.then(|| {
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
                    <input
                        type="checkbox"
                        class="ds-input"
                        aria-label=t::plan::approval_choose(&one.name)
                        prop:checked=move || chosen.with(|chosen| chosen.contains(&id))
                        on:change=press
                    />
                }
            });
            let tone = if one.choosable { Tone::Info } else { Tone::Neutral };
            view! {
                <li>
                    <span class="tick">{tick}</span>
                    <div class="t">
                        <b>{one.name.clone()}</b>
                        <span>{one.sub}</span>
                        {words::warnings(&one.warnings)}
                    </div>
                    <Tag tone text=one.kind/>
                </li>
            }
        })
        .collect_view();
    let warned = StoredValue::new(warned);
    // REQ-3: said once more before it holds for everybody
    let warning = move || {
        let names: Vec<String> = warned.with_value(|all| {
            let is_chosen = |id: &PlanRequirementId| chosen.with(|chosen| chosen.contains(id));
            all.iter().filter(|(id, _)| is_chosen(id)).map(|(_, name)| name.clone()).collect()
        });
        (!names.is_empty()).then(|| {
            let lines = names.into_iter().map(|name| view! { <li>{name}</li> }).collect_view();
            view! {
                <Note tone=Tone::Warning title=t::plan::approve_warned()>
                    <ul>{lines}</ul>
                </Note>
            }
        })
    };
    let text = Signal::derive(move || t::plan::approve(chosen.with(BTreeSet::len)));
    let ask = move |_| {
        let none = chosen.with_untracked(BTreeSet::is_empty);
        missing.set(none);
        asking.set(!none);
    };
    let meant = move || {
        let request = ActivateRequirements {
            plan_requirement_ids: chosen.with_untracked(|chosen| chosen.iter().copied().collect()),
        };
        impact::asked(api_path!("/plans/{id}/activate"), request, version)
    };
    view! {
        <p class="sub">{t::plan::approval_text()}</p>
        <section class="panel">
            <header>
                <label class="row">
                    <input
                        type="checkbox"
                        class="ds-input"
                        prop:checked=move || chosen.with(|chosen| count > 0 && chosen.len() == count)
                        on:change=toggle_all
                    />
                    {t::plan::approval_all()}
                </label>
            </header>
            <ul class="list">{rows}</ul>
        </section>
        <ErrorBox error=other_error(act)/>
        {live(move || {
            missing
                .get()
                .then(|| {
                    view! {
                        <p class="ds-validation-message" role="alert">
                            {t::plan::approve_choose()}
                        </p>
                    }
                })
        })}
        <div class="row">
            <button type="button" class="ds-button" id="approve" on:click=ask>
                {text}
            </button>
        </div>
        <Confirm
            open=asking
            title=Signal::derive(move || t::plan::approve_title(chosen.with(BTreeSet::len)))
            action=t::plan::approve_now().to_owned()
            act
        >
            <p>{t::plan::approve_text_version()}</p>
            {live(warning)}
            {meant()}
        </Confirm>
    }
    .into_any()
}
