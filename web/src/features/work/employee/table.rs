//! ASG-1, ASG-2: plans x employees. Plans are found and become columns; a cell says how the plan stands, and takes what is
//! to be done with it; all of it is carried out in one go.

use std::collections::BTreeMap;

use kyndig_contract::api_path;
use kyndig_contract::assignment::{
    AssignmentAct, AssignmentCell, AssignmentTableCell, ChangeAssignments, ChangedAssignments,
};
use kyndig_contract::page::Page;
use kyndig_contract::plan::AssignablePlan;
use kyndig_domain::ids::{PlanId, PositionId};
use leptos::prelude::*;

use super::chosen::Chosen;
use super::words;
use crate::browser;
use crate::form::Form;
use crate::load::{Act, Load};
use crate::t;
use crate::transport::{self, AppError, with_query};
use crate::ui::*;

/// What is to be done, by cell.
type Pending = RwSignal<BTreeMap<(PlanId, PositionId), AssignmentAct>>;
/// The columns.
type Plans = RwSignal<Vec<(PlanId, String)>>;

/// Employees and plans in one table; the API takes no more.
const MOST_PEOPLE: usize = 100;
const MOST_PLANS: usize = 20;

#[component]
pub fn TableDialog(open: RwSignal<bool>, chosen: Chosen, #[prop(into)] done: Callback<()>) -> AnyView {
    view! {
        <Dialog open title=t::employee::table_title().to_owned() side=true>
            <Content chosen done/>
        </Dialog>
    }
    .into_any()
}

#[component]
fn Content(chosen: Chosen, done: Callback<()>) -> AnyView {
    let people: Vec<(PositionId, String)> = chosen.get_untracked().into_iter().take(MOST_PEOPLE).collect();
    if people.is_empty() {
        let (title, text) = (t::employee::assign_nobody_title(), t::employee::assign_nobody_text());
        return view! { <Empty title text/> }.into_any();
    }
    let plans: Plans = RwSignal::new(Vec::new());
    let pending: Pending = RwSignal::new(BTreeMap::new());
    let result = RwSignal::new(None::<ChangedAssignments>);
    let positions = joined(people.iter().map(|(id, _)| id.to_string()));
    let cells = Load::new(
        move || joined(plans.get().iter().map(|(id, _)| id.to_string())),
        move |plans: String| {
            let query = [("positions", Some(positions.clone())), ("plans", Some(plans.clone()))];
            async move {
                if plans.is_empty() {
                    return Ok(Vec::new());
                }
                transport::whole::<AssignmentTableCell>(&with_query(api_path!("/assignment-table"), &query)).await
            }
        },
    );
    let act = Act::new(
        |request: ChangeAssignments, attempt| async move {
            transport::create::<ChangedAssignments>(&api_path!("/assignments/changes"), &request, &attempt).await
        },
        move |changed: ChangedAssignments| {
            pending.set(BTreeMap::new());
            result.set(Some(changed));
            cells.refetch();
            done.run(());
        },
    );
    let confirm = move || {
        let cells = pending.with_untracked(|pending| pending.iter().map(asked).collect::<Vec<_>>());
        if !cells.is_empty() {
            result.set(None);
            act.run(ChangeAssignments { cells });
        }
    };
    let people = StoredValue::new(people);
    let shown = move || {
        if plans.with(Vec::is_empty) {
            return view! { <Empty title=t::employee::table_none() text=t::employee::table_none_text()/> }.into_any();
        }
        loaded(cells, 4, move |cells| grid(&people.get_value(), plans, &cells, pending))
    };
    let text = Signal::derive(move || t::employee::table_confirm(pending.with(BTreeMap::len)));
    let any = Memo::new(move |_| pending.with(|pending| !pending.is_empty()) || act.pending.get());
    let submit = move || {
        if any.get() {
            view! { <Submit pending=act.pending text press=confirm/> }.into_any()
        } else if plans.with(Vec::is_empty) {
            ().into_any()
        } else {
            view! { <p class="meta">{t::employee::table_confirm_none()}</p> }.into_any()
        }
    };
    // a field anew for each column: what was found last is a column now
    let find = move || {
        let again = plans.with(|plans| !plans.is_empty());
        view! { <FindPlan plans again/> }
    };
    view! {
        <div class="stack">
            {live(find)}
            <div class="grid-frame">{live(shown)}</div>
            {live(move || result.get().map(|changed| outcome(&changed)))}
            <ErrorBox error=act.error/>
            <div class="row">{live(submit)}</div>
        </div>
    }
    .into_any()
}

fn joined(ids: impl Iterator<Item = String>) -> String {
    ids.collect::<Vec<_>>().join(",")
}

fn asked((&(plan_id, position_id), &act): (&(PlanId, PositionId), &AssignmentAct)) -> AssignmentCell {
    AssignmentCell { plan_id, position_id, act }
}

/// Adds a column; `again` after one was added, to go on from there.
#[component]
fn FindPlan(plans: Plans, again: bool) -> AnyView {
    let field = Form::new().field("plan", "");
    if again {
        browser::focus_id(field.id());
    }
    let chosen = Callback::new(move |option: Option<SuggestOption>| {
        let Some((id, name)) = option.and_then(|option| Some((option.value.parse().ok()?, option.name))) else {
            return;
        };
        plans.update(|plans| {
            if plans.len() < MOST_PLANS && plans.iter().all(|(known, _)| *known != id) {
                plans.push((id, name));
            }
        });
    });
    view! {
        <SuggestField
            field
            label=t::employee::table_find()
            description=Some(Oco::from(t::employee::table_find_text()))
            required=true
            search=find
            chosen=Some(chosen)
        />
    }
    .into_any()
}

async fn find(text: String) -> Result<Vec<SuggestOption>, AppError> {
    let query = [("search", Some(text)), ("limit", Some("20".to_owned()))];
    let page: Page<AssignablePlan> = transport::get(&with_query(api_path!("/assignable-plans"), &query)).await?;
    let option = |plan: AssignablePlan| SuggestOption {
        value: plan.id.to_string(),
        name: plan.name,
        detail: plan.owner_unit.name,
    };
    Ok(page.items.into_iter().map(option).collect())
}

fn grid(people: &[(PositionId, String)], plans: Plans, cells: &[AssignmentTableCell], pending: Pending) -> AnyView {
    let columns = plans.get_untracked();
    let row = |(position, name): &(PositionId, String)| {
        let one = |(plan, plan_name): &(PlanId, String)| {
            let found = cells.iter().find(|cell| (cell.plan_id, cell.position_id) == (*plan, *position));
            let label = t::employee::table_cell(name, plan_name);
            view! { <td>{found.map(|found| cell(found, label, pending))}</td> }
        };
        view! {
            <tr>
                <th scope="row">{name.clone()}</th>
                {columns.iter().map(one).collect_view()}
            </tr>
        }
    };
    let heads = columns.iter().map(|(_, name)| view! { <th scope="col">{name.clone()}</th> }).collect_view();
    view! {
        <table class="ds-table assignments">
            <caption class="ds-sr-only">{t::employee::table_title()}</caption>
            <thead>
                <tr>
                    <th scope="col">{t::employee::name()}</th>
                    {heads}
                </tr>
            </thead>
            <tbody>{people.iter().map(row).collect_view()}</tbody>
        </table>
    }
    .into_any()
}

/// How it stands, and what can be done: a box where the plan can be given, a choice where it has been.
fn cell(cell: &AssignmentTableCell, label: String, pending: Pending) -> AnyView {
    let key = (cell.plan_id, cell.position_id);
    let set = move |act: Option<AssignmentAct>| {
        pending.update(|pending| {
            match act {
                Some(act) => pending.insert(key, act),
                None => pending.remove(&key),
            };
        });
    };
    match cell.active {
        None if !cell.acts.contains(&AssignmentAct::Assign) => {
            view! { <span class="meta">{t::employee::table_not_published()}</span> }.into_any()
        }
        None => view! {
            <input
                type="checkbox"
                class="ds-input"
                aria-label=label
                prop:checked=move || pending.with(|pending| pending.contains_key(&key))
                on:change=move |event| set(event_target_checked(&event).then_some(AssignmentAct::Assign))
            />
        }
        .into_any(),
        Some(active) => {
            let acts = [
                (AssignmentAct::Deactivate, "deactivate", t::employee::table_deactivate()),
                (AssignmentAct::Reactivate, "reactivate", t::employee::table_reactivate()),
                (AssignmentAct::Delete, "delete", t::employee::table_delete()),
            ];
            let may = acts.iter().filter(|(act, _, _)| cell.acts.contains(act));
            let options = may.map(|(_, value, name)| view! { <option value=*value>{*name}</option> }).collect_view();
            let choose = move |event| {
                let value = event_target_value(&event);
                set(acts.iter().find(|(_, word, _)| *word == value).map(|(act, _, _)| *act));
            };
            view! {
                <select class="ds-input" aria-label=label on:change=choose>
                    <option value="">
                        {if active { t::employee::table_has() } else { t::employee::table_had() }}
                    </option>
                    {options}
                </select>
            }
            .into_any()
        }
    }
}

fn outcome(changed: &ChangedAssignments) -> AnyView {
    let tone = if changed.done.is_empty() { Tone::Warning } else { Tone::Success };
    let lines = changed.skipped.iter().map(|skipped| {
        let name = skipped.name.clone().unwrap_or_else(|| t::employee::skipped_name().to_owned());
        view! { <li>{format!("{name}: {}", words::skip_reason(skipped.reason))}</li> }
    });
    let count = changed.skipped.len();
    let lines = lines.collect_view();
    let skipped = (count > 0).then(|| {
        view! {
            <p>{t::employee::skipped(count)}</p>
            <ul class="ds-list">{lines}</ul>
        }
    });
    let done = changed.done.len();
    view! {
        <Note tone>{t::employee::table_done(done)}</Note>
        {skipped}
    }
    .into_any()
}
