//! `/requirements`: listing, editing, publishing. Sharing, versions and taking a requirement out of use are in the
//! modules beside this one.

mod archive;
mod editing;
mod files;
mod impact;
mod sharing;
mod version;

use actix_web::{HttpResponse, delete, get, post, put, web::Path as At};
use kyndig_contract::{
    page::{Page, PageQuery},
    requirement::{CreateRequirement, RequirementDetails, RequirementQuery, RequirementSummary, SaveRequirementDraft},
};
use kyndig_domain::ids::RequirementId;
use kyndig_platform::http::ServiceConfig;
use kyndig_platform::{
    auth::{
        Guard, IdempotencyKey, Permission,
        permissions::{ViewRequirements, WriteRequirements},
    },
    http::{
        BadRequest, Body, Conflict, Failure, IfMatch, NotFound, Params, PreconditionFailed, RequestedFormat,
        Unauthorized, Versioned,
        export::{CSV, SheetFile, XLSX},
    },
};

use super::{service, sheet};

pub fn configure(config: &mut ServiceConfig) {
    config
        .service(list_requirements)
        .service(create_requirement)
        .service(get_requirement)
        .service(save_requirement_draft)
        .service(delete_requirement_draft)
        .service(publish_requirement);
    archive::configure(config);
    editing::configure(config);
    files::configure(config);
    impact::configure(config);
    sharing::configure(config);
    version::configure(config);
}

/// Administer requirements
///
/// All requirements, each with what is published (or drafted, while it never was). Whoever writes content may
/// read them all; `canEdit` says which are within reach. In the archive stand those of the units one looks after.
/// Ordered by what `sort` says, and among those that are alike by name.
#[utoipa::path(
    operation_id = "listRequirements",
    tag = "Requirements",
    params(RequirementQuery, PageQuery, sheet::RequirementColumns),
    security(("bearer" = [])),
    extensions(("x-permission" = json!(ViewRequirements::NAME))),
    responses(
        (status = 200, content((Page<RequirementSummary> = "application/json"), (SheetFile = XLSX), (String = CSV))),
        BadRequest,
        Unauthorized,
    )
)]
#[get("/requirements")]
async fn list_requirements(
    guard: Guard<ViewRequirements>,
    asked: RequestedFormat,
    query: Params<RequirementQuery>,
    page: Params<PageQuery>,
) -> Result<HttpResponse, Failure> {
    let table = if query.archived == Some(true) { &sheet::ARCHIVE } else { &sheet::REQUIREMENTS };
    guard.list(asked, table, &page, async move |work, page| service::list(work, &query, page).await).await
}

/// Write a new requirement
///
/// It gets its number, and is a draft until it is published. `warnings` says which choices do not fit together.
#[utoipa::path(
    operation_id = "createRequirement",
    tag = "Requirements",
    params(IdempotencyKey),
    request_body = CreateRequirement,
    security(("bearer" = [])),
    extensions(("x-permission" = json!(WriteRequirements::NAME))),
    responses((status = 201, body = RequirementDetails), BadRequest, Unauthorized)
)]
#[post("/requirements")]
async fn create_requirement(
    guard: Guard<WriteRequirements>,
    key: IdempotencyKey,
    body: Body<CreateRequirement>,
) -> Result<Versioned<RequirementDetails>, Failure> {
    guard
        .run(async |work| {
            let id = key.once(work, &body.0, async || service::create(work, &body).await).await?;
            let now = service::get(work, id).await?;
            Ok(Versioned::created(now.version, now.body).at(&id))
        })
        .await
}

/// A requirement, published and drafted side by side
///
/// With the plans that have it.
#[utoipa::path(
    operation_id = "getRequirement",
    tag = "Requirements",
    params(("id" = RequirementId, Path)),
    security(("bearer" = [])),
    extensions(("x-permission" = json!(ViewRequirements::NAME))),
    responses((status = 200, body = RequirementDetails), Unauthorized, NotFound)
)]
#[get("/requirements/{id}")]
async fn get_requirement(
    guard: Guard<ViewRequirements>,
    id: At<RequirementId>,
) -> Result<Versioned<RequirementDetails>, Failure> {
    guard.read(async |work| service::get(work, *id).await).await
}

/// Save the draft
///
/// Replaces the whole draft. Nobody outside administration sees it before it is published. A draft that says the
/// same as what is published is none. Once somebody has started, some things stand fast: `signature_locked`,
/// `manual_expiry_locked`, `repetitions_locked`. `prerequisite_cycle` names the way round in `detail`.
#[utoipa::path(
    operation_id = "saveRequirementDraft",
    tag = "Requirements",
    params(("id" = RequirementId, Path), IfMatch),
    request_body = SaveRequirementDraft,
    security(("bearer" = [])),
    extensions(("x-permission" = json!(WriteRequirements::NAME))),
    responses((status = 200, body = RequirementDetails), BadRequest, Unauthorized, NotFound, Conflict, PreconditionFailed)
)]
#[put("/requirements/{id}/draft")]
async fn save_requirement_draft(
    guard: Guard<WriteRequirements>,
    id: At<RequirementId>,
    seen: IfMatch,
    body: Body<SaveRequirementDraft>,
) -> Result<Versioned<RequirementDetails>, Failure> {
    guard.run(async |work| service::save_draft(work, *id, seen, &body).await).await
}

/// Delete the draft
///
/// Back to what is published: `not_published` where it never was, `no_draft` where there is none.
#[utoipa::path(
    operation_id = "deleteRequirementDraft",
    tag = "Requirements",
    params(("id" = RequirementId, Path), IfMatch),
    security(("bearer" = [])),
    extensions(("x-permission" = json!(WriteRequirements::NAME))),
    responses((status = 200, body = RequirementDetails), Unauthorized, NotFound, Conflict, PreconditionFailed)
)]
#[delete("/requirements/{id}/draft")]
async fn delete_requirement_draft(
    guard: Guard<WriteRequirements>,
    id: At<RequirementId>,
    seen: IfMatch,
) -> Result<Versioned<RequirementDetails>, Failure> {
    guard.run(async |work| service::delete_draft(work, *id, seen).await).await
}

/// Publish the draft
///
/// What it says holds at once for everybody who has the requirement, and each plan that has it active gets a
/// minor version. `no_draft`, `signature_locked`.
#[utoipa::path(
    operation_id = "publishRequirement",
    tag = "Requirements",
    params(("id" = RequirementId, Path), IfMatch),
    security(("bearer" = [])),
    extensions(("x-permission" = json!(WriteRequirements::NAME))),
    responses((status = 200, body = RequirementDetails), Unauthorized, NotFound, Conflict, PreconditionFailed)
)]
#[post("/requirements/{id}/publish")]
async fn publish_requirement(
    guard: Guard<WriteRequirements>,
    id: At<RequirementId>,
    seen: IfMatch,
) -> Result<Versioned<RequirementDetails>, Failure> {
    guard.run(async |work| service::publish(work, *id, seen).await).await
}
