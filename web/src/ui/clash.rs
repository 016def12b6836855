//! Somebody else's change met one's own (412): both, field by field, and which of the two holds. Neither is lost.

use std::collections::BTreeSet;

use leptos::prelude::*;

use super::{ErrorBox, live};
use crate::t;
use crate::transport::AppError;

/// A field in which the two differ.
#[derive(Clone)]
pub struct Differing {
    /// As on the wire.
    pub field: &'static str,
    pub label: &'static str,
    pub mine: String,
    pub theirs: String,
    /// Only they have changed it, so theirs is what one would choose.
    pub only_theirs: bool,
}

impl Differing {
    /// One field of three versions: what both began with, what was typed, what stands now. None where the two agree.
    pub fn of(field: &'static str, label: &'static str, base: &str, mine: String, theirs: String) -> Option<Self> {
        let only_theirs = base == mine;
        (mine != theirs).then_some(Self { field, label, mine, theirs, only_theirs })
    }
}

/// Shown while `error` is a clash; another error is told as ever.
#[component]
pub fn Clash(
    error: RwSignal<Option<AppError>>,
    /// What differs between what is typed and what stands now, which is the problem's `current`.
    #[prop(into)]
    rows: Callback<serde_json::Value, Vec<Differing>>,
    /// Saves what is typed, but these fields as the other has them.
    #[prop(into)]
    save: Callback<BTreeSet<&'static str>>,
    /// Tries again what failed otherwise.
    #[prop(into)]
    retry: Callback<()>,
) -> AnyView {
    let view = move || {
        let problem = error.get()?;
        let Some(current) = problem.current.clone().filter(|_| problem.is_conflict()) else {
            return Some(view! { <ErrorBox error=Some(problem) retry/> }.into_any());
        };
        let rows = rows.run(*current);
        let taken: BTreeSet<&'static str> = rows.iter().filter(|row| row.only_theirs).map(|row| row.field).collect();
        let taken = RwSignal::new(taken);
        let text = if rows.is_empty() { t::common::clash_same() } else { t::common::clash_text() };
        let fields = rows.into_iter().map(|row| field(row, taken)).collect_view();
        Some(
            view! {
                <div class="ds-alert clash" data-color="warning" role="alert">
                    <b>{t::common::conflict_title()}</b>
                    <p>{text}</p>
                    {fields}
                    <button
                        type="button"
                        class="ds-button"
                        id="clash-save"
                        on:click=move |_| save.run(taken.get_untracked())
                    >
                        {t::common::clash_save()}
                    </button>
                </div>
            }
            .into_any(),
        )
    };
    live(view)
}

/// Two radio buttons: what one has typed, and what stands.
fn field(row: Differing, taken: RwSignal<BTreeSet<&'static str>>) -> AnyView {
    let name = row.field;
    let side = |theirs: bool, who: &'static str, text: String| {
        let choose = move |_| {
            taken.update(|taken| {
                if theirs {
                    taken.insert(name);
                } else {
                    taken.remove(name);
                }
            });
        };
        let text = if text.is_empty() { t::common::clash_nothing().to_owned() } else { text };
        view! {
            <label class="side">
                <input
                    class="ds-input"
                    type="radio"
                    name=format!("clash-{name}")
                    prop:checked=move || taken.with(|taken| taken.contains(name)) == theirs
                    on:change=choose
                />
                <span>
                    <b>{who}</b>
                    <span class="kept">{text}</span>
                </span>
            </label>
        }
    };
    view! {
        <fieldset class="ds-fieldset">
            <legend>{row.label}</legend>
            {side(false, t::common::yours(), row.mine)}
            {side(true, t::common::theirs(), row.theirs)}
        </fieldset>
    }
    .into_any()
}
