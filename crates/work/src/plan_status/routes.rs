//! `/plan-status`.

use actix_web::{
    HttpResponse, get,
    web::{Json, Path},
};
use kyndig_contract::{
    page::{Page, PageQuery},
    plan_status::{PlanInUse, PlanInUseQuery, PlanStatusPage, PlanStatusQuery},
};
use kyndig_domain::ids::PlanId;
use kyndig_platform::http::ServiceConfig;
use kyndig_platform::{
    auth::{Guard, Permission, Work, permissions::ViewPlanStatus},
    http::{
        BadRequest, Failure, NotFound, Params, RequestedFormat, Unauthorized,
        export::{CSV, SheetFile, XLSX},
    },
    translations::Translations,
};

use super::{service, sheet};

pub fn configure(config: &mut ServiceConfig) {
    config.service(list_plans_in_use).service(get_plan_status);
}

/// The plans in use
///
/// Those that somebody you follow up has, by name, and how many have each.
#[utoipa::path(
    operation_id = "listPlansInUse",
    tag = "Employees",
    params(PlanInUseQuery, PageQuery),
    security(("bearer" = [])),
    extensions(("x-permission" = json!(ViewPlanStatus::NAME))),
    responses((status = 200, body = Page<PlanInUse>), BadRequest, Unauthorized)
)]
#[get("/plan-status")]
async fn list_plans_in_use(
    guard: Guard<ViewPlanStatus>,
    query: Params<PlanInUseQuery>,
    page: Params<PageQuery>,
) -> Result<Json<Page<PlanInUse>>, Failure> {
    guard.read(async |work| service::plans(work, &query, &page).await).await.map(Json)
}

/// How a plan stands with those who have it
///
/// The active requirements of the plan, and a row for each position you follow up that has it, by name: somebody with
/// the plan on two positions stands twice. What stands in a cell is a letter. As a file the same stands in words, one
/// column a requirement, repeating requirement or goal, as `view` says.
#[utoipa::path(
    operation_id = "getPlanStatus",
    tag = "Employees",
    params(("planId" = PlanId, Path, description = "The plan"), PlanStatusQuery, PageQuery, sheet::PlanStatusColumns),
    security(("bearer" = [])),
    extensions(("x-permission" = json!(ViewPlanStatus::NAME))),
    responses(
        (status = 200, content((PlanStatusPage = "application/json"), (SheetFile = XLSX), (String = CSV))),
        BadRequest,
        Unauthorized,
        NotFound,
    )
)]
#[get("/plan-status/{planId}")]
async fn get_plan_status(
    guard: Guard<ViewPlanStatus>,
    asked: RequestedFormat,
    plan: Path<PlanId>,
    query: Params<PlanStatusQuery>,
    page: Params<PageQuery>,
) -> Result<HttpResponse, Failure> {
    let plan = plan.into_inner();
    if asked.is_page() {
        return guard.page(async |work| service::status(work, plan, &page).await).await;
    }
    let view = query.view.unwrap_or_default();
    let begin = async |work: &Work<'_>, words: &'static Translations| {
        let head = service::head(work, plan).await?;
        Ok((sheet::further(&head, view, words), head))
    };
    let rows = async |work: &Work<'_>, head: &service::Head, page: &PageQuery| service::rows(work, head, page).await;
    guard.file(asked, &sheet::PLAN_STATUS, begin, rows).await
}
