//! `/assignments`: plans assigned to positions, deactivated, reactivated, and approved (ASG-1 to ASG-6).

use actix_web::{
    HttpResponse, delete, get, post,
    web::{Json, Path},
};
use kyndig_contract::{
    assignment::{
        AssignPlan, AssignmentAct, AssignmentDetails, AssignmentResult, AssignmentTableCell, AssignmentTableQuery,
        ChangeAssignments, ChangedAssignments, ReactivateQuery, WaitingAssignment,
    },
    page::{Page, PageQuery},
};
use kyndig_domain::ids::AssignmentId;
use kyndig_platform::http::ServiceConfig;
use kyndig_platform::{
    auth::{
        Guard, IdempotencyKey, Permission,
        permissions::{ApprovePlans, AssignPlans, ReactivateAssignments, ViewAssignmentTable, ViewWaitingPlans},
    },
    http::{BadRequest, Body, Conflict, Failure, NotFound, Params, Unauthorized},
};

use crate::assignment::service;

pub fn configure(config: &mut ServiceConfig) {
    config
        .service(assign_plan)
        .service(change_assignments)
        .service(get_assignment_table)
        .service(list_waiting_assignments)
        .service(deactivate_assignment)
        .service(reactivate_assignment)
        .service(delete_assignment)
        .service(approve_assignment)
        .service(withdraw_approval);
}

/// Give a plan to positions
///
/// One plan to up to 2000 positions, all in one transaction. The answer names each position that was skipped,
/// and why: it has the plan already, it is not among those you follow up (or not open), or the plan is not
/// published to its unit. Where the plan had been deactivated on a position it becomes active again.
#[utoipa::path(
    operation_id = "assignPlan",
    tag = "Assignments",
    params(IdempotencyKey),
    request_body = AssignPlan,
    security(("bearer" = [])),
    extensions(("x-permission" = json!(AssignPlans::NAME))),
    responses(
        (status = 201, description = "Who got it, and who did not and why", body = AssignmentResult),
        BadRequest,
        Unauthorized,
        NotFound,
        Conflict,
    )
)]
#[post("/assignments")]
async fn assign_plan(
    guard: Guard<AssignPlans>,
    key: IdempotencyKey,
    body: Body<AssignPlan>,
) -> Result<HttpResponse, Failure> {
    let result =
        guard.run(async |work| key.once(work, &body.0, async || service::assign(work, &body).await).await).await?;
    Ok(HttpResponse::Created().json(result))
}

/// Change assignments
///
/// A table of plans and positions, up to 2000 cells, each with what is asked for it: give the plan, deactivate it, give it
/// back, or delete it where nothing has been done in it yet. All in one transaction; what cannot be done is skipped, with
/// the reason, and the rest is done.
#[utoipa::path(
    operation_id = "changeAssignments",
    tag = "Assignments",
    params(IdempotencyKey),
    request_body = ChangeAssignments,
    security(("bearer" = [])),
    extensions(("x-permission" = json!(AssignPlans::NAME))),
    responses((status = 200, body = ChangedAssignments), BadRequest, Unauthorized, Conflict)
)]
#[post("/assignments/changes")]
async fn change_assignments(
    guard: Guard<AssignPlans>,
    key: IdempotencyKey,
    body: Body<ChangeAssignments>,
) -> Result<Json<ChangedAssignments>, Failure> {
    guard.run(async |work| key.once(work, &body.0, async || service::change(work, &body).await).await).await.map(Json)
}

/// How plans stand on positions
///
/// The cells of a table of up to 20 plans and 100 positions, each with what `changeAssignments` would do. Positions you do
/// not follow up, and plans that are archived, are left out. All of it on one page.
#[utoipa::path(
    operation_id = "getAssignmentTable",
    tag = "Assignments",
    params(AssignmentTableQuery),
    security(("bearer" = [])),
    extensions(("x-permission" = json!(ViewAssignmentTable::NAME))),
    responses((status = 200, body = Page<AssignmentTableCell>), BadRequest, Unauthorized)
)]
#[get("/assignment-table")]
async fn get_assignment_table(
    guard: Guard<ViewAssignmentTable>,
    query: Params<AssignmentTableQuery>,
) -> Result<Json<Page<AssignmentTableCell>>, Failure> {
    guard.read(async |work| service::table(work, &query).await).await.map(Page::whole).map(Json)
}

/// Plans that wait for approval
///
/// Of those you follow up: nothing is left to do in them, and a manager is to approve that. Those that have waited longest
/// first; `total` says how many there are. Never your own.
#[utoipa::path(
    operation_id = "listWaitingAssignments",
    tag = "Assignments",
    params(PageQuery),
    security(("bearer" = [])),
    extensions(("x-permission" = json!(ViewWaitingPlans::NAME))),
    responses((status = 200, body = Page<WaitingAssignment>), BadRequest, Unauthorized)
)]
#[get("/waiting-assignments")]
async fn list_waiting_assignments(
    guard: Guard<ViewWaitingPlans>,
    page: Params<PageQuery>,
) -> Result<Json<Page<WaitingAssignment>>, Failure> {
    guard.read(async |work| service::waiting(work, &page).await).await.map(Json)
}

type Answer = Result<Json<AssignmentDetails>, Failure>;

/// Deactivate an assignment
///
/// It is kept as it is now, content and progress, and counts no more.
#[utoipa::path(
    operation_id = "deactivateAssignment",
    tag = "Assignments",
    params(("id" = AssignmentId, Path, description = "The assignment")),
    security(("bearer" = [])),
    extensions(("x-permission" = json!(AssignPlans::NAME))),
    responses((status = 200, body = AssignmentDetails), Unauthorized, NotFound, Conflict)
)]
#[post("/assignments/{id}/deactivate")]
async fn deactivate_assignment(guard: Guard<AssignPlans>, id: Path<AssignmentId>) -> Answer {
    let changed = guard.run(async |work| service::change_one(work, *id, AssignmentAct::Deactivate).await).await?;
    changed.map(Json).ok_or_else(|| Failure::Internal(anyhow::anyhow!("the assignment is gone")))
}

/// Reactivate an assignment
///
/// By whoever follows the employee up, or the employee; it says what holds now. A plan of an earlier position becomes active
/// on an open one, whatever units it is published to.
#[utoipa::path(
    operation_id = "reactivateAssignment",
    tag = "Assignments",
    params(("id" = AssignmentId, Path, description = "The assignment"), ReactivateQuery),
    security(("bearer" = [])),
    extensions(("x-permission" = json!(ReactivateAssignments::NAME))),
    responses((status = 200, body = AssignmentDetails), BadRequest, Unauthorized, NotFound, Conflict)
)]
#[post("/assignments/{id}/reactivate")]
async fn reactivate_assignment(
    guard: Guard<ReactivateAssignments>,
    id: Path<AssignmentId>,
    query: Params<ReactivateQuery>,
) -> Answer {
    guard.run(async |work| service::reactivate(work, *id, &query).await).await.map(Json)
}

/// Delete an assignment
///
/// Where nothing has been done in it yet (`plan_started` otherwise): as though it had not been given.
#[utoipa::path(
    operation_id = "deleteAssignment",
    tag = "Assignments",
    params(("id" = AssignmentId, Path, description = "The assignment")),
    security(("bearer" = [])),
    extensions(("x-permission" = json!(AssignPlans::NAME))),
    responses((status = 204, description = "It is gone"), Unauthorized, NotFound, Conflict)
)]
#[delete("/assignments/{id}")]
async fn delete_assignment(guard: Guard<AssignPlans>, id: Path<AssignmentId>) -> Result<HttpResponse, Failure> {
    guard.run(async |work| service::change_one(work, *id, AssignmentAct::Delete).await).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Approve a completed plan
///
/// Where nothing is left to do and the plan is completed by approval. Never your own.
#[utoipa::path(
    operation_id = "approveAssignment",
    tag = "Assignments",
    params(("id" = AssignmentId, Path, description = "The assignment")),
    security(("bearer" = [])),
    extensions(("x-permission" = json!(ApprovePlans::NAME))),
    responses((status = 200, body = AssignmentDetails), Unauthorized, NotFound, Conflict)
)]
#[post("/assignments/{id}/approve")]
async fn approve_assignment(guard: Guard<ApprovePlans>, id: Path<AssignmentId>) -> Answer {
    guard.run(async |work| service::approve(work, *id).await).await.map(Json)
}

/// Take an approval back
///
/// The plan waits for approval again.
#[utoipa::path(
    operation_id = "withdrawApproval",
    tag = "Assignments",
    params(("id" = AssignmentId, Path, description = "The assignment")),
    security(("bearer" = [])),
    extensions(("x-permission" = json!(ApprovePlans::NAME))),
    responses((status = 200, body = AssignmentDetails), Unauthorized, NotFound, Conflict)
)]
#[post("/assignments/{id}/withdraw-approval")]
async fn withdraw_approval(guard: Guard<ApprovePlans>, id: Path<AssignmentId>) -> Answer {
    guard.run(async |work| service::withdraw(work, *id).await).await.map(Json)
}
