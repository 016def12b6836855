//! `/units`.

use actix_web::{get, web::Json};
use kyndig_contract::{
    page::{Page, PageQuery},
    unit::{UnitQuery, UnitSummary},
};
use kyndig_platform::http::ServiceConfig;
use kyndig_platform::{
    auth::{Guard, Permission, permissions::ViewUnits},
    http::{BadRequest, Failure, Params, Unauthorized},
};

use super::service;

pub fn configure(config: &mut ServiceConfig) {
    config.service(list_units);
}

/// The org chart
///
/// The children of a unit, or, with a search, units anywhere in the tree, by name. Units come from HR and
/// are not edited here.
#[utoipa::path(
    operation_id = "listUnits",
    tag = "Units",
    params(UnitQuery, PageQuery),
    security(("bearer" = [])),
    extensions(("x-permission" = json!(ViewUnits::NAME))),
    responses((status = 200, body = Page<UnitSummary>), BadRequest, Unauthorized)
)]
#[get("/units")]
async fn list_units(
    guard: Guard<ViewUnits>,
    query: Params<UnitQuery>,
    page: Params<PageQuery>,
) -> Result<Json<Page<UnitSummary>>, Failure> {
    guard.read(async |work| service::list(work, &query, &page).await).await.map(Json)
}
