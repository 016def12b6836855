//! `/requirements/{id}/shares` (REQ-9).

use actix_web::{delete, post, put, web::Path as At};
use kyndig_contract::requirement::{RequirementDetails, ShareRequirement, ShareWithUnits};
use kyndig_domain::ids::{RequirementId, UnitId};
use kyndig_platform::http::ServiceConfig;
use kyndig_platform::{
    auth::{Guard, Permission, permissions::WriteRequirements},
    http::{BadRequest, Body, Conflict, Failure, IfMatch, NotFound, PreconditionFailed, Unauthorized, Versioned},
};

use crate::requirement::service;

pub fn configure(config: &mut ServiceConfig) {
    config.service(share_requirement).service(share_requirement_with_units).service(end_requirement_share);
}

/// Share with a unit
///
/// Plans of the unit, and with `withSubunits` of those below, can take the requirement in from now. Again for a unit
/// that has it already says anew whether the units below are with it, or renews what had ended.
#[utoipa::path(
    operation_id = "shareRequirement",
    tag = "Requirements",
    params(("id" = RequirementId, Path), ("unitId" = UnitId, Path), IfMatch),
    request_body = ShareRequirement,
    security(("bearer" = [])),
    extensions(("x-permission" = json!(WriteRequirements::NAME))),
    responses((status = 200, body = RequirementDetails), BadRequest, Unauthorized, NotFound, Conflict, PreconditionFailed)
)]
#[put("/requirements/{id}/shares/{unitId}")]
async fn share_requirement(
    guard: Guard<WriteRequirements>,
    path: At<(RequirementId, UnitId)>,
    seen: IfMatch,
    body: Body<ShareRequirement>,
) -> Result<Versioned<RequirementDetails>, Failure> {
    let (id, unit) = path.into_inner();
    guard.run(async |work| service::share(work, id, seen, unit, body.with_subunits).await).await
}

/// Share with several units
///
/// All at once, with or without the units below each. A unit that has it already is said anew, or renewed.
#[utoipa::path(
    operation_id = "shareRequirementWithUnits",
    tag = "Requirements",
    params(("id" = RequirementId, Path), IfMatch),
    request_body = ShareWithUnits,
    security(("bearer" = [])),
    extensions(("x-permission" = json!(WriteRequirements::NAME))),
    responses((status = 200, body = RequirementDetails), BadRequest, Unauthorized, NotFound, Conflict, PreconditionFailed)
)]
#[post("/requirements/{id}/shares")]
async fn share_requirement_with_units(
    guard: Guard<WriteRequirements>,
    id: At<RequirementId>,
    seen: IfMatch,
    body: Body<ShareWithUnits>,
) -> Result<Versioned<RequirementDetails>, Failure> {
    guard.run(async |work| service::share_with(work, *id, seen, &body).await).await
}

/// End sharing with a unit
///
/// Plans that have the requirement keep it; none of the unit's can take it in any more. A unit that never made use of
/// it is gone from the list, another stays there as ended.
#[utoipa::path(
    operation_id = "endRequirementShare",
    tag = "Requirements",
    params(("id" = RequirementId, Path), ("unitId" = UnitId, Path), IfMatch),
    security(("bearer" = [])),
    extensions(("x-permission" = json!(WriteRequirements::NAME))),
    responses((status = 200, body = RequirementDetails), Unauthorized, NotFound, Conflict, PreconditionFailed)
)]
#[delete("/requirements/{id}/shares/{unitId}")]
async fn end_requirement_share(
    guard: Guard<WriteRequirements>,
    path: At<(RequirementId, UnitId)>,
    seen: IfMatch,
) -> Result<Versioned<RequirementDetails>, Failure> {
    let (id, unit) = path.into_inner();
    guard.run(async |work| service::end_share(work, id, seen, unit).await).await
}
