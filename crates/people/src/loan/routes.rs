//! `/employees/{positionId}/loans`, `/loans/{id}` and `/units/{id}/receiving-manager`.

use actix_web::{
    HttpResponse, delete, get, patch, post,
    web::{Json, Path},
};
use kyndig_contract::{
    loan::{ChangeLoan, CreateLoan, LoanChanged, LoanDetails, LoanQuery, ReceivingManager},
    page::{Page, PageQuery},
};
use kyndig_domain::ids::{LoanId, PositionId, UnitId};
use kyndig_platform::http::ServiceConfig;
use kyndig_platform::{
    auth::{
        Guard, IdempotencyKey, Permission,
        permissions::{Lend, ViewLoans},
    },
    http::{
        BadRequest, Body, Conflict, Failure, IfMatch, NotFound, Params, PreconditionFailed,
        PreconditionFailedWhereSent, Seen, Unauthorized, Versioned,
    },
};

use super::service;

pub fn configure(config: &mut ServiceConfig) {
    config
        .service(list_loans)
        .service(lend_employee)
        .service(change_loan)
        .service(delete_loan)
        .service(show_receiving_manager);
}

/// The loans of an employee
///
/// Of an employment, all its loans: ongoing, future, then the history, each the latest first. Of a temporary
/// position, the loan that made it: the borrower sees the period, the comment, and who registered it from
/// which unit.
#[utoipa::path(
    operation_id = "listLoans",
    tag = "Loans",
    params(
        ("positionId" = PositionId, Path, description = "The position, as the overview gives it"),
        LoanQuery,
        PageQuery
    ),
    security(("bearer" = [])),
    extensions(("x-permission" = json!(ViewLoans::NAME))),
    responses((status = 200, body = Page<LoanDetails>), BadRequest, Unauthorized, NotFound)
)]
#[get("/employees/{positionId}/loans")]
async fn list_loans(
    guard: Guard<ViewLoans>,
    position: Path<PositionId>,
    query: Params<LoanQuery>,
    page: Params<PageQuery>,
) -> Result<Json<Page<LoanDetails>>, Failure> {
    guard.read(async |work| service::list(work, *position, &query, &page).await).await.map(Json)
}

/// Lend an employee
///
/// To another unit, from tomorrow at the earliest; the end may be open. The unit has employees of its own, and is no
/// trust or region: otherwise `unit_receives_nobody`. Its manager is filled in where none is named; another leads the
/// unit or one above it: otherwise `receiver_does_not_lead`. The employee gets a temporary position there, open from the first day to the
/// midnight after the last. Several loans at once are allowed.
#[utoipa::path(
    operation_id = "lendEmployee",
    tag = "Loans",
    params(("positionId" = PositionId, Path, description = "The employment to lend"), IdempotencyKey),
    request_body = CreateLoan,
    security(("bearer" = [])),
    extensions(("x-permission" = json!(Lend::NAME))),
    responses(
        (status = 201, body = LoanDetails),
        BadRequest,
        Unauthorized,
        NotFound,
        Conflict,
    )
)]
#[post("/employees/{positionId}/loans")]
async fn lend_employee(
    guard: Guard<Lend>,
    position: Path<PositionId>,
    key: IdempotencyKey,
    body: Body<CreateLoan>,
) -> Result<Versioned<LoanDetails>, Failure> {
    let loan = guard
        .run(async |work| {
            let request = (*position, &*body);
            key.once(work, &request, async || service::create(work, *position, &body).await).await
        })
        .await?;
    Ok(Versioned::created(loan.version, loan))
}

/// Change a loan
///
/// As a whole. Of an ongoing loan the start is locked; another unit ends it today, and a new one to that unit
/// begins tomorrow, which is given as `followOn`. Whoever borrows cannot change it.
#[utoipa::path(
    operation_id = "changeLoan",
    tag = "Loans",
    params(("id" = LoanId, Path, description = "The loan"), IfMatch),
    request_body = ChangeLoan,
    security(("bearer" = [])),
    extensions(("x-permission" = json!(Lend::NAME))),
    responses(
        (status = 200, body = LoanChanged),
        BadRequest,
        Unauthorized,
        NotFound,
        Conflict,
        PreconditionFailed,
    )
)]
#[patch("/loans/{id}")]
async fn change_loan(
    guard: Guard<Lend>,
    id: Path<LoanId>,
    seen: IfMatch,
    body: Body<ChangeLoan>,
) -> Result<Versioned<LoanChanged>, Failure> {
    let changed = guard.run(async |work| service::change(work, *id, seen, &body).await).await?;
    Ok(Versioned::new(changed.loan.version, changed))
}

/// Delete a loan
///
/// Only one that has not begun. An ongoing loan is ended by setting its end to today: it runs out at midnight.
#[utoipa::path(
    operation_id = "deleteLoan",
    tag = "Loans",
    params(("id" = LoanId, Path, description = "The loan"), Seen),
    security(("bearer" = [])),
    extensions(("x-permission" = json!(Lend::NAME))),
    responses((status = 204, description = "It is gone"), Unauthorized, NotFound, Conflict, PreconditionFailedWhereSent)
)]
#[delete("/loans/{id}")]
async fn delete_loan(guard: Guard<Lend>, id: Path<LoanId>, seen: Seen) -> Result<HttpResponse, Failure> {
    guard.run(async |work| service::delete(work, *id, seen).await).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Who would receive somebody lent to a unit
///
/// All whom HR names as the manager of somebody employed there, or in a unit above, the nearest first; the first of
/// them is filled in when a loan names no manager. `unit_receives_nobody` where nobody can be lent.
#[utoipa::path(
    operation_id = "getReceivingManager",
    tag = "Loans",
    params(("id" = UnitId, Path, description = "The receiving unit")),
    security(("bearer" = [])),
    extensions(("x-permission" = json!(ViewLoans::NAME))),
    responses((status = 200, body = ReceivingManager), BadRequest, Unauthorized, NotFound)
)]
#[get("/units/{id}/receiving-manager")]
async fn show_receiving_manager(guard: Guard<ViewLoans>, id: Path<UnitId>) -> Result<Json<ReceivingManager>, Failure> {
    guard.read(async |work| service::receiving_manager(work, *id).await).await.map(Json)
}
