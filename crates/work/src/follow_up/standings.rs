//! FOL-5: a row per person and requirement, in any order, at a cost independent of their number (FOL-8).
//!
//! Ordered by person, where a total already says that there are many rows, the people are scanned directly. Otherwise:
//! for few people all rows are sorted; for many, the sums (`requirements`) give the number of rows: few are sorted too;
//! with more, there is one every few people, and they are found by scanning the index of the order. An order without an
//! index is a few parts one after another, each of which has one: status by status, requirement by requirement.
//!
//! A person with two positions is listed once, at the first of them that has the requirement.

mod query;

use chrono::NaiveDate;
use kyndig_contract::{
    assignment::StatusCounts,
    follow_up::{FollowedStanding, FollowedStandingQuery, FollowedStandingSort},
    person::PersonRef,
    unit::UnitRef,
};
use kyndig_db::Sql;
use kyndig_domain::{
    follow_up::Deadline,
    ids::{AssignmentId, PersonId, PositionId, RequirementId, UnitId},
    requirement::number,
    standing::{CutOffs, Status},
};
use kyndig_gate::relevance::NOT_RELEVANT;
use kyndig_platform::{auth::Work, http::Failure};
use sea_orm::FromQueryResult;

pub use super::order::Key;
use super::{people::People, requirements};

use crate::employee;

/// Those with an expiry, by the days stored: the gate and the night run keep the status consistent with them.
const EXPIRE: [Status; 3] = [Status::Expired, Status::Expiring, Status::Fulfilled];

/// What is few enough to be sorted.
#[derive(Clone, Copy, Debug)]
pub struct Few {
    /// People, with all of their rows.
    pub people: i64,
    /// Rows, for any people.
    pub rows: i64,
}

impl Few {
    pub const USUAL: Self = Self { people: 300, rows: 2000 };
}

#[derive(Debug, FromQueryResult)]
pub struct Row {
    person_id: PersonId,
    person_name: String,
    sort_key: String,
    position_id: PositionId,
    assignment_id: AssignmentId,
    title: String,
    unit_id: UnitId,
    unit_name: String,
    requirement_id: RequirementId,
    requirement_name: String,
    requirement_key: String,
    number: i32,
    status: Status,
    performed_on: Option<NaiveDate>,
    expires_on: Option<NaiveDate>,
    deadline: Option<NaiveDate>,
}

impl Row {
    pub fn key(&self, query: &FollowedStandingQuery) -> Key {
        Key {
            sort: query.sort.unwrap_or_default(),
            descending: query.descending == Some(true),
            status: self.status,
            deadline: self.deadline,
            expires: self.expires_on,
            person: self.sort_key.clone(),
            position: self.position_id.0,
            name: self.requirement_key.clone(),
            requirement: self.requirement_id.0,
        }
    }

    pub fn into_followed(self) -> FollowedStanding {
        FollowedStanding {
            person: PersonRef { id: self.person_id, name: self.person_name },
            position_id: self.position_id,
            assignment_id: self.assignment_id,
            title: self.title,
            unit: UnitRef { id: self.unit_id, name: self.unit_name },
            requirement_id: self.requirement_id,
            requirement_name: self.requirement_name,
            number: number(self.number),
            status: self.status,
            performed_on: self.performed_on,
            expires_on: self.expires_on,
            deadline: self.deadline,
        }
    }
}

/// The conditions on the standing `s` alone.
pub fn of_standing(query: &FollowedStandingQuery, at: CutOffs) -> Sql {
    Sql::default()
        .when(query.status.as_ref(), |sql, any| sql.push(" AND s.status IN ").list(any.0.iter().copied()))
        .when(query.requirement_id, |sql, id| sql.push(" AND s.requirement_id = ").bind(id))
        .when(query.plan, |sql, plan| {
            sql.push(
                " AND EXISTS (SELECT 1 FROM plan_requirement fp JOIN assignment fa ON fa.plan_id = fp.plan_id AND fa.active \
                 AND fa.person_id = s.person_id WHERE fp.requirement_id = s.requirement_id AND fp.state = 'active' \
                 AND fp.plan_id = ",
            )
            .bind(plan)
            .push(")")
        })
        .when(query.deadline, |sql, deadline| {
            let sql = sql.push(" AND s.status NOT IN ('fulfilled', 'expiring') AND s.deadline ");
            match deadline {
                Deadline::Passed => sql.push("< ").bind(at.today),
                Deadline::Near => sql.push(">= ").bind(at.today).push(" AND s.deadline <= ").bind(at.soon),
            }
        })
}

/// The active plan of position `p` in which the requirement of `s` is active, and relevant, as `FROM` and `WHERE`.
fn through(position: &str) -> String {
    format!(
        "FROM assignment a JOIN plan_requirement pr ON pr.plan_id = a.plan_id AND pr.requirement_id = s.requirement_id \
         AND pr.state = 'active' WHERE a.position_id = {position}.id AND a.active AND NOT {NOT_RELEVANT}"
    )
}

/// One row more than the limit: it says that there is another page.
pub async fn page(
    work: &Work<'_>,
    people: &People,
    query: &FollowedStandingQuery,
    after: Option<&Key>,
    limit: u16,
    few: Few,
) -> Result<Vec<Row>, Failure> {
    let wanted = usize::from(limit) + 1;
    let list = List { work, people, query, after, wanted, few };
    if list.are_many_by_person().await? {
        return list.read(&list.walked(&Part::default())).await;
    }
    if let Some(positions) = list.few_positions().await? {
        return list.read(&list.among(&positions, &Part::default())).await;
    }
    let counts = list.counts().await?;
    let rows: i64 = counts.iter().map(|one| one.rows).sum();
    if counts.is_empty() {
        return Ok(Vec::new());
    }
    if rows <= list.few.rows {
        let part = Part { requirements: Some(counts.iter().map(|one| one.id).collect()), ..Part::default() };
        return list.read(&list.gathered(&part)).await;
    }
    match query.sort.unwrap_or_default() {
        FollowedStandingSort::Person => list.read(&list.walked(&list.whole(&counts))).await,
        FollowedStandingSort::Requirement => list.by_requirement(counts).await,
        FollowedStandingSort::Status => list.by_status(&counts).await,
        FollowedStandingSort::Deadline => list.by_deadline(&counts).await,
        FollowedStandingSort::Expiry => list.by_expiry(&counts).await,
    }
}

/// The maximum number of rows of a requirement.
#[derive(Debug)]
struct Count {
    id: RequirementId,
    name: String,
    rows: i64,
    by_status: StatusCounts,
}

/// The part of the list read at once.
#[derive(Clone, Debug, Default)]
struct Part {
    requirements: Option<Vec<RequirementId>>,
    status: Option<Status>,
    /// With a deadline, or without.
    deadline: Option<bool>,
    /// That expires, or does not.
    expires: Option<bool>,
    /// From its beginning, and not from where the previous page ended.
    anew: bool,
}

struct List<'a, 'w> {
    work: &'a Work<'w>,
    people: &'a People,
    query: &'a FollowedStandingQuery,
    after: Option<&'a Key>,
    wanted: usize,
    few: Few,
}

impl List<'_, '_> {
    /// All positions concerned, where they are few.
    async fn few_positions(&self) -> Result<Option<Vec<PositionId>>, Failure> {
        let found = employee::service::first_of(
            self.work,
            self.people.manager,
            &self.people.units,
            self.people.within,
            self.query.person.as_deref(),
            self.few.people + 1,
        )
        .await?;
        Ok((i64::try_from(found.len()).unwrap_or(i64::MAX) <= self.few.people).then_some(found))
    }

    /// Whether a total already says that there are many, and they are ordered by person: for people with counters, not
    /// filtered by anything that the total does not include.
    async fn are_many_by_person(&self) -> Result<bool, Failure> {
        let FollowedStandingQuery { sort, person, requirement, requirement_id, deadline, plan, .. } = self.query;
        let by_person = sort.unwrap_or_default() == FollowedStandingSort::Person;
        if !by_person || person.is_some() || requirement.is_some() || requirement_id.is_some() || deadline.is_some() {
            return Ok(false);
        }
        if plan.is_some() {
            return Ok(false);
        }
        let Some(counted) = self.people.counted(self.work).await? else { return Ok(false) };
        let (total, _) = requirements::totals(self.work, self.people, Some(counted)).await?;
        Ok(self.asked(&total) > self.few.rows)
    }

    /// The number of these with a requested status.
    fn asked(&self, counts: &StatusCounts) -> i64 {
        match &self.query.status {
            Some(any) => any.0.iter().map(|status| counts.of(*status)).sum(),
            None => counts.total(),
        }
    }

    /// The requirements that have rows, by name; a person's name filters them further.
    async fn counts(&self) -> Result<Vec<Count>, Failure> {
        let counted = self.people.counted(self.work).await?;
        let query = self.query;
        let (named, one) = (query.requirement.as_deref(), query.requirement_id);
        let sums = requirements::all(self.work, self.people, counted, named, one, query.plan).await?;
        let rows = |row: &requirements::Row| {
            let by_deadline = self.query.deadline.map(|deadline| row.with_deadline(deadline));
            by_deadline.unwrap_or(i64::MAX).min(self.asked(&row.counts()))
        };
        let counts = sums.into_iter().map(|row| Count {
            id: row.id,
            rows: rows(&row),
            by_status: row.counts(),
            name: row.into_sort_key(),
        });
        Ok(counts.filter(|count| count.rows > 0).collect())
    }

    /// Filtered by requirement only where these are not all.
    fn whole(&self, counts: &[Count]) -> Part {
        let FollowedStandingQuery { requirement, requirement_id, plan, .. } = self.query;
        let narrowed = requirement.is_some() || requirement_id.is_some() || plan.is_some();
        Part { requirements: narrowed.then(|| counts.iter().map(|one| one.id).collect()), ..Part::default() }
    }

    /// Requirement by requirement: several small ones together, a large one by itself.
    async fn by_requirement(&self, mut counts: Vec<Count>) -> Result<Vec<Row>, Failure> {
        if self.descending() {
            counts.reverse();
        }
        if let Some(key) = self.after {
            let begun = (key.name.as_str(), key.requirement);
            counts.retain(|one| {
                let place = (one.name.as_str(), one.id.0);
                if self.descending() { place <= begun } else { place >= begun }
            });
        }
        let mut found = Vec::new();
        let mut rest = counts.as_slice();
        while found.len() < self.wanted && !rest.is_empty() {
            let (part, walk, count) = next_part(rest, self.wanted, self.few.rows);
            rest = &rest[count..];
            let begun = self.after.is_some_and(|key| part.iter().any(|id| id.0 == key.requirement));
            let part = Part { requirements: Some(part), anew: !begun, ..Part::default() };
            let sql = if walk { self.walked(&part) } else { self.gathered(&part) };
            found.extend(self.read(&sql).await?);
        }
        found.truncate(self.wanted);
        Ok(found)
    }

    async fn by_status(&self, counts: &[Count]) -> Result<Vec<Row>, Failure> {
        let asked = |status: &Status| self.query.status.as_ref().is_none_or(|any| any.0.contains(status));
        let mut statuses: Vec<Status> = Status::ALL.iter().copied().filter(asked).collect();
        if self.descending() {
            statuses.reverse();
        }
        let begun = self.after.and_then(|key| statuses.iter().position(|status| *status == key.status)).unwrap_or(0);
        let mut found = Vec::new();
        for status in &statuses[begun..] {
            if found.len() >= self.wanted {
                break;
            }
            let having: Vec<&Count> = counts.iter().filter(|one| one.by_status.of(*status) > 0).collect();
            let rows: i64 = having.iter().map(|one| one.by_status.of(*status)).sum();
            let few = rows <= self.few.rows;
            let whole = self.whole(counts);
            let requirements = if few { Some(having.iter().map(|one| one.id).collect()) } else { whole.requirements };
            let part = Part {
                requirements,
                status: Some(*status),
                anew: !found.is_empty() || self.past(*status),
                ..Part::default()
            };
            if rows > 0 {
                let sql = if few { self.gathered(&part) } else { self.walked(&part) };
                found.extend(self.read(&sql).await?);
            }
        }
        found.truncate(self.wanted);
        Ok(found)
    }

    /// Whether the previous page ended in another status than this.
    fn past(&self, status: Status) -> bool {
        self.after.is_some_and(|key| key.status != status)
    }

    /// Those with a deadline, and then the others by name; in descending order, the others first.
    async fn by_deadline(&self, counts: &[Count]) -> Result<Vec<Row>, Failure> {
        let parts = if self.descending() { [false, true] } else { [true, false] };
        let begun = self.after.map_or(parts[0], |key| key.deadline.is_some());
        let mut found = Vec::new();
        for with in parts.into_iter().skip_while(|with| *with != begun) {
            if found.len() >= self.wanted {
                break;
            }
            let anew = !found.is_empty() || self.after.is_some_and(|key| key.deadline.is_some() != with);
            let part = Part { deadline: Some(with), anew, ..self.whole(counts) };
            let sql = if with { self.along_deadlines(&part) } else { self.walked(&part) };
            found.extend(self.read(&sql).await?);
        }
        found.truncate(self.wanted);
        Ok(found)
    }

    /// Expired, expiring, expiring later, and without expiry: each of them but the last is a part of the index of
    /// expiries, and the statuses are those of the day.
    async fn by_expiry(&self, counts: &[Count]) -> Result<Vec<Row>, Failure> {
        let mut parts: Vec<Option<Status>> = EXPIRE.iter().copied().map(Some).chain([None]).collect();
        if self.descending() {
            parts.reverse();
        }
        let of = |key: &Key| key.expires.and(Some(key.status));
        let begun = self.after.and_then(|key| parts.iter().position(|part| *part == of(key))).unwrap_or(0);
        let mut found = Vec::new();
        for status in &parts[begun..] {
            if found.len() >= self.wanted {
                break;
            }
            let anew = !found.is_empty() || self.after.is_some_and(|key| of(key) != *status);
            let part = Part { status: *status, expires: Some(status.is_some()), anew, ..self.whole(counts) };
            let sql = if status.is_some() { self.along_expiries(&part) } else { self.walked(&part) };
            found.extend(self.read(&sql).await?);
        }
        found.truncate(self.wanted);
        Ok(found)
    }

    fn descending(&self) -> bool {
        self.query.descending == Some(true)
    }

    /// The displayed columns of the rows found, in their order.
    async fn read(&self, found: &Sql) -> Result<Vec<Row>, Failure> {
        let sql = Sql::new(&format!(
            "SELECT s.person_id, person.name AS person_name, p.sort_key, p.id AS position_id, \
             (SELECT a.id {} ORDER BY a.id LIMIT 1) AS assignment_id, p.title, u.id AS unit_id, u.name AS unit_name, \
             s.requirement_id, r.name AS requirement_name, r.sort_key AS requirement_key, r.number, s.status, \
             s.performed_on, s.expires_on, s.deadline FROM (",
            through("p")
        ))
        .append(found)
        .push(&format!(
            ") found JOIN position p ON p.id = found.position_id JOIN person ON person.id = found.person_id \
             JOIN org_unit u ON u.id = p.unit_id JOIN requirement r ON r.id = found.requirement_id \
             JOIN standing s ON s.person_id = found.person_id AND s.requirement_id = found.requirement_id \
             ORDER BY {} LIMIT ",
            self.sorted().by(self.descending())
        ))
        .bind(i64::try_from(self.wanted).unwrap_or(i64::MAX));
        Ok(self.work.tx.all(sql).await?)
    }
}

/// Requirements for about a page, whether they are a single one to be scanned, and how many of the list these are.
fn next_part(counts: &[Count], wanted: usize, few: i64) -> (Vec<RequirementId>, bool, usize) {
    let enough = i64::try_from(wanted).unwrap_or(i64::MAX);
    let mut part = Vec::new();
    let mut rows = 0;
    for one in counts {
        if one.rows > few {
            if part.is_empty() {
                return (vec![one.id], true, 1);
            }
            break;
        }
        part.push(one.id);
        rows += one.rows;
        // where a page ended in the first, some of its rows have been shown
        if rows >= enough && part.len() > 1 {
            break;
        }
    }
    let count = part.len();
    (part, false, count)
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn counts(rows: &[i64]) -> Vec<Count> {
        let one = |(at, rows): (usize, &i64)| Count {
            id: RequirementId(Uuid::from_u128(at as u128)),
            name: String::new(),
            rows: *rows,
            by_status: StatusCounts::default(),
        };
        rows.iter().enumerate().map(one).collect()
    }

    /// Of FOL-8: as much as a page needs, and large ones by themselves.
    #[rstest::rstest]
    #[case(&[10, 10, 40, 10], 2 + 1, false)]
    #[case(&[100, 1, 1], 2, false)]
    #[case(&[5000, 1], 1, true)]
    #[case(&[3, 5000], 1, false)]
    #[case(&[3], 1, false)]
    fn a_part_is_about_a_page(#[case] rows: &[i64], #[case] count: usize, #[case] walk: bool) {
        let (part, walked, taken) = next_part(&counts(rows), 51, Few::USUAL.rows);
        assert_eq!((part.len(), walked, taken), (count, walk, count));
    }
}
