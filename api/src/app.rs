//! Composes the features: one `configure` gives routes and OpenAPI together.

use std::sync::Arc;

use actix_web::{
    App, Error, HttpRequest, HttpResponse,
    body::MessageBody,
    dev::{ServiceFactory, ServiceRequest, ServiceResponse},
    http::header,
    middleware::{Compress, Next, from_fn},
    web,
};
use kyndig_platform::{
    auth,
    clock::Clock,
    config::Config,
    http::{self, BASE, Code, Documentation, Failure, ServiceConfig, problem_response},
    state::State,
    telemetry,
};
use metrics_exporter_prometheus::PrometheusHandle;
use tracing::Instrument;
use utoipa::{
    Modify, OpenApi,
    openapi::{
        OpenApi as Document,
        security::{HttpAuthScheme, HttpBuilder, SecurityScheme},
    },
};
use utoipa_swagger_ui::SwaggerUi;

use crate::{composition::REACTIONS, demo, document, health, spa};

/// The contract as it is served: what `openapi` writes, and the tests compare with it.
pub const CONTRACT: &str = include_str!("../../openapi/openapi.json");

/// Connects and prepares what requests share.
pub async fn start(config: Config, clock: Arc<dyn Clock>) -> anyhow::Result<State> {
    State::start(config, clock, CONTRACT, REACTIONS).await
}

/// Routes and documentation of every area.
fn configure_features(config: &mut ServiceConfig) {
    config.configure(kyndig_people::configure).configure(kyndig_content::configure).configure(kyndig_work::configure);
}

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Kyndig",
        description = "An open competence portal for hospitals.\n\nSign in with `POST /session`, and send the token as \
            `Authorization: Bearer …`. Each operation names the permission it needs, for programs as `x-permission`. A parameter that is not known is refused. What is \
            outside what you may see does not exist: 404. Errors are `application/problem+json` with a stable `code`. \
            Lists page by `limit` and `cursor`; \
            where a list says so, `Accept` takes all of it out as xlsx or csv. JSON that is read carries an `ETag`, by which it is asked for again with `If-None-Match`; what can clash is changed with it as `If-Match`. \
            A POST that creates takes an `Idempotency-Key`. Dates are `YYYY-MM-DD` in Europe/Oslo, times RFC 3339.",
        license(name = "MIT OR Apache-2.0", identifier = "MIT OR Apache-2.0")
    ),
    // and those used only in queries, which are not collected automatically
    components(schemas(
        kyndig_contract::problem::Problem,
        kyndig_contract::employee::EmployeeScope,
        kyndig_contract::follow_up::FollowUpSort,
        kyndig_contract::follow_up::FollowedStandingSort,
        kyndig_domain::follow_up::Deadline,
        kyndig_contract::list::ListName,
        kyndig_contract::plan::Access,
        kyndig_contract::plan::OwnerScope,
        kyndig_contract::plan::PlanSort,
        kyndig_contract::requirement::RequirementSort
    )),
    servers((url = "/")),
    modifiers(&Bearer)
)]
struct Base;

struct Bearer;

impl Modify for Bearer {
    fn modify(&self, document: &mut Document) {
        let scheme = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).bearer_format("JWT").build();
        document.components.get_or_insert_default().add_security_scheme("bearer", SecurityScheme::Http(scheme));
    }
}

/// The contract, made without a database from the documentation of the handlers.
pub fn openapi() -> Document {
    let (mut document, mut documentation) = (Base::openapi(), Documentation::default());
    App::new().configure(|config| configure_features(&mut ServiceConfig::documenting(config, &mut documentation)));
    documentation.add_to(&mut document, BASE);
    document::finish(&mut document);
    document
}

/// The application as it is served: the routes, and the middleware around them.
pub fn application(
    state: web::Data<State>,
    recorder: Option<web::Data<PrometheusHandle>>,
) -> App<
    impl ServiceFactory<
        ServiceRequest,
        Config = (),
        Response = ServiceResponse<impl MessageBody>,
        Error = Error,
        InitError = (),
    >,
> {
    let cors = http::security::cors(&state.config);
    // The last one wrapped is the first to see a request.
    App::new()
        .app_data(state)
        .configure(|config| {
            if let Some(recorder) = recorder {
                config.app_data(recorder);
            }
        })
        .wrap(from_fn(auth::authenticate))
        .wrap(from_fn(http::slow::bodies))
        .wrap(from_fn(http::encoding::requests))
        .wrap(cors)
        .wrap(from_fn(http::encoding::small_answers))
        .wrap(Compress::default())
        .wrap(from_fn(http::encoding::plain_answers))
        .wrap(from_fn(http::encoding::unsatisfiable))
        .wrap(from_fn(health::observe))
        .wrap(from_fn(http::security::headers))
        .wrap(from_fn(trace))
        .wrap(from_fn(health::closing))
        .configure(health::configure)
        .configure(configure)
}

/// The routes, to be mounted on an application that has a `State`.
pub fn configure(config: &mut web::ServiceConfig) {
    http::configure(config);
    let features = |config: &mut web::ServiceConfig| configure_features(&mut ServiceConfig::serving(config));
    config.service(web::scope(BASE).wrap(from_fn(http::tags)).wrap(from_fn(http::query::names)).configure(features));
    #[cfg(feature = "test-clock")]
    config.route("/test/clock", web::post().to(set_clock));
    config
        .service(web::redirect("/swagger", "/swagger/").permanent())
        .route(TRIED, web::get().to(tried))
        .service(SwaggerUi::new("/swagger/{_:.*}").config(swagger_ui()))
        .route("/api/openapi.json", web::get().to(contract))
        .default_service(web::route().to(nothing_here));
}

/// The contract for the Swagger page.
const TRIED: &str = "/swagger/openapi.json";

/// The page for trying the API; it remembers the token given under "Authorize".
fn swagger_ui() -> utoipa_swagger_ui::Config<'static> {
    utoipa_swagger_ui::Config::from(TRIED)
        .persist_authorization(true)
        .doc_expansion("none")
        .default_models_expand_depth(0)
        .try_it_out_enabled(true)
        .display_operation_id(true)
        .filter(true)
}

async fn contract() -> HttpResponse {
    as_document(CONTRACT)
}

/// At the demo hospital, with examples that exist.
async fn tried(state: web::Data<State>) -> Result<HttpResponse, Failure> {
    let filled = demo::examples::filled(&state).await?;
    Ok(filled.map_or_else(|| as_document(CONTRACT), as_document))
}

fn as_document(document: impl MessageBody + 'static) -> HttpResponse {
    HttpResponse::Ok()
        .content_type("application/json")
        .insert_header((header::CACHE_CONTROL, "no-cache"))
        .body(document)
}

/// Sets the clock of a test build, and runs the jobs that are due by it.
#[cfg(feature = "test-clock")]
async fn set_clock(state: web::Data<State>, body: web::Json<SetClock>) -> HttpResponse {
    if !state.clock.set(body.now) {
        return HttpResponse::Conflict().finish();
    }
    crate::jobs::run_due(&state, &kyndig_platform::background::Stop::never()).await;
    HttpResponse::NoContent().finish()
}

#[cfg(feature = "test-clock")]
#[derive(serde::Deserialize)]
struct SetClock {
    now: chrono::DateTime<chrono::Utc>,
}

/// 404, or 405 where the path exists and only the method is wrong.
async fn nothing_here(req: HttpRequest, state: web::Data<State>) -> HttpResponse {
    let methods = state.addresses.methods(req.path());
    if methods.is_empty() {
        return if req.path().starts_with("/api/") {
            problem_response(&Failure::not_found())
        } else {
            spa::serve(&req)
        };
    }
    let mut response = problem_response(&Code::MethodNotAllowed.into());
    let allow = methods.join(", ");
    match header::HeaderValue::from_str(&allow) {
        Ok(value) => {
            response.headers_mut().insert(header::ALLOW, value);
        }
        Err(error) => tracing::error!(%error, "the Allow header is not a valid header value"),
    }
    response
}

/// Gives the request its trace id, in every log line, in problems and in the answer.
async fn trace<B: MessageBody>(req: ServiceRequest, next: Next<B>) -> Result<ServiceResponse<B>, Error> {
    let parent = req.headers().get("traceparent").and_then(|value| value.to_str().ok());
    let trace = telemetry::trace_of(parent);
    // of the highest level, so that it is there at any log level
    let span = tracing::error_span!("request", trace_id = %trace);
    let answered = telemetry::traced(trace.clone(), async move {
        let mut response = next.call(req).await?;
        if let Ok(value) = header::HeaderValue::from_str(&trace) {
            response.headers_mut().insert(header::HeaderName::from_static("x-trace-id"), value);
        }
        Ok(response)
    });
    answered.instrument(span).await
}

pub use auth::authenticate;

pub use crate::schema::migrate;
