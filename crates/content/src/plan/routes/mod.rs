//! `/plans`.

mod archive;
mod content;
mod editing;
mod goal;
mod impact;
mod publication;
mod usage;

use actix_web::{
    HttpResponse, get, patch, post,
    web::{Json, Path as At},
};
use kyndig_contract::{
    page::{Page, PageQuery},
    plan::{
        AssignablePlan, AssignablePlanQuery, CreatePlan, PlanDetails, PlanPreview, PlanQuery, PlanSummary,
        PreviewQuery, UpdatePlan,
    },
};
use kyndig_domain::ids::{FileId, PlanId};
use kyndig_platform::http::ServiceConfig;
use kyndig_platform::{
    auth::{
        Guard, IdempotencyKey, Permission,
        permissions::{PreviewPlans, ViewAssignablePlans, ViewPlans, WritePlans},
    },
    http::{
        BadRequest, Body, Conflict, Failure, IfMatch, IfNoneMatch, NotFound, Params, PreconditionFailed,
        RequestedFormat, Unauthorized, Versioned,
        export::{CSV, SheetFile, XLSX},
    },
};

use super::{service, sheet};
use crate::file::{FileBytes, service as file};

pub fn configure(config: &mut ServiceConfig) {
    config
        .service(list_plans)
        .service(list_assignable_plans)
        .service(create_plan)
        .service(get_plan)
        .service(preview_plan)
        .service(get_preview_file)
        .service(update_plan)
        .configure(archive::configure)
        .configure(content::configure)
        .configure(editing::configure)
        .configure(impact::configure)
        .configure(goal::configure)
        .configure(publication::configure)
        .configure(usage::configure);
}

/// Administer plans
///
/// All plans of the region. Whoever writes content may read them all; `canEdit` says which are within reach. In the
/// archive stand those of the units one looks after. Ordered by what `sort` says, and among those that are alike by name.
#[utoipa::path(
    operation_id = "listPlans",
    tag = "Plans",
    params(PlanQuery, PageQuery, sheet::PlanColumns),
    security(("bearer" = [])),
    extensions(("x-permission" = json!(ViewPlans::NAME))),
    responses(
        (status = 200, content((Page<PlanSummary> = "application/json"), (SheetFile = XLSX), (String = CSV))),
        BadRequest,
        Unauthorized,
    )
)]
#[get("/plans")]
async fn list_plans(
    guard: Guard<ViewPlans>,
    asked: RequestedFormat,
    query: Params<PlanQuery>,
    page: Params<PageQuery>,
) -> Result<HttpResponse, Failure> {
    let table = if query.archived == Some(true) { &sheet::ARCHIVE } else { &sheet::PLANS };
    guard.list(asked, table, &page, async move |work, page| service::list(work, &query, page).await).await
}

/// The plans one may hand out
///
/// Those published to a unit where the position one acts as may assign plans.
#[utoipa::path(
    operation_id = "listAssignablePlans",
    tag = "Plans",
    params(AssignablePlanQuery, PageQuery),
    security(("bearer" = [])),
    extensions(("x-permission" = json!(ViewAssignablePlans::NAME))),
    responses((status = 200, body = Page<AssignablePlan>), BadRequest, Unauthorized)
)]
#[get("/assignable-plans")]
async fn list_assignable_plans(
    guard: Guard<ViewAssignablePlans>,
    query: Params<AssignablePlanQuery>,
    page: Params<PageQuery>,
) -> Result<Json<Page<AssignablePlan>>, Failure> {
    guard.read(async |work| service::assignable(work, &query, &page).await).await.map(Json)
}

/// Write a new plan
///
/// A competence plan of a unit within reach, or one for the whole region (`central`) by the system owner; `nameOffStandard`
/// warns where the name does not follow the standard. Or a trust's own copy of a template of goal plans, with all that is
/// active in it: `already_copied`, `not_a_trust`. Or such a template, of the region.
#[utoipa::path(
    operation_id = "createPlan",
    tag = "Plans",
    params(IdempotencyKey),
    request_body = CreatePlan,
    security(("bearer" = [])),
    extensions(("x-permission" = json!(WritePlans::NAME))),
    responses((status = 201, body = PlanDetails), BadRequest, Unauthorized, Conflict)
)]
#[post("/plans")]
async fn create_plan(
    guard: Guard<WritePlans>,
    key: IdempotencyKey,
    body: Body<CreatePlan>,
) -> Result<Versioned<PlanDetails>, Failure> {
    guard
        .run(async |work| {
            let id = key.once(work, &body.0, async || service::create(work, &body).await).await?;
            let now = service::get(work, id).await?;
            Ok(Versioned::created(now.version, now.body).at(&id))
        })
        .await
}

/// A plan with all that it holds
///
/// Sections and requirements in their order, inactive ones and drafts among them.
#[utoipa::path(
    operation_id = "getPlan",
    tag = "Plans",
    params(("id" = PlanId, Path)),
    security(("bearer" = [])),
    extensions(("x-permission" = json!(ViewPlans::NAME))),
    responses((status = 200, body = PlanDetails), Unauthorized, NotFound)
)]
#[get("/plans/{id}")]
async fn get_plan(guard: Guard<ViewPlans>, id: At<PlanId>) -> Result<Versioned<PlanDetails>, Failure> {
    guard.read(async |work| service::get(work, *id).await).await
}

/// A plan as those who have it see it
///
/// Only what is active, as it is published; with `changes`, with all that is pending: what is inactive, and what drafts
/// say in place of what is published. For anybody signed in, so that whoever knows the subject can be sent there.
#[utoipa::path(
    operation_id = "previewPlan",
    tag = "Plans",
    params(("id" = PlanId, Path), PreviewQuery),
    security(("bearer" = [])),
    extensions(("x-permission" = json!(PreviewPlans::NAME))),
    responses((status = 200, body = PlanPreview), BadRequest, Unauthorized, NotFound)
)]
#[get("/plans/{id}/preview")]
async fn preview_plan(
    guard: Guard<PreviewPlans>,
    id: At<PlanId>,
    query: Params<PreviewQuery>,
) -> Result<Json<PlanPreview>, Failure> {
    let with_changes = query.changes.unwrap_or_default();
    guard.read(async |work| service::preview(work, *id, with_changes).await).await.map(Json)
}

/// Fetch a file of a requirement in a preview
///
/// One of those that `previewPlan` shows, with all that is pending or without.
#[utoipa::path(
    operation_id = "getPreviewFile",
    tag = "Plans",
    params(("id" = PlanId, Path), ("fileId" = FileId, Path), IfNoneMatch),
    security(("bearer" = [])),
    extensions(("x-permission" = json!(PreviewPlans::NAME))),
    responses(FileBytes, Unauthorized, NotFound)
)]
#[get("/plans/{id}/preview/files/{fileId}")]
async fn get_preview_file(
    guard: Guard<PreviewPlans>,
    path: At<(PlanId, FileId)>,
    had: IfNoneMatch,
) -> Result<HttpResponse, Failure> {
    let (plan, id) = path.into_inner();
    let state = guard.shared_state();
    let file = guard
        .read(async |work| {
            let shown = service::preview(work, plan, true).await?;
            let requirements = shown.sections.iter().flat_map(|section| &section.requirements);
            file::among(work, requirements.flat_map(|one| &one.files), id).await
        })
        .await?;
    FileBytes::of(&state.files, file, &had).await
}

/// Change what a plan says of itself
///
/// What is left out stays as it is.
#[utoipa::path(
    operation_id = "updatePlan",
    tag = "Plans",
    params(("id" = PlanId, Path), IfMatch),
    request_body = UpdatePlan,
    security(("bearer" = [])),
    extensions(("x-permission" = json!(WritePlans::NAME))),
    responses((status = 200, body = PlanDetails), BadRequest, Unauthorized, NotFound, PreconditionFailed)
)]
#[patch("/plans/{id}")]
async fn update_plan(
    guard: Guard<WritePlans>,
    id: At<PlanId>,
    seen: IfMatch,
    body: Body<UpdatePlan>,
) -> Result<Versioned<PlanDetails>, Failure> {
    guard.run(async |work| service::update(work, *id, seen, &body).await).await
}
