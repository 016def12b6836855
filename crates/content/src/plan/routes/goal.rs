//! The goals of goal plans: `/plans/{id}/sections/{sectionId}/goals` and `/plans/{id}/goals`.

use actix_web::{delete, post, put, web::Path as At};
use kyndig_contract::{goal::CreateGoal, plan::PlanDetails};
use kyndig_domain::ids::{GoalId, PlanId, SectionId};
use kyndig_platform::http::ServiceConfig;
use kyndig_platform::{
    auth::{Guard, IdempotencyKey, Permission, permissions::WritePlans},
    http::{BadRequest, Body, Conflict, Failure, IfMatch, NotFound, PreconditionFailed, Unauthorized, Versioned},
};

use super::service;

pub fn configure(config: &mut ServiceConfig) {
    config.service(add_goal).service(update_goal).service(remove_goal);
}

/// Add a goal
///
/// To a theme of a template, after those there are. `from_template` in a local copy, `template_in_use` once there are
/// copies, `plan_full` where the plan has 500.
#[utoipa::path(
    operation_id = "addGoal",
    tag = "Plans",
    params(("id" = PlanId, Path), ("sectionId" = SectionId, Path), IdempotencyKey),
    request_body = CreateGoal,
    security(("bearer" = [])),
    extensions(("x-permission" = json!(WritePlans::NAME))),
    responses((status = 201, body = PlanDetails), BadRequest, Unauthorized, NotFound, Conflict)
)]
#[post("/plans/{id}/sections/{sectionId}/goals")]
async fn add_goal(
    guard: Guard<WritePlans>,
    path: At<(PlanId, SectionId)>,
    key: IdempotencyKey,
    body: Body<CreateGoal>,
) -> Result<Versioned<PlanDetails>, Failure> {
    let (plan, section) = *path;
    guard
        .run(async |work| {
            let request = (plan, section, &body.0);
            key.once(work, &request, async || service::add_goal(work, plan, section, &body).await).await?;
            let now = service::get(work, plan).await?;
            Ok(Versioned::created(now.version, now.body))
        })
        .await
}

/// Change a goal
///
/// Its number, name and description. Makes no version of the plan.
#[utoipa::path(
    operation_id = "updateGoal",
    tag = "Plans",
    params(("id" = PlanId, Path), ("goalId" = GoalId, Path), IfMatch),
    request_body = CreateGoal,
    security(("bearer" = [])),
    extensions(("x-permission" = json!(WritePlans::NAME))),
    responses((status = 200, body = PlanDetails), BadRequest, Unauthorized, NotFound, Conflict, PreconditionFailed)
)]
#[put("/plans/{id}/goals/{goalId}")]
async fn update_goal(
    guard: Guard<WritePlans>,
    path: At<(PlanId, GoalId)>,
    seen: IfMatch,
    body: Body<CreateGoal>,
) -> Result<Versioned<PlanDetails>, Failure> {
    let (plan, goal) = *path;
    guard.run(async |work| service::update_goal(work, plan, goal, seen, &body).await).await
}

/// Remove an empty goal
///
/// `goal_not_empty` while any activity stands in it.
#[utoipa::path(
    operation_id = "removeGoal",
    tag = "Plans",
    params(("id" = PlanId, Path), ("goalId" = GoalId, Path)),
    security(("bearer" = [])),
    extensions(("x-permission" = json!(WritePlans::NAME))),
    responses((status = 200, body = PlanDetails), Unauthorized, NotFound, Conflict)
)]
#[delete("/plans/{id}/goals/{goalId}")]
async fn remove_goal(guard: Guard<WritePlans>, path: At<(PlanId, GoalId)>) -> Result<Versioned<PlanDetails>, Failure> {
    let (plan, goal) = *path;
    guard.run(async |work| service::remove_goal(work, plan, goal).await).await
}
