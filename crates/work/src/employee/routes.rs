//! `/employees`.

use actix_web::{
    Either, HttpResponse, get, post, put,
    web::{Json, Path},
};
use kyndig_contract::{
    assignment::AssignedToMatching,
    employee::AssignToMatching,
    employee::{EmployeeDetails, EmployeeQuery, EmployeeSummary, SetManager},
    page::{Page, PageQuery},
};
use kyndig_domain::ids::PositionId;
use kyndig_platform::http::ServiceConfig;
use kyndig_platform::{
    auth::{
        Guard, IdempotencyKey, Permission,
        permissions::{AssignPlans, SetManager as MaySetManager, ViewEmployees},
    },
    http::{
        BadRequest, Body, Conflict, Failure, IfMatch, NotFound, Params, PreconditionFailed, RequestedFormat,
        Unauthorized, Versioned,
        export::{CSV, SheetFile, XLSX},
    },
};

use super::{reading::Overview, service, sheet};

pub fn configure(config: &mut ServiceConfig) {
    config.service(list_employees).service(show_employee).service(set_manager).service(assign_to_matching);
}

/// The overview of employees
///
/// One row a position, by name: those one manages (`mine`), or also all in the units one has a role for
/// (`all`). Somebody on loan stands both at home, lent out, and where they are borrowed.
#[utoipa::path(
    operation_id = "listEmployees",
    tag = "Employees",
    params(EmployeeQuery, PageQuery, sheet::EmployeeColumns),
    security(("bearer" = [])),
    extensions(("x-permission" = json!(ViewEmployees::NAME))),
    responses(
        (status = 200, content((Page<EmployeeSummary> = "application/json"), (SheetFile = XLSX), (String = CSV))),
        BadRequest,
        Unauthorized,
    )
)]
#[get("/employees")]
async fn list_employees(
    guard: Guard<ViewEmployees>,
    asked: RequestedFormat,
    query: Params<EmployeeQuery>,
    page: Params<PageQuery>,
) -> Result<HttpResponse, Failure> {
    if asked.is_page() {
        return guard.page(async |work| service::list(work, &query, &page).await).await;
    }
    guard.read_out(asked, &sheet::EMPLOYEES, |chosen| Overview::new(query.0, chosen)).await
}

/// One employee
///
/// What HR knows of person and position, who the manager is, and the plans of the position.
#[utoipa::path(
    operation_id = "getEmployee",
    tag = "Employees",
    params(("positionId" = PositionId, Path, description = "The position, as the overview gives it")),
    security(("bearer" = [])),
    extensions(("x-permission" = json!(ViewEmployees::NAME))),
    responses(
        (status = 200, body = EmployeeDetails),
        Unauthorized,
        NotFound,
    )
)]
#[get("/employees/{positionId}")]
async fn show_employee(
    guard: Guard<ViewEmployees>,
    position: Path<PositionId>,
) -> Result<Versioned<EmployeeDetails>, Failure> {
    let details = guard.read(async |work| service::details(work, *position).await).await?;
    Ok(Versioned::new(details.version, details))
}

/// Set the manager by hand
///
/// The manager from HR loses sight of the employee, and the one set here gains it: to follow up, not to write plans and
/// requirements. Without a manager in the body, what HR says holds again. Whoever sees the employee no longer by that is
/// answered without a body. `manager_of_loan` for somebody on loan: their manager is named in the loan.
#[utoipa::path(
    operation_id = "setManager",
    tag = "Employees",
    params(("positionId" = PositionId, Path, description = "The position, as the overview gives it"), IfMatch),
    request_body = SetManager,
    security(("bearer" = [])),
    extensions(("x-permission" = json!(MaySetManager::NAME))),
    responses(
        (status = 200, body = EmployeeDetails),
        (status = 204, description = "It is so, and the employee is seen by another now"),
        BadRequest,
        Unauthorized,
        NotFound,
        Conflict,
        PreconditionFailed,
    )
)]
#[put("/employees/{positionId}/manager")]
async fn set_manager(
    guard: Guard<MaySetManager>,
    position: Path<PositionId>,
    seen: IfMatch,
    body: Body<SetManager>,
) -> Result<Either<Versioned<EmployeeDetails>, HttpResponse>, Failure> {
    let details = guard.run(async |work| service::set_manager(work, *position, seen, &body).await).await?;
    Ok(match details {
        Some(details) => Either::Left(Versioned::new(details.version, details)),
        None => Either::Right(HttpResponse::NoContent().finish()),
    })
}

/// Give a plan to all that match
///
/// One plan to everybody whom the overview shows when it is narrowed like this, on however many pages, in one transaction;
/// up to 20,000 positions (`too_many_match`). The answer counts those who were skipped, by the reason.
#[utoipa::path(
    operation_id = "assignToMatching",
    tag = "Assignments",
    params(IdempotencyKey),
    request_body = AssignToMatching,
    security(("bearer" = [])),
    extensions(("x-permission" = json!(AssignPlans::NAME))),
    responses((status = 200, body = AssignedToMatching), BadRequest, Unauthorized, NotFound, Conflict)
)]
#[post("/assignments/matching")]
async fn assign_to_matching(
    guard: Guard<AssignPlans>,
    key: IdempotencyKey,
    body: Body<AssignToMatching>,
) -> Result<Json<AssignedToMatching>, Failure> {
    guard
        .run(async |work| key.once(work, &body.0, async || service::assign_to_matching(work, &body).await).await)
        .await
        .map(Json)
}
