//! FUL-5: whom to ask to sign.

use kyndig_contract::api_path;
use kyndig_contract::page::Page;
use kyndig_contract::person::PersonSummary;
use kyndig_domain::ids::PersonId;
use leptos::prelude::*;

use crate::form::Field;
use crate::recent;
use crate::t;
use crate::transport::{self, AppError, with_query};
use crate::ui::{SuggestField, SuggestOption};

/// The field that finds the one who saw it done; `said_to` is given the name, to be said when it is sent.
#[component]
pub fn SignerField(
    field: Field,
    /// Whose requirement it is: nobody signs their own (SIG-5).
    person: PersonId,
    own: bool,
    said_to: RwSignal<String>,
) -> AnyView {
    let picked = Callback::new(move |option: Option<SuggestOption>| {
        if let Some(SuggestOption { value, name, detail }) = &option {
            recent::asked_to_sign(value, name, detail);
        }
        said_to.set(option.map(|option| option.name).unwrap_or_default());
    });
    let last = recent::signers().into_iter().filter(|(id, ..)| *id != person.to_string());
    let offered = last.map(|(value, name, detail)| SuggestOption { value, name, detail }).collect();
    let label = if own { t::standing::signer() } else { t::standing::signer_other() };
    view! {
        <SuggestField
            field=field
            label=label
            description=Some(Oco::from(t::standing::signer_text()))
            name=said_to.get_untracked()
            required=true
            search=move |text| find(text, person)
            chosen=Some(picked)
            offered
        />
    }
    .into_any()
}

async fn find(text: String, person: PersonId) -> Result<Vec<SuggestOption>, AppError> {
    let found: Page<PersonSummary> =
        transport::get(&with_query(api_path!("/people"), &[("search", Some(text))])).await?;
    let others = found.items.into_iter().filter(|other| other.id != person);
    let option = |person: PersonSummary| SuggestOption {
        value: person.id.to_string(),
        name: person.name,
        detail: format!("{} · {}", person.title, person.unit_name),
    };
    Ok(others.map(option).collect())
}
