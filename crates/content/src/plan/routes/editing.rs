//! ★ `/plans/{id}/editing`: who has it open to edit.

use actix_web::{
    HttpResponse, delete, get, put,
    web::{Json, Path as At},
};
use kyndig_contract::editing::Editors;
use kyndig_domain::ids::PlanId;
use kyndig_platform::http::ServiceConfig;
use kyndig_platform::{
    auth::{
        Guard, Permission,
        permissions::{ViewPlans, WritePlans},
    },
    http::{Conflict, Failure, NotFound, Unauthorized},
};

use crate::{editing::service as editing, plan::service};

pub fn configure(config: &mut ServiceConfig) {
    config.service(list_plan_editors).service(edit_plan).service(leave_plan);
}

/// Who is editing a plan
///
/// Everybody but oneself, who has it open now and may edit it.
#[utoipa::path(
    operation_id = "listPlanEditors",
    tag = "Plans",
    params(("id" = PlanId, Path)),
    security(("bearer" = [])),
    extensions(("x-permission" = json!(ViewPlans::NAME))),
    responses((status = 200, body = Editors), Unauthorized, NotFound)
)]
#[get("/plans/{id}/editing")]
async fn list_plan_editors(guard: Guard<ViewPlans>, id: At<PlanId>) -> Result<Json<Editors>, Failure> {
    guard
        .read(async |work| {
            service::get(work, *id).await?;
            editing::others(work, id.0).await
        })
        .await
        .map(Json)
}

/// Say that one is editing a plan
///
/// To be said again at least every 20 seconds: after a minute of silence one counts as gone. Answers with the others.
#[utoipa::path(
    operation_id = "editPlan",
    tag = "Plans",
    params(("id" = PlanId, Path)),
    security(("bearer" = [])),
    extensions(("x-permission" = json!(WritePlans::NAME))),
    responses((status = 200, body = Editors), Unauthorized, NotFound, Conflict)
)]
#[put("/plans/{id}/editing")]
async fn edit_plan(guard: Guard<WritePlans>, id: At<PlanId>) -> Result<Json<Editors>, Failure> {
    guard
        .run(async |work| {
            service::may_edit(work, *id).await?;
            editing::here(work, id.0).await
        })
        .await
        .map(Json)
}

/// Say that one has closed a plan
///
/// The others see it at once.
#[utoipa::path(
    operation_id = "leavePlan",
    tag = "Plans",
    params(("id" = PlanId, Path)),
    security(("bearer" = [])),
    extensions(("x-permission" = json!(WritePlans::NAME))),
    responses((status = 204, description = "Gone"), Unauthorized, NotFound, Conflict)
)]
#[delete("/plans/{id}/editing")]
async fn leave_plan(guard: Guard<WritePlans>, id: At<PlanId>) -> Result<HttpResponse, Failure> {
    guard
        .run(async |work| {
            service::may_edit(work, *id).await?;
            editing::gone(work, id.0).await
        })
        .await?;
    Ok(HttpResponse::NoContent().finish())
}
