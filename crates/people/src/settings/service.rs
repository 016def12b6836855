//! Reading and changing a person's settings; without any, the defaults apply.

use kyndig_contract::settings::Settings;
use kyndig_db::entity::person_setting;
use kyndig_platform::{audit, auth::Work, http::Failure, translations::language};
use sea_orm::{ActiveValue::Set, EntityTrait, sea_query::OnConflict};

pub async fn read(work: &Work<'_>) -> Result<Settings, Failure> {
    let chosen = language(work, work.person()?.person_id).await?;
    Ok(Settings { language: chosen.unwrap_or_default() })
}

pub async fn change(work: &Work<'_>, settings: &Settings) -> Result<Settings, Failure> {
    let person = work.person()?.person_id;
    let row = person_setting::ActiveModel {
        person_id: Set(person),
        language: Set(settings.language),
        changed_at: Set(work.now),
    };
    let mut again = OnConflict::column(person_setting::Column::PersonId);
    again.update_columns([person_setting::Column::Language, person_setting::Column::ChangedAt]);
    person_setting::Entity::insert(row).on_conflict(again).exec_without_returning(work.tx.orm()).await?;
    audit::log(work, "person_setting", Some(person.0), Some(person)).await?;
    Ok(*settings)
}
