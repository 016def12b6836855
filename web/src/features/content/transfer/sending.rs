//! What is sent to be tried or carried out, and what came of it.

use crate::transport::{self, AppError, Attempt};
use kyndig_contract::api_path;
use kyndig_contract::plan::PlanKind;
use kyndig_contract::transfer::ContentImport;
use web_sys::{File, FormData};

/// What is asked for: the file, and where it is to be.
#[derive(Clone)]
pub struct Asked {
    pub file: File,
    pub unit: String,
    /// Of a framework: the template that it is to fill.
    pub plan: String,
    pub kind: PlanKind,
}

/// What was tried last, and what came of it.
#[derive(Clone)]
pub struct Tried {
    pub asked: Asked,
    pub report: ContentImport,
    /// The world has moved since it was tried, and this is what would change now.
    pub moved: bool,
}

/// Sends it, to be tried; with a digest, to be carried out.
pub async fn send(asked: &Asked, digest: Option<&str>, attempt: &Attempt) -> Result<ContentImport, AppError> {
    let form = filled(asked, digest).ok_or_else(|| AppError::invalid(Vec::new()))?;
    let path = if digest.is_some() { api_path!("/content-imports") } else { api_path!("/content-imports/dry-run") };
    transport::upload::<ContentImport>(&path, form, attempt).await
}

fn filled(asked: &Asked, digest: Option<&str>) -> Option<FormData> {
    let form = FormData::new().ok()?;
    form.append_with_str("ownerUnitId", &asked.unit).ok()?;
    form.append_with_str("planKind", asked.kind.as_str()).ok()?;
    if !asked.plan.is_empty() {
        form.append_with_str("planId", &asked.plan).ok()?;
    }
    if let Some(digest) = digest {
        form.append_with_str("digest", digest).ok()?;
    }
    form.append_with_blob_and_filename("file", &asked.file, &asked.file.name()).ok()?;
    Some(form)
}
