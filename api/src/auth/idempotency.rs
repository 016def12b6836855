//! An idempotency key on every POST that creates: the same key again gives the answer of the first time, and
//! creates nothing.

use std::future::{Ready, ready};

use actix_web::{FromRequest, HttpRequest, dev::Payload};
use kyndig_db::Sql;
use sea_orm::FromQueryResult;
use serde::{Serialize, de::DeserializeOwned};
use sha2::{Digest, Sha256};
use utoipa::{
    IntoParams,
    openapi::{
        Required,
        path::{Parameter, ParameterIn},
    },
};

use super::Work;
use crate::http::{Code, Failure, documented};

/// Bytes in a key.
const LONGEST: usize = 200;

/// The header `Idempotency-Key`, where it was sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IdempotencyKey(Option<String>);

impl FromRequest for IdempotencyKey {
    type Error = Failure;
    type Future = Ready<Result<Self, Failure>>;

    fn from_request(req: &HttpRequest, _: &mut Payload) -> Self::Future {
        let Some(value) = req.headers().get("idempotency-key") else { return ready(Ok(Self(None))) };
        let key = value.to_str().ok().map(str::trim).filter(|key| !key.is_empty() && key.len() <= LONGEST);
        ready(key.map_or_else(
            || Err(Failure::field(Code::ValidationFailed, "Idempotency-Key")),
            |key| Ok(Self(Some(key.to_owned()))),
        ))
    }
}

impl IntoParams for IdempotencyKey {
    fn into_params(_: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
        let text = "The same key again gives the answer of the first time, and creates nothing more";
        documented::header("Idempotency-Key", Required::False, text, Some(LONGEST))
    }
}

#[derive(FromQueryResult)]
struct Earlier {
    operation: String,
    fingerprint: String,
    answer: String,
}

impl IdempotencyKey {
    /// Creates once: runs `create`, or gives what it gave the first time.
    pub async fn once<T: Serialize + DeserializeOwned>(
        &self,
        work: &Work<'_>,
        request: &impl Serialize,
        create: impl AsyncFnOnce() -> Result<T, Failure>,
    ) -> Result<T, Failure> {
        let Some(key) = &self.0 else { return create().await };
        let person = work.person()?.person_id;
        let fingerprint = format!("{:x}", Sha256::digest(serde_json::to_vec(request)?));
        let earlier = work
            .tx
            .one::<Earlier>(
                Sql::new("SELECT operation, fingerprint, answer FROM idempotency_key WHERE person_id = ")
                    .bind(person)
                    .push(" AND key = ")
                    .bind(key.as_str()),
            )
            .await?;
        if let Some(earlier) = earlier {
            if earlier.operation != work.permission || earlier.fingerprint != fingerprint {
                return Err(Code::IdempotencyKeyReused.into());
            }
            return Ok(serde_json::from_str(&earlier.answer)?);
        }
        let created = create().await?;
        let store =
            Sql::new("INSERT INTO idempotency_key (person_id, key, operation, fingerprint, answer, made_at) VALUES (")
                .bind(person)
                .push(", ")
                .bind(key.as_str())
                .push(", ")
                .bind(work.permission)
                .push(", ")
                .bind(fingerprint)
                .push(", ")
                .bind(serde_json::to_string(&created)?)
                .push(", ")
                .bind(work.now)
                .push(")");
        work.tx.execute(store).await?;
        Ok(created)
    }
}
