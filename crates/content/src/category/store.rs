//! Queries on categories.

use kyndig_contract::{category::CategoryQuery, unit::UnitRef};
use kyndig_db::{Sql, entity::category, sql};
use kyndig_domain::{
    category::Held,
    ids::{CategoryId, UnitId},
    requirement::RequirementKind,
    text,
    unit::UnitKind,
};
use kyndig_platform::{
    auth::{Work, content_policy},
    http::Failure,
    listing::like,
};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, EntityTrait, ExprTrait, FromQueryResult, QueryFilter, UpdateMany, sea_query::Expr,
};

/// What a search finds at most.
const HITS: i64 = 50;

#[derive(Clone, Debug, FromQueryResult)]
pub struct Row {
    pub id: CategoryId,
    pub parent_id: Option<CategoryId>,
    pub unit_id: Option<UnitId>,
    pub speciality: Option<String>,
    pub name: String,
    requirements: i64,
    subcategories: i64,
    pub can_edit: bool,
    pub version: i32,
}

impl Row {
    pub fn held(&self) -> Held {
        Held { requirements: self.requirements, subcategories: self.subcategories }
    }
}

/// A category on the path to another.
#[derive(Clone, Debug, FromQueryResult)]
pub struct Step {
    pub id: CategoryId,
    pub parent_id: Option<CategoryId>,
    pub name: String,
    pub branch: String,
}

fn rows(work: &Work<'_>) -> Sql {
    let specialities = if content_policy::edits_specialities(work) { "TRUE" } else { "FALSE" };
    sql!(
        "SELECT c.id, c.parent_id, c.unit_id, c.speciality, c.name, c.version, (SELECT count(*) \
             FROM requirement r WHERE r.category_id = c.id) + (SELECT count(*) FROM requirement_draft d \
             JOIN requirement r ON r.id = d.requirement_id WHERE d.category_id = c.id \
             AND (r.category_id IS NULL OR r.category_id <> c.id)) AS requirements, (SELECT count(*) \
             FROM category k WHERE k.parent_id = c.id) AS subcategories, COALESCE({edits_branch}{rest}",
        edits_branch = &content_policy::edits_branch(work, "b"),
        rest = Sql::new(&format!(
            ", {specialities}) AS can_edit FROM category c LEFT JOIN org_unit b ON b.id = c.unit_id WHERE "
        )),
    )
}

pub async fn one(work: &Work<'_>, id: CategoryId) -> Result<Option<Row>, Failure> {
    Ok(work.tx.one(rows(work).push("c.id = ").bind(id)).await?)
}

/// A whole branch, or the results of a search.
pub async fn list(work: &Work<'_>, query: &CategoryQuery) -> Result<Vec<Row>, Failure> {
    let search = query.search.as_deref().map(text::fold).filter(|search| !search.is_empty());
    let searching = search.is_some().then_some(HITS);
    let only_activities = query.kind == Some(RequirementKind::Requirement);
    let sql = rows(work)
        .push(if only_activities { "c.speciality IS NULL" } else { "TRUE" })
        .when(query.unit, |sql, unit| sql.push(" AND c.unit_id = ").bind(unit))
        .when(query.speciality.as_deref(), |sql, speciality| sql.push(" AND c.speciality = ").bind(speciality))
        .when(search, |sql, search| like(sql.push(" AND "), "c.folded", &search))
        .push(" ORDER BY c.sort_key, c.id")
        .when(searching, |sql, hits| sql.push(" LIMIT ").bind(hits));
    Ok(work.tx.all(sql).await?)
}

/// These and all above them.
pub async fn above(work: &Work<'_>, ids: &[CategoryId]) -> Result<Vec<Step>, Failure> {
    let mut steps = Vec::new();
    for chunk in ids.chunks(1000) {
        let sql = sql!(
            "WITH RECURSIVE way (id, parent_id) AS (SELECT id, parent_id FROM category WHERE id IN {chunk} \
             UNION SELECT k.id, k.parent_id FROM category k JOIN way ON k.id = way.parent_id) \
             SELECT c.id, c.parent_id, c.name, COALESCE(b.name, c.speciality, '') AS branch \
             FROM category c LEFT JOIN org_unit b ON b.id = c.unit_id WHERE c.id IN (SELECT id FROM way)",
            chunk = kyndig_db::list(chunk.iter().copied()),
        );
        steps.extend(work.tx.all::<Step>(sql).await?);
    }
    Ok(steps)
}

#[derive(Debug, FromQueryResult)]
struct UnitBranch {
    id: UnitId,
    name: String,
    categories: i64,
    can_edit: bool,
}

/// The branches of units, including empty ones.
pub async fn of_units(work: &Work<'_>) -> Result<Vec<(UnitRef, i64, bool)>, Failure> {
    let sql = sql!(
        "SELECT u.id, u.name, (SELECT count(*) FROM category c \
         WHERE c.unit_id = u.id) AS categories, {edits_branch} AS can_edit FROM org_unit u \
         WHERE u.kind IN ('region', 'health_trust') AND (u.active OR EXISTS (SELECT 1 FROM category c \
         WHERE c.unit_id = u.id)) ORDER BY u.kind DESC, u.sort_key, u.id",
        edits_branch = &content_policy::edits_branch(work, "u"),
    );
    let found = work.tx.all::<UnitBranch>(sql).await?;
    Ok(found.into_iter().map(|b| (UnitRef { id: b.id, name: b.name }, b.categories, b.can_edit)).collect())
}

#[derive(Debug, FromQueryResult)]
struct SpecialityBranch {
    speciality: String,
    categories: i64,
}

/// The branches of specialities that are not empty.
pub async fn of_specialities(work: &Work<'_>) -> Result<Vec<(String, i64)>, Failure> {
    let sql = Sql::new(
        "SELECT c.speciality, count(*) AS categories FROM category c WHERE c.speciality IS NOT NULL \
         GROUP BY c.speciality ORDER BY c.speciality",
    );
    let found = work.tx.all::<SpecialityBranch>(sql).await?;
    Ok(found.into_iter().map(|branch| (branch.speciality, branch.categories)).collect())
}

#[derive(Clone, Copy, Debug, FromQueryResult)]
pub struct UnitRow {
    pub kind: UnitKind,
    pub can_edit: bool,
}

pub async fn unit(work: &Work<'_>, id: UnitId) -> Result<Option<UnitRow>, Failure> {
    let sql = sql!(
        "SELECT u.kind, {edits_branch} AS can_edit FROM org_unit u WHERE u.active AND u.id = {id}",
        edits_branch = &content_policy::edits_branch(work, "u"),
        id,
    );
    Ok(work.tx.one(sql).await?)
}

/// The place of a category.
#[derive(Clone, Debug, Default)]
pub struct At {
    pub parent: Option<CategoryId>,
    pub unit: Option<UnitId>,
    pub speciality: Option<String>,
}

pub async fn insert(work: &Work<'_>, id: CategoryId, at: At, name: &str) -> Result<(), Failure> {
    let row = category::ActiveModel {
        id: Set(id),
        parent_id: Set(at.parent),
        unit_id: Set(at.unit),
        speciality: Set(at.speciality),
        ..named(name)
    };
    category::Entity::insert(row).exec_without_returning(work.tx.orm()).await?;
    Ok(())
}

fn named(name: &str) -> category::ActiveModel {
    category::ActiveModel {
        name: Set(name.to_owned()),
        folded: Set(text::fold(name)),
        sort_key: Set(text::sort_key(name)),
        ..Default::default()
    }
}

/// A new version of this one.
fn update(id: CategoryId) -> UpdateMany<category::Entity> {
    let next = Expr::col(category::Column::Version).add(1);
    category::Entity::update_many().col_expr(category::Column::Version, next).filter(category::Column::Id.eq(id))
}

pub async fn rename(work: &Work<'_>, id: CategoryId, name: &str) -> Result<(), Failure> {
    update(id).set(named(name)).exec(work.tx.orm()).await?;
    Ok(())
}

/// The categories of the same branch as this one, including itself.
pub async fn branch_of(work: &Work<'_>, id: CategoryId) -> Result<Vec<CategoryId>, Failure> {
    let sql = sql!(
        "SELECT c.id FROM category c JOIN category one ON one.unit_id = c.unit_id \
         OR one.speciality = c.speciality WHERE one.id = {id}",
        id,
    );
    Ok(work.tx.column(sql).await?)
}

pub async fn relocate(work: &Work<'_>, id: CategoryId, parent: Option<CategoryId>) -> Result<(), Failure> {
    let row = category::ActiveModel { parent_id: Set(parent), ..Default::default() };
    update(id).set(row).exec(work.tx.orm()).await?;
    Ok(())
}

pub async fn delete(work: &Work<'_>, id: CategoryId) -> Result<(), Failure> {
    category::Entity::delete_by_id(id).exec(work.tx.orm()).await?;
    Ok(())
}

/// The branch a category belongs to.
#[derive(Clone, Debug, FromQueryResult)]
pub struct Branched {
    pub id: CategoryId,
    pub kind: Option<UnitKind>,
    pub speciality: Option<String>,
}

pub async fn branched(work: &Work<'_>, ids: &[CategoryId]) -> Result<Vec<Branched>, Failure> {
    let mut found = Vec::new();
    for chunk in ids.chunks(1000) {
        let sql = Sql::new(
            "SELECT c.id, b.kind, c.speciality FROM category c LEFT JOIN org_unit b ON b.id = c.unit_id WHERE c.id IN ",
        );
        found.extend(work.tx.all::<Branched>(sql.list(chunk.iter().copied())).await?);
    }
    Ok(found)
}

/// The unit of this kind that another is, or lies beneath.
pub async fn above_unit(work: &Work<'_>, unit: UnitId, kind: UnitKind) -> Result<Option<UnitId>, Failure> {
    let sql = sql!(
        "SELECT t.id FROM org_unit_closure c JOIN org_unit t ON t.id = c.ancestor_id \
         WHERE c.descendant_id = {unit} AND t.kind = {kind} LIMIT 1",
        unit,
        kind,
    );
    Ok(work.tx.value(sql).await?)
}
