//! ASG-1: give a plan to the chosen employees, and say who got it, who did not, and why.

use kyndig_contract::api_path;
use kyndig_contract::assignment::{AssignPlan, AssignedToMatching, AssignmentResult};
use kyndig_contract::employee::AssignToMatching;
use kyndig_contract::page::Page;
use kyndig_contract::plan::AssignablePlan;
use leptos::prelude::*;

use super::chosen::{Chosen, Everybody};
use super::words;
use crate::load::{Act, Pages};
use crate::t;
use crate::transport::{self, with_query};
use crate::ui::*;

/// Asks which plan, then says what came of it.
#[component]
pub fn AssignDialog(
    open: RwSignal<bool>,
    chosen: Chosen,
    everybody: Everybody,
    #[prop(into)] done: Callback<()>,
) -> AnyView {
    let title = Signal::derive(move || match chosen.with(std::collections::BTreeMap::len) {
        _ if everybody.with(Option::is_some) => t::employee::assign_to_all().to_owned(),
        0 => t::employee::assign().to_owned(),
        count => t::employee::assign_to(count),
    });
    view! {
        <Dialog open title>
            <Assign open chosen everybody done/>
        </Dialog>
    }
    .into_any()
}

#[component]
fn Assign(open: RwSignal<bool>, chosen: Chosen, everybody: Everybody, done: Callback<()>) -> AnyView {
    let result = RwSignal::new(None::<Outcome>);
    let to_all = everybody.get_untracked();
    let positions: Vec<_> = chosen.with_untracked(|chosen| chosen.keys().copied().collect());
    if positions.is_empty() {
        return view! {
            <Empty title=t::employee::assign_nobody_title() text=t::employee::assign_nobody_text()>
                <button type="button" class="ds-button" on:click=move |_| open.set(false)>
                    {t::common::close()}
                </button>
            </Empty>
        }
        .into_any();
    }
    let plan = RwSignal::new(None);
    let missing = RwSignal::new(false);
    let act = Act::new(
        |request: AssignPlan, attempt| async move {
            transport::create::<AssignmentResult>(&api_path!("/assignments"), &request, &attempt).await
        },
        move |answer: AssignmentResult| {
            result.set(Some(Outcome::of(answer)));
            done.run(());
            crate::browser::focus_id("assign-result");
        },
    );
    let all = Act::new(
        |request: AssignToMatching, attempt| async move {
            transport::create::<AssignedToMatching>(&api_path!("/assignments/matching"), &request, &attempt).await
        },
        move |answer: AssignedToMatching| {
            result.set(Some(Outcome::of_all(&answer)));
            everybody.set(None);
            done.run(());
            crate::browser::focus_id("assign-result");
        },
    );
    let send = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        match plan.get_untracked() {
            Some(plan_id) => match to_all.clone() {
                Some(matching) => all.run(AssignToMatching { plan_id, matching }),
                None => act.run(AssignPlan { plan_id, position_ids: positions.clone() }),
            },
            None => missing.set(true),
        }
    };
    let busy = Signal::derive(move || act.pending.get() || all.pending.get());
    let send = StoredValue::new_local(send);
    let view = move || match result.get() {
        Some(result) => outcome(&result, open, chosen),
        None => view! {
            <form class="stack" novalidate on:submit=move |event| send.with_value(|send| send(event))>
                <Choose plan missing/>
                {live(move || {
                    (missing.get() && plan.get().is_none())
                        .then(|| {
                            view! {
                                <p class="ds-validation-message" role="alert">
                                    {t::employee::plan_required()}
                                </p>
                            }
                        })
                })}
                <ErrorBox error=act.error/>
                <ErrorBox error=all.error/>
                <Submit pending=busy text=t::employee::assign_now().to_owned()/>
            </form>
        }
        .into_any(),
    };
    live(view)
}

/// The plans one may hand out, to choose one of.
#[component]
fn Choose(plan: RwSignal<Option<kyndig_domain::ids::PlanId>>, missing: RwSignal<bool>) -> AnyView {
    let search = RwSignal::new(String::new());
    let plans = Pages::new(
        move || search.get(),
        |search, cursor| async move {
            let query = [("search", Some(search)), ("limit", Some("20".to_owned())), ("cursor", cursor)];
            transport::get::<Page<AssignablePlan>>(&with_query(api_path!("/assignable-plans"), &query)).await
        },
    );
    let list = paged(
        plans,
        4,
        || view! { <Empty title=t::employee::plan_none_title() text=t::employee::plan_none_text()/> }.into_any(),
        |rows| {
            view! {
                <div class="choices" role="radiogroup" aria-label=t::employee::plan_choose()>
                    {rows}
                </div>
            }
            .into_any()
        },
        move |one: AssignablePlan| {
            let id = one.id;
            let press = move |_| {
                plan.set(Some(id));
                missing.set(false);
            };
            view! {
                <label class="choice">
                    <input
                        type="radio"
                        class="ds-input"
                        name="plan"
                        prop:checked=move || plan.get() == Some(id)
                        on:change=press
                    />
                    <span>
                        <b>{one.name}</b>
                        <small>{t::employee::plan_detail(one.requirements, one.owner_unit.name, one.version)}</small>
                    </span>
                </label>
            }
            .into_any()
        },
    );
    view! {
        <FindBox text=search label=t::employee::plan_search()/>
        <div class="choose">{list}</div>
    }
    .into_any()
}

/// What came of it.
#[derive(Clone)]
struct Outcome {
    assigned: usize,
    skipped: usize,
    /// Who, or how many, and why.
    lines: Vec<String>,
}

impl Outcome {
    fn of(result: AssignmentResult) -> Self {
        let line = |skipped: kyndig_contract::assignment::SkippedPosition| {
            let name = skipped.name.unwrap_or_else(|| t::employee::skipped_name().to_owned());
            format!("{name}: {}", words::skip_reason(skipped.reason))
        };
        Self {
            assigned: result.assigned.len(),
            skipped: result.skipped.len(),
            lines: result.skipped.into_iter().map(line).collect(),
        }
    }

    fn of_all(result: &AssignedToMatching) -> Self {
        Self {
            assigned: result.assigned,
            skipped: result.skipped.iter().map(|one| one.count).sum(),
            lines: result
                .skipped
                .iter()
                .map(|one| format!("{}: {}", one.count, words::skip_reason(one.reason)))
                .collect(),
        }
    }
}

fn outcome(result: &Outcome, open: RwSignal<bool>, chosen: Chosen) -> AnyView {
    let assigned = match result.assigned {
        0 => t::employee::assigned_none().to_owned(),
        count => t::employee::assigned(count),
    };
    let tone = if result.assigned == 0 { Tone::Warning } else { Tone::Success };
    let skipped = (!result.lines.is_empty()).then(|| {
        let lines = result.lines.iter().map(|line| view! { <li>{line.clone()}</li> }).collect_view();
        view! {
            <div>
                <p>{t::employee::skipped(result.skipped)}</p>
                <ul class="ds-list">{lines}</ul>
            </div>
        }
    });
    let close = move |_| {
        open.set(false);
        chosen.set(std::collections::BTreeMap::new());
    };
    view! {
        <div class="stack">
            <div id="assign-result" tabindex="-1">
                <Note tone>{assigned}</Note>
            </div>
            {skipped}
            <button type="button" class="ds-button" on:click=close>
                {t::common::close()}
            </button>
        </div>
    }
    .into_any()
}
