//! Taking a requirement out of use: reset (REQ-8), archive (REQ-13), delete (REQ-11).

use actix_web::{HttpResponse, delete, post, web::Path as At};
use kyndig_contract::requirement::{Archive, RequirementDetails};
use kyndig_domain::ids::RequirementId;
use kyndig_platform::http::ServiceConfig;
use kyndig_platform::{
    auth::{
        Guard, Permission,
        permissions::{ArchiveRequirements, ResetRequirements, WriteRequirements},
    },
    http::{BadRequest, Body, Conflict, Failure, IfMatch, NotFound, PreconditionFailed, Unauthorized, Versioned},
};

use crate::{file::service as file, requirement::service};

pub fn configure(config: &mut ServiceConfig) {
    config
        .service(reset_requirement)
        .service(archive_requirement)
        .service(restore_requirement)
        .service(delete_requirement);
}

/// Reset for everybody
///
/// Every person's standing goes back to not started, whatever plan it is in, in one go; requests that wait for a
/// signature are taken back. `startedBy` of the requirement says how many people it is. The history stays, and what
/// rests on this requirement is not touched. `linked_to_course` where a course fulfils it.
#[utoipa::path(
    operation_id = "resetRequirement",
    tag = "Requirements",
    params(("id" = RequirementId, Path), IfMatch),
    security(("bearer" = [])),
    extensions(("x-permission" = json!(ResetRequirements::NAME))),
    responses((status = 200, body = RequirementDetails), Unauthorized, NotFound, Conflict, PreconditionFailed)
)]
#[post("/requirements/{id}/reset")]
async fn reset_requirement(
    guard: Guard<ResetRequirements>,
    id: At<RequirementId>,
    seen: IfMatch,
) -> Result<Versioned<RequirementDetails>, Failure> {
    guard.run(async |work| service::reset(work, *id, seen).await).await
}

/// Archive
///
/// Out of use in every plan that holds it. Employees keep their last standing and see no content; administrators see
/// the versions, and who did it, when and why. It can be taken back for 30 days.
#[utoipa::path(
    operation_id = "archiveRequirement",
    tag = "Requirements",
    params(("id" = RequirementId, Path), IfMatch),
    request_body = Archive,
    security(("bearer" = [])),
    extensions(("x-permission" = json!(ArchiveRequirements::NAME))),
    responses((status = 200, body = RequirementDetails), BadRequest, Unauthorized, NotFound, Conflict, PreconditionFailed)
)]
#[post("/requirements/{id}/archive")]
async fn archive_requirement(
    guard: Guard<ArchiveRequirements>,
    id: At<RequirementId>,
    seen: IfMatch,
    body: Body<Archive>,
) -> Result<Versioned<RequirementDetails>, Failure> {
    guard.run(async |work| service::archive(work, *id, seen, &body.reason).await).await
}

/// Take out of the archive again
///
/// Within 30 days; every plan has it as before. `archived_for_good` after that.
#[utoipa::path(
    operation_id = "restoreRequirement",
    tag = "Requirements",
    params(("id" = RequirementId, Path), IfMatch),
    security(("bearer" = [])),
    extensions(("x-permission" = json!(ArchiveRequirements::NAME))),
    responses((status = 200, body = RequirementDetails), Unauthorized, NotFound, Conflict, PreconditionFailed)
)]
#[post("/requirements/{id}/restore")]
async fn restore_requirement(
    guard: Guard<ArchiveRequirements>,
    id: At<RequirementId>,
    seen: IfMatch,
) -> Result<Versioned<RequirementDetails>, Failure> {
    guard.run(async |work| service::restore(work, *id, seen).await).await
}

/// Delete
///
/// Altogether, while no plan has it, or remembers it, and nothing rests on it: `in_use`.
#[utoipa::path(
    operation_id = "deleteRequirement",
    tag = "Requirements",
    params(("id" = RequirementId, Path), IfMatch),
    security(("bearer" = [])),
    extensions(("x-permission" = json!(WriteRequirements::NAME))),
    responses((status = 204, description = "Gone"), Unauthorized, NotFound, Conflict, PreconditionFailed)
)]
#[delete("/requirements/{id}")]
async fn delete_requirement(
    guard: Guard<WriteRequirements>,
    id: At<RequirementId>,
    seen: IfMatch,
) -> Result<HttpResponse, Failure> {
    let state = guard.shared_state();
    let files = guard.run(async |work| service::delete(work, *id, seen).await).await?;
    file::discard(&state.files, &files).await;
    Ok(HttpResponse::NoContent().finish())
}
