//! The positions of all people: one where they belong, and for most another in a section nearby, present or former,
//! some of them by loan (LOA).

use chrono::{Days, NaiveDate, NaiveTime};
use kyndig_domain::{
    ids::{LoanId, PersonId, PositionId, UnitId},
    loan::LoanState,
    position::{PositionKind, PositionState},
};
use kyndig_platform::{auth::Work, http::Failure};
use sea_orm::Value;

use super::{
    dialect::{Dialect, Kind, insert},
    people::{Region, Somebody, Unit, began, sort_key},
    scale::Scale,
};

/// One in this many second positions is over.
const FORMER: usize = 14;
/// One in this many people has no second position.
const SINGLE: usize = 8;
/// One in this many second positions is a loan.
const LENT: usize = 27;
/// One in this many loans is over.
const FORMER_LOAN: usize = 4;
/// One in this many people with one position is to be lent.
const TO_BE_LENT: usize = 5;
/// The profiles of second positions come after those of the first.
pub const SECOND: usize = 1000;

/// A position, and the loan that it may be.
struct Post {
    place: usize,
    kind: PositionKind,
    state: PositionState,
    starts: NaiveDate,
    ends: Option<NaiveDate>,
    manager: Option<PersonId>,
    pool: usize,
    profile: usize,
}

#[derive(Default)]
struct Rows {
    positions: Vec<[Value; 16]>,
    loans: Vec<[Value; 13]>,
    people: Vec<[Value; 6]>,
    made: Vec<[Value; 9]>,
}

pub(super) async fn write(work: &Work<'_>, scale: &Scale, region: &Region) -> Result<(), Failure> {
    let mut rows = Rows::default();
    for (number, somebody) in region.people.iter().enumerate() {
        let manager = somebody.manager.map(person_of);
        let own = &region.units[somebody.unit];
        let first = first(work.today, scale, number, somebody, manager);
        rows.post(work.today, (number, somebody), own, &first);
        if let Some((unit, post)) = second(work.today, scale, region, (number, somebody)) {
            rows.post(work.today, (number, somebody), unit, &post);
            if let (PositionKind::Loan, Some(by)) = (post.kind, manager) {
                rows.loan(work.today, number, (own, by), (unit, &post));
            }
        }
        rows.person(work.today, region, number, somebody);
    }
    rows.insert(work).await
}

fn person_of(number: usize) -> PersonId {
    Kind::Person.id(number)
}

fn first(today: NaiveDate, scale: &Scale, number: usize, somebody: &Somebody, manager: Option<PersonId>) -> Post {
    Post {
        place: number * 2,
        kind: PositionKind::Employment,
        state: PositionState::Open,
        starts: began(today, number),
        ends: None,
        manager,
        pool: scale.pool(somebody.trust, somebody.clinic),
        profile: somebody.section.unwrap_or_default() % 9 + 9 * (number % scale.variants),
    }
}

/// In another section of the trust, for those who lead none.
fn second<'a>(
    today: NaiveDate,
    scale: &Scale,
    region: &'a Region,
    (number, somebody): (usize, &Somebody),
) -> Option<(&'a Unit, Post)> {
    let (of_trust, section) = (&region.sections[somebody.trust], somebody.section.unwrap_or_default());
    let single = number % SINGLE == SINGLE - 1;
    let to_come = single && (number / SINGLE).is_multiple_of(TO_BE_LENT);
    if region.units[somebody.unit].leader == Some(number) || of_trust.len() < 2 || (single && !to_come) {
        return None;
    }
    let (unit, clinic) = of_trust[(section + 1 + number % (of_trust.len() - 1)) % of_trust.len()];
    let unit = &region.units[unit];
    let lent = to_come || number % LENT == 4;
    let former = !to_come && (number % FORMER == 3 || lent && number / LENT % FORMER_LOAN == 1);
    let some = |days: usize| Days::new(days as u64);
    let (starts, ends) = match (lent, former) {
        _ if to_come => (today + some(1 + number % 40), Some(today + some(60 + number % 90))),
        (_, true) => {
            let ended = today - some(15 + number % 30);
            ((began(today, number) + some(20)).min(ended - some(30)), Some(ended))
        }
        (true, false) => (
            (today - some(number % 80)).max(began(today, number)),
            Some(today + some(number % 120)).filter(|_| number % 2 == 0),
        ),
        (false, false) => ((began(today, number) + some(20)).min(today), None),
    };
    let post = Post {
        place: number * 2 + 1,
        kind: if lent { PositionKind::Loan } else { PositionKind::Employment },
        state: match (to_come, former) {
            (true, _) => PositionState::Pending,
            (_, true) => PositionState::Closed,
            _ => PositionState::Open,
        },
        starts,
        ends,
        manager: unit.leader.map(person_of),
        pool: scale.pool(somebody.trust, clinic),
        profile: SECOND + section % 9 + 9 * ((number + 1) % scale.variants),
    };
    Some((unit, post))
}

impl Rows {
    fn post(&mut self, today: NaiveDate, (number, somebody): (usize, &Somebody), unit: &Unit, post: &Post) {
        let (id, person): (PositionId, PersonId) = (Kind::Position.id(post.place), person_of(number));
        let opened = (post.state != PositionState::Pending).then_some(post.starts);
        let closed = post.ends.filter(|_| post.state == PositionState::Closed);
        let loan: Option<LoanId> = (post.kind == PositionKind::Loan).then(|| Kind::Loan.id(number));
        self.positions.push([
            id.into(),
            person.into(),
            post.kind.into(),
            trust_of(unit).into(),
            unit.cost_centre.as_str().into(),
            unit.id.into(),
            somebody.title.into(),
            sort_key(number).into(),
            post.starts.into(),
            post.ends.into(),
            post.state.into(),
            opened.into(),
            closed.into(),
            post.manager.into(),
            // a position that is not open yet has no manager
            post.manager.filter(|_| opened.is_some()).into(),
            loan.into(),
        ]);
        if opened.is_none() {
            return;
        }
        self.made.push([
            number_of(post.place),
            id.into(),
            person.into(),
            post.manager.into(),
            number_of(post.pool),
            number_of(post.profile),
            post.starts.max(today - Days::new(900)).into(),
            closed.is_none().into(),
            closed.into(),
        ]);
    }

    fn loan(&mut self, today: NaiveDate, number: usize, (own, by): (&Unit, PersonId), (to, post): (&Unit, &Post)) {
        let (id, home): (LoanId, PositionId) = (Kind::Loan.id(number), Kind::Position.id(number * 2));
        let state = match post.state {
            PositionState::Pending => LoanState::Future,
            PositionState::Open => LoanState::Ongoing,
            PositionState::Closed => LoanState::Finished,
        };
        let said = post.starts.min(today) - Days::new(3);
        self.loans.push([
            id.into(),
            home.into(),
            person_of(number).into(),
            to.id.into(),
            post.starts.into(),
            post.ends.into(),
            post.manager.into(),
            if number.is_multiple_of(3) { "Kan ta nattevakter." } else { "" }.into(),
            by.into(),
            by.into(),
            state.into(),
            own.name.as_str().into(),
            said.and_time(NaiveTime::MIN).and_utc().into(),
        ]);
    }

    fn person(&mut self, today: NaiveDate, region: &Region, number: usize, somebody: &Somebody) {
        // A colleague signs for two of three; for the others, their manager, or, where there is none, the next person.
        let beside = if number + 1 < region.people.len() { number + 1 } else { number - 1 };
        let signer = match somebody.manager {
            Some(leader) if number.is_multiple_of(3) => leader,
            _ => somebody.manager.filter(|leader| *leader + 2 < number).map_or(beside, |leader| leader + 1),
        };
        let position: PositionId = Kind::Position.id(number * 2);
        self.people.push([
            number_of(number),
            person_of(number).into(),
            position.into(),
            person_of(somebody.manager.unwrap_or(signer)).into(),
            person_of(signer).into(),
            (today - began(today, number)).num_days().into(),
        ]);
    }

    async fn insert(self, work: &Work<'_>) -> Result<(), Failure> {
        let dialect = Dialect::of(work);
        let columns =
            "n bigint PRIMARY KEY, id {uuid}, position_id {uuid}, manager_id {uuid}, signer_id {uuid}, worked bigint";
        dialect.scratch(work, "demo_person", columns).await?;
        let columns = "n bigint PRIMARY KEY, id {uuid}, person_id {uuid}, manager_id {uuid}, pool bigint, profile bigint, \
             since {date}, is_open boolean, ended {date}";
        dialect.scratch(work, "demo_position", columns).await?;
        let into = "position (id, person_id, kind, trust_id, cost_centre, unit_id, title, sort_key, starts_on, ends_on, \
             state, opened_on, closed_on, hr_manager_id, manager_id, loan_id)";
        insert(work, into, self.positions).await?;
        let into = "loan (id, position_id, person_id, unit_id, starts_on, ends_on, manager_id, comment, comment_by, \
             registered_by, state, registered_by_unit, registered_at)";
        insert(work, into, self.loans).await?;
        insert(work, "demo_person (n, id, position_id, manager_id, signer_id, worked)", self.people).await?;
        let into = "demo_position (n, id, person_id, manager_id, pool, profile, since, is_open, ended)";
        insert(work, into, self.made).await
    }
}

fn trust_of(unit: &Unit) -> UnitId {
    unit.above.get(1).copied().unwrap_or(unit.id)
}

fn number_of(number: usize) -> Value {
    i64::try_from(number).unwrap_or(i64::MAX).into()
}
