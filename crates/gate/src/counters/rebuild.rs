//! Rebuilds all counters from the facts.

use kyndig_db::{Sql, Tx, sql};
use kyndig_domain::{ids::PositionId, standing::CutOffs};
use kyndig_platform::{auth::Work, http::Failure};
use sea_orm::DbErr;

use super::{
    fold, given, plan_cells, positions,
    recount::{Cell, Counted, recount},
};

/// Values written in one statement: the limit of SQLite.
const VALUES: usize = 32_766;

/// Rebuilds all counters from the facts; call `hold` before the change that requires it.
pub async fn rebuild(work: &Work<'_>) -> Result<(), Failure> {
    for table in ["counter_delta", "plan_delta", "counter_cell", "plan_cell", "position_summary"] {
        work.tx.execute(Sql::new(&format!("DELETE FROM {table}"))).await?;
    }
    let counted = recount(work.tx).await?;
    counted.write_cells(work.tx).await?;
    counted.write_positions(work.tx).await?;
    let plans = sql!(
        "INSERT INTO plan_cell (unit_id, plan_id, positions) WITH given AS ({given}{cells}",
        given = &given(&Sql::new("TRUE"), 1),
        cells = Sql::new(&format!(") {}", plan_cells("given"))),
    );
    work.tx.execute(plans).await?;
    fold::summarise(work.tx, CutOffs::of(work.today)).await?;
    Ok(())
}

impl Counted {
    /// In key order, so that rows are stored next to each other.
    async fn write_cells(&self, tx: &Tx) -> Result<(), DbErr> {
        let mut cells: Vec<(Cell, i64)> = self.cells.iter().map(|(cell, people)| (*cell, *people)).collect();
        cells.sort_unstable_by_key(|(cell, _)| (cell.unit, cell.requirement, cell.status.as_str(), cell.deadline));
        for chunk in cells.chunks(VALUES / 5) {
            let rows = chunk.iter().map(|(Cell { unit, requirement, status, deadline }, people)| {
                [(*unit).into(), (*requirement).into(), (*status).into(), (*deadline).into(), (*people).into()]
            });
            let into = "INSERT INTO counter_cell (unit_id, requirement_id, status, deadline, people) VALUES ";
            tx.execute(Sql::new(into).rows(rows)).await?;
        }
        Ok(())
    }

    async fn write_positions(&self, tx: &Tx) -> Result<(), DbErr> {
        let mut positions: Vec<(PositionId, positions::Counts)> =
            self.positions.iter().map(|(position, counts)| (*position, *counts)).collect();
        positions.sort_unstable_by_key(|(position, _)| *position);
        for chunk in positions.chunks(VALUES / (positions::columns().len() + 1)) {
            let rows = chunk.iter().map(|(position, [a, b, c, d, e, f, g, h])| {
                [
                    (*position).into(),
                    (*a).into(),
                    (*b).into(),
                    (*c).into(),
                    (*d).into(),
                    (*e).into(),
                    (*f).into(),
                    (*g).into(),
                    (*h).into(),
                ]
            });
            let into =
                format!("INSERT INTO position_summary (position_id, {}) VALUES ", positions::columns().join(", "));
            tx.execute(Sql::new(&into).rows(rows)).await?;
        }
        Ok(())
    }
}
