//! One request: what was done, by whom, what they say of it; and the signer's decision.

use kyndig_contract::api_path;
use kyndig_contract::signature::{RequestStatus, SignatureRequestDetails};
use kyndig_domain::standing::Status;
use leptos::prelude::*;

use super::decide::Decide;
use super::decided::Decided;
use super::inbox::{Inbox, is_of};
use super::times::Times;
use crate::features::content::file;
use crate::features::work::standing::{history, links};
use crate::language::{date, local_day};
use crate::load::{Load, State};
use crate::t;
use crate::transport;
use crate::ui::{Fold, Mark, Note, Prose, Side, Tone, documentation_method_name, learning_method_name, live, loaded};

#[component]
pub fn Request(id: String, inbox: Inbox) -> AnyView {
    let path = api_path!("/signature-requests/{id}");
    let details = Load::new(
        || (),
        move |()| {
            let path = path.clone();
            async move { transport::get::<SignatureRequestDetails>(&path).await }
        },
    );
    let known = inbox.shown().into_iter().find(|line| is_of(line, &id));
    let known = known.map_or_else(|| t::common::loading().to_owned(), |request| request.requirement_name);
    let title = Signal::derive(move || {
        details.state.with(|state| match state {
            State::Ready(now) => now.summary.requirement_name.clone(),
            State::Loading | State::Failed(_) => known.clone(),
        })
    });
    let mark = move || {
        let status = move || {
            details.value().and_then(|now| match now.summary.status {
                RequestStatus::Awaiting => Some(Status::AwaitingSignature),
                RequestStatus::Signed | RequestStatus::Rejected => now.standing,
                RequestStatus::Recalled | RequestStatus::Withdrawn => None,
            })
        };
        live(move || status().map(|status| view! { <Mark status mine=true/> }))
    };
    view! {
        <Side title lead=mark close=move || inbox.chosen.set(None) keep_focus=true>
            {loaded(details, 6, move |now| view! { <Content now details inbox/> }.into_any())}
        </Side>
    }
    .into_any()
}

#[component]
fn Content(now: SignatureRequestDetails, details: Load<SignatureRequestDetails>, inbox: Inbox) -> AnyView {
    let SignatureRequestDetails { summary, requirement, .. } = now.clone();
    let name = summary.person.name.clone();
    let who =
        if summary.person_title.is_empty() { name.clone() } else { format!("{name} · {}", summary.person_title) };
    let plans: Vec<_> = summary.plan_names.iter().map(|plan| view! { <span>{plan.clone()}</span> }).collect();
    let plans = (!plans.is_empty()).then(|| {
        view! {
            <dt>{t::signature::plan(plans.len())}</dt>
            <dd class="lines">{plans}</dd>
        }
    });
    let goals: Vec<_> = summary.goal_names.iter().map(|goal| view! { <span>{goal.clone()}</span> }).collect();
    let goals = (!goals.is_empty()).then(|| {
        view! {
            <dt>{t::signature::goal(goals.len())}</dt>
            <dd class="lines">{goals}</dd>
        }
    });
    let expiry = now.chosen_expiry.map(|day| {
        view! {
            <dt>{t::signature::chosen_expiry()}</dt>
            <dd class="num">{date(day)}</dd>
        }
    });
    let counted = now.repetition_count.map(|times| {
        view! {
            <dt>{t::signature::counted_name()}</dt>
            <dd class="num">{t::signature::counted(times.counted, times.required)}</dd>
        }
    });
    // of several times each has its own day and comment, in their list
    let alone = summary.repetitions.is_empty();
    let performed = alone.then(|| {
        view! {
            <dt>{t::signature::performed()}</dt>
            <dd class="num">{date(summary.performed_on)}</dd>
        }
    });
    let comment = if alone { now.comment.clone() } else { String::new() };
    let comment = (!comment.is_empty()).then(|| {
        let first = name.split_whitespace().next().unwrap_or_default().to_owned();
        view! {
            <Note tone=Tone::Accent title=t::signature::comment_from(first)>
                <span class="said">{comment}</span>
            </Note>
        }
    });
    let files = file::listed(&api_path!("/signature-requests/{}", summary.id), &now.files);
    let attachments = attached(&now);
    let happened = history(&now.history);
    let happened = (!now.history.is_empty()).then(|| view! { <Fold title=t::standing::history()>{happened}</Fold> });
    let decision = match summary.status {
        _ if requirement.is_none() => {
            let because = summary.archived_because.clone().filter(|reason| !reason.is_empty());
            let because = because.map(|reason| view! { <span>{t::signature::withdrawn_because(reason)}</span> });
            view! {
                <Note tone=Tone::Info title=t::signature::withdrawn()>
                    <span>{t::signature::withdrawn_text()}</span>
                    {because}
                </Note>
            }
            .into_any()
        }
        RequestStatus::Awaiting if !alone => view! { <Times now details inbox/> }.into_any(),
        RequestStatus::Awaiting => view! { <Decide now details inbox/> }.into_any(),
        RequestStatus::Signed | RequestStatus::Rejected => view! { <Decided now details inbox/> }.into_any(),
        RequestStatus::Recalled | RequestStatus::Withdrawn => view! {
            <Note tone=Tone::Info title=t::signature::recalled()>
                <span>{t::signature::recalled_text(name)}</span>
            </Note>
        }
        .into_any(),
    };
    let about = requirement.map(|requirement| {
        let methods = format!(
            "{} · {}",
            learning_method_name(requirement.learning_method),
            documentation_method_name(requirement.documentation_method)
        );
        view! {
            <Fold title=t::signature::about()>
                <p class="meta">{methods}</p>
                <Prose text=requirement.description/>
                <dl class="kv">{links(&requirement.links)} {files}</dl>
            </Fold>
        }
    });
    view! {
        <dl class="kv" id="request-facts" tabindex="-1">
            <dt>{t::signature::who()}</dt>
            <dd>{who}</dd>
            {performed}
            {counted}
            {expiry}
            <dt>{t::signature::sent()}</dt>
            <dd class="num">{date(local_day(summary.sent_at))}</dd>
            {plans}
            {goals}
            {attachments}
        </dl>
        {comment}
        {decision}
        {about}
        {happened}
    }
    .into_any()
}

/// FUL-11: what the employee documents it with.
fn attached(now: &SignatureRequestDetails) -> Option<AnyView> {
    let base = api_path!("/signature-requests/{}", now.summary.id);
    let rows = now
        .attachments
        .iter()
        .map(|one| {
            view! {
                <li>
                    {file::row(&base, &one.file)}
                    <span class="meta">{one.description.clone()}</span>
                </li>
            }
        })
        .collect_view();
    (!now.attachments.is_empty()).then(|| {
        view! {
            <dt>{t::signature::attachments()}</dt>
            <dd>
                <ul class="lines files">{rows}</ul>
            </dd>
        }
        .into_any()
    })
}
