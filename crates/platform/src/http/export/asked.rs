//! How a list was requested: as a page of JSON, or all of it as a file.

use std::{
    future::{Ready, ready},
    str::FromStr,
};

use actix_web::{
    FromRequest, HttpRequest,
    dev::Payload,
    http::header::{Accept, AcceptLanguage, Header},
};
use kyndig_contract::list::ExportQuery;
use kyndig_domain::settings::Language;
use utoipa::ToSchema;

use crate::http::{Failure, Params};

pub const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
pub const CSV: &str = "text/csv";

/// A workbook, as it is saved.
#[derive(Debug, ToSchema)]
#[schema(value_type = String, format = Binary)]
pub struct SheetFile(pub Vec<u8>);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    Json,
    Xlsx,
    Csv,
}

/// An argument of every list that can be exported.
#[derive(Clone, Debug)]
pub struct RequestedFormat {
    pub(super) format: Format,
    /// The browser's language, for those who have chosen none.
    pub(super) language: Option<Language>,
    pub(super) columns: Option<String>,
}

impl RequestedFormat {
    /// For a page of JSON, and not for a file.
    pub fn is_page(&self) -> bool {
        self.format == Format::Json
    }
}

impl FromRequest for RequestedFormat {
    type Error = Failure;
    type Future = Ready<Result<Self, Failure>>;

    fn from_request(req: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let columns = Params::<ExportQuery>::from_request(req, payload).into_inner();
        ready(columns.map(|Params(query)| Self {
            format: format(req),
            language: language(req),
            columns: query.columns,
        }))
    }
}

/// The most preferred supported format; JSON where no preference is given.
fn format(req: &HttpRequest) -> Format {
    let Ok(accept) = Accept::parse(req) else { return Format::Json };
    let known = accept.ranked().into_iter().find_map(|wanted| match wanted.essence_str() {
        XLSX => Some(Format::Xlsx),
        CSV => Some(Format::Csv),
        "application/json" | "application/*" | "*/*" => Some(Format::Json),
        _ => None,
    });
    known.unwrap_or(Format::Json)
}

fn language(req: &HttpRequest) -> Option<Language> {
    let ranked = AcceptLanguage::parse(req).ok()?.ranked();
    ranked.into_iter().find_map(|wanted| {
        let tag = wanted.item()?.to_string();
        let first = tag.split('-').next().unwrap_or_default().to_ascii_lowercase();
        // browsers send this for Norwegian where no variant is chosen
        if first == "no" { Some(Language::Bokmal) } else { Language::from_str(&first).ok() }
    })
}
