//! ★ What publishing, resetting and archiving would mean, before it is done.

use actix_web::{
    post,
    web::{Json, Path as At},
};
use kyndig_contract::impact::Impact;
use kyndig_domain::ids::RequirementId;
use kyndig_platform::http::ServiceConfig;
use kyndig_platform::{
    auth::{
        Guard, Permission,
        permissions::{ArchiveRequirements, ResetRequirements, WriteRequirements},
    },
    http::{Conflict, Failure, IfMatch, NotFound, PreconditionFailed, Unauthorized},
};

use crate::requirement::service;

pub fn configure(config: &mut ServiceConfig) {
    config.service(foresee_publication).service(foresee_reset).service(foresee_requirement_archive);
}

/// What publishing the draft would mean
///
/// Counted by publishing it and undoing that: nothing has changed when it answers. Refused where the act itself would be.
#[utoipa::path(
    operation_id = "foreseePublication",
    tag = "Requirements",
    params(("id" = RequirementId, Path), IfMatch),
    security(("bearer" = [])),
    extensions(("x-permission" = json!(WriteRequirements::NAME))),
    responses((status = 200, body = Impact), Unauthorized, NotFound, Conflict, PreconditionFailed)
)]
#[post("/requirements/{id}/publish/impact")]
async fn foresee_publication(
    guard: Guard<WriteRequirements>,
    id: At<RequirementId>,
    seen: IfMatch,
) -> Result<Json<Impact>, Failure> {
    guard.rehearse(async |work| service::foresee_publication(work, *id, seen).await).await.map(Json)
}

/// What resetting it would mean
///
/// Counted by resetting it and undoing that: nothing has changed when it answers. Refused where the act itself would be.
#[utoipa::path(
    operation_id = "foreseeReset",
    tag = "Requirements",
    params(("id" = RequirementId, Path), IfMatch),
    security(("bearer" = [])),
    extensions(("x-permission" = json!(ResetRequirements::NAME))),
    responses((status = 200, body = Impact), Unauthorized, NotFound, Conflict, PreconditionFailed)
)]
#[post("/requirements/{id}/reset/impact")]
async fn foresee_reset(
    guard: Guard<ResetRequirements>,
    id: At<RequirementId>,
    seen: IfMatch,
) -> Result<Json<Impact>, Failure> {
    guard.rehearse(async |work| service::foresee_reset(work, *id, seen).await).await.map(Json)
}

/// What archiving the requirement would mean
///
/// Counted by archiving it and undoing that: nothing has changed when it answers. Refused where the act itself would be.
#[utoipa::path(
    operation_id = "foreseeRequirementArchive",
    tag = "Requirements",
    params(("id" = RequirementId, Path), IfMatch),
    security(("bearer" = [])),
    extensions(("x-permission" = json!(ArchiveRequirements::NAME))),
    responses((status = 200, body = Impact), Unauthorized, NotFound, Conflict, PreconditionFailed)
)]
#[post("/requirements/{id}/archive/impact")]
async fn foresee_requirement_archive(
    guard: Guard<ArchiveRequirements>,
    id: At<RequirementId>,
    seen: IfMatch,
) -> Result<Json<Impact>, Failure> {
    guard.rehearse(async |work| service::foresee_archive(work, *id, seen).await).await.map(Json)
}
