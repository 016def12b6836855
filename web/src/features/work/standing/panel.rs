//! The panel of a requirement: what it asks for, how one stands, what can be done, what happened. Each part is drawn anew
//! when it is another, and not when one beside it is: what is typed in one survives what is done in another.

use kyndig_contract::permission;
use kyndig_contract::standing::{StandingAction, StandingDetails, StandingRequest};
use kyndig_domain::ids::{AssignmentId, PersonId, RequirementId};
use kyndig_domain::standing::Status;
use leptos::prelude::*;

use super::place::{Place, standing_path};
use super::register::{Register, Seed, Single, unlock_button};
use super::{attachment, checklist, deadline, facts, history, prerequisite, relevance, repetition};
use crate::browser;
use crate::features::work::signature::reason_name;
use crate::language::{date, local_day};
use crate::load::{Load, State};
use crate::session::use_session;
use crate::t;
use crate::transport::{self, AppError};
use crate::ui::{
    ErrorBox, Fold, Mark, Note, Prose, Side, Skeleton, Tone, icon, icon_paths, learning_method_name, live,
};

/// How far the panel has come.
#[derive(Clone, PartialEq)]
enum Phase {
    Loading,
    Failed(AppError),
    Ready,
}

/// One requirement of one person.
#[component]
pub fn StandingPanel(
    person: PersonId,
    requirement: RequirementId,
    /// What is known of its name before the rest is here.
    name: String,
    /// The plan it is shown in: the others are named.
    plan: AssignmentId,
    /// Where plans are: those of oneself, or of this employee.
    base: String,
    /// Of oneself, not of somebody one follows up.
    own: bool,
    /// PLN-8: who took it out of this plan, when and why, where it is out.
    #[prop(optional_no_strip)]
    out: Option<String>,
    #[prop(into)] close: Callback<()>,
    #[prop(into)] changed: Callback<()>,
) -> AnyView {
    let details = Load::new(
        || (),
        move |()| async move { transport::get::<StandingDetails>(&standing_path(person, requirement)).await },
    );
    let place = Place::new(person, requirement, plan, own, details, changed);
    let title = Signal::derive(move || {
        details.state.with(|state| match state {
            State::Ready(now) => now.requirement.name.clone(),
            State::Loading | State::Failed(_) if name.is_empty() => t::common::loading().to_owned(),
            State::Loading | State::Failed(_) => name.clone(),
        })
    });
    let status = place.part(move |now| status_here(now, plan));
    let mark = move || live(move || status.get().map(|status| view! { <Mark status/> }));
    let phase = Memo::new(move |_| {
        details.state.with(|state| match state {
            State::Loading => Phase::Loading,
            State::Failed(error) => Phase::Failed(error.clone()),
            State::Ready(_) => Phase::Ready,
        })
    });
    let body = move || match phase.get() {
        Phase::Loading => view! { <Skeleton rows=6/> }.into_any(),
        Phase::Failed(error) => view! { <ErrorBox error=Some(error) retry=move || details.refetch()/> }.into_any(),
        Phase::Ready => view! { <Content place base=base.clone() out=out.clone()/> }.into_any(),
    };
    view! { <Side title close lead=mark>{live(body)}</Side> }.into_any()
}

/// FUL-12: in the plan that is shown.
fn status_here(now: &StandingDetails, plan: AssignmentId) -> Status {
    let out = now.plans.iter().any(|one| one.assignment_id == plan && one.not_relevant.is_some());
    if out { Status::NotRelevant } else { now.status }
}

#[component]
fn Content(place: Place, base: String, out: Option<String>) -> AnyView {
    let plan = place.plan;
    let intro = place.part(|now| {
        let method = learning_method_name(now.requirement.learning_method);
        (format!("{} · {method}", now.number), now.requirement.description.clone())
    });
    let intro = move || {
        intro.get().map(|(meta, description)| {
            let description = (!description.trim().is_empty()).then(|| view! { <Prose text=description/> });
            view! { <div class="intro"><p class="meta">{meta}</p> {description}</div> }
        })
    };
    let others = base.clone();
    let known = move || place.details.value().map(|now| facts::facts(&now, status_here(&now, plan), plan, &others));
    let request = place.part(|now| now.request.clone().map(|request| (request, now.status)));
    let request =
        move || request.get().flatten().and_then(|(request, status)| request_note(&request, status, place.own));
    let single = move |action, verb, label, said| {
        let may = place.may(action);
        live(move || may.get().then(|| view! { <Single verb label said place/> }))
    };
    let recall = move || single(StandingAction::Recall, "recall", t::standing::recall(), t::standing::said_recalled());
    let unlocked = RwSignal::new(false);
    let may_unlock = place.may(StandingAction::Unlock);
    let unlock = move || live(move || (may_unlock.get() && !unlocked.get()).then(|| unlock_button(unlocked)));
    let (seed, open_seed) = (place.part(Seed::of), place.part(Seed::unlocked));
    let register = move || {
        let seed = if unlocked.get() { open_seed.get() } else { seed.get() };
        seed.flatten().map(|seed| view! { <Register seed place unlocked/> })
    };
    let deadline = place.part(|now| now.actions.contains(&StandingAction::SetDeadline).then_some(now.deadline));
    let deadline = move || deadline.get().flatten().map(|before| view! { <deadline::DeadlineForm before place/> });
    let irrelevant = relevance::here(place);
    let work = move || {
        if let Some(why) = irrelevant.get() {
            return relevance::note(place, why, may_register(place));
        }
        view! {
            {on_behalf(place)}
            {prerequisite::prerequisites(place, base.clone())}
            {live(request)}
            {recall()}
            {checklist::checklist(place)}
            {repetition::repetitions(place)}
            {attachment::attachments(place)}
            {live(register)}
            {unlock()}
            {relevance::button(place)}
        }
        .into_any()
    };
    let happened = place.part(|now| !now.history.is_empty());
    let events = place.part(|now| (now.history.clone(), now.person.clone()));
    let events = move || events.get().map(|(events, person)| history::history_of(&events, &person));
    let happened = move || {
        happened.get().unwrap_or_default().then(|| {
            view! { <Fold title=t::standing::history() open=!browser::is_narrow()>{live(events)}</Fold> }
        })
    };
    let taken_out = out.map(|words| {
        view! {
            <Note tone=Tone::Neutral title=t::standing::deactivated_here()>
                <span>{words}</span>
            </Note>
        }
    });
    view! {
        {live(intro)}
        {taken_out}
        {live(known)}
        {live(work)}
        {live(deadline)}
        {live(happened)}
    }
    .into_any()
}

fn may_register(place: Place) -> bool {
    place.own || use_session().may(permission::FULFIL)
}

/// FUL-13: whose requirement it is that one is about to register.
fn on_behalf(place: Place) -> AnyView {
    let who = place.part(|now| {
        let does = now.actions.iter().any(|action| !matches!(action, StandingAction::SetDeadline));
        does.then(|| now.person.name.clone())
    });
    live(move || {
        who.get().flatten().filter(|_| !place.own).map(|name| {
            view! {
                <p class="on-behalf">
                    {icon(icon_paths::PERSON)}
                    <span>{t::standing::on_behalf(name)}</span>
                </p>
            }
        })
    })
}

/// What became of the request, where that still matters: it waits, or was rejected.
fn request_note(request: &StandingRequest, status: Status, own: bool) -> Option<AnyView> {
    let name = &request.signer.name;
    match status {
        Status::AwaitingSignature if request.signer_has_left => {
            let text = if own { t::standing::signer_left_text() } else { t::standing::signer_left_text_other() };
            Some(
                view! {
                    <Note tone=Tone::Danger title=t::standing::signer_left(name)>
                        <span>{text}</span>
                    </Note>
                }
                .into_any(),
            )
        }
        Status::AwaitingSignature => {
            let sent = date(local_day(request.sent_at));
            let text = if own { t::standing::waits_text(sent) } else { t::standing::waits_text_other(sent) };
            Some(
                view! {
                    <Note tone=Tone::Warning title=t::standing::waits_for(name)>
                        <span>{text}</span>
                    </Note>
                }
                .into_any(),
            )
        }
        Status::Rejected => {
            let reason = request.rejection_reason.map(|reason| view! { <span>{reason_name(reason)}</span> });
            let comment = request.decision_comment.clone();
            let comment = (!comment.is_empty()).then(|| view! { <span class="said">{comment}</span> });
            Some(
                view! {
                    <Note tone=Tone::Danger title=t::standing::rejected_title(name)>
                        {reason}
                        {comment}
                    </Note>
                }
                .into_any(),
            )
        }
        _ => None,
    }
}
