//! Authentication: a bearer token becomes an `Actor`, read from the database. Without a token, or with an invalid one,
//! there is no actor, and the guard refuses.

use actix_web::{
    Error, HttpMessage,
    body::{EitherBody, MessageBody},
    dev::{ServiceRequest, ServiceResponse},
    http::header,
    middleware::Next,
    web,
};

use super::actor;
use crate::{clock, http::Failure, state::State};

pub async fn authenticate<B: MessageBody>(
    req: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<EitherBody<B>>, Error> {
    match actor_of(&req).await {
        Ok(Some(actor)) => {
            req.extensions_mut().insert(actor);
        }
        Ok(None) => {}
        // Returned as a response and not as an error, which would bypass what outer middleware adds to a response.
        Err(failure) => return Ok(req.error_response(failure).map_into_right_body()),
    }
    Ok(next.call(req).await?.map_into_left_body())
}

async fn actor_of(req: &ServiceRequest) -> Result<Option<actor::Actor>, Failure> {
    let bearer = req
        .headers()
        .get(header::AUTHORIZATION)
        .and_then(|value| value.to_str().ok())
        .and_then(|text| text.split_once(' '))
        .filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"))
        .map(|(_, token)| token.trim());
    let Some(token) = bearer else { return Ok(None) };
    let Some(state) = req.app_data::<web::Data<State>>() else { return Ok(None) };
    let now = state.clock.now();
    let Some(session) = state.tokens.read(token, now) else { return Ok(None) };
    let tx = state.db.read().await?;
    let actor = actor::load(&tx, session, now, clock::today(now)).await;
    tx.rollback().await?;
    Ok(actor?)
}
