//! FOL-6: an e-mail to those ticked.

use std::collections::BTreeMap;

use kyndig_contract::api_path;
use kyndig_contract::follow_up::{WriteToEmployees, WrittenToEmployees};
use kyndig_domain::ids::PositionId;
use leptos::{ev, prelude::*};

use crate::form::Form;
use crate::load::Act;
use crate::t;
use crate::transport;
use crate::ui::*;

#[component]
pub fn WriteDialog(
    open: RwSignal<bool>,
    /// Who gets it, by position.
    people: Signal<BTreeMap<PositionId, String>>,
) -> AnyView {
    view! {
        <Dialog open title=t::employee::write_title().to_owned() side=true>
            <Body open people=people.get_untracked()/>
        </Dialog>
    }
    .into_any()
}

#[component]
fn Body(open: RwSignal<bool>, people: BTreeMap<PositionId, String>) -> AnyView {
    let form = Form::named("write");
    let (subject, text) = (form.field("subject", ""), form.field("text", ""));
    let result = RwSignal::new(None::<WrittenToEmployees>);
    let act = Act::new(
        |request: WriteToEmployees, attempt| async move {
            transport::create::<WrittenToEmployees>(&api_path!("/employees/messages"), &request, &attempt).await
        },
        move |written| {
            result.set(Some(written));
            crate::browser::focus_id("written");
        },
    );
    form.follow(act);
    let position_ids: Vec<PositionId> = people.keys().copied().collect();
    let names = people.values().cloned().collect::<Vec<_>>().join(", ");
    let send = move |event: ev::SubmitEvent| {
        event.prevent_default();
        let request = WriteToEmployees { position_ids: position_ids.clone(), subject: subject.get(), text: text.get() };
        if form.check(&request) {
            act.run(request);
        }
    };
    let send = StoredValue::new_local(send);
    let count = people.len();
    let view = move || {
        if let Some(written) = result.get() {
            return sent(&written, open);
        }
        let names = names.clone();
        view! {
            <form class="stack" novalidate on:submit=move |event| send.with_value(|send| send(event))>
                <p>{t::employee::write_text()}</p>
                <details>
                    <summary>{t::employee::write_to(count)}</summary>
                    <p>{names}</p>
                </details>
                <TextField field=subject label=t::employee::write_subject() required=true autofocus=true/>
                <TextArea field=text label=t::employee::write_body() rows=8 max=10_000 required=true/>
                <ErrorBox error=form.beyond(act.error)/>
                <Submit id="write-send" pending=act.pending text=t::employee::write_send().to_owned()/>
            </form>
        }
        .into_any()
    };
    live(view)
}

fn sent(written: &WrittenToEmployees, open: RwSignal<bool>) -> AnyView {
    let tone = if written.sent == 0 { Tone::Warning } else { Tone::Success };
    let without = (!written.without_address.is_empty()).then(|| {
        let names = written.without_address.iter().map(|one| view! { <li>{one.name.clone()}</li> }).collect_view();
        view! {
            <div>
                <p>{t::employee::written_not()}</p>
                <ul class="ds-list">{names}</ul>
            </div>
        }
    });
    let text = t::employee::written(written.sent);
    view! {
        <div class="stack">
            <div id="written" tabindex="-1">
                <Note tone>{text}</Note>
            </div>
            {without}
            <button type="button" class="ds-button" on:click=move |_| open.set(false)>
                {t::common::close()}
            </button>
        </div>
    }
    .into_any()
}
