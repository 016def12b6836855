//! Versions on the wire: `ETag` out, `If-Match` and `If-None-Match` in. A conflict is a 412 with the current version.
//!
//! A tag is the version, which `If-Match` is compared by, and a digest of the body: one version may have several
//! bodies, since the actor's permissions and what the body depends on change too, and a repeated request must see that.
//!
//! What has no version, such as a page of a list, gets a tag of its body alone. It is weak, since it is sent compressed
//! too.

use std::future::{Ready, ready};

use actix_web::{
    Error, FromRequest, HttpRequest, HttpResponse, Responder,
    body::{self, BoxBody, EitherBody, MessageBody},
    dev::{Payload, ServiceRequest, ServiceResponse},
    http::{Method, StatusCode, header},
    middleware::Next,
};
use serde::Serialize;
use sha2::{Digest, Sha256};
use utoipa::{
    IntoParams,
    openapi::{
        Required,
        path::{Parameter, ParameterIn},
    },
};

use super::{Code, Failure, responses};

/// Tags of one `If-Match` that are compared.
const MOST: usize = 8;

/// The version that the client has seen, where given: for what may also be done unconditionally.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Seen {
    /// No `If-Match`, or `*`: any version.
    Any,
    /// One of these. A tag that is not ours matches nothing.
    These([Option<i32>; MOST]),
}

impl Seen {
    fn version(version: i32) -> Self {
        let mut these = [None; MOST];
        these[0] = Some(version);
        Self::These(these)
    }

    /// None where there is no such header.
    fn of(req: &HttpRequest) -> Result<Option<Self>, Failure> {
        let mut values = req.headers().get_all(header::IF_MATCH).peekable();
        if values.peek().is_none() {
            return Ok(None);
        }
        let mut these = [None; MOST];
        let mut places = these.iter_mut();
        for tag in values.flat_map(|value| value.to_str().unwrap_or_default().split(',')).map(str::trim) {
            if tag == "*" {
                return Ok(Some(Self::Any));
            }
            let Some(version) = version(tag) else { continue };
            let place = places.next().ok_or_else(|| Failure::invalid("If-Match", "too_long"))?;
            *place = Some(version);
        }
        Ok(Some(Self::These(these)))
    }

    pub fn matches(self, version: i32) -> bool {
        match self {
            Self::Any => true,
            Self::These(these) => these.contains(&Some(version)),
        }
    }
}

/// The version in a tag. A proxy that compressed the body may have made it weak.
fn version(tag: &str) -> Option<i32> {
    let tag = tag.trim_start_matches("W/").trim_matches('"');
    tag.split_once('-').map_or(tag, |(version, _)| version).parse().ok()
}

impl FromRequest for Seen {
    type Error = Failure;
    type Future = Ready<Result<Self, Failure>>;

    fn from_request(req: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(Self::of(req).map(|seen| seen.unwrap_or(Self::Any)))
    }
}

impl IntoParams for Seen {
    fn into_params(_: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
        let text =
            "The version that was seen, as its `ETag`, or several; without it, or with `*`, whatever stands there";
        responses::header("If-Match", Required::False, text, None)
    }
}

/// The version that the client has seen; without it, 428.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct IfMatch(Seen);

impl IfMatch {
    pub fn version(version: i32) -> Self {
        Self(Seen::version(version))
    }

    pub fn matches(self, version: i32) -> bool {
        self.0.matches(version)
    }

    /// Err(412 with the current state) where another change came first.
    pub fn check(self, version: i32, current: &impl Serialize) -> Result<(), Failure> {
        if self.matches(version) { Ok(()) } else { Err(Failure::conflict(current)) }
    }
}

impl FromRequest for IfMatch {
    type Error = Failure;
    type Future = Ready<Result<Self, Failure>>;

    fn from_request(req: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(Seen::of(req).and_then(|seen| seen.map(Self).ok_or_else(|| Code::IfMatchRequired.into())))
    }
}

impl IntoParams for IfMatch {
    fn into_params(_: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
        let text = "The version that was seen, as its `ETag`, or several; `*` for whatever stands there";
        responses::header("If-Match", Required::True, text, None)
    }
}

/// Whether the client already has what this tag is of (RFC 9110: weak or not is the same here).
pub fn has_already(req: &HttpRequest, tag: &str) -> bool {
    let plain = |tag: &str| tag.trim().trim_start_matches("W/").to_owned();
    let values = req.headers().get_all(header::IF_NONE_MATCH).filter_map(|value| value.to_str().ok());
    values.flat_map(|value| value.split(',')).any(|one| one.trim() == "*" || plain(one) == plain(tag))
}

/// Characters of a digest that are sent.
const DIGITS: usize = 16;

/// The beginning of the SHA-256 of a body.
fn digest(body: &[u8]) -> String {
    let mut digest = format!("{:x}", Sha256::digest(body));
    digest.truncate(DIGITS);
    digest
}

/// Gives JSON answers to reads that have no tag yet a tag of their body, and does not resend what the client already
/// has. The handler has run either way, so that the access log is written. A streamed answer, such as an export, passes
/// through unchanged: nothing is buffered here.
pub async fn tags<B: MessageBody>(
    req: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<EitherBody<BoxBody, B>>, Error> {
    let response = next.call(req).await?;
    if !is_taggable(&response) {
        return Ok(response.map_into_right_body());
    }
    let req = response.request().clone();
    Ok(response.map_body(|head, body| {
        let bytes = match body.try_into_bytes() {
            Ok(bytes) => bytes,
            Err(body) => return EitherBody::right(body),
        };
        let tag = format!("W/\"{}\"", digest(&bytes));
        let has_it = has_already(&req, &tag);
        match header::HeaderValue::from_str(&tag) {
            Ok(tag) => head.headers.insert(header::ETAG, tag),
            Err(error) => {
                tracing::error!(%error, "the ETag is not a valid header value; answering without it");
                return EitherBody::left(BoxBody::new(bytes));
            }
        };
        if has_it {
            head.status = StatusCode::NOT_MODIFIED;
            head.headers.remove(header::CONTENT_TYPE);
            return EitherBody::left(BoxBody::new(body::None::new()));
        }
        EitherBody::left(BoxBody::new(bytes))
    }))
}

fn is_taggable<B>(response: &ServiceResponse<B>) -> bool {
    let headers = response.headers();
    response.request().method() == Method::GET
        && response.status() == StatusCode::OK
        && !headers.contains_key(header::ETAG)
        && headers.get(header::CONTENT_TYPE).is_some_and(|kind| kind.as_bytes().starts_with(b"application/json"))
}

/// A body that carries its version as `ETag`.
#[derive(Debug)]
pub struct Versioned<T> {
    pub body: T,
    pub version: i32,
    status: StatusCode,
    /// The id below the path it was posted to.
    id: Option<String>,
}

impl<T> Versioned<T> {
    pub fn new(version: i32, body: T) -> Self {
        Self { body, version, status: StatusCode::OK, id: None }
    }

    /// 201: the body is of a newly created resource.
    pub fn created(version: i32, body: T) -> Self {
        Self { status: StatusCode::CREATED, ..Self::new(version, body) }
    }

    /// Found by this id, below the path it was posted to.
    #[must_use]
    pub fn at(self, id: &impl ToString) -> Self {
        Self { id: Some(id.to_string()), ..self }
    }
}

impl<T: Serialize> Responder for Versioned<T> {
    type Body = BoxBody;

    fn respond_to(self, req: &HttpRequest) -> HttpResponse {
        let body = match serde_json::to_vec(&self.body) {
            Ok(body) => body,
            Err(error) => return HttpResponse::from_error(Failure::from(error)),
        };
        let tag = format!("\"{}-{}\"", self.version, digest(&body));
        if req.method() == Method::GET && has_already(req, &tag) {
            return HttpResponse::NotModified().insert_header((header::ETAG, tag)).finish();
        }
        let mut response = HttpResponse::build(self.status);
        response.insert_header((header::ETAG, tag)).content_type("application/json");
        if let Some(id) = self.id {
            response.insert_header((header::LOCATION, format!("{}/{id}", req.path())));
        }
        response.body(body)
    }
}
