//! Global administration: one line of the menu, which leads to what there is of it as cards.

use leptos::prelude::*;

use crate::features::content::{category, plan, requirement};
use crate::features::people::{hr_import, unit};
use crate::menu::Item;
use crate::session::{Session, use_session};
use crate::t;
use crate::ui::{PageHead, icon, icon_paths};

pub fn page(path: &[&str]) -> Option<AnyView> {
    match path {
        ["admin"] => Some(view! { <Cards/> }.into_any()),
        _ => None,
    }
}

/// What the present position administers, and in a sentence what that is.
fn parts(session: Session) -> Vec<(Item, &'static str)> {
    let parts = [
        category::item(session).map(|item| (item, t::administration::categories())),
        requirement::central(session).map(|item| (item, t::administration::central_requirements())),
        plan::central(session).map(|item| (item, t::administration::central_plans())),
        unit::item(session).map(|item| (item, t::administration::units())),
        hr_import::item(session).map(|item| (item, t::administration::hr_imports())),
    ];
    parts.into_iter().flatten().collect()
}

/// All the pages of it, for the search.
pub fn items(session: Session) -> Vec<Item> {
    parts(session).into_iter().map(|(item, _)| item).collect()
}

/// The line of the menu; of a single page, that page's own.
pub fn item(session: Session) -> Option<Item> {
    let all = items(session);
    match all[..] {
        [] => None,
        [one] => Some(one),
        _ => Some(Item { href: "/admin", name: t::administration::title(), icon: icon_paths::MENU_GRID }),
    }
}

#[component]
fn Cards() -> AnyView {
    let card = |(item, text): (Item, &'static str)| {
        view! {
            <li class="panel card">
                {icon(item.icon)}
                <h2><a class="go" href=item.href>{item.name}</a></h2>
                <p>{text}</p>
            </li>
        }
    };
    view! {
        <PageHead title=t::administration::title().to_owned() sub=t::administration::sub().to_owned()/>
        <ul class="cards">{parts(use_session()).into_iter().map(card).collect_view()}</ul>
    }
    .into_any()
}
