//! SIG-2: signing, with a comment if there is something to say; rejecting, with a reason and a comment.

use kyndig_contract::api_path;
use kyndig_contract::signature::{Reject, RejectionReason, RequestStatus, Sign, SignatureRequestDetails};
use kyndig_domain::ids::SignatureRequestId;
use leptos::{ev, prelude::*, task::spawn_local};
use serde::Serialize;

use super::WITHIN;
use super::inbox::{Deciding, Inbox};
use super::reason_name;
use crate::form::Form;
use crate::load::{Act, Load};
use crate::t;
use crate::transport::{self, AppError};
use crate::ui::{Choice, Dialog, ErrorBox, SelectField, Submit, TextArea, icon, icon_paths, live, toast, toast_undo};

/// Sends a decision. Where the first try arrived and only its answer was lost, a second finds it made: that is no
/// error (SIG-6).
pub async fn decision(
    id: SignatureRequestId,
    verb: &'static str,
    body: &impl Serialize,
    version: i32,
    wanted: RequestStatus,
) -> Result<SignatureRequestDetails, AppError> {
    let path = api_path!("/signature-requests/{id}");
    match transport::post_version(&api_path!(below path, "/{verb}"), body, version).await {
        Err(error) if matches!(error.status, 409 | 412) => {
            let now: SignatureRequestDetails = transport::get(&path).await?;
            if now.summary.status == wanted { Ok(now) } else { Err(error) }
        }
        sent => sent,
    }
}

#[component]
pub fn Decide(now: SignatureRequestDetails, details: Load<SignatureRequestDetails>, inbox: Inbox) -> AnyView {
    let (id, version) = (now.summary.id, now.version);
    let key = id.to_string();
    let name = now.summary.person.name.clone();
    let what = now.summary.requirement_name.clone();
    let form = Form::named("sign");
    let comment = form.field("comment", "");
    let rejecting = RwSignal::new(false);

    let said = t::signature::said_signed(&what, &name);
    let done = key.clone();
    let sign = Act::new(
        move |request: Sign, _| async move { decision(id, "sign", &request, version, RequestStatus::Signed).await },
        move |signed: SignatureRequestDetails| {
            form.saved();
            toast_undo(said.clone(), undo(&signed, inbox));
            inbox.gone(&done);
        },
    );
    form.follow(sign);
    form.guard(WITHIN);
    let send = Callback::new(move |()| {
        let request = Sign { comment: comment.get() };
        if form.check(&request) {
            sign.run(request);
        }
    });
    let submit = move |event: ev::SubmitEvent| {
        event.prevent_default();
        send.run(());
    };
    let open = Callback::new(move |()| rejecting.set(true));
    inbox.deciding.set(Some(Deciding { sign: send, reject: open }));
    on_cleanup(move || {
        inbox.deciding.try_set(None);
    });
    let reload = Callback::new(move |()| {
        details.refetch();
        inbox.refetch();
    });
    let place = move || inbox.place(&key).map(|(at, of)| t::signature::place(at, of));
    view! {
        <form class="stack" novalidate on:submit=submit>
            <TextArea
                field=comment
                label=t::signature::comment()
                description=t::signature::comment_text(&name)
                max=2000
            />
            <ErrorBox error=form.beyond(sign.error) retry=send reload=reload/>
            <div class="row">
                <Submit
                    pending=sign.pending
                    text=t::signature::sign().to_owned()
                    icon_path=icon_paths::CHECKMARK
                    color="success"
                />
                <button
                    type="button"
                    id="reject-open"
                    class="ds-button"
                    data-variant="secondary"
                    data-color="danger"
                    on:click=move |_| open.run(())
                >
                    {icon(icon_paths::X_MARK)}
                    {t::signature::reject_open()}
                </button>
                <span class="meta end">{live(place)}</span>
            </div>
        </form>
        <Rejecting now=now.clone() open=rejecting panel=form typed=comment.value inbox reload/>
    }
    .into_any()
}

/// Undoing outlives the panel: the signer has gone on to the next.
fn undo(signed: &SignatureRequestDetails, inbox: Inbox) -> impl Fn() + Send + Sync + 'static {
    let (id, version) = (signed.summary.id, signed.version);
    let what = signed.summary.requirement_name.clone();
    let owner = Owner::current();
    move || {
        let (what, owner) = (what.clone(), owner.clone());
        spawn_local(async move {
            let result = decision(id, "cancel", &serde_json::json!({}), version, RequestStatus::Awaiting).await;
            let say = move || match result {
                Ok(_) => {
                    toast(t::signature::said_cancelled(what));
                    inbox.refetch();
                }
                Err(error) => toast(error.text()),
            };
            match owner {
                Some(owner) => owner.with(say),
                None => say(),
            }
        });
    }
}

/// The dialog of "Reject …". Its fields live in the panel: closing and opening it again loses nothing.
#[component]
fn Rejecting(
    now: SignatureRequestDetails,
    open: RwSignal<bool>,
    panel: Form,
    /// What was typed in the panel is most likely meant for the rejection.
    typed: RwSignal<String>,
    inbox: Inbox,
    reload: Callback<()>,
) -> AnyView {
    let (id, version) = (now.summary.id, now.version);
    let key = id.to_string();
    let name = now.summary.person.name.clone();
    let what = now.summary.requirement_name.clone();
    let form = Form::named("reject");
    form.guard(WITHIN);
    let said = t::signature::said_rejected(&what, &name);
    let reject = Act::new(
        move |request: Reject, _| async move { decision(id, "reject", &request, version, RequestStatus::Rejected).await },
        move |_| {
            form.saved();
            // what was begun there is not wanted any more
            panel.saved();
            open.set(false);
            toast(said.clone());
            inbox.gone(&key);
        },
    );
    view! {
        <RejectDialog
            open
            title=t::signature::reject_title(what)
            text=t::signature::reject_text(name)
            form
            act=reject
            typed=typed
            reload
        />
    }
    .into_any()
}

/// Reason and comment, both required; for one, or for many.
#[component]
pub fn RejectDialog(
    open: RwSignal<bool>,
    #[prop(into)] title: Signal<String>,
    #[prop(into)] text: String,
    form: Form,
    act: Act<Reject>,
    /// What has been typed already.
    #[prop(optional)]
    typed: Option<RwSignal<String>>,
    reload: Callback<()>,
) -> AnyView {
    let reason = form.field("reason", "");
    let comment = form.field("comment", "");
    Effect::new(move |_| {
        if open.get() && comment.get().is_empty() {
            comment.set(typed.map(|typed| typed.get_untracked()).unwrap_or_default());
        }
    });
    form.follow(act);
    let send = Callback::new(move |()| {
        let chosen = reason.parsed::<RejectionReason>("required");
        let said = comment.some();
        match (chosen, said) {
            (Ok(Some(reason)), Some(comment)) => {
                let request = Reject { reason, comment };
                if form.check(&request) {
                    act.run(request);
                }
            }
            (Ok(Some(_)), None) => comment.reject("required"),
            (Ok(None), Some(_)) => reason.reject("required"),
            (Ok(None), None) => form.reject_all(&["reason", "comment"], "required"),
            (Err(_), _) => {}
        }
    });
    let submit = move |event: ev::SubmitEvent| {
        event.prevent_default();
        send.run(());
    };
    let choices = RejectionReason::ALL
        .iter()
        .map(|reason| Choice::new(reason.as_str(), reason_name(*reason)))
        .collect::<Vec<_>>();
    let reload = Callback::new(move |()| {
        open.set(false);
        reload.run(());
    });
    view! {
        <Dialog open title>
            <form class="stack" novalidate on:submit=submit>
                <p>{text.clone()}</p>
                <SelectField
                    field=reason
                    label=t::signature::reason()
                    choices=choices.clone()
                    required=true
                    none=t::signature::reason_choose()
                />
                <TextArea field=comment label=t::signature::comment() required=true max=2000/>
                <ErrorBox error=form.beyond(act.error) retry=send reload=reload/>
                <div class="row">
                    <Submit pending=act.pending text=t::signature::reject().to_owned() color="danger"/>
                    <button type="button" class="ds-button" data-variant="tertiary" on:click=move |_| open.set(false)>
                        {t::common::cancel()}
                    </button>
                </div>
            </form>
        </Dialog>
    }
    .into_any()
}
