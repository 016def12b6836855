//! Versions on the wire: `ETag` out, `If-Match` in. A clash is a 412 that shows both sides.

use std::future::{Ready, ready};

use actix_web::{FromRequest, HttpRequest, HttpResponse, Responder, body::BoxBody, dev::Payload, http::header};
use serde::Serialize;

use super::{Code, Failure};

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

/// A body that carries its version as `ETag`.
#[derive(Debug)]
pub struct Versioned<T> {
    pub body: T,
    pub version: i32,
}

impl<T> Versioned<T> {
    pub fn new(version: i32, body: T) -> Self {
        Self { body, version }
    }
}

impl<T: Serialize> Responder for Versioned<T> {
    type Body = BoxBody;

    fn respond_to(self, _: &HttpRequest) -> HttpResponse {
        HttpResponse::Ok().insert_header((header::ETAG, format!("\"{}\"", self.version))).json(self.body)
    }
}
