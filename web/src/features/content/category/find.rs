//! Finds categories by name, for the fields that name one.

use kyndig_contract::api_path;
use kyndig_contract::category::{CategoryPath, CategorySummary};
use kyndig_domain::ids::CategoryId;

use crate::transport::{self, AppError, with_query};
use crate::ui::SuggestOption;

/// Any category.
pub async fn any(text: String) -> Result<Vec<SuggestOption>, AppError> {
    find(text, None).await
}

/// Only where a requirement of competence plans can be filed.
pub async fn of_requirements(text: String) -> Result<Vec<SuggestOption>, AppError> {
    find(text, Some("requirement")).await
}

/// Only where a learning activity can be filed.
pub async fn of_activities(text: String) -> Result<Vec<SuggestOption>, AppError> {
    find(text, Some("learning_activity")).await
}

async fn find(text: String, kind: Option<&str>) -> Result<Vec<SuggestOption>, AppError> {
    let query = [("search", Some(text)), ("kind", kind.map(ToOwned::to_owned))];
    let found: Vec<CategorySummary> = transport::whole(&with_query(api_path!("/categories"), &query)).await?;
    let option = |one: CategorySummary| {
        let above = one.path.len().saturating_sub(1);
        SuggestOption { value: one.id.to_string(), detail: way(&one.path[..above]), name: one.name }
    };
    Ok(found.into_iter().map(option).collect())
}

/// The way to a category, in one line.
pub fn way(path: &[String]) -> String {
    path.join(" › ")
}

/// What one of these is called.
pub fn name_of(id: CategoryId, known: &[CategoryPath]) -> Option<String> {
    known.iter().find(|one| one.id == id).and_then(|one| one.path.last().cloned())
}

/// The way to one of these.
pub fn way_to(id: CategoryId, known: &[CategoryPath]) -> Option<String> {
    known.iter().find(|one| one.id == id).map(|one| way(&one.path))
}
