//! Statements on names.

use kyndig_db::{Sql, entity::person_word};
use kyndig_domain::ids::PersonId;
use sea_orm::{EntityTrait, FromQueryResult, IntoActiveModel};

use crate::{auth::Work, http::Failure};

#[derive(FromQueryResult)]
struct Name {
    id: PersonId,
    folded: String,
}

pub async fn index_words(work: &Work<'_>, people: &[PersonId]) -> Result<(), Failure> {
    let gone = Sql::new("DELETE FROM person_word WHERE person_id IN ").list(people.iter().copied());
    work.tx.execute(gone).await?;
    let names = Sql::new("SELECT id, folded FROM person WHERE id IN ").list(people.iter().copied());
    let mut rows = Vec::new();
    for name in work.tx.all::<Name>(names).await? {
        let mut words: Vec<&str> = name.folded.split([' ', '-']).filter(|word| !word.is_empty()).collect();
        words.sort_unstable();
        words.dedup();
        rows.extend(
            words
                .into_iter()
                .map(|word| person_word::Model { word: word.to_owned(), person_id: name.id }.into_active_model()),
        );
    }
    if !rows.is_empty() {
        person_word::Entity::insert_many(rows).exec_without_returning(work.tx.orm()).await?;
    }
    Ok(())
}
