//! Recounting: what the counters say beside what the facts say.

use std::fmt;

use chrono::NaiveDate;
use kyndig_db::{Sql, Tx};
use kyndig_domain::{
    ids::{PlanId, RequirementId, UnitId},
    standing::{CutOffs, Status},
};
use sea_orm::{DbErr, FromQueryResult};

use super::{WrongPosition, cells, fold, goes, plan_cells, positions};

/// A counter that does not say what the facts say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wrong {
    Cell(WrongCell),
    Plan(WrongPlan),
    Position(WrongPosition),
    Summary(WrongSummary),
}

#[derive(Clone, Debug, PartialEq, Eq, FromQueryResult)]
pub struct WrongCell {
    pub unit_id: UnitId,
    pub requirement_id: RequirementId,
    pub status: Status,
    pub deadline: NaiveDate,
    pub counted: i64,
    pub stored: i64,
}

#[derive(Clone, Debug, PartialEq, Eq, FromQueryResult)]
pub struct WrongPlan {
    pub unit_id: UnitId,
    pub plan_id: PlanId,
    pub counted: i64,
    pub stored: i64,
}

/// Does not say what its cells do.
#[derive(Clone, Debug, PartialEq, Eq, FromQueryResult)]
pub struct WrongSummary {
    pub unit_id: UnitId,
    pub requirement_id: RequirementId,
}

impl fmt::Display for Wrong {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Cell(WrongCell { unit_id, requirement_id, status, deadline, counted, stored }) => write!(
                f,
                "unit {unit_id} requirement {requirement_id} {status} {deadline}: stored {stored}, counted {counted}"
            ),
            Self::Plan(WrongPlan { unit_id, plan_id, counted, stored }) => {
                write!(f, "unit {unit_id} plan {plan_id}: stored {stored}, counted {counted}")
            }
            Self::Position(WrongPosition { position_id }) => {
                write!(f, "position {position_id}: its sums are not those of its plans")
            }
            Self::Summary(WrongSummary { unit_id, requirement_id }) => {
                write!(f, "unit {unit_id} requirement {requirement_id}: the summary is not that of its cells")
            }
        }
    }
}

/// Recounts from the facts, and gives every counter that differs. What is near and passed is that of the day of the last
/// night run: ask with that.
pub async fn check(tx: &Tx, at: CutOffs) -> Result<Vec<Wrong>, DbErr> {
    let mut wrong: Vec<Wrong> = wrong_cells(tx).await?.into_iter().map(Wrong::Cell).collect();
    wrong.extend(wrong_plans(tx).await?.into_iter().map(Wrong::Plan));
    wrong.extend(positions::wrong(tx).await?.into_iter().map(Wrong::Position));
    wrong.extend(wrong_summaries(tx, at).await?.into_iter().map(Wrong::Summary));
    Ok(wrong)
}

async fn wrong_cells(tx: &Tx) -> Result<Vec<WrongCell>, DbErr> {
    let mut wrong = Vec::new();
    for (facts, stored) in goes(tx, "s.requirement_id").await?.iter().zip(&goes(tx, "requirement_id").await?) {
        wrong.extend(differing(tx, facts, stored).await?);
    }
    Ok(wrong)
}

async fn differing(tx: &Tx, facts: &Sql, stored: &Sql) -> Result<Vec<WrongCell>, DbErr> {
    let sql = Sql::new(
        "SELECT unit_id, requirement_id, status, deadline, CAST(sum(counted) AS bigint) AS counted, \
         CAST(sum(stored) AS bigint) AS stored FROM (\
           SELECT unit_id, requirement_id, status, deadline, 0 AS counted, people AS stored FROM counter_cell WHERE ",
    )
    .append(stored)
    .push(" UNION ALL SELECT unit_id, requirement_id, status, deadline, 0, people FROM counter_delta WHERE ")
    .append(stored)
    .push(" UNION ALL SELECT unit_id, requirement_id, status, deadline, people, 0 FROM (")
    .append(&cells(tx, "", facts))
    .push(") counted_now) both_sides GROUP BY unit_id, requirement_id, status, deadline HAVING sum(counted) <> sum(stored)");
    tx.all(sql).await
}

async fn wrong_plans(tx: &Tx) -> Result<Vec<WrongPlan>, DbErr> {
    let sql = Sql::new(
        "SELECT unit_id, plan_id, CAST(sum(counted) AS bigint) AS counted, CAST(sum(stored) AS bigint) AS stored FROM (\
           SELECT unit_id, plan_id, 0 AS counted, positions AS stored FROM plan_cell \
           UNION ALL SELECT unit_id, plan_id, 0, positions FROM plan_delta \
           UNION ALL SELECT unit_id, plan_id, positions, 0 FROM (",
    )
    .append(&plan_cells("", &Sql::new("TRUE")))
    .push(") counted_now) both_sides GROUP BY unit_id, plan_id HAVING sum(counted) <> sum(stored)");
    tx.all(sql).await
}

async fn wrong_summaries(tx: &Tx, at: CutOffs) -> Result<Vec<WrongSummary>, DbErr> {
    let columns = fold::summary_columns();
    let (stored, counted) =
        (columns.join(", "), columns.iter().map(|name| format!("-{name}")).collect::<Vec<_>>().join(", "));
    let differ = columns.iter().map(|name| format!("sum({name}) <> 0")).collect::<Vec<_>>().join(" OR ");
    let sql = Sql::new(&format!(
        "SELECT unit_id, requirement_id FROM (SELECT unit_id, requirement_id, {stored} FROM requirement_summary \
         UNION ALL SELECT unit_id, requirement_id, {counted} FROM (SELECT unit_id, requirement_id, "
    ))
    .append(&fold::sums(at))
    .push(&format!(
        " FROM counter_cell GROUP BY unit_id, requirement_id) counted_now) both_sides \
         GROUP BY unit_id, requirement_id HAVING {differ}"
    ));
    tx.all(sql).await
}
