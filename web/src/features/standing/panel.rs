//! The panel of a requirement: what it asks for, how one stands, what can be done, what happened.

use kyndig_contract::standing::{StandingAction, StandingDetails, StandingRequest};
use kyndig_domain::ids::{AssignmentId, PersonId, RequirementId};
use kyndig_domain::standing::Status;
use leptos::prelude::*;

use super::place::{Place, standing_path};
use super::register::{Register, Single};
use super::{deadline, facts, history};
use crate::browser;
use crate::features::signature::reason_name;
use crate::language::{date, local_day};
use crate::load::{Load, State};
use crate::t;
use crate::transport;
use crate::ui::{Fold, Mark, Note, Prose, Side, Tone, learning_method_name, live, loaded};

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
    #[prop(into)] close: Callback<()>,
    #[prop(into)] changed: Callback<()>,
) -> AnyView {
    let details = Load::new(
        || (),
        move |()| async move { transport::get::<StandingDetails>(&standing_path(person, requirement, "")).await },
    );
    let place = Place { person, requirement, details, changed };
    let title = Signal::derive(move || {
        details.state.with(|state| match state {
            State::Ready(now) => now.requirement.name.clone(),
            State::Loading | State::Failed(_) if name.is_empty() => t::common::loading().to_owned(),
            State::Loading | State::Failed(_) => name.clone(),
        })
    });
    let mark = move || live(move || details.value().map(|now| view! { <Mark status=now.status/> }));
    view! {
        <Side title close lead=mark>
            {loaded(details, 6, move |now| view! { <Content now place plan base=base.clone() own/> }.into_any())}
        </Side>
    }
    .into_any()
}

#[component]
fn Content(now: StandingDetails, place: Place, plan: AssignmentId, base: String, own: bool) -> AnyView {
    let may = |action| now.actions.contains(&action);
    let registers = may(StandingAction::SaveDraft) || may(StandingAction::Fulfil) || may(StandingAction::Send);
    let register = registers.then(|| view! { <Register now=now.clone() place/> });
    let request = now.request.as_ref().map(|request| request_note(request, now.status, own));
    let recall = may(StandingAction::Recall).then(|| {
        let label = t::standing::recall();
        view! { <Single verb="/recall" label said=t::standing::said_recalled() now=now.clone() place/> }
    });
    let unlock = may(StandingAction::Unlock).then(|| {
        let label = t::standing::unlock();
        view! { <Single verb="/unlock" label said=t::standing::said_unlocked() now=now.clone() place/> }
    });
    let deadline = may(StandingAction::SetDeadline).then(|| view! { <deadline::DeadlineForm now=now.clone() place/> });
    let description = now.requirement.description.clone();
    let description = (!description.trim().is_empty()).then(|| view! { <Prose text=description/> });
    let events = history::history(&now.history);
    let happened = (!now.history.is_empty()).then(|| {
        view! { <Fold title=t::standing::history() open=!browser::is_narrow()>{events}</Fold> }
    });
    view! {
        <div class="intro">
            <p class="meta">
                {format!("{} · {}", now.number, learning_method_name(now.requirement.learning_method))}
            </p>
            {description}
        </div>
        {facts::facts(&now, plan, &base)}
        {request}
        {recall}
        {register}
        {unlock}
        {deadline}
        {happened}
    }
    .into_any()
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
