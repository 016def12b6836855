use actix_web::{
    get,
    web::{self, Path as At},
};
use kyndig_domain::ids::PlanId;
use kyndig_platform::http::ServiceConfig;
use kyndig_platform::{
    auth::{Guard, Permission, permissions::TakePlanUsage},
    http::{Conflict, Download, Failure, NotFound, Unauthorized, export::SheetFile},
};

use crate::plan::{service, usage};

pub fn configure(config: &mut ServiceConfig) {
    config.service(get_plan_usage);
}

/// How much a plan is used
///
/// A workbook for the stewards of a plan and the administrators of the unit that owns it: an overview with how many have
/// the plan in each unit and how much of it they have completed, and a sheet for each unit with each requirement's share.
/// What is not relevant for somebody counts on neither side. In one's own language; the file's name holds the date.
#[utoipa::path(
    operation_id = "getPlanUsage",
    tag = "Plans",
    params(("id" = PlanId, Path)),
    security(("bearer" = [])),
    extensions(("x-permission" = json!(TakePlanUsage::NAME))),
    responses((status = 200, body = SheetFile, content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"), Unauthorized, NotFound, Conflict)
)]
#[get("/plans/{id}/usage-report")]
async fn get_plan_usage(guard: Guard<TakePlanUsage>, id: At<PlanId>) -> Result<Download, Failure> {
    let usage = guard.read(async |work| service::usage(work, *id).await).await?;
    let name = usage::file_name(&usage);
    let made = web::block(move || usage::workbook(&usage)).await.map_err(anyhow::Error::from)?;
    Ok(Download { name, media_type: usage::MEDIA_TYPE, bytes: made.map_err(anyhow::Error::from)? })
}
