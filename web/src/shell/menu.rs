//! The menu to the left, by rights: groups that fold and remember it; on a phone a drawer.

use leptos::{ev, prelude::*};

use super::brand;
use crate::browser;
use crate::load::Act;
use crate::menu::{Item, navigation};
use crate::nav;
use crate::session::use_session;
use crate::t;
use crate::ui::{ErrorBox, icon, icon_paths, live};

/// Whether this line is where one is, or above it.
fn is_at(href: &str, path: &str) -> bool {
    path == href || (href != "/" && path.strip_prefix(href).is_some_and(|rest| rest.starts_with('/')))
}

/// The one line that is where one is: of those above it the nearest.
fn nearest(hrefs: &[&'static str], path: &str) -> Option<&'static str> {
    hrefs.iter().copied().filter(|href| is_at(href, path)).max_by_key(|href| href.len())
}

#[component]
pub fn Menu(open: RwSignal<bool>) -> AnyView {
    let session = use_session();
    let groups: Vec<_> = (navigation().menu)(session).into_iter().filter(|group| !group.items.is_empty()).collect();
    let hrefs: Vec<&'static str> = groups.iter().flat_map(|group| &group.items).map(|item| item.href).collect();
    let path = nav::path();
    let here = Memo::new(move |_| path.with(|path| nearest(&hrefs, path)));
    let groups = groups
        .into_iter()
        .map(|group| match group.name {
            Some((key, name)) => folding(key, name, group.items, here),
            None => lines(group.items, here),
        })
        .collect_view();
    let leave = Act::new(move |(), _| session.sign_out(), |()| {});
    let hidden = move || browser::is_drawer() && !open.get();
    view! {
        <nav class="nav" id="menu" aria-label=t::common::menu() inert=hidden>
            <div class="brand">{brand()}</div>
            {groups}
            <ul class="foot">
                <li>
                    <button type="button" on:click=move |_| leave.run(())>
                        {icon(icon_paths::LEAVE)}
                        <span>{t::session::sign_out()}</span>
                    </button>
                    <ErrorBox error=leave.error/>
                </li>
            </ul>
        </nav>
    }
    .into_any()
}

fn lines(items: Vec<Item>, here: Memo<Option<&'static str>>) -> AnyView {
    view! { <ul>{items.into_iter().map(|item| line(item, here)).collect_view()}</ul> }.into_any()
}

fn line(item: Item, here: Memo<Option<&'static str>>) -> AnyView {
    let navigation = navigation();
    let href = item.href;
    let current = move || (here.get() == Some(href)).then_some("page");
    view! {
        <li>
            <a href=href aria-current=current>
                {icon(item.icon)}
                <span>{item.name}</span>
                {live(move || badge((navigation.badge)(href)))}
            </a>
        </li>
    }
    .into_any()
}

/// How much waits.
pub fn badge(count: Option<i64>) -> Option<AnyView> {
    let count = count.filter(|count| *count > 0)?;
    Some(
        view! {
            <span class="n ds-badge" data-color="danger" data-count=count.to_string() aria-hidden="true"></span>
            <span class="ds-sr-only">{t::common::waiting(count)}</span>
        }
        .into_any(),
    )
}

/// Folded it says what waits behind its lines; it opens for whoever comes to one of them.
fn folding(key: &'static str, name: &'static str, items: Vec<Item>, here: Memo<Option<&'static str>>) -> AnyView {
    let navigation = navigation();
    let remembered = format!("kyndig.menu.{key}");
    let open = RwSignal::new(browser::remembered(&remembered).as_deref() != Some("folded"));
    let hrefs: Vec<&'static str> = items.iter().map(|item| item.href).collect();
    let within = hrefs.clone();
    Effect::new(move |_| {
        if here.get().is_some_and(|href| within.contains(&href)) {
            open.set(true);
        }
    });
    let turned = move |event: ev::Event| {
        let now = browser::target_element(&event).is_some_and(|details| details.has_attribute("open"));
        // opened by arriving in it, it stays as it was for the next time
        if now != open.get_untracked() {
            open.set(now);
            browser::remember(&remembered, if now { "open" } else { "folded" });
        }
    };
    let waiting = move || {
        let hidden = !open.get();
        hidden.then(|| badge(Some(hrefs.iter().filter_map(|href| (navigation.badge)(href)).sum()))).flatten()
    };
    view! {
        <details prop:open=move || open.get() on:toggle=turned>
            <summary id=format!("menu-{key}")>
                <span>{name}</span>
                {live(waiting)}
                {icon(icon_paths::CHEVRON_DOWN)}
            </summary>
            {lines(items, here)}
        </details>
    }
    .into_any()
}
