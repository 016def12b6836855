//! Reading and changing a person's settings; without any, the defaults apply.

use kyndig_contract::settings::Settings;
use kyndig_db::Sql;
use kyndig_platform::{audit, auth::Work, http::Failure, translations::language};

pub async fn read(work: &Work<'_>) -> Result<Settings, Failure> {
    let chosen = language(work, work.person()?.person_id).await?;
    Ok(Settings { language: chosen.unwrap_or_default() })
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
