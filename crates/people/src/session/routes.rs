//! `/session` and `/sign-in-methods`.

use actix_web::{
    HttpRequest, HttpResponse,
    cookie::{Cookie, SameSite, time::Duration},
    delete, get,
    http::header,
    post, put,
    web::Json,
};
use chrono::TimeDelta;
use kyndig_contract::session::{
    ChooseActing, RefreshIn, RefreshSession, SessionDetails, SignIn, SignInMethods, SignedIn,
};
use kyndig_platform::http::ServiceConfig;
use kyndig_platform::{
    auth::{
        Guard, Permission, Visitor, address,
        permissions::{self, EndSession, KeepSession, OpenSession, ViewSession, ViewSignInMethods},
    },
    http::{BASE, BadRequest, Body, Code, Failure, NotFound, TooManyRequests, Unauthorized, problem_response},
    state::State,
};

use super::{
    service::{self, Outcome, Tokens},
    store::DEVICE_KNOWN,
};

/// Holds a browser's refresh token, out of reach of scripts.
const COOKIE: &str = "kyndig_refresh";
/// Holds the secret that identifies a device that a person has signed in from.
const DEVICE: &str = "kyndig_device";
/// A header that pages of other sites cannot send without CORS permission.
const FROM_SCRIPT: &str = "x-kyndig-refresh";

pub fn configure(config: &mut ServiceConfig) {
    config
        .service(open_session)
        .service(refresh_session)
        .service(view_session)
        .service(end_session)
        .service(choose_acting)
        .service(list_sign_in_methods);
}

/// Sign in
///
/// With e-mail and password. The access token holds ten minutes; renew it with `POST /session/refresh`. The
/// refresh token is set as a cookie that scripts cannot read, or given in the body to those who ask for it.
/// After five wrong tries further ones must wait, per account and per address, whether the account exists or
/// not. Send the cookie `kyndig_device` again with the next sign-in: from a device that is known, one does not wait
/// for what others have tried. With only one way to act, that one is chosen.
#[utoipa::path(
    operation_id = "signIn",
    tag = "Session",
    request_body = SignIn,
    extensions(("x-permission" = json!(OpenSession::NAME))),
    responses(
        (status = 201, body = SignedIn, description = "Signed in", headers(("Set-Cookie" = Option<String>, description = "`kyndig_device`, and `kyndig_refresh` unless `refreshIn` is `body`"))),
        (status = 401, body = kyndig_contract::problem::Problem, content_type = "application/problem+json", description = "`wrong_credentials`"),
        (status = 403, body = kyndig_contract::problem::Problem, content_type = "application/problem+json", description = "`no_position`"),
        (status = 503, body = kyndig_contract::problem::Problem, content_type = "application/problem+json", description = "`busy`: try again"),
        BadRequest,
        TooManyRequests,
    )
)]
#[post("/session")]
async fn open_session(
    visitor: Visitor<OpenSession>,
    request: HttpRequest,
    body: Body<SignIn>,
) -> Result<HttpResponse, Failure> {
    let device = request.cookie(DEVICE);
    match service::sign_in(&visitor, &body, device.as_ref().map(Cookie::value)).await? {
        Outcome::SignedIn(tokens, device) => {
            let mut response = answer(HttpResponse::Created(), &tokens, visitor.state());
            set(&mut response, &cookie(DEVICE, device, DEVICE_KNOWN, visitor.state()))?;
            Ok(response)
        }
        Outcome::Wrong => Err(Code::WrongCredentials.into()),
        Outcome::Wait(seconds) => Err(Failure::new(Code::TooManyAttempts).retry_after(seconds)),
        Outcome::NoPosition => Err(Code::NoPosition.into()),
    }
}

/// Renew the tokens
///
/// A refresh token serves once and is replaced by the answer's. One that comes a second time ends the session,
/// since somebody has copied it; only within ten seconds does it give the same token once more. Thirty days after the
/// sign-in the session ends, however much it is used. Browsers send the cookie and the header `X-Kyndig-Refresh: 1`; programs send
/// the token in the body. The answer gives the new one the same way.
#[utoipa::path(
    operation_id = "refreshSession",
    tag = "Session",
    params(("X-Kyndig-Refresh" = Option<String>, Header, description = "`1`, where the token is in the cookie", example = "1")),
    request_body = RefreshSession,
    extensions(("x-permission" = json!(KeepSession::NAME))),
    responses(
        (status = 200, body = SignedIn, headers(("Set-Cookie" = Option<String>, description = "`kyndig_refresh`, if that is where the token was"))),
        (status = 401, body = kyndig_contract::problem::Problem, content_type = "application/problem+json", description = "`not_signed_in` without a token, `session_ended` with one that does not hold"),
        (status = 503, body = kyndig_contract::problem::Problem, content_type = "application/problem+json", description = "`busy`: try again"),
        BadRequest,
        TooManyRequests,
    )
)]
#[post("/session/refresh")]
async fn refresh_session(
    visitor: Visitor<KeepSession>,
    request: HttpRequest,
    body: Body<RefreshSession>,
) -> Result<HttpResponse, Failure> {
    let cookie = request.cookie(COOKIE);
    let (token, refresh_in) = match (&body.refresh_token, &cookie) {
        (Some(token), _) => (token.as_str(), RefreshIn::Body),
        (None, Some(cookie)) if request.headers().contains_key(FROM_SCRIPT) => (cookie.value(), RefreshIn::Cookie),
        (None, Some(_)) => return Err(Failure::field(Code::ValidationFailed, "X-Kyndig-Refresh")),
        (None, None) => return Err(Code::NotSignedIn.into()),
    };
    let Some(tokens) = service::refresh(&visitor, token, refresh_in).await? else {
        let mut response = problem_response(&Code::SessionEnded.into());
        if refresh_in == RefreshIn::Cookie {
            purge(&mut response, visitor.state())?;
        }
        return Ok(response);
    };
    Ok(answer(HttpResponse::Ok(), &tokens, visitor.state()))
}

/// Who one is
///
/// Name, what one acts as, what else one may act as, and the permissions of the present choice. Read fresh at
/// each request: a role taken away is gone at once.
#[utoipa::path(
    operation_id = "getSession",
    tag = "Session",
    security(("bearer" = [])),
    extensions(("x-permission" = json!(ViewSession::NAME))),
    responses((status = 200, body = SessionDetails), Unauthorized)
)]
#[get("/session")]
async fn view_session(guard: Guard<ViewSession>, request: HttpRequest) -> Result<Json<SessionDetails>, Failure> {
    let internal = on_internal_network(&request, guard.state());
    guard.read(async |work| service::details(work, work.person()?, internal).await).await.map(Json)
}

/// Sign out
///
/// Ends the session with all its tokens, at once.
#[utoipa::path(
    operation_id = "signOut",
    tag = "Session",
    security(("bearer" = [])),
    extensions(("x-permission" = json!(EndSession::NAME))),
    responses((status = 204, description = "Signed out"), Unauthorized)
)]
#[delete("/session")]
async fn end_session(guard: Guard<EndSession>) -> Result<HttpResponse, Failure> {
    let mut response = HttpResponse::NoContent().finish();
    purge(&mut response, guard.state())?;
    guard.run(async |work| service::end(work).await).await?;
    Ok(response)
}

/// Choose what to act as
///
/// One of the session's choices: an own position, a loan, or as somebody's deputy. Can be changed at any time,
/// without signing in again.
#[utoipa::path(
    operation_id = "chooseActing",
    tag = "Session",
    request_body = ChooseActing,
    security(("bearer" = [])),
    extensions(("x-permission" = json!(permissions::ChooseActing::NAME))),
    responses((status = 200, body = SessionDetails), BadRequest, Unauthorized, NotFound)
)]
#[put("/session/acting-as")]
async fn choose_acting(
    guard: Guard<permissions::ChooseActing>,
    request: HttpRequest,
    body: Body<ChooseActing>,
) -> Result<Json<SessionDetails>, Failure> {
    let internal = on_internal_network(&request, guard.state());
    guard.run(async |work| service::choose(work, &body, internal).await).await.map(Json)
}

/// FUL-19
fn on_internal_network(request: &HttpRequest, state: &State) -> Option<bool> {
    state.config.network.is_internal(address::client(request, &state.config))
}

/// How one can sign in
///
/// What a sign-in page offers: a password, and the outside providers that are set up.
#[utoipa::path(
    operation_id = "listSignInMethods",
    tag = "Session",
    extensions(("x-permission" = json!(ViewSignInMethods::NAME))),
    responses((status = 200, body = SignInMethods), TooManyRequests)
)]
#[get("/sign-in-methods")]
async fn list_sign_in_methods(visitor: Visitor<ViewSignInMethods>) -> Json<SignInMethods> {
    Json(service::methods(visitor.state()))
}

/// Tokens are for this caller only, and must not be cached.
fn answer(mut response: actix_web::HttpResponseBuilder, tokens: &Tokens, state: &State) -> HttpResponse {
    response.insert_header((header::CACHE_CONTROL, "no-store"));
    if tokens.refresh_in == RefreshIn::Cookie {
        response.cookie(cookie(COOKIE, tokens.refresh.clone(), tokens.holds, state));
    }
    response.json(tokens.signed_in())
}

fn purge(response: &mut HttpResponse, state: &State) -> Result<(), Failure> {
    set(response, &cookie(COOKIE, String::new(), TimeDelta::zero(), state))
}

fn set(response: &mut HttpResponse, cookie: &Cookie<'_>) -> Result<(), Failure> {
    response.add_cookie(cookie).map_err(|error| Failure::Internal(error.into()))
}

fn cookie(name: &'static str, value: String, age: TimeDelta, state: &State) -> Cookie<'static> {
    Cookie::build(name, value)
        .path(format!("{BASE}/session"))
        .http_only(true)
        .same_site(SameSite::Strict)
        .secure(state.config.is_https())
        .max_age(Duration::seconds(age.num_seconds()))
        .finish()
}
