//! An idempotency key on every POST that creates: a repeated key returns the first answer, and creates nothing.

use std::future::{Ready, ready};

use actix_web::{FromRequest, HttpRequest, dev::Payload};
use chrono::TimeDelta;
use kyndig_db::{Sql, sql};
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

/// Longest key, in bytes.
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

/// Keys remembered per person, the newest ones.
const MOST: u64 = 500;
/// Largest answer that is kept, in bytes.
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
    /// Creates once: runs `create`, or returns what it returned the first time.
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
            let keep = sql!("UPDATE idempotency_key SET answer = {answer} WHERE person_id = ", answer);
            work.tx.execute(keep.bind(person).push(" AND key = ").bind(key.as_str())).await?;
        }
        forget_oldest(work, person).await?;
        Ok(created)
    }
}

/// Records the key before anything is done. Of several concurrent requests one proceeds; the others block here, and
/// find the key when they continue.
async fn claim(work: &Work<'_>, person: PersonId, key: &str, fingerprint: &str) -> Result<bool, Failure> {
    let sql = sql!(
        "INSERT INTO idempotency_key (person_id, key, operation, fingerprint, answer, made_at) \
                 VALUES ({person}, {key}, {permission}, {fingerprint}, '', {now}) \
                 ON CONFLICT (person_id, key) DO NOTHING",
        person,
        key,
        permission = work.permission,
        fingerprint,
        now = work.now,
    );
    Ok(work.tx.execute(sql).await? == 1)
}

async fn earlier(work: &Work<'_>, person: PersonId, key: &str) -> Result<Earlier, Failure> {
    let sql = sql!(
        "SELECT operation, fingerprint, answer FROM idempotency_key WHERE person_id = {person} \
         AND key = {key}",
        person,
        key,
    );
    // Deleted again within the moment: by the sweep.
    work.tx.one(sql).await?.ok_or_else(|| Code::Busy.into())
}

async fn forget_oldest(work: &Work<'_>, person: PersonId) -> Result<(), Failure> {
    let sql = sql!(
        "DELETE FROM idempotency_key WHERE person_id = {person} AND made_at < (SELECT made_at \
         FROM idempotency_key WHERE person_id = {person}{oldest}",
        person,
        oldest = Sql::new(&format!(" ORDER BY made_at DESC LIMIT 1 OFFSET {})", MOST - 1)),
    );
    work.tx.execute(sql).await?;
    Ok(())
}

/// Deletes the answers that are kept no longer; the number of rows.
pub async fn purge(work: &Work<'_>) -> Result<u64, Failure> {
    let sql = sql!("DELETE FROM idempotency_key WHERE made_at < {made_at}", made_at = work.now - REMEMBERED);
    Ok(work.tx.execute(sql).await?)
}
