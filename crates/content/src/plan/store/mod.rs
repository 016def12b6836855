//! Queries on plans themselves.

pub mod archive;
pub mod content;
pub mod goal;
pub mod list;
pub mod publication;
pub mod template;
pub mod transfer;
pub mod usage;
pub mod version;
pub mod yearly;

use std::collections::HashSet;

use chrono::{DateTime, Utc};
use kyndig_contract::{
    person::PersonRef,
    plan::{CreatePlan, UpdatePlan},
};
use kyndig_db::{Sql, list, sql};
use kyndig_domain::{
    ids::{PersonId, PlanId, UnitId},
    plan::{Completion, PlanKind},
    requirement::Level,
    text,
};
use kyndig_platform::{
    auth::{Work, content_policy},
    http::Failure,
    listing::begins,
};
use sea_orm::FromQueryResult;

/// The order of other lists of plans.
pub type Key = (String, PlanId);

/// PLN-14: the status of a plan, of a row of `plan` that has no alias. It is pending while it was never approved, while
/// it holds anything inactive, and while anything active has a draft.
const STATUS: &str = "CASE WHEN plan.major = 0 OR EXISTS (SELECT 1 FROM plan_requirement pr WHERE pr.plan_id = plan.id \
    AND (pr.state = 'inactive' OR (pr.state = 'active' AND EXISTS (SELECT 1 FROM requirement_draft d \
    WHERE d.requirement_id = pr.requirement_id)))) THEN 'draft_' ELSE '' END \
    || CASE WHEN EXISTS (SELECT 1 FROM plan_publication pp WHERE pp.plan_id = plan.id) THEN 'published' \
    ELSE 'unpublished' END";
/// The length of text that lists are ordered by.
const ORDERED_BY: usize = 60;

/// One plan, without its content.
#[derive(Debug, FromQueryResult)]
pub struct Row {
    pub kind: PlanKind,
    pub level: Level,
    pub is_template: bool,
    pub template_id: Option<PlanId>,
    pub template_name: Option<String>,
    pub copies: i64,
    pub name: String,
    pub description: String,
    pub time_frame: String,
    pub literature: String,
    pub completion: Completion,
    pub unit_id: UnitId,
    pub unit_name: String,
    /// The short code of the trust that the owner unit belongs to.
    pub trust_code: Option<String>,
    pub owner_id: Option<PersonId>,
    pub owner_name: Option<String>,
    pub author_id: Option<PersonId>,
    pub author_name: Option<String>,
    pub major: i32,
    pub minor: i32,
    pub was_published: bool,
    pub created_at: DateTime<Utc>,
    pub changed_at: DateTime<Utc>,
    pub creator_id: PersonId,
    pub creator_name: String,
    pub assigned: i64,
    /// It is, or was, assigned.
    pub ever_assigned: bool,
    pub archived_at: Option<DateTime<Utc>>,
    pub archiver_id: Option<PersonId>,
    pub archiver_name: Option<String>,
    pub archive_reason: Option<String>,
    pub can_edit: bool,
    pub can_archive: bool,
    pub can_take_usage: bool,
    pub version: i32,
}

pub async fn plan(work: &Work<'_>, id: PlanId) -> Result<Option<Row>, Failure> {
    let sql = sql!(
        "SELECT pl.kind, pl.level, pl.is_template, tm.id AS template_id, tm.name AS template_name, (SELECT \
         count(*) FROM plan copy WHERE copy.template_id = pl.id) AS copies, pl.archived_at, pl.archived_by AS \
         archiver_id, x.name AS archiver_name, pl.archive_reason, pl.name, pl.description, pl.time_frame, \
         pl.literature, pl.completion, u.id AS unit_id, u.name AS unit_name, (SELECT t.short_code \
         FROM org_unit_closure c JOIN org_unit t ON t.id = c.ancestor_id \
         WHERE c.descendant_id = pl.owner_unit_id AND t.kind = 'health_trust' \
         LIMIT 1) AS trust_code, o.id AS owner_id, o.name AS owner_name, w.id AS author_id, w.name AS \
         author_name, pl.major, pl.minor, pl.was_published, pl.created_at, COALESCE(pl.changed_at, \
         pl.created_at) AS changed_at, m.id AS creator_id, m.name AS creator_name, (SELECT count(*) \
         FROM assignment a WHERE a.plan_id = pl.id AND a.active) AS assigned, EXISTS (SELECT 1 \
         FROM assignment a WHERE a.plan_id = pl.id) AS ever_assigned, pl.version, {archives} AS can_archive, \
         {takes_usage} AS can_take_usage, {edits_plan} AS can_edit FROM plan pl \
         JOIN org_unit u ON u.id = pl.owner_unit_id JOIN person m ON m.id = pl.created_by \
         LEFT JOIN person o ON o.id = pl.document_owner_id \
         LEFT JOIN person w ON w.id = pl.document_author_id \
         LEFT JOIN person x ON x.id = pl.archived_by LEFT JOIN plan tm ON tm.id = pl.template_id \
         WHERE pl.id = {id}",
        archives = &content_policy::archives(work, "pl.owner_unit_id"),
        takes_usage = &content_policy::takes_usage(work, "pl"),
        edits_plan = &content_policy::edits_plan(work, "pl"),
        id,
    );
    Ok(work.tx.one(sql).await?)
}

pub async fn insert(
    work: &Work<'_>,
    id: PlanId,
    request: &CreatePlan,
    level: Level,
    by: PersonId,
) -> Result<(), Failure> {
    let name = request.name.trim();
    let sql = Sql::new(
        "INSERT INTO plan (id, kind, level, is_template, template_id, name, folded, sort_key, owner_unit_id, description, \
         description_key, time_frame, literature, completion, created_at, changed_at, created_by) VALUES ",
    )
    .rows([[
        id.into(),
        request.kind.into(),
        level.into(),
        request.is_template.into(),
        request.template_id.into(),
        name.into(),
        text::fold(name).into(),
        text::sort_key(name).into(),
        request.owner_unit_id.into(),
        request.description.as_str().into(),
        description_key(&request.description).into(),
        request.time_frame.as_str().into(),
        request.literature.as_str().into(),
        request.completion.into(),
        work.now.into(),
        work.now.into(),
        by.into(),
    ]]);
    work.tx.execute(sql).await?;
    describe(work, id, &request.description).await?;
    order(work, id).await
}

/// Only the given fields.
pub async fn update(work: &Work<'_>, id: PlanId, request: &UpdatePlan) -> Result<(), Failure> {
    let sql = sql!("UPDATE plan SET version = version + 1, changed_at = {now}", now = work.now)
        .when(request.name.as_deref().map(str::trim), |sql, name| {
            sql.push(", name = ")
                .bind(name)
                .push(", folded = ")
                .bind(text::fold(name))
                .push(", sort_key = ")
                .bind(text::sort_key(name))
        })
        .when(request.description.as_deref(), |sql, text| {
            sql.push(", description = ").bind(text).push(", description_key = ").bind(description_key(text))
        })
        .when(request.time_frame.as_deref(), |sql, text| sql.push(", time_frame = ").bind(text))
        .when(request.literature.as_deref(), |sql, text| sql.push(", literature = ").bind(text))
        .when(request.owner_unit_id, |sql, owner| sql.push(", owner_unit_id = ").bind(owner))
        .when(request.completion, |sql, completion| sql.push(", completion = ").bind(completion))
        .push(" WHERE id = ")
        .bind(id);
    work.tx.execute(sql).await?;
    if let Some(description) = &request.description {
        describe(work, id, description).await?;
    }
    order(work, id).await
}

/// Plans without one come last.
fn description_key(description: &str) -> String {
    let key = text::sort_key(begins(description.trim_start(), ORDERED_BY));
    if key.is_empty() { "~~".to_owned() } else { key }
}

/// Stores the text that a search in descriptions reads.
async fn describe(work: &Work<'_>, id: PlanId, description: &str) -> Result<(), Failure> {
    let sql = Sql::new("INSERT INTO plan_description (plan_id, folded) VALUES ")
        .rows([[id.into(), text::fold(description).into()]])
        .push(" ON CONFLICT (plan_id) DO UPDATE SET folded = excluded.folded");
    work.tx.execute(sql).await?;
    Ok(())
}

/// The names that the list is ordered by, copied into the plan.
async fn order(work: &Work<'_>, id: PlanId) -> Result<(), Failure> {
    let sql = Sql::new(&format!(
        "UPDATE plan SET owner_key = (SELECT substr(u.sort_key, 1, {ORDERED_BY}) FROM org_unit u \
         WHERE u.id = plan.owner_unit_id), creator_key = (SELECT substr(p.sort_key, 1, {ORDERED_BY}) FROM person p \
         WHERE p.id = plan.created_by) WHERE id = "
    ))
    .bind(id);
    work.tx.execute(sql).await?;
    Ok(())
}

/// Units and people have these names now, as sort keys: updates the order of the list.
pub async fn renamed(
    work: &Work<'_>,
    units: &[(UnitId, String)],
    people: &[(PersonId, String)],
) -> Result<(), Failure> {
    let of = units.iter().map(|(unit, _)| unit.0).chain(people.iter().map(|(person, _)| person.0));
    for chunk in of.collect::<Vec<_>>().chunks(1000) {
        let plans = sql!("SELECT id FROM plan WHERE owner_unit_id IN {chunk}", chunk = list(chunk.iter().copied()));
        let plans = plans.push(" OR created_by IN ").list(chunk.iter().copied());
        let plans: Vec<PlanId> = work.tx.column(plans).await?;
        work.tx.lock("plan", &plans).await?;
    }
    let makers: HashSet<PersonId> = if people.is_empty() {
        HashSet::new()
    } else {
        work.tx.column(Sql::new("SELECT DISTINCT created_by FROM plan")).await?.into_iter().collect()
    };
    let people = people.iter().filter(|(person, _)| makers.contains(person));
    let units = units.iter().map(|(unit, key)| ("owner_key", "owner_unit_id", unit.0, key));
    let people = people.map(|(person, key)| ("creator_key", "created_by", person.0, key));
    for (column, of, id, key) in units.chain(people) {
        let sql = Sql::new(&format!("UPDATE plan SET {column} = "))
            .bind(begins(key, ORDERED_BY))
            .push(&format!(" WHERE {of} = "))
            .bind(id);
        work.tx.execute(sql).await?;
    }
    Ok(())
}

/// The plans, locked by the caller, whose status has changed because of something elsewhere: a draft has come or gone.
pub async fn restate(work: &Work<'_>, plans: &[PlanId]) -> Result<(), Failure> {
    for chunk in plans.chunks(1000) {
        let sql = Sql::new(&format!("UPDATE plan SET status = {STATUS} WHERE id IN ")).list(chunk.iter().copied());
        work.tx.execute(sql).await?;
    }
    Ok(())
}

/// Marks the plan as changed.
pub async fn bump(work: &Work<'_>, id: PlanId) -> Result<(), Failure> {
    bump_all(work, &[id]).await
}

/// Marks these plans as changed, because of their content.
pub async fn bump_all(work: &Work<'_>, plans: &[PlanId]) -> Result<(), Failure> {
    for chunk in plans.chunks(1000) {
        let sql = Sql::new(&format!("UPDATE plan SET version = version + 1, status = {STATUS}, changed_at = "))
            .bind(work.now)
            .push(" WHERE id IN ")
            .list(chunk.iter().copied());
        work.tx.execute(sql).await?;
    }
    Ok(())
}

#[derive(FromQueryResult)]
struct StewardRow {
    id: PersonId,
    name: String,
}

/// PLN-15: the stewards of this plan, on an open position.
pub async fn stewards(work: &Work<'_>, plan: PlanId) -> Result<Vec<PersonRef>, Failure> {
    let sql = sql!(
        "SELECT DISTINCT p.id, p.name, p.sort_key FROM role_grant g \
         JOIN position o ON o.id = g.position_id AND o.state = 'open' \
         JOIN person p ON p.id = o.person_id WHERE g.role = 'plan_steward' AND g.plan_id = {plan} \
         ORDER BY p.sort_key, p.id",
        plan,
    );
    let rows = work.tx.all::<StewardRow>(sql).await?;
    Ok(rows.into_iter().map(|row| PersonRef { id: row.id, name: row.name }).collect())
}

/// Whether both units belong to one trust.
pub async fn same_trust(work: &Work<'_>, one: UnitId, other: UnitId) -> Result<bool, Failure> {
    let sql = sql!(
        "SELECT 1 FROM org_unit_closure a JOIN org_unit t ON t.id = a.ancestor_id \
         AND t.kind = 'health_trust' JOIN org_unit_closure b ON b.ancestor_id = t.id \
         WHERE a.descendant_id = {one} AND b.descendant_id = {other}",
        one,
        other,
    );
    Ok(work.tx.exists(sql).await?)
}
