//! Security headers of every answer, and which other sites' pages may call the API.

use actix_cors::Cors;
use actix_web::{
    Error,
    body::MessageBody,
    dev::{ServiceRequest, ServiceResponse},
    http::header::{self, HeaderMap, HeaderName, HeaderValue},
    middleware::Next,
    web,
};

use crate::{config::Config, http::BASE, state::State};

/// Only our own scripts run, and framing is forbidden. Icons in style sheets are `data:`.
const APPLICATION: &str = "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; \
    img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";
/// The page for trying the API sets inline styles.
const SWAGGER: &str = "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; \
    object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";
/// Answers of the API are data: nothing in them is executed.
const API: &str = "default-src 'none'; frame-ancestors 'none'";

const ALWAYS: [(HeaderName, &str); 5] = [
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::REFERRER_POLICY, "no-referrer"),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    (header::PERMISSIONS_POLICY, "camera=(), geolocation=(), microphone=(), payment=(), usb=()"),
];

/// Sets the headers; one that the answer has already is kept.
pub async fn headers<B: MessageBody>(req: ServiceRequest, next: Next<B>) -> Result<ServiceResponse<B>, Error> {
    let policy = match req.path() {
        path if path.starts_with("/api/") => API,
        path if path.starts_with("/swagger") => SWAGGER,
        _ => APPLICATION,
    };
    let is_api = req.path().starts_with(BASE);
    let secure = req.app_data::<web::Data<State>>().is_some_and(|state| state.config.is_https());
    let mut response = next.call(req).await?;
    let headers = response.headers_mut();
    for (name, value) in ALWAYS {
        set(headers, name, value);
    }
    set(headers, header::CONTENT_SECURITY_POLICY, policy);
    if is_api {
        // One person's data must not be cached on a shared machine.
        set(headers, header::CACHE_CONTROL, "no-store");
    }
    if secure {
        set(headers, header::STRICT_TRANSPORT_SECURITY, "max-age=31536000");
    }
    Ok(response)
}

fn set(headers: &mut HeaderMap, name: HeaderName, value: &'static str) {
    if !headers.contains_key(&name) {
        headers.insert(name, HeaderValue::from_static(value));
    }
}

/// Pages of the configured sites may call the API with a token; the cookie is for our own page alone.
pub fn cors(config: &Config) -> Cors {
    let cors = Cors::default()
        .allowed_methods(["GET", "POST", "PUT", "PATCH", "DELETE"])
        .allowed_headers([
            "accept",
            "authorization",
            "content-type",
            "idempotency-key",
            "if-match",
            "if-none-match",
            "traceparent",
        ])
        .expose_headers(["content-disposition", "etag", "retry-after", "x-trace-id"])
        .max_age(3600);
    config.http.allowed_origins.iter().fold(cors, |cors, origin| cors.allowed_origin(origin.trim_end_matches('/')))
}
