//! `/my/settings`.

use actix_web::{get, put, web::Json};
use kyndig_contract::settings::Settings;
use utoipa_actix_web::service_config::ServiceConfig;

use super::service;
use crate::{
    auth::{
        Guard, Permission,
        permissions::{ChangeSettings, ViewSettings},
    },
    http::{Body, Failure, Refused, Unread},
};

pub fn configure(config: &mut ServiceConfig) {
    config.service(get_settings).service(change_settings);
}

/// Your settings
///
/// The same whatever you act as.
#[utoipa::path(
    operation_id = "getSettings",
    tag = "Settings",
    security(("bearer" = [])),
    extensions(("x-permission" = json!(ViewSettings::NAME))),
    responses((status = 200, body = Settings), Refused)
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
    responses((status = 200, body = Settings), Unread, Refused)
)]
#[put("/my/settings")]
async fn change_settings(guard: Guard<ChangeSettings>, body: Body<Settings>) -> Result<Json<Settings>, Failure> {
    guard.run(async |work| service::change(work, &body).await).await.map(Json)
}
