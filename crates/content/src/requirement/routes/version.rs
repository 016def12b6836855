//! `/requirements/{id}/versions` (REQ-17).

use actix_web::{
    get,
    web::{Json, Path as At},
};
use kyndig_contract::{
    difference::{RequirementDifference, RequirementDifferenceQuery},
    page::{Page, PageQuery},
    requirement::{RequirementVersionDetails, RequirementVersionSummary},
};
use kyndig_domain::ids::RequirementId;
use kyndig_platform::http::ServiceConfig;
use kyndig_platform::{
    auth::{Guard, Permission, permissions::ViewRequirements},
    http::{BadRequest, Failure, NotFound, Params, Unauthorized},
};

use crate::requirement::service;

pub fn configure(config: &mut ServiceConfig) {
    config.service(list_requirement_versions).service(get_requirement_version).service(get_requirement_difference);
}

/// A requirement's publications
///
/// Latest first, each with the fields that it changed.
#[utoipa::path(
    operation_id = "listRequirementVersions",
    tag = "Requirements",
    params(("id" = RequirementId, Path), PageQuery),
    security(("bearer" = [])),
    extensions(("x-permission" = json!(ViewRequirements::NAME))),
    responses((status = 200, body = Page<RequirementVersionSummary>), BadRequest, Unauthorized, NotFound)
)]
#[get("/requirements/{id}/versions")]
async fn list_requirement_versions(
    guard: Guard<ViewRequirements>,
    id: At<RequirementId>,
    page: Params<PageQuery>,
) -> Result<Json<Page<RequirementVersionSummary>>, Failure> {
    guard.read(async |work| service::versions(work, *id, &page).await).await.map(Json)
}

/// A publication in full
///
/// As it was, whatever has been published since.
#[utoipa::path(
    operation_id = "getRequirementVersion",
    tag = "Requirements",
    params(("id" = RequirementId, Path), ("version" = i32, Path)),
    security(("bearer" = [])),
    extensions(("x-permission" = json!(ViewRequirements::NAME))),
    responses((status = 200, body = RequirementVersionDetails), Unauthorized, NotFound)
)]
#[get("/requirements/{id}/versions/{version}")]
async fn get_requirement_version(
    guard: Guard<ViewRequirements>,
    path: At<(RequirementId, i32)>,
) -> Result<Json<RequirementVersionDetails>, Failure> {
    let (id, version) = path.into_inner();
    guard.read(async |work| service::one_version(work, id, version).await).await.map(Json)
}

/// What differs between two publications
///
/// Or between one and the draft, without `to`. Name and description are compared word by word; of the other fields
/// `changed` says which differ.
#[utoipa::path(
    operation_id = "getRequirementDifference",
    tag = "Requirements",
    params(("id" = RequirementId, Path), RequirementDifferenceQuery),
    security(("bearer" = [])),
    extensions(("x-permission" = json!(ViewRequirements::NAME))),
    responses((status = 200, body = RequirementDifference), BadRequest, Unauthorized, NotFound)
)]
#[get("/requirements/{id}/difference")]
async fn get_requirement_difference(
    guard: Guard<ViewRequirements>,
    id: At<RequirementId>,
    query: Params<RequirementDifferenceQuery>,
) -> Result<Json<RequirementDifference>, Failure> {
    guard.read(async |work| service::difference(work, *id, *query).await).await.map(Json)
}
