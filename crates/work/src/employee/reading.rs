//! The overview as a file: a thousand or so rows at a time, with only the requested columns of each.

use kyndig_contract::{
    assignment::StatusCounts,
    employee::{EmployeeQuery, EmployeeSummary},
    unit::UnitRef,
};
use kyndig_db::{RowTextReader, RowTextWriter, Sql};
use kyndig_domain::{position::PositionKind, text};
use kyndig_people::unit;
use kyndig_platform::{
    auth::Work,
    http::{
        Failure,
        export::{Chosen, Reading},
    },
};
use sea_orm::DbErr;

use super::{
    list::{self, COUNTS, TO_APPROVE},
    service::wanted,
    store::{LENT_OUT, availability},
};

/// Positions that are read at once.
const AT_ONCE: i64 = 1000;

#[derive(Debug)]
pub struct Overview {
    query: EmployeeQuery,
    needs: Needs,
    after: Option<list::Key>,
    ended: bool,
    units: unit::service::Names,
}

/// Data that is read only for some columns.
#[derive(Clone, Copy, Debug)]
struct Needs {
    lent_out: bool,
    to_approve: bool,
    counts: bool,
}

impl Overview {
    pub fn new(query: EmployeeQuery, chosen: &Chosen) -> Self {
        let needs = Needs {
            lent_out: chosen.has_any(&["availability"]),
            to_approve: chosen.has_any(&["awaiting_approval"]),
            counts: chosen.has_any(&[
                "plans",
                "plan_status",
                "not_started",
                "started",
                "awaiting_signature",
                "rejected",
                "fulfilled",
                "expiring",
                "expired",
            ]),
        };
        Self { query, needs, after: None, ended: false, units: unit::service::Names::default() }
    }

    fn packing(&self, work: &Work<'_>) -> RowTextWriter {
        let packing = RowTextWriter::new(work.tx)
            .id("p.id")
            .text("p.sort_key")
            .id("p.person_id")
            .text("p.name")
            .text("p.title")
            .id("p.unit_id")
            .word("p.kind")
            .word("p.starts_on")
            .word(if self.needs.lent_out { LENT_OUT } else { "FALSE" })
            .word(if self.needs.to_approve { TO_APPROVE } else { "0" });
        if self.needs.counts {
            return COUNTS.iter().fold(packing, |packing, name| packing.word(&format!("p.{name}")));
        }
        packing
    }

    async fn read(&mut self, work: &Work<'_>) -> Result<Option<String>, Failure> {
        let folded = self.query.search.as_deref().map(text::fold).unwrap_or_default();
        let wanted = wanted(work, &self.query, &folded, self.after.take(), AT_ONCE).await?;
        let Some(found) = list::found(work, &wanted).await? else { return Ok(None) };
        let (columns, join) = if self.needs.counts {
            let columns = COUNTS.map(|name| format!(", count.{name}")).concat();
            (columns, "LEFT JOIN position_summary count ON count.position_id = p.id ")
        } else {
            (String::new(), "")
        };
        let from = Sql::new(&format!(
            "(SELECT p.id, p.sort_key, p.person_id, person.name, p.title, p.unit_id, p.kind, p.starts_on{columns} FROM ("
        ))
        .append(&found)
        .push(") found JOIN position p ON p.id = found.id JOIN person ON person.id = p.person_id ")
        .push(join)
        .push("ORDER BY p.sort_key, p.id LIMIT ")
        .bind(AT_ONCE)
        .push(") p");
        Ok(Some(work.tx.row_text(self.packing(work), &from).await?))
    }

    /// Rows whose unit is known by its id alone, and where they end.
    fn unpack(&self, packed: &str) -> Result<(Vec<EmployeeSummary>, Option<list::Key>), Failure> {
        let mut rows = Vec::new();
        let mut row = RowTextReader::new(packed);
        let mut last = None;
        while row.more() {
            let (position_id, sort_key, person_id) = (row.id()?, row.text()?, row.id()?);
            last = Some((sort_key, position_id));
            let (name, title) = (row.text()?.to_owned(), row.text()?.to_owned());
            let unit = UnitRef { id: row.id()?, name: String::new() };
            let kind: PositionKind = row.word()?.parse().map_err(|_| DbErr::Type("a kind of position".to_owned()))?;
            let starts_on = row.day()?.ok_or_else(|| DbErr::Type("a start".to_owned()))?;
            let availability = availability(kind, row.is()?);
            let awaiting_approval = row.number_or(0)?;
            let (plans, counts) = if self.needs.counts { counts(&mut row)? } else { Default::default() };
            rows.push(EmployeeSummary {
                position_id,
                person_id,
                name,
                title,
                unit,
                availability,
                starts_on,
                counts,
                plans,
                long_awaiting: 0,
                awaiting_approval,
            });
        }
        Ok((rows, last.map(|(sort_key, id)| (sort_key.to_owned(), id))))
    }
}

/// In the order of `COUNTS`: the number of plans, and their status. Zero, where the gate has counted nothing.
fn counts(row: &mut RowTextReader<'_>) -> Result<(i64, StatusCounts), DbErr> {
    let mut next = || row.number_or(0);
    let plans = next()?;
    let counts = StatusCounts {
        not_started: next()?,
        started: next()?,
        awaiting_signature: next()?,
        rejected: next()?,
        fulfilled: next()?,
        expiring: next()?,
        expired: next()?,
    };
    Ok((plans, counts))
}

impl Reading for Overview {
    type Row = EmployeeSummary;

    async fn next(&mut self, work: &Work<'_>) -> Result<Option<Vec<EmployeeSummary>>, Failure> {
        if self.ended {
            return Ok(None);
        }
        self.ended = true;
        let Some(packed) = self.read(work).await? else { return Ok(None) };
        let (mut rows, last) = self.unpack(&packed)?;
        self.units.meet(work, rows.iter().map(|summary| summary.unit.id)).await?;
        for summary in &mut rows {
            summary.unit.name.push_str(&self.units.find(summary.unit.id));
        }
        if rows.len() == usize::try_from(AT_ONCE).unwrap_or(usize::MAX) {
            self.ended = false;
            self.after = last;
        }
        Ok(Some(rows))
    }
}
