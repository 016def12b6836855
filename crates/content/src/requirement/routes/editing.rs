//! ★ `/requirements/{id}/editing`: who has it open to edit.

use actix_web::{
    HttpResponse, delete, get, put,
    web::{Json, Path as At},
};
use kyndig_contract::editing::Editors;
use kyndig_domain::ids::RequirementId;
use kyndig_platform::http::ServiceConfig;
use kyndig_platform::{
    auth::{
        Guard, Permission,
        permissions::{ViewRequirements, WriteRequirements},
    },
    http::{Conflict, Failure, NotFound, Unauthorized},
};

use crate::{editing::service as editing, requirement::service};

pub fn configure(config: &mut ServiceConfig) {
    config.service(list_requirement_editors).service(edit_requirement).service(leave_requirement);
}

/// Who is editing a requirement
///
/// Everybody but oneself, who has it open now and may edit it.
#[utoipa::path(
    operation_id = "listRequirementEditors",
    tag = "Requirements",
    params(("id" = RequirementId, Path)),
    security(("bearer" = [])),
    extensions(("x-permission" = json!(ViewRequirements::NAME))),
    responses((status = 200, body = Editors), Unauthorized, NotFound)
)]
#[get("/requirements/{id}/editing")]
async fn list_requirement_editors(
    guard: Guard<ViewRequirements>,
    id: At<RequirementId>,
) -> Result<Json<Editors>, Failure> {
    guard
        .read(async |work| {
            service::get(work, *id).await?;
            editing::others(work, id.0).await
        })
        .await
        .map(Json)
}

/// Say that one is editing a requirement
///
/// To be said again at least every 20 seconds: after a minute of silence one counts as gone. Answers with the others.
#[utoipa::path(
    operation_id = "editRequirement",
    tag = "Requirements",
    params(("id" = RequirementId, Path)),
    security(("bearer" = [])),
    extensions(("x-permission" = json!(WriteRequirements::NAME))),
    responses((status = 200, body = Editors), Unauthorized, NotFound, Conflict)
)]
#[put("/requirements/{id}/editing")]
async fn edit_requirement(guard: Guard<WriteRequirements>, id: At<RequirementId>) -> Result<Json<Editors>, Failure> {
    guard
        .run(async |work| {
            service::may_edit(work, *id).await?;
            editing::here(work, id.0).await
        })
        .await
        .map(Json)
}

/// Say that one has closed a requirement
///
/// The others see it at once.
#[utoipa::path(
    operation_id = "leaveRequirement",
    tag = "Requirements",
    params(("id" = RequirementId, Path)),
    security(("bearer" = [])),
    extensions(("x-permission" = json!(WriteRequirements::NAME))),
    responses((status = 204, description = "Gone"), Unauthorized, NotFound, Conflict)
)]
#[delete("/requirements/{id}/editing")]
async fn leave_requirement(guard: Guard<WriteRequirements>, id: At<RequirementId>) -> Result<HttpResponse, Failure> {
    guard
        .run(async |work| {
            service::may_edit(work, *id).await?;
            editing::gone(work, id.0).await
        })
        .await?;
    Ok(HttpResponse::NoContent().finish())
}
