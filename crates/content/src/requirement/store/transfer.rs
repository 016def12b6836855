//! Queries that import many requirements at once (PLN-17).

use kyndig_contract::requirement::RequirementContent;
use kyndig_db::{Sql, list, sql};
use kyndig_domain::{
    ids::{PersonId, RequirementId, UnitId},
    requirement::{Level, RequirementKind},
    text,
};
use kyndig_platform::{auth::Work, http::Failure};
use sea_orm::FromQueryResult;

/// Rows in one statement: SQLite binds 32,766 values at the most.
const CHUNK: usize = 500;

/// A requirement that is not here yet.
#[derive(Clone, Debug)]
pub struct New {
    pub id: RequirementId,
    /// Its id across systems.
    pub origin: RequirementId,
    pub number: i32,
    pub owner: UnitId,
    pub kind: RequirementKind,
    pub level: Level,
    /// Otherwise it is a draft.
    pub published: bool,
    /// In the ids of this system.
    pub content: RequirementContent,
}

/// All requirements with any of these ids across systems, here or where they were imported from.
pub async fn known_as(work: &Work<'_>, names: &[RequirementId]) -> Result<Vec<RequirementId>, Failure> {
    let mut found = Vec::new();
    for chunk in names.chunks(CHUNK) {
        let sql = sql!(
            "SELECT id FROM requirement WHERE id IN {chunk} OR origin_id IN {list} ORDER BY id",
            chunk = list(chunk.iter().copied()),
            list = list(chunk.iter().copied()),
        );
        found.extend(work.tx.column::<RequirementId>(sql).await?);
    }
    found.sort_unstable();
    found.dedup();
    Ok(found)
}

#[derive(FromQueryResult)]
struct NameRow {
    id: RequirementId,
    origin_id: Option<RequirementId>,
}

/// The id across systems of each of these; none for archived ones, which are not exported.
pub async fn names(work: &Work<'_>, ids: &[RequirementId]) -> Result<Vec<(RequirementId, RequirementId)>, Failure> {
    let mut found = Vec::new();
    for chunk in ids.chunks(CHUNK) {
        let sql = sql!(
            "SELECT id, origin_id FROM requirement WHERE archived_at IS NULL AND id IN {chunk}",
            chunk = list(chunk.iter().copied()),
        );
        let rows = work.tx.all::<NameRow>(sql).await?;
        found.extend(rows.into_iter().map(|row| (row.id, row.origin_id.unwrap_or(row.id))));
    }
    Ok(found)
}

/// In the order of their numbers.
pub async fn of_unit(work: &Work<'_>, unit: UnitId, most: usize) -> Result<Vec<RequirementId>, Failure> {
    let sql = sql!(
        "SELECT id FROM requirement WHERE archived_at IS NULL AND owner_unit_id = {unit} \
         ORDER BY number LIMIT {limit}",
        unit,
        limit = i64::try_from(most).unwrap_or(i64::MAX),
    );
    Ok(work.tx.column(sql).await?)
}

/// This many numbers, reserved for the caller; returns the first.
pub async fn numbers(work: &Work<'_>, count: usize) -> Result<i32, Failure> {
    let count = i32::try_from(count).map_err(anyhow::Error::from)?;
    let sql = sql!("UPDATE number_series SET last = last + {count} WHERE name = 'requirement' RETURNING last", count);
    let last = work.tx.value::<i32>(sql).await?;
    let last = last.ok_or_else(|| Failure::Internal(anyhow::anyhow!("there is no series of requirement numbers")))?;
    Ok(last - count + 1)
}

pub async fn insert(work: &Work<'_>, all: &[New], by: PersonId) -> Result<(), Failure> {
    for chunk in all.chunks(CHUNK) {
        requirements(work, chunk, by).await?;
        said(work, chunk, by).await?;
        let ids = chunk.iter().map(|new| new.id);
        let order = Sql::new(
            "UPDATE requirement SET owner_key = (SELECT substr(u.sort_key, 1, 60) FROM org_unit u \
             WHERE u.id = requirement.owner_unit_id), category_key = COALESCE((SELECT substr(k.sort_key, 1, 60) \
             FROM category k WHERE k.id = requirement.category_id), '~~') WHERE id IN ",
        );
        work.tx.execute(order.list(ids)).await?;
    }
    // Prerequisites come last: they may be in any of the chunks.
    let edges: Vec<_> = all.iter().flat_map(|new| new.content.prerequisites.iter().map(|on| (new.id, *on))).collect();
    for chunk in edges.chunks(CHUNK) {
        let sql = Sql::new("INSERT INTO requirement_prerequisite (requirement_id, prerequisite_id) VALUES ")
            .rows(chunk.iter().map(|(id, on)| [(*id).into(), (*on).into()]));
        work.tx.execute(sql).await?;
    }
    Ok(())
}

async fn requirements(work: &Work<'_>, chunk: &[New], by: PersonId) -> Result<(), Failure> {
    let mut rows = Vec::with_capacity(chunk.len());
    for new in chunk {
        let content = &new.content;
        rows.push([
            new.id.into(),
            new.origin.into(),
            new.number.into(),
            new.owner.into(),
            new.kind.into(),
            new.level.into(),
            content.category_id.into(),
            content.name.as_str().into(),
            text::fold(&content.name).into(),
            text::sort_key(&content.name).into(),
            content.learning_method.into(),
            content.documentation_method.into(),
            content.needs_signature.into(),
            content.validity_days.into(),
            content.repetitions.into(),
            serde_json::to_string(content)?.into(),
            i32::from(new.published).into(),
            new.published.then_some(work.now).into(),
            work.now.into(),
            by.into(),
        ]);
    }
    let sql = Sql::new(
        "INSERT INTO requirement (id, origin_id, number, owner_unit_id, kind, level, category_id, name, folded, sort_key, \
         learning_method, documentation_method, needs_signature, validity_days, repetitions, content, published_version, \
         published_at, created_at, created_by) VALUES ",
    )
    .rows(rows);
    work.tx.execute(sql).await?;
    Ok(())
}

/// Publications, drafts, search texts, and shares.
async fn said(work: &Work<'_>, chunk: &[New], by: PersonId) -> Result<(), Failure> {
    let (mut published, mut drafted) = (Vec::new(), Vec::new());
    for new in chunk {
        let content = serde_json::to_string(&new.content)?;
        if new.published {
            published.push([new.id.into(), 1.into(), content.into(), work.now.into(), by.into()]);
        } else {
            let category = new.content.category_id;
            drafted.push([new.id.into(), content.into(), category.into(), work.now.into(), by.into()]);
        }
    }
    let versions = "requirement_version (requirement_id, version, content, published_at, published_by)";
    let drafts = "requirement_draft (requirement_id, content, category_id, saved_at, saved_by)";
    for (table, rows) in [(versions, published), (drafts, drafted)] {
        if !rows.is_empty() {
            work.tx.execute(Sql::new(&format!("INSERT INTO {table} VALUES ")).rows(rows)).await?;
        }
    }
    let described = chunk.iter().map(|new| [new.id.into(), text::fold(&new.content.description).into()]);
    let sql = Sql::new("INSERT INTO requirement_description (requirement_id, folded) VALUES ").rows(described);
    work.tx.execute(sql).await?;
    let shares =
        chunk.iter().map(|new| [new.id.into(), new.owner.into(), (new.level != Level::Local).into(), work.now.into()]);
    let sql = Sql::new("INSERT INTO requirement_share (requirement_id, unit_id, with_subunits, shared_at) VALUES ");
    work.tx.execute(sql.rows(shares)).await?;
    Ok(())
}
