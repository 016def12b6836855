//! `/requirements/{id}/files` (REQ-1, REQ-6).

use actix_web::{HttpResponse, delete, get, post, web::Path as At};
use kyndig_contract::{file::UploadFile, requirement::RequirementDetails};
use kyndig_domain::{
    file::OF_REQUIREMENT,
    ids::{FileId, RequirementId},
};
use kyndig_platform::http::ServiceConfig;
use kyndig_platform::{
    auth::{
        Guard, IdempotencyKey, Permission,
        permissions::{AddFiles, RemoveFiles, ViewRequirements},
    },
    http::{
        BadRequest, Conflict, Failure, IfMatch, IfNoneMatch, NotFound, PreconditionFailed, Unauthorized, Versioned,
    },
};

use crate::{
    file::{FileBytes, FileForm, service as file},
    requirement::service,
};

pub fn configure(config: &mut ServiceConfig) {
    config.service(add_requirement_file).service(get_requirement_file).service(remove_requirement_file);
}

/// Add a file
///
/// At once, for everybody who has the requirement, without a draft; not before its first publication (`not_published`).
/// 25 MiB at the most, all files together 100 MiB, and 20 of them (`file_too_large`, `no_room_for_file`). PDF, Word,
/// Excel, PowerPoint, OpenDocument, PNG, JPEG, GIF, WebP, and text in UTF-8, told by their content; nothing with macros,
/// and no web pages, drawings in SVG, scripts or programs (`file_type_refused`). The name is kept as far as it is
/// harmless, and must end in what the file is (`file_name_mismatch`); two of the same name there cannot be
/// (`file_name_taken`).
#[utoipa::path(
    operation_id = "addRequirementFile",
    tag = "Requirements",
    params(("id" = RequirementId, Path), IfMatch, IdempotencyKey),
    request_body(content = UploadFile, content_type = "multipart/form-data"),
    security(("bearer" = [])),
    extensions(("x-permission" = json!(AddFiles::NAME))),
    responses((status = 201, body = RequirementDetails), BadRequest, Unauthorized, NotFound, Conflict, PreconditionFailed)
)]
#[post("/requirements/{id}/files")]
async fn add_requirement_file(
    guard: Guard<AddFiles>,
    id: At<RequirementId>,
    seen: IfMatch,
    key: IdempotencyKey,
    form: FileForm,
) -> Result<Versioned<RequirementDetails>, Failure> {
    guard.look(async |work| service::may_add_file(work, *id).await).await?;
    let state = guard.shared_state();
    let received = form.store(&state.files, file::fresh_key(&state), OF_REQUIREMENT.file).await?;
    let request = (*id, received.name.as_str(), received.sha256.as_str());
    let outcome = guard
        .run(async |work| {
            key.once(work, &request, async || service::add_file(work, *id, seen, &received).await).await?;
            service::get(work, *id).await
        })
        .await;
    file::settle(&state, &received).await;
    outcome.map(|now| Versioned::created(now.version, now.body))
}

/// Fetch a file of a requirement
///
/// For those who write content: also one that was removed, which the versions it was there in still have.
#[utoipa::path(
    operation_id = "getRequirementFile",
    tag = "Requirements",
    params(("id" = RequirementId, Path), ("fileId" = FileId, Path), IfNoneMatch),
    security(("bearer" = [])),
    extensions(("x-permission" = json!(ViewRequirements::NAME))),
    responses(FileBytes, Unauthorized, NotFound)
)]
#[get("/requirements/{id}/files/{fileId}")]
async fn get_requirement_file(
    guard: Guard<ViewRequirements>,
    path: At<(RequirementId, FileId)>,
    had: IfNoneMatch,
) -> Result<HttpResponse, Failure> {
    let (id, file) = path.into_inner();
    let state = guard.shared_state();
    let file = guard.read(async |work| service::readable_file(work, id, file).await).await?;
    FileBytes::of(&state.files, file, &had).await
}

/// Remove a file
///
/// At once, for everybody. The versions it was there in keep it; within 24 hours of its adding it is gone altogether.
#[utoipa::path(
    operation_id = "removeRequirementFile",
    tag = "Requirements",
    params(("id" = RequirementId, Path), ("fileId" = FileId, Path), IfMatch),
    security(("bearer" = [])),
    extensions(("x-permission" = json!(RemoveFiles::NAME))),
    responses((status = 200, body = RequirementDetails), Unauthorized, NotFound, Conflict, PreconditionFailed)
)]
#[delete("/requirements/{id}/files/{fileId}")]
async fn remove_requirement_file(
    guard: Guard<RemoveFiles>,
    path: At<(RequirementId, FileId)>,
    seen: IfMatch,
) -> Result<Versioned<RequirementDetails>, Failure> {
    let (id, file) = path.into_inner();
    let state = guard.shared_state();
    let (now, undone) = guard.run(async |work| service::remove_file(work, id, seen, file).await).await?;
    file::discard(&state.files, undone.as_slice()).await;
    Ok(now)
}
