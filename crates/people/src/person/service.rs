//! Finding people by the words of their names, and maintaining those words.

use kyndig_contract::{
    page::Page,
    person::{PersonQuery, PersonSummary},
};
use kyndig_db::{Sql, list, sql};
use kyndig_domain::{ids::PersonId, text};
use kyndig_platform::{
    auth::Work,
    http::{Code, Failure},
};

use super::store;

/// More than a user reads; a longer name is typed instead.
const MOST: i64 = 20;
/// Words of a search beyond these are ignored.
const MOST_WORDS: usize = 8;

pub async fn find(work: &Work<'_>, query: &PersonQuery) -> Result<Page<PersonSummary>, Failure> {
    let acting = work.person()?.acting.as_ref().ok_or(Code::ChoosePosition)?;
    let folded = text::fold(&query.search);
    let words: Vec<&str> = folded.split_whitespace().take(MOST_WORDS).collect();
    let few = few_named(work, &words).await?.map(|people| sql!("p.id IN {people}", people = list(people)));
    let items = match few.or_else(|| named(&query.search, "p.id")) {
        Some(named) => store::find(work, &named, acting.unit_id, MOST).await?,
        None => Vec::new(),
    };
    Ok(Page { items, next_cursor: None, total: None })
}

/// With this many people, a search does not start from them.
const COMMON: i64 = 2000;

/// People whose names have all of these words as prefixes; none where there are no words, or too many people.
pub async fn few_named(work: &Work<'_>, words: &[&str]) -> Result<Option<Vec<PersonId>>, Failure> {
    if words.is_empty() {
        return Ok(None);
    }
    let found = store::with_words(work, words.get(..MOST_WORDS).unwrap_or(words), COMMON).await?;
    Ok(Some(found).filter(|found| i64::try_from(found.len()).is_ok_and(|found| found < COMMON)))
}

/// A condition on a person's id (an SQL expression): each word of the search begins a word of the name. None where the
/// search has no words.
pub fn named(search: &str, person: &str) -> Option<Sql> {
    let folded = text::fold(search);
    let mut sql = Sql::new("");
    for (index, word) in folded.split_whitespace().take(MOST_WORDS).enumerate() {
        let word = store::with_word(word);
        sql = sql.push(&format!("{}{person} IN (", if index > 0 { " AND " } else { "" })).append(&word).push(")");
    }
    Some(sql).filter(|sql| !sql.text().is_empty())
}

/// Rewrites the name words of these people: they are new, or their names have changed.
pub async fn index_words(work: &Work<'_>, people: &[PersonId]) -> Result<(), Failure> {
    for chunk in people.chunks(500) {
        store::index_words(work, chunk).await?;
    }
    Ok(())
}
