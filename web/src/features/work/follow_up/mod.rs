//! FOL-4 to FOL-7, DLN-2, REP-4: following up all one's employees: requirement by requirement, person by person, and day by
//! day.

mod chart;
mod deadlines;
mod history;
mod requirements;
mod standings;

use kyndig_contract::permission;
use leptos::prelude::*;

use crate::menu::Item;
use crate::session::Session;
use crate::t;
use crate::ui::icon_paths;

pub const REQUIREMENTS: &str = "/follow-up";
pub const STANDINGS: &str = "/follow-up/people";
pub const HISTORY: &str = "/follow-up/over-time";

/// This feature's paths, cut at their slashes; called by `features::lead_page`.
pub fn page(path: &[&str]) -> Option<AnyView> {
    match path {
        ["follow-up"] => Some(view! { <requirements::Requirements/> }.into_any()),
        ["follow-up", "people"] => Some(view! { <standings::Standings/> }.into_any()),
        ["follow-up", "over-time"] => Some(view! { <history::History/> }.into_any()),
        _ => None,
    }
}

/// This feature's line in the menu.
pub fn item(session: Session) -> Option<Item> {
    let item = Item { href: REQUIREMENTS, name: t::follow_up::title(), icon: icon_paths::MAGNIFYING_GLASS_CHECKMARK };
    session.may(permission::VIEW_FOLLOW_UP).then_some(item)
}

/// The ways to look at it. Each has its own address and filters.
fn ways(now: &'static str) -> AnyView {
    let one = |href: &'static str, name: &'static str| {
        let current = (href == now).then_some("true");
        view! {
            <a class="ds-button" data-variant="tertiary" href=href aria-current=current>
                {name}
            </a>
        }
    };
    view! {
        <nav class="ds-toggle-group" aria-label=t::follow_up::ways()>
            {[
                one(REQUIREMENTS, t::follow_up::requirements()),
                one(STANDINGS, t::follow_up::standings()),
                one(HISTORY, t::follow_up::history()),
            ]
                .collect_view()}
        </nav>
    }
    .into_any()
}

/// Whom one looks at, as above every page of those who follow people up.
fn above() -> String {
    let unit = crate::session::use_session().acting().map(|acting| acting.unit_name).unwrap_or_default();
    format!("{} · {unit}", t::employee::above())
}
