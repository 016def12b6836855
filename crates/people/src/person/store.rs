//! Queries on people and the words of their names.

use kyndig_contract::person::PersonSummary;
use kyndig_db::{Sql, list, sql};
use kyndig_domain::{
    ids::{PersonId, UnitId},
    text,
};
use kyndig_platform::{auth::Work, http::Failure};
use sea_orm::FromQueryResult;

/// Rows in one statement.
const CHUNK: usize = 2000;

#[derive(FromQueryResult)]
struct Found {
    id: PersonId,
    name: String,
    title: String,
    unit_name: String,
}

/// People with a word in their names that begins with this.
pub fn with_word(word: &str) -> Sql {
    sql!("SELECT w.person_id FROM person_word w WHERE w.word >= {word} AND w.word < ", word)
        // No character sorts after this one.
        .bind(format!("{word}{}", char::MAX))
}

/// People who have all of the words, at most this many.
pub async fn with_words(work: &Work<'_>, words: &[&str], most: i64) -> Result<Vec<PersonId>, Failure> {
    let mut all = Sql::new("SELECT DISTINCT person_id FROM (");
    for (index, word) in words.iter().enumerate() {
        all = all.push(if index > 0 { " INTERSECT " } else { "" }).append(&with_word(word));
    }
    Ok(work.tx.column(all.push(") named LIMIT ").bind(most)).await?)
}

/// People with an open position in the region of the unit, each with the first of them.
pub async fn find(work: &Work<'_>, named: &Sql, unit: UnitId, most: i64) -> Result<Vec<PersonSummary>, Failure> {
    let sql = sql!(
        "SELECT p.id, p.name, o.title, u.name AS unit_name FROM person p \
         JOIN position o ON o.id = (SELECT x.id FROM position x WHERE x.person_id = p.id \
         AND x.state = 'open' AND EXISTS (SELECT 1 FROM unit_member m WHERE m.sort_key = x.sort_key \
         AND m.position_id = x.id AND m.unit_id = (SELECT top.ancestor_id FROM org_unit_closure top \
         WHERE top.descendant_id = {unit} ORDER BY top.depth DESC LIMIT 1)) \
         ORDER BY x.kind, x.starts_on, x.id LIMIT 1) JOIN org_unit u ON u.id = o.unit_id \
         WHERE {named} ORDER BY p.sort_key, p.id LIMIT {most}",
        unit,
        named,
        most,
    );
    let found: Vec<Found> = work.tx.all(sql).await?;
    Ok(found
        .into_iter()
        .map(|row| PersonSummary { id: row.id, name: row.name, title: row.title, unit_name: row.unit_name })
        .collect())
}

#[derive(FromQueryResult)]
struct Named {
    id: PersonId,
    name: String,
}

pub async fn index_words(work: &Work<'_>, people: &[PersonId]) -> Result<(), Failure> {
    let named: Vec<Named> = work
        .tx
        .all(sql!("SELECT id, name FROM person WHERE id IN {people}", people = list(people.iter().copied())))
        .await?;
    let old = sql!("DELETE FROM person_word WHERE person_id IN {people}", people = list(people.iter().copied()));
    work.tx.execute(old).await?;
    let words: Vec<(String, PersonId)> =
        named.iter().flat_map(|row| text::words(&row.name).into_iter().map(|word| (word, row.id))).collect();
    for chunk in words.chunks(CHUNK) {
        let mut sql = Sql::new("INSERT INTO person_word (word, person_id) VALUES ");
        for (index, (word, person)) in chunk.iter().enumerate() {
            sql = sql.push(if index == 0 { "(" } else { ", (" }).bind(word.as_str()).push(", ").bind(*person).push(")");
        }
        work.tx.execute(sql).await?;
    }
    Ok(())
}
