//! A file being sent: as a download, never displayed or run in our origin, and cached by the caller only, who
//! must revalidate each time that it may still be read.

use std::{
    collections::BTreeMap,
    future::{Ready, ready},
};

use actix_web::{
    FromRequest, HttpRequest, HttpResponse,
    body::SizedStream,
    dev::Payload,
    http::header::{self, Charset, ContentDisposition, DispositionParam, DispositionType, ExtendedValue, HeaderValue},
};
use futures_util::StreamExt;
use kyndig_domain::file::FileKind;
use kyndig_platform::{
    gateways::files::{FileKey, Files, FilesError},
    http::{Failure, responses},
};
use utoipa::{
    IntoParams, IntoResponses,
    openapi::{
        ContentBuilder, KnownFormat, ObjectBuilder, RefOr, Required, Response, ResponseBuilder, SchemaFormat, Type,
        header::HeaderBuilder,
        path::{Parameter, ParameterIn},
    },
};

use super::{service::Row, upload};

/// No script in it runs, in any viewer.
const POLICY: &str = "default-src 'none'; frame-ancestors 'none'; sandbox";
/// Private, and revalidated each time: whether it is unchanged, and may still be read.
const CACHE: &str = "private, no-cache";

/// The version of the file that the client already has, by its `ETag`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IfNoneMatch(Option<String>);

impl IfNoneMatch {
    fn names(&self, etag: &str) -> bool {
        let tags = self.0.as_deref().unwrap_or_default();
        tags.split(',').map(|tag| tag.trim().trim_start_matches("W/")).any(|tag| tag == etag || tag == "*")
    }
}

impl FromRequest for IfNoneMatch {
    type Error = Failure;
    type Future = Ready<Result<Self, Failure>>;

    fn from_request(req: &HttpRequest, _: &mut Payload) -> Self::Future {
        let tags = req.headers().get(header::IF_NONE_MATCH).and_then(|value| value.to_str().ok());
        ready(Ok(Self(tags.map(ToOwned::to_owned))))
    }
}

impl IntoParams for IfNoneMatch {
    fn into_params(_: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
        responses::header("If-None-Match", Required::False, "The `ETag` of what one has already", None)
    }
}

/// The bytes, or the answer that they are unchanged.
#[derive(Debug)]
pub struct FileBytes;

impl FileBytes {
    /// The caller has checked that the actor may read it, and has closed the transaction.
    pub async fn of(files: &Files, file: Row, had: &IfNoneMatch) -> Result<HttpResponse, Failure> {
        let etag = format!("\"{}\"", file.sha256);
        let mut response = HttpResponse::Ok();
        response.insert_header((header::CACHE_CONTROL, CACHE)).insert_header((header::ETAG, etag.as_str()));
        if had.names(&etag) {
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
            .insert_header((header::CONTENT_DISPOSITION, to_be_saved(&file.name)))
            .insert_header((header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
            .insert_header((header::CONTENT_SECURITY_POLICY, POLICY))
            // The tag is of these exact bytes, so the answer must not be compressed.
            .insert_header((header::CONTENT_ENCODING, HeaderValue::from_static("identity")))
            .body(SizedStream::new(size, bytes)))
    }
}

/// The name in ASCII for any browser, and in full for all that support it.
fn to_be_saved(name: &str) -> ContentDisposition {
    let plain: String = name.chars().map(|c| if c.is_ascii() && c != '%' { c } else { '_' }).collect();
    ContentDisposition {
        disposition: DispositionType::Attachment,
        parameters: vec![
            DispositionParam::Filename(plain),
            DispositionParam::FilenameExt(ExtendedValue {
                charset: Charset::Ext("UTF-8".to_owned()),
                language_tag: None,
                value: name.as_bytes().to_vec(),
            }),
        ],
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
