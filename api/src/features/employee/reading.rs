//! The overview as a file: some thousand rows at a time, with no more of each than the columns that were asked for.

use kyndig_contract::{
    assignment::StatusCounts,
    employee::{EmployeeQuery, EmployeeSummary},
    unit::UnitRef,
};
use kyndig_db::{Packing, Sql, Unpacking};
use kyndig_domain::{
    ids::{PlanId, RequirementId},
    position::PositionKind,
    text,
};
use sea_orm::DbErr;

use super::{
    list,
    service::wanted,
    store::{LENT_OUT, availability},
};
use crate::{
    auth::Work,
    features::unit,
    held::{self, Marks, Plans},
    http::{
        Failure,
        export::{Chosen, Reading},
    },
};

/// Positions that are read at once.
const AT_ONCE: i64 = 4000;

#[derive(Debug)]
pub struct Overview {
    query: EmployeeQuery,
    needs: Needs,
    after: Option<list::Key>,
    ended: bool,
    plans: Plans,
    units: unit::service::Names,
}

/// What is read for the sake of some columns alone.
#[derive(Clone, Copy, Debug)]
struct Needs {
    lent_out: bool,
    plans: bool,
    counts: bool,
}

impl Overview {
    pub fn new(query: EmployeeQuery, chosen: &Chosen) -> Self {
        let counts = chosen.has_any(&[
            "plan_status",
            "not_started",
            "started",
            "awaiting_signature",
            "rejected",
            "fulfilled",
            "expiring",
            "expired",
        ]);
        let needs = Needs {
            lent_out: chosen.has_any(&["availability"]),
            plans: chosen.has_any(&["plans", "plan_status"]),
            counts,
        };
        Self {
            query,
            needs,
            after: None,
            ended: false,
            plans: Plans::default(),
            units: unit::service::Names::default(),
        }
    }

    fn packing(&self, work: &Work<'_>) -> Packing {
        let tx = work.tx;
        let mut packing = Packing::new(tx)
            .id("p.id")
            .text("p.sort_key")
            .id("p.person_id")
            .text("p.name")
            .text("p.title")
            .id("p.unit_id")
            .word("p.kind")
            .word("p.starts_on")
            .word(if self.needs.lent_out { LENT_OUT } else { "FALSE" });
        if self.needs.counts {
            let standings = Sql::new("standing s WHERE s.person_id = p.person_id");
            packing = held::pack_plans(tx, packing, "p.id");
            packing = Marks::pack(tx, packing, "p.person_id");
            packing = packing.list(Packing::new(tx).id("s.requirement_id").word("s.status"), &standings);
        } else if self.needs.plans {
            packing = packing.word("(SELECT count(*) FROM assignment a WHERE a.position_id = p.id AND a.active)");
        }
        packing
    }

    async fn read(&mut self, work: &Work<'_>) -> Result<Option<String>, Failure> {
        let folded = self.query.search.as_deref().map(text::fold).unwrap_or_default();
        let wanted = wanted(work, &self.query, &folded, self.after.take(), AT_ONCE).await?;
        let Some(found) = list::found(work, &wanted).await? else { return Ok(None) };
        let from = Sql::new(
            "(SELECT p.id, p.sort_key, p.person_id, person.name, p.title, p.unit_id, p.kind, p.starts_on FROM (",
        )
        .append(&found)
        .push(
            ") found JOIN position p ON p.id = found.id JOIN person ON person.id = p.person_id \
             ORDER BY p.sort_key, p.id LIMIT ",
        )
        .bind(AT_ONCE)
        .push(") p");
        Ok(Some(work.tx.packed(self.packing(work), &from).await?))
    }

    /// Rows whose unit is known by its id alone, with what their counts are made of; and where they end.
    fn unpack<'a>(&self, packed: &'a str) -> Result<(Vec<Unfinished<'a>>, Option<list::Key>), Failure> {
        let mut rows = Vec::new();
        let mut row = Unpacking::new(packed);
        let mut last = None;
        while row.more() {
            let (position_id, sort_key, person_id) = (row.id()?, row.text()?, row.id()?);
            last = Some((sort_key, position_id));
            let (name, title) = (row.text()?.to_owned(), row.text()?.to_owned());
            let unit = UnitRef { id: row.id()?, name: String::new() };
            let kind: PositionKind = row.word()?.parse().map_err(|_| DbErr::Type("a kind of position".to_owned()))?;
            let starts_on = row.day()?.ok_or_else(|| DbErr::Type("a start".to_owned()))?;
            let availability = availability(kind, row.is()?);
            let (mut plans, mut parts) = (0, None);
            if self.needs.counts {
                parts = Some(Parts { plans: row.list()?, marks: row.list()?, standings: row.list()? });
            } else if self.needs.plans {
                plans = row.number()?;
            }
            let counts = StatusCounts::default();
            let summary = EmployeeSummary {
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
            };
            rows.push((summary, parts));
        }
        Ok((rows, last.map(|(sort_key, id)| (sort_key.to_owned(), id))))
    }

    fn count(&self, rows: &mut [Unfinished<'_>]) -> Result<(), Failure> {
        let (mut plans, mut marks): (Vec<PlanId>, _) = (Vec::new(), Marks::default());
        for (summary, parts) in rows {
            let Some(mut parts) = *parts else { continue };
            held::unpack_plans(parts.plans, &mut plans)?;
            marks.unpack(parts.marks)?;
            summary.plans = i64::try_from(plans.len()).unwrap_or(i64::MAX);
            while parts.standings.more() {
                let (requirement, status) = (parts.standings.id::<RequirementId>()?, parts.standings.word()?);
                let Some(requirement) = self.plans.find(requirement) else { continue };
                if self.plans.ask(&plans, &marks, requirement) {
                    summary.counts.add(held::status(status)?, 1);
                }
            }
        }
        Ok(())
    }
}

/// Of one position.
#[derive(Clone, Copy)]
struct Parts<'a> {
    plans: Unpacking<'a>,
    marks: Unpacking<'a>,
    standings: Unpacking<'a>,
}

type Unfinished<'a> = (EmployeeSummary, Option<Parts<'a>>);

impl Reading for Overview {
    type Row = EmployeeSummary;

    async fn next(&mut self, work: &Work<'_>) -> Result<Option<Vec<EmployeeSummary>>, Failure> {
        if self.ended {
            return Ok(None);
        }
        self.ended = true;
        let Some(packed) = self.read(work).await? else { return Ok(None) };
        let (mut rows, last) = self.unpack(&packed)?;
        self.units.meet(work, rows.iter().map(|(summary, _)| summary.unit.id)).await?;
        let mut met = Vec::new();
        for (_, parts) in &rows {
            let Some(mut parts) = *parts else { continue };
            while parts.plans.more() {
                met.push(parts.plans.id()?);
            }
        }
        self.plans.meet(work, met.into_iter()).await?;
        self.count(&mut rows)?;
        for (summary, _) in &mut rows {
            summary.unit.name = (*self.units.find(summary.unit.id)).to_owned();
        }
        if rows.len() == usize::try_from(AT_ONCE).unwrap_or(usize::MAX) {
            self.ended = false;
            self.after = last;
        }
        Ok(Some(rows.into_iter().map(|(summary, _)| summary).collect()))
    }
}
