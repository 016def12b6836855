//! The page of the portal that a message links to.

use kyndig_db::{Tx, sql};
use kyndig_domain::ids::{AssignmentId, RequirementId};
use sea_orm::{DbErr, FromQueryResult};
use uuid::Uuid;

use super::Message;

#[derive(FromQueryResult)]
struct Place {
    assignment_id: AssignmentId,
    requirement_id: RequirementId,
}

pub async fn path(tx: &Tx, message: &Message, about: Option<Uuid>) -> Result<String, DbErr> {
    Ok(match (message, about) {
        (Message::SignatureRequested { .. } | Message::RequirementArchived { .. }, Some(request)) => {
            format!("/signing/{request}")
        }
        (Message::RequirementArchived { .. }, None) => "/plans?tab=archive".to_owned(),
        (
            Message::SignatureRequested { .. }
            | Message::SignaturesRequested { .. }
            | Message::SignatureRecalled { .. }
            | Message::SignaturesWaiting { .. },
            _,
        ) => "/signing".to_owned(),
        (
            Message::SignatureGiven { .. }
            | Message::SignatureRejected { .. }
            | Message::SignaturesGiven { .. }
            | Message::SignaturesRejected { .. },
            Some(request),
        ) => match place(tx, request).await? {
            Some(place) => format!("/plans/{}?requirement={}", place.assignment_id, place.requirement_id),
            None => "/plans".to_owned(),
        },
        (
            Message::SignatureGiven { .. }
            | Message::SignatureRejected { .. }
            | Message::SignaturesGiven { .. }
            | Message::SignaturesRejected { .. },
            None,
        ) => "/plans".to_owned(),
        (
            Message::NamedDocumentOwner { .. } | Message::NamedDocumentAuthor { .. } | Message::StewardLeft { .. },
            Some(plan),
        ) => format!("/manage/plans/{plan}"),
        (Message::StewardLeft { .. } | Message::PlansOfTheYear { .. }, _) => "/manage/plans".to_owned(),
        (
            Message::NamedDocumentOwner { .. }
            | Message::NamedDocumentAuthor { .. }
            | Message::StewardNoMore { .. }
            | Message::FromColleague { .. }
            | Message::SentToColleagues { .. },
            _,
        ) => "/".to_owned(),
    })
}

/// The requirement of a request, in any of the employee's active plans (NTF-4).
async fn place(tx: &Tx, request: Uuid) -> Result<Option<Place>, DbErr> {
    let sql = sql!(
        "SELECT a.id AS assignment_id, q.requirement_id FROM signature_request q \
         JOIN assignment a ON a.person_id = q.person_id AND a.active \
         JOIN plan_requirement pr ON pr.plan_id = a.plan_id AND pr.requirement_id = q.requirement_id \
         AND pr.state = 'active' WHERE q.id = {request} ORDER BY a.assigned_at, a.id LIMIT 1",
        request,
    );
    tx.one(sql).await
}
