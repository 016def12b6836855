//! The problems that an operation can answer, defined once each for the documentation.

use std::collections::BTreeMap;

use utoipa::{
    IntoResponses,
    openapi::{
        ContentBuilder, ObjectBuilder, Ref, RefOr, Required, Response, ResponseBuilder, Type,
        path::{Parameter, ParameterBuilder, ParameterIn},
    },
};

/// A header that an extractor reads, documented once beside the extractor.
pub fn header(name: &str, required: Required, description: &str, most: Option<usize>) -> Vec<Parameter> {
    let schema = ObjectBuilder::new().schema_type(Type::String).max_length(most).build();
    let header = ParameterBuilder::new()
        .name(name)
        .parameter_in(ParameterIn::Header)
        .required(required)
        .description(Some(description))
        .schema(Some(schema))
        .build();
    vec![header]
}

macro_rules! documented {
    ($($(#[$doc:meta])* $name:ident { $($status:literal: $text:literal),+ $(,)? })+) => {$(
        $(#[$doc])*
        #[derive(Debug)]
        pub struct $name;

        impl IntoResponses for $name {
            fn responses() -> BTreeMap<String, RefOr<Response>> {
                [$(($status, $text)),+].into_iter().map(|(status, text)| (status.to_owned(), problem(text).into())).collect()
            }
        }
    )+};
}

fn problem(text: &str) -> Response {
    let content = ContentBuilder::new().schema(Some(Ref::from_schema_name("Problem"))).build();
    ResponseBuilder::new().description(text).content("application/problem+json", content).build()
}

documented! {
    /// The query or the body is malformed or invalid.
    BadRequest {
        "400": "Malformed: `malformed_json`, `malformed_query`, `invalid_cursor`",
        "408": "`body_too_slow`",
        "413": "`payload_too_large`",
        "415": "`unsupported_media_type`",
        "422": "Understood, and not valid: `validation_failed` with the fields, or a code of its own",
    }
    Unauthorized {
        "401": "`not_signed_in`, `session_ended`",
        "403": "`forbidden`, `choose_position`, `access_changed`",
        "503": "`busy`: try again",
    }
    /// Missing, or outside the actor's scope.
    NotFound { "404": "`not_found`" }
    /// The current state does not allow it.
    Conflict { "409": "The code says what is in the way" }
    /// Another change came first.
    PreconditionFailed {
        "412": "`version_conflict`, with what stands now as `current`",
        "428": "`if_match_required`",
    }
    /// Another change came first, and the client sent the version it had seen.
    PreconditionFailedWhereSent { "412": "`version_conflict`, where `If-Match` was sent, with what stands now as `current`" }
    TooManyRequests { "429": "`too_many_attempts`, `too_many_requests`; see `Retry-After`" }
}
