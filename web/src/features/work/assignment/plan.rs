//! A plan: its sections and requirements to choose from, the chosen one in the panel. The same page for the one who
//! has the plan and for whoever follows them up.

use kyndig_contract::api_path;
use kyndig_contract::assignment::AssignmentDetails;
use kyndig_contract::permission;
use kyndig_contract::plan::Completion;
use kyndig_domain::ids::{AssignmentId, PersonId, RequirementId};
use leptos::prelude::*;

use super::many::{self, PickedBar, Picking};
use super::print::PrintButton;
use super::search::Finder;
use super::section::{self, Around};
use super::{about, actions, bar};
use crate::features::work::standing::StandingPanel;
use crate::language::{date, local_day};
use crate::load::{Load, State};
use crate::nav::Query;
use crate::session::use_session;
use crate::t;
use crate::transport;
use crate::ui::{Actions, Empty, Hint, Note, PageHead, Prose, Split, Tag, Tone, icon, icon_paths, live, loaded};

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
        move |()| async move { transport::get::<AssignmentDetails>(&api_path!("/assignments/{id}")).await },
    );
    let chosen = Query::new("requirement");
    let title = Signal::derive(move || {
        plan.state.with(|state| match state {
            // whose it is comes first: to register on the wrong person is the worst that can happen here
            State::Ready(plan) if Some(plan.person_id) != me => {
                t::assignment::plan_of(&plan.person.name, &plan.summary.plan_name)
            }
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
    let picking = Picking::new();
    let may_register = session.may(permission::FULFIL);
    // one's own, or of somebody one follows up; what is deactivated is only read
    let open = Memo::new(move |_| {
        plan.state.with(|state| match state {
            State::Ready(plan) => {
                plan.summary.active
                    && !plan.summary.archived
                    && (Some(plan.person_id) == me || may_register)
                    && plan.sections.iter().any(|section| !section.requirements.is_empty())
            }
            State::Loading | State::Failed(_) => false,
        })
    });
    let there =
        Memo::new(move |_| plan.state.with(|state| matches!(state, State::Ready(plan) if !plan.summary.archived)));
    let paper = format!("{employee}/plans/{id}/print");
    let acts = StoredValue::new(employee.clone());
    let actions = move || {
        let paper = paper.clone();
        let others = view! {
            {open.get().then(|| many::button(picking))}
            {there.get().then(|| view! { <PrintButton path=paper/> })}
        }
        .into_any();
        plan.value().map(|now| actions::buttons(&now, plan, acts.get_value(), others))
    };
    let own = employee.is_empty();
    let content = move |now| {
        let around = Around { id, plan, chosen, picking, today: session.today(), may: open.get_untracked() };
        view! { <Content plan=now around own/> }.into_any()
    };
    let bar = move || person.get().map(|person| view! { <PickedBar plan picking person own=Some(person) == me/> });
    view! {
        {back}
        <PageHead title above>
            <Actions>{live(actions)}</Actions>
        </PageHead>
        {own.then(|| view! { <Finder/> })}
        <Split>
            <div class="stack">{many::left_out(picking)} {loaded(plan, 10, content)} {live(bar)}</div>
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
    let (name, out) = plan.state.with_untracked(|state| match state {
        State::Ready(plan) => {
            let mut all = plan.sections.iter().flat_map(|section| &section.requirements);
            let name = all.find(|line| line.requirement_id == requirement).map(|line| line.name.clone());
            let out = plan.deactivated.iter().find(|one| one.requirement.requirement_id == requirement);
            match (name, out) {
                (None, Some(out)) => {
                    (Some(out.requirement.name.clone()), Some(section::deactivated_words(&out.deactivated)))
                }
                (name, _) => (name, None),
            }
        }
        State::Loading | State::Failed(_) => (None, None),
    });
    view! {
        <StandingPanel
            person
            requirement
            name=name.unwrap_or_default()
            out
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
fn Content(plan: AssignmentDetails, around: Around, own: bool) -> AnyView {
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
        filled.map(|section| section::section(section, around)).collect_view().into_any()
    };
    // ASG-6
    let awaits = plan.summary.awaits_approval.then(|| {
        let text = if own { t::assignment::awaits_note() } else { t::assignment::awaits_note_other() };
        view! { <Note tone=Tone::Warning title=t::assignment::awaits_approval()>{text}</Note> }
    });
    view! {
        {frozen}
        {awaits}
        {summary(&plan)}
        {body}
        {section::deactivated(&plan, around.chosen)}
        {about::about(plan)}
    }
    .into_any()
}

/// FUL-16: how far it is, what it is for, and who answers for it.
fn summary(plan: &AssignmentDetails) -> AnyView {
    let counts = plan.summary.counts;
    let end = if plan.summary.completed {
        view! { <Tag tone=Tone::Success text=t::assignment::completed()/> }.into_any()
    } else if plan.summary.awaits_approval {
        view! { <Tag tone=Tone::Warning text=t::assignment::awaits_approval()/> }.into_any()
    } else {
        let text = match plan.completion {
            Completion::Automatic => t::assignment::completion_automatic(),
            Completion::ManagerApproval => t::assignment::completion_approval(),
        };
        view! { <span class="meta end">{text}</span> }.into_any()
    };
    let description = (!plan.description.trim().is_empty() && !plan.summary.archived)
        .then(|| view! { <Prose text=plan.description.clone()/> });
    let who = |name: &'static str, person: &Option<kyndig_contract::person::PersonRef>| {
        person.as_ref().map(|person| view! { <span>{format!("{name}: ")} <b>{person.name.clone()}</b></span> })
    };
    let answer = [
        who(t::assignment::document_owner(), &plan.document_owner),
        who(t::assignment::document_author(), &plan.document_author),
    ];
    let answer = answer.into_iter().flatten().collect::<Vec<_>>();
    let answer = (!answer.is_empty() && !plan.summary.archived).then(|| view! { <p class="answer">{answer}</p> });
    view! {
        <section class="panel pad summary">
            <div class="row"><b>{t::assignment::progress(counts.total(), counts.valid())}</b> {end}</div>
            {bar(&counts)}
            {description}
            {answer}
        </section>
    }
    .into_any()
}
