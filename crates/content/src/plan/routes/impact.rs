//! ★ What approving and archiving would mean, before it is done.

use actix_web::{
    post,
    web::{Json, Path as At},
};
use kyndig_contract::{impact::Impact, plan::ActivateRequirements};
use kyndig_domain::ids::PlanId;
use kyndig_platform::http::ServiceConfig;
use kyndig_platform::{
    auth::{
        Guard, Permission,
        permissions::{ArchivePlans, WritePlans},
    },
    http::{BadRequest, Body, Conflict, Failure, IfMatch, NotFound, PreconditionFailed, Unauthorized},
};

use super::service;

pub fn configure(config: &mut ServiceConfig) {
    config.service(foresee_activation).service(foresee_plan_archive);
}

/// What approving these would mean
///
/// Counted by approving them and undoing it: nothing has changed when it answers. Refused where approving would be.
#[utoipa::path(
    operation_id = "foreseeActivation",
    tag = "Plans",
    params(("id" = PlanId, Path), IfMatch),
    request_body = ActivateRequirements,
    security(("bearer" = [])),
    extensions(("x-permission" = json!(WritePlans::NAME))),
    responses((status = 200, body = Impact), BadRequest, Unauthorized, NotFound, Conflict, PreconditionFailed)
)]
#[post("/plans/{id}/activate/impact")]
async fn foresee_activation(
    guard: Guard<WritePlans>,
    id: At<PlanId>,
    seen: IfMatch,
    body: Body<ActivateRequirements>,
) -> Result<Json<Impact>, Failure> {
    let places = &body.plan_requirement_ids;
    guard.rehearse(async |work| service::foresee_activation(work, *id, seen, places).await).await.map(Json)
}

/// What archiving the plan would mean
///
/// Counted by archiving it and undoing that: nothing has changed when it answers. What somebody has in another plan as
/// well is not lost.
#[utoipa::path(
    operation_id = "foreseePlanArchive",
    tag = "Plans",
    params(("id" = PlanId, Path), IfMatch),
    security(("bearer" = [])),
    extensions(("x-permission" = json!(ArchivePlans::NAME))),
    responses((status = 200, body = Impact), Unauthorized, NotFound, Conflict, PreconditionFailed)
)]
#[post("/plans/{id}/archive/impact")]
async fn foresee_plan_archive(
    guard: Guard<ArchivePlans>,
    id: At<PlanId>,
    seen: IfMatch,
) -> Result<Json<Impact>, Failure> {
    guard.rehearse(async |work| service::foresee_archive(work, *id, seen).await).await.map(Json)
}
