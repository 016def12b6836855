//! Keyset cursors: where a page ended, opaque to the caller.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use kyndig_contract::page::{Page, PageQuery};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;

use super::{Code, Failure, beyond};

/// The key that the previous page ended at, if there was one.
pub fn after<K: DeserializeOwned>(query: &PageQuery) -> Result<Option<K>, Failure> {
    let Some(cursor) = &query.cursor else { return Ok(None) };
    URL_SAFE_NO_PAD
        .decode(cursor)
        .ok()
        .and_then(|bytes| serde_json::from_slice::<Value>(&bytes).ok())
        .filter(|key| !beyond::in_value(key))
        .and_then(|key| serde_json::from_value(key).ok())
        .map(Some)
        .ok_or_else(|| Code::InvalidCursor.into())
}

/// Makes a page from one row more than was requested: the extra one only says that there is more.
pub fn page<R, T, K: Serialize>(
    mut rows: Vec<R>,
    limit: u16,
    key: impl Fn(&R) -> K,
    item: impl FnMut(R) -> T,
) -> Result<Page<T>, Failure> {
    let limit = usize::from(limit);
    let more = rows.len() > limit;
    rows.truncate(limit);
    let next_cursor = match rows.last() {
        Some(last) if more => Some(URL_SAFE_NO_PAD.encode(serde_json::to_vec(&key(last))?)),
        _ => None,
    };
    Ok(Page { items: rows.into_iter().map(item).collect(), next_cursor, total: None })
}
