//! `/health/live`, `/health/ready` and `/metrics`: for operators; no sign-in, nothing personal.

use std::time::Duration;

use actix_web::{
    Error, HttpResponse,
    body::MessageBody,
    dev::{ServiceRequest, ServiceResponse},
    http::{ConnectionType, Method},
    middleware::Next,
    web,
};
use kyndig_platform::state::State;
use metrics_exporter_prometheus::PrometheusHandle;

use crate::{measures, schema};

pub fn configure(config: &mut web::ServiceConfig) {
    config
        .route("/health/live", web::get().to(live))
        .route("/health/ready", web::get().to(ready))
        .route("/metrics", web::get().to(metrics));
}

async fn live() -> HttpResponse {
    HttpResponse::Ok().content_type("text/plain").body("alive\n")
}

/// Whether requests may be sent here, and otherwise why not, in words.
async fn ready(state: web::Data<State>) -> HttpResponse {
    if state.leaving.has_begun() {
        return unready("stopping");
    }
    match tokio::time::timeout(Duration::from_secs(2), schema::mismatch(&state.db)).await {
        Ok(Ok(None)) => HttpResponse::Ok().content_type("text/plain").body("ready\n"),
        Ok(Ok(Some(mismatch))) => unready(&mismatch.to_string()),
        Ok(Err(error)) => {
            tracing::error!(%error, "the database does not answer");
            unready("the database does not answer")
        }
        Err(_) => unready("the database is slow"),
    }
}

fn unready(why: &str) -> HttpResponse {
    HttpResponse::ServiceUnavailable().content_type("text/plain").body(format!("{why}\n"))
}

/// While shutting down, every answer closes its connection, so that no request is sent on it at the moment it is
/// closed.
pub async fn closing<B: MessageBody>(req: ServiceRequest, next: Next<B>) -> Result<ServiceResponse<B>, Error> {
    let state = req.app_data::<web::Data<State>>().cloned();
    let mut response = next.call(req).await?;
    if state.is_some_and(|state| state.leaving.has_begun()) {
        response.response_mut().head_mut().set_connection_type(ConnectionType::Close);
    }
    Ok(response)
}

async fn metrics(state: web::Data<State>, recorder: Option<web::Data<PrometheusHandle>>) -> HttpResponse {
    match recorder {
        Some(recorder) => {
            measures::glance(&state);
            HttpResponse::Ok().content_type("text/plain; version=0.0.4").body(recorder.render())
        }
        None => HttpResponse::NotFound().finish(),
    }
}

/// The label of a request whose method or path is unknown.
const OTHER: &str = "other";

/// The method, where it is a known one: a client can send any word, and each would be kept for ever.
fn known(method: &Method) -> &'static str {
    match method.as_str() {
        "GET" => "GET",
        "HEAD" => "HEAD",
        "POST" => "POST",
        "PUT" => "PUT",
        "PATCH" => "PATCH",
        "DELETE" => "DELETE",
        "OPTIONS" => "OPTIONS",
        _ => OTHER,
    }
}

/// Counts and times every request by its pattern (never by the ids in it), and logs it. Labels come from closed sets:
/// no value sent by a client becomes one.
pub async fn observe<B: MessageBody>(req: ServiceRequest, next: Next<B>) -> Result<ServiceResponse<B>, Error> {
    let method = known(req.method());
    let started = std::time::Instant::now();
    let outcome = next.call(req).await;
    let took = started.elapsed();
    let (status, pattern) = match &outcome {
        Ok(response) => (response.status(), response.request().match_pattern()),
        Err(error) => (error.as_response_error().status_code(), None),
    };
    let pattern = pattern.unwrap_or_else(|| OTHER.to_owned());
    let counted = status.as_u16().to_string();
    metrics::counter!("http_requests_total", "method" => method, "path" => pattern.clone(), "status" => counted)
        .increment(1);
    metrics::histogram!("http_request_seconds", "method" => method, "path" => pattern.clone())
        .record(took.as_secs_f64());
    tracing::info!(method, path = pattern, status = status.as_u16(), took_ms = took.as_secs_f64() * 1000.0, "request");
    outcome
}
