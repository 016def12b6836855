//! `/people/{personId}/standings/…`: several at once (FUL-17).

use actix_web::{
    post,
    web::{Json, Path},
};
use kyndig_contract::standing::{FulfilMany, ManyResult, SendMany, TakeBackMany};
use kyndig_domain::ids::PersonId;
use kyndig_platform::http::ServiceConfig;
use kyndig_platform::{
    auth::{Guard, IdempotencyKey, Permission, Work, permissions::Fulfil},
    http::{BadRequest, Body, Failure, NotFound, Unauthorized},
};

use crate::standing::service;

pub fn configure(config: &mut ServiceConfig) {
    config.service(fulfil_many).service(send_many).service(recall_many).service(withdraw_many).service(undo);
}

type Answer = Result<Json<ManyResult>, Failure>;

/// Mark several as fulfilled
///
/// Up to 100 at once, done on one day. What cannot be done is skipped, with the code of what stands in its way; the others
/// are done all the same.
#[utoipa::path(
    operation_id = "fulfilRequirements",
    tag = "Standings",
    params(("personId" = PersonId, Path, description = "The person")),
    request_body = FulfilMany,
    security(("bearer" = [])),
    extensions(("x-permission" = json!(Fulfil::NAME))),
    responses((status = 200, body = ManyResult), BadRequest, Unauthorized, NotFound)
)]
#[post("/people/{personId}/standings/fulfil")]
async fn fulfil_many(guard: Guard<Fulfil>, person: Path<PersonId>, body: Body<FulfilMany>) -> Answer {
    guard.run(async |work| service::fulfil_many(work, *person, &body).await).await.map(Json)
}

/// Send several to one signer
///
/// Up to 100 at once. The signer is told once for all of them, when the ten seconds are over in which it can be undone.
#[utoipa::path(
    operation_id = "sendToSignerMany",
    tag = "Standings",
    params(("personId" = PersonId, Path, description = "The person"), IdempotencyKey),
    request_body = SendMany,
    security(("bearer" = [])),
    extensions(("x-permission" = json!(Fulfil::NAME))),
    responses((status = 200, body = ManyResult), BadRequest, Unauthorized, NotFound)
)]
#[post("/people/{personId}/standings/send")]
async fn send_many(guard: Guard<Fulfil>, person: Path<PersonId>, key: IdempotencyKey, body: Body<SendMany>) -> Answer {
    let request = (*person, &body.0);
    let send = async |work: &Work<'_>| service::send_many(work, *person, &body).await;
    guard.run(async |work| key.once(work, &request, async || send(work).await).await).await.map(Json)
}

/// Take several requests back
///
/// What awaits a signature becomes a draft again. Within ten seconds the signer has not been told of anything.
#[utoipa::path(
    operation_id = "recallRequests",
    tag = "Standings",
    params(("personId" = PersonId, Path, description = "The person")),
    request_body = TakeBackMany,
    security(("bearer" = [])),
    extensions(("x-permission" = json!(Fulfil::NAME))),
    responses((status = 200, body = ManyResult), BadRequest, Unauthorized, NotFound)
)]
#[post("/people/{personId}/standings/recall")]
async fn recall_many(guard: Guard<Fulfil>, person: Path<PersonId>, body: Body<TakeBackMany>) -> Answer {
    guard.run(async |work| service::recall_many(work, *person, &body).await).await.map(Json)
}

/// Take several fulfilments back
///
/// What was fulfilled is not fulfilled again; points that were ticked stay ticked.
#[utoipa::path(
    operation_id = "withdrawFulfilments",
    tag = "Standings",
    params(("personId" = PersonId, Path, description = "The person")),
    request_body = TakeBackMany,
    security(("bearer" = [])),
    extensions(("x-permission" = json!(Fulfil::NAME))),
    responses((status = 200, body = ManyResult), BadRequest, Unauthorized, NotFound)
)]
#[post("/people/{personId}/standings/withdraw")]
async fn withdraw_many(guard: Guard<Fulfil>, person: Path<PersonId>, body: Body<TakeBackMany>) -> Answer {
    guard.run(async |work| service::withdraw_many(work, *person, &body).await).await.map(Json)
}

/// Undo a moment later
///
/// What was fulfilled or sent within the last ten seconds, one or several, stands as it did before: a draft as it was left,
/// what was to be renewed with its date. What is older, or has been changed since, is skipped (`too_late_to_undo`). The
/// signer has not been told of anything.
#[utoipa::path(
    operation_id = "undoStandings",
    tag = "Standings",
    params(("personId" = PersonId, Path, description = "The person")),
    request_body = TakeBackMany,
    security(("bearer" = [])),
    extensions(("x-permission" = json!(Fulfil::NAME))),
    responses((status = 200, body = ManyResult), BadRequest, Unauthorized, NotFound)
)]
#[post("/people/{personId}/standings/undo")]
async fn undo(guard: Guard<Fulfil>, person: Path<PersonId>, body: Body<TakeBackMany>) -> Answer {
    guard.run(async |work| service::undo(work, *person, &body).await).await.map(Json)
}
