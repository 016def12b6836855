//! `/assignments`, and the plans of a position.

mod change;
mod relevance;

use actix_web::{
    get,
    web::{Json, Path},
};
use kyndig_contract::{
    assignment::{
        ArchivedRequirement, AssignmentDetails, AssignmentQuery, AssignmentSummary, OwnRequirementQuery,
        OwnRequirements,
    },
    page::{Page, PageQuery},
};
use kyndig_domain::ids::{AssignmentId, PositionId};
use kyndig_platform::http::ServiceConfig;
use kyndig_platform::{
    auth::{
        Guard, Permission,
        permissions::{ViewAssignments, ViewOwnAssignments},
    },
    http::{BadRequest, Failure, NotFound, Params, Unauthorized},
};

use crate::assignment::service;

pub fn configure(config: &mut ServiceConfig) {
    config
        .service(list_assignments)
        .service(list_own_assignments)
        .service(get_assignment)
        .service(search_own_requirements)
        .service(list_own_archived_requirements);
    change::configure(config);
    relevance::configure(config);
}

/// The plans of a position
///
/// Your own, or of somebody you follow up; a borrower or lender sees those of their own position only. Active
/// plans first, by owner unit and name, then the archive: deactivated ones, those of earlier positions too.
#[utoipa::path(
    operation_id = "listAssignments",
    tag = "Assignments",
    params(("positionId" = PositionId, Path, description = "The position"), AssignmentQuery, PageQuery),
    security(("bearer" = [])),
    extensions(("x-permission" = json!(ViewAssignments::NAME))),
    responses((status = 200, body = Page<AssignmentSummary>), BadRequest, Unauthorized, NotFound)
)]
#[get("/positions/{positionId}/assignments")]
async fn list_assignments(
    guard: Guard<ViewAssignments>,
    position: Path<PositionId>,
    query: Params<AssignmentQuery>,
    page: Params<PageQuery>,
) -> Result<Json<Page<AssignmentSummary>>, Failure> {
    guard.read(async |work| service::of_position(work, *position, &query, &page).await).await.map(Json)
}

/// Your own plans
///
/// The active plans of the position you act as, by owner unit and name, and the archive: the deactivated plans
/// of every position you have had, and by name those that have been archived.
#[utoipa::path(
    operation_id = "listOwnAssignments",
    tag = "Assignments",
    params(AssignmentQuery, PageQuery),
    security(("bearer" = [])),
    extensions(("x-permission" = json!(ViewOwnAssignments::NAME))),
    responses((status = 200, body = Page<AssignmentSummary>), BadRequest, Unauthorized)
)]
#[get("/my/assignments")]
async fn list_own_assignments(
    guard: Guard<ViewOwnAssignments>,
    query: Params<AssignmentQuery>,
    page: Params<PageQuery>,
) -> Result<Json<Page<AssignmentSummary>>, Failure> {
    guard.read(async |work| service::own(work, &query, &page).await).await.map(Json)
}

/// Search your own plans
///
/// In the active plans of the position you act as: every word in the names and numbers of requirements and activities, and
/// the names of goals. One line for each plan, or goal, that holds it, or held it until it was deactivated there. Without words, the ten you did something with last.
#[utoipa::path(
    operation_id = "searchOwnRequirements",
    tag = "Assignments",
    params(OwnRequirementQuery),
    security(("bearer" = [])),
    extensions(("x-permission" = json!(ViewOwnAssignments::NAME))),
    responses((status = 200, body = OwnRequirements), BadRequest, Unauthorized)
)]
#[get("/my/requirements")]
async fn search_own_requirements(
    guard: Guard<ViewOwnAssignments>,
    query: Params<OwnRequirementQuery>,
) -> Result<Json<OwnRequirements>, Failure> {
    guard.read(async |work| service::search(work, &query).await).await.map(Json)
}

/// Your own archived requirements
///
/// What was in a plan you have, or had, and has been archived since; by name alone. All of it on one page.
#[utoipa::path(
    operation_id = "listOwnArchivedRequirements",
    tag = "Assignments",
    security(("bearer" = [])),
    extensions(("x-permission" = json!(ViewOwnAssignments::NAME))),
    responses((status = 200, body = Page<ArchivedRequirement>), Unauthorized)
)]
#[get("/my/archived-requirements")]
async fn list_own_archived_requirements(
    guard: Guard<ViewOwnAssignments>,
) -> Result<Json<Page<ArchivedRequirement>>, Failure> {
    guard.read(async |work| service::archived(work).await).await.map(Page::whole).map(Json)
}

/// A plan as the one who has it sees it
///
/// What the plan says of itself, its active requirements in order with the person's standing on each, those that have been
/// deactivated in it, and what has happened to the assignment.
#[utoipa::path(
    operation_id = "getAssignment",
    tag = "Assignments",
    params(("id" = AssignmentId, Path, description = "The assignment")),
    security(("bearer" = [])),
    extensions(("x-permission" = json!(ViewAssignments::NAME))),
    responses((status = 200, body = AssignmentDetails), Unauthorized, NotFound)
)]
#[get("/assignments/{id}")]
async fn get_assignment(
    guard: Guard<ViewAssignments>,
    id: Path<AssignmentId>,
) -> Result<Json<AssignmentDetails>, Failure> {
    guard.read(async |work| service::details(work, *id).await).await.map(Json)
}
