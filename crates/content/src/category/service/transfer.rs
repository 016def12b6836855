//! PLN-17: categories by name, so that imported content is filed as it was in the exporting system.

use std::collections::HashMap;

use kyndig_contract::{
    category::{CategoryQuery, CreateCategory},
    transfer::{BranchKind, TransferCategory},
};
use kyndig_domain::{
    ids::{CategoryId, UnitId},
    unit::UnitKind,
};
use kyndig_platform::{
    auth::{Work, content_policy},
    http::Failure,
};

use super::{Ways, create};
use crate::category::store;

/// A whole branch, by the names along each path.
#[derive(Clone, Debug, Default)]
pub struct Branch {
    unit: Option<UnitId>,
    speciality: Option<String>,
    pub can_edit: bool,
    known: HashMap<Vec<String>, CategoryId>,
}

impl Branch {
    pub fn find(&self, path: &[String]) -> Option<CategoryId> {
        self.known.get(path).copied()
    }

    /// Creates the missing categories of this path, and returns the last. The caller has checked that the branch may be
    /// changed.
    pub async fn make(&mut self, work: &Work<'_>, path: &[String]) -> Result<Option<CategoryId>, Failure> {
        let mut last = None;
        for depth in 1..=path.len() {
            let here = &path[..depth];
            if let Some(known) = self.find(here) {
                last = Some(known);
                continue;
            }
            let request = CreateCategory {
                parent_id: last,
                unit_id: self.unit.filter(|_| last.is_none()),
                speciality: self.speciality.clone().filter(|_| last.is_none()),
                name: here[depth - 1].clone(),
            };
            let made = create(work, &request).await?;
            self.known.insert(here.to_vec(), made);
            last = Some(made);
        }
        Ok(last)
    }
}

/// The branch that this means for content of a unit; none where the unit lies under no trust, or under no region.
pub async fn branch(work: &Work<'_>, owner: UnitId, category: &TransferCategory) -> Result<Option<Branch>, Failure> {
    let kind = match category.branch {
        BranchKind::Trust => UnitKind::HealthTrust,
        BranchKind::Region => UnitKind::Region,
        BranchKind::Speciality => {
            let Some(speciality) = category.speciality.as_deref().map(str::trim).filter(|name| !name.is_empty()) else {
                return Ok(None);
            };
            let query = CategoryQuery { speciality: Some(speciality.to_owned()), ..CategoryQuery::default() };
            let known = known(work, &query).await?;
            let can_edit = content_policy::edits_specialities(work);
            return Ok(Some(Branch { unit: None, speciality: Some(speciality.to_owned()), can_edit, known }));
        }
    };
    let Some(unit) = store::above_unit(work, owner, kind).await? else { return Ok(None) };
    let known = known(work, &CategoryQuery { unit: Some(unit), ..CategoryQuery::default() }).await?;
    let can_edit = store::unit(work, unit).await?.is_some_and(|row| row.can_edit);
    Ok(Some(Branch { unit: Some(unit), speciality: None, can_edit, known }))
}

async fn known(work: &Work<'_>, query: &CategoryQuery) -> Result<HashMap<Vec<String>, CategoryId>, Failure> {
    let ids: Vec<CategoryId> = store::list(work, query).await?.into_iter().map(|row| row.id).collect();
    let ways = Ways::to(work, &ids).await?;
    // Where two have the same name, the first is used.
    let mut known = HashMap::new();
    for id in ids {
        known.entry(ways.path(id).split_off(1)).or_insert(id);
    }
    Ok(known)
}

/// The path of each of these, by names.
pub async fn named(work: &Work<'_>, ids: &[CategoryId]) -> Result<HashMap<CategoryId, TransferCategory>, Failure> {
    let ways = Ways::to(work, ids).await?;
    let mut found = HashMap::new();
    for row in store::branched(work, ids).await? {
        let branch = match row.kind {
            Some(UnitKind::Region) => BranchKind::Region,
            Some(_) => BranchKind::Trust,
            None => BranchKind::Speciality,
        };
        let path = ways.path(row.id).split_off(1);
        found.insert(row.id, TransferCategory { branch, speciality: row.speciality, path });
    }
    Ok(found)
}
