//! The only code that touches the network: typed calls, the access token and its renewal, problems as `AppError`.
//!
//! The access token lives in this module's memory and nowhere else; the refresh token is a cookie that no script can
//! read. A call that meets 401 renews the token once, together with all others that wait for it, and tries again.

mod attempt;
mod error;
mod tokens;

use gloo_net::http::{Method, RequestBuilder, Response};
use js_sys::Array;
use kyndig_contract::page::{MAX_LIMIT, Page};
use kyndig_contract::path::ApiPath;
use serde::{Serialize, de::DeserializeOwned};
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortController, Blob, FormData};

pub use attempt::Attempt;
pub use error::{AppError, field_text};
pub use tokens::{forget, on_end, on_renewed, renew};

use crate::browser;
use crate::nav::encoded;

const BASE: &str = "/api/v1";

/// What one call sends.
struct Call<'a> {
    method: Method,
    path: &'a ApiPath,
    body: Body,
    version: Option<i32>,
    key: Option<String>,
    accept: &'static str,
}

impl<'a> Call<'a> {
    fn new(method: Method, path: &'a ApiPath, body: Body) -> Self {
        Self { method, path, body, version: None, key: None, accept: "application/json" }
    }

    fn version(self, version: Option<i32>) -> Self {
        Self { version, ..self }
    }

    fn key(self, key: String) -> Self {
        Self { key: Some(key), ..self }
    }
}

/// An answer that is no problem; its request may be ended until it is read.
struct Answer {
    response: Response,
    _abort: Abort,
}

/// A file as it came, and the name that it has.
pub struct Download {
    pub name: String,
    pub bytes: Blob,
}

#[derive(Clone)]
enum Body {
    None,
    Json(String),
    Form(FormData),
}

/// Ends the request when whoever waits for it is gone: a page left, a search typed on.
struct Abort(Option<AbortController>);

impl Drop for Abort {
    fn drop(&mut self) {
        if let Some(controller) = &self.0 {
            controller.abort();
        }
    }
}

pub async fn get<T: DeserializeOwned>(path: &ApiPath) -> Result<T, AppError> {
    read(call(Call::new(Method::GET, path, Body::None)).await?).await
}

/// Of a list that answers with all it has on one page.
pub async fn whole<T: DeserializeOwned>(path: &ApiPath) -> Result<Vec<T>, AppError> {
    get::<Page<T>>(path).await.map(|page| page.items)
}

/// Whatever it is: to be kept, not shown.
pub async fn download(path: &ApiPath) -> Result<Download, AppError> {
    download_as(path, "*/*").await
}

/// What is there in this form, where it comes in several.
pub async fn download_as(path: &ApiPath, accept: &'static str) -> Result<Download, AppError> {
    let Answer { response, _abort } = call(Call { accept, ..Call::new(Method::GET, path, Body::None) }).await?;
    let named = response.headers().get("content-disposition").as_deref().and_then(file_name);
    // one that breaks off on its way is not saved
    let bytes = web_sys::Response::from(response).blob().map_err(|_| AppError::unreachable())?;
    let bytes = JsFuture::from(bytes).await.map_err(|_| AppError::unreachable())?;
    Ok(Download { name: named.unwrap_or_else(|| "kyndig".to_owned()), bytes: bytes.unchecked_into() })
}

/// The name in `content-disposition` that is written out in full.
fn file_name(header: &str) -> Option<String> {
    let (_, whole) = header.split_once("filename*=UTF-8''")?;
    let whole = whole.split(';').next()?;
    String::from(js_sys::decode_uri_component(whole).ok()?).into()
}

/// A POST that creates nothing new when it is sent twice: a verb such as `…/sign`.
pub async fn post<T: DeserializeOwned>(path: &ApiPath, body: &impl Serialize) -> Result<T, AppError> {
    read(call(Call::new(Method::POST, path, json(body)?)).await?).await
}

/// A verb on something that others may change meanwhile.
pub async fn post_version<T: DeserializeOwned>(
    path: &ApiPath,
    body: &impl Serialize,
    version: i32,
) -> Result<T, AppError> {
    read(call(Call::new(Method::POST, path, json(body)?).version(Some(version))).await?).await
}

/// A POST that creates. Trying again after an error makes no second one: the attempt keeps its key.
pub async fn create<T: DeserializeOwned>(
    path: &ApiPath,
    body: &impl Serialize,
    attempt: &Attempt,
) -> Result<T, AppError> {
    let body = json(body)?;
    let key = match &body {
        Body::Json(text) => attempt.key(path.as_str(), text),
        Body::None | Body::Form(_) => attempt.key(path.as_str(), ""),
    };
    let answer = call(Call::new(Method::POST, path, body).key(key)).await?;
    attempt.succeeded();
    read(answer).await
}

pub async fn put<T: DeserializeOwned>(
    path: &ApiPath,
    body: &impl Serialize,
    version: Option<i32>,
) -> Result<T, AppError> {
    read(call(Call::new(Method::PUT, path, json(body)?).version(version)).await?).await
}

pub async fn patch<T: DeserializeOwned>(
    path: &ApiPath,
    body: &impl Serialize,
    version: Option<i32>,
) -> Result<T, AppError> {
    read(call(Call::new(Method::PATCH, path, json(body)?).version(version)).await?).await
}

/// A DELETE that answers with what stands then.
pub async fn remove<T: DeserializeOwned>(path: &ApiPath, version: i32) -> Result<T, AppError> {
    read(call(Call::new(Method::DELETE, path, Body::None).version(Some(version))).await?).await
}

/// A DELETE that means the same whatever else has changed, and answers with what stands then.
pub async fn remove_quietly<T: DeserializeOwned>(path: &ApiPath) -> Result<T, AppError> {
    read(call(Call::new(Method::DELETE, path, Body::None)).await?).await
}

pub async fn delete(path: &ApiPath, version: Option<i32>) -> Result<(), AppError> {
    call(Call::new(Method::DELETE, path, Body::None).version(version)).await.map(drop)
}

/// Sends a form with files.
pub async fn upload<T: DeserializeOwned>(path: &ApiPath, form: FormData, attempt: &Attempt) -> Result<T, AppError> {
    let key = attempt.key(path.as_str(), "upload");
    let answer = call(Call::new(Method::POST, path, Body::Form(form)).key(key)).await?;
    attempt.succeeded();
    read(answer).await
}

/// Sends a form with a file to what others may change meanwhile, and tells how far it has come; gives the answer's text.
pub async fn send_file(
    path: &ApiPath,
    form: FormData,
    version: i32,
    attempt: &Attempt,
    progress: impl FnMut(f64) + 'static,
) -> Result<String, AppError> {
    let key = attempt.key(path.as_str(), "file");
    let address = format!("{BASE}{path}");
    let progress = Closure::<dyn FnMut(f64)>::new(progress);
    let text = with_token(async |token| {
        let headers = [
            ("Accept", "application/json"),
            ("Authorization", &format!("Bearer {token}")),
            ("If-Match", &format!("\"{version}\"")),
            ("Idempotency-Key", &key),
        ];
        let headers = headers.map(|(name, value)| Array::of2(&name.into(), &value.into())).iter().collect::<Array>();
        let answer = browser::sent(&address, &headers, &form, &progress).await.map_err(|_| AppError::unreachable())?;
        let answer: Array = answer.unchecked_into();
        let text = answer.get(1).as_string().unwrap_or_default();
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a status has three digits")]
        let status = answer.get(0).as_f64().unwrap_or_default() as u16;
        if (200..300).contains(&status) { Ok(text) } else { Err(AppError::from_answer(status, &text)) }
    })
    .await?;
    attempt.succeeded();
    Ok(text)
}

/// A page of a list whose filters are in the path already, as large as a page may be.
pub async fn page<T: DeserializeOwned>(path: &ApiPath, cursor: Option<String>) -> Result<Page<T>, AppError> {
    let path = path.clone().with("limit", &MAX_LIMIT.to_string());
    get(&with_query(path, &[("cursor", cursor)])).await
}

/// A path with a query; what is `None` or empty is left out.
pub fn with_query(path: ApiPath, query: &[(&str, Option<String>)]) -> ApiPath {
    let given = query.iter().filter_map(|(name, value)| Some((name, value.as_deref()?)));
    given.filter(|(_, value)| !value.is_empty()).fold(path, |path, (name, value)| path.with(name, &encoded(value)))
}

fn json(body: &impl Serialize) -> Result<Body, AppError> {
    serde_json::to_string(body).map(Body::Json).map_err(|error| AppError::broken(&error.to_string()))
}

async fn read<T: DeserializeOwned>(answer: Answer) -> Result<T, AppError> {
    let text = answer.response.text().await.map_err(|_| AppError::unreachable())?;
    // 204 and 202 may come without a body: `T` is then `()` or an `Option`
    let text = if text.is_empty() { "null" } else { &text };
    serde_json::from_str(text).map_err(|error| AppError::broken(&error.to_string()))
}

/// Sends; on 401 renews the token once and sends again.
async fn call(call: Call<'_>) -> Result<Answer, AppError> {
    with_token(async |token| send(&call, Some(token)).await).await
}

async fn with_token<T>(send: impl AsyncFn(&str) -> Result<T, AppError>) -> Result<T, AppError> {
    let token = match tokens::fresh() {
        Some(token) => token,
        None => renew().await?,
    };
    match send(&token).await {
        Err(error) if error.status == 401 => {
            // somebody else's call may have renewed it while this one was under way
            let token = match tokens::fresh().filter(|now| *now != token) {
                Some(newer) => newer,
                None => renew().await?,
            };
            send(&token).await
        }
        answer => answer,
    }
}

async fn send(call: &Call<'_>, token: Option<&str>) -> Result<Answer, AppError> {
    let abort = Abort(AbortController::new().ok());
    let signal = abort.0.as_ref().map(AbortController::signal);
    let mut request = RequestBuilder::new(&format!("{BASE}{}", call.path))
        .method(call.method.clone())
        .header("Accept", call.accept)
        .abort_signal(signal.as_ref());
    if let Some(token) = token {
        request = request.header("Authorization", &format!("Bearer {token}"));
    }
    if let Some(version) = call.version {
        request = request.header("If-Match", &format!("\"{version}\""));
    }
    if let Some(key) = &call.key {
        request = request.header("Idempotency-Key", key);
    }
    let request = match &call.body {
        Body::None => request.build(),
        Body::Json(text) => request.header("Content-Type", "application/json").body(text.clone()),
        Body::Form(form) => request.body(JsValue::from(form.clone())),
    };
    let request = request.map_err(|error| AppError::broken(&error.to_string()))?;
    let response = request.send().await.map_err(|_| AppError::unreachable())?;
    finish(response, abort).await
}

async fn finish(response: Response, abort: Abort) -> Result<Answer, AppError> {
    if response.ok() {
        return Ok(Answer { response, _abort: abort });
    }
    let text = response.text().await.map_err(|_| AppError::unreachable())?;
    Err(AppError::from_answer(response.status(), &text))
}

/// Calls about the session itself go without a token and are never renewed.
pub(crate) mod session {
    use kyndig_contract::api_path;
    use kyndig_contract::session::{SignIn, SignedIn};

    use super::*;

    /// Signs in and keeps the token.
    pub async fn sign_in(body: &SignIn) -> Result<(), AppError> {
        let path = api_path!("/session");
        let call = Call::new(Method::POST, &path, json(body)?);
        let signed: SignedIn = read(send(&call, None).await?).await?;
        tokens::keep(signed);
        Ok(())
    }
}
