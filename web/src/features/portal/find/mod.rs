//! The search over everything (Ctrl+B): what was opened last, pages, plans, requirements, employees and help. Each
//! group asks the list that it comes from, so that nobody finds what they may not open.

mod hits;
mod sources;

use std::time::Duration;

use leptos::{ev, html, prelude::*};

use crate::browser;
use crate::nav;
use crate::recent;
use crate::shell::Finding;
use crate::t;
use crate::ui::{Mark, icon, icon_paths, live, marked, problem_line};
use hits::{Group, Hit, Lead};
use sources::Sources;

pub fn panel() -> AnyView {
    view! { <Find/> }.into_any()
}

#[component]
fn Find() -> AnyView {
    let Finding(open) = expect_context();
    let typed = RwSignal::new(String::new());
    let asked = RwSignal::new(String::new());
    let at = RwSignal::new(0_usize);
    let cleared = RwSignal::new(0_u32);
    let sources = Sources::new(asked);
    let groups = Memo::new(move |_| {
        cleared.track();
        asked.with(|text| sources.groups(text))
    });
    let hits = Memo::new(move |_| groups.with(|groups| groups.iter().flat_map(Group::options).collect::<Vec<_>>()));
    // another list begins at its first
    Effect::new(move |_| {
        asked.track();
        at.set(0);
    });
    let field = NodeRef::<html::Input>::new();
    Effect::new(move |_| {
        if let Some(field) = field.get() {
            browser::focus(&field);
        }
    });
    let waiting = StoredValue::new(None::<TimeoutHandle>);
    let stop = move || {
        if let Some(handle) = waiting.try_get_value().flatten() {
            handle.clear();
        }
    };
    on_cleanup(stop);
    let input = move |event: ev::Event| {
        let value = event_target_value(&event);
        typed.set(value.clone());
        stop();
        let later = move || drop(asked.try_set(value.trim().to_owned()));
        waiting.set_value(set_timeout_with_handle(later, Duration::from_millis(200)).ok());
    };
    let clear = move |_| {
        typed.set(String::new());
        asked.set(String::new());
        if let Some(field) = field.get_untracked() {
            browser::focus(&field);
        }
    };
    let go = move |hit: Hit, beside: bool| {
        if let Some(title) = &hit.kept {
            recent::keep(&hit.href, title);
        }
        if beside {
            // a browser that refuses says so itself
            let _ = window().open_with_url_and_target(&hit.href, "_blank");
        } else {
            open.set(false);
            nav::go(&hit.href);
        }
    };
    let go = Callback::new(move |(hit, beside): (Hit, bool)| go(hit, beside));
    let pressed = move |event: ev::KeyboardEvent| {
        let count = hits.with_untracked(Vec::len);
        if event.is_composing() || count == 0 {
            return;
        }
        let now = at.get_untracked().min(count - 1);
        match event.key().as_str() {
            "ArrowDown" => at.set((now + 1) % count),
            "ArrowUp" => at.set((now + count - 1) % count),
            "Enter" => {
                let chosen = hits.with_untracked(|hits| hits.get(now).cloned());
                // what is typed and not yet asked for is not what is chosen of
                if typed.get_untracked().trim() == asked.get_untracked()
                    && let Some(hit) = chosen
                {
                    go.run((hit, event.ctrl_key() || event.meta_key()));
                }
            }
            _ => return,
        }
        event.prevent_default();
        browser::into_sight(&format!("hit-{}", at.get_untracked()));
    };
    let said = move || {
        if sources.pending() {
            return t::find::searching().to_owned();
        }
        let total = groups.with(|groups| groups.iter().map(Group::total).sum::<i64>());
        match total {
            _ if asked.with(String::is_empty) => String::new(),
            0 => t::common::no_hits().to_owned(),
            1 => t::common::one_hit().to_owned(),
            total => t::common::hits(total),
        }
    };
    let list = move || {
        let words: Vec<String> = asked.with(|text| kyndig_domain::text::words(text).into_iter().collect());
        let groups = groups.get();
        if groups.is_empty() {
            let nothing = !sources.pending() && sources.error().is_none();
            return nothing
                .then(|| view! { <div class="empty"><b>{t::common::no_hits()}</b> <p>{t::find::none_text()}</p></div> })
                .into_any();
        }
        let mut next = 0;
        let drawn = groups.into_iter().map(|group| {
            let first = next;
            next += group.options().len();
            draw(group, first, &words, at, go)
        });
        drawn.collect_view().into_any()
    };
    // no part of the list: what is in a listbox can be chosen, and nothing else
    let forget = move || {
        groups.with(|groups| groups.iter().any(|group| group.forgettable)).then(|| {
            let press = move |_| {
                recent::clear();
                cleared.update(|cleared| *cleared += 1);
                browser::focus_id("find");
            };
            view! { <button type="button" class="link" on:click=press>{t::find::forget()}</button> }
        })
    };
    let active = move || hits.with(|hits| (!hits.is_empty()).then(|| format!("hit-{}", at.get().min(hits.len() - 1))));
    view! {
        <div class="ask">
            {icon(icon_paths::MAGNIFYING_GLASS)}
            <input
                node_ref=field
                type="text"
                id="find"
                role="combobox"
                autocomplete="off"
                spellcheck="false"
                aria-autocomplete="list"
                aria-expanded="true"
                aria-controls="hits"
                aria-activedescendant=active
                aria-label=t::find::label_long()
                placeholder=t::find::label_long()
                prop:value=move || typed.get()
                on:input=input
                on:keydown=pressed
            />
            <span class="meta num" role="status">{said}</span>
            {live(move || {
                (!typed.with(String::is_empty))
                    .then(|| {
                        view! {
                            <button type="button" class="ds-button" data-variant="tertiary" data-icon aria-label=t::common::clear() on:click=clear>
                                {icon(icon_paths::X_MARK)}
                            </button>
                        }
                    })
            })}
            <button type="button" class="ds-button" id="find-close" data-variant="tertiary" on:click=move |_| open.set(false)>
                {t::common::close()}
            </button>
        </div>
        <div class="hits" id="hits" role="listbox" aria-label=t::find::hits()>{live(list)}</div>
        {live(move || sources.error().map(|error| view! { <div class="pad">{problem_line(&error)}</div> }))}
        <div class="keys">
            <span aria-hidden="true"><kbd>"↑"</kbd> <kbd>"↓"</kbd> {t::find::keys_move()}</span>
            <span aria-hidden="true"><kbd>"Enter"</kbd> {t::find::keys_open()}</span>
            <span aria-hidden="true"><kbd>"Ctrl"</kbd> <kbd>"Enter"</kbd> {t::find::keys_beside()}</span>
            <span aria-hidden="true"><kbd>"Esc"</kbd> {t::find::keys_close()}</span>
            {live(forget)}
        </div>
    }
    .into_any()
}

/// A group under its name; its options count on from `first`.
fn draw(group: Group, first: usize, words: &[String], at: RwSignal<usize>, go: Callback<(Hit, bool)>) -> AnyView {
    let id = format!("hits-{}", group.key);
    let count = group.hits.len();
    let option = |index: usize, hit: Hit, class: &'static str, inner: AnyView| {
        let press = {
            let hit = hit.clone();
            move |event: ev::MouseEvent| go.run((hit.clone(), event.ctrl_key() || event.meta_key()))
        };
        view! {
            <li
                role="option"
                class=class
                id=format!("hit-{index}")
                aria-selected=move || (at.get() == index).to_string()
                on:click=press
                on:pointermove=move |_| {
                    if at.get_untracked() != index {
                        at.set(index);
                    }
                }
            >
                {inner}
            </li>
        }
        .into_any()
    };
    let rows = group.hits.into_iter().enumerate().map(|(index, hit)| {
        let lead = match hit.lead {
            Lead::Icon(path) => icon(path),
            Lead::Status(status) => view! { <Mark status/> }.into_any(),
        };
        let inner = view! {
            {lead}
            <span class="t">{marked(&hit.title, words)}</span>
            <span class="meta">{hit.meta.clone()}</span>
        };
        option(first + index, hit, "", inner.into_any())
    });
    let rows = rows.collect_view();
    let all = group.all.map(|hit| {
        let inner = view! { <span class="ds-link">{hit.title.clone()}</span> }.into_any();
        option(first + count, hit, "all", inner)
    });
    view! {
        <div class="gh" role="presentation"><span id=id.clone()>{group.name}</span></div>
        <ul role="group" aria-labelledby=id>{rows} {all}</ul>
    }
    .into_any()
}
