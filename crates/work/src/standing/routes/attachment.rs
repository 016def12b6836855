//! `/people/{personId}/standings/{requirementId}/attachments` (FUL-11).

use actix_web::{HttpResponse, delete, get, post, put, web::Path as At};
use kyndig_content::file::{FileBytes, FileForm, service as file};
use kyndig_contract::{
    file::UploadFile,
    standing::{DescribeAttachment, StandingDetails},
};
use kyndig_domain::{
    file::OF_STANDING,
    ids::{FileId, PersonId, RequirementId},
};
use kyndig_platform::http::ServiceConfig;
use kyndig_platform::{
    auth::{
        Guard, IdempotencyKey, Permission,
        permissions::{Attach, Fulfil, ViewStandings},
    },
    http::{
        BadRequest, Body, Conflict, Failure, IfNoneMatch, NotFound, PreconditionFailedWhereSent, Seen, Unauthorized,
        Versioned,
    },
};

use super::{Answer, Which, versioned};
use crate::standing::service;

pub fn configure(config: &mut ServiceConfig) {
    config.service(add_attachment).service(get_attachment).service(describe_attachment).service(remove_attachment);
}

/// Add an attachment
///
/// What documents it, where the requirement allows attachments (`no_attachments` otherwise) and it is not fulfilled yet.
/// 15 MiB at the most, all together 50 MiB, and 10 of them; the kinds are those of `addRequirementFile`, told by their
/// content. Whoever may see the standing may fetch it, and the signer it is sent to.
#[utoipa::path(
    operation_id = "addAttachment",
    tag = "Standings",
    params(Which, Seen, IdempotencyKey),
    request_body(content = UploadFile, content_type = "multipart/form-data"),
    security(("bearer" = [])),
    extensions(("x-permission" = json!(Attach::NAME))),
    responses((status = 201, body = StandingDetails), BadRequest, Unauthorized, NotFound, Conflict, PreconditionFailedWhereSent)
)]
#[post("/people/{personId}/standings/{requirementId}/attachments")]
async fn add_attachment(
    guard: Guard<Attach>,
    which: At<Which>,
    seen: Seen,
    key: IdempotencyKey,
    form: FileForm,
) -> Answer {
    let Which { person_id, requirement_id } = *which;
    guard.look(async |work| service::may_attach(work, person_id, requirement_id).await).await?;
    let state = guard.shared_state();
    let received = form.store(&state.files, file::fresh_key(&state), OF_STANDING.file).await?;
    let request = (person_id, requirement_id, received.name.as_str(), received.sha256.as_str());
    let outcome = guard
        .run(async |work| {
            key.once(work, &request, async || {
                service::add_attachment(work, person_id, requirement_id, seen, &received).await
            })
            .await?;
            service::details(work, person_id, requirement_id).await
        })
        .await;
    file::settle(&state, &received).await;
    outcome.map(|now| Versioned::created(now.version, now))
}

/// Fetch an attachment
///
/// One of those that `getStanding` shows.
#[utoipa::path(
    operation_id = "getAttachment",
    tag = "Standings",
    params(Which, ("fileId" = FileId, Path), IfNoneMatch),
    security(("bearer" = [])),
    extensions(("x-permission" = json!(ViewStandings::NAME))),
    responses(FileBytes, Unauthorized, NotFound)
)]
#[get("/people/{personId}/standings/{requirementId}/attachments/{fileId}")]
async fn get_attachment(
    guard: Guard<ViewStandings>,
    path: At<(PersonId, RequirementId, FileId)>,
    had: IfNoneMatch,
) -> Result<HttpResponse, Failure> {
    let (person, requirement, id) = path.into_inner();
    let state = guard.shared_state();
    let file = guard
        .read(async |work| {
            let shown = service::details(work, person, requirement).await?;
            file::among(work, shown.attachments.iter().map(|one| &one.file), id).await
        })
        .await?;
    FileBytes::of(&state.files, file, &had).await
}

/// Describe an attachment
///
/// What it shows; replaces what was said before.
#[utoipa::path(
    operation_id = "describeAttachment",
    tag = "Standings",
    params(Which, ("fileId" = FileId, Path), Seen),
    request_body = DescribeAttachment,
    security(("bearer" = [])),
    extensions(("x-permission" = json!(Fulfil::NAME))),
    responses((status = 200, body = StandingDetails), BadRequest, Unauthorized, NotFound, Conflict, PreconditionFailedWhereSent)
)]
#[put("/people/{personId}/standings/{requirementId}/attachments/{fileId}")]
async fn describe_attachment(
    guard: Guard<Fulfil>,
    path: At<(PersonId, RequirementId, FileId)>,
    seen: Seen,
    body: Body<DescribeAttachment>,
) -> Answer {
    let path = path.into_inner();
    guard.run(async |work| service::describe_attachment(work, path, seen, &body).await).await.map(versioned)
}

/// Remove an attachment
///
/// Before it is fulfilled, or sent; the file is gone, and the history says that it was there.
#[utoipa::path(
    operation_id = "removeAttachment",
    tag = "Standings",
    params(Which, ("fileId" = FileId, Path), Seen),
    security(("bearer" = [])),
    extensions(("x-permission" = json!(Fulfil::NAME))),
    responses((status = 200, body = StandingDetails), Unauthorized, NotFound, Conflict, PreconditionFailedWhereSent)
)]
#[delete("/people/{personId}/standings/{requirementId}/attachments/{fileId}")]
async fn remove_attachment(guard: Guard<Fulfil>, path: At<(PersonId, RequirementId, FileId)>, seen: Seen) -> Answer {
    let path = path.into_inner();
    let state = guard.shared_state();
    let now = guard.run(async |work| service::remove_attachment(work, path, seen).await).await?;
    file::discard(&state.files, &[path.2]).await;
    Ok(versioned(now))
}
