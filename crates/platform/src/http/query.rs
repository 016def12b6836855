//! Query parameter names: those of the contract, each once. A misspelt name would be a filter without effect, so it is
//! refused, for all operations in one place.

use actix_web::{
    Error, HttpMessage,
    body::{EitherBody, MessageBody},
    dev::{ServiceRequest, ServiceResponse},
    middleware::Next,
    web,
};
use kyndig_contract::problem::FieldProblem;
use serde::Deserialize;

use super::{Code, Failure, problem_response};
use crate::{auth::Actor, http::addresses::Known, listing, state::State};

/// Characters of an unknown name that are repeated in the answer.
const LONGEST_NAME: usize = 100;

/// Refuses parameters the operation does not have. A caller who must sign in first is told that instead, by the guard.
pub async fn names<B: MessageBody>(
    req: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<EitherBody<B>>, Error> {
    match wrong(&req) {
        None => next.call(req).await.map(ServiceResponse::map_into_left_body),
        Some(failure) => Ok(req.into_response(problem_response(&failure)).map_into_right_body()),
    }
}

fn wrong(req: &ServiceRequest) -> Option<Failure> {
    let state = req.app_data::<web::Data<State>>()?;
    let known = state.addresses.known(req.method(), req.path())?;
    if !known.public && req.extensions().get::<Actor>().is_none() {
        return None;
    }
    let names: Vec<Name> = web::Query::from_query(req.query_string()).map(web::Query::into_inner).unwrap_or_default();
    let fields = problems(known, &names.iter().map(|Name(name, _)| name.as_str()).collect::<Vec<_>>());
    if fields.is_empty() {
        return None;
    }
    let all = known.queries.iter().map(|query| query.name.as_str()).collect::<Vec<_>>().join(", ");
    let detail = if all.is_empty() { "takes no parameters".to_owned() } else { format!("takes {all}") };
    Some(Failure::new(Code::MalformedQuery).fields(fields).detail(detail))
}

/// A name, with its value ignored.
#[derive(Deserialize)]
struct Name(String, serde::de::IgnoredAny);

fn problems(known: &Known, names: &[&str]) -> Vec<FieldProblem> {
    let problem = |field: &str, code: &str| FieldProblem {
        field: listing::begins(field, LONGEST_NAME).to_owned(),
        code: code.to_owned(),
        limit: None,
    };
    let mut found = Vec::new();
    for (at, name) in names.iter().enumerate() {
        match known.queries.iter().find(|known| known.name == *name) {
            None => found.push(problem(name, "unknown")),
            Some(query) if !query.several && names[..at].contains(name) => found.push(problem(name, "twice")),
            Some(_) => {}
        }
    }
    let missing = known.queries.iter().filter(|query| query.required && !names.contains(&query.name.as_str()));
    found.extend(missing.map(|query| problem(&query.name, "required")));
    found
}
