//! The bar above every page: search, help, and who one is.

use kyndig_contract::session::ActingKind;
use leptos::prelude::*;

use super::acting::acting_line;
use super::avatar::Avatar;
use super::brand;
use crate::session::use_session;
use crate::t;
use crate::ui::{icon, icon_paths};

#[component]
pub fn Top(finding: RwSignal<bool>) -> AnyView {
    let session = use_session();
    // on a phone the bar has no room for it
    let temporary = session.acting().filter(|acting| acting.kind != ActingKind::Employment).map(|acting| {
        view! { <p class="acting">{icon(icon_paths::ARROWS_SQUAREPATH)} <span>{acting_line(&acting)}</span></p> }
    });
    view! {
        <header class="top">
            <a class="brand" href="/">{brand()}</a>
            <button
                type="button"
                class="find"
                id="search"
                aria-haspopup="dialog"
                aria-keyshortcuts="Control+B Meta+B"
                on:click=move |_| finding.set(true)
            >
                {icon(icon_paths::MAGNIFYING_GLASS)}
                <span>{t::find::label()}</span>
                <kbd aria-hidden="true">"Ctrl B"</kbd>
            </button>
            <div class="tools">
                <a class="ds-button help" data-variant="tertiary" data-icon href="/help" aria-label=t::help::title() title=t::help::title()>
                    {icon(icon_paths::QUESTIONMARK_CIRCLE)}
                </a>
                <Avatar/>
            </div>
        </header>
        {temporary}
    }
    .into_any()
}
