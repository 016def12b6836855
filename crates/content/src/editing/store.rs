//! Queries on who is editing what.

use chrono::{DateTime, Utc};
use kyndig_db::{entity::editing, sql};
use kyndig_domain::ids::PersonId;
use kyndig_platform::{auth::Work, http::Failure};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, FromQueryResult, QueryFilter, sea_query::OnConflict};
use uuid::Uuid;

#[derive(FromQueryResult)]
pub struct Row {
    pub id: PersonId,
    pub name: String,
}

pub async fn put(work: &Work<'_>, subject: Uuid, person: PersonId) -> Result<(), Failure> {
    let row = editing::ActiveModel { subject_id: Set(subject), person_id: Set(person), seen_at: Set(work.now) };
    let mut again = OnConflict::columns([editing::Column::SubjectId, editing::Column::PersonId]);
    again.update_column(editing::Column::SeenAt);
    editing::Entity::insert(row).on_conflict(again).exec_without_returning(work.tx.orm()).await?;
    Ok(())
}

pub async fn delete(work: &Work<'_>, subject: Uuid, person: PersonId) -> Result<(), Failure> {
    editing::Entity::delete_by_id((subject, person)).exec(work.tx.orm()).await?;
    Ok(())
}

/// All but this person, by name.
pub async fn others(
    work: &Work<'_>,
    subject: Uuid,
    person: PersonId,
    since: DateTime<Utc>,
) -> Result<Vec<Row>, Failure> {
    let sql = sql!(
        "SELECT p.id, p.name FROM editing e JOIN person p ON p.id = e.person_id \
         WHERE e.subject_id = {subject} AND e.person_id <> {person} AND e.seen_at >= {since} \
         ORDER BY p.sort_key, p.id",
        subject,
        person,
        since,
    );
    Ok(work.tx.all(sql).await?)
}

pub async fn purge(work: &Work<'_>, before: DateTime<Utc>) -> Result<u64, Failure> {
    let old = editing::Entity::delete_many().filter(editing::Column::SeenAt.lt(before));
    Ok(old.exec(work.tx.orm()).await?.rows_affected)
}
