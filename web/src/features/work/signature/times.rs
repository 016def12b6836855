//! SIG-3: a requirement that is done several times: each time is ticked to be signed or rejected. What is decided is kept
//! at once, and one goes on with the rest.

use std::collections::BTreeSet;

use kyndig_contract::signature::{RequestedRepetition, SignatureRequestDetails};
use kyndig_domain::ids::SignatureRequestId;
use leptos::{ev, prelude::*};

use super::WITHIN;
use super::inbox::{Deciding, Inbox};
use super::many::Many;
use crate::browser;
use crate::form::Form;
use crate::language::date;
use crate::load::Load;
use crate::t;
use crate::ui::{TextArea, live};

#[component]
pub fn Times(now: SignatureRequestDetails, details: Load<SignatureRequestDetails>, inbox: Inbox) -> AnyView {
    let key = now.summary.id.to_string();
    let all: Vec<SignatureRequestId> = now.summary.repetitions.iter().map(|time| time.id).collect();
    // one that is alone is the one that is meant
    let meant = if all.len() == 1 { all.clone() } else { Vec::new() };
    let ticked = RwSignal::new(BTreeSet::from_iter(meant));
    let form = Form::named("times");
    let comment = form.field("comment", "");
    form.guard(WITHIN);
    let gone = key.clone();
    let known = all.clone();
    let many = Many::new(
        inbox,
        WITHIN,
        Callback::new(move |()| ticked.with(|ticked| ticked.iter().copied().collect())),
        Callback::new(move |done: Vec<SignatureRequestId>| {
            form.saved();
            let open = gone.parse::<SignatureRequestId>().ok();
            match known.iter().find(|id| !done.contains(id)) {
                None => inbox.gone(&gone),
                // the panel is of one that is left
                Some(_) if open.is_none_or(|id| !done.contains(&id)) => {
                    inbox.refetch();
                    details.refetch();
                }
                Some(rest) => inbox.go_on(*rest),
            }
        }),
    );
    let sign = move || many.sign(comment.get());
    inbox.deciding.set(Some(Deciding {
        sign: Callback::new(move |()| sign()),
        reject: Callback::new(move |()| many.open_reject()),
    }));
    on_cleanup(move || {
        inbox.deciding.try_set(None);
    });
    let several = all.len() > 1;
    let whole = all.clone();
    let every = several.then(|| {
        let chosen = move || ticked.with(|ticked| whole.iter().all(|id| ticked.contains(id)));
        let press = move |event: ev::Event| {
            ticked.set(if event_target_checked(&event) { all.iter().copied().collect() } else { BTreeSet::new() });
        };
        view! {
            <label class="all">
                <input type="checkbox" class="ds-input" id="choose-times" prop:checked=chosen on:change=press/>
                {t::signature::choose_times()}
            </label>
        }
    });
    // the button that decided some of them is gone, and the focus with it
    request_animation_frame(|| {
        if browser::focused().is_none_or(|element| element.tag_name() == "BODY") {
            browser::focus_id("times");
        }
    });
    let rows = now.summary.repetitions.iter().map(|time| row(time, ticked)).collect_view();
    let place = move || inbox.place(&key).map(|(at, of)| t::signature::place(at, of));
    view! {
        <fieldset class="times" id="times" tabindex="-1" aria-describedby="times-left">
            <legend>{t::signature::times_title()}</legend>
            <p class="meta" id="times-left" role="status">{t::signature::times_left(now.summary.repetitions.len())}</p>
            {every}
            <ul>{rows}</ul>
        </fieldset>
        <TextArea
            field=comment
            label=t::signature::comment()
            description=t::signature::comment_text(&now.summary.person.name)
            max=2000
        />
        {many.buttons("times", move || comment.get())}
        <p class="meta">{live(place)}</p>
    }
    .into_any()
}

fn row(time: &RequestedRepetition, ticked: RwSignal<BTreeSet<SignatureRequestId>>) -> AnyView {
    let id = time.id;
    let press = move |event: ev::Event| {
        let on = event_target_checked(&event);
        ticked.update(|ticked| {
            if on {
                ticked.insert(id);
            } else {
                ticked.remove(&id);
            }
        });
    };
    let said = (!time.comment.is_empty()).then(|| view! { <span class="said meta">{time.comment.clone()}</span> });
    view! {
        <li>
            <label>
                <input
                    type="checkbox"
                    class="ds-input"
                    id=format!("time-{id}")
                    prop:checked=move || ticked.with(|ticked| ticked.contains(&id))
                    on:change=press
                />
                <span>
                    <b class="num">{date(time.performed_on)}</b>
                    {said}
                </span>
            </label>
        </li>
    }
    .into_any()
}
