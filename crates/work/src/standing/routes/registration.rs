//! `/people/{personId}/standings/{requirementId}/repetitions` and `…/checklist` (FUL-8, FUL-9).

use actix_web::{delete, post, put, web::Path as At};
use kyndig_contract::standing::{RegisterRepetitions, StandingDetails, TickPoints};
use kyndig_domain::ids::{PersonId, RepetitionId, RequirementId};
use kyndig_platform::http::ServiceConfig;
use kyndig_platform::{
    auth::{Guard, IdempotencyKey, Permission, permissions::Fulfil},
    http::{BadRequest, Body, Conflict, NotFound, PreconditionFailedWhereSent, Seen, Unauthorized},
};

use super::{Answer, Which, versioned};
use crate::standing::service;

pub fn configure(config: &mut ServiceConfig) {
    config.service(register_repetitions).service(remove_repetition).service(tick_points);
}

/// Register repetitions
///
/// Of a requirement that must be done several times: up to 50 times done on one day, each signed by itself where the
/// requirement needs a signature. It is fulfilled when as many count as it asks for; done again later, a new round begins.
#[utoipa::path(
    operation_id = "registerRepetitions",
    tag = "Standings",
    params(Which, Seen, IdempotencyKey),
    request_body = RegisterRepetitions,
    security(("bearer" = [])),
    extensions(("x-permission" = json!(Fulfil::NAME))),
    responses((status = 200, body = StandingDetails), BadRequest, Unauthorized, NotFound, Conflict, PreconditionFailedWhereSent)
)]
#[post("/people/{personId}/standings/{requirementId}/repetitions")]
async fn register_repetitions(
    guard: Guard<Fulfil>,
    which: At<Which>,
    seen: Seen,
    key: IdempotencyKey,
    body: Body<RegisterRepetitions>,
) -> Answer {
    let Which { person_id, requirement_id } = *which;
    let request = (person_id, requirement_id, &body.0);
    guard
        .run(async |work| {
            key.once(work, &request, async || {
                service::register(work, person_id, requirement_id, seen, &body).await.map(|_| ())
            })
            .await?;
            service::details(work, person_id, requirement_id).await
        })
        .await
        .map(versioned)
}

/// Remove a repetition
///
/// As though it had not been done; one that awaits a signature is taken back, and the signer told.
#[utoipa::path(
    operation_id = "removeRepetition",
    tag = "Standings",
    params(Which, ("repetitionId" = RepetitionId, Path), Seen),
    security(("bearer" = [])),
    extensions(("x-permission" = json!(Fulfil::NAME))),
    responses((status = 200, body = StandingDetails), Unauthorized, NotFound, Conflict, PreconditionFailedWhereSent)
)]
#[delete("/people/{personId}/standings/{requirementId}/repetitions/{repetitionId}")]
async fn remove_repetition(
    guard: Guard<Fulfil>,
    path: At<(PersonId, RequirementId, RepetitionId)>,
    seen: Seen,
) -> Answer {
    let (person, requirement, id) = path.into_inner();
    guard.run(async |work| service::remove_repetition(work, person, requirement, seen, id).await).await.map(versioned)
}

/// Tick points of the checklist
///
/// By their ids, saved at once. The requirement is fulfilled, or sent, when none is left; a point that is not relevant in
/// one of the plans is not left.
#[utoipa::path(
    operation_id = "tickPoints",
    tag = "Standings",
    params(Which, Seen),
    request_body = TickPoints,
    security(("bearer" = [])),
    extensions(("x-permission" = json!(Fulfil::NAME))),
    responses((status = 200, body = StandingDetails), BadRequest, Unauthorized, NotFound, Conflict, PreconditionFailedWhereSent)
)]
#[put("/people/{personId}/standings/{requirementId}/checklist")]
async fn tick_points(guard: Guard<Fulfil>, which: At<Which>, seen: Seen, body: Body<TickPoints>) -> Answer {
    let Which { person_id, requirement_id } = *which;
    guard.run(async |work| service::tick(work, person_id, requirement_id, seen, &body).await).await.map(versioned)
}
