//! Recounting: compares the counters with the facts.

use std::{collections::HashMap, fmt};

use chrono::NaiveDate;
use kyndig_db::{Sql, Tx, sql};
use kyndig_domain::{
    ids::{PlanId, PositionId, RequirementId, UnitId},
    standing::{CutOffs, Status},
};
use sea_orm::{DbErr, FromQueryResult};

use super::{
    fold, given, plan_cells, positions,
    recount::{Cell, Counted, recount},
};

/// A counter that differs from the facts.
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

/// Differs in the status of its plans, or in their number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WrongPosition {
    pub position_id: PositionId,
}

/// Differs from its cells.
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

/// Recounts from the facts, and returns every counter that differs. Near and overdue deadlines are those of the day of
/// the last night run: pass that day.
pub async fn check(tx: &Tx, at: CutOffs) -> Result<Vec<Wrong>, DbErr> {
    let Counted { cells, positions } = recount(tx).await?;
    let mut wrong: Vec<Wrong> = wrong_cells(tx, cells).await?.into_iter().map(Wrong::Cell).collect();
    wrong.extend(wrong_plans(tx).await?.into_iter().map(Wrong::Plan));
    wrong.extend(wrong_positions(tx, positions).await?.into_iter().map(Wrong::Position));
    wrong.extend(wrong_summaries(tx, at).await?.into_iter().map(Wrong::Summary));
    Ok(wrong)
}

#[derive(FromQueryResult)]
struct StoredCell {
    requirement_id: RequirementId,
    status: Status,
    deadline: NaiveDate,
    people: i64,
}

/// One unit at a time, so that a region's cells are not held twice. `counted` is consumed; what is left of it is stored
/// nowhere.
async fn wrong_cells(tx: &Tx, mut counted: HashMap<Cell, i64>) -> Result<Vec<WrongCell>, DbErr> {
    let mut wrong = Vec::new();
    let units: Vec<UnitId> = tx.column(Sql::new("SELECT id FROM org_unit")).await?;
    for unit in units {
        let sql = sql!(
            "SELECT requirement_id, status, deadline, CAST(sum(people) AS bigint) AS people \
             FROM (SELECT requirement_id, status, deadline, people FROM counter_cell WHERE unit_id = {unit} \
             UNION ALL SELECT requirement_id, status, deadline, people FROM counter_delta \
             WHERE unit_id = {unit}) stored GROUP BY requirement_id, status, deadline",
            unit,
        );
        for StoredCell { requirement_id, status, deadline, people } in tx.all(sql).await? {
            let cell = Cell { unit, requirement: requirement_id, status, deadline };
            let counted = counted.remove(&cell).unwrap_or_default();
            if counted != people {
                wrong.push((cell, counted, people));
            }
        }
    }
    wrong.extend(counted.into_iter().map(|(cell, counted)| (cell, counted, 0)));
    wrong.sort_unstable_by_key(|(cell, ..)| (cell.unit, cell.requirement, cell.status.as_str(), cell.deadline));
    let wrong = wrong.into_iter().map(|(Cell { unit, requirement, status, deadline }, counted, stored)| WrongCell {
        unit_id: unit,
        requirement_id: requirement,
        status,
        deadline,
        counted,
        stored,
    });
    Ok(wrong.collect())
}

async fn wrong_positions(
    tx: &Tx,
    mut counted: HashMap<PositionId, positions::Counts>,
) -> Result<Vec<WrongPosition>, DbErr> {
    let mut wrong = Vec::new();
    let columns = positions::columns();
    let sql = format!("SELECT position_id, {} FROM position_summary", columns.join(", "));
    for row in tx.rows(Sql::new(&sql)).await? {
        let position_id: PositionId = row.try_get("", "position_id")?;
        let mut stored = positions::Counts::default();
        for (count, name) in stored.iter_mut().zip(&columns) {
            *count = row.try_get("", name)?;
        }
        if counted.remove(&position_id).unwrap_or_default() != stored {
            wrong.push(WrongPosition { position_id });
        }
    }
    wrong.extend(counted.into_keys().map(|position_id| WrongPosition { position_id }));
    wrong.sort_unstable_by_key(|one| one.position_id);
    Ok(wrong)
}

async fn wrong_plans(tx: &Tx) -> Result<Vec<WrongPlan>, DbErr> {
    let sql = sql!(
        "WITH given AS ({given}{rest}",
        given = &given(&Sql::new("TRUE"), 1),
        rest = Sql::new(&format!(
            ") SELECT unit_id, plan_id, CAST(sum(counted) AS bigint) AS counted, CAST(sum(stored) AS bigint) AS stored FROM (\
           SELECT unit_id, plan_id, 0 AS counted, positions AS stored FROM plan_cell \
           UNION ALL SELECT unit_id, plan_id, 0, positions FROM plan_delta \
           UNION ALL SELECT unit_id, plan_id, positions, 0 FROM ({}) counted_now) both_sides \
         GROUP BY unit_id, plan_id HAVING sum(counted) <> sum(stored)",
            plan_cells("given")
        )),
    );
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
