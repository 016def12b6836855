//! SIG-4: what was decided, and regretting it.

use kyndig_contract::signature::{RequestStatus, SignatureRequestDetails};
use leptos::prelude::*;

use super::decide::decision;
use super::inbox::Inbox;
use super::reason_name;
use crate::language::{date, local_day};
use crate::load::{Act, Load};
use crate::t;
use crate::ui::{Confirm, Note, Tone, toast};

#[component]
pub fn Decided(now: SignatureRequestDetails, details: Load<SignatureRequestDetails>, inbox: Inbox) -> AnyView {
    let (id, version) = (now.summary.id, now.version);
    let signed = now.summary.status == RequestStatus::Signed;
    let when = now.summary.decided_at.map(|at| date(local_day(at))).unwrap_or_default();
    let (tone, title) = if signed {
        (Tone::Success, t::signature::signed_on(when))
    } else {
        (Tone::Danger, t::signature::rejected_on(when))
    };
    let reason = now.rejection_reason.map(|reason| view! { <span>{reason_name(reason)}</span> });
    let comment = Some(now.decision_comment).filter(|comment| !comment.is_empty());
    let comment = comment.map(|comment| view! { <span class="said">{comment}</span> });
    let (name, what) = (now.summary.person.name, now.summary.requirement_name);
    let said = t::signature::said_cancelled(&what);
    let open = RwSignal::new(false);
    let cancel = Act::new(
        move |(), _| async move { decision(id, "cancel", &serde_json::json!({}), version, RequestStatus::Awaiting).await },
        move |_| {
            open.set(false);
            toast(said.clone());
            inbox.gone(&id.to_string());
        },
    );
    // the employee may have gone on since: then there is nothing to regret, and the dialog says so
    Effect::new(move |_| {
        if cancel.error.with(|error| error.as_ref().is_some_and(|error| error.status == 409)) {
            details.refetch();
        }
    });
    let (opens, asks) = if signed {
        (t::signature::cancel_signature_open(), t::signature::cancel_signature_title())
    } else {
        (t::signature::cancel_rejection_open(), t::signature::cancel_rejection_title())
    };
    let text = if signed {
        t::signature::cancel_signature_text(what, name)
    } else {
        t::signature::cancel_rejection_text(what, name)
    };
    view! {
        <Note tone title>
            {reason}
            {comment}
        </Note>
        <div class="row">
            <button
                type="button"
                id="cancel-decision"
                class="ds-button"
                data-variant="secondary"
                data-color="danger"
                on:click=move |_| open.set(true)
            >
                {opens}
            </button>
        </div>
        <Confirm open title=asks.to_owned() action=t::signature::cancel().to_owned() act=cancel dangerous=true>
            <p>{text.clone()}</p>
        </Confirm>
    }
    .into_any()
}
