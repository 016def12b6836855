//! Who is responsible for which plans.

use kyndig_db::sql;
use kyndig_domain::ids::PersonId;
use kyndig_platform::{auth::Work, http::Failure};
use sea_orm::FromQueryResult;

#[derive(Debug, FromQueryResult)]
pub struct Row {
    pub person_id: PersonId,
    pub plan: String,
    /// As document owner; or else as author.
    pub owns: bool,
}

/// The plans in use, by those who are responsible for them and employed, except those who have received the overview of
/// the year.
pub async fn answered_for(work: &Work<'_>, year: i32) -> Result<Vec<Row>, Failure> {
    let sql = sql!(
        "SELECT a.person_id, a.plan, a.owns FROM ( SELECT document_owner_id AS person_id, id, name AS plan, \
         sort_key, TRUE AS owns FROM plan WHERE archived_at IS NULL UNION ALL \
         SELECT document_author_id AS person_id, id, name AS plan, sort_key, FALSE AS owns FROM plan \
         WHERE archived_at IS NULL) a WHERE EXISTS (SELECT 1 FROM position x \
         WHERE x.person_id = a.person_id AND x.state = 'open') AND NOT EXISTS (SELECT 1 FROM outbox o \
         WHERE o.recipient_id = a.person_id AND o.payload LIKE {payload}) ORDER BY a.sort_key, a.id",
        payload = format!(r#"{{"message":"plans_of_the_year","year":"{year}",%"#),
    );
    Ok(work.tx.all(sql).await?)
}
