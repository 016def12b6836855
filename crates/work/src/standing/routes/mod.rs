//! `/people/{personId}/standings/{requirementId}` and its actions.

mod attachment;
mod many;
mod registration;

use actix_web::{HttpResponse, delete, get, post, put, web::Path as At};
use kyndig_content::file::{FileBytes, service as file};
use kyndig_contract::standing::{Fulfil as FulfilBody, SaveDraft, SendToSigner, SetDeadline, StandingDetails};
use kyndig_domain::ids::{FileId, PersonId, RequirementId};
use kyndig_platform::http::ServiceConfig;
use kyndig_platform::{
    auth::{
        Guard, IdempotencyKey, Permission,
        permissions::{Fulfil, SetDeadlines, ViewStandings},
    },
    http::{
        BadRequest, Body, Conflict, Failure, IfNoneMatch, NotFound, PreconditionFailedWhereSent, Seen, Unauthorized,
        Versioned,
    },
};
use serde::Deserialize;
use utoipa::IntoParams;

use super::service;

pub fn configure(config: &mut ServiceConfig) {
    config
        .service(get_standing)
        .service(get_standing_file)
        .service(save_draft)
        .service(fulfil)
        .service(send_to_signer)
        .service(recall)
        .service(set_deadline)
        .service(remove_deadline);
    registration::configure(config);
    attachment::configure(config);
    many::configure(config);
}

/// Whose standing on what.
#[derive(Clone, Copy, Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Path)]
struct Which {
    /// The person; yourself, where it is your own only.
    person_id: PersonId,
    /// The requirement.
    requirement_id: RequirementId,
}

type Answer = Result<Versioned<StandingDetails>, Failure>;

fn versioned(details: StandingDetails) -> Versioned<StandingDetails> {
    Versioned::new(details.version, details)
}

/// One requirement of one person
///
/// The requirement as it is published, how the person stands on it, the plans that hold it, its history, and
/// what you may do now. Your own, or of somebody you follow up.
#[utoipa::path(
    operation_id = "getStanding",
    tag = "Standings",
    params(Which),
    security(("bearer" = [])),
    extensions(("x-permission" = json!(ViewStandings::NAME))),
    responses((status = 200, body = StandingDetails), Unauthorized, NotFound)
)]
#[get("/people/{personId}/standings/{requirementId}")]
async fn get_standing(guard: Guard<ViewStandings>, which: At<Which>) -> Answer {
    let Which { person_id, requirement_id } = *which;
    guard.read(async |work| service::details(work, person_id, requirement_id).await).await.map(versioned)
}

/// Fetch a file of the requirement
///
/// One of those that `getStanding` shows.
#[utoipa::path(
    operation_id = "getStandingFile",
    tag = "Standings",
    params(Which, ("fileId" = FileId, Path), IfNoneMatch),
    security(("bearer" = [])),
    extensions(("x-permission" = json!(ViewStandings::NAME))),
    responses(FileBytes, Unauthorized, NotFound)
)]
#[get("/people/{personId}/standings/{requirementId}/files/{fileId}")]
async fn get_standing_file(
    guard: Guard<ViewStandings>,
    path: At<(PersonId, RequirementId, FileId)>,
    had: IfNoneMatch,
) -> Result<HttpResponse, Failure> {
    let (person, requirement, id) = path.into_inner();
    let state = guard.shared_state();
    let file = guard
        .read(async |work| {
            let shown = service::details(work, person, requirement).await?;
            file::among(work, shown.files.iter(), id).await
        })
        .await?;
    FileBytes::of(&state.files, file, &had).await
}

/// Save a draft
///
/// Not fulfilled yet: the standing is "started". With neither date nor comment it is "not started" again. What is
/// fulfilled is changed only with `unlock`: without a date it is not fulfilled any more. Your own, or for somebody you
/// follow up.
#[utoipa::path(
    operation_id = "saveStandingDraft",
    tag = "Standings",
    params(Which, Seen),
    request_body = SaveDraft,
    security(("bearer" = [])),
    extensions(("x-permission" = json!(Fulfil::NAME))),
    responses((status = 200, body = StandingDetails), BadRequest, Unauthorized, NotFound, Conflict, PreconditionFailedWhereSent)
)]
#[put("/people/{personId}/standings/{requirementId}/draft")]
async fn save_draft(guard: Guard<Fulfil>, which: At<Which>, seen: Seen, body: Body<SaveDraft>) -> Answer {
    let Which { person_id, requirement_id } = *which;
    guard.run(async |work| service::save_draft(work, person_id, requirement_id, seen, &body).await).await.map(versioned)
}

/// Mark as fulfilled
///
/// Where no signature is needed: done on this date, which is today or earlier. The expiry is counted from it, or given
/// where the requirement asks for that. Not while a prerequisite is not fulfilled (`prerequisites_missing`), or a point of
/// the checklist is left (`checklist_not_done`). What is fulfilled gets another date only with `unlock`. Your own, or for
/// somebody you follow up.
#[utoipa::path(
    operation_id = "fulfilRequirement",
    tag = "Standings",
    params(Which, Seen),
    request_body = FulfilBody,
    security(("bearer" = [])),
    extensions(("x-permission" = json!(Fulfil::NAME))),
    responses((status = 200, body = StandingDetails), BadRequest, Unauthorized, NotFound, Conflict, PreconditionFailedWhereSent)
)]
#[post("/people/{personId}/standings/{requirementId}/fulfil")]
async fn fulfil(guard: Guard<Fulfil>, which: At<Which>, seen: Seen, body: Body<FulfilBody>) -> Answer {
    let Which { person_id, requirement_id } = *which;
    guard.run(async |work| service::fulfil(work, person_id, requirement_id, seen, &body).await).await.map(versioned)
}

/// Send to a signer
///
/// Where a signature is needed: to anybody in the region but yourself, who is told by e-mail. The standing awaits
/// the signature. What is fulfilled is sent again only with `unlock`.
#[utoipa::path(
    operation_id = "sendToSigner",
    tag = "Standings",
    params(Which, Seen, IdempotencyKey),
    request_body = SendToSigner,
    security(("bearer" = [])),
    extensions(("x-permission" = json!(Fulfil::NAME))),
    responses((status = 200, body = StandingDetails), BadRequest, Unauthorized, NotFound, Conflict, PreconditionFailedWhereSent)
)]
#[post("/people/{personId}/standings/{requirementId}/send")]
async fn send_to_signer(
    guard: Guard<Fulfil>,
    which: At<Which>,
    seen: Seen,
    key: IdempotencyKey,
    body: Body<SendToSigner>,
) -> Answer {
    let Which { person_id, requirement_id } = *which;
    let request = (person_id, requirement_id, &body.0);
    guard
        .run(async |work| {
            key.once(work, &request, async || {
                service::send(work, person_id, requirement_id, seen, &body).await.map(|_| ())
            })
            .await?;
            service::details(work, person_id, requirement_id).await
        })
        .await
        .map(versioned)
}

/// Take a request back
///
/// What awaits a signature becomes "started", with its date and comment as a draft. The signer is told.
#[utoipa::path(
    operation_id = "recallRequest",
    tag = "Standings",
    params(Which, Seen),
    security(("bearer" = [])),
    extensions(("x-permission" = json!(Fulfil::NAME))),
    responses((status = 200, body = StandingDetails), Unauthorized, NotFound, Conflict, PreconditionFailedWhereSent)
)]
#[post("/people/{personId}/standings/{requirementId}/recall")]
async fn recall(guard: Guard<Fulfil>, which: At<Which>, seen: Seen) -> Answer {
    let Which { person_id, requirement_id } = *which;
    guard.run(async |work| service::recall(work, person_id, requirement_id, seen).await).await.map(versioned)
}

/// Set a deadline
///
/// On a requirement of somebody you follow up, today or later; a new deadline replaces the old. Shown in every
/// plan that has the requirement.
#[utoipa::path(
    operation_id = "setDeadline",
    tag = "Standings",
    params(Which, Seen),
    request_body = SetDeadline,
    security(("bearer" = [])),
    extensions(("x-permission" = json!(SetDeadlines::NAME))),
    responses((status = 200, body = StandingDetails), BadRequest, Unauthorized, NotFound, Conflict, PreconditionFailedWhereSent)
)]
#[put("/people/{personId}/standings/{requirementId}/deadline")]
async fn set_deadline(guard: Guard<SetDeadlines>, which: At<Which>, seen: Seen, body: Body<SetDeadline>) -> Answer {
    let Which { person_id, requirement_id } = *which;
    guard
        .run(async |work| service::set_deadline(work, person_id, requirement_id, seen, &body).await)
        .await
        .map(versioned)
}

/// Remove a deadline
///
/// Where there is none, nothing changes.
#[utoipa::path(
    operation_id = "removeDeadline",
    tag = "Standings",
    params(Which, Seen),
    security(("bearer" = [])),
    extensions(("x-permission" = json!(SetDeadlines::NAME))),
    responses((status = 200, body = StandingDetails), Unauthorized, NotFound, Conflict, PreconditionFailedWhereSent)
)]
#[delete("/people/{personId}/standings/{requirementId}/deadline")]
async fn remove_deadline(guard: Guard<SetDeadlines>, which: At<Which>, seen: Seen) -> Answer {
    let Which { person_id, requirement_id } = *which;
    guard.run(async |work| service::remove_deadline(work, person_id, requirement_id, seen).await).await.map(versioned)
}
