//! `/assignments/{assignmentId}/…/not-relevant`: what of a plan is not relevant to the employee (FUL-12, FUL-9).

use actix_web::{
    delete, post, put,
    web::{Json, Path},
};
use kyndig_contract::{
    assignment::AssignmentDetails,
    standing::{MarkNotRelevant, MarkPoint},
};
use kyndig_domain::ids::{AssignmentId, RequirementId, SectionId};
use kyndig_platform::http::ServiceConfig;
use kyndig_platform::{
    auth::{Guard, Permission, permissions::Fulfil},
    http::{BadRequest, Body, Conflict, Failure, NotFound, Unauthorized},
};

use crate::assignment::service;

pub fn configure(config: &mut ServiceConfig) {
    config
        .service(mark_not_relevant)
        .service(mark_relevant)
        .service(mark_section_not_relevant)
        .service(mark_section_relevant)
        .service(mark_checklist_point);
}

type Answer = Result<Json<AssignmentDetails>, Failure>;

/// Mark a requirement as not relevant
///
/// In this plan alone, with a comment, on your own plan or that of somebody you follow up. The standing itself is left
/// alone: in other plans it is as before. Not for what must be done (`must_be_done`).
#[utoipa::path(
    operation_id = "markNotRelevant",
    tag = "Assignments",
    params(("assignmentId" = AssignmentId, Path), ("requirementId" = RequirementId, Path)),
    request_body = MarkNotRelevant,
    security(("bearer" = [])),
    extensions(("x-permission" = json!(Fulfil::NAME))),
    responses((status = 200, body = AssignmentDetails), BadRequest, Unauthorized, NotFound, Conflict)
)]
#[put("/assignments/{assignmentId}/requirements/{requirementId}/not-relevant")]
async fn mark_not_relevant(
    guard: Guard<Fulfil>,
    path: Path<(AssignmentId, RequirementId)>,
    body: Body<MarkNotRelevant>,
) -> Answer {
    let (assignment, requirement) = path.into_inner();
    guard.run(async |work| service::mark(work, assignment, requirement, &body).await).await.map(Json)
}

/// Mark a requirement as relevant again
///
/// It stands as it did before.
#[utoipa::path(
    operation_id = "markRelevant",
    tag = "Assignments",
    params(("assignmentId" = AssignmentId, Path), ("requirementId" = RequirementId, Path)),
    security(("bearer" = [])),
    extensions(("x-permission" = json!(Fulfil::NAME))),
    responses((status = 200, body = AssignmentDetails), Unauthorized, NotFound, Conflict)
)]
#[delete("/assignments/{assignmentId}/requirements/{requirementId}/not-relevant")]
async fn mark_relevant(guard: Guard<Fulfil>, path: Path<(AssignmentId, RequirementId)>) -> Answer {
    let (assignment, requirement) = path.into_inner();
    guard.run(async |work| service::unmark(work, assignment, requirement).await).await.map(Json)
}

/// Mark a section as not relevant
///
/// Where the plan allows it (`section_must_be_done` otherwise): all that is in the section, what must be done too, and what
/// comes into it later.
#[utoipa::path(
    operation_id = "markSectionNotRelevant",
    tag = "Assignments",
    params(("assignmentId" = AssignmentId, Path), ("sectionId" = SectionId, Path)),
    request_body = MarkNotRelevant,
    security(("bearer" = [])),
    extensions(("x-permission" = json!(Fulfil::NAME))),
    responses((status = 200, body = AssignmentDetails), BadRequest, Unauthorized, NotFound, Conflict)
)]
#[put("/assignments/{assignmentId}/sections/{sectionId}/not-relevant")]
async fn mark_section_not_relevant(
    guard: Guard<Fulfil>,
    path: Path<(AssignmentId, SectionId)>,
    body: Body<MarkNotRelevant>,
) -> Answer {
    let (assignment, section) = path.into_inner();
    guard.run(async |work| service::mark_section(work, assignment, section, &body).await).await.map(Json)
}

/// Mark a section as relevant again
///
/// Each of its requirements stands as it did before.
#[utoipa::path(
    operation_id = "markSectionRelevant",
    tag = "Assignments",
    params(("assignmentId" = AssignmentId, Path), ("sectionId" = SectionId, Path)),
    security(("bearer" = [])),
    extensions(("x-permission" = json!(Fulfil::NAME))),
    responses((status = 200, body = AssignmentDetails), Unauthorized, NotFound, Conflict)
)]
#[delete("/assignments/{assignmentId}/sections/{sectionId}/not-relevant")]
async fn mark_section_relevant(guard: Guard<Fulfil>, path: Path<(AssignmentId, SectionId)>) -> Answer {
    let (assignment, section) = path.into_inner();
    guard.run(async |work| service::unmark_section(work, assignment, section).await).await.map(Json)
}

/// Mark a point of a checklist as not relevant, or relevant again
///
/// In this plan alone; with a comment it is not relevant, without one it is again. Not for a point that must be done
/// (`point_must_be_done`).
#[utoipa::path(
    operation_id = "markChecklistPoint",
    tag = "Assignments",
    params(("assignmentId" = AssignmentId, Path), ("requirementId" = RequirementId, Path)),
    request_body = MarkPoint,
    security(("bearer" = [])),
    extensions(("x-permission" = json!(Fulfil::NAME))),
    responses((status = 200, body = AssignmentDetails), BadRequest, Unauthorized, NotFound, Conflict)
)]
#[post("/assignments/{assignmentId}/requirements/{requirementId}/points")]
async fn mark_checklist_point(
    guard: Guard<Fulfil>,
    path: Path<(AssignmentId, RequirementId)>,
    body: Body<MarkPoint>,
) -> Answer {
    let (assignment, requirement) = path.into_inner();
    guard.run(async |work| service::mark_point(work, assignment, requirement, &body).await).await.map(Json)
}
