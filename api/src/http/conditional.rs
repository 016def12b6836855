//! Versions on the wire: `ETag` out, `If-Match` in. A clash is a 412 that shows both sides.

use std::future::{Ready, ready};

use actix_web::{
    FromRequest, HttpRequest, HttpResponse, Responder, body::BoxBody, dev::Payload, http::StatusCode, http::header,
};
use serde::Serialize;
use utoipa::{
    IntoParams,
    openapi::{
        Required,
        path::{Parameter, ParameterIn},
    },
};

use super::{Code, Failure, documented};

/// The version that the sender has seen; without it, 428.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct IfMatch(pub i32);

impl IfMatch {
    /// Err(412 with what stands now) where somebody else was first.
    pub fn check(self, version: i32, current: &impl Serialize) -> Result<(), Failure> {
        if self.0 == version { Ok(()) } else { Err(Failure::conflict(current)) }
    }
}

impl FromRequest for IfMatch {
    type Error = Failure;
    type Future = Ready<Result<Self, Failure>>;

    fn from_request(req: &HttpRequest, _: &mut Payload) -> Self::Future {
        let version = req
            .headers()
            .get(header::IF_MATCH)
            .and_then(|value| value.to_str().ok())
            .and_then(|text| text.trim().trim_start_matches("W/").trim_matches('"').parse().ok());
        ready(version.map(Self).ok_or_else(|| Code::IfMatchRequired.into()))
    }
}

impl IntoParams for IfMatch {
    fn into_params(_: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
        documented::header("If-Match", Required::True, "The version that was seen", None)
    }
}

/// The version that the sender has seen, where they say it: for what may also be done unseen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Seen {
    /// No `If-Match`, or `*`: whatever stands there.
    Any,
    Version(i32),
    /// An `If-Match` that no version of ours can have.
    Other,
}

impl Seen {
    pub fn matches(self, version: i32) -> bool {
        match self {
            Self::Any => true,
            Self::Version(seen) => seen == version,
            Self::Other => false,
        }
    }
}

impl FromRequest for Seen {
    type Error = Failure;
    type Future = Ready<Result<Self, Failure>>;

    fn from_request(req: &HttpRequest, _: &mut Payload) -> Self::Future {
        let Some(value) = req.headers().get(header::IF_MATCH) else { return ready(Ok(Self::Any)) };
        let text = value.to_str().map(str::trim).unwrap_or_default();
        let version = text.trim_start_matches("W/").trim_matches('"').parse();
        ready(Ok(match (text, version) {
            ("*", _) => Self::Any,
            (_, Ok(version)) => Self::Version(version),
            (_, Err(_)) => Self::Other,
        }))
    }
}

impl IntoParams for Seen {
    fn into_params(_: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
        documented::header(
            "If-Match",
            Required::False,
            "The version that was seen; without it, whatever stands there",
            None,
        )
    }
}

/// A body that carries its version as `ETag`.
#[derive(Debug)]
pub struct Versioned<T> {
    pub body: T,
    pub version: i32,
    pub status: StatusCode,
}

impl<T> Versioned<T> {
    pub fn new(version: i32, body: T) -> Self {
        Self { body, version, status: StatusCode::OK }
    }

    /// 201: the body is of something new.
    pub fn created(version: i32, body: T) -> Self {
        Self { body, version, status: StatusCode::CREATED }
    }
}

impl<T: Serialize> Responder for Versioned<T> {
    type Body = BoxBody;

    fn respond_to(self, _: &HttpRequest) -> HttpResponse {
        HttpResponse::build(self.status).insert_header((header::ETAG, format!("\"{}\"", self.version))).json(self.body)
    }
}
