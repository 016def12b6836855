//! Keyset paging: the same two parameters in, the same envelope out, for every list.

use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

pub const DEFAULT_LIMIT: u16 = 50;
pub const MAX_LIMIT: u16 = 100;

/// How much, and from where.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Validate, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
pub struct PageQuery {
    /// Rows in a page.
    #[param(minimum = 1, maximum = 100, default = 50)]
    #[validate(range(min = 1, max = 100))]
    pub limit: Option<u16>,
    /// Where the previous page ended: its `nextCursor`.
    #[param(max_length = 4000)]
    #[validate(length(max = 4000))]
    pub cursor: Option<String>,
}

impl PageQuery {
    /// What is asked for from outside has been validated; the server itself may read more at once.
    pub fn limit(&self) -> u16 {
        self.limit.unwrap_or(DEFAULT_LIMIT).max(1)
    }
}

/// A page of a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Page<T> {
    pub items: Vec<T>,
    /// Give this as `cursor` for the next page; absent on the last.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub next_cursor: Option<String>,
    /// How many there are in all, where the list counts them.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub total: Option<i64>,
}

impl<T> Page<T> {
    /// All there is, of what is never so much that it would be asked for a page at a time.
    pub fn whole(items: Vec<T>) -> Self {
        let total = i64::try_from(items.len()).ok();
        Self { items, next_cursor: None, total }
    }
}
