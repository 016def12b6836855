//! `/people`.

use actix_web::{get, web::Json};
use kyndig_contract::{
    page::Page,
    person::{PersonQuery, PersonSummary},
};
use kyndig_platform::http::ServiceConfig;
use kyndig_platform::{
    auth::{Guard, Permission, permissions::FindPeople},
    http::{BadRequest, Failure, Params, Unauthorized},
};

use super::service;

pub fn configure(config: &mut ServiceConfig) {
    config.service(find_people);
}

/// Find somebody
///
/// By words of the name, each from its beginning: those who work in one's region, with title and unit, twenty at
/// the most. For choosing a signer, an owner of a plan, a manager.
#[utoipa::path(
    operation_id = "findPeople",
    tag = "People",
    params(PersonQuery),
    security(("bearer" = [])),
    extensions(("x-permission" = json!(FindPeople::NAME))),
    responses((status = 200, body = Page<PersonSummary>), BadRequest, Unauthorized)
)]
#[get("/people")]
async fn find_people(
    guard: Guard<FindPeople>,
    query: Params<PersonQuery>,
) -> Result<Json<Page<PersonSummary>>, Failure> {
    guard.read(async |work| service::find(work, &query).await).await.map(Json)
}
