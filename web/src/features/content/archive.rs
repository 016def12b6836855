//! PLN-11, REQ-13: out of use, for a reason; who did it, and taking it back while that can be done.

use kyndig_contract::path::ApiPath;
use kyndig_contract::requirement::{Archive, Archived};
use leptos::prelude::*;
use serde::de::DeserializeOwned;

use super::impact;
use crate::form::Form;
use crate::language;
use crate::load::Act;
use crate::t;
use crate::transport;
use crate::ui::*;

/// What is archived: where it is sent, and how it is asked about.
pub struct Archiving {
    pub path: ApiPath,
    pub version: i32,
    pub title: &'static str,
    /// How it can be taken back.
    pub undo: &'static str,
    /// On the buttons.
    pub action: &'static str,
    /// Whether employees have it, so that it is said how many.
    pub is_used: bool,
}

/// Asks for the reason, and then once more, with what it means to how many.
pub fn form<T: DeserializeOwned + 'static>(
    form: Form,
    about: Archiving,
    landed: impl Fn(T) + Clone + 'static,
) -> AnyView {
    let Archiving { path, version, title, undo, action, is_used } = about;
    let reason = form.field("reason", "");
    let open = RwSignal::new(false);
    let to = path.clone();
    let act = Act::new(
        move |(), _| {
            let (to, request) = (to.clone(), Archive { reason: reason.get() });
            async move { transport::post_version::<T>(&to, &request, version).await }
        },
        move |now| {
            form.saved();
            open.set(false);
            landed(now);
        },
    );
    form.follow(act);
    let ask = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        if form.check(&Archive { reason: reason.get() }) {
            open.set(true);
        }
    };
    view! {
        <form class="stack" novalidate on:submit=ask>
            <TextArea field=reason label=t::archive::reason() rows=2 max=1000 required=true/>
            <Submit id="archive" pending=act.pending text=format!("{action} …") color="danger"/>
        </form>
        <Confirm open title=title.to_owned() action=action.to_owned() act dangerous=true>
            {is_used.then(|| impact::asked(path.clone(), serde_json::json!({}), version))}
            <p>{undo}</p>
        </Confirm>
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
