//! Content encoding: request bodies must not be compressed, answers are where it pays.

use actix_web::{
    Error, HttpMessage,
    body::{BodySize, EitherBody, MessageBody},
    dev::{ServiceRequest, ServiceResponse},
    http::header::{self, AcceptEncoding, Encoding, HeaderMap, HeaderValue},
    middleware::Next,
};

use super::{Code, Failure, problem_response};

/// Answers of fewer bytes are sent uncompressed: compressing them takes longer than sending them.
const WORTH_COMPRESSING: u64 = 1024;
const IDENTITY: HeaderValue = HeaderValue::from_static("identity");

/// Refuses compressed requests before a byte is read: a few bytes can expand to thousands.
pub async fn requests<B: MessageBody>(
    req: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<EitherBody<B>>, Error> {
    if !is_encoded(req.headers()) {
        return Ok(next.call(req).await?.map_into_left_body());
    }
    let mut refused = problem_response(&Failure::field(Code::UnsupportedMediaType, "Content-Encoding"));
    refused.headers_mut().insert(header::ACCEPT_ENCODING, IDENTITY);
    Ok(req.into_response(refused).map_into_right_body())
}

fn is_encoded(headers: &HeaderMap) -> bool {
    let identity = |coding: &str| coding.trim().is_empty() || coding.trim().eq_ignore_ascii_case("identity");
    let mut said = headers.get_all(header::CONTENT_ENCODING);
    said.any(|value| !value.to_str().is_ok_and(|codings| codings.split(',').all(identity)))
}

/// Inside the compression middleware: marks small answers as not to be compressed.
pub async fn small_answers<B: MessageBody>(req: ServiceRequest, next: Next<B>) -> Result<ServiceResponse<B>, Error> {
    let mut response = next.call(req).await?;
    let small = matches!(response.response().body().size(), BodySize::Sized(size) if size < WORTH_COMPRESSING);
    if small && !response.headers().contains_key(header::CONTENT_ENCODING) {
        response.headers_mut().insert(header::CONTENT_ENCODING, IDENTITY);
    }
    Ok(response)
}

/// Outside the compression middleware: removes the header that says nothing was compressed.
pub async fn plain_answers<B: MessageBody>(req: ServiceRequest, next: Next<B>) -> Result<ServiceResponse<B>, Error> {
    let mut response = next.call(req).await?;
    if response.headers().get(header::CONTENT_ENCODING) == Some(&IDENTITY) {
        response.headers_mut().remove(header::CONTENT_ENCODING);
    }
    Ok(response)
}

/// The supported encodings.
fn known() -> [Encoding; 4] {
    [Encoding::identity(), Encoding::brotli(), Encoding::gzip(), Encoding::deflate()]
}

/// Outside the compression middleware: where no accepted encoding is supported, the answer is sent uncompressed (RFC
/// 9110, 12.5.3), rather than refused.
pub async fn unsatisfiable<B: MessageBody>(
    mut req: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<B>, Error> {
    let asked: Option<AcceptEncoding> = req.get_header();
    if asked.is_some_and(|asked| asked.negotiate(known().iter()).is_none()) {
        req.headers_mut().remove(header::ACCEPT_ENCODING);
    }
    next.call(req).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[rstest::rstest]
    #[case(&[], false)]
    #[case(&["identity"], false)]
    #[case(&["Identity , identity"], false)]
    #[case(&[""], false)]
    #[case(&["gzip"], true)]
    #[case(&["identity, br"], true)]
    #[case(&["identity", "deflate"], true)]
    #[case(&["x-nobody-knows-it"], true)]
    #[case(&["\u{e5}"], true)]
    fn what_is_encoded(#[case] said: &[&str], #[case] encoded: bool) {
        let mut headers = HeaderMap::new();
        for value in said {
            let value = HeaderValue::from_bytes(value.as_bytes()).expect("a value");
            headers.append(header::CONTENT_ENCODING, value);
        }
        assert_eq!(is_encoded(&headers), encoded);
    }
}
