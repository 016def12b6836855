//! One employee: personalia, manager, and the plans of the position.

use std::collections::BTreeMap;

use kyndig_contract::api_path;
use kyndig_contract::assignment::AssignmentSummary;
use kyndig_contract::employee::EmployeeDetails;
use kyndig_contract::permission;
use kyndig_domain::ids::PositionId;
use kyndig_domain::standing::Status;
use leptos::prelude::*;

use super::assign::AssignDialog;
use super::chosen::Chosen;
use super::manager::Manager;
use super::words;
use crate::features::people::loan::LoansDialog;
use crate::language;
use crate::load::Load;
use crate::nav::{Query, encoded};
use crate::session::use_session;
use crate::t;
use crate::transport;
use crate::ui::*;

#[component]
pub fn Employee(id: String) -> AnyView {
    let details = Load::new(
        || (),
        move |()| {
            let path = api_path!("/employees/{}", encoded(&id));
            async move { transport::get::<EmployeeDetails>(&path).await }
        },
    );
    let loans = Query::new("loans");
    let assigning = RwSignal::new(false);
    let chosen: Chosen = RwSignal::new(BTreeMap::new());
    let title = Signal::derive(move || details.value().map_or(String::new(), |details| details.name));
    let sub =
        Signal::derive(move || details.value().map(|details| format!("{} · {}", details.title, details.unit.name)));
    let may_lend = use_session().may(permission::VIEW_LOANS);
    let actions = move || {
        let now = details.value()?;
        let id = now.position_id;
        let loans = may_lend.then(|| {
            view! {
                <button
                    type="button"
                    class="ds-button"
                    id=format!("loans-{id}")
                    data-variant="secondary"
                    on:click=move |_| loans.push(Some(id.to_string()))
                >
                    {icon(icon_paths::ARROW_RIGHT_LEFT)}
                    {t::employee::loans()}
                </button>
            }
        });
        let assign = now.can_assign.then(|| {
            let name = now.name.clone();
            let press = move |_| {
                chosen.set(BTreeMap::from([(id, name.clone())]));
                assigning.set(true);
            };
            view! {
                <button type="button" class="ds-button" id="assign" on:click=press>
                    {icon(icon_paths::PLUS)}
                    {t::employee::assign()}
                </button>
            }
        });
        Some(view! { {loans} {assign} })
    };
    view! {
        <p>
            <a class="ds-link back" href="/employees">
                {icon(icon_paths::ARROW_LEFT)}
                {t::employee::back()}
            </a>
        </p>
        <PageHead title sub=sub>
            <Actions>{live(actions)}</Actions>
        </PageHead>
        {loaded(details, 8, move |now| body(now, details))}
        <AssignDialog open=assigning chosen everybody=RwSignal::new(None) done=move || details.refetch()/>
        <LoansDialog query=loans changed=move || details.refetch()/>
    }
    .into_any()
}

fn body(now: EmployeeDetails, details: Load<EmployeeDetails>) -> AnyView {
    let (active, old): (Vec<_>, Vec<_>) = now.assignments.iter().cloned().partition(|plan| plan.active);
    let position = now.position_id;
    let row = move |plan| plan_row(plan, position);
    let particulars = personalia(&now);
    let awaiting = awaiting(&now);
    let plans = if active.is_empty() {
        let text = if now.can_assign { t::employee::plans_none_text() } else { t::employee::plans_none_read() };
        view! { <Empty title=t::employee::plans_none_title() text/> }.into_any()
    } else {
        view! { <ul class="list">{active.into_iter().map(row).collect_view()}</ul> }.into_any()
    };
    let (archived, old): (Vec<_>, Vec<_>) = old.into_iter().partition(|plan| plan.archived);
    let old = (!old.is_empty()).then(|| {
        view! {
            <Panel title=t::employee::inactive_plans().to_owned()>
                <ul class="list">{old.into_iter().map(row).collect_view()}</ul>
            </Panel>
        }
    });
    // PLN-11: by name only
    let name = |plan: AssignmentSummary| {
        view! { <ListRow id=format!("plan-{}", plan.id) title=plan.plan_name sub=plan.owner_unit.name/> }
    };
    let archived = (!archived.is_empty()).then(|| {
        view! {
            <Panel title=t::assignment::archived_plans().to_owned()>
                <p class="pad sub">{t::assignment::plan_archived_text()}</p>
                <ul class="list">{archived.into_iter().map(name).collect_view()}</ul>
            </Panel>
        }
    });
    view! {
        <div class="cols">
            <div class="stack">
                {awaiting}
                <Panel title=t::employee::plans().to_owned()>{plans}</Panel>
                {old}
                {archived}
            </div>
            <div class="stack">
                <Panel title=t::employee::personalia().to_owned()>{particulars}</Panel>
                <Manager now details/>
            </div>
        </div>
    }
    .into_any()
}

/// SIG-5: what has waited for a signature for more than 14 days, and whose.
fn awaiting(now: &EmployeeDetails) -> Option<AnyView> {
    let position = now.position_id;
    let rows = now.long_awaiting.iter().map(|one| {
        let (signer, since) = (&one.signer.name, language::date(language::local_day(one.sent_at)));
        let sub = if one.requests > 1 {
            t::employee::awaiting_times(signer, since, one.requests)
        } else {
            t::employee::awaiting_at(signer, since)
        };
        let left = one.signer_has_left.then(|| view! { <Tag tone=Tone::Danger text=t::employee::awaiting_left()/> });
        let href = format!("/employees/{position}/plans/{}?requirement={}", one.assignment_id, one.requirement_id);
        view! {
            <ListRow
                id=format!("awaiting-{}-{}", one.requirement_id, one.signer.id)
                href=Signal::stored(href)
                lead=|| view! { <Mark status=Status::AwaitingSignature/> }.into_any()
                title=one.requirement_name.clone()
                sub=sub
            >
                {left}
            </ListRow>
        }
    });
    let rows = rows.collect_view();
    (!now.long_awaiting.is_empty()).then(|| {
        view! {
            <Panel title=t::employee::awaiting_title().to_owned()>
                <p class="pad meta">{t::employee::awaiting_text()}</p>
                <ul class="list">{rows}</ul>
            </Panel>
        }
        .into_any()
    })
}

/// In the page of this position; ASG-4: those of earlier ones say so.
fn plan_row(plan: AssignmentSummary, position: PositionId) -> AnyView {
    let counts = plan.counts;
    let state = if plan.awaits_approval {
        Some(view! { <Tag tone=Tone::Danger text=t::assignment::awaits_approval()/> })
    } else {
        plan.completed.then(|| view! { <Tag tone=Tone::Success text=t::employee::completed()/> })
    };
    let sub = t::employee::plan_sub(&plan.owner_unit.name, counts.valid(), counts.total());
    let since = plan.deactivated_at.filter(|_| !plan.active);
    let since = since.map(|at| t::assignment::deactivated_on(language::date(language::local_day(at))));
    let earlier = plan.earlier.then(|| t::assignment::of_earlier_position().to_owned());
    let sub = [Some(sub), since, earlier].into_iter().flatten().collect::<Vec<_>>().join(" · ");
    view! {
        <ListRow
            id=format!("plan-{}", plan.id)
            href=Signal::stored(format!("/employees/{position}/plans/{}", plan.id))
            title=plan.plan_name
            sub=sub
        >
            {state}
            {words::progress(&counts)}
        </ListRow>
    }
    .into_any()
}

fn personalia(now: &EmployeeDetails) -> AnyView {
    let line = |name: &'static str, value: AnyView| view! { <dt>{name}</dt> <dd>{value}</dd> };
    let text = |name: &'static str, value: Option<String>| {
        value.filter(|value| !value.is_empty()).map(|value| line(name, view! { {value} }.into_any()))
    };
    let link = |name: &'static str, scheme: &str, value: Option<String>| {
        value.map(|value| {
            let href = format!("{scheme}:{}", value.replace(' ', ""));
            line(name, view! { <a class="ds-link" href=href>{value}</a> }.into_any())
        })
    };
    let (tone, words) = words::availability(now.availability);
    view! {
        <div class="pad">
            <dl class="kv">
                {link(t::employee::email(), "mailto", now.email.clone())}
                {link(t::employee::phone(), "tel", now.phone.clone())}
                {text(t::employee::hpr_number(), now.hpr_number.clone())}
                {text(t::employee::position(), Some(now.title.clone()))}
                {text(t::employee::unit(), Some(now.unit.name.clone()))}
                {text(t::employee::trust(), Some(now.trust_name.clone()))}
                {text(t::employee::cost_centre(), Some(now.cost_centre.clone()))}
                {text(t::employee::starts_on(), Some(language::date(now.starts_on)))}
                {text(t::employee::ends_on(), now.ends_on.map(language::date))}
                {line(t::employee::availability(), view! { <Tag tone text=words/> }.into_any())}
            </dl>
        </div>
    }
    .into_any()
}
