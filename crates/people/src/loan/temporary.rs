//! LOA-2, LOA-6: the position that a loan is, while it runs.

use kyndig_db::entity::{loan::Model as Loan, position::Model as Position};
use kyndig_domain::{
    ids::UnitId,
    position::{Period, PositionKind, PositionState},
};
use kyndig_platform::{
    auth::Work,
    http::{Code, Failure},
};

use super::store::{self, Home};
use crate::position;

/// Waits for the first day of the loan.
pub async fn create(work: &Work<'_>, home: &Home, loan: &Loan) -> Result<(), Failure> {
    let (trust_id, cost_centre) = place(work, loan.unit_id).await?;
    position::service::create(
        work,
        Position {
            id: work.new_id(),
            person_id: home.person_id,
            kind: PositionKind::Loan,
            trust_id,
            cost_centre,
            unit_id: loan.unit_id,
            title: home.title.clone(),
            sort_key: home.sort_key.clone(),
            starts_on: loan.starts_on,
            ends_on: loan.ends_on,
            state: PositionState::Pending,
            opened_on: None,
            closed_on: None,
            hr_manager_id: loan.manager_id,
            set_manager_id: None,
            manager_id: None,
            loan_id: Some(loan.id),
            version: 1,
        },
    )
    .await
}

/// The position as the loan now is. The unit changes only while it waits.
pub async fn follow(work: &Work<'_>, before: &Loan, after: &Loan) -> Result<(), Failure> {
    let Some(temporary) = store::temporary_position(work, after.id).await? else { return Ok(()) };
    if before.unit_id != after.unit_id {
        position::service::set_place(work, temporary, after.unit_id, &place(work, after.unit_id).await?).await?;
    }
    if (before.starts_on, before.ends_on) != (after.starts_on, after.ends_on) {
        position::service::set_period(work, temporary, &Period { start: after.starts_on, end: after.ends_on }).await?;
    }
    if before.manager_id != after.manager_id {
        position::service::set_hr_managers(work, &[(temporary, after.manager_id)]).await?;
    }
    Ok(())
}

/// LOA-1: the trust and the cost centre of the unit that receives. One that is not there, or lies in no trust, receives
/// nobody, nor does one without employees of its own.
pub async fn place(work: &Work<'_>, unit: UnitId) -> Result<(UnitId, String), Failure> {
    let place = store::receiving_unit(work, unit).await?;
    let place = place.ok_or_else(|| Failure::field(Code::NoSuchUnit, "unitId"))?;
    let trust = place.trust_id.filter(|_| place.receives);
    let trust = trust.ok_or_else(|| Failure::field(Code::UnitReceivesNobody, "unitId"))?;
    Ok((trust, place.cost_centre))
}
