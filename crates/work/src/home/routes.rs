//! `/home` and `/tasks`.

use actix_web::{get, web::Json};
use kyndig_contract::home::{HomeDetails, TaskList};
use kyndig_platform::http::ServiceConfig;
use kyndig_platform::{
    auth::{
        Guard, Permission,
        permissions::{ViewHome, ViewTasks},
    },
    http::{Failure, Unauthorized},
};

use super::service;

pub fn configure(config: &mut ServiceConfig) {
    config.service(get_home).service(list_tasks);
}

/// The first page
///
/// The active plans of the position you act as, the worst first, what is urgent in them (expired, rejected, expiring, or with a
/// deadline near or passed), and the oldest of what waits for you.
#[utoipa::path(
    operation_id = "getHome",
    tag = "Home",
    security(("bearer" = [])),
    extensions(("x-permission" = json!(ViewHome::NAME))),
    responses((status = 200, body = HomeDetails), Unauthorized)
)]
#[get("/home")]
async fn get_home(guard: Guard<ViewHome>) -> Result<Json<HomeDetails>, Failure> {
    guard.read(async |work| service::home(work).await).await.map(Json)
}

/// My tasks
///
/// All that waits for you: how many, since when, and the hundred oldest.
#[utoipa::path(
    operation_id = "listTasks",
    tag = "Home",
    security(("bearer" = [])),
    extensions(("x-permission" = json!(ViewTasks::NAME))),
    responses((status = 200, body = TaskList), Unauthorized)
)]
#[get("/tasks")]
async fn list_tasks(guard: Guard<ViewTasks>) -> Result<Json<TaskList>, Failure> {
    guard.read(async |work| service::tasks(work).await).await.map(Json)
}
