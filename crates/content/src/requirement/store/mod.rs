//! Queries on requirements themselves.

pub mod archive;
pub mod files;
pub mod list;
pub mod prerequisite;
pub mod sharing;
pub mod transfer;
pub mod version;

use chrono::{DateTime, Utc};
use kyndig_contract::{
    category::CategoryRef,
    person::PersonRef,
    requirement::{Archived, Course, RequirementContent, RequirementSummary, UsedInPlan},
    unit::UnitRef,
};
use kyndig_db::{Sql, list, sql};
use kyndig_domain::{
    archive::restorable_until,
    ids::{CategoryId, PersonId, PlanId, RequirementId, UnitId},
    requirement::{DocumentationMethod, LearningMethod, Level, RequirementKind, number},
    text,
};
use kyndig_platform::{
    auth::{Work, content_policy},
    http::Failure,
    listing::begins,
};
use sea_orm::FromQueryResult;
use serde::Deserialize;
use uuid::Uuid;

#[derive(Debug, FromQueryResult)]
pub struct SummaryRow {
    pub id: RequirementId,
    pub number: i32,
    pub(super) sort_key: String,
    pub(super) owner_key: String,
    pub(super) category_key: String,
    kind: RequirementKind,
    level: Level,
    name: String,
    category_id: Option<CategoryId>,
    category_name: Option<String>,
    learning_method: LearningMethod,
    documentation_method: DocumentationMethod,
    needs_signature: bool,
    validity_days: Option<i32>,
    /// REQ-13: the content of an archived one is for those who look after the archive.
    is_told: bool,
    published_version: i32,
    has_draft: bool,
    plans: i64,
    unit_id: UnitId,
    unit_name: String,
    can_edit: bool,
    /// In the list alone.
    content: Option<String>,
    pub(super) archived_at: Option<DateTime<Utc>>,
    archiver_id: Option<PersonId>,
    archiver_name: Option<String>,
    pub(super) archiver_key: Option<String>,
    archive_reason: Option<String>,
}

/// The part of a requirement's content that a row of the list shows.
#[derive(Default, Deserialize)]
struct Excerpt {
    #[serde(default)]
    description: String,
    #[serde(default)]
    courses: Vec<Course>,
}

impl TryFrom<SummaryRow> for RequirementSummary {
    type Error = Failure;

    fn try_from(row: SummaryRow) -> Result<Self, Failure> {
        let told = row.is_told;
        let Excerpt { description, courses } =
            row.content.as_deref().filter(|_| told).map(serde_json::from_str).transpose()?.unwrap_or_default();
        Ok(Self {
            id: row.id,
            description: description.chars().take(200).collect(),
            courses,
            archived: row.archived_at.zip(row.archiver_id.zip(row.archiver_name)).map(|(at, (id, name))| Archived {
                at,
                by: PersonRef { id, name },
                reason: row.archive_reason.unwrap_or_default(),
                restorable_until: restorable_until(at),
            }),
            number: number(row.number),
            kind: row.kind,
            level: row.level,
            name: row.name,
            owner_unit: UnitRef { id: row.unit_id, name: row.unit_name },
            category: row
                .category_id
                .zip(row.category_name)
                .filter(|_| told)
                .map(|(id, name)| CategoryRef { id, name }),
            learning_method: told.then_some(row.learning_method),
            documentation_method: told.then_some(row.documentation_method),
            needs_signature: told.then_some(row.needs_signature),
            validity_days: row.validity_days.filter(|_| told),
            published: row.published_version > 0,
            has_draft: row.has_draft,
            plans: row.plans,
            can_edit: row.can_edit,
        })
    }
}

/// All columns of one requirement.
#[derive(Debug, FromQueryResult)]
pub struct Row {
    pub id: RequirementId,
    /// The id that it was imported with.
    pub origin_id: Option<RequirementId>,
    pub number: i32,
    pub kind: RequirementKind,
    pub level: Level,
    pub unit_id: UnitId,
    pub unit_name: String,
    pub content: String,
    pub published_version: i32,
    pub published_at: Option<DateTime<Utc>>,
    pub version: i32,
    pub draft: Option<String>,
    pub draft_by_id: Option<PersonId>,
    pub draft_by_name: Option<String>,
    pub draft_at: Option<DateTime<Utc>>,
    pub draft_unit_id: Option<UnitId>,
    pub draft_unit_name: Option<String>,
    pub archived_at: Option<DateTime<Utc>>,
    pub archiver_id: Option<PersonId>,
    pub archiver_name: Option<String>,
    pub archive_reason: Option<String>,
    pub can_edit: bool,
    pub can_archive: bool,
    /// REQ-16: unpublished content may be read too.
    pub reads_drafts: bool,
}

impl Row {
    /// REQ-13: archived, and its content is for those who look after the archive.
    pub fn is_hidden(&self) -> bool {
        self.archived_at.is_some() && !self.can_archive
    }

    /// REQ-16: never published, and not for the actor to read.
    pub fn is_unread(&self) -> bool {
        self.published_version == 0 && !self.reads_drafts
    }

    /// None before the first publication: until then the content is the draft's.
    pub fn published(&self) -> Result<Option<RequirementContent>, Failure> {
        if self.published_version == 0 {
            return Ok(None);
        }
        Ok(Some(serde_json::from_str(&self.content)?))
    }

    pub fn draft(&self) -> Result<Option<RequirementContent>, Failure> {
        Ok(self.draft.as_deref().map(serde_json::from_str).transpose()?)
    }
}

/// `content`: the SQL of a requirement's content, where it is to be read.
fn summaries(work: &Work<'_>, content: &Sql) -> Sql {
    sql!(
        "SELECT r.id, r.number, r.sort_key, r.owner_key, r.category_key, r.kind, r.level, r.name, c.id AS \
             category_id, c.name AS category_name, r.learning_method, r.documentation_method, r.needs_signature, \
             r.validity_days, r.published_version, (r.archived_at IS NULL \
             OR {archives}) AS is_told, {content} AS content, EXISTS (SELECT 1 FROM requirement_draft d \
             WHERE d.requirement_id = r.id) AS has_draft, (SELECT count(DISTINCT p.plan_id) \
             FROM plan_requirement p WHERE p.requirement_id = r.id) AS plans, u.id AS unit_id, u.name AS \
             unit_name, r.archived_at, ap.id AS archiver_id, ap.name AS archiver_name, ap.sort_key AS \
             archiver_key, r.archive_reason, {edits_requirement} AS can_edit FROM ",
        archives = &content_policy::archives(work, "r.owner_unit_id"),
        content,
        edits_requirement = &content_policy::edits_requirement(work, "r"),
    )
}

/// The joins of a summary, after the table that selects the rows.
const BESIDE: &str = "JOIN org_unit u ON u.id = r.owner_unit_id LEFT JOIN category c ON c.id = r.category_id \
    LEFT JOIN person ap ON ap.id = r.archived_by";

/// The requirements of a plan, in any state; those never published only for those who may read them, and by name for an
/// actor who edits the plan and waits for their publication (PLN-6).
pub async fn of_plan(work: &Work<'_>, plan: PlanId, edited: bool) -> Result<Vec<SummaryRow>, Failure> {
    let sql = summaries(work, &Sql::new("CAST(NULL AS text)"))
        .push(&format!(
            "requirement r {BESIDE} WHERE r.id IN (SELECT requirement_id FROM plan_requirement WHERE plan_id = "
        ))
        .bind(plan)
        .push(") AND (r.published_version > 0 OR ")
        .append(&if edited { Sql::new("TRUE") } else { content_policy::reads_drafts(work, "r") })
        .push(")");
    Ok(work.tx.all(sql).await?)
}

/// Those of these that are archived, and not for the actor to look after (REQ-13).
pub async fn hidden(work: &Work<'_>, requirements: &[RequirementId]) -> Result<Vec<RequirementId>, Failure> {
    if requirements.is_empty() {
        return Ok(Vec::new());
    }
    let sql = sql!(
        "SELECT r.id FROM requirement r WHERE r.archived_at IS NOT NULL AND NOT {archives} AND r.id IN ",
        archives = &content_policy::archives(work, "r.owner_unit_id"),
    )
    .ids(requirements.iter().map(|id| id.0));
    Ok(work.tx.column(sql).await?)
}

pub async fn rows(work: &Work<'_>, requirements: &[RequirementId]) -> Result<Vec<Row>, Failure> {
    let mut rows = Vec::with_capacity(requirements.len());
    for chunk in requirements.chunks(1000) {
        let sql = sql!(
            "SELECT r.id, r.origin_id, r.number, r.kind, r.level, r.owner_unit_id AS unit_id, u.name AS \
             unit_name, r.content, r.published_version, r.published_at, r.version, d.content AS draft, d.saved_by \
             AS draft_by_id, p.name AS draft_by_name, d.saved_at AS draft_at, d.owner_unit_id AS draft_unit_id, \
             du.name AS draft_unit_name, r.archived_at, r.archived_by AS archiver_id, ap.name AS archiver_name, \
             r.archive_reason, {archives} AS can_archive, {edits_requirement} AS can_edit, {reads_drafts} AS reads_drafts \
             FROM requirement r JOIN org_unit u ON u.id = r.owner_unit_id \
             LEFT JOIN requirement_draft d ON d.requirement_id = r.id \
             LEFT JOIN person p ON p.id = d.saved_by LEFT JOIN org_unit du ON du.id = d.owner_unit_id \
             LEFT JOIN person ap ON ap.id = r.archived_by WHERE r.id IN {chunk}",
            archives = &content_policy::archives(work, "r.owner_unit_id"),
            edits_requirement = &content_policy::edits_requirement(work, "r"),
            reads_drafts = &content_policy::reads_drafts(work, "r"),
            chunk = list(chunk.iter().copied()),
        );
        rows.extend(work.tx.all::<Row>(sql).await?);
    }
    Ok(rows)
}

#[derive(Debug, FromQueryResult)]
struct UsedRow {
    plan_id: PlanId,
    plan_name: String,
    people: i64,
}

pub async fn used_in(work: &Work<'_>, requirement: RequirementId) -> Result<Vec<UsedInPlan>, Failure> {
    let sql = sql!(
        "SELECT pl.id AS plan_id, pl.name AS plan_name, (SELECT count(DISTINCT a.person_id) \
         FROM assignment a WHERE a.plan_id = pl.id AND a.active) AS people FROM plan pl \
         WHERE pl.id IN (SELECT plan_id FROM plan_requirement WHERE requirement_id = {requirement}) \
         ORDER BY pl.sort_key, pl.id",
        requirement,
    );
    let rows = work.tx.all::<UsedRow>(sql).await?;
    Ok(rows
        .into_iter()
        .map(|row| UsedInPlan { plan_id: row.plan_id, plan_name: row.plan_name, people: row.people })
        .collect())
}

pub async fn with_draft(work: &Work<'_>, requirements: &[RequirementId]) -> Result<Vec<RequirementId>, Failure> {
    let sql = sql!(
        "SELECT requirement_id FROM requirement_draft WHERE requirement_id IN {requirements}",
        requirements = list(requirements.iter().copied()),
    );
    Ok(work.tx.column(sql).await?)
}

/// REQ-7: those of these that any person has started.
pub async fn started(work: &Work<'_>, requirements: &[RequirementId]) -> Result<Vec<RequirementId>, Failure> {
    let sql = sql!(
        "SELECT r.id FROM requirement r WHERE EXISTS (SELECT 1 FROM standing s \
         WHERE s.requirement_id = r.id AND s.status <> 'not_started') AND r.id IN {requirements}",
        requirements = list(requirements.iter().copied()),
    );
    Ok(work.tx.column(sql).await?)
}

/// The next number; concurrent callers wait until this transaction is over.
pub async fn next_number(work: &Work<'_>) -> Result<i32, Failure> {
    let sql = Sql::new("UPDATE number_series SET last = last + 1 WHERE name = 'requirement' RETURNING last");
    let number = work.tx.value::<i32>(sql).await?;
    number.ok_or_else(|| Failure::Internal(anyhow::anyhow!("there is no series of requirement numbers")))
}

pub async fn insert(
    work: &Work<'_>,
    id: RequirementId,
    number: i32,
    owner: UnitId,
    (kind, level): (RequirementKind, Level),
    content: &RequirementContent,
    by: PersonId,
) -> Result<(), Failure> {
    let sql = Sql::new(
        "INSERT INTO requirement (id, number, owner_unit_id, kind, level, category_id, name, folded, sort_key, \
         learning_method, documentation_method, needs_signature, validity_days, repetitions, content, created_at, \
         created_by) VALUES ",
    )
    .rows([[
        id.into(),
        number.into(),
        owner.into(),
        kind.into(),
        level.into(),
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
        work.now.into(),
        by.into(),
    ]]);
    work.tx.execute(sql).await?;
    order(work, id, Some(content)).await
}

/// The names that the list is ordered by, copied into the requirement, and the text that a search in descriptions
/// reads.
async fn order(work: &Work<'_>, id: RequirementId, content: Option<&RequirementContent>) -> Result<(), Failure> {
    let sql = sql!(
        "UPDATE requirement SET owner_key = (SELECT substr(u.sort_key, 1, 60) FROM org_unit u \
         WHERE u.id = requirement.owner_unit_id), category_key = COALESCE((SELECT substr(k.sort_key, 1, 60) \
         FROM category k WHERE k.id = requirement.category_id), '~~') WHERE id = {id}",
        id,
    );
    work.tx.execute(sql).await?;
    if let Some(content) = content {
        let sql = Sql::new("INSERT INTO requirement_description (requirement_id, folded) VALUES ")
            .rows([[id.into(), text::fold(&content.description).into()]])
            .push(" ON CONFLICT (requirement_id) DO UPDATE SET folded = excluded.folded");
        work.tx.execute(sql).await?;
    }
    Ok(())
}

/// The owner unit (`owner`), or the category, has this sort key now: updates the order of the list.
pub async fn rename_key(work: &Work<'_>, what: &str, id: Uuid, key: &str) -> Result<(), Failure> {
    let of = if what == "owner" { "owner_unit_id" } else { "category_id" };
    let ids = Sql::new(&format!("SELECT id FROM requirement WHERE {of} = ")).bind(id);
    let ids: Vec<RequirementId> = work.tx.column(ids).await?;
    work.tx.lock("requirement", &ids).await?;
    let sql = Sql::new(&format!("UPDATE requirement SET {what}_key = ")).bind(begins(key, 60));
    work.tx.execute(sql.push(&format!(" WHERE {of} = ")).bind(id)).await?;
    Ok(())
}

/// Stores the present content of the requirement: published, or drafted while it was never published.
pub async fn set_content(work: &Work<'_>, id: RequirementId, content: &RequirementContent) -> Result<(), Failure> {
    let sql = sql!(
        "UPDATE requirement SET name = {name}, folded = {folded}, sort_key = {sort_key}, learning_method = \
         {learning_method}, documentation_method = {documentation_method}, needs_signature = \
         {needs_signature}, validity_days = {validity_days}, repetitions = {repetitions}, category_id = \
         {category_id}, content = {content} WHERE id = {id}",
        name = content.name.as_str(),
        folded = text::fold(&content.name),
        sort_key = text::sort_key(&content.name),
        learning_method = content.learning_method,
        documentation_method = content.documentation_method,
        needs_signature = content.needs_signature,
        validity_days = content.validity_days,
        repetitions = content.repetitions,
        category_id = content.category_id,
        content = serde_json::to_string(content)?,
        id,
    );
    work.tx.execute(sql).await?;
    order(work, id, Some(content)).await
}

pub async fn set_owner(work: &Work<'_>, id: RequirementId, owner: UnitId) -> Result<(), Failure> {
    let sql = sql!("UPDATE requirement SET owner_unit_id = {owner} WHERE id = {id}", owner, id);
    work.tx.execute(sql).await?;
    order(work, id, None).await
}

pub async fn bump(work: &Work<'_>, id: RequirementId) -> Result<(), Failure> {
    work.tx.execute(sql!("UPDATE requirement SET version = version + 1 WHERE id = {id}", id)).await?;
    Ok(())
}

pub async fn save_draft(
    work: &Work<'_>,
    id: RequirementId,
    content: &RequirementContent,
    owner: Option<UnitId>,
    by: PersonId,
) -> Result<(), Failure> {
    let sql =
        Sql::new(
            "INSERT INTO requirement_draft (requirement_id, content, category_id, owner_unit_id, saved_at, saved_by) VALUES ",
        )
        .rows([[
            id.into(),
            serde_json::to_string(content)?.into(),
            content.category_id.into(),
            owner.into(),
            work.now.into(),
            by.into(),
        ]])
        .push(
            " ON CONFLICT (requirement_id) DO UPDATE SET content = excluded.content, category_id = excluded.category_id, \
             owner_unit_id = excluded.owner_unit_id, saved_at = excluded.saved_at, saved_by = excluded.saved_by",
        );
    work.tx.execute(sql).await?;
    Ok(())
}

pub async fn delete_draft(work: &Work<'_>, id: RequirementId) -> Result<(), Failure> {
    work.tx.execute(sql!("DELETE FROM requirement_draft WHERE requirement_id = {id}", id)).await?;
    Ok(())
}

/// REQ-17: every publication is kept, and never changed or deleted: versions of plans refer to it.
pub async fn publish(
    work: &Work<'_>,
    id: RequirementId,
    version: i32,
    content: &RequirementContent,
    by: PersonId,
) -> Result<(), Failure> {
    set_content(work, id, content).await?;
    let sql = sql!(
        "UPDATE requirement SET version = version + 1, published_version = {version}, published_at = {now} \
         WHERE id = {id}",
        version,
        now = work.now,
        id,
    );
    work.tx.execute(sql).await?;
    let sql = Sql::new(
        "INSERT INTO requirement_version (requirement_id, version, content, published_at, published_by) VALUES ",
    )
    .rows([[id.into(), version.into(), serde_json::to_string(content)?.into(), work.now.into(), by.into()]]);
    work.tx.execute(sql).await?;
    delete_draft(work, id).await
}
