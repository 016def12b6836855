//! REQ-6: what a field said when the requirement was last published, where the draft says something else.

use leptos::prelude::*;

use crate::form::Field;
use crate::t;
use crate::ui::*;

pub fn yes_no(yes: bool) -> &'static str {
    if yes { t::requirement::yes() } else { t::requirement::no() }
}

pub fn was(value: String) -> AnyView {
    let value = if value.is_empty() { t::requirement::nothing().to_owned() } else { value };
    view! { <p class="changed">{t::requirement::changed_from(value)}</p> }.into_any()
}

/// Beside a field whose value was `raw`.
pub fn changed(field: Field, raw: String, shown: String) -> AnyView {
    live(move || (field.value.get() != raw).then(|| was(shown.clone())))
}
