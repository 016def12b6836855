//! A plan: its sections and requirements to choose from, the chosen one in the panel. The same page for the one who
//! has the plan and for whoever follows them up.

use chrono::NaiveDate;
use kyndig_contract::assignment::{AssignedRequirement, AssignmentDetails, AssignmentSection};
use kyndig_contract::plan::Completion;
use kyndig_domain::ids::{AssignmentId, PersonId, RequirementId};
use leptos::prelude::*;

use super::{about, actions, bar};
use crate::features::standing::{Remark, StandingPanel, deadline_remark, status_remark, validity_line};
use crate::language::{date, local_day};
use crate::load::{Load, State};
use crate::nav::Query;
use crate::session::use_session;
use crate::t;
use crate::transport;
use crate::ui::{
    Empty, Hint, ListRow, Mark, Note, PageHead, Panel, Split, Tag, Tone, icon, icon_paths, learning_method_name, live,
    loaded,
};

#[component]
pub fn Plan(
    id: AssignmentId,
    /// The page of the employee whose plan it is; none of one's own.
    #[prop(optional, into)]
    employee: String,
) -> AnyView {
    let session = use_session();
    let me = session.details().map(|details| details.person_id);
    let plan = Load::new(
        || (),
        move |()| async move { transport::get::<AssignmentDetails>(&format!("/assignments/{id}")).await },
    );
    let chosen = Query::new("krav");
    let title = Signal::derive(move || {
        plan.state.with(|state| match state {
            State::Ready(plan) => plan.summary.plan_name.clone(),
            State::Failed(error) if error.is_missing() => t::common::not_found_title().to_owned(),
            State::Loading | State::Failed(_) => t::assignment::title().to_owned(),
        })
    });
    let above = Signal::derive(move || {
        plan.state.with(|state| match state {
            State::Ready(plan) if Some(plan.person_id) == me => {
                format!("{} · {}", t::assignment::title(), plan.summary.owner_unit.name)
            }
            State::Ready(plan) => plan.summary.owner_unit.name.clone(),
            State::Loading | State::Failed(_) => t::assignment::title().to_owned(),
        })
    });
    let person = Memo::new(move |_| {
        plan.state.with(|state| match state {
            State::Ready(plan) => Some(plan.person_id),
            State::Loading | State::Failed(_) => None,
        })
    });
    let wanted = Memo::new(move |_| chosen.parsed::<RequirementId>());
    let base = format!("{employee}/plans");
    let panel = move || match (person.get(), wanted.get()) {
        (Some(person), Some(requirement)) => {
            view! { <Chosen id plan person requirement chosen base=base.clone() own=Some(person) == me/> }.into_any()
        }
        (Some(person), None) => {
            let own = Some(person) == me;
            let text = if own { t::assignment::choose_text() } else { t::assignment::choose_text_other() };
            view! { <Hint title=t::assignment::choose() text/> }.into_any()
        }
        (None, _) => ().into_any(),
    };
    let back = (!employee.is_empty()).then(|| {
        let href = employee.clone();
        let name = move || {
            plan.state.with(|state| match state {
                State::Ready(plan) => plan.person.name.clone(),
                State::Loading | State::Failed(_) => t::assignment::back().to_owned(),
            })
        };
        view! {
            <p>
                <a class="ds-link back" href=href>
                    {icon(icon_paths::ARROW_LEFT)}
                    {live(name)}
                </a>
            </p>
        }
    });
    let acts = StoredValue::new(employee.clone());
    let buttons =
        live(move || plan.value().map(|now| view! { <actions::Buttons now plan employee=acts.get_value()/> }));
    view! {
        {back}
        <PageHead title above/>
        {buttons}
        <Split>
            <div class="stack">{loaded(plan, 10, move |plan| view! { <Content plan chosen/> }.into_any())}</div>
            {live(panel)}
        </Split>
    }
    .into_any()
}

/// The panel of the chosen requirement; the list follows what is done in it.
#[component]
fn Chosen(
    id: AssignmentId,
    plan: Load<AssignmentDetails>,
    person: PersonId,
    requirement: RequirementId,
    chosen: Query,
    base: String,
    own: bool,
) -> AnyView {
    let name = plan.state.with_untracked(|state| match state {
        State::Ready(plan) => {
            let mut all = plan.sections.iter().flat_map(|section| &section.requirements);
            all.find(|line| line.requirement_id == requirement).map(|line| line.name.clone())
        }
        State::Loading | State::Failed(_) => None,
    });
    view! {
        <StandingPanel
            person
            requirement
            name=name.unwrap_or_default()
            plan=id
            base
            own
            close=move || chosen.set(None)
            changed=move || plan.refetch()
        />
    }
    .into_any()
}

#[component]
fn Content(plan: AssignmentDetails, chosen: Query) -> AnyView {
    let today = use_session().today();
    let archived = plan.summary.archived;
    let frozen = plan.summary.deactivated_at.filter(|_| !plan.summary.active && !archived).map(|at| {
        let text = t::assignment::frozen(date(local_day(at)));
        view! { <Note tone=Tone::Info>{text}</Note> }
    });
    let body = if archived {
        view! {
            <section class="panel">
                <Empty title=t::assignment::plan_archived() text=t::assignment::plan_archived_text()/>
            </section>
        }
        .into_any()
    } else if plan.sections.iter().all(|section| section.requirements.is_empty()) {
        view! {
            <section class="panel"><Empty title=t::assignment::empty() text=t::assignment::empty_text()/></section>
        }
        .into_any()
    } else {
        let filled = plan.sections.iter().filter(|section| !section.requirements.is_empty());
        filled.map(|section| section_panel(section, chosen, today)).collect_view().into_any()
    };
    view! {
        {frozen}
        {summary(&plan)}
        {body}
        {about::about(plan)}
    }
    .into_any()
}

fn summary(plan: &AssignmentDetails) -> AnyView {
    let counts = plan.summary.counts;
    let end = if plan.summary.completed {
        view! { <Tag tone=Tone::Success text=t::assignment::completed()/> }.into_any()
    } else {
        let text = match plan.completion {
            Completion::Automatic => t::assignment::completion_automatic(),
            Completion::ManagerApproval => t::assignment::completion_approval(),
        };
        view! { <span class="meta">{text}</span> }.into_any()
    };
    view! {
        <section class="panel pad summary">
            <div class="row"><b>{t::assignment::progress(counts.total(), counts.valid())}</b> <span class="end">{end}</span></div>
            {bar(&counts)}
        </section>
    }
    .into_any()
}

fn section_panel(section: &AssignmentSection, chosen: Query, today: NaiveDate) -> AnyView {
    let total = section.requirements.len();
    let done = section.requirements.iter().filter(|line| line.status.is_valid()).count();
    let count = move || {
        view! {
            <span class="meta num">
                <span aria-hidden="true">{format!("{done} / {total}")}</span>
                <span class="ds-sr-only">{t::assignment::of(done, total)}</span>
            </span>
        }
    };
    let rows = section.requirements.iter().map(|line| requirement_row(line, chosen, today)).collect_view();
    let title = match &section.goal {
        Some(goal) => format!("{} · {goal}", section.name),
        None => section.name.clone(),
    };
    view! {
        <Panel title aside=count>
            <ul class="list">{rows}</ul>
        </Panel>
    }
    .into_any()
}

fn requirement_row(line: &AssignedRequirement, chosen: Query, today: NaiveDate) -> AnyView {
    let id = line.requirement_id.to_string();
    let (mine, wanted) = (id.clone(), id.clone());
    let status = line.status;
    let remarks = [status_remark(status, line.expires_on, today), deadline_remark(status, line.deadline, today)];
    let remark = |remark: Remark| view! { <span class=format!("meta {}", remark.class)>{remark.text}</span> };
    let remarks: Vec<_> = remarks.into_iter().flatten().map(remark).collect();
    let remarks = (!remarks.is_empty()).then(|| view! { <div class="remarks">{remarks}</div> });
    view! {
        <ListRow
            id=format!("krav-{id}")
            href=Signal::derive(move || chosen.href(&wanted))
            chosen=Signal::derive(move || chosen.get().as_ref() == Some(&mine))
            lead=move || view! { <Mark status/> }
            title=line.name.clone()
            sub=sub(line)
        >
            {remarks}
        </ListRow>
    }
    .into_any()
}

/// How it is learnt, and what stands about it now.
fn sub(line: &AssignedRequirement) -> String {
    use kyndig_domain::standing::Status;
    let now = match (line.status, &line.signer_name) {
        (Status::AwaitingSignature, Some(name)) => Some(t::standing::sent_to(name)),
        (Status::Rejected, Some(name)) => Some(t::standing::rejected_by(name)),
        (Status::Fulfilled, _) => validity_line(line.status, line.expires_on),
        _ => line.needs_signature.then(|| t::standing::with_signature().to_owned()),
    };
    let method = learning_method_name(line.learning_method);
    now.map_or_else(|| method.to_owned(), |now| format!("{method} · {now}"))
}
