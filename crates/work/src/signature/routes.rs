//! `/signature-requests`: requests for the actor's signature.

use actix_web::{
    HttpResponse, get, post,
    web::{Json, Path},
};
use kyndig_content::file::{FileBytes, service as file};
use kyndig_contract::{
    page::{Page, PageQuery},
    signature::{
        CancelMany, DecidedMany, Reject, RejectMany, Sign, SignMany, SignatureRequestDetails, SignatureRequestQuery,
        SignatureRequestSummary,
    },
};
use kyndig_domain::ids::{FileId, SignatureRequestId};
use kyndig_platform::http::ServiceConfig;
use kyndig_platform::{
    auth::{
        Guard, Permission,
        permissions::{DecideSignatures, ViewSignatureRequests},
    },
    http::{
        BadRequest, Body, Conflict, Failure, IfNoneMatch, NotFound, Params, PreconditionFailedWhereSent,
        RequestedFormat, Seen, Unauthorized, Versioned,
        export::{CSV, SheetFile, XLSX},
    },
};

use super::{service, sheet};

pub fn configure(config: &mut ServiceConfig) {
    config
        .service(list_signature_requests)
        .service(get_signature_request)
        .service(get_signature_request_file)
        .service(sign_many)
        .service(reject_many)
        .service(cancel_many)
        .service(sign)
        .service(reject)
        .service(cancel_decision);
}

type Answer = Result<Versioned<SignatureRequestDetails>, Failure>;

fn versioned(details: SignatureRequestDetails) -> Versioned<SignatureRequestDetails> {
    Versioned::new(details.version, details)
}

/// What you are asked to sign
///
/// Those awaiting, oldest first; those you signed, rejected, or that were taken back, newest first. Of a requirement
/// that is done several times, all times of one employee that await are one line, with the requests in `repetitions`;
/// the line goes by the first of them. `total` says how many lines there are with that status.
#[utoipa::path(
    operation_id = "listSignatureRequests",
    tag = "Signatures",
    params(SignatureRequestQuery, PageQuery, sheet::RequestColumns),
    security(("bearer" = [])),
    extensions(("x-permission" = json!(ViewSignatureRequests::NAME))),
    responses(
        (status = 200, content((Page<SignatureRequestSummary> = "application/json"), (SheetFile = XLSX), (String = CSV))),
        BadRequest,
        Unauthorized,
    )
)]
#[get("/signature-requests")]
async fn list_signature_requests(
    guard: Guard<ViewSignatureRequests>,
    asked: RequestedFormat,
    query: Params<SignatureRequestQuery>,
    page: Params<PageQuery>,
) -> Result<HttpResponse, Failure> {
    guard.list(asked, &sheet::REQUESTS, &page, async move |work, page| service::list(work, &query, page).await).await
}

/// One request
///
/// The requirement, its files and what the employee documents it with, the employee's comment, the decision and the
/// history. Of a request that was taken back only the outline is left.
#[utoipa::path(
    operation_id = "getSignatureRequest",
    tag = "Signatures",
    params(("id" = SignatureRequestId, Path, description = "The request")),
    security(("bearer" = [])),
    extensions(("x-permission" = json!(ViewSignatureRequests::NAME))),
    responses((status = 200, body = SignatureRequestDetails), Unauthorized, NotFound)
)]
#[get("/signature-requests/{id}")]
async fn get_signature_request(guard: Guard<ViewSignatureRequests>, id: Path<SignatureRequestId>) -> Answer {
    guard.read(async |work| service::details(work, *id).await).await.map(versioned)
}

/// Fetch a file of the requirement
///
/// One of those that `getSignatureRequest` shows.
#[utoipa::path(
    operation_id = "getSignatureRequestFile",
    tag = "Signatures",
    params(("id" = SignatureRequestId, Path, description = "The request"), ("fileId" = FileId, Path), IfNoneMatch),
    security(("bearer" = [])),
    extensions(("x-permission" = json!(ViewSignatureRequests::NAME))),
    responses(FileBytes, Unauthorized, NotFound)
)]
#[get("/signature-requests/{id}/files/{fileId}")]
async fn get_signature_request_file(
    guard: Guard<ViewSignatureRequests>,
    path: Path<(SignatureRequestId, FileId)>,
    had: IfNoneMatch,
) -> Result<HttpResponse, Failure> {
    let (request, id) = path.into_inner();
    let state = guard.shared_state();
    let file = guard
        .read(async |work| {
            let shown = service::details(work, request).await?;
            let attached = shown.attachments.iter().map(|one| &one.file);
            file::among(work, shown.files.iter().chain(attached), id).await
        })
        .await?;
    FileBytes::of(&state.files, file, &had).await
}

/// Sign many at once
///
/// Each is signed as `sign` does it, in one transaction; one that cannot be is left out, and named with why. Each
/// employee is told once.
#[utoipa::path(
    operation_id = "signMany",
    tag = "Signatures",
    request_body = SignMany,
    security(("bearer" = [])),
    extensions(("x-permission" = json!(DecideSignatures::NAME))),
    responses((status = 200, body = DecidedMany), BadRequest, Unauthorized)
)]
#[post("/signature-requests/sign")]
async fn sign_many(guard: Guard<DecideSignatures>, body: Body<SignMany>) -> Result<Json<DecidedMany>, Failure> {
    guard.run(async |work| service::sign_many(work, &body).await).await.map(Json)
}

/// Reject many at once
///
/// With one reason and one comment, which the employees see at each. As `signMany` in all else.
#[utoipa::path(
    operation_id = "rejectMany",
    tag = "Signatures",
    request_body = RejectMany,
    security(("bearer" = [])),
    extensions(("x-permission" = json!(DecideSignatures::NAME))),
    responses((status = 200, body = DecidedMany), BadRequest, Unauthorized)
)]
#[post("/signature-requests/reject")]
async fn reject_many(guard: Guard<DecideSignatures>, body: Body<RejectMany>) -> Result<Json<DecidedMany>, Failure> {
    guard.run(async |work| service::reject_many(work, &body).await).await.map(Json)
}

/// Cancel many signatures or rejections at once
///
/// Those await your decision again. One whose employee has gone on since is left out, and named with why.
#[utoipa::path(
    operation_id = "cancelMany",
    tag = "Signatures",
    request_body = CancelMany,
    security(("bearer" = [])),
    extensions(("x-permission" = json!(DecideSignatures::NAME))),
    responses((status = 200, body = DecidedMany), BadRequest, Unauthorized)
)]
#[post("/signature-requests/cancel")]
async fn cancel_many(guard: Guard<DecideSignatures>, body: Body<CancelMany>) -> Result<Json<DecidedMany>, Failure> {
    guard.run(async |work| service::cancel_many(work, &body).await).await.map(Json)
}

/// Sign
///
/// You saw it, and it was well done: the requirement is fulfilled on the date the employee gave. Of two decisions
/// on one request the first counts; the second answers 409.
#[utoipa::path(
    operation_id = "sign",
    tag = "Signatures",
    params(("id" = SignatureRequestId, Path, description = "The request"),
        Seen),
    request_body = Sign,
    security(("bearer" = [])),
    extensions(("x-permission" = json!(DecideSignatures::NAME))),
    responses((status = 200, body = SignatureRequestDetails), BadRequest, Unauthorized, NotFound, Conflict, PreconditionFailedWhereSent)
)]
#[post("/signature-requests/{id}/sign")]
async fn sign(guard: Guard<DecideSignatures>, id: Path<SignatureRequestId>, seen: Seen, body: Body<Sign>) -> Answer {
    guard.run(async |work| service::sign(work, *id, seen, &body).await).await.map(versioned)
}

/// Reject
///
/// With a reason of the fixed list and a comment; the employee sees both.
#[utoipa::path(
    operation_id = "rejectSignature",
    tag = "Signatures",
    params(("id" = SignatureRequestId, Path, description = "The request"),
        Seen),
    request_body = Reject,
    security(("bearer" = [])),
    extensions(("x-permission" = json!(DecideSignatures::NAME))),
    responses((status = 200, body = SignatureRequestDetails), BadRequest, Unauthorized, NotFound, Conflict, PreconditionFailedWhereSent)
)]
#[post("/signature-requests/{id}/reject")]
async fn reject(
    guard: Guard<DecideSignatures>,
    id: Path<SignatureRequestId>,
    seen: Seen,
    body: Body<Reject>,
) -> Answer {
    guard.run(async |work| service::reject(work, *id, seen, &body).await).await.map(versioned)
}

/// Cancel a signature or a rejection
///
/// The request awaits your decision again. Not where the employee has gone on since: 409.
#[utoipa::path(
    operation_id = "cancelDecision",
    tag = "Signatures",
    params(("id" = SignatureRequestId, Path, description = "The request"),
        Seen),
    security(("bearer" = [])),
    extensions(("x-permission" = json!(DecideSignatures::NAME))),
    responses((status = 200, body = SignatureRequestDetails), Unauthorized, NotFound, Conflict, PreconditionFailedWhereSent)
)]
#[post("/signature-requests/{id}/cancel")]
async fn cancel_decision(guard: Guard<DecideSignatures>, id: Path<SignatureRequestId>, seen: Seen) -> Answer {
    guard.run(async |work| service::cancel(work, *id, seen).await).await.map(versioned)
}
