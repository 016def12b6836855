//! Reading the org tree.

use kyndig_contract::{
    page::{Page, PageQuery},
    unit::{UnitQuery, UnitSummary},
};

use super::store;
use crate::{
    auth::{Permission, Work, permissions::WritePlans, policy},
    http::{Failure, page},
};

pub async fn list(work: &Work<'_>, query: &UnitQuery, paging: &PageQuery) -> Result<Page<UnitSummary>, Failure> {
    let after = page::after::<store::Key>(paging)?;
    let editable = match query.editable {
        Some(true) => Some(policy::decide(WritePlans::RULE, work.person()?).unwrap_or_default()),
        _ => None,
    };
    let rows = store::page(work, query, editable.as_ref(), after, paging.limit()).await?;
    let above = store::above(work, rows.iter().map(|row| row.id)).await?;
    page::page(
        rows,
        paging.limit(),
        |row| (row.sort_key.clone(), row.id),
        |row| {
            let above = above.iter().filter(|a| a.unit_id == row.id).map(|a| a.name.clone()).collect();
            row.into_summary(above)
        },
    )
}
