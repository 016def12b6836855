//! The unit that owns what is made: filled in where there is only one that the present position writes it for.

use kyndig_contract::session::ContentKind;
use leptos::prelude::*;

use super::find;
use crate::form::Field;
use crate::load::Load;
use crate::ui::*;

/// The field; what is typed in it meanwhile stays.
pub fn field(field: Field, kind: ContentKind, label: &'static str, text: &'static str) -> AnyView {
    // a list that cannot be had is no reason not to type
    let only = Load::new(|| (), move |()| async move { Ok(find::only(kind).await.ok().flatten()) });
    loaded(only, 1, move |only: Option<SuggestOption>| {
        let name = match only {
            Some(only) => {
                field.set(only.value);
                only.name
            }
            None => String::new(),
        };
        view! {
            <SuggestField
                field
                label
                name
                description=Some(Oco::from(text))
                required=true
                search=move |text| find::owner_of(kind, true, text)
            />
        }
        .into_any()
    })
}
