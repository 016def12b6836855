//! PLN-11, REQ-13: out of use, for a reason; who did it, and taking it back while that can be done.

use kyndig_contract::requirement::{Archive, Archived};
use leptos::prelude::*;

use crate::form::Form;
use crate::language;
use crate::load::Act;
use crate::t;
use crate::ui::*;

/// Asks for the reason; `text` is on the button.
pub fn form(form: Form, act: Act<Archive>, text: &'static str) -> AnyView {
    let reason = form.field("reason", "");
    form.follow(act);
    let send = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let request = Archive { reason: reason.get() };
        if form.check(&request) {
            act.run(request);
        }
    };
    view! {
        <form class="stack" novalidate on:submit=send>
            <TextArea field=reason label=t::archive::reason() rows=2 max=1000 required=true/>
            <ErrorBox error=act.error/>
            <Submit id="archive" pending=act.pending text=text.to_owned() color="danger"/>
        </form>
    }
    .into_any()
}

/// What is asked before something is taken back.
pub struct Asked {
    pub title: &'static str,
    pub text: &'static str,
    pub open: RwSignal<bool>,
    pub act: Act<()>,
}

/// When, by whom and why; with a way back for those who may.
pub fn archived(archived: Archived, asked: Option<Asked>) -> AnyView {
    let back = asked.map(|Asked { title, text, open, act }| {
        view! {
            <p>{t::archive::restore_until(language::moment(archived.restorable_until))}</p>
            <p>
                <button
                    type="button"
                    class="ds-button"
                    id="restore"
                    data-variant="secondary"
                    on:click=move |_| open.set(true)
                >
                    {t::archive::restore()}
                </button>
            </p>
            <Confirm open title=title.to_owned() action=t::archive::restore_now().to_owned() act>
                <p>{text}</p>
            </Confirm>
        }
    });
    view! {
        <dl class="kv">
            <dt>{t::archive::at()}</dt>
            <dd>{language::moment(archived.at)}</dd>
            <dt>{t::archive::by()}</dt>
            <dd>{archived.by.name}</dd>
            <dt>{t::archive::reason()}</dt>
            <dd>{archived.reason}</dd>
        </dl>
        {back}
    }
    .into_any()
}
