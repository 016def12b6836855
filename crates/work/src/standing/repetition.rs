//! FUL-8: each repetition is registered with its own date, and signed separately where a signature is needed. The
//! standing on the requirement is derived from them, in the gate.

use kyndig_contract::{
    count::RepetitionCount,
    person::PersonRef,
    standing::{Repetition, Repetitions, StandingRequest},
};
use kyndig_domain::ids::{PersonId, RequirementId};
use kyndig_platform::{auth::Work, http::Failure};

use super::store::{self, repetition::RepetitionRow};

/// The registered repetitions, and how many count in the current round.
pub async fn of(work: &Work<'_>, person: PersonId, row: &store::Row) -> Result<Option<Repetitions>, Failure> {
    let Some(required) = row.repetitions else { return Ok(None) };
    let rows = store::repetition::all(work, person, row.requirement_id).await?;
    Ok(Some(Repetitions {
        required,
        counted: store::repetition::newest(&rows).map_or(0, |round| round.counted),
        items: rows.into_iter().map(item).collect(),
    }))
}

/// How many repetitions count in the current round, of how many: all that the signer of one of them is told of the
/// others.
pub async fn times(
    work: &Work<'_>,
    person: PersonId,
    requirement: RequirementId,
) -> Result<Option<RepetitionCount>, Failure> {
    let Some(required) = store::repetition::required(work, requirement).await? else { return Ok(None) };
    let rows = store::repetition::all(work, person, requirement).await?;
    let counted = store::repetition::newest(&rows).map_or(0, |round| round.counted);
    Ok(Some(RepetitionCount { counted, required }))
}

fn item(row: RepetitionRow) -> Repetition {
    let request = row.request_id.zip(row.signer_id).zip(row.signer_name).zip(row.sent_at).map(
        |(((id, signer_id), signer_name), sent_at)| StandingRequest {
            id,
            signer: PersonRef { id: signer_id, name: signer_name },
            signer_has_left: row.signer_has_left,
            sent_at,
            rejection_reason: row.reason,
            decision_comment: row.decision_comment.unwrap_or_default(),
        },
    );
    Repetition {
        id: row.id,
        performed_on: row.performed_on,
        comment: row.comment,
        round: row.round,
        request,
        request_status: row.request_status,
    }
}
