//! Finds units by name, short code or cost centre, for the fields that name one.

use kyndig_contract::page::Page;
use kyndig_contract::unit::UnitSummary;

use crate::transport::{self, AppError, with_query};
use crate::ui::SuggestOption;

/// Any unit.
pub async fn any(text: String) -> Result<Vec<SuggestOption>, AppError> {
    find(text, false).await
}

/// Only units that the present position writes plans and requirements for.
pub async fn editable(text: String) -> Result<Vec<SuggestOption>, AppError> {
    find(text, true).await
}

async fn find(text: String, editable: bool) -> Result<Vec<SuggestOption>, AppError> {
    let editable = editable.then(|| "true".to_owned());
    let query = [("search", Some(text)), ("editable", editable), ("limit", Some("20".to_owned()))];
    let found: Page<UnitSummary> = transport::get(&with_query("/units", &query)).await?;
    let option = |unit: UnitSummary| SuggestOption {
        value: unit.id.to_string(),
        name: unit.name,
        detail: unit.above.join(" · "),
    };
    Ok(found.items.into_iter().map(option).collect())
}
