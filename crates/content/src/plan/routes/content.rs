//! The content of a plan: `/plans/{id}/sections`, `/order` and `/requirements`.

use actix_web::{delete, patch, post, put, web::Path as At};
use kyndig_contract::plan::{
    AdaptedValidity, AddRequirements, CreateSection, DeactivateRequirement, PlanDetails, ReactivateRequirement,
    ReorderPlan, UpdateSection,
};
use kyndig_domain::ids::{PlanId, PlanRequirementId, SectionId};
use kyndig_platform::http::ServiceConfig;
use kyndig_platform::{
    auth::{Guard, IdempotencyKey, Permission, permissions::WritePlans},
    http::{BadRequest, Body, Conflict, Failure, IfMatch, NotFound, PreconditionFailed, Unauthorized, Versioned},
};

use super::service;

pub fn configure(config: &mut ServiceConfig) {
    config
        .service(add_section)
        .service(update_section)
        .service(remove_section)
        .service(reorder_plan)
        .service(add_requirements)
        .service(remove_requirement)
        .service(deactivate_requirement)
        .service(reactivate_requirement)
        .service(adapt_validity)
        .service(remove_adaptation);
}

/// Add a section
///
/// After those there are; with `mayBeNotRelevant` those who have the plan may mark the whole of it as not relevant.
/// `plan_full` where it has 200.
#[utoipa::path(
    operation_id = "addSection",
    tag = "Plans",
    params(("id" = PlanId, Path), IdempotencyKey),
    request_body = CreateSection,
    security(("bearer" = [])),
    extensions(("x-permission" = json!(WritePlans::NAME))),
    responses((status = 201, body = PlanDetails), BadRequest, Unauthorized, NotFound, Conflict)
)]
#[post("/plans/{id}/sections")]
async fn add_section(
    guard: Guard<WritePlans>,
    id: At<PlanId>,
    key: IdempotencyKey,
    body: Body<CreateSection>,
) -> Result<Versioned<PlanDetails>, Failure> {
    guard
        .run(async |work| {
            let request = (*id, &body.0);
            key.once(work, &request, async || {
                service::add_section(work, *id, &body.name, body.may_be_not_relevant).await
            })
            .await?;
            let now = service::get(work, *id).await?;
            Ok(Versioned::created(now.version, now.body))
        })
        .await
}

/// Change a section
///
/// Its name, and whether those who have the plan may mark the whole of it as not relevant. Makes no version of the plan.
#[utoipa::path(
    operation_id = "updateSection",
    tag = "Plans",
    params(("id" = PlanId, Path), ("sectionId" = SectionId, Path), IfMatch),
    request_body = UpdateSection,
    security(("bearer" = [])),
    extensions(("x-permission" = json!(WritePlans::NAME))),
    responses((status = 200, body = PlanDetails), BadRequest, Unauthorized, NotFound, PreconditionFailed)
)]
#[patch("/plans/{id}/sections/{sectionId}")]
async fn update_section(
    guard: Guard<WritePlans>,
    path: At<(PlanId, SectionId)>,
    seen: IfMatch,
    body: Body<UpdateSection>,
) -> Result<Versioned<PlanDetails>, Failure> {
    let (plan, section) = *path;
    guard.run(async |work| service::update_section(work, plan, section, seen, &body).await).await
}

/// Remove an empty section
///
/// `section_not_empty` while anything stands in it.
#[utoipa::path(
    operation_id = "removeSection",
    tag = "Plans",
    params(("id" = PlanId, Path), ("sectionId" = SectionId, Path)),
    security(("bearer" = [])),
    extensions(("x-permission" = json!(WritePlans::NAME))),
    responses((status = 200, body = PlanDetails), Unauthorized, NotFound, Conflict)
)]
#[delete("/plans/{id}/sections/{sectionId}")]
async fn remove_section(
    guard: Guard<WritePlans>,
    path: At<(PlanId, SectionId)>,
) -> Result<Versioned<PlanDetails>, Failure> {
    let (plan, section) = *path;
    guard.run(async |work| service::remove_section(work, plan, section).await).await
}

/// Put sections and requirements in order
///
/// Names every section of the plan once, and in each every requirement that it shall hold; so requirements move
/// between sections too. Makes no version of the plan.
#[utoipa::path(
    operation_id = "reorderPlan",
    tag = "Plans",
    params(("id" = PlanId, Path), IfMatch),
    request_body = ReorderPlan,
    security(("bearer" = [])),
    extensions(("x-permission" = json!(WritePlans::NAME))),
    responses((status = 200, body = PlanDetails), BadRequest, Unauthorized, NotFound, PreconditionFailed)
)]
#[put("/plans/{id}/order")]
async fn reorder_plan(
    guard: Guard<WritePlans>,
    id: At<PlanId>,
    seen: IfMatch,
    body: Body<ReorderPlan>,
) -> Result<Versioned<PlanDetails>, Failure> {
    guard.run(async |work| service::reorder(work, *id, seen, &body).await).await
}

/// Take requirements into a section
///
/// Existing ones (`requirementIds`) that are shared with the plan's unit and not in the plan, or one new one
/// (`new`), a draft of the plan's unit. Nobody sees them before they are activated. `requirement_not_shared`,
/// `national_for_residents`, `already_in_plan`, `plan_full`.
#[utoipa::path(
    operation_id = "addRequirements",
    tag = "Plans",
    params(("id" = PlanId, Path), ("sectionId" = SectionId, Path), IdempotencyKey),
    request_body = AddRequirements,
    security(("bearer" = [])),
    extensions(("x-permission" = json!(WritePlans::NAME))),
    responses((status = 201, body = PlanDetails), BadRequest, Unauthorized, NotFound, Conflict)
)]
#[post("/plans/{id}/sections/{sectionId}/requirements")]
async fn add_requirements(
    guard: Guard<WritePlans>,
    path: At<(PlanId, SectionId)>,
    key: IdempotencyKey,
    body: Body<AddRequirements>,
) -> Result<Versioned<PlanDetails>, Failure> {
    let (plan, section) = *path;
    guard
        .run(async |work| {
            let request = (plan, section, &body.0);
            let add = async || service::add_requirements(work, plan, section, &body).await;
            key.once(work, &request, add).await?;
            let now = service::get(work, plan).await?;
            Ok(Versioned::created(now.version, now.body))
        })
        .await
}

/// Take a requirement out of a plan
///
/// While nobody has had the plan, or within 24 hours of taking it in; otherwise `cannot_remove`. The requirement
/// itself is not deleted.
#[utoipa::path(
    operation_id = "removeRequirement",
    tag = "Plans",
    params(("id" = PlanId, Path), ("planRequirementId" = PlanRequirementId, Path)),
    security(("bearer" = [])),
    extensions(("x-permission" = json!(WritePlans::NAME))),
    responses((status = 200, body = PlanDetails), Unauthorized, NotFound, Conflict)
)]
#[delete("/plans/{id}/requirements/{planRequirementId}")]
async fn remove_requirement(
    guard: Guard<WritePlans>,
    path: At<(PlanId, PlanRequirementId)>,
) -> Result<Versioned<PlanDetails>, Failure> {
    let (plan, place) = *path;
    guard.run(async |work| service::remove_requirement(work, plan, place).await).await
}

/// Deactivate a requirement in the plan
///
/// With the reason. Those who have the plan find it among what was deactivated, with what they did; it can be
/// reactivated. `not_active`, `national`.
#[utoipa::path(
    operation_id = "deactivateRequirement",
    tag = "Plans",
    params(("id" = PlanId, Path), ("planRequirementId" = PlanRequirementId, Path), IfMatch),
    request_body = DeactivateRequirement,
    security(("bearer" = [])),
    extensions(("x-permission" = json!(WritePlans::NAME))),
    responses((status = 200, body = PlanDetails), BadRequest, Unauthorized, NotFound, Conflict, PreconditionFailed)
)]
#[post("/plans/{id}/requirements/{planRequirementId}/deactivate")]
async fn deactivate_requirement(
    guard: Guard<WritePlans>,
    path: At<(PlanId, PlanRequirementId)>,
    seen: IfMatch,
    body: Body<DeactivateRequirement>,
) -> Result<Versioned<PlanDetails>, Failure> {
    let (plan, place) = *path;
    guard.run(async |work| service::deactivate_requirement(work, plan, place, seen, &body.reason).await).await
}

/// Reactivate a requirement in the plan
///
/// In the section chosen. Makes a minor version.
#[utoipa::path(
    operation_id = "reactivateRequirement",
    tag = "Plans",
    params(("id" = PlanId, Path), ("planRequirementId" = PlanRequirementId, Path), IfMatch),
    request_body = ReactivateRequirement,
    security(("bearer" = [])),
    extensions(("x-permission" = json!(WritePlans::NAME))),
    responses((status = 200, body = PlanDetails), BadRequest, Unauthorized, NotFound, Conflict, PreconditionFailed)
)]
#[post("/plans/{id}/requirements/{planRequirementId}/reactivate")]
async fn reactivate_requirement(
    guard: Guard<WritePlans>,
    path: At<(PlanId, PlanRequirementId)>,
    seen: IfMatch,
    body: Body<ReactivateRequirement>,
) -> Result<Versioned<PlanDetails>, Failure> {
    let (plan, place) = *path;
    guard.run(async |work| service::reactivate_requirement(work, plan, place, seen, body.section_id).await).await
}

/// Set a validity of the plan's own
///
/// Of a central requirement that lets plans do so: `nothing_to_adapt`. With the same requirement in several plans the
/// shortest validity rules.
#[utoipa::path(
    operation_id = "adaptValidity",
    tag = "Plans",
    params(("id" = PlanId, Path), ("planRequirementId" = PlanRequirementId, Path), IfMatch),
    request_body = AdaptedValidity,
    security(("bearer" = [])),
    extensions(("x-permission" = json!(WritePlans::NAME))),
    responses((status = 200, body = PlanDetails), BadRequest, Unauthorized, NotFound, Conflict, PreconditionFailed)
)]
#[put("/plans/{id}/requirements/{planRequirementId}/validity")]
async fn adapt_validity(
    guard: Guard<WritePlans>,
    path: At<(PlanId, PlanRequirementId)>,
    seen: IfMatch,
    body: Body<AdaptedValidity>,
) -> Result<Versioned<PlanDetails>, Failure> {
    let (plan, place) = *path;
    guard.run(async |work| service::adapt_validity(work, plan, place, seen, Some(&body)).await).await
}

/// Back to the requirement's own validity
///
/// What was fulfilled expires by it at once.
#[utoipa::path(
    operation_id = "removeAdaptation",
    tag = "Plans",
    params(("id" = PlanId, Path), ("planRequirementId" = PlanRequirementId, Path), IfMatch),
    security(("bearer" = [])),
    extensions(("x-permission" = json!(WritePlans::NAME))),
    responses((status = 200, body = PlanDetails), Unauthorized, NotFound, Conflict, PreconditionFailed)
)]
#[delete("/plans/{id}/requirements/{planRequirementId}/validity")]
async fn remove_adaptation(
    guard: Guard<WritePlans>,
    path: At<(PlanId, PlanRequirementId)>,
    seen: IfMatch,
) -> Result<Versioned<PlanDetails>, Failure> {
    let (plan, place) = *path;
    guard.run(async |work| service::adapt_validity(work, plan, place, seen, None).await).await
}
