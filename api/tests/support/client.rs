//! Requests as somebody, and their answers.

use actix_web::{
    body::{MessageBody, to_bytes},
    dev::ServiceResponse,
    http::{Method, StatusCode, header::HeaderMap},
    test::TestRequest,
};
use kyndig_domain::ids::SessionId;
use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;

use super::{TestApp, conformance};

#[derive(Clone, Copy)]
pub struct Client<'a> {
    app: &'a TestApp,
    session: Option<SessionId>,
}

impl<'a> Client<'a> {
    pub fn new(app: &'a TestApp, session: Option<SessionId>) -> Self {
        Self { app, session }
    }

    pub fn session(&self) -> SessionId {
        self.session.expect("a session")
    }

    /// A request with a fresh token of this session.
    pub fn request(&self, method: Method, path: &str) -> TestRequest {
        let request = TestRequest::default().method(method).uri(&format!("/api/v1{path}"));
        match self.session {
            Some(session) => {
                let token = self.app.state.tokens.issue(session, self.app.now()).expect("a token");
                request.insert_header(("authorization", format!("Bearer {token}")))
            }
            None => request,
        }
    }

    pub async fn get(&self, path: &str) -> Answer {
        self.app.send(self.request(Method::GET, path)).await
    }

    pub async fn post(&self, path: &str, body: impl Serialize) -> Answer {
        self.app.send(self.request(Method::POST, path).set_json(body)).await
    }

    pub async fn put(&self, path: &str, body: impl Serialize) -> Answer {
        self.app.send(self.request(Method::PUT, path).set_json(body)).await
    }

    pub async fn delete(&self, path: &str) -> Answer {
        self.app.send(self.request(Method::DELETE, path)).await
    }

    /// With the version that was seen.
    pub async fn put_if(&self, path: &str, version: i64, body: impl Serialize) -> Answer {
        let request = self.request(Method::PUT, path).insert_header(("if-match", format!("\"{version}\"")));
        self.app.send(request.set_json(body)).await
    }

    pub async fn patch_if(&self, path: &str, version: i64, body: impl Serialize) -> Answer {
        let request = self.request(Method::PATCH, path).insert_header(("if-match", format!("\"{version}\"")));
        self.app.send(request.set_json(body)).await
    }

    pub async fn post_if(&self, path: &str, version: i64, body: impl Serialize) -> Answer {
        let request = self.request(Method::POST, path).insert_header(("if-match", format!("\"{version}\"")));
        self.app.send(request.set_json(body)).await
    }

    pub async fn delete_if(&self, path: &str, version: i64) -> Answer {
        let request = self.request(Method::DELETE, path).insert_header(("if-match", format!("\"{version}\"")));
        self.app.send(request).await
    }
}

#[derive(Debug)]
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: Vec<u8>,
    /// The permission of the guard that answered, if one did.
    pub guarded: Option<&'static str>,
}

impl Answer {
    pub async fn read<B: MessageBody>(response: ServiceResponse<B>) -> Self {
        use actix_web::HttpMessage;
        let guarded = response.request().extensions().get::<kyndig_platform::auth::Guarded>().map(|guarded| guarded.0);
        let status = response.status();
        let headers = response.headers().clone();
        let (method, pattern) = (response.request().method().clone(), response.request().match_pattern());
        conformance::check(&method, pattern.as_deref(), status.as_u16(), &headers);
        let body = to_bytes(response.into_body()).await.map_err(Into::into).expect("a body").to_vec();
        Self { status, headers, body, guarded }
    }

    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or(Value::Null)
    }

    pub fn read_as<T: DeserializeOwned>(&self) -> T {
        match serde_json::from_slice(&self.body) {
            Ok(value) => value,
            Err(error) => panic!("{error}: {} {}", self.status, String::from_utf8_lossy(&self.body)),
        }
    }

    /// Its `ETag`.
    pub fn tag(&self) -> String {
        self.headers.get("etag").expect("a tag").to_str().expect("text").to_owned()
    }

    pub fn version(&self) -> i64 {
        self.json()["version"].as_i64().expect("a version")
    }

    /// The status, or the whole answer in the panic.
    #[track_caller]
    pub fn expect(self, status: u16) -> Self {
        assert_eq!(self.status.as_u16(), status, "{}", String::from_utf8_lossy(&self.body));
        self
    }

    /// A problem with this status and code.
    #[track_caller]
    pub fn expect_problem(self, status: u16, code: &str) -> Self {
        let answer = self.expect(status);
        let problem = answer.json();
        assert_eq!(problem["code"], code, "{problem}");
        assert_eq!(answer.headers.get("content-type").expect("a type"), "application/problem+json");
        assert_eq!(problem["status"], status);
        assert!(problem["traceId"].as_str().is_some_and(|id| id.len() == 32), "{problem}");
        answer
    }
}
