//! SIG-6: many decided at once, by ticks in the list or in the list of a line's times (SIG-3).

use std::collections::BTreeSet;

use kyndig_contract::api_path;
use kyndig_contract::signature::{
    CancelMany, DecidedMany, Reject, RejectMany, SignMany, SignatureRequestSummary, SkippedRequest,
};
use kyndig_domain::ids::SignatureRequestId;
use leptos::{prelude::*, task::spawn_local};
use serde::Serialize;

use super::decide::RejectDialog;
use super::inbox::{Deciding, Inbox};
use crate::form::Form;
use crate::load::Act;
use crate::t;
use crate::transport::{self, AppError};
use crate::ui::{ErrorBox, icon, icon_paths, live, toast, toast_undo};

/// So many the API takes in one request.
const AT_ONCE: usize = 100;

async fn send<B: Serialize>(
    verb: &'static str,
    ids: Vec<SignatureRequestId>,
    body: impl Fn(Vec<SignatureRequestId>) -> B,
) -> Result<DecidedMany, AppError> {
    let path = api_path!("/signature-requests/{verb}");
    let mut all = DecidedMany { done: Vec::new(), skipped: Vec::new() };
    for some in ids.chunks(AT_ONCE) {
        let part: DecidedMany = transport::post(&path, &body(some.to_vec())).await?;
        all.done.extend(part.done);
        all.skipped.extend(part.skipped);
    }
    Ok(all)
}

/// What can be done with those that are ticked, wherever they are.
#[derive(Clone, Copy)]
pub struct Many {
    /// With this comment.
    sign: Act<String>,
    reject: Act<Reject>,
    rejecting: RwSignal<bool>,
    form: Form,
    ids: Callback<(), Vec<SignatureRequestId>>,
    skipped: RwSignal<Vec<SkippedRequest>>,
    inbox: Inbox,
}

impl Many {
    /// `done` is told what was decided, of what was ticked; what is typed of a rejection is asked about before the page is
    /// left, or one of `within` changes in the address.
    pub fn new(
        inbox: Inbox,
        within: &'static [&'static str],
        ids: Callback<(), Vec<SignatureRequestId>>,
        done: Callback<Vec<SignatureRequestId>>,
    ) -> Self {
        let skipped = RwSignal::new(Vec::new());
        let rejecting = RwSignal::new(false);
        let form = Form::named("reject-many");
        form.guard(within);
        let sign = Act::new(
            move |comment: String, _| {
                let ids = untrack(move || ids.run(()));
                async move { send("sign", ids, |ids| SignMany { ids, comment: comment.clone() }).await }
            },
            move |result: DecidedMany| {
                if !result.done.is_empty() {
                    toast_undo(t::signature::said_signed_many(result.done.len()), undo(result.done.clone(), inbox));
                }
                skipped.set(result.skipped);
                done.run(result.done);
            },
        );
        let reject = Act::new(
            move |why: Reject, _| {
                let ids = untrack(move || ids.run(()));
                async move {
                    let body = |ids| RejectMany { ids, reason: why.reason, comment: why.comment.clone() };
                    send("reject", ids, body).await
                }
            },
            move |result: DecidedMany| {
                form.saved();
                rejecting.set(false);
                if !result.done.is_empty() {
                    toast_undo(t::signature::said_rejected_many(result.done.len()), undo(result.done.clone(), inbox));
                }
                skipped.set(result.skipped);
                done.run(result.done);
            },
        );
        // where there were more than are sent at once, some may be decided all the same
        Effect::new(move |_| {
            if sign.error.with(Option::is_some) || reject.error.with(Option::is_some) {
                inbox.refetch();
            }
        });
        Self { sign, reject, rejecting, form, ids, skipped, inbox }
    }

    pub fn count(self) -> usize {
        self.ids.run(()).len()
    }

    pub fn sign(self, comment: String) {
        if untrack(move || self.count()) > 0 {
            self.skipped.set(Vec::new());
            self.sign.run(comment);
        }
    }

    pub fn open_reject(self) {
        if untrack(move || self.count()) > 0 {
            self.skipped.set(Vec::new());
            self.rejecting.set(true);
        }
    }

    /// "Sign 12 chosen", "Reject 12 chosen …", and what came of it; `name` begins the ids of the buttons.
    pub fn buttons(self, name: &'static str, comment: impl Fn() -> String + Copy + Send + Sync + 'static) -> AnyView {
        let Self { sign, reject, rejecting, form, skipped, inbox, .. } = self;
        let count = Memo::new(move |_| self.count());
        let busy = move || sign.pending.get().then_some("true");
        let again = Callback::new(move |()| self.sign(comment()));
        let reload = Callback::new(move |()| inbox.refetch());
        let buttons = move || {
            (count.get() > 0).then(|| {
                view! {
                    <button
                        type="button"
                        id=format!("{name}-sign")
                        class="ds-button"
                        data-color="success"
                        aria-busy=busy
                        on:click=move |_| self.sign(comment())
                    >
                        {icon(icon_paths::CHECKMARK)}
                        {t::signature::sign_many(count.get())}
                    </button>
                    <button
                        type="button"
                        id=format!("{name}-reject")
                        class="ds-button"
                        data-variant="secondary"
                        data-color="danger"
                        on:click=move |_| self.open_reject()
                    >
                        {icon(icon_paths::X_MARK)}
                        {t::signature::reject_many(count.get())}
                    </button>
                }
            })
        };
        let left = move || {
            let skipped = skipped.get();
            (!skipped.is_empty()).then(|| {
                let lines = skipped.iter().map(|one| view! { <li>{left_out(one)}</li> }).collect_view();
                view! {
                    <div class="note" role="alert" data-color="warning">
                        <b>{t::signature::skipped(skipped.len())}</b>
                        <ul>{lines}</ul>
                    </div>
                }
            })
        };
        let title = Signal::derive(move || t::signature::reject_many_title(count.get()));
        view! {
            <div class="row">{live(buttons)}</div>
            <ErrorBox error=sign.error retry=again reload=reload/>
            {live(left)}
            <RejectDialog
                open=rejecting
                title
                text=t::signature::reject_many_text().to_owned()
                form
                act=reject
                reload
            />
        }
        .into_any()
    }
}

/// One that was not decided, and why.
fn left_out(one: &SkippedRequest) -> String {
    let why = t::problem::find(&one.code).unwrap_or_else(|| t::problem::refused());
    match (&one.requirement_name, &one.person_name) {
        (Some(what), Some(name)) => t::signature::skipped_one(what, name, why),
        _ => why.to_owned(),
    }
}

/// Undoing outlives what was decided, and the panel it was decided in.
fn undo(ids: Vec<SignatureRequestId>, inbox: Inbox) -> impl Fn() + Send + Sync + 'static {
    let owner = Owner::current();
    move || {
        let (ids, owner) = (ids.clone(), owner.clone());
        spawn_local(async move {
            let result = send("cancel", ids, |ids| CancelMany { ids }).await;
            let say = move || match result {
                Ok(back) => {
                    toast(t::signature::said_cancelled_many(back.done.len()));
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

/// What stands above the list, all of the page by one tick, and below it: what is done with those that are ticked. It comes
/// and goes down there, where it moves no line.
pub fn bulk(inbox: Inbox) -> (AnyView, AnyView) {
    let many = Many::new(
        inbox,
        &[],
        Callback::new(move |()| inbox.ticked_ids()),
        Callback::new(move |done: Vec<SignatureRequestId>| inbox.gone_many(&done)),
    );
    inbox.bulk.set(Some(Deciding {
        sign: Callback::new(move |()| many.sign(String::new())),
        reject: Callback::new(move |()| many.open_reject()),
    }));
    on_cleanup(move || {
        inbox.bulk.try_set(None);
    });
    let any = Memo::new(move |_| !inbox.shown().is_empty());
    let all = Memo::new(move |_| {
        let lines: Vec<SignatureRequestSummary> = inbox.shown();
        !lines.is_empty() && lines.iter().all(|line| inbox.is_ticked(line))
    });
    let choose = move |event| {
        if event_target_checked(&event) {
            let lines = untrack(move || inbox.shown());
            inbox.tick(&lines, true);
        } else {
            inbox.ticked.set(BTreeSet::new());
        }
    };
    let chosen = move || {
        let count = inbox.ticked_ids().len();
        if count > 0 { t::signature::chosen(count) } else { String::new() }
    };
    let above = move || {
        any.get().then(|| {
            view! {
                <div class="row bulk">
                    <label class="all">
                        <input
                            type="checkbox"
                            class="ds-input"
                            id="choose-all"
                            prop:checked=move || all.get()
                            on:change=choose
                        />
                        {t::signature::choose_page()}
                    </label>
                    <span class="meta end" role="status">{live(chosen)}</span>
                </div>
            }
        })
    };
    let below = view! { <div class="bulk acts">{many.buttons("many", String::new)}</div> }.into_any();
    (live(above), below)
}
