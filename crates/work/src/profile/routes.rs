//! `/my/profile`.

use actix_web::{get, web::Json};
use kyndig_contract::profile::Profile;
use kyndig_platform::http::ServiceConfig;
use kyndig_platform::{
    auth::{Guard, Permission, permissions::ViewProfile},
    http::{Failure, Unauthorized},
};

use super::store;

pub fn configure(config: &mut ServiceConfig) {
    config.service(get_profile);
}

/// My profile
///
/// What HR knows of you and of the position you act as, and who your manager is. It is changed in HR and nowhere else.
#[utoipa::path(
    operation_id = "getProfile",
    tag = "Profile",
    security(("bearer" = [])),
    extensions(("x-permission" = json!(ViewProfile::NAME))),
    responses((status = 200, body = Profile), Unauthorized)
)]
#[get("/my/profile")]
async fn get_profile(guard: Guard<ViewProfile>) -> Result<Json<Profile>, Failure> {
    guard.read(async |work| store::profile(work).await).await.map(Json)
}
