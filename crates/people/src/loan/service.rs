//! Lending employees, and changing, deleting and seeing loans.

use chrono::NaiveDate;
use kyndig_contract::{
    loan::{ChangeLoan, CreateLoan, LoanChanged, LoanDetails, LoanQuery, ReceivingManager},
    page::{Page, PageQuery},
    problem::FieldProblem,
};
use kyndig_db::entity::loan::Model as Loan;
use kyndig_domain::{
    ids::{LoanId, PersonId, PositionId, UnitId},
    loan::{self, LoanChange, LoanError, LoanState, Terms},
    position::PositionKind,
    validity,
};
use kyndig_platform::{
    audit,
    auth::Work,
    facts::Fact,
    http::{Code, Failure, IfMatch, Seen, page},
};

use super::{
    store::{self, Home},
    temporary,
};
use crate::position;

pub async fn list(
    work: &Work<'_>,
    position: PositionId,
    query: &LoanQuery,
    paging: &PageQuery,
) -> Result<Page<LoanDetails>, Failure> {
    if !position::service::sees(work, work.scope, position).await? {
        return Err(Failure::not_found());
    }
    let after = page::after::<store::Key>(paging)?;
    let rows = store::of_position(work, position, query.state, after, paging.limit()).await?;
    let actor = work.person()?;
    page::page(rows, paging.limit(), store::Row::key, |row| row.into_details(actor, work.today))
}

/// LOA-1, LOA-2
pub async fn create(work: &Work<'_>, position: PositionId, request: &CreateLoan) -> Result<LoanDetails, Failure> {
    let home = store::lock_home(work, position).await?.ok_or_else(Failure::not_found)?;
    if home.kind != PositionKind::Employment {
        return Err(Code::PositionNotLendable.into());
    }
    let wanted = wanted(request.unit_id, request.starts_on, request.ends_on)?;
    let terms = loan::plan_new(wanted, home.unit_id, work.today).map_err(refusal)?;
    temporary::place(work, terms.unit).await?;
    let manager = receiver(work, terms.unit, request.manager_id, home.person_id).await?;
    let id = insert(work, &home, terms, manager, request.comment.trim().to_owned()).await?;
    details(work, id).await
}

/// LOA-3, LOA-4
pub async fn change(work: &Work<'_>, id: LoanId, seen: IfMatch, request: &ChangeLoan) -> Result<LoanChanged, Failure> {
    let (home, existing) = lock(work, id).await?;
    seen.check(existing.version, &details(work, id).await?)?;
    if existing.state == LoanState::Finished {
        return Err(Code::LoanFinished.into());
    }
    let wanted = wanted(request.unit_id, request.starts_on, request.ends_on)?;
    let planned = loan::plan_change(terms(&existing), wanted, home.unit_id, work.today).map_err(refusal)?;
    if wanted.unit != existing.unit_id {
        temporary::place(work, wanted.unit).await?;
    }
    let manager = match request.manager_id {
        None if wanted.unit == existing.unit_id => existing.manager_id,
        named => receiver(work, wanted.unit, named, home.person_id).await?,
    };
    let follow_on = match planned {
        LoanChange::Update(terms) => {
            let mut changed = Loan {
                unit_id: terms.unit,
                starts_on: terms.start,
                ends_on: terms.end,
                manager_id: manager,
                ..existing.clone()
            };
            if let Some(comment) = request.comment.as_deref().map(str::trim)
                && comment != existing.comment
            {
                comment.clone_into(&mut changed.comment);
                changed.comment_by = work.person()?.person_id;
            }
            update(work, &existing, changed).await?;
            None
        }
        LoanChange::EndTodayAndStartNew { ended, next } => {
            update(work, &existing, Loan { ends_on: ended.end, ..existing.clone() }).await?;
            // The comment to the first manager is passed to the next one only if it is sent again.
            let comment = request.comment.as_deref().map(str::trim).unwrap_or_default();
            Some(insert(work, &home, next, manager, comment.to_owned()).await?)
        }
    };
    let follow_on = match follow_on {
        Some(next) => Some(details(work, next).await?),
        None => None,
    };
    Ok(LoanChanged { loan: details(work, id).await?, follow_on })
}

/// LOA-3
pub async fn delete(work: &Work<'_>, id: LoanId, seen: Seen) -> Result<(), Failure> {
    let (home, existing) = lock(work, id).await?;
    if !seen.matches(existing.version) {
        return Err(Failure::conflict(&details(work, id).await?));
    }
    if existing.state == LoanState::Finished {
        return Err(Code::LoanFinished.into());
    }
    loan::check_delete(&terms(&existing), work.today).map_err(refusal)?;
    remove(work, id).await?;
    audit::log(work, "loan", Some(id.0), Some(home.person_id)).await
}

/// LOA-1: who may receive, and the default when a loan names no manager.
pub async fn receiving_manager(work: &Work<'_>, unit: UnitId) -> Result<ReceivingManager, Failure> {
    let place = store::receiving_unit(work, unit).await?.ok_or_else(Failure::not_found)?;
    if !place.receives {
        return Err(Code::UnitReceivesNobody.into());
    }
    let candidates = store::receivers(work, unit, None).await?;
    Ok(ReceivingManager { manager: candidates.first().cloned(), candidates })
}

/// A loan belongs to its employment, and ends with it.
pub async fn react(work: &Work<'_>, facts: &[Fact]) -> Result<(), Failure> {
    for fact in facts {
        let Fact::PositionsClosed { positions, people } = fact else { continue };
        // Looked up after the closing has locked the rows: a loan made concurrently is seen.
        let temporary = store::temporary_positions(work, positions).await?;
        if !temporary.is_empty() {
            store::cut_short(work, positions).await?;
            position::service::shut(work, temporary, people.clone()).await?;
        }
    }
    Ok(())
}

/// Deletes a loan that has not begun, and its pending position.
pub(super) async fn remove(work: &Work<'_>, id: LoanId) -> Result<(), Failure> {
    if let Some(temporary) = store::temporary_position(work, id).await? {
        position::service::remove_pending(work, temporary).await?;
    }
    store::delete(work, id).await
}

/// The requested terms, with dates as users write them.
fn wanted(unit: UnitId, start: NaiveDate, end: Option<NaiveDate>) -> Result<Terms<UnitId>, Failure> {
    if !validity::is_in_range(start) {
        return Err(Failure::field(Code::DateOutOfRange, "startsOn"));
    }
    if !end.is_none_or(validity::is_in_range) {
        return Err(Failure::field(Code::DateOutOfRange, "endsOn"));
    }
    Ok(Terms { unit, start, end })
}

fn terms(loan: &Loan) -> Terms<UnitId> {
    Terms { unit: loan.unit_id, start: loan.starts_on, end: loan.ends_on }
}

/// The loan and its home, locked until the end of the transaction. The borrowing manager sees the loan, but may not
/// change it; for all others outside the home it does not exist.
async fn lock(work: &Work<'_>, id: LoanId) -> Result<(Home, Loan), Failure> {
    let found = store::find(work, id).await?.ok_or_else(Failure::not_found)?;
    let Some(home) = store::lock_home(work, found.position_id).await? else {
        let borrowed = match store::temporary_position(work, id).await? {
            Some(temporary) => position::service::sees(work, work.scope, temporary).await?,
            None => false,
        };
        return Err(if borrowed { Code::Forbidden.into() } else { Failure::not_found() });
    };
    let loan = store::lock(work, id).await?.ok_or_else(Failure::not_found)?;
    Ok((home, loan))
}

/// LOA-1: the receiver: the one named, who must be employed and lead that unit or one above it, or else the unit's
/// manager.
async fn receiver(
    work: &Work<'_>,
    unit: UnitId,
    named: Option<PersonId>,
    employee: PersonId,
) -> Result<Option<PersonId>, Failure> {
    if let Some(manager) = named {
        position::service::check_manager(work, manager, employee).await?;
        if store::receivers(work, unit, Some(manager)).await?.is_empty() {
            return Err(Failure::field(Code::ReceiverDoesNotLead, "managerId"));
        }
        return Ok(Some(manager));
    }
    leads(work, unit, employee).await
}

/// The unit's own manager, who is not the person who is lent.
pub(super) async fn leads(work: &Work<'_>, unit: UnitId, employee: PersonId) -> Result<Option<PersonId>, Failure> {
    let leading = store::receivers(work, unit, None).await?;
    Ok(leading.into_iter().map(|manager| manager.id).find(|manager| *manager != employee))
}

async fn insert(
    work: &Work<'_>,
    home: &Home,
    terms: Terms<UnitId>,
    manager: Option<PersonId>,
    comment: String,
) -> Result<LoanId, Failure> {
    let by = work.person()?;
    let acting = by.acting.as_ref().ok_or(Code::ChoosePosition)?;
    let loan = Loan {
        id: work.new_id(),
        position_id: home.id,
        person_id: home.person_id,
        unit_id: terms.unit,
        starts_on: terms.start,
        ends_on: terms.end,
        manager_id: manager,
        comment,
        comment_by: by.person_id,
        state: LoanState::Future,
        registered_by: by.person_id,
        registered_by_unit: store::unit_name(work, acting.unit_id).await?,
        registered_at: work.now,
        version: 1,
    };
    let id = loan.id;
    temporary::create(work, home, &loan).await?;
    store::insert(work, loan).await?;
    audit::log(work, "loan", Some(id.0), Some(home.person_id)).await?;
    Ok(id)
}

/// Writes the changes, on the loan and on its position.
pub(super) async fn update(work: &Work<'_>, before: &Loan, after: Loan) -> Result<(), Failure> {
    if after == *before {
        return Ok(());
    }
    temporary::follow(work, before, &after).await?;
    audit::log(work, "loan", Some(after.id.0), Some(after.person_id)).await?;
    store::update(work, Loan { version: before.version + 1, ..after }).await
}

async fn details(work: &Work<'_>, id: LoanId) -> Result<LoanDetails, Failure> {
    let row = store::row(work, id).await?.ok_or_else(Failure::not_found)?;
    Ok(row.into_details(work.person()?, work.today))
}

/// The domain's refusal, on the invalid field.
fn refusal(error: LoanError) -> Failure {
    let (code, field, limit) = match error {
        LoanError::StartTooEarly { earliest } => (Code::LoanStartTooEarly, "startsOn", Some(earliest)),
        LoanError::StartLocked => (Code::LoanStartLocked, "startsOn", None),
        LoanError::EndTooEarly { earliest } => (Code::LoanEndTooEarly, "endsOn", Some(earliest)),
        LoanError::OwnUnit => (Code::LoanToOwnUnit, "unitId", None),
        LoanError::Finished => return Code::LoanFinished.into(),
        LoanError::Ongoing => return Code::LoanOngoing.into(),
    };
    let limit = limit.map(|date| date.to_string());
    Failure::new(code).fields(vec![FieldProblem { field: field.to_owned(), code: code.as_str().to_owned(), limit }])
}
