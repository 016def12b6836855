//! What a change holds until its end, on PostgreSQL; SQLite has one writer, so there is nothing to lock there.
//! Always in this order: the plan, the requirements, the people; each in the order of ids. Who gives a plan away
//! shares the plan and its requirements; who changes them holds them alone. So the people of a plan or of a
//! requirement are the same before and after the change.

use kyndig_db::Sql;

use super::Touched;
use crate::{auth::Work, http::Failure};

pub(super) async fn all(work: &Work<'_>, touched: &Touched) -> Result<(), Failure> {
    if !work.tx.is_postgres() {
        return Ok(());
    }
    if !touched.plans().is_empty() {
        let strength = if touched.changes_plan() { "NO KEY UPDATE" } else { "SHARE" };
        let sql = Sql::new("SELECT id FROM plan WHERE id IN ")
            .ids(touched.plans().iter().map(|id| id.0))
            .push(" ORDER BY id FOR ")
            .push(strength);
        work.tx.execute(sql).await?;
    }
    let people = Sql::new("SELECT id FROM person WHERE id IN (").append(&touched.people_sql()).push(")");
    let last = |sql: Sql| sql.push(" ORDER BY id FOR NO KEY UPDATE");
    let Some(requirements) = touched.requirements_sql() else {
        work.tx.execute(last(people)).await?;
        return Ok(());
    };
    let strength = if touched.changes_requirements() { "NO KEY UPDATE" } else { "SHARE" };
    let requirements = Sql::new("SELECT id FROM requirement WHERE id IN (")
        .append(&requirements)
        .push(") ORDER BY id FOR ")
        .push(strength);
    if touched.people_are_known() {
        // One statement for both: the people are none before the requirements are counted, which locks them.
        let both = Sql::new("WITH held AS MATERIALIZED (").append(&requirements).push(") ").append(&people);
        work.tx.execute(last(both.push(" AND (SELECT count(*) FROM held) >= 0"))).await?;
        return Ok(());
    }
    work.tx.execute(requirements).await?;
    work.tx.execute(last(people)).await?;
    Ok(())
}
