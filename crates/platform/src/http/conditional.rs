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
    http::{
        Method, StatusCode,
        header::{self, ETag, EntityTag, Header, TryIntoHeaderValue},
    },
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
        if !req.headers().contains_key(header::IF_MATCH) {
            return Ok(None);
        }
        let tags = match header::IfMatch::parse(req) {
            Ok(header::IfMatch::Any) => return Ok(Some(Self::Any)),
            Ok(header::IfMatch::Items(tags)) => tags,
            Err(_) => Vec::new(),
        };
        if tags.len() > MOST {
            return Err(Failure::invalid("If-Match", "too_long"));
        }
        let mut these = [None; MOST];
        for (place, tag) in these.iter_mut().zip(&tags) {
            *place = version(tag);
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

/// The version in a tag, weak or not: a proxy that compressed the body may have made it weak.
fn version(tag: &EntityTag) -> Option<i32> {
    let tag = tag.tag();
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

/// What the client already has, by its `ETag`.
#[derive(Clone, Debug)]
pub struct IfNoneMatch(Option<header::IfNoneMatch>);

impl IfNoneMatch {
    fn of(req: &HttpRequest) -> Self {
        // a tag that cannot be read names nothing
        Self(header::IfNoneMatch::parse(req).ok())
    }

    /// Whether it has what this tag is of.
    pub fn has(&self, tag: &EntityTag) -> bool {
        match &self.0 {
            Some(header::IfNoneMatch::Any) => true,
            Some(header::IfNoneMatch::Items(tags)) => tags.iter().any(|one| one.weak_eq(tag)),
            None => false,
        }
    }
}

impl FromRequest for IfNoneMatch {
    type Error = Failure;
    type Future = Ready<Result<Self, Failure>>;

    fn from_request(req: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(Ok(Self::of(req)))
    }
}

impl IntoParams for IfNoneMatch {
    fn into_params(_: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
        responses::header("If-None-Match", Required::False, "The `ETag` of what one has already", None)
    }
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
        let tag = EntityTag::new_weak(digest(&bytes));
        let has_it = IfNoneMatch::of(&req).has(&tag);
        match ETag(tag).try_into_value() {
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
        let tag = EntityTag::new_strong(format!("{}-{}", self.version, digest(&body)));
        if req.method() == Method::GET && IfNoneMatch::of(req).has(&tag) {
            return HttpResponse::NotModified().insert_header(ETag(tag)).finish();
        }
        let mut response = HttpResponse::build(self.status);
        response.insert_header(ETag(tag)).content_type("application/json");
        if let Some(id) = self.id {
            response.insert_header((header::LOCATION, format!("{}/{id}", req.path())));
        }
        response.body(body)
    }
}
