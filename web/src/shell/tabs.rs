//! On a phone: the five places one goes to most, at the thumb.

use leptos::prelude::*;

use super::menu::badge;
use crate::browser;
use crate::menu::navigation;
use crate::nav;
use crate::session::use_session;
use crate::t;
use crate::ui::{icon, icon_paths, live};

#[component]
pub fn Tabs(open: RwSignal<bool>, finding: RwSignal<bool>) -> AnyView {
    let session = use_session();
    let path = nav::path();
    let navigation = navigation();
    let links = (navigation.shortcuts)(session).into_iter().map(|item| {
        let href = item.href;
        let current =
            move || path.with(|path| path == href || (href != "/" && path.starts_with(href))).then_some("page");
        view! {
            <a href=href aria-current=current>
                {icon(item.icon)}
                <span>{item.name}</span>
                {live(move || badge((navigation.badge)(href)))}
            </a>
        }
    });
    let press = move |_| {
        open.update(|open| *open = !*open);
        if open.get_untracked() {
            request_animation_frame(|| {
                let first = document().query_selector("#menu a").ok().flatten();
                if let Some(first) = first.and_then(|first| wasm_bindgen::JsCast::dyn_into(first).ok()) {
                    browser::focus(&first);
                }
            });
        }
    };
    view! {
        <nav class="tabbar" aria-label=t::common::shortcuts()>
            {links.collect_view()}
            <button type="button" id="tab-search" aria-haspopup="dialog" on:click=move |_| finding.set(true)>
                {icon(icon_paths::MAGNIFYING_GLASS)}
                <span>{t::common::search()}</span>
            </button>
            <button
                type="button"
                id="burger"
                aria-expanded=move || open.get().to_string()
                aria-controls="menu"
                on:click=press
            >
                {icon(icon_paths::MENU_HAMBURGER)}
                <span>{t::common::menu_short()}</span>
            </button>
        </nav>
    }
    .into_any()
}
