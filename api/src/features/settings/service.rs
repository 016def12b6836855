//! Reading and changing one's settings; without any, the defaults hold.

use kyndig_contract::settings::{Language, Settings};
use kyndig_db::Sql;
use kyndig_domain::ids::PersonId;

use crate::{audit, auth::Work, http::Failure};

pub async fn read(work: &Work<'_>) -> Result<Settings, Failure> {
    let chosen = language(work, work.person()?.person_id).await?;
    Ok(Settings { language: chosen.unwrap_or_default() })
}

/// The language a person has chosen, if any.
pub async fn language(work: &Work<'_>, person: PersonId) -> Result<Option<Language>, Failure> {
    let sql = Sql::new("SELECT language FROM person_setting WHERE person_id = ").bind(person);
    Ok(work.tx.value(sql).await?)
}

pub async fn change(work: &Work<'_>, settings: &Settings) -> Result<Settings, Failure> {
    let person = work.person()?.person_id;
    let sql = Sql::new("INSERT INTO person_setting (person_id, language, changed_at) VALUES ")
        .rows([[person.into(), settings.language.into(), work.now.into()]])
        .push(" ON CONFLICT (person_id) DO UPDATE SET language = excluded.language, changed_at = excluded.changed_at");
    work.tx.execute(sql).await?;
    audit::log(work, "person_setting", Some(person.0), Some(person)).await?;
    Ok(*settings)
}
