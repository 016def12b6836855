//! The web client, embedded: hashed names are cached for ever, the page itself never, each file as it was compressed at
//! build time.

use actix_web::{
    HttpRequest, HttpResponse,
    http::{
        Method,
        header::{self, HeaderValue},
    },
};
use kyndig_platform::http::{Failure, problem_response};
use rust_embed::{EmbeddedFile, RustEmbed};

#[derive(RustEmbed)]
#[folder = "../web/dist"]
#[allow_missing = true]
struct Files;

/// A file of the web client, or its page for any path that is not the API's.
pub fn serve(req: &HttpRequest) -> HttpResponse {
    if req.method() != Method::GET && req.method() != Method::HEAD {
        return problem_response(&Failure::not_found());
    }
    let path = req.path().trim_start_matches('/');
    if let Some(found) = best(req, path) {
        return answer(path, found);
    }
    // A path with an extension is a file, and this one does not exist.
    let is_file = path.rsplit('/').next().is_some_and(|name| name.contains('.'));
    match best(req, "index.html") {
        Some(page) if !is_file => answer("index.html", page),
        _ => problem_response(&Failure::not_found()),
    }
}

struct Found {
    file: EmbeddedFile,
    encoding: Option<&'static str>,
}

/// The smallest encoding that the browser accepts.
fn best(req: &HttpRequest, path: &str) -> Option<Found> {
    let original = Files::get(path)?;
    let accepted = req.headers().get(header::ACCEPT_ENCODING).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let takes = |name: &str| {
        accepted.split(',').any(|part| {
            let (coding, weight) = part.split_once(';').unwrap_or((part, ""));
            coding.trim().eq_ignore_ascii_case(name) && weight.trim() != "q=0"
        })
    };
    let compressed =
        [("br", "br"), ("gzip", "gz")].into_iter().filter(|(name, _)| takes(name)).find_map(|(name, ending)| {
            Files::get(&format!("{path}.{ending}")).map(|file| Found { file, encoding: Some(name) })
        });
    Some(compressed.unwrap_or(Found { file: original, encoding: None }))
}

fn answer(path: &str, found: Found) -> HttpResponse {
    let kind =
        Files::get(path).map_or_else(|| "application/octet-stream".to_owned(), |f| f.metadata.mimetype().to_owned());
    let kind = if kind.starts_with("text/") { format!("{kind}; charset=utf-8") } else { kind };
    let cache = if path.starts_with("assets/") { "public, max-age=31536000, immutable" } else { "no-cache" };
    let mut response = HttpResponse::Ok();
    response
        .content_type(kind)
        .insert_header((header::CACHE_CONTROL, cache))
        .insert_header((header::VARY, "accept-encoding"));
    // Set in every case, so that no middleware compresses it again.
    response.insert_header((header::CONTENT_ENCODING, HeaderValue::from_static(found.encoding.unwrap_or("identity"))));
    response.body(found.file.data.into_owned())
}
