//! A file being sent: as a download, never displayed or run in our origin, and cached by the caller only, who
//! must revalidate each time that it may still be read.

use std::collections::BTreeMap;

use actix_web::{
    HttpResponse,
    body::SizedStream,
    http::header::{self, ETag, EntityTag, HeaderValue},
};
use futures_util::StreamExt;
use kyndig_domain::file::FileKind;
use kyndig_platform::{
    gateways::files::{FileKey, Files, FilesError},
    http::{Failure, IfNoneMatch, attachment},
};
use utoipa::{
    IntoResponses,
    openapi::{
        ContentBuilder, KnownFormat, ObjectBuilder, RefOr, Response, ResponseBuilder, SchemaFormat, Type,
        header::HeaderBuilder,
    },
};

use super::{service::Row, upload};

/// No script in it runs, in any viewer.
const POLICY: &str = "default-src 'none'; frame-ancestors 'none'; sandbox";
/// Private, and revalidated each time: whether it is unchanged, and may still be read.
const CACHE: &str = "private, no-cache";

/// The bytes, or the answer that they are unchanged.
#[derive(Debug)]
pub struct FileBytes;

impl FileBytes {
    /// The caller has checked that the actor may read it, and has closed the transaction.
    pub async fn of(files: &Files, file: Row, had: &IfNoneMatch) -> Result<HttpResponse, Failure> {
        let tag = EntityTag::new_strong(file.sha256.clone());
        let unchanged = had.has(&tag);
        let mut response = HttpResponse::Ok();
        response.insert_header((header::CACHE_CONTROL, CACHE)).insert_header(ETag(tag));
        if unchanged {
            return Ok(response.status(actix_web::http::StatusCode::NOT_MODIFIED).finish());
        }
        let key = FileKey::of(file.id);
        let (size, bytes) = files.read(key).await.map_err(|error| match error {
            FilesError::Missing(_) => Failure::Internal(anyhow::anyhow!("the bytes of file {} are missing", file.id)),
            error => upload::unavailable(&error),
        })?;
        let bytes = bytes.map(move |piece| {
            piece.inspect_err(|error| tracing::error!(%error, %key, "a file was aborted while being sent"))
        });
        Ok(response
            .content_type(file.kind.media_type())
            .insert_header((header::CONTENT_DISPOSITION, attachment(&file.name)))
            .insert_header((header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
            .insert_header((header::CONTENT_SECURITY_POLICY, POLICY))
            // The tag is of these exact bytes, so the answer must not be compressed.
            .insert_header((header::CONTENT_ENCODING, HeaderValue::from_static("identity")))
            .body(SizedStream::new(size, bytes)))
    }
}

impl IntoResponses for FileBytes {
    fn responses() -> BTreeMap<String, RefOr<Response>> {
        let bytes = || {
            ObjectBuilder::new().schema_type(Type::String).format(Some(SchemaFormat::KnownFormat(KnownFormat::Binary)))
        };
        let header = |text: &str| {
            HeaderBuilder::new()
                .description(Some(text))
                .schema(Some(ObjectBuilder::new().schema_type(Type::String).build()))
                .build()
        };
        let mut found = ResponseBuilder::new()
            .description("The file, to be saved")
            .header("Content-Disposition", header("`attachment`, with its name"))
            .header("ETag", header("SHA-256 of the bytes"));
        for kind in FileKind::ALL {
            let content = ContentBuilder::new().schema(Some(bytes().build())).build();
            // as others write it, without the parameter
            let plain = kind.media_type().split(';').next().unwrap_or_default();
            found = found.content(plain, content);
        }
        let same = ResponseBuilder::new().description("It is the one that was named in `If-None-Match`").build();
        BTreeMap::from([("200".to_owned(), found.build().into()), ("304".to_owned(), same.into())])
    }
}
