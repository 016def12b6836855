//! `/plans/{id}/export`, `/requirements/export` and `/content-imports`.

use actix_multipart::form::{MultipartForm, bytes::Bytes, text::Text};
use actix_web::{
    get, post,
    web::{Json, Path as At},
};
use kyndig_contract::transfer::{
    CatalogueDocument, CatalogueQuery, ContentImport, ImportFormat, PlanDocument, UploadContent,
};
use kyndig_domain::{
    ids::{PlanId, UnitId},
    plan::PlanKind,
};
use kyndig_framework::case::CasePackage;
use kyndig_platform::http::ServiceConfig;
use kyndig_platform::{
    auth::{
        Guard, IdempotencyKey, Permission, Work,
        permissions::{ImportContent, ViewPlans, ViewRequirements},
    },
    http::{BadRequest, Conflict, Failure, NotFound, Params, PreconditionFailedWhereSent, Unauthorized, Upload},
};

use super::service::{self, ImportRequest};

pub fn configure(config: &mut ServiceConfig) {
    config
        .service(export_plan)
        .service(export_case)
        .service(export_requirements)
        .service(try_content_import)
        .service(import_content);
}

#[derive(Debug, MultipartForm)]
struct Form {
    format: Option<Text<ImportFormat>>,
    #[multipart(rename = "ownerUnitId")]
    owner_unit_id: Text<UnitId>,
    #[multipart(rename = "planId")]
    plan_id: Option<Text<PlanId>>,
    #[multipart(rename = "planKind")]
    plan_kind: Option<Text<PlanKind>>,
    digest: Option<Text<String>>,
    #[multipart(limit = "8MB")]
    file: Bytes,
}

impl Form {
    fn asked(&self) -> ImportRequest {
        ImportRequest {
            format: self.format.as_ref().map(|format| format.0),
            owner: self.owner_unit_id.0,
            plan: self.plan_id.as_ref().map(|plan| plan.0),
            plan_kind: self.plan_kind.as_ref().map(|kind| kind.0),
        }
    }
}

/// A plan as a document
///
/// With sections or goals, and its requirements whole, as they are published; what waits in a draft is not in it, nor are
/// files, people, or what is in the archive. Brought in elsewhere and exported there it is the same document, but for the
/// numbers of the requirements, of which each system gives its own.
#[utoipa::path(
    operation_id = "exportPlan",
    tag = "Import and export",
    params(("id" = PlanId, Path)),
    security(("bearer" = [])),
    extensions(("x-permission" = json!(ViewPlans::NAME))),
    responses((status = 200, body = PlanDocument), Unauthorized, NotFound, Conflict)
)]
#[get("/plans/{id}/export")]
async fn export_plan(guard: Guard<ViewPlans>, id: At<PlanId>) -> Result<Json<PlanDocument>, Failure> {
    guard.read(async |work| service::plan(work, *id).await).await.map(Json)
}

/// The goals of a plan as an IMS CASE package
///
/// A CFDocument for the plan, a CFItem for each theme and goal, CFAssociations for what lies beneath what and for how
/// goals refer to one another. `no_goals` for a competence plan.
#[utoipa::path(
    operation_id = "exportCase",
    tag = "Import and export",
    params(("id" = PlanId, Path)),
    security(("bearer" = [])),
    extensions(("x-permission" = json!(ViewPlans::NAME))),
    responses((status = 200, body = CasePackage), Unauthorized, NotFound, Conflict)
)]
#[get("/plans/{id}/case")]
async fn export_case(guard: Guard<ViewPlans>, id: At<PlanId>) -> Result<Json<CasePackage>, Failure> {
    guard.read(async |work| service::case_package(work, *id).await).await.map(Json)
}

/// The requirements of a unit as a document
///
/// Those that it owns, as they are published, and all that they rest on; not what is in the archive.
#[utoipa::path(
    operation_id = "exportRequirements",
    tag = "Import and export",
    params(CatalogueQuery),
    security(("bearer" = [])),
    extensions(("x-permission" = json!(ViewRequirements::NAME))),
    responses((status = 200, body = CatalogueDocument), BadRequest, Unauthorized, Conflict)
)]
#[get("/requirements/export")]
async fn export_requirements(
    guard: Guard<ViewRequirements>,
    query: Params<CatalogueQuery>,
) -> Result<Json<CatalogueDocument>, Failure> {
    guard.read(async |work| service::catalogue(work, query.owner).await).await.map(Json)
}

/// See what an import would change
///
/// Entry by entry, found out by doing it and undoing it: nothing has changed when it answers. A plan or a catalogue of
/// ours comes in as what the unit owns; a framework as a template of goal plans, or into the one that is named. What is
/// there already under the same id is changed, what says the same is left, and what may not be changed is left out and
/// says why. `faults`: the file cannot be imported at all.
#[utoipa::path(
    operation_id = "tryContentImport",
    tag = "Import and export",
    request_body(content = UploadContent, content_type = "multipart/form-data"),
    security(("bearer" = [])),
    extensions(("x-permission" = json!(ImportContent::NAME))),
    responses((status = 200, body = ContentImport), BadRequest, Unauthorized, NotFound, Conflict)
)]
#[post("/content-imports/dry-run")]
async fn try_content_import(guard: Guard<ImportContent>, upload: Upload<Form>) -> Result<Json<ContentImport>, Failure> {
    let Upload(form) = upload;
    let asked = form.asked();
    guard.rehearse(async |work| service::rehearse(work, &asked, &form.file.data).await).await.map(Json)
}

/// Import what was shown
///
/// The same file and the digest of the dry run: exactly what was shown is done, all of it or nothing. Where something has
/// changed since, nothing is done, and the answer (412) has what would change now. Again, it changes nothing.
#[utoipa::path(
    operation_id = "importContent",
    tag = "Import and export",
    params(IdempotencyKey),
    request_body(content = UploadContent, content_type = "multipart/form-data"),
    security(("bearer" = [])),
    extensions(("x-permission" = json!(ImportContent::NAME))),
    responses((status = 200, body = ContentImport), BadRequest, Unauthorized, NotFound, Conflict, PreconditionFailedWhereSent)
)]
#[post("/content-imports")]
async fn import_content(
    guard: Guard<ImportContent>,
    key: IdempotencyKey,
    upload: Upload<Form>,
) -> Result<Json<ContentImport>, Failure> {
    let Upload(form) = upload;
    let asked = form.asked();
    let Some(digest) = form.digest.as_ref().map(|digest| digest.0.clone()) else {
        return Err(Failure::invalid("digest", "required"));
    };
    let carry_out = async |work: &Work<'_>| service::carry_out(work, &asked, &form.file.data, &digest).await;
    guard.run(async |work| key.once(work, &digest, async || carry_out(work).await).await).await.map(Json)
}
