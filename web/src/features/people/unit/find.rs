//! Finds units by name, short code or cost centre, for the fields that name one.

use kyndig_contract::api_path;
use kyndig_contract::page::Page;
use kyndig_contract::session::ContentKind;
use kyndig_contract::unit::UnitSummary;

use crate::transport::{self, AppError, with_query};
use crate::ui::SuggestOption;

/// Any unit.
pub async fn any(text: String) -> Result<Vec<SuggestOption>, AppError> {
    find(text, None, false).await
}

/// Only units that somebody can be lent to (LOA-1).
pub async fn receiving(text: String) -> Result<Vec<SuggestOption>, AppError> {
    find(text, None, true).await
}

/// Only units that the present position writes this for. Who writes it nowhere and may give it away nevertheless, as
/// a steward may within the trust, finds any.
pub async fn owner_of(kind: ContentKind, written: bool, text: String) -> Result<Vec<SuggestOption>, AppError> {
    find(text, written.then_some(kind), false).await
}

/// What a unit is called.
pub async fn named(id: String) -> Result<String, AppError> {
    let found: Page<UnitSummary> = transport::get(&with_query(api_path!("/units"), &[("id", Some(id))])).await?;
    Ok(found.items.into_iter().next().map(|unit| unit.name).unwrap_or_default())
}

/// The one unit that the present position writes this for; none where there are more.
pub async fn only(kind: ContentKind) -> Result<Option<SuggestOption>, AppError> {
    let query = [("writes", Some(kind.to_string())), ("limit", Some("2".to_owned()))];
    let found: Page<UnitSummary> = transport::get(&with_query(api_path!("/units"), &query)).await?;
    let mut found = found.items.into_iter();
    Ok(found.next().filter(|_| found.next().is_none()).map(option))
}

async fn find(text: String, kind: Option<ContentKind>, receives: bool) -> Result<Vec<SuggestOption>, AppError> {
    let writes = kind.map(|kind| kind.to_string());
    let receives = receives.then(|| "true".to_owned());
    let query = [("search", Some(text)), ("writes", writes), ("receives", receives), ("limit", Some("20".to_owned()))];
    let found: Page<UnitSummary> = transport::get(&with_query(api_path!("/units"), &query)).await?;
    Ok(found.items.into_iter().map(option).collect())
}

fn option(unit: UnitSummary) -> SuggestOption {
    SuggestOption { value: unit.id.to_string(), name: unit.name, detail: unit.above.join(" · ") }
}
