//! Finds people by name, for the fields that name one.

use kyndig_contract::api_path;
use kyndig_contract::page::Page;
use kyndig_contract::person::PersonSummary;

use crate::transport::{self, AppError, with_query};
use crate::ui::SuggestOption;

pub async fn find(text: String) -> Result<Vec<SuggestOption>, AppError> {
    let found: Page<PersonSummary> =
        transport::get(&with_query(api_path!("/people"), &[("search", Some(text))])).await?;
    let option = |person: PersonSummary| SuggestOption {
        value: person.id.to_string(),
        name: person.name,
        detail: format!("{} · {}", person.title, person.unit_name),
    };
    Ok(found.items.into_iter().map(option).collect())
}
