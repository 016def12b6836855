//! FOL-5 as a file. Ordered by name it is read person by person, with all that each has, and assembled here (`held`):
//! rows already in order are not sorted, and shared data, such as the names of units and requirements, is read once. In
//! another order it is read as the list is, page by page.

use std::sync::Arc;

use chrono::NaiveDate;
use kyndig_contract::{
    follow_up::{FollowedStanding, FollowedStandingQuery, FollowedStandingSort},
    page::PageQuery,
};
use kyndig_db::{RowTextReader, RowTextWriter, Sql, sql};
use kyndig_domain::{
    ids::{PlanId, PositionId, RequirementId, UnitId},
    requirement::number,
    standing::{CutOffs, Status},
    text,
};
use kyndig_people::unit;
use kyndig_platform::{
    auth::Work,
    http::{
        Failure,
        export::{PIECE, Reading},
    },
    listing::{like, searched},
};

use super::{
    people::People,
    relevance_index::{self, Index, Marks, Plans},
    service,
    standings::of_standing,
};
use crate::employee;

/// Approximate number of rows read at once: the number of people is estimated from the previous ones.
const ROWS: usize = 8000;
/// People read at once at first.
const FIRST: i64 = 100;
/// People read at once at most.
const MOST: i64 = 4000;

/// A row of the file.
#[derive(Clone, Debug)]
pub struct Standing {
    pub who: Arc<Who>,
    pub requirement: Arc<Requirement>,
    pub status: Status,
    pub performed_on: Option<NaiveDate>,
    pub expires_on: Option<NaiveDate>,
    pub deadline: Option<NaiveDate>,
}

#[derive(Debug)]
pub struct Who {
    pub name: String,
    pub title: String,
    pub unit: Arc<str>,
}

#[derive(Debug)]
pub struct Requirement {
    pub name: String,
    pub number: String,
    id: RequirementId,
    sort_key: String,
    /// Whether its name matches the search.
    found: bool,
}

impl From<FollowedStanding> for Standing {
    fn from(row: FollowedStanding) -> Self {
        let who = Who { name: row.person.name, title: row.title, unit: row.unit.name.into() };
        let (id, sort_key, found) = (row.requirement_id, String::new(), true);
        let requirement = Requirement { name: row.requirement_name, number: row.number, id, sort_key, found };
        Self {
            who: who.into(),
            requirement: requirement.into(),
            status: row.status,
            performed_on: row.performed_on,
            expires_on: row.expires_on,
            deadline: row.deadline,
        }
    }
}

#[derive(Debug)]
pub enum Standings {
    ByName(Box<ByName>),
    Pages { query: FollowedStandingQuery, cursor: Option<String>, ended: bool },
}

impl Standings {
    pub fn new(query: FollowedStandingQuery) -> Self {
        let by_name = query.sort.unwrap_or_default() == FollowedStandingSort::Person && query.descending != Some(true);
        if by_name {
            Self::ByName(Box::new(ByName::new(query)))
        } else {
            Self::Pages { query, cursor: None, ended: false }
        }
    }
}

impl Reading for Standings {
    type Row = Standing;

    async fn next(&mut self, work: &Work<'_>) -> Result<Option<Vec<Standing>>, Failure> {
        match self {
            Self::ByName(reading) => reading.next(work).await,
            Self::Pages { ended: true, .. } => Ok(None),
            Self::Pages { query, cursor, ended } => {
                let asked = PageQuery { limit: Some(PIECE), cursor: cursor.take() };
                let page = service::standings(work, query, &asked).await?;
                *ended = page.next_cursor.is_none();
                *cursor = page.next_cursor;
                Ok(Some(page.items.into_iter().map(Standing::from).collect()))
            }
        }
    }
}

#[derive(Debug)]
pub struct ByName {
    query: FollowedStandingQuery,
    after: Option<employee::service::Key>,
    ended: bool,
    at_once: i64,
    plans: Plans,
    units: unit::service::Names,
    /// In the order of `plans`.
    requirements: Vec<Arc<Requirement>>,
    places: Vec<u32>,
}

/// A position, and the data of its rows.
struct Person<'a> {
    name: &'a str,
    title: &'a str,
    unit: UnitId,
    plans: RowTextReader<'a>,
    /// The person's earlier positions among those followed up: requirements they have are listed there.
    earlier: RowTextReader<'a>,
    marks: RowTextReader<'a>,
    standings: RowTextReader<'a>,
}

impl ByName {
    fn new(query: FollowedStandingQuery) -> Self {
        Self {
            query,
            after: None,
            ended: false,
            at_once: FIRST,
            plans: Plans::default(),
            units: unit::service::Names::default(),
            requirements: Vec::new(),
            places: Vec::new(),
        }
    }

    async fn read(&mut self, work: &Work<'_>) -> Result<Option<String>, Failure> {
        let people = People::asked(work, work.scope, self.query.scope, self.query.unit).await?;
        let folded = self.query.person.as_deref().map(text::fold).unwrap_or_default();
        let wanted = employee::service::Wanted {
            manager: people.manager,
            units: people.units.clone(),
            words: folded.split_whitespace().collect(),
            within: people.within,
            availability: None,
            plan: None,
            after: self.after.take(),
            limit: self.at_once,
        };
        let Some(found) = employee::service::found(work, &wanted).await? else { return Ok(None) };
        let from = sql!(
            "(SELECT p.id, p.sort_key, p.person_id, person.name, p.title, p.unit_id FROM ({found}) found \
             JOIN position p ON p.id = found.id JOIN person ON person.id = p.person_id \
             ORDER BY p.sort_key, p.id LIMIT {at_once}) p",
            found = &found,
            at_once = self.at_once,
        );
        Ok(Some(work.tx.row_text(self.packing(work, &people), &from).await?))
    }

    fn packing(&self, work: &Work<'_>, people: &People) -> RowTextWriter {
        let tx = work.tx;
        let packing =
            RowTextWriter::new(tx).id("p.id").text("p.sort_key").text("p.name").text("p.title").id("p.unit_id");
        let packing = relevance_index::pack_plans(tx, packing, "p.id");
        let earlier = sql!(
            "position q JOIN assignment a ON a.position_id = q.id AND a.active \
             WHERE q.person_id = p.person_id AND q.state = 'open' AND q.id < p.id AND {hold}",
            hold = &people.hold("q"),
        );
        let packing = packing.list(RowTextWriter::new(tx).id("a.plan_id"), &earlier);
        let packing = Marks::pack(tx, packing, "p.person_id");
        let standings = sql!(
            "standing s WHERE s.person_id = p.person_id{of_standing}",
            of_standing = &of_standing(&self.query, CutOffs::of(work.today)),
        );
        let each = RowTextWriter::new(tx)
            .id("s.requirement_id")
            .word("s.status")
            .word("s.performed_on")
            .word("s.expires_on")
            .word("s.deadline");
        packing.list(each, &standings)
    }

    /// The people, and where they end.
    fn unpack(packed: &str) -> Result<(Vec<Person<'_>>, Option<employee::service::Key>), Failure> {
        let mut row = RowTextReader::new(packed);
        let (mut people, mut last) = (Vec::new(), None);
        while row.more() {
            last = Some((row.id::<PositionId>()?, row.text()?));
            people.push(Person {
                name: row.text()?,
                title: row.text()?,
                unit: row.id()?,
                plans: row.list()?,
                earlier: row.list()?,
                marks: row.list()?,
                standings: row.list()?,
            });
        }
        Ok((people, last.map(|(id, sort_key)| (sort_key.to_owned(), id))))
    }

    /// Reads everything that these people's rows refer to and that has not been read before.
    async fn meet(&mut self, work: &Work<'_>, people: &[Person<'_>]) -> Result<(), Failure> {
        self.units.meet(work, people.iter().map(|person| person.unit)).await?;
        let mut plans: Vec<PlanId> = Vec::new();
        for person in people {
            for mut list in [person.plans, person.earlier] {
                while list.more() {
                    plans.push(list.id()?);
                }
            }
        }
        self.plans.meet(work, plans.into_iter()).await?;
        let new = &self.plans.requirements()[self.requirements.len()..];
        if new.is_empty() {
            return Ok(());
        }
        let mut named = self.named(work, new).await?;
        named.sort_unstable_by_key(|one| self.plans.find(one.id));
        self.requirements.extend(named.into_iter().map(Arc::new));
        let mut order: Vec<_> = (0_u32..).zip(&self.requirements).collect();
        order.sort_unstable_by(|(_, a), (_, b)| (&a.sort_key, a.id).cmp(&(&b.sort_key, b.id)));
        self.places = vec![0; order.len()];
        for (place, (index, _)) in (0_u32..).zip(order) {
            if let Some(of) = self.places.get_mut(index as usize) {
                *of = place;
            }
        }
        Ok(())
    }

    async fn named(&self, work: &Work<'_>, requirements: &[RequirementId]) -> Result<Vec<Requirement>, Failure> {
        let found = searched(self.query.requirement.as_deref());
        let sql = Sql::new("SELECT r.id, r.sort_key, r.name, r.number, ");
        let sql = match found {
            Some(search) => like(sql, "r.folded", &search),
            None => sql.push("TRUE"),
        };
        let sql = sql.push(" FROM requirement r WHERE r.id IN ").ids(requirements.iter().map(|id| id.0));
        let rows = work.tx.rows(sql).await?;
        let each = rows.iter().map(|row| {
            Ok(Requirement {
                id: row.try_get_by_index(0)?,
                sort_key: row.try_get_by_index(1)?,
                name: row.try_get_by_index(2)?,
                number: number(row.try_get_by_index(3)?),
                found: row.try_get_by_index(4)?,
            })
        });
        Ok(each.collect::<Result<_, sea_orm::DbErr>>()?)
    }

    fn rows(&self, people: Vec<Person<'_>>) -> Result<Vec<Standing>, Failure> {
        let mut rows = Vec::new();
        let mut own: Vec<(u32, Standing)> = Vec::new();
        let (mut plans, mut earlier, mut marks) = (Vec::new(), Vec::new(), Marks::default());
        for mut person in people {
            relevance_index::unpack_plans(person.plans, &mut plans)?;
            relevance_index::unpack_plans(person.earlier, &mut earlier)?;
            marks.unpack(person.marks)?;
            let who = Who {
                name: person.name.to_owned(),
                title: person.title.to_owned(),
                unit: self.units.find(person.unit),
            };
            let who = Arc::new(who);
            while person.standings.more() {
                let packed = &mut person.standings;
                let (id, status) = (packed.id()?, relevance_index::status(packed.word()?)?);
                let (performed_on, expires_on, deadline) = (packed.day()?, packed.day()?, packed.day()?);
                let Some((index, requirement)) = self.requirement(id) else { continue };
                let here = requirement.found && self.plans.ask(&plans, &marks, index);
                if here && !self.plans.ask(&earlier, &marks, index) {
                    let (who, requirement) = (who.clone(), requirement.clone());
                    let standing = Standing { who, requirement, status, performed_on, expires_on, deadline };
                    own.push((self.places.get(index as usize).copied().unwrap_or(u32::MAX), standing));
                }
            }
            own.sort_unstable_by_key(|(place, _)| *place);
            rows.extend(own.drain(..).map(|(_, standing)| standing));
        }
        Ok(rows)
    }

    fn requirement(&self, id: RequirementId) -> Option<(Index, &Arc<Requirement>)> {
        let index = self.plans.find(id)?;
        Some((index, self.requirements.get(index as usize)?))
    }

    async fn next(&mut self, work: &Work<'_>) -> Result<Option<Vec<Standing>>, Failure> {
        if self.ended {
            return Ok(None);
        }
        self.ended = true;
        let Some(packed) = self.read(work).await? else { return Ok(None) };
        let (people, last) = Self::unpack(&packed)?;
        self.meet(work, &people).await?;
        let read = people.len();
        let rows = self.rows(people)?;
        if i64::try_from(read).unwrap_or(i64::MAX) == self.at_once {
            (self.ended, self.after) = (false, last);
            // per-person data besides the rows is read too, so a narrow filter reads no further ahead
            let most = i64::try_from(ROWS * read / rows.len().max(read)).unwrap_or(MOST);
            self.at_once = most.clamp(FIRST.min(self.at_once), MOST.min(self.at_once * 4));
        }
        Ok(Some(rows))
    }
}
