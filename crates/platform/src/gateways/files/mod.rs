//! Bytes under keys: in a folder by default, or in a bucket of any S3-compatible server. What they are, and whose, is
//! known to the database alone. A key is made for one file and never reused; it holds its own creation time, so that
//! another machine's clock need not be trusted.

mod folder;

use std::{path::PathBuf, sync::Arc, time::Duration};

use actix_web::web::Bytes;
use anyhow::Context;
use chrono::{DateTime, Utc};
use futures_util::{Stream, StreamExt, TryStreamExt};
use kyndig_domain::ids::FileId;
use object_store::{
    BackoffConfig, ClientOptions, ObjectStore, ObjectStoreExt, RetryConfig, aws::AmazonS3Builder, buffered::BufWriter,
    local::LocalFileSystem, path::Path,
};
use secrecy::ExposeSecret;
use tokio::io::AsyncWriteExt;

use crate::config;

/// Shelves, by the last digit of the key, so that the whole store can be gone through part by part.
pub const SHELVES: &str = "0123456789abcdef";
/// Bytes buffered before they are sent to a bucket, which takes no smaller parts than these.
const PART: usize = 5 * 1024 * 1024;
/// The same for a folder.
const FOLDER_PART: usize = 256 * 1024;
/// Parts of one file uploaded concurrently.
const AT_ONCE: usize = 2;

/// Why the operation failed.
#[derive(Debug, thiserror::Error)]
pub enum FilesError {
    /// No bytes under this key.
    #[error("there is nothing under {0}")]
    Missing(FileKey),
    #[error("the store of files: {0}")]
    Store(object_store::Error),
    #[error("the store of files: {0}")]
    Folder(#[from] std::io::Error),
}

/// Where the bytes of a file are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct FileKey(FileId);

impl FileKey {
    pub fn of(id: FileId) -> Self {
        Self(id)
    }

    pub fn id(self) -> FileId {
        self.0
    }

    /// When the key was made, which is before its bytes were written.
    pub fn made_at(self) -> Option<DateTime<Utc>> {
        let (seconds, nanos) = self.0.0.get_timestamp()?.to_unix();
        DateTime::from_timestamp(i64::try_from(seconds).ok()?, nanos)
    }

    /// Its shelf: the last digit, since the first ones are alike in all keys made at one time.
    fn shelf(self) -> char {
        self.0.to_string().chars().last().unwrap_or('0')
    }

    fn path(self) -> Path {
        Path::from(self.to_string())
    }

    /// None for a name that is not one of our keys.
    pub fn parse(text: &str) -> Option<Self> {
        let (_, name) = text.rsplit_once('/')?;
        let key = Self(name.parse().ok()?);
        (text.ends_with(&key.to_string()) && key.made_at().is_some()).then_some(key)
    }
}

impl std::fmt::Display for FileKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}/{}", self.shelf(), self.0)
    }
}

/// The store.
#[derive(Clone, Debug)]
pub struct Files {
    store: Arc<dyn ObjectStore>,
    part: usize,
    /// The folder, where it is one: files left half written by a crash are shown by the file system only.
    folder: Option<PathBuf>,
}

impl Files {
    pub fn start(config: &config::Files) -> anyhow::Result<Self> {
        match &config.s3 {
            Some(s3) => Self::bucket(s3),
            None => Self::folder(config.folder.clone()),
        }
    }

    fn folder(folder: PathBuf) -> anyhow::Result<Self> {
        std::fs::create_dir_all(&folder).with_context(|| format!("files.folder {}", folder.display()))?;
        let store = LocalFileSystem::new_with_prefix(&folder)
            .with_context(|| format!("files.folder {}", folder.display()))?
            // A confirmed write is on the disk.
            .with_fsync(true);
        Ok(Self { store: Arc::new(store), part: FOLDER_PART, folder: Some(folder) })
    }

    fn bucket(s3: &config::S3) -> anyhow::Result<Self> {
        let retry =
            RetryConfig { backoff: BackoffConfig::default(), max_retries: 3, retry_timeout: Duration::from_secs(30) };
        let limits = ClientOptions::new()
            .with_connect_timeout(Duration::from_secs(5))
            .with_timeout(Duration::from_mins(10))
            .with_allow_http(s3.endpoint.starts_with("http://"));
        let store = AmazonS3Builder::new()
            .with_endpoint(s3.endpoint.trim_end_matches('/'))
            .with_bucket_name(&s3.bucket)
            .with_region(&s3.region)
            .with_access_key_id(s3.access_key_id.expose_secret())
            .with_secret_access_key(s3.secret_access_key.expose_secret())
            .with_virtual_hosted_style_request(!s3.path_style)
            // Only single deletes are needed, and not every server supports bulk deletes.
            .with_disable_bulk_delete(true)
            .with_retry(retry)
            .with_client_options(limits)
            .build()
            .context("files.s3")?;
        Ok(Self { store: Arc::new(store), part: PART, folder: None })
    }

    /// Begins to store bytes; they are not visible until they are `finish`ed.
    pub fn write(&self, key: FileKey) -> Writing {
        let to = BufWriter::with_capacity(self.store.clone(), key.path(), self.part).with_max_concurrency(AT_ONCE);
        Writing { key, to }
    }

    /// The bytes, in chunks, and their number.
    pub async fn read(
        &self,
        key: FileKey,
    ) -> Result<(u64, impl Stream<Item = Result<Bytes, FilesError>> + 'static), FilesError> {
        let found = self.store.get(&key.path()).await.map_err(|error| of_key(key, error))?;
        Ok((found.meta.size, found.into_stream().map_err(FilesError::Store)))
    }

    pub async fn exists(&self, key: FileKey) -> Result<bool, FilesError> {
        match self.store.head(&key.path()).await.map_err(|error| of_key(key, error)) {
            Ok(_) => Ok(true),
            Err(FilesError::Missing(_)) => Ok(false),
            Err(error) => Err(error),
        }
    }

    /// Missing bytes count as deleted.
    pub async fn delete(&self, key: FileKey) -> Result<(), FilesError> {
        match self.store.delete(&key.path()).await.map_err(|error| of_key(key, error)) {
            Err(FilesError::Missing(_)) => Ok(()),
            outcome => outcome,
        }
    }

    /// The keys on a shelf. Objects there that are not ours are left alone.
    pub async fn shelf(&self, shelf: char) -> Result<Vec<FileKey>, FilesError> {
        let mut found = Vec::new();
        let mut listed = self.store.list(Some(&Path::from(shelf.to_string())));
        while let Some(one) = listed.next().await {
            let one = one.map_err(FilesError::Store)?;
            if let Some(key) = FileKey::parse(one.location.as_ref()) {
                found.push(key);
            } else {
                tracing::warn!(location = %one.location, "unknown object in the file store");
            }
        }
        Ok(found)
    }

    /// Deletes partial writes on a shelf left when the process ended, of keys that are `forsaken`; returns how many
    /// there were. A bucket does not list such parts, and removes them by its lifecycle rule.
    pub async fn drop_unfinished(&self, shelf: char, forsaken: impl Fn(FileKey) -> bool) -> Result<u64, FilesError> {
        let Some(root) = &self.folder else { return Ok(0) };
        folder::drop_unfinished(&root.join(shelf.to_string()), |name| {
            FileKey::parse(&format!("{shelf}/{name}")).is_some_and(&forsaken)
        })
        .await
    }
}

fn of_key(key: FileKey, error: object_store::Error) -> FilesError {
    match error {
        object_store::Error::NotFound { .. } => FilesError::Missing(key),
        error => FilesError::Store(error),
    }
}

/// Bytes being written to the store.
#[derive(Debug)]
pub struct Writing {
    key: FileKey,
    to: BufWriter,
}

impl Writing {
    pub fn key(&self) -> FileKey {
        self.key
    }

    pub async fn put(&mut self, bytes: Bytes) -> Result<(), FilesError> {
        self.to.put(bytes).await.map_err(FilesError::Store)
    }

    /// All of it is stored, or, on an error, nothing.
    pub async fn finish(mut self) -> Result<FileKey, FilesError> {
        self.to.shutdown().await?;
        Ok(self.key)
    }

    /// Discards what was written.
    pub async fn abandon(mut self) -> Result<(), FilesError> {
        self.to.abort().await.map_err(FilesError::Store)
    }
}
