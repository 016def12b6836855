//! Finds plans in use by name, for the filters of those who follow people up.

use kyndig_contract::api_path;
use kyndig_contract::page::Page;
use kyndig_contract::plan_status::{PlanInUse, PlanStatusPage};

use crate::transport::{self, AppError, with_query};
use crate::ui::SuggestOption;

/// Any that somebody one follows up has.
pub async fn any(text: String) -> Result<Vec<SuggestOption>, AppError> {
    let query = [("search", Some(text)), ("limit", Some("20".to_owned()))];
    let found: Page<PlanInUse> = transport::get(&with_query(api_path!("/plan-status"), &query)).await?;
    let option =
        |plan: PlanInUse| SuggestOption { value: plan.id.to_string(), name: plan.name, detail: plan.owner_unit.name };
    Ok(found.items.into_iter().map(option).collect())
}

/// What a plan is called.
pub async fn named(id: String) -> Result<String, AppError> {
    let path = with_query(api_path!("/plan-status/{id}"), &[("limit", Some("1".to_owned()))]);
    Ok(transport::get::<PlanStatusPage>(&path).await?.plan.name)
}
