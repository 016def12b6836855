//! `/hr-imports`.

use std::cell::Cell;

use actix_multipart::form::{MultipartForm, bytes::Bytes, text::Text};
use actix_web::{
    HttpRequest, HttpResponse, get,
    http::header,
    post,
    web::{Json, Path},
};
use kyndig_contract::{
    hr_import::{HrImportDetails, HrImportSummary, ImportProfile, UploadHrImport},
    page::{Page, PageQuery},
};
use kyndig_domain::ids::HrImportId;
use kyndig_platform::http::ServiceConfig;
use kyndig_platform::{
    auth::{
        Guard, IdempotencyKey, Permission,
        permissions::{RunImports, ViewImports},
    },
    background,
    http::{BadRequest, Code, Conflict, Failure, NotFound, Params, Unauthorized, Upload},
};
use sha2::{Digest, Sha256};

use super::service;

pub fn configure(config: &mut ServiceConfig) {
    config.service(list_hr_imports).service(start_hr_import).service(get_hr_import);
}

#[derive(Debug, MultipartForm)]
struct Form {
    profile: Text<ImportProfile>,
    #[multipart(rename = "dryRun")]
    dry_run: Text<bool>,
    #[multipart(limit = "32MB")]
    file: Bytes,
}

/// The imports so far
///
/// The newest first; one that is running shows how far it has come.
#[utoipa::path(
    operation_id = "listHrImports",
    tag = "HR import",
    params(PageQuery),
    security(("bearer" = [])),
    extensions(("x-permission" = json!(ViewImports::NAME))),
    responses((status = 200, body = Page<HrImportSummary>), BadRequest, Unauthorized)
)]
#[get("/hr-imports")]
async fn list_hr_imports(
    guard: Guard<ViewImports>,
    page: Params<PageQuery>,
) -> Result<Json<Page<HrImportSummary>>, Failure> {
    let progress = guard.state().imports.clone();
    guard.read(async |work| service::list(work, &page, &progress).await).await.map(Json)
}

/// Import a file, or try it
///
/// Starts reading the file and answers at once; ask for the import to see how far it has come and, in the end,
/// its report. A dry run says what would change and changes nothing. One bad row is reported and does not stop
/// the rest; a file that would close too many positions stops before any change.
#[utoipa::path(
    operation_id = "startHrImport",
    tag = "HR import",
    params(IdempotencyKey),
    request_body(content = UploadHrImport, content_type = "multipart/form-data"),
    security(("bearer" = [])),
    extensions(("x-permission" = json!(RunImports::NAME))),
    responses((status = 202, body = HrImportDetails, headers(("Location" = String, description = "Where it is asked for"))), BadRequest, Unauthorized, Conflict)
)]
#[post("/hr-imports")]
async fn start_hr_import(
    guard: Guard<RunImports>,
    key: IdempotencyKey,
    req: HttpRequest,
    upload: Upload<Form>,
) -> Result<HttpResponse, Failure> {
    let Upload(Form { profile, dry_run, file }) = upload;
    let (profile, dry_run) = (profile.into_inner(), dry_run.into_inner());
    let state = guard.shared_state();
    // a client that sends the key again gets the import in progress, and needs no lock
    let turn = match service::turn(&state).await {
        Err(failure) if failure.code() != Code::ImportRunning => return Err(failure),
        turn => turn,
    };
    let request = (profile, dry_run, format!("{:x}", Sha256::digest(&file.data)));
    let begun = Cell::new(false);
    let started = guard
        .run(async |work| {
            begun.set(false);
            let id = key
                .once(work, &request, async || {
                    begun.set(true);
                    let turn = turn.as_ref().map_err(|_| Code::ImportRunning)?;
                    service::begin(work, turn, profile, dry_run).await
                })
                .await?;
            service::details(work, id, &state.imports).await
        })
        .await?;
    let id = started.summary.id;
    if let Some(turn) = turn.ok().filter(|_| begun.get()) {
        let trace = kyndig_platform::telemetry::trace_id();
        background::spawn(kyndig_platform::telemetry::traced(trace, async move {
            let max = state.config.hr.max_close_percent;
            if let Err(failure) = service::run(&state, turn, id, file.data.to_vec(), profile, dry_run, max).await {
                tracing::error!(import = %id, cause = %failure, "an import was aborted");
            }
        }));
    }
    let address = format!("{}/{id}", req.path());
    Ok(HttpResponse::Accepted().insert_header((header::LOCATION, address)).json(started))
}

/// An import and its report
///
/// What was or would be changed, and every row that could not be used, by line and reason.
#[utoipa::path(
    operation_id = "getHrImport",
    tag = "HR import",
    params(("id" = HrImportId, Path, description = "The import")),
    security(("bearer" = [])),
    extensions(("x-permission" = json!(ViewImports::NAME))),
    responses((status = 200, body = HrImportDetails), Unauthorized, NotFound)
)]
#[get("/hr-imports/{id}")]
async fn get_hr_import(guard: Guard<ViewImports>, id: Path<HrImportId>) -> Result<Json<HrImportDetails>, Failure> {
    let progress = guard.state().imports.clone();
    guard.read(async |work| service::details(work, *id, &progress).await).await.map(Json)
}
