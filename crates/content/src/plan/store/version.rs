//! Queries on the versions of plans. A version stores the place of each requirement, and refers to its publication,
//! which is immutable; so it is small, and opens exactly as it was.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use kyndig_contract::requirement::RequirementContent;
use kyndig_db::{Sql, list, sql};
use kyndig_domain::{
    ids::{GoalId, PersonId, PlanId, RequirementId, SectionId},
    version::PlanVersion,
};
use kyndig_platform::{auth::Work, http::Failure};
use sea_orm::FromQueryResult;
use serde::{Deserialize, Serialize};

/// Plans whose versions are made at once.
const CHUNK: usize = 200;

/// The stored content of a version.
#[derive(Debug, Serialize, Deserialize)]
pub struct Snapshot {
    pub name: String,
    pub sections: Vec<SnapshotSection>,
}

#[derive(Debug, Serialize, Deserialize)]
pub struct SnapshotSection {
    /// Not stored in the earliest versions.
    #[serde(default)]
    pub id: Option<SectionId>,
    pub name: String,
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub goals: Vec<SnapshotGoal>,
    /// Each with the number of its publication; in a goal plan they are in the goals.
    pub requirements: Vec<(RequirementId, i32)>,
}

#[derive(Debug, Serialize, Deserialize)]
pub struct SnapshotGoal {
    pub id: GoalId,
    pub code: String,
    pub name: String,
    pub description: String,
    pub requirements: Vec<(RequirementId, i32)>,
}

#[derive(Debug, FromQueryResult)]
pub struct VersionRow {
    pub major: i32,
    pub minor: i32,
    pub made_at: DateTime<Utc>,
    pub maker_id: PersonId,
    pub maker_name: String,
}

/// A plan's version as it is stored: 0.0 before the first activation.
pub fn stored(major: i32, minor: i32) -> Option<PlanVersion> {
    let version = PlanVersion { major: major.try_into().ok()?, minor: minor.try_into().ok()? };
    (version.major > 0).then_some(version)
}

/// As two columns; none where the numbers are larger than any stored.
pub fn columns(version: PlanVersion) -> Option<(i32, i32)> {
    Some((version.major.try_into().ok()?, version.minor.try_into().ok()?))
}

pub async fn move_to(work: &Work<'_>, plan: PlanId, version: PlanVersion) -> Result<(), Failure> {
    let (major, minor) =
        columns(version).ok_or_else(|| Failure::Internal(anyhow::anyhow!("plan {plan} has too many versions")))?;
    let sql = sql!(
        "UPDATE plan SET version = version + 1, major = {major}, minor = {minor}, changed_at = {now} \
         WHERE id = {plan}",
        major,
        minor,
        now = work.now,
        plan,
    );
    work.tx.execute(sql).await?;
    super::restate(work, &[plan]).await
}

#[derive(FromQueryResult)]
struct PlanRow {
    id: PlanId,
    name: String,
    major: i32,
    minor: i32,
}

/// The present versions of these plans.
pub async fn current(work: &Work<'_>, plans: &[PlanId]) -> Result<Vec<(PlanId, Option<PlanVersion>)>, Failure> {
    let mut found = Vec::with_capacity(plans.len());
    for chunk in plans.chunks(CHUNK) {
        let rows = plan_rows(work, chunk).await?;
        found.extend(rows.into_iter().map(|row| (row.id, stored(row.major, row.minor))));
    }
    Ok(found)
}

async fn plan_rows(work: &Work<'_>, plans: &[PlanId]) -> Result<Vec<PlanRow>, Failure> {
    let sql = sql!("SELECT id, name, major, minor FROM plan WHERE id IN {plans}", plans = list(plans.iter().copied()));
    Ok(work.tx.all(sql).await?)
}

#[derive(FromQueryResult)]
struct SectionRow {
    id: SectionId,
    plan_id: PlanId,
    name: String,
}

#[derive(FromQueryResult)]
struct GoalRow {
    id: GoalId,
    section_id: SectionId,
    code: String,
    name: String,
    description: String,
}

#[derive(FromQueryResult)]
struct ActiveRow {
    section_id: SectionId,
    goal_id: Option<GoalId>,
    requirement_id: RequirementId,
    published_version: i32,
}

/// Stores each of these plans as it now is, as its present version.
pub async fn keep(work: &Work<'_>, plans: &[PlanId], by: PersonId) -> Result<(), Failure> {
    for chunk in plans.chunks(CHUNK) {
        let sections = sql!(
            "SELECT id, plan_id, name FROM section WHERE plan_id IN {chunk} ORDER BY plan_id, ordinal, id",
            chunk = list(chunk.iter().copied()),
        );
        let sections = work.tx.all::<SectionRow>(sections).await?;
        let active = sql!(
            "SELECT pr.section_id, pr.goal_id, pr.requirement_id, r.published_version \
             FROM plan_requirement pr JOIN requirement r ON r.id = pr.requirement_id \
             WHERE pr.state = 'active' AND pr.plan_id IN {chunk} ORDER BY pr.section_id, pr.ordinal, pr.id",
            chunk = list(chunk.iter().copied()),
        );
        let goals = sql!(
            "SELECT id, section_id, code, name, description FROM goal WHERE plan_id IN {chunk} \
             ORDER BY ordinal, id",
            chunk = list(chunk.iter().copied()),
        );
        let mut held: HashMap<_, Vec<(RequirementId, i32)>> = HashMap::new();
        for row in work.tx.all::<ActiveRow>(active).await? {
            held.entry((row.section_id, row.goal_id)).or_default().push((row.requirement_id, row.published_version));
        }
        let mut goals_of: HashMap<SectionId, Vec<SnapshotGoal>> = HashMap::new();
        for row in work.tx.all::<GoalRow>(goals).await? {
            let requirements = held.remove(&(row.section_id, Some(row.id))).unwrap_or_default();
            let GoalRow { id, section_id, code, name, description } = row;
            goals_of.entry(section_id).or_default().push(SnapshotGoal { id, code, name, description, requirements });
        }
        let mut snapshots: HashMap<PlanId, Vec<SnapshotSection>> = HashMap::new();
        for row in sections {
            let requirements = held.remove(&(row.id, None)).unwrap_or_default();
            let goals = goals_of.remove(&row.id).unwrap_or_default();
            let section = SnapshotSection { id: Some(row.id), name: row.name, goals, requirements };
            snapshots.entry(row.plan_id).or_default().push(section);
        }
        let mut rows = Vec::with_capacity(chunk.len());
        for plan in plan_rows(work, chunk).await? {
            let sections = snapshots.remove(&plan.id).unwrap_or_default();
            let content = serde_json::to_string(&Snapshot { name: plan.name, sections })?;
            rows.push([
                plan.id.into(),
                plan.major.into(),
                plan.minor.into(),
                content.into(),
                work.now.into(),
                by.into(),
            ]);
        }
        let sql =
            Sql::new("INSERT INTO plan_version (plan_id, major, minor, content, made_at, made_by) VALUES ").rows(rows);
        work.tx.execute(sql).await?;
    }
    Ok(())
}

/// Latest first; one row more than the limit: it says that there is another page.
pub async fn page(
    work: &Work<'_>,
    plan: PlanId,
    before: Option<(i32, i32)>,
    limit: u16,
) -> Result<Vec<VersionRow>, Failure> {
    let sql = sql!(
        "SELECT v.major, v.minor, v.made_at, p.id AS maker_id, p.name AS maker_name FROM plan_version v \
         JOIN person p ON p.id = v.made_by WHERE v.plan_id = {plan}",
        plan,
    )
    .when(before, |sql, (major, minor)| {
        sql.push(" AND (v.major, v.minor) < (").bind(major).push(", ").bind(minor).push(")")
    })
    .push(" ORDER BY v.major DESC, v.minor DESC LIMIT ")
    .bind(i64::from(limit) + 1);
    Ok(work.tx.all(sql).await?)
}

#[derive(FromQueryResult)]
struct KeptRow {
    content: String,
    made_at: DateTime<Utc>,
    maker_id: PersonId,
    maker_name: String,
}

pub async fn one(
    work: &Work<'_>,
    plan: PlanId,
    major: i32,
    minor: i32,
) -> Result<Option<(VersionRow, Snapshot)>, Failure> {
    let sql = sql!(
        "SELECT v.content, v.made_at, p.id AS maker_id, p.name AS maker_name FROM plan_version v \
         JOIN person p ON p.id = v.made_by WHERE v.plan_id = {plan} AND v.major = {major} \
         AND v.minor = {minor}",
        plan,
        major,
        minor,
    );
    let Some(row) = work.tx.one::<KeptRow>(sql).await? else { return Ok(None) };
    let snapshot = serde_json::from_str(&row.content)?;
    let version = VersionRow { major, minor, made_at: row.made_at, maker_id: row.maker_id, maker_name: row.maker_name };
    Ok(Some((version, snapshot)))
}

#[derive(FromQueryResult)]
struct PublishedRow {
    requirement_id: RequirementId,
    version: i32,
    number: i32,
    content: String,
}

/// The content of each of these publications, with the requirement's number.
pub async fn publications(
    work: &Work<'_>,
    publications: &[(RequirementId, i32)],
) -> Result<HashMap<(RequirementId, i32), (i32, RequirementContent)>, Failure> {
    let mut found = HashMap::with_capacity(publications.len());
    for chunk in publications.chunks(500) {
        let sql = Sql::new(
            "SELECT v.requirement_id, v.version, r.number, v.content FROM requirement_version v \
             JOIN requirement r ON r.id = v.requirement_id WHERE (v.requirement_id, v.version) IN (VALUES ",
        )
        .rows(chunk.iter().map(|(requirement, version)| [(*requirement).into(), (*version).into()]));
        for row in work.tx.all::<PublishedRow>(sql.push(")")).await? {
            let content = serde_json::from_str(&row.content)?;
            found.insert((row.requirement_id, row.version), (row.number, content));
        }
    }
    Ok(found)
}
