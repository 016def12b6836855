//! A field that finds one of many by typing: a person, a unit. `ds-suggestion` does keys and screen readers; what
//! is found comes from the caller.

use std::{future::Future, rc::Rc, time::Duration};

use futures_util::future::{AbortHandle, LocalBoxFuture, abortable};
use leptos::{ev, prelude::*, task::spawn_local};
use wasm_bindgen::JsCast;

use super::live;
use crate::form::Field;
use crate::t;
use crate::transport::AppError;

/// One of what was found. `detail` tells two of one name apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Option {
    pub value: String,
    pub name: String,
    pub detail: String,
}

type Found = Result<Vec<Option>, AppError>;
type Search = Rc<dyn Fn(String) -> LocalBoxFuture<'static, Found>>;

/// Boxes the search, so that there is one component and not one a caller.
pub fn search<F: Future<Output = Found> + 'static>(search: impl Fn(String) -> F + 'static) -> Search {
    Rc::new(move |text| Box::pin(search(text)))
}

/// The field's value is the chosen one's `value`; `name` what is shown of it.
#[component]
pub fn SuggestField<F: Future<Output = Found> + 'static>(
    field: Field,
    #[prop(into)] label: Oco<'static, str>,
    /// Asked with what was typed, from `least` letters on.
    search: impl Fn(String) -> F + 'static,
    /// The name of what is chosen already.
    #[prop(into, optional)]
    name: String,
    #[prop(into, optional)] description: std::option::Option<Oco<'static, str>>,
    #[prop(optional)] required: bool,
    /// One of several ways to narrow a list: that it may be left out goes without saying.
    #[prop(optional)]
    filter: bool,
    #[prop(default = 2)] least: usize,
    #[prop(into, optional)] chosen: std::option::Option<Callback<std::option::Option<Option>>>,
    /// Shown before anything is typed: those chosen last.
    #[prop(optional)]
    offered: Vec<Option>,
) -> AnyView {
    suggest(field, &label, self::search(search), name, description, (required, filter), least, chosen, offered)
}

#[expect(clippy::too_many_arguments, reason = "the component's own properties, without its type parameter")]
fn suggest(
    field: Field,
    label: &str,
    search: Search,
    name: String,
    description: std::option::Option<Oco<'static, str>>,
    (required, filter): (bool, bool),
    least: usize,
    chosen: std::option::Option<Callback<std::option::Option<Option>>>,
    offered: Vec<Option>,
) -> AnyView {
    field.name(label);
    let first_note = if offered.is_empty() { t::common::type_to_search() } else { "" };
    let found = RwSignal::new(offered.clone());
    let offered = StoredValue::new(offered);
    let note = RwSignal::new(first_note.to_owned());
    let waiting = StoredValue::new(None::<TimeoutHandle>);
    let running = StoredValue::new_local(None::<AbortHandle>);
    let search = StoredValue::new_local(search);
    let stop = move || {
        if let Some(handle) = waiting.try_get_value().flatten() {
            handle.clear();
        }
        running.try_update_value(|running| running.take().inspect(AbortHandle::abort));
    };
    on_cleanup(stop);

    let ask = move |text: String| {
        let Some(search) = search.try_with_value(Clone::clone) else { return };
        let (asked, handle) = abortable(search(text));
        running.set_value(Some(handle));
        spawn_local(async move {
            match asked.await {
                Ok(Ok(options)) => {
                    note.try_set(if options.is_empty() { t::common::no_hits() } else { "" }.to_owned());
                    found.try_set(options);
                }
                Ok(Err(error)) => {
                    found.try_set(Vec::new());
                    note.try_set(error.text());
                }
                // typed on: a later search answers
                Err(_) => {}
            }
        });
    };
    let typed = move |event: ev::Event| {
        // what the element puts in itself, after a choice, is no search
        if !event.is_trusted() {
            return;
        }
        stop();
        let text = event_target_value(&event).trim().to_owned();
        if text.chars().count() < least {
            let offered = if text.is_empty() { offered.get_value() } else { Vec::new() };
            note.set(if offered.is_empty() { t::common::type_to_search() } else { "" }.to_owned());
            found.set(offered);
            return;
        }
        let later = set_timeout_with_handle(move || ask(text), Duration::from_millis(200));
        waiting.set_value(later.ok());
    };
    let selected = move |event: web_sys::CustomEvent| {
        let data: std::option::Option<web_sys::Element> = event.detail().dyn_into().ok();
        // the element has put it in when it was chosen, and taken it out when it was cleared
        let value = data.filter(|data| data.is_connected()).and_then(|data| data.get_attribute("value"));
        field.typed(value.clone().unwrap_or_default());
        if let Some(chosen) = chosen {
            let option = value.and_then(|value| {
                found.with_untracked(|found| found.iter().find(|option| option.value == value).cloned())
            });
            chosen.run(option);
        }
    };
    let initial = (!name.is_empty()).then(|| view! { <data value=field.get()>{name}</data> });
    let optional = (!required && !filter).then(|| view! { <span class="optional">{t::common::optional()}</span> });
    let problem = move || {
        field.problem().map(|problem| view! { <p class="ds-validation-message" data-field="validation">{problem}</p> })
    };
    let options = move || {
        found
            .get()
            .into_iter()
            .map(|Option { value, name, detail }| {
                let label = name.clone();
                view! {
                    <u-option value=value label=label>
                        {name}
                        <small>{detail}</small>
                    </u-option>
                }
            })
            .collect_view()
    };
    let empty = move || {
        note.with(|note| (!note.is_empty()).then(|| note.clone()))
            // without a value of its own it would be its words, and could be chosen by whoever is quicker than the search
            .map(|note| view! { <u-option data-empty="" value="" label="">{note}</u-option> })
    };
    view! {
        <ds-field class="ds-field">
            <label class="ds-label" for=field.id()>{label.to_owned()} {optional}</label>
            {description.map(|text| view! { <p data-field="description">{text}</p> })}
            <ds-suggestion
                class="ds-suggestion"
                data-sr-clear=t::common::clear()
                data-sr-invalid=t::common::no_hits()
                data-sr-removed=t::common::removed()
                data-sr-added=t::common::chosen()
                on:input=typed
                on:comboboxafterselect=selected
            >
                {initial}
                <input class="ds-input" id=field.id() autocomplete="off" aria-required=required.then_some("true")/>
                <del aria-label=t::common::clear()></del>
                <u-datalist
                    data-nofilter=""
                    data-sr-singular=t::common::one_hit()
                    data-sr-plural=t::common::hits("%d")
                >
                    {live(options)} {live(empty)}
                </u-datalist>
            </ds-suggestion>
            {live(problem)}
        </ds-field>
    }
    .into_any()
}
