//! Several units, found one after another: for what is shared with, or published to, all of them at once.

use kyndig_domain::ids::UnitId;
use leptos::prelude::*;

use super::find;
use crate::browser;
use crate::form::{Field, Form};
use crate::t;
use crate::ui::*;

/// Those that are chosen, in the order they were.
#[derive(Clone, Copy)]
pub struct Units {
    form: Form,
    field: Field,
    chosen: RwSignal<Vec<(UnitId, String)>>,
    /// The field is drawn anew, and empty, after each choice.
    round: RwSignal<u32>,
}

impl Units {
    pub fn new(form: Form) -> Self {
        Self { form, field: form.field("unitIds", ""), chosen: RwSignal::new(Vec::new()), round: RwSignal::new(0) }
    }

    /// None, said at the field, where nothing is chosen.
    pub fn read(self) -> Option<Vec<UnitId>> {
        let units: Vec<UnitId> = self.chosen.with_untracked(|chosen| chosen.iter().map(|(id, _)| *id).collect());
        if units.is_empty() {
            self.field.reject("required");
            return None;
        }
        Some(units)
    }

    pub fn count(self) -> usize {
        self.chosen.with(Vec::len)
    }

    pub fn clear(self) {
        self.chosen.set(Vec::new());
        self.form.saved();
    }

    fn take(self, option: Option<SuggestOption>) {
        let Some((id, name)) = option.and_then(|option| Some((option.value.parse().ok()?, option.name))) else {
            return;
        };
        self.chosen.update(|chosen| {
            if chosen.iter().all(|(there, _)| *there != id) {
                chosen.push((id, name));
            }
        });
        // after the element is through with its own choice
        request_animation_frame(move || {
            self.field.set("");
            self.round.update(|round| *round += 1);
            browser::focus_id(self.field.id());
        });
    }
}

/// The field, and what is chosen below it.
pub fn field(units: Units, label: &'static str) -> AnyView {
    let find = move || {
        units.round.get();
        let chosen = Callback::new(move |option| units.take(option));
        view! {
            <SuggestField
                field=units.field
                label
                description=Some(Oco::from(t::unit::several_text()))
                required=true
                search=find::any
                chosen
            />
        }
    };
    let rows = move || {
        let row = |(id, name): (UnitId, String)| {
            let remove = move |_| {
                units.chosen.update(|chosen| chosen.retain(|(there, _)| *there != id));
                browser::focus_id(units.field.id());
            };
            view! {
                <li>
                    <div class="t">
                        <b>{name.clone()}</b>
                    </div>
                    <button
                        type="button"
                        class="ds-button"
                        data-variant="tertiary"
                        data-icon
                        aria-label=t::unit::several_remove(name)
                        on:click=remove
                    >
                        {icon(icon_paths::X_MARK)}
                    </button>
                </li>
            }
        };
        let all = units.chosen.get();
        (!all.is_empty()).then(|| view! { <ul class="list">{all.into_iter().map(row).collect_view()}</ul> })
    };
    view! { {live(find)} {live(rows)} }.into_any()
}
