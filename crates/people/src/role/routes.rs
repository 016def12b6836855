//! `/role-grants` and `/positions`.

use actix_web::{HttpResponse, delete, get, post, web::Path};
use kyndig_contract::{
    page::{Page, PageQuery},
    role::{GrantRole, PositionAccess, PositionAccessQuery, RoleGrant, RoleGrantQuery},
};
use kyndig_domain::ids::RoleGrantId;
use kyndig_platform::http::ServiceConfig;
use kyndig_platform::{
    auth::{
        Guard, IdempotencyKey, Permission,
        permissions::{GrantRoles, ViewRoles},
    },
    http::{
        BadRequest, Body, Conflict, Failure, NotFound, Params, RequestedFormat, Unauthorized,
        export::{CSV, SheetFile, XLSX},
    },
};

use super::{service, sheet};

pub fn configure(config: &mut ServiceConfig) {
    config.service(list_role_grants).service(grant_role).service(revoke_role).service(list_positions);
}

/// Who has which role
///
/// The roles granted to positions, by the name of the person. `employee` and `manager` follow from the position and
/// are not among them. System owners see all; trust admins those of positions in their units.
#[utoipa::path(
    operation_id = "listRoleGrants",
    tag = "Roles",
    params(RoleGrantQuery, PageQuery, sheet::GrantColumns),
    security(("bearer" = [])),
    extensions(("x-permission" = json!(ViewRoles::NAME))),
    responses(
        (status = 200, content((Page<RoleGrant> = "application/json"), (SheetFile = XLSX), (String = CSV))),
        BadRequest,
        Unauthorized,
    )
)]
#[get("/role-grants")]
async fn list_role_grants(
    guard: Guard<ViewRoles>,
    asked: RequestedFormat,
    query: Params<RoleGrantQuery>,
    page: Params<PageQuery>,
) -> Result<HttpResponse, Failure> {
    guard.list(asked, &sheet::GRANTS, &page, async move |work, page| service::list(work, &query, page).await).await
}

/// Grant a role
///
/// It holds from the position's next request on. `role_granted_already` where the position has the same role over
/// the same, `position_closed` where nobody can act as the position any more.
#[utoipa::path(
    operation_id = "grantRole",
    tag = "Roles",
    params(IdempotencyKey),
    request_body = GrantRole,
    security(("bearer" = [])),
    extensions(("x-permission" = json!(GrantRoles::NAME))),
    responses((status = 201, body = RoleGrant, description = "Granted"), BadRequest, Unauthorized, Conflict)
)]
#[post("/role-grants")]
async fn grant_role(
    guard: Guard<GrantRoles>,
    key: IdempotencyKey,
    body: Body<GrantRole>,
) -> Result<HttpResponse, Failure> {
    let granted =
        guard.run(async |work| key.once(work, &*body, async || service::grant(work, &body).await).await).await?;
    Ok(HttpResponse::Created().json(granted))
}

/// Take a role away
///
/// It is gone at the position's next request, whatever token that carries. `last_system_owner` where nobody would
/// be left to grant roles.
#[utoipa::path(
    operation_id = "revokeRole",
    tag = "Roles",
    params(("id" = RoleGrantId, Path, description = "The grant")),
    security(("bearer" = [])),
    extensions(("x-permission" = json!(GrantRoles::NAME))),
    responses((status = 204, description = "Taken away"), Unauthorized, NotFound, Conflict)
)]
#[delete("/role-grants/{id}")]
async fn revoke_role(guard: Guard<GrantRoles>, id: Path<RoleGrantId>) -> Result<HttpResponse, Failure> {
    guard.run(async |work| service::revoke(work, *id).await).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Positions and their access
///
/// Whom roles can be granted to: positions with the person's e-mail, phone and last sign-in, and the roles of each.
/// System owners see all; trust admins those in their units.
#[utoipa::path(
    operation_id = "listPositions",
    tag = "Roles",
    params(PositionAccessQuery, PageQuery, sheet::PositionColumns),
    security(("bearer" = [])),
    extensions(("x-permission" = json!(ViewRoles::NAME))),
    responses(
        (status = 200, content((Page<PositionAccess> = "application/json"), (SheetFile = XLSX), (String = CSV))),
        BadRequest,
        Unauthorized,
    )
)]
#[get("/positions")]
async fn list_positions(
    guard: Guard<ViewRoles>,
    asked: RequestedFormat,
    query: Params<PositionAccessQuery>,
    page: Params<PageQuery>,
) -> Result<HttpResponse, Failure> {
    guard
        .list(asked, &sheet::POSITIONS, &page, async move |work, page| service::positions(work, &query, page).await)
        .await
}
