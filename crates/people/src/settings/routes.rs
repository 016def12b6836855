//! `/my/settings` and `/my/views`.

use actix_web::{
    HttpResponse, delete, get, put,
    web::{Json, Path as At},
};
use kyndig_contract::{
    list::{ListName, SavedView},
    settings::Settings,
};
use kyndig_platform::http::ServiceConfig;
use kyndig_platform::{
    auth::{
        Guard, Permission,
        permissions::{ChangeSettings, ViewSettings},
    },
    http::{BadRequest, Body, Failure, NotFound, Unauthorized},
};

use super::{service, view};

pub fn configure(config: &mut ServiceConfig) {
    config.service(get_settings).service(change_settings).service(get_view).service(save_view).service(reset_view);
}

/// Your settings
///
/// The same whatever you act as.
#[utoipa::path(
    operation_id = "getSettings",
    tag = "Settings",
    security(("bearer" = [])),
    extensions(("x-permission" = json!(ViewSettings::NAME))),
    responses((status = 200, body = Settings), Unauthorized)
)]
#[get("/my/settings")]
async fn get_settings(guard: Guard<ViewSettings>) -> Result<Json<Settings>, Failure> {
    guard.read(async |work| service::read(work).await).await.map(Json)
}

/// Change your settings
///
/// Holds for all that is sent after it.
#[utoipa::path(
    operation_id = "changeSettings",
    tag = "Settings",
    request_body = Settings,
    security(("bearer" = [])),
    extensions(("x-permission" = json!(ChangeSettings::NAME))),
    responses((status = 200, body = Settings), BadRequest, Unauthorized)
)]
#[put("/my/settings")]
async fn change_settings(guard: Guard<ChangeSettings>, body: Body<Settings>) -> Result<Json<Settings>, Failure> {
    guard.run(async |work| service::change(work, &body).await).await.map(Json)
}

/// Your view of a list
///
/// As you saved it; `query` is absent where you did not.
#[utoipa::path(
    operation_id = "getView",
    tag = "Settings",
    params(("list" = ListName, Path)),
    security(("bearer" = [])),
    extensions(("x-permission" = json!(ViewSettings::NAME))),
    responses((status = 200, body = SavedView), Unauthorized, NotFound)
)]
#[get("/my/views/{list}")]
async fn get_view(guard: Guard<ViewSettings>, list: At<ListName>) -> Result<Json<SavedView>, Failure> {
    guard.read(async |work| view::read(work, *list).await).await.map(Json)
}

/// Save your view of a list
///
/// The list opens with these filters, columns and this sorting until you save another or reset it.
#[utoipa::path(
    operation_id = "saveView",
    tag = "Settings",
    params(("list" = ListName, Path)),
    request_body = SavedView,
    security(("bearer" = [])),
    extensions(("x-permission" = json!(ChangeSettings::NAME))),
    responses((status = 200, body = SavedView), BadRequest, Unauthorized, NotFound)
)]
#[put("/my/views/{list}")]
async fn save_view(
    guard: Guard<ChangeSettings>,
    list: At<ListName>,
    body: Body<SavedView>,
) -> Result<Json<SavedView>, Failure> {
    guard.run(async |work| view::save(work, *list, &body).await).await.map(Json)
}

/// Forget your view of a list
///
/// It opens as it does for everybody.
#[utoipa::path(
    operation_id = "resetView",
    tag = "Settings",
    params(("list" = ListName, Path)),
    security(("bearer" = [])),
    extensions(("x-permission" = json!(ChangeSettings::NAME))),
    responses((status = 204, description = "Forgotten"), Unauthorized, NotFound)
)]
#[delete("/my/views/{list}")]
async fn reset_view(guard: Guard<ChangeSettings>, list: At<ListName>) -> Result<HttpResponse, Failure> {
    guard.run(async |work| view::reset(work, *list).await).await?;
    Ok(HttpResponse::NoContent().finish())
}
