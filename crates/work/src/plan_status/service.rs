//! Combines data of the features of employees and of assignments.

use std::collections::{HashMap, HashSet};

use kyndig_contract::{
    assignment::StatusCounts,
    employee::EmployeeSummary,
    page::{Page, PageQuery},
    plan_status::{
        PlanInUse, PlanInUseQuery, PlanStatusColumn, PlanStatusDates, PlanStatusGroup, PlanStatusPage, PlanStatusRow,
    },
};
use kyndig_domain::{
    ids::{PlanId, PlanRequirementId, PositionId},
    plan_status::letter,
    requirement,
    standing::Status,
};
use kyndig_platform::{
    auth::Work,
    http::{Failure, page},
};

use super::store;
use crate::{
    assignment::{
        service as assignments,
        service::{Cell, Place},
    },
    employee,
};

pub async fn plans(work: &Work<'_>, query: &PlanInUseQuery, paging: &PageQuery) -> Result<Page<PlanInUse>, Failure> {
    let after = page::after::<store::Key>(paging)?;
    let rows = store::page(work, query.search.as_deref(), after, paging.limit()).await?;
    page::page(rows, paging.limit(), |row| (row.sort_key.clone(), row.id), store::Row::into_plan)
}

/// The header above the employees.
#[derive(Debug)]
pub struct Head {
    pub plan: PlanInUse,
    places: Vec<Place>,
    at: HashMap<PlanRequirementId, usize>,
}

/// A plan that no one within the scope has is not found.
pub async fn head(work: &Work<'_>, plan: PlanId) -> Result<Head, Failure> {
    let plan = store::find(work, plan).await?.ok_or_else(Failure::not_found)?.into_plan();
    let places = assignments::places(work, plan.id).await?;
    let at = places.iter().enumerate().map(|(at, place)| (place.id, at)).collect();
    Ok(Head { plan, places, at })
}

pub async fn status(work: &Work<'_>, plan: PlanId, paging: &PageQuery) -> Result<PlanStatusPage, Failure> {
    let head = head(work, plan).await?;
    let rows = rows(work, &head, paging).await?;
    Ok(PlanStatusPage { groups: head.groups(), plan: head.plan, items: rows.items, next_cursor: rows.next_cursor })
}

/// The employees under a header, which stays as it was, regardless of later changes of the plan.
pub async fn rows(work: &Work<'_>, head: &Head, paging: &PageQuery) -> Result<Page<PlanStatusRow>, Failure> {
    let employees = employee::service::having(work, head.plan.id, paging).await?;
    let positions = employees.items.iter().map(|employee| employee.position_id);
    let mut cells: HashMap<PositionId, Vec<Cell>> = HashMap::new();
    for cell in assignments::cells(work, head.plan.id, positions).await? {
        cells.entry(cell.position_id).or_default().push(cell);
    }
    let row = |employee: EmployeeSummary| {
        let cells = cells.remove(&employee.position_id)?;
        head.row(employee, cells)
    };
    let items = employees.items.into_iter().filter_map(row).collect();
    Ok(Page { items, next_cursor: employees.next_cursor, total: None })
}

impl Head {
    /// One for each section, or goal of a theme: related columns are adjacent.
    pub fn groups(&self) -> Vec<PlanStatusGroup> {
        let mut groups: Vec<PlanStatusGroup> = Vec::new();
        let mut current = None;
        for place in &self.places {
            let of = Some((place.section_id, place.goal_id));
            if current != of {
                current = of;
                let goal = assignments::name_of_goal(place.goal_code.as_deref(), place.goal_name.as_deref());
                groups.push(PlanStatusGroup { name: place.heading.clone(), goal, columns: Vec::new() });
            }
            if let Some(group) = groups.last_mut() {
                group.columns.push(PlanStatusColumn {
                    requirement_id: place.requirement_id,
                    number: requirement::number(place.number),
                    name: place.name.clone(),
                    repetitions: place.repetitions,
                });
            }
        }
        groups
    }

    fn row(&self, employee: EmployeeSummary, cells: Vec<Cell>) -> Option<PlanStatusRow> {
        let assignment_id = cells.first()?.assignment_id;
        let mut statuses = vec![Status::NotStarted; self.places.len()];
        let mut counted = vec![0; self.places.len()];
        let mut dates = Vec::new();
        for cell in cells {
            let Some(column) = cell.place_id.and_then(|place| self.at.get(&place).copied()) else { continue };
            statuses[column] = cell.status;
            counted[column] = cell.counted;
            let nears_its_end = matches!(cell.status, Status::Expiring | Status::Expired);
            let expires_on = cell.expires_on.filter(|_| nears_its_end);
            if cell.deadline.is_some() || expires_on.is_some() {
                dates.push(PlanStatusDates { column, deadline: cell.deadline, expires_on });
            }
        }
        dates.sort_by_key(|dates| dates.column);
        let repeating = self.places.iter().zip(counted).filter(|(place, _)| place.repetitions.is_some());
        Some(PlanStatusRow {
            assignment_id,
            position_id: employee.position_id,
            person_id: employee.person_id,
            name: employee.name,
            title: employee.title,
            unit: employee.unit,
            availability: employee.availability,
            percent: self.percent(&statuses),
            statuses: statuses.into_iter().map(letter).collect(),
            repetitions: repeating.map(|(_, counted)| counted).collect(),
            dates,
        })
    }

    /// As in the plan itself: an activity that serves several goals counts once.
    fn percent(&self, statuses: &[Status]) -> i64 {
        let mut seen = HashSet::new();
        let mut counts = StatusCounts::default();
        for (place, status) in self.places.iter().zip(statuses) {
            if seen.insert(place.requirement_id) {
                counts.add(*status, 1);
            }
        }
        counts.percent()
    }
}
