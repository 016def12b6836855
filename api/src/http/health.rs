//! `/health/live`, `/health/ready` and `/metrics`: for those who run it; no sign-in, nothing personal.

use std::time::Duration;

use actix_web::{
    Error, HttpResponse,
    body::MessageBody,
    dev::{ServiceRequest, ServiceResponse},
    middleware::Next,
    web,
};
use metrics_exporter_prometheus::PrometheusHandle;

use crate::{app::State, telemetry};

pub fn configure(config: &mut web::ServiceConfig) {
    config
        .route("/health/live", web::get().to(live))
        .route("/health/ready", web::get().to(ready))
        .route("/metrics", web::get().to(metrics));
}

async fn live() -> HttpResponse {
    HttpResponse::Ok().content_type("text/plain").body("alive\n")
}

async fn ready(state: web::Data<State>) -> HttpResponse {
    let answer = tokio::time::timeout(Duration::from_secs(2), state.db.ping()).await;
    match answer {
        Ok(Ok(())) => HttpResponse::Ok().content_type("text/plain").body("ready\n"),
        Ok(Err(error)) => {
            tracing::error!(%error, "the database does not answer");
            HttpResponse::ServiceUnavailable().content_type("text/plain").body("the database does not answer\n")
        }
        Err(_) => HttpResponse::ServiceUnavailable().content_type("text/plain").body("the database is slow\n"),
    }
}

async fn metrics(recorder: Option<web::Data<PrometheusHandle>>) -> HttpResponse {
    match recorder {
        Some(recorder) => HttpResponse::Ok().content_type("text/plain; version=0.0.4").body(recorder.render()),
        None => HttpResponse::NotFound().finish(),
    }
}

/// Counts and times every request by its pattern (never by the ids in it), and logs it.
pub async fn observe<B: MessageBody>(req: ServiceRequest, next: Next<B>) -> Result<ServiceResponse<B>, Error> {
    let method = req.method().clone();
    let started = std::time::Instant::now();
    let outcome = next.call(req).await;
    let took = started.elapsed();
    let (status, pattern) = match &outcome {
        Ok(response) => (response.status(), response.request().match_pattern()),
        Err(error) => (error.as_response_error().status_code(), None),
    };
    let pattern = pattern.unwrap_or_else(|| "other".to_owned());
    let labels = [("method", method.to_string()), ("path", pattern.clone()), ("status", status.as_u16().to_string())];
    metrics::counter!("http_requests_total", &labels).increment(1);
    metrics::histogram!("http_request_seconds", "method" => method.to_string(), "path" => pattern.clone())
        .record(took.as_secs_f64());
    tracing::info!(
        trace_id = telemetry::trace_id(),
        %method,
        path = pattern,
        status = status.as_u16(),
        took_ms = took.as_secs_f64() * 1000.0,
        "request"
    );
    outcome
}
