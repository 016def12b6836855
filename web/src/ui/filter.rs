//! What stands above a list: choices between views, filters and a search, in the address or in a dialog.

use std::{future::Future, time::Duration};

use leptos::{ev, prelude::*};

use super::{Choice, SuggestField, SuggestOption, icon, icon_paths, live, loaded};
use crate::form::Form;
use crate::load::Load;
use crate::nav::Query;
use crate::t;
use crate::transport::AppError;

/// Some views of the same list; the first is shown when the address names none.
#[component]
pub fn Toggle(query: Query, #[prop(into)] label: Oco<'static, str>, choices: Vec<Choice>) -> AnyView {
    let one = |choice: Choice| {
        let Choice { value, label } = choice;
        let (mine, wanted) = (value.clone(), value);
        let current = move || (query.text() == mine).then_some("true");
        view! {
            <a class="ds-button" data-variant="tertiary" href=move || query.href(&wanted) aria-current=current>
                {label}
            </a>
        }
    };
    view! {
        <div class="ds-toggle-group" role="group" aria-label=label>
            {choices.into_iter().map(one).collect_view()}
        </div>
    }
    .into_any()
}

/// One value of a filter, in the address; `any` is the choice that filters nothing. Above a list it says by itself what it
/// is; in a panel its label is seen.
#[component]
pub fn FilterSelect(
    query: Query,
    #[prop(into)] label: Oco<'static, str>,
    #[prop(into)] any: Oco<'static, str>,
    choices: Vec<Choice>,
    #[prop(optional)] labelled: bool,
) -> AnyView {
    let one = move |choice: Choice| {
        let value = choice.value.clone();
        let selected = move || query.text() == value;
        view! { <option value=choice.value selected=selected>{choice.label}</option> }
    };
    let several = move || {
        let now = query.text();
        now.contains(',').then(|| view! { <option value=now selected=true>{t::common::several()}</option> })
    };
    let seen = labelled.then(|| view! { <span class="ds-label">{label.clone()}</span> });
    let select = view! {
        <select class="ds-input" aria-label=label on:change=move |event| query.set(Some(event_target_value(&event)))>
            <option value="">{any}</option>
            {choices.into_iter().map(one).collect_view()}
            {live(several)}
        </select>
    }
    .into_any();
    if labelled { view! { <div class="ds-field">{seen} {select}</div> }.into_any() } else { select }
}

/// Any of some values, each to be ticked; in the address with commas between them. `all` is what an address without
/// any means: some of them, or none.
#[component]
pub fn Ticks(
    query: Query,
    #[prop(into)] label: Oco<'static, str>,
    choices: Vec<Choice>,
    #[prop(optional)] all: &'static [&'static str],
) -> AnyView {
    let order: Vec<String> = choices.iter().map(|choice| choice.value.clone()).collect();
    let order = StoredValue::new(order);
    let one = move |choice: Choice| {
        let Choice { value, label } = choice;
        let mine = value.clone();
        let ticked = move || picked(query, all).contains(&mine);
        let press = move |event: ev::Event| {
            let on = event_target_checked(&event);
            let now = picked(query, all);
            let wanted = order.with_value(|order| {
                let has = |one: &&String| if **one == value { on } else { now.contains(one) };
                order.iter().filter(has).cloned().collect::<Vec<_>>()
            });
            let usual = wanted.iter().map(String::as_str).eq(all.iter().copied());
            query.set((!usual).then(|| wanted.join(",")));
        };
        view! {
            <ds-field class="ds-field">
                <input class="ds-input" type="checkbox" prop:checked=ticked on:change=press/>
                <label class="ds-label" data-weight="regular">{label}</label>
            </ds-field>
        }
    };
    view! {
        <fieldset class="ds-fieldset">
            <legend class="ds-label">{label}</legend>
            {choices.into_iter().map(one).collect_view()}
        </fieldset>
    }
    .into_any()
}

/// The values that the address names, or what an address without any means.
pub fn picked(query: Query, all: &[&str]) -> Vec<String> {
    match query.get() {
        Some(text) => text.split(',').map(ToOwned::to_owned).collect(),
        None => all.iter().copied().map(ToOwned::to_owned).collect(),
    }
}

/// One of some values, all of them seen at once; the first is the one an address without any means.
#[component]
pub fn Radios(query: Query, #[prop(into)] label: Oco<'static, str>, choices: Vec<Choice>) -> AnyView {
    let name = format!("radio-{}", choices.iter().map(|choice| choice.value.as_str()).collect::<String>());
    let one = |choice: Choice| {
        let Choice { value, label } = choice;
        let mine = value.clone();
        view! {
            <ds-field class="ds-field">
                <input
                    class="ds-input"
                    type="radio"
                    name=name.clone()
                    prop:checked=move || query.text() == mine
                    on:change=move |_| query.set(Some(value.clone()))
                />
                <label class="ds-label" data-weight="regular">{label}</label>
            </ds-field>
        }
    };
    view! {
        <fieldset class="ds-fieldset">
            <legend class="ds-label">{label}</legend>
            {choices.into_iter().map(one).collect_view()}
        </fieldset>
    }
    .into_any()
}

/// A search in a dialog or a panel, which is no part of the address; it waits for a pause in the typing.
#[component]
pub fn FindBox(
    text: RwSignal<String>,
    #[prop(into)] label: Oco<'static, str>,
    #[prop(optional)] autofocus: bool,
) -> AnyView {
    let waiting = StoredValue::new(None::<TimeoutHandle>);
    let stop = move || {
        if let Some(handle) = waiting.try_get_value().flatten() {
            handle.clear();
        }
    };
    let typed = move |event: ev::Event| {
        let value = event_target_value(&event).trim().to_owned();
        stop();
        let later = set_timeout_with_handle(move || drop(text.try_set(value)), Duration::from_millis(250));
        waiting.set_value(later.ok());
    };
    on_cleanup(stop);
    view! {
        <div class="find">
            {icon(icon_paths::MAGNIFYING_GLASS)}
            <input
                type="search"
                autocomplete="off"
                autofocus=autofocus
                aria-label=label.clone()
                placeholder=label
                on:input=typed
            />
        </div>
    }
    .into_any()
}

/// One of many as a filter, found by typing: its id in the address. `named` says what the one in the address is called.
#[component]
pub fn FindFilter<F, N>(query: Query, label: &'static str, search: fn(String) -> F, named: fn(String) -> N) -> AnyView
where
    F: Future<Output = Result<Vec<SuggestOption>, AppError>> + 'static,
    N: Future<Output = Result<String, AppError>> + 'static,
{
    let name = Load::new(
        move || untrack(move || query.text()),
        move |id: String| {
            let named = (!id.is_empty()).then(|| named(id));
            async move {
                match named {
                    // one that is gone filters as well, and is only not named
                    Some(named) => Ok(named.await.unwrap_or_default()),
                    None => Ok(String::new()),
                }
            }
        },
    );
    loaded(name, 1, move |name| {
        let field = Form::named("filter").field(label, query.get_untracked().unwrap_or_default());
        let chosen = Callback::new(move |option: Option<SuggestOption>| query.set(option.map(|option| option.value)));
        view! { <SuggestField field filter=true label name search chosen=Some(chosen)/> }.into_any()
    })
}
