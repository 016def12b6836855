//! The one file that a form is about, with what is wrong with it at the field.

use leptos::{html, prelude::*};
use web_sys::File;

use super::live;
use crate::t;

/// The file that is chosen, and what is wrong with it.
#[derive(Clone, Copy)]
pub struct FileChoice {
    id: &'static str,
    input: NodeRef<html::Input>,
    wrong: RwSignal<Option<&'static str>>,
    max_bytes: f64,
    missing: fn() -> &'static str,
}

impl FileChoice {
    /// `max_bytes` is what the API takes, `missing` what is said where no file is chosen.
    pub fn new(id: &'static str, max_bytes: f64, missing: fn() -> &'static str) -> Self {
        Self { id, input: NodeRef::new(), wrong: RwSignal::new(None), max_bytes, missing }
    }

    /// The file, if it can be sent; else the field says why not and has the focus.
    pub fn take(self) -> Option<File> {
        let file = self.input.get_untracked().and_then(|input| input.files()).and_then(|files| files.get(0));
        let fault = match &file {
            None => Some((self.missing)()),
            // the server would say the same, after all of it was sent
            Some(file) if file.size() > self.max_bytes => Some(t::problem::payload_too_large()),
            Some(_) => None,
        };
        self.wrong.set(fault);
        if fault.is_some() {
            crate::browser::focus_id(self.id);
            return None;
        }
        file
    }
}

#[component]
pub fn FileField(
    choice: FileChoice,
    label: &'static str,
    description: &'static str,
    /// What the browser offers to choose from.
    accept: &'static str,
) -> AnyView {
    let problem = move || {
        choice.wrong.get().map(|text| {
            view! {
                <p class="ds-validation-message" data-field="validation">
                    {text}
                </p>
            }
        })
    };
    view! {
        <ds-field class="ds-field">
            <label class="ds-label" for=choice.id>
                {label}
            </label>
            <p data-field="description">{description}</p>
            <input
                class="ds-input"
                id=choice.id
                type="file"
                accept=accept
                aria-required="true"
                node_ref=choice.input
                on:change=move |_| choice.wrong.set(None)
            />
            {live(problem)}
        </ds-field>
    }
    .into_any()
}
