//! Reading the org tree.

use std::{collections::HashMap, sync::Arc};

use kyndig_contract::{
    page::{Page, PageQuery},
    unit::{UnitQuery, UnitRef, UnitSummary},
};

use kyndig_domain::ids::UnitId;
use kyndig_platform::{
    auth::{Work, content_policy},
    http::{Code, Failure, page},
};

use super::store;
pub use super::store::receives;

pub async fn list(work: &Work<'_>, query: &UnitQuery, paging: &PageQuery) -> Result<Page<UnitSummary>, Failure> {
    let after = page::after::<store::Key>(paging)?;
    let within = query.writes.map(|kind| content_policy::written(work, kind));
    let rows = store::page(work, query, within.as_ref(), after, paging.limit()).await?;
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

/// A unit that the actor may assign content to: 422 on the field where there is no such unit, 403 where it is out of
/// scope.
pub async fn writable(work: &Work<'_>, unit: UnitId, field: &str) -> Result<(), Failure> {
    match store::covered(work, unit).await? {
        None => Err(Failure::invalid(field, "unknown")),
        Some(false) => Err(Code::Forbidden.into()),
        Some(true) => Ok(()),
    }
}

/// Whether the unit exists.
pub async fn exists(work: &Work<'_>, unit: UnitId) -> Result<bool, Failure> {
    Ok(store::covered(work, unit).await?.is_some())
}

/// 422 where any of these does not exist, by its index in the list `field`.
pub async fn all_exist(work: &Work<'_>, units: &[UnitId], field: &str) -> Result<(), Failure> {
    let known = store::known(work, units).await?;
    match units.iter().position(|unit| !known.contains(unit)) {
        Some(at) => Err(Failure::invalid(format!("{field}[{at}]"), "unknown")),
        None => Ok(()),
    }
}

/// The unit by its name; 422 where there is no such unit.
pub async fn named(work: &Work<'_>, unit: UnitId) -> Result<UnitRef, Failure> {
    store::named(work, unit).await?.ok_or_else(|| Failure::invalid("ownerUnitId", "unknown"))
}

pub async fn is_trust(work: &Work<'_>, unit: UnitId) -> Result<bool, Failure> {
    store::is_trust(work, unit).await
}

/// Names of units: read once for any number of rows that refer to them.
#[derive(Debug, Default)]
pub struct Names(HashMap<UnitId, Arc<str>>);

impl Names {
    /// Reads those that have not been read yet; in at most one statement.
    pub async fn meet(&mut self, work: &Work<'_>, units: impl Iterator<Item = UnitId>) -> Result<(), Failure> {
        let mut new: Vec<_> = units.filter(|unit| !self.0.contains_key(unit)).collect();
        new.sort_unstable();
        new.dedup();
        if !new.is_empty() {
            self.0.extend(store::names(work, &new).await?);
        }
        Ok(())
    }

    /// Empty for one that was never read.
    pub fn find(&self, unit: UnitId) -> Arc<str> {
        self.0.get(&unit).cloned().unwrap_or_default()
    }
}
