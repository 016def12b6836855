//! PLN-14: how a person wants a list to open.

use kyndig_contract::list::{ListName, SavedView};
use kyndig_db::entity::saved_view;
use kyndig_domain::ids::PersonId;
use kyndig_platform::{auth::Work, http::Failure};
use sea_orm::{ActiveValue::Set, EntityTrait, sea_query::OnConflict};

pub async fn read(work: &Work<'_>, list: ListName) -> Result<SavedView, Failure> {
    let found = saved_view::Entity::find_by_id(key(work, list)?).one(work.tx.orm()).await?;
    Ok(found.map(|view| serde_json::from_str(&view.content)).transpose()?.unwrap_or_default())
}

pub async fn save(work: &Work<'_>, list: ListName, view: &SavedView) -> Result<SavedView, Failure> {
    let (person, list) = key(work, list)?;
    let row = saved_view::ActiveModel {
        person_id: Set(person),
        list: Set(list),
        content: Set(serde_json::to_string(view)?),
        saved_at: Set(work.now),
    };
    let mut again = OnConflict::columns([saved_view::Column::PersonId, saved_view::Column::List]);
    again.update_columns([saved_view::Column::Content, saved_view::Column::SavedAt]);
    saved_view::Entity::insert(row).on_conflict(again).exec_without_returning(work.tx.orm()).await?;
    Ok(view.clone())
}

pub async fn reset(work: &Work<'_>, list: ListName) -> Result<(), Failure> {
    saved_view::Entity::delete_by_id(key(work, list)?).exec(work.tx.orm()).await?;
    Ok(())
}

fn key(work: &Work<'_>, list: ListName) -> Result<(PersonId, String), Failure> {
    Ok((work.person()?.person_id, list.to_string()))
}
