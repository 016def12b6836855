//! CAT-1: branches of the trusts and of the region for requirements, and of the specialities for learning activities.

pub mod transfer;

use std::collections::HashMap;

use kyndig_contract::category::{
    CategoryBranch, CategoryBranches, CategoryPath, CategoryQuery, CategorySummary, CreateCategory,
};
use kyndig_domain::{
    category::{self, Place},
    ids::CategoryId,
    requirement::RequirementKind,
    text,
};
use kyndig_platform::{
    audit,
    auth::{Work, content_policy},
    facts::Fact,
    http::{Code, Failure, IfMatch, Versioned},
};

use super::store::{self, At, Row, Step};

pub async fn branches(work: &Work<'_>) -> Result<CategoryBranches, Failure> {
    let can_add_speciality = content_policy::edits_specialities(work);
    let units = store::of_units(work).await?.into_iter().map(|(unit, categories, can_edit)| CategoryBranch {
        unit: Some(unit),
        speciality: None,
        categories,
        can_edit,
    });
    let specialities = store::of_specialities(work).await?.into_iter().map(|(speciality, categories)| CategoryBranch {
        unit: None,
        speciality: Some(speciality),
        categories,
        can_edit: can_add_speciality,
    });
    Ok(CategoryBranches { branches: units.chain(specialities).collect(), can_add_speciality })
}

pub async fn list(work: &Work<'_>, query: &CategoryQuery) -> Result<Vec<CategorySummary>, Failure> {
    let searching = query.search.as_deref().is_some_and(|text| !text.trim().is_empty());
    if query.unit.is_none() && query.speciality.is_none() && !searching {
        return Err(Failure::invalid("unit", "required"));
    }
    let rows = store::list(work, query).await?;
    let ways = Ways::to(work, &rows.iter().map(|row| row.id).collect::<Vec<_>>()).await?;
    Ok(rows.into_iter().map(|row| summary(row, &ways)).collect())
}

/// The paths to these categories.
pub async fn paths(work: &Work<'_>, ids: &[CategoryId]) -> Result<Vec<CategoryPath>, Failure> {
    let ways = Ways::to(work, ids).await?;
    Ok(ids.iter().map(|id| CategoryPath { id: *id, path: ways.path(*id) }).collect())
}

pub async fn get(work: &Work<'_>, id: CategoryId) -> Result<Versioned<CategorySummary>, Failure> {
    let row = store::one(work, id).await?.ok_or_else(Failure::not_found)?;
    let ways = Ways::to(work, &[id]).await?;
    Ok(Versioned::new(row.version, summary(row, &ways)))
}

pub async fn create(work: &Work<'_>, request: &CreateCategory) -> Result<CategoryId, Failure> {
    let place = category::place(request.parent_id, request.unit_id, request.speciality.as_deref());
    let at = match place.ok_or_else(|| Failure::invalid("parentId", "required"))? {
        Place::Under(parent) => {
            work.tx.lock("category", &[parent]).await?;
            let row = store::one(work, parent).await?.ok_or_else(|| Failure::invalid("parentId", "unknown"))?;
            allowed(row.can_edit)?;
            At { parent: Some(parent), unit: row.unit_id, speciality: row.speciality }
        }
        Place::Unit(unit) => {
            let row = store::unit(work, unit).await?.ok_or_else(|| Failure::invalid("unitId", "unknown"))?;
            if !category::has_branch(row.kind) {
                return Err(Failure::invalid("unitId", "invalid"));
            }
            allowed(row.can_edit)?;
            At { unit: Some(unit), ..At::default() }
        }
        Place::Speciality(speciality) => {
            allowed(content_policy::edits_specialities(work))?;
            At { speciality: Some(speciality), ..At::default() }
        }
    };
    let id: CategoryId = work.new_id();
    store::insert(work, id, at, request.name.trim()).await?;
    audit::log(work, "category", Some(id.0), None).await?;
    Ok(id)
}

pub async fn rename(
    work: &Work<'_>,
    id: CategoryId,
    seen: IfMatch,
    name: &str,
) -> Result<Versioned<CategorySummary>, Failure> {
    editable(work, id, seen).await?;
    store::rename(work, id, name.trim()).await?;
    work.state(Fact::CategoryRenamed { category: id, key: text::sort_key(name.trim()) });
    audit::log(work, "category", Some(id.0), None).await?;
    get(work, id).await
}

/// To another place in its branch, with its whole subtree.
pub async fn relocate(
    work: &Work<'_>,
    id: CategoryId,
    seen: IfMatch,
    parent: Option<CategoryId>,
) -> Result<Versioned<CategorySummary>, Failure> {
    // the whole branch: of two concurrent moves, each could go beneath the other
    let branch = store::branch_of(work, id).await?;
    work.tx.lock("category", &branch).await?;
    editable(work, id, seen).await?;
    if let Some(parent) = parent {
        if !branch.contains(&parent) {
            return Err(Failure::invalid("parentId", "unknown"));
        }
        let way: Vec<CategoryId> = store::above(work, &[parent]).await?.into_iter().map(|step| step.id).collect();
        if !category::can_move(id, &way) {
            return Err(Failure::invalid("parentId", "invalid"));
        }
    }
    store::relocate(work, id, parent).await?;
    audit::log(work, "category", Some(id.0), None).await?;
    get(work, id).await
}

pub async fn delete(work: &Work<'_>, id: CategoryId, seen: IfMatch) -> Result<(), Failure> {
    let held = editable(work, id, seen).await?.held();
    if !held.is_empty() {
        return Err(Failure::new(Code::CategoryInUse).detail(held.to_string()));
    }
    store::delete(work, id).await?;
    audit::log(work, "category", Some(id.0), None).await
}

/// Whether this kind of requirement can be filed there; a problem of the field where not. The category is locked until
/// the end of this transaction.
pub async fn takes(work: &Work<'_>, category: CategoryId, kind: RequirementKind, field: &str) -> Result<(), Failure> {
    work.tx.lock("category", &[category]).await?;
    let row = store::one(work, category).await?.ok_or_else(|| Failure::invalid(field, "unknown"))?;
    if category::takes(row.speciality.is_some(), kind) { Ok(()) } else { Err(Failure::invalid(field, "invalid")) }
}

/// Locked, so that nothing is filed in it meanwhile.
async fn editable(work: &Work<'_>, id: CategoryId, seen: IfMatch) -> Result<Row, Failure> {
    work.tx.lock("category", &[id]).await?;
    let row = store::one(work, id).await?.ok_or_else(Failure::not_found)?;
    allowed(row.can_edit)?;
    if !seen.matches(row.version) {
        return Err(Failure::conflict(&get(work, id).await?.body));
    }
    Ok(row)
}

fn allowed(yes: bool) -> Result<(), Failure> {
    if yes { Ok(()) } else { Err(Code::Forbidden.into()) }
}

fn summary(row: Row, ways: &Ways) -> CategorySummary {
    let held = row.held();
    CategorySummary {
        path: ways.path(row.id),
        id: row.id,
        parent_id: row.parent_id,
        name: row.name,
        requirements: held.requirements,
        subcategories: held.subcategories,
        can_edit: row.can_edit,
        version: row.version,
    }
}

/// The categories on the paths to some others.
struct Ways(HashMap<CategoryId, Step>);

impl Ways {
    async fn to(work: &Work<'_>, ids: &[CategoryId]) -> Result<Self, Failure> {
        Ok(Self(store::above(work, ids).await?.into_iter().map(|step| (step.id, step)).collect()))
    }

    fn path(&self, id: CategoryId) -> Vec<String> {
        let up = std::iter::successors(self.0.get(&id), |step| step.parent_id.and_then(|id| self.0.get(&id)));
        let mut path: Vec<String> = up.map(|step| step.name.clone()).collect();
        path.extend(self.0.get(&id).map(|step| step.branch.clone()));
        path.reverse();
        path
    }
}
