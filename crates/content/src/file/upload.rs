//! An uploaded file, written to the store in chunks: counted, examined and hashed as it passes. Afterwards it is stored
//! under a fresh key, or, on any failure, not at all.

use std::future::{Ready, ready};

use actix_multipart::{Field, Multipart};
use actix_web::{FromRequest, HttpRequest, dev::Payload, web};
use futures_util::{StreamExt, TryStreamExt};
use kyndig_contract::problem::FieldProblem;
use kyndig_domain::file::{FileKind, harmless_name};
use kyndig_platform::{
    gateways::files::{FileKey, Files, FilesError, Writing},
    http::{Code, Failure, upload_error},
};
use sha2::{Digest, Sha256};

use super::{
    archive::{self, Aside},
    sniff::{Sniffer, Unwanted},
};

/// The form's field.
const FIELD: &str = "file";

/// A form with a file, not yet read.
pub struct FileForm(Multipart);

impl std::fmt::Debug for FileForm {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("FileForm")
    }
}

impl FromRequest for FileForm {
    type Error = Failure;
    type Future = Ready<Result<Self, Failure>>;

    fn from_request(req: &HttpRequest, payload: &mut Payload) -> Self::Future {
        ready(Ok(Self(Multipart::new(req.headers(), payload.take()))))
    }
}

/// A file that is in the store, without a row so far.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Received {
    pub key: FileKey,
    pub name: String,
    pub kind: FileKind,
    pub size: u64,
    pub sha256: String,
}

impl FileForm {
    /// Stores the file, of at most this many bytes.
    pub async fn store(mut self, files: &Files, key: FileKey, most: u64) -> Result<Received, Failure> {
        let mut field = self.field().await?;
        let given = given_name(&field);
        let mut writing = files.write(key);
        let taken = take_in(&mut field, &mut writing, most).await.and_then(|taken| {
            let name = harmless_name(&given, taken.kind).map_err(|_| Failure::field(Code::FileNameMismatch, FIELD))?;
            Ok((taken, name))
        });
        let (Taken { kind, size, sha256 }, name) = match taken {
            Ok(taken) => taken,
            Err(failure) => {
                if let Err(error) = writing.abandon().await {
                    tracing::warn!(%error, "could not delete the stored part of a refused file; left to the sweep");
                }
                return Err(failure);
            }
        };
        if let Err(error) = writing.finish().await {
            // The write may have completed all the same.
            discard(files, key).await;
            return Err(unavailable(&error));
        }
        Ok(Received { key, name, kind, size, sha256 })
    }

    async fn field(&mut self) -> Result<Field, Failure> {
        let missing = || Failure::invalid(FIELD, "required");
        let field = self.0.next().await.ok_or_else(missing)?.map_err(|error| upload_error(&error))?;
        if field.name() == Some(FIELD) { Ok(field) } else { Err(missing()) }
    }
}

/// Deletes bytes that must not be kept; where that fails, the sweep finds them.
pub async fn discard(files: &Files, key: FileKey) {
    if let Err(error) = files.delete(key).await {
        tracing::warn!(%error, %key, "could not delete unused bytes; left to the sweep");
    }
}

/// As sent in the form, where quotation marks and line breaks are percent-encoded.
fn given_name(field: &Field) -> String {
    let named = field.content_disposition().and_then(|disposition| {
        let extended = disposition.get_filename_ext().and_then(|ext| String::from_utf8(ext.value.clone()).ok());
        extended.or_else(|| disposition.get_filename().map(ToOwned::to_owned))
    });
    named.unwrap_or_default().replace("%22", "\"").replace("%0D", " ").replace("%0A", " ")
}

struct Taken {
    kind: FileKind,
    size: u64,
    sha256: String,
}

async fn take_in(field: &mut Field, writing: &mut Writing, most: u64) -> Result<Taken, Failure> {
    let (mut sniffer, mut aside) = (Sniffer::new(), Aside::default());
    let mut digest = Sha256::new();
    let mut size = 0_u64;
    let mut wanted = Ok(());
    while let Some(piece) = field.try_next().await.map_err(|error| upload_error(&error))? {
        size += piece.len() as u64;
        if size > most {
            return Err(too_large(most));
        }
        // A client that is still sending would not read the refusal: the rest is read and dropped.
        if wanted.is_ok() {
            wanted = sniffer.feed(&piece);
            if wanted.is_ok() {
                digest.update(&piece);
                aside.feed(&piece).map_err(anyhow::Error::from)?;
                writing.put(piece).await.map_err(|error| unavailable(&error))?;
            }
        }
    }
    if size == 0 {
        return Err(Failure::field(Code::EmptyFile, FIELD));
    }
    let known = wanted.and_then(|()| sniffer.finish());
    let looked = match aside.into_file().filter(|_| known.is_ok()) {
        Some(file) => web::block(move || archive::look(file)).await.map_err(anyhow::Error::from)?,
        None => Ok(()),
    };
    match looked.and(known) {
        Ok(kind) => Ok(Taken { kind, size, sha256: format!("{:x}", digest.finalize()) }),
        Err(Unwanted) => Err(Failure::field(Code::FileTypeRefused, FIELD)),
    }
}

fn too_large(most: u64) -> Failure {
    let problem = FieldProblem {
        field: FIELD.to_owned(),
        code: Code::FileTooLarge.as_str().to_owned(),
        limit: Some(most.to_string()),
    };
    Failure::new(Code::FileTooLarge).fields(vec![problem])
}

/// The store is an external server, or a disk: it may be unavailable or full.
pub fn unavailable(error: &FilesError) -> Failure {
    tracing::error!(%error, "the file store is unavailable");
    Code::FilesUnavailable.into()
}
