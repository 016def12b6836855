//! Archiving plans (PLN-11).

use actix_web::{post, web::Path as At};
use kyndig_contract::{plan::PlanDetails, requirement::Archive};
use kyndig_domain::ids::PlanId;
use kyndig_platform::http::ServiceConfig;
use kyndig_platform::{
    auth::{Guard, Permission, permissions::ArchivePlans},
    http::{BadRequest, Body, Conflict, Failure, IfMatch, NotFound, PreconditionFailed, Unauthorized, Versioned},
};

use super::service;

pub fn configure(config: &mut ServiceConfig) {
    config.service(archive_plan).service(restore_plan);
}

/// Archive a plan
///
/// Those who have it (`assigned` says how many positions) see no more than that they had it, and it leaves every
/// report; its requirements live on. Administrators see its versions, and who did it, when and why. It can be taken
/// back for 30 days.
#[utoipa::path(
    operation_id = "archivePlan",
    tag = "Plans",
    params(("id" = PlanId, Path), IfMatch),
    request_body = Archive,
    security(("bearer" = [])),
    extensions(("x-permission" = json!(ArchivePlans::NAME))),
    responses((status = 200, body = PlanDetails), BadRequest, Unauthorized, NotFound, Conflict, PreconditionFailed)
)]
#[post("/plans/{id}/archive")]
async fn archive_plan(
    guard: Guard<ArchivePlans>,
    id: At<PlanId>,
    seen: IfMatch,
    body: Body<Archive>,
) -> Result<Versioned<PlanDetails>, Failure> {
    guard.run(async |work| service::archive(work, *id, seen, &body.reason).await).await
}

/// Take a plan out of the archive again
///
/// Within 30 days; everybody who still works where they had it has it again. `archived_for_good` after that.
#[utoipa::path(
    operation_id = "restorePlan",
    tag = "Plans",
    params(("id" = PlanId, Path), IfMatch),
    security(("bearer" = [])),
    extensions(("x-permission" = json!(ArchivePlans::NAME))),
    responses((status = 200, body = PlanDetails), Unauthorized, NotFound, Conflict, PreconditionFailed)
)]
#[post("/plans/{id}/restore")]
async fn restore_plan(
    guard: Guard<ArchivePlans>,
    id: At<PlanId>,
    seen: IfMatch,
) -> Result<Versioned<PlanDetails>, Failure> {
    guard.run(async |work| service::restore(work, *id, seen).await).await
}
