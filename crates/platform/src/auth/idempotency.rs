//! An idempotency key on every POST that creates: the same key again gives the answer of the first time, and
//! creates nothing.

use std::future::{Ready, ready};

use actix_web::{FromRequest, HttpRequest, dev::Payload};
use chrono::TimeDelta;
use kyndig_db::Sql;
use kyndig_domain::ids::PersonId;
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
use crate::http::{Code, Failure, responses};

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
        responses::header("Idempotency-Key", Required::False, text, Some(LONGEST))
    }
}

/// Keys of one person that are remembered, the newest of them.
const MOST: u64 = 500;
/// Bytes of an answer that is kept.
const LONGEST_ANSWER: usize = 64 * 1024;
/// How long a key is remembered.
pub const REMEMBERED: TimeDelta = TimeDelta::days(1);

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
        if !claim(work, person, key, &fingerprint).await? {
            let earlier = earlier(work, person, key).await?;
            if earlier.operation != work.permission || earlier.fingerprint != fingerprint {
                return Err(Code::IdempotencyKeyReused.into());
            }
            if earlier.answer.is_empty() {
                return Err(Code::AnswerNotKept.into());
            }
            return Ok(serde_json::from_str(&earlier.answer)?);
        }
        let created = create().await?;
        let answer = serde_json::to_string(&created)?;
        if answer.len() <= LONGEST_ANSWER {
            let keep = Sql::new("UPDATE idempotency_key SET answer = ").bind(answer).push(" WHERE person_id = ");
            work.tx.execute(keep.bind(person).push(" AND key = ").bind(key.as_str())).await?;
        }
        forget_oldest(work, person).await?;
        Ok(created)
    }
}

/// Notes the key before anything is done. Of several requests at once one does; the others wait for it here, and find it
/// when they go on.
async fn claim(work: &Work<'_>, person: PersonId, key: &str, fingerprint: &str) -> Result<bool, Failure> {
    let sql =
        Sql::new("INSERT INTO idempotency_key (person_id, key, operation, fingerprint, answer, made_at) VALUES (")
            .bind(person)
            .push(", ")
            .bind(key)
            .push(", ")
            .bind(work.permission)
            .push(", ")
            .bind(fingerprint)
            .push(", '', ")
            .bind(work.now)
            .push(") ON CONFLICT (person_id, key) DO NOTHING");
    Ok(work.tx.execute(sql).await? == 1)
}

async fn earlier(work: &Work<'_>, person: PersonId, key: &str) -> Result<Earlier, Failure> {
    let sql = Sql::new("SELECT operation, fingerprint, answer FROM idempotency_key WHERE person_id = ")
        .bind(person)
        .push(" AND key = ")
        .bind(key);
    // Gone again within the moment: the sweep was there.
    work.tx.one(sql).await?.ok_or_else(|| Code::Busy.into())
}

async fn forget_oldest(work: &Work<'_>, person: PersonId) -> Result<(), Failure> {
    let sql = Sql::new("DELETE FROM idempotency_key WHERE person_id = ")
        .bind(person)
        .push(" AND made_at < (SELECT made_at FROM idempotency_key WHERE person_id = ")
        .bind(person)
        .push(&format!(" ORDER BY made_at DESC LIMIT 1 OFFSET {})", MOST - 1));
    work.tx.execute(sql).await?;
    Ok(())
}

/// Deletes the answers that are kept no longer; the number of rows.
pub async fn purge(work: &Work<'_>) -> Result<u64, Failure> {
    let sql = Sql::new("DELETE FROM idempotency_key WHERE made_at < ").bind(work.now - REMEMBERED);
    Ok(work.tx.execute(sql).await?)
}
