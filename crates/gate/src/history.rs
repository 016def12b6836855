//! FUL-14, ASG-7: what happened to standings and assignments: appended in the transaction of the change itself,
//! never edited.

use chrono::NaiveDate;
use kyndig_db::Sql;
use kyndig_domain::{
    assignment::AssignmentEventKind,
    ids::{AssignmentId, EventId, PersonId, PlanId, PositionId, RequirementId},
    signature::RejectionReason,
    standing::EventKind,
};
use kyndig_platform::{auth::Work, http::Failure};

/// Rows written at a time.
const CHUNK: usize = 500;

/// Who causes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum By {
    /// The actor, with the position or role they act as.
    Actor,
    /// The system: it follows from the facts and the day.
    System,
}

impl By {
    fn columns(self, work: &Work<'_>) -> (Option<PersonId>, Option<PositionId>, Option<PersonId>) {
        match self {
            Self::Actor => (work.person_id(), work.position_id(), work.deputy_for()),
            Self::System => (None, None, None),
        }
    }
}

/// What happened to a standing.
#[derive(Clone, Copy, Debug)]
pub struct Happened<'a> {
    pub person: PersonId,
    pub requirement: RequirementId,
    pub kind: EventKind,
    /// The date it is about.
    pub date: Option<NaiveDate>,
    /// The other person in it.
    pub other: Option<PersonId>,
    pub reason: Option<RejectionReason>,
    pub comment: &'a str,
    /// The plan in which it happened, where it concerns that plan alone.
    pub plan: Option<PlanId>,
    /// The point or the file that it is about.
    pub about: Option<&'a str>,
}

impl Happened<'_> {
    pub const fn to(person: PersonId, requirement: RequirementId, kind: EventKind) -> Self {
        Self { person, requirement, kind, date: None, other: None, reason: None, comment: "", plan: None, about: None }
    }
}

pub async fn standings(work: &Work<'_>, by: By, happened: &[Happened<'_>]) -> Result<(), Failure> {
    let (person, position, deputy_for) = by.columns(work);
    for chunk in happened.chunks(CHUNK) {
        let rows = chunk.iter().map(|one| {
            [
                work.new_id::<EventId>().into(),
                one.person.into(),
                one.requirement.into(),
                one.kind.into(),
                work.now.into(),
                person.into(),
                position.into(),
                deputy_for.into(),
                one.date.into(),
                one.other.into(),
                one.reason.into(),
                one.comment.into(),
                one.plan.into(),
                one.about.into(),
            ]
        });
        let sql = Sql::new(
            "INSERT INTO standing_event (id, person_id, requirement_id, kind, at, by_person_id, by_position_id, \
             deputy_for_id, date, other_person_id, reason, comment, plan_id, about) VALUES ",
        )
        .rows(rows);
        work.tx.execute(sql).await?;
    }
    Ok(())
}

/// FUL-6: these have become expiring, or have expired, on the day that is now stored.
pub async fn passed(work: &Work<'_>, standings: &[(PersonId, RequirementId)]) -> Result<(), Failure> {
    if standings.is_empty() {
        return Ok(());
    }
    let sql = Sql::new(
        "INSERT INTO standing_event (id, person_id, requirement_id, kind, at, date, comment) \
         SELECT column1, s.person_id, s.requirement_id, s.status, ",
    )
    .bind_as(work.tx, work.now, "timestamptz")
    .push(", s.expires_on, '' FROM ")
    .uuids(standings.iter().map(|(person, requirement)| [work.new_id::<EventId>().0, person.0, requirement.0]))
    .push(" JOIN standing s ON s.person_id = column2 AND s.requirement_id = column3");
    work.tx.execute(sql).await?;
    Ok(())
}

/// DLN-2: these get this deadline, or lose the one they have; one that already has it gets no entry. Asked before the
/// change, in one statement. Returns how many get an entry.
pub async fn deadlines(
    work: &Work<'_>,
    standings: &[(PersonId, RequirementId)],
    deadline: Option<NaiveDate>,
) -> Result<u64, Failure> {
    let (person, position, deputy_for) = By::Actor.columns(work);
    let (set, changed, removed) = (EventKind::DeadlineSet, EventKind::DeadlineChanged, EventKind::DeadlineRemoved);
    let kind = match deadline {
        Some(_) => format!("CASE WHEN s.deadline IS NULL THEN '{set}' ELSE '{changed}' END"),
        None => format!("'{removed}'"),
    };
    let sql = Sql::new(&format!(
        "INSERT INTO standing_event (id, person_id, requirement_id, kind, at, by_person_id, by_position_id, deputy_for_id, \
         date, comment) SELECT column1, s.person_id, s.requirement_id, {kind}, "
    ))
    .bind_as(work.tx, work.now, "timestamptz")
    .push(", ")
    .bind_as(work.tx, person, "uuid")
    .push(", ")
    .bind_as(work.tx, position, "uuid")
    .push(", ")
    .bind_as(work.tx, deputy_for, "uuid")
    .push(", COALESCE(")
    .bind_as(work.tx, deadline, "date")
    .push(", s.deadline), '' FROM ")
    .uuids(standings.iter().map(|(person, requirement)| [work.new_id::<EventId>().0, person.0, requirement.0]))
    .push(" JOIN standing s ON s.person_id = column2 AND s.requirement_id = column3 WHERE s.deadline IS DISTINCT FROM ")
    .bind_as(work.tx, deadline, "date");
    Ok(work.tx.execute(sql).await?)
}

/// The same event for all of these.
pub async fn assignments(
    work: &Work<'_>,
    by: By,
    kind: AssignmentEventKind,
    assignments: &[AssignmentId],
) -> Result<(), Failure> {
    work.tx.execute_all(assignments_sql(work, by, kind, assignments)).await?;
    Ok(())
}

/// To be run alongside other statements; none where there is no event.
pub fn assignments_sql(
    work: &Work<'_>,
    by: By,
    kind: AssignmentEventKind,
    assignments: &[AssignmentId],
) -> Option<Sql> {
    if assignments.is_empty() {
        return None;
    }
    let (person, _, deputy_for) = by.columns(work);
    let sql = Sql::new(
        "INSERT INTO assignment_event (id, assignment_id, kind, at, by_person_id, deputy_for_id) SELECT column1, column2, ",
    )
    .bind_as(work.tx, kind, "text")
    .push(", ")
    .bind_as(work.tx, work.now, "timestamptz")
    .push(", ")
    .bind_as(work.tx, person, "uuid")
    .push(", ")
    .bind_as(work.tx, deputy_for, "uuid")
    .push(" FROM ")
    .uuids(assignments.iter().map(|assignment| [work.new_id::<EventId>().0, assignment.0]));
    Some(sql)
}
