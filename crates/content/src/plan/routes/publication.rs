//! Approval, owners, publication and versions of a plan.

use actix_web::{
    delete, get, post, put,
    web::{Json, Path as At},
};
use kyndig_contract::{
    difference::{PlanDifference, PlanDifferenceQuery},
    page::{Page, PageQuery},
    plan::{
        ActivateRequirements, NameOwners, PlanDetails, PlanVersionDetails, PlanVersionSummary, PublishPlan,
        PublishToUnits,
    },
};
use kyndig_domain::ids::{PlanId, UnitId};
use kyndig_platform::http::ServiceConfig;
use kyndig_platform::{
    auth::{
        Guard, Permission,
        permissions::{ViewPlans, WritePlans},
    },
    http::{
        BadRequest, Body, Conflict, Failure, IfMatch, NotFound, Params, PreconditionFailed, Unauthorized, Versioned,
    },
};

use super::service;

pub fn configure(config: &mut ServiceConfig) {
    config
        .service(activate_requirements)
        .service(name_owners)
        .service(publish_plan)
        .service(publish_plan_to_units)
        .service(withdraw_plan)
        .service(list_plan_versions)
        .service(get_plan_version)
        .service(get_plan_difference);
}

/// Approve chosen changes
///
/// Activates those that are inactive, and first publishes the drafts of those that have one, all together: they
/// appear at once for everybody who has the plan. The first time makes version 1.0, one change x.(y+1), several
/// (x+1).0. `unpublished_draft` where a draft is another unit's to publish; `signature_locked`.
#[utoipa::path(
    operation_id = "activateRequirements",
    tag = "Plans",
    params(("id" = PlanId, Path), IfMatch),
    request_body = ActivateRequirements,
    security(("bearer" = [])),
    extensions(("x-permission" = json!(WritePlans::NAME))),
    responses((status = 200, body = PlanDetails), BadRequest, Unauthorized, NotFound, Conflict, PreconditionFailed)
)]
#[post("/plans/{id}/activate")]
async fn activate_requirements(
    guard: Guard<WritePlans>,
    id: At<PlanId>,
    seen: IfMatch,
    body: Body<ActivateRequirements>,
) -> Result<Versioned<PlanDetails>, Failure> {
    guard.run(async |work| service::activate(work, *id, seen, &body.plan_requirement_ids).await).await
}

/// Name document owner and document author
///
/// Both are told by e-mail. Named the first time, the plan is published to its owner unit, without the units
/// below. `owner_has_left`.
#[utoipa::path(
    operation_id = "nameOwners",
    tag = "Plans",
    params(("id" = PlanId, Path), IfMatch),
    request_body = NameOwners,
    security(("bearer" = [])),
    extensions(("x-permission" = json!(WritePlans::NAME))),
    responses((status = 200, body = PlanDetails), BadRequest, Unauthorized, NotFound, PreconditionFailed)
)]
#[put("/plans/{id}/owners")]
async fn name_owners(
    guard: Guard<WritePlans>,
    id: At<PlanId>,
    seen: IfMatch,
    body: Body<NameOwners>,
) -> Result<Versioned<PlanDetails>, Failure> {
    guard.run(async |work| service::name_owners(work, *id, seen, &body).await).await
}

/// Publish a plan to a unit
///
/// With or without the units below; again, to change that. `owners_missing` before both are named.
#[utoipa::path(
    operation_id = "publishPlan",
    tag = "Plans",
    params(("id" = PlanId, Path), ("unitId" = UnitId, Path)),
    request_body = PublishPlan,
    security(("bearer" = [])),
    extensions(("x-permission" = json!(WritePlans::NAME))),
    responses((status = 200, body = PlanDetails), BadRequest, Unauthorized, NotFound, Conflict)
)]
#[put("/plans/{id}/publications/{unitId}")]
async fn publish_plan(
    guard: Guard<WritePlans>,
    path: At<(PlanId, UnitId)>,
    body: Body<PublishPlan>,
) -> Result<Versioned<PlanDetails>, Failure> {
    let (plan, unit) = *path;
    guard.run(async |work| service::publish(work, plan, unit, body.with_subunits).await).await
}

/// Publish a plan to several units
///
/// All at once, with or without the units below each. `owners_missing` before both are named.
#[utoipa::path(
    operation_id = "publishPlanToUnits",
    tag = "Plans",
    params(("id" = PlanId, Path)),
    request_body = PublishToUnits,
    security(("bearer" = [])),
    extensions(("x-permission" = json!(WritePlans::NAME))),
    responses((status = 200, body = PlanDetails), BadRequest, Unauthorized, NotFound, Conflict)
)]
#[post("/plans/{id}/publications")]
async fn publish_plan_to_units(
    guard: Guard<WritePlans>,
    id: At<PlanId>,
    body: Body<PublishToUnits>,
) -> Result<Versioned<PlanDetails>, Failure> {
    guard.run(async |work| service::publish_to(work, *id, &body).await).await
}

/// Withdraw a plan from a unit
///
/// It can no longer be assigned there. Those who have it keep it, and it can be published again.
#[utoipa::path(
    operation_id = "withdrawPlan",
    tag = "Plans",
    params(("id" = PlanId, Path), ("unitId" = UnitId, Path)),
    security(("bearer" = [])),
    extensions(("x-permission" = json!(WritePlans::NAME))),
    responses((status = 200, body = PlanDetails), Unauthorized, NotFound)
)]
#[delete("/plans/{id}/publications/{unitId}")]
async fn withdraw_plan(
    guard: Guard<WritePlans>,
    path: At<(PlanId, UnitId)>,
) -> Result<Versioned<PlanDetails>, Failure> {
    let (plan, unit) = *path;
    guard.run(async |work| service::withdraw(work, plan, unit).await).await
}

/// The versions of a plan
///
/// Latest first.
#[utoipa::path(
    operation_id = "listPlanVersions",
    tag = "Plans",
    params(("id" = PlanId, Path), PageQuery),
    security(("bearer" = [])),
    extensions(("x-permission" = json!(ViewPlans::NAME))),
    responses((status = 200, body = Page<PlanVersionSummary>), BadRequest, Unauthorized, NotFound)
)]
#[get("/plans/{id}/versions")]
async fn list_plan_versions(
    guard: Guard<ViewPlans>,
    id: At<PlanId>,
    page: Params<PageQuery>,
) -> Result<Json<Page<PlanVersionSummary>>, Failure> {
    guard.read(async |work| service::versions(work, *id, &page).await).await.map(Json)
}

/// A version of a plan
///
/// Sections and requirements exactly as they were.
#[utoipa::path(
    operation_id = "getPlanVersion",
    tag = "Plans",
    params(("id" = PlanId, Path), ("version" = String, Path, description = "As in 3.2", example = "1.0")),
    security(("bearer" = [])),
    extensions(("x-permission" = json!(ViewPlans::NAME))),
    responses((status = 200, body = PlanVersionDetails), Unauthorized, NotFound)
)]
#[get("/plans/{id}/versions/{version}")]
async fn get_plan_version(
    guard: Guard<ViewPlans>,
    path: At<(PlanId, String)>,
) -> Result<Json<PlanVersionDetails>, Failure> {
    let (plan, version) = path.into_inner();
    guard.read(async |work| service::version(work, plan, &version).await).await.map(Json)
}

/// What differs between two versions of a plan
///
/// Sections and requirements that came, went or moved, sections with a new name, and requirements that say something
/// else: name and description word by word.
#[utoipa::path(
    operation_id = "getPlanDifference",
    tag = "Plans",
    params(("id" = PlanId, Path), PlanDifferenceQuery),
    security(("bearer" = [])),
    extensions(("x-permission" = json!(ViewPlans::NAME))),
    responses((status = 200, body = PlanDifference), BadRequest, Unauthorized, NotFound)
)]
#[get("/plans/{id}/difference")]
async fn get_plan_difference(
    guard: Guard<ViewPlans>,
    id: At<PlanId>,
    query: Params<PlanDifferenceQuery>,
) -> Result<Json<PlanDifference>, Failure> {
    guard.read(async |work| service::difference(work, *id, &query).await).await.map(Json)
}
