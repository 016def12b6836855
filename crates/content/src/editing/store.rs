//! Queries on who is editing what.

use chrono::{DateTime, Utc};
use kyndig_db::Sql;
use kyndig_domain::ids::PersonId;
use kyndig_platform::{auth::Work, http::Failure};
use sea_orm::FromQueryResult;
use uuid::Uuid;

#[derive(FromQueryResult)]
pub struct Row {
    pub id: PersonId,
    pub name: String,
}

pub async fn put(work: &Work<'_>, subject: Uuid, person: PersonId) -> Result<(), Failure> {
    let sql = Sql::new("INSERT INTO editing (subject_id, person_id, seen_at) VALUES ")
        .rows([[subject.into(), person.into(), work.now.into()]])
        .push(" ON CONFLICT (subject_id, person_id) DO UPDATE SET seen_at = excluded.seen_at");
    work.tx.execute(sql).await?;
    Ok(())
}

pub async fn delete(work: &Work<'_>, subject: Uuid, person: PersonId) -> Result<(), Failure> {
    let sql = Sql::new("DELETE FROM editing WHERE subject_id = ").bind(subject).push(" AND person_id = ").bind(person);
    work.tx.execute(sql).await?;
    Ok(())
}

/// All but this person, by name.
pub async fn others(
    work: &Work<'_>,
    subject: Uuid,
    person: PersonId,
    since: DateTime<Utc>,
) -> Result<Vec<Row>, Failure> {
    let sql = Sql::new("SELECT p.id, p.name FROM editing e JOIN person p ON p.id = e.person_id WHERE e.subject_id = ")
        .bind(subject)
        .push(" AND e.person_id <> ")
        .bind(person)
        .push(" AND e.seen_at >= ")
        .bind(since)
        .push(" ORDER BY p.sort_key, p.id");
    Ok(work.tx.all(sql).await?)
}

pub async fn purge(work: &Work<'_>, before: DateTime<Utc>) -> Result<u64, Failure> {
    Ok(work.tx.execute(Sql::new("DELETE FROM editing WHERE seen_at < ").bind(before)).await?)
}
