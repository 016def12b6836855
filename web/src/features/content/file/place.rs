//! Where files are sent to, and what is said of it.

use crate::transport::AppError;
use kyndig_contract::path::ApiPath;
use kyndig_domain::file::Limits;
use leptos::prelude::*;

type Reader<T> = fn(serde_json::Value) -> Option<T>;

/// What the files are added to: its address, what is known of it, and how that is read.
#[derive(Clone)]
pub struct Place<T: Send + Sync + 'static> {
    /// As in `/requirements/…/files`.
    pub path: ApiPath,
    pub limits: Limits,
    /// What stands, once that is known; kept by whoever outlives the drawing of this.
    pub current: RwSignal<Option<T>>,
    pub version_of: fn(&T) -> i32,
    pub reader: Reader<T>,
}

impl<T: Clone + Send + Sync + 'static> Place<T> {
    pub fn version(&self) -> i32 {
        self.current.try_with_untracked(|now| now.as_ref().map(self.version_of)).flatten().unwrap_or_default()
    }

    /// False where the page is gone.
    pub fn set(&self, now: T) -> bool {
        self.current.try_set(Some(now)).is_none()
    }

    /// Puts in place what a clash says that stands now; false where it cannot be read, or the page is gone.
    pub fn stands(&self, now: serde_json::Value) -> bool {
        (self.reader)(now).is_some_and(|now| self.set(now))
    }

    pub fn read(&self, text: &str) -> Result<T, AppError> {
        let value = serde_json::from_str::<serde_json::Value>(text).ok();
        value.and_then(self.reader).ok_or_else(AppError::unreadable)
    }
}
