//! PLN-14: how a person wants a list to open.

use kyndig_contract::list::{ListName, SavedView};
use kyndig_db::Sql;
use kyndig_platform::{auth::Work, http::Failure};

pub async fn read(work: &Work<'_>, list: ListName) -> Result<SavedView, Failure> {
    let sql = Sql::new("SELECT content FROM saved_view WHERE person_id = ")
        .bind(work.person()?.person_id)
        .push(" AND list = ")
        .bind(list);
    let content = work.tx.value::<String>(sql).await?;
    Ok(content.as_deref().map(serde_json::from_str).transpose()?.unwrap_or_default())
}

pub async fn save(work: &Work<'_>, list: ListName, view: &SavedView) -> Result<SavedView, Failure> {
    let sql = Sql::new("INSERT INTO saved_view (person_id, list, content, saved_at) VALUES ")
        .rows([[work.person()?.person_id.into(), list.into(), serde_json::to_string(view)?.into(), work.now.into()]])
        .push(" ON CONFLICT (person_id, list) DO UPDATE SET content = excluded.content, saved_at = excluded.saved_at");
    work.tx.execute(sql).await?;
    Ok(view.clone())
}

pub async fn reset(work: &Work<'_>, list: ListName) -> Result<(), Failure> {
    let sql = Sql::new("DELETE FROM saved_view WHERE person_id = ")
        .bind(work.person()?.person_id)
        .push(" AND list = ")
        .bind(list);
    work.tx.execute(sql).await?;
    Ok(())
}
