//! The bar above every page: search, help, and who one is.

use kyndig_contract::session::{ActingChoice, ActingKind};
use leptos::prelude::*;

use super::avatar::Avatar;
use super::brand;
use crate::language::date;
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

/// What one acts as: "Sykepleier · Medisinsk sengepost 3", and of what is for a time also until when.
pub fn acting_line(acting: &ActingChoice) -> String {
    let end = acting.to.map(date);
    match (acting.kind, &acting.deputy_for_name, end) {
        (ActingKind::Loan, _, Some(end)) => t::session::on_loan_until(&acting.unit_name, end),
        (ActingKind::Loan, _, None) => t::session::on_loan(&acting.unit_name),
        (ActingKind::Deputy, Some(name), Some(end)) => t::session::deputy_for_until(name, end),
        (ActingKind::Deputy, Some(name), None) => t::session::deputy_for(name),
        _ => format!("{} · {}", acting.title, acting.unit_name),
    }
}

/// The same in two lines: what it is, and where and until when.
pub fn acting_place(acting: &ActingChoice) -> (String, String) {
    let title = match (acting.kind, &acting.deputy_for_name) {
        (ActingKind::Loan, _) => t::session::title_on_loan(&acting.title),
        (ActingKind::Deputy, Some(name)) => t::session::deputy_for(name),
        _ => acting.title.clone(),
    };
    let until = acting.to.map(|end| t::session::period_until(date(end)));
    let place = acting.unit_name.clone();
    (title, until.map_or_else(|| place.clone(), |until| format!("{place} · {until}")))
}
