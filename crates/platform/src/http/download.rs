//! A file generated for one caller, to be downloaded and not displayed.

use actix_web::{
    HttpRequest, HttpResponse, Responder,
    body::BoxBody,
    http::header::{Charset, ContentDisposition, DispositionParam, DispositionType, ExtendedValue},
};

pub struct Download {
    pub name: String,
    pub media_type: &'static str,
    pub bytes: Vec<u8>,
}

impl Responder for Download {
    type Body = BoxBody;

    fn respond_to(self, _: &HttpRequest) -> HttpResponse {
        HttpResponse::Ok().content_type(self.media_type).insert_header(attachment(&self.name)).body(self.bytes)
    }
}

/// Under its full name, and an ASCII fallback for clients that support no more.
pub fn attachment(name: &str) -> ContentDisposition {
    let plain = name.chars().map(|c| if c.is_ascii_alphanumeric() || " .-_".contains(c) { c } else { '_' }).collect();
    let whole = ExtendedValue {
        charset: Charset::Ext("UTF-8".to_owned()),
        language_tag: None,
        value: name.as_bytes().to_vec(),
    };
    ContentDisposition {
        disposition: DispositionType::Attachment,
        parameters: vec![DispositionParam::Filename(plain), DispositionParam::FilenameExt(whole)],
    }
}
