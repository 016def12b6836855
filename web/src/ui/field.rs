//! Fields of a form: label, description, input, and the problem where there is one.
//! `ds-field` ties them together for screen readers.

use chrono::NaiveDate;
use leptos::{ev, html, prelude::*};

use super::{icon, icon_paths, live};
use crate::form::{Field, Form};
use crate::nav::Query;
use crate::t;

type Text = Oco<'static, str>;

/// Everything of a field but its input.
fn framed(field: Field, label: &Text, description: Option<Text>, required: bool, input: AnyView) -> AnyView {
    field.name(label);
    let optional = (!required).then(|| view! { <span class="optional">{t::common::optional()}</span> });
    let problem = move || {
        field.problem().map(|problem| view! { <p class="ds-validation-message" data-field="validation">{problem}</p> })
    };
    view! {
        <ds-field class="ds-field">
            <label class="ds-label" for=field.id()>{label.clone()} {optional}</label>
            {description.map(|text| view! { <p data-field="description">{text}</p> })}
            {input}
            {live(problem)}
        </ds-field>
    }
    .into_any()
}

/// One line of text.
#[component]
pub fn TextField(
    field: Field,
    #[prop(into)] label: Text,
    #[prop(into, optional)] description: Option<Text>,
    #[prop(optional)] required: bool,
    #[prop(default = "text")] kind: &'static str,
    #[prop(default = "off")] autocomplete: &'static str,
    #[prop(optional)] autofocus: bool,
) -> AnyView {
    let input = view! {
        <input
            class="ds-input"
            id=field.id()
            type=kind
            autocomplete=autocomplete
            autofocus=autofocus
            aria-required=required.then_some("true")
            prop:value=move || field.value.get()
            on:input=move |event| field.typed(event_target_value(&event))
        />
    };
    framed(field, &label, description, required, input.into_any())
}

/// A password, hidden until one asks to see it.
#[component]
pub fn PasswordField(field: Field, #[prop(into)] label: Text, #[prop(optional)] autofocus: bool) -> AnyView {
    let seen = RwSignal::new(false);
    let input = view! {
        <div class="with-button">
            <input
                class="ds-input"
                id=field.id()
                type=move || if seen.get() { "text" } else { "password" }
                autocomplete="current-password"
                autofocus=autofocus
                aria-required="true"
                prop:value=move || field.value.get()
                on:input=move |event| field.typed(event_target_value(&event))
            />
            <button
                type="button"
                class="ds-button"
                data-variant="tertiary"
                data-icon
                aria-pressed=move || seen.get().to_string()
                aria-label=t::common::show_password()
                on:click=move |_| seen.update(|seen| *seen = !*seen)
            >
                {icon(icon_paths::EYE)}
            </button>
        </div>
    };
    framed(field, &label, None, true, input.into_any())
}

/// Several lines; grows with its text. With `max` it counts what is left.
#[component]
pub fn TextArea(
    field: Field,
    #[prop(into)] label: Text,
    #[prop(into, optional)] description: Option<Text>,
    #[prop(optional)] required: bool,
    #[prop(default = 3)] rows: u8,
    #[prop(optional)] max: Option<usize>,
) -> AnyView {
    let left = move || {
        let used = field.value.with(|text| text.chars().count());
        // only worth saying near the end
        max.filter(|max| used * 10 > max * 8).map(|max| {
            let text = if used > max { t::common::too_many(used - max) } else { t::common::left(max - used) };
            view! { <p data-field="description" class="meta">{text}</p> }
        })
    };
    let input = view! {
        <textarea
            class="ds-input"
            id=field.id()
            rows=rows
            aria-required=required.then_some("true")
            prop:value=move || field.value.get()
            on:input=move |event| field.typed(event_target_value(&event))
        ></textarea>
        {live(left)}
    };
    framed(field, &label, description, required, input.into_any())
}

/// A whole number.
#[component]
pub fn NumberField(
    field: Field,
    #[prop(into)] label: Text,
    #[prop(into, optional)] description: Option<Text>,
    #[prop(optional)] required: bool,
    /// What is counted, after the number: "dager".
    #[prop(into, optional)]
    unit: Option<Text>,
) -> AnyView {
    let input = view! {
        <div class="with-unit">
            <input
                class="ds-input num"
                id=field.id()
                type="text"
                inputmode="numeric"
                autocomplete="off"
                aria-required=required.then_some("true")
                prop:value=move || field.value.get()
                on:input=move |event| field.typed(event_target_value(&event))
            />
            {unit.map(|unit| view! { <span>{unit}</span> })}
        </div>
    };
    framed(field, &label, description, required, input.into_any())
}

/// A date, typed as dd.mm.yyyy or picked; the field's value is `2026-11-21`, or what was typed if that is no date.
#[component]
pub fn DateField(
    field: Field,
    #[prop(into)] label: Text,
    #[prop(into, optional)] description: Option<Text>,
    #[prop(optional)] required: bool,
) -> AnyView {
    let picker = NodeRef::<html::Input>::new();
    let pick = move |_: ev::MouseEvent| {
        if let Some(picker) = picker.get_untracked() {
            // an old browser has no picker to open; one types
            let _ = picker.show_picker();
        }
    };
    let typed = move |event: ev::Event| {
        let text = event_target_value(&event);
        field.typed(read_date(&text).map_or(text, |date| date.to_string()));
    };
    let shown = move || field.value.with(|value| shown_date(value));
    let input = view! {
        <div class="with-button">
            <input
                class="ds-input num"
                id=field.id()
                type="text"
                inputmode="numeric"
                autocomplete="off"
                placeholder=t::common::date_format()
                aria-required=required.then_some("true")
                prop:value=shown
                on:input=move |_| field.retyped()
                on:change=typed
            />
            <input
                class="picker"
                type="date"
                tabindex="-1"
                aria-hidden="true"
                hidden
                node_ref=picker
                prop:value=move || field.value.get()
                on:change=move |event| field.typed(event_target_value(&event))
            />
            <button
                type="button"
                class="ds-button"
                data-variant="tertiary"
                data-icon
                aria-label=t::common::pick_date()
                on:click=pick
            >
                {icon(icon_paths::CALENDAR)}
            </button>
        </div>
    };
    framed(field, &label, description, required, input.into_any())
}

fn shown_date(value: &str) -> String {
    value.parse::<NaiveDate>().map_or_else(|_| value.to_owned(), |date| date.format("%d.%m.%Y").to_string())
}

/// As people write dates: 1.2.2026, 01.02.26, 01022026, 2026-02-01.
fn read_date(text: &str) -> Option<NaiveDate> {
    let text = text.trim();
    if let Ok(date) = text.parse() {
        return Some(date);
    }
    let parts: Vec<&str> = text.split(['.', '/', '-', ' ']).filter(|part| !part.is_empty()).collect();
    let (day, month, year) = match parts.as_slice() {
        [day, month, year] => (*day, *month, *year),
        [digits] if matches!(digits.len(), 6 | 8) && digits.is_ascii() => (&digits[..2], &digits[2..4], &digits[4..]),
        _ => return None,
    };
    let year = match (year.len(), year.parse::<i32>().ok()?) {
        (2, short) => 2000 + short,
        (4, full) => full,
        _ => return None,
    };
    NaiveDate::from_ymd_opt(year, month.parse().ok()?, day.parse().ok()?)
}

/// One of a few.
#[derive(Clone)]
pub struct Choice {
    pub value: String,
    pub label: String,
}

impl Choice {
    pub fn new(value: impl Into<String>, label: impl Into<String>) -> Self {
        Self { value: value.into(), label: label.into() }
    }
}

/// One of a list. `none` is the text of the empty choice; without it, one is always chosen.
#[component]
pub fn SelectField(
    field: Field,
    #[prop(into)] label: Text,
    #[prop(into)] choices: Signal<Vec<Choice>>,
    #[prop(into, optional)] description: Option<Text>,
    #[prop(optional)] required: bool,
    #[prop(into, optional)] none: Option<Text>,
) -> AnyView {
    let options = move || {
        let now = field.value.get();
        let one = |choice: Choice| {
            let selected = choice.value == now;
            view! { <option value=choice.value selected=selected>{choice.label}</option> }
        };
        choices.get().into_iter().map(one).collect_view()
    };
    let input = view! {
        <select
            class="ds-input"
            id=field.id()
            aria-required=required.then_some("true")
            on:change=move |event| field.typed(event_target_value(&event))
        >
            {none.map(|none| view! { <option value="">{none}</option> })}
            {live(options)}
        </select>
    };
    framed(field, &label, description, required, input.into_any())
}

/// Yes or no.
#[component]
pub fn CheckField(
    checked: RwSignal<bool>,
    #[prop(into)] label: Text,
    #[prop(into, optional)] description: Option<Text>,
    /// Told of what the user does, to mark the form as touched.
    #[prop(into, optional)]
    form: Option<Form>,
) -> AnyView {
    let press = move |event: ev::Event| {
        checked.set(event_target_checked(&event));
        if let Some(form) = form {
            form.touch();
        }
    };
    view! {
        <ds-field class="ds-field">
            <input class="ds-input" type="checkbox" prop:checked=move || checked.get() on:change=press/>
            <label class="ds-label" data-weight="regular">{label}</label>
            {description.map(|text| view! { <p data-field="description">{text}</p> })}
        </ds-field>
    }
    .into_any()
}

/// The button that finishes a form; busy while the act runs. With `press` it is a button of its own.
#[component]
pub fn Submit(
    #[prop(into)] pending: Signal<bool>,
    #[prop(into)] text: Signal<String>,
    #[prop(into, optional)] icon_path: Option<&'static str>,
    #[prop(default = "accent")] color: &'static str,
    #[prop(into, optional)] press: Option<Callback<()>>,
    /// Lets the focus find back to it when the form is drawn anew.
    #[prop(optional)]
    id: Option<&'static str>,
) -> AnyView {
    let click = move |_| {
        if let Some(press) = press {
            press.run(());
        }
    };
    view! {
        <button
            type=if press.is_some() { "button" } else { "submit" }
            class="ds-button"
            id=id
            data-color=color
            aria-busy=move || pending.get().to_string()
            aria-disabled=move || pending.get().then_some("true")
            on:click=click
        >
            {live(move || match icon_path {
                _ if pending.get() => view! { <span class="spin" aria-hidden="true"></span> }.into_any(),
                Some(path) => icon(path),
                None => ().into_any(),
            })}
            {text}
        </button>
    }
    .into_any()
}

/// What is wrong, first in the form, each a link to its field; takes the focus when sending failed.
#[component]
pub fn ErrorSummary(form: Form) -> AnyView {
    let view = move || {
        let failed = form.failed();
        let problems = form.summary();
        // one problem stands at its field and needs no list
        if failed == 0 || problems.is_empty() {
            return ().into_any();
        }
        let one = |(id, label, text): (Option<String>, String, String)| {
            // a label may be a question
            let text = if label.ends_with('?') { format!("{label} {text}") } else { format!("{label}: {text}") };
            match id {
                Some(id) => {
                    let target = id.clone();
                    let press = move |event: ev::MouseEvent| {
                        event.prevent_default();
                        crate::browser::focus_id(target.clone());
                    };
                    view! { <li><a class="ds-link" href=format!("#{id}") on:click=press>{text}</a></li> }.into_any()
                }
                None => view! { <li>{text}</li> }.into_any(),
            }
        };
        view! {
            <ds-error-summary class="ds-error-summary">
                <h2 class="ds-heading">{t::common::fix_these()}</h2>
                <ul class="ds-list">{problems.into_iter().map(one).collect_view()}</ul>
            </ds-error-summary>
        }
        .into_any()
    };
    live(view)
}

/// A search in a list, kept in the address; it waits for a pause in the typing.
#[component]
pub fn SearchBox(query: Query, #[prop(into)] label: Text) -> AnyView {
    let waiting = StoredValue::new(None::<TimeoutHandle>);
    let typed = move |event: ev::Event| {
        let text = event_target_value(&event);
        if let Some(handle) = waiting.get_value() {
            handle.clear();
        }
        let later = set_timeout_with_handle(
            move || query.set(Some(text.trim().to_owned())),
            std::time::Duration::from_millis(250),
        );
        waiting.set_value(later.ok());
    };
    on_cleanup(move || {
        if let Some(handle) = waiting.try_get_value().flatten() {
            handle.clear();
        }
    });
    let input = NodeRef::<html::Input>::new();
    Effect::new(move |_| {
        let now = query.text();
        // what is being typed stays as it is: only somebody else's change is put in
        if let Some(input) = input.get()
            && input.value().trim() != now
        {
            input.set_value(&now);
        }
    });
    view! {
        <div class="find">
            {icon(icon_paths::MAGNIFYING_GLASS)}
            <input
                type="search"
                autocomplete="off"
                aria-label=label.clone()
                placeholder=label
                node_ref=input
                on:input=typed
            />
        </div>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_read_as_people_write_them() {
        let wanted = NaiveDate::from_ymd_opt(2026, 2, 1);
        for text in ["1.2.2026", "01.02.26", "01022026", "010226", "2026-02-01", " 1/2/2026 "] {
            assert_eq!(read_date(text), wanted, "{text}");
        }
        for text in ["", "31.02.2026", "i morgen", "1.2", "1.2.3.4", "01.02.026", "øøø"] {
            assert_eq!(read_date(text), None, "{text}");
        }
        assert_eq!(shown_date("2026-02-01"), "01.02.2026");
        assert_eq!(shown_date("1.2"), "1.2");
    }
}
